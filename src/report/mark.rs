//! Doubtful months of history: what the fit asks about, what people answered, and the change behind each answer.
//!
//! Accept: the fit sees something else instead, or a gap. Reject: it stays as it is and is not asked about again. The raw history is
//! never changed. Example: "1,900 EA; its neighbors suggest 640" accepted puts 640 in front of the fit, while reports of the past still say 1,900.

use super::card::count;
use super::form::SeriesId;
use super::{Act, Context, Entry, Tone};
use crate::engine::{Doubt, Suggestion};
use crate::model::{Cell, Change, Event, Mark, MarkKind, Measure, Month, Place, Row, Subject, Units};

/// Every kind with its code and its name.
pub const KINDS: [(MarkKind, &str, &str); 7] = [
    (MarkKind::Outlier, "outlier", "Outlier"),
    (MarkKind::StockOut, "stock_out", "Stock-out"),
    (MarkKind::Promotion, "promotion", "Promotion"),
    (MarkKind::Missing, "missing", "Missing"),
    (MarkKind::Incomplete, "incomplete", "Incomplete"),
    (MarkKind::LevelShift, "level_shift", "Level shift"),
    (MarkKind::Return, "return", "Return"),
];

/// What is said below every list of marks.
pub const RAW_STAYS: &str = "The raw history is never changed: a mark changes only what the forecast is fitted to.";

/// A month that nobody has answered for yet.
pub struct Open {
    /// The pair.
    pub pair: usize,
    /// The month.
    pub month: Month,
    /// What the fit says of it.
    pub asked: Suggestion,
    /// The event that lifted it, where it was high in the months of one.
    pub event: Option<String>,
}

impl Open {
    /// The kind that an answer would have.
    pub fn kind(&self) -> MarkKind {
        match self.asked.doubt {
            Doubt::Outlier if self.event.is_some() => MarkKind::Promotion,
            Doubt::Outlier => MarkKind::Outlier,
            Doubt::StockOut => MarkKind::StockOut,
            Doubt::Missing => MarkKind::Missing,
            Doubt::Incomplete => MarkKind::Incomplete,
            Doubt::LevelShift => MarkKind::LevelShift,
            Doubt::Return => MarkKind::Return,
        }
    }

    /// How far the month lies from what was to be expected.
    pub fn distance(&self) -> f64 {
        self.asked.value.unwrap_or(0.0) - self.asked.expected
    }

    /// What the fit would see instead.
    fn instead(&self) -> Option<Units> {
        // A shift of level replaces no month: it lifts those before it.
        (self.kind() != MarkKind::LevelShift).then(|| Units(self.asked.expected.max(0.0).round()))
    }

    /// The answer, as a change.
    pub fn answer(&self, cx: &Context, accepted: bool) -> Change {
        let SeriesId { item, market } = series_of(cx, self.pair);
        let instead = self.instead().filter(|_| accepted);
        Change::Mark(Row::Put(Box::new(Mark { item, market, month: self.month, kind: self.kind(), accepted, instead })))
    }

    /// What is odd about it.
    pub fn words(&self, cx: &Context) -> String {
        let unit = cx.unit(cx.outcome.frame.pairs[self.pair].item);
        let number = |value: f64| cx.locale.number(value, 0);
        let (value, expected) = (number(self.asked.value.unwrap_or(0.0)), number(self.asked.expected));
        match self.asked.doubt {
            Doubt::Outlier => {
                let when = self.event.as_ref().map_or(String::new(), |event| format!(" in {event}"));
                format!("{value} {unit}{when}; its neighbors suggest {expected}")
            }
            Doubt::StockOut => {
                format!("{value} {unit} where {expected} were to be expected: perhaps nothing could be sold")
            }
            Doubt::Missing => format!("Not known; its neighbors suggest {expected} {unit}"),
            Doubt::Incomplete => format!("{value} {unit} of about {expected}: perhaps not all of it is booked"),
            Doubt::LevelShift => {
                format!(
                    "The level moved from {expected} to {value} {unit} and stayed; accepted, earlier months are lifted to it"
                )
            }
            Doubt::Return => format!("{value} {unit}: more came back than was sold; its neighbors suggest {expected}"),
        }
    }

    /// Accept and reject.
    fn acts(&self, cx: &Context) -> Vec<Act> {
        let act = |label: String, accepted| Act { label, effect: String::new(), change: self.answer(cx, accepted) };
        let accept = match self.instead() {
            Some(units) => format!("Accept: take {}", cx.locale.number(units.0, 0)),
            None => "Accept: lift the months before".into(),
        };
        let reject = match self.asked.value {
            Some(_) if self.kind() == MarkKind::LevelShift => "Reject: keep both levels".into(),
            Some(value) => format!("Reject: keep {}", cx.locale.number(value, 0)),
            None => "Reject: leave it unknown".into(),
        };
        vec![act(accept, true), act(reject, false)]
    }

