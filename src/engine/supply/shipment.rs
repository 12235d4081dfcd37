//! What customers get: backlog first, then the demand of the month; of each, markets of the first priority before the next, and in
//! proportion among equals. What is not met waits, or is lost, as the market says.
//!
//! As long as nothing is short and nobody waits, everything is shipped in the month demanded, and nothing here is touched.
//! Laws: on time + unmet = demand; backlog = backlog before + unmet - lost - backlog served; shipped = on time + backlog served.

use super::super::Grid;
use super::super::demand::Demand;
use super::super::frame::Frame;
use super::target::spans;
use super::turn::{by_month, by_row};
use super::{Service, formula};
use crate::model::{Units, Unmet};

/// Rounding noise, relative: so little is not short.
const DUST: f64 = 1e-9;

/// What customers got, waited for and lost. By pair.
pub struct Shipped {
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
}

/// The same while it is being worked out, month by month: `[t * pairs + pair]`.
pub struct Shipments {
    demand: Vec<f64>,
    shipped: Vec<f64>,
    on_time: Vec<f64>,
    unmet: Vec<f64>,
    backlog: Vec<f64>,
    lost: Vec<f64>,
    service: Vec<Service>,
    /// By pair: how much waits at the start of the month.
    waiting: Vec<f64>,
    /// By pair: what the month adds to it.
    change: Vec<f64>,
    /// By pair: whether it waits, or begins to.
    waits: Vec<bool>,
    /// Pairs that wait at the start of the month, in order.
    waiters: Vec<usize>,
    /// By point: how much of it waits there this month.
    waiting_at: Vec<f64>,
    /// By point: pairs, shares and months; made when first needed.
    served: Option<Serving>,
    /// The same for one point and month, with what each gets.
    claims: Vec<Claim>,
}

/// By point: whom it serves, one range of the list a point.
struct Serving {
    starts: Vec<usize>,
    list: Vec<Served>,
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
        let demand = by_month(&demand.consensus);
        let none = vec![0.0; demand.len()];
        Self {
            shipped: demand.clone(),
            on_time: demand.clone(),
            unmet: none.clone(),
            backlog: none.clone(),
            lost: none,
            demand,
            service: service.to_vec(),
            waiting: backlog.iter().map(|units| units.0).collect(),
            change: vec![0.0; backlog.len()],
            waits: backlog.iter().map(|units| *units > Units::ZERO).collect(),
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
    pub fn ship(&mut self, frame: &Frame, point: usize, t: usize, quantity: f64) -> Missed {
        let served = self.served.get_or_insert_with(|| Serving::new(frame));
        let demand = &self.demand[t * self.waiting.len()..];
        self.claims.clear();
        for link in served.at(point).iter().filter(|link| link.from <= t && t < link.to) {
            let (waiting, demand) = (self.waiting[link.pair] * link.share, demand[link.pair] * link.share);
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
        let month = t * self.waiting.len();
        for claim in &self.claims {
            let pair = claim.pair;
            let short = claim.demand - claim.on_time;
            self.shipped[month + pair] += claim.late - short;
            self.on_time[month + pair] -= short;
            self.unmet[month + pair] += short;
            missed.unmet += short;
            self.change[pair] -= claim.late;
            if self.service[pair].unmet == Unmet::Lost {
                self.lost[month + pair] += short;
                missed.lost += short;
            } else if short > 0.0 {
                self.change[pair] += short;
                self.waits[pair] = true;
            }
        }
        missed
    }

    /// Closes the backlog of month t.
    pub fn close_month(&mut self, t: usize) {
        self.waiters.clear();
        let backlog = &mut self.backlog[t * self.waiting.len()..];
        for (pair, waits) in self.waits.iter_mut().enumerate().filter(|(_, waits)| **waits) {
            let waiting = self.waiting[pair] + std::mem::take(&mut self.change[pair]);
            *waits = waiting > DUST;
            self.waiting[pair] = if waiting > DUST { waiting } else { 0.0 };
            backlog[pair] = self.waiting[pair];
            self.waiters.extend(waits.then_some(pair));
        }
        if self.waiters.is_empty() {
            self.waiting_at.fill(0.0);
        }
    }

    /// What came out, by row.
    pub fn by_row(&self, months: usize) -> Shipped {
        let turned = |by_month: &[f64]| by_row(by_month, months);
        let loses = self.service.iter().any(|service| service.unmet == Unmet::Lost);
        Shipped {
            shipped: turned(&self.shipped),
            on_time: turned(&self.on_time),
            unmet: turned(&self.unmet),
            backlog: turned(&self.backlog),
            lost: if loses { turned(&self.lost) } else { Grid::new(self.service.len(), months) },
        }
    }
}

impl Serving {
    fn new(frame: &Frame) -> Self {
        let months = frame.horizon.months;
        let mut starts = vec![0; frame.points.len() + 1];
        let mut links = Vec::with_capacity(frame.pairs.len());
        for (pair, splits) in frame.splits.iter().enumerate() {
            for (split, to) in spans(splits, months) {
                for (point, share) in &split.shares {
                    links.push((*point, Served { pair, share: *share, from: split.from, to }));
                    starts[*point + 1] += 1;
                }
            }
        }
        // Stable, so that the pairs of a point stay in order.
        links.sort_by_key(|(point, _)| *point);
        (0..frame.points.len()).for_each(|point| starts[point + 1] += starts[point]);
        Self { starts, list: links.into_iter().map(|(_, served)| served).collect() }
    }

    fn at(&self, point: usize) -> &[Served] {
        &self.list[self.starts[point]..self.starts[point + 1]]
    }
}

/// What each claim gets; rounding noise is not short.
fn fair(left: f64, claims: f64) -> f64 {
    if claims <= left + DUST * claims.max(1.0) { 1.0 } else { formula::ration(left, claims) }
}
