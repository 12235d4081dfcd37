//! The order of events: dual, then primal, then a check of the answer against the program itself.
//!
//! A start whose values are feasible goes to the primal method, any other to the dual one, which shifts costs where the start
//! is not dual feasible. Shifts are taken away at the end of each, and what they hid is left to the other method. An answer
//! is believed when [`Program`]'s own checks confirm it; else tolerances are tightened, then the start and the scaling are changed,
//! and when nothing helps the status is `Limit`.

use super::basis::{Simplex, multipliers};
use super::dual::{self, Dual};
use super::factor::Factor;
use super::form::Form;
use super::primal::{self, Primal};
use super::program::{Flaw, Program};
use super::solution::{Basis, Progress, Solution, Status};

/// Changes between the methods before the start is changed.
const ROUNDS: usize = 30;
/// Changes of start or tolerance before giving up.
const ATTEMPTS: usize = 6;
/// Of them, how many only tighten the tolerances.
const TIGHTENED: usize = 2;
/// Relative gap, or reduced cost of the wrong sign, that needs no other try.
const EXACT: f64 = 1e-9;
/// Relative violation with which a point is taken for feasible at all.
const FEASIBLE: f64 = 1e-6;

/// Share of a proof's largest entry that counts as rounding.
const NOISE: f64 = 1e-11;

/// A solver that owns its program and does as many pivots at a time as it is told: it has no clock.
#[derive(Clone, Debug)]
pub struct Solver {
    program: Program,
    pub(super) simplex: Simplex,
    stage: Stage,
    rounds: usize,
    attempts: usize,
    /// Pivots after which the start is changed.
    patience: usize,
    answer: Option<Solution>,
}

#[derive(Clone, Debug)]
enum Stage {
    Dual(Box<Dual>),
    Primal(Box<Primal>),
    Ended,
}

