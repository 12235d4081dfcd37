//! Proofs checked against the program alone: what a solver says is believed only after these agree.

use super::program::Program;

/// Share of the terms of a sum that counts as its rounding.
const ROUNDING: f64 = 1e-9;

impl Program {
    /// Whether multipliers by row prove that no point satisfies all rows and bounds (Farkas' lemma).
    ///
    /// For every point `y (s - A x) = 0` with `s` the activities; the multipliers are a proof when the least value of the
    /// left side over all sides and bounds is above zero by more than rounding.
    pub fn is_infeasible_by(&self, multipliers: &[f64]) -> bool {
        let (mut least, mut size) = (0.0, 0.0);
        let mut take = |multiplier: f64, lower: f64, upper: f64| {
            let at = if multiplier > 0.0 { lower } else { upper };
            least += multiplier * at;
            size += (multiplier * at).abs();
        };
        let mut repaired = multipliers.to_vec();
        for (i, multiplier) in repaired.iter_mut().enumerate() {
            let (lower, upper) = (self.row_lower(i), self.row_upper(i));
            let side = if *multiplier > 0.0 { lower } else { upper };
            if *multiplier == 0.0 || !side.is_finite() {
                *multiplier = 0.0;
            } else {
                take(*multiplier, lower, upper);
            }
        }
        for j in 0..self.columns() {
            let (mut sum, mut terms) = (0.0, 0.0);
            for (row, value) in self.entries(j) {
                sum -= value * repaired[row];
                terms += (value * repaired[row]).abs();
            }
            let at = if sum > 0.0 { self.lower(j) } else { self.upper(j) };
            if sum != 0.0 && at.is_finite() {
                take(sum, self.lower(j), self.upper(j));
            } else if sum.abs() > ROUNDING * terms {
                return false;
            }
        }
        least > ROUNDING * size && least > 0.0
    }

    /// Whether the objective falls for ever along a direction by column, from any feasible point.
    pub fn is_unbounded_along(&self, ray: &[f64]) -> bool {
        let size = ray.iter().fold(0.0f64, |most, value| most.max(value.abs()));
        let (mut slope, mut terms) = (0.0, 0.0);
        let mut sums = vec![(0.0, 0.0); self.rows()];
        for (j, &value) in ray.iter().enumerate() {
            slope += self.cost(j) * value;
            terms += (self.cost(j) * value).abs();
            if leaves(value, ROUNDING * size, self.lower(j), self.upper(j)) {
                return false;
            }
            for (row, coefficient) in self.entries(j) {
                sums[row].0 += coefficient * value;
                sums[row].1 += (coefficient * value).abs();
            }
        }
        let stays = |(i, (sum, terms)): (usize, &(f64, f64))| {
            !leaves(*sum, ROUNDING * terms, self.row_lower(i), self.row_upper(i))
        };
        slope < -ROUNDING * terms && sums.iter().enumerate().all(stays)
    }

    /// Largest reduced cost of the wrong sign for where `x` is, relative to 1 + the size of its terms.
    pub fn dual_violation(&self, x: &[f64], duals: &[f64]) -> f64 {
        let activity = self.activity(x);
        let mut worst = 0.0f64;
        for (i, &dual) in duals.iter().enumerate() {
            let wrong = wrong(dual, activity[i], self.row_lower(i), self.row_upper(i));
            worst = worst.max(wrong / (1.0 + dual.abs()));
        }
        for (j, &x) in x.iter().enumerate() {
            let (mut reduced, mut size) = (self.cost(j), self.cost(j).abs());
            for (row, value) in self.entries(j) {
                reduced -= value * duals[row];
                size += (value * duals[row]).abs();
            }
            worst = worst.max(wrong(reduced, x, self.lower(j), self.upper(j)) / (1.0 + size));
        }
        worst
    }
}

/// Whether a direction leaves a finite side for ever.
fn leaves(slope: f64, rounding: f64, lower: f64, upper: f64) -> bool {
    (slope > rounding && upper.is_finite()) || (slope < -rounding && lower.is_finite())
}

/// How much a price speaks for a move that the bounds allow.
fn wrong(price: f64, at: f64, lower: f64, upper: f64) -> f64 {
    let can_rise = at < upper - 1e-6 * (1.0 + upper.abs());
    let can_fall = at > lower + 1e-6 * (1.0 + lower.abs());
    if price < 0.0 && can_rise {
        -price
    } else if price > 0.0 && can_fall {
        price
    } else {
        0.0
    }
}
