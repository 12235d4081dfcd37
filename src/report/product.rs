//! Step 1 on the page: what brings the revenue, what comes, what goes.
//!
//! Example: "3 of 11 items bring 80% of revenue; 1 launch and 1 phase-out change the range in the next 24 months."

mod bubble;
mod curve;
mod pareto;
mod pipeline;
mod roadmap;
#[cfg(test)]
mod tests;

use super::card::{arrow, check, count, more_is_better, spark, tile};
use super::page::{blank, findings};
use super::{Check, Context, Message, NOT_COMPUTED, Page, Tile, Tone, glossary, sum};
use crate::engine::{Abc, Outlook, Stage, Xyz};
use crate::model::{Cell, Measure, Place, Project, Step, Subject, ratio};

/// The page of the product review.
pub fn page(cx: &Context) -> Page {
    Page {
        message: message(cx),
        tiles: tiles(cx),
        cards: vec![pareto::card(cx), bubble::card(cx), roadmap::card(cx), curve::card(cx), pipeline::card(cx)],
        checks: checks(cx),
        findings: findings(cx, Step::Product),
        ..blank(Step::Product)
    }
}

/// What a stage of life is called.
pub fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Pipeline => "Pipeline",
        Stage::Launch => "Launch",
        Stage::Mature => "Mature",
        Stage::PhaseOut => "Phase-out",
        Stage::Ended => "Ended",
        Stage::Part => "Part",
    }
}

/// Items that bring revenue, the largest first, with what they bring.
fn earners(cx: &Context) -> Vec<(usize, f64)> {
    let health = cx.outcome.product.health.iter().enumerate();
    let mut earners: Vec<(usize, f64)> =
        health.filter_map(|(item, health)| Some((item, health.revenue?.0))).filter(|(_, money)| *money > 0.0).collect();
    earners.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    earners
}

/// Launches of the horizon that are in plan.
fn launches<'a>(cx: &Context<'a>) -> Vec<(&'a Project, &'a Outlook)> {
    let outlooks = cx.outcome.product.outlooks.iter().filter(|outlook| outlook.in_plan);
    let known = outlooks.filter_map(|outlook| Some((cx.plan.product.projects.get(&outlook.project)?, outlook)));
    known.filter(|(project, _)| cx.plan.horizon().position(project.launch).is_some()).collect()
}

/// Items whose last month of sales lies in the horizon.
fn leaving(cx: &Context) -> usize {
    let horizon = cx.plan.horizon();
    cx.plan.product.phase_outs.iter().filter(|end| horizon.position(end.last).is_some()).count()
}

fn message(cx: &Context) -> Message {
    let sold = cx.sold_items().len();
    if sold == 0 {
        return Message {
            lead: "0 items are sold yet.".into(),
            rest: "Import items and their history, or add the first item.".into(),
        };
    }
    let earners = earners(cx);
    let class_a = cx.outcome.product.health.iter().filter(|health| health.abc == Some(Abc::A)).count();
    let lead = match (earners.first(), class_a) {
        (Some(_), class_a) if class_a > 0 => {
            format!("{class_a} of {} bring the first 80% of revenue", count(sold, "item", "items"))
        }
        _ => format!("{} sold, and no revenue is known for any", count(sold, "item is", "items are")),
    };
    let (launched, leaving) = (launches(cx).len(), leaving(cx));
    let months = count(cx.outcome.frame.months(), "month", "months");
    let rest = match (launched, leaving) {
        (0, 0) => format!("Nothing comes and nothing goes in {months}."),
        (come, 0) => format!("{} in {months}.", count(come, "launch comes", "launches come")),
        (0, go) => format!("{} in {months}.", count(go, "item goes", "items go")),
        (come, go) => format!(
            "{} and {} in {months}.",
            count(come, "launch comes", "launches come"),
            count(go, "item goes", "items go")
        ),
    };
    Message { lead: format!("{lead}."), rest }
}

fn tiles(cx: &Context) -> Vec<Tile> {
    vec![revenue_tile(cx), margin_tile(cx), class_tile(cx), steady_tile(cx), launch_tile(cx), pipeline_tile(cx)]
}

fn money(cx: &Context, value: Option<f64>) -> (String, String) {
    match value {
        Some(value) => {
            let (figure, scale) = cx.locale.short(value);
            (figure, format!("{scale}{}", cx.locale.currency))
        }
        None => (NOT_COMPUTED.into(), cx.locale.currency.clone()),
    }
}

fn revenue_tile(cx: &Context) -> Tile {
    let pairs: Vec<usize> = (0..cx.outcome.frame.pairs.len()).collect();
    let history = cx.history_revenue(&pairs, 24);
    let (before, last) = history.split_at(12);
    let (now, then) = (sum::of_known(last), sum::of_known(before));
    let growth = now.and_then(|now| ratio(now - then?, then?));
    let note = match growth {
        Some(growth) => {
            let text = format!("{}%", cx.locale.signed(growth * 100.0, 1));
            (format!("{} on the year before", arrow(&text, growth)), more_is_better(growth))
        }
        None => ("no year before".into(), Tone::Plain),
    };
    let ahead = sum::over(&cx.outcome.finance.revenue_at_demand, &pairs, |money| money.0);
    let first = cx.plan.header.first;
    let cell = Cell {
        measure: Measure::Revenue,
        subject: Subject::All,
        place: Place::All,
        first: first - 12,
        last: first - 1,
    };
    let tile = tile("Revenue, last 12 months", "Net revenue of the last twelve closed months.", money(cx, now), note);
    Tile { spark: spark(last, &ahead), cell: Some(cell), ..tile }
}

