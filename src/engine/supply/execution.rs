//! Carrying the plan out, month by month, with what there is: feasible by construction.
//!
//! In each month every stream wants to release what is due (planned until now, less what it has released). Hours come first: where a resource
//! has too few, all that use it give way in proportion. Then, from the deepest component up: a release is cut to what its
//! components or its sender can give; what arrives is added to stock; what is asked of the stock (customers with backlog, parents,
//! other sites) is served in full, or each in proportion where it is short. What was not released stays due, so lateness is caught
//! up as soon as hours and parts allow. Demand that is lost is no longer needed: its releases are cancelled down the bill of materials.
//! Hours and parts that a release cannot use, because another part is short, stay unused in that month.
//! Invariants: stock is never below zero, hours never above regular hours and overtime, a stream never releases more than is due.

use super::super::Grid;
use super::super::frame::Lead;
use super::cause::Causes;
use super::formula;
use super::network::Network;
use super::shipment::{Shipments, Shipped};
use super::turn::{by_month, by_row};
use super::wish::{self, Start};
use super::{Elsewhere, Service, Shortage, ShortageCause};
use crate::model::Units;

/// Rounding noise, relative: so little is not short.
const DUST: f64 = 1e-9;

/// What was carried out.
pub struct Executed {
    /// By stream: releases by month of start.
    pub released: Grid<Units>,
    /// By point: units shipped to customers.
    pub shipped: Grid<Units>,
    /// By pair: what customers got, waited for and lost.
    pub shipments: Shipped,
    /// What was short, in order of point and month.
    pub shortages: Vec<Shortage>,
    /// Purchases beside the planned way: only solved plans have any.
    pub elsewhere: Vec<Elsewhere>,
}

/// Carries the planned releases out.
pub fn execute(start: &Start, planned: &Grid<Units>, services: &[Service]) -> Executed {
    let mut execution = Execution::new(start, planned, services);
    for t in 0..start.frame.horizon.months {
        execution.month(t);
    }
    let months = planned.months();
    Executed {
        released: by_row(&execution.released, months),
        shipped: by_row(&execution.shipped, months),
        shipments: execution.shipments.by_row(months),
        shortages: by_point(execution.shortages, start.frame.points.len()),
        elsewhere: Vec::new(),
    }
}

/// The state of a run. What is walked month by month lies month by month: `[t * rows + row]`.
struct Execution<'a> {
    start: &'a Start<'a>,
    /// Planned releases, by row and by month.
    planned: &'a Grid<Units>,
    planned_by_month: Vec<f64>,
    /// Releases by month: first as wanted, then cut.
    released: Vec<f64>,
    /// Customers' demand on points, what they are shipped, and scheduled receipts, by month.
    asked: Vec<f64>,
    shipped: Vec<f64>,
    receipts: Vec<f64>,
    shipments: Shipments,
    shortages: Vec<Shortage>,
    causes: Causes,
    links: Links,
    /// By stream: planned, not yet released.
    due: Vec<f64>,
    /// By resource: hours wanted this month, then the share of them that there is.
    hours: Vec<f64>,
    /// By point: stock, then what is available this month.
    stock: Vec<f64>,
    /// By point: what parents and other sites ask this month.
    claims: Vec<f64>,
    /// By point: what they take.
    taken: Vec<f64>,
    /// By point: the share of all that is asked that can be served.
    ration: Vec<f64>,
    /// Whether any point rations this month.
    is_rationed: bool,
    /// By point: what parents and other sites asked in vain last month.
    late: Vec<f64>,
    /// By point: units no longer needed, since their demand was lost this month.
    cancelled: Vec<f64>,
}

impl<'a> Execution<'a> {
    fn new(start: &'a Start<'a>, planned: &'a Grid<Units>, services: &[Service]) -> Self {
        let (points, streams) = (start.frame.points.len(), start.network.streams.len());
        let asked = by_month(&start.demand.independent);
        Self {
            start,
            planned,
            planned_by_month: by_month(planned),
            released: vec![0.0; streams * planned.months()],
            shipped: asked.clone(),
            asked,
            receipts: by_month(&start.opening.receipts),
            shipments: Shipments::new(start.frame, start.demand, &start.opening.backlog, services),
            shortages: Vec::new(),
            causes: Causes::new(streams),
            links: Links::new(start),
            due: vec![0.0; streams],
            hours: vec![0.0; start.frame.resources.len()],
            stock: start.opening.stock.iter().map(|units| units.0).collect(),
            claims: vec![0.0; points],
            taken: vec![0.0; points],
            ration: vec![1.0; points],
            is_rationed: false,
            late: vec![0.0; points],
            cancelled: vec![0.0; points],
        }
    }

    fn month(&mut self, t: usize) {
        self.shipments.open_month(self.start.frame, t);
        self.want_releases(t);
        self.share_hours(t);
        self.claim(t);
        self.is_rationed = false;
        for block in self.start.network.blocks.iter().rev() {
            for point in block {
                if self.is_rationed {
                    self.cut(*point, t);
                }
                self.serve(*point, t);
            }
        }
        self.close(t);
    }

