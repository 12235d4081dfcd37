//! The message line: the page's one finding, figure first.

use leptos::prelude::*;

use crate::report::Message;

/// The finding in bold, then its cause or remedy.
#[component]
pub fn MessageLine(
    /// What is said.
    #[prop(into)]
    message: Signal<Message>,
    /// Whether it leads the page, as in step 6.
    #[prop(into, optional)]
    lead: Signal<bool>,
) -> impl IntoView {
    view! {
        <p class=move || if lead.get() { "msg lead" } else { "msg" } hidden=move || message.with(|message| message.lead.is_empty())>
            <b>{move || message.with(|message| message.lead.clone())}</b>
            " "
            {move || message.with(|message| message.rest.clone())}
        </p>
    }
}
