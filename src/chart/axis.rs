//! Scales and their lines: round steps, months, the zero line.

use super::Area;
use super::canvas::{Anchor, Canvas, Dash, Paint, text_width};
use crate::model::Month;

/// A vertical scale from `low` to `high`, with its round steps.
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Scale {
    /// Covers every figure with at most four steps above or below zero; starts at zero unless `cut`.
    pub fn over(figures: impl Iterator<Item = f64>, cut: bool) -> Scale {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for figure in figures.filter(|figure| figure.is_finite()) {
            (low, high) = (low.min(figure), high.max(figure));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if !cut || low < 0.0 || high - low > 0.5 * high {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if high - low <= 0.0 {
            high = low + 1.0;
        }
        let step = round_step((high - low) / 4.0);
        Scale { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The height of a figure in a plot.
    pub fn y(&self, figure: f64, area: &Area) -> f64 {
        let share = (figure.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        area.bottom - share * (area.bottom - area.top)
    }

    /// The steps that get a line.
    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 12.0) as i32;
        (0..=count).map(|k| self.low + f64::from(k) * self.step).collect()
    }

    /// A step's text: short, with k, M or bn.
    pub fn text(&self, tick: f64) -> String {
        if self.high.abs().max(self.low.abs()) >= 1e15 {
            return format!("{tick:.0e}");
        }
        let (scale, sign) = match self.high.abs().max(self.low.abs()) {
            size if size >= 1e9 => (1e9, " bn"),
            size if size >= 1e6 => (1e6, " M"),
            size if size >= 1e4 => (1e3, " k"),
            _ => (1.0, ""),
        };
        let step = self.step / scale;
        let decimals = if step >= 1.0 {
            usize::from(step.fract() > 1e-9)
        } else if step >= 0.1 {
            1
        } else {
            2
        };
        let scaled = tick / scale;
        let text = format!("{:.decimals$}", scaled.abs());
        if scaled.abs() < 1e-12 {
            return "0".into();
        }
        format!("{}{text}{sign}", if scaled < 0.0 { "−" } else { "" })
    }

    /// Room that the texts need at the left.
    pub fn label_width(&self) -> f64 {
        self.ticks().iter().map(|tick| text_width(&self.text(*tick), 10.0)).fold(0.0, f64::max) + 8.0
    }

    /// Lines and texts; the zero line is stronger.
    pub fn draw(&self, canvas: &mut Canvas, area: &Area) {
        for tick in self.ticks() {
            let y = self.y(tick, area);
            let is_zero = tick.abs() < self.step * 1e-9;
            let paint = if is_zero { Paint::Axis } else { Paint::Grid };
            canvas.line(&[(area.left, y), (area.right, y)], paint, 1.0, Dash::Solid);
            canvas.text(&self.text(tick), (area.left - 5.0, y), 10.0, Paint::Ink2, Anchor::End, false);
        }
    }
}

/// 1, 2, 2.5 or 5 times a power of ten, not below `least`.
fn round_step(least: f64) -> f64 {
    if !(least > 0.0 && least.is_finite()) {
        return 1.0;
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// The middle of a month's slot.
pub(super) fn slot_middle(area: &Area, slots: usize, k: usize) -> f64 {
    area.left + (area.right - area.left) * (k as f64 + 0.5) / slots.max(1) as f64
}

/// The left edge of a month's slot.
pub(super) fn slot_left(area: &Area, slots: usize, k: usize) -> f64 {
    area.left + (area.right - area.left) * k as f64 / slots.max(1) as f64
}

/// Month names under a plot: one letter where they are narrow, years below at January and at the first.
pub(super) fn months(canvas: &mut Canvas, area: &Area, months: &[Month], y: f64) {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let width = (area.right - area.left) / months.len().max(1) as f64;
    let every = if width < 7.0 { 3 } else { 1 };
    for (k, month) in months.iter().enumerate() {
        let x = slot_middle(area, months.len(), k);
        let name = NAMES[(month.of_year() - 1) as usize];
        let text = if width < 26.0 { &name[..1] } else { name };
        if (month.of_year() - 1) % every == 0 {
            canvas.text(text, (x, y), 10.0, Paint::Ink2, Anchor::Middle, false);
        }
        if k == 0 || month.of_year() == 1 {
            let is_squeezed =
                k == 0 && months.len() > 1 && months.iter().skip(1).take(2).any(|month| month.of_year() == 1);
            if !is_squeezed || width > 16.0 {
                let left = slot_left(area, months.len(), k) + 1.0;
                canvas.text(&month.year().to_string(), (left, y + 12.0), 10.0, Paint::Ink, Anchor::Start, true);
            }
        }
    }
}

/// The brass line before the first planned month.
pub(super) fn today(canvas: &mut Canvas, area: &Area, slots: usize, today: Option<usize>, top: f64, bottom: f64) {
    let Some(k) = today.filter(|k| *k <= slots) else { return };
    let x = slot_left(area, slots, k);
    canvas.line(&[(x, top), (x, bottom)], Paint::Brass, 1.5, Dash::Solid);
    canvas.text("today", (x + 4.0, top + 5.0), 10.0, Paint::BrassInk, Anchor::Start, false);
}
