//! What keeps the plan from being better, in the planner's terms: the prices of hours, vendors and months, and why a demand is short.
//!
//! Prices are the duals of the program. One more unit of a limit saves at most its price, and only within the range in which the price holds; taking one
//! away costs at least as much. At a corner of several optima more than one price is right: the exact figure comes from solving again.
//! Source: Chvatal (1983), Linear Programming, chapter 5 (economic meaning of duals) and 10 (ranging).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Optimum;
use super::layout::{Layout, Source};
use crate::engine::finance::Rates;
use crate::engine::supply::Supply;
use crate::engine::supply::wish::Start;
use crate::lp::Program;
use crate::model::{Money, Units, Way};

/// Prices below this are rounding noise.
const LEAST: f64 = 1e-6;
/// So little above target is rounding.
const LEAST_EARLY: f64 = 0.5;
/// Stretches that are kept: nobody reads more.
const MOST_EARLY: usize = 40;
/// A chain of causes is not followed further than this: no bill of material is deeper.
const DEEPEST: usize = 40;

/// A limit that binds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Hours of a resource, regular ones and all that can be added.
    Hours(usize),
    /// What the vendor of a point delivers in a month.
    Vendor(usize),
    /// Storage space of a site.
    Storage(usize),
    /// A frozen month at a point.
    Frozen(usize),
    /// A month at a point that comes before anything released in the cycle month could be there.
    LeadTime(usize),
}

/// Where a limit stands in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Held {
    /// The upper side of a row.
    Row(u32),
    /// The upper bound of a column.
    Column(u32),
    /// A row that holds exactly: units at hand.
    Balance(u32),
}

/// How far a limit may move with its price, and what one more unit of it saves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Which limit.
    pub held: Held,
    /// So much may be taken away, its units.
    pub down: f64,
    /// So much may be added, its units.
    pub up: f64,
    /// What one more unit saves, solved again; `None` where nobody asked, or it took too long.
    pub gain: Option<f64>,
}

/// A limit in a month, and what one more unit of it is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binding {
    /// Which limit.
    pub limit: Limit,
    /// The month, a position in the horizon.
    pub t: usize,
    /// Money that one more hour, unit or unit of space saves.
    pub worth: f64,
    /// How much the limit may fall and rise with that worth unchanged; `None` where it was not worked out.
    pub range: Option<(f64, f64)>,
    /// What one more unit saves exactly, at most `worth`; `None` where it was not worked out.
    pub gain: Option<f64>,
}

/// Why the next unit cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Hours of a resource.
    Hours(usize),
    /// A component (position of its point) that is short.
    Part(usize),
    /// The sending point that is short.
    Sender(usize),
    /// The vendor delivers no more.
    Vendor,
    /// It would have to be released before the cycle month.
    LeadTime,
    /// The month of release is frozen.
    Frozen,
    /// A planner typed the quantity.
    Typed,
    /// Nothing says how the item comes to the site.
    NoSource,
}

/// One link of a chain of causes: what is missing at a point, and in which month it would be needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The point.
    pub point: usize,
    /// The month of release, a position in the horizon.
    pub t: usize,
    /// What is missing.
    pub kind: LinkKind,
    /// What it adds to the cost of a unit there.
    pub rent: f64,
}

/// Stock above target that waits for a month in which it could not be had.
#[derive(Clone, Debug, PartialEq)]
pub struct Early {
    /// The point.
    pub point: usize,
    /// The month at whose end most of it is there, a position in the horizon.
    pub t: usize,
    /// The first month whose need it serves.
    pub needed: usize,
    /// Units above target at the end of `t`.
    pub units: Units,
    /// Their value at standard cost.
    pub value: Money,
    /// Why they could not be had in `needed`, from the point down.
    pub chain: Vec<Link>,
}

/// The program with its answer.
pub struct Prices<'a> {
    /// Network and limits.
    pub start: &'a Start<'a>,
    /// Where everything stands.
    pub layout: &'a Layout,
    /// What was solved.
    pub program: &'a Program,
    /// What came out.
    pub optimum: &'a Optimum,
}

