//! `speed [RUNS]`: how long each stage takes on three companies, median of RUNS (default 9), beside a fixed loop of arithmetic.
//!
//! Machines differ and are noisy: the loop is run between the stages, and `x loop` is the stage in units of it. Nothing is asserted.
//! "edit" is what one typed forecast cell costs: demand, supply, finance and gaps; the other stages keep their outcome.
//! Bars (DESIGN.md section 5): edit within 5 ms at 500 x 5; all stages within 250 ms at 10,000 x 1.
#![allow(clippy::print_stdout, reason = "this is what a program is for")]

use std::hint::black_box;
use std::time::Instant;

use sextant::engine::{
    Answers, FinanceInputs, SupplyInputs, all_answers, demand, finance, forecasts, frame, gaps, product, rates, run,
    supply,
};
use sextant::model::*;

/// A company by its size.
struct Size {
    name: &'static str,
    items: usize,
    sites: usize,
    markets: usize,
    months: usize,
}

const SIZES: [Size; 3] = [
    Size { name: "60 items x 3 sites x 3 markets x 24 months", items: 60, sites: 3, markets: 3, months: 24 },
    Size { name: "500 items x 5 sites x 12 markets x 24 months", items: 500, sites: 5, markets: 12, months: 24 },
    Size { name: "10,000 items x 1 site x 1 market x 36 months", items: 10_000, sites: 1, markets: 1, months: 36 },
];

fn main() {
    let runs = std::env::args().nth(1).and_then(|runs| runs.parse().ok()).unwrap_or(9).max(1);
    keep_memory();
    for size in &SIZES {
        let plan = company(size);
        measure(size, &plan, &all_answers(&plan), runs);
    }
}

/// Most allocators hand large blocks back to the system and take them again page by page; the page in the browser keeps its memory.
/// Once a block of this size was handed back, the usual one here keeps what is smaller.
fn keep_memory() {
    drop(black_box(vec![0_u8; 30 << 20]));
}

/// Prints the table of one company.
fn measure(size: &Size, plan: &Plan, answers: &Answers, runs: usize) {
    let outcome = run(plan, answers);
    let (frame_, product_, forecasts_) = (&outcome.frame, &outcome.product, &outcome.forecasts);
    let (demand_, supply_, finance_) = (&outcome.demand, &outcome.supply, &outcome.finance);
    let (rates_, strategy) = (&outcome.finance.rates, plan.supply.strategy);
    println!("\n{}: {} pairs, {} points, median of {runs}", size.name, frame_.pairs.len(), frame_.points.len());
    let stage = |name: &str, work: &dyn Fn()| {
        let (milliseconds, reference) = median(runs, work);
        println!("  {name:<10} {milliseconds:>9.3} ms {:>9.3} x loop", milliseconds / reference);
        milliseconds
    };
    let first = stage("frame", &|| drop(black_box(frame(&plan.header, &plan.catalog, &plan.actuals, &plan.product))))
        + stage("product", &|| drop(black_box(product(frame_, &plan.catalog, &plan.actuals, &plan.product))))
        + stage("forecasts", &|| drop(black_box(forecasts(frame_, &plan.actuals, &plan.demand, answers))));
    let edit = stage("demand", &|| drop(black_box(demand(frame_, product_, forecasts_, &plan.demand, &plan.past))))
        + stage("supply", &|| {
            let inputs = SupplyInputs {
                frame: frame_,
                catalog: &plan.catalog,
                actuals: &plan.actuals,
                forecasts: forecasts_,
                demand: demand_,
                plan: &plan.supply,
                finance: &plan.finance,
                rates: rates_,
                answers,
            };
            drop(black_box(supply(&inputs, strategy)));
        })
        + stage("finance", &|| {
            let rates = rates(frame_, &plan.catalog, &plan.finance, demand_).into();
            drop(black_box(finance(&FinanceInputs {
                frame: frame_,
                catalog: &plan.catalog,
                actuals: &plan.actuals,
                plan: &plan.finance,
                terms: &plan.supply.terms,
                rates: &rates,
                product: product_,
                demand: demand_,
                supply: supply_,
            })));
        })
        + stage("gaps", &|| drop(black_box(gaps(plan, frame_, product_, demand_, supply_, finance_))));
    println!("  edit       {edit:>9.3} ms");
    println!("  all        {:>9.3} ms ({} gaps)", first + edit, outcome.gaps.gaps.len() + outcome.gaps.unlisted);
}

