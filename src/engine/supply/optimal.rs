//! The solved plans: the feasible supply plan of least total cost to serve, and the one of most contribution.
//!
//! The plan is a linear program ([`program`]) over the same network, opening position, targets and hours as the other strategies, under the
//! one cost function ([`cost`]). Solving takes longer than a frame, so it is a job of the slow lane: this stage says what to solve
//! ([`OptimumTask`]) and reads the answer ([`read`]); until it is there, the last answer's releases (or those of target stock) are carried out
//! by the fast rule, which is always feasible, and the plan is a draft.
//!
//! The published optimum is canonical. Among all plans of least cost the one is taken that a second objective prefers: later before earlier, then by
//! code; quantities are rounded to a millionth. So a cold solve, a warm one, and an edit that was taken back give the same plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::frame::Frame;
use super::super::{Demand, Grid};
use super::wish::{Start, Wish};
use super::{Supply, SupplyInputs, balance, cost, execution, finite, services};
use crate::lp::{Program, Solution, Status};
use crate::model::{Hours, Money, Units, Way};

pub mod binding;
pub mod layout;
mod lots;
pub mod program;
mod read;
pub mod solve;

use layout::{Layout, Wanted};
use program::Builder;

/// The key of an optimum: a hash of exactly what was to be solved, and of the engine's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OptimumKey(pub u128);

/// What is to be solved: a program, and the preference among its optima.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptimumTask {
    /// Its key.
    pub key: OptimumKey,
    /// Minimise what the plan costs.
    pub program: Program,
    /// By column: cost of the second objective, above zero.
    pub preference: Vec<f64>,
}

/// What the solver answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Optimum {
    /// Whether the optimum is proven, or time ran out.
    pub status: Status,
    /// Cost of the plan.
    pub objective: f64,
    /// No plan costs less than this.
    pub bound: f64,
    /// Whether the plan can be carried out; without it, only the bound is worth something.
    pub feasible: bool,
    /// By column: the plan.
    pub x: Vec<f64>,
    /// By row: what one more unit of its right-hand side would change the cost by.
    pub duals: Vec<f64>,
    /// By column: what one more unit would change the cost by.
    pub reduced_costs: Vec<f64>,
    /// By row that binds: how far its right-hand side may fall and rise with its dual unchanged.
    pub ranges: Vec<(u32, f64, f64)>,
    /// Pivots that it took.
    pub iterations: usize,
}

impl Optimum {
    /// Whether no plan can be better, so that prices mean something.
    pub fn is_proven(&self) -> bool {
        self.status == Status::Optimal
    }
}

/// Of a solved plan: what was asked and what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Solving {
    /// What identifies the question.
    pub key: OptimumKey,
    /// The question, while its answer is not there: the plan is a draft.
    pub pending: Option<Arc<OptimumTask>>,
    /// The answer.
    pub optimum: Option<Arc<Optimum>>,
    /// What keeps the plan from being better, the dearest first.
    pub binding: Vec<binding::Binding>,
    /// Whether releases were made whole lots: such a plan is not the program's optimum any more.
    pub is_rounded: bool,
    /// By point: what one more unit would save, by month.
    pub worth: Grid<f64>,
    /// By point and month that is short: why, from the customer down.
    pub causes: BTreeMap<(usize, usize), Vec<binding::Link>>,
    /// What is made, bought or brought before it is needed, and why; the most money first.
    pub early: Vec<binding::Early>,
}

impl Solving {
    fn of(key: OptimumKey, optimum: Option<Arc<Optimum>>) -> Self {
        Self {
            key,
            pending: None,
            optimum,
            is_rounded: false,
            binding: Vec::new(),
            worth: Grid::default(),
            causes: BTreeMap::new(),
            early: Vec::new(),
        }
    }

    /// How far a plan of this cost may be from the best, as a share of its cost; `None` before there is an answer with a bound.
    pub fn gap(&self, cost: Money) -> Option<f64> {
        let optimum = self.optimum.as_ref()?;
        let is_best = optimum.status == Status::Optimal && !self.is_rounded;
        let open = if is_best { 0.0 } else { cost.0 - optimum.bound };
        Some((open / cost.0.abs().max(1.0)).max(0.0)).filter(|gap| gap.is_finite())
    }
}

/// Largest relative violation with which a plan that a solver left unfinished is carried out.
const NEAR: f64 = 1e-2;

