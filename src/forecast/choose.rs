//! Which methods to trust, by their back-test: weight ~ 1 / error^3, error relative to the members' mean by origin.
//!
//! Combining beats selecting: over the five public monthly sets the single best of the back-test measured OWA 0.860,
//! this combination 0.828 (Makridakis et al. 2020 found the same in M4). Yardsticks are back-tested and listed but have no
//! weight. The combination's own figures use, at each origin, weights learned from the other origins.
//! Invariant: weights sum to 1, whatever the history.

use super::accuracy::{mase, ratio, seasonal_scale};
use super::backtest::{Compared, Trial};
use super::method::{self, Member};
use super::series::Series;
use super::view::View;
use super::{Accuracy, Candidate, DemandClass, Forced, MethodKind, Parameters};

/// A member counts no better than this relative error, so that weights stay finite on a series without noise.
const LEAST_ERROR: f64 = 1e-6;
/// Members below this weight are dropped: nobody can explain a twentieth.
const LEAST_WEIGHT: f64 = 0.05;

/// Months of a combined fit from which its errors tell anything.
const FEWEST_FITTED: usize = 6;
/// A season of sparse demand is believed where noise explains less than this share of it.
const SPARSE_DOUBT: f64 = 0.25;
/// Months of the mean that sparse demand is forecast by: a year has too few sales to average.
const SPARSE_WINDOW: u32 = 18;

/// The members tried, with the weight of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The forecast's method: the one member with weight, or the combination.
    pub kind: MethodKind,
    /// One per member, summing to 1.
    pub weights: Vec<f64>,
    /// Every method with its back-test, best first.
    pub candidates: Vec<Candidate>,
    /// The chosen forecast's back-test.
    pub accuracy: Accuracy,
    /// The chosen forecast's back-test errors: (lag, forecast - actual).
    pub errors: Vec<(usize, f64)>,
}

/// Fits every method that suits the class, and the forced one.
pub fn members(class: DemandClass, view: &View, forced: Option<Forced>) -> Vec<Member> {
    use MethodKind::*;
    let sparse = matches!(class, DemandClass::Intermittent | DemandClass::Lumpy);
    let clear = view.units_doubt() < SPARSE_DOUBT && view.ground.series.seasonal.is_some();
    let mut kinds = match class {
        DemandClass::Ended => vec![Zero],
        // every month was the same: the last value is exact, whatever is fitted could only round it
        _ if view.ground.series.bounds.0 == view.ground.series.bounds.1 => vec![Naive],
        DemandClass::Intermittent | DemandClass::Lumpy => vec![Mean, Croston, Sba, Tsb, Adida, Aggregation],
        _ => vec![Naive, SeasonalNaive, Mean, Ses, Theta, Ets, SeasonalArima],
    };
    match class {
        DemandClass::Intermittent | DemandClass::Lumpy if clear => kinds.extend([SeasonalNaive, HoltWintersAdditive]),
        DemandClass::Smooth | DemandClass::Erratic | DemandClass::New if view.log.is_some() && kinds.len() > 1 => {
            kinds.extend([ThetaAdditive, GrownSeason]);
        }
        _ => (),
    }
    if !view.ground.drivers.is_empty() && kinds.len() > 1 {
        kinds.push(Regression);
    }
    kinds.extend(forced.map(|asked| asked.kind).filter(|kind| !kinds.contains(kind)));
    let usual = |kind: MethodKind| match kind {
        Mean if sparse => {
            Forced { kind, parameters: Parameters { window: Some(SPARSE_WINDOW), ..Parameters::default() } }
        }
        _ => kind.into(),
    };
    let asked = |kind: MethodKind| forced.filter(|asked| asked.kind == kind).unwrap_or_else(|| usual(kind));
    let fitted: Vec<Member> = kinds.into_iter().filter_map(|kind| method::fit(asked(kind), view)).collect();
    tested(fitted, view.y.len(), sparse, forced)
}

/// Without the members that need nearly all of history: they would leave no back-test for any. All of them where none can be tested.
fn tested(members: Vec<Member>, months: usize, sparse: bool, forced: Option<Forced>) -> Vec<Member> {
    let is_forced = |member: &Member| forced.is_some_and(|asked| asked.kind == member.kind);
    let leaves = |member: &Member| member.needs + method::TESTED <= months;
    if members.iter().any(|member| leaves(member) && votes(member.kind, sparse, true)) {
        members.into_iter().filter(|member| leaves(member) || is_forced(member)).collect()
    } else {
        members
    }
}

