//! The resource whose hours run out most: load by family against regular hours and overtime, with the load in percent below.

use crate::engine::history_load;
use crate::engine::stock::utilization;
use crate::model::{Cell, Hours, Measure, Month, Place, Subject, ratio};
use crate::report::card::{Months, card as titled, count, empty, key, tile as plain, time};
use crate::report::{Card, Context, Ink, NOT_COMPUTED, Series, Tile, TimePlot, Tone, Width, glossary};

/// Planned months that are drawn at most.
const AHEAD: usize = 18;
/// Closed months before them.
const PAST: usize = 6;

/// The resource with the highest load as wished against what it can do at most, and that month.
pub fn worst(cx: &Context) -> Option<(usize, usize, f64)> {
    let supply = &cx.outcome.supply;
    let mut worst: Option<(usize, usize, f64)> = None;
    for resource in 0..cx.outcome.frame.resources.len() {
        for t in 0..supply.load.months() {
            let wished = supply.wished_load.at(resource, t).max(supply.load.at(resource, t));
            let Some(share) = utilization(wished, supply.capacity.at(resource, t)) else { continue };
            if worst.is_none_or(|(_, _, most)| share > most) {
                worst = Some((resource, t, share));
            }
        }
    }
    worst
}

/// The highest load of all resources.
pub fn tile(cx: &Context) -> Tile {
    let tip = glossary::meaning(Measure::Utilization);
    let Some((resource, t, share)) = worst(cx) else {
        let note = ("no regular hours set up".to_string(), Tone::Plain);
        return plain("Highest load", tip, (NOT_COMPUTED.into(), "%".into()), note);
    };
    let code = cx.outcome.frame.resources.code(resource);
    let month = cx.plan.horizon().month(t);
    let note = format!("{}, {}", cx.resource(code), cx.locale.month(month));
    let tone = if share > 1.0 { Tone::Warn } else { Tone::Plain };
    let tile = plain("Highest load, as wished", tip, (cx.locale.number(share * 100.0, 0), "%".into()), (note, tone));
    Tile { cell: Some(address(cx, resource, Measure::WishedLoad, month)), ..tile }
}

fn address(cx: &Context, resource: usize, measure: Measure, month: Month) -> Cell {
    Cell::month(measure, Subject::Resource(cx.outcome.frame.resources.code(resource).clone()), Place::All, month)
}

/// The card.
pub fn card(cx: &Context) -> Card {
    let Some((resource, _, _)) = worst(cx) else {
        let text = "Shows load against hours. It needs resources with hours and routings that use them: import them, or type capacity in the table below.";
        return empty("load", Width::TwoThirds, "No hours are set up, so 0 resources can run out", text);
    };
    let supply = &cx.outcome.supply;
    let sold = sold_load(cx, resource);
    let months = Months::new(cx, sold.len(), AHEAD);
    let capacity = supply.capacity.row(resource);
    let limit = supply.overtime_limit.row(resource);
    let regular: Vec<Option<f64>> = capacity.iter().map(|hours| hours.map(|hours| hours.0)).collect();
    let most: Vec<Option<f64>> =
        regular.iter().zip(limit).map(|(hours, limit)| hours.map(|hours| hours + limit.0)).collect();
    let mut stack = by_family(cx, &months, resource);
    let over = |(load, wished): (&Hours, &Hours)| Some((wished.0 - load.0).max(0.0)).filter(|over| *over >= 0.5);
    let over: Vec<Option<f64>> =
        supply.load.row(resource).iter().zip(supply.wished_load.row(resource)).map(over).collect();
    let has_over = over.iter().any(Option::is_some);
    let labels = over
        .iter()
        .enumerate()
        .take(months.ahead)
        .filter_map(|(t, over)| Some((months.past + t, cx.locale.signed((*over)?, 0))))
        .collect();
    if !sold.is_empty() {
        stack.insert(0, months.closed("What was sold would take", Ink::Actual, &sold));
    }
    if has_over {
        stack.push(months.planned("Wished beyond the hours", Ink::Over, over));
    }
    let lines = vec![
        months.planned("regular hours", Ink::Limit, regular.clone()),
        months.planned("with overtime", Ink::Stretched, most.clone()),
    ];
    let mut keys: Vec<_> = stack.iter().map(|series| key(series.ink, &series.name)).collect();
    keys.extend(lines.iter().map(|line| key(line.ink, &line.name)));
    let shown: Vec<&Series> = stack.iter().chain(&lines).collect();
    let tips = months.tips(
        cx,
        &shown,
        |hours| format!("{} h", cx.locale.number(hours, 0)),
        |month| (month >= cx.plan.header.first).then(|| address(cx, resource, Measure::Load, month)),
    );
    let code = cx.outcome.frame.resources.code(resource);
    let plot = TimePlot { under: under(cx, resource, &months), stack, lines, labels, ..months.plot() };
    let label =
        format!("Hours of {} by family against regular hours and overtime, {} months", cx.resource(code), months.ahead);
    let subtitle =
        "Hours a month by family, plan of record; closed months: what was sold, through today's routings; below: load in % of regular hours, as wished".to_string();
    titled("load", Width::TwoThirds, title(cx, resource, &regular, &most), subtitle, time(label, plot, tips, keys))
}

