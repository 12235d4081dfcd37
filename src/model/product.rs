//! Step 1, what people say of products: projects that bring new items, and phase-outs.

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero, code, finite, share};
use super::id::{ItemId, MarketId, ProjectId};
use super::month::Month;
use super::table::{Record, Table};
use super::units::{Money, Units};

/// Inputs of the product review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductPlan {
    /// The pipeline.
    pub projects: Table<Project>,
    /// Items that leave the market.
    pub phase_outs: Table<PhaseOut>,
}

/// Stage gates, from the first idea to the market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Somebody wants it.
    #[default]
    Idea,
    /// Concept and testing.
    Concept,
    /// Design and validation.
    Design,
    /// Made ready for manufacture. From here on a project is in plan unless decided otherwise.
    Industrialization,
    /// First units are made.
    Ramp,
    /// In the market.
    Launched,
}

/// What the product review decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing yet: the gate tells whether it is in plan.
    #[default]
    Open,
    /// In plan: demand takes all of it.
    Go,
    /// Out of plan for now.
    Hold,
    /// Out of plan for good.
    Kill,
}

/// The shape of a new item's demand from its launch on, months counted from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// As other items sold since their own launch: weighted mean of their first months, times `scale`.
    /// After the months that all of them have, the last twelve repeat.
    LikeItem {
        /// Items and their weights; weights are scaled to sum to one.
        like: Vec<(ItemId, f64)>,
        /// Size against the like items.
        scale: f64,
    },
    /// A straight line up to `units` a month, reached after `months` months.
    Ramp {
        /// Months until it is mature; 0: at once.
        months: u32,
        /// Units a month over all markets from then on.
        units: Units,
    },
    /// Bass (1969): sales of month k are m (F(k+1) - F(k)), F(t) = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t), t in years.
    Bass {
        /// Everybody who will ever buy, m.
        market: Units,
        /// Coefficient of innovation a year, p.
        innovation: f64,
        /// Coefficient of imitation a year, q.
        imitation: f64,
    },
}

impl Default for Curve {
    fn default() -> Self {
        Curve::Ramp { months: 6, units: Units::ZERO }
    }
}

/// A new item on its way to market. One project may stand for one item; the item itself stands in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    /// The project's id.
    pub id: ProjectId,
    /// What people call it.
    pub name: String,
    /// What it brings.
    pub item: ItemId,
    /// How far it is.
    pub gate: Gate,
    /// What was decided.
    pub verdict: Verdict,
    /// First month of sales.
    pub launch: Month,
    /// Chance that it comes to market, 0 to 1. Shows in the pipeline; demand takes all or nothing.
    pub probability: f64,
    /// Its demand over time.
    pub curve: Curve,
    /// Shares of the markets; scaled to sum to one. Empty: as the like items', else the family's, else equal.
    pub markets: Vec<(MarketId, f64)>,
    /// What it takes from others: share of its own volume that each of these loses. Below zero: halo.
    pub takes_from: Vec<(ItemId, f64)>,
    /// Development and launch spend.
    pub spend: Vec<(Month, Money)>,
    /// Who runs it.
    pub owner: String,
}

impl Project {
    /// Whether demand takes it in: as decided, else from the gate of industrialization on.
    pub fn in_plan(&self) -> bool {
        match self.verdict {
            Verdict::Go => true,
            Verdict::Hold | Verdict::Kill => false,
            Verdict::Open => self.gate >= Gate::Industrialization,
        }
    }
}

/// An item that leaves: demand falls in a straight line over the last months and is zero after the last one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhaseOut {
    /// What leaves.
    pub item: ItemId,
    /// Last month of sales.
    pub last: Month,
    /// Months of decline up to it; 0: full demand until the last month.
    pub decline: u32,
    /// Who takes over, if anybody.
    pub successor: Option<ItemId>,
    /// Share of the lost demand that the successor takes, 0 to 1.
    pub transfer: f64,
}

impl Record for Project {
    type Key = ProjectId;
    fn key(&self) -> ProjectId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        share("probability", self.probability)?;
        check_curve(&self.curve)?;
        self.markets.iter().try_for_each(|(_, weight)| at_least_zero("markets", Some(*weight)))?;
        self.takes_from.iter().try_for_each(|(_, share)| finite("takes_from", *share))?;
        self.spend.iter().try_for_each(|(_, money)| finite("spend", money.0))
    }
}

impl Record for PhaseOut {
    type Key = ItemId;
    fn key(&self) -> ItemId {
        self.item.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("item", self.item.as_str())?;
        share("transfer", self.transfer)
    }
}

fn check_curve(curve: &Curve) -> Result<(), Flaw> {
    match curve {
        Curve::LikeItem { like, scale } => {
            like.iter().try_for_each(|(_, weight)| at_least_zero("like", Some(*weight)))?;
            at_least_zero("scale", Some(*scale))
        }
        Curve::Ramp { units, .. } => at_least_zero("units", Some(units.0)),
        Curve::Bass { market, innovation, imitation } => {
            at_least_zero("market", Some(market.0))?;
            at_least_zero("innovation", Some(*innovation))?;
            at_least_zero("imitation", Some(*imitation))
        }
    }
}
