//! Statistics only: a series in, a forecast out. Knows no plan.
//!
//! The one path: clean (`series`) -> class (`class`) -> fit every method that suits (`method`, one file each) ->
//! back-test (`backtest`) -> weigh (`choose`) -> ranges (`interval`, `distribution`) -> the sentence (`reason`). `forecast` is total and
//! pure: any input gives finite figures, the same input the same bits, native and in the browser.
//! Example: 36 equal months of 5 give 5, with no uncertainty. Errors are forecast - actual.

use serde::{Deserialize, Serialize};

pub mod accuracy;
pub mod adjusted;
pub mod aggregation;
pub mod arima;
pub mod backtest;
pub mod choose;
pub mod class;
pub mod croston;
pub mod distribution;
pub mod dynamic_theta;
pub mod ets;
pub mod holt;
pub mod holt_winters;
pub mod interval;
pub mod method;
pub mod naive;
pub mod normal;
pub mod reason;
pub mod reconcile;
pub mod regression;
pub mod search;
pub mod season;
pub mod series;
pub mod ses;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod theta;
pub mod trend;
pub mod view;

use interval::Ranges;
use method::Member;
use series::Series;
use view::{Ground, View};

/// Most months forecast: a longer horizon is cut to this.
pub const LONGEST_HORIZON: usize = 1200;

/// Mean intervals without demand, after which demand counts as ended; rare parts pause long (3 measured a tenth worse at the 95 % quantile).
const PAUSES: f64 = 8.0;

/// Pieces below which a part that sold for the first time after a year of zeros is a slow mover, not a launch.
const HANDFUL: f64 = 10.0;

/// What to fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Demand by month, the oldest first; None = not known (missing, or marked as not representative). A value that is
    /// not finite counts as not known.
    pub y: Vec<Option<f64>>,
    /// Months to forecast after the last of `y`.
    pub horizon: usize,
    /// Months in a season: 12; 0 or 1 for none.
    pub season: usize,
    /// Position of `y[0]` in the season, from 0 (January, where the season is the calendar year). It names the season's high
    /// month in `reason`; the figures do not depend on it.
    pub first_month_of_year: usize,
    /// Use this method instead of choosing; a method that does not suit the history is refused in `reason`.
    pub forced: Option<Forced>,
    /// What demand depends on besides time, such as past promotions; used by [`MethodKind::Regression`] only.
    pub drivers: Vec<Driver>,
}

/// A method that a planner asks for, with the parameters that are not to be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forced {
    /// The method.
    pub kind: MethodKind,
    /// Its parameters; those absent are fitted.
    pub parameters: Parameters,
}

impl From<MethodKind> for Forced {
    fn from(kind: MethodKind) -> Self {
        Forced { kind, parameters: Parameters::default() }
    }
}

/// Parameters of a smoothing method; absent: fitted, or the method has none of the kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameters {
    /// Weight of the newest month in the level, 0 to 1 (Croston, TSB: of the newest size).
    pub alpha: Option<f64>,
    /// Weight of the newest change of level in the trend, 0 to 1 (TSB: of the newest month in the share of months with demand).
    pub beta: Option<f64>,
    /// Weight of the newest year in the season, 0 to 1.
    pub gamma: Option<f64>,
    /// Share of the trend that is kept from month to month, 0 to 1.
    pub phi: Option<f64>,
    /// Months of a moving average.
    pub window: Option<u32>,
}

/// Something demand depends on: one value for each month of `Task::y`, then for each month ahead; missing values are 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// What people call it.
    pub name: String,
    /// By month, from `Task::y[0]` to the end of the horizon.
    pub values: Vec<f64>,
}

