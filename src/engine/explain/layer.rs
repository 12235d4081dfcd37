//! The layers on the baseline, told one by one by the very formulas of the demand review.

use super::asked::{Asked, fact, noted};
use super::{Operator, Term, Told, counts, percent, plain};
use crate::engine::demand::formula;
use crate::engine::product;
use crate::model::{Event, Measure, Month, ProductPlan, Project, Table, Unit, Units};

/// What each project brings to a pair, or takes from it: the product review with this project alone.
pub(super) fn launches(asked: &Asked, pair: usize) -> Told {
    let item = asked.frame().items.code(asked.frame().pairs[pair].item);
    let touches = |project: &&Project| {
        project.in_plan() && (project.item == *item || project.takes_from.iter().any(|(other, _)| other == item))
    };
    let term = |project: &Project| {
        let units = alone(asked, project, pair);
        let label = if project.item == *item {
            format!("{}, launched in {}", project.name, project.launch)
        } else {
            format!("Taken by {}", project.name)
        };
        counts(units).then(|| fact(Operator::Plus, label, units, Unit::Units))
    };
    let projects = asked.plan.product.projects.iter().filter(touches);
    let terms = projects.filter_map(term).collect();
    let sentence = "Launch curves of the projects in plan, split to this market, less what new items take from others.";
    Told::new(sentence, asked.whole(terms, "Several projects together"))
}

fn alone(asked: &Asked, project: &Project, pair: usize) -> f64 {
    let plan = ProductPlan {
        projects: Table::from_iter([project.clone()]),
        phase_outs: asked.plan.product.phase_outs.clone(),
    };
    let product = product(asked.frame(), &asked.plan.catalog, &asked.plan.actuals, &plan);
    product.launches.at(pair, asked.t()).0
}

/// What leaves with the item's own phase-out, and what it takes over from others.
pub(super) fn phase_outs(asked: &Asked, pair: usize) -> Told {
    let (frame, product, t) = (asked.frame(), &asked.outcome.product, asked.t());
    let at = frame.pairs[pair];
    let mut terms: Vec<Term> = Vec::new();
    let predecessors = product.successor.iter().enumerate();
    for (from, transfer) in predecessors
        .filter_map(|(from, to)| Some((from, (*to)?)))
        .filter_map(|(from, (to, share))| (to == at.item).then_some((from, share)))
    {
        let Some(other) = frame.pair(from, at.market).filter(|_| product.sold.at(at.item, t)) else { continue };
        let gained = formula::gained(lost(asked, other, t), transfer).0;
        let note = format!("{} of what {} loses", percent(transfer), asked.item_name(from));
        let cell = asked.pair_cell(Measure::PhaseOuts, other, t);
        if counts(gained) {
            terms.push(asked.share(format!("Taken over from {}", asked.item_name(from)), gained, cell, note));
        }
    }
    let own = lost(asked, pair, t).0;
    if counts(own) {
        let remains = product.remaining.at(at.item, t);
        let note = format!("{} of {} remain", percent(remains), plain(own / (1.0 - remains)));
        terms.push(noted(Operator::Minus, "Lost to its own phase-out", own, Unit::Units, note));
    }
    Told::new("What leaves with an item, and what its successor takes over.", asked.whole(terms, "Rounding"))
}

/// What a pair loses: what it would sell with everything that it takes over from others, times the share that does not remain.
fn lost(asked: &Asked, pair: usize, t: usize) -> Units {
    let (demand, product) = (&asked.outcome.demand, &asked.outcome.product);
    let at = asked.frame().pairs[pair];
    let gains: Units = (0..product.successor.len())
        .filter_map(|from| Some((from, product.successor[from]?)))
        .filter(|(_, (to, _))| *to == at.item && product.sold.at(at.item, t))
        .filter_map(|(from, (_, share))| {
            Some(formula::gained(lost(asked, asked.frame().pair(from, at.market)?, t), share))
        })
        .sum();
    let level = formula::level(demand.baseline.at(pair, t), demand.launches.at(pair, t), gains);
    formula::lost(level, product.remaining.at(at.item, t))
}

