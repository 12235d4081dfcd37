//! The levels above item and market: each family and the total as forecast by themselves, and how the pairs are brought to agree.
//!
//! A level has a forecast of its own where all its pairs count in one unit and there are at least two with history up to the last closed
//! month; a family holds the items that name it, not those of families below. Its history is the sum of theirs as cleansed, gaps filled
//! by a straight line, pairs whose record ends earlier left out. Reconciled pairs keep their evidence; mean, ranges
//! and error move together. Invariant: a family is the sum of its pairs in every month, whatever the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cleansed::History;
use crate::engine::{Forecasts, Frame};
use crate::forecast::accuracy::wmape;
use crate::forecast::reconcile::{self, Node, Way};
use crate::forecast::{Forecast, MethodKind, Task};
use crate::model::{Month, Reconciliation};

/// Ratios of a new mean to the old one by which ranges are scaled; beyond them they are shifted.
const SCALED: std::ops::Range<f64> = 0.1..10.0;

/// A family or the total.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The family; `None`: the total.
    pub family: Option<usize>,
    /// Its pairs with history.
    pub pairs: Vec<usize>,
    /// Its own forecast; `None` until it is fitted.
    pub fit: Option<Arc<Forecast>>,
}

/// How far a level was off when the last months were held back: forecast as a whole, and as the sum of its pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelError {
    /// Months held back.
    pub months: usize,
    /// WMAPE of the level's own forecast.
    pub own: f64,
    /// WMAPE of the sum of its pairs' forecasts.
    pub sum: f64,
}

impl Level {
    /// The two errors over the oldest back-test; `None` where a pair was too short for it, or nothing was sold.
    pub fn error(&self, forecasts: &Forecasts) -> Option<LevelError> {
        let own = held_back(self.fit.as_ref()?)?;
        let months = own.len();
        let (mut sum, mut actual) = (vec![0.0; months], vec![0.0; months]);
        for pair in &self.pairs {
            let history = &forecasts.cleansed[*pair];
            let last = history.get(history.len().checked_sub(months)?..)?;
            let path = held_back(&forecasts.fits[*pair]).filter(|path| path.len() == months);
            // a pair that sells no more is forecast as nothing, without a back-test
            let none = || (forecasts.fits[*pair].method == MethodKind::Zero).then(|| vec![0.0; months]);
            for (t, (path, units)) in path.map(<[f64]>::to_vec).or_else(none)?.iter().zip(last).enumerate() {
                sum[t] += path;
                actual[t] += units.map_or(*path, |units| units.0);
            }
        }
        Some(LevelError { months, own: wmape(own, &actual)?, sum: wmape(&sum, &actual)? })
    }
}

/// What the chosen method would have said of the last months.
fn held_back(fit: &Forecast) -> Option<&[f64]> {
    let chosen = fit.candidates.iter().find(|candidate| candidate.kind == fit.method)?;
    (!chosen.path.is_empty()).then_some(&chosen.path)
}

/// What to fit at the levels above: family, pairs, task; the families in order, then the total.
pub fn tasks(frame: &Frame, histories: &[Option<History>]) -> Vec<(Option<usize>, Vec<usize>, Task)> {
    let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let lasting = |history: &History| history.cleansed.last().is_some_and(Option::is_some);
    let known = || (0..frame.pairs.len()).filter(|pair| histories[*pair].as_ref().is_some_and(lasting));
    for pair in known() {
        if let Some(family) = frame.family_of[frame.pairs[pair].item] {
            families.entry(family).or_default().push(pair);
        }
    }
    let levels = families.into_iter().map(|(family, pairs)| (Some(family), pairs));
    let levels = levels.chain([(None, known().collect())]);
    levels
        .filter(|(_, pairs)| of_one_unit(frame, pairs))
        .map(|(family, pairs)| {
            let history = sum(&pairs, histories, frame.horizon.first);
            let task = super::task(frame, Some(&history), None, Vec::new());
            (family, pairs, task)
        })
        .collect()
}

fn of_one_unit(frame: &Frame, pairs: &[usize]) -> bool {
    let mut units = pairs.iter().map(|pair| frame.unit_of[frame.pairs[*pair].item]);
    let first = units.next();
    pairs.len() > 1 && units.all(|unit| Some(unit) == first)
}

fn sum(pairs: &[usize], histories: &[Option<History>], cycle: Month) -> History {
    let own = || pairs.iter().filter_map(|pair| histories[*pair].as_ref());
    let first = own().map(|history| history.first).min().unwrap_or(cycle);
    let months = usize::try_from(cycle - first).unwrap_or(0);
    let mut summed = vec![0.0; months];
    for history in own() {
        let start = months - history.cleansed.len().min(months);
        for (sum, units) in summed[start..].iter_mut().zip(interpolated(&history.cleansed)) {
            *sum += units;
        }
    }
    History { first, raw: Vec::new(), cleansed: summed.into_iter().map(Some).collect() }
}