    /// A line of a list.
    pub fn entry(&self, cx: &Context, title: String) -> Entry {
        let series = series_of(cx, self.pair);
        Entry {
            id: format!("mark/{}/{}/{}", series.item, series.market, self.month),
            tone: Tone::Warn,
            title,
            text: self.words(cx),
            figure: cx.locale.signed(self.distance(), 0),
            chip: kind_name(self.kind()).to_lowercase(),
            cell: Some(cell(&series, self.month)),
            actions: self.acts(cx),
            ..Entry::default()
        }
    }
}

/// What people call a kind.
pub fn kind_name(kind: MarkKind) -> &'static str {
    KINDS.iter().find(|known| known.0 == kind).map_or("", |known| known.2)
}

/// "1 outlier", "3 stock-outs".
pub fn kind_count(number: usize, kind: MarkKind) -> String {
    let one = kind_name(kind).to_lowercase();
    match kind {
        MarkKind::Missing | MarkKind::Incomplete => count(number, &format!("{one} month"), &format!("{one} months")),
        _ => count(number, &one, &format!("{one}s")),
    }
}

/// The item and market of a pair.
pub fn series_of(cx: &Context, pair: usize) -> SeriesId {
    let frame = &cx.outcome.frame;
    let pair = frame.pairs[pair];
    SeriesId { item: frame.items.code(pair.item).clone(), market: frame.markets.code(pair.market).clone() }
}

/// The pair of an item and market, if demand lives there.
pub fn pair_of(cx: &Context, series: &SeriesId) -> Option<usize> {
    let frame = &cx.outcome.frame;
    let (item, market) = (frame.items.position(&series.item)?, frame.markets.position(&series.market)?);
    frame.pairs_of[item].clone().find(|pair| frame.pairs[*pair].market == market)
}

/// The open months of a pair, in the order of the fit.
pub fn open_of(cx: &Context, pair: usize) -> Vec<Open> {
    let Some(fit) = cx.outcome.forecasts.fits.get(pair) else { return Vec::new() };
    if fit.suggestions.is_empty() {
        return Vec::new();
    }
    // The fit's first month is the pair's first known one, and its last the last closed one.
    let first = cx.plan.header.first - fit.fitted.len() as i32;
    let SeriesId { item, market } = series_of(cx, pair);
    let is_open = |open: &Open| !cx.plan.demand.marks.contains(&(item.clone(), market.clone(), open.month));
    let open = fit.suggestions.iter().map(|asked| {
        let month = first + asked.month as i32;
        Open { pair, month, asked: *asked, event: event_of(cx, pair, month, asked) }
    });
    open.filter(is_open).collect()
}

/// The event that a high month lies in.
fn event_of(cx: &Context, pair: usize, month: Month, asked: &Suggestion) -> Option<String> {
    let lifted = asked.doubt == Doubt::Outlier && asked.value.is_some_and(|value| value > asked.expected);
    let there = |event: &&Event| {
        lifted
            && (event.first..=event.last).contains(&month)
            && cx.outcome.frame.pairs_in(&event.subject, &event.place).contains(&pair)
    };
    cx.plan.demand.events.iter().find(there).map(|event| event.name.clone())
}

/// Every open month, the one with the most money first.
pub fn open(cx: &Context) -> Vec<Open> {
    let mut open: Vec<(f64, Open)> = (0..cx.outcome.frame.pairs.len())
        .flat_map(|pair| open_of(cx, pair))
        .map(|open| (open.distance().abs() * cx.price(open.pair, 0).unwrap_or(1.0), open))
        .collect();
    open.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1.pair, a.1.month).cmp(&(b.1.pair, b.1.month))));
    open.into_iter().map(|(_, open)| open).collect()
}

/// The marks on a pair, oldest first.
pub fn marks_of<'a>(cx: &Context<'a>, series: &SeriesId) -> impl Iterator<Item = &'a Mark> + use<'a> {
    let key = |month| (series.item.clone(), series.market.clone(), Month(month));
    cx.plan.demand.marks.range(key(i32::MIN)..=key(i32::MAX))
}

/// Where the figure of a month stands.
pub fn cell(series: &SeriesId, month: Month) -> Cell {
    let (subject, place) = (Subject::Item(series.item.clone()), Place::Market(series.market.clone()));
    Cell::month(Measure::History, subject, place, month)
}
