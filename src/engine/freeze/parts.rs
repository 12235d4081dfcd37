//! What approval stores, measure by measure: the one list that freezing and thawing both go through, so that neither knows a figure
//! that the other does not.

use std::sync::Arc;

use crate::engine::{Demand, Finance, Grid, Line, Outcome, Supply};
use crate::model::{Hours, Measure, Money, UnitPrice, Units};

/// The stages of an outcome whose figures are stored.
pub(super) struct Parts {
    /// Step 2.
    pub(super) demand: Demand,
    /// Step 3.
    pub(super) supply: Supply,
    /// By point: what of the purchases comes from offers beside the planned way.
    pub(super) elsewhere: Grid<Units>,
    /// Step 4.
    pub(super) finance: Finance,
}

/// What the rows of a grid are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// Item x market.
    Pairs,
    /// Item x site.
    Points,
    /// Resources.
    Resources,
    /// Items.
    Items,
}

/// Who goes through the list.
pub(super) trait Visitor {
    /// Figures by row and month.
    fn grid<T: Stored>(&mut self, measure: Measure, axis: Axis, grid: &mut Grid<T>);
    /// The company's figures by month.
    fn company<T: Stored>(&mut self, measure: Measure, values: &mut [T]);
    /// The lines of the company's P&L.
    fn lines(&mut self, lines: &mut Vec<Line>);
}

/// A figure that can be stored; `None` where nothing is known.
pub(super) trait Stored: Copy + Default {
    /// As it is written.
    fn number(self) -> Option<f64>;
    /// As it was written; nothing written is the default.
    fn stored(number: Option<f64>) -> Self;
}

/// A quantity that is always known.
trait Quantity: Copy + Default {
    fn plain(self) -> f64;
    fn of(number: f64) -> Self;
}

macro_rules! quantities {
    ($($quantity:ident)*) => {
        $(
            impl Quantity for $quantity {
                fn plain(self) -> f64 {
                    self.0
                }
                fn of(number: f64) -> Self {
                    Self(number)
                }
            }

            impl Stored for $quantity {
                fn number(self) -> Option<f64> {
                    Some(self.0)
                }
                fn stored(number: Option<f64>) -> Self {
                    number.map_or_else(Self::default, Self)
                }
            }
        )*
    };
}

quantities!(Units Money Hours UnitPrice);

impl Stored for f64 {
    fn number(self) -> Option<f64> {
        Some(self)
    }
    fn stored(number: Option<f64>) -> Self {
        number.unwrap_or_default()
    }
}

impl<T: Quantity> Stored for Option<T> {
    fn number(self) -> Option<f64> {
        self.map(T::plain)
    }
    fn stored(number: Option<f64>) -> Self {
        number.map(T::of)
    }
}

impl Parts {
    /// Copies of what an outcome has.
    pub(super) fn of(outcome: &Outcome) -> Self {
        Self {
            demand: (*outcome.demand).clone(),
            supply: (*outcome.supply).clone(),
            elsewhere: outcome.supply.bought_elsewhere(),
            finance: (*outcome.finance).clone(),
        }
    }

    /// The list.
    pub(super) fn visit(&mut self, visitor: &mut impl Visitor) {
        use Axis::{Items, Pairs, Points, Resources};
        use Measure as M;
        let Self { demand, supply, elsewhere, finance } = self;

        visitor.grid(M::Baseline, Pairs, &mut demand.baseline);
        visitor.grid(M::Launches, Pairs, &mut demand.launches);
        visitor.grid(M::PhaseOuts, Pairs, &mut demand.phase_outs);
        visitor.grid(M::Trend, Pairs, &mut demand.trend);
        visitor.grid(M::Events, Pairs, &mut demand.events);
        visitor.grid(M::Statistical, Pairs, &mut demand.statistical);
        visitor.grid(M::Sales, Pairs, Arc::make_mut(&mut demand.sales));
        visitor.grid(M::Marketing, Pairs, Arc::make_mut(&mut demand.marketing));
        visitor.grid(M::FinanceView, Pairs, Arc::make_mut(&mut demand.finance));
        visitor.grid(M::Blend, Pairs, &mut demand.blend);
        visitor.grid(M::Override, Pairs, &mut demand.overrides);
        visitor.grid(M::Consensus, Pairs, &mut demand.consensus);
        visitor.grid(M::Independent, Points, &mut demand.independent);
        visitor.grid(M::Dependent, Points, &mut demand.dependent);
        visitor.grid(M::Interplant, Points, &mut demand.interplant);

        visitor.grid(M::Requirement, Points, &mut supply.requirement);
        visitor.grid(M::OpeningStock, Points, &mut supply.opening);
        visitor.grid(M::Receipts, Points, &mut supply.receipts);
        visitor.grid(M::Releases, Points, &mut supply.releases);
        visitor.grid(M::Production, Points, &mut supply.production);
        visitor.grid(M::Purchase, Points, &mut supply.purchase);
        visitor.grid(M::PurchaseElsewhere, Points, elsewhere);
        visitor.grid(M::TransferIn, Points, &mut supply.transfer_in);
        visitor.grid(M::TransferOut, Points, &mut supply.transfer_out);
        visitor.grid(M::Usage, Points, &mut supply.usage);
        visitor.grid(M::Shipments, Points, &mut supply.shipments);
        visitor.grid(M::ClosingStock, Points, &mut supply.closing);
        visitor.grid(M::TargetStock, Points, &mut supply.target);
        visitor.grid(M::InTransit, Points, &mut supply.in_transit);
        visitor.grid(M::WorkInProcess, Points, &mut supply.in_process);
        visitor.grid(M::Shipments, Pairs, &mut supply.shipped);
        visitor.grid(M::UnmetDemand, Pairs, &mut supply.unmet);
        visitor.grid(M::LostSales, Pairs, &mut supply.lost);
        visitor.grid(M::Backlog, Pairs, &mut supply.backlog);
        visitor.grid(M::Load, Resources, &mut supply.load);
        visitor.grid(M::WishedLoad, Resources, &mut supply.wished_load);
        visitor.grid(M::Capacity, Resources, &mut supply.capacity);
        visitor.grid(M::Overtime, Resources, &mut supply.overtime);
        visitor.grid(M::OvertimeLimit, Resources, &mut supply.overtime_limit);
        visitor.grid(M::ExtraLimit, Resources, &mut supply.extra_limit);
        visitor.grid(M::People, Resources, &mut supply.heads);

        visitor.grid(M::Price, Pairs, &mut Arc::make_mut(&mut finance.rates).price);
        visitor.grid(M::UnitCost, Items, &mut Arc::make_mut(&mut finance.rates).unit_cost);
        visitor.grid(M::RevenueAtDemand, Pairs, &mut finance.revenue_at_demand);
        visitor.grid(M::Revenue, Pairs, &mut finance.revenue);
        visitor.grid(M::CostOfGoods, Pairs, &mut finance.cost_of_goods);
        visitor.grid(M::InventoryValue, Points, &mut finance.inventory_value);
        visitor.lines(&mut finance.lines);
        visitor.company(M::WorkingCapital, &mut finance.working_capital);
        visitor.company(M::Receivables, &mut finance.receivables);
        visitor.company(M::Payables, &mut finance.payables);
        visitor.company(M::CashFlow, &mut finance.cash_flow);
    }
}
