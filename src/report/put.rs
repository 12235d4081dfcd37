//! What is put into many cells at once: a paste, a fill, Delete over a block. It is planned cell by cell before anything is done.
//!
//! A paste starts at the block's upper left corner; a row, a column or one figure repeats where the block is a multiple of it. What is pasted
//! is a figure, whatever its sign: `-30` is minus thirty here, while typing it takes 30 off. Forms that no figure has (`=1+2`, `*1.05`,
//! `+10%`) mean what they mean when typed. The block decides how its numbers are written, not each cell; where it cannot tell (`1.234` and
//! nothing else), it asks. Empty cells take typed figures back. Totals over months that are pasted beside them follow from their months.
//! Invariant: every cell of the text fits, follows, says what stands there already, or is listed with a reason.

mod judge;
#[cfg(test)]
mod tests;

use super::{
    Block, ColumnKind, Context, NOT_APPLICABLE, NOT_COMPUTED, Table, TableCell, describe, typed_figure, whole,
};
use crate::model::{Change, How, tells_decimal_comma};
use judge::{Entry, Judge};

/// How many misfits are listed; the others are counted.
const LISTED: usize = 500;

/// What is put where.
#[derive(Clone, Debug, PartialEq)]
pub enum Put {
    /// A spreadsheet's text: rows by line feeds, cells by tabs.
    Paste {
        /// Where.
        block: Block,
        /// What.
        text: String,
    },
    /// The first column or row over the others of the block; over a block of one column or row, what stands before it.
    Fill {
        /// Where.
        block: Block,
        /// From the first row down, rather than from the first column to the right.
        down: bool,
    },
    /// Takes the typed figures back.
    Clear {
        /// Where.
        block: Block,
    },
}

/// The decimal sign of a pasted block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalSign {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// A cell that what was put there does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// Which cell.
    pub place: String,
    /// What should have come there.
    pub read: String,
    /// Why it does not.
    pub why: String,
}

/// What putting something into cells would do.
#[derive(Clone, Debug, PartialEq)]
pub struct PutPlan {
    /// The edit, with everything that fits.
    pub change: Change,
    /// What it does, in a few words.
    pub what: String,
    /// "412 of 420 cells fit".
    pub title: String,
    /// How many cells fit.
    pub fits: usize,
    /// What does not fit, cell by cell; the first 500.
    pub misfits: Vec<Misfit>,
    /// What else there is to say: misfits that are not listed, totals that follow. May be empty.
    pub note: String,
    /// A number that says not how it is written, and what it is with a point and with a comma as the decimal sign.
    pub unsure: Option<[String; 3]>,
    /// How the numbers are read.
    pub sign: DecimalSign,
    /// The button: "Paste what fits".
    pub verb: &'static str,
    /// Why nothing at all happens; empty: something does, or is asked.
    pub nothing: &'static str,
}

impl PutPlan {
    /// Whether it can be done at once: everything fits, and nothing has to be asked.
    pub fn is_whole(&self) -> bool {
        self.misfits.is_empty() && self.unsure.is_none()
    }
}

/// Plans it. `sign`: what was answered to how the numbers are written.
pub fn put_plan(cx: &Context, table: &Table, put: &Put, sign: Option<DecimalSign>) -> PutPlan {
    match put {
        Put::Paste { block, text } => paste(cx, table, *block, text, sign),
        Put::Fill { block, down } => fill(cx, table, *block, *down),
        Put::Clear { block } => clear(cx, table, *block),
    }
}

