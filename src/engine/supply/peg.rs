//! Pegging: whom a shortage hurts, from a component up through parents and receiving sites to the customers.
//!
//! At every point what is short is shared over all that is asked of it in that month, in proportion: customers, parents, other sites.
//! A parent that misses a component misses as many units as the component would have gone into, when its lead time has passed.
//! What reaches a customer is no more than what that customer really misses from then on.

use super::super::demand::Demand;
use super::super::frame::Frame;
use super::{Shortage, Supply};
use crate::model::{Units, Way};

/// Units that a shortage takes from a customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hurt {
    /// The item in the market, a position in the frame.
    pub pair: usize,
    /// The month in which they are missed first, a position in the horizon.
    pub t: usize,
    /// How many.
    pub units: Units,
}

/// Who takes from a point.
struct Taker {
    point: usize,
    /// Units taken for one unit that the taker gets.
    qty: f64,
    /// Months until it gets it.
    lead: usize,
}

/// The links of the frame, turned around.
pub struct Pegging<'a> {
    frame: &'a Frame,
    takers: Vec<Vec<Taker>>,
    served: Vec<Vec<usize>>,
}

impl<'a> Pegging<'a> {
    /// Turns the links of a frame around.
    pub fn new(frame: &'a Frame) -> Self {
        let mut takers: Vec<Vec<Taker>> = (0..frame.points.len()).map(|_| Vec::new()).collect();
        for (point, supplied) in frame.supplied.iter().enumerate() {
            let made = if supplied.way == Some(Way::Make) { supplied.parts.as_slice() } else { &[] };
            let moved = if supplied.way == Some(Way::Move) { supplied.lanes.as_slice() } else { &[] };
            for part in made.iter().filter(|part| part.qty > 0.0 && supplied.production_yield > 0.0) {
                let qty = part.qty / supplied.production_yield;
                takers[part.point].push(Taker { point, qty, lead: supplied.lead.whole });
            }
            for lane in moved.iter().filter(|lane| lane.share > 0.0) {
                takers[lane.from].push(Taker { point, qty: lane.share, lead: lane.lead.whole });
            }
        }
        let mut served = vec![Vec::new(); frame.points.len()];
        for (pair, splits) in frame.splits.iter().enumerate() {
            for (point, _) in splits.iter().flat_map(|split| &split.shares) {
                served[*point].push(pair);
            }
        }
        served.iter_mut().for_each(Vec::dedup);
        Self { frame, takers, served }
    }

    /// The customers that a shortage hurts, by pair and month.
    pub fn hurt(&self, demand: &Demand, supply: &Supply, shortage: &Shortage) -> Vec<Hurt> {
        let mut found = Vec::new();
        let mut open = vec![(shortage.point, shortage.t, shortage.units)];
        while let Some((point, t, units)) = open.pop() {
            self.spread(demand, supply, (point, t, units), &mut found, &mut open);
        }
        found.sort_by_key(|hurt| (hurt.pair, hurt.t));
        found.dedup_by(|next, hurt| {
            let same = (next.pair, next.t) == (hurt.pair, hurt.t);
            if same {
                hurt.units += next.units;
            }
            same
        });
        for hurt in &mut found {
            hurt.units = hurt.units.min(supply.unmet.row(hurt.pair)[hurt.t..].iter().copied().sum());
        }
        found.retain(|hurt| hurt.units > Units::ZERO);
        found
    }

    /// Shares a shortage over customers and takers of a point. The frame is acyclic, so this ends.
    fn spread(
        &self,
        demand: &Demand,
        supply: &Supply,
        (point, t, units): (usize, usize, Units),
        found: &mut Vec<Hurt>,
        open: &mut Vec<(usize, usize, Units)>,
    ) {
        let months = self.frame.horizon.months;
        let share_of = |pair: usize| {
            let serving = self.frame.serving(pair, t);
            serving.iter().filter(|(at, _)| *at == point).map(|(_, share)| share).sum::<f64>()
        };
        let asks = |taker: &Taker| {
            let t = taker.lead.saturating_add(t);
            if t < months { supply.wished.at(taker.point, t) * taker.qty } else { Units::ZERO }
        };
        let customers: Units =
            self.served[point].iter().map(|pair| demand.consensus.at(*pair, t) * share_of(*pair)).sum();
        let asked = customers + self.takers[point].iter().map(asks).sum();
        let Some(part) = units.ratio(asked).map(|part| part.min(1.0)) else { return };
        for pair in &self.served[point] {
            let units = demand.consensus.at(*pair, t) * (share_of(*pair) * part);
            if units > Units::ZERO {
                found.push(Hurt { pair: *pair, t, units });
            }
        }
        for taker in &self.takers[point] {
            let missed = asks(taker) * part / taker.qty;
            if missed > Units::ZERO {
                open.push((taker.point, t + taker.lead, missed));
            }
        }
    }
}