/// What trends and events work on.
fn level(asked: &Asked, pair: usize, t: usize) -> Units {
    let demand = &asked.outcome.demand;
    formula::level(demand.baseline.at(pair, t), demand.launches.at(pair, t), demand.phase_outs.at(pair, t))
}

/// Every trend that moves the pair.
pub(super) fn trend(asked: &Asked, pair: usize) -> Told {
    let t = asked.t();
    let level = level(asked, pair, t);
    let month = asked.frame().horizon.month(t);
    let mut terms = Vec::new();
    for trend in &asked.plan.demand.trends {
        let share = formula::trend_share(trend, asked.frame().horizon.first, month);
        if counts(share) && asked.frame().pairs_in(&trend.subject, &trend.place).contains(&pair) {
            let note = format!("{} of {}", percent(share), plain(level.0));
            terms.push(noted(Operator::Plus, trend.name.clone(), (level * share).0, Unit::Units, note));
        }
    }
    let mut terms = asked.whole(terms, "Rounding");
    terms.extend(asked.link_as(Operator::Note, "Works on: Baseline", asked.pair_cell(Measure::Baseline, pair, t)));
    Told::new("Growth a year, by twelfths, on what is sold without trends and events.", terms)
}

/// Every event that lifts the pair in the month, or whose rise was pulled forward from it.
pub(super) fn events(asked: &Asked, pair: usize) -> Told {
    let t = asked.t();
    let month = asked.frame().horizon.month(t);
    let mut terms = Vec::new();
    for event in &asked.plan.demand.events {
        if !asked.frame().pairs_in(&event.subject, &event.place).contains(&pair) {
            continue;
        }
        if event.first <= month && month <= event.last {
            let rise = rise(asked, event, pair, t);
            let note = format!("{} more", percent(uplift(event)));
            terms.extend(counts(rise.0).then(|| noted(Operator::Plus, event.name.clone(), rise.0, Unit::Units, note)));
        }
        let until = event.last + i32::try_from(event.pull_months).unwrap_or(i32::MAX);
        if event.last < month && month <= until {
            let missing =
                formula::pulled_forward(whole_rise(asked, event, pair), event.pull_forward, event.pull_months);
            let label = format!("Pulled forward by {}", event.name);
            terms.extend(counts(missing.0).then(|| fact(Operator::Minus, label, missing.0, Unit::Units)));
        }
    }
    let mut terms = asked.whole(terms, "Rounding");
    terms.extend(asked.link_as(Operator::Note, "Works on: Baseline", asked.pair_cell(Measure::Baseline, pair, t)));
    Told::new("What promotions and other events add, and what they take from the months after them.", terms)
}

fn uplift(event: &Event) -> f64 {
    event.uplift.filter(|uplift| uplift.is_finite()).unwrap_or(0.0)
}

fn rise(asked: &Asked, event: &Event, pair: usize, t: usize) -> Units {
    formula::rise(level(asked, pair, t), asked.outcome.demand.trend.at(pair, t), uplift(event))
}

/// The rise of all months of an event, closed ones by what was sold in them.
fn whole_rise(asked: &Asked, event: &Event, pair: usize) -> Units {
    let frame = asked.frame();
    let planned: Units = frame.horizon.span(event.first, event.last).map(|t| rise(asked, event, pair, t)).sum();
    let history = &asked.outcome.forecasts;
    let actual = |month: Month| *history.history[pair].get(usize::try_from(month - history.first).ok()?)?;
    let uplift = uplift(event);
    if event.first >= frame.horizon.first || uplift <= 0.0 {
        return planned;
    }
    let first = event.first.max(history.first);
    let months = (event.last + 1).min(frame.horizon.first) - first;
    let past: Units =
        (0..months.max(0)).filter_map(|back| actual(first + back)).map(|units| formula::past_rise(units, uplift)).sum();
    planned + past
}
