//! Figures by row and month: one dense block, one row per item x market, per item x site, or per resource.
//!
//! Rows run over the pairs that exist (see [`super::Frame`]), months over the horizon. No total is held; totals are summed when asked for.

use std::ops::AddAssign;

/// `rows` x `months` figures, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid<T> {
    months: usize,
    cells: Vec<T>,
}

impl<T: Copy + Default> Grid<T> {
    /// All at their default, which is zero for quantities.
    pub fn new(rows: usize, months: usize) -> Self {
        Self { months, cells: vec![T::default(); rows * months] }
    }

    /// One figure for each row and month.
    pub fn from_fn(rows: usize, months: usize, mut figure: impl FnMut(usize, usize) -> T) -> Self {
        let cells = (0..rows).flat_map(|row| (0..months).map(move |t| (row, t)));
        Self { months, cells: cells.map(|(row, t)| figure(row, t)).collect() }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.cells.len().checked_div(self.months).unwrap_or(0)
    }

    /// How many months.
    pub fn months(&self) -> usize {
        self.months
    }

    /// One row's figures by month. Panics beyond the last row.
    pub fn row(&self, row: usize) -> &[T] {
        &self.cells[row * self.months..(row + 1) * self.months]
    }

    /// One row's figures, to be written.
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.cells[row * self.months..(row + 1) * self.months]
    }

    /// One figure.
    pub fn at(&self, row: usize, t: usize) -> T {
        self.cells[row * self.months + t]
    }

    /// One figure, to be written.
    pub fn at_mut(&mut self, row: usize, t: usize) -> &mut T {
        &mut self.cells[row * self.months + t]
    }

    /// Every figure, row by row.
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// Every figure, to be written.
    pub fn cells_mut(&mut self) -> &mut [T] {
        &mut self.cells
    }
}

impl<T: Copy + Default + AddAssign> Grid<T> {
    /// Sums by month over some rows.
    pub fn sum(&self, rows: impl IntoIterator<Item = usize>) -> Vec<T> {
        let mut sums = vec![T::default(); self.months];
        for row in rows {
            for (sum, figure) in sums.iter_mut().zip(self.row(row)) {
                *sum += *figure;
            }
        }
        sums
    }

    /// Sums by month over all rows.
    pub fn total(&self) -> Vec<T> {
        self.sum(0..self.rows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Units;

    #[test]
    fn sums_run_over_the_rows_asked_for() {
        let mut grid = Grid::new(3, 2);
        for row in 0..3 {
            *grid.at_mut(row, 1) = Units(row as f64);
        }
        assert_eq!(grid.sum([0, 2]), vec![Units(0.0), Units(2.0)]);
        assert_eq!(grid.total(), vec![Units(0.0), Units(3.0)]);
        assert_eq!((grid.rows(), grid.months()), (3, 2));
        assert_eq!(Grid::<Units>::new(0, 0).total(), vec![]);
    }
}
