//! Companies for tests: a builder, one small company that is whole, and a seeded generator for laws.
//!
//! `Company::new("2026-11", 6).item("A", |item| item.sellable = true).plan` is a plan with one item.
//! [`two_plants`] sells bikes in two markets: assembled in the south from wheels that the north makes of bought steel.
//! [`random`] gives another company for every seed, gaps and oddities in it, and the same one for the same seed.

#![cfg(test)]
#![allow(dead_code, unused_imports, reason = "a kit: not every test module needs all of it")]

use crate::model::*;

use super::{Frame, frame};

mod random;

pub use random::{Dice, random};

/// A plan under construction. Every method puts one record in and returns the company.
#[derive(Clone)]
pub struct Company {
    /// What stands so far.
    pub plan: Plan,
}

impl Company {
    /// An empty plan from a month on.
    pub fn new(first: &str, months: usize) -> Self {
        let header = Header { first: first.parse().unwrap(), months, company: "Test".into(), ..Header::default() };
        Self { plan: Plan { header, ..Plan::default() } }
    }

    /// The axes of what stands so far.
    pub fn frame(&self) -> Frame {
        frame_of(&self.plan)
    }

    /// Any edit of the plan.
    pub fn with(mut self, edit: impl FnOnce(&mut Plan)) -> Self {
        edit(&mut self.plan);
        self
    }

    fn catalog(self, edit: impl FnOnce(&mut Catalog)) -> Self {
        self.with(|plan| edit(plan.catalog.edit()))
    }

    fn actuals(self, edit: impl FnOnce(&mut Actuals)) -> Self {
        self.with(|plan| edit(plan.actuals.edit()))
    }

    pub fn family(self, id: &str, parent: Option<&str>) -> Self {
        let family = Family { id: id.into(), name: id.into(), parent: parent.map(Into::into) };
        self.catalog(|catalog| drop(catalog.families.insert(family)))
    }

    /// An item in pieces, with whatever else `set` says.
    pub fn item(self, id: &str, set: impl FnOnce(&mut Item)) -> Self {
        let mut item = Item { id: id.into(), name: id.into(), unit: "EA".into(), ..Item::default() };
        set(&mut item);
        self.catalog(|catalog| drop(catalog.items.insert(item)))
    }

    /// A sellable item of a family with a list price and a standard cost.
    pub fn product(self, id: &str, family: &str, price: f64, cost: f64) -> Self {
        self.item(id, |item| {
            item.sellable = true;
            item.family = Some(family.into());
            item.list_price = Some(UnitPrice(price));
            item.standard_cost = Some(UnitPrice(cost));
        })
    }

    pub fn market(self, id: &str, parent: Option<&str>) -> Self {
        let market = Market { id: id.into(), name: id.into(), parent: parent.map(Into::into), ..Market::default() };
        self.catalog(|catalog| drop(catalog.markets.insert(market)))
    }

    pub fn plant(self, id: &str) -> Self {
        let site = Site { id: id.into(), name: id.into(), warehouse: false, ..Site::default() };
        self.catalog(|catalog| drop(catalog.sites.insert(site)))
    }

    pub fn warehouse(self, id: &str) -> Self {
        let site = Site { id: id.into(), name: id.into(), warehouse: true, ..Site::default() };
        self.catalog(|catalog| drop(catalog.sites.insert(site)))
    }

    /// A resource with regular hours a month, a quarter of that as overtime, at 20 an hour.
    pub fn resource(self, id: &str, site: Option<&str>, hours: f64) -> Self {
        let resource = Resource {
            id: id.into(),
            name: id.into(),
            site: site.map(Into::into),
            hours: Some(RegularHours::Month(Hours(hours))),
            overtime: 0.25,
            cost_per_hour: Some(UnitPrice(20.0)),
            overtime_premium: 0.5,
            ..Resource::default()
        };
        self.catalog(|catalog| drop(catalog.resources.insert(resource)))
    }

