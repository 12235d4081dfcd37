//! Solving a task in steps, without a clock: to the optimum (`exact`), or where the program is too large for that ([`FirstOrder::suits`])
//! by the first-order method until its proven gap is small. Such a plan is no optimum, has no preference and no prices.

use super::exact::Exact;
use super::{Optimum, OptimumTask, answer};
use crate::lp::{FirstOrder, Flaw};

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

/// How many pivots or iterations a task usually takes, as [`Solve::iterations`] counts them: what progress is measured by.
pub fn usual(task: &OptimumTask) -> usize {
    match (FirstOrder::suits(&task.program), task.steps.is_empty()) {
        (true, _) => USUAL,
        (false, true) => task.program.rows() * 2,
        // a search for whole lots solves the program again and again
        (false, false) => task.program.rows() * 20,
    }
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
        let exact = Exact::new(&task)?;
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
                exact.next(&task)?;
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
            Method::Exact(exact) => !exact.step(&mut self.task, pivots),
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
            Method::Exact(exact) => exact.iterations(),
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
            Method::Exact(exact) => exact.answer(&self.task),
            Method::Large(large) => answer(large.solution(), Vec::new()),
        }
    }
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
