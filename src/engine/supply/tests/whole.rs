//! Plans with whole lots, smallest orders and whole shifts: the best of all by trying, laws, edges, and rounding where a plan is large.

use super::super::optimal::whole::{MOST_STEPS, Whole};
use super::super::*;
use super::hand::{demand, forecasts, one_item, plan, supplied, target, with_hours};
use crate::engine::testing::{Company, Dice, frame_of};
use crate::engine::{Frame, plan_cost, rates, solve};
use crate::lp::Status;
use crate::model::*;

/// One item on 100 regular hours and 25 of overtime, one hour a unit.
fn made_in_lots(months: usize, min_order: f64, lot: f64, shift: Option<ExtraShift>) -> Company {
    let company = target(with_hours(one_item(months)), 0.0).supply("A", "P", |supply| {
        (supply.min_order, supply.lot) = (Some(Units(min_order)), Some(Units(lot)));
    });
    company.with(|plan| {
        let mut resource = plan.catalog.resources.iter().next().unwrap().clone();
        (resource.cost_per_hour, resource.overtime_premium) = (Some(UnitPrice(10.0)), 0.5);
        resource.extra_shift = shift;
        plan.catalog.edit().resources.insert(resource);
        let item = Item { list_price: Some(UnitPrice(100.0)), ..plan.catalog.items.iter().next().unwrap().clone() };
        plan.catalog.edit().items.insert(item);
        let terms = &mut plan.supply.edit().terms;
        (terms.whole_lots, terms.whole_shifts) = (true, true);
    })
}

fn shift(most: f64) -> Option<ExtraShift> {
    Some(ExtraShift { hours: Hours(20.0), cost: Money(150.0), most })
}

fn solving(supply: &Supply) -> &Solving {
    supply.solving.as_ref().unwrap()
}

fn optimum(supply: &Supply) -> &Optimum {
    solving(supply).optimum.as_ref().unwrap()
}

/// What is to be solved for a company and a demand.
fn task(company: &Plan, frame: &Frame, demand: &Demand) -> OptimumTask {
    let rates = rates(frame, &company.catalog, &company.finance, demand);
    let answers = Answers::default();
    let inputs = SupplyInputs {
        frame,
        catalog: &company.catalog,
        actuals: &company.actuals,
        forecasts: &forecasts(frame, super::hand::SIGMA),
        demand,
        plan: &company.supply,
        finance: &company.finance,
        rates: &rates,
        answers: &answers,
    };
    let draft = supply(&inputs, Strategy::OptimalCost);
    Arc::unwrap_or_clone(solving(&draft).pending.clone().unwrap())
}

fn cost_of(plan: &Plan, frame: &Frame, demand: &Demand, supply: &Supply) -> f64 {
    let rates = rates(frame, &plan.catalog, &plan.finance, demand);
    plan_cost(frame, &plan.catalog, &plan.finance, &plan.supply.terms, &rates, demand, supply).total().0
}

/// The least cost of all combinations of what has to be whole, each up to so many steps.
fn by_trying_all(task: &OptimumTask, most: usize) -> f64 {
    let values = |step: &crate::lp::integer::Step| -> Vec<f64> {
        let lots = (0..=most).map(|count| step.below(count as f64 * step.size));
        let fitting = lots.filter(|value| *value <= task.program.upper(step.column));
        fitting.collect()
    };
    let all: Vec<Vec<f64>> = task.steps.iter().map(values).collect();
    let combinations: usize = all.iter().map(Vec::len).product();
    let cost = |mut code: usize| {
        let mut program = task.program.clone();
        for (step, values) in task.steps.iter().zip(&all) {
            let value = values[code % values.len()];
            code /= values.len();
            program.set_bounds(step.column, value, value);
        }
        let solution = crate::lp::solve(program).unwrap();
        if solution.status == Status::Optimal { solution.objective } else { f64::INFINITY }
    };
    (0..combinations).map(cost).fold(f64::INFINITY, f64::min)
}

