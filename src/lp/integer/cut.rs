//! Rows that every plan with whole figures satisfies and the relaxation does not: they bring its bound nearer to the best plan.
//!
//! A [`Chain`] names rows that follow each other in time, such as the balances of an item; any stretch of them is added up to
//! sum of a(j) x(j) >= d, terms below zero left out. From that follow
//!
//! - smallest values (Gu, Nemhauser & Savelsbergh 1999, flow covers with one term): x(j) is 0 or at least l(j), hence a(j) may be cut to d / l(j);
//! - whole multiples (mixed-integer rounding, Nemhauser & Wolsey 1990): divided by a lot, sum of (floor c + min(1, frac c / f)) n >= ceil d, with
//!   f = frac d, and what is not whole divided by f.
//!
//! Example: 23 asked from lots of 10, stock s before: s >= 3 (3 - n), so that two lots need 3 of stock, where the relaxation would take 2.3 lots.

use serde::{Deserialize, Serialize};

use super::super::program::Program;
use super::step::Step;

/// Rows, month by month, with the factor of each: what is needed over a stretch of them is their sum. A factor below zero takes the
/// upper side of its row, one above zero the lower side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chain(pub Vec<Vec<(usize, f64)>>);

/// A row: the sum of the entries is at least this.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cut {
    pub(super) entries: Vec<(usize, f64)>,
    pub(super) lower: f64,
}

/// Less than this much of a violation, relative to the length of the row, is not worth a row.
const LEAST: f64 = 1e-3;
/// Fractions nearer to a whole than this make rows with huge coefficients.
const FRACTION: f64 = 0.01;

/// What cuts are looked for with.
#[derive(Clone, Debug)]
pub(super) struct Cuts {
    chains: Vec<Chain>,
    /// By row of the program: its entries by column.
    rows: Vec<Vec<(usize, f64)>>,
    /// By column.
    steps: Vec<Option<Step>>,
}

impl Cuts {
    pub(super) fn new(program: &Program, steps: &[Step], chains: Vec<Chain>) -> Self {
        let mut rows = vec![Vec::new(); program.rows()];
        let mut by_column = vec![None; program.columns()];
        steps.iter().for_each(|step| by_column[step.column] = Some(*step));
        let looked_at = if chains.is_empty() { 0 } else { program.columns() };
        for column in 0..looked_at {
            program.entries(column).for_each(|(row, value)| rows[row].push((column, value)));
        }
        Self { chains, rows, steps: by_column }
    }

    /// For every chain and first month the row that a point violates most.
    pub(super) fn violated(&self, program: &Program, x: &[f64]) -> Vec<Cut> {
        let mut found = Vec::new();
        for chain in &self.chains {
            for from in 0..chain.0.len() {
                found.extend(self.most_violated(program, x, &chain.0[from..]));
            }
        }
        found
    }

    fn most_violated(&self, program: &Program, x: &[f64], months: &[Vec<(usize, f64)>]) -> Option<Cut> {
        let (mut sum, mut asked) = (vec![0.0; x.len()], 0.0);
        let mut touched: Vec<usize> = Vec::new();
        let mut best: Option<(f64, Cut)> = None;
        for (row, factor) in months.iter().map(Vec::as_slice).flat_map(|month| month.iter().chain([&END])) {
            if let Some(entries) = self.rows.get(*row) {
                asked += factor * if *factor < 0.0 { program.row_upper(*row) } else { program.row_lower(*row) };
                for (column, value) in entries {
                    touched.push(*column);
                    sum[*column] += factor * value;
                }
                continue;
            }
            touched.sort_unstable();
            touched.dedup();
            if !asked.is_finite() {
                continue;
            }
            for cut in [self.smallest(&sum, &touched, asked), self.rounded(&sum, &touched, asked)].into_iter().flatten()
            {
                let length = cut.entries.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
                let reached: f64 = cut.entries.iter().map(|(column, value)| value * x[*column]).sum();
                let share = (cut.lower - reached) / length.max(1e-9);
                if share > LEAST && best.as_ref().is_none_or(|(most, _)| share > *most) {
                    best = Some((share, cut));
                }
            }
        }
        best.map(|(_, cut)| cut).filter(|cut| cut.entries.iter().all(|(column, _)| program.lower(*column) >= 0.0))
    }

    /// Coefficients cut to what the smallest value needs.
    fn smallest(&self, sum: &[f64], touched: &[usize], asked: f64) -> Option<Cut> {
        let mut is_cut = false;
        if asked <= 1e-6 {
            return None;
        }
        let mut entries = Vec::with_capacity(touched.len());
        for &column in touched.iter().filter(|column| sum[**column] > 1e-9) {
            let least = self.steps[column].map_or(0.0, |step| step.least);
            let enough = if least > 0.0 { asked / least } else { f64::INFINITY };
            is_cut |= enough < sum[column];
            entries.push((column, sum[column].min(enough)));
        }
        is_cut.then_some(Cut { entries, lower: asked })
    }

    /// Mixed-integer rounding by the largest lot.
    fn rounded(&self, sum: &[f64], touched: &[usize], asked: f64) -> Option<Cut> {
        let lot = |column: usize| self.steps[column].map_or(0.0, |step| step.size);
        let size = touched.iter().map(|column| sum[*column] * lot(*column)).fold(0.0, f64::max);
        if size <= 1e-9 {
            return None;
        }
        let (needed, part) = ((asked / size).ceil(), asked / size - (asked / size).floor());
        if !(FRACTION..=1.0 - FRACTION).contains(&part) {
            return None;
        }
        let mut entries = Vec::with_capacity(touched.len());
        for &column in touched {
            let value = if lot(column) > 0.0 {
                let count = sum[column] * lot(column) / size;
                let whole = (count + 1e-9).floor();
                (whole + ((count - whole).max(0.0) / part).min(1.0)) / lot(column)
            } else {
                sum[column].max(0.0) / (size * part)
            };
            if value.abs() > 1e-12 {
                entries.push((column, value * size));
            }
        }
        Some(Cut { entries, lower: needed * size })
    }
}

/// Stands behind the rows of a month: no row.
const END: (usize, f64) = (usize::MAX, 0.0);

/// The program with these rows behind its first ones.
pub(super) fn with_rows(program: &Program, rows: usize, cuts: &[Cut]) -> Program {
    let mut longer = Program::new();
    longer.add_constant(program.constant());
    (0..rows).for_each(|row| {
        longer.add_row(program.row_lower(row), program.row_upper(row));
    });
    let mut added = vec![Vec::new(); program.columns()];
    for cut in cuts {
        let row = longer.add_row(cut.lower, f64::INFINITY);
        cut.entries.iter().for_each(|(column, value)| added[*column].push((row, *value)));
    }
    for (column, added) in added.into_iter().enumerate() {
        let own = program.entries(column).filter(|(row, _)| *row < rows);
        let entries: Vec<(usize, f64)> = own.chain(added).collect();
        longer.add_column(program.cost(column), program.lower(column), program.upper(column), &entries);
    }
    longer
}
