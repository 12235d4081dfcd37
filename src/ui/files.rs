//! Pages about files that came in: their frame, and the page that shows what was read before it becomes a plan.

use leptos::prelude::*;

use super::parts::list::List;
use super::parts::rail::Mark;
use super::parts::topbar::ThemeButton;
use crate::report::{Entry, ImportView};

/// The frame of a page beside the cycles: what it is about, what can be done, then cards.
#[component]
pub fn FilesPage(
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// What it is about, in a sentence or two.
    #[prop(into)]
    lead: Signal<String>,
    /// What can be done; the way back is added.
    acts: ViewFn,
    /// What stands at the top: notices, progress.
    notices: ViewFn,
    /// Light to dark and back.
    on_theme: Callback<()>,
    /// The cards.
    children: Children,
) -> impl IntoView {
    view! {
        <header class="hometop">
            <a class="brand" href="#/"><Mark /><span>"Sextant"</span></a>
            <span class="sp"></span>
            <ThemeButton on_theme=on_theme />
        </header>
        <main class="home" id="main" tabindex="-1">
            <div class="hero">
                <h1>{title}</h1>
                <p>{lead}</p>
                <div class="acts-l">
                    {acts.run()}
                    <a class="btn" href="#/">"Back to the cycles"</a>
                </div>
            </div>
            {notices.run()}
            <div class="cards">{children()}</div>
        </main>
    }
}

/// A list that is there when it has lines.
#[component]
pub fn ListCard(
    /// Names the card for tests.
    id: &'static str,
    /// Its heading.
    title: &'static str,
    /// What its lines have.
    note: &'static str,
    /// The lines.
    entries: Signal<Vec<Entry>>,
) -> impl IntoView {
    view! {
        <section class="card half" data-card=id hidden=move || entries.with(Vec::is_empty)>
            <header><h2>{title}</h2><p>{note}</p></header>
            <div class="in"><List entries=entries on_cell=Callback::new(|_| {}) on_act=Callback::new(|_| {}) /></div>
        </section>
    }
}

/// What came in with files, before it becomes a plan.
#[component]
pub fn ImportPage(
    /// What it says; `None`: nothing came in.
    #[prop(into)]
    view: Signal<Option<ImportView>>,
    /// What stands at the top: notices, progress.
    notices: ViewFn,
    /// Makes it the current plan.
    on_open: Callback<()>,
    /// Light to dark and back.
    on_theme: Callback<()>,
) -> impl IntoView {
    let usable = move || view.with(|view| view.as_ref().is_some_and(|view| view.usable));
    let title = Signal::derive(move || {
        view.with(|view| view.as_ref().map_or_else(|| "Nothing came in".into(), |view| view.title.clone()))
    });
    let lead = Signal::derive(move || {
        String::from(match (view.with(Option::is_some), usable()) {
            (true, true) => "Nothing has been changed yet. Read what was found, then open the plan.",
            (true, false) => "There is no plan in these files. The plan in hand is as it was.",
            (false, _) => "Drop or choose files on the home page.",
        })
    });
    let list = move |part: fn(&ImportView) -> &Vec<Entry>| {
        Signal::derive(move || view.with(|view| view.as_ref().map(|view| part(view).clone()).unwrap_or_default()))
    };
    let acts = move || {
        view! {
            <Show when=usable>
                <button type="button" class="btn pri" data-do="open-import" on:click=move |_| on_open.run(())>"Open this plan"</button>
            </Show>
        }
    };
    view! {
        <FilesPage title=title lead=lead acts=acts.into() notices=notices on_theme=on_theme>
            <ListCard id="import-files" title="What was read" note="file, what it was taken for, rows" entries=list(|view| &view.files) />
            <ListCard id="import-findings" title="What was doubtful" note="file, row, what was expected, what was done" entries=list(|view| &view.findings) />
        </FilesPage>
    }
}
