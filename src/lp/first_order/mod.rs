//! A first-order method for programs that are too large for the simplex method: a feasible point and a proven bound, ever closer.
//!
//! - `scale`, `price`: the scaled program. `hybrid`: the iteration, restarted primal-dual hybrid gradients.
//! - From time to time a trial: `bound` makes the duals prove a bound; the point is brought near feasibility by the same iteration
//!   without costs (feasibility polishing, Applegate et al. 2024) and made feasible by `repair`.
//!
//! What is said of point and bound is what the program's own checks ([`Program::violation`], [`Program::dual_bound`]) say of them. The answer
//! is never [`Status::Optimal`], and that a program is infeasible or unbounded is not found out: then it goes on until it is stopped,
//! without a feasible point or without a bound.

mod bound;
mod hybrid;
mod order;
mod price;
mod repair;
mod scale;
#[cfg(test)]
mod tests;

use super::program::{Flaw, Program};
use super::solution::{Basis, Progress, Solution, Status};
use hybrid::Hybrid;
use repair::Repair;
use scale::Scaled;

/// Rows above which a program is for this method: the simplex method takes half a minute there, and four times as long for twice as many.
const LARGE: usize = 20_000;
/// Iterations before the first trial.
const FIRST_TRIAL: usize = 300;
/// Iterations between trials, as a share of those so far: a third.
const SPACING: usize = 3;
/// Iterations of a trial at most.
const POLISH: usize = 500;
/// Iterations of a trial between two looks, and the scaled infeasibility at which repairing costs nothing any more.
const LOOK: usize = 50;
const NEAR: f64 = 1e-7;
/// Relative violation with which a point is taken for feasible.
const FEASIBLE: f64 = 1e-6;

/// A solver that owns its program and does as many iterations at a time as it is told: it has no clock.
#[derive(Clone, Debug)]
pub struct FirstOrder {
    program: Program,
    scaled: Scaled,
    /// What a unit of each row may be worth.
    prices: Vec<f64>,
    descent: Hybrid,
    /// The trial that is on its way, on a scaled form of its own.
    trial: Option<Box<(Scaled, Hybrid)>>,
    repair: Option<Repair>,
    next_trial: usize,
    /// Iterations of trials that have ended.
    tried: usize,
    /// Relative gap with which it ends.
    enough: f64,
    bound: f64,
    /// Duals that prove the bound.
    duals: Vec<f64>,
    /// The best feasible point so far, with its objective.
    best: Option<(f64, Vec<f64>)>,
    is_done: bool,
}

impl FirstOrder {
    /// Whether a program is so large that the simplex method is not expected to end within a minute.
    pub fn suits(program: &Program) -> bool {
        program.rows() > LARGE
    }

