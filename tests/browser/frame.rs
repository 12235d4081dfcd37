//! What stands around a step's figures: the command box, the two sentences, the menu of a chart, checkpoints, comments, the gallery.

use serde_json::json;

use crate::driver::key;
use crate::stage::Stage;

const DEMAND: &str = "#/c/tillwerk-2026-11/demand";
const FINANCE: &str = "#/c/tillwerk-2026-11/finance";

/// The current cell of the planning table, as a screen reader is told of it.
const CURRENT: &str = "const id = document.querySelector('.pt')?.getAttribute('aria-activedescendant');
    return document.getElementById(id)?.closest('.pt-row')?.querySelector('.pt-h')?.innerText";

#[test]
fn the_command_box_goes_to_an_item_by_keys_alone() {
    let stage = at(FINANCE, "What does it earn");
    stage.press(&[key::CONTROL, "k"]);
    stage.wait_for("#palette");
    stage.wait("the field has the focus", "return document.activeElement?.id === 'palette'", &[]);
    assert_eq!(stage.count("#palette-list [role=option]"), 8);
    stage.type_text("BL-200");
    stage.wait_for_text("#palette-list [aria-selected=true]", "Item");
    let name = stage.text("#palette-list [aria-selected=true] > span");
    stage.press(&[key::DOWN]);
    stage.press(&[key::UP]);
    stage.press(&[key::ENTER]);
    stage.wait_until_gone("#palette");
    stage.wait_for_text("h1", "What would customers take");
    stage.wait("the item's row is current", &format!("{CURRENT}?.includes(arguments[0])"), &[json!(name)]);
    stage.wait("the table has the focus", "return document.activeElement?.classList.contains('pt')", &[]);
    stage.wait_for_text(".panel .what", &name);
    stage.screenshot("palette-item");
}

#[test]
fn the_command_box_finds_steps_and_actions_and_gives_the_focus_back() {
    let stage = at(FINANCE, "What does it earn");
    stage.click("[data-do=go-to]");
    stage.wait_for("#palette");
    stage.type_into("#palette", "nothing is called so");
    stage.wait_for_text(".palette .hint", "Nothing has this name");
    stage.press(&[key::ESCAPE]);
    stage.wait_until_gone("#palette");
    stage.wait("the button has the focus", "return document.activeElement?.dataset.do === 'go-to'", &[]);
    stage.press(&[key::CONTROL, "k"]);
    stage.wait_for("#palette");
    stage.type_text("supply review");
    stage.wait_for_text("#palette-list [aria-selected=true]", "Step");
    stage.screenshot("palette");
    stage.press(&[key::ENTER]);
    stage.wait_for_text("h1", "What can we make");
    stage.press(&[key::CONTROL, "k"]);
    stage.wait_for("#palette");
    stage.type_text("new scen");
    stage.press(&[key::ENTER]);
    stage.wait("the name is asked for", "return document.activeElement?.id === 'new-scenario'", &[]);
}

#[test]
fn a_step_says_what_it_is_for_until_that_is_folded_away() {
    let stage = at(DEMAND, "What would customers take");
    stage.wait_for_text("#about", "Decided is");
    stage.click("[data-do=about]");
    stage.wait_until_gone("#about");
    stage.click(".steps li:nth-child(3) a");
    stage.wait_for_text("h1", "What can we make");
    stage.reload();
    stage.wait_until_started();
    stage.wait_for("[data-do=about]");
    assert_eq!(stage.attribute("[data-do=about]", "aria-expanded").as_deref(), Some("false"));
    stage.click("[data-do=about]");
    stage.wait_for("#about");
}

