//! Tests of the reconciliation: every cause in a plan made for it, and its levers tried out.
#![cfg(test)]

use super::Gap;
use crate::engine::testing::{Company, cell, item, market, month, random, two_plants};
use crate::engine::{Answers, Outcome, all_answers, price_lever, run, run_fully};
use crate::model::*;

/// A shop that buys and sells one thing: 100 a month at 50, bought at 30 within the month.
fn shop() -> Company {
    Company::new("2026-11", 12)
        .family("GOODS", None)
        .product("THING", "GOODS", 50.0, 30.0)
        .market("HOME", None)
        .plant("SHOP")
        .offer("THING", "MAKER", 30.0, 0.0, |_| ())
        .history("THING", "HOME", &[100.0; 36], 50.0)
}

/// A workshop that makes one thing on one line of `hours`, an hour each, without overtime.
fn workshop(hours: f64) -> Company {
    let made = Company::new("2026-11", 12)
        .family("GOODS", None)
        .product("THING", "GOODS", 50.0, 30.0)
        .market("HOME", None)
        .plant("SHOP")
        .resource("LINE", Some("SHOP"), hours)
        .operation("THING", 10, "LINE", 1.0)
        .history("THING", "HOME", &[100.0; 36], 50.0);
    made.with(|plan| {
        let mut line = plan.catalog.resources.get(&"LINE".into()).unwrap().clone();
        line.overtime = 0.0;
        plan.catalog.edit().resources.insert(line);
    })
}

fn found<'a>(outcome: &'a Outcome, code: &str) -> &'a Gap {
    let codes: Vec<&str> = outcome.gaps.gaps.iter().map(|gap| gap.cause.code()).collect();
    outcome.gaps.gaps.iter().find(|gap| gap.cause.code() == code).unwrap_or_else(|| panic!("no {code} among {codes:?}"))
}

/// The plan has the gap, and each of its levers makes it smaller, but for those whose title holds one of `idle`.
fn check(company: Company, code: &str, idle: &[&str]) -> Gap {
    let plan = company.plan;
    let answers = all_answers(&plan);
    let outcome = run(&plan, &answers);
    let gap = found(&outcome, code).clone();
    assert!(gap.size > 0.0 && !gap.levers.is_empty(), "{gap:?}");
    assert!(gap.text.ends_with('.') && !gap.text.contains("NaN"), "{}", gap.text);
    let mut closes = false;
    for lever in &gap.levers {
        let effect = price_lever(&plan, &outcome, &answers, &gap, &lever.change);
        let effect = effect.unwrap_or_else(|| panic!("{} was refused", lever.title));
        closes |= effect.closed() > 1e-9;
        let is_idle = idle.iter().any(|word| lever.title.contains(word));
        assert!(
            effect.closed() > 1e-9 || is_idle,
            "{code}: \"{}\" leaves {} of {}",
            lever.title,
            effect.gap_after,
            effect.gap_before
        );
    }
    assert!(closes, "no lever of {code} helps: {:?}", gap.levers);
    gap
}

#[test]
fn too_few_hours_are_a_capacity_gap() {
    let gap = check(workshop(80.0), "capacity", &[]);
    assert_eq!(gap.cause, super::Cause::Capacity("LINE".into()));
    assert_eq!(gap.cell.subject, item("THING"));
    assert!((gap.money.unwrap().0 - gap.size * 50.0).abs() < 1e-6);
    // A line that may not build ahead has that as a lever, too.
    let fenced = workshop(80.0).stock("THING", "SHOP", 60.0).with(|plan| plan.supply.edit().prebuild_months = Some(0));
    check(fenced, "capacity", &["Build ahead"]);
}

#[test]
fn wished_load_above_hours_is_an_overload() {
    check(two_plants(), "overload", &[]);
    let gap = check(workshop(80.0), "overload", &[]);
    assert_eq!(gap.cell.subject, Subject::Resource("LINE".into()));
}

