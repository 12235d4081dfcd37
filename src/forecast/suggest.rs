//! Months of history worth a question: outliers, stock-outs, gaps, an incomplete last month, level shifts, returns.
//! Suggestions only: history is never changed here.
//!
//! expected = running median (7 months) + median of the same position's differences in other years; robust
//! z = difference / (1.4826 * median absolute difference); |z| > 4 is suggested (Iglewicz & Hoaglin 1993 take 3.5; planners
//! with thousands of series prefer fewer questions). A zero where something is always sold, and a last month far too low, are asked
//! for earlier, since they have a usual cause. A level shift is a step between the medians of the months before and since, at
//! least four times the spread around them and a fifth of the level; a trend does not step.
//! Sparse demand is spiky and often zero by nature: only gaps and returns are asked for.

use super::series::Series;
use super::trend::line;
use super::{DemandClass, Doubt, Suggestion, Task};

/// Distance in standard deviations from which a month is odd; from which a zero or a low last month is.
const LIMIT: f64 = 4.0;
const USUAL_CAUSE: f64 = 2.5;
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

/// The suspicious months, as indices of the task and in its units, the most striking first; gaps last.
pub fn suggestions(task: &Task, series: &Series, class: DemandClass) -> Vec<Suggestion> {
    let expected = expected(series);
    let view = Looked {
        series,
        expected: &expected,
        difference: series.y.iter().zip(&expected).map(|(v, e)| v - e).collect(),
    };
    let mut found = view.gaps();
    found.extend(returns(task, &view));
    if series.y.len() >= SHORTEST && matches!(class, DemandClass::Smooth | DemandClass::Erratic) {
        let spread = spread(&view.difference);
        let shift = level_shift(series, &view);
        // months beside a step look odd to their neighbors on the other side
        let beside = |odd: &Suggestion| shift.is_some_and(|shift| shift.month.abs_diff(odd.month) <= WINDOW / 2);
        let returned: Vec<usize> = found.iter().filter(|odd| odd.doubt == Doubt::Return).map(|odd| odd.month).collect();
        let new = |odd: &Suggestion| odd.doubt != Doubt::Outlier || !(beside(odd) || returned.contains(&odd.month));
        found.extend(view.odd(spread).into_iter().filter(new));
        found.extend(shift);
    }
    found.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then(a.month.cmp(&b.month)).then(a.doubt.cmp(&b.doubt)));
    found
}

/// A series, what its neighbors suggest by month, and the difference.
struct Looked<'a> {
    series: &'a Series,
    expected: &'a [f64],
    difference: Vec<f64>,
}

impl Looked<'_> {
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

    /// Whether the difference is large enough to be worth a question, however even the series is.
    fn matters(&self, t: usize) -> bool {
        self.difference[t].abs() > MATERIAL * self.expected[t].abs()
    }

    /// Known months that are too far from their neighbors.
    fn odd(&self, spread: f64) -> Vec<Suggestion> {
        let last = self.series.y.len() - 1;
        let doubt = |t: usize| {
            let (value, z) = (self.series.y[t], self.difference[t] / spread);
            let low = z < -USUAL_CAUSE && self.series.non_negative;
            match () {
                () if low && value == 0.0 => Some((Doubt::StockOut, z)),
                () if low && t == last && value < INCOMPLETE * self.expected[t] => Some((Doubt::Incomplete, z)),
                () if z.abs() > LIMIT && self.matters(t) => Some((Doubt::Outlier, z)),
                () => None,
            }
        };
        let known = (0..=last).filter(|t| self.series.known[*t] && spread > 0.0);
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
    let spread = spread(&view.difference);
    let z = |t: usize| if spread > 0.0 { view.difference[t] / spread } else { 0.0 };
    let months = (0..view.series.y.len()).filter(|t| view.series.known[*t] && view.series.y[*t] < 0.0);
    months
        .map(|t| Suggestion {
            expected: view.series.in_units(view.expected[t].max(0.0)),
            ..view.suggestion(t, Doubt::Return, z(t))
        })
        .collect()
}

/// The clearest step of the level, if there is one: `value` is the level since, `expected` the level before.
fn level_shift(series: &Series, view: &Looked) -> Option<Suggestion> {
    let flat = without_season(series, view.expected);
    let n = flat.len();
    let side = |t: usize| {
        let year = series.year();
        let before = median(flat[t.saturating_sub(year)..t].to_vec());
        let since = median(flat[t..(t + year).min(n)].to_vec());
        (before, since)
    };
    let around = |t: usize, (before, since): (f64, f64)| {
        let near = t.saturating_sub(series.year())..(t + series.year()).min(n);
        let line = line(&flat[near.clone()]);
        let sloped: f64 = near.clone().enumerate().map(|(i, at)| (flat[at] - line.at(i as f64 + 1.0)).abs()).sum();
        (near.map(|i| flat[i] - if i < t { before } else { since }).collect::<Vec<f64>>(), sloped)
    };
    let step = |t: usize| {
        let (before, since) = side(t);
        let (near, sloped) = around(t, (before, since));
        let (change, spread) = (since - before, spread(&near));
        let level = before.abs().max(since.abs());
        let stepped: f64 = near.iter().map(|v| v.abs()).sum();
        let clear = change.abs() >= STEP * level && change.abs() > LIMIT * spread && stepped < BETTER * sloped;
        let z = if spread > 0.0 { change / spread } else { change.signum() * 10.0 * LIMIT };
        clear.then_some((stepped / near.len() as f64, t, z, (before, since)))
    };
    // the month that leaves least unexplained; where not even the means differ, medians need not be looked at
    let differ = means_differ(&flat, series.year());
    let steps = (SIDE..(n + 1).saturating_sub(SIDE)).filter(|t| differ(*t)).filter_map(step);
    let (_, t, z, (before, since)) = steps.min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Suggestion {
        month: series.start + t,
        doubt: Doubt::LevelShift,
        value: Some(series.in_units(since)),
        expected: series.in_units(before),
        z,
    })
}

