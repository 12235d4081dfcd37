//! One door to every method: fit on the whole series once, then project from any month with the same parameters.
//!
//! Smoothing, trends and Theta run on the series without its season and put it back. Invariant: `project` from month n sees only
//! the first n months (and parameters fitted on all; the regression is fitted anew).

use super::adjusted::Adjusted;
use super::arima::{self, Arima};
use super::croston;
use super::dynamic_theta::{self, DynamicTheta};
use super::ets;
use super::holt::{self, Holt};
use super::holt_winters::{self as winters, Mode, Update};
use super::ses::{self, Ses};
use super::theta::{self, Theta};
use super::view::View;
use super::{Forced, MethodKind, Parameters, aggregation, naive, regression};

/// TSB's usual weights of sizes and share (Teunter, Syntetos & Babai 2011 take 0.1 to 0.3).
const TSB: f64 = 0.2;

/// A method with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Which method.
    pub kind: MethodKind,
    /// Months that it needs to start from.
    pub needs: usize,
    fit: Fit,
}

#[derive(Clone, Debug, PartialEq)]
enum Fit {
    Fixed,
    Window(usize),
    Ses(Ses),
    Holt(Holt),
    Winters(Mode, winters::Weights),
    Theta(Theta),
    Dynamic(DynamicTheta),
    Ets(Vec<(f64, ets::Fit)>),
    Arima(Arima),
    Croston(f64),
    Tsb(f64, f64),
}

/// Origins that a method must leave for its back-test to say anything.
pub const TESTED: usize = 3;

/// Months from which a season can be told from noise.
fn tells_season(season: usize) -> usize {
    2 * season + season / 4
}

/// Whether seasonal models can be fitted and tested.
pub fn is_long(months: usize, season: usize) -> bool {
    season >= 2 && months >= tells_season(season) + TESTED
}

/// Fits a method on the whole series; None when the series is too short or of the wrong sign for it.
pub fn fit(asked: Forced, view: &View) -> Option<Member> {
    let Forced { kind, parameters: p } = asked;
    let (n, m) = (view.y.len(), view.season);
    let long = is_long(n, m);
    let seasonal = if m >= 2 && n > 2 * m { tells_season(m) } else { 1 };
    // where this would leave no origin to test at, earlier ones are taken, at which the season is not seen yet
    let adjusted = |least: usize| if long && !view.main().shape().is_empty() { least.max(seasonal) } else { least };
    let winters = |mode| {
        let first = view.first_state(mode).filter(|_| long)?;
        Some((seasonal, Fit::Winters(mode, winters::fit(view.y, mode, &first, p))))
    };
    let flat = &view.main().flat;
    let (needs, fit) = match kind {
        MethodKind::Zero | MethodKind::Naive => (1, Fit::Fixed),
        MethodKind::Mean => (1, Fit::Window(p.window.map_or(if m >= 2 { m } else { 12 }, |months| months as usize))),
        MethodKind::SeasonalNaive => (m, Fit::Fixed),
        MethodKind::GrownSeason => (2 * m, naive::grown_season(view.y, m, 1).map(|_| Fit::Fixed)?),
        MethodKind::Ses => {
            (adjusted(3), Fit::Ses(p.alpha.map_or_else(|| ses::fit(flat), |a| ses::with_best_level(flat, a).0)))
        }
        MethodKind::DampedHolt => (adjusted(8), Fit::Holt(holt::fit_damped(flat, p))),
        MethodKind::Holt => (adjusted(8), Fit::Holt(holt::fit_linear(&view.units.flat, p))),
        MethodKind::Theta => (adjusted(8), Fit::Theta(theta::fit(flat, p.alpha))),
        MethodKind::ThetaAdditive => (adjusted(8), Fit::Theta(theta::fit(&view.units.flat, p.alpha))),
        MethodKind::DynamicTheta => (adjusted(8), Fit::Dynamic(dynamic_theta::fit(&level(view)))),
        MethodKind::HoltWintersAdditive => winters(Mode::Additive)?,
        MethodKind::HoltWintersMultiplicative => winters(Mode::Multiplicative)?,
        MethodKind::Ets => {
            let shapes = [&view.added, &view.multiplied].map(|shape| shape.as_ref().filter(|_| long));
            (if long { seasonal } else { 8 }, Fit::Ets(ets::fit(view.y, shapes[0], shapes[1])))
        }
        MethodKind::SeasonalArima => {
            (seasonal.max(m + 2), Fit::Arima(arima::fit(logs(view), m).filter(|_| n >= 3 * m)?))
        }
        MethodKind::Regression => (2 + if long { seasonal } else { 6 } + view.ground.drivers.len(), Fit::Fixed),
        MethodKind::Croston | MethodKind::Sba => (3, Fit::Croston(p.alpha.unwrap_or(croston::ALPHA))),
        MethodKind::Tsb => (3, Fit::Tsb(p.alpha.unwrap_or(TSB), p.beta.unwrap_or(TSB))),
        MethodKind::Adida | MethodKind::Aggregation => (3, Fit::Fixed),
        MethodKind::Combination => return None,
    };
    let possible = n >= needs && (kind != MethodKind::SeasonalNaive || m >= 2);
    possible.then_some(Member { kind, needs, fit })
}