#[test]
fn a_long_lead_time_is_a_gap() {
    let late = shop().with(|plan| {
        let mut offer = plan.catalog.offers.get(&("THING".into(), "MAKER".into())).unwrap().clone();
        offer.lead_time_days = Some(70.0);
        plan.catalog.edit().offers.insert(offer);
    });
    let gap = check(late, "lead_time", &[]);
    assert_eq!(gap.cell.first, month("2026-11"));
}

#[test]
fn a_vendor_that_delivers_too_little_is_a_gap() {
    let limited = |qty: f64| {
        shop().with(move |plan| {
            let mut offer = plan.catalog.offers.get(&("THING".into(), "MAKER".into())).unwrap().clone();
            (offer.unit, offer.capacity) = (Some("BOX".into()), Some(qty));
            plan.catalog.edit().offers.insert(offer);
            let mut thing = plan.catalog.items.get(&"THING".into()).unwrap().clone();
            thing.conversions.insert("BOX".into(), 10.0);
            plan.catalog.edit().items.insert(thing);
        })
    };
    check(limited(6.0), "vendor", &[]);
}

#[test]
fn a_missing_component_is_followed_to_its_root() {
    let short =
        workshop(500.0).item("PART", |part| part.standard_cost = Some(UnitPrice(2.0))).component("THING", "PART", 2.0);
    let short = short.offer("PART", "MAKER", 2.0, 0.0, |offer| offer.capacity = Some(150.0));
    let gap = check(short, "component", &[]);
    assert_eq!(gap.cause, super::Cause::Component("PART".into()));
    assert!(gap.text.contains("vendor"), "{}", gap.text);
    assert!(gap.money.is_some());
}

#[test]
fn what_nobody_supplies_is_a_gap() {
    let orphan = Company::new("2026-11", 12).product("THING", "GOODS", 50.0, 30.0).market("HOME", None).history(
        "THING",
        "HOME",
        &[100.0; 36],
        50.0,
    );
    check(orphan, "no_source", &[]);
}

#[test]
fn frozen_months_and_typed_quantities_hold_supply_back() {
    check(shop().with(|plan| plan.supply.edit().frozen_months = 2), "held", &[]);
    let typed = Cell {
        last: month("2027-10"),
        ..cell(Measure::Purchase, item("THING"), Place::Site("SHOP".into()), "2026-11")
    };
    check(shop().figure(typed, How::Replace, 600.0), "held", &[]);
}

#[test]
fn stock_below_its_target_is_a_gap() {
    let chase = shop().policy(Subject::All, |policy| policy.cover_days = Some(15.0));
    check(chase.with(|plan| plan.supply.edit().strategy = Strategy::Chase), "below_target", &[]);
}

#[test]
fn too_much_stock_is_a_gap() {
    check(shop().stock("THING", "SHOP", 2_000.0), "excess", &[]);
}

#[test]
fn a_launch_without_supply_is_a_gap() {
    let launch = shop().product("NEW", "GOODS", 80.0, 40.0).project("P", "NEW", "2027-01", |project| {
        project.curve = Curve::Ramp { months: 0, units: Units(10.0) };
        project.markets = vec![("HOME".into(), 1.0)];
    });
    let gap = check(launch, "launch_unsupplied", &[]);
    assert_eq!(gap.cell.first, month("2027-01"));
}

#[test]
fn stock_left_at_a_phase_out_is_a_gap() {
    check(shop().stock("THING", "SHOP", 900.0).phase_out("THING", "2027-03", 2, None, 0.0), "leftover", &[]);
}

#[test]
fn a_missed_budget_is_a_gap() {
    let shop = || shop().statement("RENT", AccountKind::Administration, 500.0);
    for measure in [Measure::BudgetRevenue, Measure::BudgetMargin, Measure::BudgetEbit] {
        check(shop().budget(None, measure, 6_000.0), "below_budget", &[]);
    }
    check(shop().budget(Some("GOODS"), Measure::BudgetUnits, 120.0), "below_budget", &[]);
}

#[test]
fn selling_below_cost_is_a_gap() {
    let dear = shop().with(|plan| {
        let mut thing = plan.catalog.items.get(&"THING".into()).unwrap().clone();
        thing.standard_cost = Some(UnitPrice(60.0));
        plan.catalog.edit().items.insert(thing);
    });
    let gap = check(dear, "negative_margin", &[]);
    assert!((gap.size - 10.0).abs() < 1e-9);
}

