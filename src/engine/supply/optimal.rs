//! The solved plans: the feasible supply plan of least total cost to serve, and the one of most contribution.
//!
//! The plan is a linear program ([`program`]) over the same network, opening position, targets and hours as the other strategies, under the
//! one cost function ([`cost`]). Solving takes longer than a frame, so it is a job of the slow lane: this stage says what to solve
//! ([`OptimumTask`]) and reads the answer ([`read`]); until it is there, the last answer's releases (or those of target stock) are carried out
//! by the fast rule, which is always feasible, and the plan is a draft.
//!
//! The published optimum is canonical. Among all plans of least cost the one is taken that a second objective prefers: later before earlier, then by
//! code; quantities are rounded to a millionth. So a cold solve, a warm one, and an edit that was taken back give the same plan.
//! Where lots, smallest orders or shifts have to be whole, small plans are solved so and large ones rounded ([`whole`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::frame::Frame;
use super::super::{Demand, Grid};
use super::wish::{Start, Wish};
use super::{ShortageCause, Supply, SupplyInputs, balance, cost, execution, finite, services};
use crate::lp::integer::{Chain, Step};
use crate::lp::{Program, Solution, Status};
use crate::model::{Hours, Money, Units, Way};

pub mod binding;
mod exact;
pub mod layout;
mod lots;
pub mod program;
mod read;
pub mod solve;
pub mod whole;

use layout::{Layout, Wanted};
use program::Builder;
use whole::Whole;

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
    /// Limits whose price people see, those of the same resource, vendor or site under one number: how far their price holds is worked out.
    pub limits: Vec<(u32, binding::Held)>,
    /// What has to be whole: none where any quantity will do, or the plan is too large for it.
    pub steps: Vec<Step>,
    /// Balances whose sums bring the bound nearer to the best whole plan.
    pub chains: Vec<Chain>,
}

/// What the solver answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Optimum {
    /// Whether the optimum is proven, or time (of a search for whole lots: its limit of steps) ran out.
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
    /// Of the task's limits that bind: how far they may move with their price.
    pub ranges: Vec<binding::Range>,
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
    /// How the plan came to whole lots and shifts. Only a plan of any quantity has prices.
    pub whole: Whole,
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
            whole: Whole::Any,
            binding: Vec::new(),
            worth: Grid::default(),
            causes: BTreeMap::new(),
            early: Vec::new(),
        }
    }

    /// How far a plan of this cost may be from the best, as a share of its cost; `None` before there is an answer with a bound.
    pub fn gap(&self, cost: Money) -> Option<f64> {
        let optimum = self.optimum.as_ref()?;
        let open = match (self.whole, optimum.status) {
            (Whole::Any, Status::Optimal) => 0.0,
            // whatever the search minimises, its bound is of the same
            (Whole::Solved, _) => optimum.objective - optimum.bound,
            _ => cost.0 - optimum.bound,
        };
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
    let asked = whole::asked(inputs, start, &layout, &program);
    let whole = asked.whole(&program);
    let steps = if whole == Whole::Solved { asked.steps } else { Vec::new() };
    let chains = whole::chains(start, &layout, &steps);
    let key = key(&program, &preference, &steps);
    let task = OptimumTask { key, program, preference, steps, chains, limits: Vec::new() };
    let answer = inputs.answers.optimum(task.key).filter(|optimum| optimum.x.len() == layout.columns);
    let mut supply = match answer.filter(|optimum| optimum.feasible) {
        Some(optimum) => solved(inputs, start, &layout, &task, optimum, whole, (wished, wished_load)),
        None => draft(inputs, start, &layout, task, answer.cloned(), (wished, wished_load)),
    };
    supply.notices.extend(asked.notices);
    supply
}

