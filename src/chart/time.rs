//! Pictures over months: columns, stacks, lines, an interval, a strip of differences; and the roadmap of spans.

use super::Area;
use super::axis::{Scale, months, slot_left, slot_middle, today};
use super::canvas::{Anchor, Canvas, Dash, Paint, fill, fitted, text_width};
use crate::report::{Edge, Ink, RoadmapPlot, Series, TimePlot, Tone};

/// Width of a bar in its slot.
const BAR: f64 = 0.58;
/// How much wider bold text is.
const BOLD: f64 = 1.08;
/// Height of the strip of differences with its title.
const STRIP: f64 = 46.0;

/// Draws columns and lines over months; returns where the plot lies.
pub(super) fn draw(canvas: &mut Canvas, plot: &TimePlot) -> Area {
    let scale = Scale::over(figures(plot), plot.cut);
    let names = end_names(plot, canvas.width);
    let right = names.iter().map(|(_, name)| text_width(name, 10.0)).fold(0.0, f64::max);
    let under = if plot.under.is_empty() { 0.0 } else { 14.0 };
    let events = if plot.events.is_empty() { 0.0 } else { 20.0 };
    let strip = if plot.strip.is_some() { STRIP } else { 0.0 };
    let area = Area {
        left: scale.label_width().max(if plot.under.is_empty() { 0.0 } else { 30.0 }),
        top: 20.0,
        right: canvas.width - 6.0 - if right > 0.0 { right + 8.0 } else { 0.0 },
        bottom: canvas.height - 30.0 - under - events - strip,
    };
    scale.draw(canvas, &area);
    columns(canvas, plot, &scale, &area);
    stack(canvas, plot, &scale, &area);
    fan(canvas, plot, plot.wide.as_ref(), 0.12, &scale, &area);
    fan(canvas, plot, plot.fan.as_ref(), 0.2, &scale, &area);
    for line in &plot.lines {
        stepped_or_smooth(canvas, line, &scale, &area);
    }
    plot.marks.iter().for_each(|mark| point_mark(canvas, plot, *mark, &scale, &area));
    event_names(canvas, plot, &area);
    if let Some((name, figures)) = &plot.strip {
        let top = area.bottom + events;
        differences(canvas, name, figures, &Area { top, bottom: top + STRIP, ..area });
    }
    let axis_y = area.bottom + events + strip + 10.0;
    months(canvas, &area, &plot.months, axis_y);
    words_under(canvas, plot, &area, axis_y + 24.0);
    today(canvas, &area, plot.months.len(), plot.today, 4.0, axis_y - 6.0);
    labels(canvas, plot, &scale, &area);
    for (y, name) in spread(names.iter().map(|(value, name)| (scale.y(*value, &area), name.clone())).collect()) {
        canvas.text(&name, (area.right + 6.0, y), 10.0, Paint::Ink2, Anchor::Start, false);
    }
    area
}

fn figures(plot: &TimePlot) -> impl Iterator<Item = f64> + '_ {
    let single = plot.columns.iter().chain(&plot.lines).flat_map(|series| series.values.iter().flatten().copied());
    let stacked = (0..plot.months.len()).map(|k| plot.stack.iter().filter_map(|series| value(series, k)).sum());
    let fan = plot.fan.iter().chain(&plot.wide).flat_map(|(low, high)| low.iter().chain(high).flatten().copied());
    single.chain(stacked).chain(fan)
}

fn value(series: &Series, k: usize) -> Option<f64> {
    series.values.get(k).copied().flatten()
}

/// Columns stand behind each other, shifted a little: last year to the left, budget to the right, actual and forecast in front.
fn columns(canvas: &mut Canvas, plot: &TimePlot, scale: &Scale, area: &Area) {
    let rank = |ink: Ink| match ink {
        Ink::LastYear => 0,
        Ink::Budget => 1,
        _ => 2,
    };
    let mut order: Vec<&Series> = plot.columns.iter().collect();
    order.sort_by_key(|series| rank(series.ink));
    for series in order {
        let shift = match series.ink {
            Ink::LastYear => -3.0,
            Ink::Budget => 3.0,
            _ => 0.0,
        };
        for k in 0..plot.months.len() {
            if let Some(figure) = value(series, k) {
                bar(canvas, plot.months.len(), k, (0.0, figure), shift, series.ink, scale, area);
            }
        }
    }
}

