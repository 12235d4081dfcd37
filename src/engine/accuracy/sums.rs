//! Errors of a node's own sum, month by month: forecasts and actuals are added up before they are compared, so errors of leaves cancel.
//!
//! Example: one item 10 too high and another 10 too low in the same month are 20 off by themselves and nothing as a sum. The
//! tracking signal is sum (F - A) / mean |F - A| over the months; it lies between minus and plus the number of months.

use std::ops::RangeInclusive;

use super::LAGS;
use crate::model::ratio;

/// By lag and stream.
type ByLag<T> = [[T; 4]; LAGS + 1];

/// Sums of a node.
#[derive(Clone, Default)]
pub(super) struct Sums {
    /// Of the cycle that is being looked at: forecast and actual of its month at each lag.
    open: ByLag<Option<(f64, f64)>>,
    /// Of all cycles before.
    ended: ByLag<Months>,
}

/// Errors of months, added up.
#[derive(Clone, Copy, Default)]
struct Months {
    count: usize,
    absolute: f64,
    signed: f64,
    actual: f64,
}

impl Sums {
    /// A leaf's forecast and actual of a month.
    pub fn add(&mut self, lag: usize, stream: usize, (forecast, actual): (f64, f64)) {
        let sum = self.open[lag][stream].get_or_insert_default();
        *sum = (sum.0 + forecast, sum.1 + actual);
    }

    /// Every leaf of a cycle was added: its sums are compared.
    pub fn end_cycle(&mut self) {
        for (open, ended) in self.open.iter_mut().flatten().zip(self.ended.iter_mut().flatten()) {
            let Some((forecast, actual)) = open.take() else { continue };
            ended.count += 1;
            ended.absolute += (forecast - actual).abs();
            ended.signed += forecast - actual;
            ended.actual += actual.abs();
        }
    }

    /// WMAPE of the sum over some lags.
    pub fn wmape(&self, lags: RangeInclusive<usize>, stream: usize) -> Option<f64> {
        let months = || self.ended[lags.clone()].iter().map(|streams| streams[stream]);
        ratio(months().map(|months| months.absolute).sum(), months().map(|months| months.actual).sum())
    }

    /// The tracking signal at a lag.
    pub fn tracking(&self, lag: usize, stream: usize) -> Option<f64> {
        let months = self.ended[lag][stream];
        ratio(months.signed, ratio(months.absolute, months.count as f64)?)
    }
}
