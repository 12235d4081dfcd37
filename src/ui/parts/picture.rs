//! The menu of a chart: its picture or its figures to take along.

use leptos::prelude::*;
use web_sys::Element;

use super::icon::{Icon, Pic};
use super::menu::Menu;
use crate::report::Chart;

/// What is taken, and where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The picture to the clipboard.
    Picture,
    /// The drawing as a file.
    Drawing,
    /// The figures to the clipboard.
    Figures,
    /// The figures as a file.
    Csv,
}

/// A chart that is taken along.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// What of it.
    pub how: Take,
    /// Its card.
    pub card: &'static str,
    /// The chart.
    pub chart: Chart,
    /// Its size on the page, in pixels.
    pub width: u32,
    /// The same.
    pub height: u32,
}

const LINES: [(Take, &str, &str); 4] = [
    (Take::Picture, "Copy the picture", "PNG"),
    (Take::Drawing, "Save the drawing", "SVG"),
    (Take::Figures, "Copy the figures", "cells"),
    (Take::Csv, "Save the figures", "CSV"),
];

/// The button at the right of a chart card's title.
#[component]
pub fn PictureMenu(
    /// The card's id.
    card: &'static str,
    /// The chart.
    chart: Memo<Chart>,
    /// Takes it along.
    on_take: Callback<Taken>,
) -> impl IntoView {
    let take = move |how: Take| {
        let picture = document().query_selector(&format!("#card-{card} .chart-picture")).ok().flatten();
        let side =
            |name: &str| picture.as_ref().and_then(|picture: &Element| picture.get_attribute(name)?.parse().ok());
        if let (Some(width), Some(height)) = (side("width"), side("height")) {
            on_take.run(Taken { how, card, chart: chart.get_untracked(), width, height });
        }
    };
    let line = move |(how, name, kind): (Take, &'static str, &'static str)| {
        view! {
            <button type="button" class="menu-i" data-do=format!("take-{}", kind.to_lowercase()) on:click=move |_| take(how)>
                <span>{name}</span><span class="mut">{kind}</span>
            </button>
        }
    };
    view! {
        <div class="take no-print no-present">
            <Menu button=|| view! { <Pic icon=Icon::More /> } class="btn ghost icon s".to_owned() name="Take the chart along".to_owned() right=true>
                {LINES.map(line).collect_view()}
            </Menu>
        </div>
    }
}
