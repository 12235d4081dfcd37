//! Months of history worth a question: outliers, stock-outs, gaps, an incomplete last month, level shifts, returns.
//! Suggestions only: history is never changed here.
//!
//! expected = the median of the seven nearest months along their median slope, itself left out, plus the season (median difference
//! from the centered average); in logarithms where every month is positive. Robust z = residual / (1.4826 * median absolute residual);
//! |z| > 4.5 is suggested (Iglewicz & Hoaglin 1993 take 3.5; planners with thousands of series prefer fewer questions), but not
//! what happens every year. A zero where something is always sold, and a last month far too low, have a usual cause and are
//! named for it. A level shift is a step between the medians of the months before and since, at
//! least four times the spread around them and a fifth of the level; a trend does not step.
//! Sparse demand is spiky and often zero by nature: only gaps and returns are asked for.

use super::season::centered_average;
use super::series::Series;
use super::trend::line;
use super::{DemandClass, Doubt, Suggestion, Task};

/// Distance in standard deviations from which a month is odd, a zero may be a stock-out, a last month incomplete, a step clear.
const LIMIT: f64 = 4.5;
const STOCK_OUT: f64 = 4.0;
const LOW_END: f64 = 2.5;
const STEPPED: f64 = 4.0;
/// Something is always sold where at most this share of the months is zero (and one more).
const FEW_ZEROS: f64 = 0.05;
/// Share of the expected value below which a difference is no question.
const MATERIAL: f64 = 0.15;
/// A last month below this share of what was to be expected may be incomplete.
const INCOMPLETE: f64 = 0.7;
/// Months needed to tell anything, and on each side of a level shift.
const SHORTEST: usize = 8;
const SIDE: usize = 6;
/// Months of the running median.
const WINDOW: usize = 7;
/// A shift changes the level by this share at least.
const STEP: f64 = 0.2;
/// A step leaves less than this share of what a straight line through the same months leaves.
const BETTER: f64 = 0.8;
/// Returns are odd where at most this share of the months has any.
const RARE: f64 = 0.1;

/// The suspicious months, as indices of the task and in its units, the most striking first; one for each month, gaps last.
pub fn suggestions(task: &Task, series: &Series, class: DemandClass) -> Vec<Suggestion> {
    let view = Looked::new(series);
    let mut found = view.gaps();
    found.extend(returns(task, &view));
    if series.y.len() >= SHORTEST && matches!(class, DemandClass::Smooth | DemandClass::Erratic) {
        let shift = level_shift(&view);
        // months beside a step look odd to their neighbors on the other side
        let beside = |odd: &Suggestion| shift.is_some_and(|shift| shift.month.abs_diff(odd.month) <= WINDOW / 2);
        found.extend(view.odd().into_iter().filter(|odd| odd.doubt != Doubt::Outlier || !beside(odd)));
        found.extend(shift);
    }
    // a return is one whatever its size
    let rank = |odd: &Suggestion| if odd.doubt == Doubt::Return { f64::INFINITY } else { odd.z.abs() };
    found.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.month.cmp(&b.month)));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|odd| seen.insert(odd.month));
    found
}

/// A series beside what its neighbors suggest; in logarithms where every month is positive.
struct Looked<'a> {
    series: &'a Series,
    log: bool,
    /// The series without its season.
    flat: Vec<f64>,
    /// In the series' unit.
    expected: Vec<f64>,
    /// Value - expected, as a logarithm of the ratio where `log`.
    residual: Vec<f64>,
    /// Robust standard deviation of the residuals.
    spread: f64,
}

impl<'a> Looked<'a> {
    fn new(series: &'a Series) -> Self {
        let log = series.y.iter().all(|v| *v > 0.0);
        let z: Vec<f64> = if log { series.y.iter().map(|v| libm::log(*v)).collect() } else { series.y.clone() };
        let season = season(&z, series);
        let at = |t: usize| season.get(t % season.len().max(1)).copied().unwrap_or(0.0);
        let flat: Vec<f64> = z.iter().enumerate().map(|(t, v)| v - at(t)).collect();
        let expected: Vec<f64> = (0..z.len()).map(|t| from_neighbors(&flat, t) + at(t)).collect();
        let residual: Vec<f64> = z.iter().zip(&expected).map(|(v, e)| v - e).collect();
        let expected = if log { expected.into_iter().map(libm::exp).collect() } else { expected };
        let spread = spread(&residual);
        Self { series, log, flat, expected, residual, spread }
    }

