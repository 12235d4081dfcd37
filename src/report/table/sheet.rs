//! The paper of a planning table: its columns, and rows made from figures by month.
//!
//! Columns are closed months, planned months with a total after every full quarter and every calendar year, and the total of the horizon. A
//! year of which the horizon holds only some months says how many ("2026, 2 mo"). A total follows the measure's own rule: flows sum, opening
//! stock is the first month's, closing the last's, ratios are worked out again from their parts.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{
    Column, ColumnKind, Context, NOT_APPLICABLE, NOT_COMPUTED, RowKind, TableCell, TableRow, Tone, glossary,
    is_typed_measure, typed_figure,
};
use crate::model::{Cell, Measure, Month, OverMonths, Place, Subject, Unit, ratio};

/// First and last month of what is said, by what it is about.
type Notes<'a> = BTreeMap<(Measure, &'a Subject, &'a Place), Vec<(Month, Month)>>;

/// What a column takes its figure from.
enum Span {
    /// A text of the row, by position.
    Text(usize),
    /// A closed month.
    Past(usize),
    /// Planned months.
    Ahead(Range<usize>),
}

/// The columns of a table, and what its rows need to know of the plan.
pub struct Sheet<'a> {
    cx: &'a Context<'a>,
    /// After the first one.
    pub columns: Vec<Column>,
    spans: Vec<Span>,
    past: usize,
    notes: Notes<'a>,
}

/// What a row is, before its figures.
pub struct Head {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Depth.
    pub level: u8,
    /// Kind.
    pub kind: RowKind,
    /// Whether it is open; `None`: there is nothing below.
    pub open: Option<bool>,
    /// Texts of the plain columns.
    pub texts: Vec<String>,
}

/// Figures of one row by month.
pub struct Line {
    /// Whose address the planned months have.
    pub measure: Measure,
    /// Whose address the closed months have.
    pub past_measure: Option<Measure>,
    /// Closed months; shorter: nothing is known of the earlier ones.
    pub past: Vec<Option<f64>>,
    /// Planned months.
    pub ahead: Vec<Option<f64>>,
    /// Of a ratio: what is divided by what, so that totals are worked out again.
    pub parts: Option<(Vec<f64>, Vec<f64>)>,
    /// What the figures count in.
    pub unit: Unit,
    /// Whether a plus is written.
    pub signed: bool,
    /// Whether planned months can be typed.
    pub editable: bool,
    /// By month: how it judges and why; empty: no judgment.
    pub judged: Vec<(Tone, String)>,
    /// Whether there is no such figure at all, rather than none worked out.
    pub is_apart: bool,
}

impl Line {
    /// Planned figures of a measure in its own unit.
    pub fn new(measure: Measure, ahead: Vec<Option<f64>>) -> Self {
        Self {
            measure,
            past_measure: None,
            past: Vec::new(),
            ahead,
            parts: None,
            unit: measure.unit(),
            signed: false,
            editable: false,
            judged: Vec::new(),
            is_apart: false,
        }
    }

    /// With closed months of another measure.
    pub fn with_past(mut self, measure: Measure, past: Vec<Option<f64>>) -> Self {
        self.past_measure = Some(measure);
        self.past = past;
        self
    }

    /// A ratio of two sums by month: `None` where there is no whole.
    pub fn of_ratio(measure: Measure, part: Vec<f64>, whole: Vec<f64>) -> Self {
        let ahead = part.iter().zip(&whole).map(|(part, whole)| ratio(*part, *whole)).collect();
        Self { parts: Some((part, whole)), ..Self::new(measure, ahead) }
    }

    /// The figure of some planned months.
    fn over(&self, months: &Range<usize>) -> Option<f64> {
        let values = self.ahead.get(months.clone())?;
        if let [value] = values {
            return *value;
        }
        match (self.measure.over_months(), &self.parts) {
            (_, Some((part, whole))) => {
                ratio(part.get(months.clone())?.iter().sum(), whole.get(months.clone())?.iter().sum())
            }
            (OverMonths::Sum, _) => super::super::sum::of_known(values),
            (OverMonths::First, _) => *values.first()?,
            (OverMonths::Last, _) => *values.last()?,
            (OverMonths::Recompute, None) if self.measure == Measure::DaysOfSupply => *values.last()?,
            (OverMonths::Recompute, None) => same(values),
        }
    }

