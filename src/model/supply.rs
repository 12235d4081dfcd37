//! Step 3, what people say of supply: the plan of record, policies, and figures typed over the plan.

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero, share};
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
    /// What the solved plans weigh against each other, and how strict limits are.
    pub terms: SupplyTerms,
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
    /// Make what brings stock to so many days of coming requirements.
    TargetDays,
    /// The feasible plan of least total cost to serve.
    OptimalCost,
    /// The feasible plan of most contribution: it may refuse demand that loses money.
    OptimalContribution,
}

impl Strategy {
    /// Every strategy, in the order in which they are compared.
    pub const ALL: [Strategy; 6] = [
        Strategy::Chase,
        Strategy::Level,
        Strategy::Target,
        Strategy::TargetDays,
        Strategy::OptimalCost,
        Strategy::OptimalContribution,
    ];

    /// The name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Strategy::Chase => "Chase",
            Strategy::Level => "Level",
            Strategy::Target => "Target stock",
            Strategy::TargetDays => "Target days",
            Strategy::OptimalCost => "Optimal by cost",
            Strategy::OptimalContribution => "Optimal by contribution",
        }
    }

    /// The name in files and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Strategy::Chase => "chase",
            Strategy::Level => "level",
            Strategy::Target => "target",
            Strategy::TargetDays => "days",
            Strategy::OptimalCost => "optimal",
            Strategy::OptimalContribution => "contribution",
        }
    }

    /// Whether the plan is worked out by the solver, in the slow lane.
    pub const fn is_solved(self) -> bool {
        matches!(self, Strategy::OptimalCost | Strategy::OptimalContribution)
    }
}

/// What the solved plans weigh, where the rest of the plan states no money, and which limits may be broken at a price.
/// The usual values are assumptions; the page says so where they are used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplyTerms {
    /// Working days of coming requirements that the target-days plan keeps; absent: 20.
    pub target_days: Option<f64>,
    /// What a unit below its target stock costs for a month, as a share of its standard cost; absent: 0.08.
    pub below_target: Option<f64>,
    /// What waiting and losing cost, by priority of the market; a priority that is not here has the usual costs.
    pub priorities: Vec<PriorityCost>,
    /// Share of the demand of every item and market that the plan of most contribution serves at least, 0 to 1; absent: none.
    pub min_service: Option<f64>,
    /// Target stock is a limit that must hold, not a wish with a price.
    pub hard_target: bool,
    /// Hours beyond overtime and extra shifts can be had, at three times the regular rate.
    pub soft_hours: bool,
    /// Vendors deliver beyond their limit, at half as much again.
    pub soft_vendors: bool,
    /// Stock beyond the storage space can be kept elsewhere, at a twentieth of its standard cost a month.
    pub soft_storage: bool,
    /// Solved releases are whole lots and at least the smallest order: exactly in small plans, rounded with a gap in large ones.
    pub whole_lots: bool,
    /// Extra shifts are worked and paid whole, in every plan.
    pub whole_shifts: bool,
}

/// What unmet demand of a market of this priority costs, as shares of the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriorityCost {
    /// The priority, as in the market.
    pub priority: u8,
    /// A unit that waits for a month.
    pub waiting: f64,
    /// A unit that is lost, beyond its price: the goodwill.
    pub lost: f64,
}

impl PriorityCost {
    /// What a priority usually costs: the first waits at 15 % a month and loses 70 % beyond its price, then 8 and 35 %, 4 and 8 %.
    pub const fn usual(priority: u8) -> Self {
        let (waiting, lost) = match priority {
            0 | 1 => (0.15, 0.70),
            2 => (0.08, 0.35),
            _ => (0.04, 0.08),
        };
        Self { priority, waiting, lost }
    }
}

impl SupplyTerms {
    /// Days of the target-days plan where none are stated.
    pub const USUAL_DAYS: f64 = 20.0;
    /// Share of the standard cost that a unit below target costs a month, where none is stated.
    pub const USUAL_BELOW_TARGET: f64 = 0.08;

    /// What a priority costs.
    pub fn priority(&self, priority: u8) -> PriorityCost {
        let stated = self.priorities.iter().find(|cost| cost.priority == priority);
        stated.copied().unwrap_or(PriorityCost::usual(priority))
    }

    /// The first value that may not stand in a plan.
    ///
    /// # Errors
    /// The flaw.
    pub fn check(&self) -> Result<(), Flaw> {
        at_least_zero("target_days", self.target_days)?;
        at_least_zero("below_target", self.below_target)?;
        self.min_service.map_or(Ok(()), |service| share("min_service", service))?;
        self.priorities.iter().try_for_each(|cost| {
            at_least_zero("waiting", Some(cost.waiting))?;
            at_least_zero("lost", Some(cost.lost))
        })
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
