//! What adds, what does not, and what is worked out again.

use super::*;
use crate::engine::run_fully;
use crate::engine::testing::{Company, item, market, month, random, seasonal, site, two_plants};
use crate::model::{FamilyId, Figure, Hours, How, Units};

/// A plan with its outcome, asked by address.
struct Told {
    plan: Plan,
    outcome: Outcome,
}

fn of(company: Company) -> Told {
    let outcome = run_fully(&company.plan);
    Told { plan: company.plan, outcome }
}

impl Told {
    fn over(&self, measure: Measure, subject: &Subject, place: &Place, first: &str, last: &str) -> Option<f64> {
        let (first, last) = (month(first), month(last));
        self.outcome.figure(&self.plan, &Cell { measure, subject: subject.clone(), place: place.clone(), first, last })
    }

    fn at(&self, measure: Measure, subject: &Subject, place: &Place, in_month: &str) -> Option<f64> {
        self.over(measure, subject, place, in_month, in_month)
    }
}

fn family(id: &str) -> Subject {
    Subject::Family(FamilyId::from(id))
}

fn near(left: Option<f64>, right: f64) {
    let left = left.unwrap();
    assert!((left - right).abs() <= 1e-9 * right.abs().max(1.0), "{left} is not {right}");
}

#[test]
fn flows_sum_over_nodes_and_months() {
    let told = of(two_plants());
    let at = |subject: &Subject, place: &Place| told.at(Measure::Consensus, subject, place, "2026-12").unwrap();
    let (eu, us) = (at(&item("BIKE"), &market("EU")), at(&item("BIKE"), &market("US")));
    assert!(eu > 0.0 && us > 0.0);
    near(Some(at(&item("BIKE"), &market("WORLD"))), eu + us);
    near(Some(at(&family("BIKES"), &market("EU"))), eu + at(&item("EBIKE"), &market("EU")));
    let months = ["2026-11", "2026-12", "2027-01"];
    let sum = months.map(|month| told.at(Measure::Consensus, &Subject::All, &Place::All, month).unwrap()).iter().sum();
    near(told.over(Measure::Consensus, &Subject::All, &Place::All, "2026-11", "2027-01"), sum);
    near(told.at(Measure::Independent, &Subject::All, &site("SOUTH"), "2026-12"), at(&Subject::All, &Place::All));
    assert_eq!(told.at(Measure::Consensus, &item("BIKE"), &site("SOUTH"), "2026-12"), None, "demand lives in markets");
    assert_eq!(told.at(Measure::ClosingStock, &item("BIKE"), &market("EU"), "2026-12"), None, "stock lives at sites");
}

#[test]
fn levels_are_those_of_one_month() {
    let told = of(two_plants());
    let over = |measure| told.over(measure, &item("BIKE"), &site("SOUTH"), "2026-11", "2027-01");
    assert_eq!(over(Measure::OpeningStock), Some(150.0));
    assert_eq!(over(Measure::ClosingStock), told.at(Measure::ClosingStock, &item("BIKE"), &site("SOUTH"), "2027-01"));
}

#[test]
fn different_stock_units_do_not_add_but_money_does() {
    let told = of(two_plants());
    assert_eq!(told.at(Measure::ClosingStock, &Subject::All, &Place::All, "2026-11"), None, "wheels and kilograms");
    assert!(told.at(Measure::ClosingStock, &item("WHEEL"), &Place::All, "2026-11").is_some());
    assert!(told.at(Measure::InventoryValue, &Subject::All, &Place::All, "2026-11").unwrap() > 0.0);
    assert!(told.at(Measure::Revenue, &Subject::All, &Place::All, "2026-11").unwrap() > 0.0);
    let mixed = two_plants().with(|plan| {
        let mut bike = plan.catalog.items.get(&"EBIKE".into()).unwrap().clone();
        bike.unit = "SET".into();
        plan.catalog.edit().items.insert(bike);
    });
    let told = of(mixed);
    assert_eq!(told.at(Measure::Consensus, &Subject::All, &Place::All, "2026-11"), None);
    assert_eq!(told.at(Measure::Service, &Subject::All, &Place::All, "2026-11"), None);
    assert!(told.at(Measure::Consensus, &item("EBIKE"), &Place::All, "2026-11").is_some());
}

