//! A mark added by hand: the month, why it is not representative, and what the fit sees instead.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::field::{Finding, described_by};
use crate::report::{Flawed, MarkForm, MarkTyped};

/// The form.
#[component]
pub fn MarkPart(
    /// What can be marked.
    #[prop(into)]
    form: Signal<MarkForm>,
    /// Reads what was typed: carries it out, or answers with what is wrong.
    on_typed: Callback<MarkTyped, Vec<Flawed>>,
    /// Why nothing can be changed now; empty: it can.
    #[prop(into)]
    refused: Signal<String>,
) -> impl IntoView {
    let first = form.with_untracked(|form| MarkTyped {
        series: form.series.clone(),
        month: form.months.first().map(|month| month.0.clone()).unwrap_or_default(),
        kind: form.kinds.first().map(|kind| kind.0.to_string()).unwrap_or_default(),
        instead: String::new(),
    });
    let typed = RwSignal::new(first);
    let flaws = RwSignal::new(Vec::<Flawed>::new());
    let is_refused = move || refused.with(|refused| !refused.is_empty());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_refused() {
            return;
        }
        let found = on_typed.run(typed.get_untracked());
        if found.is_empty() {
            typed.update(|typed| typed.instead.clear());
        }
        flaws.set(found);
    };
    let months = move || {
        let one = |(code, name): (String, String)| view! { <option value=code>{name}</option> };
        form.with(|form| form.months.clone()).into_iter().map(one).collect_view()
    };
    let kinds = form.with_untracked(|form| form.kinds.clone());
    let kinds = kinds.into_iter().map(|(code, name)| view! { <option value=code>{name}</option> }).collect_view();
    let is_wrong = move || flaws.with(|flaws| flaws.iter().any(|flaw| flaw.field == "instead")).to_string();
    let unit = move || format!("Value instead, {}", form.with(|form| form.unit.clone()));
    view! {
        <form class="mark" on:submit=submit novalidate=true>
            <div class="field">
                <label for="mark-month">"Month"</label>
                <select
                    class="inp" id="mark-month" aria-describedby=described_by("mark", "month")
                    on:change=move |event| typed.update(|typed| typed.month = event_target_value(&event))
                >
                    {months}
                </select>
                <Finding form="mark" field="month" flaws=flaws />
            </div>
            <div class="field">
                <label for="mark-kind">"Why it is not representative"</label>
                <select
                    class="inp" id="mark-kind" aria-describedby=described_by("mark", "kind")
                    on:change=move |event| typed.update(|typed| typed.kind = event_target_value(&event))
                >
                    {kinds}
                </select>
                <Finding form="mark" field="kind" flaws=flaws />
            </div>
            <div class="field">
                <label for="mark-instead">{unit}</label>
                <input
                    class="inp num" type="text" inputmode="decimal" autocomplete="off" placeholder="a gap" id="mark-instead" aria-invalid=is_wrong
                    aria-describedby=described_by("mark", "instead") prop:value=move || typed.with(|typed| typed.instead.clone())
                    on:input=move |event| typed.update(|typed| typed.instead = event_target_value(&event))
                />
                <Finding form="mark" field="instead" flaws=flaws />
            </div>
            <button type="submit" class="btn" data-do="mark" title=refused aria-disabled=move || is_refused().to_string()>"Mark this month"</button>
            <p class="hint">"Blank leaves a gap. The raw history is never changed."</p>
        </form>
    }
}
