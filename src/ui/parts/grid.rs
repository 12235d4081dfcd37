//! The planning table: measures as rows, months as columns, keys as in a spreadsheet.
//!
//! Rows are recycled: `POOL` row elements exist whatever the table's length; scrolling gives the ones that left the view to the rows
//! that come in and moves them by transform. A row's memo compares what it shows, and one effect a row writes the cells that differ: an
//! edit rewrites what it changed and nothing else.
//! The grid itself has the focus (`aria-activedescendant` names the current cell); the editor is one input laid over the cell.

mod arrange;
mod cell;
mod editor;
mod foot;
mod keys;
mod mouse;
mod row;
mod scroll;

use leptos::ev::{ClipboardEvent, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Pic};
use crate::model::Cell;
use crate::report::{
    Arrange, Block, Choice, Column, ColumnKind, ExplainView, Locale, Put, Table, TableRow, TableView, block_text,
    typed_cells,
};
use arrange::ArrangeMenu;
use cell::Face;
use editor::{Editing, Editor};
use foot::Foot;
use row::{GridRow, HeadRow};

/// Row elements: more than fit the tallest view, so that the rows just out of view are there already.
const POOL: usize = 44;

/// Where the current cell is. By the row's id, so that it stays when rows open above it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Spot {
    row: String,
    column: usize,
}

/// What the planning table asks for.
#[derive(Clone, Copy)]
pub struct GridActs {
    /// Picks a figure: the Explain panel and the line above follow.
    pub pick: Callback<Option<Cell>>,
    /// Types a text into a cell.
    pub edit: Callback<(Cell, String)>,
    /// What a cell with this figure holds, to be edited: with all decimals, or as it was typed.
    pub content: Callback<(Cell, Option<f64>), String>,
    /// Puts something into the cells of a block, as one edit: a paste, a fill, Delete.
    pub put: Callback<Put>,
    /// Locks the typed figures among some cells, or unlocks them.
    pub lock: Callback<Vec<Cell>>,
    /// Goes to the comment form of the picked figure.
    pub comment: Callback<()>,
    /// Opens or closes a row.
    pub toggle: Callback<String>,
    /// Opens the Explain panel.
    pub explain: Callback<()>,
    /// Money instead of quantities.
    pub money: Callback<bool>,
    /// Only rows with this text.
    pub search: Callback<String>,
    /// Another order of the rows, or other rows.
    pub arrange: Callback<(Arrange, Vec<Choice>)>,
    /// Says that something could not be done, in the live region.
    pub say: Callback<String>,
}

/// What the grid's own parts share.
#[derive(Clone, Copy)]
struct Grid {
    table: Signal<Table>,
    locale: Signal<Locale>,
    current: RwSignal<Spot>,
    anchor: RwSignal<Spot>,
    /// Position of the current cell and of the other corner of the block.
    here: Memo<(usize, usize)>,
    there: Memo<(usize, usize)>,
    /// The columns, for all rows.
    faces: Memo<Vec<Face>>,
    editing: RwSignal<Option<Editing>>,
    /// After Tab in the editor, Tab goes on to the right; otherwise it leaves the grid.
    entering: StoredValue<bool>,
    dragging: StoredValue<bool>,
    /// First row that a row element shows.
    first: RwSignal<usize>,
    scroller: NodeRef<html::Div>,
    acts: GridActs,
}

impl Grid {
    /// Asks for another order of the rows, or other rows.
    fn arrange(self, wish: Arrange) {
        self.acts.arrange.run((wish, self.table.with_untracked(|table| table.choices.clone())));
    }

