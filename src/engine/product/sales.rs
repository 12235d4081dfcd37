//! What history says of items, as far as the product review needs it.

use crate::engine::history::{closed, first_sale, series_by_pair};
use crate::engine::{Frame, Pair};
use crate::model::{Actuals, Month, Series};

/// Demand history by pair, and since when items sell.
pub(super) struct Sales<'a> {
    /// By pair: its record.
    pub(super) series: Vec<Option<&'a Series>>,
    /// By pair: its first closed month with demand.
    pub(super) first_of_pair: Vec<Option<Month>>,
    /// By item: its first closed month with demand.
    pub(super) first: Vec<Option<Month>>,
    /// The first closed month with demand of anything.
    pub(super) first_of_all: Option<Month>,
    /// The cycle month.
    pub(super) cycle: Month,
}

impl<'a> Sales<'a> {
    pub(super) fn new(frame: &Frame, actuals: &'a Actuals) -> Self {
        let cycle = frame.horizon.first;
        let series = series_by_pair(frame, actuals);
        let first_of_pair: Vec<_> = series.iter().map(|series| first_sale((*series)?, cycle)).collect();
        let earliest = |pairs: std::ops::Range<usize>| first_of_pair[pairs].iter().flatten().min().copied();
        let first: Vec<_> = frame.pairs_of.iter().map(|pairs| earliest(pairs.clone())).collect();
        let first_of_all = first.iter().flatten().min().copied();
        Self { series, first_of_pair, first, first_of_all, cycle }
    }

    /// How many closed months a pair has been sold, from its first demand on.
    pub(super) fn months_sold(&self, pair: usize) -> i32 {
        self.first_of_pair[pair].map_or(0, |first| self.cycle - first)
    }

    /// Demand of a pair in a closed month, if known.
    pub(super) fn units(&self, pair: usize, month: Month) -> Option<f64> {
        closed(self.series[pair]?, month, self.cycle)
    }

    /// Demand of an item by month from its first sale to the last closed month; `None` where no market knows it.
    pub(super) fn since_first(&self, frame: &Frame, item: usize) -> Vec<Option<f64>> {
        let first = self.first[item].unwrap_or(self.cycle);
        (first.0..self.cycle.0).map(|month| self.of_item(frame, item, Month(month))).collect()
    }

    /// Demand of an item in a closed month, all markets; `None` where no market knows it.
    pub(super) fn of_item(&self, frame: &Frame, item: usize, month: Month) -> Option<f64> {
        let mut known = frame.pairs_of[item].clone().filter_map(|pair| self.units(pair, month)).peekable();
        known.peek().is_some().then(|| known.sum())
    }

    /// Demand of items in the last twelve closed months by market, each times its weight.
    pub(super) fn by_market(&self, frame: &Frame, items: impl Iterator<Item = (usize, f64)>) -> Vec<f64> {
        let mut by_market = vec![0.0; frame.markets.len()];
        for (item, weight) in items {
            for pair in frame.pairs_of[item].clone() {
                let Pair { market, .. } = frame.pairs[pair];
                let year = (self.cycle.0 - 12..self.cycle.0).filter_map(|month| self.units(pair, Month(month)));
                by_market[market] += weight * year.map(|units| units.max(0.0)).sum::<f64>();
            }
        }
        by_market
    }
}
