//! Standard cost of every item by month: typed or imported, else rolled up from parts, hours and vendors' prices.
//!
//! Roll-up of a made unit: (sum of qty x cost of the part + sum of hours x rate) / good units out of one; of a bought one: the
//! planned vendor's price. One unknown part makes the roll-up unknown: half a cost is worse than none.

use std::ops::Range;

use super::formula::{paid, rolled_up, typed, worth};
use super::node::nodes;
use super::{ItemCost, Priced};
use crate::engine::{Grid, Supplied};
use crate::model::{Figure, Hours, Measure, Money, Place, UnitPrice, Units, Way};

/// Costs by item, and the standard by item and month.
pub(super) struct Costs {
    pub cost: Vec<ItemCost>,
    pub unit_cost: Grid<Option<UnitPrice>>,
}

/// The standard cost of every item.
pub(super) fn costs(inputs: &Priced) -> Costs {
    let frame = inputs.frame;
    let stated = stated(inputs);
    let rates = rates(inputs);
    let typed_over = nodes(frame, &inputs.plan.figures, Measure::UnitCost);
    let figures: Vec<TypedCost> = typed_over
        .into_iter()
        .filter(|(figure, _)| figure.cell.place == Place::All)
        .map(|(figure, span)| TypedCost { figure, span, items: frame.items_of(&figure.cell.subject) })
        .collect();
    let base = roll(inputs, &stated, &rates, |_, cost| cost);
    let mut unit_cost = Grid::new(frame.items.len(), frame.horizon.months);
    let mut fill = |t: usize, cost: &[ItemCost]| {
        for (item, cost) in cost.iter().enumerate() {
            *unit_cost.at_mut(item, t) = cost.standard;
        }
    };
    let mut first = None;
    for t in 0..frame.horizon.months {
        let now: Vec<&TypedCost> = figures.iter().filter(|node| node.span.contains(&t)).collect();
        let month = (!now.is_empty()).then(|| roll(inputs, &stated, &rates, |item, cost| adjusted(&now, item, cost)));
        fill(t, month.as_deref().unwrap_or(&base));
        if t == 0 {
            first = month;
        }
    }
    Costs { cost: first.unwrap_or(base), unit_cost }
}

/// A typed cost with its months and the items that it reaches, in order.
struct TypedCost<'a> {
    figure: &'a Figure,
    span: Range<usize>,
    items: Vec<usize>,
}

fn adjusted(figures: &[&TypedCost], item: usize, cost: Option<UnitPrice>) -> Option<UnitPrice> {
    let own = figures.iter().filter(|typed| typed.items.binary_search(&item).is_ok());
    own.fold(cost, |cost, own| typed(cost, own.figure.how, own.figure.value))
}

/// By item: the typed or imported standard. Zero means "not known".
pub(super) fn stated(inputs: &Priced) -> Vec<Option<UnitPrice>> {
    let standard = |id| inputs.catalog.items.get(id).and_then(|item| item.standard_cost);
    inputs.frame.items.iter().map(|id| standard(id).filter(|cost| cost.0 > 0.0)).collect()
}

/// By resource: cost of a regular hour.
pub(super) fn rates(inputs: &Priced) -> Vec<Option<UnitPrice>> {
    let rate = |id| inputs.catalog.resources.get(id).and_then(|resource| resource.cost_per_hour);
    inputs.frame.resources.iter().map(rate).collect()
}

/// Rolls up from the lowest level: components and senders come before what they go into.
/// An item that is made or bought at several sites takes the first roll-up found on that way.
fn roll(
    inputs: &Priced,
    stated: &[Option<UnitPrice>],
    rates: &[Option<UnitPrice>],
    adjust: impl Fn(usize, Option<UnitPrice>) -> Option<UnitPrice>,
) -> Vec<ItemCost> {
    let frame = inputs.frame;
    let plain = |item: usize| ItemCost { standard: adjust(item, stated[item]), rolled_up: None };
    let mut cost: Vec<ItemCost> = (0..frame.items.len()).map(plain).collect();
    for point in frame.order.iter().rev() {
        let item = frame.points[*point].item;
        if cost[item].rolled_up.is_some() {
            continue;
        }
        let of_part = |point: usize| cost[frame.points[point].item].standard;
        let Some(rolled) = roll_point(&frame.supplied[*point], of_part, rates) else { continue };
        cost[item].rolled_up = Some(rolled);
        if stated[item].is_none() {
            cost[item].standard = adjust(item, Some(rolled));
        }
    }
    cost
}

fn roll_point(
    supplied: &Supplied,
    of_part: impl Fn(usize) -> Option<UnitPrice>,
    rates: &[Option<UnitPrice>],
) -> Option<UnitPrice> {
    match supplied.way? {
        Way::Buy => supplied.purchase.as_ref()?.price.filter(|price| price.0 > 0.0),
        Way::Move => None,
        Way::Make if supplied.parts.is_empty() && supplied.work.is_empty() => None,
        Way::Make => rolled_up(inputs_of_one(supplied, of_part, rates)?, supplied.production_yield),
    }
}

/// Parts at their cost and hours at their rate for one started unit; `None` where a part of it is not known.
pub(super) fn inputs_of_one(
    supplied: &Supplied,
    of_part: impl Fn(usize) -> Option<UnitPrice>,
    rates: &[Option<UnitPrice>],
) -> Option<Money> {
    let mut cost = Money::ZERO;
    for part in &supplied.parts {
        cost += worth(Units(part.qty), Some(of_part(part.point)?));
    }
    for work in supplied.work.iter().filter(|work| work.hours > 0.0) {
        cost += paid(Hours(work.hours), rates[work.resource]?);
    }
    Some(cost)
}
