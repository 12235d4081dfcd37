//! What the search for gaps works from, and how what it finds is told.

use crate::engine::{Demand, Finance, Frame, Product, Supply};
use crate::model::{Cell, Measure, Money, Place, Plan, Step, Subject, Units};

use super::{Cause, Gap, Lever};

/// The plan and its outcome.
pub(super) struct View<'a> {
    pub plan: &'a Plan,
    pub frame: &'a Frame,
    pub product: &'a Product,
    pub demand: &'a Demand,
    pub supply: &'a Supply,
    pub finance: &'a Finance,
}

/// A gap before its sentence and levers are made.
pub(super) struct Candidate {
    /// `None`: the detail says it when it is told.
    pub cause: Option<Cause>,
    pub cell: Cell,
    pub step: Step,
    pub size: f64,
    pub money: Option<Money>,
    pub detail: Detail,
}

/// What the sentence and the levers need beside the address.
pub(super) enum Detail {
    Short(super::short::Short),
    Load(super::load::Overload),
    Stock(super::stock::Stock),
    Budget(super::budget::Miss),
    Demand(super::demand::Doubt),
    Tie(super::tie::Broken),
}

impl Candidate {
    /// The gap with its sentence and levers.
    pub fn told(self, view: &View) -> Gap {
        let cause = self.cause(view);
        let Candidate { cell, step, size, money, detail, .. } = self;
        let (text, levers): (String, Vec<Lever>) = match &detail {
            Detail::Short(short) => super::short::tell(view, &cause, &cell, size, money, short),
            Detail::Load(load) => super::load::tell(view, &cell, size, load),
            Detail::Stock(stock) => super::stock::tell(view, &cause, &cell, size, money, stock),
            Detail::Budget(miss) => super::budget::tell(view, &cell, size, miss),
            Detail::Demand(doubt) => super::demand::tell(view, &cell, money, doubt),
            Detail::Tie(broken) => super::tie::tell(view, broken),
        };
        let id = format!(
            "{}/{}/{}/{}/{}",
            cause.code(),
            cell.measure.code(),
            code(&cell.subject),
            at(&cell.place),
            cell.first
        );
        Gap { id, cause, cell, step, size, money, text, levers }
    }

    fn cause(&self, view: &View) -> Cause {
        match (&self.cause, &self.detail) {
            (Some(cause), _) => cause.clone(),
            (None, Detail::Short(short)) => super::short::cause(view, short),
            (None, _) => Cause::Held,
        }
    }
}

fn code(subject: &Subject) -> String {
    match subject {
        Subject::All => "all".into(),
        Subject::Family(id) => format!("family:{id}"),
        Subject::Item(id) => format!("item:{id}"),
        Subject::Resource(id) => format!("resource:{id}"),
        Subject::Vendor(id) => format!("vendor:{id}"),
        Subject::Account(id) => format!("account:{id}"),
        Subject::Project(id) => format!("project:{id}"),
    }
}

fn at(place: &Place) -> String {
    match place {
        Place::All => "all".into(),
        Place::Market(id) => format!("market:{id}"),
        Place::Site(id) => format!("site:{id}"),
    }
}

impl<'a> View<'a> {
    pub fn new(
        plan: &'a Plan,
        frame: &'a Frame,
        product: &'a Product,
        demand: &'a Demand,
        supply: &'a Supply,
        finance: &'a Finance,
    ) -> Self {
        Self { plan, frame, product, demand, supply, finance }
    }

    /// The address of months `first..=last`, positions in the horizon.
    pub fn cell(&self, measure: Measure, subject: Subject, place: Place, first: usize, last: usize) -> Cell {
        let horizon = self.frame.horizon;
        Cell { measure, subject, place, first: horizon.month(first), last: horizon.month(last) }
    }

    /// An item as a subject.
    pub fn item(&self, item: usize) -> Subject {
        Subject::Item(self.frame.items.code(item).clone())
    }

    /// A site as a place.
    pub fn site(&self, site: usize) -> Place {
        Place::Site(self.frame.sites.code(site).clone())
    }

