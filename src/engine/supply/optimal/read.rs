//! From the solver's columns to a supply plan.
//!
//! Releases, shipments, people and purchases elsewhere are read; stock, load and money follow by the same functions as for every
//! other plan, so that a wrong program would show as stock below zero or hours above their limit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::binding::{self, LinkKind};
use super::layout::{Class, Layout};
use super::program::asked;
use super::whole::{self, Whole};
use super::{Optimum, OptimumKey, Solving, lots};
use crate::engine::Grid;
use crate::engine::frame::Notice;
use crate::engine::supply::capacity::Capacity;
use crate::engine::supply::cost::hour_costs;
use crate::engine::supply::execution::Executed;
use crate::engine::supply::shipment::Shipped;
use crate::engine::supply::wish::{Start, Wish};
use crate::engine::supply::{
    Elsewhere, Shortage, ShortageCause, Supply, SupplyInputs, balance, execution, formula, services, wish,
};
use crate::lp::Program;
use crate::model::{Hours, Place, Step, Strategy, Subject, Units};

/// Quantities are published to a millionth.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Releases by stream.
pub(super) fn releases(layout: &Layout, streams: usize, x: &[f64]) -> Grid<Units> {
    let mut releases = Grid::new(streams, layout.months);
    for source in &layout.sources {
        let Some(stream) = source.stream else { continue };
        for t in 0..source.months {
            let beyond = source.beyond.map_or(0.0, |beyond| x[beyond + t]);
            *releases.at_mut(stream, t) = Units(rounded(x[source.releases + t] + beyond).max(0.0));
        }
    }
    releases
}

/// The plan of an answer.
pub(super) fn read(
    inputs: &SupplyInputs,
    start: &Start,
    layout: &Layout,
    program: &Program,
    optimum: &Arc<Optimum>,
    (wished, wished_load): (Wish, Grid<Hours>),
    key: OptimumKey,
) -> Supply {
    let x = &optimum.x;
    let capacity = staffed(inputs, start, layout, x);
    let start = &Start { capacity: &capacity, ..*start };
    let prices = binding::Prices { start, layout, program, optimum };
    let mut booked = Booked::new(start, layout.months);
    let mut causes = BTreeMap::new();
    for (point, classes) in layout.classes.iter().enumerate() {
        for class in classes {
            booked.class(start, class, x, point);
        }
        for t in 0..layout.months {
            let unmet = booked.unmet_at.at(point, t);
            if unmet.0 > 1e-6 {
                let chain = binding::chain(&prices, point, t);
                let cause = cause(start, &chain);
                booked.shortages.push(Shortage { point, t, units: unmet, cause });
                causes.insert((point, t), chain);
            }
        }
    }
    let executed = Executed {
        released: releases(layout, start.network.streams.len(), x),
        shipped: booked.shipped_at,
        shipments: booked.shipped,
        shortages: booked.shortages,
        elsewhere: elsewhere(start, layout, x, false),
    };
    let mut supply = balance::balance(start, wished, wished_load, executed);
    supply.extra_limit = extra_limit(inputs, start, layout, x);
    supply.notices = not_held(inputs, start, &prices, &supply);
    let early = binding::early(&prices, inputs.rates, &supply);
    supply.solving = Some(Arc::new(Solving {
        key,
        pending: None,
        whole: Whole::Any,
        optimum: Some(Arc::clone(optimum)),
        binding: binding::binding(&prices),
        worth: Grid::from_fn(start.frame.points.len(), layout.months, |point, t| {
            optimum.duals.get(layout.balance(point, t)).copied().unwrap_or(0.0)
        }),
        causes,
        early,
    }));
    supply
}

/// Limits that must hold and cannot: the plan is as good as the rest allows, and says what gives way and why.
fn not_held(inputs: &SupplyInputs, start: &Start, prices: &binding::Prices, supply: &Supply) -> Vec<Notice> {
    let (frame, mut notices) = (start.frame, Vec::new());
    let month = |t: usize| frame.horizon.month(t);
    let points = if inputs.plan.terms.hard_target { 0..frame.points.len() } else { 0..0 };
    for point in points {
        let short = |t: &usize| supply.target.at(point, *t).0 - supply.closing.at(point, *t).0 > NOTICEABLE;
        let months: Vec<usize> = (0..frame.horizon.months).filter(short).collect();
        let Some(first) = months.first().copied() else { continue };
        let (subject, place) = frame.point_address(point);
        let why = match binding::chain(prices, point, first).last().map(|link| link.kind) {
            Some(LinkKind::Hours(resource)) => format!("{} has no hours left", frame.resources.code(resource)),
            Some(LinkKind::Vendor) => "a vendor delivers no more".into(),
            Some(LinkKind::Frozen | LinkKind::Typed) => "releases are frozen or typed".into(),
            Some(LinkKind::NoSource) => "nothing says how it is supplied".into(),
            _ => "it would have had to be released earlier".into(),
        };
        let item = frame.items.code(frame.points[point].item);
        let text = format!(
            "The target stock of {item} must hold and cannot in {} of {} months, first in {}: {why}.",
            months.len(),
            frame.horizon.months,
            month(first)
        );
        notices.push(Notice::new(Step::Supply, subject, place, text));
    }
    for (site, storage) in prices.layout.storage.iter().enumerate() {
        let Some((_, elsewhere)) = storage.filter(|_| !inputs.plan.terms.soft_storage) else { continue };
        let over = |t: &usize| prices.optimum.x[elsewhere + t] > NOTICEABLE;
        let Some(first) = (0..frame.horizon.months).find(over) else { continue };
        let id = frame.sites.code(site);
        let text = format!("What must be kept at {id} is more than its storage space, first in {}.", month(first));
        notices.push(Notice::new(Step::Supply, Subject::All, Place::Site(id.clone()), text));
    }
    notices
}

