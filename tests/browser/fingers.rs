//! Planning by hand: keys, typing, blocks, fills, locks and comments in the planning table, and pastes that do not fit.
//!
//! On the overhead lines of the example's financial review: they are typed, and nobody has signed that step. From the first planned month
//! on its columns are November, December, the rest of the year, January, February, ...

use serde_json::json;

use crate::driver::key;
use crate::stage::Stage;

const FINANCE: &str = "#/c/tillwerk-2026-11/finance";

#[test]
fn keys_move_and_select() {
    let (stage, row) = at_finance();
    stage.click(&row.at(0));
    stage.press(&[key::RIGHT]);
    stage.wait_for(&format!("{}.cur", row.at(1)));
    stage.press(&[key::UP]);
    stage.press(&[key::DOWN]);
    stage.press(&[key::LEFT]);
    stage.wait_for(&format!("{}.cur", row.at(0)));
    stage.press(&[key::HOME]);
    stage.wait_for(&format!("#pt-{}-0.cur", row.slot));
    stage.press(&[key::END]);
    let last = stage.count(".pt-top .pt-c") - 1;
    stage.wait_for(&format!("#pt-{}-{last}.cur", row.slot));
    stage.press(&[key::CONTROL, key::HOME]);
    stage.wait_for("#pt-0-0.cur");
    // Every planned month has a figure: the jump ends at the table's edge.
    stage.click(&row.at(0));
    stage.press(&[key::CONTROL, key::RIGHT]);
    stage.wait_for(&format!("#pt-{}-{last}.cur", row.slot));
    stage.press(&[key::HOME]);
    stage.wait_for(&format!("#pt-{}-0.cur", row.slot));
    stage.click(&row.at(0));
    stage.press(&[key::SHIFT, key::RIGHT]);
    stage.wait_for_text(".pt-foot", "2 cells");
    stage.wait_for_text(".pt-foot", "Sum");
    let sum = stage.text(".pt-foot span:nth-child(2) b");
    stage.press(&[key::SHIFT, key::RIGHT]);
    stage.wait_for_text(".pt-foot", "3 cells");
    stage.wait_for_text(".pt-foot", "totals and their parts once");
    assert_eq!(stage.text(".pt-foot span:nth-child(2) b"), sum, "two months and their total sum to the total");
    stage.screenshot("fingers-block");
}

#[test]
fn what_is_typed_is_understood_and_shown_again_as_it_was_typed() {
    let (stage, row) = at_finance();
    let (first, second) = (row.at(0), row.at(1));
    let computed = stage.text(&first);
    enter(&stage, &first, "1234.5678", "1,235");
    assert_eq!(f2(&stage, &first), "1234.5678");
    // Esc drops what is typed.
    stage.click(&first);
    stage.type_text("9");
    stage.wait_for(".pt-ed");
    stage.press(&[key::ESCAPE]);
    stage.wait_until_gone(".pt-ed");
    says(&stage, &first, "1,235");
    enter(&stage, &first, "=1200/4+30", "330");
    enter(&stage, &first, "*1.1", "363");
    enter(&stage, &first, "/3", "121");
    enter(&stage, &first, "-21", "100");
    // Tab keeps and goes on to the right.
    stage.click(&first);
    stage.type_text("500");
    stage.press(&[key::TAB]);
    says(&stage, &first, "500");
    stage.wait_for(&format!("{second}.cur"));
    stage.type_text("+10%");
    stage.press(&[key::ENTER]);
    stage.wait_for(&format!("{second}.ov"));
    assert_eq!(f2(&stage, &second), "+10%");
    // Delete takes the typed figure back; undo brings it again.
    stage.click(&first);
    stage.press(&[key::DELETE]);
    says(&stage, &first, &computed);
    stage.press(&[key::CONTROL, "z"]);
    says(&stage, &first, "500");
    // Arithmetic that is none is refused, and the figure stays.
    stage.click(&first);
    stage.type_text("=1/0");
    stage.press(&[key::ENTER]);
    stage.wait_for_text("[role=alert]", "is not a figure");
    says(&stage, &first, "500");
}

