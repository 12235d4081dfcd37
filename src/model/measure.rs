//! Every figure has an address: a [`Measure`] of a [`Subject`] at a [`Place`] in a month.
//!
//! One address serves edits, tables, charts, explanations, files and comparisons. A [`Measure`] says in one place what its
//! figures are called, what unit they have, and how they add up over months and over subjects.

use serde::{Deserialize, Serialize};

use super::check::{Flaw, finite};
use super::id::{AccountId, FamilyId, ItemId, MarketId, ProjectId, ResourceId, SiteId, VendorId};
use super::month::Month;
use super::table::Record;

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The item's stock unit. Different units do not add.
    Units,
    /// The plan's currency.
    Money,
    /// Currency for one unit.
    UnitPrice,
    /// Hours of a resource.
    Hours,
    /// Days.
    Days,
    /// A share, 0 to 1 or beyond; shown as percent.
    Share,
}

/// How a measure adds up over the months of a quarter, year or horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverMonths {
    /// Flows sum.
    Sum,
    /// Opening stock is the first month's.
    First,
    /// Closing stock is the last month's.
    Last,
    /// Ratios, prices, days and service are worked out again from totals.
    Recompute,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $variant:ident = $key:literal, $name:literal, $unit:ident, $over:ident;)*) => {
        /// What a figure is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Measure {
            $($(#[$doc])* #[serde(rename = $key)] $variant,)*
        }

        impl Measure {
            /// Every measure, in the order of the steps.
            pub const ALL: &[Measure] = &[$(Measure::$variant,)*];

            /// The name in files, such as `closing_stock`.
            pub const fn code(self) -> &'static str {
                match self { $(Measure::$variant => $key,)* }
            }

            /// The name on the page, such as "Closing stock".
            pub const fn name(self) -> &'static str {
                match self { $(Measure::$variant => $name,)* }
            }

            /// What it counts in.
            pub const fn unit(self) -> Unit {
                match self { $(Measure::$variant => Unit::$unit,)* }
            }

            /// How it adds up over months.
            pub const fn over_months(self) -> OverMonths {
                match self { $(Measure::$variant => OverMonths::$over,)* }
            }
        }
    };
}

