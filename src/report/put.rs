//! What is put into many cells at once: a paste, a fill, Delete over a block. It is planned cell by cell before anything is done.
//!
//! A paste starts at the block's upper left corner; a row, a column or one figure repeats where the block is a multiple of it. What is pasted
//! is a figure, whatever its sign: `-30` is minus thirty here, while typing it takes 30 off. Forms that no figure has (`=1+2`, `*1.05`,
//! `+10%`) mean what they mean when typed. The block decides how its numbers are written, not each cell; where it cannot tell (`1.234` and
//! nothing else), it asks. Empty cells take typed figures back. Totals over months that are pasted beside them follow from their months; a text
//! that holds months only passes over the totals between them.
//! Invariant: every cell of the text fits, follows, says what stands there already, or is listed with a reason.

mod judge;
mod paste;
#[cfg(test)]
mod tests;

use super::{Block, Context, Table, TableCell, describe, typed_figure, whole};
use crate::model::{Change, How};
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
        Put::Paste { block, text } => paste::plan(cx, table, *block, text, sign),
        Put::Fill { block, down } => fill(cx, table, *block, *down),
        Put::Clear { block } => clear(cx, table, *block),
    }
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
        [first, rest @ ..] => {
            format!("{word} {} cells: {} and {} more", changes.len(), describe(cx, first), rest.len())
        }
    }
}
