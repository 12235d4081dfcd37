//! A plain report: a real table whose first column is its heads; a figure with an address is a button that explains it.

use leptos::prelude::*;

use super::icon::tone_text;
use crate::model::Cell;
use crate::report::{Act, Column, ColumnKind, RowKind, SeriesId, Table, TableCell, TableRow};

/// The report.
#[component]
pub fn ReportTable(
    /// What is shown.
    #[prop(into)]
    table: Signal<Table>,
    /// A class for its kind, such as `tie`.
    #[prop(optional)]
    class: &'static str,
    /// Explains a figure.
    on_cell: Callback<Cell>,
    /// The address of a series.
    href: Callback<SeriesId, String>,
    /// Carries out a button.
    on_act: Callback<Act>,
    /// Why nothing can be carried out now; empty: it can.
    #[prop(into)]
    refused: Signal<String>,
) -> impl IntoView {
    let title = move || table.with(|table| table.title.clone());
    let split = Memo::new(move |_| table.with(today));
    let words = Memo::new(move |_| {
        table.with(|table| (0..table.columns.len()).map(|at| is_words(table, at)).collect::<Vec<_>>())
    });
    let head = move || {
        let one = |(at, column): (usize, Column)| {
            let class = class_of(&column, split.get() == Some(at), words.with(|words| words.get(at) == Some(&true)));
            view! { <th scope="col" class=class>{column.label}</th> }
        };
        table.get().columns.into_iter().enumerate().map(one).collect_view()
    };
    let body = move || {
        let columns = table.with(|table| table.columns.clone());
        let one = |row: TableRow| {
            let cells = row.cells.into_iter().enumerate().map(|(at, cell)| {
                let column = columns.get(at).cloned().unwrap_or_default();
                let class =
                    class_of(&column, split.get() == Some(at), words.with(|words| words.get(at) == Some(&true)));
                view! { <Figure cell=cell class=class on_cell=on_cell on_act=on_act refused=refused /> }
            });
            let tip = (!row.tip.is_empty()).then(|| row.tip.clone());
            let label = match (row.series, row.tip.is_empty()) {
                (Some(series), _) => view! { <a href=href.run(series)>{row.label}</a> }.into_any(),
                (None, true) => row.label.into_any(),
                (None, false) => view! { <span class="term">{row.label}</span> }.into_any(),
            };
            view! {
                <tr class=kind_class(row.kind)>
                    <th scope="row" class=format!("l{}", row.level.min(3)) title=tip>{label}</th>
                    {cells.collect_view()}
                </tr>
            }
        };
        table.get().rows.into_iter().map(one).collect_view()
    };
    view! {
        <div class="tb-w" role="region" tabindex="0" aria-label=title>
            <table class=format!("tb {class}")>
                <caption>{title}</caption>
                <thead><tr><th scope="col">{move || table.with(|table| table.corner.clone())}</th>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Figure(
    cell: TableCell,
    class: String,
    on_cell: Callback<Cell>,
    on_act: Callback<Act>,
    refused: Signal<String>,
) -> impl IntoView {
    let class = format!(
        "{class} {} {}",
        tone_text(cell.tone),
        if cell.value.is_none() && cell.cell.is_some() { "z" } else { "" }
    );
    let tip = (!cell.why.is_empty()).then_some(cell.why);
    if let Some(act) = cell.act {
        return view! { <td class=class><ActCell act=*act text=cell.text on_act=on_act refused=refused /></td> }
            .into_any();
    }
    match cell.cell {
        Some(address) => view! {
            <td class=class title=tip><button type="button" on:click=move |_| on_cell.run(address.clone())>{cell.text}</button></td>
        }
        .into_any(),
        None => view! { <td class=class title=tip><span>{cell.text}</span></td> }.into_any(),
    }
}

/// A button in a table; its name says what it does, then to what.
#[component]
fn ActCell(act: Act, text: String, on_act: Callback<Act>, refused: Signal<String>) -> impl IntoView {
    let name = format!("{text}: {}", act.label);
    view! {
        <button
            type="button" class="lk-b" data-do="act" aria-label=name title=refused
            aria-disabled=move || refused.with(|refused| !refused.is_empty()).to_string()
            on:click=move |_| if refused.with_untracked(String::is_empty) { on_act.run(act.clone()) }
        >
            {text}
        </button>
    }
}

fn kind_class(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Measure => "meas",
        RowKind::Node => "node",
        RowKind::Total => "total",
        RowKind::Sum => "sum",
    }
}

fn class_of(column: &Column, today: bool, words: bool) -> String {
    let kind = match column.kind {
        ColumnKind::Actual => "ac-c",
        ColumnKind::Total => "q tot",
        ColumnKind::Plan | ColumnKind::Plain => "",
    };
    format!("{} {kind} {}", if words { "txt" } else { "num" }, if today { "today" } else { "" })
}

/// Whether a column holds words rather than figures: then it stands at the left.
fn is_words(table: &Table, at: usize) -> bool {
    let texts: Vec<&str> = table
        .rows
        .iter()
        .filter_map(|row| row.cells.get(at))
        .filter(|cell| cell.value.is_none())
        .map(|cell| cell.text.as_str())
        .collect();
    let figures = table.rows.iter().filter_map(|row| row.cells.get(at)).any(|cell| cell.value.is_some());
    let words = texts.iter().filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() > 3).count();
    !figures && words > 0 && words * 2 >= texts.len()
}

fn today(table: &Table) -> Option<usize> {
    let has_past = table.columns.first().is_some_and(|column| column.kind == ColumnKind::Actual);
    table.columns.iter().position(|column| column.kind == ColumnKind::Plan).filter(|_| has_past)
}
