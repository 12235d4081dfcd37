//! Step 4: what the plan earns and ties up, from its shipments.
//!
//! P&L: revenue - cost of goods - period variances = gross margin; less freight, project and promotion spend and overhead = EBIT.
//! Cost of goods is standard x shipments. Period variances are the overtime premium, purchases at vendors' prices less the same at
//! standard, scrap, and the revaluation of stock when a standard changes. Conversion is paid as it is absorbed: what a standard holds beyond
//! parts and hours counts as production overhead paid with each unit, and hours that nobody uses cost nothing here.
//! A line that nothing is known of is left out: absent, never zero.

mod capital;
mod closed_year;
mod cost;
pub mod formula;
mod missing;
mod node;
mod price;
mod profit;
mod statement;
#[cfg(test)]
mod tests;

use super::frame::{Frame, Notice};
use super::supply::cost::plan_cost;
use super::supply::{PlanCost, Supply};
use std::sync::Arc;

use super::{Demand, Grid, Product};
use crate::model::{
    AccountId, AccountKind, Actuals, Catalog, FamilyId, FinancePlan, Measure, Money, SupplyTerms, UnitPrice, Units,
};

pub use capital::coming;
pub use closed_year::{ClosedYear, closed_year};

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

/// Costs of a month that the standard does not take in. Positive ones cost margin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variances {
    /// Overtime hours x rate x premium, extra shifts, and of crews all that goes beyond the rate of their used hours.
    pub overtime_premium: Vec<Money>,
    /// Purchases at vendors' prices less the same at standard.
    pub purchase_price: Vec<Money>,
    /// Parts and hours that went into units that were no good, where the standard is stated; a roll-up has them in its cost.
    pub scrap: Vec<Money>,
    /// What stock loses when a standard falls from one month to the next.
    pub revaluation: Vec<Money>,
}

/// The position at the end of the last closed month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpeningBalance {
    /// Stock, work in process and goods on the road at standard cost.
    pub inventory: Money,
    /// Inventory as the ledger states it.
    pub ledger_inventory: Option<Money>,
    /// As stated, else the closed months' revenue of that many days.
    pub receivables: Option<Money>,
    /// As stated.
    pub payables: Option<Money>,
}

impl OpeningBalance {
    /// What the ledger holds beyond stock x standard; `None` where the ledger states none.
    pub fn ledger_difference(&self) -> Option<Money> {
        self.ledger_inventory.map(|ledger| ledger - self.inventory)
    }
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

/// Prices and standard costs: what steps 3 and 4 weigh quantities by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    /// By pair: net price of one unit, event discounts taken off; `None`: not known.
    pub price: Grid<Option<UnitPrice>>,
    /// By pair: where its price comes from, at the first month.
    pub price_source: Vec<PriceSource>,
    /// By item, at the first month.
    pub cost: Vec<ItemCost>,
    /// By item: standard cost by month, typed changes included; `None`: not known.
    pub unit_cost: Grid<Option<UnitPrice>>,
}

/// The prices and standard costs of a plan.
pub fn rates(frame: &Frame, catalog: &Catalog, plan: &FinancePlan, demand: &Demand) -> Rates {
    let priced = Priced { frame, catalog, plan, demand };
    let price::Prices { price, source: price_source } = price::prices(&priced);
    let cost::Costs { cost, unit_cost } = cost::costs(&priced);
    Rates { price, price_source, cost, unit_cost }
}

/// What prices and costs are worked out from.
#[derive(Clone, Copy)]
struct Priced<'a> {
    frame: &'a Frame,
    catalog: &'a Catalog,
    plan: &'a FinancePlan,
    demand: &'a Demand,
}

/// Outcome of the financial review. Grids by pair, unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Finance {
    /// Prices and standard costs.
    pub rates: Arc<Rates>,
    /// Consensus x price.
    pub revenue_at_demand: Grid<Money>,
    /// Shipments x price.
    pub revenue: Grid<Money>,
    /// Shipments x standard cost.
    pub cost_of_goods: Grid<Money>,
    /// P&L of the company: revenue, cost of goods, variances, gross margin, freight, plan spend, overhead by account, EBIT last.
    /// A line that nothing is known of is left out.
    pub lines: Vec<Line>,
    /// What the line of variances is made of.
    pub variances: Variances,
    /// What the plan starts from.
    pub opening: OpeningBalance,
    /// By point: closing stock, goods in transit and work in process at standard cost.
    pub inventory_value: Grid<Money>,
    /// At the end of the month; `None`: payment days are not set up.
    pub receivables: Vec<Option<Money>>,
    /// At the end of the month; `None`: payment days are not set up.
    pub payables: Vec<Option<Money>>,
    /// Inventory + receivables - payables, of what is known.
    pub working_capital: Vec<Money>,
    /// EBIT + depreciation less the rise of working capital; the first month needs the opening position.
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
    /// Shipments (units) that have no standard cost, over the horizon: their cost of goods is missing.
    pub uncosted: Units,
    /// What is doubtful.
    pub notices: Vec<Notice>,
}

