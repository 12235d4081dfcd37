//! How far the months ahead may lie from the forecast: 80 % and 95 % ranges and the standard deviation, in words and figures.

use super::Fitted;
use crate::report::card::{card as titled, empty, figure, line, report};
use crate::report::{Body, Card, Context, TableRow, Width};

/// Months ahead that are shown.
const AHEAD: [usize; 5] = [1, 3, 6, 12, 18];

/// The card.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let fit = fitted.fit;
    let (Some(low), Some(high)) = (fit.lo80.first(), fit.hi80.first()) else {
        return empty(
            "range",
            Width::Half,
            "No month is planned",
            "Shows how far the months ahead may lie from the forecast.",
        );
    };
    let number =
        |value: f64| cx.locale.number(value, if fit.hi95.first().is_some_and(|high| *high < 10.0) { 1 } else { 0 });
    let months: Vec<usize> =
        AHEAD.into_iter().filter(|ahead| *ahead <= fit.mean.len()).map(|ahead| ahead - 1).collect();
    let heads: Vec<String> = months.iter().map(|t| cx.locale.month(cx.plan.horizon().month(*t))).collect();
    let row = |id: &str, name: &str, tip: &str, values: &[f64]| -> TableRow {
        let cells = months.iter().map(|t| figure(values.get(*t).copied(), number)).collect();
        TableRow { tip: tip.into(), ..line(format!("range/{id}"), name, cells) }
    };
    let rows = vec![
        row("hi95", "95% range, upper end", "Higher than this in 1 of 40 cases.", &fit.hi95),
        row("hi80", "80% range, upper end", "Higher than this in 1 of 10 cases.", &fit.hi80),
        row("mean", "Forecast", "The expected demand.", &fit.mean),
        row("lo80", "80% range, lower end", "Lower than this in 1 of 10 cases.", &fit.lo80),
        row("lo95", "95% range, lower end", "Lower than this in 1 of 40 cases.", &fit.lo95),
        row("sigma", "Sigma", "Standard deviation of the month's error; it grows with the months ahead.", &fit.sigma),
    ];
    let mut table = report(&format!("{} a month", fitted.unit), &heads, rows);
    table.title = format!("Ranges of {}", fitted.name);
    let month = cx.locale.long_month(cx.plan.header.first);
    let title = format!("{month} lies between {} and {} in 4 of 5 cases", number(*low), number(*high));
    let card = titled("range", Width::Half, title, "Error distribution by months ahead".into(), Body::Table(table));
    Card { foot: words(fitted, number), ..card }
}

fn words(fitted: &Fitted, number: impl Fn(f64) -> String) -> String {
    let fit = fitted.fit;
    let at = |values: &[f64]| number(values.first().copied().unwrap_or(0.0));
    format!(
        "In 19 of 20 cases the next month lies between {} and {} {}; its error has a standard deviation of {}.",
        at(&fit.lo95),
        at(&fit.hi95),
        fitted.unit,
        at(&fit.sigma)
    )
}
