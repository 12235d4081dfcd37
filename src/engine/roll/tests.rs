//! Tests of the roll-forward, of what approval stores, and of two outcomes side by side.
#![cfg(test)]

use super::{MonthActuals, Rolled, roll_forward};
use crate::engine::testing::{cell, item, market, month, random, site, two_plants};
use crate::engine::{Answers, compare, freeze, kpis, run_fully, snapshot, stored_figure, strategies};
use crate::model::*;

fn rolled(plan: &Plan, actuals: &MonthActuals) -> Rolled {
    roll_forward(plan, &run_fully(plan), "NEXT".into(), actuals)
}

#[test]
fn the_next_cycle_starts_where_the_last_one_closes() {
    let mut plan = two_plants().plan;
    let sign_off = SignOff { step: Step::Demand, by: "Ann".into(), ..SignOff::default() };
    plan.apply(Change::SignOff(Row::Put(Box::new(sign_off)))).unwrap();
    plan.approval = Some(Shared::new(Approval { at: "2026-11-20".into(), ..Approval::default() }));
    let outcome = run_fully(&plan);
    let Rolled { plan: next, notes } = roll_forward(&plan, &outcome, "NEXT".into(), &MonthActuals::default());
    assert_eq!((next.header.first, next.header.months), (month("2026-12"), 6));
    assert_eq!((next.header.id.as_str(), &next.header.previous), ("NEXT", &Some(plan.header.id.clone())));
    assert!(next.approval.is_none() && next.process.sign_offs.is_empty());
    assert_eq!(next.past.get(&month("2026-11")).unwrap().at, "2026-11-20");
    let after = run_fully(&next);
    for (point, at) in outcome.frame.points.iter().enumerate() {
        let closing = outcome.supply.closing.at(point, 0).0;
        let opening = after.frame.point(at.item, at.site).map_or(0.0, |point| after.supply.opening.at(point, 0).0);
        assert!((closing - opening).abs() < 1e-5, "{at:?}: {closing} {opening}");
    }
    assert!(notes.iter().any(|note| note.text.contains("stock")), "{notes:?}");
    assert!(notes.iter().any(|note| note.text.contains("No actual demand")), "{notes:?}");
}

#[test]
fn what_was_released_arrives_in_the_next_cycle() {
    let plan =
        two_plants().stock("STEEL", "NORTH", 10.0).stock("WHEEL", "NORTH", 0.0).stock("WHEEL", "SOUTH", 0.0).plan;
    let outcome = run_fully(&plan);
    let next = rolled(&plan, &MonthActuals::default()).plan;
    for (way, kind) in [("WHEEL", ReceiptKind::Transit), ("STEEL", ReceiptKind::Purchase)] {
        let open: f64 = next
            .actuals
            .receipts
            .iter()
            .filter(|open| open.kind == kind && open.item == way.into())
            .map(|open| open.units.0)
            .sum();
        let frame = &outcome.frame;
        let item = frame.items.position(&way.into()).unwrap();
        let coming: f64 = frame.points_of[item]
            .clone()
            .filter(|point| frame.supplied[*point].way != Some(Way::Make))
            .map(|point| {
                let supplied = &frame.supplied[point];
                let lead = supplied.lanes.first().map_or(supplied.lead, |lane| lane.lead);
                let in_month = if lead.whole == 0 { 1.0 - lead.fraction } else { 0.0 };
                outcome.supply.releases.at(point, 0).0 * (1.0 - in_month)
            })
            .sum();
        assert!((open - coming).abs() < 1e-3 && open > 0.0, "{way}: {open} {coming}");
    }
}

#[test]
fn actuals_are_merged_month_by_month() {
    let plan = two_plants().plan;
    let series = Series {
        item: "BIKE".into(),
        market: "EU".into(),
        first: month("2026-11"),
        units: vec![Some(Units(123.0))],
        revenue: vec![Some(Money(60_000.0))],
    };
    let brought = MonthActuals {
        history: vec![series, Series { item: "STRANGE".into(), market: "EU".into(), ..Series::default() }],
        stock: Some(vec![Stock { item: "BIKE".into(), site: "SOUTH".into(), units: Units(9.0) }]),
        statement: vec![StatementLine { month: month("2026-11"), account: "SELLING".into(), amount: Money(1.0) }],
        ..MonthActuals::default()
    };
    let Rolled { plan: next, notes } = rolled(&plan, &brought);
    let bike = next.actuals.history.get(&("BIKE".into(), "EU".into())).unwrap();
    assert_eq!(bike.units_in(month("2026-11")), Some(Units(123.0)));
    assert_eq!(
        bike.units_in(month("2026-10")),
        plan.actuals.history.get(&bike.key()).unwrap().units_in(month("2026-10"))
    );
    assert_eq!(next.actuals.stock.len(), 1);
    assert!(notes.iter().any(|note| note.text.contains("STRANGE")));
    assert!(!notes.iter().any(|note| note.text.contains("No statement")));
    assert_eq!(run_fully(&next).finance.line(Measure::Overhead).unwrap().values[0], Money(1.0));
}