impl Finance {
    /// A line of the company's P&L by its measure; for overhead the first of them.
    pub fn line(&self, measure: Measure) -> Option<&Line> {
        self.lines.iter().find(|line| line.measure == measure)
    }
}

/// What the financial review works from.
#[derive(Clone, Copy)]
pub struct FinanceInputs<'a> {
    /// Axes and links.
    pub frame: &'a Frame,
    /// Master records.
    pub catalog: &'a Catalog,
    /// Facts.
    pub actuals: &'a Actuals,
    /// What was typed in step 4.
    pub plan: &'a FinancePlan,
    /// What was typed in step 3: what the plan's cost weighs.
    pub terms: &'a SupplyTerms,
    /// Prices and standard costs.
    pub rates: &'a Arc<Rates>,
    /// Outcome of step 1.
    pub product: &'a Product,
    /// Outcome of step 2.
    pub demand: &'a Demand,
    /// Outcome of step 3.
    pub supply: &'a Supply,
}

use FinanceInputs as Inputs;

impl<'a> Inputs<'a> {
    fn priced(&self) -> Priced<'a> {
        Priced { frame: self.frame, catalog: self.catalog, plan: self.plan, demand: self.demand }
    }
}

/// What the plan earns and ties up.
pub fn finance(inputs: &FinanceInputs) -> Finance {
    let FinanceInputs { frame, catalog, plan, terms, demand, .. } = *inputs;
    let Rates { price, cost, unit_cost, .. } = &**inputs.rates;
    let sales = profit::sales(inputs, price, unit_cost);
    let paid = profit::paid(inputs, unit_cost);
    let overhead = statement::overhead(inputs);
    let depreciation = statement::of_kind(inputs, &overhead, AccountKind::Depreciation);
    let (lines, ebit) = profit::lines(inputs, &sales, &paid, overhead);

    let inventory_value = capital::inventory_value(inputs, unit_cost);
    let mut opening = statement::opening(inputs);
    opening.inventory = capital::opening_inventory(inputs, unit_cost);
    let receivables = capital::receivables(inputs, &mut opening, &sales.revenue.total());
    let payables = capital::payables(inputs, &opening, &paid.purchases);
    let working_capital = working_capital(&inventory_value, &receivables, &payables);
    let cash_flow = cash_flow(inputs, &opening, &working_capital, &ebit, &depreciation);

    let notices = missing::notices(inputs, price, cost);
    Finance {
        plan_cost: plan_cost(frame, catalog, plan, terms, inputs.rates, demand, inputs.supply),
        rates: Arc::clone(inputs.rates),
        revenue_at_demand: sales.at_demand,
        revenue: sales.revenue,
        cost_of_goods: sales.cost_of_goods,
        lines,
        variances: paid.variances,
        opening,
        inventory_value,
        receivables,
        payables,
        working_capital,
        cash_flow,
        budgets: statement::budgets(inputs),
        purchases: paid.purchases,
        hours_paid: paid.hours,
        unpriced: sales.unpriced,
        uncosted: sales.uncosted,
        notices,
    }
}

fn working_capital(inventory: &Grid<Money>, receivables: &[Option<Money>], payables: &[Option<Money>]) -> Vec<Money> {
    let owed = receivables.iter().zip(payables);
    let sums = inventory.total();
    sums.into_iter()
        .zip(owed)
        .map(|(inventory, (to_us, by_us))| formula::working_capital(inventory, *to_us, *by_us))
        .collect()
}

fn cash_flow(
    inputs: &Inputs,
    opening: &OpeningBalance,
    capital: &[Money],
    ebit: &[Option<Money>],
    depreciation: &[Money],
) -> Vec<Option<Money>> {
    let terms = &inputs.plan.terms;
    let stated = |days: Option<f64>, balance: Option<Money>| days.is_none() || balance.is_some();
    let is_known = stated(terms.receivable_days, opening.receivables) && stated(terms.payable_days, opening.payables);
    let ours = |days: Option<f64>, balance: Option<Money>| days.and(balance);
    let before = is_known.then(|| {
        let receivables = ours(terms.receivable_days, opening.receivables);
        formula::working_capital(opening.inventory, receivables, ours(terms.payable_days, opening.payables))
    });
    let rises = capital::rises(capital, before);
    let month = |(t, rise): (usize, Option<Money>)| Some(formula::cash_flow(ebit[t]?, depreciation[t], rise?));
    rises.into_iter().enumerate().map(month).collect()
}
