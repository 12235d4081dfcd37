//! Theta method: the mean of the straight line through the history and of simple smoothing of the series bent
//! away from that line (theta = 2): flat smoothing with half the long-run slope.
//!
//! Source: Assimakopoulos & Nikolopoulos (2000), best method of the M3 competition; theta-2 line = 2 y - line.
//! Invariant: on a series without slope it is simple smoothing.

use super::ses::{self, Ses};
use super::trend::{Line, line};

/// Simple smoothing of the theta-2 line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theta {
    /// Smoothing of 2 y - line.
    pub ses: Ses,
}

/// Least-squares smoothing of the theta-2 line of `y`, or the one with `alpha`.
pub fn fit(y: &[f64], alpha: Option<f64>) -> Theta {
    let bent = bent(y, &line(y));
    Theta { ses: alpha.map_or_else(|| ses::fit(&bent), |alpha| ses::with_best_level(&bent, alpha).0) }
}

/// The one-step forecasts of `y` (with the line of all of `y`) through `visit`, and the next `horizon` months.
pub fn run(y: &[f64], fit: &Theta, horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let through = line(y);
    let half = |level: f64, t: usize| 0.5 * (level + through.at(t as f64 + 1.0));
    let level = ses::run(&bent(y, &through), &fit.ses, |t, f| visit(t, half(f, t)));
    (0..horizon).map(|h| half(level, y.len() + h)).collect()
}

fn bent(y: &[f64], through: &Line) -> Vec<f64> {
    y.iter().enumerate().map(|(t, v)| 2.0 * v - through.at(t as f64 + 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drifts_by_half_the_slope() {
        let y: Vec<f64> = (0..40).map(|t| 100.0 + 2.0 * f64::from(t) + [1.0, -1.0][t as usize % 2]).collect();
        let f = run(&y, &fit(&y, None), 5, |_, _| ());
        assert!(f.windows(2).all(|w| (w[1] - w[0] - 1.0).abs() < 0.01), "{f:?}");
    }

    #[test]
    fn flat_is_simple_smoothing() {
        let y = [5.0; 12];
        assert!(run(&y, &fit(&y, None), 3, |_, _| ()).iter().all(|v| (v - 5.0).abs() < 1e-12));
        assert_eq!(run(&[], &fit(&[], None), 1, |_, _| ()), [0.0]);
    }
}
