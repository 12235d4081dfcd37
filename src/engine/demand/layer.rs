//! The named layers of the statistical stream: what leaves, consumer trends, events.

use super::{Demand, formula};
use crate::engine::frame::Notice;
use crate::engine::history::LONGEST;
use crate::engine::{Forecasts, Frame, Grid, Product};
use crate::model::{DemandPlan, Event, Month, Place, Step, Subject, Units};

/// Baseline of every pair, in the months in which its item is sold.
pub(super) fn baseline(frame: &Frame, product: &Product, forecasts: &Forecasts) -> Grid<Units> {
    let mut grid = Grid::new(frame.pairs.len(), frame.horizon.months);
    for (row, pair) in frame.pairs.iter().enumerate().filter(|(row, _)| !product.on_curve[*row]) {
        let sold = product.sold.row(pair.item);
        let cells = grid.row_mut(row).iter_mut().zip(&forecasts.fits[row].mean).zip(sold);
        cells.for_each(|((cell, mean), sold)| *cell = formula::baseline(*mean, *sold, false));
    }
    grid
}

/// What leaves with items that are phased out, and what their successors gain in the same market, while they are sold.
pub(super) fn phase_outs(frame: &Frame, product: &Product, demand: &mut Demand) {
    for item in in_succession(product) {
        for pair in frame.pairs_of[item].clone() {
            let successor = product.successor[item].and_then(|(successor, transfer)| {
                Some((successor, frame.pair(successor, frame.pairs[pair].market)?, transfer))
            });
            for t in 0..frame.horizon.months {
                let (base, new, so_far) =
                    (demand.baseline.at(pair, t), demand.launches.at(pair, t), demand.phase_outs.at(pair, t));
                let lost = formula::lost(formula::level(base, new, so_far), product.remaining.at(item, t));
                demand.phase_outs.at_mut(pair, t).0 -= lost.0;
                if let Some((_, pair, transfer)) = successor.filter(|(item, ..)| product.sold.at(*item, t)) {
                    *demand.phase_outs.at_mut(pair, t) += formula::gained(lost, transfer);
                }
            }
        }
    }
}

/// Items that are phased out in the horizon, each before its successor, so that a chain hands on what it has gained itself.
fn in_succession(product: &Product) -> Vec<usize> {
    let leaves = |item: &usize| product.remaining.row(*item).iter().any(|share| *share < 1.0);
    let mut items: Vec<usize> = (0..product.successor.len()).filter(leaves).collect();
    let mut depth = vec![0usize; product.successor.len()];
    // Successors lead in no circle, so that a chain has no more links than there are items in it.
    for _ in 0..items.len() {
        for item in &items {
            if let Some((successor, _)) = product.successor[*item] {
                depth[successor] = depth[successor].max(depth[*item] + 1);
            }
        }
    }
    items.sort_by_key(|item| depth[*item]);
    items
}

/// Consumer trends, on what is sold without them. Several trends of a pair add up.
pub(super) fn trends(frame: &Frame, plan: &DemandPlan, demand: &mut Demand) {
    for trend in &plan.trends {
        let pairs = frame.pairs_in(&trend.subject, &trend.place);
        if pairs.is_empty() {
            demand.notices.push(nowhere(&format!("Trend {}", trend.name), &trend.subject, &trend.place));
        }
        let share = |t: usize| formula::trend_share(trend, frame.horizon.first, frame.horizon.first + t as i32);
        let shares: Vec<f64> = (0..frame.horizon.months).map(share).collect();
        for pair in pairs {
            for (t, share) in shares.iter().enumerate() {
                let level = demand.level(pair, t);
                *demand.trend.at_mut(pair, t) += level * *share;
            }
        }
    }
}

/// Events: the rise in their months, what they pull forward from the months after, their discount and cost. Several events add up.
/// A past event affects nothing ahead but by what it has pulled forward.
pub(super) fn events(frame: &Frame, plan: &DemandPlan, forecasts: &Forecasts, demand: &mut Demand) {
    for event in &plan.events {
        let pairs = frame.pairs_in(&event.subject, &event.place);
        let span = frame.horizon.span(event.first, event.last);
        cost(event, span.clone(), demand);
        if pairs.is_empty() {
            demand.notices.push(nowhere(&format!("Event {}", event.name), &event.subject, &event.place));
        }
        if event.uplift.is_none() {
            let text = format!(
                "The uplift of event {} is not estimated: it changes no demand; its discount and cost count.",
                event.name
            );
            demand.notices.push(Notice::new(Step::Demand, event.subject.clone(), event.place.clone(), text));
        }
        for pair in pairs {
            let uplift = event.uplift.filter(|uplift| uplift.is_finite()).unwrap_or(0.0);
            let mut rise = past_rise(frame, forecasts, event, pair, uplift);
            for t in span.clone() {
                let more = formula::rise(demand.level(pair, t), demand.trend.at(pair, t), uplift);
                *demand.events.at_mut(pair, t) += more;
                rise += more;
                *demand.discount.at_mut(pair, t) =
                    formula::discounts(demand.discount.at(pair, t), event.discount.clamp(0.0, 1.0));
            }
            let missing = formula::pulled_forward(rise, event.pull_forward, event.pull_months);
            let until = event.last + i32::try_from(event.pull_months).unwrap_or(i32::MAX);
            if missing > Units::ZERO {
                for t in frame.horizon.span(event.last + 1, until) {
                    demand.events.at_mut(pair, t).0 -= missing.0;
                }
            }
        }
    }
}

/// Cost of an event, evenly over its months; those before the cycle month are spent.
fn cost(event: &Event, span: std::ops::Range<usize>, demand: &mut Demand) {
    let months = formula::event_months(event);
    if months > 0 {
        span.for_each(|t| demand.event_cost[t] += event.cost / f64::from(months));
    }
}

/// Rise of the closed months of an event, from what was sold in them.
fn past_rise(frame: &Frame, forecasts: &Forecasts, event: &Event, pair: usize, uplift: f64) -> Units {
    let cycle = frame.horizon.first;
    if event.pull_months == 0 || event.first >= cycle || uplift <= 0.0 {
        return Units::ZERO;
    }
    let months = event.first.max(cycle - LONGEST).0..(event.last + 1).min(cycle).0;
    let actual = |month: i32| {
        let at = usize::try_from(Month(month) - forecasts.first).ok()?;
        *forecasts.history[pair].get(at)?
    };
    months.filter_map(actual).map(|actual| formula::past_rise(actual, uplift)).sum()
}

fn nowhere(what: &str, subject: &Subject, place: &Place) -> Notice {
    let text = format!("{what} is for something that is sold nowhere: it changes nothing.");
    Notice::new(Step::Demand, subject.clone(), place.clone(), text)
}
