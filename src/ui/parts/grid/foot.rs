//! The line below the planning table: what the block comes to, and the keys that matter now.

use leptos::prelude::*;

use super::Grid;
use crate::report::{TableCell, block_summary};

/// What can be done at the current cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keys {
    Editing,
    Worked,
    Free,
    Typed,
    Locked,
}

impl Keys {
    fn of(cell: &TableCell) -> Self {
        match (cell.editable, cell.typed, cell.locked) {
            (false, ..) => Keys::Worked,
            (_, _, true) => Keys::Locked,
            (_, true, _) => Keys::Typed,
            _ => Keys::Free,
        }
    }

    /// Text and keys in turn, a text first.
    fn words(self) -> &'static [&'static str] {
        match self {
            Keys::Editing => &[
                "",
                "Enter",
                " keeps · ",
                "Esc",
                " drops · ",
                "+10%",
                " ",
                "*1.05",
                " scale · ",
                "=1200/4",
                " works out",
            ],
            Keys::Worked => &["", "Alt →", " opens a row · ", "Ctrl E", " explain · ", "Shift F2", " comment"],
            Keys::Free => &["Type to overwrite · ", "+10%", " to scale · ", "F2", " edit · ", "Ctrl R", " fill right"],
            Keys::Typed => &["Type to overwrite · ", "F2", " edit · ", "Del", " take back · ", "Ctrl L", " lock"],
            Keys::Locked => &["Locked · ", "Ctrl L", " unlock · ", "Shift F2", " comment"],
        }
    }
}

/// Count, sum and mean of the block, and the keys that matter now.
#[component]
pub(super) fn Foot(grid: Grid) -> impl IntoView {
    let sums = Memo::new(move |_| {
        let block = grid.block();
        grid.table.with(|table| grid.locale.with(|locale| block_summary(table, block, locale)))
    });
    let count = move || match sums.with(|sums| sums.cells) {
        1 => "1 cell".to_owned(),
        cells => format!("{cells} cells"),
    };
    let figures = move || {
        let one = |(name, figure): (&'static str, String)| view! { <span>{name} " " <b>{figure}</b></span> };
        sums.get().figures.into_iter().filter(|_| sums.with(|sums| sums.cells > 1)).map(one).collect_view()
    };
    let keys = Memo::new(move |_| {
        let (row, column) = grid.here.get();
        if grid.editing.with(Option::is_some) {
            return Keys::Editing;
        }
        grid.table
            .with(|table| table.rows.get(row).and_then(|row| row.cells.get(column)).map_or(Keys::Worked, Keys::of))
    });
    let words = move || {
        let one = |(at, word): (usize, &&'static str)| match at % 2 {
            0 => (*word).into_any(),
            _ => view! { <kbd>{*word}</kbd> }.into_any(),
        };
        keys.get().words().iter().enumerate().map(one).collect_view()
    };
    view! {
        <div class="pt-foot">
            <span>{count}</span>
            {figures}
            <span class="mut">{move || sums.with(|sums| sums.note.clone())}</span>
            <span class="sp"></span>
            <span class="hide-p">{words}</span>
        </div>
    }
}