/// A forecasting method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MethodKind {
    /// The same month of last year.
    SeasonalNaive,
    /// The same month of last year, with half of last year's growth.
    GrownSeason,
    /// The last month's value.
    Naive,
    /// The mean of the last months (a year, where nobody asks for another window).
    Mean,
    /// Simple exponential smoothing (of the seasonally adjusted series).
    Ses,
    /// A trend that dies away (on the seasonally adjusted series).
    DampedHolt,
    /// A straight trend (on the seasonally adjusted series).
    Holt,
    /// Simple smoothing with half the long-run slope, seasons multiplied.
    Theta,
    /// The same with seasons added.
    ThetaAdditive,
    /// Theta with its angle fitted and its line learned month by month.
    DynamicTheta,
    /// Damped trend with seasons added.
    HoltWintersAdditive,
    /// Damped trend with seasons multiplied.
    HoltWintersMultiplicative,
    /// Exponential smoothing models weighed by AICc.
    Ets,
    /// Seasonal ARIMA(1,0,1)(0,1,1) with drift.
    SeasonalArima,
    /// A line, seasons and drivers by least squares.
    Regression,
    /// Croston's size / interval.
    Croston,
    /// Croston without its bias (Syntetos & Boylan).
    Sba,
    /// Smoothed share of months with demand times smoothed size (Teunter, Syntetos & Babai).
    Tsb,
    /// Smoothed sums over one mean interval (Nikolopoulos et al.).
    Adida,
    /// Mean of smoothed sums over 1 to 12 months.
    Aggregation,
    /// No more demand.
    Zero,
    /// Weighted mean of several methods.
    Combination,
}

impl MethodKind {
    /// Every method that a planner can ask for.
    pub const ALL: [MethodKind; 22] = [
        MethodKind::Combination,
        MethodKind::SeasonalNaive,
        MethodKind::GrownSeason,
        MethodKind::Naive,
        MethodKind::Mean,
        MethodKind::Ses,
        MethodKind::DampedHolt,
        MethodKind::Holt,
        MethodKind::Theta,
        MethodKind::ThetaAdditive,
        MethodKind::DynamicTheta,
        MethodKind::HoltWintersAdditive,
        MethodKind::HoltWintersMultiplicative,
        MethodKind::Ets,
        MethodKind::SeasonalArima,
        MethodKind::Regression,
        MethodKind::Croston,
        MethodKind::Sba,
        MethodKind::Tsb,
        MethodKind::Adida,
        MethodKind::Aggregation,
        MethodKind::Zero,
    ];

    /// The planner's name of the method.
    pub fn name(self) -> &'static str {
        match self {
            MethodKind::SeasonalNaive => "Last year's month",
            MethodKind::GrownSeason => "Last year's month with growth",
            MethodKind::Naive => "Last value",
            MethodKind::Mean => "Moving average",
            MethodKind::Ses => "Simple smoothing",
            MethodKind::DampedHolt => "Damped trend",
            MethodKind::Holt => "Straight trend",
            MethodKind::Theta => "Theta",
            MethodKind::ThetaAdditive => "Theta, seasons added",
            MethodKind::DynamicTheta => "Dynamic Theta",
            MethodKind::HoltWintersAdditive => "Holt-Winters, additive",
            MethodKind::HoltWintersMultiplicative => "Holt-Winters, multiplicative",
            MethodKind::Ets => "Exponential smoothing (ETS)",
            MethodKind::SeasonalArima => "Seasonal ARIMA",
            MethodKind::Regression => "Regression",
            MethodKind::Croston => "Croston",
            MethodKind::Sba => "Croston SBA",
            MethodKind::Tsb => "TSB",
            MethodKind::Adida => "ADIDA",
            MethodKind::Aggregation => "Temporal aggregation (IMAPA)",
            MethodKind::Zero => "No demand",
            MethodKind::Combination => "Combination",
        }
    }
}

/// How demand comes: cuts ADI 1.32 and CV2 0.49 (see `class`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DemandClass {
    /// Most months, even sizes.
    Smooth,
    /// Most months, uneven sizes.
    Erratic,
    /// Few months, even sizes.
    Intermittent,
    /// Few months, uneven sizes.
    Lumpy,
    /// Fewer than six known months since the first demand.
    New,
    /// Nothing in the last season, something before.
    Ended,
    /// No demand at all.
    NoHistory,
}

