//! Every named plan side by side: the same demand, the same hours and vendors, one cost function.
//!
//! Only feasible plans are compared. A solved plan that is still being solved stands there as its draft, and says so.

use std::sync::Arc;

use super::{Answers, Finance, OptimumTask, Outcome, PlanCost, Supply, SupplyInputs, plan_cost, supply};
use crate::model::{Hours, Money, Plan, Strategy, Units, ratio};

/// A named plan with its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPlan {
    /// Which one.
    pub strategy: Strategy,
    /// The feasible plan.
    pub supply: Arc<Supply>,
    /// What it costs over the horizon.
    pub cost: PlanCost,
    /// Shipped in the month demanded / demanded.
    pub service: Option<f64>,
    /// Demand not met in its month.
    pub unmet: Units,
    /// Hours above regular ones.
    pub overtime: Hours,
    /// Stock at the end of the horizon at standard cost.
    pub closing_inventory: Money,
    /// Shipments at their price less what is paid for them; `None` where nothing has a price.
    pub contribution: Option<Money>,
    /// Highest load of a resource in a month, as a share of its regular hours.
    pub utilization: Option<f64>,
    /// Of a solved plan that is not solved yet: what to solve.
    pub pending: Option<Arc<OptimumTask>>,
    /// Of a solved plan: how far it may be from the best, as a share of its cost.
    pub gap: Option<f64>,
}

/// Points x months up to which solved plans are worked out beside the plan of record: larger ones are solved only when they are chosen.
const COMPARED: usize = 30_000;

/// Every strategy over the demand of an outcome that can be compared at every edit. The plan of record is not planned again.
pub fn strategies(plan: &Plan, outcome: &Outcome, answers: &Answers) -> Vec<NamedPlan> {
    let compared = Strategy::ALL.into_iter().filter(|strategy| is_compared(outcome, *strategy));
    compared.map(|strategy| named_plan(plan, outcome, answers, strategy)).collect()
}

/// Whether a strategy is planned beside the plan of record.
pub fn is_compared(outcome: &Outcome, strategy: Strategy) -> bool {
    let is_small = outcome.frame.points.len() * outcome.frame.months() <= COMPARED;
    is_small || !strategy.is_solved() || strategy == outcome.supply.strategy
}

/// One strategy over the demand of an outcome.
pub fn named_plan(plan: &Plan, outcome: &Outcome, answers: &Answers, strategy: Strategy) -> NamedPlan {
    let (frame, finance) = (&*outcome.frame, &*outcome.finance);
    let planned = if outcome.supply.strategy == strategy {
        Arc::clone(&outcome.supply)
    } else {
        let inputs = SupplyInputs {
            frame,
            catalog: &plan.catalog,
            actuals: &plan.actuals,
            forecasts: &outcome.forecasts,
            demand: &outcome.demand,
            plan: &plan.supply,
            finance: &plan.finance,
            rates: &finance.rates,
            answers,
        };
        Arc::new(supply(&inputs, strategy))
    };
    let sum = |grid: &super::Grid<Units>| grid.cells().iter().copied().sum::<Units>();
    let last = frame.horizon.months.checked_sub(1);
    let value = |t: usize| -> Money {
        let rows = frame.points.iter().enumerate();
        let at = |(point, at): (usize, &super::Point)| {
            finance.rates.unit_cost.at(at.item, t).map(|cost| planned.closing.at(point, t) * cost)
        };
        rows.filter_map(at).sum()
    };
    let (catalog, terms) = (&plan.catalog, &plan.supply.terms);
    let cost = plan_cost(frame, catalog, &plan.finance, terms, &finance.rates, &outcome.demand, &planned);
    let hours = planned.load.cells().iter().zip(planned.capacity.cells());
    let solving = planned.solving.as_deref();
    NamedPlan {
        strategy,
        contribution: revenue(finance, &planned).map(|revenue| revenue - cost.paid()),
        utilization: hours.filter_map(|(load, hours)| load.ratio((*hours)?)).reduce(f64::max),
        pending: solving.and_then(|solving| solving.pending.clone()),
        // the bound of the plan of most contribution is of another objective
        gap: solving
            .and_then(|solving| solving.gap(cost.total()))
            .filter(|gap| strategy == Strategy::OptimalCost || *gap <= 0.0),
        cost,
        service: ratio(sum(&planned.on_time).0, sum(&outcome.demand.consensus).0),
        unmet: sum(&planned.unmet),
        overtime: planned.overtime.cells().iter().copied().sum(),
        closing_inventory: last.map_or(Money::ZERO, value),
        supply: planned,
    }
}

/// Shipments at their price; `None` where nothing has one.
fn revenue(finance: &Finance, supply: &Supply) -> Option<Money> {
    let prices = finance.rates.price.cells().iter().zip(supply.shipped.cells());
    prices.filter_map(|(price, units)| price.map(|price| *units * price)).reduce(|sum, part| sum + part)
}
