//! What is in view: which rows the row elements show, and how the current cell is brought into view.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Grid, POOL, today};

/// Row elements kept above the view.
const ABOVE: usize = 6;

impl Grid {
    /// Height of a row in pixels: the head row has it.
    fn row_height(self) -> f64 {
        let height = element("pt-h-0").map_or(22, |head| head.offset_height());
        f64::from(height.max(1))
    }

    /// Gives row elements that left the view to the rows that came in.
    pub(super) fn scrolled(self) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let top = f64::from(scroller.scroll_top()) / self.row_height();
        let rows = self.table.with_untracked(|table| table.rows.len());
        let first = (top.max(0.0) as usize).saturating_sub(ABOVE).min(rows.saturating_sub(POOL));
        if first != self.first.get_untracked() {
            self.first.set(first);
        }
    }

    /// Rows that fit the view, for the page keys.
    pub(super) fn rows_in_view(self) -> usize {
        let height = self.scroller.get_untracked().map_or(0, |scroller| scroller.client_height());
        ((f64::from(height) / self.row_height()) as usize).saturating_sub(2).max(1)
    }

    /// Scrolls until a cell is seen whole, below the head and right of the first column. Runs with the next frame: the page may be
    /// another one by then.
    pub(super) fn show(self, row: usize, column: usize) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let height = self.row_height();
        let top = row as f64 * height;
        let view = f64::from(scroller.client_height()) - 2.0 * height;
        let scrolled = f64::from(scroller.scroll_top());
        if top < scrolled {
            scroller.set_scroll_top(top as i32);
        } else if top > scrolled + view {
            scroller.set_scroll_top((top - view).ceil() as i32);
        }
        let (Some(head), Some(first)) = (element(&format!("pt-h-{column}")), first_column(&scroller)) else { return };
        let left = head.offset_left() - first;
        let right = head.offset_left() + head.offset_width() - scroller.client_width();
        if left < scroller.scroll_left() {
            scroller.set_scroll_left(left);
        } else if right > scroller.scroll_left() {
            scroller.set_scroll_left(right);
        }
    }

    /// Opens at today: some closed months stay in view where there is room for them. Runs with the next frame, as [`Grid::show`].
    pub(super) fn open_at_today(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let Some(today) = self.table.try_with_untracked(today).flatten() else { return };
        let kept = if scroller.client_width() < 700 { 1 } else { 4 };
        let head = element(&format!("pt-h-{}", today.saturating_sub(kept)));
        if let (Some(head), Some(first)) = (head, first_column(&scroller)) {
            scroller.set_scroll_left(head.offset_left() - first);
        }
    }
}

fn first_column(scroller: &HtmlElement) -> Option<i32> {
    let first = scroller.query_selector(".pt-h").ok().flatten()?;
    first.dyn_into::<HtmlElement>().ok().map(|first| first.offset_width())
}

pub(super) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into::<HtmlElement>().ok()
}
