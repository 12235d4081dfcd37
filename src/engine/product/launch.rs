//! What projects bring, and what it takes from others.
//!
//! A launch curve counts at or after the launch, in markets where the item has been sold for fewer than [`TAKES_OVER`] months; from then
//! on the statistics carry the item there, and nothing is counted twice. Example: a project launched in May with sales in May and June
//! still follows its curve in July's cycle, and follows its own history in August's.

use super::{Sales, curve, notice};
use crate::engine::frame::Notice;
use crate::engine::{Frame, Grid, Outlook};
use crate::model::{Curve, ItemId, ProductPlan, Project, Subject, Units};

/// Months of own sales after which the statistics take over from the launch curve.
pub const TAKES_OVER: i32 = 3;

/// What the projects come to.
pub(super) struct Launches {
    /// By pair: new volume, less what it takes.
    pub(super) volume: Grid<Units>,
    /// By pair: whether a launch curve stands instead of the statistics.
    pub(super) on_curve: Vec<bool>,
    /// By project.
    pub(super) outlooks: Vec<Outlook>,
}

/// Every project's volume over the markets, and its outlook.
pub(super) fn launches(
    frame: &Frame,
    plan: &ProductPlan,
    sales: &Sales,
    sold: &Grid<bool>,
    notices: &mut Vec<Notice>,
) -> Launches {
    let mut launches = Launches {
        volume: Grid::new(frame.pairs.len(), frame.horizon.months),
        on_curve: vec![false; frame.pairs.len()],
        outlooks: Vec::with_capacity(plan.projects.len()),
    };
    for project in &plan.projects {
        let volume = volume(frame, project, sales, notices);
        let split = split(frame, project, sales);
        let taken = taken(frame, project, sold, &volume, &split);
        if project.in_plan() {
            enter(project, sales, &volume, &split, &taken, &mut launches, notices);
        }
        launches.outlooks.push(outlook(project, volume, &taken));
    }
    launches
}

/// One victim (or, with a negative share, one item that gains): units by month that a pair loses.
struct Taken {
    from: usize,
    by: usize,
    units: Vec<f64>,
}

fn outlook(project: &Project, volume: Vec<f64>, taken: &[Taken]) -> Outlook {
    let total = |t: usize| taken.iter().map(|taken| taken.units[t]).sum();
    Outlook {
        project: project.id.clone(),
        in_plan: project.in_plan(),
        weighted: volume.iter().map(|units| Units(units * project.probability.clamp(0.0, 1.0))).collect(),
        taken: (0..volume.len()).map(|t| Units(total(t))).collect(),
        volume: volume.into_iter().map(Units).collect(),
    }
}

/// Puts a project in plan into demand, where its curve still counts.
fn enter(
    project: &Project,
    sales: &Sales,
    volume: &[f64],
    split: &[(usize, f64)],
    taken: &[Taken],
    launches: &mut Launches,
    notices: &mut Vec<Notice>,
) {
    let young = |pair: usize| sales.months_sold(pair) < TAKES_OVER;
    for (pair, share) in split.iter().filter(|(pair, _)| young(*pair)) {
        launches.on_curve[*pair] = true;
        for (cell, units) in launches.volume.row_mut(*pair).iter_mut().zip(volume) {
            *cell += Units(units * share);
        }
    }
    for taken in taken.iter().filter(|taken| young(taken.by)) {
        for (cell, units) in launches.volume.row_mut(taken.from).iter_mut().zip(&taken.units) {
            *cell += Units(-units);
        }
    }
    let old = split.iter().filter(|(pair, _)| !young(*pair)).count();
    if old > 0 {
        let text = format!(
            "{} is sold for {TAKES_OVER} months or more in {old} of {} markets of project {}: there its own history carries it, and the launch curve adds nothing.",
            project.item,
            split.len(),
            project.id,
        );
        notices.push(notice(Subject::Project(project.id.clone()), text));
    }
}

/// The full volume of a project by month of the horizon, all markets.
fn volume(frame: &Frame, project: &Project, sales: &Sales, notices: &mut Vec<Notice>) -> Vec<f64> {
    let months = frame.horizon.months;
    let k = |t: usize| (frame.horizon.first - project.launch).saturating_add(t as i32);
    match &project.curve {
        Curve::Ramp { months: to, units } => (0..months).map(|t| curve::ramp(*units, *to, k(t)).0).collect(),
        Curve::Bass { market, innovation, imitation } => {
            (0..months).map(|t| curve::bass(*market, *innovation, *imitation, k(t)).0).collect()
        }
        Curve::LikeItem { like, scale } => {
            let demand: Vec<_> = known_like(frame, project, like, sales, notices)
                .into_iter()
                .map(|(item, weight)| (sales.since_first(frame, item), weight))
                .collect();
            let mean = curve::like_mean(&demand);
            (0..months).map(|t| curve::repeated(&mean, k(t)) * scale).collect()
        }
    }
}

