//! Stock that is not there, stock that is not needed, and stock that stays behind when an item leaves.

use super::lever::{self, with_reason};
use super::view::{Candidate, Detail, View, number, runs, when, worth_text};
use super::{Cause, Lever};
use crate::model::{
    Cell, Change, How, Measure, Money, Offer, PhaseOut, Receipt, Row, SiteSupply, Step, Stock as OnHand, Strategy,
    Units, ratio,
};

/// Shortfall that does not matter, as a share of the target.
const TOLERANCE: f64 = 0.005;
/// Excess is what is above the target and the requirements of so many months ahead.
const MONTHS_AHEAD: usize = 6;
/// With fewer months ahead nobody can say what is too much.
const LEAST_AHEAD: usize = 3;
/// Excess that does not matter, as a share of the stock.
const EXCESS_TOLERANCE: f64 = 0.05;

/// What a candidate keeps for its sentence and levers.
pub(super) struct Stock {
    point: usize,
    first: usize,
    last: usize,
    /// The phase-out (position in the plan) that leaves stock behind.
    phase_out: Option<usize>,
}

/// Finds points below target, with excess, and with stock left at a phase-out.
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    let leaving = leaving(view);
    let blocked = blocked(view);
    for point in 0..view.frame.points.len() {
        below_target(view, point, &blocked, found);
        match leaving[view.frame.points[point].item] {
            Some((phase_out, last)) => leftover(view, point, phase_out, last, found),
            None => excess(view, point, found),
        }
    }
}

/// By item: its phase-out, and the position of its last month where that lies in the horizon.
fn leaving(view: &View) -> Vec<Option<(usize, Option<usize>)>> {
    let mut leaving = vec![None; view.frame.items.len()];
    for (at, phase_out) in view.plan.product.phase_outs.iter().enumerate() {
        if let Some(item) = view.frame.items.position(&phase_out.item) {
            leaving[item] = Some((at, view.frame.horizon.position(phase_out.last)));
        }
    }
    leaving
}

/// Points and months where something could not be served: that is a gap of its own.
fn blocked(view: &View) -> crate::engine::Grid<bool> {
    let mut blocked = crate::engine::Grid::new(view.frame.points.len(), view.frame.horizon.months);
    for shortage in &view.supply.shortages {
        if shortage.point < view.frame.points.len() && shortage.t < view.frame.horizon.months {
            *blocked.at_mut(shortage.point, shortage.t) = true;
        }
    }
    blocked
}

fn candidate(view: &View, cause: Cause, stock: Stock, size: f64, worst: usize) -> Candidate {
    let at = view.frame.points[stock.point];
    let cost = view.finance.rates.unit_cost.at(at.item, worst);
    Candidate {
        cause: Some(cause),
        cell: view.cell(Measure::ClosingStock, view.item(at.item), view.site(at.site), stock.first, stock.last),
        step: Step::Supply,
        size,
        money: cost.map(|cost| Units(size) * cost),
        detail: Detail::Stock(stock),
    }
}

/// The month of a run in which something is largest, and how large.
fn worst(first: usize, last: usize, of: impl Fn(usize) -> f64) -> (usize, f64) {
    (first..=last).map(|t| (t, of(t))).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).unwrap_or((first, 0.0))
}

fn below_target(view: &View, point: usize, blocked: &crate::engine::Grid<bool>, found: &mut Vec<Candidate>) {
    let (closing, target) = (view.supply.closing.row(point), view.supply.target.row(point));
    let short = |t: usize| (target[t] - closing[t]).0;
    let matters = |t: usize| short(t) > (target[t].0 * TOLERANCE).max(1e-6) && !blocked.at(point, t);
    for (first, last) in runs(closing.len(), matters) {
        let (worst, size) = worst(first, last, short);
        found.push(candidate(view, Cause::BelowTarget, Stock { point, first, last, phase_out: None }, size, worst));
    }
}

fn excess(view: &View, point: usize, found: &mut Vec<Candidate>) {
    let (closing, target) = (view.supply.closing.row(point), view.supply.target.row(point));
    let requirement = view.supply.requirement.row(point);
    let months = closing.len();
    let wanted = MONTHS_AHEAD.min(months.saturating_sub(1));
    if wanted < LEAST_AHEAD {
        return;
    }
    let over = |t: usize| {
        let coming: Units = requirement[t + 1..=t + wanted].iter().copied().sum();
        (closing[t] - target[t] - coming).0
    };
    let matters = |t: usize| over(t) > (closing[t].0 * EXCESS_TOLERANCE).max(1e-6);
    for (first, last) in runs(months - wanted, matters) {
        let (worst, size) = worst(first, last, over);
        found.push(candidate(view, Cause::Excess, Stock { point, first, last, phase_out: None }, size, worst));
    }
}

