//! How far off the forecast may be: standard deviation by month ahead, 80 % and 95 % ranges, 95 % quantile.
//!
//! Regular demand: sigma(h)^2 = (s g(h) shape(h))^2 + 1.6 d(h)^2. s is the one-month error: 0.45 of the back-test's and 0.55 of the
//! fit's, and of that the 0.7th power, times the 0.3th power of what last year's month would miss by (a single series tells its
//! own error badly); g(h) = sqrt(1 + (0.025 + 0.7 alpha^2)(h-1)) with the alpha of simple smoothing (ARIMA(0,1,1) variance grows by
//! alpha^2); shape(h) = forecast / last year's mean within 0.3..3; d(h) is how far the combined methods lie apart, which is
//! what choosing a model adds. The upper side is a tenth wider, the lower one narrower, since demand is skewed. Constants were chosen
//! together on five public monthly sets for coverage and the interval score, whose figures stand in docs/accuracy.md.
//! Intermittent demand: quantiles of a negative binomial.
//! Invariant: lo95 <= lo80 <= mean <= hi80 <= hi95, and nothing below zero where history never was.

use super::series::Series;

/// Half widths in standard deviations and the one-sided 95 % point.
const K80: f64 = 1.22;
const K95: f64 = 2.0;
const K_Q95: f64 = 1.64;
/// The upper half width is wider, the lower one narrower by this share.
pub const SKEW: f64 = 0.1;
/// Share of the back-test in the error's size; the rest is the fit's.
const BACKTEST_SHARE: f64 = 0.45;
/// What back-tests and fits miss, because parameters were chosen on the same months.
const OPTIMISM: f64 = 1.1;
/// Weight (as a power) of the error that last year's month makes, and the usual ratio of a forecast's error to it.
const POOLED: f64 = 0.3;
const USUAL: f64 = 0.65;
/// Growth of the variance with each month ahead: at least, and for each unit of alpha^2.
const GROWTH: (f64, f64) = (0.025, 0.7);
/// Weight of the disagreement of the combined methods, as a variance.
const DISAGREEMENT: f64 = 1.6;
/// Relative error assumed where history is too short to measure one.
const UNMEASURED: f64 = 0.5;

/// The ranges around a forecast, by month ahead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranges {
    /// Standard deviation of the error.
    pub sigma: Vec<f64>,
    /// Lower end, 80 %.
    pub lo80: Vec<f64>,
    /// Upper end, 80 %.
    pub hi80: Vec<f64>,
    /// Lower end, 95 %.
    pub lo95: Vec<f64>,
    /// Upper end, 95 %.
    pub hi95: Vec<f64>,
    /// 95 % quantile of the month.
    pub q95: Vec<f64>,
    /// Unit that counts are made of; 0 for demand that is not counted.
    pub piece: f64,
}

/// What is known of the errors of a forecast.
pub struct Evidence<'a> {
    /// Weight of the newest month in simple smoothing.
    pub alpha: f64,
    /// One-step errors on history.
    pub fit: &'a [f64],
    /// (Lag, error) of the back-test.
    pub trials: &'a [(usize, f64)],
    /// By month ahead: weighted standard deviation of the combined methods around their mean.
    pub disagreement: &'a [f64],
}

/// Ranges of regular demand.
pub fn regular(series: &Series, mean: &[f64], evidence: &Evidence) -> Ranges {
    let size = error_size(series, evidence);
    let recent = super::naive::moving_average(&series.y, series.year());
    let mut ranges = Ranges::default();
    for (h, f) in mean.iter().enumerate() {
        let shape = super::accuracy::ratio(*f, recent).filter(|_| recent > 0.0).map_or(1.0, |r| r.clamp(0.3, 3.0));
        let own = size * growth(evidence.alpha, h + 1) * shape;
        let apart = evidence.disagreement.get(h).copied().unwrap_or(0.0);
        let sigma = OPTIMISM * (own * own + DISAGREEMENT * apart * apart).sqrt();
        let (low, high) = ((1.0 - SKEW) * sigma, (1.0 + SKEW) * sigma);
        ranges.sigma.push(sigma);
        ranges.push(series, *f, [f - K95 * low, f - K80 * low, f + K80 * high, f + K95 * high], f + K_Q95 * high);
    }
    ranges
}

