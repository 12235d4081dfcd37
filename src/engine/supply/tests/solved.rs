//! Laws of the solved plans, over random companies and by hand.

use super::super::*;
use super::hand::{demand, forecasts, one_item, plan, supplied, target, with_hours};
use crate::engine::binding::Limit;
use crate::engine::testing::{Company, Dice, frame_of, random};
use crate::engine::{Demand, Frame, plan_cost, rates, solve};
use crate::model::*;

const SEEDS: u64 = 24;

/// A random company without what the program relaxes: lots, smallest orders and the pre-build limit.
fn company(seed: u64) -> (Plan, Frame, Demand) {
    let mut plan = random(seed);
    let inputs = plan.supply.edit();
    inputs.prebuild_months = None;
    inputs.frozen_months = 0;
    inputs.figures.retain(|_| false);
    let catalog = plan.catalog.edit();
    let supplies: Vec<SiteSupply> = catalog.supplies.iter().cloned().collect();
    for mut supply in supplies {
        (supply.lot, supply.min_order) = (None, None);
        catalog.supplies.insert(supply);
    }
    let offers: Vec<Offer> = catalog.offers.iter().cloned().collect();
    for mut offer in offers {
        offer.min_order = None;
        catalog.offers.insert(offer);
    }
    let frame = frame_of(&plan);
    let mut dice = Dice::new(seed ^ 77);
    let volumes: Vec<f64> = (0..frame.pairs.len() * frame.months())
        .map(|_| if dice.chance(0.2) { 0.0 } else { 80.0 * dice.share() })
        .collect();
    let months = frame.months();
    let demand = demand(&frame, |pair, t| volumes[pair * months + t]);
    (plan, frame, demand)
}

fn cost_of(plan: &Plan, frame: &Frame, demand: &Demand, supply: &Supply) -> f64 {
    let rates = rates(frame, &plan.catalog, &plan.finance, demand);
    plan_cost(frame, &plan.catalog, &plan.finance, &plan.supply.terms, &rates, demand, supply).total().0
}

fn optimum(supply: &Supply) -> &Optimum {
    supply.solving.as_ref().unwrap().optimum.as_ref().unwrap()
}

#[test]
fn the_objective_is_the_cost_of_the_plan() {
    for seed in 0..SEEDS {
        let (plan, frame, demand) = company(seed);
        let supply = supplied(&frame, &plan, &forecasts(&frame, 5.0), &demand, Strategy::OptimalCost);
        let (objective, cost) = (optimum(&supply).objective, cost_of(&plan, &frame, &demand, &supply));
        assert!((objective - cost).abs() <= 1e-6 * cost.abs().max(1.0), "seed {seed}: {objective} is not {cost}");
    }
}

#[test]
fn no_other_feasible_plan_costs_less() {
    for seed in 0..SEEDS {
        let (plan, frame, demand) = company(seed);
        let of = |strategy| {
            let supply = supplied(&frame, &plan, &forecasts(&frame, 5.0), &demand, strategy);
            cost_of(&plan, &frame, &demand, &supply)
        };
        let least = of(Strategy::OptimalCost);
        for strategy in Strategy::ALL {
            let cost = of(strategy);
            assert!(
                least <= cost * (1.0 + 1e-7) + 1e-6,
                "seed {seed}: {} costs {cost}, optimal {least}",
                strategy.name()
            );
        }
    }
}

#[test]
fn more_hours_never_cost_more() {
    for seed in 0..SEEDS {
        let (plan, frame, demand) = company(seed);
        let cost = |plan: &Plan| {
            let supply = supplied(&frame, plan, &forecasts(&frame, 5.0), &demand, Strategy::OptimalCost);
            optimum(&supply).objective
        };
        let before = cost(&plan);
        let mut more = plan.clone();
        let catalog = more.catalog.edit();
        let resources: Vec<Resource> = catalog.resources.iter().cloned().collect();
        for mut resource in resources {
            resource.hours = resource.hours.map(|hours| match hours {
                RegularHours::Month(hours) => RegularHours::Month(hours * 1.3),
                RegularHours::Day(hours) => RegularHours::Day(hours * 1.3),
            });
            catalog.resources.insert(resource);
        }
        assert!(cost(&more) <= before + 1e-6 * before.abs(), "seed {seed}");
    }
}

