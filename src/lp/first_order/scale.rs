//! The program as a first-order method sees it: rows and columns scaled so that one step length suits all of them.
//!
//! Rows are first multiplied by what a unit of them may be worth ([`super::price`]) and columns divided by their largest entry. Then come
//! ten rounds of Ruiz (2001), who divides by the square roots of the largest entries, and one of Pock & Chambolle (2011), who divide by
//! those of the sums: the matrix then has a norm of at most one. Costs and sides are brought to a length of about one each, so that
//! the primal and the dual side of the problem weigh alike (Applegate et al. 2021, section 3).

use crate::lp::program::Program;

/// Rounds of Ruiz.
const ROUNDS: usize = 10;

/// A scaled program, by column.
#[derive(Clone, Debug, Default)]
pub struct Scaled {
    /// Ends of the columns.
    pub ends: Vec<u32>,
    /// Row and coefficient of each entry.
    pub entries: Vec<(u32, f64)>,
    /// Cost by column.
    pub cost: Vec<f64>,
    /// Lower and upper bound by column.
    pub bounds: Vec<(f64, f64)>,
    /// Lower and upper side by row.
    pub sides: Vec<(f64, f64)>,
    /// A scaled value times this is the column's value.
    pub column_unit: Vec<f64>,
    /// A scaled dual times this is the row's dual.
    pub row_unit: Vec<f64>,
}

impl Scaled {
    /// The scaled form of a program, with what a unit of each row may be worth.
    pub fn new(program: &Program, prices: Vec<f64>) -> Self {
        let (m, n) = (program.rows(), program.columns());
        let (rows, columns) = factors(program, prices);
        let mut scaled = Self::default();
        for (j, column) in columns.iter().enumerate() {
            scaled.entries.extend(program.entries(j).map(|(row, value)| (row as u32, value * rows[row] * column)));
            scaled.ends.push(scaled.entries.len() as u32);
        }
        let costs: Vec<f64> = (0..n).map(|j| program.cost(j) * columns[j]).collect();
        let sides: Vec<(f64, f64)> =
            (0..m).map(|i| (program.row_lower(i) * rows[i], program.row_upper(i) * rows[i])).collect();
        let money = 1.0 + norm(costs.iter().copied());
        let size = 1.0 + norm(sides.iter().map(|(lower, upper)| finite(*lower).abs().max(finite(*upper).abs())));
        scaled.cost = costs.iter().map(|cost| cost / money).collect();
        scaled.sides = sides.iter().map(|(lower, upper)| (lower / size, upper / size)).collect();
        scaled.column_unit = columns.iter().map(|column| column * size).collect();
        scaled.row_unit = rows.iter().map(|row| row * money).collect();
        let units = scaled.column_unit.iter().enumerate();
        scaled.bounds = units.map(|(j, unit)| (program.lower(j) / unit, program.upper(j) / unit)).collect();
        scaled
    }

    /// `A x` of scaled values.
    pub fn activity(&self, x: &[f64]) -> Vec<f64> {
        let mut activity = vec![0.0; self.sides.len()];
        let mut start = 0;
        for (x, &end) in x.iter().zip(&self.ends) {
            for &(row, value) in &self.entries[start..end as usize] {
                activity[row as usize] += value * x;
            }
            start = end as usize;
        }
        activity
    }
}

/// Factors of rows and columns.
fn factors(program: &Program, prices: Vec<f64>) -> (Vec<f64>, Vec<f64>) {
    let mut rows = prices;
    let largest = |j: usize| program.entries(j).map(|(row, value)| (value * rows[row]).abs()).fold(0.0, f64::max);
    let mut columns: Vec<f64> = (0..program.columns()).map(|j| shrunk(1.0, largest(j))).collect();
    for round in 0..=ROUNDS {
        let join = |a: f64, b: f64| if round == ROUNDS { a + b } else { a.max(b) };
        let (mut by_row, mut by_column) = (vec![0.0; rows.len()], vec![0.0; columns.len()]);
        for (j, of_column) in by_column.iter_mut().enumerate() {
            for (row, value) in program.entries(j) {
                let size = (value * rows[row] * columns[j]).abs();
                by_row[row] = join(by_row[row], size);
                *of_column = join(*of_column, size);
            }
        }
        rows.iter_mut().zip(&by_row).for_each(|(scale, size)| *scale = shrunk(*scale, size.sqrt()));
        columns.iter_mut().zip(&by_column).for_each(|(scale, size)| *scale = shrunk(*scale, size.sqrt()));
    }
    (rows, columns)
}

/// A scale divided by a size; as it was where there is no entry.
fn shrunk(scale: f64, size: f64) -> f64 {
    if size > 0.0 { scale / size } else { scale }
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// The Euclidean length.
pub fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}