    fn new(table: Signal<Table>, locale: Signal<Locale>, picked: Signal<Option<Cell>>, acts: GridActs) -> Self {
        let current = RwSignal::new(Spot::default());
        let anchor = RwSignal::new(Spot::default());
        let here = Memo::new(move |_| {
            table.with(|table| {
                let own = current.with(|spot| position(table, spot));
                picked.with(|picked| elsewhere(table, own, picked.as_ref())).unwrap_or(own)
            })
        });
        // A figure that was picked elsewhere (a chart, a tile, the panel) is a block of one.
        let there = Memo::new(move |_| {
            let own = table
                .with(|table| (current.with(|spot| position(table, spot)), anchor.with(|spot| position(table, spot))));
            if here.get() == own.0 { own.1 } else { here.get() }
        });
        Self {
            table,
            locale,
            current,
            anchor,
            here,
            there,
            faces: Memo::new(move |_| table.with(faces)),
            editing: RwSignal::new(None),
            entering: StoredValue::new(false),
            dragging: StoredValue::new(false),
            first: RwSignal::new(0),
            scroller: NodeRef::new(),
            acts,
        }
    }

    fn block(self) -> Block {
        Block::between(self.here.get(), self.there.get())
    }

    fn block_now(self) -> Block {
        untrack(|| self.block())
    }

    /// Makes a cell the current one; `extend` keeps the other corner of the block.
    fn go(self, row: usize, column: usize, extend: bool) {
        let spot = self.table.with_untracked(|table| {
            let row = row.min(table.rows.len().saturating_sub(1));
            let column = column.min(table.columns.len().saturating_sub(1));
            table.rows.get(row).map(|found| (row, Spot { row: found.id.clone(), column }))
        });
        let Some((row, spot)) = spot else { return };
        if !extend {
            self.anchor.set(spot.clone());
        }
        let cell = self.table.with_untracked(|table| table.rows.get(row)?.cells.get(spot.column)?.cell.clone());
        self.current.set(spot);
        self.acts.pick.run(cell);
    }

    /// Copies the block; whether the clipboard took it.
    fn copy(self, event: &ClipboardEvent) -> bool {
        let block = self.block_now();
        let text =
            self.table.with_untracked(|table| self.locale.with_untracked(|locale| block_text(table, block, locale)));
        let stored = event.clipboard_data().is_some_and(|board| board.set_data("text/plain", &text).is_ok());
        if stored {
            event.prevent_default();
        }
        stored
    }

    /// Copies the block and takes what is typed in it back: what is worked out stays and shows again.
    fn cut(self, event: &ClipboardEvent) {
        if self.copy(event) {
            self.clear();
        }
    }

    fn paste(self, event: &ClipboardEvent) {
        let Some(text) = event.clipboard_data().and_then(|board| board.get_data("text/plain").ok()) else { return };
        event.prevent_default();
        self.acts.put.run(Put::Paste { block: self.block_now(), text });
    }

    /// Takes the typed figures of the block back.
    fn clear(self) {
        self.acts.put.run(Put::Clear { block: self.block_now() });
    }

    /// Locks the typed figures of the block, or unlocks them.
    fn lock(self) {
        self.acts.lock.run(self.table.with_untracked(|table| typed_cells(table, self.block_now())));
    }

    /// To the comment form, for the current cell.
    fn comment(self) {
        let (row, column) = self.here.get_untracked();
        let cell = self.table.with_untracked(|table| table.rows.get(row)?.cells.get(column)?.cell.clone());
        match cell {
            Some(cell) => {
                self.acts.pick.run(Some(cell));
                self.acts.comment.run(());
            }
            None => self.acts.say.run("No figure stands here, so there is nothing to comment on.".into()),
        }
    }
}

fn faces(table: &Table) -> Vec<Face> {
    let split = today(table);
    let face = |(at, column): (usize, &Column)| Face { kind: column.kind, today: split == Some(at) };
    table.columns.iter().enumerate().map(face).collect()
}

