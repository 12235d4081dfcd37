//! The series as the methods see it: without gaps, from the first demand to the last known month, scaled by a power
//! of two so that its largest value lies between a half and one.
//!
//! Scaling by a power of two is exact, so a series of 1e12 or 1e-9 meets the same arithmetic, bit by bit.
//! Invariant: `y` is finite and not empty; `y[i]` is month `start + i` of the task.

use super::Task;
use super::holt_winters::Mode;
use super::season::{decompose, is_seasonal};

/// Older months tell little about the next ones; longer histories only cost time.
const LONGEST: usize = 240;

/// A cleaned series.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Values without gaps, largest magnitude in 0.5..1 (or all zero).
    pub y: Vec<f64>,
    /// Which of them were known; the others are interpolated.
    pub known: Vec<bool>,
    /// Index in the task of `y[0]`.
    pub start: usize,
    /// Unknown months between the last known one and the first to forecast.
    pub lead: usize,
    /// `y` times 2^exponent is the task's unit.
    pub exponent: i32,
    /// Months in a season; 1 when there is none.
    pub season: usize,
    /// Whether a season was found beyond chance, and of which form.
    pub seasonal: Option<Mode>,
    /// No known month was negative.
    pub non_negative: bool,
    /// Least and greatest of `y`.
    pub bounds: (f64, f64),
}

/// The cleaned series of a task from its first demand on; None when no month is known or all known ones are zero.
pub fn series(task: &Task) -> Option<Series> {
    from(task, |v| v != 0.0)
}

/// The same from the first known month on: where demand is sparse, the months before the first one tell how rare it is.
pub fn with_first_zeros(task: &Task) -> Option<Series> {
    from(task, |_| true)
}

fn from(task: &Task, begins: impl Fn(f64) -> bool) -> Option<Series> {
    // adding zero makes -0 a plain 0, whose sign no later step can then show
    let value = |t: usize| task.y.get(t).copied().flatten().filter(|v| v.is_finite()).map(|v| v + 0.0);
    (0..task.y.len()).find(|t| value(*t).is_some_and(|v| v != 0.0))?;
    let first = (0..task.y.len()).find(|t| value(*t).is_some_and(&begins))?;
    let last = (first..task.y.len()).rev().find(|t| value(*t).is_some())?;
    let start = first.max((last + 1).saturating_sub(LONGEST));
    let raw: Vec<Option<f64>> = (start..=last).map(value).collect();
    let largest = raw.iter().flatten().fold(0.0f64, |m, v| m.max(v.abs()));
    let exponent = libm::frexp(largest).1;
    let scaled: Vec<Option<f64>> = raw.iter().map(|v| v.map(|v| libm::ldexp(v, -exponent))).collect();
    // a season longer than any history kept can never be seen
    let season = if task.season >= 2 { task.season.min(LONGEST + 1) } else { 1 };
    let y = filled(&scaled, season);
    let mode = if y.iter().all(|v| *v > 0.0) { Mode::Multiplicative } else { Mode::Additive };
    Some(Series {
        known: raw.iter().map(Option::is_some).collect(),
        start,
        lead: task.y.len() - 1 - last,
        exponent,
        season,
        seasonal: is_seasonal(&y, season).then_some(mode),
        non_negative: !task.y.iter().flatten().any(|v| v.is_finite() && *v < 0.0),
        bounds: y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v))),
        y,
    })
}

impl Series {
    /// A figure of the scaled series in the task's unit, kept finite.
    pub fn in_units(&self, v: f64) -> f64 {
        libm::ldexp(v, self.exponent).clamp(-f64::MAX, f64::MAX)
    }

    /// Months in a year, whether or not it has a season: 12 where the task names none.
    pub fn year(&self) -> usize {
        if self.season >= 2 { self.season } else { 12 }
    }

    /// The known values.
    pub fn known_values(&self) -> Vec<f64> {
        self.y.iter().zip(&self.known).filter(|(_, k)| **k).map(|(v, _)| *v).collect()
    }

    /// Keeps a forecast within one range of history above and below it, and not negative where history never was.
    pub fn guarded(&self, v: f64) -> f64 {
        let (low, high) = self.bounds;
        let range = high - low;
        let v = if v.is_finite() { v } else { self.y.last().copied().unwrap_or(0.0) };
        let v = v.max(low - range).min(high + range);
        if self.non_negative { v.max(0.0) } else { v }
    }
}

/// Gaps filled by a straight line between their known neighbors; where the filled series has a season, once more by a
/// straight line without it.
fn filled(y: &[Option<f64>], season: usize) -> Vec<f64> {
    let straight = interpolated(y);
    if y.iter().all(Option::is_some) || !is_seasonal(&straight, season) {
        return straight;
    }
    let Some(shape) = decompose(&straight, season, Mode::Additive) else {
        return straight;
    };
    let flat = shape.remove(&straight);
    let known: Vec<Option<f64>> = y.iter().zip(flat).map(|(v, f)| v.map(|_| f)).collect();
    let smooth = interpolated(&known);
    let low = y.iter().flatten().fold(f64::INFINITY, |m, v| m.min(*v));
    y.iter().enumerate().map(|(t, v)| v.unwrap_or_else(|| shape.with(t, smooth[t]).max(low))).collect()
}

fn interpolated(y: &[Option<f64>]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(y.len());
    let mut last: Option<(usize, f64)> = None;
    for (t, v) in y.iter().enumerate() {
        let Some(v) = *v else { continue };
        let (from, base) = last.map_or((0, v), |(i, b)| (i + 1, b));
        let steps = (t + 1 - from) as f64;
        out.extend((from..t).map(|i| base + (v - base) * ((i + 1 - from) as f64 / steps)));
        out.push(v);
        last = Some((t, v));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(y: &[Option<f64>]) -> Task {
        Task { y: y.to_vec(), horizon: 3, season: 12, first_month_of_year: 0, forced: None, drivers: Vec::new() }
    }

    #[test]
    fn trims_fills_and_scales() {
        let s = series(&task(&[None, Some(0.0), Some(4.0), None, Some(8.0), Some(f64::NAN), None])).unwrap();
        assert_eq!((s.start, s.lead, s.exponent), (2, 2, 4));
        assert_eq!(s.y, [0.25, 0.375, 0.5]);
        assert_eq!(s.known, [true, false, true]);
        assert_eq!(s.in_units(s.y[2]), 8.0);
    }

    #[test]
    fn nothing_known_is_none() {
        assert_eq!(series(&task(&[])), None);
        assert_eq!(series(&task(&[None, Some(f64::INFINITY)])), None);
        assert_eq!(series(&task(&[Some(0.0), Some(0.0)])), None);
    }

    #[test]
    fn a_gap_in_the_season_is_filled_with_the_season() {
        let mut y: Vec<Option<f64>> = (0..48).map(|t| Some(if t % 12 == 11 { 300.0 } else { 100.0 })).collect();
        y[35] = None;
        let s = series(&task(&y)).unwrap();
        assert!(s.in_units(s.y[35]) > 200.0, "{}", s.in_units(s.y[35]));
    }
}
