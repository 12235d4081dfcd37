//! One series: opened from the demand review, a method forced and reset, a month of history answered for and taken back.

use serde_json::json;

use crate::driver::key;
use crate::stage::Stage;

const DEMAND: &str = "#/c/tillwerk-2026-11/demand";

#[test]
fn a_method_is_forced_and_reset_on_the_page_of_its_series() {
    let stage = at_demand();
    stage.click("[data-card=methods] tbody th a");
    stage.wait_for_text("h1", "forecast?");
    stage.wait_for("[data-card=candidates] table");
    assert_eq!(stage.count("[data-card=series] .chart-picture"), 1);
    stage.wait_for_text(".method-now", "Nobody has forced");
    stage.screenshot("series");
    choose(&stage, "#method-kind", "mean");
    stage.fill("#method-window", "500");
    stage.click("[data-do=method]");
    stage.wait_for_text("#method-window-finding", "from 1 to 120");
    stage.fill("#method-window", "6");
    stage.click("[data-do=method]");
    wait_for_edit(&stage, ".method-now", "Forced by the row of");
    stage.wait_for_text(".msg", "Moving average expects");
    stage.screenshot("series-forced");
    stage.click("[data-do=reset-method]");
    wait_for_edit(&stage, ".method-now", "Nobody has forced");
    stage.wait(
        "the reason is another",
        "return !document.querySelector('.msg').innerText.includes('Moving average expects')",
        &[],
    );
    // Back out by the link, and in again by the browser's history.
    stage.click("[data-do=back]");
    stage.wait_for_text("h1", "What would customers take");
    stage.back();
    stage.wait_for_text("h1", "forecast?");
}

#[test]
fn a_month_of_history_is_answered_for_and_taken_back() {
    let stage = at_demand();
    stage.click("[data-card=marks] li a");
    stage.wait_for_text("h1", "forecast?");
    let marks = stage.text("[data-card=marks] h2");
    let first = "[data-card=marks] li:first-child";
    let month = stage.text(&format!("{first} .t .lk-b"));
    stage.click(&format!("{first} [data-do=act]"));
    wait_for_edit(&stage, "[data-card=marks] h2", "1 accepted");
    stage.screenshot("series-marked");
    stage.wait(
        "the month is answered for",
        "return [...document.querySelectorAll('[data-card=marks] li')].some((line) =>
            line.innerText.includes(arguments[0]) && line.innerText.includes('accepted'))",
        &[json!(month)],
    );
    stage.press(&[key::CONTROL, "z"]);
    stage.wait_for_text("[data-card=marks] h2", &marks);
    // By hand: a gap.
    stage.click("[data-do=mark]");
    wait_for_edit(&stage, "[data-card=marks]", "the fit sees a gap");
}

#[test]
fn a_series_is_found_by_its_name_and_an_unknown_one_says_so() {
    let stage = Stage::open_at(&format!("{DEMAND}/NO%2FSUCH%20ITEM/NOWHERE"));
    stage.wait_for_text(".msg", "There is no series of NO/SUCH ITEM in NOWHERE.");
    stage.fill("#finder", "e");
    stage.wait_for(".finder li a");
    let name = stage.text(".finder li a");
    stage.click("#finder");
    stage.press(&[key::ENTER]);
    stage.wait_for_text("h1", &name);
    stage.click("[data-do=back]");
    stage.wait_for("[data-card=accuracy-levels] table");
    stage.click("[data-card=accuracy-levels] [aria-label=Level] button:nth-child(2)");
    stage.wait_for_text("[data-card=accuracy-levels] thead", "Family");
    stage.click("[data-card=accuracy-levels] [aria-label=Level] button:nth-child(3)");
    stage.wait_for_text("[data-card=accuracy-levels] thead", "Item");
    stage.click("[data-card=accuracy-levels] tbody th a");
    stage.wait_for_text("h1", "forecast?");
}

#[test]
fn the_levels_of_the_baseline_are_made_to_agree_in_another_way() {
    let stage = at_demand();
    stage.wait_for_text("[data-card=reconciliation] h2", "bottom-up");
    stage.click("[data-entry='reconciliation/top_down'] [data-do=act]");
    wait_for_edit(&stage, "[data-card=reconciliation] h2", "top-down");
    stage.press(&[key::CONTROL, "z"]);
    stage.wait_for_text("[data-card=reconciliation] h2", "bottom-up");
}

/// The demand review of the example, with every forecast fitted.
fn at_demand() -> Stage {
    let stage = Stage::open_at(DEMAND);
    stage.wait_for_text("h1", "What would customers take");
    stage.wait(
        "every forecast is fitted",
        "return !document.querySelector('.progress')
        && !document.querySelector('[data-card=methods]').innerText.includes('Draft')",
        &[],
    );
    stage
}

/// Waits until an edit shows; where it touches a signed step the page asks why first.
fn wait_for_edit(stage: &Stage, selector: &str, text: &str) {
    const SHOWN: &str = "if (document.querySelector('#reason')?.checkVisibility()) return 'asked';
        return document.querySelector(arguments[0])?.innerText.includes(arguments[1]) && 'done'";
    let shown = stage.wait(&format!("{selector} says {text}"), SHOWN, &[json!(selector), json!(text)]);
    if shown == json!("asked") {
        stage.fill("#reason", "Agreed in the review");
        stage.click("[data-do=reason-now]");
        stage.wait_for_text(selector, text);
    }
}

/// Chooses in a select as a person does: the value, then its change.
fn choose(stage: &Stage, select: &str, value: &str) {
    const CHOOSE: &str = "const select = document.querySelector(arguments[0]); select.value = arguments[1];
        select.dispatchEvent(new Event('change', { bubbles: true }))";
    stage.wait_for(select);
    stage.js(CHOOSE, &[json!(select), json!(value)]);
}
