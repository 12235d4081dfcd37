//! The largest launch against what it replaces: demand of both, and the old item's stock running out.

use super::launches;
use crate::model::{Cell, Measure, Place, Subject};
use crate::report::card::{Months, card as titled, empty, key, time};
use crate::report::{Card, Context, Ink, TimePlot, Width, sum};

/// Closed and planned months that are drawn.
const PAST: usize = 6;
const AHEAD: usize = 18;

/// The card.
pub fn card(cx: &Context) -> Card {
    let frame = &cx.outcome.frame;
    let launches = launches(cx);
    let volume = |volume: &[crate::model::Units]| volume.iter().map(|units| units.0).sum::<f64>();
    let largest = launches
        .iter()
        .filter_map(|(project, outlook)| {
            Some((*project, volume(&outlook.volume), frame.items.position(&project.item)?))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.2.cmp(&a.2)));
    let Some((project, total, new)) = largest.filter(|(_, total, _)| *total > 0.0) else {
        let text = "Shows how a launch ramps up while what it replaces runs out. No launch in plan brings volume in this horizon.";
        return empty("launch", Width::Third, "0 launches in plan bring volume", text);
    };
    let months = Months::new(cx, PAST, AHEAD);
    let pairs: Vec<usize> = frame.pairs_of[new].clone().collect();
    let demand = sum::units(&cx.outcome.demand.consensus, &pairs);
    let name = cx.item(&project.item);
    let mut series = vec![months.planned(&name, Ink::Forecast, demand.iter().copied().map(Some))];
    let old = replaced(cx, new, project);
    if let Some(old) = old {
        let code = frame.items.code(old);
        let pairs: Vec<usize> = frame.pairs_of[old].clone().collect();
        let points: Vec<usize> = frame.points_of[old].clone().collect();
        let old_name = cx.item(code);
        let mut line = months.closed(&old_name, Ink::Part(0), &cx.history(&pairs, PAST, false));
        let planned = sum::units(&cx.outcome.demand.consensus, &pairs);
        for (slot, units) in line.values.iter_mut().skip(PAST).zip(planned) {
            *slot = Some(units);
        }
        series.push(line);
        let stock = sum::units(&cx.outcome.supply.closing, &points);
        series.push(months.planned(&format!("{old_name}, stock"), Ink::Target, stock.into_iter().map(Some)));
    }
    let columns = vec![series.remove(0)];
    let shown: Vec<_> = columns.iter().chain(&series).collect();
    let text = |units: f64| cx.locale.number(units, 0);
    let subject = Subject::Item(project.item.clone());
    let tips = months
        .tips(cx, &shown, text, |month| Some(Cell::month(Measure::Consensus, subject.clone(), Place::All, month)));
    let keys = shown.iter().map(|series| key(series.ink, &series.name)).collect();
    let launch = cx.locale.month(project.launch);
    let title = format!("{name} brings {} {} from {launch} on", text(total), cx.unit(new));
    let subtitle = match old {
        Some(old) => format!("Demand a month, with what it replaces: {}", cx.item(frame.items.code(old))),
        None => "Demand a month".into(),
    };
    let label = format!("Launch of {name}, {}, {PAST} closed and {} planned months", cx.unit(new), months.ahead);
    let plot = TimePlot { columns, lines: series, ..months.plot() };
    titled("launch", Width::Third, title, subtitle, time(label, plot, tips, keys))
}

/// The item that the new one succeeds, else the one that it takes most from.
fn replaced(cx: &Context, new: usize, project: &crate::model::Project) -> Option<usize> {
    let heir = cx.outcome.product.successor.iter().position(|heir| heir.is_some_and(|(heir, _)| heir == new));
    let most = project.takes_from.iter().filter(|(_, share)| *share > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
    heir.or_else(|| cx.outcome.frame.items.position(&most?.0)).filter(|old| *old != new)
}
