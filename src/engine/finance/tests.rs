//! Tests of the financial review over plans made by hand.
#![cfg(test)]

use super::PriceSource;
use crate::engine::testing::{Company, cell, item, market, month, random, two_plants};
use crate::engine::{Outcome, closed_year, run_fully};
use crate::model::*;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{found} is not {expected}");
}

/// Two items bought and sold in two markets below WORLD.
fn shop() -> Company {
    Company::new("2026-11", 6)
        .family("GOODS", None)
        .product("A", "GOODS", 50.0, 30.0)
        .product("B", "GOODS", 70.0, 40.0)
        .market("WORLD", None)
        .market("EU", Some("WORLD"))
        .market("US", Some("WORLD"))
        .plant("SHOP")
        .offer("A", "MAKER", 32.0, 0.0, |_| ())
        .offer("B", "MAKER", 40.0, 0.0, |_| ())
        .history("A", "EU", &[100.0; 24], 45.0)
        .history("B", "EU", &[10.0; 24], 66.0)
}

fn price(outcome: &Outcome, id: &str, place: &str, t: usize) -> (Option<f64>, PriceSource) {
    let frame = &outcome.frame;
    let (item, market) = (frame.items.position(&id.into()), frame.markets.position(&place.into()));
    let pair = frame.pair(item.unwrap(), market.unwrap()).unwrap();
    (outcome.finance.rates.price.at(pair, t).map(|price| price.0), outcome.finance.rates.price_source[pair])
}

fn line(outcome: &Outcome, measure: Measure) -> Vec<f64> {
    outcome.finance.line(measure).unwrap().values.iter().map(|money| money.0).collect()
}

#[test]
fn price_comes_from_the_best_source() {
    let sourced = |company: Company| {
        company.sourcing(Some("A"), "US", "SHOP", None, 1.0).sourcing(Some("C"), "US", "SHOP", None, 1.0).item(
            "C",
            |item| {
                item.sellable = true;
                item.list_price = Some(UnitPrice(0.0));
            },
        )
    };
    let outcome = run_fully(&sourced(shop()).plan);
    assert_eq!(price(&outcome, "A", "EU", 0), (Some(45.0), PriceSource::MarketHistory));
    assert_eq!(price(&outcome, "A", "US", 0), (Some(45.0), PriceSource::ItemHistory));
    assert_eq!(price(&outcome, "C", "US", 0), (None, PriceSource::Unknown));
    let agreed = sourced(shop()).with(|plan| {
        let prices = &mut plan.finance.edit().prices;
        let fact = |market: Option<&str>, from: &str, price: f64| PriceFact {
            item: "A".into(),
            market: market.map(Into::into),
            from: month(from),
            price: UnitPrice(price),
        };
        prices.insert(fact(None, "2026-01", 48.0));
        prices.insert(fact(None, "2027-01", 49.0));
        prices.insert(fact(Some("US"), "2027-02", 55.0));
    });
    let outcome = run_fully(&agreed.plan);
    assert_eq!(price(&outcome, "A", "EU", 0), (Some(48.0), PriceSource::Agreed));
    assert_eq!(price(&outcome, "A", "EU", 5).0, Some(49.0));
    assert_eq!(price(&outcome, "A", "US", 2).0, Some(49.0));
    assert_eq!(price(&outcome, "A", "US", 3).0, Some(55.0));
}

#[test]
fn specific_prices_stand_over_broad_ones_and_what_ifs_over_all() {
    let typed = shop()
        .figure(cell(Measure::Price, item("A"), market("EU"), "2026-12"), How::Replace, 60.0)
        .figure(cell(Measure::Price, Subject::Family("GOODS".into()), Place::All, "2026-12"), How::Percent, 0.1)
        .figure(cell(Measure::Price, Subject::All, Place::All, "2026-12"), How::Shift, 0.5);
    let outcome = run_fully(&typed.plan);
    close(price(&outcome, "A", "EU", 1).0.unwrap(), 90.0);
    close(price(&outcome, "B", "EU", 1).0.unwrap(), 66.0 * 1.1 * 1.5);
    close(price(&outcome, "B", "EU", 2).0.unwrap(), 66.0);
}

#[test]
fn an_event_takes_its_discount_off_the_price() {
    let promotion = shop().event("SALE", item("A"), market("EU"), "2027-01", |event| {
        (event.uplift, event.discount, event.cost) = (Some(0.2), 0.1, Money(500.0));
    });
    let outcome = run_fully(&promotion.plan);
    close(price(&outcome, "A", "EU", 2).0.unwrap(), 40.5);
    assert_eq!(price(&outcome, "A", "EU", 3).0, Some(45.0));
    close(line(&outcome, Measure::PlanSpend)[2], 500.0);
}

