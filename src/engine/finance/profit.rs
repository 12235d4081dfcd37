//! The P&L: money of demand and shipments by item x market, period variances, and the company's lines down to EBIT.
//!
//! Invariant: EBIT is the gross margin less every cost line below it; a line that nothing is known of is left out.

use super::{Inputs, Line, Variances, capital, cost, formula};
use crate::engine::Grid;
use crate::engine::supply::cost::{above_regular, buying_price, has_freight, hour_costs};
use crate::model::{Hours, Measure, Money, UnitPrice, Units, Way};

/// Money of demand and shipments, by pair.
pub(super) struct Sales {
    pub at_demand: Grid<Money>,
    pub revenue: Grid<Money>,
    pub cost_of_goods: Grid<Money>,
    pub unpriced: Units,
    pub uncosted: Units,
    /// Whether anything shipped has a price, or nothing is shipped.
    has_revenue: bool,
    /// Whether anything shipped has a cost, or nothing is shipped.
    has_cost: bool,
}

pub(super) fn sales(inputs: &Inputs, price: &Grid<Option<UnitPrice>>, unit_cost: &Grid<Option<UnitPrice>>) -> Sales {
    let frame = inputs.frame;
    let empty = Grid::new(frame.pairs.len(), frame.horizon.months);
    let mut sales = Sales {
        at_demand: empty.clone(),
        revenue: empty.clone(),
        cost_of_goods: empty,
        unpriced: Units::ZERO,
        uncosted: Units::ZERO,
        has_revenue: false,
        has_cost: false,
    };
    let mut shipped_any = false;
    for (pair, at) in frame.pairs.iter().enumerate() {
        let (consensus, shipped) = (inputs.demand.consensus.row(pair), inputs.supply.shipped.row(pair));
        let (price, cost) = (price.row(pair), unit_cost.row(at.item));
        worth_row(sales.at_demand.row_mut(pair), consensus, price);
        worth_row(sales.revenue.row_mut(pair), shipped, price);
        worth_row(sales.cost_of_goods.row_mut(pair), shipped, cost);
        for (((consensus, shipped), price), cost) in consensus.iter().zip(shipped).zip(price).zip(cost) {
            let ships = shipped.0 > 0.0;
            shipped_any |= ships;
            sales.has_revenue |= ships && price.is_some();
            sales.has_cost |= ships && cost.is_some();
            if price.is_none() {
                sales.unpriced += *consensus;
            }
            if cost.is_none() {
                sales.uncosted += *shipped;
            }
        }
    }
    sales.has_revenue |= !shipped_any;
    sales.has_cost |= !shipped_any;
    sales
}

fn worth_row(worth: &mut [Money], units: &[Units], price: &[Option<UnitPrice>]) {
    for ((worth, units), price) in worth.iter_mut().zip(units).zip(price) {
        *worth = formula::worth(*units, *price);
    }
}

/// What vendors and hours cost, by month.
pub(super) struct Paid {
    pub purchases: Vec<Money>,
    pub hours: Vec<Money>,
    pub variances: Variances,
    /// Whether any rate, vendor's price or changed standard is known, so that variances can be spoken of.
    has_variances: bool,
}

pub(super) fn paid(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>) -> Paid {
    let zero = vec![Money::ZERO; inputs.frame.horizon.months];
    let variances = Variances {
        overtime_premium: zero.clone(),
        purchase_price: zero.clone(),
        scrap: zero.clone(),
        revaluation: zero.clone(),
    };
    let mut paid = Paid { purchases: zero.clone(), hours: zero, variances, has_variances: false };
    pay_vendors(inputs, unit_cost, &mut paid);
    pay_others(inputs, unit_cost, &mut paid);
    pay_hours(inputs, &mut paid);
    scrap(inputs, unit_cost, &mut paid);
    revalue(inputs, unit_cost, &mut paid);
    paid
}

fn pay_vendors(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>, paid: &mut Paid) {
    let frame = inputs.frame;
    for (point, t, units) in capital::deliveries(inputs) {
        let vendor = frame.supplied[point].purchase.as_ref().and_then(|purchase| purchase.price);
        let standard = unit_cost.at(frame.points[point].item, t);
        paid.purchases[t] += formula::worth(units, buying_price(frame, unit_cost, point, t));
        if let (Some(vendor), Some(standard)) = (vendor, standard) {
            paid.variances.purchase_price[t] += formula::purchase_price_variance(units, vendor, standard);
            paid.has_variances = true;
        }
    }
}

/// What other vendors and subcontractors ask is paid instead of the planned vendor's price, or of the standard.
fn pay_others(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>, paid: &mut Paid) {
    let frame = inputs.frame;
    for other in &inputs.supply.elsewhere {
        let Some(price) = other.price(frame) else { continue };
        let vendor = frame.supplied[other.point].purchase.as_ref().and_then(|purchase| purchase.price);
        for (t, units) in other.receipts.iter().enumerate().filter(|(_, units)| units.0 > 0.0) {
            let usual = buying_price(frame, unit_cost, other.point, t).unwrap_or_default();
            paid.purchases[t] += formula::worth(*units, Some(price - usual));
            if let Some(standard) = vendor.or(unit_cost.at(frame.points[other.point].item, t)) {
                paid.variances.purchase_price[t] += formula::purchase_price_variance(*units, price, standard);
                paid.has_variances = true;
            }
        }
    }
}

