//! Figures typed at any node over any months, spread to the pairs and months below. One rule serves overrides and streams.
//!
//! Figures are ranked by how many leaves (pair x month) they cover: the fewer, the more specific; equal ones locked first, then by address.
//! 1. From broad to specific, each acts on what stands there: `Replace` scales to its total, `Percent` multiplies, `Add` adds to the total
//!    of each month, in proportion. Relative figures of several levels therefore compound, broad before specific. Leaves under a locked
//!    figure are left alone by every broader one.
//! 2. From specific to broad, each `Replace` is made to hold again: leaves under a more specific figure stay, the others are scaled to
//!    the rest. Where the rest is below zero, or no leaf is left to take it, a notice says so.
//! 3. `Shift` multiplies last, over everything.
//!
//! Example: a family total of 1000 with an item typed at 300 leaves 700 to the other items, in their proportions.
//! Leaves that are all zero share in equal parts, those that are sold before those that are not.
//! Invariant: leaves sum to every `Replace` that no notice names, and none is below zero.

use std::ops::Range;

use crate::engine::frame::Notice;
use crate::engine::{Frame, Grid, Product};
use crate::model::{Figure, How, Measure, Step, Table, Units};

/// A typed figure over the leaves that it covers.
pub(super) struct Typed<'a> {
    figure: &'a Figure,
    pairs: std::rc::Rc<[usize]>,
    months: Range<usize>,
    /// The figure; for a `Replace` that reaches beyond the horizon, the share of the months inside.
    value: f64,
}

impl Typed<'_> {
    fn leaves(&self) -> usize {
        self.pairs.len() * self.months.len()
    }
}

/// What figures of one measure say, ranked from specific to broad, and the shifts apart.
#[derive(Default)]
pub(super) struct Ranked<'a> {
    typed: Vec<Typed<'a>>,
    shifts: Vec<Typed<'a>>,
}

/// Ranks the figures of a measure; one that covers nothing is left out, with a notice.
pub(super) fn ranked<'a>(
    frame: &Frame,
    figures: &'a Table<Figure>,
    measure: Measure,
    notices: &mut Vec<Notice>,
) -> Ranked<'a> {
    let mut ranked = Ranked::default();
    let mut last: Option<(&Figure, std::rc::Rc<[usize]>)> = None;
    for figure in figures.iter().filter(|figure| figure.cell.measure == measure && figure.value.is_finite()) {
        let cell = &figure.cell;
        let pairs = match &last {
            Some((node, pairs)) if node.cell.subject == cell.subject && node.cell.place == cell.place => pairs.clone(),
            _ => frame.pairs_in(&cell.subject, &cell.place).into(),
        };
        last = Some((figure, pairs.clone()));
        let months = frame.horizon.span(cell.first, cell.last);
        if pairs.is_empty() || months.is_empty() {
            let what =
                if pairs.is_empty() { "for something that is sold nowhere" } else { "outside the planned months" };
            notices
                .push(about(figure, format!("A figure typed for {} is {what}: it changes nothing.", measure.name())));
            continue;
        }
        let all = (cell.last - cell.first).saturating_add(1);
        let value = if figure.how == How::Replace {
            figure.value * (months.len() as f64 / f64::from(all))
        } else {
            figure.value
        };
        let list = if figure.how == How::Shift { &mut ranked.shifts } else { &mut ranked.typed };
        list.push(Typed { figure, pairs, months, value });
    }
    // Stable: equal ones stay in order of address.
    ranked.typed.sort_by_key(|typed| (typed.leaves(), !typed.figure.locked));
    ranked
}

impl Ranked<'_> {
    /// Whether nothing is typed.
    pub(super) fn is_empty(&self) -> bool {
        self.typed.is_empty() && self.shifts.is_empty()
    }
}

/// Ranks of the most specific figures over a leaf; `NONE` where there is none.
#[derive(Clone, Copy)]
struct Cover {
    any: u32,
    locked: u32,
    replaced: u32,
}

const NONE: u32 = u32::MAX;

/// Lets the typed figures act on `base`. The mask tells which leaves any figure covers.
pub(super) fn apply(
    frame: &Frame,
    product: &Product,
    base: &Grid<Units>,
    ranked: &Ranked,
    notices: &mut Vec<Notice>,
) -> (Grid<Units>, Vec<bool>) {
    let mut run = Run {
        frame,
        product,
        months: base.months(),
        values: base.clone(),
        covers: vec![Cover { any: NONE, locked: NONE, replaced: NONE }; base.cells().len()],
        leaves: Vec::new(),
        notices,
    };
    run.cover(&ranked.typed);
    for (rank, typed) in ranked.typed.iter().enumerate().rev() {
        run.act(rank as u32, typed);
    }
    for (rank, typed) in ranked.typed.iter().enumerate().filter(|(_, typed)| typed.figure.how == How::Replace) {
        run.hold(rank as u32, typed);
    }
    for shift in &ranked.shifts {
        run.multiply(shift, NONE);
    }
    let mut touched: Vec<bool> = run.covers.iter().map(|cover| cover.any != NONE).collect();
    for shift in &ranked.shifts {
        run.for_each(shift, |_, leaf| touched[leaf] = true);
    }
    (run.values, touched)
}

