//! Seasons: is there one, what is its shape, and the series without it.
//!
//! Test: |acf(m)| > 1.645 / sqrt(n) * sqrt(1 + 2 * sum acf(1..m-1)^2) with at least three seasons (Makridakis et al.
//! 2020, the M4 benchmark). Shape: classical decomposition by the centered moving average, shrunk towards
//! "no season" by a James-Stein factor (Miller & Williams 2003), so that noise is not taken for a season.
//! Example (Chopra & Meindl, Tahoe Salt): the centered average of quarter 3 is 19,750.

use super::holt_winters::Mode;

/// A seasonal shape: `index[t mod season]` is added to or multiplied with month t.
#[derive(Clone, Debug, PartialEq)]
pub struct Season {
    /// Added or multiplied.
    pub mode: Mode,
    /// One value per position; mean 0 (additive) or 1 (multiplicative).
    pub index: Vec<f64>,
    /// Share of the shape that noise alone would explain, 0 to 1: the shrinkage.
    pub doubt: f64,
}

impl Season {
    /// The series without its season.
    pub fn remove(&self, y: &[f64]) -> Vec<f64> {
        y.iter().enumerate().map(|(t, v)| self.without(t, *v)).collect()
    }

    /// Month `t`'s value `v` with the season put back.
    pub fn with(&self, t: usize, v: f64) -> f64 {
        match self.mode {
            Mode::Additive => v + self.at(t),
            Mode::Multiplicative => v * self.at(t),
        }
    }

    fn without(&self, t: usize, v: f64) -> f64 {
        match self.mode {
            Mode::Additive => v - self.at(t),
            Mode::Multiplicative => v / self.at(t),
        }
    }

    fn at(&self, t: usize) -> f64 {
        self.index.get(t % self.index.len().max(1)).copied().unwrap_or(neutral(self.mode))
    }

    /// The shape pulled towards "no season" by `doubt`.
    pub fn shrunk(mut self) -> Season {
        let base = neutral(self.mode);
        for v in &mut self.index {
            *v = base + (1.0 - self.doubt) * (*v - base);
        }
        self
    }
}

fn neutral(mode: Mode) -> f64 {
    if mode == Mode::Additive { 0.0 } else { 1.0 }
}

/// Whether `y` repeats itself after `season` months beyond what chance explains.
pub fn is_seasonal(y: &[f64], season: usize) -> bool {
    let n = y.len();
    if season < 2 || n / 3 < season {
        return false;
    }
    let mean = y.iter().sum::<f64>() / n as f64;
    let x: Vec<f64> = y.iter().map(|v| v - mean).collect();
    let power: f64 = x.iter().map(|v| v * v).sum();
    if power <= 0.0 {
        return false;
    }
    let acf = |k: usize| x[k..].iter().zip(&x).map(|(a, b)| a * b).sum::<f64>() / power;
    let before: f64 = (1..season).map(|k| acf(k) * acf(k)).sum();
    acf(season).abs() > 1.645 / (n as f64).sqrt() * (1.0 + 2.0 * before).sqrt()
}

/// Centered moving average over one season (2 x m when m is even): (index of the first value, values).
pub fn centered_average(y: &[f64], season: usize) -> (usize, Vec<f64>) {
    let half = season / 2;
    if season == 0 || y.len() < 2 * half + 1 {
        return (half, Vec::new());
    }
    let average = |window: &[f64]| {
        let ends = if season.is_multiple_of(2) { 0.5 * (window[0] + window[2 * half]) } else { 0.0 };
        let inner = if season.is_multiple_of(2) { &window[1..2 * half] } else { window };
        (ends + inner.iter().sum::<f64>()) / season as f64
    };
    (half, y.windows(2 * half + 1).map(average).collect())
}

/// Classical decomposition; None with fewer than two seasons, or when a multiplicative shape is asked of a series
/// that is not positive.
pub fn decompose(y: &[f64], season: usize, mode: Mode) -> Option<Season> {
    Detrended::new(y, season, &centered_average(y, season), mode).shape(y.len(), 1.0)
}

/// A series without its trend: y - average or y / average, month by month, the same for every stretch from the first month on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detrended {
    season: usize,
    first: usize,
    mode: Option<Mode>,
    values: Vec<f64>,
}

impl Detrended {
    /// `y` without its `average` (index of the first, values). Empty where a multiplicative one is asked of a series that is
    /// not positive.
    pub fn new(y: &[f64], season: usize, average: &(usize, Vec<f64>), mode: Mode) -> Detrended {
        let (first, average) = average;
        if mode == Mode::Multiplicative && y.iter().any(|v| *v <= 0.0) {
            return Detrended::default();
        }
        let without = |(v, a): (&f64, &f64)| if mode == Mode::Additive { v - a } else { v / a };
        let values = y.iter().skip(*first).zip(average).map(without).collect();
        Detrended { season, first: *first, mode: Some(mode), values }
    }

