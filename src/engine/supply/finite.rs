//! Making the plan fit the hours: what is too much for a month is made earlier.
//!
//! From the top of the bills of material down, so that components see the moved releases of their parents. In each overloaded
//! month of a resource, first to regular hours of earlier months, nearest first; what finds none may use the overtime of its own month, then of
//! earlier ones. All items on the resource give way in proportion to their hours, as far as their other resources and the
//! months allowed for pre-building let them. Typed and frozen releases do not move. What fits nowhere stays in its month:
//! the execution will make it late and call it a shortage of that resource.
//! Invariant: a release never moves later, and its total stays.

use super::super::Grid;
use super::wish::{self, Start, Wish};
use crate::model::{Hours, Units};

/// Less than this much load is no overload.
const DUST: f64 = 1e-9;

/// The releases of the wish, moved to where the hours are; `None` where the wish fits as it is. `load` is that of the wish.
pub fn fit(start: &Start, wished: &Wish, load: &Grid<Hours>) -> Option<Grid<Units>> {
    if !is_overloaded(start, load) {
        return None;
    }
    let mut fitting = Fitting {
        start,
        plan: wished.clone(),
        load: Grid::new(load.rows(), load.months()),
        members: vec![Vec::new(); load.rows()],
    };
    let mut dirty = vec![false; start.frame.points.len()];
    for block in &start.network.blocks {
        if block.iter().any(|point| dirty[*point]) {
            wish::net(start, &mut fitting.plan, block, |point| dirty[point] || wish::is_leveled(start, point));
        }
        fitting.take(block);
        fitting.fit_block();
        for point in block {
            pass_on(start, wished, &mut fitting.plan, *point, &mut dirty);
        }
    }
    Some(fitting.plan.releases)
}

fn is_overloaded(start: &Start, load: &Grid<Hours>) -> bool {
    (0..load.rows())
        .any(|row| load.row(row).iter().enumerate().any(|(t, hours)| hours.0 > start.capacity.regular(row, t) + DUST))
}

/// What changed against the wish is asked of components and senders in its new month.
fn pass_on(start: &Start, wished: &Wish, plan: &mut Wish, point: usize, dirty: &mut [bool]) {
    for stream in start.network.streams_of(point) {
        for s in 0..plan.releases.months() {
            let change = plan.releases.at(stream, s) - wished.releases.at(stream, s);
            if change.0.abs() <= DUST {
                continue;
            }
            if let Some(sender) = start.network.streams[stream].sender {
                *plan.requirement.at_mut(sender, s) += change;
                dirty[sender] = true;
            }
            for part in start.network.parts(point) {
                let requirement = plan.requirement.at_mut(part.point, s);
                *requirement = (*requirement + change * part.qty).positive();
                dirty[part.point] = true;
            }
        }
    }
}

struct Fitting<'a> {
    start: &'a Start<'a>,
    plan: Wish,
    /// Hours of all releases so far.
    load: Grid<Hours>,
    /// By resource: the streams of the block that use it, and their hours for one unit.
    members: Vec<Vec<(usize, f64)>>,
}

impl Fitting<'_> {
    /// Takes the releases of a block into the load.
    fn take(&mut self, block: &[usize]) {
        self.members.iter_mut().for_each(Vec::clear);
        for point in block {
            let work = self.start.network.work(*point);
            for stream in self.start.network.streams_of(*point) {
                for work in work {
                    self.members[work.resource].push((stream, work.hours));
                    let row = self.plan.releases.row(stream);
                    for (hours, released) in self.load.row_mut(work.resource).iter_mut().zip(row) {
                        hours.0 += released.0 * work.hours;
                    }
                }
            }
        }
    }

    fn fit_block(&mut self) {
        for with_overtime in [false, true] {
            for resource in 0..self.members.len() {
                for s in 0..self.load.months() {
                    self.relieve(resource, s, with_overtime);
                }
            }
        }
    }

    fn room(&self, resource: usize, t: usize, with_overtime: bool) -> f64 {
        let capacity = self.start.capacity;
        let hours = if with_overtime { capacity.most(resource, t) } else { capacity.regular(resource, t) };
        hours - self.load.at(resource, t).0
    }

    /// Moves what is above the hours of a month to earlier months.
    fn relieve(&mut self, resource: usize, s: usize, with_overtime: bool) {
        if self.members[resource].is_empty() {
            return;
        }
        for earlier in self.start.limits.earlier(s) {
            let over = -self.room(resource, s, with_overtime);
            if over <= DUST {
                return;
            }
            let room = self.room(resource, earlier, with_overtime);
            if room > DUST {
                self.shift(resource, s, earlier, over.min(room), with_overtime);
            }
        }
    }

    /// Moves so many hours of a resource from a month to an earlier one, in proportion over what can move.
    fn shift(&mut self, resource: usize, s: usize, earlier: usize, hours: f64, with_overtime: bool) {
        let members = std::mem::take(&mut self.members[resource]);
        let movable = |fitting: &Self, stream: usize| !fitting.is_held(stream, s) && !fitting.is_held(stream, earlier);
        let total: f64 = members
            .iter()
            .filter(|(stream, _)| movable(self, *stream))
            .map(|(stream, hours)| self.plan.releases.at(*stream, s).0 * hours)
            .sum();
        let part = if total > 0.0 { (hours / total).min(1.0) } else { 0.0 };
        for (stream, _) in &members {
            let released = self.plan.releases.at(*stream, s);
            if part > 0.0 && released > Units::ZERO && movable(self, *stream) {
                self.move_release(*stream, s, earlier, released * part, with_overtime);
            }
        }
        self.members[resource] = members;
    }

    fn move_release(&mut self, stream: usize, s: usize, earlier: usize, wanted: Units, with_overtime: bool) {
        let work = self.start.network.work(self.start.network.streams[stream].point);
        let fits = work.iter().map(|work| self.room(work.resource, earlier, with_overtime).max(0.0) / work.hours);
        let moved = Units(fits.fold(wanted.0, f64::min));
        if moved <= Units::ZERO {
            return;
        }
        let row = self.plan.releases.row_mut(stream);
        row[s] = (row[s] - moved).positive();
        row[earlier] += moved;
        for work in work {
            let hours = Hours(moved.0 * work.hours);
            *self.load.at_mut(work.resource, s) -= hours;
            *self.load.at_mut(work.resource, earlier) += hours;
        }
    }

    fn is_held(&self, stream: usize, s: usize) -> bool {
        let link = &self.start.network.streams[stream];
        self.start.typed.get(&link.point).is_some_and(|typed| wish::is_held(typed, link.lead, s))
    }
}
