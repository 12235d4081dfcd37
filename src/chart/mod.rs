//! The report's charts as pictures: plotters draws them as SVG, natively and in the page alike.
//!
//! Text is measured by a table of our own (`canvas`), since the browser's measuring needs a document and breaks the content security
//! policy. Colors are tokens: the picture says `var(--ac)`, so themes and print follow without redrawing. Notation is IBCS: actual
//! solid, forecast hatched, budget outlined, last year light; good and bad are never told by color alone.

mod axis;
mod bars;
mod canvas;
mod heat;
mod scatter;
mod time;

use canvas::Canvas;

use crate::report::{Chart, Plot};

/// Where the plot lies in the picture, in pixels: what the page needs to place the hover band.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A drawn chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// The picture; text in it is escaped.
    pub svg: String,
    /// The plot.
    pub plot: Area,
    /// How many slots share the plot evenly.
    pub slots: usize,
    /// How many rows share it evenly, where every slot has a field in each: a heat map; otherwise 1.
    pub deep: usize,
    /// Whether slots lie below each other (bars) instead of side by side (months).
    pub rows: bool,
}

/// Draws a chart at the size, in pixels, that it will have on the page.
pub fn draw(chart: &Chart, width: u32, height: u32) -> Drawing {
    let mut canvas = Canvas::new(width.clamp(160, 4000), height.clamp(80, 2000), &chart.label);
    let (plot, slots, rows) = match &chart.plot {
        Plot::Time(plot) => (time::draw(&mut canvas, plot), plot.months.len(), false),
        Plot::Waterfall(bridges) => (bars::waterfall(&mut canvas, bridges), bridges.len(), true),
        Plot::Bars(rows) => (bars::bars(&mut canvas, rows), rows.len(), true),
        Plot::Pareto(rows) => (bars::pareto(&mut canvas, rows), rows.len(), false),
        Plot::Bubbles(plot) => (scatter::bubbles(&mut canvas, plot), plot.bubbles.len(), false),
        Plot::Heat(plot) => (heat::draw(&mut canvas, plot), plot.months.len(), false),
        Plot::Roadmap(plot) => (time::roadmap(&mut canvas, plot), plot.months.len(), false),
    };
    let deep = if let Plot::Heat(heat) = &chart.plot { heat.rows.len().max(1) } else { 1 };
    Drawing { svg: canvas.finish(), plot, slots, deep, rows }
}

/// A picture on its own, on a ground: each token is replaced by the color that it comes to, so that it looks the same anywhere.
pub fn standalone(svg: &str, color: impl Fn(&str) -> String) -> String {
    let (head, mut rest) = svg.split_at(svg.find('>').map_or(0, |end| end + 1));
    let mut whole = format!("{head}<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>", color("surface"));
    while let Some((before, after)) = rest.split_once("var(--") {
        let (token, after) = after.split_once(')').unwrap_or((after, ""));
        whole.push_str(before);
        whole.push_str(&color(token));
        rest = after;
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests;
