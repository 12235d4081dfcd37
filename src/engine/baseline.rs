//! The statistical baseline: cleansed history in, one fit per pair out, or a draft where the fit is still to come.
//!
//! A month with an accepted mark shows the fit what the planner put instead, or a gap; the raw figure stays. What the fit itself finds odd
//! (`Forecast::outliers`) is a suggestion and changes nothing. A series runs from its first known month to the last closed one.
//! The draft is last year's month again: cheap, and never better than what replaces it.

use std::sync::Arc;

use super::demand::Forecasts;
use super::frame::Notice;
use super::history::{LONGEST, closed, first_known, series_by_pair};
use super::{Answers, Frame, fit_key};
use crate::forecast::{Accuracy, Forecast, MethodKind, Task, class, forecast, naive};
use crate::model::{Actuals, DemandPlan, Method, Month, Place, Series, Step, Subject, Units};

/// Months in a season.
pub const SEASON: usize = 12;

/// The baseline of every pair: the answers that are there, drafts for the others.
pub fn forecasts(frame: &Frame, actuals: &Actuals, demand: &DemandPlan, answers: &Answers) -> Forecasts {
    let histories = histories(frame, actuals, demand);
    let forced = forced(frame, demand);
    let cycle = frame.horizon.first;
    let first = histories.iter().flatten().map(|history| history.first).min().unwrap_or(cycle);
    let unknown = Arc::new(forecast(&task(frame, None, None)));
    let mut forecasts = Forecasts {
        fits: Vec::with_capacity(histories.len()),
        pending: Vec::with_capacity(histories.len()),
        first,
        history: Vec::with_capacity(histories.len()),
        cleansed: Vec::with_capacity(histories.len()),
        notices: notices(frame, actuals, demand),
    };
    for (history, forced) in histories.iter().zip(forced) {
        let task = task(frame, history.as_ref(), forced);
        let answer = if is_unknown(&task) { Some(&unknown) } else { answers.get(fit_key(&task)) };
        forecasts.pending.push(answer.is_none());
        forecasts.fits.push(answer.map_or_else(|| Arc::new(draft(&task)), Arc::clone));
        forecasts.history.push(aligned(history.as_ref(), |history| &history.raw, first, cycle));
        forecasts.cleansed.push(aligned(history.as_ref(), |history| &history.cleansed, first, cycle));
    }
    forecasts
}

/// Whether two demand sections ask for the same fits: then the outcome of [`forecasts`] may be kept, whatever else was edited.
pub fn same_fits(a: &DemandPlan, b: &DemandPlan) -> bool {
    a.marks == b.marks && a.methods == b.methods
}

/// By pair: what to fit.
pub(super) fn tasks(frame: &Frame, actuals: &Actuals, demand: &DemandPlan) -> Vec<Task> {
    let histories = histories(frame, actuals, demand);
    histories.iter().zip(forced(frame, demand)).map(|(history, forced)| task(frame, history.as_ref(), forced)).collect()
}

/// Whether there is nothing to fit: no figure at all.
pub(super) fn is_unknown(task: &Task) -> bool {
    task.y.iter().all(Option::is_none)
}

fn task(frame: &Frame, history: Option<&History>, forced: Option<MethodKind>) -> Task {
    Task {
        y: history.map_or_else(Vec::new, |history| history.cleansed.clone()),
        horizon: frame.horizon.months,
        season: SEASON,
        first_month_of_year: history.map_or(0, |history| history.first.of_year() as usize - 1),
        forced: forced.map(Into::into),
        drivers: Vec::new(),
    }
}

/// A pair's closed months from its first known one on.
struct History {
    first: Month,
    raw: Vec<Option<f64>>,
    cleansed: Vec<Option<f64>>,
}

fn histories(frame: &Frame, actuals: &Actuals, demand: &DemandPlan) -> Vec<Option<History>> {
    let series = series_by_pair(frame, actuals);
    series.into_iter().map(|series| history(series?, demand, frame.horizon.first)).collect()
}

fn history(series: &Series, demand: &DemandPlan, cycle: Month) -> Option<History> {
    let first = first_known(series, cycle)?;
    let raw: Vec<Option<f64>> = (first.0..cycle.0).map(|month| closed(series, Month(month), cycle)).collect();
    let mut cleansed = raw.clone();
    if !demand.marks.is_empty() {
        let key = |month| (series.item.clone(), series.market.clone(), month);
        for mark in demand.marks.range(key(first)..key(cycle)).filter(|mark| mark.accepted) {
            let instead = mark.instead.map(|units| units.0).filter(|units| units.is_finite());
            if let Some(units) = usize::try_from(mark.month - first).ok().and_then(|at| cleansed.get_mut(at)) {
                *units = instead;
            }
        }
    }
    Some(History { first, raw, cleansed })
}

/// Months `first` to the last closed one.
fn aligned<'a>(
    history: Option<&'a History>,
    figures: impl Fn(&'a History) -> &'a Vec<Option<f64>>,
    first: Month,
    cycle: Month,
) -> Vec<Option<Units>> {
    let months = usize::try_from(cycle - first).unwrap_or(0);
    let mut aligned = Vec::with_capacity(months);
    let known = history.map_or(&[][..], |history| figures(history));
    aligned.resize(months.saturating_sub(known.len()), None);
    aligned.extend(known.iter().map(|units| units.map(Units)));
    aligned
}

