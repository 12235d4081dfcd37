//! Figures turned from rows to months and back: what is planned by row is carried out by month, and memory is read fastest in its order.
//!
//! A month lies `[t * rows + row]`. Invariant: turned to months and back, a grid is as it was.

use super::super::Grid;
use crate::model::Units;

/// Rows that are turned at a time, so that what is read and written stays in the cache.
const BLOCK: usize = 64;

/// Rows turned to months.
pub fn by_month(grid: &Grid<Units>) -> Vec<f64> {
    let (rows, months) = (grid.rows(), grid.months());
    let mut turned = vec![0.0; rows * months];
    for first in (0..rows).step_by(BLOCK) {
        let last = rows.min(first + BLOCK);
        let cells = &grid.cells()[first * months..last * months];
        for t in 0..months {
            let month = &mut turned[t * rows + first..t * rows + last];
            month.iter_mut().enumerate().for_each(|(row, units)| *units = cells[row * months + t].0);
        }
    }
    turned
}

/// So many months turned to rows.
pub fn by_row(turned: &[f64], months: usize) -> Grid<Units> {
    let rows = turned.len().checked_div(months).unwrap_or(0);
    let mut grid = Grid::new(rows, months);
    for first in (0..rows).step_by(BLOCK) {
        let last = rows.min(first + BLOCK);
        let cells = &mut grid.cells_mut()[first * months..last * months];
        for t in 0..months {
            let month = &turned[t * rows + first..t * rows + last];
            month.iter().enumerate().for_each(|(row, units)| cells[row * months + t] = Units(*units));
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turned_twice_is_as_it_was() {
        for (rows, months) in [(0, 0), (0, 3), (1, 1), (5, 3), (64, 2), (137, 24)] {
            let mut grid = Grid::new(rows, months);
            for (at, cell) in grid.cells_mut().iter_mut().enumerate() {
                *cell = Units(at as f64);
            }
            let turned = by_month(&grid);
            assert!((0..rows).all(|row| (0..months).all(|t| turned[t * rows + row] == grid.at(row, t).0)));
            assert_eq!(by_row(&turned, months), grid);
        }
    }
}