/// The plan of an answer: as it was solved, or rounded to whole lots.
fn solved(
    inputs: &SupplyInputs,
    start: &Start,
    layout: &Layout,
    task: &OptimumTask,
    optimum: &Arc<Optimum>,
    whole: Whole,
    wished: (Wish, Grid<Hours>),
) -> Supply {
    let mut supply = if whole == Whole::Rounded && inputs.plan.terms.whole_lots {
        let planned = lots::whole(start, &read::releases(layout, start.network.streams.len(), &optimum.x));
        let planned = read::Planned { releases: &planned, is_whole: true };
        read::carried(inputs, start, layout, &optimum.x, &planned, wished)
    } else {
        read::read(inputs, start, layout, &task.program, optimum, wished, task.key)
    };
    if whole == Whole::Any {
        return supply;
    }
    let causes = supply.solving.take().map(|solving| solving.causes.clone()).unwrap_or_default();
    for shortage in supply.shortages.iter_mut().filter(|shortage| shortage.cause == ShortageCause::Strategy) {
        shortage.cause = ShortageCause::WholeLots;
    }
    supply.solving = Some(Arc::new(Solving {
        whole,
        causes: causes.into_iter().filter(|(_, chain)| !chain.is_empty()).collect(),
        ..Solving::of(task.key, Some(Arc::clone(optimum)))
    }));
    supply
}

/// What stands instead of a plan that is not there: the last answer's releases carried out, or the plan of target stock.
fn draft(
    inputs: &SupplyInputs,
    start: &Start,
    layout: &Layout,
    task: OptimumTask,
    answer: Option<Arc<Optimum>>,
    (wished, wished_load): (Wish, Grid<Hours>),
) -> Supply {
    // what is nearly feasible is carried out as far as hours and parts go
    let near = answer.as_ref().filter(|optimum| task.program.violation(&optimum.x) <= NEAR);
    let of_before = inputs.answers.last_optimum(start.limits.strategy);
    let of_before = of_before.filter(|last| last.feasible && last.x.len() == layout.columns);
    let last = near.or(of_before);
    let mut draft = match last {
        Some(last) => {
            let releases = read::releases(layout, start.network.streams.len(), &last.x);
            let planned = read::Planned { releases: &releases, is_whole: false };
            read::carried(inputs, start, layout, &last.x, &planned, (wished, wished_load))
        }
        None => {
            let fitted = finite::fit(start, &wished, &wished_load);
            let services = services(inputs.frame, inputs.catalog);
            let executed = execution::execute(start, fitted.as_ref().unwrap_or(&wished.releases), &services);
            balance::balance(start, wished, wished_load, executed)
        }
    };
    let key = task.key;
    // whole lots and shifts have no prices
    let limits = if task.steps.is_empty() { numbered(start, layout) } else { Vec::new() };
    let pending = answer.is_none().then(|| Arc::new(OptimumTask { limits, ..task }));
    draft.solving = Some(Arc::new(Solving { pending, ..Solving::of(key, answer) }));
    draft
}

/// The limits as the solver takes them: those of one resource, vendor, site or point under one number.
fn numbered(start: &Start, layout: &Layout) -> Vec<(u32, binding::Held)> {
    let (mut number, mut last) = (0, None);
    let limits = binding::limits(start, layout).into_iter();
    let number_of = |(limit, _, held)| {
        number += u32::from(last.is_some_and(|last| last != limit));
        last = Some(limit);
        (number, held)
    };
    limits.map(number_of).collect()
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
        whole_lots: terms.whole_lots,
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
fn key(program: &Program, preference: &[f64], steps: &[Step]) -> OptimumKey {
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
    for step in steps {
        let order = [step.column as u64, step.group as u64, u64::from(step.carries)];
        words.extend(order.into_iter().chain([step.size.to_bits(), step.least.to_bits()]));
    }
    OptimumKey(super::super::answers::hash(words))
}

/// What a solver's solution says as an answer.
pub(super) fn answer(solution: Solution, ranges: Vec<binding::Range>) -> Optimum {
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
