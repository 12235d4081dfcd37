//! The accuracy of a level's nodes at a lag: two choices above a table.

use leptos::prelude::*;

use super::empty::Empty;
use super::table::ReportTable;
use crate::model::Cell;
use crate::report::{AccuracyLevel, AccuracyTable, AccuracyView, Act, SeriesId};

/// The table and its choices.
#[component]
pub fn AccuracyPart(
    /// What it shows.
    #[prop(into)]
    accuracy: Signal<AccuracyTable>,
    /// What is chosen.
    #[prop(into)]
    shown: Signal<AccuracyView>,
    /// Chooses.
    on_view: Callback<AccuracyView>,
    /// The address of a series.
    href: Callback<SeriesId, String>,
) -> impl IntoView {
    let level = move |(level, name): (AccuracyLevel, &'static str)| {
        let pressed = move || (shown.get().level == level).to_string();
        let choose = move |_| on_view.run(AccuracyView { level, ..shown.get_untracked() });
        view! { <button type="button" aria-pressed=pressed on:click=choose>{name}</button> }
    };
    let lags = Memo::new(move |_| accuracy.with(|accuracy| accuracy.lags.clone()));
    let lag = move |(lag, name): (Option<usize>, String)| {
        let pressed = move || (shown.get().lag == lag).to_string();
        let choose = move |_| on_view.run(AccuracyView { lag, ..shown.get_untracked() });
        view! { <button type="button" aria-pressed=pressed on:click=choose>{name}</button> }
    };
    let table = Memo::new(move |_| accuracy.with(|accuracy| accuracy.table.clone()));
    let is_empty = Memo::new(move |_| table.with(|table| table.rows.is_empty()));
    let title = move || accuracy.with(|accuracy| accuracy.title.clone());
    view! {
        <section class="card accuracy" id="card-accuracy-levels" data-card="accuracy-levels" aria-label=title>
            <header>
                <h2>{title}</h2>
                <p>{move || accuracy.with(|accuracy| accuracy.subtitle.clone())}</p>
                <span class="sp"></span>
                <div class="seg no-present" role="group" aria-label="Level">{AccuracyLevel::ALL.map(level).into_iter().collect_view()}</div>
                <div class="seg no-present" role="group" aria-label="Lag">{move || lags.get().into_iter().map(lag).collect_view()}</div>
            </header>
            <div class="in0">
                <Show
                    when=move || !is_empty.get()
                    fallback=|| view! { <Empty text="Nothing can be compared here: choose another level or lag, or come back with more history or an approved cycle.".to_owned() /> }
                >
                    <ReportTable
                        table=table on_cell=Callback::new(|_: Cell| {}) href=href on_act=Callback::new(|_: Act| {}) refused=Signal::derive(String::new)
                    />
                </Show>
            </div>
            <p class="foot-n">{move || accuracy.with(|accuracy| accuracy.foot.clone())}</p>
        </section>
    }
}