/// Ranges of intermittent demand, in whole units where history is whole.
pub fn intermittent(series: &Series, mean: &[f64]) -> Ranges {
    let known = series.known_values();
    let n = known.len().max(1) as f64;
    let level = known.iter().sum::<f64>() / n;
    let variance = known.iter().map(|v| (v - level).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let unit = unit(series, &known);
    let mut ranges = Ranges { piece: unit, ..Ranges::default() };
    for f in mean {
        let rate = f.max(0.0) / unit;
        let spread = super::accuracy::ratio(variance * f.max(0.0), level).unwrap_or(variance) / (unit * unit);
        // the mean itself is uncertain: a tenth of its standard error over a year widens the counts
        let counts = Counts::new(rate + 0.1 * (variance / 12.0).sqrt() / unit, spread);
        ranges.sigma.push(spread.max(rate).sqrt() * unit);
        let ends = [0.025, 0.1, 0.9, 0.975].map(|p| counts.quantile(p) * unit);
        ranges.push(series, *f, ends, counts.quantile(0.95) * unit);
    }
    ranges
}

impl Ranges {
    /// The same ranges, each wide enough to hold `mean`.
    pub fn around(mut self, mean: &[f64]) -> Ranges {
        for (h, m) in mean.iter().enumerate() {
            self.lo95[h] = self.lo95[h].min(*m);
            self.lo80[h] = self.lo80[h].min(*m);
            self.hi80[h] = self.hi80[h].max(*m);
            self.hi95[h] = self.hi95[h].max(*m);
        }
        self
    }

    fn push(&mut self, series: &Series, mean: f64, ends: [f64; 4], q95: f64) {
        let floor = |v: f64| if series.non_negative { v.max(0.0) } else { v };
        self.lo95.push(floor(ends[0]).min(mean));
        self.lo80.push(floor(ends[1]).min(mean));
        self.hi80.push(floor(ends[2]).max(mean));
        self.hi95.push(floor(ends[3]).max(mean));
        self.q95.push(floor(q95));
    }
}

/// How the standard deviation grows `lag` months ahead, relative to one month ahead.
pub fn growth(alpha: f64, lag: usize) -> f64 {
    (1.0 + (GROWTH.0 + GROWTH.1 * alpha * alpha) * (lag as f64 - 1.0)).sqrt()
}

/// One-month-ahead standard deviation: root mean square of the fit mixed with 1.25 times the mean absolute back-test error
/// brought back to one month (1.25: normal's ratio of standard to mean absolute deviation), pooled with what last year's month
/// would miss by.
fn error_size(series: &Series, evidence: &Evidence) -> f64 {
    let n = evidence.fit.len() as f64;
    let fit = super::accuracy::ratio(evidence.fit.iter().map(|e| e * e).sum(), n).map(f64::sqrt);
    let reduced = evidence.trials.iter().map(|(lag, e)| e.abs() / growth(evidence.alpha, *lag)).sum::<f64>();
    let trial = super::accuracy::ratio(1.25 * reduced, evidence.trials.len() as f64);
    let own = match (fit, trial) {
        (Some(f), Some(t)) => (1.0 - BACKTEST_SHARE) * f + BACKTEST_SHARE * t,
        (Some(v), None) | (None, Some(v)) => v,
        (None, None) => return UNMEASURED * series.y.last().map_or(0.0, |v| v.abs()),
    };
    match super::accuracy::seasonal_scale(&series.y, series.season) {
        Some(scale) => libm::pow(own, 1.0 - POOLED) * libm::pow(USUAL * scale, POOLED),
        None => own,
    }
}

/// The unit that counts are made of: 1 where history is whole and small, else a twentieth of the mean demand size.
fn unit(series: &Series, known: &[f64]) -> f64 {
    let sizes: Vec<f64> = known.iter().copied().filter(|v| *v != 0.0).collect();
    let mean = sizes.iter().map(|v| v.abs()).sum::<f64>() / sizes.len().max(1) as f64;
    let one = libm::ldexp(1.0, -series.exponent);
    let whole = sizes.iter().all(|v| series.in_units(*v).fract() == 0.0);
    if whole && mean <= 100.0 * one { one } else { (mean / 20.0).max(f64::MIN_POSITIVE) }
}

/// A negative binomial (a Poisson where the variance does not exceed the mean).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counts {
    mean: f64,
    variance: f64,
}

impl Counts {
    /// Counts with this mean and variance.
    pub fn new(mean: f64, variance: f64) -> Counts {
        let mean = if mean.is_finite() { mean.clamp(1e-9, 500.0) } else { 1e-9 };
        Counts { mean, variance: if variance.is_finite() { variance } else { mean } }
    }

    /// The least count whose cumulative probability reaches `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        let overspread = self.variance > self.mean * 1.0001;
        let r = if overspread { self.mean * self.mean / (self.variance - self.mean) } else { 0.0 };
        let (mut term, step) = if overspread {
            (libm::exp(r * libm::log(r / (r + self.mean))), self.mean / (r + self.mean))
        } else {
            (libm::exp(-self.mean), self.mean)
        };
        let (mut sum, mut k) = (term, 0.0);
        while sum < p && k < 20_000.0 {
            term *= if overspread { (k + r) / (k + 1.0) * step } else { step / (k + 1.0) };
            sum += term;
            k += 1.0;
        }
        k
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_counts() {
        // Poisson(2): P(X <= 4) = 0.9473, P(X <= 5) = 0.9834. Negative binomial mean 2, variance 4 (r = 2, p = 1/2).
        assert_eq!(Counts::new(2.0, 2.0).quantile(0.95), 5.0);
        assert_eq!(Counts::new(2.0, 4.0).quantile(0.6), 2.0);
        assert_eq!(Counts::new(2.0, 4.0).quantile(0.95), 6.0);
        assert_eq!(Counts::new(f64::NAN, f64::NAN).quantile(0.95), 0.0);
    }

    #[test]
    fn grows_with_the_months_ahead() {
        assert_eq!(growth(0.5, 1), 1.0);
        assert!(growth(0.5, 2) > 1.0);
    }
}
