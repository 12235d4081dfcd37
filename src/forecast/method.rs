//! One door to every method: fit on the whole series once, then project from any month with the same parameters.
//!
//! Simple smoothing, damped trend and Theta run on the series without its season where one was found beyond
//! chance, and put it back. Invariant: `project` from month n sees only `y[..n]` (and parameters fitted on all).

use super::holt::{self, Holt};
use super::holt_winters::{self as winters, Mode, State, Update, Weights};
use super::season::{Season, decompose};
use super::series::Series;
use super::ses::{self, Ses};
use super::theta::{self, Theta};
use super::{MethodKind, aggregation, croston, naive};

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
    Ses(Ses),
    Holt(Holt),
    Winters(Mode, Weights),
    Theta(Theta),
}

/// The first `n` months of a series with what several methods share: its seasonal shapes and the adjusted series.
pub struct View<'a> {
    y: &'a [f64],
    season: usize,
    shape: Option<Season>,
    flat: Vec<f64>,
    first: [Option<State>; 2],
}

impl<'a> View<'a> {
    /// The view of the first `n` months.
    pub fn new(series: &'a Series, n: usize) -> View<'a> {
        let y = &series.y[..n.min(series.y.len())];
        let shapes = [Mode::Additive, Mode::Multiplicative].map(|mode| decompose(y, series.season, mode));
        let first = std::array::from_fn(|i| shapes[i].as_ref().map(|s| winters::first_state(y, s)));
        let shape = series.seasonal.and_then(|mode| shapes.into_iter().flatten().find(|s| s.mode == mode));
        let shape = shape.map(Season::shrunk);
        let flat = shape.as_ref().map_or_else(|| y.to_vec(), |s| s.remove(y));
        View { y, season: series.season, shape, flat, first }
    }

    /// The series without its season (or as it is when none was found).
    pub fn flat(&self) -> &[f64] {
        &self.flat
    }

    /// Position, counted from the view's first month, where the season is highest; None without a season.
    pub fn peak(&self) -> Option<usize> {
        let index = &self.shape.as_ref()?.index;
        (0..index.len()).rev().max_by(|a, b| index[*a].total_cmp(&index[*b]))
    }

    fn first(&self, mode: Mode) -> Option<&State> {
        self.first[usize::from(mode == Mode::Multiplicative)].as_ref()
    }

    fn with_season(&self, t: usize, v: f64) -> f64 {
        self.shape.as_ref().map_or(v, |s| s.with(t, v))
    }
}

/// Fits `kind` on the whole series; None when the series is too short or of the wrong sign for it.
pub fn fit(kind: MethodKind, view: &View) -> Option<Member> {
    let (n, m) = (view.y.len(), view.season);
    let adjusted = |least: usize| {
        if view.shape.is_some() { least.max(2 * m) } else { least }
    };
    let long = m >= 2 && n >= 2 * m + m / 3;
    let winters = |mode| {
        let first = view.first(mode).filter(|_| long)?;
        Some((2 * m, Fit::Winters(mode, winters::fit(view.y, mode, first))))
    };
    let (needs, fit) = match kind {
        MethodKind::Zero | MethodKind::Mean => (1, Fit::Fixed),
        MethodKind::Naive => (1, Fit::Fixed),
        MethodKind::SeasonalNaive => (m, Fit::Fixed),
        MethodKind::Ses => (adjusted(3), Fit::Ses(ses::fit(&view.flat))),
        MethodKind::DampedHolt => (adjusted(8), Fit::Holt(holt::fit_damped(&view.flat))),
        MethodKind::Holt => (adjusted(8), Fit::Holt(holt::fit_linear(&view.flat))),
        MethodKind::Theta => (adjusted(8), Fit::Theta(theta::fit(&view.flat))),
        MethodKind::HoltWintersAdditive => winters(Mode::Additive)?,
        MethodKind::HoltWintersMultiplicative => winters(Mode::Multiplicative)?,
        MethodKind::Croston | MethodKind::Sba | MethodKind::Aggregation => (3, Fit::Fixed),
        _ => return None,
    };
    let possible = n >= needs && (kind != MethodKind::SeasonalNaive || m >= 2);
    possible.then_some(Member { kind, needs, fit })
}

/// The `horizon` months after `view`, and through `visit(t, v)` the one-step forecasts of the view's own months.
pub fn project(member: &Member, view: &View, horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let n = view.y.len();
    let season_back = |f: Vec<f64>| f.into_iter().enumerate().map(|(h, v)| view.with_season(n + h, v)).collect();
    match &member.fit {
        Fit::Fixed => fixed(member.kind, view, horizon, visit),
        Fit::Ses(p) => {
            let level = ses::run(&view.flat, p, |t, f| visit(t, view.with_season(t, f)));
            season_back(vec![level; horizon])
        }
        Fit::Holt(p) => {
            let state = holt::run(&view.flat, p, |t, f| visit(t, view.with_season(t, f)));
            season_back(holt::ahead(state, p.phi, horizon))
        }
        Fit::Theta(p) => season_back(theta::run(&view.flat, p, horizon, |t, f| visit(t, view.with_season(t, f)))),
        Fit::Winters(mode, w) => match view.first(*mode) {
            Some(first) => {
                let last = winters::run(view.y, *mode, Update::Predicted, w, first.clone(), visit);
                winters::ahead(&last, *mode, w.phi, n, horizon)
            }
            None => naive::last_value(view.y, horizon),
        },
    }
}

fn fixed(kind: MethodKind, view: &View, horizon: usize, mut visit: impl FnMut(usize, f64)) -> Vec<f64> {
    let (y, n, m) = (view.y, view.y.len(), view.season);
    let window = if m >= 2 { m } else { 12 };
    match kind {
        MethodKind::Naive => {
            y.windows(2).enumerate().for_each(|(t, w)| visit(t + 1, w[0]));
            naive::last_value(y, horizon)
        }
        MethodKind::SeasonalNaive => {
            (m..n).for_each(|t| visit(t, y[t - m]));
            naive::last_season(y, m, horizon)
        }
        MethodKind::Mean => {
            (1..n).for_each(|t| visit(t, naive::moving_average(&y[..t], window)));
            vec![naive::moving_average(y, window); horizon]
        }
        MethodKind::Croston => {
            let last = croston::run(y, croston::ALPHA, |t, r| visit(t, r.croston()));
            vec![last.map_or(0.0, |r| r.croston()); horizon]
        }
        MethodKind::Sba => {
            let last = croston::run(y, croston::ALPHA, |t, r| visit(t, r.sba(croston::ALPHA)));
            vec![last.map_or(0.0, |r| r.sba(croston::ALPHA)); horizon]
        }
        MethodKind::Aggregation => {
            (n.saturating_sub(window).max(3)..n).for_each(|t| visit(t, aggregation::rate(&y[..t], window)));
            vec![aggregation::rate(y, window); horizon]
        }
        _ => {
            (0..n).for_each(|t| visit(t, 0.0));
            vec![0.0; horizon]
        }
    }
}
