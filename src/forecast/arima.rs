//! Seasonal ARIMA(1,0,1)(0,1,1) with drift: the change on last year's month is a constant, plus a share phi of the last
//! month's departure from it, plus moving averages of the errors one month and one season ago.
//!
//! (1 - phi B)(w - mu) = (1 - theta B)(1 - Theta B^m) e with w(t) = z(t) - z(t-m), z the logarithm where all is positive.
//! Source: Box & Jenkins (1970), conditional least squares: errors before the first difference are zero. With phi near 1 and
//! mu = 0 it is their airline model. Invariant: for given phi, theta, Theta the drift mu is the exact least-squares one,
//! kept within one standard deviation of the mean difference.
//! Example: a series that repeats its year with 2 added every year gives mu = 2 and goes on so.

use super::search::{Span, nelder_mead};

/// Its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arima {
    /// Autoregression of the seasonal difference.
    pub phi: f64,
    /// Moving average, last month.
    pub theta: f64,
    /// Moving average, last season.
    pub seasonal: f64,
    /// Mean change on last year's month.
    pub drift: f64,
}

/// Least-squares parameters of `z`, which holds more than one season and a month; None else.
pub fn fit(z: &[f64], season: usize) -> Option<Arima> {
    let differences = z.len().checked_sub(season).filter(|n| *n > 1 && season > 1)? as f64;
    let change = |t: usize| z[t] - z[t - season];
    let mean = (season..z.len()).map(change).sum::<f64>() / differences;
    let spread = (season..z.len()).map(|t| (change(t) - mean) * (change(t) - mean)).sum::<f64>() / differences;
    let near = (mean, spread.sqrt());
    let spans = [
        Span { start: 0.7, step: 0.2, low: -0.2, high: 0.98 },
        Span { start: 0.3, step: 0.2, low: -0.5, high: 0.95 },
        Span { start: 0.5, step: 0.2, low: -0.3, high: 0.95 },
    ];
    let mut errors = Errors::new(z.len());
    let (x, _) = nelder_mead(&spans, 60, 1e-4, &mut |x| errors.best_drift(z, season, [x[0], x[1], x[2]], near).1);
    let (drift, _) = errors.best_drift(z, season, [x[0], x[1], x[2]], near);
    Some(Arima { phi: x[0], theta: x[1], seasonal: x[2], drift })
}

/// Errors of a run without drift, and what one unit of drift takes from them.
struct Errors {
    own: Vec<f64>,
    drift: Vec<f64>,
}

impl Errors {
    fn new(n: usize) -> Self {
        Self { own: vec![0.0; n], drift: vec![0.0; n] }
    }

    /// The best drift within `near` (mean, reach), and the sum of squared errors with it.
    fn best_drift(&mut self, z: &[f64], m: usize, [phi, theta, seasonal]: [f64; 3], near: (f64, f64)) -> (f64, f64) {
        let both = theta * seasonal;
        let (mut rr, mut rc, mut cc) = (0.0, 0.0, 0.0);
        for t in m + 1..z.len() {
            let change = z[t] - z[t - m] - phi * (z[t - 1] - z[t - 1 - m]);
            let back = |e: &[f64]| theta * e[t - 1] + seasonal * e[t - m] - both * e[t - m - 1];
            let (r, c) = (change + back(&self.own), 1.0 - phi + back(&self.drift));
            (self.own[t], self.drift[t]) = (r, c);
            rr += r * r;
            rc += r * c;
            cc += c * c;
        }
        let best = if cc > 0.0 { rc / cc } else { near.0 };
        let drift = best.max(near.0 - near.1).min(near.0 + near.1);
        (drift, (rr - 2.0 * drift * rc + drift * drift * cc).max(0.0))
    }
}

/// Runs over `z`, calls `visit(t, one-step forecast)` from month m + 1 on, returns the next `horizon` months.
pub fn run(z: &[f64], fit: &Arima, m: usize, horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let n = z.len();
    let mut all = z.to_vec();
    let mut errors = vec![0.0; n + horizon];
    for t in m + 1..n + horizon {
        let before = all[t - 1] - all[t - 1 - m] - fit.drift;
        let back =
            fit.theta * errors[t - 1] + fit.seasonal * errors[t - m] - fit.theta * fit.seasonal * errors[t - m - 1];
        let expected = fit.drift + all[t - m] + fit.phi * before - back;
        if t < n {
            visit(t, expected);
            errors[t] = all[t] - expected;
        } else {
            all.push(expected);
        }
    }
    all.split_off(n.min(all.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_that_grows_evenly_goes_on() {
        let year = [3.0, 5.0, 9.0, 4.0];
        let y: Vec<f64> = (0..28).map(|t| year[t % 4] + 2.0 * (t / 4) as f64).collect();
        let found = fit(&y, 4).unwrap();
        assert!((found.drift - 2.0).abs() < 1e-9, "{found:?}");
        let mut fitted = Vec::new();
        let ahead = run(&y, &found, 4, 6, |t, v| fitted.push((t, v)));
        for (h, v) in ahead.iter().enumerate() {
            assert!((v - (year[h % 4] + 14.0 + 2.0 * (h / 4) as f64)).abs() < 1e-9, "{ahead:?}");
        }
        assert!(fitted.iter().all(|(t, v)| (v - y[*t]).abs() < 1e-9) && fitted[0].0 == 5);
    }

    /// By hand: season 2, z = 1, 2, 2, 4, 3; phi 0.5, theta 0.4, Theta 0.2, drift 1. w = 1, 2, 1 from month 2 on.
    /// e(3) = (2-1) - 0.5 (1-1) = 1; e(4) = (1-1) - 0.5 (2-1) + 0.4 * 1 = -0.1.
    /// Month 5: w = 1 + 0.5 (1-1) - 0.4 (-0.1) - 0.2 * 1 + 0.08 * 0 = 0.84, so 4 + 0.84.
    #[test]
    fn one_step_by_hand() {
        let fit = Arima { phi: 0.5, theta: 0.4, seasonal: 0.2, drift: 1.0 };
        let mut fitted = Vec::new();
        let next = run(&[1.0, 2.0, 2.0, 4.0, 3.0], &fit, 2, 1, |_, v| fitted.push(v));
        assert!((fitted[0] - 3.0).abs() < 1e-12 && (fitted[1] - 3.1).abs() < 1e-12, "{fitted:?}");
        assert!((next[0] - 4.84).abs() < 1e-12, "{next:?}");
    }

    #[test]
    fn too_short_is_none() {
        assert_eq!(fit(&[1.0; 5], 4), None);
        assert_eq!(fit(&[1.0; 50], 1), None);
        assert!(fit(&[1.0; 6], 4).is_some());
    }
}
