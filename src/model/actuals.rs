//! What has happened: demand history, the opening position and what the current month has sold so far.
//!
//! All as of the end of the month before the cycle month, but for [`ToDate`]. The raw figures are never changed;
//! what the planner thinks of them stands in [`super::demand::Mark`].

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero, finite};
use super::id::{ItemId, MarketId, SiteId};
use super::month::Month;
use super::table::{Record, Table};
use super::units::{Money, Units};

/// Facts that were imported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Actuals {
    /// Demand by item x market.
    pub history: Table<Series>,
    /// Stock at the opening of the cycle month.
    pub stock: Table<Stock>,
    /// What is already on its way: open orders, work in process, goods in transit.
    pub receipts: Table<Receipt>,
    /// Demand of earlier months that waits to be served.
    pub backlog: Table<Backlog>,
    /// What the cycle month has sold so far; stands beside the plan and enters no fit.
    pub to_date: Table<ToDate>,
}

/// Monthly demand of an item in a market, from its first month with a figure to the last closed month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Series {
    /// The item.
    pub item: ItemId,
    /// The market.
    pub market: MarketId,
    /// The month of the first figure.
    pub first: Month,
    /// Units by month; `null` where nothing is known. Negative: returns.
    pub units: Vec<Option<Units>>,
    /// Net revenue by month; shorter or `null` where nothing is known.
    pub revenue: Vec<Option<Money>>,
}

impl Series {
    /// The units of a month, if known.
    pub fn units_in(&self, month: Month) -> Option<Units> {
        at(&self.units, month - self.first)
    }

    /// The net revenue of a month, if known.
    pub fn revenue_in(&self, month: Month) -> Option<Money> {
        at(&self.revenue, month - self.first)
    }

    /// The month after the last figure.
    pub fn end(&self) -> Month {
        self.first + self.units.len() as i32
    }
}

fn at<T: Copy>(values: &[Option<T>], position: i32) -> Option<T> {
    usize::try_from(position).ok().and_then(|position| values.get(position).copied().flatten())
}

/// Stock of an item at a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stock {
    /// The item.
    pub item: ItemId,
    /// The site.
    pub site: SiteId,
    /// Units on hand. Negative stock counts as zero, with a notice.
    pub units: Units,
}

/// What kind of receipt is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    /// An open order with a vendor.
    #[default]
    Purchase,
    /// Work in process.
    Production,
    /// Goods on the road between sites.
    Transit,
}

/// Units that arrive at a site in a month, whatever the plan does. A past-due one counts in the cycle month, with a notice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Receipt {
    /// The item.
    pub item: ItemId,
    /// Where it arrives.
    pub site: SiteId,
    /// When it arrives.
    pub month: Month,
    /// What it is.
    pub kind: ReceiptKind,
    /// How much.
    pub units: Units,
}

/// Demand of earlier months that was not met yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Backlog {
    /// The item.
    pub item: ItemId,
    /// The market that waits.
    pub market: MarketId,
    /// How much.
    pub units: Units,
}

/// Sales of the unfinished cycle month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToDate {
    /// The item.
    pub item: ItemId,
    /// The market.
    pub market: MarketId,
    /// Units so far.
    pub units: Units,
    /// Net revenue so far.
    pub revenue: Option<Money>,
}

impl Record for Series {
    type Key = (ItemId, MarketId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        if self.units.len() > 1200 || self.revenue.len() > 1200 {
            return Err(Flaw::new("units", format!("{} months", self.units.len()), "at most 1200 months"));
        }
        self.units.iter().flatten().try_for_each(|units| finite("units", units.0))?;
        self.revenue.iter().flatten().try_for_each(|money| finite("revenue", money.0))
    }
}

impl Record for Stock {
    type Key = (ItemId, SiteId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.site.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        finite("units", self.units.0)
    }
}

impl Record for Receipt {
    type Key = (ItemId, SiteId, Month, ReceiptKind);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.site.clone(), self.month, self.kind)
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("units", Some(self.units.0))
    }
}

impl Record for Backlog {
    type Key = (ItemId, MarketId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("units", Some(self.units.0))
    }
}

impl Record for ToDate {
    type Key = (ItemId, MarketId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        finite("units", self.units.0)
    }
}
