//! Overrides that take consensus far from the blend of streams, and say no reason.

use super::lever::put;
use super::view::{Candidate, Detail, View, number, when, worth_text};
use super::{Cause, Lever};
use crate::model::{Cell, Change, Figure, How, Measure, Money, Step, ratio};

/// An override of less than this share of the blend needs no reason.
const NEEDS_REASON: f64 = 0.2;

/// What a candidate keeps for its sentence and levers.
pub(super) struct Doubt {
    figure: Figure,
    added: f64,
    blend: f64,
}

/// Finds large overrides without a reason or an assumption.
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    for figure in view.plan.demand.figures.iter().filter(|figure| is_unexplained(view, figure)) {
        let span = view.frame.horizon.span(figure.cell.first, figure.cell.last);
        let pairs = view.frame.pairs_in(&figure.cell.subject, &figure.cell.place);
        let over = |grid: &crate::engine::Grid<crate::model::Units>| {
            pairs.iter().flat_map(|pair| &grid.row(*pair)[span.clone()]).map(|units| units.0).sum::<f64>()
        };
        let (added, blend) = (over(&view.demand.overrides), over(&view.demand.blend));
        let is_large = ratio(added, blend).is_none_or(|share| share.abs() > NEEDS_REASON);
        if added.abs() > 1e-6 && is_large {
            let price = view.mean_price(&figure.cell);
            found.push(Candidate {
                cause: Some(Cause::Unexplained),
                cell: figure.cell.clone(),
                step: Step::Demand,
                size: added.abs(),
                money: price.map(|price| Money(added.abs() * price)),
                detail: Detail::Demand(Doubt { figure: figure.clone(), added, blend }),
            });
        }
    }
}

fn is_unexplained(view: &View, figure: &Figure) -> bool {
    figure.cell.measure == Measure::Consensus
        && figure.how != How::Shift
        && figure.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
        && !view.plan.process.assumptions.iter().any(|assumption| assumption.cells.contains(&figure.cell))
}

/// The sentence and the levers.
pub(super) fn tell(view: &View, cell: &Cell, money: Option<Money>, doubt: &Doubt) -> (String, Vec<Lever>) {
    let side = if doubt.added > 0.0 { "above" } else { "below" };
    let text = format!(
        "The override of {}{} in {} is {} {side} the {} of the streams{} and says no reason.",
        view.name(&cell.subject),
        view.where_text(&cell.place),
        when(cell),
        number(doubt.added.abs()),
        number(doubt.blend),
        worth_text(money)
    );
    let reason = Some("Agreed in pre-S&OP".to_string());
    let kept = Figure { reason, ..doubt.figure.clone() };
    let back = Change::no_figure(cell.clone(), false);
    let levers = vec![
        Lever { title: "Take the override back".into(), change: back, cost: None },
        Lever { title: "Keep it: agreed in pre-S&OP".into(), change: Change::DemandFigure(put(kept)), cost: None },
    ];
    (text, levers)
}
