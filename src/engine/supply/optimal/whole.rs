//! Whole lots, smallest orders and whole shifts in a solved plan: what has to be whole, and solving it exactly where the plan is small.
//!
//! A release is nothing, or at least the smallest order in whole lots, exactly as [`formula::release`] rounds every other plan; an extra
//! shift is worked or not. Typed and frozen months stand as they are. Up to [`MOST_STEPS`] such figures the plan is solved with them by branch and
//! bound ([`crate::lp::integer`]); above, the plan of any quantities is rounded (`lots`), with a gap against its bound.
//! Once the whole figures are found they are fixed, and the rest is a program like any other: canonical, and carried out as it stands.
//! Where even the smallest release is more than a vendor delivers in a month, nothing could ever be bought: there any quantity is allowed,
//! and a notice says so.

use super::layout::{Layout, Source};
use super::lots::SOME;
use super::program::is_typed;
use super::{Optimum, OptimumTask};
use crate::engine::frame::Notice;
use crate::engine::supply::wish::Start;
use crate::engine::supply::{SupplyInputs, formula};
use crate::lp::integer::{Chain, Limits, Search, Step};
use crate::lp::{FirstOrder, Flaw, Program, Status};
use crate::model::{Step as ReviewStep, Units};

/// Figures that have to be whole, up to which a plan is solved with them. Measured: docs/optimiser.md.
pub const MOST_STEPS: usize = 400;

/// When the search ends with what it has: no clock, so that the same plan always gives the same answer.
const LIMITS: Limits = Limits { nodes: 20_000, pivots: 30_000, gap: 1e-5 };

/// How a solved plan came to whole lots and shifts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whole {
    /// Nothing has to be whole: quantities as the program found them.
    #[default]
    Any,
    /// Solved with whole figures.
    Solved,
    /// Solved in any quantities, then rounded: the plan is too large.
    Rounded,
}

/// What has to be whole.
pub struct Asked {
    /// By column of the program.
    pub steps: Vec<Step>,
    /// Where that cannot be.
    pub notices: Vec<Notice>,
}

impl Asked {
    /// How a plan with these figures is made whole. A program that is only solved to a gap is not searched.
    pub fn whole(&self, program: &Program) -> Whole {
        match self.steps.len() {
            0 => Whole::Any,
            1..=MOST_STEPS if !FirstOrder::suits(program) => Whole::Solved,
            _ => Whole::Rounded,
        }
    }
}

/// What has to be whole in a plan: releases from the top of the bills of material down, then shifts.
pub fn asked(inputs: &SupplyInputs, start: &Start, layout: &Layout, program: &Program) -> Asked {
    let mut asked = Asked { steps: Vec::new(), notices: Vec::new() };
    let terms = &inputs.plan.terms;
    let mut group = 0;
    for point in start.network.blocks.iter().flatten().filter(|_| terms.whole_lots) {
        for source in layout.sources_of(*point) {
            releases(start, source, program, group, &mut asked);
            group += 1;
        }
    }
    let shifts = layout.hours.iter().filter_map(|hours| hours.shifts.filter(|_| terms.whole_shifts));
    for column in shifts.flat_map(|first| first..first + layout.months) {
        if program.upper(column) > 0.0 {
            asked.steps.push(Step { group, ..Step::whole(column) });
        }
    }
    asked
}

/// By point with lots or smallest orders: its balances month by month, and those of all that it goes into, later by its lead time: what the customers
/// of those ask has to be released here. And the hours of each month, which whole shifts have to add to.
pub fn chains(start: &Start, layout: &Layout, steps: &[Step]) -> Vec<Chain> {
    let stepped = |source: &Source| {
        let first = source.both.map_or(source.releases, |(_, first)| first);
        steps.iter().any(|step| (first..first + source.months).contains(&step.column))
    };
    let points = start.frame.points.len();
    let with_steps = (0..points).filter(|point| layout.sources_of(*point).iter().any(stepped));
    let balances = with_steps.flat_map(|point| [true, false].map(|whole| echelon(start, layout, point, whole)));
    let rows = layout.hours.iter().filter(|hours| hours.shifts.is_some()).filter_map(|hours| hours.row);
    let hours = rows.flat_map(|row| (row..row + layout.months).map(|row| Chain(vec![vec![(row, -1.0)]])));
    if steps.is_empty() { Vec::new() } else { balances.chain(hours).collect() }
}

