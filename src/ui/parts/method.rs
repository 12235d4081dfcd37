//! The choice of a method: what, for what, and parameters where nothing is to be fitted. Nothing is carried out before the button.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::field::{Finding, described_by};
use crate::report::{Act, Flawed, MethodForm, MethodLevel, MethodOption, MethodTyped, PARAMETERS};

/// The form.
#[component]
pub fn MethodPart(
    /// What stands there and what can be chosen.
    #[prop(into)]
    form: Signal<MethodForm>,
    /// Reads what was typed: carries it out, or answers with what is wrong.
    on_typed: Callback<MethodTyped, Vec<Flawed>>,
    /// Carries out a button.
    on_act: Callback<Act>,
    /// Why nothing can be changed now; empty: it can.
    #[prop(into)]
    refused: Signal<String>,
) -> impl IntoView {
    // What was changed and not carried out yet; nothing: the fields show what stands there.
    let draft = RwSignal::new(None::<MethodTyped>);
    let flaws = RwSignal::new(Vec::<Flawed>::new());
    let typed = Memo::new(move |_| draft.get().unwrap_or_else(|| form.with(|form| form.chosen.clone())));
    let change = move |edit: &dyn Fn(&mut MethodTyped)| {
        let mut next = typed.get_untracked();
        edit(&mut next);
        draft.set(Some(next));
    };
    let is_refused = move || refused.with(|refused| !refused.is_empty());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_refused() {
            return;
        }
        let found = on_typed.run(typed.get_untracked());
        if found.is_empty() {
            draft.set(None);
        }
        flaws.set(found);
    };
    let options = form.with_untracked(|form| form.methods.clone());
    let option = |option: &MethodOption| {
        let code = option.code;
        view! { <option value=code prop:selected=move || typed.with(|typed| typed.method == code)>{option.name}</option> }
    };
    let methods = options.iter().map(option).collect_view();
    let levels = move || {
        let one = |(level, name): (MethodLevel, String)| {
            view! {
                <label class="pick">
                    <input
                        type="radio" name="method-level" prop:checked=move || typed.with(|typed| typed.level == level)
                        on:change=move |_| change(&|typed| typed.level = level)
                    />
                    <span>{name}</span>
                </label>
            }
        };
        form.with(|form| form.levels.clone()).into_iter().map(one).collect_view()
    };
    let has = Memo::new(move |_| {
        let code = typed.with(|typed| typed.method.clone());
        options.iter().find(|option| option.code == code).map_or([false; 5], |option| option.has)
    });
    let fields = (0..PARAMETERS.len()).map(|at| {
        let field = PARAMETERS[at];
        let id = format!("method-{}", field.id);
        let is_wrong = move || flaws.with(|flaws| flaws.iter().any(|flaw| flaw.field == field.id)).to_string();
        view! {
            <div class="field" hidden=move || !has.get()[at]>
                <label for=id.clone() title=field.text>{field.name}</label>
                <input
                    class="inp num" type="text" inputmode="decimal" autocomplete="off" placeholder="fitted" id=id aria-invalid=is_wrong title=field.text
                    aria-describedby=described_by("method", field.id)
                    prop:value=move || typed.with(|typed| typed.parameters[at].clone())
                    on:input=move |event| change(&|typed| typed.parameters[at] = event_target_value(&event))
                />
                <Finding form="method" field=field.id flaws=flaws />
            </div>
        }
    });
    view! {
        <form class="method" on:submit=submit novalidate=true>
            <p class="method-now" role="status">
                <span>{move || form.with(|form| form.words.clone())}</span>
                " "
                <span class="mut">{move || form.with(|form| form.others.clone())}</span>
            </p>
            <div class="field">
                <label for="method-kind">"Method"</label>
                <select
                    class="inp" id="method-kind" aria-describedby=described_by("method", "method")
                    on:change=move |event| change(&|typed| typed.method = event_target_value(&event))
                >
                    {methods}
                </select>
                <Finding form="method" field="method" flaws=flaws />
            </div>
            <fieldset class="picks">
                <legend>"For"</legend>
                {levels}
                <Finding form="method" field="level" flaws=flaws />
            </fieldset>
            <div class="method-p">{fields.collect_view()}</div>
            <div class="method-b">
                <button
                    type="submit" class="btn pri" data-do="method" title=refused
                    aria-disabled=move || is_refused().to_string()
                >
                    "Use this method"
                </button>
                {move || form.with(|form| form.reset.clone()).map(|act| {
                    let (label, effect) = (act.label.clone(), act.effect.clone());
                    view! {
                        <button
                            type="button" class="btn" data-do="reset-method" title=refused aria-disabled=move || is_refused().to_string()
                            on:click=move |_| if !is_refused() { draft.set(None); flaws.set(Vec::new()); on_act.run(act.clone()); }
                        >
                            {label}
                        </button>
                        <span class="hint">{effect}</span>
                    }
                })}
            </div>
        </form>
    }
}
