//! A notice stays until it is answered: what, where, what was done, one action. Errors are notices, not toasts.

use leptos::prelude::*;

use super::icon::{Icon, Pic, tone_fill, tone_icon, tone_word};
use crate::report::Tone;

/// What a notice says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoticeView {
    /// Its number; the page answers it by this.
    pub id: u64,
    /// How bad.
    pub tone: Tone,
    /// What happened, in a sentence.
    pub title: String,
    /// Where, what was expected, what was done; may be empty, may have lines.
    pub text: String,
    /// What there is to say one by one; may be empty.
    pub points: Vec<String>,
    /// The one thing that helps: "Save a backup"; empty: none.
    pub action: String,
}

/// The notices, newest first.
#[component]
pub fn Notices(
    /// What is said.
    #[prop(into)]
    notices: Signal<Vec<NoticeView>>,
    /// Carries out the action of one.
    on_action: Callback<u64>,
    /// Takes one away.
    on_close: Callback<u64>,
) -> impl IntoView {
    view! {
        <div class="notices" role="alert" hidden=move || notices.with(Vec::is_empty)>
            <For each=move || notices.get() key=|notice| notice.id let:notice>
                <Notice notice=notice on_action=on_action on_close=on_close />
            </For>
        </div>
    }
}

#[component]
fn Notice(notice: NoticeView, on_action: Callback<u64>, on_close: Callback<u64>) -> impl IntoView {
    let id = notice.id;
    let action = (!notice.action.is_empty()).then(|| {
        view! { <button type="button" class="btn s" on:click=move |_| on_action.run(id)>{notice.action}</button> }
    });
    let text = (!notice.text.is_empty()).then(|| view! { <p>{notice.text}</p> });
    let points = (!notice.points.is_empty()).then(|| {
        let lines = notice.points.into_iter().map(|point| view! { <li>{point}</li> }).collect_view();
        view! { <ul>{lines}</ul> }
    });
    view! {
        <div class=format!("note {}", tone_fill(notice.tone))>
            <Pic icon=tone_icon(notice.tone) />
            <b><span class="sr">{tone_word(notice.tone)}</span>{notice.title}</b>
            {text}
            {points}
            <span class="acts">
                {action}
                <button type="button" class="btn s ghost icon" aria-label="Close this notice" title="Close" on:click=move |_| on_close.run(id)>
                    <Pic icon=Icon::Close />
                </button>
            </span>
        </div>
    }
}