    /// The logarithms of a multiplicative one: to be added.
    pub fn log(&self) -> Detrended {
        let values = self.values.iter().map(|v| libm::log(v.max(1e-6))).collect();
        Detrended { mode: Some(Mode::Additive), values, ..self.clone() }
    }

    /// The seasonal shape of the first `months`: by position the mean, in which each year counts `memory` times the year
    /// after it; its doubt is that of the plain mean. None with fewer than two seasons.
    pub fn shape(&self, months: usize, memory: f64) -> Option<Season> {
        let (m, mode) = (self.season, self.mode?);
        if m < 2 || months / 2 < m {
            return None;
        }
        let values = &self.values[..months.saturating_sub(2 * self.first).min(self.values.len())];
        let plain = self.means(values, 1.0, mode);
        let noise = values.iter().enumerate().map(|(i, v)| (v - plain[(self.first + i) % m]).powi(2)).sum();
        let doubt = doubt(&plain, noise, values.len(), mode);
        let index = if memory < 1.0 { self.means(values, memory, mode) } else { plain };
        Some(Season { mode, index, doubt })
    }

    fn means(&self, values: &[f64], memory: f64, mode: Mode) -> Vec<f64> {
        let m = self.season;
        let (mut sum, mut count) = (vec![0.0; m], vec![0.0; m]);
        for (i, v) in values.iter().enumerate() {
            let place = (self.first + i) % m;
            sum[place] = memory * sum[place] + v;
            count[place] = memory * count[place] + 1.0;
        }
        let mean = |(s, c): (&f64, &f64)| if *c > 0.0 { s / c } else { neutral(mode) };
        let mut index: Vec<f64> = sum.iter().zip(&count).map(mean).collect();
        normalize(&mut index, mode);
        index
    }
}

fn normalize(index: &mut [f64], mode: Mode) {
    let mean = index.iter().sum::<f64>() / index.len() as f64;
    for v in index.iter_mut() {
        match mode {
            Mode::Additive => *v -= mean,
            Mode::Multiplicative => *v = (*v / mean).max(0.01),
        }
    }
}

/// W = (m-3)/(m-1) * (noise variance / years) / variance of the shape, within 0..=1; 1 where so few months are left over that
/// noise cannot be told from shape.
fn doubt(index: &[f64], noise: f64, n: usize, mode: Mode) -> f64 {
    let m = index.len() as f64;
    let spare = n as f64 - m;
    let base = neutral(mode);
    let spread = index.iter().map(|v| (v - base).powi(2)).sum::<f64>() / (m - 1.0);
    if spread <= 0.0 || spare < m / 4.0 {
        return 1.0;
    }
    let variance = noise / spare / (n as f64 / m);
    ((m - 3.0).max(0.0) / (m - 1.0) * variance / spread).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::trend::line;
    use super::*;

    const TAHOE: [f64; 12] = [8e3, 13e3, 23e3, 34e3, 10e3, 18e3, 23e3, 38e3, 12e3, 13e3, 32e3, 41e3];

    /// Chopra & Meindl, demand forecasting chapter, "Tahoe Salt": the centered average and the line through it.
    #[test]
    fn tahoe_static() {
        let (first, average) = centered_average(&TAHOE, 4);
        assert_eq!(first, 2);
        assert_eq!(average, [19750.0, 20625.0, 21250.0, 21750.0, 22500.0, 22125.0, 22625.0, 24125.0]);
        let through = line(&average);
        assert!((through.slope - 523.809524).abs() < 1e-5);
        assert!((through.at(-1.0) - 18438.988095 - 523.809524).abs() < 1e-4, "their month 3 is our 1");
        let ratio = |t: usize| TAHOE[t] / through.at(t as f64 - 1.0);
        let factor = |i: usize| (ratio(i) + ratio(i + 4) + ratio(i + 8)) / 3.0;
        for (i, want) in [0.471681, 0.683404, 1.170708, 1.66442].into_iter().enumerate() {
            assert!((factor(i) - want).abs() < 1e-5, "{i}");
        }
    }

    #[test]
    fn finds_a_clean_season_and_removes_it() {
        let shape = [0.5, 1.5, 1.0, 1.0];
        let y: Vec<f64> = (0..24).map(|t| 100.0 * shape[t % 4]).collect();
        assert!(is_seasonal(&y, 4));
        let season = decompose(&y, 4, Mode::Multiplicative).unwrap().shrunk();
        assert!(season.remove(&y).iter().all(|v| (v - 100.0).abs() < 1e-9));
        assert!(season.doubt < 1e-9);
    }

    #[test]
    fn refuses_what_it_cannot_do() {
        assert!(!is_seasonal(&[1.0; 40], 12));
        assert!(!is_seasonal(&TAHOE, 0) && !is_seasonal(&TAHOE, 1) && !is_seasonal(&TAHOE, usize::MAX));
        assert_eq!(decompose(&TAHOE, 4, Mode::Multiplicative).map(|s| s.index.len()), Some(4));
        assert_eq!(decompose(&[0.0; 12], 4, Mode::Multiplicative), None);
        assert_eq!(decompose(&TAHOE, 7, Mode::Additive), None);
    }
}
