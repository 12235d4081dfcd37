//! Step 2: what customers would take if everything could be supplied, and what that asks of parts and of other sites.
//!
//! baseline + launches + phase-outs + trend + events = statistical; the streams by weight = blend; blend + overrides = consensus.
//! Trends and events work on what is left of baseline, launches and phase-outs, so that nothing grows out of an item that is gone.
//! Consensus and statistical are never below zero. A blank stream is absent, not zero.

use std::sync::Arc;

use super::Level;
use super::explosion::explode;
use super::frame::Notice;
use super::{Frame, Grid, Product};
use crate::forecast::Forecast;
use crate::model::{DemandPlan, Measure, Money, Month, Snapshot, Table, Units};

pub mod formula;
mod layer;
pub(super) mod stream;
mod typed;

#[cfg(test)]
mod tests;

/// The demand review: layers, streams, overrides, and what they ask of every site.
pub fn demand(
    frame: &Frame,
    product: &Product,
    forecasts: &Forecasts,
    plan: &DemandPlan,
    past: &Table<Snapshot>,
) -> Demand {
    let mut demand = Demand::new(frame);
    demand.baseline = layer::baseline(frame, product, forecasts);
    demand.launches = product.launches.clone();
    layer::phase_outs(frame, product, &mut demand);
    layer::trends(frame, plan, &mut demand);
    layer::events(frame, plan, forecasts, &mut demand);
    demand.statistical = demand.sum_of_layers();
    let blank = Arc::new(Grid::new(frame.pairs.len(), frame.horizon.months));
    demand.agree(frame, product, plan, &blank);
    demand.last_cycle = stream::last_cycle(frame, past).map_or(blank, Arc::new);
    demand.independent = independent(frame, &demand.consensus);
    let explosion = explode(frame, &demand.independent, true);
    demand.dependent = explosion.dependent;
    demand.interplant = explosion.interplant;
    demand
}

impl Demand {
    fn new(frame: &Frame) -> Self {
        let (rows, months) = (frame.pairs.len(), frame.horizon.months);
        Self {
            phase_outs: Grid::new(rows, months),
            trend: Grid::new(rows, months),
            events: Grid::new(rows, months),
            discount: Grid::new(rows, months),
            event_cost: vec![Money::ZERO; months],
            ..Self::default()
        }
    }

    /// What trends and events of a pair work on.
    fn level(&self, pair: usize, t: usize) -> Units {
        formula::level(self.baseline.at(pair, t), self.launches.at(pair, t), self.phase_outs.at(pair, t))
    }

    fn sum_of_layers(&self) -> Grid<Units> {
        let mut sum = self.baseline.clone();
        let layers = self.launches.cells().iter().zip(self.phase_outs.cells());
        let layers = layers.zip(self.trend.cells().iter().zip(self.events.cells()));
        for (cell, ((launches, phase_outs), (trend, events))) in sum.cells_mut().iter_mut().zip(layers) {
            *cell = formula::statistical(*cell, *launches, *phase_outs, *trend, *events);
        }
        sum
    }

    /// Streams, their blend, and the overrides that make it the consensus.
    fn agree(&mut self, frame: &Frame, product: &Product, plan: &DemandPlan, blank: &Arc<Grid<Option<Units>>>) {
        let (statistical, notices) = (&self.statistical, &mut self.notices);
        let mut view = |measure| {
            let view = stream::view(frame, product, plan, measure, statistical, notices);
            view.map_or_else(|| Arc::clone(blank), Arc::new)
        };
        self.sales = view(Measure::Sales);
        self.marketing = view(Measure::Marketing);
        self.finance = view(Measure::FinanceView);
        self.blend = stream::blend(frame, plan, &self.statistical, [&self.sales, &self.marketing, &self.finance]);
        let ranked = typed::ranked(frame, &plan.figures, Measure::Consensus, &mut self.notices);
        self.overrides = Grid::new(self.blend.rows(), self.blend.months());
        if ranked.is_empty() {
            self.consensus = self.blend.clone();
            return;
        }
        (self.consensus, _) = typed::apply(frame, product, &self.blend, &ranked, &mut self.notices);
        for ((cell, agreed), blend) in
            self.overrides.cells_mut().iter_mut().zip(self.consensus.cells()).zip(self.blend.cells())
        {
            *cell = *agreed - *blend;
        }
    }
}

/// Consensus at the points that serve it.
fn independent(frame: &Frame, consensus: &Grid<Units>) -> Grid<Units> {
    let mut independent = Grid::new(frame.points.len(), consensus.months());
    for (pair, splits) in frame.splits.iter().enumerate() {
        for (n, split) in splits.iter().enumerate() {
            let until = splits.get(n + 1).map_or(consensus.months(), |next| next.from).min(consensus.months());
            let months = if n == 0 { 0..until } else { split.from.min(until)..until };
            for (point, share) in &split.shares {
                let served = independent.row_mut(*point)[months.clone()].iter_mut();
                served.zip(&consensus.row(pair)[months.clone()]).for_each(|(cell, units)| *cell += *units * *share);
            }
        }
    }
    independent
}

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
    /// Families and the total as forecast by themselves, where they count in one unit.
    pub levels: Vec<Level>,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}

/// Outcome of the demand review. Grids by pair, unless said otherwise. Streams without any figure share one blank grid: the stage is
/// bound by memory, and a grid of absent figures is twice the size of others.
#[derive(Clone, Debug, Default, PartialEq)]
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
    pub sales: Arc<Grid<Option<Units>>>,
    /// The view of marketing, where there is one.
    pub marketing: Arc<Grid<Option<Units>>>,
    /// The view of finance, where there is one.
    pub finance: Arc<Grid<Option<Units>>>,
    /// The streams by weight.
    pub blend: Grid<Units>,
    /// What overrides and what-ifs add to the blend.
    pub overrides: Grid<Units>,
    /// The agreed unconstrained demand: blend + overrides.
    pub consensus: Grid<Units>,
    /// Consensus of the last cycle for the same month.
    pub last_cycle: Arc<Grid<Option<Units>>>,
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
