//! What is doubtful in the records of a step: what, where, what was done about it. Folded when there are many.

use leptos::prelude::*;

use super::icon::{Pic, tone_icon, tone_text, tone_word};
use crate::model::Cell;
use crate::report::Finding;

/// The findings of a page.
#[component]
pub fn Findings(
    /// What is doubtful.
    #[prop(into)]
    findings: Signal<Vec<Finding>>,
    /// Goes to where it is.
    on_cell: Callback<Cell>,
) -> impl IntoView {
    let count = move || findings.with(Vec::len);
    let title = move || match count() {
        1 => "1 finding in the records".to_owned(),
        count => format!("{count} findings in the records"),
    };
    let lines = move || {
        let one = |finding: Finding| {
            let go = finding.cell.map(|cell| {
                view! { <button type="button" class="lk-b" on:click=move |_| on_cell.run(cell.clone())>"Show"</button> }
            });
            view! {
                <li>
                    <span class=tone_text(finding.tone)><Pic icon=tone_icon(finding.tone) /><span class="sr">{tone_word(finding.tone)}</span></span>
                    <span>{finding.text}</span>
                    {go}
                </li>
            }
        };
        findings.get().into_iter().map(one).collect_view()
    };
    view! {
        <section class="card findings" aria-label="Findings" hidden=move || count() == 0>
            <details open=move || (1..=3).contains(&count())>
                <summary><h2>{title}</h2><span class="mut hint">"what is doubtful, and what was done about it"</span></summary>
                <ul tabindex="0" aria-label="Findings">{lines}</ul>
            </details>
        </section>
    }
}
