//! Known answers and edges of the supply plan, on companies made by hand.

use super::super::*;
use super::hand::{SIGMA, demand, one_item, plan, target, with_hours};
use crate::engine::testing::{Company, cell, item, site};
use crate::engine::{Grid, testing};
use crate::model::*;

const SINKERS: [f64; 5] = [110.0, 120.0, 130.0, 120.0, 120.0];

/// Arnold, Chapman & Clive, production planning, `mts_level_plan`.
#[test]
fn mts_level_plan_makes_116_a_month() {
    let company = target(one_item(5).stock("A", "P", 100.0), 80.0);
    let planned = plan(&company, Strategy::Level, &SINKERS);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [116.0; 5]);
    assert_eq!(planned.row(&planned.supply.closing, "A", "P"), [106.0, 102.0, 88.0, 84.0, 80.0]);
}

/// The same example, `mts_chase_plan`: stock is stepped to its target in the first month.
#[test]
fn mts_chase_plan_steps_to_the_target() {
    let company = target(one_item(5).stock("A", "P", 100.0), 80.0);
    let planned = plan(&company, Strategy::Target, &SINKERS);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [90.0, 120.0, 130.0, 120.0, 120.0]);
    assert_eq!(planned.row(&planned.supply.closing, "A", "P"), [80.0; 5]);
}

/// SAP standard S&OP, `sap_sop_strategies`: synchronous to sales, zero stock, target stock.
#[test]
fn sap_sop_strategies_three_of_four() {
    let sales = [100.0, 120.0, 80.0, 100.0];
    let company = one_item(4).stock("A", "P", 150.0);
    let planned = plan(&company, Strategy::Chase, &sales);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), sales);
    assert_eq!(planned.row(&planned.supply.closing, "A", "P"), [150.0; 4]);
    let planned = plan(&company, Strategy::Target, &sales);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [0.0, 70.0, 80.0, 100.0]);
    assert_eq!(planned.row(&planned.supply.closing, "A", "P"), [50.0, 0.0, 0.0, 0.0]);
    let planned = plan(&target(company, 60.0), Strategy::Target, &sales);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [10.0, 120.0, 80.0, 100.0]);
}

/// Heizer & Render, `gross_requirements_plan_awesome`: weeks are months here, lead times as in the book, 50 units due in week 8.
#[test]
fn gross_requirements_plan_awesome_releases() {
    const LEADS: [(&str, f64); 7] =
        [("A", 1.0), ("B", 2.0), ("C", 1.0), ("D", 1.0), ("E", 2.0), ("F", 3.0), ("G", 2.0)];
    let mut company = one_item(13);
    for (id, lead) in LEADS {
        company = company.item(id, |item| {
            item.sellable = id == "A";
            item.way = Some(Way::Make);
            item.lead_time_days = Some(lead * formula::DAYS_PER_MONTH);
        });
    }
    for (parent, part, qty) in [
        ("A", "B", 2.0),
        ("A", "C", 3.0),
        ("B", "D", 2.0),
        ("B", "E", 2.0),
        ("C", "F", 2.0),
        ("C", "E", 2.0),
        ("F", "D", 2.0),
        ("F", "G", 1.0),
    ] {
        company = company.component(parent, part, qty);
    }
    let mut monthly = [0.0; 13];
    monthly[8] = 50.0;
    let planned = plan(&company, Strategy::Target, &monthly);
    for (id, weeks) in [
        ("A", vec![(7, 50.0)]),
        ("B", vec![(5, 100.0)]),
        ("C", vec![(6, 150.0)]),
        ("D", vec![(2, 600.0), (4, 200.0)]),
        ("E", vec![(3, 200.0), (4, 300.0)]),
        ("F", vec![(3, 300.0)]),
        ("G", vec![(1, 300.0)]),
    ] {
        let mut expected = vec![0.0; 13];
        weeks.into_iter().for_each(|(week, units): (usize, f64)| expected[week] = units);
        assert_eq!(planned.row(&planned.supply.releases, id, "P"), expected, "{id}");
    }
    assert!(planned.supply.shortages.is_empty());
}