struct Run<'a> {
    frame: &'a Frame,
    product: &'a Product,
    months: usize,
    values: Grid<Units>,
    covers: Vec<Cover>,
    /// Scratch: leaves of the figure at hand.
    leaves: Vec<usize>,
    notices: &'a mut Vec<Notice>,
}

impl Run<'_> {
    fn for_each(&mut self, typed: &Typed, mut visit: impl FnMut(&mut Self, usize)) {
        for pair in typed.pairs.iter() {
            for t in typed.months.clone() {
                visit(self, pair * self.months + t);
            }
        }
    }

    fn cover(&mut self, all: &[Typed]) {
        for (rank, typed) in all.iter().enumerate() {
            let (rank, how, locked) = (rank as u32, typed.figure.how, typed.figure.locked);
            self.for_each(typed, |run, leaf| {
                let cover = &mut run.covers[leaf];
                cover.any = cover.any.min(rank);
                cover.locked = if locked { cover.locked.min(rank) } else { cover.locked };
                cover.replaced = if how == How::Replace { cover.replaced.min(rank) } else { cover.replaced };
            });
        }
    }

    /// Step 1.
    fn act(&mut self, rank: u32, typed: &Typed) {
        match typed.figure.how {
            How::Replace => {
                let kept = self.gather(typed, typed.months.clone(), |cover| cover.locked >= rank);
                self.share_out(typed.value - kept);
            }
            How::Percent | How::Shift => self.multiply(typed, rank),
            How::Add => {
                for t in typed.months.clone() {
                    self.gather(typed, t..t + 1, |cover| cover.locked >= rank && cover.replaced > rank);
                    self.add(typed);
                }
            }
        }
    }

    /// Step 2.
    fn hold(&mut self, rank: u32, typed: &Typed) {
        let kept = self.gather(typed, typed.months.clone(), |cover| cover.any >= rank);
        let rest = typed.value - kept;
        let dust = 1e-9 * typed.value.abs().max(kept).max(1e-3);
        if self.leaves.is_empty() && rest.abs() > dust || rest < -dust {
            let said = format!(
                "{} is typed as {}, but the more specific figures below come to {}: they stand.",
                typed.figure.cell.measure.name(),
                shown(typed.value),
                shown(kept),
            );
            self.notices.push(about(typed.figure, said));
        }
        self.share_out(rest);
    }

    fn multiply(&mut self, typed: &Typed, rank: u32) {
        let factor = (1.0 + typed.value).max(0.0);
        // A shift has no rank: it multiplies everything, locked or not.
        self.for_each(typed, |run, leaf| {
            if rank == NONE || run.covers[leaf].locked >= rank {
                run.values.cells_mut()[leaf].0 *= factor;
            }
        });
    }

    fn add(&mut self, typed: &Typed) {
        let sum: f64 = self.leaves.iter().map(|leaf| self.values.cells()[*leaf].0).sum();
        let wanted = sum + typed.value;
        if self.leaves.is_empty() || wanted < -1e-9 {
            let said = format!(
                "{} is to change by {}, but only {} is there to change: the rest is left out.",
                typed.figure.cell.measure.name(),
                shown(typed.value),
                shown(sum),
            );
            self.notices.push(about(typed.figure, said));
        }
        self.share_out(wanted);
    }

    /// Puts the leaves that `free` lets through into the scratch list; returns the sum of the others.
    fn gather(&mut self, typed: &Typed, months: Range<usize>, free: impl Fn(&Cover) -> bool) -> f64 {
        self.leaves.clear();
        let mut kept = 0.0;
        for pair in typed.pairs.iter() {
            for leaf in pair * self.months + months.start..pair * self.months + months.end {
                if free(&self.covers[leaf]) {
                    self.leaves.push(leaf);
                } else {
                    kept += self.values.cells()[leaf].0;
                }
            }
        }
        kept
    }

    /// Scales the gathered leaves to a total, which counts as zero where it is below; equal parts where they are all zero.
    fn share_out(&mut self, total: f64) {
        let total = total.max(0.0);
        let cells = self.values.cells_mut();
        let sum: f64 = self.leaves.iter().map(|leaf| cells[*leaf].0).sum();
        if sum > 0.0 {
            self.leaves.iter().for_each(|leaf| cells[*leaf].0 = total * (cells[*leaf].0 / sum));
            return;
        }
        let sold = |leaf: &&usize| {
            let item = self.frame.pairs[**leaf / self.months].item;
            self.product.sold.at(item, **leaf % self.months)
        };
        let n_sold = self.leaves.iter().filter(sold).count();
        if n_sold == 0 {
            let part = total / self.leaves.len().max(1) as f64;
            self.leaves.iter().for_each(|leaf| cells[*leaf].0 = part);
        } else {
            self.leaves.iter().filter(sold).for_each(|leaf| cells[*leaf].0 = total / n_sold as f64);
        }
    }
}

fn shown(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}

fn about(figure: &Figure, text: String) -> Notice {
    let cell = &figure.cell;
    Notice { cell: Some(cell.clone()), ..Notice::new(Step::Demand, cell.subject.clone(), cell.place.clone(), text) }
}
