//! Step 3: a supply plan for the demand, within the hours, vendors and lead times that there are.
//!
//! Planning goes over the plan three times, each time a level of the bills of material at once.
//!
//! Wish, from the top down ([`wish`]): what a point is asked for is its customers' demand, with the opening backlog in the first month,
//!   the use of the parents' releases, and what other sites order.
//!   What must have come in until a month is that, plus the stock to keep, less opening stock and receipts.
//!     Chase keeps the stock where it is; target brings it to its target ([`target`]); level brings a family at one rate a working day
//!     ([`level`]). This holds for what customers buy; parts follow lot for lot, with their own target.
//!   Releases follow by lead time, smallest order and lot. What should have been released before the cycle month is released in it, late.
//!   Frozen months release nothing but what was typed. Typed production and purchases win over what is worked out ([`typed`]).
//! Fit, from the top down ([`finite`]): what is too much for a resource goes to earlier months, to regular hours before overtime, so that
//!   components see the moved releases. What a vendor cannot deliver in a month is ordered earlier already in the wish.
//! Carry out, month by month, from the deepest component up ([`execution`]): releases are cut to the hours, vendors, components and
//!   senders' stock that there really are, shared in proportion; what is late stays due and is caught up as soon as it can be.
//!   Customers get their backlog first, then their demand, by priority of their markets ([`shipment`]).
//!
//! Hours, components and the sender's stock of a release are taken in its month of start. Behind the horizon the need goes on like the
//! mean of its last three months. Example (`mts_chase_plan`): forecast 110, 120, 130, 120, 120, opening 100, target 80: make 90, 120, 130, 120, 120.
//! Invariants: stock balances and is never below zero; load is never above regular and overtime hours; nothing arrives that was not released.

use std::sync::Arc;

use super::demand::{Demand, Forecasts};
use super::finance::Rates;
use super::frame::{Frame, Notice};
use super::{Answers, Grid};
use crate::model::{
    Actuals, Catalog, FinancePlan, Hours, Measure, Money, Place, Step, Strategy, Subject, SupplyPlan, SupplyTerms,
    UnitPrice, Units, Unmet, Way,
};
use formula::Flows;
use network::Network;
pub use optimal::{Optimum, OptimumKey, OptimumTask, Solving};
use wish::Start;

pub mod balance;
pub mod capacity;
pub mod cause;
pub mod cost;
pub mod execution;
pub mod finite;
pub mod formula;
pub mod level;
pub mod network;
pub mod opening;
pub mod optimal;
pub mod peg;
pub mod shipment;
pub mod target;
#[cfg(test)]
mod tests;
pub mod turn;
pub mod typed;
pub mod wish;

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
    /// The strategy itself brings it later: a level rate below the season.
    Strategy,
    /// It is less than a whole lot, a smallest order or a whole shift, which would cost more than it serves.
    WholeLots,
    /// It would cost more than it brings, and the plan of most contribution refuses it.
    Unprofitable,
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
    /// Hours of extra shifts.
    pub extra_shifts: Option<Money>,
    /// Wages by the month, hiring and laying off.
    pub crews: Option<Money>,
    /// Purchases at vendors' prices, else at standard; subcontracting too.
    pub purchases: Option<Money>,
    /// Freight between sites.
    pub freight: Option<Money>,
    /// Holding rate x mean stock at standard.
    pub holding: Option<Money>,
    /// Price of stock below its target: not paid.
    pub below_target: Option<Money>,
    /// Price of customers that wait: not paid.
    pub waiting: Option<Money>,
    /// Price and goodwill of demand that is lost, or unserved at the end of the horizon: not paid.
    pub lost: Option<Money>,
    /// Price of limits that were broken: hours, vendors, storage.
    pub beyond: Option<Money>,
}

impl PlanCost {
    /// The sum of what is known.
    pub fn total(&self) -> Money {
        let service = [self.below_target, self.waiting, self.lost].into_iter().flatten().sum();
        self.paid() + service
    }

    /// What is paid: everything but the prices of service.
    pub fn paid(&self) -> Money {
        let hours = [self.labor, self.overtime, self.extra_shifts, self.crews];
        let flows = [self.purchases, self.freight, self.holding, self.beyond];
        hours.into_iter().chain(flows).flatten().sum()
    }
}

