//! `whole [ITEMS MONTHS]...`: how long solved plans with whole lots, smallest orders and whole shifts take, by their size.
//!
//! Companies are made here, the same ones every time: items on two lines that are short of hours in the season, each of a bought part.
//! Items are made in lots, every other one with a smallest order, parts are bought from a smallest order on, lines have extra shifts.
//! Printed: figures that have to be whole, how the search ended, its proven gap, pivots and seconds, and what the plan costs. Figures and commands: docs/optimiser.md.
#![allow(clippy::print_stdout, reason = "this is what a program is for")]

use std::sync::Arc;
use std::time::Instant;

use sextant::engine::solve::Solve;
use sextant::engine::{all_answers, run};
use sextant::model::*;

/// Items and months.
const SIZES: [(usize, usize); 7] = [(2, 6), (4, 12), (6, 12), (8, 12), (8, 18), (12, 18), (16, 18)];
const SEEDS: u64 = 3;
const FIRST: Month = Month::new(2026, 11);
/// Closed months of history.
const HISTORY: usize = 36;

fn main() {
    let given: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes: Vec<(usize, usize)> = given.chunks_exact(2).map(|size| (size[0], size[1])).collect();
    for (items, months) in if sizes.is_empty() { SIZES.to_vec() } else { sizes } {
        (1..=SEEDS).for_each(|seed| measure(items, months, seed));
    }
}

fn measure(items: usize, months: usize, seed: u64) {
    let plan = company(items, months, seed);
    let mut answers = all_answers(&plan);
    let draft = run(&plan, &answers);
    let Some(task) = draft.supply.solving.as_ref().and_then(|solving| solving.pending.clone()) else { return };
    let (steps, rows, key) = (task.steps.len(), task.program.rows(), task.key);
    let start = Instant::now();
    let Ok(mut solve) = Solve::new(Arc::unwrap_or_clone(task)) else { return };
    while solve.step(100) {}
    let seconds = start.elapsed().as_secs_f64();
    let optimum = solve.answer();
    let (status, pivots) = (optimum.status, optimum.iterations);
    answers.insert_optimum(key, Strategy::OptimalCost, optimum);
    let outcome = run(&plan, &answers);
    let cost = outcome.finance.plan_cost.total();
    let solving = outcome.supply.solving.as_ref();
    let gap = solving.and_then(|solving| solving.gap(cost)).unwrap_or(f64::NAN) * 100.0;
    let whole = solving.map(|solving| solving.whole).unwrap_or_default();
    println!(
        "{items} items x {months} months, {seed}: {steps} to be whole, {rows} rows, {whole:?} {status:?}, gap {gap:.4} %, {pivots} pivots, {seconds:.2} s, costs {:.0}",
        cost.0
    );
}

/// Xorshift (Marsaglia 2003): the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn one_of(&mut self, figures: &[f64]) -> f64 {
        figures[(self.share() * figures.len() as f64) as usize]
    }
}

fn company(items: usize, months: usize, seed: u64) -> Plan {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ seed);
    let header = Header { first: FIRST, months, ..Header::default() };
    let mut plan = Plan { header, ..Plan::default() };
    let catalog = plan.catalog.edit();
    catalog.families.insert(Family { id: "F".into(), ..Family::default() });
    catalog.markets.insert(Market { id: "M".into(), ..Market::default() });
    catalog.sites.insert(Site { id: "P".into(), ..Site::default() });
    catalog.vendors.insert(Vendor { id: "V".into(), ..Vendor::default() });
    let mut load = [0.0; 2];
    for n in 0..items {
        let (volume, hours) = (60.0 + 400.0 * dice.share(), 0.1 + 0.2 * dice.share());
        item(&mut plan, &mut dice, n, hours);
        history(&mut plan, &mut dice, n, volume);
        load[n % 2] += volume * hours;
    }
    (0..2).for_each(|line| resource(&mut plan, line, load[line]));
    let supply = plan.supply.edit();
    supply.strategy = Strategy::OptimalCost;
    (supply.terms.whole_lots, supply.terms.whole_shifts) = (true, true);
    supply.policies.insert(Policy { service_level: Some(0.95), ..Policy::default() });
    plan
}

fn item(plan: &mut Plan, dice: &mut Dice, n: usize, hours: f64) {
    let catalog = plan.catalog.edit();
    let (id, part): (ItemId, ItemId) = (format!("A{n:03}").into(), format!("B{n:03}").into());
    let cost = 20.0 + 60.0 * dice.share();
    let usual = Item { unit: "EA".into(), family: Some("F".into()), ..Item::default() };
    catalog.items.insert(Item {
        id: id.clone(),
        sellable: true,
        way: Some(Way::Make),
        list_price: Some(UnitPrice(cost * 1.8)),
        standard_cost: Some(UnitPrice(cost)),
        ..usual.clone()
    });
    let bought = Some(UnitPrice(cost * 0.4));
    catalog.items.insert(Item { id: part.clone(), way: Some(Way::Buy), standard_cost: bought, ..usual });
    catalog.components.insert(Component {
        parent: id.clone(),
        component: part.clone(),
        qty: 1.0,
        ..Component::default()
    });
    let offer = Offer { item: part, vendor: "V".into(), price: bought, share: 1.0, ..Offer::default() };
    catalog.offers.insert(Offer { min_order: Some(dice.one_of(&[50.0, 150.0, 400.0])), ..offer });
    let resource = format!("L{}", n % 2).into();
    catalog.operations.insert(Operation { item: id.clone(), seq: 10, resource, hours_per_unit: hours });
    let lot = dice.one_of(&[25.0, 40.0, 60.0, 100.0]);
    catalog.supplies.insert(SiteSupply {
        item: id.clone(),
        site: "P".into(),
        lot: Some(Units(lot)),
        min_order: n.is_multiple_of(2).then_some(Units(lot * 2.0)),
        ..SiteSupply::default()
    });
    let units = Units((100.0 * dice.share()).round());
    plan.actuals.edit().stock.insert(Stock { item: id, site: "P".into(), units });
}

/// Three years with a season and noise.
fn history(plan: &mut Plan, dice: &mut Dice, n: usize, volume: f64) {
    let phase = dice.share() * 12.0;
    let month = |t: usize, dice: &mut Dice| {
        let season = 1.0 + 0.4 * libm::sin((t as f64 + phase) * std::f64::consts::PI / 6.0);
        Some(Units((volume * season * (0.9 + 0.2 * dice.share())).round()))
    };
    let units = (0..HISTORY).map(|t| month(t, dice)).collect();
    let (item, first) = (format!("A{n:03}").into(), FIRST - HISTORY as i32);
    plan.actuals.edit().history.insert(Series { item, market: "M".into(), first, units, ..Series::default() });
}

/// Hours for the mean demand, some overtime, and up to three shifts of an eighth more.
fn resource(plan: &mut Plan, line: usize, load: f64) {
    let shift = ExtraShift { hours: Hours(load / 8.0), cost: Money(load / 8.0 * 12.0), most: 3.0 };
    plan.catalog.edit().resources.insert(Resource {
        id: format!("L{line}").into(),
        site: Some("P".into()),
        hours: Some(RegularHours::Month(Hours(load))),
        overtime: 0.1,
        cost_per_hour: Some(UnitPrice(25.0)),
        overtime_premium: 0.5,
        extra_shift: Some(shift),
        ..Resource::default()
    });
}
