//! Holt's trend, damped: level = forecast + alpha * error, trend = phi * trend + alpha * beta * error;
//! h months ahead: level + (phi + ... + phi^h) * trend. phi = 1 is Holt's straight line.
//!
//! Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), damped trend; the same as the
//! textbook form trend = beta * (level - last level) + (1 - beta) * phi * trend. Example (Tahoe Salt, alpha 0.3,
//! beta 0.1, phi 0.9, level 12015, trend 1549): month 13 is 30,430.6.
//! Invariant: for given alpha, beta, phi the first level and trend are the exact least-squares ones.

use super::Parameters;
use super::search::{Span, nelder_mead};

/// The parameters of a damped trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holt {
    /// Weight of the newest month in the level, 0 to 1.
    pub alpha: f64,
    /// Weight of the newest level change in the trend, 0 to 1.
    pub beta: f64,
    /// Share of the trend kept from month to month, 0 to 1.
    pub phi: f64,
    /// Level before the first month.
    pub level: f64,
    /// Trend before the first month, per month.
    pub trend: f64,
}

/// Runs over `y`, calls `visit(t, one-step forecast of y[t])`, returns the last (level, trend).
pub fn run(y: &[f64], fit: &Holt, mut visit: impl FnMut(usize, f64)) -> (f64, f64) {
    let (mut level, mut trend) = (fit.level, fit.trend);
    for (t, v) in y.iter().enumerate() {
        let forecast = level + fit.phi * trend;
        visit(t, forecast);
        let error = v - forecast;
        level = forecast + fit.alpha * error;
        trend = fit.phi * trend + fit.alpha * fit.beta * error;
    }
    (level, trend)
}

/// The forecast of the next `horizon` months from a last (level, trend).
pub fn ahead(state: (f64, f64), phi: f64, horizon: usize) -> Vec<f64> {
    let (mut power, mut sum) = (1.0, 0.0);
    (0..horizon)
        .map(|_| {
            power *= phi;
            sum += power;
            state.0 + sum * state.1
        })
        .collect()
}

/// Least-squares damped trend: alpha 0.01..=0.99, beta 0.0001..=0.99, phi 0.8..=0.98 (M-competition practice: a
/// trend that does not die away loses on most business series).
pub fn fit_damped(y: &[f64], asked: Parameters) -> Holt {
    let spans = [
        Span { start: 0.3, step: 0.3, low: 0.01, high: 0.99 },
        Span { start: 0.1, step: 0.2, low: 1e-4, high: 0.99 },
        Span { start: 0.93, step: -0.06, low: 0.8, high: 0.98 },
    ];
    fitted(y, &spans, asked)
}

/// Least-squares straight trend (phi = 1).
pub fn fit_linear(y: &[f64], asked: Parameters) -> Holt {
    let spans =
        [Span { start: 0.3, step: 0.3, low: 0.01, high: 0.99 }, Span { start: 0.1, step: 0.2, low: 1e-4, high: 0.99 }];
    fitted(y, &spans, Parameters { phi: Some(1.0), ..asked })
}

/// The best alpha, beta and (third span) phi, where they are not asked for.
fn fitted(y: &[f64], spans: &[Span], asked: Parameters) -> Holt {
    let run = |x: &[f64]| {
        let phi = asked.phi.unwrap_or_else(|| x.get(2).copied().unwrap_or(1.0));
        with_best_start(y, asked.alpha.unwrap_or(x[0]), asked.beta.unwrap_or(x[1]), phi)
    };
    let (x, _) = nelder_mead(spans, 20 + 27 * spans.len(), 1e-4, &mut |x| run(x).1);
    run(&x).0
}

/// The best first level and trend, with the sum of squared errors: the error is r - level * u - trend * v, where
/// r is the error of a run from zero and u, v are what one unit of first level or trend adds to the forecast.
fn with_best_start(y: &[f64], alpha: f64, beta: f64, phi: f64) -> (Holt, f64) {
    let slope = alpha * beta;
    let (mut level, mut trend) = (0.0, 0.0);
    let (mut ul, mut ut, mut vl, mut vt) = (1.0, 0.0, 0.0, 1.0);
    let (mut rr, mut ru, mut rv, mut uu, mut uv, mut vv) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for value in y {
        let (f, u, v) = (level + phi * trend, ul + phi * ut, vl + phi * vt);
        let r = value - f;
        (level, trend) = (f + alpha * r, phi * trend + slope * r);
        (ul, ut) = (u - alpha * u, phi * ut - slope * u);
        (vl, vt) = (v - alpha * v, phi * vt - slope * v);
        rr += r * r;
        ru += r * u;
        rv += r * v;
        uu += u * u;
        uv += u * v;
        vv += v * v;
    }
    let (level, trend, squares) = best_start([rr, ru, rv, uu, uv, vv]);
    (Holt { alpha, beta, phi, level, trend }, squares)
}

