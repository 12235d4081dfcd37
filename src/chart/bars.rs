//! Pictures by structure: bars below each other, the waterfall, and the Pareto.

use super::Area;
use super::axis::{Scale, slot_middle};
use super::canvas::{Anchor, Canvas, Dash, Paint, fill, fitted, text_width};
use crate::report::{Bar, Bridge, Ink};

/// Width of a bar in its row.
const BAR: f64 = 0.54;

/// A horizontal scale that leaves room for names at the left and figures at the right.
struct Across {
    area: Area,
    low: f64,
    high: f64,
    row: f64,
}

impl Across {
    fn new(
        canvas: &Canvas,
        names: impl Iterator<Item = f64>,
        texts: impl Iterator<Item = f64>,
        ends: (f64, f64),
        rows: usize,
    ) -> Self {
        let left = names.fold(0.0, f64::max).min(canvas.width * 0.44) + 14.0;
        let right = texts.fold(0.0, f64::max) + 10.0;
        let area = Area { left, top: 4.0, right: (canvas.width - right).max(left + 20.0), bottom: canvas.height - 4.0 };
        let (low, high) = (ends.0.min(0.0), ends.1.max(0.0));
        let high = if high - low > 0.0 { high } else { low + 1.0 };
        Self { area, low, high, row: ((area.bottom - area.top) / rows.max(1) as f64).min(38.0) }
    }

