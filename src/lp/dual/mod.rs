//! The dual simplex method for bounded variables: reduced costs keep their signs while the violated bounds are repaired.
//!
//! Rows are chosen by steepest edge (Forrest & Goldfarb 1992, weights carried along), columns by the ratio test of
//! [`ratio`], which flips bounded variables past their breakpoints (Fourer 1994; Maros 2003) and lets a tolerance choose a
//! large pivot (Harris 1973). What would leave its sign has its cost shifted, so that no step goes backwards (Koberstein
//! 2005); whoever calls removes the shifts. A start that is not dual feasible is made so in the same way, which makes this a first
//! phase for the primal method, too.

mod ratio;

use super::basis::{Simplex, fraction};
use super::sparse::Sparse;
use ratio::{Candidate, Ratio};

/// What a pivot came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Go on.
    Pivoted,
    /// No bound is violated.
    Feasible,
    /// The row in [`Dual::proof`] cannot be satisfied, whatever the costs.
    Infeasible,
    /// The numbers do not allow a pivot.
    Stuck,
}

/// Work space of the method, and the violated rows.
#[derive(Clone, Debug, Default)]
pub struct Dual {
    /// Squared violation over weight by position; zero where there is none.
    merit: Vec<f64>,
    rho: Sparse,
    alpha: Sparse,
    column: Sparse,
    tau: Sparse,
    flips: Sparse,
    ratio: Ratio,
    /// Pivots refused since the last that was made.
    refused: usize,
    /// Whether doubtful pivots are taken, as there are no better ones.
    lenient: bool,
    /// Whether factors, values and reduced costs are fresh.
    fresh: bool,
    /// Pivots in a row that left the dual objective where it was.
    stalled: usize,
    /// How often costs were perturbed.
    perturbed: i32,
    /// Multipliers (scaled, by row) that prove infeasibility.
    pub proof: Vec<f64>,
}

/// Smallest pivot.
const PIVOT: f64 = 1e-7;
/// A pivot computed by row and by column may differ by this share.
const AGREEMENT: f64 = 1e-6;
/// Refused pivots in a row before giving up.
const PATIENCE: usize = 50;
/// Columns up to this long have the weights of their rows computed instead of updated.
const SHORT: usize = 3;
/// Degenerate pivots in a row before costs are perturbed.
const STALL: usize = 100;
const LEAST_WEIGHT: f64 = 1e-4;

impl Dual {
    /// Prepares for a basis whose factors, values and reduced costs are fresh, and makes it dual feasible.
    pub fn start(simplex: &mut Simplex) -> Self {
        let (m, all) = (simplex.form.rows, simplex.variables());
        let mut dual = Self {
            merit: vec![0.0; m],
            rho: Sparse::new(m),
            alpha: Sparse::new(all),
            column: Sparse::new(m),
            tau: Sparse::new(m),
            flips: Sparse::new(m),
            ..Self::default()
        };
        let moved = dual.make_feasible(simplex);
        if simplex.attempt > 0 {
            dual.perturb(simplex);
        }
        if moved {
            simplex.compute_values();
        }
        dual.find_violations(simplex);
        dual.fresh = true;
        dual
    }

    /// Moves every variable to the bound that its reduced cost asks for, or shifts its cost where there is none.
    /// True when a variable was moved, so that values have to be computed.
    fn make_feasible(&mut self, simplex: &mut Simplex) -> bool {
        let mut moved = false;
        for j in 0..simplex.variables() {
            if simplex.wrong_sign(j) <= simplex.dual_tolerance {
                continue;
            }
            let up = simplex.d[j] < 0.0;
            let target = if up { simplex.upper[j] } else { simplex.lower[j] };
            if target.is_finite() {
                simplex.x[j] = target;
                moved = true;
            } else {
                shift(simplex, j);
            }
        }
        moved
    }

    fn refresh(&mut self, simplex: &mut Simplex) {
        simplex.refactor();
        simplex.compute_reduced_costs();
        self.make_feasible(simplex);
        simplex.compute_values();
        self.find_violations(simplex);
        self.fresh = true;
    }

    fn find_violations(&mut self, simplex: &Simplex) {
        for position in 0..simplex.form.rows {
            self.look(simplex, position);
        }
    }

    #[inline]
    fn look(&mut self, simplex: &Simplex, position: usize) {
        let outside = simplex.outside(simplex.head[position] as usize);
        self.merit[position] = outside * outside / simplex.weights[position];
    }

