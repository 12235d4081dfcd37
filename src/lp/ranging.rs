//! Ranging: how far a side or bound can move with the final basis, hence with its price.

use super::solver::Solver;
use super::sparse::Sparse;

/// Slopes below this do not block.
const NEGLIGIBLE: f64 = 1e-9;

impl Solver {
    /// After `Optimal`: by how much the row's binding side may fall and rise with the row's dual unchanged (>= 0, may be infinite).
    ///
    /// Of a row that does not bind: by how much its upper side may fall and its lower side may rise before it does.
    pub fn row_range(&mut self, row: usize) -> (f64, f64) {
        self.range(self.simplex.form.columns + row)
    }

    /// As [`Self::row_range`], for the binding bound of a column.
    pub fn column_range(&mut self, column: usize) -> (f64, f64) {
        self.range(column)
    }

    fn range(&mut self, variable: usize) -> (f64, f64) {
        let simplex = &mut self.simplex;
        if simplex.is_basic(variable) {
            let (x, lower, upper) = (simplex.x[variable], simplex.lower[variable], simplex.upper[variable]);
            let unscaled = |room: f64| simplex.form.unscale_value(variable, room.max(0.0));
            return (unscaled(upper - x), unscaled(x - lower));
        }
        let mut column = Sparse::new(simplex.form.rows);
        simplex.load(variable, &mut column);
        simplex.factor.forward(&mut column, false);
        let (mut fall, mut rise) = (f64::INFINITY, f64::INFINITY);
        for (position, value) in column.entries().filter(|(_, value)| value.abs() > NEGLIGIBLE) {
            let j = simplex.head[position] as usize;
            let below = (simplex.x[j] - simplex.lower[j]).max(0.0);
            let above = (simplex.upper[j] - simplex.x[j]).max(0.0);
            // Basic values move by minus the column for one more unit of the variable.
            let (with, against) = if value > 0.0 { (below, above) } else { (above, below) };
            rise = rise.min(with / value.abs());
            fall = fall.min(against / value.abs());
        }
        (simplex.form.unscale_value(variable, fall), simplex.form.unscale_value(variable, rise))
    }
}
