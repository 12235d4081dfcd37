//! A linear program as data: minimise `constant + sum cost_j x_j` with `row_lower <= A x <= row_upper`, `lower <= x <= upper`.
//!
//! The matrix is kept by column, rows ascending, doubles summed, zeros dropped. Any bound may be infinite; equality is a
//! lower side that equals the upper one. The checks here ([`Program::violation`], [`Program::dual_bound`]) are written
//! against this data alone, so that they are independent of any solver.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Minimise `constant + sum cost_j x_j` with `row_lower <= A x <= row_upper` and `lower <= x <= upper`.
///
/// Infinities are allowed in bounds and sides, so serialise it in a format that knows them (JSON does not).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    constant: f64,
    cost: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    row_lower: Vec<f64>,
    row_upper: Vec<f64>,
    /// Where each column's entries end; column `j` starts where `j - 1` ends.
    ends: Vec<usize>,
    entry_rows: Vec<u32>,
    entry_values: Vec<f64>,
}

/// Why a program cannot be solved as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flaw {
    /// The constant is not a finite number.
    Constant,
    /// The cost of a column is not a finite number.
    Cost {
        /// Position of the column.
        column: usize,
    },
    /// A bound of a column is not a number, or the infinity of the wrong side.
    Bound {
        /// Position of the column.
        column: usize,
    },
    /// The lower bound of a column is above its upper bound.
    CrossedBounds {
        /// Position of the column.
        column: usize,
    },
    /// A side of a row is not a number, or the infinity of the wrong side.
    Side {
        /// Position of the row.
        row: usize,
    },
    /// The lower side of a row is above its upper side.
    CrossedSides {
        /// Position of the row.
        row: usize,
    },
    /// A coefficient is not a finite number.
    Coefficient {
        /// Position of the column.
        column: usize,
        /// Position of the row.
        row: usize,
    },
    /// A column has an entry in a row that does not exist.
    NoSuchRow {
        /// Position of the column.
        column: usize,
        /// The row that it names.
        row: usize,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant => write!(f, "the constant of the objective is not a finite number"),
            Self::Cost { column } => write!(f, "the cost of column {column} is not a finite number"),
            Self::Bound { column } => write!(f, "a bound of column {column} is no number or the wrong infinity"),
            Self::CrossedBounds { column } => write!(f, "the lower bound of column {column} is above its upper bound"),
            Self::Side { row } => write!(f, "a side of row {row} is no number or the wrong infinity"),
            Self::CrossedSides { row } => write!(f, "the lower side of row {row} is above its upper side"),
            Self::Coefficient { column, row } => {
                write!(f, "the coefficient of column {column} in row {row} is not a finite number")
            }
            Self::NoSuchRow { column, row } => write!(f, "column {column} names row {row}, which does not exist"),
        }
    }
}

impl std::error::Error for Flaw {}

impl Program {
    /// A program without rows and columns: its minimum is 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row with its two sides (infinite where absent, equal for an equation); its position.
    pub fn add_row(&mut self, lower: f64, upper: f64) -> usize {
        self.row_lower.push(lower);
        self.row_upper.push(upper);
        self.row_lower.len() - 1
    }

    /// Adds a column with its cost, bounds, and entries `(row, coefficient)`; its position.
    ///
    /// Rows have to exist when the program is solved ([`Program::flaw`] tells); doubles are summed, zeros dropped.
    pub fn add_column(&mut self, cost: f64, lower: f64, upper: f64, entries: &[(usize, f64)]) -> usize {
        let start = self.entry_rows.len();
        let mut sorted: Vec<(usize, f64)> = entries.to_vec();
        sorted.sort_by_key(|entry| entry.0); // stable, so that sums do not depend on anything but the order given
        let mut at = 0;
        while at < sorted.len() {
            let row = sorted[at].0;
            let same = sorted[at..].iter().take_while(|entry| entry.0 == row);
            let (count, sum) = same.fold((0, 0.0), |(count, sum), entry| (count + 1, sum + entry.1));
            if sum != 0.0 {
                self.entry_rows.push(u32::try_from(row).unwrap_or(u32::MAX));
                self.entry_values.push(sum);
            }
            at += count;
        }
        debug_assert!(start <= self.entry_rows.len());
        self.ends.push(self.entry_rows.len());
        self.cost.push(cost);
        self.lower.push(lower);
        self.upper.push(upper);
        self.cost.len() - 1
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.row_lower.len()
    }

    /// How many columns.
    pub fn columns(&self) -> usize {
        self.cost.len()
    }

    /// How many coefficients that are not zero.
    pub fn nonzeros(&self) -> usize {
        self.entry_rows.len()
    }

    /// Rows (ascending) and coefficients of a column, of one length.
    pub fn column(&self, j: usize) -> (&[u32], &[f64]) {
        let start = if j == 0 { 0 } else { self.ends[j - 1] };
        (&self.entry_rows[start..self.ends[j]], &self.entry_values[start..self.ends[j]])
    }

    /// Rows (ascending) with coefficients of a column.
    pub fn entries(&self, j: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let (rows, values) = self.column(j);
        rows.iter().zip(values).map(|(&row, &value)| (row as usize, value))
    }

    /// Cost of a column.
    pub fn cost(&self, j: usize) -> f64 {
        self.cost[j]
    }

    /// Lower bound of a column.
    pub fn lower(&self, j: usize) -> f64 {
        self.lower[j]
    }

    /// Upper bound of a column.
    pub fn upper(&self, j: usize) -> f64 {
        self.upper[j]
    }

    /// Lower side of a row.
    pub fn row_lower(&self, i: usize) -> f64 {
        self.row_lower[i]
    }

