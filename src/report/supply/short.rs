//! What is short, where and why, with the levers that would help; most money first.

use super::solved;
use crate::engine::{Gap, ShortageCause};
use crate::model::{Cell, Measure, Subject};
use crate::report::card::{count, empty, list};
use crate::report::{Act, Card, Context, Entry, Tone, Width};

/// Shortages that are listed.
const LISTED: usize = 6;
/// Levers that are offered for each.
const LEVERS: usize = 2;

/// The card.
pub fn card(cx: &Context) -> Card {
    let gaps: Vec<&Gap> = gaps(cx).collect();
    let entries: Vec<Entry> =
        if gaps.is_empty() { parts(cx) } else { gaps.iter().take(LISTED).map(|gap| entry(cx, gap)).collect() };
    let Some(first) = entries.first() else {
        return empty(
            "shortages",
            Width::Third,
            "0 shortages: everything is there in time",
            "Lists what is short, where, when and why, with what would help.",
        );
    };
    let title = if gaps.is_empty() {
        format!("{} of parts and moves, first {}", count(entries.len(), "shortage", "shortages"), first.title)
    } else {
        let money: f64 = gaps.iter().filter_map(|gap| gap.money).map(|money| money.0).sum();
        let worth = if money > 0.0 { format!(", worth {}", cx.locale.money(money)) } else { String::new() };
        format!("{}{worth}", count(gaps.len(), "shortage", "shortages"))
    };
    list("shortages", Width::Third, title, "Most money first: where, when and why".into(), entries)
}

fn gaps<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Gap> {
    cx.outcome.gaps.gaps.iter().filter(|gap| gap.cause.is_shortage())
}

/// The cause of the largest shortage, as a sentence.
pub fn reason(cx: &Context) -> String {
    gaps(cx).next().map(|gap| cx.locale.sentence(&gap.text)).unwrap_or_default()
}

fn entry(cx: &Context, gap: &Gap) -> Entry {
    let act = |lever: &crate::engine::Lever| Act {
        label: cx.locale.sentence(&lever.title),
        effect: lever.cost.map(|cost| format!("costs {}", cx.locale.money(cost.0))).unwrap_or_default(),
        change: lever.change.clone(),
    };
    Entry {
        id: gap.id.clone(),
        tone: Tone::Bad,
        title: format!(
            "{}{}, {}",
            cx.subject(&gap.cell.subject),
            cx.place(&gap.cell.place),
            cx.locale.span(gap.cell.first, gap.cell.last)
        ),
        text: format!("{}{}", cx.locale.sentence(&gap.text), chain(cx, gap)),
        figure: gap.money.map_or_else(|| cx.locale.number(gap.size, 0), |money| cx.locale.money(money.0)),
        chip: gap.cause.name().to_lowercase(),
        cell: Some(gap.cell.clone()),
        series: None,
        actions: gap.levers.iter().take(LEVERS).map(act).collect(),
    }
}

/// Of a solved plan: the chain of causes behind a gap, from its item down.
fn chain(cx: &Context, gap: &Gap) -> String {
    let Subject::Item(item) = &gap.cell.subject else { return String::new() };
    let Some(item) = cx.outcome.frame.items.position(item) else { return String::new() };
    let said = cx
        .plan
        .horizon()
        .iter()
        .enumerate()
        .filter(|(_, month)| (gap.cell.first..=gap.cell.last).contains(month))
        .find_map(|(t, _)| solved::why_short(cx, &cx.outcome.supply, item, t));
    said.map_or_else(String::new, |said| format!(" Why: {said}"))
}

/// Shortages inside the chain that stock covers before a customer feels them: by point and cause, largest first.
fn parts(cx: &Context) -> Vec<Entry> {
    let mut sums: Vec<(usize, ShortageCause, f64, usize, usize)> = Vec::new();
    for short in &cx.outcome.supply.shortages {
        match sums.iter_mut().find(|sum| sum.0 == short.point && sum.1 == short.cause) {
            Some(sum) => {
                sum.2 += short.units.0;
                sum.4 = short.t;
            }
            None => sums.push((short.point, short.cause, short.units.0, short.t, short.t)),
        }
        // Enough to find the largest few; a plan that is short everywhere is told by its gaps.
        if sums.len() > 500 {
            break;
        }
    }
    sums.retain(|sum| sum.2 >= 0.5);
    sums.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let entry = |(point, cause, units, first, last): &(usize, ShortageCause, f64, usize, usize)| {
        let (subject, place) = cx.outcome.frame.point_address(*point);
        let (first, last) = (cx.plan.horizon().month(*first), cx.plan.horizon().month(*last));
        Entry {
            id: format!("short/{point}/{cause:?}"),
            tone: Tone::Warn,
            title: format!("{}{}, {}", cx.subject(&subject), cx.place(&place), cx.locale.span(first, last)),
            text: why(cx, *cause),
            figure: cx.locale.number(*units, 0),
            chip: "part short".into(),
            cell: Some(Cell { measure: Measure::Shortage, subject, place, first, last }),
            series: None,
            actions: Vec::new(),
        }
    };
    sums.iter().take(LISTED).map(entry).collect()
}

fn why(cx: &Context, cause: ShortageCause) -> String {
    let at = |point: usize| {
        let (subject, place) = cx.outcome.frame.point_address(point);
        format!("{}{}", cx.subject(&subject), cx.place(&place))
    };
    match cause {
        ShortageCause::Capacity(resource) => {
            format!("No hours left on {}.", cx.resource(cx.outcome.frame.resources.code(resource)))
        }
        ShortageCause::LeadTime => "It would have had to be released before the cycle month.".into(),
        ShortageCause::Component(point) => format!("{} is short.", at(point)),
        ShortageCause::Vendor => "The vendor delivers no more in a month.".into(),
        ShortageCause::WholeLots => "One more whole lot, order or shift would cost more than it serves.".into(),
        ShortageCause::Unprofitable => "Serving it would cost more than it brings.".into(),
        ShortageCause::Lane(point) => format!("{} has none to send.", at(point)),
        ShortageCause::NoSource => "Nothing says how it comes to the site.".into(),
        ShortageCause::Strategy => "The level rate brings it later than it is asked for.".into(),
        ShortageCause::Frozen => "The month is frozen.".into(),
        ShortageCause::Typed => "A typed quantity is less than what is needed.".into(),
    }
}
