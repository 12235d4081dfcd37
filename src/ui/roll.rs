//! The page that rolls the approved cycle forward: what will happen, the month's files, what they bring and what stands in for the rest.

use leptos::prelude::*;
use web_sys::File;

use super::parts::drop::DropZone;
use super::parts::list::List;
use super::parts::rail::Mark;
use super::parts::topbar::ThemeButton;
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
    let without_class = move || if usable() { "btn" } else { "btn pri" };
    let can_drop = Signal::derive(move || view.with(|view| view.hint.clone()));
    let list = move |part: fn(&RollView) -> &Vec<Entry>| Signal::derive(move || view.with(|view| part(view).clone()));
    view! {
        <header class="hometop">
            <a class="brand" href="#/"><Mark /><span>"Sextant"</span></a>
            <span class="sp"></span>
            <ThemeButton on_theme=acts.theme />
        </header>
        <main class="home" id="main" tabindex="-1">
            <div class="hero">
                <h1>{move || view.with(|view| view.title.clone())}</h1>
                <p>{move || view.with(|view| view.lead.clone())}</p>
                <div class="acts-l">
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
                    <a class="btn" href="#/">"Back to the cycles"</a>
                </div>
            </div>
            {notices.run()}
            <div class="cards">
                {move || {
                    let hint = can_drop.get();
                    (!hint.is_empty()).then(|| view! {
                        <section class="card half">
                            <header><h2>"The month's files"</h2></header>
                            <div class="in drop-in"><DropZone hint=hint verb="Choose files" on_files=acts.files /></div>
                        </section>
                    })
                }}
                <ListCard id="roll-parts" title="What the month brings" note="or what stands in for it" entries=list(|view| &view.parts) />
                <ListCard id="roll-files" title="What was read" note="file, what it was taken for, rows" entries=list(|view| &view.files) />
                <ListCard id="roll-findings" title="What does not fit" note="and what was done about it" entries=list(|view| &view.findings) />
            </div>
        </main>
    }
}

#[component]
fn ListCard(id: &'static str, title: &'static str, note: &'static str, entries: Signal<Vec<Entry>>) -> impl IntoView {
    view! {
        <section class="card half" data-card=id hidden=move || entries.with(Vec::is_empty)>
            <header><h2>{title}</h2><p>{note}</p></header>
            <div class="in"><List entries=entries on_cell=Callback::new(|_| {}) on_act=Callback::new(|_| {}) /></div>
        </section>
    }
}