    /// One pivot.
    pub fn pivot(&mut self, simplex: &mut Simplex) -> Turn {
        if simplex.factor.is_worn() {
            self.refresh(simplex);
        }
        if self.stalled >= STALL {
            self.perturb(simplex);
        }
        loop {
            let Some(position) = self.choose_row() else {
                if self.fresh {
                    return Turn::Feasible;
                }
                self.refresh(simplex);
                continue;
            };
            self.rho.clear();
            self.rho.add(position, 1.0);
            simplex.factor.backward(&mut self.rho, true);
            let weight = self.rho.square();
            let trusted = simplex.weights[position] >= 0.25 * weight;
            simplex.weights[position] = weight.max(LEAST_WEIGHT);
            self.look(simplex, position);
            if trusted {
                return self.pivot_in_row(simplex, position, weight);
            }
        }
    }

    /// The position with the most merit.
    fn choose_row(&self) -> Option<usize> {
        let (mut best, mut chosen) = (0.0, None);
        for (position, &merit) in self.merit.iter().enumerate() {
            if merit > best {
                (best, chosen) = (merit, Some(position));
            }
        }
        chosen
    }

    fn pivot_in_row(&mut self, simplex: &mut Simplex, position: usize, weight: f64) -> Turn {
        let leaving = simplex.head[position] as usize;
        let outside = simplex.outside(leaving);
        let sign = outside.signum();
        simplex.price(&self.rho, &mut self.alpha);
        self.ratio.collect(simplex, &self.alpha, sign);
        let Some(Candidate { variable: entering, .. }) = self.ratio.choose(simplex, outside.abs()) else {
            return self.blocked(simplex, sign);
        };
        let entering = entering as usize;
        let alpha = self.alpha.values[entering];
        simplex.load(entering, &mut self.column);
        simplex.factor.forward(&mut self.column, true);
        let pivot = self.column.values[position];
        if self.is_doubtful(pivot, alpha) {
            return self.refuse(simplex, position);
        }
        (self.refused, self.lenient) = (0, false);
        self.flip(simplex);
        self.update_reduced_costs(simplex, entering, leaving, alpha, sign);
        self.move_values(simplex, (entering, leaving), pivot, sign);
        self.update_weights(simplex, position, pivot, weight);
        simplex.exchange(position, entering);
        self.fresh = false;
        let reliable = simplex.factor.update(position, pivot);
        for at in 0..self.column.places.len() {
            self.look(simplex, self.column.places[at] as usize);
        }
        for at in 0..self.flips.places.len() {
            self.look(simplex, self.flips.places[at] as usize);
        }
        self.look(simplex, position);
        if !reliable {
            self.refresh(simplex);
        }
        Turn::Pivoted
    }

    /// No column can take the row up: a proof of infeasibility, once the numbers are fresh.
    fn blocked(&mut self, simplex: &mut Simplex, sign: f64) -> Turn {
        if !self.fresh {
            self.refresh(simplex);
            return Turn::Pivoted;
        }
        self.proof.clear();
        self.proof.resize(simplex.form.rows, 0.0);
        for (row, value) in self.rho.entries() {
            self.proof[row] = sign * value;
        }
        Turn::Infeasible
    }

    fn is_doubtful(&self, pivot: f64, by_row: f64) -> bool {
        let (least, agreement) = if self.lenient { (PIVOT * 1e-2, AGREEMENT * 1e2) } else { (PIVOT, AGREEMENT) };
        pivot.abs() < least || (pivot - by_row).abs() > agreement * (1.0 + pivot.abs())
    }

    /// A pivot that cannot be trusted: fresh factors first, then the row is made unattractive.
    fn refuse(&mut self, simplex: &mut Simplex, position: usize) -> Turn {
        self.refused += 1;
        if self.refused > PATIENCE {
            if self.lenient {
                return Turn::Stuck;
            }
            (self.refused, self.lenient) = (0, true);
        }
        if self.fresh {
            simplex.weights[position] *= 1e6;
            self.look(simplex, position);
        } else {
            self.refresh(simplex);
        }
        Turn::Pivoted
    }

    /// Moves the variables that the ratio test passed to their other bounds.
    fn flip(&mut self, simplex: &mut Simplex) {
        self.flips.clear();
        for flip in self.ratio.passed() {
            let j = flip.variable as usize;
            let target = if simplex.x[j] == simplex.lower[j] { simplex.upper[j] } else { simplex.lower[j] };
            let change = target - simplex.x[j];
            simplex.x[j] = target;
            simplex.form.for_entries(j, |row, value| self.flips.add(row, -value * change));
        }
        if self.flips.places.is_empty() {
            return;
        }
        simplex.factor.forward(&mut self.flips, false);
        for (position, change) in self.flips.entries() {
            simplex.x[simplex.head[position] as usize] += change;
        }
    }