/// Median milliseconds of some work, and of the reference loop that is run in between.
fn median(runs: usize, work: &dyn Fn()) -> (f64, f64) {
    let timed = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e3
    };
    work();
    let mut times = Vec::with_capacity(runs);
    let mut references = Vec::with_capacity(runs);
    for _ in 0..runs {
        references.push(timed(&|| {
            black_box(reference());
        }));
        times.push(timed(work));
    }
    times.sort_by(f64::total_cmp);
    references.sort_by(f64::total_cmp);
    (times[runs / 2], references[runs / 2])
}

/// A million dependent multiplications and additions: about the same few milliseconds on any machine of today.
fn reference() -> f64 {
    let mut value = black_box(1.0_f64);
    for step in 0..1_000_000 {
        value = value * 0.999_999 + f64::from(step) * 1e-9;
    }
    value
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

    fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }
}

const FIRST: Month = Month::new(2026, 11);
/// Closed months of history.
const HISTORY: usize = 36;
/// Different histories: the rest repeat them, so that fitting does not drown what is measured.
const PATTERNS: usize = 48;

/// Four of five items are finished goods made of three to five of the others, which are bought; every item exists at every site, every
/// market is served from one site, every site has four resources that are busy to the brim.
fn company(size: &Size) -> Plan {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut plan = Plan {
        header: Header { first: FIRST, months: size.months, company: size.name.into(), ..Header::default() },
        ..Plan::default()
    };
    let finished = size.items * 4 / 5;
    let catalog = plan.catalog.edit();
    for family in 0..20 {
        catalog.families.insert(Family { id: format!("F{family:02}").into(), ..Family::default() });
    }
    for market in 0..size.markets {
        catalog.markets.insert(Market { id: format!("M{market:02}").into(), ..Market::default() });
        let site = format!("S{}", market % size.sites).into();
        let market = format!("M{market:02}").into();
        catalog.sourcing.insert(Sourcing { market, site, share: 1.0, ..Sourcing::default() });
    }
    for site in 0..size.sites {
        catalog.sites.insert(Site { id: format!("S{site}").into(), ..Site::default() });
    }
    for n in 0..size.items {
        item(catalog, &mut dice, n, finished, size);
    }
    let hours = resources(catalog, size, finished);
    facts(plan.actuals.edit(), &mut dice, size, finished);
    inputs(&mut plan, hours);
    plan
}

fn code(n: usize) -> ItemId {
    format!("I{n:05}").into()
}

fn item(catalog: &mut Catalog, dice: &mut Dice, n: usize, finished: usize, size: &Size) {
    let is_finished = n < finished;
    let cost = if is_finished { 40.0 + 60.0 * dice.share() } else { 1.0 + 4.0 * dice.share() };
    catalog.items.insert(Item {
        id: code(n),
        family: Some(format!("F{:02}", n % 20).into()),
        unit: "EA".into(),
        sellable: is_finished,
        list_price: is_finished.then_some(UnitPrice(cost * 1.6)),
        standard_cost: Some(UnitPrice(cost)),
        lead_time_days: Some(if is_finished { 7.0 } else { 25.0 }),
        ..Item::default()
    });
    if is_finished {
        for _ in 0..3 + dice.below(3) {
            let component = code(finished + dice.below(size.items - finished));
            let qty = 1.0 + dice.below(3) as f64;
            catalog.components.insert(Component { parent: code(n), component, qty, ..Component::default() });
        }
        // Each item runs on one kind of resource; every site has one of each kind.
        for site in 0..size.sites {
            let resource = format!("S{site}R{}", n % 4).into();
            let seq = 10 * (site as u32 + 1);
            catalog.operations.insert(Operation { item: code(n), seq, resource, hours_per_unit: 0.1 });
        }
    } else {
        let vendor: VendorId = format!("V{}", n % 10).into();
        catalog.vendors.insert(Vendor { id: vendor.clone(), ..Vendor::default() });
        let price = Some(UnitPrice(cost * 1.01));
        let offer = Offer { item: code(n), vendor, price, lead_time_days: Some(25.0), share: 1.0, ..Offer::default() };
        catalog.offers.insert(offer);
    }
}

