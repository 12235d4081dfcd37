//! The last line of step 6: what approval does, what still stands in its way, and the checksum afterwards.

use leptos::prelude::*;

use super::icon::{Icon, Pic};
use crate::report::ApprovalBar;

/// The line.
#[component]
pub fn ApprovalLine(
    /// What it says.
    #[prop(into)]
    bar: Signal<ApprovalBar>,
    /// Approves.
    on_approve: Callback<()>,
    /// Opens the next month's cycle.
    on_roll: Callback<()>,
) -> impl IntoView {
    let missing = Signal::derive(move || bar.with(|bar| bar.missing.join("; ")));
    let approved = move || bar.with(|bar| bar.approved);
    view! {
        <section class=move || if approved() { "appr done" } else { "appr" } aria-label="Approval" hidden=move || bar.with(|bar| bar.text.is_empty())>
            <Pic icon=Icon::Lock />
            <span>{move || bar.with(|bar| bar.text.clone())}</span>
            <Show when=approved fallback=move || view! {
                <span class="missing">{missing}</span>
                <button
                    type="button" class="btn pri" data-do="approve" title=missing aria-description=missing
                    aria-disabled=move || missing.with(|missing| !missing.is_empty()).to_string()
                    on:click=move |_| if missing.with_untracked(String::is_empty) { on_approve.run(()) }
                >
                    "Approve the plan"
                </button>
            }>
                <span>"Checksum " <code>{move || bar.with(|bar| bar.checksum.clone())}</code></span>
                <span class="sp"></span>
                <button type="button" class="btn pri" data-do="roll" on:click=move |_| on_roll.run(())>"Roll forward"</button>
            </Show>
        </section>
    }
}