impl Member {
    /// Its parameters, those asked for and those fitted.
    pub fn parameters(&self) -> Parameters {
        let none = Parameters::default();
        let smoothing = |alpha| Parameters { alpha: Some(alpha), ..none };
        match &self.fit {
            Fit::Fixed | Fit::Ets(_) | Fit::Arima(_) => none,
            Fit::Window(months) => Parameters { window: u32::try_from(*months).ok(), ..none },
            Fit::Ses(p) => smoothing(p.alpha),
            Fit::Theta(p) => smoothing(p.ses.alpha),
            Fit::Dynamic(p) => smoothing(p.alpha),
            Fit::Croston(alpha) => smoothing(*alpha),
            Fit::Tsb(alpha, beta) => Parameters { beta: Some(*beta), ..smoothing(*alpha) },
            Fit::Holt(p) => Parameters { beta: Some(p.beta), phi: Some(p.phi), ..smoothing(p.alpha) },
            Fit::Winters(_, w) => {
                Parameters { beta: Some(w.beta), gamma: Some(w.gamma), phi: Some(w.phi), ..smoothing(w.alpha) }
            }
        }
    }
}

/// Logarithms, or the series itself where it has none.
fn logs<'a>(view: &View<'a>) -> &'a [f64] {
    if view.logs.is_empty() { view.y } else { view.logs }
}

/// The adjusted series in units, which dynamic Theta runs on.
fn level(view: &View) -> Vec<f64> {
    let main = view.main();
    if main.log { main.flat.iter().map(|v| libm::exp(*v)).collect() } else { main.flat.clone() }
}

/// Takes a one-step forecast of a view's own month; None where nobody asks, so that the way back to units is not computed.
pub type Visit<'v> = Option<&'v mut dyn FnMut(usize, f64)>;

/// The `horizon` months after `view`, and through `visit(t, v)` the one-step forecasts of the view's own months.
pub fn project(member: &Member, view: &View, horizon: usize, mut visit: Visit) -> Vec<f64> {
    let adjusted: &Adjusted = match member.kind {
        MethodKind::Holt | MethodKind::ThetaAdditive => &view.units,
        _ => view.main(),
    };
    let (flat, n) = (&adjusted.flat, view.y.len());
    let seen = |t: usize, f: f64| {
        if let Some(visit) = &mut visit {
            visit(t, adjusted.back(t, f));
        }
    };
    match &member.fit {
        Fit::Ses(p) => {
            let level = ses::run(flat, p, seen);
            adjusted.ahead(vec![level; horizon])
        }
        Fit::Holt(p) => {
            let state = holt::run(flat, p, seen);
            adjusted.ahead(holt::ahead(state, p.phi, horizon))
        }
        Fit::Theta(p) => adjusted.ahead(theta::run(flat, p, horizon, seen)),
        Fit::Dynamic(p) => dynamic(p, view, horizon, seen),
        Fit::Winters(mode, w) => match view.first_state(*mode) {
            Some(first) => {
                let last = winters::run(view.y, *mode, Update::Predicted, w, first, |t, f| tell(&mut visit, t, f));
                winters::ahead(&last, *mode, w.phi, n, horizon)
            }
            None => naive::last_value(view.y, horizon),
        },
        Fit::Ets(pool) => weighted(pool, view, horizon, visit),
        Fit::Arima(p) => {
            let back = |v: f64| if view.logs.is_empty() { v } else { libm::exp(v) };
            let seen = |t: usize, f: f64| {
                if let Some(visit) = &mut visit {
                    visit(t, back(f));
                }
            };
            arima::run(logs(view), p, view.season, horizon, seen).into_iter().map(back).collect()
        }
        _ => plain(member, view, horizon, visit),
    }
}

fn tell(visit: &mut Visit, t: usize, f: f64) {
    if let Some(visit) = visit {
        visit(t, f);
    }
}

fn dynamic(fit: &DynamicTheta, view: &View, horizon: usize, mut seen: impl FnMut(usize, f64)) -> Vec<f64> {
    let adjusted = view.main();
    let inward = |v: f64| if adjusted.log { libm::log(v.max(f64::MIN_POSITIVE)) } else { v };
    let path = dynamic_theta::run(&level(view), fit, horizon, |t, f| seen(t, inward(f)));
    adjusted.ahead(path.into_iter().map(inward).collect())
}