fn margin_tile(cx: &Context) -> Tile {
    let finance = &cx.outcome.finance;
    let pairs: Vec<usize> = (0..cx.outcome.frame.pairs.len()).collect();
    let revenue: f64 = sum::over(&finance.revenue, &pairs, |money| money.0).iter().sum();
    let cost: f64 = sum::over(&finance.cost_of_goods, &pairs, |money| money.0).iter().sum();
    let share = ratio(revenue - cost, revenue).filter(|_| cost > 0.0);
    let figure = share.map_or_else(|| NOT_COMPUTED.into(), |share| cx.locale.number(share * 100.0, 1));
    let note = if share.is_some() { "of planned revenue, at standard cost" } else { "needs prices and standard costs" };
    let tip = "Planned revenue less standard cost of what is shipped, as a share of revenue.";
    tile("Portfolio margin", tip, (figure, "%".into()), (note.into(), Tone::Plain))
}

fn class_tile(cx: &Context) -> Tile {
    let health = &cx.outcome.product.health;
    let of = |class| health.iter().filter(|health| health.abc == Some(class)).count();
    let (a, b, c) = (of(Abc::A), of(Abc::B), of(Abc::C));
    let figure = if a + b + c == 0 { NOT_COMPUTED.into() } else { a.to_string() };
    let note = if a + b + c == 0 { "needs revenue".into() } else { format!("{b} B, {c} C") };
    tile("A items", glossary::ABC, (figure, format!("of {}", a + b + c)), (note, Tone::Plain))
}

fn steady_tile(cx: &Context) -> Tile {
    let classed: Vec<(f64, Xyz)> = cx
        .outcome
        .product
        .health
        .iter()
        .filter_map(|health| Some((health.revenue.map_or(0.0, |money| money.0), health.xyz?)))
        .collect();
    let total: f64 = classed.iter().map(|(money, _)| money).sum();
    let steady: f64 = classed.iter().filter(|(_, class)| *class == Xyz::X).map(|(money, _)| money).sum();
    let erratic = classed.iter().filter(|(_, class)| *class == Xyz::Z).count();
    let figure = ratio(steady, total).map_or_else(|| NOT_COMPUTED.into(), |share| cx.locale.number(share * 100.0, 0));
    let note =
        if classed.is_empty() { "needs history".into() } else { count(erratic, "erratic item", "erratic items") };
    let tone = if erratic > 0 { Tone::Warn } else { Tone::Plain };
    tile("Steady revenue", glossary::XYZ, (figure, "%".into()), (note, tone))
}

fn launch_tile(cx: &Context) -> Tile {
    let pairs: Vec<usize> = (0..cx.outcome.frame.pairs.len()).collect();
    let launches = launches(cx);
    let net = cx.at_price(&cx.outcome.demand.launches, &pairs);
    let total: f64 = net.iter().sum();
    let has_money = total.abs() > 0.0;
    let note = match launches.len() {
        0 => "none in plan".into(),
        number => format!("{}, net of what they take", count(number, "launch", "launches")),
    };
    let figure = money(cx, Some(total).filter(|_| has_money));
    let tile = tile("Launches in plan", glossary::meaning(Measure::Launches), figure, (note, Tone::Plain));
    Tile { spark: spark(&[], &net).filter(|_| has_money), ..tile }
}

fn pipeline_tile(cx: &Context) -> Tile {
    let open: Vec<(f64, &Project)> =
        pipeline::open(cx).into_iter().map(|line| (line.weighted.unwrap_or(0.0), line.project)).collect();
    let total: f64 = open.iter().map(|(money, _)| money).sum();
    let waiting = open.iter().filter(|(_, project)| project.verdict == crate::model::Verdict::Open).count();
    let note = match open.len() {
        0 => ("no project".to_string(), Tone::Plain),
        projects => (
            format!("{}, {waiting} to decide", count(projects, "project", "projects")),
            if waiting > 0 { Tone::Warn } else { Tone::Plain },
        ),
    };
    let figure = money(cx, Some(total).filter(|total| *total > 0.0));
    tile("Weighted pipeline", glossary::meaning(Measure::WeightedPipeline), figure, note)
}

fn checks(cx: &Context) -> Vec<Check> {
    let catalog = &cx.plan.catalog;
    let projects = &cx.plan.product.projects;
    let late = projects.iter().filter(|project| project.in_plan() && project.launch < cx.plan.header.first);
    let late = late.filter(|project| project.gate != crate::model::Gate::Launched).count();
    let waiting =
        projects.iter().filter(|project| project.verdict == crate::model::Verdict::Open && !project.in_plan()).count();
    let without_family = catalog.items.iter().filter(|item| item.sellable && item.family.is_none()).count();
    let or = |none: &str, number: usize, one: &str, several: &str| {
        if number == 0 { none.to_string() } else { count(number, one, several) }
    };
    vec![
        check("There is something to sell", !cx.sold_items().is_empty(), true),
        check(
            or("Every project is decided", waiting, "project waits for a decision", "projects wait for a decision"),
            waiting == 0,
            false,
        ),
        check(
            or("No launch month has passed", late, "launch month has passed", "launch months have passed"),
            late == 0,
            false,
        ),
        check(
            or("Every item has a family", without_family, "item without a family", "items without a family"),
            without_family == 0,
            false,
        ),
    ]
}
