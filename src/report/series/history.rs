//! The series as it was, as the fit saw it, as the fit follows it, and the forecast with its two ranges. Marks stand on their months.

use super::Fitted;
use crate::model::{Measure, Month, ratio};
use crate::report::card::{Months, card as titled, count, key, time};
use crate::report::form::SeriesId;
use crate::report::mark::{kind_name, marks_of, open_of};
use crate::report::{Card, Context, Ink, Key, Series, TimePlot, Tip, Width};

/// Closed months that are drawn at least and at most.
const PAST: std::ops::RangeInclusive<usize> = 12..=48;
/// Planned months that are drawn at most.
const AHEAD: usize = 36;

/// The card.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let fit = fitted.fit;
    let past = fitted.months().clamp(*PAST.start(), *PAST.end());
    let months = Months::new(cx, past, AHEAD);
    let raw = cx.history(&[fitted.pair], past, false);
    let seen = cx.history(&[fitted.pair], past, true);
    let actual = months.closed("Actual", Ink::ActualLine, &raw);
    let cleansed = months.closed("Cleansed", Ink::Cleansed, &detours(&raw, &seen));
    let follows = months.closed("Fit", Ink::Fit, &fit.fitted);
    let forecast = months.planned("Forecast", Ink::ForecastLine, fit.mean.iter().copied().map(Some));
    let in_plan = in_plan(cx, fitted, &months);
    let fan = |low: &[f64], high: &[f64]| {
        let edge = |values: &[f64]| months.edge(values.iter().copied().map(Some));
        (!low.is_empty() && low != high).then(|| (edge(low), edge(high)))
    };
    let marks = marks(cx, fitted.id, fitted.pair, &months, &raw);
    let mut lines: Vec<Series> = vec![follows, actual, cleansed, forecast];
    lines.extend(in_plan);
    lines.retain(|series| series.values.iter().any(Option::is_some));
    let plot = TimePlot {
        fan: fan(&fit.lo80, &fit.hi80),
        wide: fan(&fit.lo95, &fit.hi95),
        marks: marks.iter().map(|mark| (mark.slot, mark.height, mark.ink)).collect(),
        labels: labels(cx, fitted, &months),
        ..months.plot()
    };
    let keys = keys(&lines, &plot);
    let tips = tips(cx, fitted, &months, &lines, &marks);
    let label = format!(
        "{}, {} a month, {past} closed and {} planned months. {}. {}",
        fitted.name,
        fitted.unit,
        months.ahead,
        title(cx, fitted, &raw),
        count(marks.len(), "month is marked", "months are marked")
    );
    let subtitle = format!("{}, {} a month", fitted.name, fitted.unit);
    let body = time(label, TimePlot { lines, ..plot }, tips, keys);
    titled("series", Width::Full, title(cx, fitted, &raw), subtitle, body)
}

fn title(cx: &Context, fitted: &Fitted, raw: &[Option<f64>]) -> String {
    let ahead = fitted.fit.mean.len().min(12);
    let mean = ratio(fitted.fit.mean.iter().take(12).sum(), ahead as f64).unwrap_or(0.0);
    let known: Vec<f64> = raw.iter().rev().take(12).flatten().copied().collect();
    let before = ratio(known.iter().sum(), known.len() as f64);
    let figure =
        format!("{} {} a month are forecast", cx.locale.number(mean, if mean < 10.0 { 1 } else { 0 }), fitted.unit);
    match before.and_then(|before| ratio(mean - before, before)) {
        Some(change) => format!("{figure}, {}% on the last 12 months", cx.locale.signed(change * 100.0, 1)),
        None => figure,
    }
}

/// Where the fit saw something else than what happened: those months and the ones beside them, so that the line leaves and comes back.
fn detours(raw: &[Option<f64>], seen: &[Option<f64>]) -> Vec<Option<f64>> {
    let differs = |at: usize| match (raw.get(at), seen.get(at)) {
        (Some(raw), Some(Some(seen))) => *raw != Some(*seen),
        _ => false,
    };
    let is_drawn = |at: usize| differs(at) || (at > 0 && differs(at - 1)) || differs(at + 1);
    (0..raw.len()).map(|at| if is_drawn(at) { seen[at] } else { None }).collect()
}

