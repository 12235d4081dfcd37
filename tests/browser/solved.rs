//! The solved plan: worked out beside the plan of record, chosen, and solved again after a what-if.

use serde_json::json;

use crate::driver::key;
use crate::stage::Stage;

/// The page no longer says that its figures are a draft.
const IS_SOLVED: &str = "return !document.querySelector('.msg').innerText.includes('Draft:')
    && !document.querySelector('[data-card=binding]').innerText.includes('Solving')";

#[test]
fn the_optimum_is_compared_chosen_and_solved_again_after_a_what_if() {
    let stage = Stage::open_at("#/c/tillwerk-2026-11/supply");
    stage.wait_for_text("[data-card=binding]", "binds in");
    stage.wait_for_text("[data-card=strategies] h2", "Optimal by cost costs");
    stage.wait_for_text("[data-card=prices]", "saves at most");
    stage.wait_for_text("[data-card=early]", "has no hour left");
    stage.screenshot("solved-beside");
    stage.click("[data-entry='use/optimal'] [data-do=act]");
    stage.fill("#reason", "It costs least");
    stage.click("[data-do=reason-now]");
    stage.wait_for_text("[data-card=strategy] h2", "Optimal by cost is the plan of record");
    stage.wait("the chosen plan is solved", IS_SOLVED, &[]);
    let before = stage.text("[data-card=prices] h2");
    stage.screenshot("solved-chosen");
    // More capacity for everyone: another price, without a draft left standing.
    stage.fill("[aria-label='Capacity, percent']", "5");
    stage.press(&[key::ENTER]);
    stage.wait(
        "the what-if is solved",
        &format!(
            "const is = () => {{ {IS_SOLVED} }};
            return is() && document.querySelector('[data-card=prices] h2').innerText !== arguments[0]"
        ),
        &[json!(before)],
    );
    stage.screenshot("solved-what-if");
}
