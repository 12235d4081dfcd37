//! One skeleton for the six pages: question, finding, key figures, charts, planning table, what is doubtful. Steps 5 and 6 add theirs.
//!
//! The pages are functions of values like the parts: what a report says goes in by signals, what people do comes out by callbacks.

use leptos::prelude::*;

use super::parts::accuracy::AccuracyPart;
use super::parts::approval::ApprovalLine;
use super::parts::card::{CardActs, Cards, first_row};
use super::parts::finder::Finder;
use super::parts::findings::Findings;
use super::parts::grid::{GridActs, PlanningGrid};
use super::parts::head::{HeadActs, PageHead};
use super::parts::message::MessageLine;
use super::parts::paper::Paper;
use super::parts::tiles::Tiles;
use super::parts::whatif::WhatIfBar;
use crate::model::{Cell, Step};
use crate::report::{
    self, AccuracyTable, AccuracyView, ApprovalBar, ExplainView, Locale, Page, SeriesHit, SeriesId, StepState, Table,
    TableView, WhatIf,
};

/// What a page shows.
#[derive(Clone, Copy)]
pub struct StepValues {
    /// The step.
    pub step: Signal<Step>,
    /// Its page; `None` while a cycle opens.
    pub page: Signal<Option<Page>>,
    /// Whether the two sentences below its question are folded away.
    pub folded: Signal<bool>,
    /// How far it is.
    pub state: Signal<StepState>,
    /// Its planning table.
    pub table: Signal<Table>,
    /// What the table should show.
    pub view: Signal<TableView>,
    /// How numbers are written.
    pub locale: Signal<Locale>,
    /// The figure that is picked.
    pub picked: Signal<Option<Cell>>,
    /// Its arithmetic.
    pub explained: Signal<Option<ExplainView>>,
    /// Why nothing can be changed (approved); empty: it can.
    pub frozen: Signal<String>,
    /// Why nothing can be signed (approved, in a scenario); empty: it can.
    pub unsigned: Signal<String>,
    /// The levers of steps 3 and 6.
    pub what_if: Signal<WhatIf>,
    /// The approval line of step 6.
    pub approval: Signal<ApprovalBar>,
    /// Series that the search of step 2 finds.
    pub hits: Signal<Vec<SeriesHit>>,
    /// What it looks for.
    pub series_search: Signal<String>,
    /// Accuracy by level and lag, in step 2.
    pub accuracy: Signal<AccuracyTable>,
    /// Which level and lag.
    pub accuracy_view: Signal<AccuracyView>,
}

/// What a page asks for.
#[derive(Clone, Copy)]
pub struct StepActs {
    /// Sign-off, export, print.
    pub head: HeadActs,
    /// Figures and buttons of cards.
    pub cards: CardActs,
    /// Picks, edits, opens rows.
    pub grid: GridActs,
    /// Looks for other series.
    pub search: Callback<String>,
    /// Opens a series.
    pub series: Callback<SeriesId>,
    /// Chooses level and lag of the accuracy table.
    pub accuracy: Callback<AccuracyView>,
    /// Moves a lever of step 3 or 6.
    pub lever: Callback<(&'static str, f64)>,
    /// Sets every lever back.
    pub reset_levers: Callback<()>,
    /// Approves the plan.
    pub approve: Callback<()>,
    /// Opens the next month's cycle.
    pub roll: Callback<()>,
}

/// A step's page.
#[component]
pub fn StepPage(
    /// What it shows.
    values: StepValues,
    /// What it asks for.
    acts: StepActs,
) -> impl IntoView {
    let StepValues { step, page, state, table, view, locale, picked, explained, frozen, unsigned, .. } = values;
    let StepValues { folded, what_if, approval, hits, series_search, accuracy, accuracy_view, .. } = values;
    let question = Memo::new(move |_| of(page, |page| page.question.clone()));
    let about = Signal::derive(move || report::about(step.get()));
    let message = Memo::new(move |_| of(page, |page| page.message.clone()));
    let tiles = Memo::new(move |_| of(page, |page| page.tiles.clone()));
    let checks = Memo::new(move |_| of(page, |page| page.checks.clone()));
    let findings = Memo::new(move |_| of(page, |page| page.findings.clone()));
    let foot = Memo::new(move |_| of(page, |page| page.foot.clone()));
    let cards = Memo::new(move |_| of(page, |page| page.cards.clone()));
    let above = Memo::new(move |_| cards.with(|cards| cards[..first_row(cards)].to_vec()));
    let below = Memo::new(move |_| cards.with(|cards| cards[first_row(cards)..].to_vec()));
    let is_last = Signal::derive(move || step.get() == Step::Executive);
    let has_levers = Signal::derive(move || matches!(step.get(), Step::Supply | Step::Executive));
    let is_demand = Signal::derive(move || step.get() == Step::Demand);
    let has_table =
        Memo::new(move |_| table.with(|table| !table.columns.is_empty()) || view.with(|view| !view.search.is_empty()));
    let currency = Signal::derive(move || locale.with(|locale| locale.currency.clone()));
    view! {
        <PageHead step=step state=state question=question about=about folded=folded checks=checks refused=unsigned acts=acts.head />
        <MessageLine message=message lead=is_last />
        <Tiles tiles=tiles picked=picked on_cell=acts.cards.go big=is_last />
        <Show when=move || is_demand.get()>
            <Finder hits=hits text=series_search on_text=acts.search href=acts.cards.href on_open=acts.series />
        </Show>
        <Show when=move || has_levers.get()>
            <WhatIfBar what_if=what_if on_move=acts.lever on_reset=acts.reset_levers />
        </Show>
        <Cards cards=Signal::derive(move || above.get()) acts=acts.cards refused=frozen />
        <Show when=move || has_table.get()>
            <PlanningGrid
                table=table locale=locale picked=picked explained=explained view=view currency=currency acts=acts.grid
            />
        </Show>
        <Cards cards=Signal::derive(move || below.get()) acts=acts.cards refused=frozen />
        <Show when=move || is_demand.get()>
            <AccuracyPart accuracy=accuracy shown=accuracy_view on_view=acts.accuracy href=acts.cards.href />
        </Show>
        <Findings findings=findings on_cell=acts.cards.go />
        <Show when=move || is_last.get()>
            <ApprovalLine bar=approval on_approve=acts.approve on_roll=acts.roll />
        </Show>
        <Paper table=table foot=foot />
    }
}

/// A part of the page; empty while a cycle opens.
fn of<T: Default>(page: Signal<Option<Page>>, part: fn(&Page) -> T) -> T {
    page.with(|page| page.as_ref().map(part).unwrap_or_default())
}