/// Outcome of the supply review under one strategy, feasible: within hours, lead times and stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// How it was planned.
    pub strategy: Strategy,
    // By point.
    /// Units released, in the month of start, before yield: orders to make, to buy or to bring.
    pub releases: Grid<Units>,
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
    /// Sent to other points by this plan and not arrived yet, at the end of the month. Goods on the road at the opening are `receipts`.
    pub in_transit: Grid<Units>,
    /// Released here and not received yet, in good units, at the end of the month: work in process (made items only).
    pub in_process: Grid<Units>,
    /// Good units that the strategy wishes to make, buy or bring, before they are made to fit, in the month of receipt.
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
    /// Hours that a solved plan may add to overtime at most: extra shifts, and where hours may give way all that it uses.
    pub extra_limit: Grid<Hours>,
    /// By resource with a crew: people by month; zero for other resources.
    pub heads: Grid<f64>,
    /// Purchases from offers beside the planned way; part of `purchase`.
    pub elsewhere: Vec<Elsewhere>,
    /// By month: freight of the transfers.
    pub freight: Vec<Money>,
    /// What is doubtful.
    pub notices: Vec<Notice>,
    /// Of a solved plan: what the solver was asked, and what it answered; `None` for the others.
    pub solving: Option<Arc<Solving>>,
}

impl Supply {
    /// By point: units bought from offers beside the planned way, in the month of receipt.
    pub fn bought_elsewhere(&self) -> Grid<Units> {
        let mut bought = Grid::new(self.purchase.rows(), self.purchase.months());
        for other in &self.elsewhere {
            for (sum, units) in bought.row_mut(other.point).iter_mut().zip(&other.receipts) {
                *sum += *units;
            }
        }
        bought
    }
}

/// What a solved plan buys from another vendor, or a subcontractor.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The point that it comes to.
    pub point: usize,
    /// Which of the point's other offers.
    pub offer: usize,
    /// Units by month of receipt.
    pub receipts: Vec<Units>,
}

impl Elsewhere {
    /// Price of one unit.
    pub fn price(&self, frame: &Frame) -> Option<UnitPrice> {
        frame.supplied[self.point].others.get(self.offer).and_then(|other| other.purchase.price)
    }
}

/// How the plan may move: strategy, frozen months, months of pre-building.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// How what customers buy is planned.
    pub strategy: Strategy,
    /// First months in which nothing new is released.
    pub frozen: usize,
    /// How many months ahead a release may be moved.
    pub prebuild: usize,
    /// Working days of coming requirements that the target-days plan keeps.
    pub days: f64,
}

impl Limits {
    /// The months that a release of month s may be moved to, nearest first.
    pub fn earlier(self, s: usize) -> impl Iterator<Item = usize> {
        (self.frozen.max(s.saturating_sub(self.prebuild))..s).rev()
    }
}

/// How a market is served when supply is short.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Service {
    /// Who is served first; 1 before 2.
    pub priority: u8,
    /// What unmet demand becomes.
    pub unmet: Unmet,
}

/// What the supply review works from.
#[derive(Clone, Copy)]
pub struct SupplyInputs<'a> {
    /// Axes and links.
    pub frame: &'a Frame,
    /// Master records.
    pub catalog: &'a Catalog,
    /// Facts.
    pub actuals: &'a Actuals,
    /// The baseline: its error makes safety stock.
    pub forecasts: &'a Forecasts,
    /// Outcome of step 2.
    pub demand: &'a Demand,
    /// What was typed in step 3.
    pub plan: &'a SupplyPlan,
    /// What was typed in step 4. Only solved plans look at it.
    pub finance: &'a FinancePlan,
    /// Prices and standard costs. Only solved plans look at them.
    pub rates: &'a Rates,
    /// What the slow lane has worked out. Only solved plans look at it.
    pub answers: &'a Answers,
}

