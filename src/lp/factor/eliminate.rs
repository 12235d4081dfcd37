//! The elimination: singletons first, then what is left (the nucleus) by Markowitz's rule with threshold pivoting.
//!
//! A column with one entry in the rows that are left goes to U as it is; a row with one entry gives a column of L and
//! changes nothing else. Most of a simplex basis goes this way. In the nucleus the pivot with the least `(r - 1)(c - 1)` among
//! a few of the shortest columns and rows is taken, if it is at least a tenth of its column's largest entry (Suhl & Suhl 1990).

use super::super::sparse::Lists;
use super::{Factor, NONE, Search, Sparse};

/// A pivot below this is taken for zero.
const SINGULAR: f64 = 1e-10;
/// A pivot has to reach this share of its column's largest entry.
const THRESHOLD: f64 = 0.1;
/// The same for row singletons, which cause no fill.
const ROW_THRESHOLD: f64 = 0.01;
/// Lines that are looked at for one pivot.
const LINES: usize = 4;

/// A position whose column depended on the others; the logical of `row` has taken its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replaced {
    /// The position.
    pub position: usize,
    /// The row whose logical (coefficient -1) is there now.
    pub row: usize,
}

/// Columns of a square matrix: those of position `p` are at `starts[p]..starts[p + 1]`.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Starts by position, and the end.
    pub starts: &'a [u32],
    /// Rows.
    pub rows: &'a [u32],
    /// Coefficients.
    pub values: &'a [f64],
}

impl Columns<'_> {
    fn range(&self, position: usize) -> std::ops::Range<usize> {
        self.starts[position] as usize..self.starts[position + 1] as usize
    }
}

impl Factor {
    /// Factors, the row in which each position pivots, and the positions that had to be replaced.
    pub fn new(columns: Columns<'_>) -> (Self, Vec<u32>, Vec<Replaced>) {
        let mut elimination = Elimination::new(columns);
        elimination.take_singletons();
        elimination.take_nucleus();
        let replaced = elimination.replace_dependent();
        let row_of = elimination.row_of.clone();
        (elimination.finish(), row_of, replaced)
    }
}

struct Elimination<'a> {
    columns: Columns<'a>,
    /// Positions by row.
    row_starts: Vec<u32>,
    row_positions: Vec<u32>,
    /// Entries left by position and by row.
    column_counts: Vec<u32>,
    row_counts: Vec<u32>,
    /// The row in which a position pivots, and the other way round; `NONE` before.
    row_of: Vec<u32>,
    position_of: Vec<u32>,
    /// `(pivot, row, multiplier)`.
    lower: Vec<(u32, u32, f64)>,
    /// `(position, row, value)`.
    upper: Vec<(u32, u32, f64)>,
    pivots: Vec<f64>,
    order: Vec<u32>,
}

impl<'a> Elimination<'a> {
    fn new(columns: Columns<'a>) -> Self {
        let size = columns.starts.len() - 1;
        let mut row_starts = vec![0u32; size + 1];
        for &row in columns.rows {
            row_starts[row as usize + 1] += 1;
        }
        let row_counts = row_starts[1..].to_vec();
        for row in 0..size {
            row_starts[row + 1] += row_starts[row];
        }
        let mut next = row_starts.clone();
        let mut row_positions = vec![0u32; columns.rows.len()];
        for position in 0..size {
            for at in columns.range(position) {
                let slot = &mut next[columns.rows[at] as usize];
                row_positions[*slot as usize] = position as u32;
                *slot += 1;
            }
        }
        Self {
            columns,
            row_starts,
            row_positions,
            column_counts: (0..size).map(|p| columns.range(p).len() as u32).collect(),
            row_counts,
            row_of: vec![NONE; size],
            position_of: vec![NONE; size],
            lower: Vec::new(),
            upper: Vec::with_capacity(columns.rows.len()),
            pivots: vec![0.0; size],
            order: Vec::with_capacity(size),
        }
    }

    fn positions_in(&self, row: usize) -> std::ops::Range<usize> {
        self.row_starts[row] as usize..self.row_starts[row + 1] as usize
    }

    fn pivot(&mut self, position: usize, row: usize, value: f64) {
        self.row_of[position] = row as u32;
        self.position_of[row] = position as u32;
        self.pivots[row] = value;
        self.order.push(row as u32);
    }

    fn take_singletons(&mut self) {
        let size = self.pivots.len();
        let mut columns: Vec<u32> = (0..size as u32).rev().filter(|&p| self.column_counts[p as usize] == 1).collect();
        self.take_column_singletons(&mut columns);
        let mut rows: Vec<u32> = (0..size as u32).filter(|&r| self.is_single_row(r as usize)).collect();
        while let Some(row) = rows.pop() {
            if self.is_single_row(row as usize) {
                self.take_row_singleton(row as usize, &mut rows, &mut columns);
                self.take_column_singletons(&mut columns);
            }
        }
    }