    fn x(&self, figure: f64) -> f64 {
        let share = (figure.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.area.left + share * (self.area.right - self.area.left)
    }

    fn middle(&self, row: usize) -> f64 {
        self.area.top + self.row * (row as f64 + 0.5)
    }

    fn name(&self, canvas: &mut Canvas, row: usize, name: &str, bold: bool) {
        let text = fitted(name, 11.0, self.area.left - 10.0);
        canvas.text(&text, (0.0, self.middle(row)), 11.0, Paint::Ink, Anchor::Start, bold);
    }

    fn bar(&self, canvas: &mut Canvas, row: usize, from: f64, to: f64, ink: Ink) {
        let half = self.row * BAR / 2.0;
        let (a, b) = ((self.x(from), self.middle(row) - half), (self.x(to), self.middle(row) + half));
        match ink {
            Ink::Forecast => {
                canvas.rect(a, b, Paint::ForecastHatch);
                canvas.frame(a, b, Paint::ForecastLine, 1.0);
            }
            Ink::Budget => canvas.frame(a, b, Paint::Budget, 1.1),
            Ink::Over => {
                canvas.rect(a, b, Paint::BadHatch);
                canvas.frame(a, b, Paint::Bad, 1.0);
            }
            other => canvas.rect(a, b, fill(other)),
        }
    }

    fn zero(&self, canvas: &mut Canvas, rows: usize) {
        let x = self.x(0.0);
        canvas.line(&[(x, self.area.top), (x, self.area.top + self.row * rows as f64)], Paint::Axis, 1.0, Dash::Solid);
    }
}

/// Bars below each other; negative parts go to the left of zero.
pub(super) fn bars(canvas: &mut Canvas, rows: &[Bar]) -> Area {
    let side =
        |row: &Bar, sign: f64| row.parts.iter().map(|part| part.1 * sign).filter(|size| *size > 0.0).sum::<f64>();
    let high = rows.iter().map(|row| side(row, 1.0)).fold(0.0, f64::max);
    let low = -rows.iter().map(|row| side(row, -1.0)).fold(0.0, f64::max);
    let across = Across::new(
        canvas,
        rows.iter().map(|row| text_width(&row.name, 11.0)),
        rows.iter().map(|row| text_width(&row.text, 11.0)),
        (low, high),
        rows.len(),
    );
    for (r, row) in rows.iter().enumerate() {
        across.name(canvas, r, &row.name, false);
        let (mut up, mut down) = (0.0, 0.0);
        for (ink, size) in &row.parts {
            let from = if *size < 0.0 { &mut down } else { &mut up };
            across.bar(canvas, r, *from, *from + size, *ink);
            *from += size;
        }
        canvas.text(&row.text, (across.x(up) + 6.0, across.middle(r)), 11.0, Paint::Ink, Anchor::Start, true);
    }
    across.zero(canvas, rows.len());
    across.area
}

/// Totals stand on zero, steps start where the last bar ended. Steps that are tiny against the totals cut the axis, which shows.
pub(super) fn waterfall(canvas: &mut Canvas, bridges: &[Bridge]) -> Area {
    let ends = levels(bridges);
    let cut = cut_at(bridges, &ends);
    let high = ends.iter().flat_map(|(from, to)| [*from, *to]).fold(f64::NEG_INFINITY, f64::max) - cut;
    let low = ends.iter().flat_map(|(from, to)| [*from, *to]).fold(0.0, f64::min);
    let across = Across::new(
        canvas,
        bridges.iter().map(|bridge| text_width(&bridge.name, 11.0) + if bridge.total { 6.0 } else { 0.0 }),
        bridges.iter().map(|bridge| text_width(&bridge.text, 11.0) + 4.0),
        (low, if high.is_finite() { high } else { 1.0 }),
        bridges.len(),
    );
    for (r, (bridge, (from, to))) in bridges.iter().zip(&ends).enumerate() {
        let (from, to) = if bridge.total { (0.0, to - cut) } else { (from - cut, to - cut) };
        across.name(canvas, r, &bridge.name, bridge.total);
        across.bar(canvas, r, from, to, bridge.ink);
        if bridge.total && cut > 0.0 {
            cut_mark(canvas, &across, r);
        }
        let paint = match bridge.ink {
            Ink::Good if !bridge.total => Paint::Good,
            Ink::Bad if !bridge.total => Paint::Bad,
            _ => Paint::Ink,
        };
        canvas.text(&bridge.text, (across.x(from.max(to)) + 6.0, across.middle(r)), 11.0, paint, Anchor::Start, true);
        if r + 1 < bridges.len() {
            let x = across.x(to);
            let half = across.row * BAR / 2.0;
            canvas.line(
                &[(x, across.middle(r) + half), (x, across.middle(r + 1) - half)],
                Paint::Axis,
                1.0,
                Dash::Solid,
            );
        }
    }
    across.zero(canvas, bridges.len());
    across.area
}

fn levels(bridges: &[Bridge]) -> Vec<(f64, f64)> {
    let mut level = 0.0;
    bridges
        .iter()
        .map(|bridge| {
            let from = if bridge.total { 0.0 } else { level };
            level = from + bridge.value;
            (from, level)
        })
        .collect()
}

/// How much of the totals is left out: most of what lies below every step, where that is more than half of the picture.
fn cut_at(bridges: &[Bridge], ends: &[(f64, f64)]) -> f64 {
    let steps = || bridges.iter().zip(ends).filter(|(bridge, _)| !bridge.total);
    let lowest = ends.iter().zip(bridges).map(|((from, to), bridge)| if bridge.total { *to } else { from.min(*to) });
    let lowest = lowest.fold(f64::INFINITY, f64::min);
    let highest = ends.iter().flat_map(|(from, to)| [*from, *to]).fold(f64::NEG_INFINITY, f64::max);
    if steps().next().is_none() || !(lowest > 0.0 && lowest > 0.6 * highest) {
        return 0.0;
    }
    lowest - (highest - lowest).max(highest * 0.01) * 0.5
}

/// Two slanted strokes through a bar: its foot is cut off.
fn cut_mark(canvas: &mut Canvas, across: &Across, row: usize) {
    let (x, y, half) = (across.area.left + 9.0, across.middle(row), across.row * BAR / 2.0 + 2.0);
    canvas.shape(
        &[(x - 3.0, y + half), (x + 1.0, y + half), (x + 6.0, y - half), (x + 2.0, y - half)],
        Paint::Surface,
        1.0,
    );
    for shift in [0.0, 4.0] {
        canvas.line(&[(x - 3.0 + shift, y + half), (x + 2.0 + shift, y - half)], Paint::Axis, 1.0, Dash::Solid);
    }
}

/// Columns by size with the cumulative share above them.
pub(super) fn pareto(canvas: &mut Canvas, rows: &[Bar]) -> Area {
    let size = |row: &Bar| row.parts.iter().map(|part| part.1).sum::<f64>().max(0.0);
    let total: f64 = rows.iter().map(size).sum();
    let scale = Scale::over(rows.iter().map(size), false);
    let area = Area { left: scale.label_width(), top: 18.0, right: canvas.width - 36.0, bottom: canvas.height - 32.0 };
    scale.draw(canvas, &area);
    let slots = rows.len();
    let half = (area.right - area.left) / slots.max(1) as f64 * 0.38;
    let mut sum = 0.0;
    let mut line = Vec::with_capacity(slots);
    for (k, row) in rows.iter().enumerate() {
        let x = slot_middle(&area, slots, k);
        let ink = row.parts.first().map_or(Ink::Actual, |part| part.0);
        canvas.rect((x - half, scale.y(0.0, &area)), (x + half, scale.y(size(row), &area)), fill(ink));
        sum += size(row);
        let share = if total > 0.0 { sum / total } else { 0.0 };
        line.push((x, area.bottom - share * (area.bottom - area.top)));
        let width = (area.right - area.left) / slots as f64;
        if width > 26.0 {
            for (k, text) in two_lines(&row.name, 10.0, width - 2.0).iter().enumerate() {
                let below = area.bottom + 10.0 + 12.0 * k as f64;
                canvas.text(text, (x, below), 10.0, Paint::Ink2, Anchor::Middle, false);
            }
        }
    }
    if line.len() > 1 {
        canvas.line(&line, Paint::Brass, 1.6, Dash::Solid);
    }
    for share in [0.8, 0.95, 1.0] {
        let y = area.bottom - share * (area.bottom - area.top);
        canvas.line(&[(area.left, y), (area.right, y)], Paint::Grid, 1.0, Dash::Dotted);
        canvas.text(&format!("{:.0}%", share * 100.0), (area.right + 4.0, y), 10.0, Paint::Ink2, Anchor::Start, false);
    }
    area
}

/// A name on one line where it fits, else its first word and the rest: what tells siblings apart often comes last.
fn two_lines(name: &str, size: f64, width: f64) -> Vec<String> {
    match name.split_once(' ') {
        Some((first, rest)) if text_width(name, size) > width => {
            vec![fitted(first, size, width), fitted(rest, size, width)]
        }
        _ => vec![fitted(name, size, width)],
    }
}
