//! From the baseline to the consensus, step by step, and last cycle below.
//!
//! It sums exactly: what keeps a forecast from going below zero is a step of its own.

use super::focus::{Focus, change};
use super::history::year;
use crate::model::{Cell, Measure, Place};
use crate::report::card::{card as titled, count, empty};
use crate::report::{Body, Bridge, Card, Chart, Context, Ink, Plot, Tip, Width};

/// The card.
pub fn card(cx: &Context, focus: &Focus) -> Card {
    let demand = &cx.outcome.demand;
    let total = |grid| year(&focus.sum(cx, grid));
    let consensus = total(&demand.consensus);
    let baseline = total(&demand.baseline);
    if consensus <= 0.0 && baseline <= 0.0 {
        let text = "Shows how launches, phase-outs, trends, events and overrides turn the statistical baseline into the agreed demand. There is no demand yet.";
        return empty("layers", Width::Third, "No demand to take apart", text);
    }
    let layers = [
        (Measure::Launches, total(&demand.launches)),
        (Measure::PhaseOuts, total(&demand.phase_outs)),
        (Measure::Trend, total(&demand.trend)),
        (Measure::Events, total(&demand.events)),
    ];
    let statistical = total(&demand.statistical);
    let floor = statistical - baseline - layers.iter().map(|(_, units)| units).sum::<f64>();
    let mut steps: Vec<(String, Option<Measure>, f64)> =
        layers.into_iter().map(|(measure, units)| (measure.name().to_string(), Some(measure), units)).collect();
    steps.push(("Not below zero".into(), None, floor));
    steps.push(("Functions' views".into(), Some(Measure::Blend), total(&demand.blend) - statistical));
    steps.push((Measure::Override.name().into(), Some(Measure::Override), consensus - total(&demand.blend)));
    let dust = consensus.abs().max(baseline.abs()) * 1e-9;
    steps.retain(|(_, _, units)| units.abs() > dust.max(1e-9));
    let title = title(cx, focus, &steps, baseline);
    let last = last_cycle(cx, focus, consensus);
    let bars = bars(cx, focus, &steps, (baseline, consensus), last);
    let months = cx.outcome.frame.months().min(12);
    let subtitle = format!("{}, {}, {}", focus.name, count(months, "month", "months"), focus.unit);
    let label =
        format!("From a baseline of {} to a consensus of {}", focus.text(cx, baseline), focus.text(cx, consensus));
    let foot = last.map(|last| format!("{} on last cycle.", focus.signed(cx, consensus - last))).unwrap_or_default();
    let tips = tips(cx, focus, &steps, &bars);
    let body = Body::Chart(Chart { label, plot: Plot::Waterfall(bars), tips, keys: Vec::new() });
    Card { foot, ..titled("layers", Width::Third, title, subtitle, body) }
}

fn title(cx: &Context, focus: &Focus, steps: &[(String, Option<Measure>, f64)], baseline: f64) -> String {
    let largest = steps.iter().max_by(|a, b| a.2.abs().total_cmp(&b.2.abs()));
    match largest {
        Some((name, _, units)) if *units > 0.0 => format!("{name} add {}", focus.text(cx, *units)),
        Some((name, _, units)) => format!("{name} take {}", focus.text(cx, -units)),
        None => format!("Nothing is added to the baseline of {}", focus.text(cx, baseline)),
    }
}

fn bars(
    cx: &Context,
    focus: &Focus,
    steps: &[(String, Option<Measure>, f64)],
    (baseline, consensus): (f64, f64),
    last: Option<f64>,
) -> Vec<Bridge> {
    let total = |name: &str, value: f64, ink| Bridge {
        name: name.into(),
        value,
        total: true,
        ink,
        text: focus.text(cx, value),
    };
    let step = |(name, _, value): &(String, Option<Measure>, f64)| Bridge {
        name: name.clone(),
        value: *value,
        total: false,
        ink: if *value >= 0.0 { Ink::Good } else { Ink::Bad },
        text: focus.signed(cx, *value),
    };
    let mut bars = vec![total("Baseline", baseline, Ink::Forecast)];
    bars.extend(steps.iter().map(step));
    bars.push(total("Consensus", consensus, Ink::Forecast));
    bars.extend(last.map(|last| total("Last cycle", last, Ink::Budget)));
    bars
}

fn tips(cx: &Context, focus: &Focus, steps: &[(String, Option<Measure>, f64)], bars: &[Bridge]) -> Vec<Tip> {
    let horizon = cx.plan.horizon();
    let last = horizon.month(cx.outcome.frame.months().clamp(1, 12) - 1);
    let measure_of = |name: &str| match name {
        "Baseline" => Some(Measure::Baseline),
        "Consensus" => Some(Measure::Consensus),
        "Last cycle" => Some(Measure::LastCycle),
        name => steps.iter().find(|(step, _, _)| step == name)?.1,
    };
    let tip = |bar: &Bridge| Tip {
        title: bar.name.clone(),
        lines: vec![(focus.unit.clone(), bar.text.clone())],
        cell: measure_of(&bar.name).map(|measure| Cell {
            measure,
            subject: focus.subject.clone(),
            place: Place::All,
            first: horizon.first,
            last,
        }),
    };
    bars.iter().map(tip).collect()
}

/// Consensus of the last cycle for the same months, where it said something of every one of them.
fn last_cycle(cx: &Context, focus: &Focus, consensus: f64) -> Option<f64> {
    let months = cx.outcome.frame.months().min(12);
    let changes = change(cx, &focus.pairs, focus.money);
    let changes: Option<Vec<f64>> = changes.into_iter().take(months).collect();
    changes.filter(|changes| !changes.is_empty()).map(|changes| consensus - changes.iter().sum::<f64>())
}
