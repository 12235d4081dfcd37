//! The dialog before something is put into cells that it does not fit everywhere: how many fit, what does not and why, cell by cell.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::report::{DecimalSign, Misfit, PutPlan};

/// Shows what a paste, a fill or Delete would do, and asks how the numbers are written where they do not say so.
#[component]
pub fn PutDialog(
    /// What would be done; `None`: closed.
    #[prop(into)]
    plan: Signal<Option<PutPlan>>,
    /// The decimal sign of the numbers was chosen.
    on_sign: Callback<DecimalSign>,
    /// What fits is done.
    on_put: Callback<()>,
    /// Nothing is done.
    on_close: Callback<()>,
) -> impl IntoView {
    let open = Memo::new(move |_| plan.with(Option::is_some));
    let title = Memo::new(move |_| plan.with(|plan| plan.as_ref().map(|plan| plan.title.clone()).unwrap_or_default()));
    let note = move || plan.with(|plan| plan.as_ref().map(|plan| plan.note.clone()).unwrap_or_default());
    let verb = move || plan.with(|plan| plan.as_ref().map(|plan| plan.verb).unwrap_or_default());
    let unsure = Memo::new(move |_| plan.with(|plan| plan.as_ref().and_then(|plan| plan.unsure.clone())));
    let sign = Memo::new(move |_| plan.with(|plan| plan.as_ref().map(|plan| plan.sign)));
    let misfits =
        Memo::new(move |_| plan.with(|plan| plan.as_ref().map(|plan| plan.misfits.clone()).unwrap_or_default()));
    let has_none = move || plan.with(|plan| plan.as_ref().is_none_or(|plan| plan.fits == 0));
    view! {
        <Dialog open=open on_close=on_close title=title>
            {move || unsure.get().map(|read| view! { <SignQuestion read=read sign=sign on_sign=on_sign /> })}
            <div class="put-list" tabindex="0" role="region" aria-label="What does not fit" hidden=move || misfits.with(Vec::is_empty)>
                <table class="put">
                    <thead><tr><th scope="col">"Cell"</th><th scope="col">"Read"</th><th scope="col">"Why it does not fit"</th></tr></thead>
                    <tbody>{move || misfits.get().into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            <p hidden=move || note().is_empty()>{note}</p>
            <footer>
                <button type="button" class="btn" data-first="" data-do="put-cancel" on:click=move |_| on_close.run(())>"Cancel"</button>
                <button type="button" class="btn pri" data-do="put" hidden=has_none on:click=move |_| on_put.run(())>{verb}</button>
            </footer>
        </Dialog>
    }
}

fn line(misfit: Misfit) -> impl IntoView {
    view! { <tr><th scope="row">{misfit.place}</th><td class="num">{misfit.read}</td><td>{misfit.why}</td></tr> }
}

/// Two ways to read a number such as 1.234.
#[component]
fn SignQuestion(
    /// As it is written, as it reads with a decimal point, as it reads with a decimal comma.
    read: [String; 3],
    sign: Memo<Option<DecimalSign>>,
    on_sign: Callback<DecimalSign>,
) -> impl IntoView {
    let [written, point, comma] = read;
    let choice = move |own: DecimalSign, id: &'static str, text: String| {
        view! {
            <label for=id>
                <input
                    type="radio" id=id name="put-sign" data-first="" prop:checked=move || sign.get() == Some(own)
                    on:change=move |_| on_sign.run(own)
                />
                " " {text}
            </label>
        }
    };
    view! {
        <fieldset class="put-sign">
            <legend>{format!("Nothing tells how these numbers are written. What is {written}?")}</legend>
            {choice(DecimalSign::Point, "put-point", format!("{point}: the point is the decimal sign"))}
            {choice(DecimalSign::Comma, "put-comma", format!("{comma}: the comma is the decimal sign"))}
        </fieldset>
    }
}
