//! Step 2 on the page: what customers would take, how it is made, how good the forecast was, and what to look at.
//!
//! Example: "Customers would take 408,528 EA in 12 months, worth 55.8 M$: +834 on last cycle, −3.3% to budget."

mod accuracy;
mod focus;
mod history;
mod layer;
mod level;
mod mark;
mod method;
mod part;
mod reconcile;
#[cfg(test)]
mod tests;

use super::card::{arrow, check, earlier_signed, more_is_better, spark, tile};
use super::mark as marks;
use super::page::{blank, findings};
use super::{Check, Context, Message, NOT_COMPUTED, Page, Tile, Tone, glossary, sum};
use crate::engine::{AccuracyReview, AccuracySource, accuracy as review};
use crate::model::{Cell, Measure, Place, Step, Subject, ratio};
use focus::Focus;
pub use level::accuracy_table;

/// The page of the demand review.
pub fn page(cx: &Context) -> Page {
    let focus = Focus::of(cx);
    let review = review(&cx.outcome.frame, &cx.outcome.forecasts, &cx.plan.past);
    Page {
        message: message(cx),
        tiles: tiles(cx, &review),
        cards: vec![
            history::card(cx, &focus),
            layer::card(cx, &focus),
            accuracy::card(cx, &review),
            part::card(cx),
            method::card(cx),
            mark::card(cx),
            reconcile::card(cx),
        ],
        checks: checks(cx),
        findings: findings(cx, Step::Demand),
        ..blank(Step::Demand)
    }
}

/// Totals of the next months, up to twelve.
struct Year {
    months: usize,
    units: Option<(f64, String)>,
    money: f64,
    on_last: Option<(f64, bool)>,
    to_budget: Option<f64>,
}

impl Year {
    fn of(cx: &Context) -> Self {
        let (demand, finance) = (&cx.outcome.demand, &cx.outcome.finance);
        let months = cx.outcome.frame.months().min(12);
        let items = cx.sold_items();
        let pairs = cx.pairs_of(&items);
        let total = |values: Vec<f64>| values.iter().take(months).sum::<f64>();
        let unit = cx.one_unit(&items);
        let units = unit.map(|unit| (total(sum::units(&demand.consensus, &pairs)), unit.to_string()));
        let money = total(sum::over(&finance.revenue_at_demand, &pairs, |money| money.0));
        let on_last = focus::change(cx, &pairs, unit.is_none());
        let on_last = sum::of_known(&on_last[..months]).map(|change| (change, unit.is_none()));
        let budget =
            finance.budgets.iter().find(|budget| budget.family.is_none() && budget.measure == Measure::BudgetRevenue);
        let to_budget = budget.and_then(|budget| {
            let revenue = sum::over(&finance.revenue_at_demand, &pairs, |money| money.0);
            let both = budget.values.iter().zip(&revenue).take(months);
            let (budget, revenue) = both
                .filter_map(|(budget, revenue)| Some(((*budget)?, *revenue)))
                .fold((0.0, 0.0), |sum, month| (sum.0 + month.0, sum.1 + month.1));
            ratio(revenue - budget, budget)
        });
        Self { months, units, money, on_last, to_budget }
    }
}

fn message(cx: &Context) -> Message {
    let year = Year::of(cx);
    let demanded: f64 = cx.outcome.demand.consensus.cells().iter().map(|units| units.0).sum();
    if demanded <= 0.0 {
        return Message {
            lead: "Nothing is demanded yet: 0 units in the plan.".into(),
            rest: "History of sales gives a forecast; a project with a launch curve, or typed figures, do too.".into(),
        };
    }
    let in_months = super::card::count(year.months, "month", "months");
    let worth = (year.money > 0.0).then(|| cx.locale.money(year.money));
    let lead = match (&year.units, worth) {
        (Some((units, unit)), Some(worth)) => {
            format!("Customers would take {} {unit} in {in_months}, worth {worth}", cx.locale.number(*units, 0))
        }
        (Some((units, unit)), None) => {
            format!("Customers would take {} {unit} in {in_months}", cx.locale.number(*units, 0))
        }
        (None, Some(worth)) => format!("Customers would take goods worth {worth} in {in_months}"),
        (None, None) => format!(
            "Customers would take {} in {in_months}; no price is known",
            super::card::count(cx.sold_items().len(), "item", "items")
        ),
    };
    let mut rest = Vec::new();
    if let Some((change, is_money)) = year.on_last {
        let text = if is_money { cx.locale.signed_money(change) } else { cx.locale.signed(change, 0) };
        rest.push(format!("{text} on last cycle"));
    }
    if let Some(share) = year.to_budget {
        rest.push(format!("{}% to budget", cx.locale.signed(share * 100.0, 1)));
    }
    if rest.is_empty() {
        Message { lead: format!("{lead}."), rest: String::new() }
    } else {
        Message { lead: format!("{lead}:"), rest: format!("{}.", rest.join(", ")) }
    }
}