#[test]
fn a_chart_is_taken_along_as_figures_and_as_a_drawing() {
    let stage = at(FINANCE, "What does it earn");
    stage.wait_for("#card-revenue .chart-picture");
    stage.click("#card-revenue .take button");
    stage.click("[data-do=take-csv]");
    let csv = std::fs::read_to_string(stage.downloaded("sextant-revenue.csv")).unwrap();
    assert!(csv.starts_with("Month,Last year,Budget,Actual,Plan\r\n2025-11,"), "{csv}");
    stage.click("#card-revenue .take button");
    stage.click("[data-do=take-svg]");
    let svg = std::fs::read_to_string(stage.downloaded("sextant-revenue.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && !svg.contains("var(") && svg.contains("rgb("), "{svg}");
    // A bar of the bridge goes to its figure, by keys.
    stage.js("document.querySelector('#card-bridge .chart').focus()", &[]);
    stage.press(&[key::DOWN]);
    stage.press(&[key::DOWN]);
    stage.press(&[key::ENTER]);
    stage.wait_for(".panel .figure");
}

#[test]
fn a_checkpoint_brings_the_cycle_back_and_undo_takes_that_back() {
    let stage = at(DEMAND, "What would customers take");
    stage.click("a.brand");
    stage.fill("#checkpoint", "Before the workshop");
    stage.click("[data-do=keep]");
    stage.wait_for_text(".checkpoints li", "Before the workshop");
    stage.click("[data-do=continue]");
    stage.wait_for(".panel, .cards");
    comment(&stage, "Is this still true?");
    stage.click("a.brand");
    stage.click("[data-do=return]");
    stage.wait_for_text(".toasts", "Back to Before the workshop");
    stage.screenshot("checkpoints");
    assert_eq!(open_comments(&stage), 0);
    stage.press(&[key::CONTROL, "z"]);
    stage.wait_for_text(".toasts", "Undone");
    assert_eq!(open_comments(&stage), 1);
}

#[test]
fn a_comment_is_asked_answered_and_resolved() {
    let stage = at(DEMAND, "What would customers take");
    comment(&stage, "Why so much? @Sato");
    says(&stage, ".quote .chip", "for L. Sato");
    stage.click("[data-do=answer]");
    stage.wait_for_text("label[for=comment]", "Answer the comment");
    stage.fill("#comment", "A tender.");
    stage.click(".panel form [type=submit]");
    stage.wait_for_text(".quote.answer", "A tender.");
    stage.screenshot("comments");
    assert_eq!(open_comments(&stage), 1);
    stage.wait_for_text("[data-card=comments]", "Why so much?");
    stage.click("[data-entry^='comment/'] [data-do=act]");
    stage.wait("no comment is open", "return !document.querySelector('[data-card=comments]')", &[]);
    stage.press(&[key::CONTROL, "z"]);
    stage.wait_for_text("[data-card=comments]", "Why so much?");
}

/// The focus is taken from a menu when the page under it goes, after the menu's own state is gone.
#[test]
fn an_open_menu_goes_with_its_page() {
    let stage = at(DEMAND, "What would customers take");
    stage.click("[title='Order, filter and measures of the rows']");
    stage.wait_for("[data-do=only-gaps]");
    stage.click("[data-do=only-gaps]");
    stage.js("location.hash = '#/gallery'", &[]);
    stage.wait_for_text("h1", "Gallery");
    stage.js("location.hash = arguments[0]", &[json!(DEMAND)]);
    stage.wait_for_text("h1", "What would customers take");
    stage.wait_for_text(".pt-bar", "Rows: some left out");
}

#[test]
fn the_gallery_shows_every_part() {
    let stage = Stage::open_at("#/gallery");
    stage.wait_for_text("h1", "Gallery");
    stage.wait("every chart is drawn", "return document.querySelectorAll('.chart-picture').length >= 7", &[]);
    stage.screenshot("gallery");
}

fn at(place: &str, question: &str) -> Stage {
    let stage = Stage::open_at(place);
    stage.wait_for_text("h1", question);
    stage
}

/// Leaves a comment on the first figure of the demand review's strip.
fn comment(stage: &Stage, text: &str) {
    stage.click(".steps li:nth-child(2) a");
    stage.wait_for_text("h1", "What would customers take");
    stage.click(".tiles button.tile");
    stage.fill("#comment", text);
    stage.click(".panel form [type=submit]");
    says(stage, ".quote", text);
}

/// Waits until one of several says something.
fn says(stage: &Stage, css: &str, text: &str) {
    const SAYS: &str =
        "return [...document.querySelectorAll(arguments[0])].some((one) => one.innerText.includes(arguments[1]))";
    stage.wait(&format!("one of {css} says {text}"), SAYS, &[json!(css), json!(text)]);
}

/// Comments that wait for an answer, of the step that is shown; the demand review is shown first.
fn open_comments(stage: &Stage) -> usize {
    if stage.count(".steps") == 0 {
        stage.click("[data-do=continue]");
    }
    stage.click(".steps li:nth-child(2) a");
    stage.wait_for_text("h1", "What would customers take");
    stage.wait_for(".cards > .card");
    stage.count("[data-entry^='comment/']")
}