impl Prices<'_> {
    fn dual(&self, row: usize) -> f64 {
        self.optimum.duals.get(row).copied().unwrap_or(0.0)
    }

    /// What one more hour of a resource saves.
    pub fn hour(&self, resource: usize, t: usize) -> f64 {
        self.layout.hours[resource].row.map_or(0.0, |row| (-self.dual(row + t)).max(0.0))
    }

    /// What one more unit at a point saves.
    pub fn unit(&self, point: usize, t: usize) -> f64 {
        self.dual(self.layout.balance(point, t)).max(0.0)
    }

    /// What one more unit of a limit saves. Of a lead time: beyond what the unit costs once it can be had.
    fn worth(&self, limit: Limit, t: usize, held: Held) -> f64 {
        match (held, limit) {
            (Held::Row(row), _) => -self.dual(row as usize),
            (Held::Column(column), _) => self.at_most(column as usize),
            (Held::Balance(_), Limit::LeadTime(point)) => self.unit(point, t) - usual(self, point, t),
            (Held::Balance(row), _) => self.dual(row as usize),
        }
    }

    /// What one more unit of a release saves where it is at its most.
    fn release(&self, source: &Source, t: usize) -> f64 {
        self.at_most(source.releases + t)
    }

    fn at_most(&self, column: usize) -> f64 {
        let at_most = self.program.upper(column) - self.optimum.x[column] <= 1e-6;
        let price = self.optimum.reduced_costs.get(column).copied().unwrap_or(0.0);
        if at_most { (-price).max(0.0) } else { 0.0 }
    }
}

/// Every limit by month, and where it stands in the program; the months of a limit side by side.
pub fn limits(start: &Start, layout: &Layout) -> Vec<(Limit, usize, Held)> {
    let months = layout.months;
    let mut found = Vec::new();
    for (resource, hours) in layout.hours.iter().enumerate() {
        let rows = hours.row.into_iter().flat_map(|row| (0..months).map(move |t| (t, row + t)));
        found.extend(rows.map(|(t, row)| (Limit::Hours(resource), t, Held::Row(row as u32))));
    }
    for (site, storage) in layout.storage.iter().enumerate() {
        let rows = storage.iter().flat_map(|(row, _)| (0..months).map(move |t| (t, row + t)));
        found.extend(rows.map(|(t, row)| (Limit::Storage(site), t, Held::Row(row as u32))));
    }
    // the price of a typed month is what holds the solver to it, not what the limit is worth
    for source in layout.sources.iter().filter(|source| !start.typed.contains_key(&source.point)) {
        for t in 0..source.months {
            let frozen = t < start.limits.frozen;
            let limit = if frozen { Limit::Frozen(source.point) } else { Limit::Vendor(source.point) };
            if frozen || source.most.is_finite() {
                found.push((limit, t, Held::Column((source.releases + t) as u32)));
            }
        }
    }
    for point in 0..layout.in_process.len() {
        let first = layout.sources_of(point).iter().map(|source| source.lead.whole).min().unwrap_or(0);
        let months = 0..first.min(months);
        found.extend(months.map(|t| (Limit::LeadTime(point), t, Held::Balance(layout.balance(point, t) as u32))));
    }
    found
}

/// Every limit that binds, the dearest first.
pub fn binding(prices: &Prices) -> Vec<Binding> {
    let ranges: BTreeMap<Held, &Range> = prices.optimum.ranges.iter().map(|range| (range.held, range)).collect();
    let bind = |(limit, t, held): (Limit, usize, Held)| {
        let range = ranges.get(&held);
        let worth = prices.worth(limit, t, held);
        let exact = range.filter(|range| range.up >= 1.0).map(|_| worth);
        Binding {
            limit,
            t,
            worth,
            range: range.map(|range| (range.down, range.up)),
            gain: exact.or_else(|| range.and_then(|range| range.gain)),
        }
    };
    let mut found: Vec<Binding> = limits(prices.start, prices.layout).into_iter().map(bind).collect();
    found.retain(|binding| binding.worth > LEAST);
    found.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.t.cmp(&b.t)));
    found
}

/// Why a unit cannot be had at a point in a month: from there down the bills of material and lanes, always along what adds most to its cost.
/// Empty where nothing is scarce: serving it would cost more than it brings.
pub fn chain(prices: &Prices, point: usize, t: usize) -> Vec<Link> {
    let mut chain = Vec::new();
    let (mut point, mut t) = (point, t);
    while chain.len() < DEEPEST {
        let Some((link, next)) = scarcest(prices, point, t) else { break };
        chain.push(link);
        let Some(next) = next else { break };
        (point, t) = next;
    }
    chain
}