    /// The worst that is said of some planned months.
    fn judgment(&self, months: &Range<usize>) -> (Tone, String) {
        let said = self.judged.get(months.clone()).unwrap_or_default();
        let rank = |tone: Tone| match tone {
            Tone::Bad => 2,
            Tone::Warn => 1,
            _ => 0,
        };
        let worst = said.iter().map(|(tone, _)| rank(*tone)).max().unwrap_or(0);
        said.iter().find(|(tone, _)| rank(*tone) == worst).cloned().unwrap_or_default()
    }
}

impl<'a> Sheet<'a> {
    /// With so many closed months and these plain columns before them.
    pub fn new(cx: &'a Context<'a>, past: usize, texts: &[&str]) -> Self {
        let mut sheet = Self { cx, columns: Vec::new(), spans: Vec::new(), past, notes: notes(cx) };
        for (position, text) in texts.iter().enumerate() {
            sheet.push(Column { label: (*text).into(), ..Column::default() }, Span::Text(position));
        }
        for (position, month) in cx.closed(past).enumerate() {
            sheet.push(column(cx.locale.month(month), ColumnKind::Actual, month, month), Span::Past(position));
        }
        let horizon = cx.plan.horizon();
        let months = cx.outcome.frame.months();
        for t in 0..months {
            let month = horizon.month(t);
            sheet.push(column(cx.locale.month(month), ColumnKind::Plan, month, month), Span::Ahead(t..t + 1));
            if t >= 2 && quarter_of(cx, month).1 == 3 {
                let label = quarter_of(cx, month).0;
                sheet.push(column(label, ColumnKind::Total, month - 2, month), Span::Ahead(t - 2..t + 1));
            }
            if month.of_year() == 12 || t + 1 == months {
                sheet.push_year(month, t, months);
            }
        }
        if months > 1 {
            let label = format!("{months} months");
            sheet.push(column(label, ColumnKind::Total, horizon.first, horizon.last()), Span::Ahead(0..months));
        }
        sheet
    }

    /// The total of the calendar year whose last planned month is at `t`, unless another total or a single month says the same.
    fn push_year(&mut self, last: Month, t: usize, months: usize) {
        let held = (t + 1).min(usize::try_from(last.of_year()).unwrap_or(1));
        let first = last - (held as i32 - 1);
        let is_said =
            self.columns.last().is_some_and(|column| column.first == Some(first) && column.last == Some(last));
        if held == months || is_said {
            return;
        }
        let label = if held == 12 { format!("{}", last.year()) } else { format!("{}, {held} mo", last.year()) };
        self.push(column(label, ColumnKind::Total, first, last), Span::Ahead(t + 1 - held..t + 1));
    }

    fn push(&mut self, column: Column, span: Span) {
        self.columns.push(column);
        self.spans.push(span);
    }

    /// A row with its figures.
    pub fn row(&self, head: Head, subject: &Subject, place: &Place, line: &Line) -> TableRow {
        let mut cells = Vec::with_capacity(self.spans.len());
        for (column, span) in self.columns.iter().zip(&self.spans) {
            cells.push(match span {
                Span::Text(position) => text_cell(head.texts.get(*position)),
                Span::Past(position) => self.past_cell(*position, column, subject, place, line),
                Span::Ahead(months) => self.ahead_cell(months, column, subject, place, line),
            });
        }
        let tip =
            if matches!(head.kind, RowKind::Measure | RowKind::Sum) { glossary::meaning(line.measure) } else { "" };
        TableRow {
            id: head.id,
            label: head.label,
            tip: tip.into(),
            level: head.level,
            kind: head.kind,
            open: head.open,
            series: None,
            cells,
        }
    }