fn stack(canvas: &mut Canvas, plot: &TimePlot, scale: &Scale, area: &Area) {
    for k in 0..plot.months.len() {
        let mut from = 0.0;
        for series in &plot.stack {
            let Some(figure) = value(series, k) else { continue };
            bar(canvas, plot.months.len(), k, (from, from + figure), 0.0, series.ink, scale, area);
            from += figure;
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "one bar has a place, a size and a look, and nothing to group them by")]
fn bar(
    canvas: &mut Canvas,
    slots: usize,
    k: usize,
    (from, to): (f64, f64),
    shift: f64,
    ink: Ink,
    scale: &Scale,
    area: &Area,
) {
    let half = ((area.right - area.left) / slots.max(1) as f64 * BAR / 2.0).max(0.5);
    let x = slot_middle(area, slots, k) + shift.clamp(-half, half);
    let (a, b) = ((x - half, scale.y(from, area)), (x + half, scale.y(to, area)));
    if (a.1 - b.1).abs() < 0.2 {
        return;
    }
    match ink {
        Ink::Budget => canvas.frame(a, b, Paint::Budget, 1.1),
        Ink::Forecast => {
            canvas.rect(a, b, Paint::ForecastHatch);
            canvas.frame(a, b, Paint::ForecastLine, 1.0);
        }
        Ink::Over => {
            canvas.rect(a, b, Paint::BadHatch);
            canvas.frame(a, b, Paint::Bad, 1.0);
        }
        other => canvas.rect(a, b, fill(other)),
    }
}

fn fan(canvas: &mut Canvas, plot: &TimePlot, edges: Option<&(Edge, Edge)>, opacity: f64, scale: &Scale, area: &Area) {
    let Some((low, high)) = edges else { return };
    let edge = |values: &[Option<f64>]| -> Vec<(f64, f64)> {
        let point = |(k, figure): (usize, &Option<f64>)| {
            figure.map(|figure| (slot_middle(area, plot.months.len(), k), scale.y(figure, area)))
        };
        values.iter().enumerate().filter_map(point).collect()
    };
    let (low, high) = (edge(low), edge(high));
    if low.len() < 2 || high.len() < 2 {
        return;
    }
    let ring: Vec<_> = high.iter().copied().chain(low.iter().rev().copied()).collect();
    canvas.shape(&ring, Paint::Fan, opacity);
    canvas.line(&high, Paint::Fan, 1.0, Dash::Solid);
    canvas.line(&low, Paint::Fan, 1.0, Dash::Solid);
}

/// A ring, a diamond or a cross: told apart by shape.
fn point_mark(canvas: &mut Canvas, plot: &TimePlot, (k, value, ink): (usize, f64, Ink), scale: &Scale, area: &Area) {
    let (x, y) = (slot_middle(area, plot.months.len(), k), scale.y(value, area));
    let r = 4.5;
    match ink {
        Ink::MarkAccepted => canvas.shape(&[(x - r, y), (x, y - r), (x + r, y), (x, y + r)], fill(ink), 1.0),
        Ink::MarkRejected => {
            canvas.line(&[(x - r, y - r), (x + r, y + r)], fill(ink), 1.8, Dash::Solid);
            canvas.line(&[(x - r, y + r), (x + r, y - r)], fill(ink), 1.8, Dash::Solid);
        }
        ink => {
            canvas.disc((x, y), r, fill(ink), 1.0);
            canvas.disc((x, y), r - 1.6, Paint::Surface, 1.0);
        }
    }
}

/// Limits are steps, since they hold for a whole month; the rest are lines from month to month.
fn stepped_or_smooth(canvas: &mut Canvas, series: &Series, scale: &Scale, area: &Area) {
    let slots = series.values.len();
    let is_limit = matches!(series.ink, Ink::Limit | Ink::Stretched);
    let (paint, width, dash) = match series.ink {
        Ink::Limit => (Paint::Ink, 1.8, Dash::Solid),
        Ink::Stretched => (Paint::Ink, 1.4, Dash::Dashed),
        Ink::Target => (Paint::Ink3, 1.4, Dash::Dotted),
        Ink::Budget => (Paint::Budget, 1.2, Dash::Dashed),
        Ink::LastYear => (Paint::LastYear, 1.6, Dash::Solid),
        Ink::Forecast | Ink::ForecastLine => (Paint::ForecastLine, 1.8, Dash::Dashed),
        Ink::Fit => (fill(series.ink), 1.0, Dash::Solid),
        Ink::Rival(0) => (fill(series.ink), 1.3, Dash::Solid),
        Ink::Rival(1) => (fill(series.ink), 1.3, Dash::Dotted),
        Ink::Rival(_) => (fill(series.ink), 1.3, Dash::Long),
        other => (fill(other), 1.8, Dash::Solid),
    };
    for run in runs(&series.values) {
        let points: Vec<(f64, f64)> = run
            .flat_map(|k| {
                let y = scale.y(value(series, k).unwrap_or_default(), area);
                let middle = slot_middle(area, slots, k);
                if is_limit {
                    vec![(slot_left(area, slots, k), y), (slot_left(area, slots, k + 1), y)]
                } else {
                    vec![(middle, y)]
                }
            })
            .collect();
        match points.as_slice() {
            [one] => canvas.disc(*one, 2.0, paint, 1.0),
            points => canvas.line(points, paint, width, dash),
        }
    }
}

/// Stretches without a gap.
fn runs(values: &[Option<f64>]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (k, _) in values.iter().enumerate().filter(|(_, value)| value.is_some()) {
        match runs.last_mut() {
            Some(run) if run.end == k => run.end += 1,
            _ => runs.push(k..k + 1),
        }
    }
    runs
}

fn event_names(canvas: &mut Canvas, plot: &TimePlot, area: &Area) {
    let slots = plot.months.len();
    let mut free_from = f64::NEG_INFINITY;
    for (k, name) in &plot.events {
        let x = slot_middle(area, slots, *k);
        let y = area.bottom + 6.0;
        canvas.shape(&[(x - 3.0, y + 2.0), (x + 3.0, y + 2.0), (x, y - 3.0)], Paint::Brass, 1.0);
        let text = fitted(name, 10.0, 130.0);
        let half = text_width(&text, 10.0) / 2.0;
        let middle = x.clamp(area.left + half, (area.right - half).max(area.left + half));
        if middle - half > free_from {
            canvas.text(&text, (middle, y + 9.0), 10.0, Paint::Ink, Anchor::Middle, false);
            free_from = middle + half + 6.0;
        }
    }
}

fn differences(canvas: &mut Canvas, name: &str, figures: &[Option<f64>], area: &Area) {
    canvas.text(name, (area.left, area.top + 7.0), 10.0, Paint::Ink2, Anchor::Start, false);
    let reach = figures.iter().flatten().fold(0.0_f64, |most, figure| most.max(figure.abs()));
    let zero = area.top + STRIP * 0.62;
    canvas.line(&[(area.left, zero), (area.right, zero)], Paint::Axis, 1.0, Dash::Solid);
    if reach <= 0.0 {
        return;
    }
    let half = (area.right - area.left) / figures.len().max(1) as f64 * BAR / 2.0;
    for (k, figure) in figures.iter().enumerate() {
        let Some(figure) = figure.filter(|figure| figure.abs() > reach * 1e-6) else { continue };
        let (x, y) = (slot_middle(area, figures.len(), k), zero - figure / reach * STRIP * 0.3);
        let (hatch, line) = if figure > 0.0 { (Paint::GoodHatch, Paint::Good) } else { (Paint::BadHatch, Paint::Bad) };
        canvas.rect((x - half, zero), (x + half, y), hatch);
        canvas.frame((x - half, zero), (x + half, y), line, 1.0);
    }
}

fn words_under(canvas: &mut Canvas, plot: &TimePlot, area: &Area, y: f64) {
    let slots = plot.months.len();
    let mut taken: Vec<(f64, f64)> = Vec::new();
    // in narrow slots the sign goes before a figure does: the subtitle says what it is
    let slot = (area.right - area.left) / slots.max(1) as f64;
    let widest = plot.under.iter().map(|(word, _)| text_width(word, 10.0) * BOLD).fold(0.0, f64::max);
    let is_narrow = widest + 2.0 > slot;
    // what is wrong is said first; a word that would touch another one is left to the tip
    for is_bad in [true, false] {
        for (k, (word, tone)) in plot.under.iter().enumerate().filter(|(_, (_, tone))| (*tone == Tone::Bad) == is_bad) {
            let paint = match tone {
                Tone::Bad => Paint::Bad,
                Tone::Warn => Paint::Warn,
                Tone::Good => Paint::Good,
                Tone::Plain | Tone::Info => Paint::Ink2,
            };
            let is_bold = *tone != Tone::Plain;
            let word = if is_narrow { word.trim_end_matches('%') } else { word };
            let half = text_width(word, 10.0) / 2.0 * if is_bold { BOLD } else { 1.0 };
            let x = slot_middle(area, slots, k);
            if taken.iter().all(|(other, other_half)| (x - other).abs() > half + other_half + 2.0) {
                canvas.text(word, (x, y), 10.0, paint, Anchor::Middle, is_bold);
                taken.push((x, half));
            }
        }
    }
}

fn labels(canvas: &mut Canvas, plot: &TimePlot, scale: &Scale, area: &Area) {
    for (k, text) in &plot.labels {
        let single = plot.columns.iter().chain(&plot.lines).filter_map(|series| value(series, *k)).fold(0.0, f64::max);
        let stacked: f64 = plot.stack.iter().filter_map(|series| value(series, *k)).sum();
        let high = plot.fan.as_ref().and_then(|(_, high)| high.get(*k).copied().flatten()).unwrap_or(0.0);
        let y = scale.y(single.max(stacked).max(high), area) - 8.0;
        let half = text_width(text, 11.0) / 2.0;
        let x = slot_middle(area, plot.months.len(), *k)
            .clamp(area.left + half, (canvas.width - half).max(area.left + half));
        canvas.text(text, (x, y.max(7.0)), 11.0, Paint::Ink, Anchor::Middle, true);
    }
}

/// Names at the right end, beside the last figure: parts of a stack by their middle, lines by their height.
fn end_names(plot: &TimePlot, width: f64) -> Vec<(f64, String)> {
    if width < 420.0 || plot.months.is_empty() {
        return Vec::new();
    }
    let last = plot.months.len() - 1;
    let mut names = Vec::new();
    let mut from = 0.0;
    for series in &plot.stack {
        let figure = value(series, last).unwrap_or_default();
        if series.ink != Ink::Over && figure > 0.0 {
            names.push((from + figure / 2.0, fitted(&series.name, 10.0, 110.0)));
        }
        from += figure;
    }
    for series in &plot.lines {
        if let Some(figure) = value(series, last) {
            names.push((figure, fitted(&series.name, 10.0, 110.0)));
        }
    }
    names
}

/// Moves names apart that would stand on each other.
fn spread(mut names: Vec<(f64, String)>) -> Vec<(f64, String)> {
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    for k in 1..names.len() {
        let least = names[k - 1].0 + 12.0;
        names[k].0 = names[k].0.max(least);
    }
    names
}

/// Draws spans on a time line, one row each; returns where the plot lies.
pub(super) fn roadmap(canvas: &mut Canvas, plot: &RoadmapPlot) -> Area {
    let left =
        plot.spans.iter().map(|span| text_width(&span.name, 11.0)).fold(40.0, f64::max).min(canvas.width * 0.3) + 10.0;
    let area = Area { left, top: 18.0, right: canvas.width - 10.0, bottom: canvas.height - 30.0 };
    let slots = plot.months.len();
    let row = ((area.bottom - area.top) / plot.spans.len().max(1) as f64).min(34.0);
    for k in 0..slots {
        let x = slot_left(&area, slots, k);
        if plot.months[k].of_year() == 1 {
            canvas.line(&[(x, area.top), (x, area.bottom)], Paint::Grid, 1.0, Dash::Solid);
        }
    }
    for (r, span) in plot.spans.iter().enumerate() {
        let middle = area.top + row * (r as f64 + 0.5);
        let (from, to) = (slot_left(&area, slots, span.from), slot_left(&area, slots, span.to + 1));
        canvas.text(&fitted(&span.name, 11.0, left - 12.0), (left - 8.0, middle), 11.0, Paint::Ink, Anchor::End, false);
        let (a, b) = ((from, middle - 6.0), (to, middle + 6.0));
        match span.ink {
            Ink::Forecast => {
                canvas.rect(a, b, Paint::ForecastHatch);
                canvas.frame(a, b, Paint::ForecastLine, 1.0);
            }
            Ink::Budget => canvas.frame(a, b, Paint::Budget, 1.1),
            other => canvas.rect(a, b, fill(other)),
        }
        if let Some(mark) = span.mark {
            let x = slot_left(&area, slots, mark);
            canvas.shape(
                &[(x, middle - 9.0), (x + 6.0, middle), (x, middle + 9.0), (x - 6.0, middle)],
                Paint::Brass,
                1.0,
            );
        }
        let room = area.right - to;
        let wide = text_width(&span.text, 10.0) + 8.0;
        if room >= wide {
            canvas.text(&span.text, (to + 6.0, middle), 10.0, Paint::Ink2, Anchor::Start, false);
        } else if from - area.left >= wide {
            canvas.text(&span.text, (from - 10.0, middle), 10.0, Paint::Ink2, Anchor::End, false);
        } else if row >= 28.0 {
            // No room beside it: above its end. Where rows are closer the pointer's note says it.
            canvas.text(&span.text, (to - 2.0, middle - 12.0), 10.0, Paint::Ink2, Anchor::End, false);
        }
    }
    months(canvas, &area, &plot.months, area.bottom + 10.0);
    today(canvas, &area, slots, plot.today, 4.0, area.bottom);
    area
}