    fn suggestion(&self, t: usize, doubt: Doubt, z: f64) -> Suggestion {
        let series = self.series;
        let expected = if series.non_negative { self.expected[t].max(0.0) } else { self.expected[t] };
        Suggestion {
            month: series.start + t,
            doubt,
            value: series.known[t].then(|| series.in_units(series.y[t])),
            expected: series.in_units(expected),
            z,
        }
    }

    /// Months that are not known between months that are.
    fn gaps(&self) -> Vec<Suggestion> {
        let unknown = (0..self.series.y.len()).filter(|t| !self.series.known[*t]);
        unknown.map(|t| self.suggestion(t, Doubt::Missing, 0.0)).collect()
    }

    /// Distance in standard deviations; 0 where there is no spread to compare with.
    fn z(&self, t: usize) -> f64 {
        if self.spread > 0.0 { self.residual[t] / self.spread } else { 0.0 }
    }

    /// Whether the difference is large enough to be worth a question, however even the series is.
    fn matters(&self, t: usize) -> bool {
        (self.series.y[t] - self.expected[t]).abs() > MATERIAL * self.expected[t].abs()
    }

    /// Whether the same month a year before or after is off the same way by at least half as much: then it is no accident.
    fn every_year(&self, t: usize) -> bool {
        let year = self.series.year();
        let around = [t.checked_sub(year), Some(t + year)];
        let others = around.into_iter().flatten().filter_map(|other| self.residual.get(other));
        let own = self.residual[t];
        others.into_iter().any(|other| other * own > 0.0 && other.abs() > 0.5 * own.abs())
    }

    /// Known months that are too far from their neighbors.
    fn odd(&self) -> Vec<Suggestion> {
        let y = &self.series.y;
        let last = y.len() - 1;
        let zeros = y.iter().filter(|v| **v == 0.0).count() as f64;
        let always_sold = zeros <= FEW_ZEROS * y.len() as f64 + 1.0;
        let doubt = |t: usize| {
            let (value, z) = (y[t], self.z(t));
            let low = z < 0.0 && self.series.non_negative;
            match () {
                () if low && value == 0.0 => (always_sold && z < -STOCK_OUT).then_some((Doubt::StockOut, z)),
                () if low && t == last && z < -LOW_END && value < INCOMPLETE * self.expected[t] => {
                    Some((Doubt::Incomplete, z))
                }
                () if z.abs() > LIMIT && self.matters(t) && !self.every_year(t) => Some((Doubt::Outlier, z)),
                () => None,
            }
        };
        let known = (0..=last).filter(|t| self.series.known[*t]);
        known.filter_map(|t| doubt(t).map(|(doubt, z)| self.suggestion(t, doubt, z))).collect()
    }
}

/// Months below zero in a series that hardly has any.
fn returns(task: &Task, view: &Looked) -> Vec<Suggestion> {
    let known = || task.y.iter().flatten().filter(|v| v.is_finite());
    let below = known().filter(|v| **v < 0.0).count();
    if below == 0 || below as f64 > RARE * known().count() as f64 {
        return Vec::new();
    }
    let months = (0..view.series.y.len()).filter(|t| view.series.known[*t] && view.series.y[*t] < 0.0);
    let found = months.map(|t| Suggestion {
        expected: view.series.in_units(view.expected[t].max(0.0)),
        ..view.suggestion(t, Doubt::Return, view.z(t))
    });
    found.collect()
}

/// The clearest step of the level, if there is one: `value` is the level since, `expected` the level before.
fn level_shift(view: &Looked) -> Option<Suggestion> {
    let (series, flat) = (view.series, &view.flat);
    let (n, year) = (flat.len(), series.year());
    let step = |t: usize| {
        let near = t.saturating_sub(year)..(t + year).min(n);
        let before = median(flat[near.start..t].to_vec());
        let since = median(flat[t..near.end].to_vec());
        let left: Vec<f64> = near.clone().map(|i| flat[i] - if i < t { before } else { since }).collect();
        let line = line(&flat[near.clone()]);
        let sloped: f64 = near.enumerate().map(|(i, at)| (flat[at] - line.at(i as f64 + 1.0)).abs()).sum();
        let stepped: f64 = left.iter().map(|v| v.abs()).sum();
        let (change, spread) = (since - before, spread(&left));
        let clear = is_step(view.log, before, since) && change.abs() > STEPPED * spread && stepped < BETTER * sloped;
        let z = if spread > 0.0 { change / spread } else { change.signum() * 10.0 * LIMIT };
        clear.then_some((stepped / left.len() as f64, t, z, (before, since)))
    };
    // the month that leaves least unexplained; where not even the means differ, medians need not be looked at
    let differ = means_differ(view.log, flat, year);
    let steps = (SIDE..(n + 1).saturating_sub(SIDE)).filter(|t| differ(*t)).filter_map(step);
    let (_, t, z, (before, since)) = steps.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let units = |v: f64| series.in_units(if view.log { libm::exp(v) } else { v });
    let month = series.start + t;
    Some(Suggestion { month, doubt: Doubt::LevelShift, value: Some(units(since)), expected: units(before), z })
}

