//! The last twelve closed months as the company's own records have them: the control that a first plan is held against.

use crate::model::{AccountKind, Actuals, FinancePlan, Horizon, Money, Month, Units};

/// Sums over the twelve months before the cycle month. `None`: no month of them is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClosedYear {
    /// Demand in units, all items.
    pub units: Option<Units>,
    /// Net revenue as in history.
    pub revenue: Option<Money>,
    /// Net revenue as stated.
    pub stated_revenue: Option<Money>,
    /// Cost of goods as stated.
    pub stated_cost_of_goods: Option<Money>,
}

impl ClosedYear {
    /// Stated revenue less stated cost of goods.
    pub fn gross_margin(&self) -> Option<Money> {
        Some(self.stated_revenue? - self.stated_cost_of_goods?)
    }
}

/// Sums of the last twelve closed months.
pub fn closed_year(horizon: Horizon, actuals: &Actuals, plan: &FinancePlan) -> ClosedYear {
    let (first, end) = (horizon.first - 12, horizon.first);
    let mut year = ClosedYear::default();
    for series in &actuals.history {
        for back in 1..=12 {
            let month: Month = end - back;
            if let Some(units) = series.units_in(month) {
                *year.units.get_or_insert_default() += units;
            }
            if let Some(revenue) = series.revenue_in(month) {
                *year.revenue.get_or_insert_default() += revenue;
            }
        }
    }
    for line in plan.statement.iter().filter(|line| (first..end).contains(&line.month)) {
        match plan.accounts.get(&line.account).map(|account| account.kind) {
            Some(AccountKind::Revenue) => *year.stated_revenue.get_or_insert_default() += line.amount,
            Some(AccountKind::CostOfGoods) => *year.stated_cost_of_goods.get_or_insert_default() += line.amount,
            _ => {}
        }
    }
    year
}
