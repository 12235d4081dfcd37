//! Solving a task in steps, without a clock: the cost first, then the preference among plans of that cost.
//!
//! A program that is too large for that ([`FirstOrder::suits`]) is solved by the first-order method until its proven gap is small: its plan is
//! no optimum and has no preference.
//!
//! The second objective is minimised over the face of the optima: columns with a reduced cost and rows with a dual stay where they are. Its weights are
//! above zero and no two alike, so that its optimum is one point, whichever way led there. Both solvers are kept for the next task: as long as
//! only figures changed, they start from where they were.

use super::{Optimum, OptimumTask, answer};
use crate::lp::{FirstOrder, Flaw, Program, Solution, Solver, Status};

/// Below this, relative to the largest cost of its entries, a reduced cost or a dual is rounding noise.
const NOISE: f64 = 1e-7;
/// The preferred plan may cost so much more, relative, by rounding.
const ALIKE: f64 = 1e-9;

/// Share of the cost that a large plan may be dearer than the best one.
const ENOUGH: f64 = 1e-3;
/// Iterations of a large program at most: ten times what the largest ones that were tried needed.
const MOST: usize = 100_000;
/// So many pivots take as long as one iteration.
const PIVOTS: usize = 5;
/// What a large program usually takes.
const USUAL: usize = 8_000;

/// A task on its way to its answer.
pub struct Solve {
    task: OptimumTask,
    method: Method,
    is_done: bool,
}

/// How a task is solved.
enum Method {
    Exact(Box<Exact>),
    Large(Box<FirstOrder>),
}

/// The simplex method, twice.
struct Exact {
    cost: Solver,
    preferred: Option<Solver>,
    /// The optimum by cost alone, once it is there.
    first: Option<Solution>,
}

/// How many steps of [`Solve::step`] a task usually takes, as [`Solve::iterations`] counts them.
pub fn usual(task: &OptimumTask) -> usize {
    if FirstOrder::suits(&task.program) { USUAL } else { task.program.rows() * 2 }
}

impl Solve {
    /// Nothing done yet.
    ///
    /// # Errors
    /// What stands in the program that may not: a NaN, or a lower bound above the upper one.
    pub fn new(task: OptimumTask) -> Result<Self, Flaw> {
        if FirstOrder::suits(&task.program) {
            return Self::first_order(task);
        }
        let exact = Exact { cost: Solver::new(task.program.clone())?, preferred: None, first: None };
        Ok(Self { task, method: Method::Exact(Box::new(exact)), is_done: false })
    }

    /// By the first-order method, whatever the size.
    ///
    /// # Errors
    /// As [`Solve::new`].
    pub fn first_order(task: OptimumTask) -> Result<Self, Flaw> {
        let method = Method::Large(Box::new(FirstOrder::new(task.program.clone(), ENOUGH)?));
        Ok(Self { task, method, is_done: false })
    }

    /// The next task, from where this one ended; a large one from the beginning.
    ///
    /// # Errors
    /// As [`Solve::new`].
    pub fn next(&mut self, task: OptimumTask) -> Result<(), Flaw> {
        match &mut self.method {
            Method::Exact(exact) if !FirstOrder::suits(&task.program) => {
                exact.cost.change(task.program.clone())?;
                exact.first = None;
                self.task = task;
                self.is_done = false;
            }
            _ => *self = Self::new(task)?,
        }
        Ok(())
    }

    /// Up to so many pivots, or iterations that take as long; `false`: finished.
    pub fn step(&mut self, pivots: usize) -> bool {
        if self.is_done {
            return false;
        }
        self.is_done = match &mut self.method {
            Method::Exact(exact) => exact.step(&self.task, pivots),
            Method::Large(large) => {
                let left = MOST.saturating_sub(large.iterations());
                let now = (pivots / PIVOTS).clamp(1, left.max(1));
                !large.step(now) || large.iterations() >= MOST
            }
        };
        !self.is_done
    }

    /// Pivots or iterations so far.
    pub fn iterations(&self) -> usize {
        match &self.method {
            Method::Exact(exact) => exact.cost.iterations() + exact.preferred.as_ref().map_or(0, Solver::iterations),
            Method::Large(large) => large.iterations(),
        }
    }

    /// The task.
    pub fn task(&self) -> &OptimumTask {
        &self.task
    }

    /// What is known by now. Before the end: the best plan so far, with a proven bound.
    pub fn answer(&mut self) -> Optimum {
        match &mut self.method {
            Method::Exact(exact) => exact.answer(&self.task, self.is_done),
            Method::Large(large) => answer(large.solution(), Vec::new()),
        }
    }
}

impl Exact {
    /// Whether that was all.
    fn step(&mut self, task: &OptimumTask, pivots: usize) -> bool {
        if self.first.is_some() {
            return !self.preferred.as_mut().is_some_and(|solver| solver.step(pivots));
        }
        !self.cost.step(pivots) && self.begin_preference(task)
    }

    /// Whether there is none, because there is no optimum.
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
        !is_solved
    }

    fn answer(&mut self, task: &OptimumTask, is_done: bool) -> Optimum {
        let mut solution = self.first.clone().unwrap_or_else(|| self.cost.solution());
        if solution.status != Status::Optimal {
            return answer(solution, Vec::new());
        }
        let ranges = self.ranges(task, &solution);
        if let Some(preferred) = self.preferred.as_ref().map(Solver::solution).filter(|_| is_done) {
            let objective = task.program.objective(&preferred.x);
            let alike = (objective - solution.objective).abs() <= ALIKE * solution.objective.abs().max(1.0);
            if preferred.status == Status::Optimal && alike {
                solution.x = preferred.x;
            }
        }
        answer(solution, ranges)
    }

    /// Rows that bind with a price: how far their limit may move with it.
    fn ranges(&mut self, task: &OptimumTask, solution: &Solution) -> Vec<(u32, f64, f64)> {
        let program = &task.program;
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
