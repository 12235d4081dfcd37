//! The planning tables of steps 1 to 4: a tree of families and items with their measures, months as columns, actuals left of today.
//!
//! Only open nodes are worked out: 10,000 items with the total open cost one pass over the grids per measure.
//! Example: `All products` (consensus), below it its baseline, layers, streams and revenue, then the families.
//! Invariant: in one unit, or in money, the rows below a node sum to the node.

mod demand;
mod finance;
mod product;
mod sheet;
mod supply;
#[cfg(test)]
mod tests;
mod tree;
mod view;

pub use view::{Against, Arrange, Choice, Sort, TableView};

use super::{Context, Table};
use crate::model::Step;

/// The planning table of a step. Steps 5 and 6 have none: theirs is empty.
pub fn planning_table(cx: &Context, step: Step, view: &TableView) -> Table {
    match step {
        Step::Product => product::table(cx, view),
        Step::Demand => demand::table(cx, view),
        Step::Supply => supply::table(cx, view),
        Step::Finance => finance::table(cx, view),
        Step::PreSop | Step::Executive => Table::default(),
    }
}
