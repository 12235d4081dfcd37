//! What follows from a plan. Pure, total, deterministic: no clock, no I/O, no error type, no browser.
//!
//! [`run`] is the one natural path: frame, product, forecasts, demand, supply, finance, gaps. Each stage takes the frame, the
//! earlier outcomes and its own section of the plan. Findings are data: a [`Notice`] where records are doubtful, a [`Gap`] where
//! the business has a decision to take.
//!
#![doc = include_str!("connections.md")]

mod accuracy;
mod answers;
mod baseline;
mod compare;
mod demand;
mod explain;
mod explosion;
mod figure;
mod finance;
mod frame;
mod freeze;
mod gap;
mod grid;
mod history;
mod lever;
mod look_back;
pub mod product;
mod roll;
mod spread;
mod strategies;
mod supply;
#[cfg(test)]
pub(crate) mod testing;

pub use accuracy::{AccuracyReview, AccuracySource, LAGS, LagScores, Score, Stream, TRACKING_LIMIT, accuracy};
pub use answers::{Answers, ENGINE_VERSION, FitKey, fit_key};
pub use baseline::{Level, LevelError, forecasts, method_code, method_from_code, same_fits};
pub use compare::{Comparison, Kpi, KpiChange, Moved, Wanted, cash_low, compare, kpis};
pub use demand::{Demand, Forecasts, demand};
pub use explain::{Explanation, Operator, Term, explain};
pub use explosion::{Explosion, explode, gross, history_load, load_of, qty_for_one, started_for_one, starts};
pub use finance::{
    Budget, ClosedYear, Finance, FinanceInputs, ItemCost, Line, OpeningBalance, PriceSource, Rates, Variances,
    closed_year, finance, formula as money, rates,
};
pub use frame::{
    ALL_MARKET, Axis, Frame, LaneIn, Lead, MAIN_SITE, Notice, OtherOffer, Pair, Part, Point, Purchase, Split, Supplied,
    Work, below, frame,
};
pub use freeze::{Thawed, freeze, snapshot, stored_figure, thaw};
pub use gap::{Cause, Gap, Gaps, Lever, Tie, gaps};
pub use grid::Grid;
pub use lever::{LeverEffect, price_lever};
pub use look_back::{LookBack, actual, look_back, realized};
pub use product::{Abc, Health, Outlook, Product, Stage, Xyz, product};
pub use roll::{ActualKind, Brought, MonthActuals, Rolled, bring, missing_actuals, month_actuals, roll_forward};
pub use spread::{apportion, fair_share, foot, spread};
pub use strategies::{NamedPlan, is_compared, named_plan, strategies};
pub use supply::cost::plan_cost;
pub use supply::optimal::whole::Whole;
pub use supply::optimal::{binding, solve};
pub use supply::peg::{Hurt, Pegging};
pub use supply::{
    Elsewhere, Optimum, OptimumKey, OptimumTask, PlanCost, Shortage, ShortageCause, Solving, Supply, SupplyInputs,
    formula as stock, supply,
};

use std::sync::Arc;

use crate::model::Plan;

// A fit is an answer of the engine: whoever reads outcomes reads its evidence under these names.
pub use crate::forecast::{Candidate, DemandClass, Doubt, Forecast, MethodKind, Parameters, Suggestion};

/// What follows from a plan, stage by stage. Cheap to clone; a stage is kept as long as somebody holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The axes.
    pub frame: Arc<Frame>,
    /// Step 1.
    pub product: Arc<Product>,
    /// The statistical baseline.
    pub forecasts: Arc<Forecasts>,
    /// Step 2.
    pub demand: Arc<Demand>,
    /// Step 3, the plan of record.
    pub supply: Arc<Supply>,
    /// Step 4.
    pub finance: Arc<Finance>,
    /// Step 5.
    pub gaps: Arc<Gaps>,
}

impl Outcome {
    /// Whether forecasts are still to be fitted, or the plan of record is still to be solved: such figures are not signed.
    pub fn is_draft(&self) -> bool {
        self.forecasts.pending.contains(&true) || self.supply.is_draft()
    }
}

/// The whole engine. Where an answer is missing, its fit is a draft and marked pending.
pub fn run(plan: &Plan, answers: &Answers) -> Outcome {
    let Plan { header, catalog, actuals, .. } = plan;
    let frame = Arc::new(frame(header, catalog, actuals, &plan.product));
    let product = Arc::new(product(&frame, catalog, actuals, &plan.product));
    let forecasts = Arc::new(forecasts(&frame, actuals, &plan.demand, answers));
    let demand = Arc::new(demand(&frame, &product, &forecasts, &plan.demand, &plan.past));
    let rates = Arc::new(rates(&frame, catalog, &plan.finance, &demand));
    let inputs = SupplyInputs {
        frame: &frame,
        catalog,
        actuals,
        forecasts: &forecasts,
        demand: &demand,
        plan: &plan.supply,
        finance: &plan.finance,
        rates: &rates,
        answers,
    };
    let supply = Arc::new(supply(&inputs, plan.supply.strategy));
    let finance = Arc::new(finance(&FinanceInputs {
        frame: &frame,
        catalog,
        actuals,
        plan: &plan.finance,
        terms: &plan.supply.terms,
        rates: &rates,
        product: &product,
        demand: &demand,
        supply: &supply,
    }));
    let gaps = Arc::new(gaps(plan, &frame, &product, &demand, &supply, &finance));
    Outcome { frame, product, forecasts, demand, supply, finance, gaps }
}

/// The whole engine with every fit worked out at once: native programs and tests.
pub fn run_fully(plan: &Plan) -> Outcome {
    let mut answers = all_answers(plan);
    let outcome = run(plan, &answers);
    if answer_optimum(&outcome, &mut answers) { run(plan, &answers) } else { outcome }
}

/// Solves the plan of record of an outcome at once, if it is a draft. `false`: there is nothing new.
pub fn answer_optimum(outcome: &Outcome, answers: &mut Answers) -> bool {
    let pending = outcome.supply.solving.as_ref().and_then(|solving| solving.pending.clone());
    let Some(task) = pending else { return false };
    let key = task.key;
    let Ok(optimum) = solve::solve(Arc::unwrap_or_clone(task)) else { return false };
    answers.insert_optimum(key, outcome.supply.strategy, optimum);
    true
}

/// Every answer that a plan asks for, worked out at once.
pub fn all_answers(plan: &Plan) -> Answers {
    let frame = frame(&plan.header, &plan.catalog, &plan.actuals, &plan.product);
    let mut answers = Answers::default();
    for (key, task) in answers.missing(&frame, &plan.actuals, &plan.demand) {
        answers.insert(key, crate::forecast::forecast(&task));
    }
    answers
}
