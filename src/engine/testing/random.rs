//! Companies by chance, for laws that must hold whatever the records say.
//!
//! Invariant: the same seed gives the same plan, to the bit.

#![cfg(test)]

use super::{Company, cell, item, market, month, seasonal};
use crate::model::*;

/// Xorshift (Marsaglia 2003): the same seed, the same numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// 0 to below `n`; `n` above zero.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n
    }

    /// 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True that often.
    pub fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }
}

/// A company by chance: families in two levels, markets in two, one to three plants and maybe a warehouse, products of
/// assemblies of parts, lanes, vendors in odd units; with gaps, zeros, orphans and typed figures in it. Feasible it need not be.
pub fn random(seed: u64) -> Plan {
    let mut dice = Dice::new(seed);
    let mut company = Company::new("2026-11", 1 + dice.below(14));
    company = network(company, &mut dice);
    company = items(company, &mut dice);
    company = facts(company, &mut dice);
    company = inputs(company, &mut dice);
    company.plan
}

const PLANTS: [&str; 3] = ["P1", "P2", "P3"];

fn network(mut company: Company, dice: &mut Dice) -> Company {
    company = company.family("TOP", None).family("F1", Some("TOP")).family("F2", Some("TOP")).family("PARTS", None);
    company = company.market("WORLD", None).market("M1", Some("WORLD")).market("M2", Some("WORLD")).market("M3", None);
    for (n, plant) in PLANTS.iter().enumerate().take(1 + dice.below(3)) {
        company = company.plant(plant).resource(&format!("R{n}"), Some(plant), 50.0 + 400.0 * dice.share());
    }
    company = company.resource("ANY", None, 100.0 + 200.0 * dice.share());
    if dice.chance(0.5) {
        company = company.warehouse("W").lane(None, "P1", "W", 1.0, 40.0 * dice.share());
        for market in ["M1", "M3"] {
            company = company.sourcing(None, market, "W", None, dice.share());
        }
    }
    if dice.chance(0.5) {
        company = company.sourcing(None, "M1", "P1", Some("2027-01"), 0.6);
    }
    if dice.chance(0.3) {
        company = company.with(|plan| {
            let mut market = plan.catalog.markets.get(&"M2".into()).unwrap().clone();
            market.unmet = Unmet::Lost;
            plan.catalog.edit().markets.insert(market);
        });
    }
    company
}

fn items(mut company: Company, dice: &mut Dice) -> Company {
    let n_plants = company.plan.catalog.sites.iter().filter(|site| !site.warehouse).count();
    for n in 0..1 + dice.below(5) {
        let id = format!("A{n}");
        company = company.product(&id, if dice.chance(0.5) { "F1" } else { "F2" }, 100.0, 60.0 + 50.0 * dice.share());
        let resource = format!("R{}", dice.below(n_plants));
        company = company.operation(&id, 10, &resource, dice.share()).operation(&id, 20, "ANY", 0.3 * dice.share());
        for _ in 0..dice.below(4) {
            company = company.component(&id, &format!("B{}", dice.below(4)), 1.0 + dice.below(4) as f64);
        }
    }
    for n in 0..4 {
        let id = format!("B{n}");
        let (days, cost) = (40.0 * dice.share(), 5.0 + 10.0 * dice.share());
        company = company.item(&id, |item| {
            item.family = Some("PARTS".into());
            item.lead_time_days = Some(days);
            item.standard_cost = Some(UnitPrice(cost));
        });
        for _ in 0..1 + dice.below(2) {
            let good = if dice.chance(0.5) { Some(0.5 + 0.5 * dice.share()) } else { None };
            company = company.component_in(&id, &format!("C{}", dice.below(4)), 0.5 + 2.0 * dice.share(), None, good);
        }
        if dice.chance(0.5) {
            company = company.operation(&id, 10, "R0", 0.2 * dice.share());
        }
        if n_plants > 1 && dice.chance(0.5) {
            company = company.lane(Some(&id), "P2", "P1", 1.0, 60.0 * dice.share());
        }
    }
    for n in 0..4 {
        let id = format!("C{n}");
        let cost = if dice.chance(0.7) { Some(UnitPrice(1.0 + dice.share())) } else { None };
        company = company.item(&id, |item| {
            item.unit = if n == 0 { "KG".into() } else { "EA".into() };
            item.standard_cost = cost;
        });
        let unit = ["EA", "KG", "BOX"][dice.below(3)];
        let (price, days, least) = (1.0 + dice.share(), 90.0 * dice.share(), 20.0 * dice.share());
        company = company.offer(&id, "V", price, days, |offer| {
            offer.unit = Some(unit.into());
            offer.min_order = Some(least);
            offer.capacity = if n == 1 { Some(300.0) } else { None };
        });
    }
    if dice.chance(0.3) {
        company = company.component("C3", "B3", 0.1); // a circle
    }
    company
}

