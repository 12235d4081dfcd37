//! Things on two axes, the area of a disc in proportion to its size.

use super::Area;
use super::axis::Scale;
use super::canvas::{Anchor, Canvas, Dash, Paint, fill, fitted, text_width};
use crate::report::BubblePlot;

/// Radius of the largest disc in pixels.
const LARGEST: f64 = 22.0;

/// Draws bubbles, the small ones on top; returns where the plot lies.
pub(super) fn bubbles(canvas: &mut Canvas, plot: &BubblePlot) -> Area {
    let upward = Scale::over(plot.bubbles.iter().map(|bubble| bubble.y), true);
    let across = Scale::over(plot.bubbles.iter().map(|bubble| bubble.x), true);
    let area = Area { left: upward.label_width(), top: 22.0, right: canvas.width - 16.0, bottom: canvas.height - 34.0 };
    upward.draw(canvas, &area);
    let x_of = |figure: f64| {
        let share = (figure.clamp(across.low, across.high) - across.low) / (across.high - across.low);
        area.left + share * (area.right - area.left)
    };
    for tick in across.ticks() {
        canvas.text(&across.text(tick), (x_of(tick), area.bottom + 10.0), 10.0, Paint::Ink2, Anchor::Middle, false);
    }
    if across.low < 0.0 && across.high > 0.0 {
        canvas.line(&[(x_of(0.0), area.top), (x_of(0.0), area.bottom)], Paint::Axis, 1.0, Dash::Solid);
    }
    let most = plot.bubbles.iter().map(|bubble| bubble.size).fold(0.0, f64::max);
    let mut order: Vec<_> = plot.bubbles.iter().collect();
    order.sort_by(|a, b| b.size.total_cmp(&a.size));
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for bubble in order {
        let radius = if most > 0.0 { (LARGEST * (bubble.size.max(0.0) / most).sqrt()).max(3.0) } else { 4.0 };
        let (x, y) = (x_of(bubble.x), upward.y(bubble.y, &area));
        canvas.disc((x, y), radius, fill(bubble.ink), 0.75);
        let text = fitted(&bubble.name, 10.0, 110.0);
        let (half, below) = (text_width(&text, 10.0) / 2.0, y + radius + 7.0);
        let is_free = taken.iter().all(|(tx, ty, th)| (tx - x).abs() > th + half || (ty - below).abs() > 11.0);
        if is_free && below < area.bottom + 4.0 {
            let middle = x.clamp(area.left + half, (canvas.width - half).max(area.left + half));
            canvas.text(&text, (middle, below), 10.0, Paint::Ink2, Anchor::Middle, false);
            taken.push((middle, below, half));
        }
    }
    canvas.text(&plot.y, (0.0, 8.0), 10.0, Paint::Ink2, Anchor::Start, false);
    canvas.text(&plot.x, (area.right, area.bottom + 24.0), 10.0, Paint::Ink2, Anchor::End, false);
    area
}