/// The plan of a solved strategy, or its draft.
pub fn plan(inputs: &SupplyInputs, start: &Start, wished: Wish, wished_load: Grid<Hours>) -> Supply {
    let services = services(inputs.frame, inputs.catalog);
    let layout = layout(inputs, start, &services);
    let costs =
        cost::costs(inputs.frame, inputs.catalog, inputs.finance, &inputs.plan.terms, inputs.rates, inputs.demand);
    let builder = Builder::new(inputs, start, &layout, &costs, &wished.releases, &wished.target);
    let (program, preference) = builder.build();
    let key = key(&program, &preference);
    let answer = inputs.answers.optimum(key).filter(|optimum| optimum.x.len() == layout.columns);
    if let Some(optimum) = answer.filter(|optimum| optimum.feasible) {
        if inputs.plan.terms.whole_lots {
            let solved = read::releases(&layout, start.network.streams.len(), &optimum.x);
            let planned = lots::whole(start, &solved);
            let mut rounded = read::carried(inputs, start, &layout, &optimum.x, &planned, (wished, wished_load));
            rounded.solving =
                Some(Arc::new(Solving { is_rounded: true, ..Solving::of(key, Some(Arc::clone(optimum))) }));
            return rounded;
        }
        return read::read(inputs, start, &layout, &program, optimum, (wished, wished_load), key);
    }
    // what is nearly feasible is carried out as far as hours and parts go
    let near = answer.filter(|optimum| program.violation(&optimum.x) <= NEAR);
    let last = near.or(inputs
        .answers
        .last_optimum(start.limits.strategy)
        .filter(|last| last.feasible && last.x.len() == layout.columns));
    let mut draft = match last {
        Some(last) => {
            let planned = read::releases(&layout, start.network.streams.len(), &last.x);
            read::carried(inputs, start, &layout, &last.x, &planned, (wished, wished_load))
        }
        None => {
            let fitted = finite::fit(start, &wished, &wished_load);
            let executed = execution::execute(start, fitted.as_ref().unwrap_or(&wished.releases), &services);
            balance::balance(start, wished, wished_load, executed)
        }
    };
    draft.solving = Some(Arc::new(Solving {
        pending: answer.is_none().then(|| Arc::new(OptimumTask { key, program, preference })),
        ..Solving::of(key, answer.cloned())
    }));
    draft
}

fn layout(inputs: &SupplyInputs, start: &Start, services: &[super::Service]) -> Layout {
    let (catalog, terms) = (inputs.catalog, &inputs.plan.terms);
    let has_shifts = |id| {
        let shift = catalog.resources.get(id).and_then(|resource| resource.extra_shift);
        shift.is_some_and(|shift| shift.hours.0 > 0.0 && shift.most > 0.0)
    };
    let shifts: Vec<bool> = inputs.frame.resources.iter().map(has_shifts).collect();
    let limited = |id| catalog.sites.get(id).is_some_and(|site| site.storage.is_some());
    let storage: Vec<bool> = inputs.frame.sites.iter().map(limited).collect();
    let wanted = Wanted {
        services,
        by_pair: start.limits.strategy == crate::model::Strategy::OptimalContribution,
        has_minimum: terms.min_service.is_some_and(|share| share > 0.0),
        soft_vendors: terms.soft_vendors,
        soft_hours: terms.soft_hours,
        shifts: &shifts,
        storage: &storage,
    };
    Layout::new(start, &wanted)
}

/// Units in process at the end of the horizon that let the months after it be served: the mean requirement of the last three months for as long as
/// making takes. Nothing for what is not made, or ends.
pub fn in_process_wanted(frame: &Frame, demand: &Demand, point: usize) -> Units {
    const TAIL: usize = 3;
    let supplied = &frame.supplied[point];
    let months = frame.horizon.months;
    if supplied.way != Some(Way::Make) || months == 0 {
        return Units::ZERO;
    }
    let tail = months.min(TAIL);
    let asked = |t: usize| demand.independent.at(point, t) + demand.dependent.at(point, t);
    if asked(months - 1) <= Units::ZERO {
        return Units::ZERO;
    }
    let sum: Units = (months - tail..months).map(asked).sum();
    sum * (supplied.lead.months().min(months as f64) / tail as f64)
}

/// Hash of exactly what is to be solved.
fn key(program: &Program, preference: &[f64]) -> OptimumKey {
    let mut words = Vec::with_capacity(program.nonzeros() + program.columns() * 4);
    words.extend([
        super::super::ENGINE_VERSION,
        program.rows() as u64,
        program.columns() as u64,
        program.constant().to_bits(),
    ]);
    for row in 0..program.rows() {
        words.extend([program.row_lower(row).to_bits(), program.row_upper(row).to_bits()]);
    }
    for (column, preference) in preference.iter().enumerate() {
        let bounds = [program.cost(column), program.lower(column), program.upper(column), *preference];
        words.extend(bounds.map(f64::to_bits));
        for (row, value) in program.entries(column) {
            words.extend([row as u64, value.to_bits()]);
        }
    }
    OptimumKey(super::super::answers::hash(words))
}

/// What a solver's solution says as an answer.
pub(super) fn answer(solution: Solution, ranges: Vec<(u32, f64, f64)>) -> Optimum {
    Optimum {
        status: solution.status,
        objective: solution.objective,
        bound: solution.bound,
        feasible: solution.feasible,
        x: solution.x,
        duals: solution.duals,
        reduced_costs: solution.reduced_costs,
        ranges,
        iterations: solution.iterations,
    }
}
