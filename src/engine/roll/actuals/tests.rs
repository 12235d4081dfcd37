//! Tests of what a month brings.
#![cfg(test)]

use super::{ActualKind, bring, missing_actuals, month_actuals};
use crate::engine::testing::{month, two_plants};
use crate::engine::{MonthActuals, roll_forward, run_fully};
use crate::model::*;

fn series(item: &str, first: &str, units: &[f64]) -> Series {
    let units = units.iter().map(|units| Some(Units(*units))).collect();
    Series { item: item.into(), market: "EU".into(), first: month(first), units, revenue: Vec::new() }
}

/// A plan that was made of the files of November 2026.
fn brought(history: Vec<Series>) -> Plan {
    let mut plan = Plan::default();
    plan.header.first = month("2026-12");
    plan.actuals.edit().history = history.into_iter().collect();
    plan
}

#[test]
fn a_month_brings_its_sales_and_corrections_and_nothing_later() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let files = brought(vec![series("BIKE", "2026-10", &[7.0, 20.0, 33.0]), series("STRANGE", "2026-11", &[1.0])]);
    let taken = month_actuals(&plan, &outcome, &files, month("2026-11"));
    assert_eq!((taken.sold, taken.corrected, taken.last_sale), (2, 1, Some(month("2026-12"))));
    assert_eq!(taken.unknown_items.iter().map(ItemId::as_str).collect::<Vec<_>>(), ["STRANGE"]);
    let silent = plan.actuals.history.iter().filter(|series| series.units_in(month("2026-10")).is_some()).count() - 1;
    assert!(taken.silent == silent && silent > 0);
    assert!(taken.is_thin && taken.is_usable());
    let next = roll_forward(&plan, &outcome, "NEXT".into(), &taken.actuals).plan;
    let bike = next.actuals.history.get(&("BIKE".into(), "EU".into())).unwrap();
    let units = |at| bike.units_in(month(at)).map(|units| units.0);
    assert_eq!((units("2026-10"), units("2026-11"), units("2026-12")), (Some(7.0), Some(20.0), None));
    let all = next.actuals.history.iter().filter(|series| series.item != "STRANGE".into());
    assert!(all.clone().all(|series| series.units_in(month("2026-11")).is_some()));
    assert_eq!(missing_actuals(&next).first(), Some(&ActualKind::Stock));
}

#[test]
fn sales_that_end_before_the_month_bring_no_zeros() {
    let plan = two_plants().plan;
    let files = brought(vec![series("BIKE", "2026-09", &[7.0, 8.0])]);
    let taken = month_actuals(&plan, &run_fully(&plan), &files, month("2026-11"));
    assert_eq!((taken.sold, taken.silent, taken.last_sale), (0, 0, Some(month("2026-10"))));
    assert!(taken.corrected > 0 && !taken.has(ActualKind::Sales) && !taken.is_thin);
}

#[test]
fn stock_of_another_month_is_left_out() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let mut files = brought(Vec::new());
    files.actuals.edit().stock.insert(Stock { item: "BIKE".into(), site: "SOUTH".into(), units: Units(9.0) });
    let taken = month_actuals(&plan, &outcome, &files, month("2026-11"));
    assert_eq!((taken.other_month, taken.has(ActualKind::Stock)), (None, true));
    files.header.first = month("2027-02");
    let taken = month_actuals(&plan, &outcome, &files, month("2026-11"));
    assert_eq!((taken.other_month, taken.is_usable()), (Some(month("2027-01")), false));
}

#[test]
fn statement_lines_of_unknown_accounts_are_left_out() {
    let plan = two_plants().plan;
    let known = plan.finance.accounts.keys().next().unwrap().clone();
    let mut files = brought(Vec::new());
    for (at, account) in [("2026-11", known), ("2026-11", "STRANGE".into()), ("2026-12", "SELLING".into())] {
        let line = StatementLine { month: month(at), account, amount: Money(5.0) };
        files.finance.edit().statement.insert(line);
    }
    let taken = month_actuals(&plan, &run_fully(&plan), &files, month("2026-11"));
    assert_eq!((taken.lines, taken.unknown_accounts.len(), taken.actuals.statement.len()), (1, 1, 1));
}

#[test]
fn what_comes_later_takes_the_place_of_what_stood_in() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let mut next = roll_forward(&plan, &outcome, "NEXT".into(), &MonthActuals::default()).plan;
    let before = missing_actuals(&next);
    assert!(before.contains(&ActualKind::Sales) && before.contains(&ActualKind::Stock), "{before:?}");
    let mut files = brought(vec![series("BIKE", "2026-11", &[500.0])]);
    files.actuals.edit().stock.insert(Stock { item: "BIKE".into(), site: "SOUTH".into(), units: Units(9.0) });
    let after = run_fully(&next);
    let taken = month_actuals(&next, &after, &files, month("2026-11"));
    let inverse = next.apply(bring(&next, &taken)).unwrap();
    assert_eq!(next.actuals.stock.len(), 1);
    let bike = next.actuals.history.get(&("BIKE".into(), "EU".into())).unwrap();
    assert_eq!(bike.units_in(month("2026-11")), Some(Units(500.0)));
    let still: Vec<_> = before.iter().copied().filter(|kind| !taken.has(*kind)).collect();
    assert_eq!(missing_actuals(&next), still);
    next.apply(inverse).unwrap();
    assert_eq!(missing_actuals(&next), before);
}
