//! What the slow lane has worked out: the fit of every series, kept by a hash of exactly its inputs.
//!
//! The outcome of a plan is a function of the plan and these answers. A missing answer yields a draft that is marked pending; the same
//! task always has the same key, on every machine, so an answer can be stored beside the plan and never goes stale unseen.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::supply::{Optimum, OptimumKey};
use super::{Frame, baseline};
use crate::forecast::{Forecast, MethodKind, Task};
use crate::model::{Actuals, DemandPlan, Strategy};

/// Part of every key: a change of the forecasting code that changes figures must change it too, so that old answers are asked again.
pub const ENGINE_VERSION: u64 = 2;

/// The key of a fit: a hash of its [`Task`] and [`ENGINE_VERSION`]. Text form: 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FitKey(pub u128);

/// Answers of the slow lane.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    fits: BTreeMap<FitKey, Arc<Forecast>>,
    /// Solved supply plans, a few of them: they are large and soon worked out again.
    #[serde(skip)]
    optima: Vec<(OptimumKey, Strategy, Arc<Optimum>)>,
}

/// Solved plans that are kept: the plan of record and those beside it, of the base and of a scenario, before and after an edit.
const OPTIMA: usize = 12;

impl Answers {
    /// The fit of a task, if it is there.
    pub fn get(&self, key: FitKey) -> Option<&Arc<Forecast>> {
        self.fits.get(&key)
    }

    /// Puts a fit in.
    pub fn insert(&mut self, key: FitKey, fit: impl Into<Arc<Forecast>>) {
        self.fits.insert(key, fit.into());
    }

    /// What is still to be fitted for a plan, in order of key, none twice.
    pub fn missing(&self, frame: &Frame, actuals: &Actuals, demand: &DemandPlan) -> Vec<(FitKey, Task)> {
        let tasks = baseline::tasks(frame, actuals, demand).into_iter().filter(|task| !baseline::is_unknown(task));
        let keyed: BTreeMap<FitKey, Task> = tasks.map(|task| (fit_key(&task), task)).collect();
        keyed.into_iter().filter(|(key, _)| !self.fits.contains_key(key)).collect()
    }

    /// Forgets every fit that a plan does not ask for.
    pub fn retain(&mut self, frame: &Frame, actuals: &Actuals, demand: &DemandPlan) {
        let asked: std::collections::BTreeSet<FitKey> =
            baseline::tasks(frame, actuals, demand).iter().map(fit_key).collect();
        self.fits.retain(|key, _| asked.contains(key));
    }

    /// The solved plan of a task, if it is there.
    pub fn optimum(&self, key: OptimumKey) -> Option<&Arc<Optimum>> {
        self.optima.iter().find(|(other, ..)| *other == key).map(|(.., optimum)| optimum)
    }

    /// The last solved plan of a strategy, whatever it was asked.
    pub fn last_optimum(&self, strategy: Strategy) -> Option<&Arc<Optimum>> {
        self.optima.iter().rev().find(|(_, other, _)| *other == strategy).map(|(.., optimum)| optimum)
    }

    /// Puts a solved plan in; the oldest one leaves.
    pub fn insert_optimum(&mut self, key: OptimumKey, strategy: Strategy, optimum: impl Into<Arc<Optimum>>) {
        self.optima.retain(|(other, ..)| *other != key);
        self.optima.push((key, strategy, optimum.into()));
        let surplus = self.optima.len().saturating_sub(OPTIMA);
        self.optima.drain(..surplus);
    }

    /// How many fits there are.
    pub fn len(&self) -> usize {
        self.fits.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fits.is_empty()
    }
}

/// Hash of exactly what a fit depends on.
pub fn fit_key(task: &Task) -> FitKey {
    let forced = task.forced.and_then(|asked| MethodKind::ALL.iter().position(|other| *other == asked.kind));
    let head = [
        ENGINE_VERSION,
        task.horizon as u64,
        task.season as u64,
        task.first_month_of_year as u64,
        forced.map_or(0, |at| at as u64 + 1),
        task.y.len() as u64,
    ];
    // No finite number has the bits of this NaN, so a gap cannot be taken for a figure.
    let months = task.y.iter().map(|units| units.map_or(u64::MAX, f64::to_bits));
    let parameters = task.forced.map(|asked| asked.parameters).unwrap_or_default();
    let weights =
        [parameters.alpha, parameters.beta, parameters.gamma, parameters.phi, parameters.window.map(f64::from)];
    let asked = weights.into_iter().map(|weight| weight.map_or(u64::MAX, f64::to_bits));
    let drivers = task.drivers.iter().flat_map(|driver| {
        let name = driver.name.bytes().map(u64::from);
        let values = driver.values.iter().map(|value| value.to_bits());
        [name.len() as u64, driver.values.len() as u64].into_iter().chain(name).chain(values)
    });
    FitKey(head.into_iter().chain(months).chain(asked).chain(drivers).fold(SEED, mix))
}

