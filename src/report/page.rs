//! A step's page: its question, what is doubtful in its records, and what the step's own report says.

use super::{
    Context, Finding, Page, Tone, comments, demand, executive, finance, notices, paper, pre_sop, product, supply,
};
use crate::model::Step;

/// The page of a step.
pub fn page(cx: &Context, step: Step) -> Page {
    let mut page = match step {
        Step::Product => product::page(cx),
        Step::Demand => demand::page(cx),
        Step::Supply => supply::page(cx),
        Step::Finance => finance::page(cx),
        Step::PreSop => pre_sop::page(cx),
        Step::Executive => executive::page(cx),
    };
    page.cards.extend(comments::card(cx, step));
    if step >= Step::Supply && cx.outcome.supply.is_draft() && cx.plan.approval.is_none() {
        page.message.rest = format!("{DRAFT} {}", page.message.rest).trim_end().into();
    }
    page.foot = paper::foot(cx);
    page
}

/// Stands on every page whose figures rest on a plan that is still to be solved.
const DRAFT: &str = "Draft: these figures are a quick plan until the solved one replaces it.";

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
        foot: String::new(),
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

/// What S&OP asks of a step and who comes; what is decided there and what the next step takes from it.
pub fn about(step: Step) -> [&'static str; 2] {
    match step {
        Step::Product => [
            "Product management, marketing, development and supply go through the range: what is launched, what is phased out, which projects get the money.",
            "Decided are launch months, volumes and last sales; the demand review forecasts the items that are left and the ones that come.",
        ],
        Step::Demand => [
            "Sales, marketing and finance bring their views to the statistical forecast and ask what customers would take if everything could be supplied.",
            "Decided is one consensus by item and market, with its assumptions; the supply review plans against it, not against a budget.",
        ],
        Step::Supply => [
            "Production, purchasing and logistics ask what of that demand can be made, bought and moved, at what cost, and where it runs out of hours or parts.",
            "Decided are production, pre-build, overtime and sources; what cannot be met goes on as gaps with their price to the financial review.",
        ],
        Step::Finance => [
            "Controlling and the heads of demand and supply put prices and costs on both plans and ask what they earn and tie up against the budget.",
            "Decided are prices, rates and what counts as the baseline; the pre-S&OP meeting gets every gap in money.",
        ],
        Step::PreSop => [
            "The owners of the four plans meet and ask whether they tie, and how what does not tie is best closed.",
            "Decided is all that needs no executive; the rest goes on as a few scenarios with a recommendation.",
        ],
        Step::Executive => [
            "The general manager and the heads of function look at the plan, its risks and the open questions, each with priced options.",
            "Decided is the one plan that everybody carries out; it is frozen, and the next month's cycle begins from it.",
        ],
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
    use crate::report::{Body, Bridge, Chart, Plot};

    #[test]
    fn every_page_renders_whatever_is_missing() {
        for (name, plan) in odd() {
            with(&plan, |cx| {
                for step in Step::ALL {
                    let page = page(cx, step);
                    assert_eq!(page.step, step, "{name}");
                    assert!(page.question.ends_with('?'), "{name}");
                    assert!(about(step).iter().all(|sentence| sentence.ends_with('.')), "{name}");
                    for card in &page.cards {
                        assert!(!card.title.is_empty(), "{name}: {}", card.id);
                        assert!(!card.title.contains("NaN") && !card.title.contains("inf "), "{name}: {}", card.title);
                    }
                }
            });
        }
    }

    /// The bars of every waterfall on the six pages, by card.
    fn waterfalls(cx: &Context) -> Vec<(&'static str, Vec<Bridge>)> {
        let of_card = |card: crate::report::Card| match card.body {
            Body::Chart(Chart { plot: Plot::Waterfall(bridges), .. }) => Some((card.id, bridges)),
            _ => None,
        };
        Step::ALL.into_iter().flat_map(|step| page(cx, step).cards).filter_map(of_card).collect()
    }

    #[test]
    fn a_bar_of_the_profit_bridge_goes_to_its_figure() {
        with(&with_project().plan, |cx| {
            let bridge = page(cx, Step::Finance).cards.into_iter().find(|card| card.id == "bridge").unwrap();
            let Body::Chart(chart) = bridge.body else { panic!("{}", bridge.title) };
            for tip in chart.tips {
                assert!(crate::report::explain(cx, &tip.cell.unwrap()).is_some(), "{}", tip.title);
            }
        });
    }

    #[test]
    fn a_waterfall_sums() {
        let first_cycle = with_project().plan;
        let mut second = first_cycle.clone();
        // The cycle before planned the same months and one that is closed by now.
        let mut earlier = first_cycle.clone();
        earlier.header.months += 1;
        let mut before = crate::engine::snapshot(&earlier, &crate::engine::run_fully(&earlier));
        before.cycle = before.cycle - 1;
        second.past.edit().insert(before);
        for (plan, references) in [(&first_cycle, 0), (&second, 1)] {
            with(plan, |cx| {
                let mut after_total = 0;
                for (card, bridges) in waterfalls(cx) {
                    let mut level = 0.0;
                    for (at, bridge) in bridges.iter().enumerate() {
                        // A total beside a total is something to compare with, not the end of the steps.
                        let is_reference = bridge.total && at > 0 && bridges[at - 1].total && at + 1 == bridges.len();
                        after_total += usize::from(is_reference && bridge.name == "Last cycle");
                        let dust = 1e-6 * f64::abs(level).max(1.0);
                        let sums = !bridge.total || at == 0 || is_reference || (level - bridge.value).abs() < dust;
                        assert!(sums, "{card}: {level} and {}", bridge.value);
                        level = if bridge.total { bridge.value } else { level + bridge.value };
                    }
                }
                assert_eq!(after_total, references);
            });
        }
    }
}
