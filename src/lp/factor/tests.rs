//! The factors against dense arithmetic, on random sparse matrices, before and after many updates.

use super::super::sparse::Sparse;
use super::{Columns, Factor};

/// Numbers that look random and are always the same (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }

    /// A sparse column; `diagonal` makes a matrix of such columns hardly ever singular.
    fn column(&mut self, size: usize, diagonal: usize) -> Vec<(usize, f64)> {
        let mut column = vec![(diagonal, 1.0 + self.next())];
        for _ in 0..self.below(4) {
            let row = self.below(size);
            if column.iter().all(|(other, _)| *other != row) {
                column.push((row, 4.0 * self.next() - 2.0));
            }
        }
        column
    }
}

type Matrix = Vec<Vec<(usize, f64)>>;

fn factor(matrix: &Matrix) -> (Factor, Vec<u32>, usize) {
    let (mut starts, mut rows, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in matrix {
        rows.extend(column.iter().map(|(row, _)| *row as u32));
        values.extend(column.iter().map(|(_, value)| *value));
        starts.push(rows.len() as u32);
    }
    let (factor, row_of, replaced) = Factor::new(Columns { starts: &starts, rows: &rows, values: &values });
    (factor, row_of, replaced.len())
}

fn sparse(size: usize, entries: &[(usize, f64)]) -> Sparse {
    let mut vector = Sparse::new(size);
    entries.iter().for_each(|(place, value)| vector.add(*place, *value));
    vector
}

/// The matrix, its columns numbered by the rows in which they pivot.
fn arranged(matrix: &Matrix, row_of: &[u32]) -> Matrix {
    let mut arranged = vec![Vec::new(); matrix.len()];
    for (position, column) in matrix.iter().enumerate() {
        arranged[row_of[position] as usize].clone_from(column);
    }
    arranged
}

#[track_caller]
fn check(factor: &mut Factor, matrix: &Matrix, random: &mut Random) {
    let size = matrix.len();
    let count = if random.next() < 0.5 { 1 } else { size };
    let right: Vec<(usize, f64)> = (0..count).map(|_| (random.below(size), random.next() - 0.5)).collect();
    let mut right_side = vec![0.0; size];
    right.iter().for_each(|(row, value)| right_side[*row] += value);
    let mut x = sparse(size, &right);
    factor.forward(&mut x, false);
    let mut product = vec![0.0; size];
    for (column, x) in matrix.iter().zip(&x.values) {
        column.iter().for_each(|(row, value)| product[*row] += value * x);
    }
    let error = product.iter().zip(&right_side).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let largest = x.values.iter().fold(1.0f64, |most, value| most.max(value.abs()));
    assert!(error < 1e-7 * largest, "forward: {error} beside {largest}");
    let mut y = sparse(size, &right);
    factor.backward(&mut y, false);
    let largest = y.values.iter().fold(1.0f64, |most, value| most.max(value.abs()));
    for (column, expected) in matrix.iter().zip(&right_side) {
        let sum: f64 = column.iter().map(|(row, value)| value * y.values[*row]).sum();
        assert!((sum - expected).abs() < 1e-7 * largest, "backward: {sum} against {expected} beside {largest}");
    }
}

#[test]
fn solves_agree_with_the_matrix() {
    let mut random = Random(1);
    for size in [1, 2, 3, 5, 10, 30, 100, 300] {
        for _ in 0..5 {
            let matrix: Matrix = (0..size).map(|diagonal| random.column(size, diagonal)).collect();
            let (mut factor, row_of, replaced) = factor(&matrix);
            if replaced == 0 {
                let matrix = arranged(&matrix, &row_of);
                (0..4).for_each(|_| check(&mut factor, &matrix, &mut random));
            }
        }
    }
}

#[test]
fn solves_agree_after_many_updates() {
    let mut random = Random(2);
    for size in [2, 7, 40, 150] {
        let matrix: Matrix = (0..size).map(|diagonal| random.column(size, diagonal)).collect();
        let (mut factor, row_of, replaced) = factor(&matrix);
        assert_eq!(replaced, 0);
        let mut matrix = arranged(&matrix, &row_of);
        let mut updates = 0;
        while updates < 60 {
            let pivot = random.below(size);
            let column = random.column(size, pivot);
            let mut alpha = sparse(size, &column);
            factor.forward(&mut alpha, true);
            let mut unit = sparse(size, &[(pivot, 1.0)]);
            factor.backward(&mut unit, true);
            if alpha.values[pivot].abs() < 0.1 {
                continue;
            }
            assert!(factor.update(pivot, alpha.values[pivot]), "an update with a good pivot was called unreliable");
            matrix[pivot] = column;
            updates += 1;
            check(&mut factor, &matrix, &mut random);
        }
    }
}

#[test]
fn dependent_columns_are_replaced_by_logicals() {
    let matrix = vec![vec![(0, 1.0), (1, 2.0)], vec![(0, 2.0), (1, 4.0)], vec![(2, 3.0)]];
    let (mut found, row_of, replaced) = factor(&matrix);
    assert_eq!(replaced, 1);
    let position = (0..2).find(|&position| row_of[position] == 1 || row_of[position] == 0).unwrap();
    assert!(position < 2);
    let mut b = sparse(3, &[(2, 6.0)]);
    found.forward(&mut b, false);
    assert!((b.values[2] - 2.0).abs() < 1e-12);
    let (_, _, empty) = factor(&vec![Vec::new(), vec![(0, 1.0)]]);
    assert_eq!(empty, 1);
}
