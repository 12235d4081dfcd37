//! The plan as wished: netting and releases from the top of the bills of material down, whatever hours and vendors there are.
//!
//! For every point, cumulated over the months: what must have come in is requirement + stock to keep - opening stock - receipts,
//! and never falls. From it follow the releases, by lead time and lot, and from the releases the requirements of components (in the
//! month of release) and senders. Example (`sap_sop_strategies`): sales 100, 120, 80, 100, opening 150, target 60: make 10, 120, 80, 100.
//! Behind the horizon the need goes on like the mean of its last three months, so that lead times do not empty the last months.

use super::super::Grid;
use super::super::demand::Demand;
use super::super::frame::{Frame, Lead};
use super::capacity::Capacity;
use super::level;
use super::network::{Network, Stream};
use super::opening::Opening;
use super::target::Targets;
use super::typed::{Typed, TypedRows};
use super::{Limits, formula};
use crate::model::{Hours, Strategy, Units};

/// How many of the last months stand for what comes after the horizon.
const TAIL: usize = 3;

/// What the plan starts from; nothing of it changes while planning.
pub struct Start<'a> {
    /// Axes and links.
    pub frame: &'a Frame,
    /// Links, laid out flat.
    pub network: &'a Network,
    /// Opening position.
    pub opening: &'a Opening,
    /// Customers' demand.
    pub demand: &'a Demand,
    /// Target stock.
    pub targets: &'a Targets,
    /// Hours.
    pub capacity: &'a Capacity,
    /// By point: typed production or purchases, good units in the month of receipt.
    pub typed: &'a TypedRows,
    /// Strategy, frozen months and pre-building.
    pub limits: Limits,
}

/// The plan as wished. By point, but for `releases`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Everything asked of the point.
    pub requirement: Grid<Units>,
    /// Stock that should be there.
    pub target: Grid<Units>,
    /// What must have come in until the end of the month, cumulated.
    pub needed: Grid<Units>,
    /// By stream: releases by month of start.
    pub releases: Grid<Units>,
}

/// Plans everything as wished.
pub fn wish(start: &Start) -> Wish {
    let (points, months) = (start.frame.points.len(), start.frame.horizon.months);
    let mut wish = Wish {
        requirement: start.demand.independent.clone(),
        target: Grid::new(points, months),
        needed: Grid::new(points, months),
        releases: Grid::new(start.network.streams.len(), months),
    };
    add_backlog(start, &mut wish.requirement);
    for block in &start.network.blocks {
        for point in block {
            set_target(start, &mut wish, *point);
        }
        net(start, &mut wish, block, |_| true);
        for point in block {
            explode(start.network, *point, &wish.releases, &mut wish.requirement);
        }
    }
    wish
}

/// Customers that wait are served in the first month.
fn add_backlog(start: &Start, requirement: &mut Grid<Units>) {
    for (pair, waiting) in start.opening.backlog.iter().enumerate() {
        if *waiting > Units::ZERO {
            for (point, share) in start.frame.serving(pair, 0) {
                *requirement.at_mut(*point, 0) += *waiting * *share;
            }
        }
    }
}

fn set_target(start: &Start, wish: &mut Wish, point: usize) {
    let requirement = wish.requirement.row(point);
    let beyond = tail_mean(requirement.iter().copied());
    start.targets.row(point, requirement, &start.frame.working_days, beyond, wish.target.row_mut(point));
}

/// Nets the chosen points of a block and plans their releases. Points of a block need nothing of each other.
pub fn net(start: &Start, wish: &mut Wish, block: &[usize], chosen: impl Fn(usize) -> bool) {
    for point in block.iter().copied().filter(|point| chosen(*point)) {
        net_point(start, wish, point);
    }
    if start.limits.strategy == Strategy::Level {
        level::level(start, wish, block);
    }
    for point in block.iter().copied().filter(|point| chosen(*point)) {
        for stream in start.network.streams_of(point) {
            release(start, &wish.needed, &mut wish.releases, stream);
        }
    }
}