/// So little is rounding.
const NOTICEABLE: f64 = 1e-3;

/// Releases that are carried out.
pub(super) struct Planned<'a> {
    /// By stream.
    pub releases: &'a Grid<Units>,
    /// Whether purchases elsewhere are rounded to whole orders too.
    pub is_whole: bool,
}

/// A plan that carries other releases out with the people, extra hours and other purchases of an answer: lots that were made whole, or the
/// draft after an edit. Feasible, like everything that is carried out.
pub(super) fn carried(
    inputs: &SupplyInputs,
    start: &Start,
    layout: &Layout,
    x: &[f64],
    planned: &Planned,
    (wished, wished_load): (Wish, Grid<Hours>),
) -> Supply {
    let staffed = staffed(inputs, start, layout, x);
    let extra = extra_limit(inputs, start, layout, x);
    let mut capacity = staffed.clone();
    for (hours, extra) in capacity.overtime.cells_mut().iter_mut().zip(extra.cells()) {
        *hours += *extra;
    }
    let elsewhere = elsewhere(start, layout, x, planned.is_whole);
    let mut opening = start.opening.clone();
    for other in &elsewhere {
        wish::add(opening.receipts.row_mut(other.point), &other.receipts, 1.0);
    }
    let services = services(inputs.frame, inputs.catalog);
    let with = Start { capacity: &capacity, opening: &opening, ..*start };
    let executed = execution::execute(&with, planned.releases, &services);
    let mut supply = balance::balance(&with, wished, wished_load, executed);
    // what came in as receipts was bought, and hours beyond overtime are no overtime
    for other in &elsewhere {
        wish::add(supply.purchase.row_mut(other.point), &other.receipts, 1.0);
    }
    supply.receipts = start.opening.receipts.clone();
    supply.overtime_limit = staffed.overtime;
    supply.extra_limit = extra;
    supply.elsewhere = elsewhere;
    supply
}

/// Hours beyond overtime that a plan may use: its extra shifts, and what it uses beyond every limit.
fn extra_limit(inputs: &SupplyInputs, start: &Start, layout: &Layout, x: &[f64]) -> Grid<Hours> {
    Grid::from_fn(layout.hours.len(), layout.months, |resource, t| {
        let record = inputs.catalog.resources.get(start.frame.resources.code(resource));
        let costs = hour_costs(record, inputs.plan.terms.whole_shifts);
        let hours = &layout.hours[resource];
        let shifts = if hours.shifts.is_some() { costs.shift_hours * costs.shifts } else { 0.0 };
        // a millionth more, as releases are rounded to one
        let beyond = hours.beyond.map_or(0.0, |beyond| x[beyond + t] * (1.0 + 1e-6) + 1e-6);
        Hours(shifts + beyond)
    })
}

/// Hours and people as the plan staffs its crews.
fn staffed(inputs: &SupplyInputs, start: &Start, layout: &Layout, x: &[f64]) -> Capacity {
    let mut capacity = start.capacity.clone();
    for (resource, hours) in layout.hours.iter().enumerate() {
        let (Some([heads, ..]), Some(crew)) = (hours.heads, start.capacity.crews[resource]) else { continue };
        let record = inputs.catalog.resources.get(start.frame.resources.code(resource));
        let share = record.map_or(0.0, |record| record.overtime.max(0.0));
        for t in 0..layout.months {
            let people = rounded(x[heads + t]);
            *capacity.heads.at_mut(resource, t) = people;
            *capacity.regular.at_mut(resource, t) = Some(crew.hours * people);
            *capacity.overtime.at_mut(resource, t) = crew.hours * (people * share);
        }
    }
    capacity
}

