//! Rolling-origin back-test: stand at an earlier month, forecast with what was known then, compare with what came.
//!
//! Up to twelve origins, the last 12 months one by one, each up to a season ahead. Parameters are those of the whole
//! series (refitting at each origin costs ten times as much and measured no better); level, trend and season are
//! re-estimated at each origin. Invariant: an unknown month is never compared.

use super::accuracy;
use super::method::{Member, project};
use super::view::{Ground, View};

/// Most origins tried.
pub const ORIGINS: usize = 12;
/// Most months ahead compared at one origin.
pub const LONGEST: usize = 18;

/// One origin: what each member forecast and what came.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// `paths[member][lag - 1]`.
    pub paths: Vec<Vec<f64>>,
    /// `actual[lag - 1]`, None where the month is not known.
    pub actual: Vec<Option<f64>>,
}

/// The trials of `members`, the latest origin first; empty when history is too short to hold a month back.
pub fn trials(ground: &Ground, members: &[Member]) -> Vec<Trial> {
    let n = ground.series.y.len();
    let least = members.iter().map(|m| m.needs).max().unwrap_or(n).max(1);
    (1..=ORIGINS)
        .map_while(|back| n.checked_sub(back).filter(|k| *k >= least))
        // a gap at the origin was filled with what came after it
        .filter(|k| ground.series.known[*k - 1])
        .map(|k| trial(ground, members, k))
        .collect()
}

fn trial(ground: &Ground, members: &[Member], origin: usize) -> Trial {
    let series = ground.series;
    let ahead = (series.y.len() - origin).min(LONGEST);
    let view = View::new(ground, origin);
    let path = |m: &Member| project(m, &view, ahead, None).into_iter().map(|v| series.guarded(v)).collect();
    let actual = (origin..origin + ahead).map(|t| series.known[t].then_some(series.y[t])).collect();
    Trial { paths: members.iter().map(path).collect(), actual }
}

/// Forecasts and actuals of the known months of several trials, given one path per trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// (lag, forecast, actual).
    pub months: Vec<(usize, f64, f64)>,
    /// Origins with at least one known month.
    pub origins: usize,
}

impl Compared {
    /// Adds the trial's known months against `path`.
    pub fn add(&mut self, trial: &Trial, path: &[f64]) {
        let before = self.months.len();
        for (i, (f, a)) in path.iter().zip(&trial.actual).enumerate() {
            if let Some(a) = a {
                self.months.push((i + 1, *f, *a));
            }
        }
        self.origins += usize::from(self.months.len() > before);
    }

    /// Forecasts and actuals of one lag (or of all), as the accuracy functions take them.
    pub fn pairs(&self, lag: Option<usize>) -> (Vec<f64>, Vec<f64>) {
        self.months.iter().filter(|(l, _, _)| lag.is_none_or(|k| k == *l)).map(|(_, f, a)| (*f, *a)).unzip()
    }

    /// WMAPE and bias of one lag; None where nothing was sold or known.
    pub fn at_lag(&self, lag: usize) -> Option<(usize, f64, f64)> {
        let (f, a) = self.pairs(Some(lag));
        Some((lag, accuracy::wmape(&f, &a)?, accuracy::bias(&f, &a)?))
    }
}
