//! Laws that hold for any plan, on companies by chance and by every strategy.

use super::super::*;
use super::hand::{demand, forecasts, supplied};
use crate::engine::Grid;
use crate::engine::testing::{Company, Dice, frame_of, random};
use crate::model::*;

const SEEDS: u64 = 50;

struct Case {
    seed: u64,
    plan: Plan,
    frame: Frame,
    demand: Demand,
    supply: Supply,
}

/// A company by chance with figures typed over supply, planned.
fn case(seed: u64, strategy: Strategy, factor: f64) -> Case {
    let mut dice = Dice::new(seed ^ 0x5u64);
    let mut plan = random(seed);
    let typed = dice.chance(0.5);
    let inputs = plan.supply.edit();
    inputs.frozen_months = dice.below(3) as u32;
    inputs.prebuild_months = dice.chance(0.5).then(|| dice.below(4) as u32);
    if typed {
        let horizon = plan.header.horizon();
        let cell = |measure, subject| Cell {
            measure,
            subject,
            place: Place::All,
            first: horizon.first + 1,
            last: horizon.first + 2,
        };
        let figures = [
            Figure::new(cell(Measure::Production, Subject::All), How::Replace, 300.0 * dice.share()),
            Figure::new(cell(Measure::Purchase, Subject::Item("C0".into())), How::Replace, 300.0 * dice.share()),
            Figure::new(cell(Measure::Capacity, Subject::All), How::Shift, dice.share() - 0.5),
            Figure::new(cell(Measure::TargetStock, Subject::All), How::Add, 50.0 * dice.share()),
        ];
        figures.into_iter().for_each(|figure| drop(plan.supply.edit().figures.insert(figure)));
    }
    let frame = frame_of(&plan);
    let volumes: Vec<f64> = (0..frame.pairs.len() * frame.months())
        .map(|_| if dice.chance(0.2) { 0.0 } else { factor * 80.0 * dice.share() })
        .collect();
    let demand = demand(&frame, |pair, t| volumes[pair * frame.months() + t]);
    let supply = supplied(&frame, &plan, &forecasts(&frame, 5.0 * factor), &demand, strategy);
    Case { seed, plan, frame, demand, supply }
}

fn each(law: impl Fn(&Case)) {
    for seed in 0..SEEDS {
        for strategy in Strategy::ALL {
            law(&case(seed, strategy, 1.0));
        }
    }
}

/// Solved quantities are rounded to a millionth, and some of them are multiplied.
fn near(left: f64, right: f64, what: &str, seed: u64) {
    assert!(
        (left - right).abs() <= 1e-5 * (1.0 + left.abs().max(right.abs())),
        "seed {seed}: {what}: {left} is not {right}"
    );
}

#[test]
fn stock_balances_and_nothing_is_below_zero() {
    each(|case| {
        let supply = &case.supply;
        for point in 0..case.frame.points.len() {
            for t in 0..case.frame.months() {
                near(supply.closing.at(point, t).0, supply.flows(point, t).closing().0, "closing", case.seed);
                let before = t.checked_sub(1).map(|before| supply.closing.at(point, before));
                assert!(before.is_none_or(|before| before == supply.opening.at(point, t)));
            }
        }
        let grids = [
            &supply.releases,
            &supply.requirement,
            &supply.opening,
            &supply.production,
            &supply.purchase,
            &supply.transfer_in,
            &supply.transfer_out,
            &supply.usage,
            &supply.shipments,
            &supply.closing,
            &supply.target,
            &supply.in_transit,
            &supply.in_process,
            &supply.wished,
            &supply.shipped,
            &supply.on_time,
            &supply.unmet,
            &supply.backlog,
            &supply.lost,
        ];
        for (at, grid) in grids.into_iter().enumerate() {
            let worst = grid.cells().iter().map(|units| units.0).find(|units| !(*units >= -1e-7 && units.is_finite()));
            assert_eq!(worst, None, "seed {}: grid {at}", case.seed);
        }
    });
}

#[test]
fn load_stays_within_regular_hours_and_overtime() {
    each(|case| {
        let supply = &case.supply;
        for resource in 0..case.frame.resources.len() {
            for t in 0..case.frame.months() {
                let load = supply.load.at(resource, t).0;
                let Some(capacity) = supply.capacity.at(resource, t) else { continue };
                let most = capacity.0 + supply.overtime_limit.at(resource, t).0;
                assert!(load <= most * (1.0 + 1e-6) + 1e-6, "seed {}: load {load} above {most}", case.seed);
                near(supply.overtime.at(resource, t).0, (load - capacity.0).max(0.0), "overtime", case.seed);
            }
        }
    });
}

