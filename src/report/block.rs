//! A block of cells of a table: what it sums to, how it is copied to a spreadsheet, and where a jump ends.
//!
//! The text form is that of every spreadsheet: rows end with a line feed, cells with a tab. What is put into a block is another file's.

use super::whole::{self, Overlap};
use super::{Locale, Table};
use crate::model::Cell;

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// First row.
    pub top: usize,
    /// Last row.
    pub bottom: usize,
    /// First column.
    pub left: usize,
    /// Last column.
    pub right: usize,
}

impl Block {
    /// The rectangle between two corners (row, column), given in any order.
    pub fn between(a: (usize, usize), b: (usize, usize)) -> Self {
        Self { top: a.0.min(b.0), bottom: a.0.max(b.0), left: a.1.min(b.1), right: a.1.max(b.1) }
    }

    /// Whether it is a single cell.
    pub fn is_single(self) -> bool {
        self.top == self.bottom && self.left == self.right
    }
}

impl Table {
    /// All of its cells.
    pub fn whole(&self) -> Block {
        Block::between((0, 0), (self.rows.len().saturating_sub(1), self.columns.len().saturating_sub(1)))
    }
}

/// What the line below a table says about a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockSummary {
    /// How many cells.
    pub cells: usize,
    /// Name and figure: sum, mean, least, most. Empty where no cell has a figure.
    pub figures: Vec<(&'static str, String)>,
    /// How many cells the figures are of, where totals and their parts are both in the block; may be empty.
    pub note: String,
}

/// Count, sum, mean, least and most of the figures in a block. What is a whole of others in it, or a part, is not counted twice: see
/// `whole`.
pub fn block_summary(table: &Table, block: Block, locale: &Locale) -> BlockSummary {
    let columns = whole::columns(table, block);
    let parts = whole::rows(table, block);
    let rows = table.rows.iter().take(block.bottom + 1).skip(block.top);
    let (mut cells, mut values) = (0, Vec::new());
    for (row, part) in rows.zip(&parts) {
        let figures = row.cells.iter().take(block.right + 1).skip(block.left).zip(&columns);
        let counted = figures.clone().filter(|(_, overlap)| part.is_none() && **overlap == Overlap::Free);
        values.extend(counted.filter_map(|(cell, _)| cell.value));
        cells += figures.len();
    }
    if values.is_empty() {
        return BlockSummary { cells, ..BlockSummary::default() };
    }
    let is_apart = parts.iter().all(Option::is_none) && columns.iter().all(|overlap| *overlap == Overlap::Free);
    let sum: f64 = values.iter().sum();
    let mean = sum / values.len() as f64;
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let decimals = if values.iter().all(|value| value.abs() < 10.0) { 2 } else { 0 };
    let figure = |name, value| (name, locale.number(value, decimals));
    BlockSummary {
        cells,
        figures: vec![figure("Sum", sum), figure("Mean", mean), figure("Min", least), figure("Max", most)],
        note: if is_apart { String::new() } else { format!("of {} cells: totals and their parts once", values.len()) },
    }
}

/// A block as a spreadsheet takes it: plain figures, no grouping, the decimal sign of the locale.
pub fn block_text(table: &Table, block: Block, locale: &Locale) -> String {
    let mut text = String::new();
    for row in table.rows.iter().take(block.bottom + 1).skip(block.top) {
        for (at, cell) in row.cells.iter().enumerate().take(block.right + 1).skip(block.left) {
            if at > block.left {
                text.push('\t');
            }
            match cell.value {
                Some(value) => text.push_str(&plain(value, locale)),
                None => text.push_str(&cell.text.replace(['\t', '\n'], " ")),
            }
        }
        text.push('\n');
    }
    text
}

/// A whole table with its heads as a spreadsheet takes it.
pub fn table_text(table: &Table, locale: &Locale) -> String {
    let heads: Vec<&str> = table.columns.iter().map(|column| column.label.as_str()).collect();
    let mut text = format!("{}\t{}\n", table.corner, heads.join("\t"));
    let whole = table.whole();
    for (at, row) in table.rows.iter().enumerate() {
        text.push_str(&format!("{}\t", row.label));
        text.push_str(&block_text(table, Block { top: at, bottom: at, ..whole }, locale));
    }
    text
}

