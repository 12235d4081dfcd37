//! The state that the dual and the primal simplex method share: a basis with its factors, values, reduced costs and weights.
//!
//! Invariants: `slot` and `head` are inverse to each other on basic variables; a non-basic variable is at one of its bounds,
//! or at zero when it has none; `A x = s` holds for the current values up to rounding, which every new factorisation takes away.

use super::factor::{Columns, Factor};
use super::form::Form;
use super::solution::Place;
use super::sparse::Sparse;

/// Rows of the inverse with more than one entry in so many are priced without a list.
const DENSE: usize = 8;

/// Not in the basis.
pub const NONE: u32 = u32::MAX;

/// A basis and all that follows from it.
#[derive(Clone, Debug)]
pub struct Simplex {
    /// The scaled program.
    pub form: Form,
    /// Bounds in use; the primal method may shift them.
    pub lower: Vec<f64>,
    /// Bounds in use.
    pub upper: Vec<f64>,
    /// Costs in use; the dual method may shift them.
    pub cost: Vec<f64>,
    /// The basic variable by position.
    pub head: Vec<u32>,
    /// The position by variable, `NONE` for non-basic ones.
    pub slot: Vec<u32>,
    /// Values by variable.
    pub x: Vec<f64>,
    /// Reduced costs by variable.
    pub d: Vec<f64>,
    /// Dual steepest-edge weights by position.
    pub weights: Vec<f64>,
    /// Factors of the basis.
    pub factor: Factor,
    /// Non-basic, and free to move.
    pub movable: Vec<bool>,
    /// Largest violation of a bound that counts as none.
    pub primal_tolerance: f64,
    /// Largest reduced cost of the wrong sign that counts as none.
    pub dual_tolerance: f64,
    /// Whether costs in use differ from the program's.
    pub costs_shifted: bool,
    /// Whether bounds in use differ from the program's.
    pub bounds_shifted: bool,
    /// Pivots and flips so far.
    pub iterations: usize,
    /// How many starts were given up before: each perturbs in its own way, the first not at all.
    pub attempt: usize,
}

impl Simplex {
    /// All logicals basic; factors, values and reduced costs computed.
    pub fn new(form: Form) -> Self {
        let (n, m) = (form.columns, form.rows);
        let mut simplex = Self {
            lower: form.lower.clone(),
            upper: form.upper.clone(),
            cost: form.cost.clone(),
            head: (n as u32..(n + m) as u32).collect(),
            slot: vec![NONE; n + m],
            x: vec![0.0; n + m],
            d: vec![0.0; n + m],
            weights: vec![1.0; m],
            factor: Factor::default(),
            movable: vec![false; n + m],
            primal_tolerance: 1e-7,
            dual_tolerance: 1e-7,
            costs_shifted: false,
            bounds_shifted: false,
            iterations: 0,
            attempt: 0,
            form,
        };
        for j in 0..n + m {
            simplex.x[j] = simplex.rest(j);
        }
        simplex.set_slots();
        simplex
    }

    /// How many variables.
    pub fn variables(&self) -> usize {
        self.form.columns + self.form.rows
    }

    /// Whether a variable is basic.
    #[inline]
    pub fn is_basic(&self, variable: usize) -> bool {
        self.slot[variable] != NONE
    }

    /// Whether a non-basic variable is at its upper bound (and not at its lower one).
    #[inline]
    pub fn is_at_upper(&self, variable: usize) -> bool {
        self.x[variable] == self.upper[variable] && self.lower[variable] != self.upper[variable]
    }

    /// Whether a variable has no bound.
    #[inline]
    pub fn is_free(&self, variable: usize) -> bool {
        self.lower[variable] == f64::NEG_INFINITY && self.upper[variable] == f64::INFINITY
    }

    /// Where a non-basic variable rests when nothing speaks for a side: the finite bound nearer to zero, or zero.
    fn rest(&self, variable: usize) -> f64 {
        let (lower, upper) = (self.lower[variable], self.upper[variable]);
        match (lower.is_finite(), upper.is_finite()) {
            (true, true) if upper.abs() < lower.abs() => upper,
            (true, _) => lower,
            (false, true) => upper,
            (false, false) => 0.0,
        }
    }

    /// Puts a non-basic variable back on a bound of those in use, on the side where it was.
    pub fn settle(&mut self, variable: usize, at_upper: bool) {
        let bound = if at_upper { self.upper[variable] } else { self.lower[variable] };
        self.x[variable] = if bound.is_finite() { bound } else { self.rest(variable) };
    }