/// Holding costs nothing and space has no limit: disposal is free.
#[test]
fn more_opening_stock_never_costs_more_where_disposal_is_free() {
    for seed in 0..SEEDS {
        let (mut plan, frame, demand) = company(seed);
        plan.finance.edit().terms.holding_rate = Some(0.0);
        let cost = |plan: &Plan| {
            let supply = supplied(&frame, plan, &forecasts(&frame, 5.0), &demand, Strategy::OptimalCost);
            optimum(&supply).objective
        };
        let before = cost(&plan);
        let mut more = plan.clone();
        let stock = &mut more.actuals.edit().stock;
        for point in &frame.points {
            let (item, site) = (frame.items.code(point.item).clone(), frame.sites.code(point.site).clone());
            let have = stock.get(&(item.clone(), site.clone())).map_or(0.0, |stock| stock.units.0.max(0.0));
            stock.insert(Stock { item, site, units: Units(have * 1.5 + 10.0) });
        }
        let after = cost(&more);
        assert!(after <= before + 1e-6 * before.abs(), "seed {seed}: {after} is more than {before}");
    }
}

#[test]
fn money_scales_the_objective() {
    for seed in 0..SEEDS {
        let (plan, frame, demand) = company(seed);
        let mut dear = plan.clone();
        let catalog = dear.catalog.edit();
        let times = |price: Option<UnitPrice>| price.map(|price| UnitPrice(price.0 * 8.0));
        let items: Vec<Item> = catalog.items.iter().cloned().collect();
        for mut item in items {
            (item.list_price, item.standard_cost) = (times(item.list_price), times(item.standard_cost));
            catalog.items.insert(item);
        }
        let offers: Vec<Offer> = catalog.offers.iter().cloned().collect();
        for mut offer in offers {
            offer.price = times(offer.price);
            catalog.offers.insert(offer);
        }
        let resources: Vec<Resource> = catalog.resources.iter().cloned().collect();
        for mut resource in resources {
            resource.cost_per_hour = times(resource.cost_per_hour);
            catalog.resources.insert(resource);
        }
        let lanes: Vec<Lane> = catalog.lanes.iter().cloned().collect();
        for mut lane in lanes {
            lane.freight = times(lane.freight);
            catalog.lanes.insert(lane);
        }
        let series: Vec<Series> = dear.actuals.history.iter().cloned().collect();
        for mut one in series {
            one.revenue.iter_mut().flatten().for_each(|money| money.0 *= 8.0);
            dear.actuals.edit().history.insert(one);
        }
        let dear_frame = frame_of(&dear);
        let of = |frame: &Frame, plan: &Plan| {
            let supply = supplied(frame, plan, &forecasts(frame, 5.0), &demand, Strategy::OptimalCost);
            optimum(&supply).objective
        };
        let (once, eight) = (of(&frame, &plan), of(&dear_frame, &dear));
        assert!((eight - 8.0 * once).abs() <= 1e-6 * eight.abs().max(1.0), "seed {seed}: {eight} is not 8 x {once}");
    }
}

/// What is to be solved for the plan of least cost.
fn task(plan: &Plan, frame: &Frame, demand: &Demand) -> OptimumTask {
    let rates = rates(frame, &plan.catalog, &plan.finance, demand);
    let inputs = SupplyInputs {
        frame,
        catalog: &plan.catalog,
        actuals: &plan.actuals,
        forecasts: &forecasts(frame, 5.0),
        demand,
        plan: &plan.supply,
        finance: &plan.finance,
        rates: &rates,
        answers: &Answers::default(),
    };
    let draft = supply(&inputs, Strategy::OptimalCost);
    Arc::unwrap_or_clone(draft.solving.as_ref().unwrap().pending.clone().unwrap())
}