    fn is_single_row(&self, row: usize) -> bool {
        self.position_of[row] == NONE && self.row_counts[row] == 1
    }

    fn take_column_singletons(&mut self, queue: &mut Vec<u32>) {
        while let Some(position) = queue.pop().map(|position| position as usize) {
            if self.row_of[position] != NONE || self.column_counts[position] != 1 {
                continue;
            }
            let range = self.columns.range(position);
            let left = range.clone().find(|&at| self.position_of[self.columns.rows[at] as usize] == NONE);
            let Some(pivot_at) = left.filter(|&at| self.columns.values[at].abs() >= SINGULAR) else { continue };
            let row = self.columns.rows[pivot_at] as usize;
            for at in range.filter(|&at| at != pivot_at) {
                self.upper.push((position as u32, self.columns.rows[at], self.columns.values[at]));
            }
            self.pivot(position, row, self.columns.values[pivot_at]);
            self.leave_row(row, queue);
        }
    }

    /// Takes a row's entries out of the counts of the columns that are left.
    fn leave_row(&mut self, row: usize, queue: &mut Vec<u32>) {
        for at in self.positions_in(row) {
            let other = self.row_positions[at] as usize;
            if self.row_of[other] == NONE {
                self.column_counts[other] -= 1;
                if self.column_counts[other] == 1 {
                    queue.push(other as u32);
                }
            }
        }
        // Rows lose the entry of the column that pivoted.
        let position = self.position_of[row] as usize;
        for at in self.columns.range(position) {
            let other = self.columns.rows[at] as usize;
            if self.position_of[other] == NONE {
                self.row_counts[other] -= 1;
            }
        }
    }

    fn take_row_singleton(&mut self, row: usize, rows: &mut Vec<u32>, columns: &mut Vec<u32>) {
        let left = self.positions_in(row).find(|&at| self.row_of[self.row_positions[at] as usize] == NONE);
        let Some(position) = left.map(|at| self.row_positions[at] as usize) else { return };
        let range = self.columns.range(position);
        let is_left = |at: usize| self.position_of[self.columns.rows[at] as usize] == NONE;
        let largest =
            range.clone().filter(|&at| is_left(at)).map(|at| self.columns.values[at].abs()).fold(0.0, f64::max);
        let Some(pivot_at) = range.clone().find(|&at| self.columns.rows[at] as usize == row) else { return };
        let pivot = self.columns.values[pivot_at];
        if pivot.abs() < SINGULAR || pivot.abs() < ROW_THRESHOLD * largest {
            return;
        }
        for at in range.clone().filter(|&at| at != pivot_at) {
            let (other, value) = (self.columns.rows[at], self.columns.values[at]);
            if self.position_of[other as usize] == NONE {
                self.lower.push((row as u32, other, value / pivot));
            } else {
                self.upper.push((position as u32, other, value));
            }
        }
        self.pivot(position, row, pivot);
        self.leave_row(row, columns);
        let single = range.map(|at| self.columns.rows[at]).filter(|&other| self.is_single_row(other as usize));
        rows.extend(single);
    }

    fn take_nucleus(&mut self) {
        let left: Vec<usize> = (0..self.pivots.len()).filter(|&p| self.row_of[p] == NONE).collect();
        if left.is_empty() {
            return;
        }
        let mut nucleus = Nucleus::new(self, &left);
        while let Some((position, row)) = nucleus.choose() {
            let pivot = nucleus.take(position, row, &mut self.lower, &mut self.upper);
            self.pivot(position, row, pivot);
        }
    }

    /// Puts logicals of rows without a pivot where columns depended on others.
    fn replace_dependent(&mut self) -> Vec<Replaced> {
        let size = self.pivots.len();
        let positions: Vec<usize> = (0..size).filter(|&p| self.row_of[p] == NONE).collect();
        let rows: Vec<usize> = (0..size).filter(|&r| self.position_of[r] == NONE).collect();
        if !positions.is_empty() {
            let dependent = &self.row_of;
            self.upper.retain(|(position, ..)| dependent[*position as usize] != NONE);
        }
        let replaced: Vec<Replaced> =
            positions.iter().zip(&rows).map(|(&position, &row)| Replaced { position, row }).collect();
        for Replaced { position, row } in &replaced {
            self.pivot(*position, *row, -1.0);
        }
        replaced
    }

