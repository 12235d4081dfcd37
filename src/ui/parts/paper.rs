//! What is on paper only: the whole planning table in sheets, and the foot that says which plan it is.

use leptos::prelude::*;

use super::table::ReportTable;
use crate::model::Cell;
use crate::report::{Act, SeriesId, Table, sheets};

/// The planning table as it is printed. On the screen it is not there, so that nothing is made twice.
#[component]
pub fn Paper(
    /// The planning table.
    table: Signal<Table>,
    /// The foot.
    #[prop(into)]
    foot: Signal<String>,
) -> impl IntoView {
    let printing = RwSignal::new(false);
    let begin = window_event_listener_untyped("beforeprint", move |_| printing.set(true));
    let end = window_event_listener_untyped("afterprint", move |_| printing.set(false));
    on_cleanup(move || {
        begin.remove();
        end.remove();
    });
    let parts = move || if printing.get() { table.with(sheets) } else { Vec::new() };
    view! {
        <div class="paper">
            {move || parts().into_iter().map(|part| view! { <Sheet part=part /> }).collect_view()}
            <p class="paper-foot">{foot}</p>
        </div>
    }
}

/// Nothing on paper can be asked.
#[component]
fn Sheet(part: Table) -> impl IntoView {
    let title = part.title.clone();
    view! {
        <section class="paper-sheet">
            <h2>{title}</h2>
            <ReportTable
                table=Signal::stored(part) on_cell=Callback::new(|_: Cell| ()) href=Callback::new(|_: SeriesId| String::new())
                on_act=Callback::new(|_: Act| ()) refused=String::new()
            />
        </section>
    }
}