/// Hash of a row of words.
pub(super) fn hash(words: impl IntoIterator<Item = u64>) -> u128 {
    words.into_iter().fold(SEED, mix)
}

/// Offset basis of the 128-bit FNV hash.
const SEED: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
/// Multiplier of the 128-bit PCG generator (O'Neill 2014): dense, so that every bit of a word reaches the upper half at once.
const DENSE: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

/// Takes one more word in, as FNV-1a does a byte, and folds the upper half back. Word by word, since thousands of series are
/// hashed at every edit of a mark.
fn mix(state: u128, word: u64) -> u128 {
    let product = (state ^ u128::from(word)).wrapping_mul(DENSE);
    product ^ (product >> 67)
}

impl fmt::Display for FitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for FitKey {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let wrong = || format!("\"{text}\" is no key of a fit; expected 32 hexadecimal digits");
        if !digits {
            return Err(wrong());
        }
        u128::from_str_radix(text, 16).map(FitKey).map_err(|_| wrong())
    }
}

impl Serialize for FitKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FitKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{frame_of, month, random, two_plants};
    use crate::forecast::forecast;
    use crate::model::{Mark, Units};

    fn task(y: &[Option<f64>]) -> Task {
        Task { y: y.to_vec(), horizon: 6, season: 12, first_month_of_year: 0, forced: None, drivers: Vec::new() }
    }

    #[test]
    fn a_key_tells_tasks_apart() {
        let base = task(&[Some(1.0), Some(2.0)]);
        let others = [
            task(&[Some(1.0), Some(2.0), None]),
            task(&[None, Some(1.0), Some(2.0)]),
            task(&[Some(2.0), Some(1.0)]),
            task(&[Some(1.0), Some(-2.0)]),
            task(&[Some(0.0), None]),
            task(&[None, Some(0.0)]),
            Task { horizon: 7, ..base.clone() },
            Task { season: 1, ..base.clone() },
            Task { first_month_of_year: 1, ..base.clone() },
            Task { forced: Some(MethodKind::Combination.into()), ..base.clone() },
            Task { forced: Some(MethodKind::Zero.into()), ..base.clone() },
        ];
        let mut keys: Vec<FitKey> = others.iter().chain([&base]).map(fit_key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), others.len() + 1);
        assert_eq!(fit_key(&base), fit_key(&base.clone()));
        // Stored answers are found by it: it may only change together with ENGINE_VERSION.
        assert_eq!(fit_key(&base).to_string().parse(), Ok(fit_key(&base)));
    }

    #[test]
    fn many_small_series_do_not_collide() {
        let mut keys = std::collections::BTreeSet::new();
        for a in 0..40 {
            for b in 0..40 {
                for c in 0..40 {
                    keys.insert(fit_key(&task(&[Some(f64::from(a)), Some(f64::from(b)), Some(f64::from(c))])));
                }
            }
        }
        assert_eq!(keys.len(), 40 * 40 * 40);
    }

    #[test]
    fn what_is_missing_is_missing_once() {
        let mut plan = two_plants().plan;
        let frame = frame_of(&plan);
        let mut answers = Answers::default();
        let missing = answers.missing(&frame, &plan.actuals, &plan.demand);
        assert_eq!(missing.len(), 4, "three pairs and the total");
        for (key, task) in missing {
            answers.insert(key, forecast(&task));
        }
        assert_eq!(answers.missing(&frame, &plan.actuals, &plan.demand), []);
        let (item, market) = ("BIKE".into(), "EU".into());
        let mark = Mark {
            item,
            market,
            month: month("2026-01"),
            accepted: true,
            instead: Some(Units(1.0)),
            ..Mark::default()
        };
        plan.demand.edit().marks.insert(mark);
        assert_eq!(answers.missing(&frame, &plan.actuals, &plan.demand).len(), 2, "the pair and the total");
        answers.retain(&frame, &plan.actuals, &plan.demand);
        assert_eq!(answers.len(), 2);
    }

    #[test]
    fn answers_survive_text() {
        let plan = random(3);
        let mut answers = Answers::default();
        for (key, task) in answers.missing(&frame_of(&plan), &plan.actuals, &plan.demand) {
            answers.insert(key, forecast(&task));
        }
        assert!(!answers.is_empty());
        let text = serde_json::to_string(&answers).unwrap();
        assert_eq!(serde_json::from_str::<Answers>(&text).unwrap(), answers);
        let bytes = postcard::to_allocvec(&answers).unwrap();
        assert_eq!(postcard::from_bytes::<Answers>(&bytes).unwrap(), answers);
    }
}