/// What one more unit of a limit is said to save is what a cold solve with one more unit saves; never more than the price.
#[test]
fn a_limit_is_worth_what_solving_again_says() {
    use crate::engine::binding::Held;
    let (mut by_price, mut by_solving) = (0, 0);
    for seed in 0..SEEDS {
        let (plan, frame, demand) = company(seed);
        let task = task(&plan, &frame, &demand);
        let optimum = solve::solve(task.clone()).unwrap();
        for range in &optimum.ranges {
            let mut program = task.program.clone();
            let price = match range.held {
                Held::Row(row) => {
                    let row = row as usize;
                    program.set_row(row, program.row_lower(row), program.row_upper(row) + 1.0);
                    -optimum.duals[row]
                }
                Held::Column(column) => {
                    let column = column as usize;
                    program.set_bounds(column, program.lower(column), program.upper(column) + 1.0);
                    -optimum.reduced_costs[column]
                }
                Held::Balance(_) => continue,
            };
            let saved = optimum.objective - crate::lp::solve(program).unwrap().objective;
            let slack = 1e-7 * optimum.objective.abs().max(1.0);
            assert!(saved <= price + slack, "seed {seed}: {range:?} saves {saved}, its price is {price}");
            if range.up >= 1.0 {
                by_price += 1;
                assert!((saved - price).abs() <= slack, "seed {seed}: {range:?} saves {saved}, its price is {price}");
            }
            if let Some(gain) = range.gain {
                by_solving += 1;
                assert!((saved - gain).abs() <= slack, "seed {seed}: {range:?} saves {saved}");
            }
        }
    }
    assert!(by_price > 20 && by_solving > 0, "{by_price} {by_solving}");
}

/// Two months pass before anything can be there; a customer who waits a month costs 15 of a price of 100.
#[test]
fn a_lead_time_binds_where_nothing_can_be_there_in_time() {
    let company = target(one_item(4), 0.0).with(|plan| {
        let made = plan.catalog.items.get(&"A".into()).unwrap().clone();
        plan.catalog.edit().items.insert(Item { list_price: Some(UnitPrice(100.0)), ..made });
    });
    let company = company.supply("A", "P", |supply| supply.lead_time_days = Some(61.0));
    let planned = plan(&company, Strategy::OptimalCost, &[10.0, 10.0, 10.0, 10.0]);
    let binding = &planned.supply.solving.as_ref().unwrap().binding;
    let worths: Vec<(Limit, usize, f64)> =
        binding.iter().map(|binding| (binding.limit, binding.t, (binding.worth * 1e6).round() / 1e6)).collect();
    assert_eq!(worths, [(Limit::LeadTime(0), 0, 30.0), (Limit::LeadTime(0), 1, 15.0)]);
    // the price holds until everybody of the month is served
    assert!(binding.iter().all(|binding| binding.range.is_some_and(|(_, up)| up <= 10.0 + 1e-6)), "{binding:?}");
}

#[test]
fn an_edit_that_is_taken_back_gives_the_same_plan() {
    for seed in 0..SEEDS {
        let (plan, frame, demand) = company(seed);
        let task = |demand: &Demand| task(&plan, &frame, demand);
        let mut other = demand.clone();
        for units in other.consensus.cells_mut().iter_mut().chain(other.independent.cells_mut()) {
            *units = *units * 1.1;
        }
        let mut solve = solve::Solve::new(task(&demand)).unwrap();
        while solve.step(50) {}
        let cold = solve.answer();
        for next in [task(&other), task(&demand)] {
            solve.next(next).unwrap();
            while solve.step(50) {}
        }
        let warm = solve.answer();
        assert!((warm.objective - cold.objective).abs() <= 1e-9 * cold.objective.abs().max(1.0), "seed {seed}");
        let far = cold.x.iter().zip(&warm.x).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(far <= 1e-6, "seed {seed}: {far}");
    }
}

/// 100 regular hours and 25 of overtime for one hour a unit: what is too much in March is built ahead, the least it takes.
#[test]
fn what_is_too_much_for_a_month_is_built_ahead() {
    let company = target(with_hours(one_item(3)), 0.0).with(|plan| {
        let mut resource = plan.catalog.resources.iter().next().unwrap().clone();
        resource.cost_per_hour = Some(UnitPrice(10.0));
        resource.overtime_premium = 0.5;
        plan.catalog.edit().resources.insert(resource);
    });
    let planned = plan(&company, Strategy::OptimalCost, &[50.0, 100.0, 140.0]);
    let solving = planned.supply.solving.as_ref().unwrap();
    let made: Vec<f64> = planned.supply.production.row(0).iter().map(|units| units.0.round()).collect();
    // an hour of overtime costs 5 more than one of November, holding for two months 2
    assert_eq!(made, [90.0, 100.0, 100.0], "{:?}", solving.binding);
    assert!(planned.supply.shortages.is_empty());
    let march = solving.binding.iter().find(|binding| binding.t == 2).unwrap();
    assert_eq!(march.limit, Limit::Hours(0));
    // one more hour in January saves the holding of one unit, that costs the 10 of its hour, for two months: 10 x 0.2 / 12 x 2
    assert!((march.worth - 1.0 / 3.0).abs() < 1e-6, "{march:?}");
}