fn tiles(cx: &Context, review: &AccuracyReview) -> Vec<Tile> {
    let year = Year::of(cx);
    let months = format!("next {}", super::card::count(year.months, "month", "months"));
    let whole = |measure| {
        let horizon = cx.plan.horizon();
        let last = horizon.month(year.months.max(1) - 1);
        Some(Cell { measure, subject: Subject::All, place: Place::All, first: horizon.first, last })
    };
    let pairs: Vec<usize> = (0..cx.outcome.frame.pairs.len()).collect();
    let (figure, unit) = match &year.units {
        Some((units, unit)) => {
            let (figure, scale) = cx.locale.short(*units);
            (figure, format!("{scale} {unit}").trim().to_string())
        }
        None => (NOT_COMPUTED.into(), "different units".into()),
    };
    let note = match year.on_last {
        Some((change, is_money)) => {
            let text = if is_money { cx.locale.signed_money(change) } else { cx.locale.signed(change, 0) };
            (format!("{} on last cycle", arrow(&text, change)), more_is_better(change))
        }
        None => ("no last cycle".into(), Tone::Plain),
    };
    let demand = tile(&format!("Demand, {months}"), glossary::meaning(Measure::Consensus), (figure, unit), note);
    let is_one = year.units.is_some();
    let ahead = sum::units(&cx.outcome.demand.consensus, &pairs);
    let past = cx.history(&pairs, 12, false);
    let demand = Tile { spark: spark(&past, &ahead).filter(|_| is_one), cell: whole(Measure::Consensus), ..demand };
    let mut tiles = vec![demand, revenue(cx, &year, &pairs, whole(Measure::RevenueAtDemand))];
    tiles.extend(accuracy::tiles(cx, review));
    tiles
}

fn revenue(cx: &Context, year: &Year, pairs: &[usize], cell: Option<Cell>) -> Tile {
    let (figure, scale) = cx.locale.short(year.money);
    let note = match year.to_budget {
        Some(share) => {
            let text = format!("{}%", cx.locale.signed(share * 100.0, 1));
            (format!("{} to budget", arrow(&text, share)), more_is_better(share))
        }
        None => ("budget not set up".into(), Tone::Plain),
    };
    let figure = if year.money > 0.0 { figure } else { NOT_COMPUTED.into() };
    let unit = format!("{scale}{}", cx.locale.currency);
    let tile = tile("Revenue at demand", glossary::meaning(Measure::RevenueAtDemand), (figure, unit), note);
    let ahead = sum::over(&cx.outcome.finance.revenue_at_demand, pairs, |money| money.0);
    Tile { spark: spark(&cx.history_revenue(pairs, 12), &ahead), cell, ..tile }
}

fn checks(cx: &Context) -> Vec<Check> {
    let (forecasts, finance) = (&cx.outcome.forecasts, &cx.outcome.finance);
    let pending = forecasts.pending.iter().filter(|pending| **pending).count();
    let without_reason = cx.plan.demand.figures.iter().filter(|figure| {
        figure.cell.measure == Measure::Consensus
            && figure.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
    });
    let without_reason: Vec<_> = without_reason.collect();
    let open = marks::open(cx).len();
    let mut checks = vec![
        check(
            if pending == 0 {
                "Every forecast is fitted".into()
            } else {
                format!("{pending} forecasts are still drafts")
            },
            pending == 0,
            true,
        ),
        Check {
            cell: without_reason.first().map(|figure| figure.cell.clone()),
            ..check(
                match without_reason.len() {
                    0 => "Every override has a reason".to_string(),
                    count => format!("{} without a reason", super::card::count(count, "override", "overrides")),
                },
                without_reason.is_empty(),
                false,
            )
        },
        check(
            if open == 0 {
                "Odd months of history are looked at".into()
            } else {
                format!("{} of history to accept or reject", super::card::count(open, "odd month", "odd months"))
            },
            open == 0,
            false,
        ),
        check("Every item that is demanded has a price", finance.unpriced.0 <= 0.0, false),
    ];
    checks.extend(earlier_signed(cx, Step::Demand));
    checks
}

/// Where accuracy comes from, in words.
fn source(review: &AccuracyReview) -> &'static str {
    match review.source {
        AccuracySource::Snapshots => "earlier cycles against what happened",
        AccuracySource::BackTest => "back-test on history",
    }
}
