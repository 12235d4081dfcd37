//! Things on two axes, the area of a disc in proportion to its size.

use super::Area;
use super::axis::Scale;
use super::canvas::{Anchor, Canvas, Dash, Paint, fill, fitted, text_width};
use crate::report::{Bubble, BubblePlot};

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
    let disc = |bubble: &&Bubble| {
        let radius = if most > 0.0 { (LARGEST * (bubble.size.max(0.0) / most).sqrt()).max(3.0) } else { 4.0 };
        Disc { x: x_of(bubble.x), y: upward.y(bubble.y, &area), radius }
    };
    let discs: Vec<Disc> = order.iter().map(disc).collect();
    for (bubble, disc) in order.iter().zip(&discs) {
        canvas.disc((disc.x, disc.y), disc.radius, fill(bubble.ink), 0.75);
    }
    let mut taken: Vec<Label> = Vec::new();
    for (i, bubble) in order.iter().enumerate() {
        let text = fitted(&bubble.name, 10.0, 110.0);
        let is_free = |label: &Label| {
            let inside = label.y > area.top && label.y < area.bottom + 4.0 && label.x - label.half >= area.left;
            let clear = discs.iter().enumerate().all(|(other, disc)| other == i || !label.lies_on(disc));
            inside && label.x + label.half <= canvas.width && clear && taken.iter().all(|other| !label.touches(other))
        };
        if let Some(label) = around(&discs[i], text_width(&text, 10.0) / 2.0).into_iter().find(is_free) {
            canvas.text(&text, (label.x, label.y), 10.0, Paint::Ink2, Anchor::Middle, false);
            taken.push(label);
        }
    }
    canvas.text(&plot.y, (0.0, 8.0), 10.0, Paint::Ink2, Anchor::Start, false);
    canvas.text(&plot.x, (area.right, area.bottom + 24.0), 10.0, Paint::Ink2, Anchor::End, false);
    area
}

/// Where a bubble is drawn, in pixels.
struct Disc {
    x: f64,
    y: f64,
    radius: f64,
}

/// A name's middle, and half of its width.
#[derive(Clone, Copy)]
struct Label {
    x: f64,
    y: f64,
    half: f64,
}

/// Half the height of a name.
const HALF_HEIGHT: f64 = 6.0;

impl Label {
    fn touches(&self, other: &Label) -> bool {
        (self.x - other.x).abs() < self.half + other.half + 2.0 && (self.y - other.y).abs() < 2.0 * HALF_HEIGHT
    }

    fn lies_on(&self, disc: &Disc) -> bool {
        let across = (self.x - disc.x).abs() - self.half;
        let upward = (self.y - disc.y).abs() - HALF_HEIGHT;
        let (across, upward) = (across.max(0.0), upward.max(0.0));
        across * across + upward * upward < disc.radius * disc.radius
    }
}

/// The places of a name that are tried: below its disc, above, right, left. A name without a free place is left to the tip.
fn around(disc: &Disc, half: f64) -> [Label; 4] {
    let (off, aside) = (disc.radius + 7.0, disc.radius + half + 3.0);
    [(0.0, off), (0.0, -off), (aside, 0.0), (-aside, 0.0)].map(|(dx, dy)| Label {
        x: disc.x + dx,
        y: disc.y + dy,
        half,
    })
}
