//! How the items that bring most are forecast: the method, why, and how far it was off in the back-test.

use crate::model::{Cell, Measure};
use crate::report::card::{card as titled, count, empty, figure, line, report, said};
use crate::report::mark::series_of;
use crate::report::{Body, Card, Context, TableCell, TableRow, Width};

/// Pairs that are listed.
const LISTED: usize = 10;

/// The card.
pub fn card(cx: &Context) -> Card {
    let frame = &cx.outcome.frame;
    let fits = &cx.outcome.forecasts.fits;
    let worth = |pair: usize| cx.outcome.finance.revenue_at_demand.row(pair).iter().map(|money| money.0).sum::<f64>();
    let demand = |pair: usize| cx.outcome.demand.consensus.row(pair).iter().map(|units| units.0).sum::<f64>();
    let has_history = |pair: &usize| fits.get(*pair).is_some_and(|fit| !fit.fitted.is_empty());
    let mut pairs: Vec<(f64, f64, usize)> =
        (0..frame.pairs.len()).filter(has_history).map(|pair| (worth(pair), demand(pair), pair)).collect();
    if pairs.is_empty() {
        let text = "Shows how each item is forecast and why. There is no history of sales to fit a method to.";
        return empty("methods", Width::Full, "0 items have a history to forecast from", text);
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let first = &fits[pairs[0].2];
    let name = cx.item(frame.items.code(frame.pairs[pairs[0].2].item));
    let method = first.method.name().to_lowercase();
    let title = match first.accuracy.wmape {
        Some(error) => format!("{name} is forecast by {method}, off by {}", cx.locale.percent(error, 1)),
        None => format!("{name} is forecast by {method}, 1 of {}", count(pairs.len(), "series", "series")),
    };
    let heads = ["Method", "Demand is", "Error", "Why"].map(String::from);
    let rows = pairs.iter().take(LISTED).map(|(_, _, pair)| {
        let fit = &fits[*pair];
        let (subject, place) = frame.pair_address(*pair);
        let cell = Cell::month(Measure::Baseline, subject, place.clone(), cx.plan.header.first);
        let item = frame.items.code(frame.pairs[*pair].item);
        let error = figure(fit.accuracy.wmape, |error| cx.locale.percent(error, 1));
        let cells = vec![
            TableCell { cell: Some(cell), ..said(fit.method.name()) },
            said(format!("{:?}", fit.class).to_lowercase()),
            error,
            said(fit.reason.clone()),
        ];
        let row = line(format!("method/{pair}"), format!("{}{}", cx.item(item), cx.place(&place)), cells);
        TableRow { series: Some(series_of(cx, *pair)), ..row }
    });
    let table = report("Item", &heads, rows.collect());
    let subtitle = format!("By revenue, {} with history", count(pairs.len(), "item and market", "items and markets"));
    titled("methods", Width::Full, title, subtitle, Body::Table(table))
}
