//! The pointer on the planning table: pick, extend, drag, open a row, double-click to edit.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{Grid, POOL};

impl Grid {
    pub(super) fn press(self, event: &MouseEvent) {
        if event.button() != 0 || is_field(event) {
            return;
        }
        if let Some(row) = self.row_of_caret(event) {
            event.prevent_default();
            let id = self.table.with_untracked(|table| table.rows.get(row).map(|row| row.id.clone()));
            if let Some(id) = id {
                self.acts.toggle.run(id);
            }
        } else if let Some((row, column)) = self.spot_of(event) {
            self.dragging.set_value(true);
            self.entering.set_value(false);
            self.go(row, column, event.shift_key());
        }
    }

    pub(super) fn drag(self, event: &MouseEvent) {
        if !self.dragging.get_value() {
            return;
        }
        if event.buttons() & 1 == 0 {
            self.dragging.set_value(false);
        } else if let Some((row, column)) = self.spot_of(event).filter(|spot| *spot != self.here.get_untracked()) {
            self.go(row, column, true);
        }
    }

    pub(super) fn open_editor_at(self, event: &MouseEvent) {
        if !is_field(event) && self.spot_of(event).is_some() {
            self.edit(None);
        }
    }

    /// Row and column of the cell below the pointer.
    fn spot_of(self, event: &MouseEvent) -> Option<(usize, usize)> {
        let cell = target(event)?.closest(".pt-c[data-c]").ok().flatten()?;
        let column = cell.get_attribute("data-c")?.parse().ok()?;
        Some((self.row_of(&cell)?, column))
    }

    fn row_of_caret(self, event: &MouseEvent) -> Option<usize> {
        let head = target(event)?.closest(".pt-h").ok().flatten()?;
        head.query_selector("[data-caret]").ok().flatten()?;
        self.row_of(&head)
    }

    /// The table's row that a row element shows.
    fn row_of(self, inside: &Element) -> Option<usize> {
        let slot: usize = inside.closest("[data-slot]").ok().flatten()?.get_attribute("data-slot")?.parse().ok()?;
        let rows = self.table.with_untracked(|table| table.rows.len());
        let shown = rows.min(POOL);
        let first = self.first.get_untracked();
        (first..rows).take(shown).find(|row| row % shown.max(1) == slot)
    }
}

fn target(event: &MouseEvent) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()
}

fn is_field(event: &MouseEvent) -> bool {
    target(event).is_some_and(|target| target.tag_name() == "INPUT")
}
