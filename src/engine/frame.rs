//! The axes of a plan: which items, markets, sites and resources there are, which pairs of them exist, and how they hang together.
//!
//! Everything later runs over dense positions (`usize`) into these axes and never looks a code up again. What does not fit
//! together in the records (an orphan, a cycle, a missing way of supply) is a [`Notice`] here, and is left out of the axes' links.

use std::ops::Range;

use crate::model::{
    Actuals, Catalog, Cell, FamilyId, Header, Horizon, ItemId, MarketId, Place, ProductPlan, ResourceId, SiteId, Step,
    Subject, UnitPrice, Units, VendorId, Way,
};

mod axes;
mod closed;
mod order;
mod orphan;
mod pair;
mod query;
mod sourcing;
mod supplied;
mod unit;
mod way;

#[cfg(test)]
mod tests;

pub use closed::{Closed, Sold};
pub use query::below;
pub use unit::stock_unit;

/// Site of a plan that names none.
pub const MAIN_SITE: &str = "MAIN";
/// Market of a plan that names none.
pub const ALL_MARKET: &str = "ALL";

/// Lays out the axes of a plan and links them. Total: what does not fit together becomes a [`Notice`] and is left out.
pub fn frame(header: &Header, catalog: &Catalog, actuals: &Actuals, product: &ProductPlan) -> Frame {
    let mut notices = Vec::new();
    let axes = axes::axes(header, catalog, &mut notices);
    orphan::look(&axes, actuals, product, &mut notices);
    let pairs = pair::pairs(&axes, catalog, actuals, product);
    let pairs_of = ranges(pairs.iter().map(|pair| pair.item), axes.items.len());
    let mut splits = sourcing::splits(&axes, catalog, &pairs, &mut notices);
    let ways = way::Ways::new(&axes, catalog, &mut notices);
    let points = supplied::points(&axes, &ways, actuals, &pairs, &splits);
    let points_of = ranges(points.iter().map(|point| point.item), axes.items.len());
    sourcing::serve_from_points(&mut splits, &pairs, &points, &points_of);
    let mut supplied = supplied::supplied(&axes, &ways, &points, &points_of, &mut notices);
    let served = order::served(&splits, points.len());
    order::cut_loops(&axes, &points, &served, &mut supplied, &mut notices);
    let level = order::levels(&supplied);
    let closed = closed::closed(&axes, actuals, &pairs);
    let unit_of = unit::numbers(&axes.items, catalog);
    Frame {
        horizon: axes.horizon,
        working_days: axes.working_days,
        items: axes.items,
        families: axes.families,
        markets: axes.markets,
        sites: axes.sites,
        resources: axes.resources,
        unit_of,
        family_of: axes.family_of,
        family_above: axes.family_above,
        market_above: axes.market_above,
        resource_site: axes.resource_site,
        pairs,
        pairs_of,
        points,
        points_of,
        splits,
        supplied,
        order: order::by_level(&level),
        level,
        closed,
        notices,
    }
}

/// The stretch of every item in a list that is sorted by item.
fn ranges(items: impl Iterator<Item = usize>, n_items: usize) -> Vec<Range<usize>> {
    let mut ranges = vec![0..0; n_items];
    for (position, item) in items.enumerate() {
        let range: &mut Range<usize> = &mut ranges[item];
        if range.end == 0 {
            range.start = position;
        }
        range.end = position + 1;
    }
    ranges
}

/// Codes in order; a position in it stands for the code.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis<I>(Vec<I>);

impl<I: Ord> Axis<I> {
    /// From codes in any order; doubles count once.
    pub fn new(codes: impl IntoIterator<Item = I>) -> Self {
        let mut codes: Vec<I> = codes.into_iter().collect();
        codes.sort();
        codes.dedup();
        Self(codes)
    }

    /// Where a code stands.
    pub fn position(&self, code: &I) -> Option<usize> {
        self.0.binary_search(code).ok()
    }

    /// The code at a position. Panics beyond the last.
    pub fn code(&self, position: usize) -> &I {
        &self.0[position]
    }

