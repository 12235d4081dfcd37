//! Lines with a mark, a text, a figure, and what can be done about each: gaps with levers, decisions, what binds.

use leptos::prelude::*;

use super::icon::{Pic, tone_fill, tone_icon, tone_text, tone_word};
use crate::model::Cell;
use crate::report::{Act, Entry, SeriesId};

/// Lines shown before "show all".
const SHORT: usize = 8;

/// The list.
#[component]
pub fn List(
    /// The lines, most important first.
    #[prop(into)]
    entries: Signal<Vec<Entry>>,
    /// Goes to a figure.
    on_cell: Callback<Cell>,
    /// Carries out what a button offers.
    on_act: Callback<Act>,
    /// Why nothing can be carried out now (an approved cycle); empty: it can.
    #[prop(into, optional)]
    refused: Signal<String>,
    /// The address of a series; without one no line is about a series.
    #[prop(optional)]
    href: Option<Callback<SeriesId, String>>,
) -> impl IntoView {
    let all = RwSignal::new(false);
    let count = move || entries.with(Vec::len);
    let shown = move || {
        let most = if all.get() { usize::MAX } else { SHORT };
        let one =
            |entry: Entry| view! { <EntryLine entry=entry on_cell=on_cell on_act=on_act refused=refused href=href /> };
        entries.get().into_iter().take(most).map(one).collect_view()
    };
    view! {
        <ul class="list">{shown}</ul>
        <Show when=move || !all.get() && (count() > SHORT)>
            <button type="button" class="btn s list-more" on:click=move |_| all.set(true)>{move || format!("Show all {}", count())}</button>
        </Show>
    }
}

#[component]
fn EntryLine(
    entry: Entry,
    on_cell: Callback<Cell>,
    on_act: Callback<Act>,
    refused: Signal<String>,
    href: Option<Callback<SeriesId, String>>,
) -> impl IntoView {
    let tone = entry.tone;
    let title = match entry.cell {
        Some(cell) => {
            view! { <button type="button" class="lk-b" on:click=move |_| on_cell.run(cell.clone())>{entry.title}</button> }.into_any()
        }
        None => entry.title.into_any(),
    };
    let chip =
        (!entry.chip.is_empty()).then(|| view! { <span class=format!("chip {}", tone_fill(tone))>{entry.chip}</span> });
    let more = (!entry.text.is_empty()).then(|| view! { <p class="more">{entry.text}</p> });
    let series = entry.series.zip(href);
    let has_acts = !entry.actions.is_empty() || series.is_some();
    let series = series.map(|(series, href)| view! { <a class="open" href=href.run(series)>"Open the series"</a> });
    // Buttons that bring nothing of their own to say stand side by side.
    let plain = entry.actions.iter().all(|act| act.effect.is_empty());
    let acts = has_acts.then(|| {
        let one = |act: Act| view! { <ActLine act=act on_act=on_act refused=refused /> };
        let class = if plain { "acts side" } else { "acts" };
        view! { <div class=class>{entry.actions.into_iter().map(one).collect_view()}{series}</div> }
    });
    view! {
        <li data-entry=entry.id>
            <span class=tone_text(tone)><Pic icon=tone_icon(tone) /><span class="sr">{tone_word(tone)}</span></span>
            <span class="t">{title}{chip}</span>
            <span class=format!("fig {}", tone_text(tone))>{entry.figure}</span>
            {more}
            {acts}
        </li>
    }
}

#[component]
fn ActLine(act: Act, on_act: Callback<Act>, refused: Signal<String>) -> impl IntoView {
    let effect = act.effect.clone();
    let label = act.label.clone();
    view! {
        <div class="act">
            <button
                type="button" class="btn s" data-do="act" title=refused
                aria-disabled=move || refused.with(|refused| !refused.is_empty()).to_string()
                on:click=move |_| if refused.with_untracked(String::is_empty) { on_act.run(act.clone()) }
            >
                {label}
            </button>
            <span>{effect}</span>
        </div>
    }
}