/// Whether two levels (logarithms where `log`) are a step apart.
fn is_step(log: bool, before: f64, since: f64) -> bool {
    let change = (since - before).abs();
    let level = before.abs().max(since.abs());
    if log { change >= -libm::log(1.0 - STEP) } else { level > 0.0 && change >= STEP * level }
}

/// Whether the means of a year before and since a month differ by most of a step.
fn means_differ(log: bool, flat: &[f64], year: usize) -> impl Fn(usize) -> bool {
    let mut sums = vec![0.0];
    flat.iter().for_each(|v| sums.push(sums[sums.len() - 1] + v));
    let mean = move |from: usize, to: usize| (sums[to] - sums[from]) / (to - from).max(1) as f64;
    let n = flat.len();
    move |t| {
        let (before, since) = (mean(t.saturating_sub(year), t), mean(t, (t + year).min(n)));
        is_step(log, before, before + (since - before) / 0.75)
    }
}

/// `y` with the months before `at` lifted to the level since, as the months from `at` to `until` compare with the same months a year
/// before: times the median ratio; where those are few or not positive, times the ratio of the medians on both sides, or plus
/// their difference in a series with negative months. Unchanged where the levels cannot be compared.
pub fn lifted(y: &[Option<f64>], at: usize, until: usize, season: usize) -> Vec<Option<f64>> {
    let known = |months: std::ops::Range<usize>| -> Vec<f64> {
        y[months.start.min(y.len())..months.end.min(y.len())]
            .iter()
            .flatten()
            .copied()
            .filter(|v| v.is_finite())
            .collect()
    };
    let end = until.min(at + season).min(y.len());
    let pair = |t: usize| Some((y[t.checked_sub(season).filter(|before| *before < at)?]?, y[t]?));
    let ratios: Vec<f64> = (at..end)
        .filter_map(pair)
        .filter(|(before, since)| *before > 0.0 && *since > 0.0)
        .map(|(before, since)| since / before)
        .collect();
    let (before, since) = (known(at.saturating_sub(season)..at), known(at..end));
    if before.is_empty() || since.is_empty() {
        return y.to_vec();
    }
    let negative = y.iter().flatten().any(|v| *v < 0.0);
    let (low, high) = (median(before), median(since));
    let lift: Box<dyn Fn(f64) -> f64> = match () {
        () if negative => Box::new(move |v| v + high - low),
        () if 2 * ratios.len() > end - at => {
            let ratio = median(ratios);
            Box::new(move |v| v * ratio)
        }
        () if low > 0.0 && high > 0.0 => Box::new(move |v| v * (high / low)),
        () => return y.to_vec(),
    };
    y.iter().enumerate().map(|(t, v)| if t < at { v.map(&lift) } else { *v }).collect()
}

/// What the months around month `t` suggest for it: their median along the median slope between them (Theil & Sen), itself left out.
fn from_neighbors(flat: &[f64], t: usize) -> f64 {
    let window = WINDOW.min(flat.len());
    let from = t.saturating_sub(window / 2).min(flat.len() - window);
    let near = || from..from + window;
    let pairs = near().flat_map(|a| (a + 1..from + window).map(move |b| (a, b)));
    let slope = median(pairs.map(|(a, b)| (flat[b] - flat[a]) / (b - a) as f64).collect());
    let others = near().filter(|other| *other != t).map(|other| flat[other] + slope * (t as f64 - other as f64));
    let others: Vec<f64> = others.collect();
    if others.is_empty() { flat[t] } else { median(others) }
}

/// By position: the median difference from the centered average; empty without a season.
fn season(z: &[f64], series: &Series) -> Vec<f64> {
    let m = series.season;
    if series.seasonal.is_none() || m < 2 {
        return Vec::new();
    }
    let (first, average) = centered_average(z, m);
    let difference: Vec<f64> = average.iter().enumerate().map(|(i, level)| z[first + i] - level).collect();
    let mut shape = vec![0.0; m];
    for p in 0..m {
        shape[(first + p) % m] = median(difference.iter().skip(p).step_by(m).copied().collect());
    }
    shape
}