/// March needs 45 more than its hours make: a month ahead February has room for 25 of them, two months ahead January for the rest.
#[test]
fn a_solved_plan_keeps_the_pre_build_limit() {
    let made = |ahead: Option<u32>, monthly: &[f64]| {
        let company = target(with_hours(one_item(3)), 0.0).with(|plan| {
            plan.supply.edit().prebuild_months = ahead;
            let mut resource = plan.catalog.resources.iter().next().unwrap().clone();
            (resource.overtime, resource.cost_per_hour) = (0.0, Some(UnitPrice(10.0)));
            plan.catalog.edit().resources.insert(resource);
        });
        let planned = plan(&company, Strategy::OptimalCost, monthly);
        planned.supply.production.row(0).iter().map(|units| units.0.round()).collect::<Vec<_>>()
    };
    let monthly = [50.0, 75.0, 145.0];
    assert_eq!(made(None, &monthly), [70.0, 100.0, 100.0]);
    assert_eq!(made(Some(2), &monthly), [70.0, 100.0, 100.0]);
    // nothing is built for another month: what March lacks is not served in time
    assert_eq!(made(Some(0), &monthly), [50.0, 75.0, 100.0]);
    // January may hold what February needs, and February needs no more than it makes
    assert_eq!(made(Some(1), &[50.0, 75.0, 300.0]), [100.0, 100.0, 100.0]);
}

#[test]
fn a_shortage_says_which_hours_are_missing() {
    let company = target(with_hours(one_item(2)), 0.0);
    let planned = plan(&company, Strategy::OptimalCost, &[200.0, 200.0]);
    assert_eq!(
        planned.causes("A", "P").iter().map(|cause| cause.2).collect::<Vec<_>>(),
        [ShortageCause::Capacity(0); 2]
    );
}

fn edit_resource(company: Company, edit: impl Fn(&mut Resource)) -> Company {
    company.with(|plan| {
        let mut resource = plan.catalog.resources.iter().next().unwrap().clone();
        resource.cost_per_hour = Some(UnitPrice(10.0));
        resource.overtime_premium = 0.5;
        edit(&mut resource);
        plan.catalog.edit().resources.insert(resource);
    })
}

/// One item on 100 regular hours and 25 of overtime, asked for twice as much.
fn overloaded(edit: impl Fn(&mut Resource)) -> Company {
    edit_resource(target(with_hours(one_item(2)), 0.0), edit)
}

fn cost_ties(company: &Company, planned: &super::hand::Planned, monthly: &[f64]) {
    let demand = demand(&planned.frame, |_, t| monthly[t]);
    let cost = cost_of(&company.plan, &planned.frame, &demand, &planned.supply);
    let objective = optimum(&planned.supply).objective;
    assert!((objective - cost).abs() <= 1e-6 * cost.max(1.0), "{objective} is not {cost}");
}

#[test]
fn what_the_hours_cannot_make_is_subcontracted() {
    let company = overloaded(|_| ()).offer("A", "SUB", 40.0, 0.0, |offer| offer.capacity = Some(60.0));
    let planned = plan(&company, Strategy::OptimalCost, &[200.0, 150.0]);
    let [elsewhere] = planned.supply.elsewhere.as_slice() else { panic!("one subcontractor") };
    // 125 made and 60 bought in the first month, which is 15 short; they wait for the second
    assert_eq!(elsewhere.receipts.iter().map(|units| units.0.round()).collect::<Vec<_>>(), [60.0, 40.0]);
    assert_eq!(planned.supply.purchase.row(0), elsewhere.receipts.as_slice());
    assert!((planned.supply.unmet.at(0, 0).0 - 15.0).abs() < 1e-3);
    let [vendor, ..] = planned.supply.solving.as_ref().unwrap().binding.as_slice() else { panic!("limits bind") };
    assert!(vendor.worth > 0.0);
    cost_ties(&company, &planned, &[200.0, 150.0]);
}

#[test]
fn extra_shifts_come_when_overtime_is_used_up() {
    let company = overloaded(|resource| {
        resource.extra_shift = Some(ExtraShift { hours: Hours(20.0), cost: Money(200.0), most: 3.0 });
    });
    let planned = plan(&company, Strategy::OptimalCost, &[160.0, 160.0]);
    assert_eq!(planned.supply.load.row(0).iter().map(|hours| hours.0.round()).collect::<Vec<_>>(), [160.0; 2]);
    assert!(planned.supply.shortages.is_empty());
    cost_ties(&company, &planned, &[160.0, 160.0]);
}

