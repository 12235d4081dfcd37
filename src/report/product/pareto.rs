//! Revenue by item, the largest first, with the cumulative share: few items bring most of it.

use super::earners;
use crate::engine::Abc;
use crate::model::{Cell, Measure, Place, Subject};
use crate::report::card::{card as titled, count, empty, key};
use crate::report::{Bar, Body, Card, Chart, Context, Ink, Plot, Tip, Width, glossary};

/// Items that are drawn; the rest stands together.
const DRAWN: usize = 14;

/// The card.
pub fn card(cx: &Context) -> Card {
    let earners = earners(cx);
    let total: f64 = earners.iter().map(|(_, money)| money).sum();
    if total <= 0.0 {
        let text =
            "Shows which items bring the revenue, with classes A, B and C. It needs history with revenue, or prices.";
        return empty("pareto", Width::Half, "0 items bring revenue so far", text);
    }
    let health = &cx.outcome.product.health;
    let ink = |item: usize| match health[item].abc {
        Some(Abc::A) => Ink::Part(0),
        Some(Abc::B) => Ink::Part(1),
        _ => Ink::Part(2),
    };
    let code = |item: usize| cx.outcome.frame.items.code(item);
    let mut bars: Vec<Bar> = earners
        .iter()
        .take(DRAWN)
        .map(|(item, money)| Bar {
            name: cx.item(code(*item)),
            parts: vec![(ink(*item), *money)],
            text: cx.locale.money(*money),
        })
        .collect();
    let mut running = 0.0;
    let mut tips: Vec<Tip> = earners
        .iter()
        .take(DRAWN)
        .map(|(item, money)| {
            running += money;
            let class = health[*item].abc.map_or_else(String::new, |class| format!("{class:?}"));
            Tip {
                title: cx.item(code(*item)),
                lines: vec![
                    ("Revenue".into(), cx.locale.money(*money)),
                    ("Cumulative".into(), cx.locale.percent(running / total, 1)),
                    ("Class".into(), class),
                ],
                cell: Some(address(cx, Subject::Item(code(*item).clone()))),
            }
        })
        .collect();
    let rest = earners.get(DRAWN..).unwrap_or_default();
    if !rest.is_empty() {
        let money: f64 = rest.iter().map(|(_, money)| money).sum();
        let name = format!("{} more", rest.len());
        tips.push(Tip { title: name.clone(), lines: vec![("Revenue".into(), cx.locale.money(money))], cell: None });
        bars.push(Bar { name, parts: vec![(Ink::Part(3), money)], text: cx.locale.money(money) });
    }
    let class_a = earners.iter().filter(|(item, _)| health[*item].abc == Some(Abc::A)).count();
    let share: f64 = earners.iter().filter(|(item, _)| health[*item].abc == Some(Abc::A)).map(|(_, money)| money).sum();
    let bring = if class_a == 1 { "item brings" } else { "items bring" };
    let title = format!("{class_a} {bring} {} of revenue", cx.locale.percent(share / total, 0));
    let subtitle = format!("Revenue of the last 12 closed months, {}", count(earners.len(), "item", "items"));
    let keys = vec![key(Ink::Part(0), "A"), key(Ink::Part(1), "B"), key(Ink::Part(2), "C")];
    let label = format!("Revenue by item, {}, last 12 closed months", cx.locale.currency);
    let body = Body::Chart(Chart { label, plot: Plot::Pareto(bars), tips, keys });
    Card { foot: glossary::ABC.into(), ..titled("pareto", Width::Half, title, subtitle, body) }
}

/// Revenue of the last twelve closed months.
fn address(cx: &Context, subject: Subject) -> Cell {
    let first = cx.plan.header.first;
    Cell { measure: Measure::Revenue, subject, place: Place::All, first: first - 12, last: first - 1 }
}