    /// What is due, within what vendors deliver and planners typed.
    fn want_releases(&mut self, t: usize) {
        let streams = self.due.len();
        let planned = &self.planned_by_month[t * streams..(t + 1) * streams];
        let wanted = &mut self.released[t * streams..(t + 1) * streams];
        let due = self.due.iter_mut().zip(planned).zip(&self.links.most).zip(wanted);
        for (stream, (((due, planned), most), want)) in due.enumerate() {
            *due += planned;
            *want = due.max(0.0).min(*most);
            *due -= *want;
            if *due > DUST * most + DUST {
                self.causes.note(stream, t, ShortageCause::Vendor, *due);
            }
        }
        for stream in &self.links.typed {
            let link = &self.start.network.streams[*stream];
            let typed = self.start.typed.get(&link.point).is_some_and(|typed| wish::is_held(typed, link.lead, t));
            if !typed {
                continue;
            }
            let (planned, want) = (planned[*stream], &mut self.released[t * streams + *stream]);
            self.due[*stream] = (self.due[*stream] + *want - planned).max(0.0);
            *want = planned;
            if self.due[*stream] > DUST * planned + DUST {
                self.causes.note(*stream, t, ShortageCause::Typed, self.due[*stream]);
            }
        }
    }

    /// Where a resource has too few hours, all that use it give way in proportion.
    fn share_hours(&mut self, t: usize) {
        self.hours.fill(0.0);
        let wanted = &self.released[t * self.due.len()..];
        for (stream, resource, hours) in &self.links.work {
            self.hours[*resource] += wanted[*stream] * hours;
        }
        let mut is_short = false;
        for (resource, hours) in self.hours.iter_mut().enumerate() {
            let most = self.start.capacity.most(resource, t);
            *hours = if *hours > most * (1.0 + DUST) { formula::ration(most, *hours) } else { 1.0 };
            is_short |= *hours < 1.0;
        }
        if is_short {
            self.give_way(t);
        }
    }

    fn give_way(&mut self, t: usize) {
        let network = self.start.network;
        for (stream, link) in network.streams.iter().enumerate() {
            let mut scarcest = Scarcest::default();
            for work in network.work(link.point) {
                scarcest.meet(self.hours[work.resource], ShortageCause::Capacity(work.resource));
            }
            let Some((share, cause)) = scarcest.0 else { continue };
            let want = &mut self.released[t * self.due.len() + stream];
            let kept = *want * share;
            let cut = *want - kept;
            *want = kept;
            self.due[stream] += cut;
            if cut > 0.0 {
                self.causes.note(stream, t, cause, cut);
            }
        }
    }

    /// What the wanted releases ask of components and senders.
    fn claim(&mut self, t: usize) {
        self.claims.fill(0.0);
        let wanted = &self.released[t * self.due.len()..];
        for (stream, point, qty) in &self.links.parts {
            self.claims[*point] += wanted[*stream] * qty;
        }
        self.taken.copy_from_slice(&self.claims);
    }

    /// Cuts the releases of a point to what components and senders can give.
    fn cut(&mut self, point: usize, t: usize) {
        let network = self.start.network;
        let parts = network.parts(point);
        for stream in network.streams_of(point) {
            let sender = network.streams[stream].sender;
            let mut scarcest = Scarcest::default();
            for part in parts {
                scarcest.meet(self.ration[part.point], ShortageCause::Component(part.point));
            }
            if let Some(sender) = sender {
                scarcest.meet(self.ration[sender], ShortageCause::Lane(sender));
            }
            let Some((share, cause)) = scarcest.0 else { continue };
            let want = &mut self.released[t * self.due.len() + stream];
            let kept = *want * share;
            let cut = *want - kept;
            if cut <= 0.0 {
                continue;
            }
            *want = kept;
            self.due[stream] += cut;
            self.causes.note(stream, t, cause, cut);
            if let Some(sender) = sender {
                self.taken[sender] -= cut;
            }
            for part in parts {
                self.taken[part.point] -= cut * part.qty;
            }
        }
    }

    /// Adds what arrives to stock, and finds the share of what is asked that it can serve.
    fn serve(&mut self, point: usize, t: usize) {
        let mut available = self.stock[point] + self.receipts[t * self.stock.len() + point];
        for stream in self.start.network.streams_of(point) {
            available += self.arrivals(stream, t);
        }
        let asked = self.asked[t * self.stock.len() + point] + self.shipments.waiting_at(point) + self.claims[point];
        self.stock[point] = available;
        let is_short = asked > available + DUST * asked.max(1.0);
        self.ration[point] = if is_short { formula::ration(available, asked) } else { 1.0 };
        self.is_rationed |= is_short;
    }

