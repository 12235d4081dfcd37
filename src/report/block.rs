//! A block of cells of a table: what it sums to, how it is copied to a spreadsheet, and what a paste into it means.
//!
//! The text form is that of every spreadsheet: rows end with a line feed, cells with a tab. One figure pasted over a block fills it.

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
}

/// What a paste means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// Where to type what.
    pub edits: Vec<(Cell, String)>,
    /// How many pasted cells met one that cannot be typed, or no cell at all.
    pub left_out: usize,
}

/// Count, sum, mean, least and most of the figures in a block.
pub fn block_summary(table: &Table, block: Block, locale: &Locale) -> BlockSummary {
    let values: Vec<f64> = cells(table, block).filter_map(|(_, value)| value).collect();
    let count = cells(table, block).count();
    if values.is_empty() {
        return BlockSummary { cells: count, figures: Vec::new() };
    }
    let sum: f64 = values.iter().sum();
    let mean = sum / values.len() as f64;
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let decimals = if values.iter().all(|value| value.abs() < 10.0) { 2 } else { 0 };
    let figure = |name, value| (name, locale.number(value, decimals));
    BlockSummary {
        cells: count,
        figures: vec![figure("Sum", sum), figure("Mean", mean), figure("Min", least), figure("Max", most)],
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

/// What pasting a text at a block means: it starts at the upper left corner; a single figure fills the whole block.
pub fn pasted(table: &Table, block: Block, text: &str) -> Pasted {
    let lines: Vec<Vec<&str>> =
        text.trim_end_matches(['\r', '\n']).lines().map(|line| line.split('\t').collect()).collect();
    let mut pasted = Pasted::default();
    let single = matches!(lines.as_slice(), [line] if line.len() == 1);
    if single && !block.is_single() {
        for row in block.top..=block.bottom {
            for column in block.left..=block.right {
                paste_one(table, (row, column), lines[0][0], &mut pasted);
            }
        }
        return pasted;
    }
    for (down, line) in lines.iter().enumerate() {
        for (right, word) in line.iter().enumerate() {
            paste_one(table, (block.top + down, block.left + right), word, &mut pasted);
        }
    }
    pasted
}

/// The edits that take every typed figure of a block back.
pub fn cleared(table: &Table, block: Block) -> Vec<(Cell, String)> {
    let rows = table.rows.iter().take(block.bottom + 1).skip(block.top);
    rows.flat_map(|row| row.cells.iter().take(block.right + 1).skip(block.left))
        .filter(|cell| cell.typed)
        .filter_map(|cell| Some((cell.cell.clone()?, String::new())))
        .collect()
}

fn cells(table: &Table, block: Block) -> impl Iterator<Item = (usize, Option<f64>)> {
    let rows = table.rows.iter().enumerate().take(block.bottom + 1).skip(block.top);
    rows.flat_map(move |(at, row)| {
        row.cells.iter().take(block.right + 1).skip(block.left).map(move |cell| (at, cell.value))
    })
}

fn paste_one(table: &Table, (row, column): (usize, usize), word: &str, pasted: &mut Pasted) {
    let cell = table.rows.get(row).and_then(|row| row.cells.get(column)).filter(|cell| cell.editable);
    match cell.and_then(|cell| cell.cell.clone()) {
        Some(cell) => pasted.edits.push((cell, word.trim().to_owned())),
        None => pasted.left_out += 1,
    }
}

/// At most six decimals, without trailing zeros.
fn plain(value: f64, locale: &Locale) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    text.replace('.', &locale.decimal.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Measure, Month, Place, Subject};
    use crate::report::{TableCell, TableRow};

    fn table() -> Table {
        let cell = |at: i32, value: f64, editable| TableCell {
            text: format!("{value}"),
            value: Some(value),
            cell: Some(Cell::month(Measure::Consensus, Subject::All, Place::All, Month::new(2026, at))),
            editable,
            typed: at == 2,
            ..TableCell::default()
        };
        let row = |start: f64| TableRow {
            cells: vec![cell(1, start, false), cell(2, start + 1.5, true), cell(3, start + 2.0, true)],
            ..TableRow::default()
        };
        Table { rows: vec![row(10.0), row(1200.0)], ..Table::default() }
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
    fn a_paste_starts_at_the_corner_and_leaves_out_what_cannot_be_typed() {
        let paste = pasted(&table(), Block::between((0, 0), (0, 0)), "1\t 2\r\n3\t4\n");
        assert_eq!(paste.left_out, 2);
        let words: Vec<&str> = paste.edits.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(words, ["2", "4"]);
        assert_eq!(pasted(&table(), Block::between((1, 2), (1, 2)), "1\t2\t3").left_out, 2);
    }

    #[test]
    fn a_table_is_written_as_csv() {
        let mut table = table();
        table.corner = "Units, \"net\"".into();
        table.rows[0].label = "=1+1".into();
        let csv = table_csv(&table, Block::between((0, 0), (1, 1)));
        assert_eq!(csv, "\"Units, \"\"net\"\"\"\r\n'=1+1,10,11.5\r\n,1200,1201.5\r\n");
    }

    #[test]
    fn a_single_figure_fills_the_block() {
        let paste = pasted(&table(), Block::between((0, 1), (1, 2)), "7");
        assert_eq!((paste.edits.len(), paste.left_out), (4, 0));
        assert_eq!(cleared(&table(), Block::between((0, 0), (1, 2))).len(), 2);
    }
}