#[test]
fn safety_stock_follows_error_and_lead_time() {
    let company = one_item(4)
        .policy(Subject::All, |policy| policy.service_level = Some(0.9))
        .market("N", None)
        .history("A", "M", &[1.0], 1.0)
        .history("A", "N", &[1.0], 1.0);
    let planned = plan(&company, Strategy::Target, &[10.0; 4]);
    let expected = formula::safety_stock(0.9, Units((2.0 * SIGMA * SIGMA).sqrt()), 1.0).0;
    assert!((planned.supply.target.at(0, 3).0 - expected).abs() < 1e-9);
    // Cover: twenty working days are one month; behind the horizon demand goes on.
    let company = company.policy(item("A"), |policy| policy.cover_days = Some(30.0));
    let planned = plan(&company, Strategy::Target, &[10.0, 20.0, 40.0, 50.0]);
    assert_eq!(planned.row(&planned.supply.target, "A", "P")[..2], [2.0 * (20.0 + 20.0), 2.0 * (40.0 + 25.0)]);
    // What runs out needs no stock.
    let planned = plan(&company, Strategy::Target, &[10.0, 5.0, 0.0, 0.0]);
    assert_eq!(planned.row(&planned.supply.closing, "A", "P"), [10.0, 0.0, 0.0, 0.0]);
}

#[test]
fn narrow_policy_wins() {
    let company = one_item(2)
        .policy(Subject::Family("F".into()), |policy| policy.safety_stock = Some(Units(7.0)))
        .policy(Subject::All, |policy| {
            policy.site = Some("P".into());
            policy.safety_stock = Some(Units(5.0));
        });
    let stock = |company: &Company| plan(company, Strategy::Target, &[1.0; 2]).supply.target.at(0, 0).0;
    assert_eq!(stock(&company), 7.0);
    let company = company.item("A", |item| {
        item.sellable = true;
        item.family = Some("F".into());
        item.way = Some(Way::Make);
        item.safety_stock = Some(Units(9.0));
    });
    assert_eq!(stock(&company), 9.0);
    let company = target(company, 11.0);
    assert_eq!(stock(&company), 11.0);
    let company = company.figure(cell(Measure::TargetStock, item("A"), site("P"), "2026-11"), How::Replace, 3.0);
    assert_eq!(stock(&company), 3.0);
}

#[test]
fn overload_is_made_earlier_then_in_overtime_then_late() {
    let company = with_hours(one_item(5));
    let planned = plan(&company, Strategy::Target, &[60.0, 90.0, 130.0, 60.0, 60.0]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [80.0, 100.0, 100.0, 60.0, 60.0]);
    assert_eq!(planned.supply.wished_load.row(0)[2], Hours(130.0));
    let planned = plan(&company, Strategy::Target, &[100.0, 100.0, 140.0, 100.0, 60.0]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [100.0, 115.0, 125.0, 100.0, 60.0]);
    assert_eq!(planned.supply.overtime.row(0)[1], Hours(15.0));
    // Six months of 125 hours at most: what is too much is late, and caught up at the end.
    let planned = plan(&company, Strategy::Target, &[150.0, 120.0, 140.0, 60.0, 60.0]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [125.0, 125.0, 125.0, 95.0, 60.0]);
    let capacity = ShortageCause::Capacity(0);
    assert_eq!(planned.causes("A", "P"), [(0, 25.0, capacity), (1, 20.0, capacity), (2, 35.0, capacity)]);
    let backlog = planned.supply.backlog.row(0).iter().map(|units| units.0.round());
    assert_eq!(backlog.collect::<Vec<_>>(), [25.0, 20.0, 35.0, 0.0, 0.0]);
}

#[test]
fn prebuilding_is_limited_and_frozen_months_release_nothing() {
    let company = with_hours(one_item(4)).with(|plan| plan.supply.edit().prebuild_months = Some(1));
    let planned = plan(&company, Strategy::Target, &[0.0, 50.0, 100.0, 170.0]);
    // The overtime of the month before comes last; 100 + 25 of its own month and 25 of that are 150.
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [0.0, 50.0, 125.0, 125.0]);
    assert_eq!(planned.causes("A", "P"), [(3, 20.0, ShortageCause::Capacity(0))]);
    let company = one_item(4).with(|plan| plan.supply.edit().frozen_months = 2).receipt(
        "A",
        "P",
        "2026-11",
        ReceiptKind::Production,
        10.0,
    );
    let planned = plan(&company, Strategy::Target, &[10.0; 4]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [0.0, 0.0, 20.0, 10.0]);
    assert_eq!(planned.causes("A", "P"), [(1, 10.0, ShortageCause::Frozen)]);
}