    /// The codes in order.
    pub fn iter(&self) -> std::slice::Iter<'_, I> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// An item in a market: where demand lives. Positions into [`Frame::items`] and [`Frame::markets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The item.
    pub item: usize,
    /// The market.
    pub market: usize,
}

/// An item at a site: where supply lives. Positions into [`Frame::items`] and [`Frame::sites`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The item.
    pub item: usize,
    /// The site.
    pub site: usize,
}

/// A lead time of `days`: of what is released in month t, the share `1 - fraction` arrives in `t + whole`, the rest a month later.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lead {
    /// As typed.
    pub days: f64,
    /// Whole months, rounded down.
    pub whole: usize,
    /// What is left of a month, 0 to below 1.
    pub fraction: f64,
}

impl Lead {
    /// Days of a month: a year has twelve of the same length.
    pub const DAYS_OF_MONTH: f64 = 365.0 / 12.0;
    /// The longest lead time in months that is told apart; beyond it nothing arrives in any horizon.
    const LONGEST: f64 = 1200.0;

    /// `days / (365 / 12) = whole + fraction`. What is no number, or below zero, is no lead time.
    pub fn of_days(days: f64) -> Self {
        let days = if days.is_finite() { days.max(0.0) } else { 0.0 };
        let months = (days / Self::DAYS_OF_MONTH).min(Self::LONGEST);
        // Days that were typed as months times 365 / 12 are whole months again.
        let months = if (months - months.round()).abs() < 1e-9 { months.round() } else { months };
        Self { days, whole: months as usize, fraction: months - months.floor() }
    }

    /// Of what is released in month t, which share arrives how many months later. The second share may be zero.
    pub fn arrivals(self) -> [(usize, f64); 2] {
        [(self.whole, 1.0 - self.fraction), (self.whole + 1, self.fraction)]
    }

    /// In months, for formulas that take them as a number.
    pub fn months(self) -> f64 {
        self.whole as f64 + self.fraction
    }
}

/// Which points serve a pair from a month on.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// First month, as a position in the horizon.
    pub from: usize,
    /// Points and their shares, which sum to one.
    pub shares: Vec<(usize, f64)>,
}

/// What goes into one unit of a made item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The component at the same site, a position into [`Frame::points`].
    pub point: usize,
    /// Stock units of the component for one stock unit of the parent, scrap included.
    pub qty: f64,
}

/// Hours of a resource for one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// A position into [`Frame::resources`].
    pub resource: usize,
    /// Hours for one stock unit.
    pub hours: f64,
}

/// A lane into a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneIn {
    /// The sending point.
    pub from: usize,
    /// Share of the need, scaled to sum to one over the senders.
    pub share: f64,
    /// Time on the road.
    pub lead: Lead,
    /// Freight for one unit.
    pub freight: Option<UnitPrice>,
}

/// The planned offer of a bought item.
#[derive(Clone, Debug, PartialEq)]
pub struct Purchase {
    /// The vendor.
    pub vendor: VendorId,
    /// Price of one stock unit; `None` where it is not known or its unit has no conversion.
    pub price: Option<UnitPrice>,
    /// Most that arrives in a month, stock units.
    pub capacity: Option<Units>,
}

/// How an item comes to a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supplied {
    /// The way, or `None` where nothing says how: such a point has no supply but its stock and open orders.
    pub way: Option<Way>,
    /// Time from release to receipt. For a move: the lanes have their own.
    pub lead: Lead,
    /// Smallest release.
    pub min_order: Units,
    /// Releases are multiples of it; zero: any quantity.
    pub lot: Units,
    /// Good units out of one released.
    pub production_yield: f64,
    /// Make: what goes in.
    pub parts: Vec<Part>,
    /// Make: hours on resources.
    pub work: Vec<Work>,
    /// Move: where it comes from.
    pub lanes: Vec<LaneIn>,
    /// Buy: from whom.
    pub purchase: Option<Purchase>,
    /// Offers beside the planned way, which only solved plans take: further vendors of what is bought, subcontractors of what is made.
    pub others: Vec<OtherOffer>,
}

