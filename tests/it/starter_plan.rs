//! The starter company from its files to six steps of figures: control totals of its closed year, and what must hold in any plan.

use sextant::engine::{Outcome, closed_year, run_fully};
use sextant::file::import;
use sextant::model::*;
use sextant::report::figures;

use crate::shared_data::uploads;

/// The plan, or `None` (said) where the shared data is absent.
pub(crate) fn starter() -> Option<Plan> {
    uploads("adventure-works/starter").map(|files| import(&files).plan)
}

#[test]
fn the_closed_year_of_the_starter_is_its_statement() {
    let Some(plan) = starter() else { return };
    assert_eq!(plan.header.first, Month::new(2014, 5));
    let year = closed_year(plan.horizon(), &plan.actuals, &plan.finance);
    assert!((year.revenue.unwrap().0 - 20_504_030.0).abs() < 1.0, "{year:?}");
    assert!((year.stated_revenue.unwrap().0 - 20_504_030.0).abs() < 1.0, "{year:?}");
    assert!((year.gross_margin().unwrap().0 - 2_149_967.0).abs() < 1.0, "{year:?}");
}

#[test]
fn the_starter_is_planned_through_six_steps() {
    let Some(plan) = starter() else { return };
    let outcome = run_fully(&plan);
    let Outcome { frame, demand, finance, gaps, .. } = &outcome;
    let asked: std::collections::BTreeSet<usize> = (0..frame.pairs.len())
        .filter(|pair| demand.consensus.row(*pair).iter().any(|units| units.0 > 0.0))
        .map(|pair| frame.pairs[pair].item)
        .collect();
    assert_eq!(asked.len(), 12, "twelve bikes are asked for");
    assert!(finance.unpriced.0 <= 0.0 && finance.uncosted.0 <= 0.0);
    for tie in gaps.ties.iter().filter(|tie| !tie.may_differ) {
        assert!(tie.holds(), "{}: {} {}", tie.name, tie.left_value, tie.right_value);
    }
    for gap in &gaps.gaps {
        assert!(!gap.levers.is_empty(), "{}", gap.text);
    }
    // Prices are net ones of the closed year: the mean of a bike is near its own, far below the list.
    let revenue: f64 = finance.revenue_at_demand.cells().iter().map(|money| money.0).sum();
    let units: f64 = demand.consensus.cells().iter().map(|units| units.0).sum();
    let year = closed_year(plan.horizon(), &plan.actuals, &plan.finance);
    let mean = year.revenue.unwrap().0 / year.units.unwrap().0;
    assert!((revenue / units / mean - 1.0).abs() < 0.15, "{} against {mean}", revenue / units);
    let figures = figures(&plan, &outcome);
    let has = |rows: &[sextant::report::FigureRow], measure: &str| rows.iter().any(|row| row.measure == measure);
    assert!(["consensus", "dependent"].iter().all(|measure| has(&figures.demand.rows, measure)));
    let supply = ["production", "purchase", "load", "capacity", "opening_stock", "closing_stock", "shipments"];
    assert!(supply.iter().all(|measure| has(&figures.supply.rows, measure)));
    assert!(["price", "revenue"].iter().all(|measure| has(&figures.finance.rows, measure)));
}