/// Chase, level and target are for what customers ask for; parts follow lot for lot, with their own target.
pub fn is_sold(start: &Start, point: usize) -> bool {
    start.demand.independent.row(point).iter().any(|units| *units > Units::ZERO)
}

/// Whether a point shares a level rate with others, so that a change of one plans all of them again.
pub fn is_leveled(start: &Start, point: usize) -> bool {
    start.limits.strategy == Strategy::Level && is_sold(start, point)
}

fn net_point(start: &Start, wish: &mut Wish, point: usize) {
    let opening = start.opening.stock[point];
    let strategy = if is_sold(start, point) { start.limits.strategy } else { Strategy::Target };
    let (requirement, target) = (wish.requirement.row(point), wish.target.row(point));
    let (receipts, needed) = (start.opening.receipts.row(point), wish.needed.row_mut(point));
    let mut remaining: Units = requirement.iter().copied().sum();
    let ends = requirement.last().is_some_and(|last| *last <= Units::ZERO);
    let (mut asked, mut received, mut before) = (Units::ZERO, Units::ZERO, Units::ZERO);
    let last = needed.len().saturating_sub(1);
    let month = start.frame.working_days.iter().sum::<f64>() / needed.len().max(1) as f64;
    let beyond = (if ends { Units::ZERO } else { tail_mean(requirement.iter().copied()) }, month);
    for t in 0..needed.len() {
        asked += requirement[t];
        received += receipts[t];
        remaining -= requirement[t];
        let keep = match strategy {
            // what a solved plan wishes is what target stock wishes: its draft starts from there
            Strategy::Target | Strategy::OptimalCost | Strategy::OptimalContribution => target[t],
            Strategy::Chase if ends => opening.min(remaining.positive()),
            Strategy::Chase => opening,
            Strategy::TargetDays => {
                let days = &start.frame.working_days;
                formula::cover(start.limits.days, &requirement[t + 1..], &days[t + 1..], beyond)
            }
            Strategy::Level if t == last => target[t],
            Strategy::Level => Units::ZERO,
        };
        before = before.max(formula::net_requirement(asked, keep, opening, received));
        needed[t] = before;
    }
}

/// Plans the releases of one stream from the cumulated need of its point.
fn release(start: &Start, needed: &Grid<Units>, releases: &mut Grid<Units>, stream: usize) {
    let link = &start.network.streams[stream];
    let need = Need::new(needed.row(link.point), link);
    let typed = start.typed.get(&link.point).map(Vec::as_slice);
    let row = releases.row_mut(stream);
    let (mut released, mut before) = (Units::ZERO, Units::ZERO);
    let by = |s: usize, later: usize| need.by(link.lead.whole.saturating_add(s).saturating_add(later));
    let (mut now, mut next, mut after) = (by(0, 0), by(0, 1), by(0, 2));
    for (s, release) in row.iter_mut().enumerate() {
        let goal = formula::release_goal(link.lead.fraction, now, next, after, released);
        let frozen = s < start.limits.frozen;
        let free = if frozen { Units::ZERO } else { formula::release(goal - released, link.min_order, link.lot) };
        *release = typed.map_or(free, |typed| over_typed(typed, link, s, before, free));
        released += *release;
        (before, now, next, after) = (*release, next, after, by(s, 3));
    }
    if let Some(most) = link.most {
        let held = |s: usize| typed.is_some_and(|typed| is_held(typed, link.lead, s));
        pull_forward(row, most, start.limits, held);
    }
}

/// The cumulated need of a stream, in units to release.
struct Need<'a> {
    needed: &'a [Units],
    factor: f64,
    beyond: Units,
}

impl<'a> Need<'a> {
    fn new(needed: &'a [Units], link: &Stream) -> Self {
        let steps =
            (0..needed.len()).map(|t| needed[t] - t.checked_sub(1).map_or(Units::ZERO, |before| needed[before]));
        Self { needed, factor: link.share / link.production_yield, beyond: tail_mean(steps) }
    }