    pub fn operation(self, item: &str, seq: u32, resource: &str, hours: f64) -> Self {
        let operation = Operation { item: item.into(), seq, resource: resource.into(), hours_per_unit: hours };
        self.catalog(|catalog| drop(catalog.operations.insert(operation)))
    }

    pub fn component(self, parent: &str, component: &str, qty: f64) -> Self {
        self.component_in(parent, component, qty, None, None)
    }

    pub fn component_in(self, parent: &str, component: &str, qty: f64, unit: Option<&str>, good: Option<f64>) -> Self {
        let line = Component {
            parent: parent.into(),
            component: component.into(),
            qty,
            unit: unit.map(Into::into),
            component_yield: good,
        };
        self.catalog(|catalog| drop(catalog.components.insert(line)))
    }

    /// A vendor and what it asks for an item.
    pub fn offer(self, item: &str, vendor: &str, price: f64, days: f64, set: impl FnOnce(&mut Offer)) -> Self {
        let mut offer = Offer {
            item: item.into(),
            vendor: vendor.into(),
            price: Some(UnitPrice(price)),
            lead_time_days: Some(days),
            share: 1.0,
            ..Offer::default()
        };
        set(&mut offer);
        let vendor = Vendor { id: vendor.into(), name: vendor.into() };
        self.catalog(|catalog| {
            catalog.vendors.insert(vendor);
            catalog.offers.insert(offer);
        })
    }

    pub fn lane(self, item: Option<&str>, from: &str, to: &str, share: f64, days: f64) -> Self {
        let lane = Lane {
            item: item.map(Into::into),
            from: from.into(),
            to: to.into(),
            share,
            lead_time_days: days,
            freight: Some(UnitPrice(0.5)),
        };
        self.catalog(|catalog| drop(catalog.lanes.insert(lane)))
    }

    pub fn sourcing(self, item: Option<&str>, market: &str, site: &str, from: Option<&str>, share: f64) -> Self {
        let sourcing = Sourcing {
            item: item.map(Into::into),
            market: market.into(),
            site: site.into(),
            from: from.map(|month| month.parse().unwrap()),
            share,
        };
        self.catalog(|catalog| drop(catalog.sourcing.insert(sourcing)))
    }

    pub fn supply(self, item: &str, site: &str, set: impl FnOnce(&mut SiteSupply)) -> Self {
        let mut supply = SiteSupply { item: item.into(), site: site.into(), ..SiteSupply::default() };
        set(&mut supply);
        self.catalog(|catalog| drop(catalog.supplies.insert(supply)))
    }

    /// Units of the months up to the last closed one, at a net price.
    pub fn history(self, item: &str, market: &str, units: &[f64], price: f64) -> Self {
        let first = self.plan.header.first - units.len() as i32;
        let series = Series {
            item: item.into(),
            market: market.into(),
            first,
            units: units.iter().map(|units| Some(Units(*units))).collect(),
            revenue: units.iter().map(|units| Some(Money(units * price))).collect(),
        };
        self.actuals(|actuals| drop(actuals.history.insert(series)))
    }

    pub fn stock(self, item: &str, site: &str, units: f64) -> Self {
        let stock = Stock { item: item.into(), site: site.into(), units: Units(units) };
        self.actuals(|actuals| drop(actuals.stock.insert(stock)))
    }

    pub fn receipt(self, item: &str, site: &str, month: &str, kind: ReceiptKind, units: f64) -> Self {
        let month = month.parse().unwrap();
        let receipt = Receipt { item: item.into(), site: site.into(), month, kind, units: Units(units) };
        self.actuals(|actuals| drop(actuals.receipts.insert(receipt)))
    }

    pub fn backlog(self, item: &str, market: &str, units: f64) -> Self {
        let backlog = Backlog { item: item.into(), market: market.into(), units: Units(units) };
        self.actuals(|actuals| drop(actuals.backlog.insert(backlog)))
    }

