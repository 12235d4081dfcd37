//! Simple exponential smoothing: level(t) = level(t-1) + alpha * (y(t) - level(t-1)); the forecast of every later
//! month is the last level.
//!
//! Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), SES. Example there: oil
//! production 1996-2013 gives alpha 0.834, first level 446.6, forecast 542.7.
//! Invariant: for a given alpha the first level is the exact least-squares one, since every error is linear in it.

use super::search::line_search;

/// The two parameters of simple smoothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ses {
    /// Weight of the newest month, 0 to 1.
    pub alpha: f64,
    /// Level before the first month, in units of the series.
    pub level: f64,
}

/// Runs over `y`, calls `visit(t, one-step forecast of y[t])`, returns the last level.
pub fn run(y: &[f64], fit: &Ses, mut visit: impl FnMut(usize, f64)) -> f64 {
    let mut level = fit.level;
    for (t, v) in y.iter().enumerate() {
        visit(t, level);
        level += fit.alpha * (v - level);
    }
    level
}

/// Least-squares alpha in 0.01..=0.99 and first level.
pub fn fit(y: &[f64]) -> Ses {
    let alpha = line_search(0.01, 0.99, 10, 0.01, |alpha| with_best_level(y, alpha).1);
    with_best_level(y, alpha).0
}

/// The best first level for `alpha`, with its sum of squared errors: the error of month t is
/// r(t) - first level * (1-alpha)^t, where r is the error of the run that starts at zero.
pub fn with_best_level(y: &[f64], alpha: f64) -> (Ses, f64) {
    let (mut level, mut weight) = (0.0, 1.0);
    let (mut rr, mut rw, mut ww) = (0.0, 0.0, 0.0);
    for v in y {
        let r = v - level;
        rr += r * r;
        rw += r * weight;
        ww += weight * weight;
        level += alpha * r;
        weight *= 1.0 - alpha;
    }
    let first = if ww > 0.0 { rw / ww } else { 0.0 };
    (Ses { alpha, level: first }, (rr - first * rw).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::super::accuracy;
    use super::*;

    const TAHOE: [f64; 12] = [8e3, 13e3, 23e3, 34e3, 10e3, 18e3, 23e3, 38e3, 12e3, 13e3, 32e3, 41e3];

    fn one_step(y: &[f64], fit: &Ses) -> (Vec<f64>, f64) {
        let mut f = Vec::new();
        let last = run(y, fit, |_, v| f.push(v));
        (f, last)
    }

    /// Chopra & Meindl, demand forecasting chapter, "Tahoe Salt": alpha 0.1, first level the mean.
    #[test]
    fn tahoe_ses() {
        let level = TAHOE.iter().sum::<f64>() / 12.0;
        let (f, next) = one_step(&TAHOE, &Ses { alpha: 0.1, level });
        assert!((next - 23489.969385).abs() < 1e-3);
        assert!((f[7] - 20472.809675).abs() < 1e-3);
        assert!((accuracy::mad(&f, &TAHOE).unwrap() - 10208.443439).abs() < 1e-3);
        assert!((accuracy::mape(&f, &TAHOE).unwrap() - 0.59079051).abs() < 1e-6);
        assert!((accuracy::rmse(&f, &TAHOE).unwrap().powi(2) - 133132064.7759).abs() < 1.0);
        let signals: Vec<f64> = (1..=12).filter_map(|n| accuracy::tracking_signal(&f[..n], &TAHOE[..n])).collect();
        let (low, high) = signals.iter().fold((9.0f64, -9.0f64), |(l, h), v| (l.min(*v), h.max(*v)));
        assert!((low + 1.377914).abs() < 1e-4 && (high - 2.253345).abs() < 1e-4, "{low} {high}");
    }

    /// Heizer & Render, forecasting chapter (Port of Baltimore).
    #[test]
    fn baltimore_ses() {
        let y = [180.0, 168.0, 159.0, 175.0, 190.0, 205.0, 180.0, 182.0];
        let (f, next) = one_step(&y, &Ses { alpha: 0.1, level: 175.0 });
        assert!((next - 178.595856).abs() < 1e-5);
        assert!((accuracy::mad(&f, &y).unwrap() - 10.30732).abs() < 1e-4);
        assert!((accuracy::rmse(&f, &y).unwrap().powi(2) - 190.817488).abs() < 1e-3);
        assert!((accuracy::mape(&f, &y).unwrap() - 0.05593975).abs() < 1e-6);
        let (f, next) = one_step(&y, &Ses { alpha: 0.5, level: 175.0 });
        assert!((next - 184.152344).abs() < 1e-5);
        assert!((accuracy::mad(&f, &y).unwrap() - 12.329102).abs() < 1e-5);
    }

    /// Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), SES (oil production).
    #[test]
    fn oil_ses_fit() {
        let y = [
            445.36, 453.2, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87,
            456.72, 473.82, 525.95, 549.83, 542.34,
        ];
        let found = fit(&y);
        assert!((found.alpha - 0.833784).abs() < 0.006, "{found:?}");
        assert!((found.level - 446.57309).abs() < 0.05);
        assert!((run(&y, &found, |_, _| ()) - 542.679138).abs() < 0.05);
        assert!((with_best_level(&y, found.alpha).1 - 14236.772234).abs() < 0.5);
    }
}
