//! Chase, level and target side by side: the same demand, the same hours and vendors, one cost function.

use std::sync::Arc;

use super::{Outcome, PlanCost, Supply, plan_cost, supply};
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
}

/// Every strategy over the demand of an outcome. The plan of record is not planned again.
pub fn strategies(plan: &Plan, outcome: &Outcome) -> Vec<NamedPlan> {
    Strategy::ALL.into_iter().map(|strategy| named(plan, outcome, strategy)).collect()
}

fn named(plan: &Plan, outcome: &Outcome, strategy: Strategy) -> NamedPlan {
    let (frame, finance) = (&*outcome.frame, &*outcome.finance);
    let planned = if outcome.supply.strategy == strategy {
        Arc::clone(&outcome.supply)
    } else {
        let forecasts = &outcome.forecasts;
        Arc::new(supply(frame, &plan.catalog, &plan.actuals, forecasts, &outcome.demand, &plan.supply, strategy))
    };
    let sum = |grid: &super::Grid<Units>| grid.cells().iter().copied().sum::<Units>();
    let last = frame.horizon.months.checked_sub(1);
    let value = |t: usize| -> Money {
        let rows = frame.points.iter().enumerate();
        let at = |(point, at): (usize, &super::Point)| {
            finance.unit_cost.at(at.item, t).map(|cost| planned.closing.at(point, t) * cost)
        };
        rows.filter_map(at).sum()
    };
    NamedPlan {
        strategy,
        cost: plan_cost(frame, &plan.catalog, &plan.finance, &finance.price, &finance.unit_cost, &planned),
        service: ratio(sum(&planned.on_time).0, sum(&outcome.demand.consensus).0),
        unmet: sum(&planned.unmet),
        overtime: planned.overtime.cells().iter().copied().sum(),
        closing_inventory: last.map_or(Money::ZERO, value),
        supply: planned,
    }
}
