//! Dependent demand: which parts the agreed demand needs, and what of it other sites order.

use crate::model::{Cell, Measure, Place, Subject};
use crate::report::card::{card as titled, count, empty, figure, line, report};
use crate::report::{Body, Card, Context, TableCell, Width, sum};

/// Parts that are listed.
const LISTED: usize = 8;

/// The card.
pub fn card(cx: &Context) -> Card {
    let mut parts = parts(cx);
    let Some(total) = (!parts.is_empty()).then_some(parts.len()) else {
        let text = "Shows which parts the demand needs, through bills of material and lanes between sites. Import a bill of material to see it.";
        return empty("parts", Width::Half, "No part is needed: no bill of material", text);
    };
    parts.sort_by(|a, b| {
        b.worth
            .unwrap_or(-1.0)
            .total_cmp(&a.worth.unwrap_or(-1.0))
            .then(b.units.total_cmp(&a.units))
            .then(a.item.cmp(&b.item))
    });
    let months = cx.outcome.frame.months().min(12);
    let first = &parts[0];
    let name = cx.item(cx.outcome.frame.items.code(first.item));
    let need = format!("{} {}", cx.locale.number(first.units, 0), cx.unit(first.item));
    let title = match first.worth {
        Some(worth) => format!("{name} is the largest part: {need}, worth {}", cx.locale.money(worth)),
        None => format!("{name} is needed most: {need}"),
    };
    let year = count(months, "month", "months");
    let heads = ["Next month".to_string(), year.clone(), "Interplant".into(), format!("Worth, {}", cx.locale.currency)];
    let rows = parts.iter().take(LISTED).map(|part| row(cx, part, months)).collect();
    let corner = "Part, in its unit";
    let table = report(corner, &heads, rows);
    let subtitle = format!("Gross need of unconstrained demand, {year}, {}", count(total, "part", "parts"));
    titled("parts", Width::Half, title, subtitle, Body::Table(table))
}

struct Part {
    item: usize,
    next: f64,
    units: f64,
    interplant: f64,
    worth: Option<f64>,
}

fn parts(cx: &Context) -> Vec<Part> {
    let (frame, demand) = (&cx.outcome.frame, &cx.outcome.demand);
    let months = frame.months().min(12);
    let part = |item: usize| {
        let points: Vec<usize> = frame.points_of[item].clone().collect();
        let need = sum::units(&demand.dependent, &points);
        let units: f64 = need.iter().take(months).sum();
        let interplant = sum::units(&demand.interplant, &points).iter().take(months).sum();
        let cost = cx.cost(item, 0);
        Part {
            item,
            next: need.first().copied().unwrap_or(0.0),
            units,
            interplant,
            worth: cost.map(|cost| cost * units),
        }
    };
    (0..frame.items.len()).map(part).filter(|part| part.units > 0.0).collect()
}

fn row(cx: &Context, part: &Part, months: usize) -> crate::report::TableRow {
    let code = cx.outcome.frame.items.code(part.item);
    let horizon = cx.plan.horizon();
    let address = |measure, last| {
        let subject = Subject::Item(code.clone());
        Some(Cell { measure, subject, place: Place::All, first: horizon.first, last })
    };
    let number = |value: f64| cx.locale.number(value, 0);
    let last = horizon.month(months.max(1) - 1);
    let at = |cell: TableCell, measure, last| TableCell { cell: address(measure, last), ..cell };
    let cells = vec![
        at(figure(Some(part.next), number), Measure::Dependent, horizon.first),
        at(figure(Some(part.units), number), Measure::Dependent, last),
        at(figure(Some(part.interplant), number), Measure::Interplant, last),
        figure(part.worth, number),
    ];
    line(format!("part/{code}"), format!("{}, {}", cx.item(code), cx.unit(part.item)), cells)
}
