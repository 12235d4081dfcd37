//! The rail: the cycle, its six steps with their state in words, and the way home.

use leptos::prelude::*;

use super::icon::{Icon, Pic};
use super::ring::{Ring, state_class};
use crate::model::Step;
use crate::report::{Rail, RailStep, StepState};

/// The rail at the left; a strip of steps on a phone.
#[component]
pub fn RailPart(
    /// The cycle and its steps.
    rail: Signal<Rail>,
    /// The step that is shown.
    current: Signal<Option<Step>>,
    /// The address of a step.
    href: Callback<Step, String>,
    /// The address of the home page.
    home: String,
) -> impl IntoView {
    let mark_home = home.clone();
    view! {
        <nav class="rail" aria-label="Steps of the cycle">
            <a class="brand" href=mark_home title="All cycles"><Mark /><span>"Sextant"</span></a>
            <div class="cyc">
                <Ring rail=rail />
                <b>{move || rail.with(|rail| rail.cycle.clone())}</b>
                <span>{move || rail.with(|rail| rail.about.clone())}</span>
            </div>
            <div class="steps">
                <ol>
                    <For each=move || rail.get().steps key=|step| (step.step, step.words.clone(), state_class(&step.state)) let:step>
                        <li><StepLink step=step current=current href=href /></li>
                    </For>
                </ol>
            </div>
            <div class="rail-nav">
                <a href=home title="All cycles"><Pic icon=Icon::Home /><em>"All cycles"</em></a>
            </div>
        </nav>
    }
}

#[component]
fn StepLink(step: RailStep, current: Signal<Option<Step>>, href: Callback<Step, String>) -> impl IntoView {
    let which = step.step;
    let number = match step.state {
        StepState::Signed { .. } => view! { <Pic icon=Icon::Check /> }.into_any(),
        _ => which.number().into_any(),
    };
    let here = move || (current.get() == Some(which)).then_some("step");
    view! {
        <a
            class=format!("step {}", state_class(&step.state))
            href=href.run(which)
            aria-current=here
            title=format!("{}: {}", which.name(), step.words)
        >
            <span class="n" aria-hidden="true">{number}</span>
            <b>{which.name()}</b>
            <small>{step.words.clone()}</small>
        </a>
    }
}

/// The sextant itself.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true">
            <path class="arc" d="M2.6 14.2A10.2 10.2 0 0 0 17.4 14.2" />
            <path class="arm" d="M10 2.5 3.6 13.2M10 2.5l6.4 10.7M10 2.5l1.8 14" />
        </svg>
    }
}