    fn arrivals(&self, stream: usize, t: usize) -> f64 {
        let (lead, good) = self.links.arrival[stream];
        let at = |back: usize| t.checked_sub(back).map_or(0.0, |s| self.released[s * self.due.len() + stream]);
        let before = if lead.fraction > 0.0 { at(lead.whole.saturating_add(1)) } else { 0.0 };
        formula::good(formula::arrivals(lead, Units(at(lead.whole)), Units(before)), good).0
    }

    /// Ships, books what was short, and closes the stock of every point.
    fn close(&mut self, t: usize) {
        for point in 0..self.stock.len() {
            let mut shipped = self.asked[t * self.stock.len() + point];
            if self.ration[point] < 1.0 || self.shipments.waiting_at(point) > 0.0 {
                shipped = self.ship(point, t, shipped);
            } else {
                self.late[point] = 0.0;
            }
            self.stock[point] = (self.stock[point] - self.taken[point] - shipped).max(0.0);
        }
        self.shipments.close_month(t);
        self.cancel();
    }

    fn ship(&mut self, point: usize, t: usize, demand: f64) -> f64 {
        let ration = self.ration[point];
        let shipped = (demand + self.shipments.waiting_at(point)) * ration;
        let missed = self.shipments.ship(self.start.frame, point, t, shipped);
        self.shipped[t * self.stock.len() + point] = shipped;
        self.cancelled[point] += missed.lost;
        let late = self.claims[point] * (1.0 - ration);
        let short = missed.unmet + (late - self.late[point]).max(0.0);
        self.late[point] = late;
        if short > DUST {
            let released = |stream: usize, t: usize| self.released[t * self.due.len() + stream];
            let cause = self.causes.cause(self.start, self.planned, released, point, t);
            self.shortages.push(Shortage { point, t, units: Units(short), cause });
        }
        shipped
    }

    /// Takes lost demand out of what is due, down the bills of material and lanes.
    fn cancel(&mut self) {
        if self.cancelled.iter().all(|units| *units <= 0.0) {
            return;
        }
        let network = self.start.network;
        for point in network.blocks.iter().flatten() {
            let units = std::mem::take(&mut self.cancelled[*point]);
            if units <= 0.0 {
                continue;
            }
            for stream in network.streams_of(*point) {
                let link = &network.streams[stream];
                let released = units * link.share / link.production_yield;
                self.due[stream] -= released;
                if let Some(sender) = link.sender {
                    self.cancelled[sender] += released;
                }
                for part in network.parts(*point) {
                    self.cancelled[part.point] += released * part.qty;
                }
            }
        }
    }
}

/// The smallest share below one that was met, the first of equal ones, and what it is a share of.
#[derive(Default)]
struct Scarcest(Option<(f64, ShortageCause)>);

impl Scarcest {
    fn meet(&mut self, share: f64, cause: ShortageCause) {
        if share < 1.0 && self.0.is_none_or(|(least, _)| share.total_cmp(&least).is_lt()) {
            self.0 = Some((share, cause));
        }
    }
}

/// Shortages in order of point and month. They come month by month, so each goes to the end of its point's.
fn by_point(shortages: Vec<Shortage>, points: usize) -> Vec<Shortage> {
    let mut next = vec![0; points + 1];
    shortages.iter().for_each(|shortage| next[shortage.point + 1] += 1);
    (0..points).for_each(|point| next[point + 1] += next[point]);
    let mut sorted = shortages.clone();
    for shortage in shortages {
        let at = &mut next[shortage.point];
        sorted[*at] = shortage;
        *at += 1;
    }
    sorted
}

/// What every month walks through, flat.
struct Links {
    /// By stream: the most that may be released in a month.
    most: Vec<f64>,
    /// Streams of points with typed receipts.
    typed: Vec<usize>,
    /// By stream: lead time, and good units out of one released.
    arrival: Vec<(Lead, f64)>,
    /// Stream, resource, hours for one released.
    work: Vec<(usize, usize, f64)>,
    /// Stream, point that it takes from, units for one released.
    parts: Vec<(usize, usize, f64)>,
}

impl Links {
    fn new(start: &Start) -> Self {
        let network: &Network = start.network;
        let streams = &network.streams;
        let mut links = Links {
            most: streams.iter().map(|link| link.most.map_or(f64::INFINITY, |most| most.0)).collect(),
            typed: (0..streams.len()).filter(|stream| start.typed.contains_key(&streams[*stream].point)).collect(),
            arrival: streams.iter().map(|link| (link.lead, link.production_yield)).collect(),
            work: Vec::with_capacity(streams.len()),
            parts: Vec::with_capacity(streams.len() * 2),
        };
        for (stream, link) in streams.iter().enumerate() {
            links.work.extend(network.work(link.point).iter().map(|work| (stream, work.resource, work.hours)));
            links.parts.extend(network.parts(link.point).iter().map(|part| (stream, part.point, part.qty)));
            links.parts.extend(link.sender.map(|sender| (stream, sender, 1.0)));
        }
        links
    }
}
