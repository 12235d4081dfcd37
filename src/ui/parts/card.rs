//! Titled blocks in rows of six columns: charts, reports and lists, each with its finding as title.

use leptos::prelude::*;

use super::chart::ChartFrame;
use super::empty::Empty;
use super::list::List;
use super::mark::MarkPart;
use super::method::MethodPart;
use super::picture::{PictureMenu, Taken};
use super::table::ReportTable;
use crate::model::Cell;
use crate::report::{Act, Body, Card, Chart, Entry, Flawed, MarkTyped, MethodTyped, SeriesId, Table, Width};

/// What cards ask for.
#[derive(Clone, Copy)]
pub struct CardActs {
    /// Goes to a figure.
    pub go: Callback<Cell>,
    /// Takes a chart along.
    pub take: Callback<Taken>,
    /// Carries out what a button offers.
    pub act: Callback<Act>,
    /// The address of a series.
    pub href: Callback<SeriesId, String>,
    /// Reads a typed method: carries it out, or answers with what is wrong.
    pub method: Callback<MethodTyped, Vec<Flawed>>,
    /// Reads a typed mark: carries it out, or answers with what is wrong.
    pub mark: Callback<MarkTyped, Vec<Flawed>>,
}

/// Some cards of a page.
#[component]
pub fn Cards(
    /// The cards, in reading order.
    #[prop(into)]
    cards: Signal<Vec<Card>>,
    /// What they ask for.
    acts: CardActs,
    /// Why nothing can be carried out now; empty: it can.
    #[prop(into, optional)]
    refused: Signal<String>,
) -> impl IntoView {
    // A card stays the same element as long as its place, name and kind do; what is in it follows by signals.
    let places = Memo::new(move |_| {
        let kind = |card: &Card| (card.id, std::mem::discriminant(&card.body), width_class(card.width));
        cards.with(|cards| cards.iter().map(kind).enumerate().collect::<Vec<_>>())
    });
    view! {
        <div class="cards" hidden=move || cards.with(Vec::is_empty)>
            <For each=move || places.get() key=|place| *place let:place>
                <CardView cards=cards at=place.0 id=place.1.0 acts=acts refused=refused />
            </For>
        </div>
    }
}

#[component]
fn CardView(
    cards: Signal<Vec<Card>>,
    at: usize,
    id: &'static str,
    acts: CardActs,
    refused: Signal<String>,
) -> impl IntoView {
    let card = Memo::new(move |before: Option<&Option<Card>>| {
        let found = cards.with(|cards| cards.get(at).filter(|card| card.id == id).cloned());
        // While the cards of another page come in, this one still shows what it had.
        found.or_else(|| before.cloned().flatten())
    });
    let say = move |part: fn(&Card) -> String| move || card.with(|card| card.as_ref().map(part).unwrap_or_default());
    let class =
        move || card.with(|card| format!("card {}", card.as_ref().map_or("full", |card| width_class(card.width))));
    let inner = move || {
        card.with(|card| {
            card.as_ref().map_or("in", |card| if matches!(card.body, Body::Table(_)) { "in0" } else { "in" })
        })
    };
    let mut take = None::<Memo<Chart>>;
    let body = match card.get_untracked().map(|card| card.body) {
        Some(Body::Chart(first)) => {
            let chart = Memo::new(move |before: Option<&Chart>| {
                chart_of(card).or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            take = Some(chart);
            view! { <ChartFrame chart=chart on_cell=acts.go /> }.into_any()
        }
        Some(Body::Table(_)) => {
            let table = Memo::new(move |_| table_of(card).unwrap_or_default());
            view! {
                <ReportTable
                    table=table class=if id == "tie-out" { "tie" } else { "" } on_cell=acts.go href=acts.href on_act=acts.act refused=refused
                />
            }
            .into_any()
        }
        Some(Body::List(_)) => {
            let entries = Memo::new(move |_| list_of(card).unwrap_or_default());
            view! { <List entries=entries on_cell=acts.go on_act=acts.act refused=refused href=acts.href /> }.into_any()
        }
        Some(Body::Method(first)) => {
            let form = part_of(card, first, |body| match body {
                Body::Method(form) => Some(form.clone()),
                _ => None,
            });
            view! { <MethodPart form=form on_typed=acts.method on_act=acts.act refused=refused /> }.into_any()
        }
        Some(Body::Mark(first)) => {
            let form = part_of(card, first, |body| match body {
                Body::Mark(form) => Some(form.clone()),
                _ => None,
            });
            view! { <MarkPart form=form on_typed=acts.mark refused=refused /> }.into_any()
        }
        Some(Body::Empty { text }) => view! { <Empty text=text /> }.into_any(),
        None => ().into_any(),
    };
    let menu = take.map(|chart| view! { <PictureMenu card=id chart=chart on_take=acts.take /> });
    view! {
        <section class=class id=format!("card-{id}") data-card=id aria-label=say(|card| card.title.clone())>
            <header>
                <h2>{say(|card| card.title.clone())}</h2>
                <p>{say(|card| card.subtitle.clone())}</p>
                {menu}
            </header>
            <div class=inner>{body}</div>
            <p class="foot-n" hidden=move || card.with(|card| card.as_ref().is_none_or(|card| card.foot.is_empty()))>{say(|card| card.foot.clone())}</p>
        </section>
    }
}

/// What a card holds; while another page comes in, what it held.
fn part_of<T: Clone + PartialEq + Send + Sync + 'static>(
    card: Memo<Option<Card>>,
    first: T,
    part: fn(&Body) -> Option<T>,
) -> Memo<T> {
    Memo::new(move |before: Option<&T>| {
        let found = card.with(|card| card.as_ref().and_then(|card| part(&card.body)));
        found.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    })
}

fn chart_of(card: Memo<Option<Card>>) -> Option<Chart> {
    card.with(|card| match card.as_ref().map(|card| &card.body) {
        Some(Body::Chart(chart)) => Some(chart.clone()),
        _ => None,
    })
}

fn table_of(card: Memo<Option<Card>>) -> Option<Table> {
    card.with(|card| match card.as_ref().map(|card| &card.body) {
        Some(Body::Table(table)) => Some(table.clone()),
        _ => None,
    })
}

fn list_of(card: Memo<Option<Card>>) -> Option<Vec<Entry>> {
    card.with(|card| match card.as_ref().map(|card| &card.body) {
        Some(Body::List(entries)) => Some(entries.clone()),
        _ => None,
    })
}

fn width_class(width: Width) -> &'static str {
    match width {
        Width::Third => "third",
        Width::Half => "half",
        Width::HalfTall => "half tall",
        Width::TwoThirds => "two-thirds",
        Width::Full => "full",
    }
}

/// How many cards fill the first row: the planning table stands below them.
pub fn first_row(cards: &[Card]) -> usize {
    let mut filled = 0;
    for (at, card) in cards.iter().enumerate() {
        let columns = match card.width {
            Width::Third => 2,
            Width::Half | Width::HalfTall => 3,
            Width::TwoThirds => 4,
            Width::Full => 6,
        };
        if filled + columns > 6 {
            return at;
        }
        filled += columns;
    }
    cards.len()
}