    /// Upper side of a row.
    pub fn row_upper(&self, i: usize) -> f64 {
        self.row_upper[i]
    }

    /// The constant of the objective.
    pub fn constant(&self) -> f64 {
        self.constant
    }

    /// Adds to the constant of the objective.
    pub fn add_constant(&mut self, amount: f64) {
        self.constant += amount;
    }

    /// Replaces the cost of a column.
    pub fn set_cost(&mut self, j: usize, cost: f64) {
        self.cost[j] = cost;
    }

    /// Replaces the bounds of a column.
    pub fn set_bounds(&mut self, j: usize, lower: f64, upper: f64) {
        self.lower[j] = lower;
        self.upper[j] = upper;
    }

    /// Replaces the sides of a row.
    pub fn set_row(&mut self, i: usize, lower: f64, upper: f64) {
        self.row_lower[i] = lower;
        self.row_upper[i] = upper;
    }

    /// Whether rows, columns and coefficients are the same: then a basis of one is a basis of the other.
    pub fn same_matrix(&self, other: &Self) -> bool {
        self.rows() == other.rows()
            && self.ends == other.ends
            && self.entry_rows == other.entry_rows
            && self.entry_values == other.entry_values
    }

    /// The objective at `x` (by column), constant included.
    pub fn objective(&self, x: &[f64]) -> f64 {
        self.constant + self.cost.iter().zip(x).map(|(cost, x)| cost * x).sum::<f64>()
    }

    /// `A x` by row.
    pub fn activity(&self, x: &[f64]) -> Vec<f64> {
        let mut activity = vec![0.0; self.rows()];
        for (j, &x) in x.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            for (row, value) in self.entries(j) {
                activity[row] += value * x;
            }
        }
        activity
    }

    /// Largest violation of a row or a bound at `x`, each relative to 1 + the size of the side that is violated.
    pub fn violation(&self, x: &[f64]) -> f64 {
        let activity = self.activity(x);
        let sides = self.row_lower.iter().zip(&self.row_upper).zip(&activity);
        let bounds = self.lower.iter().zip(&self.upper).zip(x);
        sides.chain(bounds).map(|((&lower, &upper), &value)| outside(value, lower, upper)).fold(0.0, worse)
    }

    /// A proven lower bound of the minimum from any multipliers by row (weak duality); minus infinity where they prove nothing.
    ///
    /// A multiplier that pulls at an infinite side counts as zero. A reduced cost within rounding of the terms it is
    /// made of counts as zero too, else no program with a free column would have a bound.
    pub fn dual_bound(&self, duals: &[f64]) -> f64 {
        let side = |i: usize, dual: f64| if dual > 0.0 { self.row_lower[i] } else { self.row_upper[i] };
        let repaired: Vec<f64> =
            duals.iter().enumerate().map(|(i, &dual)| if side(i, dual).is_finite() { dual } else { 0.0 }).collect();
        let mut bound = self.constant;
        for (i, &dual) in repaired.iter().enumerate().filter(|(_, dual)| **dual != 0.0) {
            bound += dual * side(i, dual);
        }
        for j in 0..self.columns() {
            let (mut reduced, mut size) = (self.cost[j], self.cost[j].abs());
            for (row, value) in self.entries(j) {
                reduced -= value * repaired[row];
                size += (value * repaired[row]).abs();
            }
            let at = if reduced > 0.0 { self.lower[j] } else { self.upper[j] };
            if at.is_finite() {
                bound += reduced * at;
            } else if reduced.abs() > 1e-9 * size {
                return f64::NEG_INFINITY;
            }
        }
        if bound.is_nan() { f64::NEG_INFINITY } else { bound }
    }

    /// The first thing that makes the program meaningless; none when it can be solved.
    pub fn flaw(&self) -> Option<Flaw> {
        if !self.constant.is_finite() {
            return Some(Flaw::Constant);
        }
        let column = (0..self.columns()).find_map(|column| self.flaw_of_column(column));
        column.or_else(|| (0..self.rows()).find_map(|row| self.flaw_of_row(row)))
    }

    fn flaw_of_column(&self, column: usize) -> Option<Flaw> {
        let (lower, upper) = (self.lower[column], self.upper[column]);
        if !self.cost[column].is_finite() {
            return Some(Flaw::Cost { column });
        }
        if is_wrong(lower, upper) {
            return Some(Flaw::Bound { column });
        }
        if lower > upper {
            return Some(Flaw::CrossedBounds { column });
        }
        self.entries(column).find_map(|(row, value)| {
            let missing = row >= self.rows();
            let found = if missing { Flaw::NoSuchRow { column, row } } else { Flaw::Coefficient { column, row } };
            (missing || !value.is_finite()).then_some(found)
        })
    }

    fn flaw_of_row(&self, row: usize) -> Option<Flaw> {
        let (lower, upper) = (self.row_lower[row], self.row_upper[row]);
        if is_wrong(lower, upper) {
            return Some(Flaw::Side { row });
        }
        (lower > upper).then_some(Flaw::CrossedSides { row })
    }
}

fn is_wrong(lower: f64, upper: f64) -> bool {
    lower.is_nan() || upper.is_nan() || lower == f64::INFINITY || upper == f64::NEG_INFINITY
}

/// By how much `value` is outside its sides, relative to 1 + the size of the side.
fn outside(value: f64, lower: f64, upper: f64) -> f64 {
    if value < lower {
        (lower - value) / (1.0 + lower.abs())
    } else if value > upper {
        (value - upper) / (1.0 + upper.abs())
    } else if value.is_nan() {
        f64::INFINITY
    } else {
        0.0
    }
}

fn worse(a: f64, b: f64) -> f64 {
    a.max(b)
}
