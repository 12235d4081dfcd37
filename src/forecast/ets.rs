//! Exponential smoothing as a family of models (ETS): errors added or multiplied, trend none, straight or damped, seasons
//! none, added or multiplied; fitted by likelihood (the search stops where a ten-thousandth of it is left to gain), compared by AICc.
//!
//! Source: Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing: the state-space forms of table 2.2
//! and 2.3, -2 log L = n log(sum e^2 / n) + 2 sum log |mu| (the last sum for multiplied errors, e then relative), and
//! AICc = -2 log L + 2k + 2k (k+1) / (n-k-1), k = parameters + first states + 1. With q = level + phi trend:
//! mu = q, q + s or q s; level = q + alpha e, trend = phi trend + beta e, s = s + gamma e (e divided by s or q where they are
//! multiplied). First seasons come from the decomposition. Where mu is linear in them, first level and trend are the exact
//! least-squares ones; otherwise those of the line through the first season.
//! Example: simple smoothing is (A,N,N); the oil series of `ses` gives alpha 0.834 here too.

use super::search::{Span, nelder_mead};
use super::season::Season as Shape;
use super::trend::line;
use super::{holt, naive};

/// How a part enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Not at all (never for errors).
    None,
    /// Added.
    Added,
    /// Multiplied (seasons and errors), or damped (trends).
    Other,
}

/// One model of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// Errors: `Added` or `Other` (multiplied).
    pub error: Part,
    /// Trend: `Other` is damped.
    pub trend: Part,
    /// Seasons: `Other` is multiplied.
    pub season: Part,
}

/// The models that are tried. Mixed forms (added errors with multiplied seasons) are left out as numerically unstable, as
/// in Hyndman & Khandakar (2008); a straight trend with multiplied seasons measured worse than without.
pub const POOL: [Model; 7] = [
    Model { error: Part::Added, trend: Part::None, season: Part::None },
    Model { error: Part::Added, trend: Part::Added, season: Part::None },
    Model { error: Part::Added, trend: Part::Other, season: Part::None },
    Model { error: Part::Added, trend: Part::None, season: Part::Added },
    Model { error: Part::Added, trend: Part::Other, season: Part::Added },
    Model { error: Part::Other, trend: Part::None, season: Part::Other },
    Model { error: Part::Other, trend: Part::Other, season: Part::Other },
];

/// Variance (of a series scaled to 1) below which a fit counts as perfect, so that fewer parameters win.
const PERFECT: f64 = 1e-20;
/// Least expected value and divisor of multiplied models, relative to a series scaled to 1.
const SMALL: f64 = 1e-8;

impl Model {
    /// Its usual name, such as (A,Ad,M).
    pub fn name(self) -> String {
        let letter = |part, other| match part {
            Part::None => "N",
            Part::Added => "A",
            Part::Other => other,
        };
        format!("({},{},{})", letter(self.error, "M"), letter(self.trend, "Ad"), letter(self.season, "M"))
    }

    /// Parameters, first states and the variance, with `season` months in a season.
    fn size(self, season: usize) -> f64 {
        let trend = [0.0, 2.0, 3.0][self.trend as usize];
        let seasons = if self.season == Part::None { 0.0 } else { season as f64 };
        3.0 + trend + seasons
    }

    fn spans(self) -> Vec<Span> {
        let mut spans = vec![Span { start: 0.3, step: 0.2, low: 1e-3, high: 0.999 }];
        if self.season != Part::None {
            spans.push(Span { start: 0.1, step: 0.1, low: 1e-4, high: 0.999 });
        }
        if self.trend != Part::None {
            spans.push(Span { start: 0.1, step: 0.1, low: 1e-4, high: 0.999 });
        }
        if self.trend == Part::Other {
            spans.push(Span { start: 0.95, step: -0.05, low: 0.8, high: 0.98 });
        }
        spans
    }

    /// Parameters from a point of the box: beta and gamma are shares of what alpha leaves them.
    fn weights(self, x: &[f64]) -> Weights {
        let mut rest = x.iter().copied();
        let alpha = rest.next().unwrap_or(0.0);
        let gamma = if self.season == Part::None { 0.0 } else { rest.next().unwrap_or(0.0) * (1.0 - alpha) };
        let beta = if self.trend == Part::None { 0.0 } else { rest.next().unwrap_or(0.0) * alpha };
        let phi = if self.trend == Part::Other { rest.next().unwrap_or(1.0) } else { 1.0 };
        Weights { alpha, beta, gamma, phi }
    }
}

