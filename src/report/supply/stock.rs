//! Stock against its target, month by month: in units where all of it counts in one, else at standard cost.

use crate::model::{Cell, Measure, Place, Subject};
use crate::report::card::{Months, card as titled, count, empty, key, time};
use crate::report::{Card, Context, Ink, TimePlot, Width, sum};

/// Planned months that are drawn at most.
const AHEAD: usize = 18;

/// The card.
pub fn card(cx: &Context) -> Card {
    let (frame, supply) = (&cx.outcome.frame, &cx.outcome.supply);
    let items: Vec<usize> = (0..frame.items.len()).filter(|item| !frame.points_of[*item].is_empty()).collect();
    let points = cx.points_of(&items);
    let unit = cx.one_unit(&items);
    let total = |grid| if unit.is_some() { sum::units(grid, &points) } else { cx.at_cost(grid, &points) };
    let (closing, target) = (total(&supply.closing), total(&supply.target));
    let nothing = |values: &[f64]| values.iter().all(|value| *value <= 0.0);
    if nothing(&closing) && nothing(&target) {
        let text = match unit {
            Some(_) => "Shows stock against its target. There is no opening stock and no plan that builds any.",
            None => "Shows stock against its target in money, since units differ. It needs standard costs.",
        };
        return empty("stock", Width::Full, "Stock is 0 in every month", text);
    }
    let text = |value: f64| match unit {
        Some(unit) => format!("{} {unit}", cx.locale.number(value, 0)),
        None => cx.locale.money(value),
    };
    let months = Months::new(cx, 0, AHEAD);
    let stock = months.planned("Closing stock", Ink::Forecast, closing.iter().copied().map(Some));
    let line = months.planned("Target stock", Ink::Target, target.iter().copied().map(Some));
    let measure = if unit.is_some() { Measure::ClosingStock } else { Measure::InventoryValue };
    let tips =
        months.tips(cx, &[&stock, &line], text, |month| Some(Cell::month(measure, Subject::All, Place::All, month)));
    let below =
        closing.iter().zip(&target).filter(|(closing, target)| **closing < **target * (1.0 - 1e-9) - 0.5).count();
    let title = match (below, closing.last()) {
        (0, Some(last)) => format!("Stock holds its target in every month and ends at {}", text(*last)),
        (below, _) => format!("Stock is below its target in {below} of {}", count(closing.len(), "month", "months")),
    };
    let subtitle = match unit {
        Some(unit) => format!("All items, {unit} at the end of the month"),
        None => format!("All items at standard cost, {} at the end of the month", cx.locale.currency),
    };
    let keys = vec![key(Ink::Forecast, "Closing stock"), key(Ink::Target, "Target stock")];
    let label = format!("Closing stock against target stock, {} months", months.ahead);
    let plot = TimePlot { columns: vec![stock], lines: vec![line], ..months.plot() };
    titled("stock", Width::Full, title, subtitle, time(label, plot, tips, keys))
}