/// Where a spot is now; the first row when its row is gone. Before any was chosen: the first planned month.
fn position(table: &Table, spot: &Spot) -> (usize, usize) {
    if spot.row.is_empty() {
        return (0, today(table).unwrap_or(0));
    }
    let row = table.rows.iter().position(|row| row.id == spot.row).unwrap_or(0);
    (row, spot.column.min(table.columns.len().saturating_sub(1)))
}

/// Where the picked figure stands, if not at `own`.
fn elsewhere(table: &Table, own: (usize, usize), picked: Option<&Cell>) -> Option<(usize, usize)> {
    let picked = picked?;
    let is_own = table
        .rows
        .get(own.0)
        .and_then(|row| row.cells.get(own.1))
        .is_some_and(|cell| cell.cell.as_ref() == Some(picked));
    if is_own {
        return None;
    }
    let in_row = |row: &TableRow| row.cells.iter().position(|cell| cell.cell.as_ref() == Some(picked));
    table.rows.iter().enumerate().find_map(|(at, row)| Some((at, in_row(row)?)))
}

/// The planning table with the line above and the line below.
#[component]
pub fn PlanningGrid(
    /// What is shown.
    #[prop(into)]
    table: Signal<Table>,
    /// How numbers are written.
    #[prop(into)]
    locale: Signal<Locale>,
    /// The figure that is picked, here or elsewhere on the page.
    #[prop(into)]
    picked: Signal<Option<Cell>>,
    /// The arithmetic of the current cell, for the line above.
    #[prop(into)]
    explained: Signal<Option<ExplainView>>,
    /// What is asked to be shown.
    #[prop(into)]
    view: Signal<TableView>,
    /// Name of the plan's currency, for the switch.
    #[prop(into)]
    currency: Signal<String>,
    /// What it asks for.
    acts: GridActs,
) -> impl IntoView {
    let grid = Grid::new(table, locale, picked, acts);
    let columns = Memo::new(move |_| table.with(|table| table.columns.len()));
    let rows = Memo::new(move |_| table.with(|table| table.rows.len()));
    let shown = Memo::new(move |_| rows.get().min(POOL));
    let widest = Memo::new(move |_| table.with(column_width));
    let active = move || {
        let (row, column) = grid.here.get();
        (rows.get() > 0).then(|| format!("pt-{}-{column}", row % POOL))
    };
    // The view follows the current cell, wherever it was picked.
    Effect::new(move |before: Option<(usize, usize)>| {
        let (row, column) = grid.here.get();
        // A table that comes with a figure picked elsewhere opens there.
        if before.map_or(picked.with_untracked(Option::is_some), |before| before != (row, column)) {
            // With the frame, which lays the page out anyway: asked here, it would be laid out twice.
            request_animation_frame(move || grid.show(row, column));
        }
        (row, column)
    });
    grid.scroller.on_load(move |_| request_animation_frame(move || grid.open_at_today()));
    view! {
        <section class="card pt-card" aria-label=move || table.with(|table| table.title.clone())>
            <Bar grid=grid explained=explained view=view currency=currency />
            <div
                class="pt" role="treegrid" tabindex="0" node_ref=grid.scroller
                aria-label=move || table.with(|table| table.title.clone())
                aria-rowcount=move || (rows.get() + 1).to_string()
                aria-colcount=move || (columns.get() + 1).to_string()
                aria-activedescendant=active
                aria-multiselectable="true"
                style:--pt-n=move || columns.get().to_string()
                style:--pt-rows=move || rows.get().to_string()
                style:--pt-col=move || format!("calc({}ch + 15px)", widest.get())
                on:scroll=move |_| grid.scrolled()
                on:keydown=move |event: KeyboardEvent| grid.key(&event)
                on:copy=move |event: ClipboardEvent| if grid.editing.with_untracked(Option::is_none) { let _stored = grid.copy(&event); }
                on:cut=move |event: ClipboardEvent| if grid.editing.with_untracked(Option::is_none) { grid.cut(&event) }
                on:paste=move |event: ClipboardEvent| if grid.editing.with_untracked(Option::is_none) { grid.paste(&event) }
                on:mousedown=move |event: MouseEvent| grid.press(&event)
                on:mousemove=move |event: MouseEvent| grid.drag(&event)
                on:mouseup=move |_| grid.dragging.set_value(false)
                on:dblclick=move |event: MouseEvent| grid.open_editor_at(&event)
            >
                <div class="pt-in">
                    <HeadRow grid=grid />
                    <div class="pt-body" role="rowgroup">
                        <For each=move || 0..shown.get() key=|place| *place let:place>
                            <GridRow grid=grid place=place shown=shown />
                        </For>
                        <Editor grid=grid />
                    </div>
                </div>
            </div>
            <p class="pt-none" hidden=move || rows.get() != 0>"No row fits the search or the filter."</p>
            <Foot grid=grid />
        </section>
    }
}

