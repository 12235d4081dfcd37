//! Keys of the planning table while no cell is being edited.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::Grid;
use super::editor::Editing;
use crate::report::{self, Put, Toward};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Move {
    /// To a row and column, maybe keeping the other corner of the block.
    To(usize, usize, bool),
    /// Opens or closes the row.
    Toggle,
    /// Closes or opens it: only when it is not so already.
    Open(bool),
    /// Edits, with or without what is there.
    Edit,
    /// Takes typed figures back.
    Clear,
    /// Asks for the arithmetic.
    Explain,
    /// Fills the block: from its first column to the right, or from its first row down.
    Fill(bool),
    /// Locks what is typed, or unlocks it.
    Lock,
    /// Goes to the comment form.
    Comment,
}

impl Grid {
    /// A key while the grid has the focus.
    pub(super) fn key(self, event: &KeyboardEvent) {
        if self.editing.with_untracked(Option::is_some) || event.default_prevented() {
            return;
        }
        let key = event.key();
        if is_text(event, &key) {
            event.prevent_default();
            self.edit(Some(key));
            return;
        }
        let Some(does) = self.meaning(event, &key) else { return };
        event.prevent_default();
        if key != "Tab" && key != "Enter" {
            self.entering.set_value(false);
        }
        match does {
            Move::To(row, column, extend) => self.go(row, column, extend),
            Move::Toggle => self.toggle(None),
            Move::Open(open) => self.toggle(Some(open)),
            Move::Edit => self.edit(None),
            Move::Clear => self.clear(),
            Move::Explain => self.acts.explain.run(()),
            Move::Fill(down) => self.acts.put.run(Put::Fill { block: self.block_now(), down }),
            Move::Lock => self.lock(),
            Move::Comment => self.comment(),
        }
    }

    fn meaning(self, event: &KeyboardEvent, key: &str) -> Option<Move> {
        let (row, column) = self.here.get_untracked();
        let (rows, columns) = self.table.with_untracked(|table| (table.rows.len(), table.columns.len()));
        let (last_row, last) = (rows.saturating_sub(1), columns.saturating_sub(1));
        let (extend, jump) = (event.shift_key(), event.ctrl_key() || event.meta_key());
        let page = self.rows_in_view();
        let to = |row: usize, column: usize| Some(Move::To(row.min(last_row), column.min(last), extend));
        let edge = |toward| {
            let (row, column) = self.table.with_untracked(|table| report::edge(table, (row, column), toward));
            to(row, column)
        };
        match key {
            "ArrowRight" if event.alt_key() => Some(Move::Open(true)),
            "ArrowLeft" if event.alt_key() => Some(Move::Open(false)),
            "ArrowUp" if jump => edge(Toward::Up),
            "ArrowDown" if jump => edge(Toward::Down),
            "ArrowLeft" if jump => edge(Toward::Left),
            "ArrowRight" if jump => edge(Toward::Right),
            "ArrowUp" => to(row.saturating_sub(1), column),
            "ArrowDown" => to(row + 1, column),
            "ArrowLeft" => to(row, column.saturating_sub(1)),
            "ArrowRight" => to(row, column + 1),
            "Home" => to(if jump { 0 } else { row }, 0),
            "End" => to(if jump { last_row } else { row }, last),
            "PageUp" => to(row.saturating_sub(page), column),
            "PageDown" => to(row + page, column),
            "Tab" if self.entering.get_value() && !extend && column < last => Some(Move::To(row, column + 1, false)),
            "Tab" if self.entering.get_value() && extend && column > 0 => Some(Move::To(row, column - 1, false)),
            "Enter" => {
                Some(Move::To(if extend { row.saturating_sub(1) } else { (row + 1).min(last_row) }, column, false))
            }
            " " => Some(Move::Toggle),
            "F2" if extend => Some(Move::Comment),
            "F2" => Some(Move::Edit),
            "Delete" | "Backspace" => Some(Move::Clear),
            "e" | "E" if jump => Some(Move::Explain),
            "r" if jump => Some(Move::Fill(false)),
            "d" if jump => Some(Move::Fill(true)),
            "l" | "L" if jump => Some(Move::Lock),
            "m" | "M" if jump => Some(Move::Comment),
            "a" | "A" if jump => {
                self.go(0, 0, false);
                Some(Move::To(last_row, last, true))
            }
            _ => None,
        }
    }

    /// Opens or closes the current row; a row without children hands "close" to the node above it.
    fn toggle(self, open: Option<bool>) {
        let (at, column) = self.here.get_untracked();
        let found = self.table.with_untracked(|table| {
            let row = table.rows.get(at)?;
            let above = || table.rows[..at].iter().rposition(|above| above.level < row.level);
            match row.open {
                Some(is_open) if open.is_none_or(|open| open != is_open) => Some((row.id.clone(), at)),
                _ if open == Some(false) => above().map(|above| (table.rows[above].id.clone(), above)),
                _ => None,
            }
        });
        let Some((id, row)) = found else { return };
        let is_self = row == at;
        if !is_self {
            self.go(row, column, false);
        } else {
            self.acts.toggle.run(id);
        }
    }

    /// Opens the editor on the current cell: with what was typed, or with what is there.
    pub(super) fn edit(self, typed: Option<String>) {
        let (row, column) = self.here.get_untracked();
        let cell = self.table.with_untracked(|table| table.rows.get(row)?.cells.get(column).cloned());
        let Some(cell) = cell else { return };
        match cell.cell.clone().filter(|_| cell.editable && !cell.locked) {
            Some(address) => {
                self.editing.set(Some(Editing::new(row, column, address, &cell, typed, self.acts.content)))
            }
            None if cell.why.is_empty() => {
                self.acts
                    .say
                    .run("This figure is worked out, so it cannot be typed. Ctrl E shows what it is made of.".into());
            }
            None => self.acts.say.run(cell.why),
        }
    }
}

/// Whether a key starts to overwrite a figure.
fn is_text(event: &KeyboardEvent, key: &str) -> bool {
    let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    plain && matches!(key.as_bytes(), [byte] if byte.is_ascii_digit() || b"+-*/.,=%".contains(byte))
}
