//! Actual demand, the agreed demand with its range, budget and last year, and the change since last cycle in a strip.
//!
//! The range is P10 to P90 around the consensus: 1.2816 standard deviations, errors of items and markets taken as independent.

use super::focus::{Focus, change};
use crate::model::{Measure, Subject, ratio};
use crate::report::card::{Months, card as titled, empty, key, time};
use crate::report::{Card, Context, Ink, TimePlot, Width, sum};

/// Closed months that are drawn.
const PAST: usize = 12;
/// Planned months that are drawn at most.
const AHEAD: usize = 18;
/// Quantile of the normal distribution at 90 %.
const Z90: f64 = 1.281_551_565_545;

/// The card.
pub fn card(cx: &Context, focus: &Focus) -> Card {
    let consensus = focus.sum(cx, &cx.outcome.demand.consensus);
    let history = focus.history(cx, PAST + 12);
    if consensus.iter().all(|units| *units <= 0.0) && history.iter().all(Option::is_none) {
        let text = "Shows what customers took and what they would take, month by month. Import the history of sales to see it.";
        return empty("history", Width::TwoThirds, "No history and no demand yet", text);
    }
    let months = Months::new(cx, PAST, AHEAD);
    let actual = months.closed("Actual", Ink::Actual, &history);
    let forecast = months.planned("Consensus", Ink::Forecast, consensus.iter().copied().map(Some));
    let mut last_year = months.closed("Last year", Ink::LastYear, &history[..history.len() - 12]);
    for slot in PAST..months.months.len() {
        // A year before a planned month lies in history, or in the plan itself.
        last_year.values[slot] = match slot - PAST {
            t if t < 12 => history[history.len() - 12 + t],
            t => consensus.get(t - 12).copied(),
        };
    }
    let budget = months.planned("Budget", Ink::Budget, budget(cx, focus));
    let spread = spread(cx, focus);
    let low = consensus.iter().zip(&spread).map(|(mean, spread)| Some((mean - spread).max(0.0)));
    let high = consensus.iter().zip(&spread).map(|(mean, spread)| Some(mean + spread));
    let has_range = spread.iter().any(|spread| *spread > 0.0);
    let fan = has_range.then(|| (months.edge(low), months.edge(high)));
    let changes = change(cx, &focus.pairs, focus.money);
    let has_last = changes.iter().any(Option::is_some);
    let strip = has_last.then(|| ("Change since last cycle".to_string(), months.edge(changes)));
    let mut keys = vec![key(Ink::Actual, "Actual"), key(Ink::Forecast, "Consensus"), key(Ink::LastYear, "Last year")];
    if budget.values.iter().any(Option::is_some) {
        keys.push(key(Ink::Budget, "Budget"));
    }
    if has_range {
        keys.push(key(Ink::Fan, "P10 to P90"));
    }
    let tips = months.tips(
        cx,
        &[&actual, &forecast, &last_year, &budget],
        |value| focus.text(cx, value),
        |month| {
            let measure = if month < cx.plan.header.first { Measure::History } else { Measure::Consensus };
            Some(focus.cell(measure, month))
        },
    );
    let labels = labels(cx, focus, &months, &history, &consensus);
    let title = title(cx, focus, &history, &consensus);
    let plot = TimePlot {
        columns: vec![last_year, budget, actual, forecast],
        fan,
        strip,
        events: events(cx, focus, &months),
        labels,
        ..months.plot()
    };
    let label = format!("{}, {} a month, {PAST} closed and {} planned months", focus.name, focus.unit, months.ahead);
    let subtitle = if focus.money {
        format!("{} at net price, {}", focus.name, focus.unit)
    } else {
        format!("{}, {} a month", focus.name, focus.unit)
    };
    titled("history", Width::TwoThirds, title, subtitle, time(label, plot, tips, keys))
}