/// First level and trend with the least sum of squared errors, and that sum, where an error is r - level * u - trend * v: from the
/// sums of r r, r u, r v, u u, u v and v v over the months. A trend that the level explains is zero.
pub fn best_start([rr, ru, rv, uu, uv, vv]: [f64; 6]) -> (f64, f64, f64) {
    let determinant = uu * vv - uv * uv;
    let (level, trend) = if determinant > 1e-12 * uu * vv {
        ((ru * vv - rv * uv) / determinant, (rv * uu - ru * uv) / determinant)
    } else if uu > 0.0 {
        (ru / uu, 0.0)
    } else {
        (0.0, 0.0)
    };
    (level, trend, (rr - level * ru - trend * rv).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::super::{accuracy, trend::line};
    use super::*;

    const TAHOE: [f64; 12] = [8e3, 13e3, 23e3, 34e3, 10e3, 18e3, 23e3, 38e3, 12e3, 13e3, 32e3, 41e3];

    /// Chopra & Meindl, demand forecasting chapter, "Tahoe Salt": first level and trend by regression.
    #[test]
    fn tahoe_holt() {
        let start = line(&TAHOE);
        assert!((start.intercept - 12015.151515).abs() < 1e-5 && (start.slope - 1548.951049).abs() < 1e-5);
        let fit = Holt { alpha: 0.1, beta: 0.2, phi: 1.0, level: start.intercept, trend: start.slope };
        let mut f = Vec::new();
        let state = run(&TAHOE, &fit, |_, v| f.push(v));
        assert!((state.0 - 30442.86032).abs() < 1e-3 && (state.1 - 1541.424923).abs() < 1e-4);
        assert!((ahead(state, 1.0, 1)[0] - 31984.285243).abs() < 1e-3);
        assert!((f[5] - 21967.060447).abs() < 1e-3);
        assert!((accuracy::mad(&f, &TAHOE).unwrap() - 8835.845683).abs() < 1e-3);
        assert!((accuracy::mape(&f, &TAHOE).unwrap() - 0.51678191).abs() < 1e-6);
    }

    /// Data: Tahoe Salt (Chopra & Meindl); reference implementation statsmodels.
    #[test]
    fn holt_damped_fixed() {
        let fit = Holt { alpha: 0.3, beta: 0.1, phi: 0.9, level: 12015.0, trend: 1549.0 };
        let mut f = Vec::new();
        let state = run(&TAHOE, &fit, |_, v| f.push(v));
        assert!((f[0] - 13409.1).abs() < 1e-3 && (f[11] - 24630.884315).abs() < 1e-3);
        let want = [30430.620644, 31230.722106, 31950.813421, 32598.895605, 33182.16957, 33707.116139];
        for (a, b) in ahead(state, 0.9, 6).iter().zip(want) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }

    /// Heizer & Render, forecasting chapter (pollution-control equipment). Their F(t) is the level before month t
    /// and T(t) the trend, so FIT = F + T is our one-step forecast; a first F of 11 and T of 2.
    #[test]
    fn heizer_trend_adjusted() {
        let y = [12.0, 17.0, 20.0, 19.0, 24.0, 21.0, 31.0, 28.0, 36.0];
        let mut f = Vec::new();
        let state = run(&y, &Holt { alpha: 0.2, beta: 0.4, phi: 1.0, level: 11.0, trend: 2.0 }, |_, v| f.push(v));
        f.push(state.0 + state.1);
        let want = [13.0, 14.72, 17.2784, 20.142848, 22.142979, 24.891645, 26.179246, 29.594987, 31.599982, 35.155978];
        for (a, b) in f.iter().zip(want) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }

    #[test]
    fn a_straight_line_goes_on() {
        let y: Vec<f64> = (1..=20).map(|t| 5.0 + 3.0 * f64::from(t)).collect();
        let fit = fit_linear(&y, Parameters::default());
        let f = ahead(run(&y, &fit, |_, _| ()), 1.0, 6);
        assert!((f[5] - (5.0 + 3.0 * 26.0)).abs() < 1e-6, "{f:?}");
    }
}