/// Characters of the widest figure, so that all columns are as wide as they must be and no wider.
fn column_width(table: &Table) -> usize {
    let figures = table.rows.iter().take(400).flat_map(|row| &row.cells).map(|cell| cell.text.chars().count());
    let heads = table.columns.iter().map(|column| column.label.chars().count());
    figures.chain(heads).max().unwrap_or(6).clamp(6, 14)
}

/// The first planned column: the today line stands before it.
fn today(table: &Table) -> Option<usize> {
    let has_past = table.columns.first().is_some_and(|column| column.kind == ColumnKind::Actual);
    table.columns.iter().position(|column| column.kind == ColumnKind::Plan).filter(|_| has_past)
}

/// Title, the arithmetic of the current cell, search, and the switch between quantities and money.
#[component]
fn Bar(
    grid: Grid,
    explained: Signal<Option<ExplainView>>,
    view: Signal<TableView>,
    currency: Signal<String>,
) -> impl IntoView {
    let money = Memo::new(move |_| view.with(|view| view.money));
    let search = Memo::new(move |_| view.with(|view| view.search.clone()));
    let has_choices = Memo::new(move |_| grid.table.with(|table| !table.choices.is_empty()));
    let say = move |part: fn(&ExplainView) -> String| {
        move || explained.with(|view| view.as_ref().map(part).unwrap_or_default())
    };
    let acts = grid.acts;
    view! {
        <div class="pt-bar">
            <h2>{move || grid.table.with(|table| table.title.clone())}</h2>
            <p class="fx" title=say(|view| format!("{} {}", view.figure, view.line))>
                <span class="ad">{move || explained.with(|view| view.as_ref().map_or("Pick a figure: its arithmetic stands here".to_owned(), |view| view.place.clone()))}</span>
                <b>{say(|view| view.figure.clone())}</b>
                <span class="f">{say(|view| view.line.clone())}</span>
            </p>
            <button type="button" class="btn s icon ghost" title="Explain this figure (Ctrl E)" aria-label="Explain this figure" on:click=move |_| acts.explain.run(())>
                <Pic icon=Icon::Explain />
            </button>
            <button
                type="button" class="btn s icon ghost" data-do="lock" title="Lock or unlock what is typed in the block (Ctrl L)"
                aria-label="Lock or unlock what is typed" on:click=move |_| grid.lock()
            >
                <Pic icon=Icon::Lock />
            </button>
            <input
                class="inp pt-find" type="search" placeholder="Find a row" aria-label="Find a row"
                prop:value=search on:input=move |event| acts.search.run(event_target_value(&event))
            />
            <Show when=move || has_choices.get()><ArrangeMenu grid=grid view=view /></Show>
            <div class="seg" role="group" aria-label="Units or money">
                <button type="button" aria-pressed=move || (!money.get()).to_string() on:click=move |_| acts.money.run(false)>"Units"</button>
                <button type="button" aria-pressed=move || money.get().to_string() on:click=move |_| acts.money.run(true)>{currency}</button>
            </div>
        </div>
    }
}
