//! What the money lacks: prices, costs and statements that nobody stated. Each is a notice, not a gap.

use super::{Inputs, ItemCost, statement};
use crate::engine::{Grid, Notice};
use crate::model::{Cell, Measure, Place, Step, Subject, UnitPrice, Units};

/// Everything that makes the money incomplete.
pub(super) fn notices(inputs: &Inputs, price: &Grid<Option<UnitPrice>>, cost: &[ItemCost]) -> Vec<Notice> {
    let mut notices = Vec::new();
    missing_prices(inputs, price, &mut notices);
    missing_costs(inputs, cost, &mut notices);
    missing_statement(inputs, &mut notices);
    notices
}

fn notice(measure: Measure, inputs: &Inputs, subject: Subject, text: String) -> Notice {
    let horizon = inputs.frame.horizon;
    let cell =
        Cell { measure, subject: subject.clone(), place: Place::All, first: horizon.first, last: horizon.last() };
    Notice { step: Step::Finance, subject, place: Place::All, cell: Some(cell), text }
}

/// One notice for each item that is asked for and has no price somewhere.
fn missing_prices(inputs: &Inputs, price: &Grid<Option<UnitPrice>>, notices: &mut Vec<Notice>) {
    for (item, pairs) in inputs.frame.pairs_of.iter().enumerate() {
        let missing = |pair: usize| {
            let asked = inputs.demand.consensus.row(pair).iter().zip(price.row(pair));
            asked.filter(|(_, price)| price.is_none()).map(|(units, _)| *units).sum::<Units>()
        };
        let units: Units = pairs.clone().map(missing).sum();
        if units.0 > 0.0 {
            let id = inputs.frame.items.code(item).clone();
            let text = format!("{id} has no price: demand of {:.0} is worth nothing in this plan.", units.0);
            notices.push(notice(Measure::Price, inputs, Subject::Item(id), text));
        }
    }
}

/// One notice for each item that is shipped, stocked or bought and has no standard cost.
fn missing_costs(inputs: &Inputs, cost: &[ItemCost], notices: &mut Vec<Notice>) {
    let frame = inputs.frame;
    let some = |row: &[Units]| row.iter().any(|units| units.0 > 0.0);
    for (item, _) in cost.iter().enumerate().filter(|(_, cost)| cost.standard.is_none()) {
        let used = frame.points_of[item]
            .clone()
            .any(|point| some(inputs.supply.closing.row(point)) || some(inputs.supply.shipments.row(point)));
        if used {
            let id = frame.items.code(item).clone();
            let text = format!("{id} has no standard cost: its cost of goods and its stock count as nothing.");
            notices.push(notice(Measure::UnitCost, inputs, Subject::Item(id), text));
        }
    }
}

/// Whether there are statements at all, and whether they are of the last closed month.
fn missing_statement(inputs: &Inputs, notices: &mut Vec<Notice>) {
    let wanted = inputs.frame.horizon.first - 1;
    let text = match statement::last_statement(inputs) {
        None if inputs.plan.accounts.is_empty() => {
            "No statement of a closed month is set up: EBIT holds no overhead.".to_string()
        }
        None => format!("The accounts have no amounts before {}: EBIT holds no overhead.", wanted + 1),
        Some(last) if last < wanted => {
            format!("The last statement is of {last}, not of {wanted}: overhead is carried forward from {last}.")
        }
        Some(_) => return,
    };
    notices.push(notice(Measure::Overhead, inputs, Subject::All, text));
}