/// The baseline of the plan, where it is something else than the forecast: levels were made to agree, or the item comes or goes.
fn in_plan(cx: &Context, fitted: &Fitted, months: &Months) -> Option<Series> {
    let baseline: Vec<f64> = cx.outcome.demand.baseline.row(fitted.pair).iter().map(|units| units.0).collect();
    let differs =
        baseline.iter().zip(&fitted.fit.mean).any(|(plan, mean)| (plan - mean).abs() > 0.01 * mean.abs().max(1.0));
    differs.then(|| months.planned("Baseline in the plan", Ink::Rival(0), baseline.into_iter().map(Some)))
}

/// A mark on a month that is drawn.
struct OnMonth {
    slot: usize,
    height: f64,
    ink: Ink,
    words: String,
}

fn marks(cx: &Context, id: &SeriesId, pair: usize, months: &Months, raw: &[Option<f64>]) -> Vec<OnMonth> {
    let slot = |month: Month| months.months.iter().position(|other| *other == month).filter(|slot| *slot < months.past);
    let height = |slot: usize| raw[slot].unwrap_or(0.0);
    let on_month =
        |month, ink, words: String| slot(month).map(|slot| OnMonth { slot, height: height(slot), ink, words });
    let open = open_of(cx, pair)
        .into_iter()
        .map(|open| (open.month, Ink::MarkOpen, format!("{}, to be looked at", kind_name(open.kind()).to_lowercase())));
    let answered = marks_of(cx, id).map(|mark| {
        let kind = kind_name(mark.kind).to_lowercase();
        match mark.accepted {
            true => (mark.month, Ink::MarkAccepted, format!("{kind}, accepted")),
            false => (mark.month, Ink::MarkRejected, format!("{kind}, rejected")),
        }
    });
    open.chain(answered).filter_map(|(month, ink, words)| on_month(month, ink, words)).collect()
}

/// The peak of the coming year. The last actual stands too close to the today line for a label.
fn labels(cx: &Context, fitted: &Fitted, months: &Months) -> Vec<(usize, String)> {
    let year = fitted.fit.mean.iter().take(12.min(months.ahead)).copied().enumerate();
    let peak = year.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(t, peak)| *t > 1 && *peak > 0.0);
    peak.map(|(t, peak)| (months.past + t, cx.locale.number(peak, 0))).into_iter().collect()
}

fn keys(lines: &[Series], plot: &TimePlot) -> Vec<Key> {
    let mut keys: Vec<Key> = lines.iter().map(|line| key(line.ink, &line.name)).collect();
    keys.extend(plot.fan.is_some().then(|| key(Ink::Fan, "80% range")));
    keys.extend(plot.wide.is_some().then(|| key(Ink::FanWide, "95% range")));
    let marks = [(Ink::MarkOpen, "To be looked at"), (Ink::MarkAccepted, "Accepted"), (Ink::MarkRejected, "Rejected")];
    let drawn = marks.into_iter().filter(|(ink, _)| plot.marks.iter().any(|mark| mark.2 == *ink));
    keys.extend(drawn.map(|(ink, name)| key(ink, name)));
    keys
}

fn tips(cx: &Context, fitted: &Fitted, months: &Months, lines: &[Series], marks: &[OnMonth]) -> Vec<Tip> {
    let number = |value: f64| cx.locale.number(value, 0);
    let shown: Vec<&Series> = lines.iter().collect();
    let first = cx.plan.header.first;
    let cell = |month| Some(fitted.cell(if month < first { Measure::History } else { Measure::Baseline }, month));
    let mut tips = months.tips(cx, &shown, number, cell);
    let fit = fitted.fit;
    let ranges = [("80% range", &fit.lo80, &fit.hi80), ("95% range", &fit.lo95, &fit.hi95)];
    for (t, tip) in tips.iter_mut().skip(months.past).enumerate() {
        let range = |(name, low, high): (&str, &Vec<f64>, &Vec<f64>)| {
            Some((name.to_string(), format!("{} to {}", number(*low.get(t)?), number(*high.get(t)?))))
        };
        tip.lines.extend(ranges.into_iter().filter_map(range));
    }
    for mark in marks {
        tips[mark.slot].lines.push(("Mark".into(), mark.words.clone()));
    }
    tips
}