/// A forecast with its evidence. The vectors by month ahead all have `horizon` values (at most `LONGEST_HORIZON`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Method used.
    pub method: MethodKind,
    /// Class of the history.
    pub class: DemandClass,
    /// One sentence: why this method, and how much better than last year's month.
    pub reason: String,
    /// Expected demand (nearer the median where demand is skewed, since methods run on logarithms); never negative when history
    /// never is.
    pub mean: Vec<f64>,
    /// Standard deviation of the month's error; grows with the months ahead.
    pub sigma: Vec<f64>,
    /// One-step fit by month of `Task::y`, None where not defined.
    pub fitted: Vec<Option<f64>>,
    /// Lower end of the 80 % range.
    pub lo80: Vec<f64>,
    /// Upper end of the 80 % range.
    pub hi80: Vec<f64>,
    /// Lower end of the 95 % range.
    pub lo95: Vec<f64>,
    /// Upper end of the 95 % range.
    pub hi95: Vec<f64>,
    /// 95 % quantile of the single month.
    pub q95: Vec<f64>,
    /// Unit that sparse demand is counted in: its months are a negative binomial of `mean` and `sigma`; 0 where demand is not sparse.
    pub piece: f64,
    /// Every method tried, the best of the back-test first.
    pub candidates: Vec<Candidate>,
    /// Months of history worth a question; suggestions only.
    pub suggestions: Vec<Suggestion>,
    /// By position in the season (from `Task::first_month_of_year` = 0): times the year's mean; empty without a season.
    pub profile: Vec<f64>,
    /// What was learned of each driver, where the regression was fitted.
    pub effects: Vec<Effect>,
    /// Back-test of the forecast itself.
    pub accuracy: Accuracy,
}

/// A method that was tried, with its rolling back-test over all months ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Method.
    pub kind: MethodKind,
    /// Its share of the forecast, 0 to 1.
    pub weight: f64,
    /// sum |F - A| / sum A; None where nothing was sold or there was no back-test.
    pub wmape: Option<f64>,
    /// sum (F - A) / sum A.
    pub bias: Option<f64>,
    /// Mean absolute error / mean change to last year's month in history.
    pub mase: Option<f64>,
    /// Back-tests (origins).
    pub origins: usize,
    /// Its parameters, where it has any.
    pub parameters: Parameters,
    /// What it would have said at the oldest back-test: the last months of `Task::y` that it did not see. Empty without one, or
    /// where the last month is not known.
    pub path: Vec<f64>,
}

/// Why a month of history is worth a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Doubt {
    /// Far from what its neighbors and its season suggest.
    Outlier,
    /// Nothing was sold where something always is: perhaps nothing could be sold.
    StockOut,
    /// Not known, between months that are.
    Missing,
    /// The last month, far below what was to be expected: perhaps not all of it is booked.
    Incomplete,
    /// The level moved here and stayed.
    LevelShift,
    /// Below zero: more came back than was sold.
    Return,
}

/// A month of history worth a question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Index in `Task::y`.
    pub month: usize,
    /// Why.
    pub doubt: Doubt,
    /// What was booked; `None`: not known.
    pub value: Option<f64>,
    /// What its neighbors suggest; of a level shift: the level before it, where `value` is the level since.
    pub expected: f64,
    /// Distance in robust standard deviations, signed; 0 where there is nothing to compare.
    pub z: f64,
}

/// What a driver does to demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The driver's name.
    pub name: String,
    /// Change of demand, as a share, where the driver is 1.
    pub share: f64,
    /// Standard error of the share.
    pub error: f64,
}

impl Candidate {
    /// A method without any figures.
    fn of(kind: MethodKind) -> Candidate {
        Candidate {
            kind,
            weight: 0.0,
            wmape: None,
            bias: None,
            mase: None,
            origins: 0,
            parameters: Parameters::default(),
            path: Vec::new(),
        }
    }
}