    /// A statement line of the last closed month.
    pub fn statement(self, account: &str, kind: AccountKind, amount: f64) -> Self {
        self.with(|plan| {
            let month = plan.header.first - 1;
            let finance = plan.finance.edit();
            finance.accounts.insert(Account { id: account.into(), name: account.into(), kind });
            finance.statement.insert(StatementLine { month, account: account.into(), amount: Money(amount) });
        })
    }

    /// The same budget in every month of the horizon.
    pub fn budget(self, family: Option<&str>, measure: Measure, amount: f64) -> Self {
        self.with(|plan| {
            for month in plan.horizon().iter() {
                let family = family.map(Into::into);
                plan.finance.edit().budget.insert(BudgetLine { month, family, measure, amount });
            }
        })
    }

    pub fn terms(self, terms: Terms) -> Self {
        self.with(|plan| plan.finance.edit().terms = terms)
    }

    /// A typed figure, in the section of its measure.
    pub fn figure(self, cell: Cell, how: How, value: f64) -> Self {
        self.with(|plan| drop(plan.apply(Change::figure(Figure::new(cell, how, value))).unwrap()))
    }

    pub fn policy(self, subject: Subject, set: impl FnOnce(&mut Policy)) -> Self {
        let mut policy = Policy { subject, ..Policy::default() };
        set(&mut policy);
        self.with(|plan| drop(plan.supply.edit().policies.insert(policy)))
    }

    pub fn event(self, id: &str, subject: Subject, place: Place, first: &str, set: impl FnOnce(&mut Event)) -> Self {
        let first = first.parse().unwrap();
        let mut event =
            Event { id: id.into(), name: id.into(), subject, place, first, last: first, ..Event::default() };
        set(&mut event);
        self.with(|plan| drop(plan.demand.edit().events.insert(event)))
    }

    pub fn trend(self, id: &str, subject: Subject, growth: f64) -> Self {
        let Horizon { first, .. } = self.plan.horizon();
        let trend =
            Trend { id: id.into(), name: id.into(), subject, first, last: first + 11, growth, place: Place::All };
        self.with(|plan| drop(plan.demand.edit().trends.insert(trend)))
    }

    pub fn project(self, id: &str, item: &str, launch: &str, set: impl FnOnce(&mut Project)) -> Self {
        let launch = launch.parse().unwrap();
        let mut project = Project {
            id: id.into(),
            name: id.into(),
            item: item.into(),
            launch,
            probability: 0.5,
            verdict: Verdict::Go,
            ..Project::default()
        };
        set(&mut project);
        self.with(|plan| drop(plan.product.edit().projects.insert(project)))
    }

    pub fn phase_out(self, item: &str, last: &str, decline: u32, successor: Option<&str>, transfer: f64) -> Self {
        let phase_out = PhaseOut {
            item: item.into(),
            last: last.parse().unwrap(),
            decline,
            successor: successor.map(Into::into),
            transfer,
        };
        self.with(|plan| drop(plan.product.edit().phase_outs.insert(phase_out)))
    }
}

/// The axes of a plan.
pub fn frame_of(plan: &Plan) -> Frame {
    frame(&plan.header, &plan.catalog, &plan.actuals, &plan.product)
}

/// A month from its text.
pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// One month's address.
pub fn cell(measure: Measure, subject: Subject, place: Place, at: &str) -> Cell {
    Cell::month(measure, subject, place, month(at))
}

/// An item as a subject.
pub fn item(id: &str) -> Subject {
    Subject::Item(id.into())
}

/// A market as a place.
pub fn market(id: &str) -> Place {
    Place::Market(id.into())
}

/// A site as a place.
pub fn site(id: &str) -> Place {
    Place::Site(id.into())
}

