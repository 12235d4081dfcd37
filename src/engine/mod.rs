//! What follows from a plan. Pure, total, deterministic: no clock, no I/O, no error type, no browser.
//!
//! [`run`] is the one natural path: frame, product, forecasts, demand, supply, finance, gaps. Each stage takes the frame, the
//! earlier outcomes and its own section of the plan. Findings are data: a [`Notice`] where records are doubtful, a [`Gap`] where
//! the business has a decision to take.

mod answers;
mod baseline;
mod demand;
mod explosion;
mod finance;
mod frame;
mod gap;
mod grid;
mod history;
pub mod product;
mod spread;
mod supply;
#[cfg(test)]
pub(crate) mod testing;

pub use answers::{Answers, ENGINE_VERSION, FitKey, fit_key};
pub use baseline::{forecasts, method_code, method_from_code, same_fits};
pub use demand::{Demand, Forecasts, demand};
pub use explosion::{Explosion, explode, gross, history_load, load_of, qty_for_one, started_for_one, starts};
pub use finance::{
    Budget, ClosedYear, Finance, ItemCost, Line, OpeningBalance, PriceSource, Variances, closed_year, finance,
    formula as money, plan_cost,
};
pub use frame::{
    ALL_MARKET, Axis, Frame, LaneIn, Lead, MAIN_SITE, Notice, Pair, Part, Point, Purchase, Split, Supplied, Work,
    below, frame,
};
pub use gap::{Cause, Gap, Gaps, Lever, Tie, gaps};
pub use grid::Grid;
pub use product::{Abc, Health, Outlook, Product, Stage, Xyz, product};
pub use spread::{apportion, fair_share, foot, spread};
pub use supply::peg::{Hurt, Pegging};
pub use supply::{PlanCost, Shortage, ShortageCause, Supply, formula as stock, supply};

use std::sync::Arc;

/// What follows from a plan, stage by stage. Cheap to clone; a stage is kept as long as somebody holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The axes.
    pub frame: Arc<Frame>,
    /// Step 1.
    pub product: Arc<Product>,
    /// The statistical baseline.
    pub forecasts: Arc<Forecasts>,
    /// Step 2.
    pub demand: Arc<Demand>,
    /// Step 3, the plan of record.
    pub supply: Arc<Supply>,
    /// Step 4.
    pub finance: Arc<Finance>,
    /// Step 5.
    pub gaps: Arc<Gaps>,
}