/// Checks that the plan is the best of all, ties to the cost of the plan, and is carried out as it stands.
fn check(company: &Company, monthly: &[f64], most: usize) -> super::hand::Planned {
    let planned = plan(company, Strategy::OptimalCost, monthly);
    let demand = demand(&planned.frame, |_, t| monthly[t]);
    let task = task(&company.plan, &planned.frame, &demand);
    let (found, best) = (optimum(&planned.supply), by_trying_all(&task, most));
    assert_eq!((found.status, solving(&planned.supply).whole), (Status::Optimal, Whole::Solved));
    assert!((found.objective - best).abs() <= 1e-5 * best.abs(), "{} is not {best}", found.objective);
    assert!(found.bound <= found.objective);
    let cost = cost_of(&company.plan, &planned.frame, &demand, &planned.supply);
    assert!((cost - found.objective).abs() <= 1e-6 * cost, "{cost} is not {}", found.objective);
    planned
}

#[test]
fn lots_and_shifts_are_the_best_of_all_that_can_be_tried() {
    let planned = check(&made_in_lots(2, 60.0, 30.0, None), &[70.0, 40.0], 4);
    // all in one run of 120 within 125 hours; rounding what is needed month by month made 90 and 60
    assert_eq!(planned.supply.releases.row(0), [Units(120.0), Units::ZERO]);
    let planned = check(&made_in_lots(2, 0.0, 0.0, shift(2.0)), &[150.0, 128.0], 4);
    // 25 above overtime are two shifts of 20, and then the second of them is used up before overtime is
    let hours: Vec<f64> = planned.supply.load.row(0).iter().map(|hours| hours.0.round()).collect();
    assert_eq!(hours.iter().sum::<f64>(), 278.0, "{hours:?}");
    assert!(planned.supply.shortages.is_empty());
    check(&made_in_lots(3, 50.0, 25.0, shift(1.0)), &[130.0, 10.0, 120.0], 6);
}

#[test]
fn smallest_orders_hold_where_quantities_are_free_above_them() {
    let company = made_in_lots(3, 45.0, 0.0, None);
    let planned = plan(&company, Strategy::OptimalCost, &[30.0, 20.0, 110.0]);
    let made = planned.supply.releases.row(0);
    assert!(made.iter().all(|units| units.0 == 0.0 || units.0 >= 45.0), "{made:?}");
    assert!(planned.supply.shortages.is_empty());
}

/// Two items of two parts each on one line: lots above, smallest orders below.
fn with_parts(seed: u64) -> (Plan, Frame, Demand) {
    let mut dice = Dice::new(seed ^ 91);
    let mut company = Company::new("2026-11", 3).family("F", None).market("M", None).plant("P");
    company = company.resource("R", Some("P"), 150.0);
    for (item, part) in [("A", "X"), ("B", "Y")] {
        let (lot, least) = (10.0 + (30.0 * dice.share()).round(), 20.0 + (60.0 * dice.share()).round());
        company = company
            .product(item, "F", 100.0, 60.0)
            .item(part, |item| item.standard_cost = Some(UnitPrice(20.0)))
            .operation(item, 10, "R", 0.5 + dice.share())
            .offer(part, "V", 20.0, 0.0, |offer| offer.min_order = Some(least))
            .supply(item, "P", |supply| supply.lot = Some(Units(lot)))
            .stock(part, "P", (20.0 * dice.share()).round())
            .with(|plan| {
                let component =
                    Component { parent: item.into(), component: part.into(), qty: 1.0, ..Component::default() };
                plan.catalog.edit().components.insert(component);
                let made = Item { way: Some(Way::Make), ..plan.catalog.items.get(&item.into()).unwrap().clone() };
                plan.catalog.edit().items.insert(made);
                plan.supply.edit().terms.whole_lots = true;
            });
    }
    let frame = frame_of(&company.plan);
    let volumes: Vec<f64> = (0..frame.pairs.len() * 3).map(|_| (90.0 * dice.share()).round()).collect();
    let demand = demand(&frame, |pair, t| volumes[pair * 3 + t]);
    (company.plan, frame, demand)
}

