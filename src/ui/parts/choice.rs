//! One of several ways, each with a sentence; choosing is carried out at once.

use leptos::prelude::*;

use crate::report::{Act, Choice};

/// The ways.
#[component]
pub fn ChoicePart(
    /// What they are for, for those who do not see it.
    #[prop(into)]
    name: Signal<String>,
    /// The ways.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Carries out a choice.
    on_act: Callback<Act>,
    /// Why nothing can be changed now; empty: it can.
    #[prop(into)]
    refused: Signal<String>,
) -> impl IntoView {
    let ids = Memo::new(move |_| choices.with(|choices| choices.iter().map(|choice| choice.id).collect::<Vec<_>>()));
    let one = move |id: &'static str| {
        let of = move |part: fn(&Choice) -> String| {
            move || choices.with(|choices| choices.iter().find(|choice| choice.id == id).map(part).unwrap_or_default())
        };
        let chosen = move || choices.with(|choices| choices.iter().any(|choice| choice.id == id && choice.chosen));
        let choose = move || {
            let act =
                choices.with_untracked(|choices| choices.iter().find(|one| one.id == id).map(|one| one.act.clone()));
            if let Some(act) = act {
                on_act.run(act);
            }
        };
        view! {
            <label class="pick" title=refused>
                <input
                    type="radio" name="choice" value=id prop:checked=chosen disabled=move || refused.with(|refused| !refused.is_empty())
                    on:change=move |_| choose()
                />
                <span><b>{of(|choice| choice.name.clone())}</b><span class="mut">{of(|choice| choice.text.clone())}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="picks choice">
            <legend class="sr">{name}</legend>
            {move || ids.get().into_iter().map(one).collect_view()}
        </fieldset>
    }
}