    fn finish(self) -> Factor {
        let size = self.pivots.len();
        let Self { lower, upper, row_of, pivots, order, .. } = self;
        let in_rows = upper.iter().map(|&(position, row, value)| (row, row_of[position as usize], value));
        let in_columns = in_rows.clone().map(|(row, pivot, value)| (pivot, row, value));
        let mut position = vec![0u32; size];
        for (at, &pivot) in order.iter().enumerate() {
            position[pivot as usize] = at as u32;
        }
        let lower_columns = Lists::from_triplets(size, lower.iter().copied(), order.iter().copied(), 0);
        let by_row = lower.iter().map(|&(pivot, row, value)| (row, pivot, value));
        let lower_rows = Lists::from_triplets(size, by_row, order.iter().rev().copied(), 0);
        let filled = |lists: &Lists| order.iter().copied().filter(|&pivot| lists.len(pivot as usize) > 0).collect();
        Factor {
            size,
            lower_order: filled(&lower_columns),
            lower_row_order: filled(&lower_rows),
            lower_columns,
            lower_rows,
            upper_columns: Lists::from_triplets(size, in_columns, order.iter().rev().copied(), 0),
            upper_rows: Lists::from_triplets(size, in_rows, order.iter().copied(), 2),
            pivots,
            order,
            position,
            updates: Vec::new(),
            update_entries: 0,
            elimination_entries: lower.len() + upper.len(),
            spike: Sparse::new(size),
            row: Sparse::new(size),
            search: Search { seen: vec![false; size], ..Search::default() },
        }
    }
}

/// What singletons leave, with its fill.
struct Nucleus {
    /// By position: `(row, value)` in rows that are left.
    columns: Lists,
    /// By row: positions that are left; the values mean nothing.
    rows: Lists,
    short_columns: Buckets,
    short_rows: Buckets,
    multipliers: Vec<f64>,
    matched: Vec<bool>,
}

impl Nucleus {
    fn new(from: &mut Elimination<'_>, left: &[usize]) -> Self {
        let size = from.pivots.len();
        let mut entries = Vec::new();
        for &position in left {
            for at in from.columns.range(position) {
                let (row, value) = (from.columns.rows[at], from.columns.values[at]);
                if from.position_of[row as usize] == NONE {
                    entries.push((position as u32, row, value));
                } else {
                    from.upper.push((position as u32, row, value));
                }
            }
        }
        let columns = Lists::from_triplets(size, entries.iter().copied(), 0..size as u32, 0);
        let by_row = entries.iter().map(|&(position, row, _)| (row, position, 0.0));
        let rows = Lists::from_triplets(size, by_row, 0..size as u32, 0);
        let mut nucleus = Self {
            short_columns: Buckets::new(size),
            short_rows: Buckets::new(size),
            columns,
            rows,
            multipliers: vec![0.0; size],
            matched: vec![false; size],
        };
        for &position in left.iter().rev() {
            nucleus.short_columns.put(position, nucleus.columns.len(position));
        }
        for row in (0..size).rev().filter(|&row| from.position_of[row] == NONE) {
            nucleus.short_rows.put(row, nucleus.rows.len(row));
        }
        nucleus
    }

    fn largest(&self, position: usize) -> f64 {
        self.columns.values[self.columns.range(position)].iter().fold(0.0, |most, value| value.abs().max(most))
    }

    /// The next pivot, as position and row; none when nothing is left that is not zero.
    fn choose(&mut self) -> Option<(usize, usize)> {
        self.drop_empty_columns();
        let mut best: Option<(usize, (usize, usize))> = None;
        let mut looked = 0;
        for count in 1..self.short_columns.first.len() {
            let mut next = self.short_columns.first[count];
            while next != NONE {
                let position = next as usize;
                next = self.short_columns.next[position];
                self.look_at_column(position, count, &mut best);
                looked += 1;
                if let Some((merit, pivot)) = best
                    && (looked >= LINES || merit <= (count - 1) * (count - 1))
                {
                    return Some(pivot);
                }
            }
            let mut next = self.short_rows.first[count];
            while next != NONE {
                let row = next as usize;
                next = self.short_rows.next[row];
                self.look_at_row(row, count, &mut best);
                looked += 1;
                if let Some((merit, pivot)) = best
                    && (looked >= LINES || merit <= count * (count - 1))
                {
                    return Some(pivot);
                }
            }
        }
        best.map(|(_, pivot)| pivot)
    }

    fn look_at_column(&self, position: usize, count: usize, best: &mut Option<(usize, (usize, usize))>) {
        let enough = (self.largest(position) * THRESHOLD).max(SINGULAR);
        for at in self.columns.range(position) {
            let row = self.columns.indices[at] as usize;
            let merit = (count - 1) * (self.rows.len(row) - 1);
            if self.columns.values[at].abs() >= enough && best.is_none_or(|(other, _)| merit < other) {
                *best = Some((merit, (position, row)));
            }
        }
    }