    fn update_reduced_costs(&mut self, simplex: &mut Simplex, entering: usize, leaving: usize, alpha: f64, sign: f64) {
        // A candidate whose sign was already wrong within the tolerance would make the step go backwards.
        if simplex.d[entering] * alpha * sign < 0.0 {
            shift(simplex, entering);
        }
        let step = simplex.d[entering] / alpha;
        if step != 0.0 {
            for &variable in &self.alpha.places {
                simplex.d[variable as usize] -= step * self.alpha.values[variable as usize];
            }
        }
        for at in 0..self.ratio.near().len() {
            let j = self.ratio.near()[at].variable as usize;
            if j != entering && simplex.wrong_sign(j) > 1e-12 {
                shift(simplex, j);
            }
        }
        simplex.d[entering] = 0.0;
        simplex.d[leaving] = -step;
        self.stalled = if step.abs() > 1e-12 { 0 } else { self.stalled + 1 };
    }

    /// Against long degeneracy: moves reduced costs away from zero by a little that differs from one to the other.
    fn perturb(&mut self, simplex: &mut Simplex) {
        self.stalled = 0;
        self.perturbed += 1;
        let scale = simplex.dual_tolerance * f64::from(5 * self.perturbed.min(200));
        for j in 0..simplex.variables() {
            if !simplex.movable[j] || simplex.is_free(j) {
                continue;
            }
            let size = scale * (1.0 + simplex.cost[j].abs()) * (1.0 + fraction(j + 7919 * simplex.attempt));
            let by = if simplex.is_at_upper(j) { -size } else { size };
            simplex.cost[j] += by;
            simplex.d[j] += by;
        }
        simplex.costs_shifted = true;
    }

    fn move_values(&self, simplex: &mut Simplex, (entering, leaving): (usize, usize), pivot: f64, sign: f64) {
        let bound = if sign > 0.0 { simplex.upper[leaving] } else { simplex.lower[leaving] };
        let step = (simplex.x[leaving] - bound) / pivot;
        for (p, value) in self.column.entries() {
            simplex.x[simplex.head[p] as usize] -= step * value;
        }
        simplex.x[entering] += step;
        simplex.x[leaving] = bound;
    }

    /// Forrest & Goldfarb's update; `weight` is the exact one of the row that leaves.
    fn update_weights(&mut self, simplex: &mut Simplex, position: usize, pivot: f64, weight: f64) {
        if self.column.places.len() <= SHORT {
            self.recompute_weights(simplex, position, pivot);
            simplex.weights[position] = (weight / (pivot * pivot)).max(LEAST_WEIGHT);
            return;
        }
        self.tau.copy(&self.rho);
        simplex.factor.forward(&mut self.tau, false);
        for (p, value) in self.column.entries().filter(|(p, _)| *p != position) {
            let ratio = value / pivot;
            let updated = simplex.weights[p] + ratio * (ratio * weight - 2.0 * self.tau.values[p]);
            simplex.weights[p] = updated.max(LEAST_WEIGHT).max(ratio * ratio * weight * 1e-3);
        }
        simplex.weights[position] = (weight / (pivot * pivot)).max(LEAST_WEIGHT);
    }

    /// The same for a short column: its rows of the inverse are computed anew, as they are sparser than what the update needs.
    fn recompute_weights(&mut self, simplex: &mut Simplex, position: usize, pivot: f64) {
        for (p, value) in self.column.entries().filter(|(p, _)| *p != position) {
            self.tau.clear();
            self.tau.add(p, 1.0);
            simplex.factor.backward(&mut self.tau, false);
            let ratio = value / pivot;
            let new_row = self.tau.entries().map(|(row, value)| value - ratio * self.rho.values[row]);
            let common: f64 = new_row.map(|value| value * value).sum();
            let only_rho = self.rho.entries().filter(|(row, _)| self.tau.values[*row] == 0.0);
            let rest: f64 = only_rho.map(|(_, value)| value * value).sum();
            simplex.weights[p] = (common + ratio * ratio * rest).max(LEAST_WEIGHT);
        }
    }
}

/// Changes the cost of a non-basic variable so that its reduced cost is zero.
fn shift(simplex: &mut Simplex, variable: usize) {
    simplex.cost[variable] -= simplex.d[variable];
    simplex.d[variable] = 0.0;
    simplex.costs_shifted = true;
}
