//! When an item is sold, from when and until when, and who takes over.
//!
//! An item with sales in history is sold from the start; another from the launch of its project in plan, else from its typed launch.
//! A typed end cuts demand off after its month; a phase-out leads down to its last month instead, so that a successor can gain what is lost.

use super::curve;
use super::{Sales, notice};
use crate::engine::frame::Notice;
use crate::engine::{Frame, Grid};
use crate::model::{Catalog, Month, PhaseOut, ProductPlan, Subject};

/// The months in which an item is sold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Life {
    /// The first month; `None`: since ever.
    pub from: Option<Month>,
    /// Whether it never comes: only projects that are out of plan would bring it.
    pub never: bool,
    /// The last month; `None`: no end is known.
    pub until: Option<Month>,
    /// Its phase-out, if one is planned: last month and months of decline.
    pub decline: Option<(Month, u32)>,
}

impl Life {
    /// Whether it may have baseline demand in a month.
    pub fn sold(&self, month: Month) -> bool {
        let begun = !self.never && self.from.is_none_or(|from| from <= month);
        begun && (self.decline.is_some() || self.until.is_none_or(|until| month <= until))
    }

    /// Share of a month's demand that the phase-out leaves.
    pub fn remaining(&self, month: Month) -> f64 {
        self.decline.map_or(1.0, |(last, decline)| curve::remaining(month, last, decline))
    }
}

/// The life of every item.
pub(super) fn lives(frame: &Frame, catalog: &Catalog, plan: &ProductPlan, sales: &Sales) -> Vec<Life> {
    let mut lives: Vec<Life> = (0..frame.items.len()).map(|item| typed(frame, catalog, sales, item)).collect();
    let new = |item: &usize| sales.first[*item].is_none();
    let mut launches = vec![None; lives.len()];
    for project in &plan.projects {
        if let Some(item) = frame.items.position(&project.item).filter(new) {
            lives[item].never = true;
            if project.in_plan() {
                launches[item] =
                    Some(launches[item].map_or(project.launch, |launch: Month| launch.min(project.launch)));
            }
        }
    }
    for (life, launch) in lives.iter_mut().zip(launches).filter(|(_, launch)| launch.is_some()) {
        (life.never, life.from) = (false, launch);
    }
    for phase_out in &plan.phase_outs {
        if let Some(item) = frame.items.position(&phase_out.item) {
            let last = lives[item].until.map_or(phase_out.last, |until| until.min(phase_out.last));
            lives[item].until = Some(last);
            lives[item].decline = Some((last, phase_out.decline));
        }
    }
    lives
}

/// What the catalog and history say of an item.
fn typed(frame: &Frame, catalog: &Catalog, sales: &Sales, item: usize) -> Life {
    let record = catalog.items.get(frame.items.code(item));
    let launched = record.and_then(|record| record.launched);
    Life {
        from: sales.first[item].or(launched),
        until: record.and_then(|record| record.discontinued),
        ..Life::default()
    }
}

/// By item: who takes over, and what share of what is lost. A successor that leads back to where it started is left out.
pub(super) fn successors(frame: &Frame, plan: &ProductPlan, notices: &mut Vec<Notice>) -> Vec<Option<(usize, f64)>> {
    let mut successors: Vec<Option<(usize, f64)>> = vec![None; frame.items.len()];
    for phase_out in &plan.phase_outs {
        let (Some(item), Some(code)) = (frame.items.position(&phase_out.item), &phase_out.successor) else { continue };
        let Some(successor) = frame.items.position(code) else { continue };
        if leads_to(&successors, successor, item) {
            let text =
                format!("{code} is to take over from {}, which leads in a circle: nobody takes over.", phase_out.item);
            notices.push(notice(Subject::Item(phase_out.item.clone()), text));
        } else {
            successors[item] = Some((successor, transfer(phase_out)));
        }
    }
    successors
}

fn transfer(phase_out: &PhaseOut) -> f64 {
    if phase_out.transfer.is_finite() { phase_out.transfer.clamp(0.0, 1.0) } else { 0.0 }
}

fn leads_to(successors: &[Option<(usize, f64)>], from: usize, target: usize) -> bool {
    let next = |item: &usize| successors[*item].map(|(next, _)| next);
    std::iter::successors(Some(from), next).any(|item| item == target)
}

/// By item and month: whether it is sold.
pub(super) fn sold(frame: &Frame, lives: &[Life]) -> Grid<bool> {
    by_month(frame, lives, Life::sold)
}

/// By item and month: what a phase-out leaves.
pub(super) fn remaining(frame: &Frame, lives: &[Life]) -> Grid<f64> {
    by_month(frame, lives, Life::remaining)
}

fn by_month<T: Copy + Default>(frame: &Frame, lives: &[Life], figure: impl Fn(&Life, Month) -> T) -> Grid<T> {
    let mut grid = Grid::new(lives.len(), frame.horizon.months);
    for (item, life) in lives.iter().enumerate() {
        for (t, cell) in grid.row_mut(item).iter_mut().enumerate() {
            *cell = figure(life, frame.horizon.first + t as i32);
        }
    }
    grid
}
