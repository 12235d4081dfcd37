//! The program as the simplex method sees it: scaled, every row with a variable for its activity, `A x - s = 0`.
//!
//! Variables are the columns, then one logical for each row, whose bounds are the row's sides. The matrix is kept by column
//! and by row. Scaling is geometric (Curtis & Reid's aim by Fourer's alternating means), rounded to powers of two so that no
//! coefficient loses a bit, and costs are brought near one as a whole.

use super::program::Program;

/// Rounds of scaling.
const ROUNDS: usize = 4;

/// A scaled program; variables are numbered columns first, then logicals.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    /// By column: starts, rows, coefficients.
    pub starts: Vec<u32>,
    /// Rows of the entries by column.
    pub row_indices: Vec<u32>,
    /// Scaled coefficients by column.
    pub values: Vec<f64>,
    /// By row: starts.
    pub row_starts: Vec<u32>,
    /// Columns of the entries by row.
    pub column_indices: Vec<u32>,
    /// Scaled coefficients by row.
    pub row_values: Vec<f64>,
    /// Lower bounds by variable.
    pub lower: Vec<f64>,
    /// Upper bounds by variable.
    pub upper: Vec<f64>,
    /// Costs by variable; zero for logicals.
    pub cost: Vec<f64>,
    /// A row times this is the scaled row.
    row_scale: Vec<f64>,
    /// A scaled value times this is the column's value.
    column_scale: Vec<f64>,
    /// A cost times this (and its column's scale) is the scaled cost.
    cost_scale: f64,
}

impl Form {
    /// The scaled form of a program, or the same numbers when `scaled` is false.
    pub fn new(program: &Program, scaled: bool) -> Self {
        let (m, n) = (program.rows(), program.columns());
        let (row_scale, column_scale) = if scaled { factors(program) } else { (vec![1.0; m], vec![1.0; n]) };
        let mut form = Self { rows: m, columns: n, row_scale, column_scale, cost_scale: 1.0, ..Self::default() };
        form.starts.push(0);
        for j in 0..n {
            for (row, value) in program.entries(j) {
                form.row_indices.push(row as u32);
                form.values.push(value * form.row_scale[row] * form.column_scale[j]);
            }
            form.starts.push(form.row_indices.len() as u32);
        }
        form.list_by_row();
        if scaled {
            let costs = (0..n).map(|j| (program.cost(j) * form.column_scale[j]).abs());
            form.cost_scale = 1.0 / power_of_two(geometric_mean(costs)).clamp(1e-6, 1e6);
        }
        form.set_figures(program);
        form
    }

    /// Takes costs, bounds and sides of a program with the same matrix.
    pub fn set_figures(&mut self, program: &Program) {
        let (m, n) = (self.rows, self.columns);
        let columns = |figure: &dyn Fn(usize) -> f64| (0..n).map(figure).collect::<Vec<f64>>();
        let scale = &self.column_scale;
        self.cost = columns(&|j| program.cost(j) * scale[j] * self.cost_scale);
        self.lower = columns(&|j| program.lower(j) / scale[j]);
        self.upper = columns(&|j| program.upper(j) / scale[j]);
        self.cost.resize(n + m, 0.0);
        self.lower.extend((0..m).map(|i| program.row_lower(i) * self.row_scale[i]));
        self.upper.extend((0..m).map(|i| program.row_upper(i) * self.row_scale[i]));
    }

    fn list_by_row(&mut self) {
        let mut starts = vec![0u32; self.rows + 1];
        for &row in &self.row_indices {
            starts[row as usize + 1] += 1;
        }
        for row in 0..self.rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        self.column_indices = vec![0; self.row_indices.len()];
        self.row_values = vec![0.0; self.row_indices.len()];
        for j in 0..self.columns {
            for at in self.range(j) {
                let slot = &mut next[self.row_indices[at] as usize];
                self.column_indices[*slot as usize] = j as u32;
                self.row_values[*slot as usize] = self.values[at];
                *slot += 1;
            }
        }
        self.row_starts = starts;
    }

    /// Where a column's entries are.
    #[inline]
    pub fn range(&self, column: usize) -> std::ops::Range<usize> {
        self.starts[column] as usize..self.starts[column + 1] as usize
    }

    /// Where a row's entries are.
    #[inline]
    pub fn row_range(&self, row: usize) -> std::ops::Range<usize> {
        self.row_starts[row] as usize..self.row_starts[row + 1] as usize
    }

    /// Calls with row and coefficient of each entry of a variable.
    #[inline]
    pub fn for_entries(&self, variable: usize, mut call: impl FnMut(usize, f64)) {
        if variable < self.columns {
            for at in self.range(variable) {
                call(self.row_indices[at] as usize, self.values[at]);
            }
        } else {
            call(variable - self.columns, -1.0);
        }
    }

    /// Product of a variable's column with a vector by row.
    #[inline]
    pub fn dot(&self, variable: usize, by_row: &[f64]) -> f64 {
        let mut sum = 0.0;
        self.for_entries(variable, |row, value| sum += value * by_row[row]);
        sum
    }

    /// A scaled value in the program's unit.
    pub fn unscale_value(&self, variable: usize, value: f64) -> f64 {
        match variable.checked_sub(self.columns) {
            Some(row) => value / self.row_scale[row],
            None => value * self.column_scale[variable],
        }
    }

    /// A scaled dual in the program's unit.
    pub fn unscale_dual(&self, row: usize, dual: f64) -> f64 {
        self.unscale_multiplier(row, dual) / self.cost_scale
    }

    /// A scaled multiplier of a row, for which the scale of costs means nothing.
    pub fn unscale_multiplier(&self, row: usize, multiplier: f64) -> f64 {
        multiplier * self.row_scale[row]
    }
}

/// Factors of rows and columns.
fn factors(program: &Program) -> (Vec<f64>, Vec<f64>) {
    let (m, n) = (program.rows(), program.columns());
    let (mut rows, mut columns) = (vec![1.0; m], vec![1.0; n]);
    for _ in 0..ROUNDS {
        let mut ranges = vec![(f64::INFINITY, 0.0); m];
        for (j, scale) in columns.iter().enumerate() {
            for (row, value) in program.entries(j) {
                widen(&mut ranges[row], value.abs() * scale);
            }
        }
        for (scale, range) in rows.iter_mut().zip(ranges) {
            *scale = middle(range);
        }
        for (j, scale) in columns.iter_mut().enumerate() {
            let mut range = (f64::INFINITY, 0.0);
            for (row, value) in program.entries(j) {
                widen(&mut range, value.abs() * rows[row]);
            }
            *scale = middle(range);
        }
    }
    let round = |scales: Vec<f64>| scales.into_iter().map(power_of_two).collect();
    (round(rows), round(columns))
}

fn widen(range: &mut (f64, f64), size: f64) {
    *range = (range.0.min(size), range.1.max(size));
}

/// What brings the geometric middle of a range to one.
fn middle((least, most): (f64, f64)) -> f64 {
    if most > 0.0 { 1.0 / (least.sqrt() * most.sqrt()) } else { 1.0 }
}

fn geometric_mean(sizes: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) =
        sizes.filter(|size| *size > 0.0).fold((0.0, 0.0), |(sum, count), size| (sum + libm::log2(size), count + 1.0));
    if count > 0.0 { libm::exp2(sum / count) } else { 1.0 }
}

fn power_of_two(size: f64) -> f64 {
    if size > 0.0 && size.is_finite() { libm::exp2(libm::round(libm::log2(size)).clamp(-60.0, 60.0)) } else { 1.0 }
}
