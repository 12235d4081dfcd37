//! One row element of the planning table, and the head row.

use leptos::attr::custom::CustomAttribute;
use leptos::prelude::*;

use super::{Grid, POOL, today};
use crate::report::{Column, ColumnKind, RowKind, TableCell, TableRow, Tone};

/// What a row element shows now.
#[derive(Clone, Debug, Default, PartialEq)]
struct RowView {
    /// Position in the table; `None`: the element is idle.
    at: Option<usize>,
    row: TableRow,
    /// Unit of the table: figures that changed with it were not edited.
    corner: String,
    /// Cells that the last edit changed.
    fresh: Vec<usize>,
    /// Turns with every edit, so that a flash starts anew.
    odd: bool,
}

/// The part of the block that lies in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Picked {
    current: Option<usize>,
    from: usize,
    to: Option<usize>,
}

/// A row element, shown at whichever row is its turn.
#[component]
pub(super) fn GridRow(grid: Grid, place: usize, shown: Memo<usize>) -> impl IntoView {
    let at = Memo::new(move |_| turn(place, grid.first.get(), shown.get()));
    let view = Memo::new(move |before: Option<&RowView>| {
        let at = at.get();
        grid.table.with(|table| {
            let found = table.rows.get(at);
            let row = found.cloned().unwrap_or_default();
            let same = before.filter(|before| before.row.id == row.id && before.corner == table.corner);
            let fresh: Vec<usize> = same.map(|before| changed(&before.row, &row)).unwrap_or_default();
            let odd = before.is_some_and(|before| before.odd) == fresh.is_empty();
            RowView { at: found.map(|_| at), row, corner: table.corner.clone(), fresh, odd }
        })
    });
    let picked = Memo::new(move |_| {
        let at = at.get();
        let block = grid.block();
        let (row, column) = grid.here.get();
        let inside = (block.top..=block.bottom).contains(&at);
        Picked { current: (row == at).then_some(column), from: block.left, to: inside.then_some(block.right) }
    });
    let columns = Memo::new(move |_| grid.table.with(|table| table.columns.clone()));
    let split = Memo::new(move |_| grid.table.with(today));
    let cells = move || {
        let split = split.get();
        let one = |(column, shown): (usize, Column)| {
            view! { <GridCell place=place column=column kind=shown.kind today=split == Some(column) view=view picked=picked /> }
        };
        columns.get().into_iter().enumerate().map(one).collect_view()
    };
    view! {
        <div
            class=move || view.with(row_class)
            role="row"
            data-slot=place.to_string()
            aria-rowindex=move || view.with(|view| view.at.map(|at| (at + 2).to_string()))
            aria-expanded=move || view.with(|view| view.row.open.map(|open| open.to_string()))
            hidden=move || view.with(|view| view.at.is_none())
            style:transform=move || format!("translateY(calc(var(--row) * {}))", at.get())
        >
            <RowHead view=view />
            {cells}
        </div>
    }
    .attr("aria-level", move || view.with(|view| (view.row.level + 1).to_string()))
}

/// The row that an element shows: the one row in `first..first + shown` that is its turn.
fn turn(slot: usize, first: usize, shown: usize) -> usize {
    let shown = shown.clamp(1, POOL);
    let (round, rest) = (first / shown, first % shown);
    if slot >= rest { round * shown + slot } else { (round + 1) * shown + slot }
}

fn changed(before: &TableRow, now: &TableRow) -> Vec<usize> {
    let pairs = before.cells.iter().zip(&now.cells).enumerate();
    pairs.filter(|(_, (before, now))| before.text != now.text).map(|(column, _)| column).collect()
}

fn row_class(view: &RowView) -> String {
    let kind = match view.row.kind {
        RowKind::Measure => "meas",
        RowKind::Node => "node",
        RowKind::Total => "total",
        RowKind::Sum => "sum",
    };
    format!("pt-row {kind} l{}", view.row.level.min(4))
}

/// The sticky first cell: caret and name.
#[component]
fn RowHead(view: Memo<RowView>) -> impl IntoView {
    let caret = move || match view.with(|view| view.row.open) {
        Some(true) => Some("▾"),
        Some(false) => Some("▸"),
        None => None,
    };
    let name = move || view.with(|view| view.row.label.clone());
    let tip = move || {
        view.with(|view| match view.row.tip.as_str() {
            "" => view.row.label.clone(),
            tip => format!("{}: {tip}", view.row.label),
        })
    };
    let term = move || if view.with(|view| view.row.tip.is_empty()) { "nm" } else { "nm term" };
    view! {
        <div class="pt-h" role="rowheader" aria-colindex="1" title=tip>
            {move || caret().map(|sign| view! { <span class="pt-car" data-caret="" aria-hidden="true">{sign}</span> })}
            <span class=term>{name}</span>
        </div>
    }
}

