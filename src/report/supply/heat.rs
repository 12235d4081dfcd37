//! Load of every resource in percent of its regular hours, month by month, in steps of shade: before, as wished, and after, as planned.
//!
//! A resource whose load is the same in both has one row.

use crate::engine::Grid;
use crate::engine::stock::utilization;
use crate::model::{Cell, Hours, Measure, Place, Subject};
use crate::report::card::{Months, card as titled, count, empty, heat_tips};
use crate::report::{Body, Card, Chart, Context, HeatCell, HeatPlot, Plot, Width};

/// Planned months that are shown at most.
const AHEAD: usize = 12;
/// Resources that are shown at most.
const LISTED: usize = 12;

/// The card.
pub fn card(cx: &Context) -> Card {
    let (frame, supply) = (&cx.outcome.frame, &cx.outcome.supply);
    let months = Months::new(cx, 0, AHEAD);
    let mut rows: Vec<(f64, usize)> = (0..frame.resources.len())
        .map(|resource| {
            let shares = (0..supply.load.months())
                .filter_map(|t| utilization(supply.wished_load.at(resource, t), supply.capacity.at(resource, t)));
            (shares.fold(0.0, f64::max), resource)
        })
        .collect();
    if rows.iter().all(|(most, _)| *most <= 0.0) {
        let text = "Shows the load of every resource by month. It needs resources with hours and routings.";
        return empty("heat", Width::Half, "0 resources carry a load", text);
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let over: Vec<usize> = rows
        .iter()
        .map(|(_, resource)| *resource)
        .filter(|resource| is_over(cx, *resource, &supply.wished_load))
        .collect();
    let title = title(cx, &over, rows[0].0);
    let shown = rows.iter().flat_map(|(_, resource)| before_and_after(cx, *resource, months.ahead));
    let shown: Vec<(String, Vec<HeatCell>)> = shown.take(LISTED).collect();
    let tips = heat_tips(cx, &months.months, &shown, "% of regular hours");
    let label = format!(
        "Load of {} in percent of regular hours, before and after, {} months",
        count(rows.len().min(shown.len()), "resource", "resources"),
        months.ahead
    );
    let plot = Plot::Heat(HeatPlot { months: months.months.clone(), rows: shown });
    let body = Body::Chart(Chart { label, plot, tips, keys: Vec::new() });
    titled(
        "heat",
        Width::Half,
        title,
        "% of regular hours, wished: before limits; planned: after. ▲ over the overtime limit".into(),
        body,
    )
}

fn title(cx: &Context, over: &[usize], fullest: f64) -> String {
    let after = over.iter().filter(|resource| is_over(cx, **resource, &cx.outcome.supply.load)).count();
    let after = if after == 0 { "the plan breaks none".into() } else { format!("the plan {after}") };
    match over {
        [] => format!("No resource breaks its limit; the fullest reaches {}", cx.locale.percent(fullest, 0)),
        [one] => format!(
            "Wished, only {} breaks its limit, at {}; {after}",
            cx.resource(cx.outcome.frame.resources.code(*one)),
            cx.locale.percent(fullest, 0)
        ),
        several => {
            format!("Wished, {} break their limit; {after}", count(several.len(), "resource", "resources"))
        }
    }
}

/// The rows of a resource: as wished and as planned, or one where they print the same.
fn before_and_after(cx: &Context, resource: usize, ahead: usize) -> Vec<(String, Vec<HeatCell>)> {
    let supply = &cx.outcome.supply;
    let name = cx.resource(cx.outcome.frame.resources.code(resource));
    let row =
        |load: &Grid<Hours>, measure| (0..ahead).map(|t| cell(cx, resource, t, load, measure)).collect::<Vec<_>>();
    let before = row(&supply.wished_load, Measure::WishedLoad);
    let after = row(&supply.load, Measure::Utilization);
    let texts = |cells: &[HeatCell]| cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    if texts(&before) == texts(&after) {
        return vec![(name, after)];
    }
    vec![(format!("{name}, wished"), before), (format!("{name}, planned"), after)]
}

fn most(cx: &Context, resource: usize, t: usize) -> Option<f64> {
    Some(cx.outcome.supply.most_hours(resource, t)?.0)
}

fn is_over(cx: &Context, resource: usize, load: &Grid<Hours>) -> bool {
    load.row(resource).iter().enumerate().any(|(t, load)| most(cx, resource, t).is_some_and(|most| load.0 > most + 0.5))
}

/// Steps as the look has them: under 50, 70, 85, up to 100, up to the overtime limit, over it.
fn cell(cx: &Context, resource: usize, t: usize, load: &Grid<Hours>, measure: Measure) -> HeatCell {
    let hours = load.at(resource, t);
    let regular = cx.outcome.supply.capacity.at(resource, t);
    let Some(share) = utilization(hours, regular) else { return HeatCell::default() };
    let is_over = most(cx, resource, t).is_some_and(|most| hours.0 > most + 0.5);
    let shade = match share {
        _ if is_over => 5,
        // what prints as 100 is not over it
        share if (share * 100.0).round() > 100.0 => 4,
        share if share >= 0.85 => 3,
        share if share >= 0.70 => 2,
        share if share >= 0.50 => 1,
        _ => 0,
    };
    let mark = if is_over { "▲" } else { "" };
    let subject = Subject::Resource(cx.outcome.frame.resources.code(resource).clone());
    HeatCell {
        text: format!("{mark}{}", cx.locale.number(share * 100.0, 0)),
        shade: Some(shade),
        cell: Some(Cell::month(measure, subject, Place::All, cx.plan.horizon().month(t))),
    }
}