fn leftover(view: &View, point: usize, phase_out: usize, last: Option<usize>, found: &mut Vec<Candidate>) {
    let Some(last) = last else { return };
    let size = view.supply.closing.at(point, last).0;
    if size > 1e-6 {
        let stock = Stock { point, first: last, last, phase_out: Some(phase_out) };
        found.push(candidate(view, Cause::Leftover, stock, size, last));
    }
}

/// The sentence and the levers.
pub(super) fn tell(
    view: &View,
    cause: &Cause,
    cell: &Cell,
    size: f64,
    money: Option<Money>,
    stock: &Stock,
) -> (String, Vec<Lever>) {
    let whose = format!("{}{}", view.name(&cell.subject), view.where_text(&cell.place));
    let (size_text, when, worth) = (number(size), when(cell), worth_text(money));
    match cause {
        Cause::BelowTarget => (
            format!("Stock of {whose} closes up to {size_text} below its target in {when}{worth}."),
            levers_below(view, cell, stock),
        ),
        Cause::Leftover => (
            format!("{size_text} of {whose} stay in stock when the item leaves in {when}{worth}."),
            levers_leftover(view, stock, size),
        ),
        _ => (
            format!(
                "Stock of {whose} is up to {size_text} above its target and {MONTHS_AHEAD} months of need in {when}{worth}."
            ),
            levers_excess(view, stock, size),
        ),
    }
}

fn levers_below(view: &View, cell: &Cell, stock: &Stock) -> Vec<Lever> {
    let closing = &view.supply.closing.row(stock.point)[stock.first..=stock.last];
    let least = closing.iter().copied().fold(Units(f64::INFINITY), Units::min).positive();
    let cell = Cell { measure: Measure::TargetStock, ..cell.clone() };
    let lower = Change::figure(with_reason(cell, How::Replace, least.0, "Target as low as what can be supplied"));
    let lower = Lever { title: format!("Lower the target to {}", number(least.0)), change: lower, cost: None };
    strategy(view).into_iter().chain([lower]).collect()
}

fn strategy(view: &View) -> Option<Lever> {
    let is_other = view.plan.supply.strategy != Strategy::Target;
    is_other.then(|| Lever {
        title: "Plan to target stock".into(),
        change: Change::Strategy(Strategy::Target),
        cost: None,
    })
}

fn levers_excess(view: &View, stock: &Stock, size: f64) -> Vec<Lever> {
    let mut levers: Vec<Lever> = cancel(view, stock).into_iter().collect();
    levers
        .extend(lever::release(view, stock.point).into_iter().filter(|lever| matches!(lever.change, Change::Many(_))));
    levers.extend(smaller_lots(view, stock));
    levers.extend(strategy(view));
    levers.extend(write_off(view, stock, size));
    levers.extend(sell_off(view, stock, size));
    if levers.is_empty() {
        levers.push(stop(view, stock));
    }
    levers
}

/// Open receipts of the point, up to the month of the excess, cancelled.
fn cancel(view: &View, stock: &Stock) -> Option<Lever> {
    let last = view.frame.horizon.month(stock.last);
    let at = view.frame.points[stock.point];
    let (item, site) = (view.frame.items.code(at.item), view.frame.sites.code(at.site));
    let is_open = |receipt: &&Receipt| receipt.item == *item && receipt.site == *site && receipt.month <= last;
    let open: Vec<&Receipt> = view.plan.actuals.receipts.iter().filter(is_open).collect();
    let units: Units = open.iter().map(|receipt| receipt.units).sum();
    let gone = open.into_iter().map(|receipt| Change::Receipt(Row::Remove(crate::model::Record::key(receipt))));
    let title = format!("Cancel open receipts of {} of {}", number(units.0), view.item_name(at.item));
    (units.0 > 0.0).then(|| Lever { title, change: Change::Many(gone.collect()), cost: None })
}

