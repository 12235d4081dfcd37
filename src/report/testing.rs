//! A context for tests: a plan with every fit worked out, US English, and all steps still to do.

#![cfg(test)]

use super::{Context, Locale, StepState};
use crate::engine::testing::{Company, random, two_plants};
use crate::engine::{Answers, run_fully};
use crate::model::{Gate, Measure, Plan, Strategy, Verdict};

/// Looks at a plan and its outcome.
pub fn with<T>(plan: &Plan, look: impl FnOnce(&Context) -> T) -> T {
    let outcome = run_fully(plan);
    let locale = Locale::default().with_currency(&plan.header.currency);
    let staleness: [StepState; 6] = Default::default();
    let answers = Answers::default();
    look(&Context { plan, outcome: &outcome, answers: &answers, base: None, locale: &locale, staleness: &staleness })
}

/// Companies in which something is missing: nothing at all, one item, no history, no cost, no capacity, one month, five years.
pub fn odd() -> Vec<(&'static str, Plan)> {
    let bare = |months| Company::new("2026-11", months);
    let whole = two_plants();
    let with_months = |months| {
        let mut plan = whole.plan.clone();
        plan.header.months = months;
        plan
    };
    let without_cost = whole.clone().with(|plan| {
        let catalog = plan.catalog.edit();
        let items: Vec<_> = catalog.items.iter().cloned().collect();
        for mut item in items {
            item.standard_cost = None;
            item.list_price = None;
            catalog.items.insert(item);
        }
    });
    let mut odd = vec![
        ("empty", bare(24).plan),
        ("empty, one month", bare(1).plan),
        ("one item", bare(12).item("A", |item| item.sellable = true).plan),
        (
            "one item with history",
            bare(12).item("A", |item| item.sellable = true).history("A", "EU", &[5.0; 30], 2.0).plan,
        ),
        ("no history", whole.clone().with(|plan| plan.actuals.edit().history = Default::default()).plan),
        ("no cost", without_cost.plan),
        ("no capacity", whole.clone().with(|plan| plan.catalog.edit().resources = Default::default()).plan),
        ("no stock", whole.clone().with(|plan| plan.actuals.edit().stock = Default::default()).plan),
        ("level", whole.clone().with(|plan| plan.supply.edit().strategy = Strategy::Level).plan),
        ("one month", with_months(1)),
        ("two months", with_months(2)),
        ("sixty months", with_months(60)),
        ("with a project", with_project().plan),
    ];
    odd.extend((0..6).map(|seed| ("random", random(seed))));
    odd
}

/// The two plants with a project in plan, one to be decided, a phase-out, a promotion and a budget of a family.
pub fn with_project() -> Company {
    use crate::model::{Curve, Place, Subject, Units};
    two_plants()
        .product("CARGO", "BIKES", 1200.0, 800.0)
        .operation("CARGO", 10, "ASSEMBLY", 1.0)
        .component("CARGO", "WHEEL", 3.0)
        .project("P1", "CARGO", "2027-01", |project| {
            project.gate = Gate::Ramp;
            project.probability = 0.8;
            project.curve = Curve::Ramp { months: 3, units: Units(30.0) };
            project.takes_from = vec![("BIKE".into(), 0.3)];
        })
        .project("P2", "EBIKE", "2027-03", |project| {
            project.verdict = Verdict::Open;
            project.gate = Gate::Concept;
        })
        .phase_out("BIKE", "2027-02", 2, Some("EBIKE"), 0.5)
        .event("SPRING", Subject::Family("BIKES".into()), Place::All, "2027-03", |event| event.uplift = Some(0.3))
        .budget(Some("BIKES"), Measure::BudgetRevenue, 150_000.0)
}
