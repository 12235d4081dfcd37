//! Doubtful months of history of all series: how many of each kind, with one answer for all of them, then the months with the most money.

use crate::model::{Change, MarkKind};
use crate::report::card::{count, empty, list};
use crate::report::mark::{self, KINDS, Open, RAW_STAYS, kind_count, series_of};
use crate::report::{Act, Card, Context, Entry, Tone, Width};

/// Months that are listed.
const LISTED: usize = 20;

/// The card.
pub fn card(cx: &Context) -> Card {
    let open = mark::open(cx);
    let answered = answered(cx);
    let Some(first) = open.first() else {
        let text = "Lists months that are doubtful: outliers, stock-outs, missing or incomplete months, shifts of level, returns. There is none left to look at.";
        let card = empty("marks", Width::TwoThirds, "0 odd months of history to look at", text);
        return Card { subtitle: answered, ..card };
    };
    let title = format!(
        "{} to look at, the largest {} in {}",
        count(open.len(), "odd month", "odd months"),
        cx.item(&series_of(cx, first.pair).item),
        cx.locale.month(first.month)
    );
    let mut entries: Vec<Entry> = KINDS.iter().filter_map(|(kind, code, _)| all_of(cx, &open, *kind, code)).collect();
    entries.extend(open.iter().take(LISTED).map(|open| entry(cx, open)));
    Card { foot: RAW_STAYS.into(), ..list("marks", Width::TwoThirds, title, answered, entries) }
}

/// "4 accepted, 1 rejected".
fn answered(cx: &Context) -> String {
    let accepted = cx.plan.demand.marks.iter().filter(|mark| mark.accepted).count();
    format!("{accepted} accepted, {} rejected", cx.plan.demand.marks.len() - accepted)
}

fn entry(cx: &Context, open: &Open) -> Entry {
    let series = series_of(cx, open.pair);
    let title = format!("{} in {}, {}", cx.item(&series.item), cx.market(&series.market), cx.locale.month(open.month));
    Entry { series: Some(series), ..open.entry(cx, title) }
}

/// Every open month of a kind in one line, where there are several.
fn all_of(cx: &Context, open: &[Open], kind: MarkKind, code: &str) -> Option<Entry> {
    let these: Vec<&Open> = open.iter().filter(|open| open.kind() == kind).collect();
    if these.len() < 2 {
        return None;
    }
    let words = kind_count(these.len(), kind);
    let all = |accepted| Change::Many(these.iter().map(|open| open.answer(cx, accepted)).collect());
    let act = |label: String, accepted| Act { label, effect: String::new(), change: all(accepted) };
    Some(Entry {
        id: format!("marks/{code}"),
        tone: Tone::Info,
        title: format!("All {words}"),
        actions: vec![act(format!("Accept all {words}"), true), act(format!("Reject all {words}"), false)],
        ..Entry::default()
    })
}
