//! Scenarios on the page: the switch, the banner, and the what-if bar, whose levers are shifts over everything.

use super::{Context, ScenarioBar, ScenarioChoice, Slider, Tile, Tone, WhatIf, describe};
use crate::engine::{Kpi, Wanted, kpis};
use crate::model::{Cell, Change, Figure, How, Measure, Place, Record, RecordId, Subject, Unit};

/// The scenario switch and its banner. `shown`: the scenario on the page.
pub fn scenario_bar(cx: &Context, shown: Option<&RecordId>) -> ScenarioBar {
    let scenario = shown.and_then(|id| cx.plan.scenarios.get(id));
    let changes: Vec<String> = scenario
        .map(|scenario| scenario.changes.iter().map(|change| describe(cx, change)).collect())
        .unwrap_or_default();
    ScenarioBar {
        shown: scenario.map(|scenario| scenario.id.clone()),
        name: scenario.map_or_else(|| "Base plan".into(), |scenario| scenario.name.clone()),
        note: scenario.map(|_| note(changes.len())).unwrap_or_default(),
        changes,
        choices: cx
            .plan
            .scenarios
            .iter()
            .map(|scenario| ScenarioChoice {
                id: scenario.id.clone(),
                name: scenario.name.clone(),
                effect: effect_of(cx, shown == Some(&scenario.id)),
                tone: Tone::Plain,
            })
            .collect(),
    }
}

fn note(changes: usize) -> String {
    match changes {
        0 => "The base plan is untouched. No changes yet.".into(),
        1 => "The base plan is untouched. 1 change.".into(),
        many => format!("The base plan is untouched. {many} changes."),
    }
}

/// Effect on EBIT of the scenario that is shown; the others are not run.
fn effect_of(cx: &Context, is_shown: bool) -> String {
    let Some((plan, outcome)) = cx.base.filter(|_| is_shown) else { return String::new() };
    let ebit = |kpis: Vec<Kpi>| kpis.into_iter().find(|kpi| kpi.code == "ebit").and_then(|kpi| kpi.value);
    match (ebit(kpis(plan, outcome)), ebit(kpis(cx.plan, cx.outcome))) {
        (Some(without), Some(with)) => format!("EBIT {}", cx.locale.signed_money(with - without)),
        _ => String::new(),
    }
}

const LEVERS: [(&str, &str, Measure); 3] = [
    ("demand", "Demand", Measure::Consensus),
    ("price", "Price", Measure::Price),
    ("capacity", "Capacity", Measure::Capacity),
];

/// The what-if bar: demand, price and capacity of everything, and what they do.
pub fn what_if(cx: &Context) -> WhatIf {
    WhatIf { sliders: LEVERS.iter().map(|lever| slider(cx, lever)).collect(), results: results(cx) }
}

/// The change that moves a lever to `percent`; 0 takes it back. `None`: there is no such lever.
pub fn what_if_change(cx: &Context, id: &str, percent: f64) -> Option<Change> {
    let (_, _, measure) = LEVERS.iter().find(|lever| lever.0 == id)?;
    let cell = everything(cx, *measure);
    if percent == 0.0 {
        return Some(Change::no_figure(cell, true));
    }
    Some(Change::figure(Figure::new(cell, How::Shift, percent / 100.0)))
}

fn everything(cx: &Context, measure: Measure) -> Cell {
    let horizon = cx.plan.horizon();
    Cell { measure, subject: Subject::All, place: Place::All, first: horizon.first, last: horizon.last() }
}

fn slider(cx: &Context, (id, label, measure): &(&'static str, &'static str, Measure)) -> Slider {
    let cell = everything(cx, *measure);
    let figures = match measure {
        Measure::Consensus => &cx.plan.demand.figures,
        Measure::Price => &cx.plan.finance.figures,
        _ => &cx.plan.supply.figures,
    };
    let key = Figure::new(cell.clone(), How::Shift, 0.0).key();
    let percent = figures.get(&key).map_or(0.0, |figure| (figure.value * 1000.0).round() / 10.0);
    let decimals = usize::from(percent.fract() != 0.0);
    Slider {
        id,
        label: (*label).into(),
        value: percent,
        text: format!("{}%", cx.locale.signed(percent, decimals)),
        least: -30.0,
        most: 30.0,
        step: 1.0,
        cell,
    }
}

/// Revenue, EBIT, service and lowest cash, with the difference to the base plan.
fn results(cx: &Context) -> Vec<Tile> {
    let without = cx.base.map(|(plan, outcome)| kpis(plan, outcome));
    kpis(cx.plan, cx.outcome)
        .iter()
        .enumerate()
        .filter(|(_, kpi)| matches!(kpi.code, "revenue" | "ebit" | "service" | "cash_low"))
        .map(|(k, kpi)| result(cx, kpi, without.as_ref().and_then(|kpis| kpis[k].value)))
        .collect()
}

fn result(cx: &Context, kpi: &Kpi, without: Option<f64>) -> Tile {
    let (figure, unit) = match (kpi.value, kpi.unit) {
        (None, _) => (super::NOT_COMPUTED.to_string(), String::new()),
        (Some(value), Unit::Share) => (cx.locale.number(value * 100.0, 1), "%".into()),
        (Some(value), _) => {
            let (figure, scale) = cx.locale.short(value);
            (figure, format!("{scale}{}", cx.locale.currency))
        }
    };
    let difference = kpi.value.zip(without).map(|(with, without)| with - without);
    let is_moved = difference.filter(|difference| difference.abs() > 1e-9);
    let tone = match (is_moved, kpi.wanted) {
        (Some(difference), Wanted::More) if difference > 0.0 => Tone::Good,
        (Some(difference), Wanted::Less) if difference < 0.0 => Tone::Good,
        (Some(_), Wanted::More | Wanted::Less) => Tone::Bad,
        _ => Tone::Plain,
    };
    let note = match is_moved {
        Some(difference) => {
            let arrow = if difference > 0.0 { "▲" } else { "▼" };
            let text = match kpi.unit {
                Unit::Share => format!("{} points", cx.locale.signed(difference * 100.0, 1)),
                _ => cx.locale.signed_money(difference),
            };
            format!("{arrow} {text}")
        }
        None if without.is_some() => "as in the base plan".into(),
        None => format!("over {} months", cx.plan.header.months),
    };
    Tile { label: kpi.name.into(), figure, unit, note, tone, ..Tile::default() }
}
