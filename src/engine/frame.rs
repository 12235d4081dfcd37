//! The axes of a plan: which items, markets, sites and resources there are, which pairs of them exist, and how they hang together.
//!
//! Everything later runs over dense positions (`usize`) into these axes and never looks a code up again. What does not fit
//! together in the records (an orphan, a cycle, a missing way of supply) is a [`Notice`] here, and is left out of the axes' links.

use std::ops::Range;

use crate::model::{
    Cell, FamilyId, Horizon, ItemId, MarketId, Place, ResourceId, SiteId, Step, Subject, UnitPrice, Units, VendorId,
    Way,
};

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
    /// What does not fit together.
    pub notices: Vec<Notice>,
}