/// Whether a method takes part in the combination or is a yardstick. Where history is too short to tell a season from noise, last
/// year's month speaks for it.
fn votes(kind: MethodKind, sparse: bool, short: bool) -> bool {
    use MethodKind::*;
    match kind {
        SeasonalNaive if short => true,
        Ses | Theta | ThetaAdditive | Ets | SeasonalArima | GrownSeason | Regression => true,
        Mean | Aggregation | HoltWintersAdditive | SeasonalNaive => sparse,
        _ => false,
    }
}

/// Weighs the members by their trials.
pub fn choose(
    series: &Series,
    members: &[Member],
    trials: &[Trial],
    sparse: bool,
    forced: Option<MethodKind>,
) -> Choice {
    let short = !method::is_long(series.y.len(), series.season);
    let voting = voters(members, sparse, short, forced);
    // without a season, back-tests of sparse demand are too noisy to tell members apart
    let trusted = !sparse || seasonal(members) || forced.is_some_and(|kind| kind != MethodKind::Combination);
    let learned = |without| if trusted { weights(trials, &voting, sparse, without) } else { equal(&voting) };
    let weights = learned(None);
    let heavy: Vec<usize> = (0..members.len()).filter(|i| weights[*i] > 0.0).collect();
    let kind = match heavy[..] {
        [one] => members[one].kind,
        _ => MethodKind::Combination,
    };
    let mut chosen = Compared::default();
    for (i, trial) in trials.iter().enumerate() {
        let others = learned(Some(i));
        chosen.add(trial, &combined(&trial.paths, if trials.len() > 1 { &others } else { &weights }));
    }
    let scale = seasonal_scale(&series.y, series.season);
    let mut candidates: Vec<Candidate> = members
        .iter()
        .enumerate()
        .map(|(i, m)| Candidate {
            parameters: m.parameters(),
            path: oldest(series, trials, |trial| trial.paths[i].clone()),
            ..candidate(m.kind, weights[i], scale, &alone(trials, i))
        })
        .collect();
    if kind == MethodKind::Combination {
        let path = oldest(series, trials, |trial| combined(&trial.paths, &weights));
        candidates.push(Candidate { path, ..candidate(kind, 1.0, scale, &chosen) });
    }
    candidates.sort_by(|a, b| order(a).total_cmp(&order(b)).then(a.kind.cmp(&b.kind)));
    let (wmape, bias, mase) = figures(scale, &chosen);
    let by_lag = (1..=3).filter_map(|lag| chosen.at_lag(lag)).collect();
    let accuracy = Accuracy { wmape, bias, mase, origins: chosen.origins, by_lag };
    let errors = chosen.months.iter().map(|(lag, f, a)| (*lag, f - a)).collect();
    Choice { kind, weights, candidates, accuracy, errors }
}

/// The weighted mean of the members' paths.
pub fn combined(paths: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let months = paths.iter().map(Vec::len).min().unwrap_or(0);
    (0..months).map(|h| paths.iter().zip(weights).filter(|(_, w)| **w > 0.0).map(|(p, w)| w * p[h]).sum()).collect()
}

/// The weighted mean of the members' fits, NaN where one has none; where that leaves hardly a month, the mean of those that have one.
pub fn combined_fit(fits: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let whole = combined(fits, weights);
    if whole.iter().filter(|v| v.is_finite()).count() >= FEWEST_FITTED {
        return whole;
    }
    let of_those_that_have = |t: usize| {
        let has = || fits.iter().zip(weights).map(|(fit, w)| (fit[t], *w)).filter(|(v, w)| *w > 0.0 && v.is_finite());
        ratio(has().map(|(v, w)| v * w).sum(), has().map(|(_, w)| w).sum()).unwrap_or(f64::NAN)
    };
    (0..whole.len()).map(of_those_that_have).collect()
}

/// By month: the weighted standard deviation of the members' paths around their weighted mean.
pub fn disagreement(paths: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let heavy = || paths.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    let variance =
        |(h, mean): (usize, f64)| heavy().map(|(p, w)| w * (p[h] - mean) * (p[h] - mean)).sum::<f64>().sqrt();
    combined(paths, weights).into_iter().enumerate().map(variance).collect()
}

