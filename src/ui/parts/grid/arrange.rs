//! Which rows the planning table shows and in which order: a menu above it.

use leptos::prelude::*;

use super::Grid;
use crate::report::{Against, Arrange, Choice, Sort, TableView};
use crate::ui::parts::icon::{Icon, Pic};
use crate::ui::parts::menu::Menu;

/// Order, filter and measures.
#[component]
pub(super) fn ArrangeMenu(
    /// The table.
    grid: Grid,
    /// What it shows now.
    view: Signal<TableView>,
) -> impl IntoView {
    let is_changed = move || view.with(|view| view.only_gaps || !view.hidden.is_empty());
    let button = move || {
        let name = if is_changed() { "Rows: some left out" } else { "Rows" };
        view! { {name} <Pic icon=Icon::Down /> }
    };
    view! {
        <Menu button=move || view! { {button} } class="btn s ghost".to_owned() name="Order, filter and measures of the rows".to_owned() right=true>
            {Sort::ALL.map(|sort| view! { <SortLine sort=sort view=view grid=grid /> }).collect_view()}
            <hr />
            <button
                type="button" class="menu-i" data-keep="" data-do="only-gaps" aria-pressed=move || view.with(|view| view.only_gaps).to_string()
                on:click=move |_| grid.arrange(Arrange::OnlyGaps(!view.with_untracked(|view| view.only_gaps)))
            >
                <span>"Only rows with open gaps"</span>{move || check(view.with(|view| view.only_gaps))}
            </button>
            <hr />
            {Against::ALL.map(|against| view! { <AgainstLine against=against view=view grid=grid /> }).collect_view()}
            <hr />
            <For each=move || grid.table.with(|table| table.choices.clone()) key=|choice| (choice.measure, choice.shown) let:choice>
                <MeasureLine choice=choice grid=grid />
            </For>
            <hr />
            <button type="button" class="menu-i" data-keep="" on:click=move |_| grid.arrange(Arrange::Reset)>
                <span>"All rows as at first"</span>
            </button>
        </Menu>
    }
}

#[component]
fn SortLine(sort: Sort, view: Signal<TableView>, grid: Grid) -> impl IntoView {
    let is_it = move || view.with(|view| view.sort == sort);
    view! {
        <button
            type="button" class="menu-i" data-keep="" aria-pressed=move || is_it().to_string()
            on:click=move |_| grid.arrange(Arrange::Sort(sort))
        >
            <span>{sort.name()}</span>{move || check(is_it())}
        </button>
    }
}

#[component]
fn AgainstLine(against: Against, view: Signal<TableView>, grid: Grid) -> impl IntoView {
    let is_it = move || view.with(|view| view.against == against);
    view! {
        <button
            type="button" class="menu-i" data-keep="" aria-pressed=move || is_it().to_string()
            on:click=move |_| grid.arrange(Arrange::Against(against))
        >
            <span>{against.name()}</span>{move || check(is_it())}
        </button>
    }
}

/// A measure that is shown or left out, and the button that moves it up.
#[component]
fn MeasureLine(choice: Choice, grid: Grid) -> impl IntoView {
    let Choice { measure, shown } = choice;
    view! {
        <div class="pt-choice">
            <button
                type="button" class="menu-i" data-keep="" data-measure=measure.code() aria-pressed=shown.to_string()
                on:click=move |_| grid.arrange(Arrange::Show(measure, !shown))
            >
                <span>{measure.name()}</span>{check(shown)}
            </button>
            <button
                type="button" class="btn s ghost" title=format!("Move {} up", measure.name()) aria-label=format!("Move {} up", measure.name())
                on:click=move |_| grid.arrange(Arrange::Up(measure))
            >"↑"</button>
        </div>
    }
}

fn check(is_on: bool) -> impl IntoView {
    is_on.then(|| view! { <Pic icon=Icon::Check /> })
}
