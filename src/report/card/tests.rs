//! Laws of the pages of steps 1 to 3, whatever is missing in a plan.

use crate::model::Step;
use crate::report::mark::series_of;
use crate::report::testing::{odd, with, with_project};
use crate::report::{Act, Body, Card, Chart, Context, Plot, SeriesPage, page, series_page};

const STEPS: [Step; 3] = [Step::Product, Step::Demand, Step::Supply];

fn has_figure(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn acts(cards: &[Card]) -> Vec<&Act> {
    cards.iter().flat_map(acts_of).collect()
}

fn acts_of(card: &Card) -> Vec<&Act> {
    match &card.body {
        Body::List(entries) => entries.iter().flat_map(|entry| &entry.actions).collect(),
        Body::Table(table) => {
            table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.act.as_deref()).collect()
        }
        Body::Method(form) => form.reset.iter().collect(),
        _ => Vec::new(),
    }
}

/// The pages of every series.
fn series_pages(cx: &Context) -> Vec<SeriesPage> {
    (0..cx.outcome.frame.pairs.len()).map(|pair| series_page(cx, &series_of(cx, pair))).collect()
}

fn slots(chart: &Chart) -> usize {
    match &chart.plot {
        Plot::Time(plot) => plot.months.len(),
        Plot::Waterfall(bars) => bars.len(),
        Plot::Bars(bars) | Plot::Pareto(bars) => bars.len(),
        Plot::Bubbles(plot) => plot.bubbles.len(),
        Plot::Heat(plot) => plot.months.len() * plot.rows.len(),
        Plot::Roadmap(plot) => plot.spans.len(),
    }
}

fn is_whole(card: &Card, name: &str) {
    match &card.body {
        Body::Empty { text } => assert!(text.ends_with('.'), "{name}, {}: {text}", card.id),
        Body::Table(table) => {
            assert!(!table.rows.is_empty(), "{name}, {}", card.id);
            assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()), "{name}, {}", card.id);
        }
        Body::List(entries) => assert!(!entries.is_empty(), "{name}, {}", card.id),
        Body::Method(form) => assert!(form.methods.len() > 1 && !form.words.is_empty(), "{name}, {}", card.id),
        Body::Mark(form) => assert!(!form.months.is_empty(), "{name}, {}", card.id),
        Body::Chart(chart) => {
            assert!(has_figure(&chart.label), "{name}, {}: {}", card.id, chart.label);
            assert_eq!(chart.tips.len(), slots(chart), "{name}, {}", card.id);
            let Plot::Time(plot) = &chart.plot else { return };
            for series in plot.columns.iter().chain(&plot.stack).chain(&plot.lines) {
                assert_eq!(series.values.len(), plot.months.len(), "{name}, {}, {}", card.id, series.name);
                assert!(series.values.iter().flatten().all(|value| value.is_finite()), "{name}, {}", card.id);
            }
        }
    }
}

#[test]
fn every_title_is_a_finding_with_a_figure() {
    for (name, plan) in odd() {
        with(&plan, |cx| {
            for step in STEPS {
                let page = page(cx, step);
                assert!(has_figure(&page.message.lead), "{name}, {step:?}: {}", page.message.lead);
                assert!((4..=6).contains(&page.tiles.len()), "{name}, {step:?}: {} tiles", page.tiles.len());
                assert!(
                    page.tiles.iter().all(|tile| !tile.tip.is_empty() && !tile.figure.is_empty()),
                    "{name}, {step:?}"
                );
                for card in &page.cards {
                    let is_empty = matches!(card.body, Body::Empty { .. });
                    assert!(is_empty || has_figure(&card.title), "{name}, {step:?}, {}: {}", card.id, card.title);
                    is_whole(card, name);
                }
                let mut ids: Vec<&str> = page.cards.iter().map(|card| card.id).collect();
                ids.sort();
                ids.dedup();
                assert_eq!(ids.len(), page.cards.len(), "{name}, {step:?}: a card stands twice");
            }
            series_pages(cx).iter().flat_map(|page| &page.cards).for_each(|card| is_whole(card, name));
        });
    }
}

#[test]
fn every_action_may_be_carried_out() {
    for (name, plan) in odd() {
        let changes = with(&plan, |cx| {
            let steps = STEPS.into_iter().map(|step| page(cx, step).cards);
            let cards: Vec<Vec<Card>> = steps.chain(series_pages(cx).into_iter().map(|page| page.cards)).collect();
            cards.iter().flat_map(|cards| acts(cards)).map(|act| act.change.clone()).collect::<Vec<_>>()
        });
        for change in changes {
            assert!(plan.clone().apply(change.clone()).is_ok(), "{name}: {change:?}");
        }
    }
}

#[test]
fn cards_of_a_row_fill_six_columns() {
    use crate::report::Width;
    with(&with_project().plan, |cx| {
        let steps = STEPS.into_iter().map(|step| (format!("{step:?}"), page(cx, step).cards));
        for (step, cards) in steps.chain(series_pages(cx).into_iter().map(|page| (page.question, page.cards))) {
            // a tall half stands beside two rows of halves
            let (mut filled, mut tall) = (0, 0);
            for card in cards {
                filled += match card.width {
                    Width::Third => 2,
                    Width::Half | Width::HalfTall => 3,
                    Width::TwoThirds => 4,
                    Width::Full => 6,
                };
                assert!(filled <= 6, "{step}, {} does not fit its row", card.id);
                tall = if card.width == Width::HalfTall { 2 } else { tall };
                if filled == 6 {
                    tall = usize::saturating_sub(tall, 1);
                    filled = if tall > 0 { 3 } else { 0 };
                }
            }
            assert_eq!(filled, 0, "{step}");
        }
    });
}