/// What comes from elsewhere; rounded: at least the smallest order of the offer, where its vendor delivers as much.
fn elsewhere(start: &Start, layout: &Layout, x: &[f64], is_whole: bool) -> Vec<Elsewhere> {
    let mut found = Vec::new();
    for source in &layout.sources {
        let Some(offer) = source.offer else { continue };
        let mut released: Vec<Units> = (0..layout.months)
            .map(|t| Units(if t < source.months { rounded(x[source.releases + t]).max(0.0) } else { 0.0 }))
            .collect();
        let rule = whole::rule(start, source);
        if is_whole && rule.0.0 <= source.most {
            lots::round(&mut released, &[], 0, rule, |_| false);
            released.iter_mut().for_each(|units| *units = units.min(Units(source.most)));
        }
        let released = |t: usize| released[t];
        if (0..layout.months).all(|t| released(t) == Units::ZERO) {
            continue;
        }
        let at = |t: usize, back: usize| t.checked_sub(back).map_or(Units::ZERO, released);
        let receipts = (0..layout.months)
            .map(|t| formula::arrivals(source.lead, at(t, source.lead.whole), at(t, source.lead.whole + 1)))
            .collect();
        found.push(Elsewhere { point: source.point, offer, receipts });
    }
    found
}

/// The cause that the shortage is counted under: the first link of its chain.
fn cause(start: &Start, chain: &[binding::Link]) -> ShortageCause {
    match chain.first().map(|link| link.kind) {
        Some(LinkKind::Hours(resource)) => ShortageCause::Capacity(resource),
        Some(LinkKind::Part(point)) => ShortageCause::Component(point),
        Some(LinkKind::Sender(point)) => ShortageCause::Lane(point),
        Some(LinkKind::Vendor) => ShortageCause::Vendor,
        Some(LinkKind::LeadTime) => ShortageCause::LeadTime,
        Some(LinkKind::Frozen) => ShortageCause::Frozen,
        Some(LinkKind::Typed) => ShortageCause::Typed,
        Some(LinkKind::NoSource) => ShortageCause::NoSource,
        None if start.limits.strategy == Strategy::OptimalContribution => ShortageCause::Unprofitable,
        None => ShortageCause::Strategy,
    }
}

/// What customers get, class by class.
struct Booked {
    shipped: Shipped,
    /// By point.
    shipped_at: Grid<Units>,
    /// By point: demand that was not met in its month.
    unmet_at: Grid<Units>,
    shortages: Vec<Shortage>,
}

impl Booked {
    fn new(start: &Start, months: usize) -> Self {
        let (pairs, points) = (start.frame.pairs.len(), start.frame.points.len());
        let grid = || Grid::new(pairs, months);
        Self {
            shipped: Shipped { shipped: grid(), on_time: grid(), unmet: grid(), backlog: grid(), lost: grid() },
            shipped_at: Grid::new(points, months),
            unmet_at: Grid::new(points, months),
            shortages: Vec::new(),
        }
    }

    /// Customers who wait are served first, then the demand of the month; within a class all get the same share.
    fn class(&mut self, start: &Start, class: &Class, x: &[f64], point: usize) {
        let read = |first: Option<usize>, t: usize| first.map_or(0.0, |first| rounded(x[first + t]).max(0.0));
        let mut waiting: Vec<f64> = vec![0.0; class.pairs.len()];
        for (wait, pair) in waiting.iter_mut().zip(&class.pairs) {
            *wait = start.opening.backlog[*pair].0 * share_of(start, *pair, point, 0);
        }
        for t in 0..class.demand.len() {
            let before: f64 = waiting.iter().sum();
            let demand = class.demand[t];
            let left = read(class.waiting, t).min(before + demand);
            let lost = (read(class.lost, t) + read(class.forced, t)).min(before + demand - left);
            let shipped = (before + demand - left - lost).max(0.0);
            let late = shipped.min(before);
            let on_time = (shipped - late).min(demand);
            let part = |of: f64, whole: f64| if whole > 0.0 { (of / whole).min(1.0) } else { 0.0 };
            let (late_share, time_share) = (part(late, before), part(on_time, demand));
            let lost_share = part(lost, before + demand - shipped);
            for (wait, pair) in waiting.iter_mut().zip(&class.pairs) {
                let asked = start.demand.consensus.at(*pair, t).0.max(0.0) * share_of(start, *pair, point, t);
                let (served, met) = (*wait * late_share, asked * time_share);
                let open = *wait - served + asked - met;
                let gone = open * lost_share;
                let add = |grid: &mut Grid<Units>, units: f64| *grid.at_mut(*pair, t) += Units(units);
                add(&mut self.shipped.shipped, served + met);
                add(&mut self.shipped.on_time, met);
                add(&mut self.shipped.unmet, asked - met);
                add(&mut self.shipped.lost, gone);
                *wait = if open - gone > 1e-9 { open - gone } else { 0.0 };
                add(&mut self.shipped.backlog, *wait);
            }
            *self.shipped_at.at_mut(point, t) += Units(shipped);
            *self.unmet_at.at_mut(point, t) += Units((demand - on_time).max(0.0));
        }
        debug_assert!(asked(class, 0) >= class.opening, "what waits is asked again");
    }
}

fn share_of(start: &Start, pair: usize, point: usize, t: usize) -> f64 {
    start.frame.serving(pair, t).iter().filter(|(at, _)| *at == point).map(|(_, share)| share).sum()
}