measures! {
    // Step 1
    /// Pipeline volume x probability, by project.
    WeightedPipeline = "weighted_pipeline", "Weighted pipeline", Units, Sum;
    /// Spend of a project.
    ProjectSpend = "project_spend", "Project spend", Money, Sum;
    // Step 2
    /// Demand as it happened.
    History = "history", "Actual demand", Units, Sum;
    /// Demand with marked months replaced.
    CleansedHistory = "cleansed_history", "Cleansed history", Units, Sum;
    /// The automatic statistical forecast.
    Baseline = "baseline", "Baseline", Units, Sum;
    /// New products, less what they take from others.
    Launches = "launches", "Launches", Units, Sum;
    /// Phase-outs: what leaves with an item, and what its successor takes over.
    PhaseOuts = "phase_outs", "Phase-outs", Units, Sum;
    /// Consumer trends.
    Trend = "trend", "Trend", Units, Sum;
    /// Promotions and other events.
    Events = "events", "Events", Units, Sum;
    /// Baseline and layers together.
    Statistical = "statistical", "Statistical forecast", Units, Sum;
    /// The view of sales.
    Sales = "sales", "Sales view", Units, Sum;
    /// The view of marketing.
    Marketing = "marketing", "Marketing view", Units, Sum;
    /// The view of finance.
    FinanceView = "finance_view", "Finance view", Units, Sum;
    /// The streams by weight, before overrides.
    Blend = "blend", "Weighted streams", Units, Sum;
    /// What overrides add to or take from the blend.
    Override = "override", "Override", Units, Sum;
    /// The agreed unconstrained demand.
    Consensus = "consensus", "Consensus demand", Units, Sum;
    /// Consensus of the last cycle for the same month.
    LastCycle = "last_cycle", "Last cycle", Units, Sum;
    /// Demand of customers at the site that serves them.
    Independent = "independent", "Independent demand", Units, Sum;
    /// What parents and other sites need, exploded from unconstrained demand, gross.
    Dependent = "dependent", "Dependent demand", Units, Sum;
    /// The part of dependent demand that other sites order along lanes.
    Interplant = "interplant", "Interplant demand", Units, Sum;
    // Step 3
    /// Everything asked of an item at a site in the supply plan.
    Requirement = "requirement", "Requirement", Units, Sum;
    /// Stock at the start of the month.
    OpeningStock = "opening_stock", "Opening stock", Units, First;
    /// Open orders, work in process and goods in transit that arrive.
    Receipts = "receipts", "Scheduled receipts", Units, Sum;
    /// Orders to make, buy or bring, in the month of start, before yield.
    Releases = "releases", "Releases", Units, Sum;
    /// Good units made, in the month of receipt.
    Production = "production", "Production", Units, Sum;
    /// Units bought, in the month of receipt.
    Purchase = "purchase", "Purchases", Units, Sum;
    /// The part of purchases that comes from a subcontractor, or another vendor than the planned one.
    PurchaseElsewhere = "purchase_elsewhere", "Bought elsewhere", Units, Sum;
    /// Units brought from other sites, in the month of arrival.
    TransferIn = "transfer_in", "Transfers in", Units, Sum;
    /// Units sent to other sites.
    TransferOut = "transfer_out", "Transfers out", Units, Sum;
    /// Units used by the production of parents.
    Usage = "usage", "Used in production", Units, Sum;
    /// Units shipped to customers.
    Shipments = "shipments", "Shipments", Units, Sum;
    /// Stock at the end of the month.
    ClosingStock = "closing_stock", "Closing stock", Units, Last;
    /// Stock that should be there at the end of the month.
    TargetStock = "target_stock", "Target stock", Units, Last;
    /// Days of coming requirements that closing stock covers.
    DaysOfSupply = "days_of_supply", "Days of supply", Days, Recompute;
    /// Goods on the road, owned by the sender, at the end of the month.
    InTransit = "in_transit", "In transit", Units, Last;
    /// Released here and not received yet, in good units, at the end of the month.
    WorkInProcess = "work_in_process", "Work in process", Units, Last;
    /// Demand that was not met in its month.
    UnmetDemand = "unmet_demand", "Unmet demand", Units, Sum;
    /// Unmet demand that is never served: the customer goes elsewhere, or the plan refuses it.
    LostSales = "lost_sales", "Lost sales", Units, Sum;
    /// Unmet demand that waits at the end of the month.
    Backlog = "backlog", "Backlog", Units, Last;
    /// Requirements of parents or sites that could not be served.
    Shortage = "shortage", "Shortage", Units, Sum;
    /// Hours that the plan needs.
    Load = "load", "Load", Hours, Sum;
    /// Hours that the plan as wished would need, before it is made to fit.
    WishedLoad = "wished_load", "Load as wished", Hours, Sum;
    /// Regular hours.
    Capacity = "capacity", "Capacity", Hours, Sum;
    /// Hours above regular ones.
    Overtime = "overtime", "Overtime", Hours, Sum;
    /// Overtime hours at most.
    OvertimeLimit = "overtime_limit", "Overtime limit", Hours, Sum;
    /// Hours of extra shifts at most, and beyond every limit where hours may give way.
    ExtraLimit = "extra_limit", "Extra hours at most", Hours, Sum;
    /// People of a crew.
    People = "people", "People", Units, Last;
    /// Load / capacity.
    Utilization = "utilization", "Utilization", Share, Recompute;
    /// Shipped in the month demanded / demanded.
    Service = "service", "Service", Share, Recompute;
    // Step 4
    /// Net price of one unit.
    Price = "price", "Price", UnitPrice, Recompute;
    /// Standard cost of one unit.
    UnitCost = "unit_cost", "Unit cost", UnitPrice, Recompute;
    /// Consensus x price.
    RevenueAtDemand = "revenue_at_demand", "Revenue at demand", Money, Sum;
    /// Shipments x price.
    Revenue = "revenue", "Revenue", Money, Sum;
    /// Shipments x standard cost.
    CostOfGoods = "cost_of_goods", "Cost of goods", Money, Sum;
    /// Paid hours and other cost that the standard does not take in.
    Variances = "variances", "Period variances", Money, Sum;
    /// Revenue less cost of goods and variances.
    GrossMargin = "gross_margin", "Gross margin", Money, Sum;
    /// A statement line as it is carried forward.
    Overhead = "overhead", "Overhead", Money, Sum;
    /// Project, launch and promotion spend of steps 1 and 2.
    PlanSpend = "plan_spend", "Project and promotion spend", Money, Sum;
    /// Freight between sites.
    Freight = "freight", "Freight", Money, Sum;
    /// Earnings before interest and tax.
    Ebit = "ebit", "EBIT", Money, Sum;
    /// Closing stock and goods in transit at standard cost.
    InventoryValue = "inventory_value", "Inventory value", Money, Last;
    /// What customers owe.
    Receivables = "receivables", "Receivables", Money, Last;
    /// What vendors are owed.
    Payables = "payables", "Payables", Money, Last;
    /// Inventory and receivables less payables.
    WorkingCapital = "working_capital", "Working capital", Money, Last;
    /// Cash from operations: EBIT less the rise of working capital.
    CashFlow = "cash_flow", "Operating cash flow", Money, Sum;
    /// Budgeted units.
    BudgetUnits = "budget_units", "Budget units", Units, Sum;
    /// Budgeted revenue.
    BudgetRevenue = "budget_revenue", "Budget revenue", Money, Sum;
    /// Budgeted gross margin.
    BudgetMargin = "budget_margin", "Budget gross margin", Money, Sum;
    /// Budgeted EBIT.
    BudgetEbit = "budget_ebit", "Budget EBIT", Money, Sum;
    /// Revenue less budgeted revenue.
    BudgetGap = "budget_gap", "Gap to budget", Money, Sum;
}

