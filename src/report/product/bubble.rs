//! Growth and margin of the items that bring most, the disc as large as the revenue.

use super::earners;
use crate::model::{Cell, Measure, Place, Subject, ratio};
use crate::report::card::{card as titled, count, empty};
use crate::report::{Body, Bubble, BubblePlot, Card, Chart, Context, Ink, Plot, Tip, Width};

/// Items that are drawn.
const DRAWN: usize = 24;

struct Disc {
    item: usize,
    growth: f64,
    margin: f64,
    revenue: f64,
}

/// The card.
pub fn card(cx: &Context) -> Card {
    let discs: Vec<Disc> =
        earners(cx).into_iter().filter_map(|(item, revenue)| disc(cx, item, revenue)).take(DRAWN).collect();
    if discs.is_empty() {
        let text = "Shows which items grow and earn. It needs two years of history, prices and standard costs.";
        return empty("growth", Width::Half, "0 items with both growth and margin known", text);
    }
    let name = |disc: &Disc| cx.item(cx.outcome.frame.items.code(disc.item));
    let edge = edge(&discs);
    let growing = discs.iter().filter(|disc| disc.growth > 0.0).count();
    let bubble = |disc: &Disc| Bubble {
        name: match disc.growth.abs() > edge {
            true => format!("{} {}%", name(disc), cx.locale.signed(disc.growth * 100.0, 0)),
            false => name(disc),
        },
        x: disc.growth.clamp(-edge, edge) * 100.0,
        y: disc.margin * 100.0,
        size: disc.revenue,
        ink: if disc.margin < 0.0 { Ink::Bad } else { Ink::Part(1) },
    };
    let tip = |disc: &Disc| Tip {
        title: name(disc),
        lines: vec![
            ("Growth".into(), format!("{}%", cx.locale.signed(disc.growth * 100.0, 1))),
            ("Margin".into(), cx.locale.percent(disc.margin, 1)),
            ("Revenue".into(), cx.locale.money(disc.revenue)),
        ],
        cell: Some(Cell {
            measure: Measure::GrossMargin,
            subject: Subject::Item(cx.outcome.frame.items.code(disc.item).clone()),
            place: Place::All,
            first: cx.plan.header.first,
            last: cx.plan.horizon().last(),
        }),
    };
    let loss = discs.iter().filter(|disc| disc.margin < 0.0).max_by(|a, b| a.revenue.total_cmp(&b.revenue));
    let title = match loss {
        Some(disc) => format!("{} loses {} of every sale", name(disc), cx.locale.percent(-disc.margin, 1)),
        None => format!("{growing} of {} grow", count(discs.len(), "item", "items")),
    };
    let plot = BubblePlot {
        x: "Growth of units on the year before, %".into(),
        y: "Margin, % of price".into(),
        bubbles: discs.iter().map(bubble).collect(),
    };
    let label = format!("Growth and margin of {}, disc by revenue", count(discs.len(), "item", "items"));
    let body = Body::Chart(Chart {
        label,
        plot: Plot::Bubbles(plot),
        tips: discs.iter().map(tip).collect(),
        keys: Vec::new(),
    });
    titled("growth", Width::Half, title, "Last 12 months on the 12 before; disc: revenue".into(), body)
}

fn disc(cx: &Context, item: usize, revenue: f64) -> Option<Disc> {
    let growth = cx.outcome.product.health[item].growth?;
    let price = mean_price(cx, item)?;
    let margin = ratio(price - cx.cost(item, 0)?, price)?;
    Some(Disc { item, growth, margin: margin.clamp(-2.0, 1.0), revenue })
}

/// How far the axis goes either way: twice what nine in ten stay below, in tens of percent. What grew from next to nothing stands at the
/// edge with its figure, or it would squeeze all others into a corner.
fn edge(discs: &[Disc]) -> f64 {
    let mut sizes: Vec<f64> = discs.iter().map(|disc| disc.growth.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let most = sizes.get((sizes.len() * 9 / 10).min(sizes.len().saturating_sub(1))).copied().unwrap_or(0.0);
    ((most * 2.0 * 10.0).ceil() / 10.0).clamp(0.2, 3.0)
}

/// Price over the item's markets by demand; their plain mean where nothing is demanded.
pub fn mean_price(cx: &Context, item: usize) -> Option<f64> {
    let pairs = cx.outcome.frame.pairs_of[item].clone();
    let demand = |pair: usize| cx.outcome.demand.consensus.row(pair).iter().map(|units| units.0).sum::<f64>();
    let priced: Vec<(f64, f64)> = pairs.filter_map(|pair| Some((demand(pair), cx.price(pair, 0)?))).collect();
    let by_demand =
        ratio(priced.iter().map(|(units, price)| units * price).sum(), priced.iter().map(|(units, _)| units).sum());
    by_demand.or_else(|| ratio(priced.iter().map(|(_, price)| price).sum(), priced.len() as f64))
}
