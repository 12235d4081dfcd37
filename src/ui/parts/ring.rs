//! The ring of six sixths: how far the cycle is, at a glance.

use leptos::prelude::*;

use crate::report::{Rail, StepState};

/// The six sixths, clockwise from the top.
const SIXTHS: [&str; 6] = [
    "M23.40 2.05A20 20 0 0 1 38.58 10.82L33.19 14.45A13.5 13.5 0 0 0 22.94 8.53Z",
    "M39.98 13.23A20 20 0 0 1 39.98 30.77L34.13 27.92A13.5 13.5 0 0 0 34.13 16.08Z",
    "M38.58 33.18A20 20 0 0 1 23.40 41.95L22.94 35.47A13.5 13.5 0 0 0 33.19 29.55Z",
    "M20.60 41.95A20 20 0 0 1 5.42 33.18L10.81 29.55A13.5 13.5 0 0 0 21.06 35.47Z",
    "M4.02 30.77A20 20 0 0 1 4.02 13.23L9.87 16.08A13.5 13.5 0 0 0 9.87 27.92Z",
    "M5.42 10.82A20 20 0 0 1 20.60 2.05L21.06 8.53A13.5 13.5 0 0 0 10.81 14.45Z",
];

/// The class of a state, for rings, marks and steps.
pub fn state_class(state: &StepState) -> &'static str {
    match state {
        StepState::Todo => "todo",
        StepState::Open => "open",
        StepState::Signed { .. } => "signed",
        StepState::Stale { .. } => "stale",
    }
}

/// The ring of a cycle.
#[component]
pub fn Ring(
    /// The cycle.
    rail: Signal<Rail>,
) -> impl IntoView {
    let sixth = move |at: usize| {
        let class = move || {
            rail.with(|rail| format!("w-{}", rail.steps.get(at).map_or("todo", |step| state_class(&step.state))))
        };
        view! { <path class=class d=SIXTHS[at] /> }
    };
    let label = move || format!("{} of 6 steps approved", rail.with(|rail| rail.signed));
    view! {
        <svg viewBox="0 0 44 44" role="img" aria-label=label>
            {(0..6).map(sixth).collect_view()}
            <text x="22" y="26.2" class="w-t">{move || format!("{}/6", rail.with(|rail| rail.signed))}</text>
        </svg>
    }
}
