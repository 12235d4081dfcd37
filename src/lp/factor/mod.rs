//! The basis matrix as triangular factors, B = L R U, with solves that touch only what is not zero.
//!
//! L comes from the elimination, R is one row transformation an update (Forrest & Tomlin 1972), U is kept by column and by
//! row. Positions of the basis are numbered by the row in which they pivot, so that rows and positions are one set of indices and
//! no permutation is ever applied; the order of the pivots is a list from which updates strike out and to which they append.
//! Solves follow Gilbert & Peierls (1988) when the right-hand side is sparse: a depth-first search finds what will not be
//! zero. Source for the whole arrangement: Hall & McKinnon, Hyper-sparsity in the revised simplex method (2005).

mod eliminate;
mod solve;
#[cfg(test)]
mod tests;
mod update;

use super::sparse::{Lists, Sparse};
pub use eliminate::Columns;

/// No index.
const NONE: u32 = u32::MAX;

/// Factors of one basis. Indices are rows, and the positions that pivot in them.
#[derive(Clone, Debug, Default)]
pub struct Factor {
    size: usize,
    /// Columns of L below the diagonal, by pivot; the diagonal is one.
    lower_columns: Lists,
    /// The same by row.
    lower_rows: Lists,
    /// Pivots whose column of L has entries, in order of elimination.
    lower_order: Vec<u32>,
    /// Pivots whose row of L has entries, in order of elimination.
    lower_row_order: Vec<u32>,
    /// Columns of U above the diagonal.
    upper_columns: Lists,
    /// The same by row.
    upper_rows: Lists,
    /// The diagonal of U.
    pivots: Vec<f64>,
    /// Pivots in order; struck ones are `NONE`.
    order: Vec<u32>,
    /// Where each pivot is in the order.
    position: Vec<u32>,
    /// Row transformations of the updates, oldest first.
    updates: Vec<RowUpdate>,
    update_entries: usize,
    elimination_entries: usize,
    spike: Sparse,
    row: Sparse,
    search: Search,
}

/// One row transformation: row `row` less the sum of `value` times row `index`.
#[derive(Clone, Debug)]
struct RowUpdate {
    row: u32,
    indices: Vec<u32>,
    values: Vec<f64>,
}

/// Work space of the depth-first search.
#[derive(Clone, Debug, Default)]
struct Search {
    seen: Vec<bool>,
    stack: Vec<(u32, u32)>,
    order: Vec<u32>,
}

impl Factor {
    /// Whether columns were replaced since the elimination.
    pub fn is_updated(&self) -> bool {
        !self.updates.is_empty()
    }

    /// Whether updates have made solves dear enough that a new elimination pays.
    pub fn is_worn(&self) -> bool {
        self.updates.len() >= 100 || self.update_entries > 3 * (self.elimination_entries + self.size)
    }
}
