//! Step 3, what people say of supply: the plan of record, policies, and figures typed over the plan.

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero};
use super::id::SiteId;
use super::measure::{Figure, Subject};
use super::table::{Record, Table};
use super::units::Units;

/// Inputs of the supply review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplyPlan {
    /// The plan of record.
    pub strategy: Strategy,
    /// Months from the cycle month on in which releases stand as typed or open, and nothing new is released.
    pub frozen_months: u32,
    /// How many months ahead of need production may be moved when capacity is short; absent: as far as the horizon goes.
    pub prebuild_months: Option<u32>,
    /// Safety stock, cover and service by node.
    pub policies: Table<Policy>,
    /// Typed production, purchases, target stock, capacity and overtime.
    pub figures: Table<Figure>,
}

/// How items with independent demand are planned; parts follow lot for lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Make what is demanded, month by month; stock stays where it is.
    Chase,
    /// The same rate per working day for each family and site, split by demand.
    Level,
    /// Make what brings stock to its target.
    #[default]
    Target,
}

impl Strategy {
    /// Every strategy, in the order in which they are compared.
    pub const ALL: [Strategy; 3] = [Strategy::Chase, Strategy::Level, Strategy::Target];

    /// The name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Strategy::Chase => "Chase",
            Strategy::Level => "Level",
            Strategy::Target => "Target stock",
        }
    }

    /// The name in files and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Strategy::Chase => "chase",
            Strategy::Level => "level",
            Strategy::Target => "target",
        }
    }
}

/// How much stock a node should keep. The narrowest policy holds: item at a site, item, family, everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// What it is for: everything, a family or an item.
    pub subject: Subject,
    /// Where; absent: everywhere.
    pub site: Option<SiteId>,
    /// Cycle service level, such as 0.95: safety stock is z x sigma x sqrt(lead time + one month of review).
    pub service_level: Option<f64>,
    /// Safety stock as days of coming requirements, instead of a service level.
    pub cover_days: Option<f64>,
    /// Safety stock typed in stock units, instead of both.
    pub safety_stock: Option<Units>,
}

impl Record for Policy {
    type Key = (Subject, Option<SiteId>);
    fn key(&self) -> Self::Key {
        (self.subject.clone(), self.site.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        if self.service_level.is_some_and(|level| !(0.0..1.0).contains(&level)) {
            return Err(Flaw::new(
                "service_level",
                self.service_level.unwrap_or_default(),
                "a share from 0 to below 1",
            ));
        }
        at_least_zero("cover_days", self.cover_days)?;
        at_least_zero("safety_stock", self.safety_stock.map(|stock| stock.0))
    }
}
