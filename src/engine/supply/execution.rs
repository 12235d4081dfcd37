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
use super::super::demand::Demand;
use super::cause::Causes;
use super::formula;
use super::shipment::Shipments;
use super::wish::{self, Start};
use super::{Shortage, ShortageCause};
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
    pub shipments: Shipments,
    /// What was short, in order of point and month.
    pub shortages: Vec<Shortage>,
}

/// Carries the planned releases out.
pub fn execute(start: &Start, planned: &Grid<Units>, unmet: &[super::Service]) -> Executed {
    let mut execution = Execution::new(start, planned, unmet);
    for t in 0..start.frame.horizon.months {
        execution.month(t);
    }
    execution.shortages.sort_by_key(|shortage| (shortage.point, shortage.t));
    Executed {
        released: execution.released,
        shipped: execution.shipped,
        shipments: execution.shipments,
        shortages: execution.shortages,
    }
}

struct Execution<'a> {
    start: &'a Start<'a>,
    demand: &'a Demand,
    planned: &'a Grid<Units>,
    released: Grid<Units>,
    shipped: Grid<Units>,
    shipments: Shipments,
    shortages: Vec<Shortage>,
    causes: Causes,
    /// By stream: planned, not yet released.
    due: Vec<f64>,
    /// By stream: what it wants to release this month.
    want: Vec<f64>,
    /// By resource: hours wanted this month, then the share that there is.
    hours: Vec<f64>,
    /// By point: stock, then what is available this month.
    stock: Vec<f64>,
    /// By point: what parents and other sites ask this month.
    claims: Vec<f64>,
    /// By point: the share of all that is asked that can be served.
    ration: Vec<f64>,
    /// By point: what parents and other sites take this month.
    taken: Vec<f64>,
    /// By point: what parents and other sites asked in vain last month.
    late: Vec<f64>,
    /// By point: units no longer needed, since their demand was lost this month.
    cancelled: Vec<f64>,
}

impl<'a> Execution<'a> {
    fn new(start: &'a Start<'a>, planned: &'a Grid<Units>, unmet: &[super::Service]) -> Self {
        let (points, streams) = (start.frame.points.len(), start.network.streams.len());
        Self {
            start,
            demand: start.demand,
            planned,
            released: Grid::new(streams, planned.months()),
            shipped: start.demand.independent.clone(),
            shipments: Shipments::new(start.frame, start.demand, &start.opening.backlog, unmet),
            shortages: Vec::new(),
            causes: Causes::new(streams),
            due: vec![0.0; streams],
            want: vec![0.0; streams],
            hours: vec![0.0; start.frame.resources.len()],
            stock: start.opening.stock.iter().map(|units| units.0).collect(),
            claims: vec![0.0; points],
            ration: vec![1.0; points],
            taken: vec![0.0; points],
            late: vec![0.0; points],
            cancelled: vec![0.0; points],
        }
    }

    fn month(&mut self, t: usize) {
        self.shipments.open_month(self.start.frame, t);
        self.want_releases(t);
        self.share_hours(t);
        self.claim();
        for block in self.start.network.blocks.iter().rev() {
            for point in block {
                self.release(*point, t);
                self.serve(*point, t);
            }
        }
        self.close(t);
    }

    /// What is due, within what vendors deliver and planners typed.
    fn want_releases(&mut self, t: usize) {
        for (stream, link) in self.start.network.streams.iter().enumerate() {
            let planned = self.planned.at(stream, t).0;
            self.due[stream] += planned;
            let due = self.due[stream].max(0.0);
            let typed = self.start.typed.get(&link.point);
            let (most, cause) = if typed.is_some_and(|typed| wish::is_held(typed, link.lead, t)) {
                self.due[stream] = self.due[stream].max(planned);
                (planned, ShortageCause::Typed)
            } else {
                (link.most.map_or(f64::INFINITY, |most| most.0), ShortageCause::Vendor)
            };
            self.want[stream] = due.min(most);
            if due > most * (1.0 + DUST) + DUST {
                self.causes.note(stream, t, cause, due - most);
            }
        }
    }

