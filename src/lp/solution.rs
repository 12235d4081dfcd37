//! What a solver answers: status, point, prices, proofs, and the basis to start from next time.

use serde::{Deserialize, Serialize};

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// The point is feasible and no other one costs less.
    Optimal,
    /// No point satisfies all rows and bounds; [`Solution::certificate`] proves it.
    Infeasible,
    /// The objective falls for ever along the ray in [`Solution::certificate`].
    Unbounded,
    /// Stopped before the end, by the caller or because the numbers did not allow a proof.
    Limit,
}

/// The answer to a [`super::Program`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// How it ended.
    pub status: Status,
    /// The objective at `x`, constant included.
    pub objective: f64,
    /// Values by column. Where the status is not `Optimal`, the current point.
    pub x: Vec<f64>,
    /// Whether `x` satisfies rows and bounds.
    pub feasible: bool,
    /// By row: the change of the objective by one more unit of the row's binding side (>= 0 at the lower, <= 0 at the upper).
    pub duals: Vec<f64>,
    /// By column: cost less what its entries are worth at the duals (>= 0 at the lower bound, <= 0 at the upper).
    pub reduced_costs: Vec<f64>,
    /// Pivots so far.
    pub iterations: usize,
    /// A proven lower bound of the minimum; equals the objective when optimal, up to rounding.
    pub bound: f64,
    /// Infeasible: Farkas multipliers by row, whose combination of the rows contradicts the bounds.
    /// Unbounded: a ray by column. Else empty.
    pub certificate: Vec<f64>,
    /// Where to start from after an edit.
    pub basis: Basis,
}

/// Where a variable stands in a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Its value follows from the others.
    Basic,
    /// At its lower bound, or at zero when it has no bounds.
    Lower,
    /// At its upper bound.
    Upper,
}

/// A basis: a hint where to start. It never changes the optimal objective.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// By column.
    pub columns: Vec<Place>,
    /// By row, for the row's activity as a variable between its sides.
    pub rows: Vec<Place>,
}

/// How far a solve is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Pivots so far.
    pub iterations: usize,
    /// Sum of what the current point violates, in the solver's scaled units; zero when it satisfies all.
    pub infeasibility: f64,
    /// A proven lower bound of the minimum, or minus infinity.
    pub bound: f64,
}