/// "Demand peaks in November, 54% above today's rate".
fn title(cx: &Context, focus: &Focus, history: &[Option<f64>], consensus: &[f64]) -> String {
    let Some((t, peak)) = peak(consensus) else {
        return format!("{} is 0 in all {} planned months", focus.name, consensus.len());
    };
    let month = cx.locale.long_month(cx.plan.horizon().month(t));
    let recent: Vec<f64> = history.iter().rev().take(3).flatten().copied().collect();
    let rate = ratio(recent.iter().sum(), recent.len() as f64).and_then(|rate| ratio(peak - rate, rate));
    let name = if focus.subject == Subject::All { "Demand" } else { focus.name.as_str() };
    match rate {
        Some(rise) if rise >= 0.005 => {
            format!("{name} peaks in {month}, {} above today's rate", cx.locale.percent(rise, 0))
        }
        Some(fall) if fall <= -0.005 => {
            format!("{name} stays {} below today's rate, even in {month}", cx.locale.percent(-fall, 0))
        }
        _ => format!("{name} peaks in {month} at {}", focus.text(cx, peak)),
    }
}

/// The highest of the coming twelve months.
fn peak(consensus: &[f64]) -> Option<(usize, f64)> {
    let year = consensus.iter().copied().enumerate().take(12).filter(|(_, units)| *units > 0.0);
    year.fold(
        None,
        |best: Option<(usize, f64)>, month| if best.is_none_or(|best| month.1 > best.1) { Some(month) } else { best },
    )
}

fn labels(
    cx: &Context,
    focus: &Focus,
    months: &Months,
    history: &[Option<f64>],
    consensus: &[f64],
) -> Vec<(usize, String)> {
    let mut labels = Vec::new();
    if let Some(Some(last)) = history.last().filter(|_| months.past > 0) {
        labels.push((months.past - 1, focus.text(cx, *last)));
    }
    if let Some((t, peak)) = peak(consensus).filter(|(t, _)| *t > 1) {
        labels.push((months.past + t, focus.text(cx, peak)));
    }
    labels
}

fn budget(cx: &Context, focus: &Focus) -> Vec<Option<f64>> {
    let measure = if focus.money { Measure::BudgetRevenue } else { Measure::BudgetUnits };
    let family = match &focus.subject {
        Subject::Family(family) => Some(family),
        _ => None,
    };
    let found =
        cx.outcome.finance.budgets.iter().find(|budget| budget.measure == measure && budget.family.as_ref() == family);
    found.map(|budget| budget.values.clone()).unwrap_or_default()
}

/// By month: how far P10 and P90 lie from the consensus.
fn spread(cx: &Context, focus: &Focus) -> Vec<f64> {
    let mut variance = vec![0.0; cx.outcome.frame.months()];
    for pair in &focus.pairs {
        let Some(fit) = cx.outcome.forecasts.fits.get(*pair) else { continue };
        for (t, (sum, sigma)) in variance.iter_mut().zip(&fit.sigma).enumerate() {
            let worth = if focus.money { cx.price(*pair, t).unwrap_or(0.0) } else { 1.0 };
            *sum += (sigma * worth) * (sigma * worth);
        }
    }
    variance.into_iter().map(|variance| Z90 * variance.sqrt()).collect()
}

/// Events and launches by their first month, one a month.
fn events(cx: &Context, focus: &Focus, months: &Months) -> Vec<(usize, String)> {
    let slot = |month| months.months.iter().position(|other| *other == month);
    let named = cx.plan.demand.events.iter().filter_map(|event| Some((slot(event.first)?, event.name.clone())));
    let launches = cx.plan.product.projects.iter().filter(|project| project.in_plan());
    let launches = launches.filter_map(|project| Some((slot(project.launch)?, format!("{} launch", project.name))));
    let mut events: Vec<(usize, String)> =
        if focus.subject == Subject::All { named.chain(launches).collect() } else { named.collect() };
    events.sort();
    events.dedup_by_key(|(slot, _)| *slot);
    events.truncate(4);
    events
}

/// Sum of the year's agreed demand, for other cards.
pub fn year(values: &[f64]) -> f64 {
    sum::of_known(&values.iter().take(12).copied().map(Some).collect::<Vec<_>>()).unwrap_or(0.0)
}