#[test]
fn blocks_are_copied_cut_pasted_and_filled_in_one_step_each() {
    let (stage, row) = at_finance();
    let (first, second) = (row.at(0), row.at(1));
    let (third, fourth) = (row.at(3), row.at(4));
    let computed = [&first, &second, &third, &fourth].map(|cell| stage.text(cell));
    enter(&stage, &first, "100", "100");
    enter(&stage, &second, "200", "200");
    stage.click(&first);
    stage.press(&[key::SHIFT, key::RIGHT]);
    stage.wait_for_text(".pt-foot", "2 cells");
    assert_eq!(taken(&stage, "copy"), "100\t200\n");
    stage.click(&third);
    stage.paste(".pt", "100\t200\n");
    says(&stage, &third, "100");
    says(&stage, &fourth, "200");
    stage.press(&[key::CONTROL, "z"]);
    says(&stage, &third, &computed[2]);
    says(&stage, &fourth, &computed[3]);
    // Cut: what was typed goes, what is worked out shows again.
    stage.click(&first);
    stage.press(&[key::SHIFT, key::RIGHT]);
    stage.wait_for_text(".pt-foot", "2 cells");
    assert_eq!(taken(&stage, "cut"), "100\t200\n");
    says(&stage, &first, &computed[0]);
    says(&stage, &second, &computed[1]);
    stage.press(&[key::CONTROL, "z"]);
    says(&stage, &first, "100");
    says(&stage, &second, "200");
    // Fill right: the total between the months is passed over.
    stage.click(&first);
    (0..4).for_each(|_| stage.press(&[key::SHIFT, key::RIGHT]));
    stage.wait_for_text(".pt-foot", "5 cells");
    stage.press(&[key::CONTROL, "r"]);
    for cell in [&second, &third, &fourth] {
        says(&stage, cell, "100");
    }
    says(&stage, &row.at(2), "200");
    stage.press(&[key::CONTROL, "z"]);
    says(&stage, &second, "200");
    says(&stage, &third, &computed[2]);
    // One figure over the block, and a text of months over months and totals.
    stage.click(&first);
    stage.press(&[key::SHIFT, key::RIGHT]);
    stage.wait_for_text(".pt-foot", "2 cells");
    stage.paste(".pt", "70");
    says(&stage, &first, "70");
    says(&stage, &second, "70");
    stage.click(&first);
    stage.paste(".pt", "11\t12\t13");
    says(&stage, &second, "12");
    says(&stage, &third, "13");
}

#[test]
fn a_paste_that_does_not_fit_lists_why_and_waits() {
    let (stage, row) = at_finance();
    let (first, second, third) = (row.at(0), row.at(1), row.at(3));
    let computed = [&first, &second, &third].map(|cell| stage.text(cell));
    stage.click(&first);
    stage.paste(".pt", "100\ttwelve\t300");
    stage.wait_for_text("dialog[open] h2", "2 of 3 cells fit");
    stage.wait_for_text("dialog[open] .put-list", "Not a number.");
    stage.wait_for_text("dialog[open] .put-list", "twelve");
    stage.screenshot("fingers-paste");
    stage.click("dialog[open] [data-do=put-cancel]");
    stage.wait_until_gone("dialog[open]");
    says(&stage, &first, &computed[0]);
    says(&stage, &third, &computed[2]);
    stage.paste(".pt", "100\ttwelve\t300");
    stage.click("dialog[open] [data-do=put]");
    stage.wait_until_gone("dialog[open]");
    says(&stage, &first, "100");
    says(&stage, &second, &computed[1]);
    says(&stage, &third, "300");
    stage.press(&[key::CONTROL, "z"]);
    says(&stage, &first, &computed[0]);
    says(&stage, &third, &computed[2]);
    // Over a closed month nothing fits, so nothing is offered.
    stage.click(&first);
    stage.press(&[key::HOME]);
    stage.wait_for(&format!("#pt-{}-0.cur", row.slot));
    stage.paste(".pt", "987654");
    stage.wait_for_text("dialog[open] h2", "0 of 1 cell fits");
    stage.wait_for_text("dialog[open] .put-list", "is closed");
    stage.wait_until_gone("dialog[open] [data-do=put]");
    stage.click("dialog[open] [data-do=put-cancel]");
    stage.wait_until_gone("dialog[open]");
    // A number that could be two is asked about; a block that tells is not.
    stage.click(&first);
    stage.paste(".pt", "1.234");
    stage.wait_for_text("dialog[open]", "What is 1.234?");
    says(&stage, &first, &computed[0]);
    stage.click("#put-comma");
    stage.click("dialog[open] [data-do=put]");
    stage.wait_until_gone("dialog[open]");
    says(&stage, &first, "1,234");
    stage.paste(".pt", "2.345,5\t1.000");
    says(&stage, &second, "1,000");
    assert_eq!(stage.count("dialog[open]"), 0);
}