/// One figure.
#[component]
fn GridCell(
    place: usize,
    column: usize,
    kind: ColumnKind,
    today: bool,
    view: Memo<RowView>,
    picked: Memo<Picked>,
) -> impl IntoView {
    let cell = move |part: fn(&TableCell) -> String| {
        view.with(|view| view.row.cells.get(column).map(part).unwrap_or_default())
    };
    let class = move || {
        let mut class = view.with(|view| cell_class(view, column, kind, today));
        let picked = picked.get();
        let in_block = picked.to.is_some_and(|to| (picked.from..=to).contains(&column));
        if picked.current == Some(column) {
            class.push_str(" cur");
        } else if in_block {
            class.push_str(" blk");
        }
        class
    };
    let selected = move || {
        let picked = picked.get();
        picked.to.is_some_and(|to| (picked.from..=to).contains(&column)).then_some("true")
    };
    let readonly = move || view.with(|view| view.row.cells.get(column).is_none_or(|cell| !cell.editable)).to_string();
    view! {
        <div
            class=class role="gridcell" id=format!("pt-{place}-{column}") data-c=column.to_string() aria-colindex=(column + 2).to_string()
            aria-selected=selected aria-readonly=readonly title=move || tip(&cell(|cell| cell.why.clone()))
        >
            {move || cell(|cell| cell.text.clone())}
        </div>
    }
}

fn tip(why: &str) -> Option<String> {
    (!why.is_empty()).then(|| why.to_owned())
}

fn cell_class(view: &RowView, column: usize, kind: ColumnKind, today: bool) -> String {
    let mut class = String::from("pt-c");
    let mut add = |word: &str| {
        class.push(' ');
        class.push_str(word);
    };
    match kind {
        ColumnKind::Actual => add("ac-c"),
        ColumnKind::Total => add("q"),
        ColumnKind::Plan | ColumnKind::Plain => {}
    }
    if today {
        add("td1");
    }
    if let Some(cell) = view.row.cells.get(column) {
        marks(cell).into_iter().for_each(&mut add);
    }
    if view.fresh.contains(&column) {
        add(if view.odd { "fl fl-odd" } else { "fl" });
    }
    class
}

/// The states of a figure, as classes.
fn marks(cell: &TableCell) -> Vec<&'static str> {
    let mut marks = Vec::new();
    match (cell.locked, cell.typed, cell.editable) {
        (true, ..) => marks.push("lk"),
        (_, true, _) => marks.push("ov"),
        (.., true) => marks.push("ed"),
        _ => {}
    }
    if cell.noted {
        marks.push("cm");
    }
    if cell.value.is_none() {
        marks.push("z");
    }
    match cell.tone {
        Tone::Bad if !cell.why.is_empty() => marks.push("er"),
        Tone::Bad => marks.push("bad"),
        Tone::Good => marks.push("good"),
        Tone::Warn => marks.push("warn"),
        Tone::Info => marks.push("info"),
        Tone::Plain => {}
    }
    marks
}

/// The sticky head: the unit, then months and sums.
#[component]
pub(super) fn HeadRow(grid: Grid) -> impl IntoView {
    let heads = move || {
        grid.table.with(|table| {
            let split = today(table);
            let one = |(at, column): (usize, &Column)| {
                let mut class = match column.kind {
                    ColumnKind::Actual => "pt-c ac-c".to_owned(),
                    ColumnKind::Total => "pt-c q".to_owned(),
                    ColumnKind::Plan | ColumnKind::Plain => "pt-c".to_owned(),
                };
                if split == Some(at) {
                    class.push_str(" td1");
                }
                view! { <div class=class role="columnheader" id=format!("pt-h-{at}") aria-colindex=(at + 2).to_string()>{column.label.clone()}</div> }
            };
            table.columns.iter().enumerate().map(one).collect_view()
        })
    };
    view! {
        <div class="pt-row pt-top" role="row" aria-rowindex="1">
            <div class="pt-h" role="columnheader" aria-colindex="1"><span class="nm">{move || grid.table.with(|table| table.corner.clone())}</span></div>
            {heads}
        </div>
    }
}
