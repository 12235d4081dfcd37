//! One column of the basis replaced: Forrest & Tomlin (1972).
//!
//! The new column, as far as L and R take it (the spike), becomes the last column of U; the old pivot row is eliminated by a
//! row transformation whose multipliers a backward solve with the unit vector of that row has already computed.

use super::{Factor, NONE, RowUpdate};

impl Factor {
    /// Replaces the column at `pivot` by the one whose forward solve was kept, after the backward solve of the unit vector
    /// of `pivot` was kept. False when the new pivot is too uncertain: the factors are then unusable until the next elimination.
    ///
    /// `alpha` is the entry of the forward solve at `pivot`: the new diagonal has to be `alpha` times the old one.
    pub fn update(&mut self, pivot: usize, alpha: f64) -> bool {
        let old = self.pivots[pivot];
        let unit = self.row.values[pivot];
        let mut indices = Vec::new();
        let mut values = Vec::new();
        let mut diagonal = self.spike.values[pivot];
        for (index, value) in self.row.entries().filter(|(index, _)| *index != pivot) {
            let multiplier = -value / unit;
            if multiplier.abs() > 1e-14 {
                diagonal -= multiplier * self.spike.values[index];
                indices.push(index as u32);
                values.push(multiplier);
            }
        }
        let expected = alpha * old;
        self.strike(pivot);
        for (index, value) in self.spike.entries().filter(|(index, value)| *index != pivot && value.abs() > 1e-14) {
            self.upper_columns.push(pivot, index as u32, value);
            self.upper_rows.push(index, pivot as u32, value);
        }
        self.update_entries += self.spike.places.len() + indices.len();
        self.pivots[pivot] = diagonal;
        self.order[self.position[pivot] as usize] = NONE;
        self.position[pivot] = self.order.len() as u32;
        self.order.push(pivot as u32);
        self.updates.push(RowUpdate { row: pivot as u32, indices, values });
        diagonal != 0.0 && (diagonal - expected).abs() <= 1e-6 * diagonal.abs().max(expected.abs())
    }

    /// Takes the pivot's old row and column out of U.
    fn strike(&mut self, pivot: usize) {
        for at in self.upper_rows.range(pivot) {
            let column = self.upper_rows.indices[at] as usize;
            self.upper_columns.remove(column, pivot as u32);
        }
        self.upper_rows.clear(pivot);
        for at in self.upper_columns.range(pivot) {
            let row = self.upper_columns.indices[at] as usize;
            self.upper_rows.remove(row, pivot as u32);
        }
        self.upper_columns.clear(pivot);
    }
}
