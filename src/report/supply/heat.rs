//! Load of every resource in percent of its regular hours, month by month, in steps of shade.

use crate::engine::stock::utilization;
use crate::model::{Cell, Measure, Place, Subject};
use crate::report::card::{Months, card as titled, count, empty};
use crate::report::{Body, Card, Chart, Context, HeatCell, HeatPlot, Plot, Tip, Width};

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
    let over: Vec<usize> =
        rows.iter().map(|(_, resource)| *resource).filter(|resource| is_over(cx, *resource)).collect();
    let title = match over.as_slice() {
        [] => format!("No resource breaks its limit; the fullest reaches {}", cx.locale.percent(rows[0].0, 0)),
        [one] => format!(
            "Only {} breaks its limit, at {}",
            cx.resource(frame.resources.code(*one)),
            cx.locale.percent(rows[0].0, 0)
        ),
        several => format!("{} break their limit", count(several.len(), "resource", "resources")),
    };
    let shown = rows.iter().take(LISTED).map(|(_, resource)| {
        let cells = (0..months.ahead).map(|t| cell(cx, *resource, t)).collect();
        (cx.resource(frame.resources.code(*resource)), cells)
    });
    let shown: Vec<(String, Vec<HeatCell>)> = shown.collect();
    let tips = months.months.iter().enumerate().map(|(t, month)| Tip {
        title: cx.locale.long_month(*month),
        lines: shown.iter().map(|(name, cells)| (name.clone(), cells[t].text.clone())).collect(),
        cell: shown.first().and_then(|(_, cells)| cells[t].cell.clone()),
    });
    let tips = tips.collect();
    let label = format!(
        "Load of {} in percent of regular hours, {} months",
        count(shown.len(), "resource", "resources"),
        months.ahead
    );
    let plot = Plot::Heat(HeatPlot { months: months.months.clone(), rows: shown });
    let body = Body::Chart(Chart { label, plot, tips, keys: Vec::new() });
    titled("heat", Width::Half, title, "Load as wished, % of regular hours. ▲ over the overtime limit".into(), body)
}

fn most(cx: &Context, resource: usize, t: usize) -> Option<f64> {
    Some(cx.outcome.supply.most_hours(resource, t)?.0)
}

fn is_over(cx: &Context, resource: usize) -> bool {
    let wished = cx.outcome.supply.wished_load.row(resource);
    wished.iter().enumerate().any(|(t, load)| most(cx, resource, t).is_some_and(|most| load.0 > most + 0.5))
}

/// Steps as the look has them: under 50, 70, 85, up to 100, up to the overtime limit, over it.
fn cell(cx: &Context, resource: usize, t: usize) -> HeatCell {
    let supply = &cx.outcome.supply;
    let wished = supply.wished_load.at(resource, t);
    let Some(share) = utilization(wished, supply.capacity.at(resource, t)) else { return HeatCell::default() };
    let is_over = most(cx, resource, t).is_some_and(|most| wished.0 > most + 0.5);
    let shade = match share {
        _ if is_over => 5,
        share if share > 1.0 => 4,
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
        cell: Some(Cell::month(Measure::Utilization, subject, Place::All, cx.plan.horizon().month(t))),
    }
}
