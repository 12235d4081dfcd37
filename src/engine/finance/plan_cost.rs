//! What a supply plan costs: one cost function for every strategy, so that named plans can be put side by side.
//!
//! Total = regular hours + overtime with its premium + purchases + freight + holding + margin of demand that is lost or still waits
//! at the end of the horizon. A part whose rate nobody stated is absent, never zero.

use super::formula::{overtime_premium, paid, worth};
use crate::engine::{Frame, Grid, Supply};
use crate::model::{Catalog, FinancePlan, Hours, Money, UnitPrice, Units};

pub use crate::engine::supply::PlanCost;

/// What the plan costs, at the prices and standard costs of a [`super::Finance`].
pub fn plan_cost(
    frame: &Frame,
    catalog: &Catalog,
    plan: &FinancePlan,
    price: &Grid<Option<UnitPrice>>,
    unit_cost: &Grid<Option<UnitPrice>>,
    supply: &Supply,
) -> PlanCost {
    let hours = hours(frame, catalog, supply);
    PlanCost {
        labor: hours.map(|(regular, _)| regular),
        overtime: hours.map(|(_, overtime)| overtime),
        purchases: purchases(frame, unit_cost, supply),
        freight: freight(frame, supply),
        holding: plan.terms.holding_rate.map(|rate| holding(frame, unit_cost, supply) * (rate / 12.0)),
        lost_margin: lost_margin(frame, price, unit_cost, supply),
    }
}

/// Regular hours used, and overtime hours with their premium; `None` where no used resource has a rate.
fn hours(frame: &Frame, catalog: &Catalog, supply: &Supply) -> Option<(Money, Money)> {
    let (mut regular, mut overtime) = (Money::ZERO, Money::ZERO);
    let (mut used, mut rated) = (false, false);
    for (at, id) in frame.resources.iter().enumerate() {
        let load: Hours = supply.load.row(at).iter().copied().sum();
        let over: Hours = supply.overtime.row(at).iter().copied().sum();
        used |= load.0 > 0.0;
        let Some(resource) = catalog.resources.get(id) else { continue };
        let Some(rate) = resource.cost_per_hour else { continue };
        rated |= load.0 > 0.0;
        regular += paid(load - over, rate);
        overtime += paid(over, rate) + overtime_premium(over, rate, resource.overtime_premium);
    }
    (rated || !used).then_some((regular, overtime))
}

/// Price of a bought unit: the planned vendor's, else the standard.
pub(super) fn buying_price(
    frame: &Frame,
    unit_cost: &Grid<Option<UnitPrice>>,
    point: usize,
    t: usize,
) -> Option<UnitPrice> {
    let vendor = frame.supplied[point].purchase.as_ref().and_then(|purchase| purchase.price);
    vendor.or_else(|| unit_cost.at(frame.points[point].item, t))
}

fn purchases(frame: &Frame, unit_cost: &Grid<Option<UnitPrice>>, supply: &Supply) -> Option<Money> {
    let (mut sum, mut bought, mut known) = (Money::ZERO, false, false);
    for point in 0..frame.points.len() {
        for (t, units) in supply.purchase.row(point).iter().enumerate().filter(|(_, units)| units.0 > 0.0) {
            let price = buying_price(frame, unit_cost, point, t);
            bought = true;
            known |= price.is_some();
            sum += worth(*units, price);
        }
    }
    (known || !bought).then_some(sum)
}

fn freight(frame: &Frame, supply: &Supply) -> Option<Money> {
    let moved = supply.transfer_out.cells().iter().any(|units| units.0 > 0.0);
    (has_freight(frame) || !moved).then(|| supply.freight.iter().copied().sum())
}

/// Whether any lane states its freight.
pub(super) fn has_freight(frame: &Frame) -> bool {
    frame.supplied.iter().flat_map(|supplied| &supplied.lanes).any(|lane| lane.freight.is_some())
}

/// Sum over months of the mean of opening and closing stock at standard cost.
fn holding(frame: &Frame, unit_cost: &Grid<Option<UnitPrice>>, supply: &Supply) -> Money {
    let mut value = Money::ZERO;
    for (point, at) in frame.points.iter().enumerate() {
        let stock = supply.opening.row(point).iter().zip(supply.closing.row(point));
        for ((opening, closing), cost) in stock.zip(unit_cost.row(at.item)) {
            value += worth((*opening + *closing) * 0.5, *cost);
        }
    }
    value
}

/// Margin of units that went elsewhere, or that still wait at the end; `None` where no such unit has both price and cost.
fn lost_margin(
    frame: &Frame,
    price: &Grid<Option<UnitPrice>>,
    unit_cost: &Grid<Option<UnitPrice>>,
    supply: &Supply,
) -> Option<Money> {
    let last = frame.horizon.months.checked_sub(1)?;
    let (mut sum, mut lost, mut known) = (Money::ZERO, false, false);
    for (pair, at) in frame.pairs.iter().enumerate() {
        let mut take = |units: Units, t: usize| {
            if units.0 <= 0.0 {
                return;
            }
            lost = true;
            if let (Some(price), Some(cost)) = (price.at(pair, t), unit_cost.at(at.item, t)) {
                known = true;
                sum += (units * (price - cost)).positive();
            }
        };
        supply.lost.row(pair).iter().enumerate().for_each(|(t, units)| take(*units, t));
        take(supply.backlog.at(pair, last), last);
    }
    (known || !lost).then_some(sum)
}
