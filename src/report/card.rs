//! The small shapes that the pages of the steps are put together from: cards, tiles, months of a chart, checks and findings.
//!
//! A card without figures says what it would bring and what is missing for it, never an empty frame.

use super::{
    Body, Card, Chart, Check, Column, Context, Edge, Entry, HeatCell, Ink, Key, NOT_COMPUTED, Plot, Series, Spark,
    StepState, Table, TableCell, TableRow, Tile, TimePlot, Tip, Tone, Width,
};
use crate::model::{Cell, Month, Step};

/// A card with a body.
pub fn card(id: &'static str, width: Width, title: String, subtitle: String, body: Body) -> Card {
    Card { id, title, subtitle, width, body, foot: String::new() }
}

/// A card that has nothing to show yet.
pub fn empty(id: &'static str, width: Width, title: &str, text: &str) -> Card {
    card(id, width, title.into(), String::new(), Body::Empty { text: text.into() })
}

/// A card with a picture of months.
pub fn time(label: String, plot: TimePlot, tips: Vec<Tip>, keys: Vec<Key>) -> Body {
    Body::Chart(Chart { label, plot: Plot::Time(plot), tips, keys })
}

/// One tip a field of a heat map, row by row.
pub fn heat_tips(cx: &Context, months: &[Month], rows: &[(String, Vec<HeatCell>)], unit: &str) -> Vec<Tip> {
    let tip = |name: &str, month: &Month, cell: &HeatCell| Tip {
        title: format!("{name}, {}", cx.locale.long_month(*month)),
        lines: vec![(unit.to_string(), if cell.text.is_empty() { NOT_COMPUTED.into() } else { cell.text.clone() })],
        cell: cell.cell.clone(),
    };
    let of_row = |(name, cells): &(String, Vec<HeatCell>)| -> Vec<Tip> {
        months.iter().zip(cells).map(|(month, cell)| tip(name, month, cell)).collect()
    };
    rows.iter().flat_map(of_row).collect()
}

/// The name of a mark.
pub fn key(ink: Ink, name: &str) -> Key {
    Key { ink, name: name.into() }
}

/// A list, or what it would bring.
pub fn list(id: &'static str, width: Width, title: String, subtitle: String, entries: Vec<Entry>) -> Card {
    card(id, width, title, subtitle, Body::List(entries))
}

/// A plain report from texts: heads, then rows of a label and its cells.
pub fn report(corner: &str, heads: &[String], rows: Vec<TableRow>) -> Table {
    let columns = heads.iter().map(|head| Column { label: head.clone(), ..Column::default() }).collect();
    Table { corner: corner.into(), columns, rows, ..Table::default() }
}

/// A row of a plain report.
pub fn line(id: impl Into<String>, label: impl Into<String>, cells: Vec<TableCell>) -> TableRow {
    TableRow { id: id.into(), label: label.into(), cells, ..TableRow::default() }
}

/// A cell that says something.
pub fn said(text: impl Into<String>) -> TableCell {
    TableCell { text: text.into(), ..TableCell::default() }
}

/// A figure with its text; `·` where there is none.
pub fn figure(value: Option<f64>, text: impl Fn(f64) -> String) -> TableCell {
    TableCell { text: value.map_or_else(|| NOT_COMPUTED.into(), text), value, ..TableCell::default() }
}

/// A tile with a figure in its unit.
pub fn tile(label: &str, tip: &str, (figure, unit): (String, String), note: (String, Tone)) -> Tile {
    // a unit of nothing says nothing; words ("different units") say why there is nothing
    let unit = if figure == NOT_COMPUTED && !unit.contains(' ') { String::new() } else { unit };
    Tile { label: label.into(), tip: tip.into(), figure, unit, note: note.0, tone: note.1, ..Tile::default() }
}

