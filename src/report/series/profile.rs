//! The season's months against the mean month, and what drivers do to demand, where either was learned.

use super::Fitted;
use crate::report::card::{Months, card as titled, count, empty, figure, line, report, time};
use crate::report::{Body, Card, Context, Ink, TimePlot, Tip, Width};

/// The card of the season: the coming year, month by month.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let profile = &fitted.fit.profile;
    if profile.len() != 12 {
        let text =
            "Shows how high each month stands against the mean month of the year, where the history has a season.";
        return empty("profile", Width::Half, "No season was found", text);
    }
    let mut months = Months::new(cx, 0, 0);
    months.months = (0..12).map(|t| cx.plan.header.first + t).collect();
    months.ahead = 12;
    // January is the season's first month.
    let of_month = |at: usize| profile[(months.months[at].of_year() - 1) as usize];
    let values: Vec<f64> = (0..12).map(of_month).collect();
    let by_size = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]);
    let (high, low) = ((0..12).max_by(by_size).unwrap_or(0), (0..12).min_by(by_size).unwrap_or(0));
    let percent = |value: f64| cx.locale.percent(value, 0);
    let name = |at: usize| cx.locale.long_month(months.months[at]).split(' ').next().unwrap_or_default().to_string();
    let title = format!(
        "{} stands at {} of the mean month, {} at {}",
        name(high),
        percent(values[high]),
        name(low),
        percent(values[low])
    );
    let columns = vec![months.planned(
        "Share of the mean month, %",
        Ink::Part(1),
        values.iter().map(|value| Some(value * 100.0)),
    )];
    let tip =
        |at: usize| Tip { title: name(at), lines: vec![("Of the mean month".into(), percent(values[at]))], cell: None };
    let tips = (0..12).map(tip).collect();
    let labels = vec![(high, percent(values[high])), (low, percent(values[low]))];
    let label = format!("Seasonal profile of {}, percent of the mean month. {title}", fitted.name);
    let plot = TimePlot { columns, labels, today: None, ..months.plot() };
    let subtitle = "Seasonal profile, percent of the mean month".to_string();
    titled("profile", Width::Half, title, subtitle, time(label, plot, tips, Vec::new()))
}

/// The card of the drivers, where there are any.
pub fn effects(cx: &Context, fitted: &Fitted) -> Option<Card> {
    let effects = &fitted.fit.effects;
    let largest = effects.iter().max_by(|a, b| a.share.abs().total_cmp(&b.share.abs()))?;
    let signed = |share: f64| format!("{}%", cx.locale.signed(share * 100.0, 1));
    let rows = effects.iter().enumerate().map(|(at, effect)| {
        let sure = if effect.share.abs() > 2.0 * effect.error { "yes" } else { "no" };
        let cells = vec![
            figure(Some(effect.share), signed),
            figure(Some(effect.error), |error| format!("±{}", cx.locale.percent(error, 1))),
            super::super::card::said(sure),
        ];
        line(format!("effect/{at}"), effect.name.clone(), cells)
    });
    let heads = ["Effect on demand", "Standard error", "Beyond chance"].map(String::from);
    let mut table = report("Driver", &heads, rows.collect());
    table.title = format!("Effects of drivers on {}", fitted.name);
    let title = format!("{} moves demand by {}", largest.name, signed(largest.share));
    let subtitle = count(effects.len(), "driver, by regression", "drivers, by regression");
    Some(titled("effects", Width::Full, title, subtitle, Body::Table(table)))
}