    fn past_cell(&self, position: usize, column: &Column, subject: &Subject, place: &Place, line: &Line) -> TableCell {
        let missing = self.past.saturating_sub(line.past.len());
        let value = position.checked_sub(missing).and_then(|position| line.past.get(position).copied().flatten());
        let address = line.past_measure.and_then(|measure| address(measure, subject, place, column));
        TableCell { text: self.text(value, line, false), value, cell: address, ..TableCell::default() }
    }

    fn ahead_cell(
        &self,
        months: &Range<usize>,
        column: &Column,
        subject: &Subject,
        place: &Place,
        line: &Line,
    ) -> TableCell {
        let value = line.over(months);
        let Some(cell) = address(line.measure, subject, place, column) else { return TableCell::default() };
        let figure = if is_typed_measure(line.measure) { typed_figure(self.cx.plan, &cell) } else { None };
        let (tone, mut why) = line.judgment(months);
        if let Some(figure) = figure.filter(|_| why.is_empty()) {
            why = figure.reason.clone().unwrap_or_else(|| "Typed without a reason".into());
        }
        if let Some(figure) = figure.filter(|figure| figure.locked) {
            let by = figure.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
            why = format!("Locked{by}; Ctrl L unlocks it. {why}");
        }
        TableCell {
            text: self.text(value, line, line.signed),
            value,
            editable: line.editable,
            typed: figure.is_some(),
            locked: figure.is_some_and(|figure| figure.locked),
            noted: self.is_noted(&cell),
            tone,
            why,
            cell: Some(cell),
            act: None,
        }
    }

    fn text(&self, value: Option<f64>, line: &Line, signed: bool) -> String {
        match value {
            Some(value) if signed => self.cx.locale.signed(value, 0),
            Some(value) => self.cx.locale.figure(value, line.unit),
            None if line.is_apart => NOT_APPLICABLE.into(),
            None => NOT_COMPUTED.into(),
        }
    }

    fn is_noted(&self, cell: &Cell) -> bool {
        let touched = |months: &Vec<(Month, Month)>| {
            months.iter().any(|(first, last)| *first <= cell.last && cell.first <= *last)
        };
        !self.notes.is_empty() && self.notes.get(&(cell.measure, &cell.subject, &cell.place)).is_some_and(touched)
    }
}

/// A rate that is the same in every month.
fn same(values: &[Option<f64>]) -> Option<f64> {
    let first = (*values.first()?)?;
    values.iter().all(|value| *value == Some(first)).then_some(first)
}

fn text_cell(text: Option<&String>) -> TableCell {
    TableCell { text: text.cloned().unwrap_or_default(), ..TableCell::default() }
}

fn column(label: String, kind: ColumnKind, first: Month, last: Month) -> Column {
    Column { label, kind, first: Some(first), last: Some(last) }
}

fn address(measure: Measure, subject: &Subject, place: &Place, column: &Column) -> Option<Cell> {
    let (first, last) = (column.first?, column.last?);
    Some(Cell { measure, subject: subject.clone(), place: place.clone(), first, last })
}

/// The quarter of the fiscal year that a month lies in ("Q2 26"; a fiscal year is named by the year it ends in), and which month of it, 1 to 3.
fn quarter_of(cx: &Context, month: Month) -> (String, i32) {
    let start = i32::from(cx.plan.header.fiscal_start.clamp(1, 12));
    let passed = (month.of_year() - start).rem_euclid(12);
    let end = month + (11 - passed);
    (format!("Q{} {:02}", passed / 3 + 1, end.year().rem_euclid(100)), passed % 3 + 1)
}

/// What assumptions and comments are about.
fn notes<'a>(cx: &Context<'a>) -> Notes<'a> {
    let process = &cx.plan.process;
    let assumed = process.assumptions.iter().flat_map(|assumption| &assumption.cells);
    let said = process.comments.iter().filter(|comment| !comment.resolved && comment.parent.is_none());
    let said = said.filter_map(|comment| comment.cell.as_ref());
    let mut notes: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for cell in assumed.chain(said) {
        notes.entry((cell.measure, &cell.subject, &cell.place)).or_default().push((cell.first, cell.last));
    }
    notes
}
