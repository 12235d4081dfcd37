//! Step 4: what the plan earns and ties up, from its shipments.

use super::Grid;
use super::frame::Notice;
use super::supply::PlanCost;
use crate::model::{AccountId, FamilyId, Measure, Money, UnitPrice, Units};

/// Where a price or a cost comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PriceSource {
    /// Typed over these months.
    Typed,
    /// Agreed from a month on.
    Agreed,
    /// Net revenue / units of the last twelve months of the item in the market.
    MarketHistory,
    /// Net revenue / units of the last twelve months of the item.
    ItemHistory,
    /// The list price.
    List,
    /// Not known.
    Unknown,
}

/// Standard cost of an item, and the roll-up beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemCost {
    /// What the plan uses: the typed or imported standard, else the roll-up; `None`: not known.
    pub standard: Option<UnitPrice>,
    /// Components at their cost and hours at their rate; `None` where a part of it is not known.
    pub rolled_up: Option<UnitPrice>,
}

/// One line of the P&L by month. Costs are positive.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub measure: Measure,
    /// The statement line that is carried forward, for `overhead`.
    pub account: Option<AccountId>,
    /// By month.
    pub values: Vec<Money>,
}

/// Budget of the months that have one.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// `budget_units`, `budget_revenue`, `budget_margin` or `budget_ebit`.
    pub measure: Measure,
    /// The family, or the company.
    pub family: Option<FamilyId>,
    /// By month; `None`: no budget.
    pub values: Vec<Option<f64>>,
}

/// Outcome of the financial review. Grids by pair, unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Finance {
    /// Net price of one unit, event discounts taken off; `None`: not known.
    pub price: Grid<Option<UnitPrice>>,
    /// By pair: where its price comes from, at the first month.
    pub price_source: Vec<PriceSource>,
    /// By item.
    pub cost: Vec<ItemCost>,
    /// Consensus x price.
    pub revenue_at_demand: Grid<Money>,
    /// Shipments x price.
    pub revenue: Grid<Money>,
    /// Shipments x standard cost.
    pub cost_of_goods: Grid<Money>,
    /// P&L of the company: revenue, cost of goods, variances, freight, plan spend, overhead by account, EBIT last.
    pub lines: Vec<Line>,
    /// By point: closing stock and goods in transit at standard cost.
    pub inventory_value: Grid<Money>,
    /// At the end of the month; `None`: payment days are not set up.
    pub receivables: Vec<Option<Money>>,
    /// At the end of the month; `None`: payment days are not set up.
    pub payables: Vec<Option<Money>>,
    /// Inventory + receivables - payables, of what is known.
    pub working_capital: Vec<Money>,
    /// EBIT less the rise of working capital; the first month needs the opening position.
    pub cash_flow: Vec<Option<Money>>,
    /// Budgets of the company and the families.
    pub budgets: Vec<Budget>,
    /// Purchases by month at vendors' prices, else at standard.
    pub purchases: Vec<Money>,
    /// Hours paid by month: used regular and overtime hours at their rates.
    pub hours_paid: Vec<Money>,
    /// What the plan of record costs over the horizon.
    pub plan_cost: PlanCost,
    /// Demand (units) that has no price, over the horizon: its revenue is missing.
    pub unpriced: Units,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}