impl Solver {
    /// A solver that starts cold.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn new(program: Program) -> Result<Self, Flaw> {
        if let Some(flaw) = program.flaw() {
            return Err(flaw);
        }
        let simplex = Simplex::new(Form::new(&program, true));
        let mut solver =
            Self { program, simplex, stage: Stage::Ended, rounds: 0, attempts: 0, patience: 0, answer: None };
        solver.simplex.refactor();
        solver.begin();
        Ok(solver)
    }

    /// A solver that starts from a basis: of this program before an edit, or any other hint.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn warm(program: Program, basis: &Basis) -> Result<Self, Flaw> {
        let mut solver = Self::new(program)?;
        let fits = basis.columns.len() == solver.program.columns() && basis.rows.len() == solver.program.rows();
        if fits {
            let places: Vec<_> = basis.columns.iter().chain(&basis.rows).copied().collect();
            solver.simplex.set_places(&places);
            solver.simplex.refactor();
            (solver.rounds, solver.attempts, solver.answer) = (0, 0, None);
            solver.begin();
        }
        Ok(solver)
    }

    /// Takes the edited program: true when the matrix is the same and the basis is kept, else it starts cold.
    ///
    /// # Errors
    /// The new program's [`Flaw`]; the solver is then as it was.
    pub fn change(&mut self, program: Program) -> Result<bool, Flaw> {
        if let Some(flaw) = program.flaw() {
            return Err(flaw);
        }
        if !self.program.same_matrix(&program) {
            *self = Self::new(program)?;
            return Ok(false);
        }
        self.simplex.form.set_figures(&program);
        self.program = program;
        (self.rounds, self.attempts, self.answer) = (0, 0, None);
        if self.simplex.factor.is_updated() {
            self.simplex.refactor();
        }
        self.begin();
        Ok(true)
    }

    /// Does up to so many pivots. False: finished.
    pub fn step(&mut self, pivots: usize) -> bool {
        for _ in 0..pivots {
            if self.simplex.iterations > self.patience && !matches!(self.stage, Stage::Ended) {
                self.change_start();
            }
            match std::mem::replace(&mut self.stage, Stage::Ended) {
                Stage::Dual(method) => self.dual_pivot(method),
                Stage::Primal(method) => self.primal_pivot(method),
                Stage::Ended => break,
            }
        }
        !matches!(self.stage, Stage::Ended)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let infeasibility = self.simplex.infeasibility();
        let bound = match &self.answer {
            Some(answer) => answer.bound,
            None => self.program.dual_bound(&self.duals(&mut self.simplex.factor.clone())),
        };
        Progress { iterations: self.simplex.iterations, infeasibility, bound }
    }

    /// The answer; before the end with [`Status::Limit`] and the current point.
    pub fn solution(&self) -> Solution {
        self.answer.clone().unwrap_or_else(|| self.assemble(Status::Limit, Vec::new()))
    }

    /// Pivots so far.
    pub fn iterations(&self) -> usize {
        self.simplex.iterations
    }

    /// The program that is solved.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Values and reduced costs with the program's own figures, from fresh factors; then the method that suits.
    fn begin(&mut self) {
        let simplex = &mut self.simplex;
        self.patience = simplex.iterations + 20_000 + 50 * simplex.variables();
        simplex.restore_costs();
        simplex.restore_bounds();
        simplex.compute_values();
        simplex.compute_reduced_costs();
        self.go_on();
    }

    /// Chooses what comes next from fresh values and reduced costs.
    fn go_on(&mut self) {
        self.rounds += 1;
        if self.rounds > ROUNDS {
            return self.change_start();
        }
        if self.simplex.infeasibility() > 0.0 {
            self.stage = Stage::Dual(Box::new(Dual::start(&mut self.simplex)));
        } else if self.simplex.is_dual_feasible() {
            self.conclude();
        } else {
            self.stage = Stage::Primal(Box::new(Primal::start(&self.simplex)));
        }
    }

    fn dual_pivot(&mut self, mut method: Box<Dual>) {
        match method.pivot(&mut self.simplex) {
            dual::Turn::Pivoted => self.stage = Stage::Dual(method),
            dual::Turn::Feasible => {
                self.simplex.restore_costs();
                self.simplex.compute_reduced_costs();
                self.go_on();
            }
            dual::Turn::Infeasible => {
                drop_noise(&mut method.proof);
                let scaled = method.proof.iter().enumerate();
                let proof: Vec<f64> = scaled.map(|(row, y)| self.simplex.form.unscale_multiplier(row, *y)).collect();
                if self.program.is_infeasible_by(&proof) {
                    self.answer = Some(self.assemble(Status::Infeasible, proof));
                } else {
                    self.change_start();
                }
            }
            dual::Turn::Stuck => self.change_start(),
        }
    }

    fn primal_pivot(&mut self, mut method: Box<Primal>) {
        match method.pivot(&mut self.simplex) {
            primal::Turn::Pivoted => self.stage = Stage::Primal(method),
            primal::Turn::Optimal => {
                self.simplex.restore_bounds();
                self.simplex.compute_values();
                self.go_on();
            }
            primal::Turn::Infeasible => {
                self.simplex.restore_bounds();
                self.simplex.compute_values();
                self.go_on();
            }
            primal::Turn::Unbounded => {
                drop_noise(&mut method.proof);
                let columns = method.proof.iter().take(self.program.columns()).enumerate();
                let ray: Vec<f64> = columns.map(|(j, value)| self.simplex.form.unscale_value(j, *value)).collect();
                if self.program.is_unbounded_along(&ray) {
                    self.answer = Some(self.assemble(Status::Unbounded, ray));
                } else {
                    self.change_start();
                }
            }
            primal::Turn::Stuck => self.change_start(),
        }
    }

    /// Believes the optimum if the program's own checks do.
    fn conclude(&mut self) {
        if self.simplex.factor.is_updated() {
            self.simplex.refactor();
            self.simplex.compute_values();
            self.simplex.compute_reduced_costs();
        }
        let answer = self.assemble(Status::Optimal, Vec::new());
        let violation = self.program.violation(&answer.x);
        let wrong = self.program.dual_violation(&answer.x, &answer.duals);
        let bound = self.program.dual_bound(&answer.duals);
        let close = answer.objective - bound <= EXACT * (1.0 + answer.objective.abs());
        let good = violation <= FEASIBLE / 5.0 && (close || wrong <= EXACT);
        let passable = violation <= FEASIBLE && (close || wrong <= FEASIBLE);
        if good || (passable && self.attempts >= TIGHTENED) {
            self.answer = Some(answer);
        } else {
            self.tighten();
        }
    }

    fn tighten(&mut self) {
        self.attempts += 1;
        if self.attempts > ATTEMPTS {
            return self.give_up();
        }
        if self.attempts > TIGHTENED {
            return self.change_start();
        }
        self.simplex.primal_tolerance = (self.simplex.primal_tolerance * 0.1).max(1e-10);
        self.simplex.dual_tolerance = (self.simplex.dual_tolerance * 0.1).max(1e-10);
        self.simplex.refactor();
        self.begin();
    }

    /// Another start: all logicals, later without scaling.
    fn change_start(&mut self) {
        self.attempts += 1;
        if self.attempts > ATTEMPTS {
            return self.give_up();
        }
        let iterations = self.simplex.iterations;
        self.simplex = Simplex::new(Form::new(&self.program, self.attempts % 2 == 1));
        self.simplex.iterations = iterations;
        self.simplex.attempt = self.attempts;
        if self.attempts > TIGHTENED {
            (self.simplex.primal_tolerance, self.simplex.dual_tolerance) = (1e-9, 1e-9);
        }
        self.rounds = 0;
        self.simplex.refactor();
        self.begin();
    }

    fn give_up(&mut self) {
        self.stage = Stage::Ended;
        self.answer = Some(self.assemble(Status::Limit, Vec::new()));
    }

    /// Duals by row in the program's units, at the program's costs, from the factors of the basis.
    fn duals(&self, factor: &mut Factor) -> Vec<f64> {
        let simplex = &self.simplex;
        let scaled = multipliers(factor, &simplex.head, |j| simplex.form.cost[j]);
        let dual = |(row, y): (usize, &f64)| {
            let basic = simplex.is_basic(simplex.form.columns + row);
            if basic { 0.0 } else { simplex.form.unscale_dual(row, *y) }
        };
        scaled.iter().enumerate().map(dual).collect()
    }

    fn assemble(&self, status: Status, certificate: Vec<f64>) -> Solution {
        let n = self.program.columns();
        let duals = self.duals(&mut self.simplex.factor.clone());
        let (program, simplex) = (&self.program, &self.simplex);
        let value = |j: usize| {
            let x = simplex.x[j];
            if simplex.is_basic(j) {
                simplex.form.unscale_value(j, x)
            } else if x == simplex.form.lower[j] {
                program.lower(j)
            } else if x == simplex.form.upper[j] {
                program.upper(j)
            } else {
                simplex.form.unscale_value(j, x)
            }
        };
        let x: Vec<f64> = (0..n).map(value).collect();
        let reduced = |j: usize| program.cost(j) - program.entries(j).map(|(row, a)| a * duals[row]).sum::<f64>();
        let places = simplex.places();
        let objective = program.objective(&x);
        Solution {
            status,
            objective,
            feasible: program.violation(&x) <= FEASIBLE,
            reduced_costs: (0..n).map(|j| if simplex.is_basic(j) { 0.0 } else { reduced(j) }).collect(),
            iterations: simplex.iterations,
            bound: if status == Status::Optimal { objective } else { program.dual_bound(&duals) },
            certificate,
            basis: Basis { columns: places[..n].to_vec(), rows: places[n..].to_vec() },
            x,
            duals,
        }
    }
}

/// Takes what is rounding beside the largest entry for zero.
fn drop_noise(proof: &mut [f64]) {
    let largest = proof.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    for value in proof.iter_mut().filter(|value| value.abs() <= NOISE * largest) {
        *value = 0.0;
    }
}
