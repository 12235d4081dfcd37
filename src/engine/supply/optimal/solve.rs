//! Solving a task in steps, without a clock: the cost first, then the preference among plans of that cost.
//!
//! The second objective is minimised over the face of the optima: columns with a reduced cost and rows with a dual stay where they are. Its weights are
//! above zero and no two alike, so that its optimum is one point, whichever way led there. Both solvers are kept for the next task: as long as
//! only figures changed, they start from where they were.

use super::whole::InWholes;
use super::{Optimum, OptimumTask, answer};
use crate::lp::{Flaw, Program, Solution, Solver, Status};

/// Below this, relative to the largest cost of its entries, a reduced cost or a dual is rounding noise.
const NOISE: f64 = 1e-7;
/// The preferred plan may cost so much more, relative, by rounding.
const ALIKE: f64 = 1e-9;

/// A task on its way to its answer.
pub struct Solve {
    task: OptimumTask,
    /// The search for whole lots and shifts, where there are any. Once it is over the task's program has them fixed.
    whole: Option<InWholes>,
    cost: Solver,
    preferred: Option<Solver>,
    /// The optimum by cost alone, once it is there.
    first: Option<Solution>,
    is_done: bool,
}

impl Solve {
    /// Nothing done yet.
    ///
    /// # Errors
    /// What stands in the program that may not: a NaN, or a lower bound above the upper one.
    pub fn new(task: OptimumTask) -> Result<Self, Flaw> {
        let cost = Solver::new(task.program.clone())?;
        Ok(Self { whole: InWholes::new(&task)?, task, cost, preferred: None, first: None, is_done: false })
    }

    /// The next task, from where this one ended.
    ///
    /// # Errors
    /// As [`Solve::new`].
    pub fn next(&mut self, task: OptimumTask) -> Result<(), Flaw> {
        if self.whole.is_some() || !task.steps.is_empty() {
            // which of equal whole plans is found depends on the way there: always from the beginning
            *self = Self::new(task)?;
            return Ok(());
        }
        self.cost.change(task.program.clone())?;
        self.task = task;
        self.first = None;
        self.is_done = false;
        Ok(())
    }

    /// Up to so many pivots; `false`: finished.
    pub fn step(&mut self, pivots: usize) -> bool {
        if self.is_done {
            return false;
        }
        if let Some(whole) = self.whole.as_mut().filter(|whole| !whole.has_ended) {
            if !whole.step(pivots) {
                self.fix_whole();
            }
        } else if self.first.is_none() {
            if !self.cost.step(pivots) {
                self.begin_preference();
            }
        } else if !self.preferred.as_mut().is_some_and(|solver| solver.step(pivots)) {
            self.is_done = true;
        }
        !self.is_done
    }

    /// Fixes what has to be whole; what is left is a program like any other.
    fn fix_whole(&mut self) {
        let fixed = self.whole.as_ref().and_then(|whole| whole.fixed(&self.task));
        let changed = fixed.clone().is_some_and(|program| self.cost.change(program).is_ok());
        match fixed.filter(|_| changed) {
            Some(program) => self.task.program = program,
            None => self.is_done = true,
        }
    }

    fn begin_preference(&mut self) {
        let first = self.cost.solution();
        if first.status == Status::Optimal {
            let face = face(&self.task, &first);
            let changed = self.preferred.as_mut().map(|solver| solver.change(face.clone()));
            if !matches!(changed, Some(Ok(_))) {
                self.preferred = Solver::warm(face, &first.basis).ok();
            }
        } else {
            self.is_done = true;
        }
        self.first = Some(first);
    }

    /// Pivots so far.
    pub fn iterations(&self) -> usize {
        let preferred = self.preferred.as_ref().map_or(0, Solver::iterations);
        self.cost.iterations() + preferred + self.whole.as_ref().map_or(0, InWholes::iterations)
    }

    /// The task.
    pub fn task(&self) -> &OptimumTask {
        &self.task
    }

    /// What is known by now. Before the end: the best plan so far, with a proven bound.
    pub fn answer(&mut self) -> Optimum {
        let solved = self.solved();
        self.whole.as_ref().map_or_else(|| solved.clone(), |whole| whole.answer(solved.clone()))
    }

    fn solved(&mut self) -> Optimum {
        let mut solution = self.first.clone().unwrap_or_else(|| self.cost.solution());
        if solution.status != Status::Optimal {
            return answer(solution, Vec::new());
        }
        let ranges = self.ranges(&solution);
        if let Some(preferred) = self.preferred.as_ref().map(Solver::solution).filter(|_| self.is_done) {
            let objective = self.task.program.objective(&preferred.x);
            let alike = (objective - solution.objective).abs() <= ALIKE * solution.objective.abs().max(1.0);
            if preferred.status == Status::Optimal && alike {
                solution.x = preferred.x;
            }
        }
        answer(solution, ranges)
    }

    /// Rows that bind with a price: how far their limit may move with it.
    fn ranges(&mut self, solution: &Solution) -> Vec<(u32, f64, f64)> {
        let program = &self.task.program;
        let limits = |row: &usize| program.row_lower(*row) == f64::NEG_INFINITY && program.row_upper(*row).is_finite();
        let binding = (0..program.rows()).filter(limits).filter(|row| solution.duals[*row].abs() > NOISE);
        let binding: Vec<usize> = binding.collect();
        binding
            .into_iter()
            .map(|row| {
                let (down, up) = self.cost.row_range(row);
                (row as u32, down, up)
            })
            .collect()
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

/// Solves a task at once, as native programs do.
///
/// # Errors
/// As [`Solve::new`].
pub fn solve(task: OptimumTask) -> Result<Optimum, Flaw> {
    let mut solve = Solve::new(task)?;
    while solve.step(usize::MAX) {}
    Ok(solve.answer())
}
