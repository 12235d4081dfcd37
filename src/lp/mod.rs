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
//!
//! # Method
//!
//! A bounded dual simplex method first, a primal one after it, over one state (`basis`):
//!
//! - `form`: the scaled program with a variable for the activity of each row; `factor`: B = L R U by Markowitz's rule,
//!   updated as Forrest & Tomlin (1972) do, with solves that touch only what is not zero (Gilbert & Peierls 1988; Hall
//!   & McKinnon 2005).
//! - `dual`: steepest edge (Forrest & Goldfarb 1992) and bound flipping (Fourer 1994; Maros 2003). A start that is not
//!   dual feasible is made so by shifting costs, so there is no other first phase; what it finds infeasible is
//!   infeasible at any cost.
//! - `primal`: Devex and Harris's ratio test (1973), from the feasible point that the dual method left, at the true
//!   costs.
//! - `solver`: the order of these, and the checks. `ranging`: how far prices hold. [`integer`]: branch and bound.
//!   [`mps`]: files.
//! - `first_order`: for programs too large for all of this, restarted primal-dual hybrid gradients ([`FirstOrder`]): a feasible
//!   point and a proven bound that close in on each other.
//!
//! An edit of costs, bounds or sides keeps the basis: [`Solver::change`]. Whoever runs a [`Solver`] holds the clock: it
//! does so many pivots at a time as it is told, and stopped early it still proves a bound.
//!
//! # Invariants
//!
//! - No answer is believed that the program's own checks ([`Program::violation`], [`Program::dual_bound`], and those in
//!   `proof`) do not confirm on the unscaled figures: what cannot be confirmed is [`Status::Limit`].
//! - The same program and the same calls give the same bits, natively and in the browser: only the four operations,
//!   square roots and `libm`.
//! - It ends: degenerate steps lead to perturbation, every start has a limit of pivots, and there is a limit of starts.
//!
//! # What was measured (2026-11, one core)
//!
//! There is no presolve: on the supply programs HiGHS takes the same time with and without its own, and a dual feasible
//! crash basis (cheapest source of every balance) needed as many pivots as the logicals, denser ones. Perturbing costs
//! from the start did not save pivots either. What paid: searches that give up once a result is dense, pricing dense
//! rows without a list, and computing the weights of short columns anew instead of updating them. Figures:
//! `docs/optimiser.md`. Large programs: scaling rows by what a unit may be worth made the first-order method a hundred times more exact
//! after as many iterations; before, the duals of people hardly moved.

mod basis;
mod dual;
mod factor;
mod first_order;
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

pub use first_order::FirstOrder;
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
