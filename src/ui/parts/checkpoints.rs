//! The checkpoints of the open cycle: save one under a name, return to one, delete one.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::icon::{Icon, Pic};

/// A checkpoint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckpointView {
    /// Its id.
    pub id: String,
    /// What it was called.
    pub name: String,
    /// When it was saved: "9 Nov 14:32".
    pub at: String,
}

/// What the list asks for.
#[derive(Clone, Copy)]
pub struct CheckpointActs {
    /// Saves one under a name.
    pub keep: Callback<String>,
    /// Returns to one, by its id.
    pub recall: Callback<String>,
    /// Deletes one, after asking.
    pub delete: Callback<CheckpointView>,
}

/// The list with its form.
#[component]
pub fn Checkpoints(
    /// The checkpoints, newest first.
    #[prop(into)]
    list: Signal<Vec<CheckpointView>>,
    /// What it asks for.
    acts: CheckpointActs,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            name.set(String::new());
            acts.keep.run(typed);
        }
    };
    let line = move |one: CheckpointView| {
        let (id, whole) = (one.id.clone(), one.clone());
        let label = format!("Delete checkpoint {}", one.name);
        view! {
            <li>
                <b>{one.name}</b><span class="mut">{one.at}</span>
                <button type="button" class="btn s" data-do="return" on:click=move |_| acts.recall.run(id.clone())>"Return to it"</button>
                <button type="button" class="btn s ghost icon" title=label.clone() aria-label=label on:click=move |_| acts.delete.run(whole.clone())>
                    <Pic icon=Icon::Bin />
                </button>
            </li>
        }
    };
    view! {
        <section class="card checkpoints" aria-label="Checkpoints">
            <form on:submit=submit>
                <label for="checkpoint">"Checkpoint of this cycle"</label>
                <input
                    id="checkpoint" class="inp" maxlength="80" autocomplete="off" placeholder="Before the workshop" prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <button type="submit" class="btn" data-do="keep">"Save it"</button>
                <span class="hint">"Returning to one can be undone."</span>
            </form>
            <ul hidden=move || list.with(Vec::is_empty)>{move || list.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}