/// Hours for about the mean demand; the season needs more.
fn resources(catalog: &mut Catalog, size: &Size, finished: usize) -> f64 {
    let demand = finished as f64 * size.markets as f64 * 50.0;
    let hours = demand * 0.1 / (size.sites * 4) as f64;
    for site in 0..size.sites {
        for kind in 0..4 {
            catalog.resources.insert(Resource {
                id: format!("S{site}R{kind}").into(),
                site: Some(format!("S{site}").into()),
                hours: Some(RegularHours::Month(Hours(hours * 1.05))),
                overtime: 0.15,
                cost_per_hour: Some(UnitPrice(25.0)),
                overtime_premium: 0.5,
                ..Resource::default()
            });
        }
    }
    hours
}

fn facts(actuals: &mut Actuals, dice: &mut Dice, size: &Size, finished: usize) {
    let patterns: Vec<Vec<f64>> = (0..PATTERNS).map(|_| pattern(dice)).collect();
    for n in 0..finished {
        for market in 0..size.markets {
            let units = &patterns[(n * 7 + market) % PATTERNS];
            let price = 80.0 + (n % 50) as f64;
            actuals.history.insert(Series {
                item: code(n),
                market: format!("M{market:02}").into(),
                first: FIRST - HISTORY as i32,
                units: units.iter().map(|units| Some(Units(*units))).collect(),
                revenue: units.iter().map(|units| Some(Money(units * price))).collect(),
            });
        }
    }
    for n in 0..size.items {
        for site in 0..size.sites {
            let units = Units((60.0 + 80.0 * dice.share()).round());
            actuals.stock.insert(Stock { item: code(n), site: format!("S{site}").into(), units });
        }
    }
}

/// Three years around 50 a month, with a season and noise.
fn pattern(dice: &mut Dice) -> Vec<f64> {
    const SEASON: [f64; 12] = [0.8, 0.8, 0.9, 1.0, 1.1, 1.3, 1.3, 1.2, 1.0, 0.9, 0.8, 0.9];
    (0..HISTORY).map(|t| (50.0 * SEASON[t % 12] * (0.8 + 0.4 * dice.share())).round()).collect()
}

fn inputs(plan: &mut Plan, hours: f64) {
    let demand = plan.demand.edit();
    for n in 0..20 {
        let subject = Subject::Family(format!("F{n:02}").into());
        let first = FIRST + n % 12;
        demand.events.insert(Event {
            id: format!("E{n}").into(),
            subject: subject.clone(),
            first,
            last: first,
            uplift: Some(0.1),
            discount: 0.05,
            cost: Money(100.0),
            ..Event::default()
        });
        let cell = Cell::month(Measure::Consensus, subject, Place::All, first + 1);
        demand.figures.insert(Figure::new(cell, How::Percent, 0.05));
    }
    let policy = Policy { service_level: Some(0.95), ..Policy::default() };
    plan.supply.edit().policies.insert(policy);
    let finance = plan.finance.edit();
    let kinds = [("SELLING", AccountKind::Selling), ("OFFICE", AccountKind::Administration)];
    for (id, kind) in kinds {
        finance.accounts.insert(Account { id: id.into(), name: id.into(), kind });
        let amount = Money(hours * 10.0);
        finance.statement.insert(StatementLine { month: FIRST - 1, account: id.into(), amount });
    }
    finance.terms =
        Terms { receivable_days: Some(45.0), payable_days: Some(30.0), holding_rate: Some(0.2), tax_rate: Some(0.25) };
}