/// Stretches of months with stock above target that end because something is scarce; the most money first.
pub fn early(prices: &Prices, rates: &Rates, supply: &Supply) -> Vec<Early> {
    let months = prices.layout.months;
    let mut found = Vec::new();
    for point in 0..prices.layout.above.len() {
        let item = prices.start.frame.points[point].item;
        let over = |t: usize| (supply.closing.at(point, t) - supply.target.at(point, t)).positive();
        let arrives =
            |t: usize| supply.production.at(point, t) + supply.purchase.at(point, t) + supply.transfer_in.at(point, t);
        let mut t = 0;
        while t < months {
            let end = (t..months).find(|t| over(*t).0 <= LEAST_EARLY).unwrap_or(months);
            let peak = (t..end).max_by(|a, b| over(*a).0.total_cmp(&over(*b).0).then(b.cmp(a)));
            // what was there from the beginning is not made early
            if let Some(peak) = peak.filter(|peak| end < months && (t..=*peak).any(|t| arrives(t).0 > LEAST_EARLY)) {
                let chain = chain(prices, point, end);
                let cost = rates.unit_cost.at(item, peak).unwrap_or_default();
                let units = over(peak);
                if chain.last().is_some_and(|link| matches!(link.kind, LinkKind::Hours(_) | LinkKind::Vendor)) {
                    found.push(Early { point, t: peak, needed: end, units, value: units * cost, chain });
                }
            }
            t = end.max(t) + 1;
        }
    }
    found.sort_by(|a, b| b.value.0.total_cmp(&a.value.0).then(a.point.cmp(&b.point)));
    found.truncate(MOST_EARLY);
    found
}

/// The scarcest of what the next unit would need, and where to look on: a component or sender, in the month of release.
fn scarcest(prices: &Prices, point: usize, t: usize) -> Option<(Link, Option<(usize, usize)>)> {
    let (start, layout) = (prices.start, prices.layout);
    let sources = layout.sources_of(point);
    let link = |t: usize, kind: LinkKind, rent: f64| Link { point, t, kind, rent };
    if sources.is_empty() {
        return Some((link(t, LinkKind::NoSource, prices.unit(point, t)), None));
    }
    // the road that is used, or comes nearest to being used
    let arrival = |source: &&Source| t.checked_sub(source.lead.whole).filter(|s| *s < source.months);
    let nearest = sources.iter().filter(|source| arrival(source).is_some()).min_by(|a, b| {
        let away = |source: &&Source| {
            let s = arrival(source).unwrap_or(0);
            prices.optimum.reduced_costs.get(source.releases + s).copied().unwrap_or(0.0).max(0.0)
        };
        away(a).total_cmp(&away(b))
    });
    let Some(source) = nearest else { return Some((link(t, LinkKind::LeadTime, prices.unit(point, t)), None)) };
    let s = arrival(&source).unwrap_or(0);
    let mut worst: Option<(Link, Option<(usize, usize)>)> = None;
    let mut meet = |kind: LinkKind, rent: f64, next| {
        if rent > LEAST && worst.is_none_or(|(worst, _)| rent > worst.rent) {
            worst = Some((link(s, kind, rent), next));
        }
    };
    let at_most = prices.release(source, s);
    let typed = start.typed.contains_key(&point);
    let kind = match (s < start.limits.frozen, typed, source.most.is_finite()) {
        (_, true, false) => LinkKind::Typed,
        (true, ..) => LinkKind::Frozen,
        _ => LinkKind::Vendor,
    };
    meet(kind, at_most, None);
    let made = source.stream.is_some_and(|stream| start.network.streams[stream].way == Way::Make);
    if made {
        for work in start.network.work(point) {
            meet(LinkKind::Hours(work.resource), work.hours * prices.hour(work.resource, s), None);
        }
        for part in start.network.parts(point) {
            let usual = usual(prices, part.point, s);
            let rent = part.qty * (prices.unit(part.point, s) - usual);
            meet(LinkKind::Part(part.point), rent, Some((part.point, s)));
        }
    }
    if let Some(sender) = source.stream.and_then(|stream| start.network.streams[stream].sender) {
        let rent = prices.unit(sender, s) - usual(prices, sender, s);
        meet(LinkKind::Sender(sender), rent, Some((sender, s)));
    }
    worst
}

/// What a unit of a point costs when nothing is scarce: the least of its price over the months.
fn usual(prices: &Prices, point: usize, t: usize) -> f64 {
    (t..prices.layout.months).map(|t| prices.unit(point, t)).fold(f64::INFINITY, f64::min).min(prices.unit(point, t))
}