/// Whether the means of a year before and since a month differ by most of a step.
fn means_differ(flat: &[f64], year: usize) -> impl Fn(usize) -> bool {
    let mut sums = vec![0.0];
    flat.iter().for_each(|v| sums.push(sums[sums.len() - 1] + v));
    let mean = move |from: usize, to: usize| (sums[to] - sums[from]) / (to - from).max(1) as f64;
    let n = flat.len();
    move |t| {
        let (before, since) = (mean(t.saturating_sub(year), t), mean(t, (t + year).min(n)));
        (since - before).abs() >= 0.75 * STEP * before.abs().max(since.abs())
    }
}

/// `y` with the months before `at` lifted to the level since: times the median ratio of the first year since to the same months a
/// year before, or plus the median difference where a month is not positive. Unchanged where no two years can be compared.
pub fn lifted(y: &[Option<f64>], at: usize, season: usize) -> Vec<Option<f64>> {
    let pairs: Vec<(f64, f64)> = (at..y.len().min(at + season))
        .filter_map(|t| Some((y[t.checked_sub(season).filter(|before| *before < at)?]?, y[t]?)))
        .filter(|(before, since)| before.is_finite() && since.is_finite())
        .collect();
    if pairs.is_empty() {
        return y.to_vec();
    }
    let positive = pairs.iter().all(|(before, since)| *before > 0.0 && *since > 0.0);
    let ratio =
        median(pairs.iter().map(|(before, since)| if positive { since / before } else { since - before }).collect());
    let lift = |v: f64| if positive { v * ratio } else { v + ratio };
    y.iter().enumerate().map(|(t, v)| if t < at { v.map(lift) } else { *v }).collect()
}

fn expected(series: &Series) -> Vec<f64> {
    let level = running_median(&series.y);
    let season = season(series, &level);
    let flat = flat(series, &season);
    let back = |(t, l): (usize, &f64)| l + season.get(t % season.len().max(1)).copied().unwrap_or(0.0);
    running_median(&flat).iter().enumerate().map(back).collect()
}

fn without_season(series: &Series, level: &[f64]) -> Vec<f64> {
    flat(series, &season(series, level))
}

/// By position: the median difference from `level`; empty without a season.
fn season(series: &Series, level: &[f64]) -> Vec<f64> {
    let (y, m) = (&series.y, series.season);
    if series.seasonal.is_none() || m < 2 {
        return Vec::new();
    }
    let difference: Vec<f64> = y.iter().zip(level).map(|(v, l)| v - l).collect();
    (0..m).map(|p| median(difference.iter().skip(p).step_by(m).copied().collect())).collect()
}

fn flat(series: &Series, season: &[f64]) -> Vec<f64> {
    let at = |t: usize| season.get(t % season.len().max(1)).copied().unwrap_or(0.0);
    series.y.iter().enumerate().map(|(t, v)| v - at(t)).collect()
}

/// 1.4826 * median |difference|, which is the standard deviation of a normal; the mean |difference| * 1.2533 where more
/// than half of the months fit exactly.
fn spread(difference: &[f64]) -> f64 {
    let absolute: Vec<f64> = difference.iter().map(|v| v.abs()).collect();
    let mean = absolute.iter().sum::<f64>() / absolute.len().max(1) as f64;
    let mad = median(absolute);
    if mad > 0.05 * mean { 1.4826 * mad } else { 1.2533 * mean }
}

fn running_median(y: &[f64]) -> Vec<f64> {
    let window = WINDOW.min(y.len());
    let from = |t: usize| t.saturating_sub(window / 2).min(y.len() - window);
    (0..y.len()).map(|t| median(y[from(t)..from(t) + window].to_vec())).collect()
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
        let up = lifted(&y, 6, 2);
        assert_eq!(up, (0..10).map(|t| Some([15.0, 30.0][t % 2])).collect::<Vec<_>>());
        assert_eq!(lifted(&y[..4], 4, 2), y[..4]);
        assert_eq!(lifted(&[Some(0.0), None, Some(2.0), Some(3.0)], 2, 2), [Some(2.0), None, Some(2.0), Some(3.0)]);
    }

    #[test]
    fn sparse_demand_is_not_asked_for_its_zeros() {
        let y: Vec<Option<f64>> =
            (0..48).map(|t| Some(if t % 4 == 1 { 5.0 + f64::from(t as u32 % 3) } else { 0.0 })).collect();
        assert_eq!(found(&y), []);
    }
}