    /// What people call an item.
    pub fn item_name(&self, item: usize) -> String {
        let id = self.frame.items.code(item);
        named(self.plan.catalog.items.get(id).map(|item| item.name.as_str()), id.as_str())
    }

    /// What people call a resource.
    pub fn resource_name(&self, resource: usize) -> String {
        let id = self.frame.resources.code(resource);
        named(self.plan.catalog.resources.get(id).map(|resource| resource.name.as_str()), id.as_str())
    }

    /// What people call a subject.
    pub fn name(&self, subject: &Subject) -> String {
        let catalog = &self.plan.catalog;
        match subject {
            Subject::All => "the company".into(),
            Subject::Family(id) => named(catalog.families.get(id).map(|family| family.name.as_str()), id.as_str()),
            Subject::Item(id) => named(catalog.items.get(id).map(|item| item.name.as_str()), id.as_str()),
            Subject::Resource(id) => {
                named(catalog.resources.get(id).map(|resource| resource.name.as_str()), id.as_str())
            }
            Subject::Vendor(id) => named(catalog.vendors.get(id).map(|vendor| vendor.name.as_str()), id.as_str()),
            Subject::Account(id) => {
                named(self.plan.finance.accounts.get(id).map(|account| account.name.as_str()), id.as_str())
            }
            Subject::Project(id) => {
                named(self.plan.product.projects.get(id).map(|project| project.name.as_str()), id.as_str())
            }
        }
    }

    /// " in Europe", " at South", or nothing for everywhere.
    pub fn where_text(&self, place: &Place) -> String {
        let catalog = &self.plan.catalog;
        match place {
            Place::All => String::new(),
            Place::Market(id) => {
                format!(" in {}", named(catalog.markets.get(id).map(|market| market.name.as_str()), id.as_str()))
            }
            Place::Site(id) => {
                format!(" at {}", named(catalog.sites.get(id).map(|site| site.name.as_str()), id.as_str()))
            }
        }
    }

    /// Consensus of a node over a span, summed.
    pub fn consensus(&self, cell: &Cell) -> Units {
        let span = self.frame.horizon.span(cell.first, cell.last);
        let pairs = self.frame.pairs_in(&cell.subject, &cell.place);
        pairs.into_iter().flat_map(|pair| &self.demand.consensus.row(pair)[span.clone()]).copied().sum()
    }

    /// Mean price of consensus at a node over a span; `None` where nothing has a price.
    pub fn mean_price(&self, cell: &Cell) -> Option<f64> {
        let span = self.frame.horizon.span(cell.first, cell.last);
        let (mut units, mut money) = (0.0, 0.0);
        for pair in self.frame.pairs_in(&cell.subject, &cell.place) {
            for t in span.clone() {
                if let Some(price) = self.finance.rates.price.at(pair, t) {
                    units += self.demand.consensus.at(pair, t).0;
                    money += self.demand.consensus.at(pair, t).0 * price.0;
                }
            }
        }
        crate::model::ratio(money, units)
    }
}

fn named(name: Option<&str>, code: &str) -> String {
    name.filter(|name| !name.is_empty()).unwrap_or(code).to_string()
}

/// `2026-11` or `2026-11 to 2027-01`.
pub(super) fn when(cell: &Cell) -> String {
    if cell.first == cell.last { cell.first.to_string() } else { format!("{} to {}", cell.first, cell.last) }
}

/// A number without decimals, thousands apart: `1,234,567`. Below ten with one decimal.
pub(super) fn number(value: f64) -> String {
    if value.abs() < 9.95 && (value - value.round()).abs() > 0.049 {
        return format!("{value:.1}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 && digits != "0" { format!("-{text}") } else { text }
}

/// ", worth 1,200" or nothing.
pub(super) fn worth_text(money: Option<Money>) -> String {
    money.map_or(String::new(), |money| format!(", worth {}", number(money.0)))
}

/// Runs of months in which something holds: `first..=last`.
pub(super) fn runs(months: usize, holds: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for t in (0..months).filter(|t| holds(*t)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == t => *last = t,
            _ => runs.push((t, t)),
        }
    }
    runs
}
