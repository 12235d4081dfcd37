//! Solves with the factors: forward (`B x = b`) and backward (`y B = c`), each sparse where that pays.

use super::super::sparse::{Lists, Sparse};
use super::{Factor, Search};

/// A search that has found more than one place in so many costs more than substitution everywhere.
const SPARSE: usize = 5;

impl Factor {
    /// Replaces `b` by the solution of `B x = b`. With `keep` the half-way result is kept for [`Factor::update`].
    pub fn forward(&mut self, b: &mut Sparse, keep: bool) {
        self.forward_lower(b);
        for update in &self.updates {
            let terms = update.indices.iter().zip(&update.values);
            let sum: f64 = terms.map(|(&index, value)| value * b.values[index as usize]).sum();
            if sum != 0.0 {
                b.add(update.row as usize, -sum);
            }
        }
        if keep {
            self.spike.copy(b);
        }
        let Self { upper_columns, pivots, order, search, .. } = self;
        if !search.solve(upper_columns, Some(pivots), b) {
            dense(upper_columns, Some(pivots), order.iter().rev(), b);
        }
    }

    fn forward_lower(&mut self, b: &mut Sparse) {
        let Self { lower_columns, lower_order, search, .. } = self;
        if lower_order.is_empty() {
            return;
        }
        if !search.solve(lower_columns, None, b) {
            dense(lower_columns, None, lower_order.iter(), b);
        }
    }

    /// Replaces `c` by the solution of `y B = c`. With `keep` the half-way result is kept for [`Factor::update`].
    pub fn backward(&mut self, c: &mut Sparse, keep: bool) {
        let Self { upper_rows, lower_rows, pivots, order, lower_row_order, search, .. } = self;
        if !search.solve(upper_rows, Some(pivots), c) {
            dense(upper_rows, Some(pivots), order.iter(), c);
        }
        if keep {
            self.row.copy(c);
        }
        for update in self.updates.iter().rev() {
            let factor = c.values[update.row as usize];
            if factor != 0.0 {
                for (&index, &value) in update.indices.iter().zip(&update.values) {
                    c.add(index as usize, -factor * value);
                }
            }
        }
        if lower_row_order.is_empty() {
            return;
        }
        if !search.solve(lower_rows, None, c) {
            dense(lower_rows, None, lower_row_order.iter().rev(), c);
        }
    }
}

/// Substitution in the given order of pivots.
fn dense<'a>(lists: &Lists, pivots: Option<&[f64]>, order: impl Iterator<Item = &'a u32>, b: &mut Sparse) {
    for &pivot in order.filter(|pivot| **pivot != super::NONE) {
        eliminate(lists, pivots, pivot as usize, &mut b.values);
    }
    b.list();
}

/// Takes one solved value out of the others.
#[inline]
fn eliminate(lists: &Lists, pivots: Option<&[f64]>, pivot: usize, values: &mut [f64]) {
    let mut x = values[pivot];
    if x == 0.0 {
        return;
    }
    if let Some(pivots) = pivots {
        x /= pivots[pivot];
        values[pivot] = x;
    }
    let range = lists.range(pivot);
    for (&index, &value) in lists.indices[range.clone()].iter().zip(&lists.values[range]) {
        values[index as usize] -= value * x;
    }
}

impl Search {
    /// Substitution over what the search reaches from the places of `b`, in topological order; false when it is too much.
    fn solve(&mut self, lists: &Lists, pivots: Option<&[f64]>, b: &mut Sparse) -> bool {
        let most = b.values.len() / SPARSE;
        if b.places.len() > most {
            return false;
        }
        self.order.clear();
        for &start in &b.places {
            if !self.seen[start as usize] && !self.descend(lists, start, most) {
                self.forget();
                return false;
            }
        }
        b.places.clear();
        for &pivot in self.order.iter().rev() {
            self.seen[pivot as usize] = false;
            b.places.push(pivot);
            eliminate(lists, pivots, pivot as usize, &mut b.values);
        }
        b.prune();
        true
    }

    fn forget(&mut self) {
        let stacked = self.stack.iter().map(|(node, _)| node);
        for &node in self.order.iter().chain(stacked) {
            self.seen[node as usize] = false;
        }
        self.stack.clear();
    }

    /// Searches from one place; false when more than `most` were found.
    fn descend(&mut self, lists: &Lists, start: u32, most: usize) -> bool {
        self.seen[start as usize] = true;
        self.stack.push((start, lists.range(start as usize).start as u32));
        while let Some(top) = self.stack.last_mut() {
            let node = top.0 as usize;
            let range = top.1 as usize..lists.range(node).end;
            let seen = &self.seen;
            match lists.indices[range].iter().position(|&next| !seen[next as usize]) {
                Some(offset) => {
                    let next = lists.indices[top.1 as usize + offset];
                    top.1 += offset as u32 + 1;
                    self.seen[next as usize] = true;
                    self.stack.push((next, lists.range(next as usize).start as u32));
                }
                None => {
                    self.order.push(top.0);
                    self.stack.pop();
                    if self.order.len() + self.stack.len() > most {
                        return false;
                    }
                }
            }
        }
        true
    }
}