/// An offer beside the planned way.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherOffer {
    /// Vendor, price and limit; the price is known.
    pub purchase: Purchase,
    /// Time from order to receipt.
    pub lead: Lead,
    /// Smallest order, stock units.
    pub min_order: Units,
}

/// The records are doubtful: what, where, and what was done about it. Not a decision to take (that is a `Gap`).
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The step that people would mend it in.
    pub step: Step,
    /// What it is about.
    pub subject: Subject,
    /// Where.
    pub place: Place,
    /// The figure to look at, if there is one.
    pub cell: Option<Cell>,
    /// A sentence: what is doubtful, and what the plan does about it.
    pub text: String,
}

impl Notice {
    /// A notice without a figure to look at.
    pub fn new(step: Step, subject: Subject, place: Place, text: String) -> Self {
        Self { step, subject, place, cell: None, text }
    }
}

/// The axes and links of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The planned months.
    pub horizon: Horizon,
    /// Working days by month of the horizon.
    pub working_days: Vec<f64>,
    /// Items.
    pub items: Axis<ItemId>,
    /// Families.
    pub families: Axis<FamilyId>,
    /// Markets.
    pub markets: Axis<MarketId>,
    /// Sites; one called `MAIN` where the plan has none.
    pub sites: Axis<SiteId>,
    /// Resources.
    pub resources: Axis<ResourceId>,
    /// By item: a number for its stock unit, the same for the same unit.
    pub unit_of: Vec<usize>,
    /// By item: its family.
    pub family_of: Vec<Option<usize>>,
    /// By family: the one above. Acyclic.
    pub family_above: Vec<Option<usize>>,
    /// By market: the one above. Acyclic.
    pub market_above: Vec<Option<usize>>,
    /// By resource: its site.
    pub resource_site: Vec<usize>,
    /// Item x market pairs that exist, in order.
    pub pairs: Vec<Pair>,
    /// By item: its pairs.
    pub pairs_of: Vec<Range<usize>>,
    /// Item x site points that exist, in order.
    pub points: Vec<Point>,
    /// By item: its points.
    pub points_of: Vec<Range<usize>>,
    /// By pair: who serves it, by first month, earliest first; the first one starts at 0.
    pub splits: Vec<Vec<Split>>,
    /// By point: how it is supplied. Acyclic over parts and lanes.
    pub supplied: Vec<Supplied>,
    /// Points in low-level-code order: parents before their components, receivers before their senders.
    pub order: Vec<usize>,
    /// By point: its low-level code; 0 for what nothing else needs.
    pub level: Vec<usize>,
    /// What the last closed months have sold.
    pub closed: Closed,
    /// What does not fit together.
    pub notices: Vec<Notice>,
}

impl Frame {
    /// How many months are planned.
    pub fn months(&self) -> usize {
        self.horizon.months
    }

    /// The pair of an item and a market, if it exists.
    pub fn pair(&self, item: usize, market: usize) -> Option<usize> {
        let range = self.pairs_of.get(item)?.clone();
        let found = self.pairs[range.clone()].binary_search_by_key(&market, |pair| pair.market).ok()?;
        Some(range.start + found)
    }

    /// The point of an item and a site, if it exists.
    pub fn point(&self, item: usize, site: usize) -> Option<usize> {
        point_in(&self.points, &self.points_of, item, site)
    }

    /// Who serves a pair in a month, with shares that sum to one.
    pub fn serving(&self, pair: usize, t: usize) -> &[(usize, f64)] {
        let splits = &self.splits[pair];
        let current = splits.iter().rev().find(|split| split.from <= t).or(splits.first());
        current.map_or(&[], |split| &split.shares)
    }
}

fn point_in(points: &[Point], points_of: &[Range<usize>], item: usize, site: usize) -> Option<usize> {
    let range = points_of.get(item)?.clone();
    let found = points[range.clone()].binary_search_by_key(&site, |point| point.site).ok()?;
    Some(range.start + found)
}