/// What a figure is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The whole company.
    #[default]
    All,
    /// A family and everything below it.
    Family(FamilyId),
    /// One item.
    Item(ItemId),
    /// A resource.
    Resource(ResourceId),
    /// A vendor.
    Vendor(VendorId),
    /// A statement line.
    Account(AccountId),
    /// A project of the pipeline.
    Project(ProjectId),
}

/// Where a figure holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Everywhere.
    #[default]
    All,
    /// A market and every market below it.
    Market(MarketId),
    /// A site.
    Site(SiteId),
}

/// The address of one figure: `measure` of `subject` at `place` from `first` to `last`, both months included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// What it is.
    pub measure: Measure,
    /// What it is about.
    pub subject: Subject,
    /// Where.
    pub place: Place,
    /// First month.
    pub first: Month,
    /// Last month; the same as `first` for a single month.
    pub last: Month,
}

impl Cell {
    /// The address of one month's figure.
    pub fn month(measure: Measure, subject: Subject, place: Place, month: Month) -> Self {
        Self { measure, subject, place, first: month, last: month }
    }
}

/// How a typed figure acts on what would stand there without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It stands there instead. Over several months: the total of a flow, the value of each month otherwise.
    #[default]
    Replace,
    /// It is added, in every month. Over a node: spread over what is below.
    Add,
    /// What stands there is multiplied by one plus this (0.1 is +10 %).
    Percent,
    /// As `Percent`, but last of all and over every other figure: a what-if on the whole.
    Shift,
}

/// A figure that somebody typed over months of a node, kept as typed. What lies below it follows when the plan is run.
///
/// Typed measures: `consensus`, `sales`, `marketing`, `finance_view` (item x market nodes); `production`, `purchase`, `target_stock`
/// (item x site), `capacity`, `overtime_limit` (resource); `price` (item x market nodes), `unit_cost` (item nodes), `overhead` (account).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Where it was typed.
    pub cell: Cell,
    /// How it acts.
    pub how: How,
    /// The number.
    pub value: f64,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// Whether broader figures and spreads leave it alone.
    #[serde(default)]
    pub locked: bool,
    /// Who typed it.
    #[serde(default)]
    pub by: Option<String>,
    /// The cycle month in which it was typed: its age after a roll-forward.
    #[serde(default)]
    pub since: Option<Month>,
}

impl Figure {
    /// A figure without reason, lock or author.
    pub fn new(cell: Cell, how: How, value: f64) -> Self {
        Self { cell, how, value, reason: None, locked: false, by: None, since: None }
    }
}

impl Record for Figure {
    /// The cell, and whether it is a what-if on top of everything.
    type Key = (Cell, bool);
    fn key(&self) -> Self::Key {
        (self.cell.clone(), self.how == How::Shift)
    }
    fn check(&self) -> Result<(), Flaw> {
        finite("value", self.value)?;
        if self.cell.last < self.cell.first {
            return Err(Flaw::new("last", self.cell.last, "a month not before the first"));
        }
        let is_share = matches!(self.how, How::Percent | How::Shift);
        if is_share && self.value < -1.0 {
            return Err(Flaw::new("value", self.value, "a change of at least -100 %"));
        }
        let is_absolute = self.how == How::Replace && self.cell.measure != Measure::Overhead;
        if is_absolute && self.value < 0.0 {
            return Err(Flaw::new("value", self.value, "a number not below zero"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_told_apart() {
        let codes: std::collections::BTreeSet<_> = Measure::ALL.iter().map(|measure| measure.code()).collect();
        let names: std::collections::BTreeSet<_> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        assert_eq!(codes.len(), Measure::ALL.len());
        assert_eq!(names.len(), Measure::ALL.len());
    }

    #[test]
    fn a_figure_must_make_sense() {
        let cell = Cell::month(Measure::Consensus, Subject::All, Place::All, Month::new(2026, 11));
        assert!(Figure::new(cell.clone(), How::Replace, 10.0).check().is_ok());
        assert!(Figure::new(cell.clone(), How::Replace, -1.0).check().is_err());
        assert!(Figure::new(cell.clone(), How::Shift, -1.5).check().is_err());
        assert!(Figure::new(cell.clone(), How::Add, f64::NAN).check().is_err());
        let backwards = Cell { last: Month::new(2026, 10), ..cell };
        assert!(Figure::new(backwards, How::Add, 1.0).check().is_err());
    }
}