/// Thirty-six months around `level` with a summer twice as high as the winter.
pub fn seasonal(level: f64) -> Vec<f64> {
    const SHAPE: [f64; 12] = [0.7, 0.7, 0.9, 1.1, 1.3, 1.4, 1.4, 1.2, 1.0, 0.9, 0.7, 0.7];
    // The cycle month of `two_plants` is November, so history begins in November.
    (0..36).map(|t| (level * SHAPE[(10 + t) % 12]).round()).collect()
}

/// Two plants, two markets, three items, six months from 2026-11 on. BIKE and EBIKE (family BIKES) are assembled at SOUTH of
/// two WHEELs each (family PARTS), which NORTH makes of 1.5 KG of STEEL and sends on a lane of 15 days; VENDOR sells STEEL.
/// EU below WORLD and US below WORLD are served from SOUTH. With stock, statement, budget, terms and a service level.
pub fn two_plants() -> Company {
    Company::new("2026-11", 6)
        .family("BIKES", None)
        .family("PARTS", None)
        .product("BIKE", "BIKES", 500.0, 300.0)
        .product("EBIKE", "BIKES", 900.0, 600.0)
        .item("WHEEL", |item| {
            item.family = Some("PARTS".into());
            item.standard_cost = Some(UnitPrice(40.0));
            item.lead_time_days = Some(10.0);
        })
        .item("STEEL", |item| {
            item.family = Some("PARTS".into());
            item.unit = "KG".into();
            item.conversions.insert("T".into(), 1000.0);
            item.standard_cost = Some(UnitPrice(2.0));
        })
        .market("WORLD", None)
        .market("EU", Some("WORLD"))
        .market("US", Some("WORLD"))
        .plant("NORTH")
        .plant("SOUTH")
        .sourcing(None, "EU", "SOUTH", None, 1.0)
        .sourcing(None, "US", "SOUTH", None, 1.0)
        .resource("ASSEMBLY", Some("SOUTH"), 180.0)
        .resource("WHEELS", Some("NORTH"), 250.0)
        .operation("BIKE", 10, "ASSEMBLY", 0.5)
        .operation("EBIKE", 10, "ASSEMBLY", 0.8)
        .operation("WHEEL", 10, "WHEELS", 0.25)
        .component("BIKE", "WHEEL", 2.0)
        .component("EBIKE", "WHEEL", 2.0)
        .component("WHEEL", "STEEL", 1.5)
        .lane(Some("WHEEL"), "NORTH", "SOUTH", 1.0, 15.0)
        .offer("STEEL", "VENDOR", 2000.0, 20.0, |offer| {
            offer.unit = Some("T".into());
            offer.min_order = Some(0.1);
        })
        .history("BIKE", "EU", &seasonal(200.0), 480.0)
        .history("BIKE", "US", &seasonal(80.0), 470.0)
        .history("EBIKE", "EU", &seasonal(60.0), 880.0)
        .stock("BIKE", "SOUTH", 150.0)
        .stock("EBIKE", "SOUTH", 40.0)
        .stock("WHEEL", "SOUTH", 300.0)
        .stock("WHEEL", "NORTH", 400.0)
        .stock("STEEL", "NORTH", 900.0)
        .receipt("STEEL", "NORTH", "2026-11", ReceiptKind::Purchase, 500.0)
        .statement("SALES", AccountKind::Revenue, 150_000.0)
        .statement("WAGES", AccountKind::Labor, 6_000.0)
        .statement("SELLING", AccountKind::Selling, 12_000.0)
        .statement("OFFICE", AccountKind::Administration, 8_000.0)
        .budget(None, Measure::BudgetRevenue, 170_000.0)
        .terms(Terms {
            receivable_days: Some(30.0),
            payable_days: Some(45.0),
            holding_rate: Some(0.2),
            tax_rate: Some(0.25),
        })
        .policy(Subject::All, |policy| policy.service_level = Some(0.95))
}