/// A block with its heads as CSV (RFC 4180): plain figures with a decimal point, whatever the locale.
pub fn table_csv(table: &Table, block: Block) -> String {
    let locale = Locale::default();
    let columns = table.columns.iter().take(block.right + 1).skip(block.left);
    let mut text = line(std::iter::once(table.corner.clone()).chain(columns.map(|column| column.label.clone())));
    for row in table.rows.iter().take(block.bottom + 1).skip(block.top) {
        let cells = row.cells.iter().take(block.right + 1).skip(block.left);
        let figures = cells.map(|cell| cell.value.map_or_else(|| cell.text.clone(), |value| plain(value, &locale)));
        text.push_str(&line(std::iter::once(row.label.clone()).chain(figures)));
    }
    text
}

/// One line of CSV; what a spreadsheet would take for a formula is kept as text.
fn line(fields: impl Iterator<Item = String>) -> String {
    let quoted = fields.map(|field| {
        let is_number = field.parse::<f64>().is_ok();
        let safe = if !is_number && field.starts_with(['=', '+', '-', '@']) { format!("'{field}") } else { field };
        if safe.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}

/// The addresses of the typed figures in a block.
pub fn typed_cells(table: &Table, block: Block) -> Vec<Cell> {
    let rows = table.rows.iter().take(block.bottom + 1).skip(block.top);
    rows.flat_map(|row| row.cells.iter().take(block.right + 1).skip(block.left))
        .filter(|cell| cell.typed)
        .filter_map(|cell| cell.cell.clone())
        .collect()
}

/// Which way a jump goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// To the first row.
    Up,
    /// To the last row.
    Down,
    /// To the first column.
    Left,
    /// To the last column.
    Right,
}

/// Where a jump from a cell (row, column) ends, as in a spreadsheet: at the last figure before a gap, at the first one after it, or at the
/// table's edge. A planning table has few gaps, so that this is mostly its edge; views that nobody has filled in yet are such gaps.
pub fn edge(table: &Table, from: (usize, usize), toward: Toward) -> (usize, usize) {
    let last = (table.rows.len().saturating_sub(1), table.columns.len().saturating_sub(1));
    let next = |(row, column): (usize, usize)| match toward {
        Toward::Up => row.checked_sub(1).map(|row| (row, column)),
        Toward::Down => (row < last.0).then_some((row + 1, column)),
        Toward::Left => column.checked_sub(1).map(|column| (row, column)),
        Toward::Right => (column < last.1).then_some((row, column + 1)),
    };
    let is_filled = |(row, column): (usize, usize)| {
        table.rows.get(row).and_then(|row| row.cells.get(column)).is_some_and(|cell| cell.value.is_some())
    };
    let Some(first) = next(from) else { return from };
    let runs = is_filled(from) && is_filled(first);
    let mut at = first;
    while let Some(beyond) = next(at) {
        if runs && !is_filled(beyond) || !runs && is_filled(at) {
            break;
        }
        at = beyond;
    }
    at
}

/// At most six decimals, without trailing zeros; but never three of them, which a reader could take for thousands: 1.234 is `1.2340`.
fn plain(value: f64, locale: &Locale) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    let is_three = text.split_once('.').is_some_and(|(_, fraction)| fraction.len() == 3);
    let text = if is_three { format!("{text}0") } else { text.to_owned() };
    text.replace('.', &locale.decimal.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Measure, Month, Place, Subject};
    use crate::report::{Column, ColumnKind, RowKind, TableCell, TableRow};

    fn table() -> Table {
        let cell = |family: &str, at: i32, value: f64, editable| TableCell {
            text: format!("{value}"),
            value: Some(value),
            cell: Some(Cell::month(
                Measure::Consensus,
                Subject::Family(family.into()),
                Place::All,
                Month::new(2026, at),
            )),
            editable,
            typed: at == 2,
            ..TableCell::default()
        };
        let row = |family: &str, start: f64| TableRow {
            cells: vec![
                cell(family, 1, start, false),
                cell(family, 2, start + 1.5, true),
                cell(family, 3, start + 2.0, true),
            ],
            ..TableRow::default()
        };
        let columns = vec![Column::default(); 3];
        Table { columns, rows: vec![row("A", 10.0), row("B", 1200.0)], ..Table::default() }
    }

    #[test]
    fn a_block_is_summed() {
        let summary = block_summary(&table(), Block::between((1, 1), (0, 0)), &Locale::default());
        assert_eq!(summary.cells, 4);
        let texts: Vec<&str> = summary.figures.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["2,423", "606", "10", "1,202"]);
    }

    #[test]
    fn a_block_is_copied_as_a_spreadsheet_takes_it() {
        let german = Locale { decimal: ',', group: '.', ..Locale::default() };
        assert_eq!(block_text(&table(), Block::between((0, 0), (1, 1)), &german), "10\t11,5\n1200\t1201,5\n");
    }

    #[test]
    fn a_table_is_written_as_csv() {
        let mut table = table();
        table.corner = "Units, \"net\"".into();
        table.rows[0].label = "=1+1".into();
        let csv = table_csv(&table, Block::between((0, 0), (1, 1)));
        assert_eq!(csv, "\"Units, \"\"net\"\"\",,\r\n'=1+1,10,11.5\r\n,1200,1201.5\r\n");
    }

    #[test]
    fn a_copied_figure_never_looks_like_thousands() {
        let us = Locale::default();
        assert_eq!([1.234, 0.5, 1234.0, -0.0, 2.0].map(|value| plain(value, &us)), ["1.2340", "0.5", "1234", "0", "2"]);
    }

    #[test]
    fn a_jump_ends_at_gaps_and_edges() {
        let mut table = table();
        let jump = |table: &Table, row, column, toward| edge(table, (row, column), toward);
        assert_eq!(jump(&table, 0, 0, Toward::Right), (0, 2));
        assert_eq!(jump(&table, 0, 2, Toward::Right), (0, 2));
        assert_eq!(jump(&table, 1, 1, Toward::Up), (0, 1));
        table.rows[0].cells[1].value = None;
        assert_eq!(jump(&table, 0, 0, Toward::Right), (0, 2), "over the gap to the next figure");
        assert_eq!(jump(&table, 1, 1, Toward::Up), (0, 1), "no figure above: the edge");
        table.rows[0].cells[2].value = None;
        assert_eq!(jump(&table, 0, 1, Toward::Left), (0, 0));
        assert_eq!(jump(&table, 0, 2, Toward::Down), (1, 2));
        assert_eq!(jump(&Table::default(), 0, 0, Toward::Down), (0, 0));
    }

    #[test]
    fn totals_and_their_parts_count_once() {
        let month = |at: i32| Month::new(2026, at);
        let column = |kind, first: i32, last: i32| Column {
            kind,
            first: Some(month(first)),
            last: Some(month(last)),
            ..Column::default()
        };
        let cell = |subject: &Subject, first: i32, last: i32, value: f64| TableCell {
            value: Some(value),
            cell: Some(Cell {
                measure: Measure::Consensus,
                subject: subject.clone(),
                place: Place::All,
                first: month(first),
                last: month(last),
            }),
            ..TableCell::default()
        };
        let row = |subject: Subject, level, kind, each: f64| TableRow {
            level,
            kind,
            cells: vec![
                cell(&subject, 1, 1, each),
                cell(&subject, 2, 2, each),
                cell(&subject, 3, 3, each),
                cell(&subject, 1, 3, 3.0 * each),
            ],
            ..TableRow::default()
        };
        let table = Table {
            columns: vec![
                column(ColumnKind::Plan, 1, 1),
                column(ColumnKind::Plan, 2, 2),
                column(ColumnKind::Plan, 3, 3),
                column(ColumnKind::Total, 1, 3),
            ],
            rows: vec![
                row(Subject::All, 0, RowKind::Total, 30.0),
                row(Subject::Family("A".into()), 1, RowKind::Node, 10.0),
                row(Subject::Family("B".into()), 1, RowKind::Node, 20.0),
            ],
            ..Table::default()
        };
        let sum = |a, b| {
            let summary = block_summary(&table, Block::between(a, b), &Locale::default());
            (summary.cells, summary.figures[0].1.clone(), summary.note.is_empty())
        };
        assert_eq!(sum((0, 0), (0, 2)), (3, "90".into(), true));
        assert_eq!(sum((0, 0), (0, 3)), (4, "90".into(), false), "months and their quarter");
        assert_eq!(sum((0, 2), (0, 3)), (2, "90".into(), false), "the quarter holds its month");
        assert_eq!(sum((0, 0), (2, 0)), (3, "30".into(), false), "families and everything");
        assert_eq!(sum((1, 0), (2, 3)), (8, "90".into(), false), "two families are apart");
        assert_eq!(sum((0, 0), (2, 3)), (12, "90".into(), false));
    }
}
