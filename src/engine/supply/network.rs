//! The frame's links of supply, laid out flat for the planning loops.
//!
//! Everything that comes to a point comes on a [`Stream`]: one where it is made or bought, one per lane where it is brought.
//! A stream has releases (orders, in the month of start) and arrivals (good units, in the month of receipt). The hours,
//! components and sender's stock of a release are taken in its month of start.
//! Invariant: streams, parts and work of a point lie side by side, in the order of the frame.

use std::ops::Range;

use super::super::frame::{Frame, Lead, Part, Supplied, Work};
use crate::model::{UnitPrice, Units, Way};

/// One road by which units come to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stream {
    /// The point that it fills.
    pub point: usize,
    /// The way; never `None`, or there would be no stream.
    pub way: Way,
    /// The sending point of a lane.
    pub sender: Option<usize>,
    /// Time from release to arrival.
    pub lead: Lead,
    /// Share of the point's need that it brings.
    pub share: f64,
    /// Good units out of one released.
    pub production_yield: f64,
    /// Smallest release.
    pub min_order: Units,
    /// Releases are whole multiples of it; zero: any quantity.
    pub lot: Units,
    /// The most that may be released in a month: what the vendor delivers.
    pub most: Option<Units>,
    /// Freight of one unit on a lane.
    pub freight: Option<UnitPrice>,
}

/// Streams, parts and work of all points.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Every stream, by point.
    pub streams: Vec<Stream>,
    streams_of: Vec<u32>,
    parts: Vec<Part>,
    parts_of: Vec<u32>,
    work: Vec<Work>,
    work_of: Vec<u32>,
    /// Points by low-level code: each block needs nothing of a later one.
    pub blocks: Vec<Vec<usize>>,
}

impl Network {
    /// Laid out from the frame.
    pub fn new(frame: &Frame) -> Self {
        let mut network = Network {
            streams: Vec::with_capacity(frame.points.len()),
            streams_of: vec![0],
            parts: Vec::new(),
            parts_of: vec![0],
            work: Vec::new(),
            work_of: vec![0],
            blocks: blocks(frame),
        };
        for (point, supplied) in frame.supplied.iter().enumerate() {
            network.lay(point, supplied);
        }
        network
    }

    fn lay(&mut self, point: usize, supplied: &Supplied) {
        match supplied.way {
            Some(Way::Move) => self.streams.extend(lanes(point, supplied)),
            Some(way) => self.streams.push(stream(point, way, supplied)),
            None => {}
        }
        if supplied.way == Some(Way::Make) {
            self.parts.extend(supplied.parts.iter().filter(|part| part.qty > 0.0));
            self.work.extend(supplied.work.iter().filter(|work| work.hours > 0.0));
        }
        self.streams_of.push(self.streams.len() as u32);
        self.parts_of.push(self.parts.len() as u32);
        self.work_of.push(self.work.len() as u32);
    }

    /// The streams that fill a point, as positions.
    pub fn streams_of(&self, point: usize) -> Range<usize> {
        self.streams_of[point] as usize..self.streams_of[point + 1] as usize
    }

    /// What goes into one released unit of a point that is made.
    pub fn parts(&self, point: usize) -> &[Part] {
        &self.parts[self.parts_of[point] as usize..self.parts_of[point + 1] as usize]
    }

    /// The hours of one released unit of a point that is made.
    pub fn work(&self, point: usize) -> &[Work] {
        &self.work[self.work_of[point] as usize..self.work_of[point + 1] as usize]
    }
}

fn stream(point: usize, way: Way, supplied: &Supplied) -> Stream {
    let most = supplied.purchase.as_ref().filter(|_| way == Way::Buy).and_then(|purchase| purchase.capacity);
    Stream {
        point,
        way,
        sender: None,
        lead: supplied.lead,
        share: 1.0,
        production_yield: if supplied.production_yield > 0.0 { supplied.production_yield } else { 1.0 },
        min_order: supplied.min_order,
        lot: supplied.lot,
        most,
        freight: None,
    }
}

fn lanes(point: usize, supplied: &Supplied) -> impl Iterator<Item = Stream> + '_ {
    supplied.lanes.iter().map(move |lane| Stream {
        sender: Some(lane.from),
        lead: lane.lead,
        share: lane.share,
        production_yield: 1.0,
        freight: lane.freight,
        ..stream(point, Way::Move, supplied)
    })
}

fn blocks(frame: &Frame) -> Vec<Vec<usize>> {
    let levels = frame.level.iter().max().map_or(0, |level| level + 1);
    let mut blocks = vec![Vec::new(); levels];
    for point in &frame.order {
        blocks[frame.level[*point]].push(*point);
    }
    blocks
}
