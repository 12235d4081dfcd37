//! What customers get: backlog first, then the demand of the month; of each, markets of the first priority before the next, and in
//! proportion among equals. What is not met waits, or is lost, as the market says.
//!
//! As long as nothing is short and nobody waits, everything is shipped in the month demanded, and nothing here is touched.
//! Laws: on time + unmet = demand; backlog = backlog before + unmet - lost - backlog served; shipped = on time + backlog served.

use super::super::Grid;
use super::super::demand::Demand;
use super::super::frame::Frame;
use super::target::spans;
use super::{Service, formula};
use crate::model::{Units, Unmet};

/// Rounding noise, relative: so little is not short.
const DUST: f64 = 1e-9;

/// What customers got, waited for and lost. By pair.
pub struct Shipments {
    /// Units shipped, backlog of earlier months included.
    pub shipped: Grid<Units>,
    /// Units shipped in the month in which they were demanded.
    pub on_time: Grid<Units>,
    /// Demand of the month that was not met in it.
    pub unmet: Grid<Units>,
    /// Unmet demand that waits at the end of the month.
    pub backlog: Grid<Units>,
    /// Unmet demand that went elsewhere.
    pub lost: Grid<Units>,
    service: Vec<Service>,
    /// By pair: how much waits at the start of the month.
    waiting: Vec<f64>,
    /// By pair: what the month adds to it.
    change: Vec<f64>,
    /// Pairs that wait, or begin to.
    waiters: Vec<usize>,
    /// By point: how much of it waits there this month.
    waiting_at: Vec<f64>,
    /// By point: pairs, shares and months; made when first needed.
    served: Option<Vec<Vec<Served>>>,
    /// The same for one point and month, with what each gets.
    claims: Vec<Claim>,
}

/// A pair that a point serves in the months `from..to`.
#[derive(Clone, Copy)]
struct Served {
    pair: usize,
    share: f64,
    from: usize,
    to: usize,
}

struct Claim {
    pair: usize,
    waiting: f64,
    demand: f64,
    late: f64,
    on_time: f64,
}

/// What a point could not ship in a month.
pub struct Missed {
    /// Demand of the month that was not met.
    pub unmet: f64,
    /// The part of it that is lost.
    pub lost: f64,
}

impl Shipments {
    /// Everything shipped as demanded; what is short is taken off later.
    pub fn new(frame: &Frame, demand: &Demand, backlog: &[Units], service: &[Service]) -> Self {
        let (pairs, months) = (frame.pairs.len(), frame.horizon.months);
        Self {
            shipped: demand.consensus.clone(),
            on_time: demand.consensus.clone(),
            unmet: Grid::new(pairs, months),
            backlog: Grid::new(pairs, months),
            lost: Grid::new(pairs, months),
            service: service.to_vec(),
            waiting: backlog.iter().map(|units| units.0).collect(),
            change: vec![0.0; backlog.len()],
            waiters: (0..backlog.len()).filter(|pair| backlog[*pair] > Units::ZERO).collect(),
            waiting_at: vec![0.0; frame.points.len()],
            served: None,
            claims: Vec::new(),
        }
    }

    /// Takes those who wait to the points that serve them in month t.
    pub fn open_month(&mut self, frame: &Frame, t: usize) {
        if self.waiters.is_empty() {
            return;
        }
        self.waiting_at.fill(0.0);
        for pair in &self.waiters {
            for (point, share) in frame.serving(*pair, t) {
                self.waiting_at[*point] += self.waiting[*pair] * share;
            }
        }
    }

    /// How much of earlier months is asked of a point this month.
    pub fn waiting_at(&self, point: usize) -> f64 {
        self.waiting_at[point]
    }

    /// Shares what a point ships in month t among its customers.
    pub fn ship(&mut self, frame: &Frame, demand: &Demand, point: usize, t: usize, quantity: f64) -> Missed {
        let served = self.served.get_or_insert_with(|| served(frame));
        self.claims.clear();
        for link in served[point].iter().filter(|link| link.from <= t && t < link.to) {
            let (waiting, demand) =
                (self.waiting[link.pair] * link.share, demand.consensus.at(link.pair, t).0 * link.share);
            self.claims.push(Claim { pair: link.pair, waiting, demand: demand.max(0.0), late: 0.0, on_time: 0.0 });
        }
        self.claims.sort_by_key(|claim| (self.service[claim.pair].priority, claim.pair));
        self.share(quantity);
        self.book(t)
    }

    /// Backlog first, then demand; by priority, in proportion among equals.
    fn share(&mut self, quantity: f64) {
        let mut left = quantity;
        let service = &self.service;
        let equals = |a: &Claim, b: &Claim| service[a.pair].priority == service[b.pair].priority;
        for claims in self.claims.chunk_by_mut(equals) {
            let fair = fair(left, claims.iter().map(|claim| claim.waiting).sum());
            for claim in claims {
                claim.late = claim.waiting * fair;
                left -= claim.late;
            }
        }
        for claims in self.claims.chunk_by_mut(equals) {
            let fair = fair(left, claims.iter().map(|claim| claim.demand).sum());
            for claim in claims {
                claim.on_time = claim.demand * fair;
                left -= claim.on_time;
            }
        }
    }

    fn book(&mut self, t: usize) -> Missed {
        let mut missed = Missed { unmet: 0.0, lost: 0.0 };
        for claim in &self.claims {
            let pair = claim.pair;
            let short = claim.demand - claim.on_time;
            *self.shipped.at_mut(pair, t) += Units(claim.late - short);
            *self.on_time.at_mut(pair, t) -= Units(short);
            *self.unmet.at_mut(pair, t) += Units(short);
            missed.unmet += short;
            self.change[pair] -= claim.late;
            if self.service[pair].unmet == Unmet::Lost {
                *self.lost.at_mut(pair, t) += Units(short);
                missed.lost += short;
            } else if short > 0.0 {
                self.change[pair] += short;
                self.waiters.push(pair);
            }
        }
        missed
    }

    /// Closes the backlog of month t.
    pub fn close_month(&mut self, t: usize) {
        for pair in &self.waiters {
            let waiting = self.waiting[*pair] + std::mem::take(&mut self.change[*pair]);
            self.waiting[*pair] = if waiting > DUST { waiting } else { 0.0 };
            *self.backlog.at_mut(*pair, t) = Units(self.waiting[*pair]);
        }
        self.waiters.retain(|pair| self.waiting[*pair] > 0.0);
        self.waiters.sort_unstable();
        self.waiters.dedup();
        if self.waiters.is_empty() {
            self.waiting_at.fill(0.0);
        }
    }
}

/// What each claim gets; rounding noise is not short.
fn fair(left: f64, claims: f64) -> f64 {
    if claims <= left + DUST * claims.max(1.0) { 1.0 } else { formula::ration(left, claims) }
}

fn served(frame: &Frame) -> Vec<Vec<Served>> {
    let mut served = vec![Vec::new(); frame.points.len()];
    for (pair, splits) in frame.splits.iter().enumerate() {
        for (split, to) in spans(splits, frame.horizon.months) {
            for (point, share) in &split.shares {
                served[*point].push(Served { pair, share: *share, from: split.from, to });
            }
        }
    }
    served
}