#[test]
fn ratios_are_worked_out_from_totals() {
    let told = of(two_plants());
    let over = |measure, subject: &Subject| told.over(measure, subject, &Place::All, "2026-11", "2027-04");
    let price =
        over(Measure::RevenueAtDemand, &family("BIKES")).unwrap() / over(Measure::Consensus, &family("BIKES")).unwrap();
    near(over(Measure::Price, &family("BIKES")), price);
    near(told.at(Measure::Price, &item("BIKE"), &market("EU"), "2026-11"), 480.0);
    let assembly = Subject::Resource("ASSEMBLY".into());
    near(
        over(Measure::Utilization, &assembly),
        over(Measure::Load, &assembly).unwrap() / over(Measure::Capacity, &assembly).unwrap(),
    );
    near(over(Measure::Capacity, &Subject::All), 6.0 * (180.0 + 250.0));
    near(told.at(Measure::Capacity, &Subject::All, &site("NORTH"), "2026-11"), 250.0);
    near(told.at(Measure::UnitCost, &item("BIKE"), &Place::All, "2026-11"), 300.0);
    let service = over(Measure::Service, &Subject::All).unwrap();
    assert!((0.0..=1.0).contains(&service), "{service}");
}

#[test]
fn days_of_supply_walk_forward_and_go_on_behind_the_horizon() {
    let company = Company::new("2026-11", 4)
        .item("A", |item| item.sellable = true)
        .offer("A", "V", 1.0, 0.0, |_| ())
        .history("A", "ALL", &[10.0; 24], 5.0)
        .stock("A", "MAIN", 500.0);
    let mut told = of(company);
    // The numbers of `coverage_forward` (APICS convention): 250 over 100, 120, 80 a month.
    let supply = std::sync::Arc::make_mut(&mut told.outcome.supply);
    for (t, units) in [90.0, 100.0, 120.0, 80.0].into_iter().enumerate() {
        *supply.requirement.at_mut(0, t) = Units(units);
        *supply.closing.at_mut(0, t) = Units(250.0);
    }
    let days = |at: &str| told.at(Measure::DaysOfSupply, &item("A"), &site("MAIN"), at);
    near(days("2026-11"), 31.0 + 31.0 + 30.0 / 80.0 * 28.0);
    near(days("2027-02"), 250.0 / (390.0 / (30.0 + 31.0 + 31.0 + 28.0)));
    let supply = std::sync::Arc::make_mut(&mut told.outcome.supply);
    supply.requirement.cells_mut().fill(Units::ZERO);
    assert_eq!(told.at(Measure::DaysOfSupply, &item("A"), &site("MAIN"), "2026-11"), None);
}

#[test]
fn history_lies_before_the_horizon_and_everything_else_in_it() {
    let told = of(two_plants());
    let history = seasonal(200.0);
    near(told.at(Measure::History, &item("BIKE"), &market("EU"), "2026-10"), history[35]);
    near(told.over(Measure::History, &item("BIKE"), &market("EU"), "2025-11", "2026-10"), history[24..].iter().sum());
    for (measure, at) in [(Measure::History, "2026-11"), (Measure::History, "2020-01"), (Measure::Consensus, "2026-10")]
    {
        assert_eq!(told.at(measure, &item("BIKE"), &market("EU"), at), None);
    }
    let months = |measure, first: &str, last: &str| {
        told.outcome.months(&told.plan, measure, &item("BIKE"), &market("EU"), month(first), month(last)).unwrap()
    };
    assert_eq!(months(Measure::History, "2026-09", "2026-12"), [Some(history[34]), Some(history[35]), None, None]);
    let consensus = months(Measure::Consensus, "2026-09", "2026-12");
    assert_eq!(consensus[..2], [None, None]);
    assert_eq!(consensus[2], told.at(Measure::Consensus, &item("BIKE"), &market("EU"), "2026-11"));
    assert!(consensus[3].is_some());
}

