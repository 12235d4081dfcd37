//! Holt-Winters: a damped trend with yearly seasons, added to the level or multiplied with it.
//!
//! Additive: level = a (y - s) + (1-a) (level + phi trend); s = g (y - level_old - phi trend_old) + (1-g) s.
//! Multiplicative: the same with division. Two forms of the seasonal update exist: by the *predicted* level
//! (Hyndman's component form, what `fit` uses) and by the *updated* level (Winters 1960, Chopra & Meindl).
//! Example (Tahoe Salt, a 0.05, b 0.1, g 0.1): month 13 is 11,940 (updated) or 11,945 (predicted).

use super::Parameters;
use super::search::{Span, nelder_mead};
use super::season::Season;
use super::trend::line;

/// How the season enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// y = level + season.
    Additive,
    /// y = level * season.
    Multiplicative,
}

/// Which level the seasonal update compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// The level as predicted before the month was seen (Hyndman).
    Predicted,
    /// The level after the month was seen (Winters).
    Updated,
}

/// Smoothing parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Level, 0 to 1.
    pub alpha: f64,
    /// Trend, 0 to 1, of the level's change.
    pub beta: f64,
    /// Season, 0 to 1.
    pub gamma: f64,
    /// Share of the trend kept from month to month.
    pub phi: f64,
}

/// Level, trend and one season value per position (position of month t is t mod season).
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Level.
    pub level: f64,
    /// Trend per month.
    pub trend: f64,
    /// Added to or multiplied with the level.
    pub season: Vec<f64>,
}

/// Least |divisor| relative to a normalized series (largest value near 1), so that no month divides by zero.
const SMALL: f64 = 1e-8;

/// Runs over `y` from `start`, calls `visit(t, one-step forecast)`, returns the last state.
/// The season must not be empty; an empty one returns the start.
pub fn run(
    y: &[f64],
    mode: Mode,
    update: Update,
    w: &Weights,
    mut start: State,
    mut visit: impl FnMut(usize, f64),
) -> State {
    let State { level, trend, season } = &mut start;
    let m = season.len();
    if m == 0 {
        return start;
    }
    let mut position = 0;
    for (t, v) in y.iter().enumerate() {
        let base = *level + w.phi * *trend;
        let s = season[position];
        let (forecast, gain) = match mode {
            Mode::Additive => (base + s, v - base - s),
            Mode::Multiplicative => {
                let forecast = base * s;
                (forecast, (v - forecast) / s.max(SMALL))
            }
        };
        visit(t, forecast);
        *level = base + w.alpha * gain;
        *trend = w.phi * *trend + w.alpha * w.beta * gain;
        let reference = if update == Update::Predicted { base } else { *level };
        season[position] = match mode {
            Mode::Additive => s + w.gamma * (v - reference - s),
            Mode::Multiplicative if reference.abs() > SMALL => s + w.gamma * (v / reference - s),
            Mode::Multiplicative => s,
        };
        position = if position + 1 == m { 0 } else { position + 1 };
    }
    start
}

/// The next `horizon` months after `n` months that led to `state`.
pub fn ahead(state: &State, mode: Mode, phi: f64, n: usize, horizon: usize) -> Vec<f64> {
    let m = state.season.len().max(1);
    let trend = super::holt::ahead((state.level, state.trend), phi, horizon);
    let season = |h: usize| state.season.get((n + h) % m).copied();
    let join = |(h, base): (usize, f64)| match (mode, season(h)) {
        (_, None) => base,
        (Mode::Additive, Some(s)) => base + s,
        (Mode::Multiplicative, Some(s)) => base * s,
    };
    trend.into_iter().enumerate().map(join).collect()
}

/// First state of `y` by its decomposition `found`: level and trend from a line through the first season (at least ten
/// months) of the adjusted series.
pub fn first_state(y: &[f64], found: &Season) -> State {
    let adjusted = found.remove(&y[..y.len().min(found.index.len().max(10))]);
    let start = line(&adjusted);
    State { level: start.intercept, trend: start.slope, season: found.index.clone() }
}

