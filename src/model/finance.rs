//! Step 4, what people say of money: statements, budget, prices, terms and named adjustments of the baseline.

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero, code, finite};
use super::id::{AccountId, FamilyId, ItemId, MarketId};
use super::measure::{Figure, Measure};
use super::month::Month;
use super::table::{Record, Table};
use super::units::{Money, UnitPrice};

/// Inputs of the financial review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FinancePlan {
    /// The lines of the statements.
    pub accounts: Table<Account>,
    /// Amounts of closed months, as imported. The last closed month is the baseline.
    pub statement: Table<StatementLine>,
    /// The year's budget.
    pub budget: Table<BudgetLine>,
    /// Prices as agreed, where history does not tell.
    pub prices: Table<PriceFact>,
    /// Days and rates. Absent ones are "not set up", never zero.
    pub terms: Terms,
    /// Typed prices, unit costs and adjustments of statement lines.
    pub figures: Table<Figure>,
}

/// What a statement line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Net sales. Replaced by the plan's.
    Revenue,
    /// Cost of goods sold. Replaced by the plan's.
    CostOfGoods,
    /// Wages of production. Replaced by the plan's hours, not added.
    Labor,
    /// Overhead of production. Replaced by the plan's, not added.
    ProductionOverhead,
    /// Selling and marketing.
    Selling,
    /// General and administration.
    #[default]
    Administration,
    /// Research and development, without the pipeline's projects.
    Research,
    /// Depreciation.
    Depreciation,
    /// Interest.
    Interest,
    /// Tax on income.
    Tax,
    /// Cash and banks.
    Cash,
    /// What customers owe.
    Receivables,
    /// Stock at cost.
    Inventory,
    /// Plant and other fixed assets.
    FixedAssets,
    /// What vendors are owed.
    Payables,
    /// Loans.
    Debt,
    /// Equity.
    Equity,
}

impl AccountKind {
    /// Whether the line is carried forward into the plan's EBIT from the prior statement.
    pub const fn is_overhead(self) -> bool {
        matches!(self, Self::Selling | Self::Administration | Self::Research | Self::Depreciation)
    }

    /// Whether it is a balance at the end of a month, rather than a flow.
    pub const fn is_balance(self) -> bool {
        matches!(
            self,
            Self::Cash
                | Self::Receivables
                | Self::Inventory
                | Self::FixedAssets
                | Self::Payables
                | Self::Debt
                | Self::Equity
        )
    }
}

/// A line of the statements. Costs are positive amounts of their kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Its code.
    pub id: AccountId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: AccountKind,
}

/// The amount of a line in a closed month: the month's flow, or the balance at its end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementLine {
    /// The closed month.
    pub month: Month,
    /// The line.
    pub account: AccountId,
    /// The amount.
    pub amount: Money,
}

/// A budgeted figure of a month, for a family or the company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BudgetLine {
    /// The month.
    pub month: Month,
    /// The family, or the whole company where absent. Company lines win over the sum of families.
    #[serde(default)]
    pub family: Option<FamilyId>,
    /// `budget_units`, `budget_revenue`, `budget_margin` or `budget_ebit`.
    pub measure: Measure,
    /// The amount, money or units.
    pub amount: f64,
}

/// A net price that holds from a month on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceFact {
    /// The item.
    pub item: ItemId,
    /// The market, or every market where absent.
    pub market: Option<MarketId>,
    /// First month.
    pub from: Month,
    /// Net price of one stock unit.
    pub price: UnitPrice,
}

/// Days and rates of the company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Days that customers take to pay.
    pub receivable_days: Option<f64>,
    /// Days that the company takes to pay its vendors.
    pub payable_days: Option<f64>,
    /// Cost of holding stock, share of its value a year (0.2 is 20 %).
    pub holding_rate: Option<f64>,
    /// Tax on income, 0 to 1.
    pub tax_rate: Option<f64>,
}

impl Terms {
    /// Whether the values may stand in a plan.
    pub fn check(&self) -> Result<(), Flaw> {
        at_least_zero("receivable_days", self.receivable_days)?;
        at_least_zero("payable_days", self.payable_days)?;
        at_least_zero("holding_rate", self.holding_rate)?;
        at_least_zero("tax_rate", self.tax_rate)
    }
}

impl Record for Account {
    type Key = AccountId;
    fn key(&self) -> AccountId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())
    }
}

impl Record for StatementLine {
    type Key = (Month, AccountId);
    fn key(&self) -> Self::Key {
        (self.month, self.account.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        finite("amount", self.amount.0)
    }
}

impl Record for BudgetLine {
    type Key = (Month, Option<FamilyId>, Measure);
    fn key(&self) -> Self::Key {
        (self.month, self.family.clone(), self.measure)
    }
    fn check(&self) -> Result<(), Flaw> {
        use Measure::{BudgetEbit, BudgetMargin, BudgetRevenue, BudgetUnits};
        if !matches!(self.measure, BudgetUnits | BudgetRevenue | BudgetMargin | BudgetEbit) {
            return Err(Flaw::new(
                "measure",
                self.measure.code(),
                "budget_units, budget_revenue, budget_margin or budget_ebit",
            ));
        }
        finite("amount", self.amount)
    }
}

impl Record for PriceFact {
    type Key = (ItemId, Option<MarketId>, Month);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone(), self.from)
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("price", Some(self.price.0))
    }
}