    /// Where a resource has too few hours, all that use it give way in proportion.
    fn share_hours(&mut self, t: usize) {
        self.hours.fill(0.0);
        let network = self.start.network;
        for (stream, link) in network.streams.iter().enumerate() {
            for work in network.work(link.point) {
                self.hours[work.resource] += self.want[stream] * work.hours;
            }
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
            let scarcest = network
                .work(link.point)
                .iter()
                .min_by(|a, b| self.hours[a.resource].total_cmp(&self.hours[b.resource]));
            let Some(scarcest) = scarcest.filter(|work| self.hours[work.resource] < 1.0) else { continue };
            let wanted = self.want[stream];
            self.want[stream] = wanted * self.hours[scarcest.resource];
            if wanted > 0.0 {
                self.causes.note(stream, t, ShortageCause::Capacity(scarcest.resource), wanted - self.want[stream]);
            }
        }
    }

    /// What the wanted releases ask of components and senders.
    fn claim(&mut self) {
        self.claims.fill(0.0);
        let network = self.start.network;
        for (stream, link) in network.streams.iter().enumerate() {
            let want = self.want[stream];
            if want <= 0.0 {
                continue;
            }
            if let Some(sender) = link.sender {
                self.claims[sender] += want;
            }
            for part in network.parts(link.point) {
                self.claims[part.point] += want * part.qty;
            }
        }
    }

    /// Releases what components and senders can give, and takes it from them.
    fn release(&mut self, point: usize, t: usize) {
        let network = self.start.network;
        let parts = network.parts(point);
        for stream in network.streams_of(point) {
            let link = &network.streams[stream];
            let (mut share, mut cause) = (1.0, ShortageCause::LeadTime);
            if let Some(sender) = link.sender {
                (share, cause) = (self.ration[sender], ShortageCause::Lane(sender));
            }
            for part in parts {
                if self.ration[part.point] < share {
                    (share, cause) = (self.ration[part.point], ShortageCause::Component(part.point));
                }
            }
            let want = self.want[stream];
            let released = want * share;
            if released < want {
                self.causes.note(stream, t, cause, want - released);
            }
            self.due[stream] -= released;
            *self.released.at_mut(stream, t) = Units(released);
            if let Some(sender) = link.sender {
                self.taken[sender] += released;
            }
            for part in parts {
                self.taken[part.point] += released * part.qty;
            }
        }
    }

    /// Adds what arrives to stock, and finds the share of what is asked that it can serve.
    fn serve(&mut self, point: usize, t: usize) {
        let mut available = self.stock[point] + self.start.opening.receipts.at(point, t).0;
        for stream in self.start.network.streams_of(point) {
            available += arrivals(self.start, &self.released, stream, t).0;
        }
        let customers = self.shipped.at(point, t).0 + self.shipments.waiting_at(point);
        let asked = customers + self.claims[point];
        self.stock[point] = available;
        self.ration[point] =
            if asked > available + DUST * asked.max(1.0) { formula::ration(available, asked) } else { 1.0 };
    }

    /// Ships, books what was short, and closes the stock of every point.
    fn close(&mut self, t: usize) {
        for point in 0..self.stock.len() {
            let ration = self.ration[point];
            let mut shipped = self.shipped.at(point, t).0;
            if ration < 1.0 || self.shipments.waiting_at(point) > 0.0 {
                shipped = self.ship(point, t, ration);
            } else {
                self.late[point] = 0.0;
            }
            let left = self.stock[point] - self.taken[point] - shipped;
            self.stock[point] = left.max(0.0);
            self.taken[point] = 0.0;
        }
        self.shipments.close_month(t);
        self.cancel();
    }

    fn ship(&mut self, point: usize, t: usize, ration: f64) -> f64 {
        let asked = self.shipped.at(point, t).0 + self.shipments.waiting_at(point);
        let shipped = asked * ration;
        let missed = self.shipments.ship(self.start.frame, self.demand, point, t, shipped);
        *self.shipped.at_mut(point, t) = Units(shipped);
        self.cancelled[point] += missed.lost;
        let late = self.claims[point] * (1.0 - ration);
        let short = missed.unmet + (late - self.late[point]).max(0.0);
        self.late[point] = late;
        if short > DUST {
            let cause = self.causes.cause(self.start, self.planned, &self.released, point, t);
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

/// Good units of a stream that arrive in month t.
pub fn arrivals(start: &Start, released: &Grid<Units>, stream: usize, t: usize) -> Units {
    let link = &start.network.streams[stream];
    let at = |back: usize| t.checked_sub(back).map_or(Units::ZERO, |s| released.at(stream, s));
    let before = if link.lead.fraction > 0.0 { at(link.lead.whole.saturating_add(1)) } else { Units::ZERO };
    formula::good(formula::arrivals(link.lead, at(link.lead.whole), before), link.production_yield)
}