/// Smoothing parameters: of level, trend and season, each of the whole error, and the damping.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Of the level.
    pub alpha: f64,
    /// Of the trend.
    pub beta: f64,
    /// Of the season.
    pub gamma: f64,
    /// Share of the trend that is kept.
    pub phi: f64,
}

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Which.
    pub model: Model,
    /// Its parameters.
    pub weights: Weights,
    /// Level before the first month.
    pub level: f64,
    /// Trend before the first month.
    pub trend: f64,
    /// Akaike's criterion, corrected for short series; infinite where there are too few months for the parameters.
    pub aicc: f64,
}

/// The models of the pool that suit `y` with the first seasons that were found (added, multiplied); each with its weight
/// exp(-(AICc - least) / 2) / sum.
pub fn fit(y: &[f64], added: Option<&Shape>, multiplied: Option<&Shape>) -> Vec<(f64, Fit)> {
    let of = |model: &Model| match model.season {
        Part::None => Some(fit_one(y, *model, &[])),
        Part::Added => Some(fit_one(y, *model, &added?.index)),
        Part::Other => Some(fit_one(y, *model, &multiplied?.index)),
    };
    let fits: Vec<Fit> = POOL.iter().filter_map(of).collect();
    let least = fits.iter().fold(f64::INFINITY, |least, fit| least.min(fit.aicc));
    let raw: Vec<f64> =
        fits.iter().map(|fit| if fit.aicc <= least { 1.0 } else { libm::exp(0.5 * (least - fit.aicc)) }).collect();
    let sum: f64 = raw.iter().sum();
    raw.iter().zip(fits).filter(|(weight, _)| **weight > 1e-3 * sum).map(|(weight, fit)| (weight / sum, fit)).collect()
}

/// Fits one model from first seasons (empty: none).
pub fn fit_one(y: &[f64], model: Model, season: &[f64]) -> Fit {
    let linear = model.error == Part::Added && model.season != Part::Other;
    let mut state = Scratch::new(season);
    let start = if linear { (0.0, 0.0) } else { first_line(y, model, season) };
    let mut cost = |x: &[f64]| {
        let weights = model.weights(x);
        if linear {
            best_start(y, model, &weights, season, &mut state).0
        } else {
            relative(y, model, &weights, start, season, &mut state)
        }
    };
    let spans = model.spans();
    let (x, least) = nelder_mead(&spans, 20 * spans.len() + 12, 1e-4, &mut cost);
    let weights = model.weights(&x);
    let (level, trend) = if linear { best_start(y, model, &weights, season, &mut state).1 } else { start };
    Fit { model, weights, level, trend, aicc: aicc(least, y.len(), model.size(season.len())) }
}

fn aicc(minus_two_log: f64, n: usize, k: f64) -> f64 {
    let spare = n as f64 - k - 1.0;
    if spare > 0.0 { minus_two_log + 2.0 * k + 2.0 * k * (k + 1.0) / spare } else { f64::INFINITY }
}

/// Level and trend of the line through the first season (at least ten months) without its season.
fn first_line(y: &[f64], model: Model, season: &[f64]) -> (f64, f64) {
    let first = &y[..y.len().min(season.len().max(10))];
    let at = |t: usize| season.get(t % season.len().max(1)).copied();
    let without = |(t, v): (usize, &f64)| match (model.season, at(t)) {
        (Part::Added, Some(s)) => v - s,
        (Part::Other, Some(s)) => v / s.max(SMALL),
        _ => *v,
    };
    let flat: Vec<f64> = first.iter().enumerate().map(without).collect();
    if model.trend == Part::None {
        return (naive::moving_average(&flat, flat.len()), 0.0);
    }
    let through = line(&flat);
    (through.intercept, through.slope)
}

/// Season states that are written over at each trial: of the run, and what one unit of first level or trend does to them.
struct Scratch {
    season: Vec<f64>,
    by_level: Vec<f64>,
    by_trend: Vec<f64>,
}

impl Scratch {
    fn new(season: &[f64]) -> Self {
        Self { season: season.to_vec(), by_level: vec![0.0; season.len()], by_trend: vec![0.0; season.len()] }
    }

    fn reset(&mut self, season: &[f64]) {
        self.season.copy_from_slice(season);
        self.by_level.fill(0.0);
        self.by_trend.fill(0.0);
    }
}

