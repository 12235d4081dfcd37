//! The command box: one field, what it finds, and arrows, Enter and Esc to choose. The focus stays in the field.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::dialog::Dialog;
use crate::report::Found;

/// The command box.
#[component]
pub fn Palette(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// What is found for the text, best first.
    #[prop(into)]
    hits: Signal<Vec<Found>>,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// Looks for another text.
    on_text: Callback<String>,
    /// Goes where a hit leads.
    on_choose: Callback<Found>,
    /// It was closed without a choice.
    on_close: Callback<()>,
) -> impl IntoView {
    let at = RwSignal::new(0usize);
    let count = Memo::new(move |_| hits.with(Vec::len));
    let here = Memo::new(move |_| at.get().min(count.get().saturating_sub(1)));
    let choose = move |at: usize| {
        if let Some(hit) = hits.with_untracked(|hits| hits.get(at).cloned()) {
            on_choose.run(hit);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let (here, count) = (here.get_untracked(), count.get_untracked().max(1));
        match event.key().as_str() {
            "ArrowDown" => at.set((here + 1) % count),
            "ArrowUp" => at.set((here + count - 1) % count),
            "Enter" => choose(here),
            _ => return,
        }
        event.prevent_default();
    };
    let on_input = move |event| {
        at.set(0);
        on_text.run(event_target_value(&event));
    };
    let line = move |(at, hit): (usize, Found)| {
        let keys = (!hit.keys.is_empty()).then(|| view! { <kbd>{hit.keys}</kbd> });
        view! {
            <li
                role="option" id=format!("found-{at}") aria-selected=move || (here.get() == at).to_string()
                on:click=move |_| choose(at)
            >
                <small>{hit.kind.name()}</small><span>{hit.name}</span><span class="mut">{hit.note}</span>{keys}
            </li>
        }
    };
    let lines = move || hits.get().into_iter().enumerate().map(line).collect_view();
    let none = move || if count.get() == 0 { "Nothing has this name or code" } else { "" };
    view! {
        <Dialog open=open on_close=on_close title="Go to".to_owned()>
            <div class="palette">
                <input
                    class="inp" id="palette" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
                    aria-autocomplete="list" aria-label="Go to" autocomplete="off" spellcheck="false" maxlength="80" data-first=""
                    placeholder="Item, family, market, gap, card, step or action"
                    aria-activedescendant=move || (count.get() > 0).then(|| format!("found-{}", here.get()))
                    prop:value=text on:input=on_input on:keydown=on_key
                />
                <ul id="palette-list" role="listbox" aria-label="Found" hidden=move || count.get() == 0>{lines}</ul>
                <p class="hint" role="status">{none}</p>
            </div>
        </Dialog>
    }
}