#[test]
fn crews_grow_with_demand_where_hiring_pays() {
    let crew = Crew {
        opening: 1.0,
        hours: Hours(100.0),
        wage: Money(1000.0),
        hire: Money(100.0),
        lay_off: Money(100.0),
        most_hired: None,
    };
    let company = overloaded(|resource| {
        resource.crew = Some(crew);
        resource.overtime = 0.0;
    });
    let planned = plan(&company, Strategy::OptimalCost, &[200.0, 200.0]);
    let heads = planned.supply.heads.row(0);
    assert!((heads[0] - 2.0).abs() < 1e-6 && (heads[1] - 2.0).abs() < 1e-6, "{heads:?}");
    assert!(planned.supply.shortages.is_empty());
    cost_ties(&company, &planned, &[200.0, 200.0]);
}

#[test]
fn storage_holds_back_what_is_built_ahead() {
    let mut company = overloaded(|_| ()).with(|plan| {
        let site = Site { storage: Some(10.0), ..plan.catalog.sites.iter().next().unwrap().clone() };
        plan.catalog.edit().sites.insert(site);
    });
    let planned = plan(&company, Strategy::OptimalCost, &[50.0, 160.0]);
    assert!((planned.supply.closing.at(0, 0).0 - 10.0).abs() < 1e-6);
    assert!((planned.supply.unmet.at(0, 1).0 - 25.0).abs() < 1e-6);
    cost_ties(&company, &planned, &[50.0, 160.0]);
    company.plan.supply.edit().terms.soft_storage = true;
    let soft = plan(&company, Strategy::OptimalCost, &[50.0, 160.0]);
    assert!(soft.supply.closing.at(0, 0).0 > 30.0 && soft.supply.shortages.is_empty());
    cost_ties(&company, &soft, &[50.0, 160.0]);
}

#[test]
fn soft_hours_go_beyond_every_limit() {
    let mut company = overloaded(|_| ()).with(|plan| {
        let item = Item { list_price: Some(UnitPrice(100.0)), ..plan.catalog.items.iter().next().unwrap().clone() };
        plan.catalog.edit().items.insert(item);
    });
    company.plan.supply.edit().terms.soft_hours = true;
    let planned = plan(&company, Strategy::OptimalCost, &[200.0, 200.0]);
    assert!(planned.supply.shortages.is_empty());
    assert!((planned.supply.load.at(0, 0).0 - 200.0).abs() < 1e-6);
    cost_ties(&company, &planned, &[200.0, 200.0]);
}

#[test]
fn most_contribution_refuses_what_loses_money_down_to_the_minimum() {
    let mut company = overloaded(|_| ()).with(|plan| {
        let mut item = plan.catalog.items.iter().next().unwrap().clone();
        item.list_price = Some(UnitPrice(4.0));
        plan.catalog.edit().items.insert(item);
    });
    let refused = plan(&company, Strategy::OptimalContribution, &[50.0, 50.0]);
    assert!(refused.supply.shipped.cells().iter().all(|units| units.0 < 1e-6));
    assert!(refused.causes("A", "P").iter().all(|cause| cause.2 == ShortageCause::Unprofitable));
    let served = plan(&company, Strategy::OptimalCost, &[50.0, 50.0]);
    assert!(served.supply.shortages.is_empty(), "least cost serves what can be served");
    company.plan.supply.edit().terms.min_service = Some(0.4);
    let minimum = plan(&company, Strategy::OptimalContribution, &[50.0, 50.0]);
    let shipped: f64 = minimum.supply.shipped.cells().iter().map(|units| units.0).sum();
    assert!((shipped - 40.0).abs() < 1e-3, "{shipped}");
}