    /// Where each variable stands.
    pub fn places(&self) -> Vec<Place> {
        let place = |j| match (self.is_basic(j), self.is_at_upper(j)) {
            (true, _) => Place::Basic,
            (false, true) => Place::Upper,
            (false, false) => Place::Lower,
        };
        (0..self.variables()).map(place).collect()
    }

    /// Takes a basis as a hint: too many or too few basic variables are repaired by the factorisation.
    pub fn set_places(&mut self, places: &[Place]) {
        let m = self.form.rows;
        let mut basic: Vec<u32> =
            (0..self.variables() as u32).filter(|&j| places[j as usize] == Place::Basic).collect();
        basic.truncate(m);
        let mut is_in = vec![false; self.variables()];
        basic.iter().for_each(|&j| is_in[j as usize] = true);
        for logical in (self.form.columns..self.variables()).filter(|&j| !is_in[j]).take(m - basic.len()) {
            basic.push(logical as u32);
        }
        for (j, place) in places.iter().enumerate().take(self.variables()) {
            self.settle(j, *place == Place::Upper);
        }
        self.head = basic;
        self.weights.fill(1.0);
        self.set_slots();
    }

    fn set_slots(&mut self) {
        self.slot.fill(NONE);
        for (position, &variable) in self.head.iter().enumerate() {
            self.slot[variable as usize] = position as u32;
        }
        for j in 0..self.variables() {
            self.movable[j] = self.slot[j] == NONE && self.lower[j] < self.upper[j];
        }
    }

    /// Factors the basis anew; columns that depend on others are replaced by logicals. True when some were.
    pub fn refactor(&mut self) -> bool {
        let m = self.form.rows;
        let (mut starts, mut rows, mut values) = (Vec::with_capacity(m + 1), Vec::new(), Vec::new());
        starts.push(0);
        for &variable in &self.head {
            self.form.for_entries(variable as usize, |row, value| {
                rows.push(row as u32);
                values.push(value);
            });
            starts.push(rows.len() as u32);
        }
        let (factor, row_of, replaced) = Factor::new(Columns { starts: &starts, rows: &rows, values: &values });
        self.factor = factor;
        for fix in &replaced {
            let out = self.head[fix.position] as usize;
            self.head[fix.position] = (self.form.columns + fix.row) as u32;
            self.x[out] = self.nearest_bound(out);
            self.weights[fix.position] = 1.0;
        }
        let (head, weights) = (self.head.clone(), self.weights.clone());
        for (position, &row) in row_of.iter().enumerate() {
            self.head[row as usize] = head[position];
            self.weights[row as usize] = weights[position];
        }
        self.set_slots();
        !replaced.is_empty()
    }

    fn nearest_bound(&self, variable: usize) -> f64 {
        let (lower, upper, x) = (self.lower[variable], self.upper[variable], self.x[variable]);
        match (lower.is_finite(), upper.is_finite()) {
            (true, true) => {
                if x - lower <= upper - x {
                    lower
                } else {
                    upper
                }
            }
            _ => self.rest(variable),
        }
    }

    /// Values of the basic variables from those of the others.
    pub fn compute_values(&mut self) {
        let mut b = Sparse::new(self.form.rows);
        for j in 0..self.variables() {
            if self.slot[j] == NONE && self.x[j] != 0.0 {
                let x = self.x[j];
                self.form.for_entries(j, |row, value| b.values[row] -= value * x);
            }
        }
        b.list();
        self.factor.forward(&mut b, false);
        for (position, &variable) in self.head.iter().enumerate() {
            self.x[variable as usize] = b.values[position];
        }
    }

    /// Reduced costs at the costs in use.
    pub fn compute_reduced_costs(&mut self) {
        let duals = multipliers(&mut self.factor, &self.head, |j| self.cost[j]);
        for (j, cost) in self.cost.iter().enumerate() {
            self.d[j] = if self.slot[j] == NONE { cost - self.form.dot(j, &duals) } else { 0.0 };
        }
    }

    /// The program's own costs again.
    pub fn restore_costs(&mut self) {
        self.cost.copy_from_slice(&self.form.cost);
        self.costs_shifted = false;
    }