/// n log(sum of squares / n) with the best first level and trend, and these two. The error of a month is
/// r - level u - trend v: r that of a run from zero, u and v what one unit of first level or trend adds to the forecast.
fn best_start(y: &[f64], model: Model, w: &Weights, season: &[f64], state: &mut Scratch) -> (f64, (f64, f64)) {
    state.reset(season);
    let sums = match (season.is_empty(), model.trend == Part::None) {
        (true, true) => sums::<false, false>(y, w, state),
        (true, false) => sums::<false, true>(y, w, state),
        (false, true) => sums::<true, false>(y, w, state),
        (false, false) => sums::<true, true>(y, w, state),
    };
    let (level, trend, squares) = holt::best_start(sums);
    let n = y.len().max(1) as f64;
    (n * libm::log(squares / n + PERFECT), (level, trend))
}

fn sums<const SEASONS: bool, const TREND: bool>(y: &[f64], w: &Weights, state: &mut Scratch) -> [f64; 6] {
    let m = state.season.len();
    let (mut level, mut trend, mut place) = (0.0, 0.0, 0);
    let (mut ul, mut ut, mut vl, mut vt) = (1.0, 0.0, 0.0, if TREND { 1.0 } else { 0.0 });
    let mut sums = [0.0; 6];
    for value in y {
        let (q, uq, vq) = (level + w.phi * trend, ul + w.phi * ut, vl + w.phi * vt);
        let (mut r, mut u, mut v) = (value - q, uq, vq);
        if SEASONS {
            r -= state.season[place];
            u += state.by_level[place];
            v += state.by_trend[place];
            state.season[place] += w.gamma * r;
            state.by_level[place] -= w.gamma * u;
            state.by_trend[place] -= w.gamma * v;
            place = if place + 1 == m { 0 } else { place + 1 };
        }
        (level, ul) = (q + w.alpha * r, uq - w.alpha * u);
        sums[0] += r * r;
        sums[1] += r * u;
        sums[3] += u * u;
        if TREND {
            vl = vq - w.alpha * v;
            (trend, ut, vt) = (w.phi * trend + w.beta * r, w.phi * ut - w.beta * u, w.phi * vt - w.beta * v);
            sums[2] += r * v;
            sums[4] += u * v;
            sums[5] += v * v;
        }
    }
    sums
}

/// -2 log likelihood of a model with multiplied errors and seasons; infinite where an expected value is not positive.
fn relative(y: &[f64], model: Model, w: &Weights, start: (f64, f64), season: &[f64], state: &mut Scratch) -> f64 {
    debug_assert!(model.season == Part::Other && !season.is_empty());
    state.season.copy_from_slice(season);
    let (mut level, mut trend) = start;
    let (mut squares, mut logs, mut product, mut place) = (0.0, 0.0, 1.0, 0);
    for (t, value) in y.iter().enumerate() {
        let (q, s) = (level + w.phi * trend, state.season[place]);
        let mu = q * s;
        if mu < SMALL || q < SMALL {
            return f64::INFINITY;
        }
        let e = value / mu - 1.0;
        squares += e * e;
        // one logarithm for sixteen factors, which lie within 1e-8..1e2 each
        product *= mu;
        if t % 16 == 15 {
            logs += libm::log(product);
            product = 1.0;
        }
        level = q * (1.0 + w.alpha * e);
        trend = w.phi * trend + w.beta * q * e;
        state.season[place] = s * (1.0 + w.gamma * e);
        place = if place + 1 == season.len() { 0 } else { place + 1 };
    }
    let n = y.len().max(1) as f64;
    n * libm::log(squares / n + PERFECT) + 2.0 * (logs + libm::log(product))
}

/// Runs a fitted model over `y` from first seasons, calls `visit(t, one-step forecast)`, returns the next `horizon` months.
pub fn run(y: &[f64], fit: &Fit, season: &[f64], horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let (w, m) = (&fit.weights, season.len().max(1));
    let (mut level, mut trend, mut seasons) = (fit.level, fit.trend, season.to_vec());
    for (t, value) in y.iter().enumerate() {
        let q = level + w.phi * trend;
        let s = seasons.get_mut(t % m);
        let (mu, by_level, by_season) = match (fit.model.season, &s) {
            (Part::Added, Some(s)) => (q + **s, 1.0, 1.0),
            (Part::Other, Some(s)) => (q * **s, s.max(SMALL), if q.abs() > SMALL { q } else { SMALL }),
            _ => (q, 1.0, 1.0),
        };
        visit(t, mu);
        let error = value - mu;
        level = q + w.alpha * error / by_level;
        trend = w.phi * trend + w.beta * error / by_level;
        if let Some(s) = s {
            *s += w.gamma * error / by_season;
        }
    }
    let trends = holt::ahead((level, trend), w.phi, horizon);
    let join = |(h, q): (usize, f64)| match (fit.model.season, seasons.get((y.len() + h) % m)) {
        (Part::Added, Some(s)) => q + s,
        (Part::Other, Some(s)) => q * s,
        _ => q,
    };
    trends.into_iter().enumerate().map(join).collect()
}