#[test]
fn profit_is_revenue_less_standard_cost_variances_and_overhead() {
    let company =
        shop().statement("RENT", AccountKind::Administration, 400.0).statement("WAGES", AccountKind::Labor, 9e9);
    let rent = Subject::Account("RENT".into());
    let company = company.figure(cell(Measure::Overhead, rent, Place::All, "2026-12"), How::Percent, 0.5);
    let outcome = run_fully(&company.plan);
    // 100 A at 45 and 10 B at 66; standard 30 and 40; A is bought 2 above standard.
    close(line(&outcome, Measure::Revenue)[1], 5_160.0);
    close(line(&outcome, Measure::CostOfGoods)[1], 3_400.0);
    close(line(&outcome, Measure::Variances)[1], 200.0);
    close(line(&outcome, Measure::GrossMargin)[1], 1_560.0);
    close(line(&outcome, Measure::Ebit)[0], 1_560.0 - 400.0);
    close(line(&outcome, Measure::Ebit)[1], 1_560.0 - 600.0);
}

#[test]
fn what_nobody_stated_is_absent_and_not_zero() {
    let bare = Company::new("2026-11", 6).item("A", |item| item.sellable = true).market("EU", None).plant("SHOP");
    let bare = bare.offer("A", "MAKER", 1.0, 0.0, |offer| offer.price = None).with(|plan| {
        let units = vec![Some(Units(10.0)); 12];
        let series =
            Series { item: "A".into(), market: "EU".into(), first: month("2025-11"), units, revenue: Vec::new() };
        plan.actuals.edit().history.insert(series);
    });
    let outcome = run_fully(&bare.plan);
    for measure in [Measure::Revenue, Measure::CostOfGoods, Measure::GrossMargin, Measure::Ebit, Measure::Freight] {
        assert!(outcome.finance.line(measure).is_none(), "{measure:?}");
    }
    assert!(outcome.finance.receivables.iter().chain(&outcome.finance.cash_flow).all(Option::is_none));
    assert!(outcome.finance.unpriced.0 > 0.0 && outcome.finance.uncosted.0 > 0.0);
    assert!(outcome.finance.notices.len() >= 3, "{:?}", outcome.finance.notices);
    assert_eq!(outcome.finance.plan_cost.holding, None);
    assert_eq!(outcome.finance.plan_cost.purchases, None);
}

#[test]
fn receivables_run_off_from_the_opening_balance() {
    let terms = Terms { receivable_days: Some(45.0), payable_days: Some(31.0), ..Terms::default() };
    let company = shop().terms(terms).statement("OPEN", AccountKind::Receivables, 9_000.0);
    let outcome = run_fully(&company.statement("OWED", AccountKind::Payables, 3_100.0).plan);
    // November has 30 days: all of its revenue is open, and 15 of 45 days of the opening balance.
    close(outcome.finance.receivables[0].unwrap().0, 5_160.0 + 3_000.0);
    // December has 31 days: all of it and 14 of November's 30 days.
    close(outcome.finance.receivables[1].unwrap().0, 5_160.0 + 5_160.0 * 14.0 / 30.0);
    let purchases = outcome.finance.purchases[0].0;
    close(outcome.finance.payables[0].unwrap().0, purchases + 3_100.0 / 31.0);
    let finance = &outcome.finance;
    let rise = finance.working_capital[1] - finance.working_capital[0];
    close(finance.cash_flow[1].unwrap().0, line(&outcome, Measure::Ebit)[1] - rise.0);
    close(finance.opening.receivables.unwrap().0, 9_000.0);
}

#[test]
fn costs_roll_up_where_nothing_is_stated() {
    let company = two_plants().with(|plan| {
        for id in ["WHEEL", "BIKE"] {
            let mut item = plan.catalog.items.get(&id.into()).unwrap().clone();
            item.standard_cost = None;
            plan.catalog.edit().items.insert(item);
        }
    });
    let outcome = run_fully(&company.plan);
    let cost = |id: &str| &outcome.finance.rates.cost[outcome.frame.items.position(&id.into()).unwrap()];
    // Steel at its standard of 2 although the vendor asks 2000 a tonne, so the same; wheel = 1.5 x 2 + 0.25 h x 20 = 8.
    close(cost("WHEEL").standard.unwrap().0, 8.0);
    close(cost("BIKE").standard.unwrap().0, 2.0 * 8.0 + 0.5 * 20.0);
    assert_eq!(cost("EBIKE").standard, Some(UnitPrice(600.0)));
    close(cost("EBIKE").rolled_up.unwrap().0, 2.0 * 8.0 + 0.8 * 20.0);
}

#[test]
fn a_typed_cost_moves_what_is_rolled_up_from_it_and_revalues_stock() {
    let company = two_plants().with(|plan| {
        let mut wheel = plan.catalog.items.get(&"WHEEL".into()).unwrap().clone();
        wheel.standard_cost = None;
        plan.catalog.edit().items.insert(wheel);
    });
    let steel = cell(Measure::UnitCost, item("STEEL"), Place::All, "2027-01");
    let outcome = run_fully(&company.figure(steel, How::Replace, 4.0).plan);
    let wheel = outcome.frame.items.position(&"WHEEL".into()).unwrap();
    close(outcome.finance.rates.unit_cost.at(wheel, 1).unwrap().0, 8.0);
    close(outcome.finance.rates.unit_cost.at(wheel, 2).unwrap().0, 11.0);
    close(outcome.finance.rates.unit_cost.at(wheel, 3).unwrap().0, 8.0);
    assert!(outcome.finance.variances.revaluation[2].0 < 0.0 && outcome.finance.variances.revaluation[3].0 > 0.0);
}

