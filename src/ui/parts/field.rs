//! What is wrong with a field, below it and read out with it.

use leptos::prelude::*;

use crate::report::Flawed;

/// The id of a field's finding, for `aria-describedby`.
pub fn described_by(form: &str, field: &str) -> String {
    format!("{form}-{field}-finding")
}

/// The finding of a field, where it has one.
#[component]
pub fn Finding(
    /// The form's name.
    form: &'static str,
    /// The field's name.
    field: &'static str,
    /// What is wrong with the form.
    #[prop(into)]
    flaws: Signal<Vec<Flawed>>,
) -> impl IntoView {
    let text = move || {
        let of_field = |flaw: &&Flawed| flaw.field == field;
        flaws.with(|flaws| flaws.iter().find(of_field).map(|flaw| flaw.text.clone())).unwrap_or_default()
    };
    view! { <p class="hint err" id=described_by(form, field) role="alert">{text}</p> }
}