#[test]
fn whole_plans_keep_their_laws() {
    for seed in 0..6 {
        let (mut plan, frame, demand) = with_parts(seed);
        let of = |plan: &Plan| supplied(&frame, plan, &forecasts(&frame, 5.0), &demand, Strategy::OptimalCost);
        let whole = of(&plan);
        assert_eq!(solving(&whole).whole, Whole::Solved, "seed {seed}");
        for (stream, link) in network::Network::new(&frame).streams.iter().enumerate() {
            let (lot, least) = (link.lot.0, link.min_order.0);
            for units in whole.releases.row(link.point) {
                let lots = if lot > 0.0 { units.0 / lot } else { 0.0 };
                assert!((lots - lots.round()).abs() < 1e-6, "seed {seed}, stream {stream}: {units:?} in lots of {lot}");
                assert!(units.0 == 0.0 || units.0 >= least - 1e-6, "seed {seed}, stream {stream}: {units:?}");
                assert!((formula::release(*units, link.min_order, link.lot).0 - units.0).abs() < 1e-5);
            }
        }
        let cost = cost_of(&plan, &frame, &demand, &whole);
        let found = optimum(&whole);
        assert!((cost - found.objective).abs() <= 1e-6 * cost, "seed {seed}: {cost} is not {}", found.objective);
        let gap = solving(&whole).gap(Money(cost)).unwrap();
        assert!((0.0..=1e-4).contains(&gap), "seed {seed}: {gap}");
        plan.supply.edit().terms.whole_lots = false;
        let free = of(&plan);
        assert!(optimum(&free).objective <= found.objective * (1.0 + 1e-9), "seed {seed}");
        assert_eq!(
            (solving(&free).whole, solving(&whole).binding.len()),
            (Whole::Any, 0),
            "whole plans have no prices"
        );
    }
}

#[test]
fn the_same_plan_gives_the_same_bits_whatever_was_solved_before() {
    let (plan, frame, demand) = with_parts(3);
    let asked = task(&plan, &frame, &demand);
    let cold = solve::solve(asked.clone()).unwrap();
    let (other_plan, other_frame, other_demand) = with_parts(4);
    let mut warm = solve::Solve::new(task(&other_plan, &other_frame, &other_demand)).unwrap();
    for _ in 0..5 {
        warm.step(7);
    }
    warm.next(asked).unwrap();
    while warm.step(7) {}
    assert_eq!(warm.answer(), cold);
}

#[test]
fn a_search_that_is_stopped_gives_its_best_plan_or_says_that_it_has_none() {
    let (plan, frame, demand) = with_parts(1);
    let asked = task(&plan, &frame, &demand);
    let columns = asked.program.columns();
    let mut solve = solve::Solve::new(asked).unwrap();
    let (mut with_plan, mut without) = (0, 0);
    let mut goes_on = true;
    while goes_on {
        let answer = solve.answer();
        assert_eq!(answer.x.len(), columns);
        assert!(!answer.feasible || answer.bound <= answer.objective * (1.0 + 1e-9));
        if answer.feasible {
            with_plan += 1
        } else {
            without += 1
        }
        goes_on = solve.step(5);
    }
    assert!(with_plan > 0 && without > 0);
    assert_eq!(solve.answer().status, Status::Optimal);
}

#[test]
fn rules_that_contradict_each_other_are_said_and_give_way() {
    let company = one_item(2).offer("A", "V", 50.0, 0.0, |offer| {
        (offer.capacity, offer.min_order) = (Some(30.0), Some(80.0));
    });
    let mut company = company.with(|plan| {
        let item = Item { way: Some(Way::Buy), ..plan.catalog.items.iter().next().unwrap().clone() };
        plan.catalog.edit().items.insert(item);
        plan.supply.edit().terms.whole_lots = true;
    });
    let planned = plan(&company, Strategy::OptimalCost, &[20.0, 20.0]);
    assert!(planned.supply.shortages.is_empty(), "any quantity instead");
    let notice = planned.supply.notices.iter().find(|notice| notice.text.contains("smallest order of A, 80 units"));
    assert!(notice.is_some(), "{:?}", planned.supply.notices);
    // a vendor that may go beyond the limit can bring the smallest order
    company.plan.supply.edit().terms.soft_vendors = true;
    let beyond = plan(&company, Strategy::OptimalCost, &[70.0, 20.0]);
    let bought = beyond.supply.releases.row(0);
    assert!(bought[0] >= Units(80.0) && bought[1] == Units::ZERO, "{bought:?}");
    // half a shift at most is none at all
    let company = made_in_lots(2, 0.0, 0.0, shift(0.5));
    let none = plan(&company, Strategy::OptimalCost, &[150.0, 150.0]);
    assert!(none.supply.load.row(0).iter().all(|hours| hours.0 <= 125.0 + 1e-6));
    assert_eq!(solving(&none.supply).whole, Whole::Any);
    // figures that no file lets in
    for (least, lot) in [(f64::NAN, f64::NAN), (f64::INFINITY, 5.0), (-4.0, -1.0), (0.0, f64::INFINITY)] {
        let odd = made_in_lots(2, least, lot, None);
        let planned = plan(&odd, Strategy::OptimalCost, &[50.0, 50.0]);
        assert!(planned.supply.closing.cells().iter().all(|units| units.0.is_finite()), "{least} {lot}");
    }
}