/// Who votes: the forced method alone; else the members of the combination; where none fits, the first member.
fn voters(members: &[Member], sparse: bool, short: bool, forced: Option<MethodKind>) -> Vec<bool> {
    let only = |kind| members.iter().map(|m: &Member| m.kind == kind).collect::<Vec<bool>>();
    let some = |v: &Vec<bool>| v.contains(&true);
    let everyone = members.iter().map(|m| votes(m.kind, sparse, short)).collect::<Vec<bool>>();
    let first = || (0..members.len()).map(|i| i == 0).collect();
    forced.map(only).filter(some).or(Some(everyone).filter(some)).unwrap_or_else(first)
}

fn seasonal(members: &[Member]) -> bool {
    members.iter().any(|member| member.kind == MethodKind::HoltWintersAdditive)
}

fn equal(voting: &[bool]) -> Vec<f64> {
    shares(voting.iter().map(|votes| f64::from(u8::from(*votes))).collect())
}

fn weights(trials: &[Trial], voting: &[bool], squared: bool, without: Option<usize>) -> Vec<f64> {
    let errors = relative_errors(trials, voting, squared, without);
    let raw = |(error, votes): (&f64, &bool)| {
        let error = error.max(LEAST_ERROR);
        if *votes { 1.0 / (error * error * error) } else { 0.0 }
    };
    let first = shares(errors.iter().zip(voting).map(raw).collect());
    let most = first.iter().fold(0.0f64, |m, w| m.max(*w));
    shares(first.into_iter().map(|w| if w < LEAST_WEIGHT.min(most) { 0.0 } else { w }).collect())
}

fn shares(raw: Vec<f64>) -> Vec<f64> {
    let sum: f64 = raw.iter().sum();
    raw.iter().map(|w| ratio(*w, sum).unwrap_or(0.0)).collect()
}

/// Each member's error, relative to the voters' mean at the same origin, averaged over origins; 1 without origins.
fn relative_errors(trials: &[Trial], voting: &[bool], squared: bool, without: Option<usize>) -> Vec<f64> {
    let mut sums = vec![0.0; voting.len()];
    let mut origins = 0.0;
    for (_, trial) in trials.iter().enumerate().filter(|(i, _)| Some(*i) != without) {
        let errors: Vec<f64> = trial.paths.iter().map(|p| size(p, &trial.actual, squared)).collect();
        let of_voters = || errors.iter().zip(voting).filter(|(_, v)| **v).map(|(e, _)| *e);
        let Some(mean) = ratio(of_voters().sum(), of_voters().count() as f64).filter(|m| *m > 0.0) else {
            continue;
        };
        sums.iter_mut().zip(&errors).for_each(|(s, e)| *s += e / mean);
        origins += 1.0;
    }
    sums.iter().map(|s| ratio(*s, origins).unwrap_or(1.0)).collect()
}

/// Mean absolute error over the known months, or root mean square (absolute error would reward forecasting zero).
fn size(path: &[f64], actual: &[Option<f64>], squared: bool) -> f64 {
    let known = || path.iter().zip(actual).filter_map(|(f, a)| a.map(|a| (f - a).abs()));
    let n = known().count().max(1) as f64;
    if squared { (known().map(|e| e * e).sum::<f64>() / n).sqrt() } else { known().sum::<f64>() / n }
}

/// A path of the oldest trial, in units.
fn oldest(series: &Series, trials: &[Trial], path: impl Fn(&Trial) -> Vec<f64>) -> Vec<f64> {
    trials
        .last()
        .filter(|_| series.lead == 0)
        .map_or_else(Vec::new, |trial| path(trial).into_iter().map(|v| series.in_units(v)).collect())
}

fn alone(trials: &[Trial], member: usize) -> Compared {
    let mut compared = Compared::default();
    trials.iter().for_each(|t| compared.add(t, &t.paths[member]));
    compared
}

fn candidate(kind: MethodKind, weight: f64, scale: Option<f64>, compared: &Compared) -> Candidate {
    let (wmape, bias, mase) = figures(scale, compared);
    Candidate { weight, wmape, bias, mase, origins: compared.origins, ..Candidate::of(kind) }
}

fn figures(scale: Option<f64>, compared: &Compared) -> (Option<f64>, Option<f64>, Option<f64>) {
    let (f, a) = compared.pairs(None);
    (super::accuracy::wmape(&f, &a), super::accuracy::bias(&f, &a), scale.and_then(|s| mase(&f, &a, s)))
}

/// Best first: by WMAPE, where nothing was sold by MASE, what was never tried last.
fn order(candidate: &Candidate) -> f64 {
    candidate.wmape.or(candidate.mase).unwrap_or(f64::INFINITY)
}