/// Accuracy of the forecast in the rolling back-test.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// sum |F - A| / sum A over all lags.
    pub wmape: Option<f64>,
    /// sum (F - A) / sum A.
    pub bias: Option<f64>,
    /// Mean absolute error / mean change to last year's month in history.
    pub mase: Option<f64>,
    /// Back-tests (origins).
    pub origins: usize,
    /// (lag, WMAPE, bias) for lags 1 to 3, where defined.
    pub by_lag: Vec<(usize, f64, f64)>,
}

/// The automatic forecast of one series.
pub fn forecast(task: &Task) -> Forecast {
    let horizon = task.horizon.min(LONGEST_HORIZON);
    match series::series(task) {
        Some(series) => {
            let class = match demand_class(&series) {
                DemandClass::New if is_slow(task, &series) => DemandClass::Intermittent,
                class => class,
            };
            let sparse = matches!(class, DemandClass::Intermittent | DemandClass::Lumpy);
            let series = if sparse { series::with_first_zeros(task).unwrap_or(series) } else { series };
            known(task, &series, class, horizon)
        }
        None => flat_zero(task, horizon, DemandClass::NoHistory, "No demand in the history, so none is forecast."),
    }
}

fn known(task: &Task, series: &Series, class: DemandClass, horizon: usize) -> Forecast {
    if class == DemandClass::Ended && task.forced.is_none() {
        return flat_zero(task, horizon, class, "Nothing was sold in the last season, so none is forecast.");
    }
    let sparse = matches!(class, DemandClass::Intermittent | DemandClass::Lumpy | DemandClass::Ended);
    let ground = Ground::new(series, task);
    let view = View::whole(&ground);
    let members = choose::members(class, &view, task.forced);
    let trials = backtest::trials(&ground, &members);
    let choice = choose::choose(series, &members, &trials, sparse, task.forced.map(|forced| forced.kind));
    let (fitted, paths) = projected(series, &view, &members, horizon + series.lead);
    let fitted = choose::combined_fit(&fitted, &choice.weights);
    let disagreement = choose::disagreement(&paths, &choice.weights).split_off(series.lead);
    let mean = choose::combined(&paths, &choice.weights).split_off(series.lead);
    let mean: Vec<f64> = mean.into_iter().map(|v| series.guarded(v)).collect();
    let (mean, ranges) = if sparse {
        let ranges = interval::intermittent(series, &mean);
        let trust =
            if series.seasonal.is_none() && is_automatic(task) { class::trust(&series.known_values()) } else { 1.0 };
        let trusted: Vec<f64> = mean.iter().map(|v| trust * v).collect();
        let ranges = ranges.around(&trusted);
        (trusted, ranges)
    } else {
        let evidence = interval::Evidence {
            alpha: ses::fit(&view.main().flat).alpha,
            fit: &fit_errors(series, &fitted),
            trials: &choice.errors,
            disagreement: &disagreement,
        };
        let ranges = interval::regular(series, &mean, &evidence);
        (mean, ranges)
    };
    Forecast {
        method: choice.kind,
        class,
        reason: reason::reason(task, series, &view, &members, &choice),
        fitted: placed(task, series, &fitted),
        suggestions: suggest::suggestions(task, series, class),
        profile: view.profile(task.first_month_of_year),
        effects: effects(task, &view),
        candidates: choice.candidates,
        accuracy: choice.accuracy,
        ..with_ranges(series, mean, ranges)
    }
}

/// What the drivers do, as shares of the mean month.
fn effects(task: &Task, view: &View) -> Vec<Effect> {
    let level = naive::moving_average(view.y, view.y.len());
    let Some(fit) = method::regress(view).filter(|_| !task.drivers.is_empty() && level > 0.0) else {
        return Vec::new();
    };
    let known = task.drivers.iter().enumerate().filter_map(|(i, driver)| Some((driver, fit.effect(i)?)));
    let found = known.filter(|(_, (effect, error))| effect.is_finite() && error.is_finite() && *error > 0.0);
    found
        .map(|(driver, (effect, error))| Effect {
            name: driver.name.clone(),
            share: effect / level,
            error: error / level,
        })
        .collect()
}