#[test]
fn demand_without_price_or_cost_is_a_gap() {
    let bare = |set: fn(&mut Item)| {
        shop().product("NEW", "GOODS", 0.0, 0.0).offer("NEW", "MAKER", 10.0, 0.0, |offer| offer.price = None).with(
            move |plan| {
                let mut new = plan.catalog.items.get(&"NEW".into()).unwrap().clone();
                (new.list_price, new.standard_cost) = (None, None);
                set(&mut new);
                plan.catalog.edit().items.insert(new);
            },
        )
    };
    let sold = |company: Company| {
        company.with(|plan| {
            let cell = cell(Measure::Consensus, item("NEW"), market("HOME"), "2026-12");
            let sourcing = Sourcing {
                item: Some("NEW".into()),
                market: "HOME".into(),
                share: 1.0,
                site: "SHOP".into(),
                from: None,
            };
            plan.catalog.edit().sourcing.insert(sourcing);
            plan.apply(Change::figure(Figure { reason: Some("New".into()), ..Figure::new(cell, How::Replace, 5.0) }))
                .unwrap();
        })
    };
    check(sold(bare(|_| ())), "no_price", &[]);
    check(sold(bare(|new| new.list_price = Some(UnitPrice(20.0)))), "no_price", &[]);
}

#[test]
fn a_ledger_that_is_not_the_stock_is_a_gap() {
    check(shop().stock("THING", "SHOP", 100.0).statement("STOCKS", AccountKind::Inventory, 5_000.0), "untied", &[]);
}

#[test]
fn a_large_override_needs_a_reason() {
    let typed = cell(Measure::Consensus, item("THING"), market("HOME"), "2026-12");
    let gap = check(shop().figure(typed.clone(), How::Replace, 200.0), "unexplained", &[]);
    assert_eq!(gap.cell, typed);
    let explained = shop().with(|plan| {
        let figure = Figure { reason: Some("Tender won".into()), ..Figure::new(typed, How::Replace, 200.0) };
        plan.apply(Change::figure(figure)).unwrap();
    });
    assert!(run_fully(&explained.plan).gaps.gaps.iter().all(|gap| gap.cause.code() != "unexplained"));
}

#[test]
fn gaps_are_ranked_and_have_an_id_of_their_own() {
    let outcome = run_fully(&two_plants().plan);
    let money: Vec<f64> = outcome.gaps.gaps.iter().map(|gap| gap.money.map_or(-1.0, |money| money.0)).collect();
    assert!(money.windows(2).all(|pair| pair[0] >= pair[1]), "{money:?}");
    let ids: std::collections::BTreeSet<&str> = outcome.gaps.gaps.iter().map(|gap| gap.id.as_str()).collect();
    assert_eq!(ids.len(), outcome.gaps.gaps.len());
}

/// Unmet demand of the plan is the sum of its shortage gaps, and every tie that must hold holds; for any company.
#[test]
fn gaps_take_in_all_unmet_demand_and_ties_hold() {
    for seed in 0..60 {
        let plan = random(seed);
        for outcome in [run_fully(&plan), run(&plan, &Answers::default())] {
            let unmet: f64 = outcome.supply.unmet.cells().iter().map(|units| units.0).sum();
            let shortages = outcome.gaps.gaps.iter().filter(|gap| gap.cause.is_shortage());
            let sum: f64 = shortages.map(|gap| gap.size).sum();
            assert!((unmet - sum).abs() <= 1e-3 * unmet.max(1.0), "seed {seed}: {unmet} unmet, {sum} in gaps");
            for tie in outcome.gaps.ties.iter().filter(|tie| !tie.may_differ) {
                assert!(tie.holds(), "seed {seed}: {} {} {}", tie.name, tie.left_value, tie.right_value);
            }
            for gap in &outcome.gaps.gaps {
                assert!(!gap.levers.is_empty(), "seed {seed}: {}", gap.text);
                assert!(gap.size.is_finite() && gap.money.is_none_or(|money| money.0.is_finite()), "{}", gap.text);
            }
        }
    }
}
