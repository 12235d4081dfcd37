//! Why something was not there in time.
//!
//! The execution notes what cut a release: the vendor, the hours, a component, a sender. A shortage in month t looks at the
//! release that would have arrived in t: if that stream was behind, the note says why. If it was not, the plan itself came late: a typed
//! quantity, frozen months, a level rate, or a release that would fall before the cycle month.

use super::super::Grid;
use super::ShortageCause;
use super::wish::{Start, is_leveled};
use crate::model::Units;

/// What cut the releases, by stream, in order of months.
pub struct Causes {
    notes: Vec<Note>,
    last: Vec<Option<usize>>,
}

struct Note {
    t: usize,
    cause: ShortageCause,
    units: f64,
    before: Option<usize>,
}

impl Causes {
    /// Nothing noted yet.
    pub fn new(streams: usize) -> Self {
        Self { notes: Vec::new(), last: vec![None; streams] }
    }

    /// A release of month t was cut by so many units. Of several causes in a month the largest stays.
    pub fn note(&mut self, stream: usize, t: usize, cause: ShortageCause, units: f64) {
        let last = self.last[stream];
        match last.map(|last| &mut self.notes[last]).filter(|note| note.t == t) {
            Some(note) if note.units >= units => {}
            Some(note) => (note.cause, note.units) = (cause, units),
            None => {
                self.last[stream] = Some(self.notes.len());
                self.notes.push(Note { t, cause, units, before: last });
            }
        }
    }

    /// The cause of a shortage of a point in month t.
    pub fn cause(
        &self,
        start: &Start,
        planned: &Grid<Units>,
        released: impl Fn(usize, usize) -> f64,
        point: usize,
        t: usize,
    ) -> ShortageCause {
        let streams = start.network.streams_of(point);
        if streams.is_empty() {
            return ShortageCause::NoSource;
        }
        let is_one = streams.len() == 1;
        let noted = streams.clone().filter_map(|stream| {
            let s = t.checked_sub(start.network.streams[stream].lead.whole)?;
            let note = self.until(stream, s)?;
            if is_one && note.t == s {
                return Some((0.0, note.cause));
            }
            let planned: f64 = planned.row(stream)[..=s].iter().map(|units| units.0).sum();
            let behind = planned - (0..=s).map(|s| released(stream, s)).sum::<f64>();
            (note.t == s || behind > note.units * 1e-6).then_some((behind, note.cause))
        });
        let worst = noted.max_by(|a, b| a.0.total_cmp(&b.0));
        worst.map_or_else(|| planned_late(start, point, streams, t), |(_, cause)| cause)
    }

    fn until(&self, stream: usize, s: usize) -> Option<&Note> {
        let mut note = self.last[stream].map(|last| &self.notes[last]);
        while let Some(later) = note.filter(|note| note.t > s) {
            note = later.before.map(|before| &self.notes[before]);
        }
        note
    }
}

/// The plan as wished is late by itself.
fn planned_late(start: &Start, point: usize, streams: std::ops::Range<usize>, t: usize) -> ShortageCause {
    let soonest = streams.map(|stream| start.network.streams[stream].lead.whole).min().unwrap_or(0);
    let Some(s) = t.checked_sub(soonest) else { return ShortageCause::LeadTime };
    let typed = start.typed.get(&point).is_some_and(|typed| typed[..=t].iter().any(|typed| typed.fixed.is_some()));
    if typed {
        ShortageCause::Typed
    } else if s < start.limits.frozen {
        ShortageCause::Frozen
    } else if is_leveled(start, point) {
        ShortageCause::Strategy
    } else {
        ShortageCause::LeadTime
    }
}
