//! Step 2, what people say of demand: marks on history, methods, trends, events, views of the functions, overrides.

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero, code, finite, share};
use super::id::{FamilyId, ItemId, MarketId, RecordId};
use super::measure::{Figure, Place, Subject};
use super::month::Month;
use super::table::{Record, Table};
use super::units::{Money, Units};

/// Inputs of the demand review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DemandPlan {
    /// Months of history that are not representative.
    pub marks: Table<Mark>,
    /// Methods that a planner forced.
    pub methods: Table<Method>,
    /// At which level the baseline is forecast, and how the levels are made to agree.
    pub reconciliation: Reconciliation,
    /// Consumer trends.
    pub trends: Table<Trend>,
    /// Promotions and other events, past and coming.
    pub events: Table<Event>,
    /// How the streams are mixed into the consensus, by family.
    pub weights: Table<Weights>,
    /// Views of sales, marketing and finance, and overrides of the consensus.
    pub figures: Table<Figure>,
}

/// Why a month of history is not representative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Far from what was to be expected.
    #[default]
    Outlier,
    /// Nothing could be sold.
    StockOut,
    /// A promotion made it.
    Promotion,
    /// Not known.
    Missing,
    /// Not a whole month: bookings are still to come.
    Incomplete,
    /// The level moved in this month and stayed: earlier months are lifted to the new level.
    LevelShift,
    /// More came back than was sold.
    Return,
}

/// At which level of the product hierarchy the baseline is forecast, and how the other levels follow. Sums are exact in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reconciliation {
    /// Each item in each market by itself; families and the total are sums.
    #[default]
    BottomUp,
    /// Each family as a whole, spread to its items by their own forecasts; the total is a sum.
    MiddleOut,
    /// The total as a whole, spread to items by their own forecasts.
    TopDown,
    /// All levels, brought together by weighted least squares: the level that was more reliable moves less.
    LeastSquares,
}

impl Reconciliation {
    /// Every way, the usual one first.
    pub const ALL: [Reconciliation; 4] =
        [Reconciliation::BottomUp, Reconciliation::MiddleOut, Reconciliation::TopDown, Reconciliation::LeastSquares];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Reconciliation::BottomUp => "Bottom-up",
            Reconciliation::MiddleOut => "Middle-out",
            Reconciliation::TopDown => "Top-down",
            Reconciliation::LeastSquares => "Least squares",
        }
    }

    /// Its name in files.
    pub fn code(self) -> &'static str {
        match self {
            Reconciliation::BottomUp => "bottom_up",
            Reconciliation::MiddleOut => "middle_out",
            Reconciliation::TopDown => "top_down",
            Reconciliation::LeastSquares => "least_squares",
        }
    }
}

/// A planner's word on one month of history. The raw figure stays; the fit sees `instead`, or a gap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// The item.
    pub item: ItemId,
    /// The market.
    pub market: MarketId,
    /// The month.
    pub month: Month,
    /// Why.
    pub kind: MarkKind,
    /// Whether the planner accepted it; a rejected one keeps the raw figure and is not suggested again.
    pub accepted: bool,
    /// What the fit sees instead; absent: a gap.
    pub instead: Option<Units>,
}

/// A statistical method by the name that the page shows; see the `forecast` module. One for an item goes before one for its family,
/// one for a market before one for every market.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Method {
    /// The item; empty where the method is for a family.
    pub item: ItemId,
    /// The market, or every market where absent.
    pub market: Option<MarketId>,
    /// The family, for every item in it and below it; absent where the method is for an item.
    pub family: Option<FamilyId>,
    /// The method's code, such as `holt_winters`.
    pub method: String,
    /// Weight of the newest month in the level, 0 to 1; absent: fitted, as with those that follow.
    pub alpha: Option<f64>,
    /// Weight of the newest change of level in the trend, 0 to 1.
    pub beta: Option<f64>,
    /// Weight of the newest year in the season, 0 to 1.
    pub gamma: Option<f64>,
    /// Share of the trend that is kept from month to month, 0 to 1.
    pub phi: Option<f64>,
    /// Months of a moving average.
    pub window: Option<u32>,
}

/// A consumer trend: demand of a node moves by `growth` a year from `first` on, evenly by month, to the end of `last`; the level reached stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trend {
    /// Its id.
    pub id: RecordId,
    /// What people call it.
    pub name: String,
    /// What it moves.
    pub subject: Subject,
    /// Where.
    pub place: Place,
    /// First month.
    pub first: Month,
    /// Last month of movement.
    pub last: Month,
    /// Change a year, as a share of the baseline (0.05 is +5 %).
    pub growth: f64,
}

/// A promotion or another event: demand of a node rises by `uplift` in its months, part of it pulled forward from the months after, part taken from others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// Its id.
    pub id: RecordId,
    /// What people call it.
    pub name: String,
    /// What it lifts.
    pub subject: Subject,
    /// Where.
    pub place: Place,
    /// First month.
    pub first: Month,
    /// Last month.
    pub last: Month,
    /// Rise of demand in these months, as a share of the baseline; absent: not estimated, the event changes nothing and says so.
    pub uplift: Option<f64>,
    /// Share of the rise that is missing again in the months after.
    pub pull_forward: f64,
    /// How many months miss it.
    pub pull_months: u32,
    /// Discount on the price in these months, 0 to 1.
    pub discount: f64,
    /// What it costs, spread evenly over its months.
    pub cost: Money,
}

/// Weights of the streams for a family and everything below it, or for the whole company. Filled streams share the weight of empty ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// The family, or the whole company where absent.
    pub family: Option<FamilyId>,
    /// Baseline and layers.
    pub statistical: f64,
    /// The view of sales.
    pub sales: f64,
    /// The view of marketing.
    pub marketing: f64,
    /// The view of finance.
    pub finance: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { family: None, statistical: 1.0, sales: 1.0, marketing: 1.0, finance: 0.0 }
    }
}

impl Record for Mark {
    type Key = (ItemId, MarketId, Month);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone(), self.month)
    }
    fn check(&self) -> Result<(), Flaw> {
        self.instead.map_or(Ok(()), |units| finite("instead", units.0))
    }
}

impl Record for Method {
    type Key = (ItemId, Option<MarketId>, Option<FamilyId>);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone(), self.family.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        let weights = [("alpha", self.alpha), ("beta", self.beta), ("gamma", self.gamma), ("phi", self.phi)];
        weights
            .into_iter()
            .filter_map(|(name, weight)| Some((name, weight?)))
            .try_for_each(|(name, weight)| share(name, weight))?;
        match self.window {
            Some(0) => Err(Flaw::new("window", 0.0, "at least one month")),
            _ => Ok(()),
        }
    }
}

impl Record for Trend {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        if !(-1.0..=10.0).contains(&self.growth) {
            return Err(Flaw::new("growth", self.growth, "a yearly change from -100 % to +1000 %"));
        }
        Ok(())
    }
}

impl Record for Event {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        if self.uplift.is_some_and(|uplift| !(-1.0..=100.0).contains(&uplift)) {
            return Err(Flaw::new("uplift", self.uplift.unwrap_or_default(), "a rise from -100 % to +10,000 %"));
        }
        share("pull_forward", self.pull_forward)?;
        share("discount", self.discount)?;
        at_least_zero("cost", Some(self.cost.0))
    }
}

impl Record for Weights {
    type Key = Option<FamilyId>;
    fn key(&self) -> Self::Key {
        self.family.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        [self.statistical, self.sales, self.marketing, self.finance]
            .into_iter()
            .try_for_each(|weight| at_least_zero("weight", Some(weight)))
    }
}