#[test]
fn a_figure_is_locked_and_commented_on_by_key() {
    let (stage, row) = at_finance();
    let first = row.at(0);
    enter(&stage, &first, "500", "500");
    stage.click(&first);
    stage.press(&[key::CONTROL, "l"]);
    stage.wait_for(&format!("{first}.lk"));
    stage.type_text("6");
    assert_eq!(stage.count(".pt-ed"), 0, "a locked figure opens no editor");
    stage.wait_for_text(".toasts", "Ctrl L unlocks");
    stage.press(&[key::DELETE]);
    stage.wait_for_text("dialog[open] .put-list", "Ctrl L unlocks it.");
    stage.click("dialog[open] [data-do=put-cancel]");
    stage.wait_until_gone("dialog[open]");
    says(&stage, &first, "500");
    // The button does the same as the key.
    stage.click("[data-do=lock]");
    stage.wait_for(&format!("{first}.ov"));
    enter(&stage, &first, "600", "600");
    stage.click(&first);
    stage.press(&[key::SHIFT, key::F2]);
    stage.wait("the comment form has the focus", "return document.activeElement?.id === 'comment'", &[]);
    stage.type_text("Agreed with the plant");
    stage.press(&[key::CONTROL, key::ENTER]);
    stage.wait_for(&format!("{first}.cm"));
    stage.wait("the table has the focus again", "return document.activeElement?.matches('.pt')", &[]);
    stage.wait_for_text(".panel", "Agreed with the plant");
    stage.screenshot("fingers-comment");
}

/// A row of the planning table, and its first planned month.
struct Row {
    slot: usize,
    month: usize,
}

impl Row {
    /// So many columns right of the first planned month.
    fn at(&self, right: usize) -> String {
        format!("#pt-{}-{}", self.slot, self.month + right)
    }
}

/// The financial review of the example with every forecast fitted, and the first row that is typed.
fn at_finance() -> (Stage, Row) {
    let stage = Stage::open_at(FINANCE);
    stage.wait_for_text("h1", "What does it earn");
    stage.wait("every forecast is fitted", "return !document.querySelector('.progress')", &[]);
    const FIRST: &str = "const rows = [...document.querySelectorAll('.pt-row:not([hidden])')];
        rows.sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex));
        return rows.map((row) => row.querySelector('.pt-c.ed')?.id).find((id) => id)";
    let id = stage.wait("a row that is typed", FIRST, &[]);
    let mut numbers = id.as_str().unwrap().trim_start_matches("pt-").split('-').map(|part| part.parse().unwrap());
    let row = Row { slot: numbers.next().unwrap(), month: numbers.next().unwrap() };
    (stage, row)
}

/// Types over a cell, and waits until it shows the figure.
fn enter(stage: &Stage, cell: &str, text: &str, shown: &str) {
    stage.click(cell);
    stage.type_text(text);
    stage.press(&[key::ENTER]);
    says(stage, cell, shown);
}

/// What the editor of a cell starts with; it is left again.
fn f2(stage: &Stage, cell: &str) -> String {
    stage.click(cell);
    stage.press(&[key::F2]);
    stage.wait_for(".pt-ed");
    let text = stage.value(".pt-ed");
    stage.press(&[key::ESCAPE]);
    stage.wait_until_gone(".pt-ed");
    text
}

/// Waits until a cell shows exactly this.
fn says(stage: &Stage, cell: &str, text: &str) {
    const SAYS: &str = "return document.querySelector(arguments[0])?.innerText.trim() === arguments[1]";
    stage.wait(&format!("{cell} says {text:?}"), SAYS, &[json!(cell), json!(text)]);
}

/// What the table puts on the clipboard at a copy or a cut, without touching the system's.
fn taken(stage: &Stage, what: &str) -> String {
    const TAKE: &str = "const clipboardData = new DataTransfer();
        document.querySelector('.pt').dispatchEvent(
            new ClipboardEvent(arguments[0], { clipboardData, bubbles: true, cancelable: true }));
        return clipboardData.getData('text/plain')";
    stage.js(TAKE, &[json!(what)]).as_str().unwrap_or_default().to_owned()
}
