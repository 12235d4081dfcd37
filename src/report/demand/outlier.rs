//! Odd months of history: suggestions that a planner accepts (the fit sees what its neighbors suggest) or rejects (it stays as it is).

use crate::model::{Cell, Change, Mark, MarkKind, Measure, Month, Row, Units};
use crate::report::card::{count, empty, list};
use crate::report::{Act, Card, Context, Entry, Tone, Width};

/// Suggestions that are listed.
const LISTED: usize = 8;

/// A month that nobody has looked at yet.
pub struct Odd {
    pair: usize,
    month: Month,
    value: f64,
    expected: f64,
    worth: f64,
}

/// Every odd month that is neither accepted nor rejected, the one with the most money first.
pub fn open(cx: &Context) -> Vec<Odd> {
    let frame = &cx.outcome.frame;
    let mut found = Vec::new();
    for (pair, fit) in cx.outcome.forecasts.fits.iter().enumerate().take(frame.pairs.len()) {
        // The fit's first month is the pair's first known one, and its last the last closed one.
        let first = cx.plan.header.first - fit.fitted.len() as i32;
        let (item, market) = (frame.items.code(frame.pairs[pair].item), frame.markets.code(frame.pairs[pair].market));
        for (outlier, value) in fit.suggestions.iter().filter_map(|odd| Some((odd, odd.value?))) {
            let month = first + outlier.month as i32;
            if cx.plan.demand.marks.contains(&(item.clone(), market.clone(), month)) {
                continue;
            }
            let price = cx.price(pair, 0).unwrap_or(1.0);
            let worth = (value - outlier.expected).abs() * price;
            found.push(Odd { pair, month, value, expected: outlier.expected, worth });
        }
    }
    found.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.pair.cmp(&b.pair)).then(a.month.cmp(&b.month)));
    found
}

/// The card.
pub fn card(cx: &Context) -> Card {
    let odd = open(cx);
    let Some(first) = odd.first() else {
        let text = "Lists months that do not fit their neighbors: a promotion, a stock-out, a typing error. There is none left to look at.";
        return empty("outliers", Width::Half, "0 odd months of history to look at", text);
    };
    let title = format!(
        "{} to look at, the largest {} in {}",
        count(odd.len(), "odd month", "odd months"),
        cx.item(cx.outcome.frame.items.code(cx.outcome.frame.pairs[first.pair].item)),
        cx.locale.month(first.month)
    );
    let subtitle = "Accept: the fit sees what the neighbors suggest. Reject: it stays as it is.".to_string();
    list("outliers", Width::Half, title, subtitle, odd.iter().take(LISTED).map(|odd| entry(cx, odd)).collect())
}

fn entry(cx: &Context, odd: &Odd) -> Entry {
    let (subject, place) = cx.outcome.frame.pair_address(odd.pair);
    let pair = cx.outcome.frame.pairs[odd.pair];
    let (item, market) = (cx.outcome.frame.items.code(pair.item), cx.outcome.frame.markets.code(pair.market));
    let mark = |accepted| {
        Change::Mark(Row::Put(Box::new(Mark {
            item: item.clone(),
            market: market.clone(),
            month: odd.month,
            kind: MarkKind::Outlier,
            accepted,
            instead: accepted.then_some(Units(odd.expected.round())),
        })))
    };
    let number = |value: f64| cx.locale.number(value, 0);
    Entry {
        id: format!("outlier/{item}/{market}/{}", odd.month),
        tone: Tone::Warn,
        title: format!("{} in {}, {}", cx.item(item), cx.market(market), cx.locale.month(odd.month)),
        text: format!("{} {}; its neighbors suggest {}", number(odd.value), cx.unit(pair.item), number(odd.expected)),
        figure: cx.locale.signed(odd.value - odd.expected, 0),
        chip: "odd month".into(),
        cell: Some(Cell::month(Measure::History, subject, place, odd.month)),
        actions: vec![
            Act { label: format!("Accept: take {}", number(odd.expected)), effect: String::new(), change: mark(true) },
            Act { label: format!("Reject: keep {}", number(odd.value)), effect: String::new(), change: mark(false) },
        ],
    }
}