/// Brings the pairs to agree with the levels above.
pub fn reconcile(frame: &Frame, how: Reconciliation, forecasts: &mut Forecasts) {
    let way = match how {
        Reconciliation::BottomUp => return,
        Reconciliation::MiddleOut => Way::MiddleOut,
        Reconciliation::TopDown => Way::TopDown,
        Reconciliation::LeastSquares => Way::LeastSquares,
    };
    // until all its levels are fitted, a pair's forecast is a draft
    for level in forecasts.levels.iter().filter(|level| level.fit.is_none()) {
        level.pairs.iter().for_each(|pair| forecasts.pending[*pair] = true);
    }
    // pairs of other units stand outside of every level that was fitted
    let Some(inside) = inside(forecasts, way) else { return };
    let group_of: Vec<Option<usize>> = inside.iter().map(|pair| frame.family_of[frame.pairs[*pair].item]).collect();
    let levels: BTreeMap<Option<usize>, Arc<Forecast>> =
        forecasts.levels.iter().filter_map(|level| Some((level.family, Arc::clone(level.fit.as_ref()?)))).collect();
    let mut means: Vec<Vec<f64>> = vec![Vec::with_capacity(frame.horizon.months); inside.len()];
    for t in 0..frame.horizon.months {
        let node =
            |fit: &Forecast| Some(Node { mean: *fit.mean.get(t)?, variance: fit.sigma.get(t)? * fit.sigma.get(t)? });
        let leaves: Vec<Node> = inside
            .iter()
            .map(|pair| node(&forecasts.fits[*pair]).unwrap_or(Node { mean: 0.0, variance: 0.0 }))
            .collect();
        let groups: Vec<Option<Node>> =
            (0..frame.families.len()).map(|family| node(levels.get(&Some(family))?)).collect();
        let total = levels.get(&None).and_then(|fit| node(fit));
        let reconciled = reconcile::reconcile(way, &leaves, &group_of, &groups, total);
        means.iter_mut().zip(reconciled).for_each(|(mean, v)| mean.push(v));
    }
    for (pair, mean) in inside.into_iter().zip(means) {
        let moved = moved(&forecasts.fits[pair], mean, how);
        forecasts.fits[pair] = Arc::new(moved);
    }
}

/// The pairs that the fitted levels hold, all of one unit where the total is among them; `None` where nothing would move.
fn inside(forecasts: &Forecasts, way: Way) -> Option<Vec<usize>> {
    let fitted = forecasts.levels.iter().filter(|level| level.fit.is_some());
    let used = fitted.filter(|level| way != Way::TopDown || level.family.is_none());
    let mut pairs: Vec<usize> = used.flat_map(|level| level.pairs.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    (!pairs.is_empty()).then_some(pairs)
}

/// A fit with another mean: ranges and error in proportion, or by the difference where there is nothing to scale by.
fn moved(fit: &Forecast, mean: Vec<f64>, how: Reconciliation) -> Forecast {
    if mean == fit.mean {
        return fit.clone();
    }
    let scale = |old: f64, new: f64| Some(new / old).filter(|ratio| old > 0.0 && SCALED.contains(ratio));
    let ends = |ends: &[f64]| {
        let old_and_new = ends.iter().zip(&fit.mean).zip(&mean);
        let end = |((end, old), new): ((&f64, &f64), &f64)| match scale(*old, *new) {
            Some(ratio) => end * ratio,
            None if fit.lo95.iter().all(|low| *low >= 0.0) => (end + new - old).max(0.0),
            None => end + new - old,
        };
        old_and_new.map(end).collect::<Vec<f64>>()
    };
    let sigma = fit.sigma.iter().zip(&fit.mean).zip(&mean);
    let sigma = sigma.map(|((sigma, old), new)| sigma * scale(*old, *new).unwrap_or(1.0)).collect();
    Forecast {
        lo80: ends(&fit.lo80),
        hi80: ends(&fit.hi80),
        lo95: ends(&fit.lo95),
        hi95: ends(&fit.hi95),
        q95: ends(&fit.q95),
        sigma,
        reason: format!("{} Then brought to agree with the levels above ({}).", fit.reason, how.name().to_lowercase()),
        mean,
        ..fit.clone()
    }
}

/// Gaps filled by a straight line between their known neighbors.
fn interpolated(y: &[Option<f64>]) -> Vec<f64> {
    let mut filled: Vec<f64> = Vec::with_capacity(y.len());
    let mut last: Option<f64> = None;
    for (t, units) in y.iter().enumerate() {
        let Some(units) = *units else { continue };
        let (from, missing) = (last.unwrap_or(units), t - filled.len());
        let step = (units - from) / (missing + 1) as f64;
        filled.extend((1..=missing).map(|i| from + step * i as f64));
        filled.push(units);
        last = Some(units);
    }
    filled.resize(y.len(), last.unwrap_or(0.0));
    filled
}
