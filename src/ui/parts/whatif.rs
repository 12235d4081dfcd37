//! The what-if bar of step 6: levers, and what they do to the plan as it stands.

use leptos::prelude::*;

use super::icon::tone_text;
use super::slider::SliderPart;
use crate::report::{Slider, Tile, WhatIf};

/// The bar.
#[component]
pub fn WhatIfBar(
    /// Levers and results.
    #[prop(into)]
    what_if: Signal<WhatIf>,
    /// Moves a lever to a percentage.
    on_move: Callback<(&'static str, f64)>,
    /// Sets every lever back to zero.
    on_reset: Callback<()>,
) -> impl IntoView {
    let levers =
        Memo::new(move |_| what_if.with(|what_if| what_if.sliders.iter().map(|slider| slider.id).collect::<Vec<_>>()));
    let lever = move |id: &'static str| {
        what_if.with_untracked(|what_if| what_if.sliders.iter().find(|slider| slider.id == id).cloned()).map(|first| {
            let slider = Memo::new(move |_| {
                what_if
                    .with(|what_if| what_if.sliders.iter().find(|slider| slider.id == id).cloned())
                    .unwrap_or_else(|| first.clone())
            });
            view! { <SliderPart slider=slider on_move=on_move /> }
        })
    };
    let moved = move || what_if.with(|what_if| what_if.sliders.iter().any(|slider: &Slider| slider.value != 0.0));
    let result = |tile: Tile| {
        view! {
            <div title=tile.tip>
                <span>{tile.label}</span>
                <b>{tile.figure} " " {tile.unit}</b>
                <small class=tone_text(tile.tone)>{tile.note}</small>
            </div>
        }
    };
    view! {
        <section class="card no-print" aria-label="What if" data-card="what-if" hidden=move || levers.with(Vec::is_empty)>
            <header><h2>"What if"</h2><p>"percent, every month and product; tried in a scenario, the base plan stays as it is"</p></header>
            <div class="levers">{move || levers.get().into_iter().map(lever).collect_view()}</div>
            <div class="wres" aria-live="polite">
                {move || what_if.get().results.into_iter().map(result).collect_view()}
                <span class="acts">
                    <button type="button" class="btn s" disabled=move || !moved() on:click=move |_| on_reset.run(())>"Reset the levers"</button>
                </span>
            </div>
        </section>
    }
}