    /// Starts at the point nearest to zero. It ends when objective and bound differ by no more than the share `enough`.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn new(program: Program, enough: f64) -> Result<Self, Flaw> {
        if let Some(flaw) = program.flaw() {
            return Err(flaw);
        }
        let prices = price::guessed(&program);
        let scaled = Scaled::new(&program, prices.clone());
        let x = scaled.bounds.iter().map(|(lower, upper)| 0.0f64.max(*lower).min(*upper)).collect();
        let y = vec![0.0; program.rows()];
        Ok(Self {
            duals: y.clone(),
            bound: program.dual_bound(&y),
            descent: Hybrid::new(x, y, true),
            trial: None,
            repair: None,
            next_trial: FIRST_TRIAL,
            tried: 0,
            enough,
            best: None,
            is_done: false,
            scaled,
            prices,
            program,
        })
    }

    /// Does so many iterations. False: the gap is small enough.
    pub fn step(&mut self, iterations: usize) -> bool {
        for _ in 0..iterations {
            if self.is_done {
                break;
            }
            match &mut self.trial {
                Some(trial) => {
                    let (scaled, hybrid) = &mut **trial;
                    hybrid.iterate(scaled);
                    let looks = hybrid.iterations.is_multiple_of(LOOK);
                    if hybrid.iterations >= POLISH || (looks && hybrid.infeasibility(scaled) <= NEAR) {
                        self.end_trial();
                    }
                }
                None => {
                    self.descent.iterate(&self.scaled);
                    if self.descent.iterations >= self.next_trial {
                        self.begin_trial();
                    }
                }
            }
        }
        !self.is_done
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let infeasibility = if self.best.is_some() { 0.0 } else { self.descent.infeasibility(&self.scaled) };
        Progress { iterations: self.iterations(), infeasibility, bound: self.bound }
    }

    /// By how much the best point may cost too much, as a share of its cost; infinite before there are a point and a bound.
    pub fn gap(&self) -> f64 {
        let gap = |best: f64| (best - self.bound).max(0.0) / best.abs().max(1.0);
        self.best.as_ref().map_or(f64::INFINITY, |(best, _)| gap(*best))
    }

    /// Iterations so far.
    pub fn iterations(&self) -> usize {
        self.descent.iterations + self.tried + self.trial.as_ref().map_or(0, |trial| trial.1.iterations)
    }

    /// The program that is solved.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The best point so far, else the current one, with the best bound. The basis is empty.
    pub fn solution(&self) -> Solution {
        let program = &self.program;
        let x = match &self.best {
            Some((_, x)) => x.clone(),
            None => point(program, &self.scaled, &self.descent),
        };
        Solution {
            status: Status::Limit,
            objective: program.objective(&x),
            feasible: program.violation(&x) <= FEASIBLE,
            x,
            reduced_costs: reduced_costs(program, &self.duals),
            duals: self.duals.clone(),
            iterations: self.iterations(),
            bound: self.bound,
            certificate: Vec::new(),
            basis: Basis::default(),
        }
    }

    fn begin_trial(&mut self) {
        let units = self.descent.y.iter().zip(&self.scaled.row_unit);
        let duals: Vec<f64> = units.map(|(y, unit)| y * unit).collect();
        self.trial = Some(Box::new(self.polish(&duals)));
        for duals in bound::proving(&self.program, &duals) {
            let bound = self.program.dual_bound(&duals);
            if bound > self.bound {
                (self.bound, self.duals) = (bound, duals);
            }
        }
        self.next_trial += self.next_trial / SPACING;
    }

    /// The way from the current point to a feasible one. A row that turned out to be worth more than was guessed is scaled so: a cheap
    /// part that holds dear products up would be the last to be put right.
    fn polish(&self, duals: &[f64]) -> (Scaled, Hybrid) {
        let prices = self.prices.iter().zip(duals).map(|(guess, dual)| guess.max(dual.abs())).collect();
        let scaled = Scaled::new(&self.program, prices);
        let near = point(&self.program, &self.scaled, &self.descent);
        let x = near.iter().zip(&scaled.column_unit).map(|(x, unit)| x / unit).collect();
        (scaled, Hybrid::new(x, vec![0.0; self.program.rows()], false))
    }

    fn end_trial(&mut self) {
        let Some((scaled, hybrid)) = self.trial.take().map(|trial| *trial) else { return };
        self.tried += hybrid.iterations;
        let repair = self.repair.get_or_insert_with(|| Repair::new(&self.program));
        let near = point(&self.program, &scaled, &hybrid);
        let x = repair.repaired(&self.program, &near, &reduced_costs(&self.program, &self.duals));
        let objective = self.program.objective(&x);
        let is_best = self.best.as_ref().is_none_or(|(best, _)| objective < *best);
        if is_best && objective.is_finite() && self.program.violation(&x) <= FEASIBLE {
            self.best = Some((objective, x));
        }
        self.is_done = self.gap() <= self.enough;
    }
}

/// Where an iteration stands, in the program's units and within its bounds.
fn point(program: &Program, scaled: &Scaled, at: &Hybrid) -> Vec<f64> {
    let units = at.x.iter().zip(&scaled.column_unit).enumerate();
    units.map(|(j, (x, unit))| (x * unit).max(program.lower(j)).min(program.upper(j))).collect()
}

fn reduced_costs(program: &Program, duals: &[f64]) -> Vec<f64> {
    let worth = |j: usize| program.entries(j).map(|(row, value)| value * duals[row]).sum::<f64>();
    (0..program.columns()).map(|j| program.cost(j) - worth(j)).collect()
}
