//! What is being worked out: what, how far, cancel. It appears only after 150 ms, so that quick answers do not flicker.

use leptos::prelude::*;

/// A job of the slow lane, as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProgressView {
    /// "Fitting forecasts", "Reading 12 files".
    pub what: String,
    /// 0 to 1; `None`: not known.
    pub done: Option<f64>,
    /// "312 of 500 series", "2 of about 5 s"; may be empty.
    pub note: String,
    /// It was cancelled and can be started again.
    pub is_stopped: bool,
}

/// One running job.
#[component]
pub fn Progress(
    /// What and how far.
    job: ProgressView,
    /// Stops it, or starts it again.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let label = format!("{} {}", job.what, job.note);
    let bar = match job.done {
        _ if job.is_stopped => ().into_any(),
        Some(done) => view! { <progress class="bar" max="1" prop:value=done aria-label=label></progress> }.into_any(),
        None => view! { <progress class="bar" aria-label=label></progress> }.into_any(),
    };
    let button = if job.is_stopped { "Solve again" } else { "Cancel" };
    let stop = format!("{button}: {}", job.what);
    view! {
        <div class="progress" title=job.note>
            <b>{job.what}</b>
            {bar}
            <button type="button" class="btn s" aria-label=stop on:click=move |_| on_cancel.run(())>{button}</button>
        </div>
    }
}