/// Used hours at their rate, what overtime and extra shifts cost on top, and crews by the month. What goes beyond the rate of the used hours,
/// which the standard absorbs, is a variance: a crew's idle hours, hiring and laying off too.
fn pay_hours(inputs: &Inputs, paid: &mut Paid) {
    let supply = inputs.supply;
    for (at, rate) in cost::rates(&inputs.priced()).into_iter().enumerate() {
        let Some(record) = inputs.catalog.resources.get(inputs.frame.resources.code(at)) else { continue };
        let crew = record.crew.filter(|_| supply.heads.row(at).iter().any(|heads| *heads > 0.0));
        if rate.is_none() && crew.is_none() {
            continue;
        }
        let (costs, rate) = (hour_costs(Some(record), inputs.terms.whole_shifts), rate.unwrap_or_default());
        paid.has_variances = true;
        let mut before = crew.map_or(0.0, |crew| crew.opening);
        for (t, (load, over)) in supply.load.row(at).iter().zip(supply.overtime.row(at)).enumerate() {
            let split = above_regular(&costs, over.0, supply.overtime_limit.at(at, t).0);
            let mut extra = formula::overtime_premium(Hours(split.overtime), rate, record.overtime_premium);
            let shifts = (split.shift + split.idle) * costs.shift;
            extra += Money(shifts + split.beyond * costs.beyond);
            if let Some(crew) = crew {
                let heads = supply.heads.at(at, t);
                let change = heads - before;
                let moved = if change > 0.0 { crew.hire * change } else { crew.lay_off * -change };
                let above = split.overtime * costs.overtime + shifts + split.beyond * costs.beyond;
                extra = crew.wage * heads + moved + Money(above) - formula::paid(*load, rate);
                before = heads;
            }
            paid.hours[t] += formula::paid(*load, rate) + extra;
            paid.variances.overtime_premium[t] += extra;
        }
    }
}

fn scrap(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>, paid: &mut Paid) {
    let frame = inputs.frame;
    let (stated, rates) = (cost::stated(&inputs.priced()), cost::rates(&inputs.priced()));
    for (point, supplied) in frame.supplied.iter().enumerate() {
        let is_stated = stated[frame.points[point].item].is_some();
        if supplied.way != Some(Way::Make) || supplied.production_yield >= 1.0 || !is_stated {
            continue;
        }
        for (t, started) in inputs.supply.releases.row(point).iter().enumerate() {
            let of_part = |part: usize| unit_cost.at(frame.points[part].item, t);
            if let Some(one) = cost::inputs_of_one(supplied, of_part, &rates) {
                paid.variances.scrap[t] += formula::scrap(*started, supplied.production_yield, UnitPrice(one.0));
                paid.has_variances = true;
            }
        }
    }
}

fn revalue(inputs: &Inputs, unit_cost: &Grid<Option<UnitPrice>>, paid: &mut Paid) {
    for (point, at) in inputs.frame.points.iter().enumerate() {
        let cost = unit_cost.row(at.item);
        for t in 1..cost.len() {
            if let (Some(before), Some(after)) = (cost[t - 1], cost[t])
                && before != after
            {
                let supply = inputs.supply;
                let moving = supply.in_transit.at(point, t - 1) + supply.in_process.at(point, t - 1);
                let owned = supply.closing.at(point, t - 1) + moving;
                paid.variances.revaluation[t] += formula::revaluation(owned, before, after);
                paid.has_variances = true;
            }
        }
    }
}

/// The company's P&L, and its EBIT by month (zero where it cannot be told).
pub(super) fn lines(
    inputs: &Inputs,
    sales: &Sales,
    paid: &Paid,
    overhead: Vec<Line>,
) -> (Vec<Line>, Vec<Option<Money>>) {
    let months = inputs.frame.horizon.months;
    let by_month = |of: &dyn Fn(usize) -> Money| (0..months).map(of).collect::<Vec<_>>();
    let (revenue, cost_of_goods) = (sales.revenue.total(), sales.cost_of_goods.total());
    let of = &paid.variances;
    let variances = by_month(&|t| of.overtime_premium[t] + of.purchase_price[t] + of.scrap[t] + of.revaluation[t]);
    let margin = by_month(&|t| formula::gross_margin(revenue[t], cost_of_goods[t], variances[t]));
    let spend = by_month(&|t| at(&inputs.product.spend, t) + at(&inputs.demand.event_cost, t));
    let carried = by_month(&|t| overhead.iter().map(|line| line.values[t]).sum());
    let freight = by_month(&|t| at(&inputs.supply.freight, t));
    let ebit = by_month(&|t| formula::ebit(margin[t], freight[t], spend[t], carried[t]));
    let whole = sales.has_revenue && sales.has_cost;
    let known = whole.then_some(ebit.clone());

    let line = |measure, values| Line { measure, account: None, values };
    let mut lines = Vec::new();
    lines.extend(sales.has_revenue.then(|| line(Measure::Revenue, revenue)));
    lines.extend(sales.has_cost.then(|| line(Measure::CostOfGoods, cost_of_goods)));
    lines.extend(paid.has_variances.then(|| line(Measure::Variances, variances)));
    lines.extend(whole.then(|| line(Measure::GrossMargin, margin)));
    lines.extend(has_freight(inputs.frame).then(|| line(Measure::Freight, freight)));
    lines.push(line(Measure::PlanSpend, spend));
    lines.extend(overhead);
    lines.extend(known.map(|ebit| line(Measure::Ebit, ebit)));
    (lines, ebit.into_iter().map(|ebit| whole.then_some(ebit)).collect())
}

fn at(values: &[Money], t: usize) -> Money {
    values.get(t).copied().unwrap_or_default()
}