#[test]
fn lead_time_in_parts_of_a_month_is_in_time_after_the_start() {
    let days = 1.25 * formula::DAYS_PER_MONTH;
    let company = one_item(8).item("A", |item| {
        item.sellable = true;
        item.way = Some(Way::Make);
        item.lead_time_days = Some(days);
    });
    let monthly = [10.0, 40.0, 0.0, 100.0, 0.0, 0.0, 70.0, 30.0];
    let planned = plan(&company, Strategy::Target, &monthly);
    assert_eq!(planned.causes("A", "P"), [(0, 10.0, ShortageCause::LeadTime), (1, 12.5, ShortageCause::LeadTime)]);
    let (released, made): (f64, f64) = (
        planned.row(&planned.supply.releases, "A", "P")[..7].iter().sum(),
        planned.row(&planned.supply.production, "A", "P").iter().sum(),
    );
    let in_process = planned.row(&planned.supply.in_process, "A", "P");
    assert!((released + planned.supply.releases.at(0, 7).0 - made - in_process[7]).abs() < 1e-6);
    // A steady need makes a steady plan.
    let planned = plan(&company, Strategy::Target, &[10.0; 8]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P")[4..], [10.0; 4]);
    assert_eq!(planned.row(&planned.supply.releases, "A", "P")[2..], [10.0; 6]);
}

#[test]
fn typed_production_wins_and_the_rest_follows() {
    let company = one_item(4).figure(cell(Measure::Production, item("A"), site("P"), "2026-12"), How::Replace, 4.0);
    let planned = plan(&company, Strategy::Target, &[10.0; 4]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [10.0, 4.0, 16.0, 10.0]);
    assert_eq!(planned.causes("A", "P"), [(1, 6.0, ShortageCause::Typed)]);
    // Over a quarter it is the total, by working days; over everything a percentage.
    let quarter =
        Cell { last: testing::month("2027-01"), ..cell(Measure::Production, item("A"), site("P"), "2026-11") };
    let company = one_item(4).figure(quarter, How::Replace, 60.0);
    let planned = plan(&company, Strategy::Target, &[10.0; 4]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [20.0, 20.0, 20.0, 0.0]);
}

#[test]
fn typed_hours_change_capacity() {
    let address = |at| cell(Measure::Capacity, Subject::Resource("R".into()), Place::All, at);
    let company = with_hours(one_item(2))
        .figure(address("2026-11"), How::Replace, 40.0)
        .figure(address("2026-12"), How::Shift, 0.5)
        .figure(cell(Measure::OvertimeLimit, Subject::Resource("R".into()), Place::All, "2026-11"), How::Replace, 5.0);
    let supply = plan(&company, Strategy::Target, &[100.0; 2]).supply;
    assert_eq!(supply.capacity.row(0), [Some(Hours(40.0)), Some(Hours(150.0))]);
    assert_eq!(supply.overtime_limit.row(0), [Hours(5.0), Hours(37.5)]);
    assert_eq!(supply.load.row(0), [Hours(45.0), Hours(155.0)]);
}

#[test]
fn vendors_deliver_no_more_than_they_can_and_lots_are_whole() {
    let company = one_item(4).item("A", |item| {
        item.sellable = true;
        item.way = Some(Way::Buy);
    });
    let limited = company.offer("A", "V", 1.0, 0.0, |offer| offer.capacity = Some(100.0));
    let planned = plan(&limited, Strategy::Target, &[50.0, 80.0, 150.0, 190.0]);
    assert_eq!(planned.row(&planned.supply.purchase, "A", "P"), [100.0; 4]);
    assert_eq!(planned.causes("A", "P"), [(3, 70.0, ShortageCause::Vendor)]);
    let lots = limited.offer("A", "V", 1.0, 0.0, |_| {}).supply("A", "P", |supply| {
        supply.min_order = Some(Units(30.0));
        supply.lot = Some(Units(20.0));
    });
    let planned = plan(&lots, Strategy::Target, &[10.0, 15.0, 50.0, 0.0]);
    assert_eq!(planned.row(&planned.supply.purchase, "A", "P"), [40.0, 0.0, 40.0, 0.0]);
}

#[test]
fn first_priority_is_served_first_and_lost_demand_is_not_made_later() {
    let market = |id: &str, priority, unmet| Market { id: id.into(), priority, unmet, ..Market::default() };
    let company = with_hours(one_item(3)).history("A", "M", &[1.0], 1.0).history("A", "N", &[1.0], 1.0).with(|plan| {
        plan.catalog.edit().markets.insert(market("M", 2, Unmet::Lost));
        plan.catalog.edit().markets.insert(market("N", 1, Unmet::Backlog));
    });
    let planned = plan(&company, Strategy::Target, &[100.0, 20.0, 20.0]);
    let row = |grid: &Grid<Units>, pair: usize| grid.row(pair).iter().map(|units| units.0).collect::<Vec<_>>();
    assert_eq!(row(&planned.supply.on_time, 1), [100.0, 20.0, 20.0]);
    assert_eq!(row(&planned.supply.on_time, 0), [25.0, 20.0, 20.0]);
    assert_eq!(row(&planned.supply.lost, 0), [75.0, 0.0, 0.0]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [125.0, 40.0, 40.0]);
    assert_eq!(planned.row(&planned.supply.closing, "A", "P"), [0.0; 3]);
}

#[test]
fn shortages_are_explained_down_to_what_blocks_and_up_to_whom_it_hurts() {
    let company = testing::two_plants().with(|plan| {
        let mut offer = plan.catalog.offers.iter().next().unwrap().clone();
        offer.capacity = Some(0.05);
        plan.catalog.edit().offers.insert(offer);
    });
    let planned = plan(&company, Strategy::Target, &[80.0; 6]);
    let of = |item, site| planned.causes(item, site).into_iter().map(|(_, _, cause)| cause).collect::<Vec<_>>();
    let (wheel, north, steel) =
        (planned.point("WHEEL", "SOUTH"), planned.point("WHEEL", "NORTH"), planned.point("STEEL", "NORTH"));
    assert!(of("BIKE", "SOUTH").contains(&ShortageCause::Component(wheel)), "{:?}", of("BIKE", "SOUTH"));
    assert!(of("WHEEL", "SOUTH").contains(&ShortageCause::Lane(north)), "{:?}", of("WHEEL", "SOUTH"));
    assert!(of("WHEEL", "NORTH").contains(&ShortageCause::Component(steel)), "{:?}", of("WHEEL", "NORTH"));
    assert!(of("STEEL", "NORTH").contains(&ShortageCause::Vendor), "{:?}", of("STEEL", "NORTH"));
    let demand = demand(&planned.frame, |_, _| 80.0);
    let shortage = planned.supply.shortages.iter().find(|shortage| shortage.point == steel).unwrap();
    let hurt = peg::Pegging::new(&planned.frame).hurt(&demand, &planned.supply, shortage);
    assert!(!hurt.is_empty());
    assert!(hurt.iter().all(|hurt| hurt.units > Units::ZERO && hurt.t >= shortage.t));
}

#[test]
fn doubtful_openings_are_said() {
    let company = with_hours(one_item(2))
        .stock("A", "P", -5.0)
        .receipt("A", "P", "2026-09", ReceiptKind::Purchase, 3.0)
        .with(|plan| {
            let mut resource = plan.catalog.resources.iter().next().unwrap().clone();
            resource.hours = None;
            plan.catalog.edit().resources.insert(resource);
        });
    let planned = plan(&company, Strategy::Target, &[10.0; 2]);
    assert_eq!(planned.row(&planned.supply.production, "A", "P"), [7.0, 10.0]);
    let texts: Vec<&str> = planned.supply.notices.iter().map(|notice| notice.text.as_str()).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert!(texts[0].contains("counts as zero") && texts[1].contains("2026-09") && texts[2].contains("no hours"));
}