/// The supply plan of one strategy.
pub fn supply(inputs: &SupplyInputs, strategy: Strategy) -> Supply {
    let SupplyInputs { frame, catalog, actuals, forecasts, demand, plan, .. } = *inputs;
    let months = frame.horizon.months;
    let mut notices = Vec::new();
    let start = Start {
        frame,
        network: &Network::new(frame),
        opening: &opening::opening(frame, actuals, &mut notices),
        demand,
        targets: &target::targets(frame, catalog, forecasts, demand, plan),
        capacity: &capacity::capacity(frame, catalog, plan),
        typed: &typed_receipts(frame, demand, plan),
        limits: Limits {
            strategy,
            frozen: (plan.frozen_months as usize).min(months),
            prebuild: plan.prebuild_months.map_or(months, |months| months as usize),
            days: plan.terms.target_days.unwrap_or(SupplyTerms::USUAL_DAYS),
        },
    };
    let wished = wish::wish(&start);
    let wished_load = wish::load(start.network, frame.resources.len(), &wished.releases);
    let mut supply = if strategy.is_solved() {
        optimal::plan(inputs, &start, wished, wished_load)
    } else {
        let fitted = finite::fit(&start, &wished, &wished_load);
        let planned = fitted.as_ref().unwrap_or(&wished.releases);
        let executed = execution::execute(&start, planned, &services(frame, catalog));
        balance::balance(&start, wished, wished_load, executed)
    };
    unlimited(frame, &supply, &mut notices);
    supply.notices.splice(0..0, notices);
    supply
}

/// Production and purchases that were typed, for the points that are made and bought.
fn typed_receipts(frame: &Frame, demand: &Demand, plan: &SupplyPlan) -> typed::TypedRows {
    let of = |measure, way| {
        let rows = |figure: &crate::model::Figure| {
            let points = frame.points_in(&figure.cell.subject, &figure.cell.place);
            points.into_iter().filter(|point| frame.supplied[*point].way == Some(way)).collect()
        };
        typed::typed(frame, &plan.figures, measure, rows, |point| target::weight(demand, point))
    };
    let mut typed = of(Measure::Production, Way::Make);
    typed.append(&mut of(Measure::Purchase, Way::Buy));
    typed
}

fn services(frame: &Frame, catalog: &Catalog) -> Vec<Service> {
    let of_market = |market: &crate::model::MarketId| {
        let market = catalog.markets.get(market);
        Service {
            priority: market.map_or(0, |market| market.priority),
            unmet: market.map_or(Unmet::Backlog, |market| market.unmet),
        }
    };
    let markets: Vec<Service> = frame.markets.iter().map(of_market).collect();
    frame.pairs.iter().map(|pair| markets[pair.market]).collect()
}

impl Supply {
    /// All hours of a resource in a month, overtime and extra shifts included; `None` where they are not known.
    pub fn most_hours(&self, resource: usize, t: usize) -> Option<Hours> {
        let added = self.overtime_limit.at(resource, t) + self.extra_limit.at(resource, t);
        self.capacity.at(resource, t).map(|hours| hours + added)
    }

    /// Whether this is the draft of a plan that is still to be solved.
    pub fn is_draft(&self) -> bool {
        self.solving.as_ref().is_some_and(|solving| solving.pending.is_some())
    }

    /// What a month brings to a point and takes from it.
    pub fn flows(&self, point: usize, t: usize) -> Flows {
        Flows {
            opening: self.opening.at(point, t),
            receipts: self.receipts.at(point, t),
            production: self.production.at(point, t),
            purchase: self.purchase.at(point, t),
            transfer_in: self.transfer_in.at(point, t),
            transfer_out: self.transfer_out.at(point, t),
            usage: self.usage.at(point, t),
            shipments: self.shipments.at(point, t),
        }
    }
}

/// Resources with work but without hours limit nothing, and that is worth saying.
fn unlimited(frame: &Frame, supply: &Supply, notices: &mut Vec<Notice>) {
    for (row, id) in frame.resources.iter().enumerate() {
        let works = supply.wished_load.row(row).iter().any(|hours| hours.0 > 0.0);
        if works && supply.capacity.row(row).iter().any(Option::is_none) {
            let text = format!("{id} has work but no hours; the plan does not limit it.");
            notices.push(Notice::new(Step::Supply, Subject::Resource(id.clone()), Place::All, text));
        }
    }
}