fn facts(mut company: Company, dice: &mut Dice) -> Company {
    let products: Vec<String> = sellable(&company);
    for id in &products {
        for market in ["M1", "M2", "M3"] {
            if dice.chance(0.3) {
                continue;
            }
            let level = 60.0 * dice.share();
            let mut units = seasonal(level);
            units.drain(..dice.below(34));
            units
                .iter_mut()
                .for_each(|units| *units = if dice.chance(0.1) { 0.0 } else { *units * (0.5 + dice.share()) });
            company = company.history(id, market, &units, 80.0 + 40.0 * dice.share());
        }
        if dice.chance(0.7) {
            company = company.stock(id, "P1", 100.0 * dice.share());
        }
        if dice.chance(0.3) {
            company = company.backlog(id, "M1", 20.0 * dice.share());
        }
    }
    for n in 0..4 {
        company = company.stock(&format!("B{n}"), "P1", 150.0 * dice.share() - 10.0);
        if dice.chance(0.5) {
            company = company.receipt(&format!("C{n}"), "P1", "2026-12", ReceiptKind::Purchase, 200.0 * dice.share());
        }
    }
    if dice.chance(0.3) {
        company = company.history("GONE", "M1", &[1.0, 2.0], 1.0).stock("A0", "NOWHERE", 5.0);
    }
    company
}

fn sellable(company: &Company) -> Vec<String> {
    company.plan.catalog.items.iter().filter(|item| item.sellable).map(|item| item.id.to_string()).collect()
}

fn inputs(mut company: Company, dice: &mut Dice) -> Company {
    let last = company.plan.horizon().last().to_string();
    company = company.statement("SELLING", AccountKind::Selling, 500.0).statement("WAGES", AccountKind::Labor, 900.0);
    if dice.chance(0.7) {
        let terms =
            Terms { receivable_days: Some(30.0), payable_days: Some(40.0), holding_rate: Some(0.2), tax_rate: None };
        company = company.terms(terms).budget(None, Measure::BudgetRevenue, 9_000.0);
    }
    if dice.chance(0.5) {
        company = company.policy(Subject::All, |policy| policy.service_level = Some(0.95));
    }
    if dice.chance(0.5) {
        company = company.event("PROMO", item("A0"), Place::All, "2026-12", |event| {
            event.uplift = Some(0.4);
            event.pull_forward = 0.3;
            event.pull_months = 2;
            event.discount = 0.1;
            event.cost = Money(50.0);
        });
    }
    if dice.chance(0.5) {
        company = company.trend("TREND", Subject::Family("TOP".into()), 0.2);
    }
    if dice.chance(0.5) {
        company = company.figure(cell(Measure::Consensus, item("A0"), Place::All, "2026-11"), How::Replace, 70.0);
        company = company.figure(cell(Measure::Consensus, Subject::All, market("M1"), &last), How::Percent, 0.1);
    }
    if dice.chance(0.5) {
        company = company.figure(cell(Measure::Sales, item("A0"), market("M1"), &last), How::Replace, 33.0);
    }
    if dice.chance(0.5) {
        let successor = sellable(&company).pop();
        company = company.phase_out("A0", "2027-01", 2, successor.as_deref(), 0.5);
    }
    if dice.chance(0.5) {
        let spend = (month("2026-11"), Money(100.0));
        company = company.item("NEW", |item| item.list_price = Some(UnitPrice(90.0))).component("NEW", "B0", 1.0);
        company = company.project("LAUNCH", "NEW", "2026-12", |project| {
            project.curve = Curve::Ramp { months: 3, units: Units(40.0) };
            project.takes_from = vec![("A0".into(), 0.25)];
            project.spend = vec![spend];
        });
    }
    let strategy = Strategy::ALL[dice.below(3)];
    company.with(|plan| plan.supply.edit().strategy = strategy)
}