    /// The program's own bounds again, non-basic variables on them.
    pub fn restore_bounds(&mut self) {
        let upper: Vec<bool> = (0..self.variables()).map(|j| self.is_at_upper(j)).collect();
        self.lower.copy_from_slice(&self.form.lower);
        self.upper.copy_from_slice(&self.form.upper);
        for (j, at_upper) in upper.into_iter().enumerate() {
            if self.slot[j] == NONE {
                self.settle(j, at_upper);
            }
            self.movable[j] = self.slot[j] == NONE && self.lower[j] < self.upper[j];
        }
        self.bounds_shifted = false;
    }

    /// By how much a variable is outside its bounds: negative below, positive above, zero within the tolerance.
    #[inline]
    pub fn outside(&self, variable: usize) -> f64 {
        let x = self.x[variable];
        if x < self.lower[variable] - self.primal_tolerance {
            x - self.lower[variable]
        } else if x > self.upper[variable] + self.primal_tolerance {
            x - self.upper[variable]
        } else {
            0.0
        }
    }

    /// Sum of what basic variables are outside their bounds.
    pub fn infeasibility(&self) -> f64 {
        self.head.iter().map(|&variable| self.outside(variable as usize).abs()).sum()
    }

    /// By how much the reduced cost of a non-basic variable has the wrong sign for where it is.
    #[inline]
    pub fn wrong_sign(&self, variable: usize) -> f64 {
        if !self.movable[variable] {
            return 0.0;
        }
        let d = self.d[variable];
        if self.is_free(variable) {
            d.abs()
        } else if self.x[variable] == self.lower[variable] {
            -d
        } else {
            d
        }
    }

    /// Whether no reduced cost has the wrong sign by more than the tolerance.
    pub fn is_dual_feasible(&self) -> bool {
        (0..self.variables()).all(|j| self.wrong_sign(j) <= self.dual_tolerance)
    }

    /// Writes a variable's column into `into`.
    pub fn load(&self, variable: usize, into: &mut Sparse) {
        into.clear();
        self.form.for_entries(variable, |row, value| into.add(row, value));
    }

    /// The pivot row over the variables that may move, from the row `rho` of the inverse: `alpha_j = rho a_j`.
    pub fn price(&self, rho: &Sparse, alpha: &mut Sparse) {
        alpha.clear();
        if rho.places.len() * DENSE > self.form.rows {
            return self.price_dense(rho, alpha);
        }
        for (row, value) in rho.entries() {
            if value.abs() < 1e-14 {
                continue;
            }
            let range = self.form.row_range(row);
            let columns = &self.form.column_indices[range.clone()];
            for (&column, &coefficient) in columns.iter().zip(&self.form.row_values[range]) {
                if self.movable[column as usize] {
                    alpha.add(column as usize, value * coefficient);
                }
            }
            let logical = self.form.columns + row;
            if self.movable[logical] {
                alpha.add(logical, -value);
            }
        }
    }

    /// The same where most of it is not zero: sums first, the list afterwards.
    fn price_dense(&self, rho: &Sparse, alpha: &mut Sparse) {
        for (row, value) in rho.entries() {
            let range = self.form.row_range(row);
            let columns = &self.form.column_indices[range.clone()];
            for (&column, &coefficient) in columns.iter().zip(&self.form.row_values[range]) {
                alpha.values[column as usize] += value * coefficient;
            }
            alpha.values[self.form.columns + row] = -value;
        }
        for (j, (value, movable)) in alpha.values.iter_mut().zip(&self.movable).enumerate() {
            if *movable && value.abs() >= 1e-14 {
                alpha.places.push(j as u32);
            } else {
                *value = 0.0;
            }
        }
    }

    /// Puts `entering` into the basis at a position; its variable leaves and stays at the value that it has.
    pub fn exchange(&mut self, position: usize, entering: usize) {
        let leaving = self.head[position] as usize;
        self.head[position] = entering as u32;
        self.slot[entering] = position as u32;
        self.slot[leaving] = NONE;
        self.movable[entering] = false;
        self.movable[leaving] = self.lower[leaving] < self.upper[leaving];
        self.iterations += 1;
    }
}

/// Multipliers by row at given costs of the basic variables, by position in `head`.
pub fn multipliers(factor: &mut Factor, head: &[u32], cost: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut c = Sparse::new(head.len());
    for (value, &variable) in c.values.iter_mut().zip(head) {
        *value = cost(variable as usize);
    }
    c.list();
    factor.backward(&mut c, false);
    c.values
}

/// A fraction in [0, 1) that looks random but follows from its number alone (Knuth's multiplicative hash).
pub fn fraction(number: usize) -> f64 {
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed >> 40) as f64) / 16_777_216.0
}
