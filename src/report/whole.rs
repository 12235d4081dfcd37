//! Which cells of a block are wholes of other cells in it: totals over their months, nodes over what is below them, products over markets.
//!
//! A sum counts nothing twice. Of columns the months count where all of them are there, otherwise the total. Of rows the whole counts: rows
//! that are closed or searched away belong to it too. Example: a quarter and its three months sum to the quarter, and so do the quarter and
//! one of its months.

use std::collections::BTreeMap;

use super::{Block, Column, ColumnKind, RowKind, Table, TableRow};
use crate::model::{Cell, Measure, Month, Place, Subject};

/// How a column of a block stands to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// It shares no month with a total of the block, or is that total.
    Free,
    /// A total with all of its months in the block.
    Whole,
    /// A part of a total that has not all of its months in the block.
    Inside,
}

/// Every column of a block, left to right.
pub fn columns(table: &Table, block: Block) -> Vec<Overlap> {
    let columns: Vec<&Column> = table.columns.iter().take(block.right + 1).skip(block.left).collect();
    let is_month =
        |month: Month| columns.iter().any(|column| column.kind == ColumnKind::Plan && column.first == Some(month));
    let is_whole =
        |column: &Column| span(column).is_some_and(|(first, last)| (0..=last - first).all(|t| is_month(first + t)));
    let totals: Vec<(Month, Month)> = columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Total && !is_whole(column))
        .filter_map(|column| span(column))
        .collect();
    let overlap = |column: &&Column| match (column.kind, span(column)) {
        (ColumnKind::Total, Some(_)) if is_whole(column) => Overlap::Whole,
        (ColumnKind::Total | ColumnKind::Plan, Some(own)) if totals.iter().any(|total| lies_in(own, *total)) => {
            Overlap::Inside
        }
        _ => Overlap::Free,
    };
    columns.iter().map(overlap).collect()
}

fn span(column: &Column) -> Option<(Month, Month)> {
    column.first.zip(column.last)
}

/// Whether months are some of others, and not all of them.
fn lies_in(own: (Month, Month), total: (Month, Month)) -> bool {
    own != total && total.0 <= own.0 && own.1 <= total.1
}

/// Every row of a block, top down: the row of the block that it is a part of.
pub fn rows(table: &Table, block: Block) -> Vec<Option<usize>> {
    let mut known = Known::default();
    let rows = table.rows.iter().enumerate().take(block.bottom + 1).skip(block.top);
    rows.map(|(at, row)| known.whole_of(at, row)).collect()
}

/// The rows met so far.
#[derive(Default)]
struct Known<'a> {
    /// The nodes above, from the top, with their rows by measure.
    above: Vec<(u8, Vec<(Measure, usize)>)>,
    by_address: BTreeMap<(Measure, &'a Subject, &'a Place), usize>,
}

impl<'a> Known<'a> {
    fn whole_of(&mut self, at: usize, row: &'a TableRow) -> Option<usize> {
        let cell = row.cells.iter().rev().find_map(|cell| cell.cell.as_ref())?;
        let is_node = matches!(row.kind, RowKind::Node | RowKind::Total);
        let level = if is_node { Some(row.level) } else { row.level.checked_sub(1) };
        let whole = level.and_then(|level| self.enter(level, is_node, cell.measure, at));
        whole.or_else(|| self.same(cell, at))
    }

    /// Goes to the node at this level (its own row opens it anew, a measure below it finds it open), and gives the nearest row of the measure
    /// in it or above it.
    fn enter(&mut self, level: u8, is_node: bool, measure: Measure, at: usize) -> Option<usize> {
        let stays = |other: u8| if is_node { other < level } else { other <= level };
        let kept = self.above.iter().take_while(|(other, _)| stays(*other)).count();
        self.above.truncate(kept);
        let rows = self.above.iter().rev().flat_map(|(_, rows)| rows);
        let whole = rows.into_iter().find(|(other, _)| *other == measure).map(|(_, row)| *row);
        match self.above.last_mut() {
            Some((own, rows)) if *own == level => rows.push((measure, at)),
            _ => self.above.push((level, vec![(measure, at)])),
        }
        whole
    }

    /// The row of the same figures, or of all markets where this is one of them.
    fn same(&mut self, cell: &'a Cell, at: usize) -> Option<usize> {
        let everywhere = (cell.measure, &Subject::All, &Place::All);
        let key = (cell.measure, &cell.subject, &cell.place);
        let is_market = cell.subject == Subject::All && cell.place != Place::All;
        let found = self.by_address.get(&key).or_else(|| self.by_address.get(&everywhere).filter(|_| is_market));
        let found = found.copied();
        self.by_address.entry(key).or_insert(at);
        found
    }
}