/// Whether nobody asked for a single method.
fn is_automatic(task: &Task) -> bool {
    task.forced.is_none_or(|asked| asked.kind == MethodKind::Combination)
}

/// Every member's one-step fit (NaN where it has none) and path.
fn projected(series: &Series, view: &View, members: &[Member], horizon: usize) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let one = |m: &Member| {
        let mut fitted = vec![f64::NAN; series.y.len()];
        let path = method::project(m, view, horizon, Some(&mut |t, f| fitted[t] = f));
        (fitted, path.into_iter().map(|v| series.guarded(v)).collect())
    };
    members.iter().map(one).unzip()
}

fn demand_class(series: &Series) -> DemandClass {
    let known = series.known_values();
    if series.lead == 0 && has_ended(&known, series.year()) { DemandClass::Ended } else { class::class(&known, 6) }
}

/// Whether a series that seems new is a slow mover: at least a year of zeros before its first demand, and a handful of pieces since.
fn is_slow(task: &Task, series: &Series) -> bool {
    let zeros = task.y[..series.start].iter().rev().take_while(|v| **v == Some(0.0)).count();
    let since = || task.y[series.start..].iter().flatten().filter(|v| v.is_finite());
    zeros >= series.year() && since().sum::<f64>() < HANDFUL && since().all(|v| v.fract() == 0.0)
}

/// Whether nothing was sold for a year, and for so long that the usual pauses cannot explain it.
fn has_ended(known: &[f64], year: usize) -> bool {
    let last = known.iter().rposition(|v| *v != 0.0).unwrap_or(0);
    let pause = known.len().saturating_sub(last + 1);
    let usual = class::adi(&known[..(last + 1).min(known.len())]).unwrap_or(1.0);
    pause >= year && pause as f64 >= PAUSES * usual
}

fn fit_errors(series: &Series, fitted: &[f64]) -> Vec<f64> {
    let months = fitted.iter().zip(&series.y).zip(&series.known);
    months.filter(|((f, _), known)| **known && f.is_finite()).map(|((f, y), _)| f - y).collect()
}

fn placed(task: &Task, series: &Series, fitted: &[f64]) -> Vec<Option<f64>> {
    let mut out = vec![None; task.y.len()];
    for (place, f) in out.iter_mut().skip(series.start).zip(fitted) {
        *place = f.is_finite().then(|| series.in_units(series.guarded(*f)));
    }
    out
}

fn with_ranges(series: &Series, mean: Vec<f64>, ranges: Ranges) -> Forecast {
    let units = |v: Vec<f64>| v.into_iter().map(|v| series.in_units(v)).collect::<Vec<f64>>();
    Forecast {
        method: MethodKind::Zero,
        class: DemandClass::NoHistory,
        reason: String::new(),
        mean: units(mean),
        sigma: units(ranges.sigma),
        fitted: Vec::new(),
        lo80: units(ranges.lo80),
        hi80: units(ranges.hi80),
        lo95: units(ranges.lo95),
        hi95: units(ranges.hi95),
        q95: units(ranges.q95),
        piece: series.in_units(ranges.piece),
        candidates: Vec::new(),
        suggestions: Vec::new(),
        profile: Vec::new(),
        effects: Vec::new(),
        accuracy: Accuracy::default(),
    }
}

fn flat_zero(task: &Task, horizon: usize, class: DemandClass, reason: &str) -> Forecast {
    let zero = || vec![0.0; horizon];
    Forecast {
        method: MethodKind::Zero,
        class,
        reason: reason.to_string(),
        mean: zero(),
        sigma: zero(),
        fitted: vec![None; task.y.len()],
        lo80: zero(),
        hi80: zero(),
        lo95: zero(),
        hi95: zero(),
        q95: zero(),
        piece: 0.0,
        candidates: Vec::new(),
        suggestions: Vec::new(),
        profile: Vec::new(),
        effects: Vec::new(),
        accuracy: Accuracy::default(),
    }
}