#[test]
fn the_company_budget_wins_over_its_families() {
    let company = shop().family("SUB", Some("GOODS")).budget(Some("GOODS"), Measure::BudgetRevenue, 100.0);
    let company = company.budget(Some("SUB"), Measure::BudgetRevenue, 40.0).with(|plan| {
        let month = month("2026-12");
        plan.finance.edit().budget.insert(BudgetLine {
            month,
            family: None,
            measure: Measure::BudgetRevenue,
            amount: 130.0,
        });
    });
    let outcome = run_fully(&company.plan);
    let company = outcome.finance.budgets.iter().find(|budget| budget.family.is_none()).unwrap();
    assert_eq!(company.values[..3], [Some(100.0), Some(130.0), Some(100.0)]);
}

#[test]
fn the_closed_year_is_taken_from_the_records() {
    let company =
        shop().statement("SALES", AccountKind::Revenue, 5_000.0).statement("COST", AccountKind::CostOfGoods, 3_000.0);
    let year = closed_year(company.plan.horizon(), &company.plan.actuals, &company.plan.finance);
    close(year.revenue.unwrap().0, 12.0 * (4_500.0 + 660.0));
    close(year.gross_margin().unwrap().0, 2_000.0);
}

/// Cash, stock and profit belong together in every company: the rise of working capital is what EBIT does not leave in cash.
#[test]
fn no_plan_makes_money_that_is_no_number() {
    for seed in 0..60 {
        let outcome = run_fully(&random(seed));
        let finance = &outcome.finance;
        let lines = finance.lines.iter().flat_map(|line| &line.values);
        let all = lines.chain(&finance.working_capital).chain(finance.cash_flow.iter().flatten());
        for money in all.chain(finance.inventory_value.cells()).chain(finance.revenue.cells()) {
            assert!(money.0.is_finite(), "seed {seed}");
        }
        assert!(finance.inventory_value.cells().iter().all(|money| money.0 >= 0.0), "seed {seed}");
        let price = finance.rates.price.cells().iter().flatten();
        assert!(
            price.chain(finance.rates.unit_cost.cells().iter().flatten()).all(|price| price.0 >= 0.0),
            "seed {seed}"
        );
        assert_eq!(
            finance
                .lines
                .last()
                .map(|line| line.measure)
                .filter(|_| finance.line(Measure::Ebit).is_some())
                .unwrap_or(Measure::Ebit),
            Measure::Ebit
        );
    }
}

/// Hours, shifts and crews are paid in step 4 as the plan is priced in step 3; what is subcontracted at the price that is asked.
#[test]
fn what_the_plan_costs_is_what_is_paid() {
    let crew = Crew { opening: 2.0, hours: Hours(50.0), wage: Money(900.0), hire: Money(300.0), ..Crew::default() };
    let shift = ExtraShift { hours: Hours(20.0), cost: Money(250.0), most: 1.0 };
    for (crew, shift) in [(None, None), (None, Some(shift)), (Some(crew), None), (Some(crew), Some(shift))] {
        let company = two_plants().resource("ASSEMBLY", Some("SOUTH"), 40.0).with(|plan| {
            let catalog = plan.catalog.edit();
            let assembly = catalog.resources.get(&"ASSEMBLY".into()).unwrap().clone();
            catalog.resources.insert(Resource {
                cost_per_hour: Some(UnitPrice(20.0)),
                overtime_premium: 0.5,
                extra_shift: shift,
                crew,
                ..assembly
            });
            plan.supply.edit().strategy = Strategy::OptimalCost;
        });
        let company = company.offer("BIKE", "SUB", 480.0, 0.0, |offer| offer.capacity = Some(15.0));
        let outcome = run_fully(&company.plan);
        let (finance, cost) = (&outcome.finance, &outcome.finance.plan_cost);
        let hours: Money = [cost.labor, cost.overtime, cost.extra_shifts, cost.crews].into_iter().flatten().sum();
        let paid: Money = finance.hours_paid.iter().copied().sum();
        assert!((hours - paid).0.abs() < 1e-6 * paid.0.max(1.0), "{crew:?} {shift:?}: {hours:?} is not {paid:?}");
        assert!(crew.is_some() || !outcome.supply.elsewhere.is_empty());
        let bought: Money = finance.purchases.iter().copied().sum();
        // 500 kg of steel were ordered before the cycle
        let of_plan = cost.purchases.unwrap() + Money(1000.0);
        assert!((bought - of_plan).0.abs() < 1e-6 * bought.0.max(1.0), "{of_plan:?} is not {bought:?}");
    }
}
