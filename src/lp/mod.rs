//! Linear programming: a program in, its optimum, prices and proofs out. It knows no plan, no clock and no randomness.
//!
//! ```
//! use sextant::lp::{Program, Status, solve};
//!
//! // Chvatal, Linear Programming (1983), chapter 1: maximise 5a + 4b + 3c, here as a minimum.
//! let mut program = Program::new();
//! let rows = [5.0, 11.0, 8.0].map(|limit| program.add_row(f64::NEG_INFINITY, limit));
//! for (cost, column) in [(-5.0, [2.0, 4.0, 3.0]), (-4.0, [3.0, 1.0, 4.0]), (-3.0, [1.0, 2.0, 2.0])] {
//!     program.add_column(cost, 0.0, f64::INFINITY, &[(rows[0], column[0]), (rows[1], column[1]), (rows[2], column[2])]);
//! }
//! let solution = solve(program).expect("no flaw");
//! assert_eq!(solution.status, Status::Optimal);
//! assert!((solution.objective + 13.0).abs() < 1e-9);
//! ```

mod basis;
mod dual;
mod factor;
mod form;
pub mod integer;
pub mod mps;
mod primal;
mod program;
mod proof;
mod ranging;
mod solution;
mod solver;
mod sparse;
#[cfg(test)]
mod tests;

pub use program::{Flaw, Program};
pub use solution::{Basis, Place, Progress, Solution, Status};
pub use solver::Solver;

/// Solves to the end.
///
/// # Errors
/// The program's [`Flaw`], when it has one.
pub fn solve(program: Program) -> Result<Solution, Flaw> {
    let mut solver = Solver::new(program)?;
    while solver.step(1000) {}
    Ok(solver.solution())
}