/// Least-squares weights for a run over `y` from `first`, where they are not asked for.
pub fn fit(y: &[f64], mode: Mode, first: &State, asked: Parameters) -> Weights {
    let weights = |x: &[f64]| {
        let alpha = asked.alpha.unwrap_or(x[0]);
        let gamma = asked.gamma.unwrap_or(x[2] * (1.0 - alpha));
        Weights { alpha, beta: asked.beta.unwrap_or(x[1]), gamma, phi: asked.phi.unwrap_or(x[3]) }
    };
    let spans = [
        Span { start: 0.3, step: 0.2, low: 0.001, high: 0.99 },
        Span { start: 0.1, step: 0.15, low: 1e-4, high: 0.99 },
        Span { start: 0.1, step: 0.15, low: 1e-4, high: 0.99 },
        Span { start: 0.94, step: -0.06, low: 0.8, high: 0.98 },
    ];
    let (x, _) = nelder_mead(&spans, 110, 1e-4, &mut |x| {
        let mut sum = 0.0;
        run(y, mode, Update::Predicted, &weights(x), first.clone(), |t, f| sum += (y[t] - f) * (y[t] - f));
        sum
    });
    weights(&x)
}

#[cfg(test)]
mod tests {
    use super::super::accuracy;
    use super::*;

    const TAHOE: [f64; 12] = [8e3, 13e3, 23e3, 34e3, 10e3, 18e3, 23e3, 38e3, 12e3, 13e3, 32e3, 41e3];

    fn tahoe(mode: Mode, update: Update, w: &Weights, season: &[f64]) -> (Vec<f64>, Vec<f64>, State) {
        let start = State { level: 18439.0, trend: 524.0, season: season.to_vec() };
        let mut f = Vec::new();
        let last = run(&TAHOE, mode, update, w, start, |_, v| f.push(v));
        (f, ahead(&last, mode, w.phi, 12, 4), last)
    }

    fn close(got: &[f64], want: &[f64]) {
        assert_eq!(got.len(), want.len());
        for (a, b) in got.iter().zip(want) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }

    const CHOPRA: Weights = Weights { alpha: 0.05, beta: 0.1, gamma: 0.1, phi: 1.0 };

    /// Chopra & Meindl, demand forecasting chapter, "Tahoe Salt".
    #[test]
    fn tahoe_winters() {
        let (f, next, last) = tahoe(Mode::Multiplicative, Update::Updated, &CHOPRA, &[0.47, 0.68, 1.17, 1.67]);
        close(&next, &[11940.319821, 17579.341983, 30930.455104, 44928.113994]);
        close(&f[..4], &[8912.61, 13178.539545, 23259.6654, 34035.982754]);
        close(&[last.level, last.trend], &[24791.338444, 531.826688]);
        assert!((accuracy::mad(&f, &TAHOE).unwrap() - 1468.927416).abs() < 1e-3);
        assert!((accuracy::mape(&f, &TAHOE).unwrap() - 0.08388527).abs() < 1e-6);
    }

    /// Data: Tahoe Salt (Chopra & Meindl); reference implementation statsmodels (Hyndman component form).
    #[test]
    fn tahoe_winters_hyndman_form() {
        let (f, next, _) = tahoe(Mode::Multiplicative, Update::Predicted, &CHOPRA, &[0.47, 0.68, 1.17, 1.67]);
        close(&f[8..], &[10807.020158, 16567.329047, 27832.782032, 41443.499992]);
        close(&next, &[11944.844968, 17586.263911, 30941.558276, 44927.602363]);
    }

    /// Data: Tahoe Salt (Chopra & Meindl); reference implementation statsmodels.
    #[test]
    fn hw_additive_fixed() {
        let w = Weights { alpha: 0.2, beta: 0.1, gamma: 0.3, phi: 1.0 };
        let (f, next, _) = tahoe(Mode::Additive, Update::Predicted, &w, &[-1e4, -6e3, 3e3, 13e3]);
        close(&f[8..], &[12981.962389, 18555.767651, 25454.274428, 38911.430686]);
        close(&next, &[15230.205576, 19689.832281, 31502.626453, 42355.262106]);
    }

    #[test]
    fn starts_on_the_line_of_the_adjusted_series() {
        let found = Season { mode: Mode::Additive, index: vec![-10.0, 10.0], doubt: 0.0 };
        let y: Vec<f64> = (1..=20).map(|t| 100.0 + 2.0 * f64::from(t) + [10.0, -10.0][t as usize % 2]).collect();
        let first = first_state(&y, &found);
        assert!((first.level - 100.0).abs() < 1e-9 && (first.trend - 2.0).abs() < 1e-9, "{first:?}");
    }
}