#[test]
fn a_target_that_must_hold_comes_before_customers() {
    let mut company = overloaded(|_| ()).policy(crate::engine::testing::item("A"), |policy| {
        policy.safety_stock = Some(Units(30.0));
    });
    let soft = plan(&company, Strategy::OptimalCost, &[125.0, 125.0]);
    assert!(soft.supply.shortages.is_empty() && soft.supply.closing.at(0, 0).0 < 1.0);
    company.plan.supply.edit().terms.hard_target = true;
    let hard = plan(&company, Strategy::OptimalCost, &[125.0, 125.0]);
    assert!((hard.supply.closing.at(0, 0).0 - 30.0).abs() < 1e-6);
    assert!((hard.supply.unmet.at(0, 0).0 - 30.0).abs() < 1e-6);
    assert!(hard.supply.notices.is_empty(), "{:?}", hard.supply.notices);
    // more than all hours can make: the plan keeps what it can, and says which limit does not hold
    company = company.policy(crate::engine::testing::item("A"), |policy| policy.safety_stock = Some(Units(300.0)));
    let impossible = plan(&company, Strategy::OptimalCost, &[125.0, 125.0]);
    let [notice] = impossible.supply.notices.as_slice() else { panic!("{:?}", impossible.supply.notices) };
    assert!(notice.text.contains("must hold and cannot in 2 of 2 months") && notice.text.contains("R has no hours"));
}

/// Two items, either of them called first: the plan is the same but for the order.
#[test]
fn codes_do_not_change_what_a_plan_costs() {
    let named = |first: &str, second: &str| {
        let company = Company::new("2026-11", 4)
            .product(first, "F", 100.0, 60.0)
            .product(second, "F", 80.0, 30.0)
            .family("F", None)
            .market("M", None)
            .plant("P")
            .resource("R", Some("P"), 100.0)
            .operation(first, 10, "R", 1.0)
            .operation(second, 10, "R", 0.7)
            .stock(first, "P", 35.0);
        let frame = frame_of(&company.plan);
        let a = frame.items.position(&first.into()).unwrap();
        let volumes = |pair: usize, t: usize| {
            let months = if frame.pairs[pair].item == a { [60.0, 80.0, 90.0, 120.0] } else { [70.0, 50.0, 90.0, 65.0] };
            months[t]
        };
        let demand = demand(&frame, volumes);
        let supply = supplied(&frame, &company.plan, &forecasts(&frame, 5.0), &demand, Strategy::OptimalCost);
        let made = |code: &str| -> Vec<f64> {
            let item = frame.items.position(&code.into()).unwrap();
            let point = frame.points_of[item].start;
            supply.production.row(point).iter().map(|units| (units.0 * 1e3).round() / 1e3).collect()
        };
        (optimum(&supply).objective, made(first), made(second))
    };
    let (left, right) = (named("A", "B"), named("B", "A"));
    assert!((left.0 - right.0).abs() <= 1e-9 * left.0, "{left:?} {right:?}");
    assert_eq!((left.1, left.2), (right.1, right.2));
}

/// Large plans are solved by the first-order method: here small ones, so that the optimum is known.
#[test]
fn a_plan_within_a_proven_gap_is_feasible_and_says_how_far_it_may_be() {
    let mut near = 0;
    for seed in 0..5 {
        let (plan, frame, demand) = company(seed);
        let rates = rates(&frame, &plan.catalog, &plan.finance, &demand);
        let mut answers = Answers::default();
        let forecasts = forecasts(&frame, 5.0);
        let planned = |answers: &Answers| {
            let inputs = SupplyInputs {
                frame: &frame,
                catalog: &plan.catalog,
                actuals: &plan.actuals,
                forecasts: &forecasts,
                demand: &demand,
                plan: &plan.supply,
                finance: &plan.finance,
                rates: &rates,
                answers,
            };
            supply(&inputs, Strategy::OptimalCost)
        };
        let task = planned(&answers).solving.as_ref().unwrap().pending.clone().unwrap();
        let least = solve::solve(task.as_ref().clone()).unwrap().objective;
        let mut large = solve::Solve::first_order(Arc::unwrap_or_clone(task.clone())).unwrap();
        while large.iterations() < 10_000 && large.step(5_000) {}
        let answer = large.answer();
        assert!(answer.feasible && !answer.is_proven() && answer.bound <= least * (1.0 + 1e-9), "seed {seed}");
        answers.insert_optimum(task.key, Strategy::OptimalCost, answer);
        let supply = planned(&answers);
        let cost = cost_of(&plan, &frame, &demand, &supply);
        assert!(cost >= least * (1.0 - 1e-6), "seed {seed}: {cost} is below the least {least}");
        let gap = supply.solving.as_ref().unwrap().gap(Money(cost)).unwrap();
        near += usize::from(gap <= 2e-3);
    }
    // one of them gets a close bound only after many more iterations
    assert!(near >= 4, "{near} of 5 gaps are small");
}
