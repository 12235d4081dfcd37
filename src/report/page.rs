//! A step's page: its question, what is doubtful in its records, and what the step's own report says.

use super::{Context, Finding, Page, Tone, notices};
use crate::model::Step;

/// The page of a step.
pub fn page(cx: &Context, step: Step) -> Page {
    Page { findings: findings(cx, step), ..blank(step) }
}

/// The page before anything is said.
pub(super) fn blank(step: Step) -> Page {
    Page {
        step,
        question: question(step).into(),
        message: Default::default(),
        tiles: Vec::new(),
        cards: Vec::new(),
        checks: Vec::new(),
        findings: Vec::new(),
    }
}

/// The one question of a step.
pub fn question(step: Step) -> &'static str {
    match step {
        Step::Product => "What do we sell, what comes, what goes?",
        Step::Demand => "What would customers take if we could supply everything?",
        Step::Supply => "What can we make, buy and move, and what is best?",
        Step::Finance => "What does it earn and tie up?",
        Step::PreSop => "Do the four plans tie, and how do we close what does not?",
        Step::Executive => "What do we decide, and how is it carried out?",
    }
}

/// What the engine finds doubtful in the records of a step. Steps 5 and 6 have no records of their own.
pub(super) fn findings(cx: &Context, step: Step) -> Vec<Finding> {
    notices(cx.outcome)
        .filter(|notice| notice.step == step)
        .map(|notice| Finding { text: notice.text.clone(), tone: Tone::Warn, cell: notice.cell.clone() })
        .collect()
}
