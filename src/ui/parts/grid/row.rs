//! One row element of the planning table, and the head row.

use leptos::html;
use leptos::prelude::*;

use super::cell::Painted;
use super::{Grid, POOL, today};
use crate::report::{Column, ColumnKind, Table, TableRow};

/// What a row element shows now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RowView {
    /// Position in the table; `None`: the element is idle.
    pub(super) at: Option<usize>,
    pub(super) row: TableRow,
    /// Unit of the table: figures that changed with it were not edited.
    corner: String,
    /// Cells that the last edit changed.
    pub(super) fresh: Vec<usize>,
    /// Turns with every edit, so that a flash starts anew.
    pub(super) odd: bool,
}

impl RowView {
    /// The row at a place of the table, and what is new in it since the element last showed it.
    fn of(table: &Table, at: usize, before: Option<&RowView>) -> Self {
        let found = table.rows.get(at);
        let row = found.cloned().unwrap_or_default();
        let same = before.filter(|before| before.row.id == row.id && before.corner == table.corner);
        let fresh: Vec<usize> = same.map(|before| changed(&before.row, &row)).unwrap_or_default();
        let odd = before.is_some_and(|before| before.odd) == fresh.is_empty();
        Self { at: found.map(|_| at), row, corner: table.corner.clone(), fresh, odd }
    }
}

/// The part of the block that lies in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Picked {
    pub(super) current: Option<usize>,
    pub(super) from: usize,
    pub(super) to: Option<usize>,
}

/// A row element, shown at whichever row is its turn. One effect writes all of it: an effect a cell would be some thousands of them,
/// each of which is asked after every key whether it has something to do.
#[component]
pub(super) fn GridRow(grid: Grid, place: usize, shown: Memo<usize>) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    let at = Memo::new(move |_| turn(place, grid.first.get(), shown.get()));
    let view = Memo::new(move |before: Option<&RowView>| {
        let at = at.get();
        grid.table.with(|table| RowView::of(table, at, before))
    });
    let picked = Memo::new(move |_| {
        let at = at.get();
        let block = grid.block();
        let (row, column) = grid.here.get();
        let inside = (block.top..=block.bottom).contains(&at);
        Picked { current: (row == at).then_some(column), from: block.left, to: inside.then_some(block.right) }
    });
    Effect::new(move |before: Option<Painted>| {
        let mut painted = before.unwrap_or_default();
        if let Some(element) = element.get() {
            let (picked, faces) = (picked.get(), grid.faces.get());
            view.with(|view| painted.paint(&element, place, view, &faces, picked));
        }
        painted
    });
    view! { <div class="pt-row" role="row" data-slot=place.to_string() node_ref=element></div> }
}

/// The row that an element shows: the one row in `first..first + shown` that is its turn.
fn turn(slot: usize, first: usize, shown: usize) -> usize {
    let shown = shown.clamp(1, POOL);
    let (round, rest) = (first / shown, first % shown);
    if slot >= rest { round * shown + slot } else { (round + 1) * shown + slot }
}

fn changed(before: &TableRow, now: &TableRow) -> Vec<usize> {
    let pairs = before.cells.iter().zip(&now.cells).enumerate();
    pairs.filter(|(_, (before, now))| before.text != now.text).map(|(column, _)| column).collect()
}

/// The sticky head: the unit, then months and sums.
#[component]
pub(super) fn HeadRow(grid: Grid) -> impl IntoView {
    let heads = move || {
        grid.table.with(|table| {
            let split = today(table);
            let one = |(at, column): (usize, &Column)| {
                let mut class = match column.kind {
                    ColumnKind::Actual => "pt-c ac-c".to_owned(),
                    ColumnKind::Total => "pt-c q".to_owned(),
                    ColumnKind::Plan | ColumnKind::Plain => "pt-c".to_owned(),
                };
                if split == Some(at) {
                    class.push_str(" td1");
                }
                view! { <div class=class role="columnheader" id=format!("pt-h-{at}") aria-colindex=(at + 2).to_string()>{column.label.clone()}</div> }
            };
            table.columns.iter().enumerate().map(one).collect_view()
        })
    };
    view! {
        <div class="pt-row pt-top" role="row" aria-rowindex="1">
            <div class="pt-h" role="columnheader" aria-colindex="1"><span class="nm">{move || grid.table.with(|table| table.corner.clone())}</span></div>
            {heads}
        </div>
    }
}
