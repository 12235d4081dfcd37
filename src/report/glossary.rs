//! What the words of the field mean, for tips: one sentence each, without another word that needs one.

use crate::model::{Measure, Strategy};

/// What a measure is, in one sentence.
pub fn meaning(measure: Measure) -> &'static str {
    use Measure as M;
    match measure {
        M::WeightedPipeline => "What a project would sell, times the chance that it comes to market.",
        M::ProjectSpend => "Development and launch money of a project.",
        M::History => "What customers asked for in closed months.",
        M::CleansedHistory => "Actual demand with marked months replaced: what the forecast was fitted to.",
        M::Baseline => "The automatic statistical forecast, before anything else is known.",
        M::Launches => "What new products add, less what they take from others.",
        M::PhaseOuts => "What leaves with an item, and what its successor takes over.",
        M::Trend => "Growth that the history does not show yet.",
        M::Events => "What promotions and other events add, and what they take from the months after.",
        M::Statistical => "Baseline, launches, phase-outs, trend and events together.",
        M::Sales => "What sales expects; a complete view, and blank where there is none.",
        M::Marketing => "What marketing expects; a complete view, and blank where there is none.",
        M::FinanceView => "What finance expects; a complete view, and blank where there is none.",
        M::Blend => "Statistical, sales, marketing and finance views by their weights, before overrides.",
        M::Override => "What typed figures add to or take from the weighted streams.",
        M::Consensus => "The agreed demand: what customers would take if everything could be supplied.",
        M::LastCycle => "The agreed demand of the last cycle for the same month.",
        M::Independent => "Demand of customers at the site that serves them.",
        M::Dependent => "What parents and other sites need of an item, from its bill of material and lanes.",
        M::Interplant => "The part of dependent demand that other sites order.",
        M::Requirement => "Everything that is asked of an item at a site: customers, parents and other sites.",
        M::OpeningStock => "Stock at the start of the month.",
        M::Receipts => "Open orders, work in process and goods on the road that arrive in the month.",
        M::Releases => "What is ordered or started in the month; it arrives after its lead time.",
        M::Production => "Good units made, in the month in which they are ready.",
        M::Purchase => "Units bought, in the month in which they arrive.",
        M::PurchaseElsewhere => "The part of purchases from a subcontractor, or another vendor than the planned one.",
        M::TransferIn => "Units from other sites, in the month in which they arrive.",
        M::TransferOut => "Units sent to other sites.",
        M::Usage => "Units that go into the production of other items.",
        M::Shipments => "Units shipped to customers.",
        M::ClosingStock => "Stock at the end of the month.",
        M::TargetStock => {
            "Stock that should be there at the end of the month: safety stock, and half a lot where lots are typed."
        }
        M::DaysOfSupply => "How many days of coming requirements the closing stock covers.",
        M::InTransit => "Goods on the road to other sites at the end of the month.",
        M::WorkInProcess => "Released and not ready yet, at the end of the month.",
        M::UnmetDemand => "Demand that is not shipped in the month in which it is asked for.",
        M::LostSales => "Unmet demand that is never served: the customer goes elsewhere, or the plan refuses it.",
        M::Backlog => "Unmet demand that waits at the end of the month.",
        M::Shortage => "What parents or sites asked for and could not get in time.",
        M::Load => "Hours that the plan uses, overtime included.",
        M::WishedLoad => "Hours that the plan would need if there were enough of them.",
        M::Capacity => "Regular hours, before overtime.",
        M::Overtime => "Hours above the regular ones.",
        M::OvertimeLimit => "Overtime hours at most.",
        M::ExtraLimit => "Hours of extra shifts at most, and of all that is beyond where hours may give way.",
        M::People => "People of the crew at the end of the month: hired, laid off and paid by the plan.",
        M::Utilization => "Load as a share of regular hours.",
        M::Service => "Shipped in the month demanded, as a share of demand.",
        M::Price => "Net price of one unit, discounts of events taken off.",
        M::UnitCost => "Standard cost of one unit.",
        M::RevenueAtDemand => "Agreed demand times price: revenue if everything could be supplied.",
        M::Revenue => "Shipments times price.",
        M::CostOfGoods => "Shipments times standard cost.",
        M::Variances => "Overtime premium, price differences and revaluation: cost that the standard does not take in.",
        M::GrossMargin => "Revenue less cost of goods and variances.",
        M::Overhead => "A line of the prior statement, carried forward.",
        M::PlanSpend => "Project, launch and promotion money of steps 1 and 2.",
        M::Freight => "Freight between sites.",
        M::Ebit => "Earnings before interest and tax.",
        M::InventoryValue => "Closing stock, goods on the road and work in process at standard cost.",
        M::Receivables => "What customers owe.",
        M::Payables => "What vendors are owed.",
        M::WorkingCapital => "Inventory and receivables less payables.",
        M::CashFlow => "EBIT and depreciation, less what working capital ties up.",
        M::BudgetUnits => "Units of the year's budget.",
        M::BudgetRevenue => "Revenue of the year's budget.",
        M::BudgetMargin => "Gross margin of the year's budget.",
        M::BudgetEbit => "EBIT of the year's budget.",
        M::BudgetGap => "Revenue less budgeted revenue.",
    }
}

/// How a strategy plans, in one sentence.
pub fn strategy_meaning(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Chase => "Make what is demanded month by month; stock stays where it is.",
        Strategy::Level => "Make the same every working day; stock takes the swings of demand.",
        Strategy::Target => "Make what brings stock to its target at the end of every month.",
        Strategy::TargetDays => {
            "Make what brings stock to so many days of coming requirements at the end of every month."
        }
        Strategy::OptimalCost => {
            "The plan of least total cost to serve, among all that hours, vendors and lead times allow."
        }
        Strategy::OptimalContribution => {
            "The plan that earns most: it may refuse demand that brings less than it costs to serve."
        }
    }
}

/// Pareto classes.
pub const ABC: &str = "A: the items that bring the first 80% of revenue; B: up to 95%; C: the rest.";
/// Variation classes.
pub const XYZ: &str = "X: monthly demand is steady (variation up to 0.5); Y: up to 1; Z: erratic.";
/// Weighted error.
pub const WMAPE: &str = "Weighted error: sum of the differences between forecast and actual, over the sum of actuals.";
/// Bias.
pub const BIAS: &str = "Forecast less actual, over actual: above zero means that too much was forecast.";
/// Value added.
pub const FVA: &str = "Forecast value added: how many points of error a stream takes off, against last year's month.";
