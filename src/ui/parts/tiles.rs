//! Key figures in one strip: label, figure, unit, one comparison and a line without axes. A click explains the figure.

use leptos::prelude::*;

use super::icon::tone_text;
use crate::model::Cell;
use crate::report::{Spark, Tile, Tone};

/// The strip.
#[component]
pub fn Tiles(
    /// The figures.
    #[prop(into)]
    tiles: Signal<Vec<Tile>>,
    /// The figure that is explained, if any.
    #[prop(into)]
    picked: Signal<Option<Cell>>,
    /// Explains one.
    on_cell: Callback<Cell>,
    /// Whether they lead the page, as in step 6.
    #[prop(into, optional)]
    big: Signal<bool>,
) -> impl IntoView {
    let strip = move || {
        let one = |tile: Tile| view! { <TileView tile=tile picked=picked on_cell=on_cell /> };
        tiles.get().into_iter().map(one).collect_view()
    };
    view! {
        <section class=move || if big.get() { "tiles big" } else { "tiles" } aria-label="Key figures" hidden=move || tiles.with(Vec::is_empty)>
            {strip}
        </section>
    }
}

#[component]
fn TileView(tile: Tile, picked: Signal<Option<Cell>>, on_cell: Callback<Cell>) -> impl IntoView {
    let note = format!("d {}", tone_text(tile.tone));
    let tip = if tile.tip.is_empty() { tile.label.clone() } else { format!("{}: {}", tile.label, tile.tip) };
    let mark = match tile.tone {
        Tone::Good | Tone::Bad | Tone::Warn if !starts_with_mark(&tile.note) => tone_mark(tile.tone),
        _ => "",
    };
    let inside = view! {
        <span class="k">{tile.label}</span>
        <span class="v">{tile.figure}<small>{tile.unit}</small></span>
        <span class=note>{mark}{tile.note}</span>
        {tile.spark.map(|spark| view! { <SparkView spark=spark /> })}
    };
    match tile.cell {
        Some(cell) => {
            let same = cell.clone();
            let pressed = move || picked.with(|picked| picked.as_ref() == Some(&same)).to_string();
            view! {
                <button type="button" class="tile" title=tip aria-pressed=pressed on:click=move |_| on_cell.run(cell.clone())>{inside}</button>
            }
            .into_any()
        }
        None => view! { <div class="tile" title=tip>{inside}</div> }.into_any(),
    }
}

fn starts_with_mark(note: &str) -> bool {
    note.starts_with(['▲', '▼', '✓', '!'])
}

fn tone_mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "✓ ",
        Tone::Bad | Tone::Warn => "! ",
        _ => "",
    }
}

/// Solid for closed months, dashed for coming ones, a dot at the last closed one.
#[component]
fn SparkView(spark: Spark) -> impl IntoView {
    let points = spark_points(&spark);
    let last = spark.past.len().saturating_sub(1);
    let path = |points: &[(f64, f64)]| {
        let mut path = String::new();
        for (at, (x, y)) in points.iter().enumerate() {
            path.push_str(&format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" }));
        }
        path
    };
    let past = points.get(..spark.past.len()).map(path).unwrap_or_default();
    let ahead = if spark.ahead.is_empty() { String::new() } else { points.get(last..).map(path).unwrap_or_default() };
    let dot = points.get(last).filter(|_| !spark.past.is_empty()).copied();
    view! {
        <svg class="spark" viewBox="0 0 66 26" aria-hidden="true">
            <path class="sp-l" d=past />
            <path class="sp-f" d=ahead />
            {dot.map(|(x, y)| view! { <circle class="sp-d" cx=format!("{x:.1}") cy=format!("{y:.1}") r="2.2" /> })}
        </svg>
    }
}

/// Where the points of a spark stand on its 66 x 26 field; a flat line stands in the middle.
fn spark_points(spark: &Spark) -> Vec<(f64, f64)> {
    let values: Vec<f64> = spark.past.iter().chain(&spark.ahead).copied().collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let steps = values.len().saturating_sub(1).max(1) as f64;
    let height = |value: f64| if most > least { 23.0 - 20.0 * (value - least) / (most - least) } else { 13.0 };
    values.iter().enumerate().map(|(at, value)| (1.5 + 62.0 * at as f64 / steps, height(*value))).collect()
}
