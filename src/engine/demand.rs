//! Step 2: what customers would take if everything could be supplied, and what that asks of parts and of other sites.

use std::sync::Arc;

use super::Grid;
use super::frame::Notice;
use crate::forecast::Forecast;
use crate::model::{Money, Month, Units};

/// The statistical baseline of every pair, or a draft where the fit is still to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecasts {
    /// By pair: its fit.
    pub fits: Vec<Arc<Forecast>>,
    /// By pair: whether the fit is a draft that the slow lane will replace.
    pub pending: Vec<bool>,
    /// The month of the first figure in `history` and `cleansed`.
    pub first: Month,
    /// By pair: demand as it happened, `first` to the last closed month; `None` where nothing is known.
    pub history: Vec<Vec<Option<Units>>>,
    /// By pair: what the fit saw.
    pub cleansed: Vec<Vec<Option<Units>>>,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}

/// Outcome of the demand review. Grids by pair, unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Statistical baseline, within the months that the item is sold.
    pub baseline: Grid<Units>,
    /// New products, less what they take.
    pub launches: Grid<Units>,
    /// What phase-outs take away, and what successors gain.
    pub phase_outs: Grid<Units>,
    /// Consumer trends.
    pub trend: Grid<Units>,
    /// Promotions and other events.
    pub events: Grid<Units>,
    /// Baseline and layers together, not below zero.
    pub statistical: Grid<Units>,
    /// The view of sales, where there is one.
    pub sales: Grid<Option<Units>>,
    /// The view of marketing, where there is one.
    pub marketing: Grid<Option<Units>>,
    /// The view of finance, where there is one.
    pub finance: Grid<Option<Units>>,
    /// The streams by weight.
    pub blend: Grid<Units>,
    /// What overrides and what-ifs add to the blend.
    pub overrides: Grid<Units>,
    /// The agreed unconstrained demand: blend + overrides.
    pub consensus: Grid<Units>,
    /// Consensus of the last cycle for the same month.
    pub last_cycle: Grid<Option<Units>>,
    /// Share that event discounts take off the price.
    pub discount: Grid<f64>,
    /// Cost of the events by month.
    pub event_cost: Vec<Money>,
    /// By point: customers' demand on the site that serves them.
    pub independent: Grid<Units>,
    /// By point: what parents and other sites need, gross, in the month of need.
    pub dependent: Grid<Units>,
    /// By point: the part of `dependent` that other sites order along lanes.
    pub interplant: Grid<Units>,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}