/// The balances of a point and, where wanted, of all that it goes into.
fn echelon(start: &Start, layout: &Layout, point: usize, is_whole: bool) -> Chain {
    let network = start.network;
    let mut reached: Vec<Option<(f64, usize)>> = vec![None; start.frame.points.len()];
    reached[point] = Some((1.0, 0));
    for other in network.blocks.iter().rev().flatten().copied().filter(|other| *other != point && is_whole) {
        let (mut factor, mut later) = (0.0, 0);
        for stream in network.streams_of(other) {
            let link = &network.streams[stream];
            let parts = network.parts(other).iter().map(|part| (part.point, part.qty / link.production_yield));
            for (from, qty) in parts.chain(link.sender.map(|sender| (sender, 1.0))) {
                if let Some((of, months)) = reached[from] {
                    factor += of * qty;
                    later = months + link.lead.whole;
                }
            }
        }
        reached[other] = (factor > 0.0).then_some((factor, later));
    }
    let month = |t: usize| {
        let rows = reached.iter().enumerate().filter_map(|(other, reached)| Some((other, (*reached)?)));
        let there = rows.filter(|(_, (_, later))| t + later < layout.months);
        there.map(|(other, (factor, later))| (layout.balance(other, t + later), factor)).collect()
    };
    Chain((0..layout.months).map(month).collect())
}

/// Smallest order and lot of a source.
pub fn rule(start: &Start, source: &Source) -> (Units, Units) {
    match (source.stream, source.offer) {
        (Some(stream), _) => (start.network.streams[stream].min_order, start.network.streams[stream].lot),
        (None, Some(offer)) => {
            let other = start.frame.supplied[source.point].others.get(offer);
            (other.map_or(Units::ZERO, |other| other.min_order), Units::ZERO)
        }
        (None, None) => (Units::ZERO, Units::ZERO),
    }
}

fn releases(start: &Start, source: &Source, program: &Program, group: usize, asked: &mut Asked) {
    let (min_order, lot) = rule(start, source);
    let least = if lot.0 > 0.0 || min_order.0 > 0.0 { formula::release(SOME, min_order, lot).0 } else { 0.0 };
    let step = Step { column: 0, size: lot.0.max(0.0), least, group, carries: true };
    if !step.is_sound() {
        return;
    }
    if source.beyond.is_none() && step.below(source.most) <= 0.0 {
        let (subject, place) = start.frame.point_address(source.point);
        let item = start.frame.items.code(start.frame.points[source.point].item);
        let text = format!(
            "The smallest order of {item}, {least} units, is more than its vendor delivers in a month, {}: it is planned in any quantity.",
            source.most
        );
        return asked.notices.push(Notice::new(ReviewStep::Supply, subject, place, text));
    }
    for t in (0..source.months).filter(|t| !is_typed(start, source, *t)) {
        let column = source.both.map_or(source.releases, |(_, first)| first) + t;
        let is_frozen = t < start.limits.frozen;
        if !is_frozen && program.upper(column) > 0.0 {
            asked.steps.push(Step { column, ..step });
        }
    }
}

/// A search for the whole figures of a task.
pub(super) struct InWholes {
    search: Search,
    /// Whether the search is over.
    pub(super) has_ended: bool,
}

impl InWholes {
    /// Nothing found yet; `None` where nothing has to be whole.
    pub(super) fn new(task: &OptimumTask) -> Result<Option<Self>, Flaw> {
        if task.steps.is_empty() {
            return Ok(None);
        }
        let search = Search::stepped(task.program.clone(), task.steps.clone(), task.chains.clone(), LIMITS)?;
        Ok(Some(Self { search, has_ended: false }))
    }

    /// Up to so many pivots; `false`: over.
    pub(super) fn step(&mut self, pivots: usize) -> bool {
        self.has_ended |= !self.search.step(pivots);
        !self.has_ended
    }

    /// Pivots so far.
    pub(super) fn iterations(&self) -> usize {
        self.search.iterations()
    }

    /// The program with its whole figures where the best plan has them; `None` where none was found.
    pub(super) fn fixed(&self, task: &OptimumTask) -> Option<Program> {
        let found = self.search.solution();
        let mut program = task.program.clone();
        for step in &task.steps {
            let at = *found.x.get(step.column)?;
            program.set_bounds(step.column, at, at);
        }
        Some(program)
    }

    /// What is known: the plan of the fixed program where it is solved, else the best one of the search, with the bound of the
    /// search. Duals are those of the program without whole figures: they say what is scarce, and are no prices of this plan.
    pub(super) fn answer(&self, solved: Optimum) -> Optimum {
        let found = self.search.solution();
        let relaxation = self.search.relaxation();
        let is_solved = self.has_ended && solved.status == Status::Optimal;
        let x = if is_solved || found.x.is_empty() { solved.x } else { found.x.clone() };
        let objective = if is_solved { solved.objective } else { found.objective };
        let none = || vec![0.0; 0];
        Optimum {
            status: if is_solved { found.status } else { Status::Limit },
            feasible: !found.x.is_empty(),
            objective: if objective.is_finite() { objective } else { solved.objective },
            bound: found.bound.min(objective),
            x,
            duals: relaxation.map_or_else(none, |relaxation| relaxation.duals.clone()),
            reduced_costs: relaxation.map_or_else(none, |relaxation| relaxation.reduced_costs.clone()),
            ranges: Vec::new(),
            iterations: solved.iterations + found.iterations,
        }
    }
}
