//! Solving a task to its optimum: whole figures first where there are any, then the cost, then the preference among plans of that cost, then what
//! the dearest limits are worth exactly.
//!
//! The second objective is minimised over the face of the optima: columns with a reduced cost and rows with a dual stay where they are. Its weights are
//! above zero and no two alike, so that its optimum is one point, whichever way led there. Both solvers are kept for the next task: as long as
//! only figures changed, they start from where they were.

use std::collections::BTreeMap;

use super::binding::{Held, Range};
use super::whole::InWholes;
use super::{Optimum, OptimumTask, answer};
use crate::lp::{Flaw, Program, Solution, Solver, Status};

/// Below this, relative to the largest cost of its entries, a reduced cost or a dual is rounding noise.
const NOISE: f64 = 1e-7;
/// The preferred plan may cost so much more, relative, by rounding.
const ALIKE: f64 = 1e-9;

/// Limits whose worth is solved again: as many as people are shown at once, two of each resource or vendor.
const PROBED: usize = 6;
const PROBED_OF_ONE: usize = 2;
/// Programs with more rows than this are not solved again for the worth of a limit, nor for longer than so many pivots.
const PROBED_ROWS: usize = 10_000;
const PROBED_PIVOTS: usize = 500;

/// The simplex method, twice, and once more for each limit that is asked about.
pub(super) struct Exact {
    /// The search for whole lots and shifts, where there are any. Once it is over the task's program has them fixed.
    whole: Option<InWholes>,
    cost: Solver,
    preferred: Option<Solver>,
    /// The optimum by cost alone, once it is there.
    first: Option<Solution>,
    ranges: Vec<Range>,
    /// Whether the preference has had its say.
    is_canonical: bool,
    /// Of `ranges`, those that are still to be solved again.
    probes: Vec<usize>,
}

impl Exact {
    /// Nothing done yet.
    pub(super) fn new(task: &OptimumTask) -> Result<Self, Flaw> {
        let cost = Solver::new(task.program.clone())?;
        let whole = InWholes::new(task)?;
        let (ranges, probes) = (Vec::new(), Vec::new());
        Ok(Self { whole, cost, preferred: None, first: None, ranges, is_canonical: false, probes })
    }

    /// The next task, from where this one ended. With whole figures always from the beginning: which of equal plans is found depends on the way there.
    pub(super) fn next(&mut self, task: &OptimumTask) -> Result<(), Flaw> {
        if self.whole.is_some() || !task.steps.is_empty() {
            *self = Self::new(task)?;
            return Ok(());
        }
        self.cost.change(task.program.clone())?;
        self.first = None;
        self.is_canonical = false;
        (self.ranges, self.probes) = (Vec::new(), Vec::new());
        Ok(())
    }

    /// Up to so many pivots; `false`: finished.
    pub(super) fn step(&mut self, task: &mut OptimumTask, pivots: usize) -> bool {
        if let Some(whole) = self.whole.as_mut().filter(|whole| !whole.has_ended) {
            return whole.step(pivots) || self.fix_whole(task);
        }
        if self.first.is_none() {
            return self.cost.step(pivots) || self.begin_preference(task);
        }
        if !self.is_canonical {
            self.is_canonical = !self.preferred.as_mut().is_some_and(|solver| solver.step(pivots));
            if self.is_canonical {
                self.begin_probes(task);
            }
            return true;
        }
        let next = self.probes.pop();
        next.inspect(|next| self.probe(task, *next)).is_some()
    }

    /// Fixes what has to be whole; what is left is a program like any other. `false`: no plan with whole figures was found.
    fn fix_whole(&mut self, task: &mut OptimumTask) -> bool {
        let fixed = self.whole.as_ref().and_then(|whole| whole.fixed(task));
        let changed = fixed.clone().is_some_and(|program| self.cost.change(program).is_ok());
        match fixed.filter(|_| changed) {
            Some(program) => {
                task.program = program;
                true
            }
            None => false,
        }
    }

    /// `false`: there is no optimum, so there is none to choose among.
    fn begin_preference(&mut self, task: &OptimumTask) -> bool {
        let first = self.cost.solution();
        let is_solved = first.status == Status::Optimal;
        if is_solved {
            let face = face(task, &first);
            let changed = self.preferred.as_mut().map(|solver| solver.change(face.clone()));
            if !matches!(changed, Some(Ok(_))) {
                self.preferred = Solver::warm(face, &first.basis).ok();
            }
        }
        self.first = Some(first);
        is_solved
    }

    /// Pivots so far.
    pub(super) fn iterations(&self) -> usize {
        let preferred = self.preferred.as_ref().map_or(0, Solver::iterations);
        self.cost.iterations() + preferred + self.whole.as_ref().map_or(0, InWholes::iterations)
    }

    /// What is known by now. Before the end: the best plan so far, with a proven bound.
    pub(super) fn answer(&mut self, task: &OptimumTask) -> Optimum {
        let solved = self.solved(task);
        match &self.whole {
            Some(whole) => whole.answer(solved),
            None => solved,
        }
    }