#[test]
fn what_is_not_set_up_is_absent() {
    let told = of(Company::new("2026-11", 3).item("A", |item| item.sellable = true).resource("R", None, 10.0));
    for measure in [Measure::Receivables, Measure::BudgetGap, Measure::Overhead, Measure::Price, Measure::UnitCost] {
        assert_eq!(told.at(measure, &Subject::All, &Place::All, "2026-11"), None, "{measure:?}");
    }
    assert_eq!(told.at(Measure::Consensus, &item("NOBODY"), &Place::All, "2026-11"), None);
    assert_eq!(told.at(Measure::Consensus, &item("A"), &market("MARS"), "2026-11"), None);
    assert_eq!(told.at(Measure::Capacity, &Subject::All, &Place::All, "2026-11"), Some(10.0));
    let backwards = told.over(Measure::Consensus, &Subject::All, &Place::All, "2027-01", "2026-11");
    assert_eq!(backwards, None);
    let unlimited = two_plants().with(|plan| {
        for mut resource in plan.catalog.resources.iter().cloned().collect::<Vec<_>>() {
            resource.hours = None;
            plan.catalog.edit().resources.insert(resource);
        }
    });
    let told = of(unlimited);
    assert_eq!(told.at(Measure::Utilization, &Subject::All, &Place::All, "2026-11"), None);
}

#[test]
fn a_budget_gap_counts_only_months_with_a_budget() {
    let told = of(two_plants());
    let over = |measure| told.over(measure, &Subject::All, &Place::All, "2026-11", "2027-04");
    near(over(Measure::BudgetGap), over(Measure::Revenue).unwrap() - over(Measure::BudgetRevenue).unwrap());
    near(over(Measure::BudgetRevenue), 6.0 * 170_000.0);
    assert_eq!(told.at(Measure::BudgetGap, &family("BIKES"), &Place::All, "2026-11"), None);
}

/// Sums of leaves are the totals, ratios are ratios, nothing is NaN: over random companies.
#[test]
fn totals_are_sums_of_leaves_whatever_the_plan() {
    for seed in 0..40 {
        let plan = random(seed);
        let outcome = run_fully(&plan);
        let frame = &outcome.frame;
        let horizon = frame.horizon;
        for measure in Measure::ALL.iter().copied() {
            let whole = |subject: &Subject, place: &Place, first, last| {
                outcome.figure(&plan, &Cell { measure, subject: subject.clone(), place: place.clone(), first, last })
            };
            let all = whole(&Subject::All, &Place::All, horizon.first, horizon.last());
            assert!(all.is_none_or(f64::is_finite), "{seed} {measure:?}");
            if measure.over_months() != OverMonths::Sum {
                continue;
            }
            let series = outcome.series(&plan, measure, &Subject::All, &Place::All);
            let sum = series.map(|months| months.into_iter().flatten().sum::<f64>()).unwrap_or_default();
            assert!((sum - all.unwrap_or_default()).abs() <= 1e-6 * sum.abs().max(1.0), "{seed} {measure:?}");
            let leaves: Vec<f64> = (0..frame.pairs.len())
                .map(|pair| frame.pair_address(pair))
                .filter_map(|(subject, place)| whole(&subject, &place, horizon.first, horizon.last()))
                .collect();
            let is_line = matches!(measure, Measure::GrossMargin);
            if let Some(all) = all.filter(|_| !leaves.is_empty() && !is_line) {
                let sum: f64 = leaves.iter().sum();
                assert!((sum - all).abs() <= 1e-6 * all.abs().max(1.0), "{seed} {measure:?}: {sum} {all}");
            }
        }
    }
}

#[test]
fn typed_figures_are_found_where_they_were_typed() {
    let cell = Cell::month(Measure::Consensus, family("BIKES"), Place::All, month("2026-12"));
    let capacity = Cell::month(Measure::Capacity, Subject::Resource("ASSEMBLY".into()), Place::All, month("2026-12"));
    let told = of(two_plants().figure(cell.clone(), How::Replace, 500.0).figure(capacity.clone(), How::Add, 20.0));
    near(told.outcome.figure(&told.plan, &cell), 500.0);
    near(told.outcome.figure(&told.plan, &capacity), 200.0);
    assert_eq!(told.outcome.supply.capacity.at(0, 1), Some(Hours(200.0)));
    assert!(told.plan.demand.figures.contains(&(cell.clone(), false)));
    assert!(Figure::new(cell, How::Add, 1.0).reason.is_none());
}