#[test]
fn typed_and_frozen_months_stand_as_they_are() {
    let mut company = made_in_lots(3, 60.0, 30.0, None);
    let cell =
        Cell::month(Measure::Production, crate::engine::testing::item("A"), Place::All, "2026-12".parse().unwrap());
    company.plan.supply.edit().figures.insert(Figure::new(cell, How::Replace, 37.0));
    company.plan.supply.edit().frozen_months = 1;
    let planned = plan(&company, Strategy::OptimalCost, &[20.0, 20.0, 80.0]);
    let made: Vec<f64> = planned.supply.releases.row(0).iter().map(|units| units.0).collect();
    assert_eq!((made[0], made[1]), (0.0, 37.0));
    assert!([0.0, 60.0, 90.0, 120.0].contains(&made[2]), "{made:?}");
}

#[test]
fn whole_shifts_are_paid_whole_in_every_plan() {
    let costs = |is_whole, shift, overtime| cost::HourCosts {
        overtime,
        shift,
        shift_hours: 8.0,
        shifts: 5.0,
        beyond: 100.0,
        is_whole,
        ..cost::HourCosts::default()
    };
    let check = |costs: cost::HourCosts, above: f64, expected: [f64; 4]| {
        let split = cost::above_regular(&costs, above, 20.0);
        assert_eq!([split.overtime, split.shift, split.idle, split.beyond], expected, "{above} hours above");
    };
    check(costs(false, 3.0, 5.0), 30.0, [0.0, 30.0, 0.0, 0.0]);
    check(costs(true, 3.0, 5.0), 30.0, [0.0, 30.0, 2.0, 0.0]); // a fourth shift for 6 hours of overtime
    check(costs(true, 3.0, 5.0), 28.0, [4.0, 24.0, 0.0, 0.0]); // for 4 hours it does not pay
    check(costs(true, 9.0, 5.0), 28.0, [20.0, 8.0, 0.0, 0.0]); // shifts are dearer: overtime first
    check(costs(true, 9.0, 5.0), 29.0, [13.0, 16.0, 0.0, 0.0]); // the second shift is paid anyway, so it is worked
    check(costs(true, 3.0, 5.0), 65.0, [20.0, 40.0, 0.0, 5.0]);
    check(costs(true, 3.0, 5.0), 0.0, [0.0; 4]);
}

/// More than the most that is solved with whole figures: rounded, feasible, with a gap against the bound.
#[test]
fn large_plans_are_rounded_with_a_gap() {
    const MONTHS: usize = 36;
    let items: Vec<String> = (0..MOST_STEPS / MONTHS + 1).map(|n| format!("I{n:02}")).collect();
    let mut company = Company::new("2026-11", MONTHS).family("F", None).market("M", None).plant("P");
    company = company.resource("R", Some("P"), 900.0);
    for item in &items {
        company = company.product(item, "F", 100.0, 60.0).operation(item, 10, "R", 1.0);
        company = company.supply(item, "P", |supply| supply.lot = Some(Units(35.0))).with(|plan| {
            let made = Item { way: Some(Way::Make), ..plan.catalog.items.get(&item.as_str().into()).unwrap().clone() };
            plan.catalog.edit().items.insert(made);
            plan.supply.edit().terms.whole_lots = true;
        });
    }
    let frame = frame_of(&company.plan);
    let demand = demand(&frame, |pair, t| 40.0 + ((pair * 7 + t * 5) % 23) as f64);
    let planned = supplied(&frame, &company.plan, &forecasts(&frame, 5.0), &demand, Strategy::OptimalCost);
    assert_eq!(solving(&planned).whole, Whole::Rounded);
    let cost = cost_of(&company.plan, &frame, &demand, &planned);
    let gap = solving(&planned).gap(Money(cost)).unwrap();
    assert!(gap > 0.0 && gap < 0.2, "{gap}");
    assert!(optimum(&planned).bound <= cost && solving(&planned).binding.is_empty());
    let lots = |units: &Units| (units.0 / 35.0 - (units.0 / 35.0).round()).abs() < 1e-6;
    assert!(planned.releases.cells().iter().all(lots), "hours are enough to carry every lot out");
}
