//! A step's page: its question, what is doubtful in its records, and what the step's own report says.

use super::{Context, Finding, Page, Tone, demand, executive, finance, notices, pre_sop, product, supply};
use crate::model::Step;

/// The page of a step.
pub fn page(cx: &Context, step: Step) -> Page {
    match step {
        Step::Product => product::page(cx),
        Step::Demand => demand::page(cx),
        Step::Supply => supply::page(cx),
        Step::Finance => finance::page(cx),
        Step::PreSop => pre_sop::page(cx),
        Step::Executive => executive::page(cx),
    }
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
        .map(|notice| Finding { text: cx.locale.sentence(&notice.text), tone: Tone::Warn, cell: notice.cell.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{odd, with, with_project};
    use super::*;
    use crate::report::{Body, Plot};

    #[test]
    fn every_page_renders_whatever_is_missing() {
        for (name, plan) in odd() {
            with(&plan, |cx| {
                for step in Step::ALL {
                    let page = page(cx, step);
                    assert_eq!(page.step, step, "{name}");
                    assert!(page.question.ends_with('?'), "{name}");
                    for card in &page.cards {
                        assert!(!card.title.is_empty(), "{name}: {}", card.id);
                        assert!(!card.title.contains("NaN") && !card.title.contains("inf "), "{name}: {}", card.title);
                    }
                }
            });
        }
    }

    #[test]
    fn a_waterfall_sums() {
        with(&with_project().plan, |cx| {
            for card in Step::ALL.into_iter().flat_map(|step| page(cx, step).cards) {
                let Body::Chart(chart) = &card.body else { continue };
                let Plot::Waterfall(bridges) = &chart.plot else { continue };
                let mut level = 0.0;
                for bridge in bridges {
                    if bridge.total && level != 0.0 {
                        assert!(
                            (level - bridge.value).abs() < 1e-6 * level.abs().max(1.0),
                            "{}: {level} and {}",
                            card.id,
                            bridge.value
                        );
                    }
                    level = if bridge.total { bridge.value } else { level + bridge.value };
                }
            }
        });
    }
}