#[test]
fn customers_get_what_they_ask_now_later_or_never() {
    each(|case| {
        let (supply, demand) = (&case.supply, &case.demand);
        let opening = opening::opening(&case.frame, &case.plan.actuals, &mut vec![]).backlog;
        for (pair, opening) in opening.iter().enumerate() {
            let mut backlog = opening.0;
            for t in 0..case.frame.months() {
                let asked = demand.consensus.at(pair, t).0;
                let at = |grid: &Grid<Units>| grid.at(pair, t).0;
                near(at(&supply.on_time) + at(&supply.unmet), asked, "on time + unmet", case.seed);
                assert!(at(&supply.shipped) <= asked + backlog + 1e-6);
                let served = at(&supply.shipped) - at(&supply.on_time);
                near(
                    at(&supply.backlog),
                    backlog + at(&supply.unmet) - at(&supply.lost) - served,
                    "backlog",
                    case.seed,
                );
                backlog = at(&supply.backlog);
            }
        }
        for t in 0..case.frame.months() {
            near(supply.shipped.total()[t].0, supply.shipments.total()[t].0, "pairs ship what points ship", case.seed);
        }
    });
}

#[test]
fn lanes_and_parents_take_what_they_release() {
    each(|case| {
        let (supply, frame) = (&case.supply, &case.frame);
        let mut usage = vec![0.0; frame.points.len()];
        for (point, supplied) in frame.supplied.iter().enumerate() {
            let released: f64 = supply.releases.row(point).iter().map(|units| units.0).sum();
            if supplied.way == Some(Way::Make) {
                supplied.parts.iter().for_each(|part| usage[part.point] += released * part.qty);
            }
        }
        for (point, usage) in usage.into_iter().enumerate() {
            near(supply.usage.row(point).iter().map(|units| units.0).sum(), usage, "usage", case.seed);
        }
        let (mut sent, mut arrived) = (0.0, 0.0);
        for t in 0..frame.months() {
            sent += supply.transfer_out.total()[t].0;
            arrived += supply.transfer_in.total()[t].0;
            near(sent, arrived + supply.in_transit.total()[t].0, "sent = arrived + in transit", case.seed);
        }
    });
}

#[test]
fn what_nobody_wants_is_not_made() {
    for seed in 0..SEEDS {
        for strategy in Strategy::ALL {
            let mut case = case(seed, strategy, 0.0);
            let inputs = case.plan.supply.edit();
            inputs.figures.retain(|_| false);
            inputs.policies.retain(|_| false);
            case.plan.actuals.edit().backlog.retain(|_| false);
            let supply = supplied(&case.frame, &case.plan, &forecasts(&case.frame, 5.0), &case.demand, strategy);
            // a solved plan may put parts together to save holding, where a standard says that the whole is worth less
            let is_still = |grid: &Grid<Units>| grid.cells().iter().all(|units| units.0 == 0.0);
            assert!(is_still(&supply.purchase), "seed {seed}");
            assert!(strategy.is_solved() || is_still(&supply.releases), "seed {seed}");
            assert!(supply.shortages.is_empty());
        }
    }
}

#[test]
fn every_miss_has_a_shortage() {
    each(|case| {
        let unmet: f64 = case.supply.unmet.cells().iter().map(|units| units.0).sum();
        let short: f64 = case.supply.shortages.iter().map(|shortage| shortage.units.0).sum();
        assert!(short >= unmet * (1.0 - 1e-6) - 1e-4, "seed {}: {short} of {unmet}", case.seed);
        let sorted = case.supply.shortages.is_sorted_by_key(|shortage| (shortage.point, shortage.t));
        assert!(sorted);
    });
}

#[test]
fn the_same_plan_gives_the_same_bits() {
    for seed in 0..SEEDS {
        let (left, right) = (case(seed, Strategy::Level, 1.0), case(seed, Strategy::Level, 1.0));
        assert_eq!(left.supply, right.supply, "seed {seed}");
    }
}

#[test]
fn more_hours_never_ship_less_of_one_item() {
    for seed in 0..SEEDS {
        let mut dice = Dice::new(seed);
        let months = 3 + dice.below(10);
        let volumes: Vec<f64> = (0..months).map(|_| 200.0 * dice.share()).collect();
        let days = 60.0 * dice.share();
        let mut before = 0.0;
        for hours in [20.0, 60.0, 90.0, 100.0, 130.0, 250.0] {
            let company = Company::new("2026-11", months)
                .product("A", "F", 1.0, 1.0)
                .item("A", |item| {
                    item.sellable = true;
                    item.lead_time_days = Some(days);
                })
                .resource("R", None, hours)
                .operation("A", 10, "R", 1.0)
                .stock("A", "MAIN", 100.0);
            let frame = frame_of(&company.plan);
            let demand = demand(&frame, |_, t| volumes[t]);
            let plan = &company.plan;
            let supply = supplied(&frame, plan, &forecasts(&frame, 9.0), &demand, Strategy::Target);
            let shipped: f64 = supply.shipped.cells().iter().map(|units| units.0).sum();
            assert!(shipped >= before - 1e-6, "seed {seed}: {hours} h ship {shipped}, fewer ship {before}");
            before = shipped;
        }
    }
}

#[test]
fn wild_figures_give_a_finite_plan() {
    for seed in 0..40 {
        for strategy in Strategy::ALL {
            let case = case(seed, strategy, 1e12);
            assert!(
                case.supply
                    .closing
                    .cells()
                    .iter()
                    .chain(case.supply.requirement.cells())
                    .all(|units| units.0.is_finite())
            );
            assert!(case.supply.load.cells().iter().all(|hours| hours.0.is_finite()));
        }
    }
}