    fn by(&self, t: usize) -> Units {
        let last = self.needed.len().saturating_sub(1);
        let behind = t.saturating_sub(last) as f64;
        (self.needed.get(t.min(last)).copied().unwrap_or_default() + self.beyond * behind) * self.factor
    }
}

/// Mean of the last months: what is assumed of a month behind the horizon.
fn tail_mean(months: impl DoubleEndedIterator<Item = Units> + ExactSizeIterator) -> Units {
    let count = months.len().min(TAIL);
    if count == 0 {
        return Units::ZERO;
    }
    months.rev().take(TAIL).sum::<Units>() / count as f64
}

/// The release of month s under typed receipts. A fixed receipt is met exactly where the lead time lets it: a release arrives
/// over two months, and the one that the larger part arrives in decides.
fn over_typed(typed: &[Typed], link: &Stream, s: usize, before: Units, free: Units) -> Units {
    let (f, t) = (link.lead.fraction, s.saturating_add(link.lead.whole));
    let at = |t: usize| typed.get(t).copied().unwrap_or_default();
    let fixed = |t: usize| at(t).fixed.map(|units| Units(units) / link.production_yield);
    match (fixed(t), fixed(t.saturating_add(1))) {
        (Some(now), next) => {
            let most = now.max(next.unwrap_or_default()) * 2.0;
            ((now - before * f) / (1.0 - f)).positive().min(most)
        }
        (None, Some(next)) if f > 0.5 => next.positive(),
        _ => {
            let typed = at(if f > 0.5 { t.saturating_add(1) } else { t });
            let added = typed.add / link.production_yield;
            (free * typed.factor + Units(added)).positive()
        }
    }
}

/// Whether a typed quantity alone decides the release of month s.
pub fn is_held(typed: &[Typed], lead: Lead, s: usize) -> bool {
    let t = s.saturating_add(lead.whole);
    let fixed = |t: usize| typed.get(t).is_some_and(|typed| typed.fixed.is_some());
    fixed(t) || (lead.fraction > 0.5 && fixed(t.saturating_add(1)))
}

/// What is above the most of a month goes to the nearest earlier month with room; what finds none stays, and will be late.
fn pull_forward(row: &mut [Units], most: Units, limits: Limits, held: impl Fn(usize) -> bool) {
    for s in 0..row.len() {
        let mut over = if held(s) { Units::ZERO } else { (row[s] - most).positive() };
        for earlier in limits.earlier(s) {
            if over <= Units::ZERO {
                break;
            }
            let moved = if held(earlier) { Units::ZERO } else { (most - row[earlier]).positive().min(over) };
            row[earlier] += moved;
            row[s] -= moved;
            over -= moved;
        }
    }
}

/// Adds what the releases of a point ask of its components and senders.
fn explode(network: &Network, point: usize, releases: &Grid<Units>, requirement: &mut Grid<Units>) {
    for stream in network.streams_of(point) {
        let row = releases.row(stream);
        if let Some(sender) = network.streams[stream].sender {
            add(requirement.row_mut(sender), row, 1.0);
        }
        for part in network.parts(point) {
            add(requirement.row_mut(part.point), row, part.qty);
        }
    }
}

/// to += from x factor.
pub fn add(to: &mut [Units], from: &[Units], factor: f64) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += *from * factor;
    }
}

/// Hours of all releases, by resource and month of start.
pub fn load(network: &Network, resources: usize, releases: &Grid<Units>) -> Grid<Hours> {
    let mut load = Grid::new(resources, releases.months());
    for (stream, link) in network.streams.iter().enumerate() {
        for work in network.work(link.point) {
            let row = releases.row(stream);
            for (hours, released) in load.row_mut(work.resource).iter_mut().zip(row) {
                *hours += formula::hours(*released, work.hours);
            }
        }
    }
    load
}
