//! "4 of 5 ready": what must be there before a step is signed, and where to mend what is not.

use leptos::prelude::*;

use super::icon::{Icon, Pic};
use super::menu::Menu;
use crate::model::Cell;
use crate::report::Check;

/// The pips, which open the list of checks.
#[component]
pub fn Checks(
    /// The conditions.
    #[prop(into)]
    checks: Signal<Vec<Check>>,
    /// Goes to where one is mended.
    on_cell: Callback<Cell>,
) -> impl IntoView {
    let done = move || checks.with(|checks| checks.iter().filter(|check| check.done).count());
    let text = move || format!("{} of {} ready", done(), checks.with(Vec::len));
    let name = Signal::derive(move || format!("{}: show the checks", text()));
    let button = move || {
        let pips = move || {
            checks
                .get()
                .into_iter()
                .map(|check| view! { <i class=if check.done { "" } else { "no" }></i> })
                .collect_view()
        };
        view! { <span class="pips" aria-hidden="true">{pips}</span>{text} }
    };
    view! {
        <Show when=move || checks.with(|checks| !checks.is_empty())>
            <Menu button=button class="ready".to_owned() name=name right=true>
                <div class="checks">
                    <h2>"Before this step is signed"</h2>
                    <ul>
                        {move || checks.get().into_iter().map(|check| view! { <CheckLine check=check on_cell=on_cell /> }).collect_view()}
                    </ul>
                </div>
            </Menu>
        </Show>
    }
}

#[component]
fn CheckLine(check: Check, on_cell: Callback<Cell>) -> impl IntoView {
    let mark = match (check.done, check.required) {
        (true, _) => view! { <span class="yes"><Pic icon=Icon::Check /><span class="sr">"Done: "</span></span> },
        (false, true) => {
            view! { <span class="no"><Pic icon=Icon::Warning /><span class="sr">"Missing: "</span></span> }
        }
        (false, false) => view! { <span class="dim"><Pic icon=Icon::Info /><span class="sr">"Advised: "</span></span> },
    };
    let kind = (!check.done).then_some(if check.required { "required" } else { "advised" });
    let go = check.cell.filter(|_| !check.done).map(|cell| {
        view! { <button type="button" class="lk-b menu-i-go" on:click=move |_| on_cell.run(cell.clone())>"Show"</button> }
    });
    view! {
        <li>
            {mark}
            <span>{check.text} " " <small>{kind}</small></span>
            {go}
        </li>
    }
}