/// The like items that have been sold, with their weights. Others are left out, with a notice.
fn known_like(
    frame: &Frame,
    project: &Project,
    like: &[(ItemId, f64)],
    sales: &Sales,
    notices: &mut Vec<Notice>,
) -> Vec<(usize, f64)> {
    let position = |code: &ItemId| frame.items.position(code).filter(|item| sales.first[*item].is_some());
    let subject = || Subject::Project(project.id.clone());
    for (code, _) in like.iter().filter(|(code, _)| position(code).is_none()) {
        let text = format!("Project {} is to sell like {code}, which has no sales: it is left out.", project.id);
        notices.push(notice(subject(), text));
    }
    let known: Vec<_> = like
        .iter()
        .filter(|(_, weight)| *weight > 0.0)
        .filter_map(|(code, weight)| Some((position(code)?, *weight)))
        .collect();
    if known.is_empty() {
        let text = format!("Project {} has no like item with sales: it brings nothing until one is named.", project.id);
        notices.push(notice(subject(), text));
    }
    known
}

/// Shares of a project over the pairs of its item: as typed, else as the like items sell, else as the family sells, else equal.
fn split(frame: &Frame, project: &Project, sales: &Sales) -> Vec<(usize, f64)> {
    let Some(item) = frame.items.position(&project.item) else { return Vec::new() };
    let pairs = frame.pairs_of[item].clone();
    let like = || match &project.curve {
        Curve::LikeItem { like, .. } => {
            let known = like.iter().filter_map(|(code, weight)| Some((frame.items.position(code)?, *weight)));
            sales.by_market(frame, known)
        }
        _ => Vec::new(),
    };
    let family = || match frame.family_of[item] {
        Some(family) => {
            let siblings = (0..frame.items.len()).filter(|other| frame.family_of[*other] == Some(family));
            sales.by_market(frame, siblings.map(|other| (other, 1.0)))
        }
        None => Vec::new(),
    };
    let of_markets = |weights: Vec<f64>| {
        pairs.clone().map(|pair| weights.get(frame.pairs[pair].market).copied().unwrap_or(0.0)).collect()
    };
    [typed_weights(frame, project, item), of_markets(like()), of_markets(family())]
        .into_iter()
        .find_map(|weights: Vec<f64>| scaled(pairs.clone().zip(weights).collect()))
        .or_else(|| scaled(pairs.map(|pair| (pair, 1.0)).collect()))
        .unwrap_or_default()
}

/// Weights as typed, by pair of the item. A market that is not in the plan is left out; the frame says so.
fn typed_weights(frame: &Frame, project: &Project, item: usize) -> Vec<f64> {
    let pairs = frame.pairs_of[item].clone();
    let mut weights = vec![0.0; pairs.len()];
    for (code, weight) in project.markets.iter().filter(|(_, weight)| weight.is_finite() && *weight > 0.0) {
        if let Some(pair) = frame.markets.position(code).and_then(|market| frame.pair(item, market)) {
            weights[pair - pairs.start] += weight;
        }
    }
    weights
}

/// Weights scaled to sum to one, without the zeros; `None` where all are zero.
fn scaled(weights: Vec<(usize, f64)>) -> Option<Vec<(usize, f64)>> {
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let positive = weights.into_iter().filter(|(_, weight)| *weight > 0.0);
    (sum > 0.0 && sum.is_finite()).then(|| positive.map(|(pair, weight)| (pair, weight / sum)).collect())
}

/// What the project takes from each other item in the markets that they share: share x own volume there, in the months in which the other is sold.
fn taken(frame: &Frame, project: &Project, sold: &Grid<bool>, volume: &[f64], split: &[(usize, f64)]) -> Vec<Taken> {
    let mut all = Vec::new();
    for (code, lost) in &project.takes_from {
        let Some(other) = frame.items.position(code).filter(|_| *code != project.item) else { continue };
        for (by, share) in split {
            let Some(from) = frame.pair(other, frame.pairs[*by].market) else { continue };
            let units = |(t, units): (usize, &f64)| if sold.at(other, t) { units * share * lost } else { 0.0 };
            all.push(Taken { from, by: *by, units: volume.iter().enumerate().map(units).collect() });
        }
    }
    all
}
