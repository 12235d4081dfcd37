//! Step 3 on the page: what the plan leaves unmet and why, which hours run out, how stock moves, and what another strategy would cost.
//!
//! Example: "The plan leaves 873 EA unmet, 873 of them in December." Then the worst resource, the heat map, stock, strategies, shortages.

mod heat;
mod load;
mod priority;
mod short;
mod solved;
mod stock;
mod strategy;
#[cfg(test)]
mod tests;

use super::card::{check, count, earlier_signed, spark, tile};
use super::page::{blank, findings};
use super::{Check, Context, Message, NOT_COMPUTED, Page, Tile, Tone, glossary, sum};
use crate::engine::stock as formula;
use crate::model::{Cell, Measure, Place, Step, Subject, Units, ratio};

/// The page of the supply review.
pub fn page(cx: &Context) -> Page {
    Page {
        message: message(cx),
        tiles: tiles(cx),
        cards: [vec![load::card(cx), short::card(cx)], strategy::cards(cx), vec![stock::card(cx)]].concat(),
        checks: checks(cx),
        findings: findings(cx, Step::Supply),
        ..blank(Step::Supply)
    }
}

/// Unmet demand of the horizon: by month, and in words.
struct Unmet {
    by_month: Vec<f64>,
    total: f64,
    text: String,
    items: Vec<(usize, f64)>,
}

impl Unmet {
    fn of(cx: &Context) -> Self {
        let (frame, supply) = (&cx.outcome.frame, &cx.outcome.supply);
        let mut items = Vec::new();
        for item in 0..frame.items.len() {
            let pairs: Vec<usize> = frame.pairs_of[item].clone().collect();
            let units: f64 = sum::units(&supply.unmet, &pairs).iter().sum();
            if units >= 0.5 {
                items.push((item, units));
            }
        }
        let short: Vec<usize> = items.iter().map(|(item, _)| *item).collect();
        let pairs = cx.pairs_of(&short);
        let unit = cx.one_unit(&short);
        let by_month =
            if unit.is_some() { sum::units(&supply.unmet, &pairs) } else { cx.at_price(&supply.unmet, &pairs) };
        let total = by_month.iter().sum();
        let text = match unit {
            Some(unit) => format!("{} {unit}", cx.locale.number(total, 0)),
            None if total > 0.0 => cx.locale.money(total),
            None => count(items.len(), "item", "items"),
        };
        Self { by_month, total, text, items }
    }
}

fn message(cx: &Context) -> Message {
    let (supply, demand) = (&cx.outcome.supply, &cx.outcome.demand);
    let service = service(cx);
    if demand.consensus.cells().iter().all(|units| units.0 <= 0.0) {
        return Message {
            lead: "Nothing is demanded, so 0 units are planned.".into(),
            rest: "The demand review comes first.".into(),
        };
    }
    let unmet = Unmet::of(cx);
    if unmet.items.is_empty() {
        let hours: f64 = supply.overtime.cells().iter().map(|hours| hours.0).sum();
        let rest = if hours >= 0.5 {
            format!("It needs {} hours of overtime.", cx.locale.number(hours, 0))
        } else {
            "It needs no overtime.".into()
        };
        let share = cx.locale.percent(service.unwrap_or(1.0), 1);
        return Message { lead: format!("The plan ships {share} of demand in its month."), rest };
    }
    let worst =
        (0..unmet.by_month.len()).max_by(|a, b| unmet.by_month[*a].total_cmp(&unmet.by_month[*b]).then(b.cmp(a)));
    let month = worst.map(|t| cx.locale.long_month(cx.plan.horizon().month(t))).unwrap_or_default();
    let most = unmet.items.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let name = most.map(|(item, _)| cx.item(cx.outcome.frame.items.code(*item))).unwrap_or_default();
    Message {
        lead: format!("The plan leaves {} unmet, most of it {name}, most of all in {month}.", unmet.text),
        rest: format!(
            "{} {}",
            service.map(|service| format!("Service is {}.", cx.locale.percent(service, 1))).unwrap_or_default(),
            short::reason(cx)
        )
        .trim()
        .to_string(),
    }
}

/// Shipped in the month demanded / demanded, over the horizon.
fn service(cx: &Context) -> Option<f64> {
    let total = |cells: &[Units]| cells.iter().copied().sum::<Units>();
    formula::service(total(cx.outcome.supply.on_time.cells()), total(cx.outcome.demand.consensus.cells()))
}

fn tiles(cx: &Context) -> Vec<Tile> {
    vec![service_tile(cx), unmet_tile(cx), load::tile(cx), overtime_tile(cx), inventory_tile(cx), cost_tile(cx)]
}

fn whole(cx: &Context, measure: Measure) -> Option<Cell> {
    let horizon = cx.plan.horizon();
    Some(Cell { measure, subject: Subject::All, place: Place::All, first: horizon.first, last: horizon.last() })
}

fn service_tile(cx: &Context) -> Tile {
    let supply = &cx.outcome.supply;
    let demand = &cx.outcome.demand.consensus;
    let figure = service(cx).map_or_else(|| NOT_COMPUTED.into(), |service| cx.locale.number(service * 100.0, 1));
    let ship = (0..demand.months()).map(|t| {
        let at = |grid: &crate::engine::Grid<Units>| (0..grid.rows()).map(|row| grid.at(row, t).0).sum::<f64>();
        ratio(at(&supply.on_time), at(demand)).unwrap_or(1.0)
    });
    let ship: Vec<f64> = ship.collect();
    let below = ship.iter().filter(|share| **share < 0.995).count();
    let note = match (service(cx), below) {
        (None, _) => ("nothing demanded".into(), Tone::Plain),
        (_, 0) => ("in every month".into(), Tone::Good),
        (_, below) => (format!("below 99.5% in {}", count(below, "month", "months")), Tone::Bad),
    };
    let tile = tile("Service", glossary::meaning(Measure::Service), (figure, "%".into()), note);
    Tile { spark: spark(&[], &ship), cell: whole(cx, Measure::Service), ..tile }
}