/// By pair: the method that a planner forced. One for the market goes before one for the item.
fn forced(frame: &Frame, demand: &DemandPlan) -> Vec<Option<MethodKind>> {
    let mut forced = vec![None; frame.pairs.len()];
    // In key order a method without a market comes first, and one with a market writes over it.
    for method in &demand.methods {
        let Some(item) = frame.items.position(&method.item) else { continue };
        let Some(kind) = method_from_code(&method.method) else { continue };
        let market = method.market.as_ref().map(|market| frame.markets.position(market));
        for pair in frame.pairs_of[item].clone() {
            if market.is_none_or(|market| market == Some(frame.pairs[pair].market)) {
                forced[pair] = Some(kind);
            }
        }
    }
    forced
}

/// The name of a method in files, such as `damped_holt`.
pub fn method_code(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::SeasonalNaive => "seasonal_naive",
        MethodKind::GrownSeason => "grown_season",
        MethodKind::Naive => "naive",
        MethodKind::Mean => "mean",
        MethodKind::Ses => "ses",
        MethodKind::DampedHolt => "damped_holt",
        MethodKind::Holt => "holt",
        MethodKind::Theta => "theta",
        MethodKind::ThetaAdditive => "theta_additive",
        MethodKind::DynamicTheta => "dynamic_theta",
        MethodKind::HoltWintersAdditive => "holt_winters_additive",
        MethodKind::HoltWintersMultiplicative => "holt_winters",
        MethodKind::Ets => "ets",
        MethodKind::SeasonalArima => "seasonal_arima",
        MethodKind::Regression => "regression",
        MethodKind::Croston => "croston",
        MethodKind::Sba => "sba",
        MethodKind::Tsb => "tsb",
        MethodKind::Adida => "adida",
        MethodKind::Aggregation => "aggregation",
        MethodKind::Zero => "zero",
        MethodKind::Combination => "combination",
    }
}

/// The method of a code or of the name on the page; `None`: there is no such method.
pub fn method_from_code(text: &str) -> Option<MethodKind> {
    let text = text.trim();
    let named = |kind: &MethodKind| text == method_code(*kind) || text.eq_ignore_ascii_case(kind.name());
    MethodKind::ALL.into_iter().find(named)
}

/// Last year's month again, until the fit is there. Ranges from the changes on last year's months of history.
fn draft(task: &Task) -> Forecast {
    let y = filled(&task.y);
    let kind = if task.forced.is_some_and(|forced| forced.kind == MethodKind::Zero) {
        MethodKind::Zero
    } else {
        MethodKind::SeasonalNaive
    };
    let seasonal = naive::last_season(&y, task.season, task.horizon);
    let mean: Vec<f64> = if kind == MethodKind::Zero {
        vec![0.0; task.horizon]
    } else {
        seasonal.iter().map(|units| units.max(0.0)).collect()
    };
    let sigma = change_on_last_year(&y, task.season);
    let at = |z: f64| mean.iter().map(|units| (units + z * sigma).max(0.0)).collect::<Vec<f64>>();
    Forecast {
        method: kind,
        class: class::class(&y, SEASON / 2),
        reason: "Draft: last year's month, until the fit is there.".to_string(),
        sigma: vec![sigma; task.horizon],
        fitted: (0..y.len()).map(|t| Some(y[t.checked_sub(task.season)?])).collect(),
        // Quantiles of the normal distribution: 10 % and 90 %, 2.5 % and 97.5 %, 95 %.
        lo80: at(-1.281_551_565_545),
        hi80: at(1.281_551_565_545),
        lo95: at(-1.959_963_984_540),
        hi95: at(1.959_963_984_540),
        q95: at(1.644_853_626_951),
        candidates: Vec::new(),
        suggestions: Vec::new(),
        profile: Vec::new(),
        effects: Vec::new(),
        accuracy: Accuracy::default(),
        mean,
    }
}

/// A gap is filled by the month before it, the first months by zero.
fn filled(y: &[Option<f64>]) -> Vec<f64> {
    let mut last = 0.0;
    let fill = |units: &Option<f64>| {
        last = units.unwrap_or(last);
        last
    };
    y.iter().map(fill).collect()
}

/// Root mean square of the change on last year's month; on last month's where history is shorter than that.
fn change_on_last_year(y: &[f64], season: usize) -> f64 {
    let lag = if y.len() > season { season } else { 1 };
    let squares: Vec<f64> =
        y.windows(lag + 1).map(|months| (months[lag] - months[0]) * (months[lag] - months[0])).collect();
    (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt()
}

fn notices(frame: &Frame, actuals: &Actuals, demand: &DemandPlan) -> Vec<Notice> {
    let unknown_method = |method: &&Method| method_from_code(&method.method).is_none();
    let methods = demand.methods.iter().filter(unknown_method).map(|method| {
        let place = method.market.clone().map_or(Place::All, Place::Market);
        let text = format!(
            "{} is to be forecast by \"{}\", which is no method: one is chosen automatically.",
            method.item, method.method
        );
        Notice::new(Step::Demand, Subject::Item(method.item.clone()), place, text)
    });
    let marked = |key: &(_, _)| actuals.history.contains(key);
    let astray = demand.marks.iter().filter(|mark| mark.accepted && !marked(&(mark.item.clone(), mark.market.clone())));
    let marks = astray.map(|mark| {
        let text = format!(
            "A mark on {} in {} is on {}, where there is no history: it changes nothing.",
            mark.item, mark.market, mark.month
        );
        Notice::new(Step::Demand, Subject::Item(mark.item.clone()), Place::Market(mark.market.clone()), text)
    });
    let oldest = frame.horizon.first - LONGEST;
    let long = actuals.history.iter().filter(|series| series.first < oldest && !series.units.is_empty()).count();
    let cut = (long > 0).then(|| {
        let text =
            format!("History of {long} series begins before {oldest}: only the last {LONGEST} months are looked at.");
        Notice::new(Step::Demand, Subject::All, Place::All, text)
    });
    methods.chain(marks).chain(cut).collect()
}

#[cfg(test)]
mod tests;