    fn look_at_row(&self, row: usize, count: usize, best: &mut Option<(usize, (usize, usize))>) {
        for at in self.rows.range(row) {
            let position = self.rows.indices[at] as usize;
            let merit = (count - 1) * (self.columns.len(position) - 1);
            if best.is_some_and(|(other, _)| merit >= other) {
                continue;
            }
            let enough = (self.largest(position) * THRESHOLD).max(SINGULAR);
            let entry = self.columns.range(position).find(|&at| self.columns.indices[at] as usize == row);
            if entry.is_some_and(|at| self.columns.values[at].abs() >= enough) {
                *best = Some((merit, (position, row)));
            }
        }
    }

    /// Columns that have nothing left depend on those before them.
    fn drop_empty_columns(&mut self) {
        while self.short_columns.first[0] != NONE {
            let position = self.short_columns.first[0] as usize;
            self.short_columns.take(position);
        }
    }

    /// Eliminates with a pivot: its value, with the entries of L and U that it makes.
    fn take(
        &mut self,
        position: usize,
        row: usize,
        lower: &mut Vec<(u32, u32, f64)>,
        upper: &mut Vec<(u32, u32, f64)>,
    ) -> f64 {
        self.short_columns.take(position);
        self.short_rows.take(row);
        let pivot = self.columns.remove(position, row as u32).unwrap_or(1.0);
        self.rows.remove(row, position as u32);
        let others: Vec<u32> = self.columns.indices[self.columns.range(position)].to_vec();
        for at in self.columns.range(position) {
            let (other, multiplier) = (self.columns.indices[at], self.columns.values[at] / pivot);
            self.multipliers[other as usize] = multiplier;
            lower.push((row as u32, other, multiplier));
            self.rows.remove(other as usize, position as u32);
        }
        let columns: Vec<u32> = self.rows.indices[self.rows.range(row)].to_vec();
        for &column in &columns {
            let value = self.columns.remove(column as usize, row as u32).unwrap_or(0.0);
            upper.push((column, row as u32, value));
            self.subtract(column as usize, value, &others);
            self.check(column as usize);
        }
        for &other in &others {
            self.multipliers[other as usize] = 0.0;
            self.short_rows.take(other as usize);
            self.short_rows.put(other as usize, self.rows.len(other as usize));
        }
        self.columns.clear(position);
        self.rows.clear(row);
        pivot
    }

    /// Column less `value` times the multipliers, which are in the rows `others`.
    fn subtract(&mut self, column: usize, value: f64, others: &[u32]) {
        let mut at = self.columns.range(column).start;
        while at < self.columns.range(column).end {
            let row = self.columns.indices[at] as usize;
            if self.multipliers[row] != 0.0 {
                self.matched[row] = true;
                self.columns.values[at] -= value * self.multipliers[row];
                if self.columns.values[at].abs() < 1e-14 {
                    self.columns.remove_at(column, at);
                    self.rows.remove(row, column as u32);
                    continue;
                }
            }
            at += 1;
        }
        for &row in others {
            let fill = -value * self.multipliers[row as usize];
            if !std::mem::take(&mut self.matched[row as usize]) && fill.abs() >= 1e-14 {
                self.columns.push(column, row, fill);
                self.rows.push(row as usize, column as u32, 0.0);
            }
        }
    }

    /// Files a column under its new length, or away when it is as good as zero.
    fn check(&mut self, column: usize) {
        self.short_columns.take(column);
        if self.largest(column) < SINGULAR {
            for at in self.columns.range(column) {
                let row = self.columns.indices[at] as usize;
                self.rows.remove(row, column as u32);
                if self.multipliers[row] == 0.0 {
                    self.short_rows.take(row);
                    self.short_rows.put(row, self.rows.len(row));
                }
            }
            self.columns.clear(column);
        } else {
            self.short_columns.put(column, self.columns.len(column));
        }
    }
}

/// Lines by how many entries they have left: one doubly linked list for each count.
struct Buckets {
    first: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    count: Vec<u32>,
}

impl Buckets {
    fn new(size: usize) -> Self {
        Self {
            first: vec![NONE; size + 1],
            next: vec![NONE; size],
            previous: vec![NONE; size],
            count: vec![NONE; size],
        }
    }

    fn put(&mut self, line: usize, count: usize) {
        let first = self.first[count];
        self.next[line] = first;
        self.previous[line] = NONE;
        if first != NONE {
            self.previous[first as usize] = line as u32;
        }
        self.first[count] = line as u32;
        self.count[line] = count as u32;
    }

    /// Takes a line out, if it is in.
    fn take(&mut self, line: usize) {
        let count = std::mem::replace(&mut self.count[line], NONE);
        if count == NONE {
            return;
        }
        let (previous, next) = (self.previous[line], self.next[line]);
        if previous == NONE {
            self.first[count as usize] = next;
        } else {
            self.next[previous as usize] = next;
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
    }
}