/// 1.4826 * median |difference|, which is the standard deviation of a normal; the mean |difference| * 1.2533 where more
/// than half of the months fit exactly.
fn spread(difference: &[f64]) -> f64 {
    let absolute: Vec<f64> = difference.iter().map(|v| v.abs()).collect();
    let mean = absolute.iter().sum::<f64>() / absolute.len().max(1) as f64;
    let mad = median(absolute);
    if mad > 0.05 * mean { 1.4826 * mad } else { 1.2533 * mean }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match (values.get(n / 2), n % 2) {
        (Some(v), 1) => *v,
        (Some(v), _) => 0.5 * (v + values[n / 2 - 1]),
        (None, _) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::forecast;
    use super::*;

    fn found(y: &[Option<f64>]) -> Vec<(usize, Doubt)> {
        let task =
            Task { y: y.to_vec(), horizon: 3, season: 12, first_month_of_year: 0, forced: None, drivers: Vec::new() };
        forecast(&task).suggestions.iter().map(|odd| (odd.month, odd.doubt)).collect()
    }

    /// 48 months around 100 with a gentle season and some unevenness (the digits of pi).
    fn plain() -> Vec<Option<f64>> {
        let season = [0.0, 2.0, 5.0, 8.0, 9.0, 8.0, 5.0, 2.0, 0.0, -2.0, -3.0, -2.0];
        let digits = "314159265358979323846264338327950288419716939937".bytes();
        digits.enumerate().map(|(t, digit)| Some(100.0 + season[t % 12] + 2.0 * f64::from(digit - b'0'))).collect()
    }

    #[test]
    fn nothing_odd_nothing_asked() {
        assert_eq!(found(&plain()), []);
    }

    #[test]
    fn each_kind_is_told_from_the_others() {
        for (at, value, doubt) in [
            (20, Some(300.0), Doubt::Outlier),
            (20, Some(0.0), Doubt::StockOut),
            (20, None, Doubt::Missing),
            (20, Some(-30.0), Doubt::Return),
            (47, Some(55.0), Doubt::Incomplete),
        ] {
            let mut y = plain();
            y[at] = value;
            assert_eq!(found(&y), [(at, doubt)], "{value:?}");
        }
    }

    #[test]
    fn a_step_is_a_level_shift_and_a_line_is_not() {
        let mut y = plain();
        y.iter_mut().skip(30).for_each(|v| *v = v.map(|v| v + 60.0));
        assert_eq!(found(&y), [(30, Doubt::LevelShift)]);
        let line: Vec<Option<f64>> = plain().iter().enumerate().map(|(t, v)| v.map(|v| v + 4.0 * t as f64)).collect();
        assert_eq!(found(&line), []);
    }

    #[test]
    fn a_lift_brings_the_past_to_the_new_level() {
        let y: Vec<Option<f64>> = (0..10).map(|t| Some([10.0, 20.0][t % 2] * if t < 6 { 1.0 } else { 1.5 })).collect();
        let up = lifted(&y, 6, 10, 2);
        assert_eq!(up, (0..10).map(|t| Some([15.0, 30.0][t % 2])).collect::<Vec<_>>());
        assert_eq!(lifted(&y[..4], 4, 4, 2), y[..4]);
        let below = [Some(-1.0), None, Some(2.0), Some(3.0)];
        assert_eq!(lifted(&below, 2, 4, 2), [Some(2.5), None, Some(2.0), Some(3.0)]);
    }

    #[test]
    fn a_lift_down_leaves_nothing_below_zero() {
        let y: Vec<Option<f64>> = (0..40)
            .map(|t| {
                Some(if t % 6 == 0 {
                    0.0
                } else if t < 24 {
                    100.0
                } else {
                    20.0
                })
            })
            .collect();
        let down = lifted(&y, 24, 40, 12);
        assert!(down.iter().flatten().all(|v| *v == 0.0 || *v == 20.0), "{down:?}");
    }

    #[test]
    fn growth_and_seasons_raise_no_questions() {
        let noise = |t: usize| 1.0 + 0.002 * ((t * 7919) % 31) as f64;
        let growth: Vec<Option<f64>> = (0..36).map(|t| Some(100.0 * libm::pow(1.05, t as f64) * noise(t))).collect();
        assert_eq!(found(&growth), []);
        let december: Vec<Option<f64>> =
            (0..60).map(|t| Some((100.0 + t as f64) * noise(t) * if t % 12 == 11 { 3.0 } else { 1.0 })).collect();
        assert_eq!(found(&december), []);
    }

    #[test]
    fn sparse_demand_is_not_asked_for_its_zeros() {
        let y: Vec<Option<f64>> =
            (0..48).map(|t| Some(if t % 4 == 1 { 5.0 + f64::from(t as u32 % 3) } else { 0.0 })).collect();
        assert_eq!(found(&y), []);
    }
}