#[test]
fn typed_figures_of_the_months_that_remain_stay() {
    let over = Cell { last: month("2027-01"), ..cell(Measure::Consensus, item("BIKE"), market("EU"), "2026-11") };
    let gone = cell(Measure::Consensus, item("BIKE"), market("US"), "2026-11");
    let rate = Cell { last: month("2027-01"), ..cell(Measure::TargetStock, item("BIKE"), site("SOUTH"), "2026-11") };
    let company =
        two_plants().figure(over, How::Replace, 900.0).figure(gone, How::Add, 5.0).figure(rate, How::Replace, 70.0);
    let outcome = run_fully(&company.plan);
    let elapsed = cell(Measure::Consensus, item("BIKE"), market("EU"), "2026-11");
    let in_elapsed = stored_figure(&freeze(&outcome).0, month("2026-11"), &elapsed).unwrap();
    let next = rolled(&company.plan, &MonthActuals::default()).plan;
    let figures: Vec<&Figure> = next.demand.figures.iter().collect();
    assert_eq!(figures.len(), 1);
    assert_eq!((figures[0].cell.first, figures[0].since), (month("2026-12"), Some(month("2026-11"))));
    assert!((figures[0].value - (900.0 - in_elapsed)).abs() < 1e-5, "{} {in_elapsed}", figures[0].value);
    assert_eq!(next.supply.figures.iter().next().unwrap().value, 70.0);
}

#[test]
fn a_snapshot_is_the_last_cycle_of_the_next_one() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let next = rolled(&plan, &MonthActuals::default()).plan;
    let after = run_fully(&next);
    for pair in 0..outcome.frame.pairs.len() {
        let before = outcome.demand.consensus.row(pair)[1..].iter();
        for (before, last) in before.zip(after.demand.last_cycle.row(pair)) {
            assert!((before.0 - last.unwrap().0).abs() < 1e-5);
        }
    }
}

#[test]
fn what_is_frozen_is_found_by_its_address() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let (rows, gaps) = freeze(&outcome);
    assert_eq!(gaps.len(), outcome.gaps.gaps.len());
    let cycle = month("2026-11");
    let year = |measure, subject, place| {
        let cell = Cell { measure, subject, place, first: cycle, last: month("2027-04") };
        stored_figure(&rows, cycle, &cell)
    };
    let revenue: f64 = outcome.finance.revenue.cells().iter().map(|money| money.0).sum();
    let consensus: f64 = outcome.demand.consensus.cells().iter().map(|units| units.0).sum();
    assert!((year(Measure::Revenue, Subject::All, Place::All).unwrap() - revenue).abs() < 1e-3);
    assert!((year(Measure::Consensus, Subject::All, Place::All).unwrap() - consensus).abs() < 1e-3);
    let bikes = year(Measure::Revenue, item("BIKE"), Place::All).unwrap();
    let pairs = outcome.frame.pairs_in(&item("BIKE"), &Place::All);
    let of_bikes: f64 = outcome.finance.revenue.sum(pairs).iter().map(|money| money.0).sum();
    assert!((bikes - of_bikes).abs() < 1e-3);
    assert_eq!(year(Measure::Price, Subject::All, Place::All), None);
    assert_eq!(year(Measure::Load, item("BIKE"), Place::All), None);
    assert_eq!(snapshot(&plan, &outcome).cycle, cycle);
}

#[test]
fn the_same_outcome_differs_in_nothing() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let same = compare((&plan, &outcome), (&plan, &outcome));
    assert!(same.moved.is_empty() && same.kpis.iter().all(|kpi| kpi.difference().is_none_or(|by| by == 0.0)));
    let (other, _) = plan.with(&[Change::figure(Figure::new(
        cell(Measure::Consensus, Subject::All, Place::All, "2027-02"),
        How::Percent,
        0.2,
    ))]);
    let comparison = compare((&plan, &outcome), (&other, &run_fully(&other)));
    let demand = &comparison.kpis[0];
    assert!(demand.difference().unwrap() > 0.0 && demand.a.code == "demand");
    let february = comparison.moved.iter().find(|moved| moved.cell.measure == Measure::Consensus).unwrap();
    assert_eq!(february.cell, cell(Measure::Consensus, Subject::Family("BIKES".into()), Place::All, "2027-02"));
    assert!((february.b / february.a - 1.2).abs() < 1e-9);
}

#[test]
fn strategies_stand_side_by_side_under_one_cost() {
    let plan = two_plants().plan;
    let outcome = run_fully(&plan);
    let named = strategies(&plan, &outcome, &Answers::default());
    assert_eq!(named.len(), Strategy::ALL.len());
    let record = named.iter().find(|named| named.strategy == plan.supply.strategy).unwrap();
    assert_eq!(record.cost, outcome.finance.plan_cost);
    assert!(named.iter().all(|named| named.cost.total().0 > 0.0));
}

/// Any company can be rolled on for a year, frozen and compared.
#[test]
fn every_company_rolls_on() {
    for seed in 0..12 {
        let mut plan = random(seed);
        for n in 0..3 {
            let outcome = run_fully(&plan);
            let next = roll_forward(&plan, &outcome, format!("C{n}").into(), &MonthActuals::default()).plan;
            assert_eq!(next.header.first, plan.header.first + 1);
            let after = run_fully(&next);
            assert!(kpis(&next, &after).iter().all(|kpi| kpi.value.is_none_or(f64::is_finite)));
            assert!(freeze(&after).0.iter().all(|row| row.values.iter().flatten().all(|value| value.is_finite())));
            plan = next;
        }
        assert!(plan.flaws().is_empty(), "seed {seed}: {:?}", plan.flaws());
    }
}
