//! The marks of one series: what is asked, what was answered and how to take it back; and a mark added by hand.

use super::Fitted;
use crate::model::{Change, Mark, MarkKind, Month, Row, Units};
use crate::report::card::{card as titled, count, empty, list};
use crate::report::edit::number;
use crate::report::form::{Flawed, MarkForm, MarkTyped};
use crate::report::mark::{KINDS, RAW_STAYS, cell, kind_name, marks_of, open_of, pair_of};
use crate::report::{Act, Body, Card, Context, Entry, Tone, Width};

/// The card.
pub fn card(cx: &Context, fitted: &Fitted) -> Card {
    let open = open_of(cx, fitted.pair);
    let answered: Vec<&Mark> = marks_of(cx, fitted.id).collect();
    if open.is_empty() && answered.is_empty() {
        let text = "Lists the doubtful months of this series: outliers, stock-outs, promotions, missing or incomplete months, shifts of level, returns. None is asked about and none is marked.";
        let card = empty("marks", Width::TwoThirds, "0 months are marked", text);
        return Card { foot: RAW_STAYS.into(), ..card };
    }
    let accepted = answered.iter().filter(|mark| mark.accepted).count();
    let title = format!(
        "{} to look at, {accepted} accepted, {} rejected",
        count(open.len(), "month", "months"),
        answered.len() - accepted
    );
    // The latest month first, whether answered or not: a line stays where it is when it is answered.
    let asked = open.iter().map(|open| (open.month, open.entry(cx, cx.locale.long_month(open.month))));
    let mut lines: Vec<(Month, Entry)> =
        asked.chain(answered.iter().map(|mark| (mark.month, entry(cx, fitted, mark)))).collect();
    lines.sort_by_key(|(month, _)| std::cmp::Reverse(*month));
    let entries = lines.into_iter().map(|(_, entry)| entry).collect();
    let subtitle = format!("Marks on {}", fitted.name);
    Card { foot: RAW_STAYS.into(), ..list("marks", Width::TwoThirds, title, subtitle, entries) }
}

fn entry(cx: &Context, fitted: &Fitted, mark: &Mark) -> Entry {
    let number = |units: f64| cx.locale.number(units, 0);
    let first = cx.outcome.forecasts.first;
    let history = cx.outcome.forecasts.history.get(fitted.pair);
    let at = usize::try_from(mark.month - first).ok();
    let raw = history.and_then(|history| history.get(at?).copied().flatten());
    let was = raw.map_or_else(|| "Not known".to_string(), |units| format!("{} {}", number(units.0), fitted.unit));
    let (kind, month) = (kind_name(mark.kind).to_lowercase(), cx.locale.long_month(mark.month));
    let text = match (mark.accepted, mark.kind, mark.instead) {
        (false, ..) => format!("{was}; rejected, so it stays as it is"),
        (true, MarkKind::LevelShift, _) => format!("{was}; the months before are lifted to the level since"),
        (true, _, Some(units)) => format!("{was}; the fit sees {}", number(units.0)),
        (true, _, None) => format!("{was}; the fit sees a gap"),
    };
    let key = (mark.item.clone(), mark.market.clone(), mark.month);
    let mut actions = vec![Act {
        label: "Undo: take the mark off".into(),
        effect: String::new(),
        change: Change::Mark(Row::Remove(key)),
    }];
    if mark.accepted {
        let rejected = Mark { accepted: false, instead: None, ..mark.clone() };
        let change = Change::Mark(Row::Put(Box::new(rejected)));
        actions.push(Act { label: "Reject: keep it as it is".into(), effect: String::new(), change });
    }
    Entry {
        id: format!("mark/{}/{}/{}", mark.item, mark.market, mark.month),
        tone: if mark.accepted { Tone::Good } else { Tone::Plain },
        title: month,
        text,
        chip: format!("{kind}, {}", if mark.accepted { "accepted" } else { "rejected" }),
        cell: Some(cell(fitted.id, mark.month)),
        actions,
        ..Entry::default()
    }
}

/// The form that adds one.
pub fn form(cx: &Context, fitted: &Fitted) -> Card {
    let months = fitted.months();
    if months == 0 {
        let text = "Marks a month by hand. There is no closed month with a history yet.";
        return empty("mark", Width::Third, "No month can be marked", text);
    }
    let closed: Vec<Month> = cx.closed(months).collect();
    let form = MarkForm {
        series: fitted.id.clone(),
        months: closed.iter().rev().map(|month| (month.to_string(), cx.locale.long_month(*month))).collect(),
        kinds: KINDS.iter().map(|(_, code, name)| (*code, *name)).collect(),
        unit: fitted.unit.into(),
    };
    let title = format!("Mark one of {} by hand", count(closed.len(), "closed month", "closed months"));
    titled("mark", Width::Third, title, fitted.name.clone(), Body::Mark(form))
}

/// The change that a typed mark means.
///
/// # Errors
/// What is wrong, field by field.
pub fn typed_mark(cx: &Context, typed: &MarkTyped) -> Result<Change, Vec<Flawed>> {
    let flawed = |field, text: String| Flawed { field, text };
    let mut flaws = Vec::new();
    let closed = |month: &Month| *month < cx.plan.header.first;
    let month = typed.month.parse::<Month>().ok().filter(closed);
    if month.is_none() {
        flaws.push(flawed("month", format!("\"{}\" is not a closed month; choose one of the list.", typed.month)));
    }
    let kind = KINDS.iter().find(|known| known.1 == typed.kind).map(|known| known.0);
    if kind.is_none() {
        flaws.push(flawed("kind", "Choose why the month is not representative.".into()));
    }
    let text = typed.instead.trim();
    let instead = if text.is_empty() { Ok(None) } else { number::read(cx.locale, text).map(Some).ok_or(()) };
    if instead.is_err() || matches!(instead, Ok(Some(units)) if units < 0.0) {
        let text = format!(
            "\"{}\" is not a quantity; expected a number from 0 on such as {}, or nothing for a gap.",
            text.chars().take(40).collect::<String>(),
            cx.locale.number(1234.0, 0)
        );
        flaws.push(flawed("instead", text));
    }
    if pair_of(cx, &typed.series).is_none() {
        flaws.push(flawed("month", "This series is not in the plan.".into()));
    }
    match (month, kind, instead) {
        (Some(month), Some(kind), Ok(instead)) if flaws.is_empty() => {
            let (item, market) = (typed.series.item.clone(), typed.series.market.clone());
            let mark = Mark { item, market, month, kind, accepted: true, instead: instead.map(Units) };
            Ok(Change::Mark(Row::Put(Box::new(mark))))
        }
        _ => Err(flaws),
    }
}
