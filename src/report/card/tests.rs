//! Laws of the pages of steps 1 to 3, whatever is missing in a plan.

use crate::model::Step;
use crate::report::testing::{odd, with, with_project};
use crate::report::{Act, Body, Card, Chart, Page, Plot, page};

const STEPS: [Step; 3] = [Step::Product, Step::Demand, Step::Supply];

fn has_figure(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn acts(page: &Page) -> Vec<&Act> {
    let lists = page.cards.iter().filter_map(|card| match &card.body {
        Body::List(entries) => Some(entries),
        _ => None,
    });
    lists.flatten().flat_map(|entry| &entry.actions).collect()
}

fn slots(chart: &Chart) -> usize {
    match &chart.plot {
        Plot::Time(plot) => plot.months.len(),
        Plot::Waterfall(bars) => bars.len(),
        Plot::Bars(bars) | Plot::Pareto(bars) => bars.len(),
        Plot::Bubbles(plot) => plot.bubbles.len(),
        Plot::Heat(plot) => plot.months.len(),
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
        });
    }
}

#[test]
fn every_action_may_be_carried_out() {
    for (name, plan) in odd() {
        let changes = with(&plan, |cx| {
            let pages: Vec<Page> = STEPS.into_iter().map(|step| page(cx, step)).collect();
            pages.iter().flat_map(acts).map(|act| act.change.clone()).collect::<Vec<_>>()
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
        for step in STEPS {
            let mut filled = 0;
            for card in page(cx, step).cards {
                filled += match card.width {
                    Width::Third => 2,
                    Width::Half => 3,
                    Width::TwoThirds => 4,
                    Width::Full => 6,
                };
                assert!(filled <= 6, "{step:?}, {} does not fit its row", card.id);
                filled %= 6;
            }
            assert_eq!(filled, 0, "{step:?}");
        }
    });
}