/// A line of closed and coming months; `None` where there is nothing to draw.
pub fn spark(past: &[Option<f64>], ahead: &[f64]) -> Option<Spark> {
    let past: Vec<f64> = past.iter().flatten().copied().collect();
    let ahead: Vec<f64> = ahead.iter().take(12).copied().collect();
    (past.len() + ahead.len() > 1).then_some(Spark { past, ahead })
}

/// "▲ +834" where more is better, "▼ −834" where it fell.
pub fn arrow(text: &str, change: f64) -> String {
    match change {
        change if change > 0.0 => format!("▲ {text}"),
        change if change < 0.0 => format!("▼ {text}"),
        _ => text.to_string(),
    }
}

/// Good above zero, bad below.
pub fn more_is_better(change: f64) -> Tone {
    match change {
        change if change > 0.0 => Tone::Good,
        change if change < 0.0 => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// Closed months, then planned ones.
pub struct Months {
    /// How many are closed.
    pub past: usize,
    /// How many are planned.
    pub ahead: usize,
    /// All of them.
    pub months: Vec<Month>,
}

impl Months {
    /// So many closed months, and so many of the planned ones at most.
    pub fn new(cx: &Context, past: usize, ahead: usize) -> Self {
        let ahead = cx.outcome.frame.months().min(ahead);
        let horizon = cx.plan.horizon();
        let months = cx.closed(past).chain((0..ahead).map(|t| horizon.month(t))).collect();
        Self { past, ahead, months }
    }

    /// A plot over them.
    pub fn plot(&self) -> TimePlot {
        TimePlot { months: self.months.clone(), today: Some(self.past), ..TimePlot::default() }
    }

    /// Figures of closed months only.
    pub fn closed(&self, name: &str, ink: Ink, values: &[Option<f64>]) -> Series {
        let mut slots = self.last(values);
        slots.resize(self.months.len(), None);
        Series { name: name.into(), ink, values: slots }
    }

    /// Figures of planned months only.
    pub fn planned(&self, name: &str, ink: Ink, values: impl IntoIterator<Item = Option<f64>>) -> Series {
        Series { name: name.into(), ink, values: self.edge(values) }
    }

    /// Planned figures by slot.
    pub fn edge(&self, values: impl IntoIterator<Item = Option<f64>>) -> Edge {
        let mut slots = vec![None; self.past];
        slots.extend(values.into_iter().take(self.ahead));
        slots.resize(self.months.len(), None);
        slots
    }

    fn last(&self, values: &[Option<f64>]) -> Vec<Option<f64>> {
        let mut slots = vec![None; self.past.saturating_sub(values.len())];
        slots.extend(values.iter().skip(values.len().saturating_sub(self.past)));
        slots
    }

    /// What a pointer reads out: every series that has a figure in the month.
    pub fn tips(
        &self,
        cx: &Context,
        series: &[&Series],
        text: impl Fn(f64) -> String,
        cell: impl Fn(Month) -> Option<Cell>,
    ) -> Vec<Tip> {
        let tip = |(slot, month): (usize, &Month)| {
            let lines = series.iter().filter_map(|series| {
                let value = series.values.get(slot).copied().flatten()?;
                Some((series.name.clone(), text(value)))
            });
            Tip { title: cx.locale.long_month(*month), lines: lines.collect(), cell: cell(*month) }
        };
        self.months.iter().enumerate().map(tip).collect()
    }
}

/// A condition of the checklist.
pub fn check(text: impl Into<String>, done: bool, required: bool) -> Check {
    Check { text: text.into(), done, required, cell: None }
}

/// Whether the step before was signed and is not stale.
pub fn earlier_signed(cx: &Context, step: Step) -> Option<Check> {
    let before = step.number().checked_sub(2)?;
    let is_signed = matches!(cx.staleness[before], StepState::Signed { .. });
    Some(check(format!("{} is signed and not stale", Step::ALL[before].name()), is_signed, false))
}

/// "1 item", "2 items".
pub fn count(number: usize, one: &str, several: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {several}") }
}

#[cfg(test)]
mod tests;
