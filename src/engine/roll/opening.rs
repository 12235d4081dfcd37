//! The opening position of the next cycle: as brought, else as the approved plan closes its first month.

use super::{MonthActuals, Rolled};
use crate::engine::{Lead, Outcome};
use crate::model::{Backlog, Month, Place, Receipt, ReceiptKind, Record, Step, Stock, Subject, Table, Units, Way};

/// Units below this are rounding.
const NOTHING: f64 = 1e-6;

/// Brings stock, receipts and backlog in.
pub(super) fn bring(rolled: &mut Rolled, outcome: &Outcome, actuals: &MonthActuals) {
    let (stock, receipts) = (planned_stock(outcome), planned_receipts(rolled, outcome));
    let backlog = planned_backlog(outcome);
    let mut stand_ins = Vec::new();
    let facts = rolled.plan.actuals.edit();
    facts.stock = pick(&actuals.stock, stock, "stock", &mut stand_ins);
    facts.receipts = pick(&actuals.receipts, receipts, "open orders and receipts", &mut stand_ins);
    facts.backlog = pick(&actuals.backlog, backlog, "backlog", &mut stand_ins);
    let month = rolled.plan.header.first;
    for what in stand_ins {
        let text =
            format!("No {what} at the opening of {month} was brought in: the approved plan's own stands in for it.");
        rolled.note(Step::Supply, Subject::All, Place::All, text);
    }
}

fn pick<R: Record + Clone>(
    brought: &Option<Vec<R>>,
    planned: Table<R>,
    what: &'static str,
    stand_ins: &mut Vec<&'static str>,
) -> Table<R> {
    match brought {
        Some(rows) => rows.iter().cloned().collect(),
        None => {
            if !planned.is_empty() {
                stand_ins.push(what);
            }
            planned
        }
    }
}

fn rounded(units: Units) -> Units {
    Units((units.0 * 1e6).round() / 1e6)
}

fn planned_stock(outcome: &Outcome) -> Table<Stock> {
    let frame = &outcome.frame;
    let closing = frame.points.iter().enumerate().map(|(point, at)| Stock {
        item: frame.items.code(at.item).clone(),
        site: frame.sites.code(at.site).clone(),
        units: rounded(outcome.supply.closing.at(point, 0)),
    });
    closing.filter(|stock| stock.units.0 > NOTHING).collect()
}

fn planned_backlog(outcome: &Outcome) -> Table<Backlog> {
    let frame = &outcome.frame;
    let waiting = frame.pairs.iter().enumerate().map(|(pair, at)| Backlog {
        item: frame.items.code(at.item).clone(),
        market: frame.markets.code(at.market).clone(),
        units: rounded(outcome.supply.backlog.at(pair, 0)),
    });
    waiting.filter(|backlog| backlog.units.0 > NOTHING).collect()
}

/// Open receipts of later months, and what the plan released in the elapsed month and has not received yet.
fn planned_receipts(rolled: &Rolled, outcome: &Outcome) -> Table<Receipt> {
    let first = rolled.plan.header.first;
    let mut open: Table<Receipt> =
        rolled.plan.actuals.receipts.iter().filter(|receipt| receipt.month >= first).cloned().collect();
    let frame = &outcome.frame;
    for (point, at) in frame.points.iter().enumerate() {
        let released = outcome.supply.releases.at(point, 0);
        if released.0 <= NOTHING {
            continue;
        }
        let supplied = &frame.supplied[point];
        let roads: Vec<(Lead, f64, ReceiptKind)> = match supplied.way {
            Some(Way::Make) => vec![(supplied.lead, supplied.production_yield, ReceiptKind::Production)],
            Some(Way::Buy) => vec![(supplied.lead, 1.0, ReceiptKind::Purchase)],
            Some(Way::Move) => {
                supplied.lanes.iter().map(|lane| (lane.lead, lane.share, ReceiptKind::Transit)).collect()
            }
            None => Vec::new(),
        };
        for (lead, share, kind) in roads {
            for (months, part) in [(lead.whole, 1.0 - lead.fraction), (lead.whole + 1, lead.fraction)] {
                let units = rounded(released * (share * part));
                if months > 0 && units.0 > NOTHING {
                    let (item, site) = (frame.items.code(at.item).clone(), frame.sites.code(at.site).clone());
                    add(&mut open, Receipt { item, site, month: arrival(first, months), kind, units });
                }
            }
        }
    }
    open
}

fn arrival(first: Month, months: usize) -> Month {
    first - 1 + months as i32
}

fn add(open: &mut Table<Receipt>, receipt: Receipt) {
    let before = open.get(&receipt.key()).map_or(Units::ZERO, |receipt| receipt.units);
    open.insert(Receipt { units: before + receipt.units, ..receipt });
}
