//! The editor of a cell: one input laid over it. Enter keeps and goes down, Tab to the right, Esc drops.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::scroll::element;
use super::{Grid, POOL};
use crate::model::Cell;
use crate::report::TableCell;

/// The cell that is edited.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Editing {
    row: usize,
    column: usize,
    cell: Cell,
    /// What the input starts with.
    text: String,
    /// Whether typing opened it: then arrows keep and move, as in a spreadsheet.
    overwrites: bool,
    left: i32,
    width: i32,
}

impl Editing {
    pub(super) fn new(
        row: usize,
        column: usize,
        cell: Cell,
        shown: &TableCell,
        typed: Option<String>,
        content: Callback<(Cell, Option<f64>), String>,
    ) -> Self {
        let place = element(&format!("pt-{}-{column}", row % POOL)).or_else(|| element(&format!("pt-h-{column}")));
        let (left, width) = place.map_or((0, 80), |cell| (cell.offset_left(), cell.offset_width()));
        let overwrites = typed.is_some();
        let text = typed.unwrap_or_else(|| content.run((cell.clone(), shown.value)));
        Self { row, column, cell, text, overwrites, left, width }
    }
}

/// The input, where a cell is edited.
#[component]
pub(super) fn Editor(grid: Grid) -> impl IntoView {
    move || grid.editing.get().map(|editing| view! { <Input grid=grid editing=editing /> })
}

#[component]
fn Input(grid: Grid, editing: Editing) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let start = editing.text.clone();
    let overwrites = editing.overwrites;
    input.on_load(move |input| {
        let _focused = input.focus();
        if !overwrites {
            input.select();
        }
    });
    let name = grid.table.with_untracked(|table| {
        let row = table.rows.get(editing.row).map(|row| row.label.as_str()).unwrap_or_default();
        let column = table.columns.get(editing.column).map(|column| column.label.as_str()).unwrap_or_default();
        format!("{row}, {column}")
    });
    let top = format!("calc(var(--row) * {} - 1px)", editing.row);
    let (left, width) = (format!("{}px", editing.left - 1), format!("{}px", editing.width + 2));
    let edited = StoredValue::new(editing);
    let text = RwSignal::new(start.clone());
    let keep = move || {
        let typed = text.get_untracked();
        // Once only: leaving the field after Enter must not commit again.
        if grid.editing.with_untracked(Option::is_none) {
            return;
        }
        grid.editing.set(None);
        let editing = edited.get_value();
        if editing.overwrites || typed != editing.text {
            grid.acts.edit.run((editing.cell, typed));
        }
    };
    let back = move || {
        if let Some(scroller) = grid.scroller.get_untracked() {
            let _focused = scroller.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        event.stop_propagation();
        let (row, column) = edited.with_value(|editing| (editing.row, editing.column));
        let to = match event.key().as_str() {
            "Escape" => {
                grid.editing.set(None);
                back();
                return;
            }
            "Enter" if event.shift_key() => (row.saturating_sub(1), column),
            "Enter" => (row + 1, column),
            "Tab" if event.shift_key() => (row, column.saturating_sub(1)),
            "Tab" => (row, column + 1),
            "ArrowUp" if overwrites => (row.saturating_sub(1), column),
            "ArrowDown" if overwrites => (row + 1, column),
            "ArrowLeft" if overwrites => (row, column.saturating_sub(1)),
            "ArrowRight" if overwrites => (row, column + 1),
            _ => return,
        };
        event.prevent_default();
        grid.entering.set_value(event.key() == "Tab");
        keep();
        back();
        grid.go(to.0, to.1, false);
    };
    view! {
        <input
            class="pt-ed" node_ref=input aria-label=name autocomplete="off" inputmode="text" maxlength="120"
            style:top=top style:left=left style:width=width
            prop:value=start
            on:input=move |event| text.set(event_target_value(&event))
            on:keydown=on_key
            on:blur=move |_| keep()
        />
    }
}
