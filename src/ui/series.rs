//! The page of one series: its question, why it is forecast as it is, its figures, and the forms that change it.

use leptos::html;
use leptos::prelude::*;

use super::parts::card::{CardActs, Cards};
use super::parts::finder::Finder;
use super::parts::message::MessageLine;
use super::parts::tiles::Tiles;
use crate::model::Cell;
use crate::report::{SeriesHit, SeriesId, SeriesPage};

/// What the page shows.
#[derive(Clone, Copy)]
pub struct SeriesValues {
    /// The page; `None` while a cycle opens.
    pub page: Signal<Option<SeriesPage>>,
    /// The figure that is explained.
    pub picked: Signal<Option<Cell>>,
    /// Why nothing can be changed; empty: it can.
    pub refused: Signal<String>,
    /// Other series that the search finds.
    pub hits: Signal<Vec<SeriesHit>>,
    /// What it looks for.
    pub search: Signal<String>,
}

/// What the page asks for.
#[derive(Clone, Copy)]
pub struct SeriesActs {
    /// Figures, buttons and forms of cards.
    pub cards: CardActs,
    /// Looks for other series.
    pub search: Callback<String>,
    /// Opens another series.
    pub open: Callback<SeriesId>,
}

/// The page.
#[component]
pub fn SeriesView(
    /// What it shows.
    values: SeriesValues,
    /// The address of the demand review.
    back: String,
    /// What it asks for.
    acts: SeriesActs,
) -> impl IntoView {
    let SeriesValues { page, picked, refused, hits, search } = values;
    let question = Memo::new(move |_| of(page, |page| page.question.clone()));
    let message = Memo::new(move |_| of(page, |page| page.message.clone()));
    let tiles = Memo::new(move |_| of(page, |page| page.tiles.clone()));
    let cards = Memo::new(move |_| of(page, |page| page.cards.clone()));
    let heading = NodeRef::<html::H1>::new();
    // Whoever followed a link starts to read at the top, with eyes or without.
    heading.on_load(|heading| {
        let _focused = heading.focus();
    });
    view! {
        <div class="head">
            <div>
                <p class="eyebrow">"Step 2 of 6 · Demand review · One series"</p>
                <h1 tabindex="-1" node_ref=heading>{question}</h1>
            </div>
            <div class="acts"><a class="btn series-back" href=back data-do="back">"Back to the demand review"</a></div>
        </div>
        <MessageLine message=message />
        <Tiles tiles=tiles picked=picked on_cell=acts.cards.go />
        <Finder hits=hits text=search on_text=acts.search href=acts.cards.href on_open=acts.open />
        <Cards cards=cards acts=acts.cards refused=refused />
    }
}

/// A part of the page; empty while a cycle opens.
fn of<T: Default>(page: Signal<Option<SeriesPage>>, part: fn(&SeriesPage) -> T) -> T {
    page.with(|page| page.as_ref().map(part).unwrap_or_default())
}
