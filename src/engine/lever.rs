//! What a lever brings: the plan run again with its change, on a copy.
//!
//! A lever's own guess of its cost is only that; this is the whole answer, with what it moves elsewhere.

use super::compare::{KpiChange, kpis};
use super::{Answers, Gap, Outcome, answer_optimum, run};
use crate::model::{Change, Money, Plan};

/// What a change brings.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverEffect {
    /// Totals without and with it.
    pub kpis: Vec<KpiChange>,
    /// Size of the gaps with the same cause and subject, without it.
    pub gap_before: f64,
    /// The same with it.
    pub gap_after: f64,
    /// Money of all open gaps, without it.
    pub open_before: Money,
    /// The same with it.
    pub open_after: Money,
}

impl LeverEffect {
    /// How much of the gap it closes, in the gap's unit.
    pub fn closed(&self) -> f64 {
        self.gap_before - self.gap_after
    }

    /// The difference of a total by its code, such as `ebit`.
    pub fn difference(&self, code: &str) -> Option<f64> {
        self.kpis.iter().find(|kpi| kpi.a.code == code)?.difference()
    }
}

/// Runs the plan with a change and says what it brings; `None` where the change may not be applied.
pub fn price_lever(
    plan: &Plan,
    outcome: &Outcome,
    answers: &Answers,
    gap: &Gap,
    change: &Change,
) -> Option<LeverEffect> {
    let (changed, left_out) = plan.with(std::slice::from_ref(change));
    if !left_out.is_empty() {
        return None;
    }
    let mut after = run(&changed, answers);
    let mut solved = answers.clone();
    if answer_optimum(&after, &mut solved) {
        after = run(&changed, &solved);
    }
    let before = kpis(plan, outcome).into_iter().zip(kpis(&changed, &after));
    Some(LeverEffect {
        kpis: before.map(|(a, b)| KpiChange { a, b }).collect(),
        gap_before: size_like(outcome, gap),
        gap_after: size_like(&after, gap),
        open_before: money(outcome),
        open_after: money(&after),
    })
}

/// Size of all gaps that have the same cause and are about the same thing.
fn size_like(outcome: &Outcome, gap: &Gap) -> f64 {
    let is_like = |other: &&Gap| {
        other.cause.code() == gap.cause.code()
            && other.cell.measure == gap.cell.measure
            && other.cell.subject == gap.cell.subject
    };
    outcome.gaps.gaps.iter().filter(is_like).map(|gap| gap.size).sum()
}

fn money(outcome: &Outcome) -> Money {
    outcome.gaps.gaps.iter().filter_map(|gap| gap.money).sum()
}
