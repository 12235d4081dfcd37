//! A series by what somebody types: Enter opens the first one found, every one is a link.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::report::{SeriesHit, SeriesId};

/// The field and what it finds.
#[component]
pub fn Finder(
    /// What is found for the text.
    #[prop(into)]
    hits: Signal<Vec<SeriesHit>>,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// Looks for another text.
    on_text: Callback<String>,
    /// The address of a series.
    href: Callback<SeriesId, String>,
    /// Opens a series.
    on_open: Callback<SeriesId>,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(hit) = hits.with_untracked(|hits| hits.first().cloned()) {
            on_open.run(hit.series);
        }
    };
    let line = move |hit: SeriesHit| {
        view! { <li><a href=href.run(hit.series)>{hit.name}</a><span class="dim">{hit.codes}</span></li> }
    };
    let is_empty = move || text.with(|text| text.trim().is_empty());
    let found = move || match (is_empty(), hits.with(Vec::len)) {
        (true, _) => String::new(),
        (false, 0) => "No item and market of this name or code".into(),
        (false, count) => format!("{count} found, Enter opens the first"),
    };
    view! {
        <form class="finder no-print" role="search" aria-label="Series" on:submit=submit>
            <label for="finder">"Open the forecast of one series"</label>
            <input
                class="inp" type="search" id="finder" autocomplete="off" placeholder="Item or market, name or code" prop:value=text
                on:input=move |event| on_text.run(event_target_value(&event))
            />
            <span class="hint" role="status">{found}</span>
            <ul hidden=move || hits.with(Vec::is_empty)>{move || hits.get().into_iter().map(line).collect_view()}</ul>
        </form>
    }
}