    fn solved(&mut self, task: &OptimumTask) -> Optimum {
        let mut solution = self.first.clone().unwrap_or_else(|| self.cost.solution());
        if solution.status != Status::Optimal {
            return answer(solution, Vec::new());
        }
        if self.ranges.is_empty() {
            self.ranges = self.ranges(task, &solution);
        }
        if let Some(preferred) = self.preferred.as_ref().map(Solver::solution).filter(|_| self.is_canonical) {
            let objective = task.program.objective(&preferred.x);
            let alike = (objective - solution.objective).abs() <= ALIKE * solution.objective.abs().max(1.0);
            if preferred.status == Status::Optimal && alike {
                solution.x = preferred.x;
            }
        }
        answer(solution, self.ranges.clone())
    }

    /// The task's limits that bind with a price: how far each may move with it.
    fn ranges(&mut self, task: &OptimumTask, solution: &Solution) -> Vec<Range> {
        let binds = |(_, held): &&(u32, Held)| price(solution, *held) > NOISE;
        let binding: Vec<Held> = task.limits.iter().filter(binds).map(|(_, held)| *held).collect();
        let range = |held| {
            let (down, up) = match held {
                Held::Row(row) | Held::Balance(row) => self.cost.row_range(row as usize),
                Held::Column(column) => self.cost.column_range(column as usize),
            };
            Range { held, down, up, gain: None }
        };
        binding.into_iter().map(range).collect()
    }

    /// Chooses the limits that are solved again: the dearest, two of a number at most, whose price does not hold for one more unit.
    fn begin_probes(&mut self, task: &OptimumTask) {
        let Some(first) = self.first.clone() else { return };
        self.ranges = self.ranges(task, &first);
        if task.program.rows() > PROBED_ROWS {
            return;
        }
        let number: BTreeMap<Held, u32> = task.limits.iter().map(|(number, held)| (*held, *number)).collect();
        let mut by_number: BTreeMap<u32, Vec<(f64, usize)>> = BTreeMap::new();
        for (at, range) in self.ranges.iter().enumerate().filter(|(_, range)| !matches!(range.held, Held::Balance(_))) {
            by_number.entry(number[&range.held]).or_default().push((price(&first, range.held), at));
        }
        let dearest = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let mut groups: Vec<Vec<(f64, usize)>> = by_number.into_values().collect();
        groups.iter_mut().for_each(|group| group.sort_by(dearest));
        groups.sort_by(|a, b| dearest(&a[0], &b[0]));
        let shown = groups.iter().flat_map(|group| group.iter().take(PROBED_OF_ONE)).take(PROBED);
        self.probes = shown.map(|(_, at)| *at).filter(|at| self.ranges[*at].up < 1.0).collect();
    }

    /// Solves again with one more unit of a limit. The solver that answers keeps its basis.
    fn probe(&mut self, task: &OptimumTask, at: usize) {
        let (Some(first), held) = (&self.first, self.ranges[at].held) else { return };
        let mut program = task.program.clone();
        match held {
            Held::Row(row) | Held::Balance(row) => {
                let row = row as usize;
                program.set_row(row, program.row_lower(row), program.row_upper(row) + 1.0);
            }
            Held::Column(column) => {
                let column = column as usize;
                program.set_bounds(column, program.lower(column), program.upper(column) + 1.0);
            }
        }
        let mut solver = self.cost.clone();
        if solver.change(program).is_ok() && !solver.step(PROBED_PIVOTS) {
            let again = solver.solution();
            let gain = Some(first.objective - again.objective).filter(|_| again.status == Status::Optimal);
            self.ranges[at].gain = gain.map(|gain| gain.max(0.0));
        }
    }
}

/// What one more unit of a limit saves at most, for as long as its price holds.
fn price(solution: &Solution, held: Held) -> f64 {
    match held {
        Held::Row(row) | Held::Balance(row) => solution.duals[row as usize].abs(),
        Held::Column(column) => -solution.reduced_costs[column as usize],
    }
}

/// The plans of least cost, with the preference as their objective.
fn face(task: &OptimumTask, first: &Solution) -> Program {
    let mut program = task.program.clone();
    for column in 0..program.columns() {
        let size = program.entries(column).map(|(row, value)| (value * first.duals[row]).abs());
        let size = size.fold(task.program.cost(column).abs(), f64::max);
        if first.reduced_costs[column].abs() > NOISE * size.max(1.0) {
            let at = first.x[column].clamp(program.lower(column), program.upper(column));
            program.set_bounds(column, at, at);
        }
        program.set_cost(column, task.preference[column]);
    }
    for row in 0..program.rows() {
        let (lower, upper) = (program.row_lower(row), program.row_upper(row));
        let dual = first.duals[row];
        if lower < upper && dual.abs() > NOISE {
            let side = if dual < 0.0 { upper } else { lower };
            program.set_row(row, side, side);
        }
    }
    program
}