fn title(cx: &Context, resource: usize, regular: &[Option<f64>], most: &[Option<f64>]) -> String {
    let name = cx.resource(cx.outcome.frame.resources.code(resource));
    let wished = cx.outcome.supply.wished_load.row(resource);
    let above = |limit: &[Option<f64>]| {
        wished.iter().zip(limit).filter(|(load, limit)| limit.is_some_and(|limit| load.0 > limit + 0.5)).count()
    };
    let months = wished.len();
    match (above(most), above(regular)) {
        (0, 0) => {
            let peak =
                wished.iter().zip(regular).filter_map(|(load, hours)| ratio(load.0, (*hours)?)).fold(0.0, f64::max);
            format!("{name} is the fullest resource and stays within its hours: {} at most", cx.locale.percent(peak, 0))
        }
        (0, above) => format!(
            "{name} is asked for more than its regular hours in {above} of {}",
            count(months, "month", "months")
        ),
        (above, _) => format!("{name} overflows in {above} of {}", count(months, "month", "months")),
    }
}

/// Hours by family, the four largest first, the rest together.
fn by_family(cx: &Context, months: &Months, resource: usize) -> Vec<Series> {
    let (frame, supply) = (&cx.outcome.frame, &cx.outcome.supply);
    let mut hours: Vec<Vec<f64>> = vec![vec![0.0; months.ahead]; frame.families.len() + 1];
    for (point, supplied) in frame.supplied.iter().enumerate() {
        let per_unit: f64 = supplied.work.iter().filter(|work| work.resource == resource).map(|work| work.hours).sum();
        if per_unit <= 0.0 {
            continue;
        }
        let family = frame.family_of[frame.points[point].item].unwrap_or(frame.families.len());
        for (sum, units) in hours[family].iter_mut().zip(supply.releases.row(point)) {
            *sum += units.0 * per_unit;
        }
    }
    let name = |family: usize| {
        if family < frame.families.len() { cx.family(frame.families.code(family)) } else { "Other items".into() }
    };
    let mut families: Vec<(f64, String, Vec<f64>)> = hours
        .into_iter()
        .enumerate()
        .map(|(family, hours)| (hours.iter().sum(), name(family), hours))
        .filter(|(total, _, _)| *total > 0.0)
        .collect();
    families.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if families.len() > 4 {
        let rest = families.split_off(3);
        let sum = (0..months.ahead).map(|t| rest.iter().map(|(_, _, hours)| hours[t]).sum()).collect();
        families.push((0.0, "Rest".into(), sum));
    }
    let series = |(rank, (_, name, hours)): (usize, (f64, String, Vec<f64>))| {
        months.planned(&name, Ink::Part(rank as u8), hours.into_iter().map(Some))
    };
    families.into_iter().enumerate().map(series).collect()
}

/// Load in percent of regular hours, as wished.
fn under(cx: &Context, resource: usize, months: &Months) -> Vec<(String, Tone)> {
    let supply = &cx.outcome.supply;
    let word = |t: usize| {
        let wished = supply.wished_load.at(resource, t);
        let capacity = supply.capacity.at(resource, t);
        let Some(share) = utilization(wished, capacity) else { return (NOT_COMPUTED.to_string(), Tone::Plain) };
        let most = supply.most_hours(resource, t).map_or(0.0, |hours| hours.0);
        let tone = if wished.0 > most + 0.5 {
            Tone::Bad
        } else if share > 1.0 {
            Tone::Warn
        } else {
            Tone::Plain
        };
        (cx.locale.percent(share, 0), tone)
    };
    let closed = std::iter::repeat_n((String::new(), Tone::Plain), months.past);
    closed.chain((0..months.ahead).map(word)).collect()
}

/// Hours that the sales of the last closed months would have taken; empty where there is no history, or nothing of it was made here.
fn sold_load(cx: &Context, resource: usize) -> Vec<Option<f64>> {
    let load = history_load(&cx.outcome.frame, &cx.outcome.forecasts);
    let hours = load.row(resource);
    let shown = &hours[hours.len().saturating_sub(PAST)..];
    if shown.iter().all(|hours| hours.0 <= 0.0) {
        Vec::new()
    } else {
        shown.iter().map(|hours| Some(hours.0)).collect()
    }
}
