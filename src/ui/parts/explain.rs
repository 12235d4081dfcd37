//! The Explain panel: the figure, how it is made, what it is worth, what follows from it. Every term is a link to the next.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::{Icon, Pic, tone_text};
use crate::model::{Cell, RecordId};
use crate::report::{ExplainSection, ExplainView, Quote, Term};

/// What the panel asks for.
#[derive(Clone, Copy)]
pub struct ExplainActs {
    /// Explains another figure.
    pub go: Callback<Cell>,
    /// Back to the figure before.
    pub back: Callback<()>,
    /// Closes the panel.
    pub close: Callback<()>,
    /// Back to the table, after a comment or without one.
    pub leave: Callback<()>,
    /// Leaves a comment on the figure, or answers the one that begins a thread.
    pub comment: Callback<(Cell, String, Option<RecordId>)>,
    /// Closes a thread.
    pub resolve: Callback<RecordId>,
}

/// The panel at the right; below the table on a tablet.
#[component]
pub fn ExplainPanel(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// What it says; `None`: no figure is picked, or it cannot be explained.
    #[prop(into)]
    view: Signal<Option<ExplainView>>,
    /// Whether there is a figure to go back to.
    #[prop(into)]
    can_go_back: Signal<bool>,
    /// What it asks for.
    acts: ExplainActs,
) -> impl IntoView {
    let inside = move || {
        match view.get() {
        Some(view) => view! { <Explained view=view acts=acts /> }.into_any(),
        None => view! { <p class="panel-hint">"Pick a figure: in the table, a tile or a chart. Its arithmetic appears here, down to what was typed or imported."</p> }.into_any(),
    }
    };
    view! {
        <Show when=move || open.get()>
            <aside class="panel" aria-label="Explain" tabindex="0">
                <header>
                    <h2>"Explain"</h2>
                    <button
                        type="button" class="btn ghost icon s" title="Back to the figure before" aria-label="Back to the figure before"
                        aria-disabled=move || (!can_go_back.get()).to_string()
                        on:click=move |_| acts.back.run(())
                    >
                        <Pic icon=Icon::Undo />
                    </button>
                    <button type="button" class="btn ghost icon s" title="Close (Esc)" aria-label="Close" on:click=move |_| acts.close.run(())>
                        <Pic icon=Icon::Close />
                    </button>
                </header>
                {inside}
            </aside>
        </Show>
    }
}

#[component]
fn Explained(view: ExplainView, acts: ExplainActs) -> impl IntoView {
    let answering = RwSignal::new(None::<RecordId>);
    let threads = Threads { answering, resolve: acts.resolve };
    let sections =
        view.sections.into_iter().map(|section| view! { <Block section=section on_cell=acts.go threads=threads /> });
    view! {
        <div class="what" aria-live="polite">
            <p class="figure">{view.figure} " " <small>{view.unit}</small></p>
            <p>{view.place}</p>
            <p class="mut">{view.more}</p>
        </div>
        {sections.collect_view()}
        <CommentForm cell=view.cell people=view.people answering=answering acts=acts />
    }
}

/// What can be done with a thread.
#[derive(Clone, Copy)]
struct Threads {
    /// The one that the form answers.
    answering: RwSignal<Option<RecordId>>,
    resolve: Callback<RecordId>,
}

#[component]
fn Block(section: ExplainSection, on_cell: Callback<Cell>, threads: Threads) -> impl IntoView {
    let terms = (!section.terms.is_empty()).then(|| {
        let lines = section.terms.into_iter().map(|term| view! { <TermLine term=term on_cell=on_cell /> });
        view! { <ul class="calc">{lines.collect_view()}</ul> }
    });
    let text = (!section.text.is_empty()).then(|| view! { <p>{section.text}</p> });
    let quotes = section.quotes.into_iter().map(|quote| view! { <QuoteView quote=quote threads=threads /> });
    view! {
        <section>
            <h3>{section.title}<span>{section.note}</span></h3>
            {terms}
            {text}
            {quotes.collect_view()}
        </section>
    }
}

#[component]
fn TermLine(term: Term, on_cell: Callback<Cell>) -> impl IntoView {
    let label = match term.cell {
        Some(cell) => {
            view! { <button type="button" class="lk-b" on:click=move |_| on_cell.run(cell.clone())>{term.label}</button> }.into_any()
        }
        None => term.label.into_any(),
    };
    view! {
        <li class=if term.total { "eq" } else { "" }>
            <span class="op">{term.sign}</span>
            <span>{label} " " <small>{term.note}</small></span>
            <span class=format!("num {}", tone_text(term.tone))>{term.figure}</span>
        </li>
    }
}

#[component]
fn QuoteView(quote: Quote, threads: Threads) -> impl IntoView {
    let acts = quote.thread.map(|id| {
        let (answered, closed) = (id.clone(), id);
        let answer = move |_| {
            threads.answering.set(Some(answered.clone()));
            let field = document().get_element_by_id("comment").and_then(|field| field.dyn_into::<HtmlElement>().ok());
            if let Some(field) = field {
                let _focused = field.focus();
            }
        };
        view! {
            <span class="acts">
                <button type="button" class="lk-b" data-do="answer" on:click=answer>"Answer"</button>
                <button type="button" class="lk-b" data-do="resolve" on:click=move |_| threads.resolve.run(closed.clone())>"Resolve"</button>
            </span>
        }
    });
    let chip = (!quote.chip.is_empty()).then(|| view! { <span class="chip warn">{quote.chip}</span> });
    view! {
        <blockquote class=if quote.is_answer { "quote answer" } else { "quote" }>
            <p>{quote.text}</p>
            <small>{quote.by}</small>
            {chip}
            {acts}
        </blockquote>
    }
}

#[component]
fn CommentForm(
    cell: Cell,
    people: Vec<String>,
    answering: RwSignal<Option<RecordId>>,
    acts: ExplainActs,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let comment = move || {
        let typed = text.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            text.set(String::new());
            acts.comment.run((cell.clone(), typed, answering.get_untracked()));
            acts.leave.run(());
        }
    };
    let submit = {
        let comment = comment.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            comment();
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => comment(),
        "Escape" => acts.leave.run(()),
        _ => {}
    };
    let person = move |name: String| {
        let label = format!("@{name}");
        let named = label.clone();
        let add = move |_| text.update(|text| *text = format!("{text} {named} ").trim_start().to_owned());
        view! { <button type="button" class="chip" title="Ask this person" on:click=add>{label}</button> }
    };
    let label = move || if answering.read().is_some() { "Answer the comment" } else { "Comment on this figure" };
    view! {
        <section>
            <form on:submit=submit>
                <div class="people">{people.into_iter().map(person).collect_view()}</div>
                <div class="field">
                    <label for="comment">{label}</label>
                    <textarea
                        id="comment" class="inp" maxlength="1000" prop:value=text title="Ctrl Enter leaves the comment, Esc goes back to the table"
                        on:input=move |event| text.set(event_target_value(&event)) on:keydown=on_key
                    ></textarea>
                </div>
                <div><button type="submit" class="btn s">{move || if answering.read().is_some() { "Answer" } else { "Leave comment" }}</button></div>
            </form>
        </section>
    }
}
