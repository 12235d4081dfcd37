//! The statistical baseline: cleansed history in, one fit per pair and per level above out, or a draft where the fit is still to come.
//!
//! `cleansed` (what marks make of history) -> `asked` (methods that planners force) -> `tasks` -> answers -> `levels` (families and the
//! total as forecast by themselves, and how the pairs are brought to agree with them). A series runs from its first known month to the last
//! closed one. What the fit itself finds odd (`Forecast::suggestions`) is a suggestion and changes nothing.
//! The draft is last year's month again: cheap, and never better than what replaces it.

mod asked;
mod cleansed;
mod levels;

use std::sync::Arc;

use super::demand::Forecasts;
use super::frame::Notice;
use super::history::LONGEST;
use super::{Answers, Frame, fit_key};
use crate::forecast::{Accuracy, Driver, Forced, Forecast, MethodKind, Task, class, forecast, naive};
use crate::model::{Actuals, DemandPlan, Method, Month, Place, Step, Subject, Units};
use cleansed::{History, histories};
pub use levels::{Level, LevelError};

/// Months in a season.
pub const SEASON: usize = 12;

/// The baseline of every pair: the answers that are there, drafts for the others; brought to agree with the levels above as the plan asks.
pub fn forecasts(frame: &Frame, actuals: &Actuals, demand: &DemandPlan, answers: &Answers) -> Forecasts {
    let histories = histories(frame, actuals, demand);
    let cycle = frame.horizon.first;
    let first = histories.iter().flatten().map(|history| history.first).min().unwrap_or(cycle);
    let unknown = Arc::new(forecast(&task(frame, None, None, Vec::new())));
    let answer = |task: &Task| if is_unknown(task) { Some(&unknown) } else { answers.get(fit_key(task)) };
    let tasks = pair_tasks(frame, demand, &histories);
    let found: Vec<Option<&Arc<Forecast>>> = tasks.iter().map(answer).collect();
    let fit = |(task, found): (&Task, &Option<&Arc<Forecast>>)| found.map_or_else(|| Arc::new(draft(task)), Arc::clone);
    let fits = tasks.iter().zip(&found).map(fit).collect();
    let levels = levels::tasks(frame, &histories).into_iter().map(|(family, pairs, task)| Level {
        family,
        pairs,
        fit: answer(&task).map(Arc::clone),
    });
    let mut forecasts = Forecasts {
        fits,
        pending: found.iter().map(Option::is_none).collect(),
        first,
        history: histories
            .iter()
            .map(|history| aligned(history.as_ref(), |history| &history.raw, first, cycle))
            .collect(),
        cleansed: histories
            .iter()
            .map(|history| aligned(history.as_ref(), |history| &history.cleansed, first, cycle))
            .collect(),
        levels: levels.collect(),
        notices: notices(frame, actuals, demand),
    };
    levels::reconcile(frame, demand.reconciliation, &mut forecasts);
    forecasts
}

/// Whether two demand sections ask for the same fits: then the outcome of [`forecasts`] may be kept, whatever else was edited.
pub fn same_fits(a: &DemandPlan, b: &DemandPlan) -> bool {
    a.marks == b.marks && a.methods == b.methods && a.reconciliation == b.reconciliation && a.events == b.events
}

/// What to fit: by pair, then by level above.
pub(super) fn tasks(frame: &Frame, actuals: &Actuals, demand: &DemandPlan) -> Vec<Task> {
    let histories = histories(frame, actuals, demand);
    let mut tasks = pair_tasks(frame, demand, &histories);
    tasks.extend(levels::tasks(frame, &histories).into_iter().map(|(.., task)| task));
    tasks
}

fn pair_tasks(frame: &Frame, demand: &DemandPlan, histories: &[Option<History>]) -> Vec<Task> {
    let mut drivers = asked::drivers(frame, demand, histories);
    let forced = asked::forced(frame, demand).into_iter().zip(histories).enumerate();
    forced
        .map(|(pair, (forced, history))| task(frame, history.as_ref(), forced, std::mem::take(&mut drivers[pair])))
        .collect()
}

/// Whether there is nothing to fit: no figure at all.
pub(super) fn is_unknown(task: &Task) -> bool {
    task.y.iter().all(Option::is_none)
}

fn task(frame: &Frame, history: Option<&History>, forced: Option<Forced>, drivers: Vec<Driver>) -> Task {
    Task {
        y: history.map_or_else(Vec::new, |history| history.cleansed.clone()),
        horizon: frame.horizon.months,
        season: SEASON,
        first_month_of_year: history.map_or(0, |history| history.first.of_year() as usize - 1),
        forced,
        drivers,
    }
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
        piece: 0.0,
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
        let (name, subject) = match &method.family {
            Some(family) => (family.to_string(), Subject::Family(family.clone())),
            None => (method.item.to_string(), Subject::Item(method.item.clone())),
        };
        let text = format!(
            "{name} is to be forecast by \"{}\", which is no method: one is chosen automatically.",
            method.method
        );
        Notice::new(Step::Demand, subject, place, text)
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