#[cfg(test)]
mod tests {
    use super::super::holt_winters::Mode;
    use super::super::season::decompose;
    use super::*;

    const ANN: Model = POOL[0];
    const MNM: Model = Model { error: Part::Other, trend: Part::None, season: Part::Other };

    /// Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), SES (oil production): alpha 0.8339, AIC 178.143, AICc
    /// 179.857. Their likelihood leaves n log n out of the sum of squares' mean.
    #[test]
    fn oil_simple_smoothing() {
        let y = [
            445.36, 453.2, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89, 509.87,
            456.72, 473.82, 525.95, 549.83, 542.34,
        ];
        let found = fit_one(&y, ANN, &[]);
        assert!((found.weights.alpha - 0.8339).abs() < 0.02 && (found.level - 446.5868).abs() < 0.2, "{found:?}");
        assert!((found.aicc + 18.0 * libm::log(18.0) - 179.857).abs() < 1e-2, "{}", found.aicc);
        assert!((run(&y, &found, &[], 1, |_, _| ())[0] - 542.68).abs() < 0.2);
    }

    /// By hand: level 2, seasons 0.5 and 1.5, alpha 0.5, gamma 0.1; y = 1.2, 3.
    /// mu 1, e 0.2: level 2.2, season 0.51; mu 3.3, e -1/11. -2 log L = 2 log((0.04 + 1/121) / 2) + 2 log(1 * 3.3).
    #[test]
    fn multiplied_by_hand() {
        let w = Weights { alpha: 0.5, beta: 0.0, gamma: 0.1, phi: 1.0 };
        let season = [0.5, 1.5];
        let got = relative(&[1.2, 3.0], MNM, &w, (2.0, 0.0), &season, &mut Scratch::new(&season));
        let want = 2.0 * libm::log((0.04 + 1.0 / 121.0) / 2.0) + 2.0 * libm::log(3.3);
        assert!((got - want).abs() < 1e-9, "{got} {want}");
        let fit = Fit { model: MNM, weights: w, level: 2.0, trend: 0.0, aicc: 0.0 };
        let mut fitted = Vec::new();
        let ahead = run(&[1.2, 3.0], &fit, &season, 2, |_, v| fitted.push(v));
        let level = 2.2 * (1.0 - 0.5 / 11.0);
        for (a, b) in fitted.iter().chain(&ahead).zip([1.0, 3.3, level * 0.51, level * 1.5 * (1.0 - 0.1 / 11.0)]) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }

    #[test]
    fn a_clean_multiplied_season_is_recognized_and_goes_on() {
        let shape = [0.6, 1.4, 0.8, 1.2];
        let y: Vec<f64> = (0..32).map(|t| (40.0 + t as f64) * shape[t % 4]).collect();
        let [added, multiplied] = [Mode::Additive, Mode::Multiplicative].map(|mode| decompose(&y, 4, mode));
        let pool = fit(&y, added.as_ref(), multiplied.as_ref());
        assert!((pool.iter().map(|(weight, _)| weight).sum::<f64>() - 1.0).abs() < 1e-9);
        let best = pool.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap().1;
        assert_eq!(best.model.season, Part::Other, "{pool:?}");
        let index = &multiplied.as_ref().unwrap().index;
        let ahead = run(&y, &best, index, 4, |_, _| ());
        for (h, v) in ahead.iter().enumerate() {
            let want = (72.0 + h as f64) * shape[h];
            assert!((v / want - 1.0).abs() < 0.05, "{ahead:?}");
        }
    }

    #[test]
    fn a_line_chooses_a_straight_trend() {
        let y: Vec<f64> = (0..30).map(|t| 10.0 + 2.0 * f64::from(t)).collect();
        let pool = fit(&y, None, None);
        assert_eq!(pool[0].1.model.name(), "(A,A,N)", "{pool:?}");
        assert!((run(&y, &pool[0].1, &[], 3, |_, _| ())[2] - 74.0).abs() < 1e-6);
    }

    #[test]
    fn too_few_months_for_the_parameters() {
        assert_eq!(aicc(1.0, 4, 3.0), f64::INFINITY);
        assert!(fit(&[1.0, 2.0], None, None).iter().all(|(weight, _)| weight.is_finite()));
        assert_eq!(MNM.name(), "(M,N,M)");
        assert_eq!(MNM.size(12), 15.0);
    }
}
