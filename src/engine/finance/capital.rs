//! What the plan ties up: inventory at standard cost, what customers owe and what vendors are owed, and the cash that it leaves.
//!
//! Invariant: cash flow = EBIT + depreciation - rise of working capital, in every month that has an opening position.

use super::formula::{outstanding, still_open, worth};
use super::{Inputs, OpeningBalance};
use crate::engine::{Frame, Grid};
use crate::model::{AccountKind, Actuals, Money, Receipt, ReceiptKind, UnitPrice, Units};

/// Closing stock, goods in transit and work in process at standard cost, by point.
pub(super) fn inventory_value(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>) -> Grid<Money> {
    let frame = inputs.frame;
    let supply = inputs.supply;
    let coming = coming(frame, inputs.actuals);
    let mut value = Grid::new(frame.points.len(), frame.horizon.months);
    for (point, at) in frame.points.iter().enumerate() {
        let cost = unit_cost.row(at.item);
        let (closing, transit) = (supply.closing.row(point), supply.in_transit.row(point));
        let (process, owned) = (supply.in_process.row(point), coming.row(point));
        for (t, value) in value.row_mut(point).iter_mut().enumerate() {
            *value = worth(closing[t] + transit[t] + process[t] + owned[t], cost[t]);
        }
    }
    value
}

/// By point: open receipts that the company owns already (work in process, goods on the road) and that arrive after the month.
pub fn coming(frame: &Frame, actuals: &Actuals) -> Grid<Units> {
    let mut coming = Grid::new(frame.points.len(), frame.horizon.months);
    for (point, arrives, units) in owned_receipts(frame, actuals) {
        for still in &mut coming.row_mut(point)[..arrives.min(frame.horizon.months)] {
            *still += units;
        }
    }
    coming
}

/// Work in process and goods on the road at the opening: point, position of the month of arrival, units.
fn owned_receipts<'a>(frame: &'a Frame, actuals: &'a Actuals) -> impl Iterator<Item = (usize, usize, Units)> + 'a {
    let owned = actuals.receipts.iter().filter(|receipt| receipt.kind != ReceiptKind::Purchase);
    owned.filter_map(|receipt| Some((point(frame, receipt)?, arrival(frame, receipt), receipt.units)))
}

/// A past-due receipt arrives in the cycle month.
fn arrival(frame: &Frame, receipt: &Receipt) -> usize {
    (receipt.month - frame.horizon.first).max(0) as usize
}

fn point(frame: &Frame, receipt: &Receipt) -> Option<usize> {
    frame.point(frame.items.position(&receipt.item)?, frame.sites.position(&receipt.site)?)
}

/// Opening stock, work in process and goods on the road at standard cost.
pub(super) fn opening_inventory(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>) -> Money {
    let frame = inputs.frame;
    if frame.horizon.months == 0 {
        return Money::ZERO;
    }
    let cost = |point: usize| unit_cost.at(frame.points[point].item, 0);
    let stock: Money =
        (0..frame.points.len()).map(|point| worth(inputs.supply.opening.at(point, 0), cost(point))).sum();
    let coming: Money = owned_receipts(frame, inputs.actuals).map(|(point, _, units)| worth(units, cost(point))).sum();
    stock + coming
}

/// Units that vendors deliver, planned and on order already: point, month, units.
pub(super) fn deliveries<'a>(inputs: &'a Inputs) -> impl Iterator<Item = (usize, usize, Units)> + 'a {
    let months = inputs.frame.horizon.months;
    let planned = (0..inputs.frame.points.len()).flat_map(move |point| {
        let row = inputs.supply.purchase.row(point).iter().enumerate();
        row.filter(|(_, units)| units.0 != 0.0).map(move |(t, units)| (point, t, *units))
    });
    let ordered = inputs.actuals.receipts.iter().filter(|receipt| receipt.kind == ReceiptKind::Purchase);
    let ordered = ordered.filter_map(move |receipt| {
        let t = arrival(inputs.frame, receipt);
        Some((point(inputs.frame, receipt)?, t, receipt.units)).filter(|_| t < months)
    });
    planned.chain(ordered)
}

/// Receivables at the end of each month. Opening ones from the statement run off evenly; without a statement they are the closed
/// months' revenue of that many days. `None`: payment days are not set up.
pub(super) fn receivables(inputs: &Inputs, opening: &mut OpeningBalance, revenue: &[Money]) -> Vec<Option<Money>> {
    let Some(days) = inputs.plan.terms.receivable_days else { return vec![None; revenue.len()] };
    let before = closed_revenue(inputs);
    if opening.receivables.is_none() && !before.is_empty() {
        opening.receivables = Some(outstanding(with_days(inputs, -1, before), days));
    }
    open_at_ends(inputs, opening.receivables, revenue, days)
}

/// Payables at the end of each month; opening ones from the statement run off evenly. `None`: payment days are not set up.
pub(super) fn payables(inputs: &Inputs, opening: &OpeningBalance, purchases: &[Money]) -> Vec<Option<Money>> {
    match inputs.plan.terms.payable_days {
        Some(days) => open_at_ends(inputs, opening.payables, purchases, days),
        None => vec![None; purchases.len()],
    }
}

fn open_at_ends(inputs: &Inputs, opening: Option<Money>, flows: &[Money], days: f64) -> Vec<Option<Money>> {
    let mut elapsed = 0.0;
    let end = |t: usize| {
        elapsed += f64::from(inputs.frame.horizon.month(t).days());
        let new = outstanding(with_days(inputs, t as i32, flows[..=t].iter().rev().copied()), days);
        Some(new + still_open(opening.unwrap_or_default(), elapsed, days))
    };
    (0..flows.len()).map(end).collect()
}

/// Flows of months, newest first, each with the days of its month; `newest` counts from the cycle month.
fn with_days(
    inputs: &Inputs,
    newest: i32,
    flows: impl IntoIterator<Item = Money>,
) -> impl Iterator<Item = (Money, f64)> {
    let newest = inputs.frame.horizon.first + newest;
    flows.into_iter().enumerate().map(move |(back, flow)| (flow, f64::from((newest - back as i32).days())))
}

/// Revenue of the closed months, newest first, as far back as it is known without a hole: as stated, else as in history.
fn closed_revenue(inputs: &Inputs) -> Vec<Money> {
    let first = inputs.frame.horizon.first;
    let known = |(back, of_history): (i32, &Option<Money>)| {
        super::statement::balance(inputs, first - back, AccountKind::Revenue).or(*of_history)
    };
    (1..).zip(&inputs.frame.closed.revenue).map_while(known).collect()
}

/// Rise of working capital by month; `None` for the first where the opening position is not known.
pub(super) fn rises(capital: &[Money], opening: Option<Money>) -> Vec<Option<Money>> {
    let mut before = opening;
    capital
        .iter()
        .map(|now| {
            let rise = before.map(|before| *now - before);
            before = Some(*now);
            rise
        })
        .collect()
}
