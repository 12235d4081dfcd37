//! The page that rolls the approved cycle forward: what will happen, the month's files, what they bring and what stands in for the rest.

use leptos::prelude::*;
use web_sys::File;

use super::files::{FilesPage, ListCard};
use super::parts::drop::DropZone;
use crate::report::{Entry, RollView};

/// What the page asks for.
#[derive(Clone, Copy)]
pub struct RollActs {
    /// Reads files.
    pub files: Callback<Vec<File>>,
    /// Brings what came in.
    pub with: Callback<()>,
    /// Goes on without.
    pub without: Callback<()>,
    /// Light to dark and back.
    pub theme: Callback<()>,
}

/// The page.
#[component]
pub fn RollPage(
    /// What it says.
    #[prop(into)]
    view: Signal<RollView>,
    /// What stands at the top: notices, progress.
    notices: ViewFn,
    /// What it asks for.
    acts: RollActs,
) -> impl IntoView {
    let usable = move || view.with(|view| view.usable);
    let title = Signal::derive(move || view.with(|view| view.title.clone()));
    let lead = Signal::derive(move || view.with(|view| view.lead.clone()));
    let list = move |part: fn(&RollView) -> &Vec<Entry>| Signal::derive(move || view.with(|view| part(view).clone()));
    let drop = move || {
        let hint = view.with(|view| view.hint.clone());
        (!hint.is_empty()).then(|| {
            view! {
                <section class="card half">
                    <header><h2>"The month's files"</h2></header>
                    <div class="in drop-in"><DropZone hint=hint verb="Choose files" on_files=acts.files /></div>
                </section>
            }
        })
    };
    let buttons = move || {
        let without_class = move || if usable() { "btn" } else { "btn pri" };
        view! {
            <Show when=usable>
                <button type="button" class="btn pri" data-do="roll-with" on:click=move |_| acts.with.run(())>
                    {move || view.with(|view| view.with.clone())}
                </button>
            </Show>
            <Show when=move || view.with(|view| !view.without.is_empty())>
                <button type="button" class=without_class data-do="roll-without" on:click=move |_| acts.without.run(())>
                    {move || view.with(|view| view.without.clone())}
                </button>
            </Show>
        }
    };
    view! {
        <FilesPage title=title lead=lead acts=buttons.into() notices=notices on_theme=acts.theme>
            {drop}
            <ListCard id="roll-parts" title="What the month brings" note="or what stands in for it" entries=list(|view| &view.parts) />
            <ListCard id="roll-files" title="What was read" note="file, what it was taken for, rows" entries=list(|view| &view.files) />
            <ListCard id="roll-findings" title="What does not fit" note="and what was done about it" entries=list(|view| &view.findings) />
        </FilesPage>
    }
}
