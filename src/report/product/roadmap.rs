//! What comes and what goes: projects from the cycle month to their launch and on, phase-outs to their last month.

use crate::model::Verdict;
use crate::report::card::{Months, card as titled, count, empty, key};
use crate::report::{Body, Card, Chart, Context, Ink, Plot, RoadmapPlot, Span, Tip, Width, verdict_name};

/// Planned months that are drawn at most.
const AHEAD: usize = 24;
/// Spans that are drawn at most.
const DRAWN: usize = 12;

/// The card.
pub fn card(cx: &Context) -> Card {
    let months = Months::new(cx, 0, AHEAD);
    let slot = |month| months.months.iter().position(|other| *other == month);
    let end = months.ahead.saturating_sub(1);
    let mut spans: Vec<(Span, Tip)> = Vec::new();
    for project in cx.plan.product.projects.iter().filter(|project| project.verdict != Verdict::Kill) {
        let Some(mark) = slot(project.launch) else { continue };
        let ink = if project.in_plan() { Ink::Forecast } else { Ink::Budget };
        let text = format!("{}, {}", cx.locale.month(project.launch), cx.locale.percent(project.probability, 0));
        let tip = Tip {
            title: project.name.clone(),
            lines: vec![
                ("Launch".into(), cx.locale.month(project.launch)),
                ("Gate".into(), format!("{:?}", project.gate)),
                ("Decision".into(), verdict_name(project.verdict).into()),
                ("Chance".into(), cx.locale.percent(project.probability, 0)),
            ],
            cell: None,
        };
        spans.push((Span { name: project.name.clone(), from: 0, to: end, mark: Some(mark), ink, text }, tip));
    }
    for leaving in &cx.plan.product.phase_outs {
        let Some(last) = slot(leaving.last) else { continue };
        let name = cx.item(&leaving.item);
        let heir = leaving.successor.as_ref().map_or_else(|| "nobody".into(), |heir| cx.item(heir));
        let text = format!("ends {}", cx.locale.month(leaving.last));
        let tip = Tip {
            title: name.clone(),
            lines: vec![("Last month".into(), cx.locale.month(leaving.last)), ("Successor".into(), heir)],
            cell: None,
        };
        spans.push((Span { name, from: 0, to: last, mark: Some(last), ink: Ink::Bad, text }, tip));
    }
    if spans.is_empty() {
        let text = "Shows launches and phase-outs on one time line. Add a project or a phase-out to see it.";
        return empty("roadmap", Width::TwoThirds, "0 launches and 0 phase-outs in the horizon", text);
    }
    let come = spans.iter().filter(|(span, _)| span.ink != Ink::Bad).count();
    let title = format!(
        "{} and {} ahead",
        count(come, "launch", "launches"),
        count(spans.len() - come, "phase-out", "phase-outs")
    );
    spans.sort_by_key(|(span, _)| span.mark);
    spans.truncate(DRAWN);
    let (spans, tips): (Vec<Span>, Vec<Tip>) = spans.into_iter().unzip();
    let plot = Plot::Roadmap(RoadmapPlot { months: months.months.clone(), today: Some(0), spans });
    let keys = vec![key(Ink::Forecast, "In plan"), key(Ink::Budget, "Not in plan"), key(Ink::Bad, "Phase-out")];
    let label = format!("Launches and phase-outs over {} months", months.ahead);
    titled(
        "roadmap",
        Width::TwoThirds,
        title,
        "Mark: launch, or last month of sales".into(),
        Body::Chart(Chart { label, plot, tips, keys }),
    )
}
