//! Dynamic optimised Theta: the angle of the bent line is fitted too, and the straight line is the one through the months
//! known at each step.
//!
//! Source: Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016), model DOTM: with A and B the intercept and slope of
//! the least-squares line through the first t months, mu(t+1) = level + (1 - 1/theta) ((1-alpha)^t A + (1 - (1-alpha)^(t+1)) / alpha B),
//! level = alpha y + (1-alpha) level. theta = 2 is near the standard method. Example: a flat series stays flat.

use super::search::{Span, nelder_mead};

/// Its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DynamicTheta {
    /// Level before the first month.
    pub level: f64,
    /// Weight of the newest month.
    pub alpha: f64,
    /// The angle, 1 or more; 1 is simple smoothing.
    pub theta: f64,
}

/// Level and line after some months.
#[derive(Clone, Copy, Debug)]
struct State {
    months: f64,
    level: f64,
    mean: f64,
    slope: f64,
    /// (1 - alpha)^months
    fading: f64,
}

impl State {
    fn first(fit: &DynamicTheta) -> State {
        State { months: 0.0, level: fit.level, mean: 0.0, slope: 0.0, fading: 1.0 }
    }

    fn expected(&self, fit: &DynamicTheta) -> f64 {
        let intercept = self.mean - self.slope * (self.months + 1.0) / 2.0;
        let through = (1.0 - self.fading * (1.0 - fit.alpha)) / fit.alpha;
        self.level + (1.0 - 1.0 / fit.theta) * (self.fading * intercept + through * self.slope)
    }

    fn see(&mut self, v: f64, fit: &DynamicTheta) {
        let n = self.months + 1.0;
        self.level += fit.alpha * (v - self.level);
        self.slope = if n < 2.0 { 0.0 } else { ((n - 2.0) * self.slope + 6.0 * (v - self.mean) / n) / (n + 1.0) };
        self.mean += (v - self.mean) / n;
        self.months = n;
        self.fading *= 1.0 - fit.alpha;
    }
}

/// Least-squares parameters: alpha 0.1..=0.99, theta 1..=50.
pub fn fit(y: &[f64]) -> DynamicTheta {
    let first = y.first().copied().unwrap_or(0.0);
    let of = |x: &[f64]| DynamicTheta { level: x[0], alpha: x[1], theta: x[2] };
    let spans = [
        Span { start: 0.5 * first, step: (0.2 * first.abs()).max(1e-3), low: -1e3, high: 1e3 },
        Span { start: 0.5, step: 0.2, low: 0.1, high: 0.99 },
        Span { start: 2.0, step: 2.0, low: 1.0, high: 50.0 },
    ];
    let (x, _) = nelder_mead(&spans, 200, 1e-5, &mut |x| {
        let mut sum = 0.0;
        run(y, &of(x), 0, |t, f| sum += (y[t] - f) * (y[t] - f));
        sum
    });
    of(&x)
}

/// Runs over `y`, calls `visit(t, one-step forecast)` from the second month on, returns the next `horizon` months, each of
/// which takes those before it as known.
pub fn run(y: &[f64], fit: &DynamicTheta, horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let mut state = State::first(fit);
    for (t, v) in y.iter().enumerate() {
        if t > 0 {
            visit(t, state.expected(fit));
        }
        state.see(*v, fit);
    }
    let next = |_| {
        let expected = state.expected(fit);
        state.see(expected, fit);
        expected
    };
    (0..horizon).map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::super::trend::line;
    use super::*;

    #[test]
    fn the_line_is_the_least_squares_line() {
        let fit = DynamicTheta { level: 0.0, alpha: 0.5, theta: 2.0 };
        let y = [3.0, 7.0, 4.0, 9.0, 12.0];
        let mut state = State::first(&fit);
        y.iter().for_each(|v| state.see(*v, &fit));
        let through = line(&y);
        assert!((state.slope - through.slope).abs() < 1e-12);
        assert!((state.mean - state.slope * 3.0 - through.intercept).abs() < 1e-12);
    }

    /// By hand: level 1, alpha 0.5, theta 2, y = 2, 4: level 1.5 then 2.75, line 2 t with intercept 0, fading 0.25.
    #[test]
    fn one_step_by_hand() {
        let fit = DynamicTheta { level: 1.0, alpha: 0.5, theta: 2.0 };
        let next = run(&[2.0, 4.0], &fit, 1, |_, _| ());
        assert!((next[0] - (2.75 + 0.5 * (1.0 - 0.125) / 0.5 * 2.0)).abs() < 1e-12, "{next:?}");
    }

    #[test]
    fn flat_stays_flat() {
        let next = run(&[5.0; 30], &fit(&[5.0; 30]), 6, |_, _| ());
        assert!(next.iter().all(|v| (v - 5.0).abs() < 0.05), "{next:?}");
        assert_eq!(run(&[], &fit(&[]), 1, |_, _| ()), [0.0]);
    }
}