fn smaller_lots(view: &View, stock: &Stock) -> Option<Lever> {
    let supplied = &view.frame.supplied[stock.point];
    if supplied.min_order.0 <= 0.0 && supplied.lot.0 <= 0.0 {
        return None;
    }
    let at = view.frame.points[stock.point];
    let here = lever::site_supply(view, stock.point);
    let mut changes = vec![Change::SiteSupply(lever::put(SiteSupply { min_order: None, lot: None, ..here }))];
    if let Some(purchase) = &supplied.purchase {
        let key = (view.frame.items.code(at.item).clone(), purchase.vendor.clone());
        let offer = view.plan.catalog.offers.get(&key);
        changes.extend(offer.map(|offer| Change::Offer(lever::put(Offer { min_order: None, ..offer.clone() }))));
    }
    let title = format!("Release {} without minimum and lot", view.item_name(at.item));
    Some(Lever { title, change: Change::Many(changes), cost: None })
}

/// Opening stock that is given away or scrapped.
fn write_off(view: &View, stock: &Stock, size: f64) -> Option<Lever> {
    let at = view.frame.points[stock.point];
    let key = (view.frame.items.code(at.item).clone(), view.frame.sites.code(at.site).clone());
    let on_hand = view.plan.actuals.stock.get(&key).filter(|stock| stock.units.0 > 0.0)?;
    let gone = Units(size.min(on_hand.units.0));
    let cost = view.finance.rates.unit_cost.at(at.item, stock.first).map(|cost| gone * cost);
    let record = OnHand { units: on_hand.units - gone, ..on_hand.clone() };
    let title = format!("Write off {} of {}", number(gone.0), view.item_name(at.item));
    Some(Lever { title, change: Change::Stock(lever::put(record)), cost })
}

/// Extra demand that takes the surplus, evenly up to the month of the excess.
fn sell_off(view: &View, stock: &Stock, size: f64) -> Option<Lever> {
    let at = view.frame.points[stock.point];
    if view.frame.pairs_of[at.item].is_empty() {
        return None;
    }
    let place = crate::model::Place::All;
    let cell = view.cell(Measure::Consensus, view.item(at.item), place, stock.first, stock.last);
    let months = (stock.last - stock.first + 1) as f64;
    let now = view.consensus(&cell).0;
    let change = lever::add(view, cell.clone(), size / months, now, "Sell off what is too much");
    let title = format!("Sell {} more of {} in {}", number(size), view.item_name(at.item), when(&cell));
    Some(Lever { title, change, cost: None })
}

/// No new quantities in the months of the excess.
fn stop(view: &View, stock: &Stock) -> Lever {
    let at = view.frame.points[stock.point];
    let is_bought = view.frame.supplied[stock.point].way == Some(crate::model::Way::Buy);
    let measure = if is_bought { Measure::Purchase } else { Measure::Production };
    let cell = view.cell(measure, view.item(at.item), view.site(at.site), 0, stock.last);
    let title = format!("Stop {} of {} up to {}", measure.name().to_lowercase(), view.item_name(at.item), cell.last);
    Lever { title, change: Change::figure(with_reason(cell, How::Replace, 0.0, "Stock is too high")), cost: None }
}

fn levers_leftover(view: &View, stock: &Stock, size: f64) -> Vec<Lever> {
    let mut levers = Vec::new();
    let phase_out = stock.phase_out.and_then(|at| view.plan.product.phase_outs.iter().nth(at));
    levers.extend(phase_out.map(|phase_out| extend(view, phase_out, stock, size)));
    let first = stock.last.saturating_sub(2);
    let wide = Stock { first, ..*stock };
    levers.extend(sell_off(view, &wide, size));
    levers.extend(write_off(view, stock, size));
    levers
}

/// The phase-out put off until the stock is sold at the pace of its last full months.
fn extend(view: &View, phase_out: &PhaseOut, stock: &Stock, size: f64) -> Lever {
    let item = view.frame.points[stock.point].item;
    let before = stock.last.saturating_sub(phase_out.decline as usize);
    let pairs = view.frame.pairs_of[item].clone();
    let pace: f64 = pairs.map(|pair| view.demand.consensus.at(pair, before).0).sum();
    let months = ratio(size, pace).map_or(1.0, f64::ceil).clamp(1.0, 12.0) as i32;
    let record = PhaseOut { last: phase_out.last + months, ..phase_out.clone() };
    let title = format!("Sell {} until {} instead of {}", view.item_name(item), record.last, phase_out.last);
    Lever { title, change: Change::PhaseOut(lever::put(record)), cost: None }
}