fn unmet_tile(cx: &Context) -> Tile {
    let unmet = Unmet::of(cx);
    let (figure, scale) = cx.locale.short(unmet.total);
    let items: Vec<usize> = unmet.items.iter().map(|(item, _)| *item).collect();
    let unit = cx.one_unit(&items).map_or_else(|| cx.locale.currency.clone(), str::to_string);
    let unit = if items.is_empty() { String::new() } else { format!("{scale} {unit}").trim().to_string() };
    let note = match items.len() {
        0 => ("every demand is met".into(), Tone::Good),
        items => (format!("of {}", count(items, "item", "items")), Tone::Bad),
    };
    let tile = tile("Unmet demand", glossary::meaning(Measure::UnmetDemand), (figure, unit), note);
    Tile { spark: spark(&[], &unmet.by_month), cell: whole(cx, Measure::UnmetDemand), ..tile }
}

fn overtime_tile(cx: &Context) -> Tile {
    let supply = &cx.outcome.supply;
    let rows: Vec<usize> = (0..supply.overtime.rows()).collect();
    let by_month = sum::over(&supply.overtime, &rows, |hours| hours.0);
    let total: f64 = by_month.iter().sum();
    let regular: f64 = supply.capacity.cells().iter().flatten().map(|hours| hours.0).sum();
    let note = match ratio(total, regular) {
        Some(share) => (
            format!("{} of regular hours", cx.locale.percent(share, 1)),
            if total >= 0.5 { Tone::Warn } else { Tone::Plain },
        ),
        None => ("regular hours not set up".into(), Tone::Plain),
    };
    let (figure, scale) = cx.locale.short(total);
    let tile = tile("Overtime", glossary::meaning(Measure::Overtime), (figure, format!("{scale}h")), note);
    Tile { spark: spark(&[], &by_month), ..tile }
}

fn inventory_tile(cx: &Context) -> Tile {
    let finance = &cx.outcome.finance;
    let points: Vec<usize> = (0..finance.inventory_value.rows()).collect();
    let by_month = sum::over(&finance.inventory_value, &points, |money| money.0);
    let Some(last) = by_month.last().copied().filter(|last| *last > 0.0 || finance.opening.inventory.0 > 0.0) else {
        let note = ("no stock or no standard cost".to_string(), Tone::Plain);
        return tile(
            "Closing inventory",
            glossary::meaning(Measure::InventoryValue),
            (NOT_COMPUTED.into(), cx.locale.currency.clone()),
            note,
        );
    };
    let (figure, scale) = cx.locale.short(last);
    let change = last - finance.opening.inventory.0;
    let note = (format!("{} on today", cx.locale.signed_money(change)), Tone::Plain);
    let tile = tile(
        "Closing inventory",
        glossary::meaning(Measure::InventoryValue),
        (figure, format!("{scale}{}", cx.locale.currency)),
        note,
    );
    Tile { spark: spark(&[], &by_month), cell: whole(cx, Measure::InventoryValue), ..tile }
}

fn cost_tile(cx: &Context) -> Tile {
    let cost = cx.outcome.finance.plan_cost.total().0;
    let (figure, scale) = cx.locale.short(cost);
    let figure = if cost > 0.0 { figure } else { NOT_COMPUTED.into() };
    let note = (format!("{} strategy", cx.outcome.supply.strategy.name().to_lowercase()), Tone::Plain);
    let tip = "What is paid over the horizon, and the price of service: stock below target, waiting and lost sales. What plans are compared by.";
    tile("Cost of the plan", tip, (figure, format!("{scale}{}", cx.locale.currency)), note)
}

fn checks(cx: &Context) -> Vec<Check> {
    let (frame, supply) = (&cx.outcome.frame, &cx.outcome.supply);
    let without_way = frame.supplied.iter().filter(|supplied| supplied.way.is_none()).count();
    let without_hours = (0..frame.resources.len())
        .filter(|resource| supply.capacity.row(*resource).iter().all(Option::is_none))
        .count();
    let unmet = Unmet::of(cx);
    let pending = cx.outcome.forecasts.pending.iter().any(|pending| *pending);
    let or = |none: &str, number: usize, one: &str, several: &str| {
        if number == 0 { none.to_string() } else { count(number, one, several) }
    };
    let mut checks = vec![
        check("The plan rests on fitted forecasts, not on drafts", !pending, true),
        check("The plan of record is worked out, not a draft", !supply.is_draft(), true),
        check(
            or("Every item has a source at its site", without_way, "item without a source", "items without a source"),
            without_way == 0,
            false,
        ),
        check(
            or("Every resource has hours", without_hours, "resource without hours", "resources without hours"),
            without_hours == 0,
            false,
        ),
        check(
            if unmet.items.is_empty() {
                "Every demand is met in its month".into()
            } else {
                format!("{} unmet: close it here or take it to pre-S&OP", unmet.text)
            },
            unmet.items.is_empty(),
            false,
        ),
    ];
    checks.extend(earlier_signed(cx, Step::Supply));
    checks
}
