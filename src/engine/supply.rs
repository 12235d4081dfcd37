//! Step 3: a supply plan for the demand, within the hours, vendors and lead times that there are.

use super::Grid;
use super::frame::Notice;
use crate::model::{Hours, Money, Strategy, Units};

/// Why something could not be supplied in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShortageCause {
    /// A resource (position in the frame) had no hours left, in this month or any earlier one that may be used.
    Capacity(usize),
    /// It would have had to be released before the cycle month.
    LeadTime,
    /// A component (position of its point) was short.
    Component(usize),
    /// The vendor delivers no more in a month.
    Vendor,
    /// The sending site (position of its point) was short.
    Lane(usize),
    /// Nothing says how the item comes to the site.
    NoSource,
    /// The month is frozen.
    Frozen,
    /// A planner typed less.
    Typed,
}

/// Units that were asked of a point and could not be served in their month.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortage {
    /// The point, a position in the frame.
    pub point: usize,
    /// The month, a position in the horizon.
    pub t: usize,
    /// How much.
    pub units: Units,
    /// Why.
    pub cause: ShortageCause,
}

/// What a supply plan costs over the horizon, by kind. `None`: the rate that it needs is not set up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanCost {
    /// Regular hours used.
    pub labor: Option<Money>,
    /// Overtime hours with their premium.
    pub overtime: Option<Money>,
    /// Purchases at vendors' prices, else at standard.
    pub purchases: Option<Money>,
    /// Freight between sites.
    pub freight: Option<Money>,
    /// Holding rate x mean stock at standard.
    pub holding: Option<Money>,
    /// Margin of demand that is lost, or unserved at the end of the horizon.
    pub lost_margin: Option<Money>,
}

impl PlanCost {
    /// The sum of what is known.
    pub fn total(&self) -> Money {
        [self.labor, self.overtime, self.purchases, self.freight, self.holding, self.lost_margin]
            .into_iter()
            .flatten()
            .sum()
    }
}

/// Outcome of the supply review under one strategy, feasible: within hours, lead times and stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// How it was planned.
    pub strategy: Strategy,
    // By point.
    /// Everything asked of the point: independent demand with backlog, usage and transfers as they are wished.
    pub requirement: Grid<Units>,
    /// Stock at the start of the month.
    pub opening: Grid<Units>,
    /// Scheduled receipts.
    pub receipts: Grid<Units>,
    /// Good units made, in the month of receipt.
    pub production: Grid<Units>,
    /// Units bought, in the month of receipt.
    pub purchase: Grid<Units>,
    /// Units brought from other sites, in the month of arrival.
    pub transfer_in: Grid<Units>,
    /// Units sent to other sites.
    pub transfer_out: Grid<Units>,
    /// Units used by parents, in the month in which the parent is released.
    pub usage: Grid<Units>,
    /// Units shipped to customers.
    pub shipments: Grid<Units>,
    /// opening + receipts + production + purchase + transfer in - transfer out - usage - shipments; never below zero.
    pub closing: Grid<Units>,
    /// Stock that should be there.
    pub target: Grid<Units>,
    /// On the road to other points, at the end of the month.
    pub in_transit: Grid<Units>,
    /// Released here and not received yet, in good units, at the end of the month: work in process (made items only).
    pub in_process: Grid<Units>,
    /// Good production as the strategy wishes it, before it is made to fit, in the month of receipt.
    pub wished: Grid<Units>,
    // By resource.
    /// Hours that the plan uses, overtime included.
    pub load: Grid<Hours>,
    /// Hours that the wished production would need.
    pub wished_load: Grid<Hours>,
    /// Regular hours; `None` where not known, hence not limited.
    pub capacity: Grid<Option<Hours>>,
    /// Hours above regular ones.
    pub overtime: Grid<Hours>,
    /// Overtime hours at most.
    pub overtime_limit: Grid<Hours>,
    // By pair.
    /// Units shipped, backlog of earlier months included.
    pub shipped: Grid<Units>,
    /// Units shipped in the month in which they were demanded.
    pub on_time: Grid<Units>,
    /// Demand of the month that was not met in it.
    pub unmet: Grid<Units>,
    /// Unmet demand that waits at the end of the month.
    pub backlog: Grid<Units>,
    /// Unmet demand that went elsewhere.
    pub lost: Grid<Units>,
    /// What was short, and why, in order of point and month.
    pub shortages: Vec<Shortage>,
    /// By month: freight of the transfers.
    pub freight: Vec<Money>,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}
