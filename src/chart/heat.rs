//! Rows x months in steps of shade, the figure always printed.

use super::Area;
use super::axis::{slot_left, slot_middle};
use super::canvas::{Anchor, Canvas, Paint, fitted, text_width};
use crate::report::HeatPlot;

/// Draws a heat map; returns where its fields lie.
pub(super) fn draw(canvas: &mut Canvas, plot: &HeatPlot) -> Area {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let left =
        plot.rows.iter().map(|(name, _)| text_width(name, 11.0)).fold(30.0, f64::max).min(canvas.width * 0.3) + 14.0;
    let area = Area { left, top: 16.0, right: canvas.width - 2.0, bottom: canvas.height - 4.0 };
    let slots = plot.months.len();
    let width = (area.right - area.left) / slots.max(1) as f64;
    let row = ((area.bottom - area.top) / plot.rows.len().max(1) as f64).min(30.0);
    for (k, month) in plot.months.iter().enumerate() {
        let name = NAMES[(month.of_year() - 1) as usize];
        let text = if width < 24.0 { &name[..1] } else { name };
        canvas.text(text, (slot_middle(&area, slots, k), 7.0), 10.0, Paint::Ink2, Anchor::Middle, k == 0);
    }
    for (r, (name, cells)) in plot.rows.iter().enumerate() {
        let (top, middle) = (area.top + row * r as f64, area.top + row * (r as f64 + 0.5));
        canvas.text(&fitted(name, 11.0, left - 12.0), (0.0, middle), 11.0, Paint::Ink, Anchor::Start, false);
        for (k, cell) in cells.iter().enumerate().take(slots) {
            let Some(shade) = cell.shade else { continue };
            let x = slot_left(&area, slots, k);
            canvas.rect((x + 0.5, top + 0.5), (x + width - 0.5, top + row - 0.5), Paint::Heat(shade.min(5)));
            let paint = if shade >= 5 { Paint::HeatTextOver } else { Paint::HeatText };
            let size = if width < 24.0 { 8.5 } else { 10.0 };
            let text = if text_width(&cell.text, size) <= width + 1.0 {
                cell.text.as_str()
            } else {
                cell.text.trim_start_matches('▲')
            };
            if text_width(text, size) <= width + 1.0 {
                canvas.text(text, (slot_middle(&area, slots, k), middle), size, paint, Anchor::Middle, shade >= 4);
            }
        }
    }
    Area { bottom: area.top + row * plot.rows.len() as f64, ..area }
}