/// The weighted mean of the pool's models, each guarded by itself.
fn weighted(pool: &[(f64, ets::Fit)], view: &View, horizon: usize, mut visit: Visit) -> Vec<f64> {
    let mut fitted = vec![0.0; if visit.is_some() { view.y.len() } else { 0 }];
    let mut sum = vec![0.0; horizon];
    for (weight, fit) in pool {
        let shape = match fit.model.season {
            ets::Part::None => None,
            ets::Part::Added => view.added.as_ref(),
            ets::Part::Other => view.multiplied.as_ref(),
        };
        let season = shape.map_or(&[][..], |shape| &shape.index);
        let guarded = |v: f64| weight * view.ground.series.guarded(v);
        let seen = |t: usize, f: f64| {
            if let Some(fitted) = fitted.get_mut(t) {
                *fitted += guarded(f);
            }
        };
        let path = ets::run(view.y, fit, season, horizon, seen);
        sum.iter_mut().zip(path).for_each(|(sum, v)| *sum += guarded(v));
    }
    fitted.into_iter().enumerate().for_each(|(t, f)| tell(&mut visit, t, f));
    sum
}

/// Methods on the series as it is.
fn plain(member: &Member, view: &View, horizon: usize, visit: Visit) -> Vec<f64> {
    let (y, n, m) = (view.y, view.y.len(), view.season);
    let year = if m >= 2 { m } else { 12 };
    let rate = |value: f64| vec![value; horizon];
    let Some(visit) = visit else {
        return match (member.kind, &member.fit) {
            (MethodKind::Naive, _) => naive::last_value(y, horizon),
            (MethodKind::SeasonalNaive, _) => naive::last_season(y, m, horizon),
            (MethodKind::GrownSeason, _) => {
                naive::grown_season(y, m, horizon).unwrap_or_else(|| naive::last_season(y, m, horizon))
            }
            (_, Fit::Window(months)) => rate(naive::moving_average(y, *months)),
            (MethodKind::Croston, Fit::Croston(alpha)) => {
                rate(croston::run(y, *alpha, |_, _| ()).map_or(0.0, |last| last.croston()))
            }
            (_, Fit::Croston(alpha)) => rate(croston::run(y, *alpha, |_, _| ()).map_or(0.0, |last| last.sba(*alpha))),
            (_, Fit::Tsb(alpha, beta)) => {
                rate(croston::tsb(y, *alpha, *beta, |_, _| ()).map_or(0.0, |last| last.rate()))
            }
            (MethodKind::Adida, _) => rate(aggregation::mean_interval(y)),
            (MethodKind::Aggregation, _) => rate(aggregation::rate(y, year)),
            (MethodKind::Regression, _) => regressed(view, horizon, |_, _| ()),
            _ => rate(0.0),
        };
    };
    match (member.kind, &member.fit) {
        (MethodKind::Naive, _) => y.windows(2).enumerate().for_each(|(t, w)| visit(t + 1, w[0])),
        (MethodKind::SeasonalNaive, _) => (m..n).for_each(|t| visit(t, y[t - m])),
        (MethodKind::GrownSeason, _) => (2 * m..n).for_each(|t| {
            if let Some(next) = naive::grown_season(&y[..t], m, 1) {
                visit(t, next[0]);
            }
        }),
        (_, Fit::Window(months)) => (1..n).for_each(|t| visit(t, naive::moving_average(&y[..t], *months))),
        (MethodKind::Croston, Fit::Croston(alpha)) => drop(croston::run(y, *alpha, |t, r| visit(t, r.croston()))),
        (_, Fit::Croston(alpha)) => drop(croston::run(y, *alpha, |t, r| visit(t, r.sba(*alpha)))),
        (_, Fit::Tsb(alpha, beta)) => drop(croston::tsb(y, *alpha, *beta, &mut *visit)),
        (MethodKind::Adida | MethodKind::Aggregation, _) => {
            let rate = |y: &[f64]| {
                if member.kind == MethodKind::Adida {
                    aggregation::mean_interval(y)
                } else {
                    aggregation::rate(y, year)
                }
            };
            (n.saturating_sub(year).max(3)..n).for_each(|t| visit(t, rate(&y[..t])));
        }
        (MethodKind::Regression, _) => drop(regressed(view, 0, &mut *visit)),
        _ => (0..n).for_each(|t| visit(t, 0.0)),
    }
    plain(member, view, horizon, None)
}

/// The regression of a view: with seasons where there are months enough to tell them.
pub fn regress(view: &View) -> Option<regression::Regression> {
    let (n, m) = (view.y.len(), view.season);
    let season = if m >= 2 && n >= 2 * m + m / 4 { m } else { 1 };
    regression::fit(view.y, &view.ground.series.known, season, &view.ground.drivers)
}

fn regressed(view: &View, horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let Some(fit) = regress(view) else {
        return naive::last_value(view.y, horizon);
    };
    let n = view.y.len();
    let at = |t: usize| fit.at(t, &regression::values(&view.ground.drivers, t));
    (0..n).for_each(|t| visit(t, at(t)));
    (n..n + horizon).map(at).collect()
}
