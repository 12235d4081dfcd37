//! The head of a page: where we are, its question and what it is for, whether it is ready, export, and the sign-off.

use leptos::prelude::*;

use super::checks::Checks;
use super::icon::{Icon, Pic};
use super::menu::Menu;
use crate::model::{Cell, Step};
use crate::report::{Check, StepState};

/// What the head asks for.
#[derive(Clone, Copy)]
pub struct HeadActs {
    /// Signs the step, or confirms a stale one.
    pub sign: Callback<Step>,
    /// Takes the signature back.
    pub reopen: Callback<Step>,
    /// Saves the plan as a file.
    pub export_plan: Callback<()>,
    /// Saves the planning table as CSV.
    pub export_table: Callback<()>,
    /// Prints the page.
    pub print: Callback<()>,
    /// Folds the two sentences away, or shows them again.
    pub fold: Callback<bool>,
    /// Goes to a figure.
    pub go: Callback<Cell>,
}

/// The head of a step's page.
#[component]
pub fn PageHead(
    /// The step.
    #[prop(into)]
    step: Signal<Step>,
    /// How far it is.
    #[prop(into)]
    state: Signal<StepState>,
    /// Its question.
    #[prop(into)]
    question: Signal<String>,
    /// What S&OP asks here and what is decided.
    #[prop(into)]
    about: Signal<[&'static str; 2]>,
    /// Whether that is folded away.
    #[prop(into)]
    folded: Signal<bool>,
    /// What must be there before it is signed.
    #[prop(into)]
    checks: Signal<Vec<Check>>,
    /// Why nothing can be signed now (approved, in a scenario, an earlier step is open); empty: it can.
    #[prop(into)]
    refused: Signal<String>,
    /// What the head asks for.
    acts: HeadActs,
) -> impl IntoView {
    let eyebrow = move || format!("Step {} of 6 · {}", step.get().number(), step.get().name());
    view! {
        <div class="head">
            <div>
                <p class="eyebrow">{eyebrow}</p>
                <h1 tabindex="-1">{question}</h1>
                <p class="about" id="about" hidden=folded>{move || about.get().join(" ")}</p>
                <button
                    type="button" class="lk-b about-b" data-do="about" aria-controls="about" aria-expanded=move || (!folded.get()).to_string()
                    on:click=move |_| acts.fold.run(!folded.get_untracked())
                >
                    {move || if folded.get() { "What is this step for?" } else { "Hide this" }}
                </button>
            </div>
            <div class="acts">
                <Checks checks=checks on_cell=acts.go />
                <ExportMenu acts=acts />
                <SignButton step=step state=state checks=checks refused=refused acts=acts />
            </div>
        </div>
    }
}

#[component]
fn ExportMenu(acts: HeadActs) -> impl IntoView {
    view! {
        <Menu button=|| view! { <Pic icon=Icon::Export /> } class="btn icon".to_owned() name="Export or print".to_owned() right=true>
            <button type="button" class="menu-i" on:click=move |_| acts.export_plan.run(())>
                <span>"Save the plan as a file"</span><span class="mut">"JSON"</span>
            </button>
            <button type="button" class="menu-i" on:click=move |_| acts.export_table.run(())>
                <span>"Save the planning table"</span><span class="mut">"CSV"</span>
            </button>
            <button type="button" class="menu-i" on:click=move |_| acts.print.run(())>
                <span>"Print this page"</span><kbd>"Ctrl P"</kbd>
            </button>
        </Menu>
    }
}

/// The sign-off: readable when it cannot be pressed, and then its tip says what is missing.
#[component]
fn SignButton(
    step: Signal<Step>,
    state: Signal<StepState>,
    checks: Signal<Vec<Check>>,
    refused: Signal<String>,
    acts: HeadActs,
) -> impl IntoView {
    let missing = Memo::new(move |_| {
        let refused = refused.get();
        if !refused.is_empty() {
            return refused;
        }
        let open: Vec<String> = checks.with(|checks| {
            checks.iter().filter(|check| check.required && !check.done).map(|check| check.text.clone()).collect()
        });
        if open.is_empty() { String::new() } else { format!("Missing: {}", open.join("; ")) }
    });
    let label = move || match state.get() {
        StepState::Stale { .. } => format!("Confirm {}", short(step.get())),
        _ => format!("Sign off {}", short(step.get())),
    };
    let signed = move || matches!(state.get(), StepState::Signed { .. });
    view! {
        <Show
            when=signed
            fallback=move || view! {
                <button
                    type="button" class="btn pri" data-do="sign" title=missing
                    aria-disabled=move || missing.with(|missing| !missing.is_empty()).to_string()
                    aria-description=missing
                    on:click=move |_| if missing.with_untracked(String::is_empty) { acts.sign.run(step.get_untracked()) }
                >
                    {label}
                </button>
            }
        >
            <span class="chip good">"✓ signed"</span>
            <button
                type="button" class="btn" data-do="reopen" title=refused
                aria-disabled=move || refused.with(|refused| !refused.is_empty()).to_string()
                on:click=move |_| if refused.with_untracked(String::is_empty) { acts.reopen.run(step.get_untracked()) }
            >
                "Reopen"
            </button>
        </Show>
    }
}

/// The step as the object of a sentence: "demand".
pub fn short(step: Step) -> &'static str {
    match step {
        Step::Product => "product",
        Step::Demand => "demand",
        Step::Supply => "supply",
        Step::Finance => "finance",
        Step::PreSop => "pre-S&OP",
        Step::Executive => "executive",
    }
}