fn paste(cx: &Context, table: &Table, block: Block, text: &str, sign: Option<DecimalSign>) -> PutPlan {
    let lines: Vec<Vec<String>> = text
        .trim_end_matches(['\r', '\n'])
        .lines()
        .map(|line| line.split('\t').map(|word| tidied(cx, word)).collect())
        .collect();
    let habit = Habit::of(cx, lines.iter().flatten(), sign);
    let (height, width) = (lines.len(), lines.iter().map(Vec::len).max().unwrap_or(0));
    let (down, right) = (times(block.bottom - block.top + 1, height), times(block.right - block.left + 1, width));
    let reach = Block {
        top: block.top,
        left: block.left,
        bottom: block.top + (height * down).saturating_sub(1),
        right: block.left + (width * right).saturating_sub(1),
    };
    let overlaps = whole::columns(table, reach);
    let parts = whole::rows(table, reach);
    let mut judge = Judge::new(cx, table, habit.sign);
    for row in 0..height * down {
        let line = &lines[row % height];
        let is_whole = parts.contains(&Some(block.top + row));
        for column in 0..width * right {
            let Some(word) = line.get(column % width) else { continue };
            let spot = (block.top + row, block.left + column);
            let over = if overlaps.get(column) == Some(&whole::Overlap::Whole) {
                Some(months_below(table, line, (block.left, column, width)))
            } else {
                is_whole.then_some(judge::Over::Rows)
            };
            let is_repeated = right > 1;
            match over {
                Some(judge::Over::Months(_)) if is_repeated => judge.follows += 1,
                Some(over) => judge.over(spot, word, over),
                None => judge.word(spot, word),
            }
        }
    }
    let mut plan = judge.plan("Pasted", "Paste what fits", "The clipboard holds no figures.");
    plan.unsure = habit.unsure.filter(|_| plan.fits > 0 || !plan.misfits.is_empty());
    if plan.misfits.is_empty() {
        plan.verb = "Paste";
    }
    plan
}

/// The words of a line that stand in the months of a total.
fn months_below(table: &Table, line: &[String], (left, column, width): (usize, usize, usize)) -> judge::Over {
    let span = |at: usize| table.columns.get(at).and_then(|column| column.first.zip(column.last));
    let Some((first, last)) = span(left + column) else { return judge::Over::Months(Vec::new()) };
    let months = (0..width).filter(|at| {
        let is_month = table.columns.get(left + at).is_some_and(|column| column.kind == ColumnKind::Plan);
        is_month && span(left + at).is_some_and(|(month, _)| first <= month && month <= last)
    });
    judge::Over::Months(months.map(|at| line.get(at).cloned().unwrap_or_default()).collect())
}

/// How often a text repeats over a block: as often as it fits without a rest, else once.
fn times(block: usize, text: usize) -> usize {
    if text > 0 && block.is_multiple_of(text) { block / text } else { 1 }
}

/// A cell's text without spaces around it, unusual spaces and the currency.
fn tidied(cx: &Context, word: &str) -> String {
    let word: String = word.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let word = word.trim();
    let word = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
    let currency = cx.locale.currency.as_str();
    let bare = word.strip_prefix(currency).or_else(|| word.strip_suffix(currency)).unwrap_or(word).trim();
    if bare == NOT_COMPUTED || bare == NOT_APPLICABLE { String::from(NOT_COMPUTED) } else { bare.to_owned() }
}

/// How a block writes its numbers.
struct Habit {
    sign: DecimalSign,
    unsure: Option<[String; 3]>,
}

impl Habit {
    /// By what its cells tell, the most of them where they differ; then by what was answered; then as the page writes numbers.
    fn of<'a>(cx: &Context, words: impl Iterator<Item = &'a String>, answer: Option<DecimalSign>) -> Self {
        let (mut points, mut commas, mut unsure) = (0, 0, None);
        for word in words {
            match tells_decimal_comma(word) {
                Some(true) => commas += 1,
                Some(false) => points += 1,
                None if is_unsure(word) => unsure = unsure.or(Some(word)),
                None => {}
            }
        }
        let page = if cx.locale.decimal == ',' { DecimalSign::Comma } else { DecimalSign::Point };
        let sign = match points.cmp(&commas) {
            std::cmp::Ordering::Greater => DecimalSign::Point,
            std::cmp::Ordering::Less => DecimalSign::Comma,
            std::cmp::Ordering::Equal => answer.unwrap_or(page),
        };
        let asks = points == commas;
        let read =
            |word: &String, sign| judge::number(word, sign).map(|value| cx.locale.number(value, decimals(value)));
        let unsure = unsure
            .filter(|_| asks)
            .and_then(|word| Some([word.clone(), read(word, DecimalSign::Point)?, read(word, DecimalSign::Comma)?]));
        Self { sign, unsure }
    }
}

