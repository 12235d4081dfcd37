//! Arrivals, usage, stock, load and freight that follow from what was released and shipped.
//!
//! Example: 10 released in May with a lead time of 0.25 months are 7.5 made in May, 2.5 in June, and 2.5 in process at the end of May.
//! Invariant: closing = opening + receipts + arrivals - usage - transfers - shipments; what is sent has arrived or is in transit.

use super::super::Grid;
use super::execution::Executed;
use super::network::Stream;
use super::wish::{self, Start, Wish};
use super::{Supply, formula};
use crate::model::{Hours, Money, Units, Way};

/// Arrivals, usage, stock and load that follow from what was released and shipped.
pub fn balance(start: &Start, wished: Wish, wished_load: Grid<Hours>, executed: Executed) -> Supply {
    let (points, months) = (start.frame.points.len(), start.frame.horizon.months);
    let released = &executed.released;
    let load = wish::load(start.network, start.frame.resources.len(), released);
    let overtime = overtime(&load, &start.capacity.regular);
    let shipments = executed.shipments;
    let grid = || Grid::new(points, months);
    let mut supply = Supply {
        strategy: start.limits.strategy,
        releases: grid(),
        requirement: wished.requirement,
        opening: grid(),
        receipts: start.opening.receipts.clone(),
        production: grid(),
        purchase: grid(),
        transfer_in: grid(),
        transfer_out: grid(),
        usage: grid(),
        shipments: executed.shipped,
        closing: grid(),
        target: wished.target,
        in_transit: grid(),
        in_process: grid(),
        wished: increments(wished.needed),
        load,
        wished_load,
        capacity: start.capacity.regular.clone(),
        overtime,
        overtime_limit: start.capacity.overtime.clone(),
        extra_limit: Grid::new(start.frame.resources.len(), months),
        heads: start.capacity.heads.clone(),
        elsewhere: executed.elsewhere,
        shipped: shipments.shipped,
        on_time: shipments.on_time,
        unmet: shipments.unmet,
        backlog: shipments.backlog,
        lost: shipments.lost,
        shortages: executed.shortages,
        freight: vec![Money::ZERO; months],
        notices: Vec::new(),
        solving: None,
    };
    let mut arrived = vec![Units::ZERO; months];
    for stream in 0..start.network.streams.len() {
        flow(start, &mut supply, released.row(stream), stream, &mut arrived);
    }
    for other in &supply.elsewhere {
        wish::add(supply.purchase.row_mut(other.point), &other.receipts, 1.0);
    }
    for point in 0..points {
        close(&mut supply, start.opening.stock[point], point);
    }
    supply
}

/// Books the releases and arrivals of a stream where they belong. `arrived` is room for one row.
fn flow(start: &Start, supply: &mut Supply, row: &[Units], stream: usize, arrived: &mut [Units]) {
    let link = &start.network.streams[stream];
    if row.iter().all(|released| *released == Units::ZERO) {
        return;
    }
    arrivals(link, row, arrived);
    wish::add(supply.releases.row_mut(link.point), row, 1.0);
    for part in start.network.parts(link.point) {
        wish::add(supply.usage.row_mut(part.point), row, part.qty);
    }
    let receipts = match link.way {
        Way::Make => &mut supply.production,
        Way::Buy => &mut supply.purchase,
        Way::Move => &mut supply.transfer_in,
    };
    wish::add(receipts.row_mut(link.point), arrived, 1.0);
    match link.sender {
        Some(sender) => {
            wish::add(supply.transfer_out.row_mut(sender), row, 1.0);
            pend(link, row, arrived, supply.in_transit.row_mut(sender));
            for (cost, sent) in supply.freight.iter_mut().zip(row) {
                *cost += link.freight.map_or(Money::ZERO, |freight| *sent * freight);
            }
        }
        None if link.way == Way::Make => pend(link, row, arrived, supply.in_process.row_mut(link.point)),
        None => {}
    }
}

/// Good units that arrive of a stream's releases, by month.
fn arrivals(link: &Stream, released: &[Units], arrived: &mut [Units]) {
    let (f, whole) = (link.lead.fraction, link.lead.whole);
    for (t, arrived) in arrived.iter_mut().enumerate() {
        let at = |back: usize| t.checked_sub(back).map_or(Units::ZERO, |s| released[s]);
        let before = if f > 0.0 { at(whole.saturating_add(1)) } else { Units::ZERO };
        *arrived = formula::good(formula::arrivals(link.lead, at(whole), before), link.production_yield);
    }
}

/// Adds what was released and has not arrived yet, in good units.
fn pend(link: &Stream, released: &[Units], arrived: &[Units], pending: &mut [Units]) {
    let mut on_its_way = Units::ZERO;
    for ((pending, released), arrived) in pending.iter_mut().zip(released).zip(arrived) {
        on_its_way = (on_its_way + formula::good(*released, link.production_yield) - *arrived).positive();
        *pending += on_its_way;
    }
}

fn close(supply: &mut Supply, stock: Units, point: usize) {
    let mut opening = stock;
    for t in 0..supply.closing.months() {
        *supply.opening.at_mut(point, t) = opening;
        opening = supply.flows(point, t).closing().positive();
        *supply.closing.at_mut(point, t) = opening;
    }
}

/// Cumulated figures, month by month.
fn increments(mut cumulated: Grid<Units>) -> Grid<Units> {
    for row in 0..cumulated.rows() {
        let mut before = Units::ZERO;
        for units in cumulated.row_mut(row) {
            let now = *units;
            *units = (now - before).positive();
            before = now;
        }
    }
    cumulated
}

fn overtime(load: &Grid<Hours>, capacity: &Grid<Option<Hours>>) -> Grid<Hours> {
    let mut overtime = Grid::new(load.rows(), load.months());
    let hours = load.cells().iter().zip(capacity.cells());
    for (overtime, (load, capacity)) in overtime.cells_mut().iter_mut().zip(hours) {
        *overtime = formula::overtime(*load, *capacity);
    }
    overtime
}
