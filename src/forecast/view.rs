//! What the methods look at: a stretch of the series from its first month on, with its seasonal shapes.
//!
//! Trend removal and logarithms are done once for the whole series (`Ground`); a stretch (`View`) takes its part of them, since
//! the centered average of a month depends on its neighbors only. Invariant: the view of the first n months depends on no later
//! month.

use super::adjusted::Adjusted;
use super::holt_winters::{Mode, State, first_state};
use super::season::{Detrended, Season, centered_average};
use super::series::Series;
use super::{Driver, Task};

/// A level below this share of the largest month gives no factors: they would be noise.
const SMALL_LEVEL: f64 = 1e-3;

/// A series with what all its stretches share.
pub struct Ground<'a> {
    /// The cleaned series.
    pub series: &'a Series,
    /// Drivers from the series' first month on, into the future.
    pub drivers: Vec<&'a [f64]>,
    logs: Vec<f64>,
    added: Detrended,
    multiplied: Detrended,
    log: Detrended,
}

impl<'a> Ground<'a> {
    /// The ground of a series of `task`.
    pub fn new(series: &'a Series, task: &'a Task) -> Ground<'a> {
        let (y, m) = (&series.y, series.season);
        let average = centered_average(y, m);
        let added = Detrended::new(y, m, &average, Mode::Additive);
        let multiplied = Detrended::new(y, m, &average, Mode::Multiplicative);
        let positive = y.iter().all(|v| *v > 0.0);
        let logs = if positive { y.iter().map(|v| libm::log(*v)).collect() } else { Vec::new() };
        let from = |driver: &'a Driver| driver.values.get(series.start..).unwrap_or_default();
        let drivers = task.drivers.iter().map(from).collect();
        let log = multiplied.log();
        Ground { series, drivers, logs, added, multiplied, log }
    }
}

/// The first months of a series.
pub struct View<'a> {
    /// What they share with the others.
    pub ground: &'a Ground<'a>,
    /// The months.
    pub y: &'a [f64],
    /// Their logarithms; empty where one is not positive.
    pub logs: &'a [f64],
    /// Months in a season.
    pub season: usize,
    /// In logarithms without season; None where a month of the series is not positive.
    pub log: Option<Adjusted>,
    /// In units without season.
    pub units: Adjusted,
    /// The plain seasonal shape, added.
    pub added: Option<Season>,
    /// The plain seasonal shape, multiplied.
    pub multiplied: Option<Season>,
}

impl<'a> View<'a> {
    /// The view of the first `n` months.
    pub fn new(ground: &'a Ground<'a>, n: usize) -> View<'a> {
        let n = n.min(ground.series.y.len());
        let y = &ground.series.y[..n];
        let logs = &ground.logs[..n.min(ground.logs.len())];
        View {
            ground,
            y,
            logs,
            season: ground.series.season,
            log: (!logs.is_empty()).then(|| Adjusted::new(logs, &ground.log, true)),
            units: Adjusted::new(y, &ground.added, false),
            added: ground.added.shape(n, 1.0),
            multiplied: ground.multiplied.shape(n, 1.0),
        }
    }

    /// The view of the whole series.
    pub fn whole(ground: &'a Ground<'a>) -> View<'a> {
        Self::new(ground, ground.series.y.len())
    }

    /// The adjusted series that most methods run on: in logarithms where possible.
    pub fn main(&self) -> &Adjusted {
        self.log.as_ref().unwrap_or(&self.units)
    }

    /// Share of the seasonal shape in units that noise alone would explain; 1 without a season.
    pub fn units_doubt(&self) -> f64 {
        self.added.as_ref().map_or(1.0, |season| season.doubt)
    }

    /// First level, trend and seasons for Holt and Winters' method.
    pub fn first_state(&self, mode: Mode) -> Option<State> {
        let shape = if mode == Mode::Additive { &self.added } else { &self.multiplied };
        shape.as_ref().map(|shape| first_state(self.y, shape))
    }

    /// Position, counted from the view's first month, where the season is highest; None without a season.
    pub fn peak(&self) -> Option<usize> {
        let index = self.main().shape();
        (0..index.len()).rev().max_by(|a, b| index[*a].total_cmp(&index[*b]))
    }

    /// By position of the calendar's season: times the mean of the year; empty without a season, or where that mean is not
    /// positive.
    pub fn profile(&self, first_month_of_year: usize) -> Vec<f64> {
        let (index, m) = (self.main().shape(), self.season);
        let level = super::naive::moving_average(&self.units.flat, m);
        let largest = self.y.iter().fold(0.0f64, |most, v| most.max(v.abs()));
        if index.is_empty() || (self.log.is_none() && level <= SMALL_LEVEL * largest) {
            return Vec::new();
        }
        let factor = |v: &f64| if self.log.is_some() { libm::exp(*v) } else { 1.0 + v / level };
        let factors: Vec<f64> = index.iter().map(factor).collect();
        let mean = factors.iter().sum::<f64>() / m as f64;
        let start = first_month_of_year % m + self.ground.series.start;
        // the shape's position 0 is the view's first month
        (0..m).map(|p| factors[(p + m - start % m) % m] / mean).collect()
    }
}