/// Three decimals where there are any.
fn decimals(value: f64) -> usize {
    if value.fract() == 0.0 { 0 } else { 3 }
}

/// `1.234` and `1,234`: a decimal sign or a thousands sign.
fn is_unsure(word: &str) -> bool {
    word.contains([',', '.']) && word.bytes().all(|byte| b"0123456789.,-+() ".contains(&byte))
}

fn fill(cx: &Context, table: &Table, block: Block, down: bool) -> PutPlan {
    let mut judge = Judge::new(cx, table, DecimalSign::Point);
    let overlaps = whole::columns(table, block);
    let is_total = |column: usize| overlaps.get(column - block.left) == Some(&whole::Overlap::Whole);
    for row in block.top..=block.bottom {
        for column in block.left..=block.right {
            let from = match (down, block.top == block.bottom, block.left == block.right) {
                (true, false, _) if row > block.top => Some((block.top, column)),
                (true, true, _) => row.checked_sub(1).map(|row| (row, column)),
                (false, _, false) if column > block.left => Some((row, block.left)),
                (false, _, true) => column.checked_sub(1).map(|column| (row, column)),
                _ => None,
            };
            let Some(from) = from.filter(|from| suits(table, *from, (row, column))) else { continue };
            if is_total(column) && (!down || block.left < block.right) {
                judge.follows += 1;
            } else if let Some((how, value)) = held(cx, at(table, from)) {
                judge.entry((row, column), Entry::Figure(how, value));
            }
        }
    }
    judge.plan(
        "Filled",
        "Fill what fits",
        "There is nothing to fill from: choose a block whose first column holds figures.",
    )
}

/// Whether a figure may be filled from one cell into another: months into months and totals into totals as long, and down only into rows of
/// the same measure.
fn suits(table: &Table, from: (usize, usize), to: (usize, usize)) -> bool {
    let months = |column: usize| {
        let column = table.columns.get(column)?;
        Some(column.last? - column.first?)
    };
    let measure = |spot| at(table, spot).and_then(|cell| cell.cell.as_ref()).map(|cell| cell.measure);
    months(from.1).is_some() && months(from.1) == months(to.1) && (from.0 == to.0 || measure(from) == measure(to))
}

fn at(table: &Table, (row, column): (usize, usize)) -> Option<&TableCell> {
    table.rows.get(row)?.cells.get(column)
}

/// What a cell holds, as F2 shows it: the form in which it was typed, or its figure.
fn held(cx: &Context, cell: Option<&TableCell>) -> Option<(How, f64)> {
    let cell = cell?;
    let figure = cell.cell.as_ref().and_then(|address| typed_figure(cx.plan, address));
    figure.map(|figure| (figure.how, figure.value)).or_else(|| cell.value.map(|value| (How::Replace, value)))
}

fn clear(cx: &Context, table: &Table, block: Block) -> PutPlan {
    let mut judge = Judge::new(cx, table, DecimalSign::Point);
    for row in block.top..=block.bottom {
        for column in block.left..=block.right {
            if at(table, (row, column)).is_some_and(|cell| cell.typed) {
                judge.entry((row, column), Entry::Nothing);
            }
        }
    }
    judge.plan("Taken back", "Take back what can be", "Nothing typed here, so there is nothing to take back.")
}

/// "Pasted 420 cells: Consensus demand of Volt 33, Nov 26: 120 and 419 more".
fn told(cx: &Context, word: &str, changes: &[Change]) -> String {
    match changes {
        [] => "Nothing".into(),
        [one] => describe(cx, one),
        several => format!("{word} {} cells: {}", several.len(), describe(cx, &Change::Many(several.to_vec()))),
    }
}
