//! What planners ask of a fit: a method with its parameters, and what it is to know of past events.

use super::cleansed::History;
use super::method_from_code;
use crate::engine::Frame;
use crate::forecast::{Driver, Forced, Parameters};
use crate::model::{DemandPlan, Method, Month, Place, Subject};

/// What the driver of past events is called, as the subject of "moves demand by".
pub const EVENTS: &str = "An event in the month";
/// Most of history that may lie in events, as a share, for their effect to be told from the rest; and the fewest months of it.
const MOST: f64 = 1.0 / 3.0;
const FEWEST: usize = 2;

/// By pair: the method that a planner forced. One for the item goes before one for its family, the nearest family before those above
/// it, and one for the market before one for every market.
pub fn forced(frame: &Frame, demand: &DemandPlan) -> Vec<Option<Forced>> {
    let mut ranked: Vec<(usize, &Method)> = demand.methods.iter().map(|method| (rank(frame, method), method)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut forced = vec![None; frame.pairs.len()];
    for (_, method) in ranked {
        let Some(kind) = method_from_code(&method.method) else { continue };
        let asked = Forced { kind, parameters: parameters(method) };
        pairs(frame, method).into_iter().for_each(|pair| forced[pair] = Some(asked));
    }
    forced
}

/// What is written later goes before what is written earlier: families from the top, then items, each with those for one market last.
fn rank(frame: &Frame, method: &Method) -> usize {
    let market = usize::from(method.market.is_some());
    match method.family.as_ref().and_then(|family| frame.families.position(family)) {
        Some(family) => {
            let above = std::iter::successors(Some(family), |family| frame.family_above[*family]).count();
            2 * above + market
        }
        None => 2 * (frame.families.len() + 1) + market,
    }
}

fn pairs(frame: &Frame, method: &Method) -> Vec<usize> {
    let subject = match &method.family {
        Some(family) => Subject::Family(family.clone()),
        None => Subject::Item(method.item.clone()),
    };
    frame.pairs_in(&subject, &method.market.clone().map_or(Place::All, Place::Market))
}

fn parameters(method: &Method) -> Parameters {
    Parameters { alpha: method.alpha, beta: method.beta, gamma: method.gamma, phi: method.phi, window: method.window }
}

/// By pair: months of history in which an event lifted it, as one driver; none where they are too few or too many to learn from. No event
/// ahead is in it: those are a layer of their own.
pub fn drivers(frame: &Frame, demand: &DemandPlan, histories: &[Option<History>]) -> Vec<Vec<Driver>> {
    let cycle = frame.horizon.first;
    let mut months: Vec<Vec<f64>> = vec![Vec::new(); frame.pairs.len()];
    for event in demand.events.iter().filter(|event| event.first < cycle && event.first <= event.last) {
        for pair in frame.pairs_in(&event.subject, &event.place) {
            let Some(history) = &histories[pair] else { continue };
            let values = &mut months[pair];
            values.resize(history.raw.len(), 0.0);
            let last = event.last.min(cycle - 1);
            let inside = (event.first.max(history.first).0..=last.0).map(|month| Month(month) - history.first);
            inside.filter_map(|at| usize::try_from(at).ok()).for_each(|at| values[at] = 1.0);
        }
    }
    let learnable = |values: &[f64], cleansed: &[Option<f64>]| {
        let lifted = values.iter().zip(cleansed).filter(|(value, units)| **value > 0.0 && units.is_some()).count();
        lifted >= FEWEST && lifted as f64 <= MOST * values.len() as f64
    };
    let driver = |(values, history): (Vec<f64>, &Option<History>)| match history {
        Some(history) if learnable(&values, &history.cleansed) => vec![Driver { name: EVENTS.into(), values }],
        _ => Vec::new(),
    };
    months.into_iter().zip(histories).map(driver).collect()
}
