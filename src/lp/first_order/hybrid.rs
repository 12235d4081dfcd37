//! Primal-dual hybrid gradients (Chambolle & Pock 2011) for a scaled program, reflected, and anchored as Halpern does.
//!
//! One step `T` from `(x, y)`: `x' = project(x - t (c - A'y))`, then `y' = y + s (project(v) - A (2x' - x))` with
//! `v = A (2x' - x) - y / s`. The iterate becomes `(k+1)/(k+2) (2T(z) - z) + 1/(k+2) z0` (Lu & Yang 2024): it moves twice as far as `T`
//! and is drawn back to the anchor `z0`, ever less. When the fixed-point residual has fallen enough, the anchor moves
//! to where the iterate is, and the weight of dual against primal steps is set anew (rules and figures: cuPDLPx, Lu et al. 2025).
//! As `2T(x) - x` is what the rows are asked about, one pass over the matrix does both products.

use super::scale::{Scaled, norm};

/// Step length; the scaled matrix has a norm of at most one.
const STEP: f64 = 0.998;
/// Iterations between two looks at the residual.
const LOOK: usize = 50;
/// The anchor moves when the residual fell to this share...
const SUFFICIENT: f64 = 0.2;
/// ... or to this one and grows again...
const NECESSARY: f64 = 0.8;
/// ... or after this share of all iterations.
const LONG: f64 = 0.36;
/// Shares of the newest error and of the sum of all by which the weight is corrected.
const CORRECTION: (f64, f64) = (0.99, 0.01);

/// The iteration.
#[derive(Clone, Debug)]
pub struct Hybrid {
    /// The iterate by column.
    pub x: Vec<f64>,
    /// The iterate by row.
    pub y: Vec<f64>,
    /// Iterations so far.
    pub iterations: usize,
    /// One with costs, zero without.
    costs: f64,
    weight: f64,
    error_sum: f64,
    anchor: (Vec<f64>, Vec<f64>),
    /// Iterations since the anchor moved.
    since: usize,
    /// Residuals just after the anchor moved, and at the last look.
    residuals: (f64, f64),
    /// `A (2x' - x)`.
    activity: Vec<f64>,
}

impl Hybrid {
    /// Starts at a point and duals; without costs it looks for a feasible point near by.
    pub fn new(x: Vec<f64>, y: Vec<f64>, has_costs: bool) -> Self {
        let (anchor, activity) = ((x.clone(), y.clone()), vec![0.0; y.len()]);
        Self {
            x,
            y,
            iterations: 0,
            costs: if has_costs { 1.0 } else { 0.0 },
            weight: 1.0,
            error_sum: 0.0,
            anchor,
            since: 0,
            residuals: (f64::INFINITY, f64::INFINITY),
            activity,
        }
    }

    /// One iteration.
    pub fn iterate(&mut self, scaled: &Scaled) {
        let before = self.since.is_multiple_of(LOOK).then(|| (self.x.clone(), self.y.clone()));
        let share = (self.since + 1) as f64 / (self.since + 2) as f64;
        self.move_columns(scaled, share);
        self.move_rows(scaled, share);
        self.iterations += 1;
        self.since += 1;
        if let Some((x, y)) = before {
            self.look(scaled, &x, &y, share);
        }
    }

    /// How far the rows are from their sides, in scaled units.
    pub fn infeasibility(&self, scaled: &Scaled) -> f64 {
        let rows = scaled.activity(&self.x);
        let outside = |(value, (lower, upper)): (&f64, &(f64, f64))| (lower - value).max(value - upper).max(0.0);
        rows.iter().zip(&scaled.sides).map(outside).sum()
    }

    fn move_columns(&mut self, scaled: &Scaled, share: f64) {
        let length = STEP / self.weight;
        self.activity.fill(0.0);
        let columns = self.x.iter_mut().zip(&self.anchor.0).zip(&scaled.cost).zip(&scaled.bounds).zip(&scaled.ends);
        let mut start = 0;
        for ((((x, anchor), cost), &(lower, upper)), &end) in columns {
            let entries = &scaled.entries[start..end as usize];
            start = end as usize;
            let mut reduced = cost * self.costs;
            for &(row, value) in entries {
                reduced -= value * self.y[row as usize];
            }
            let reflected = 2.0 * (*x - length * reduced).max(lower).min(upper) - *x;
            for &(row, value) in entries {
                self.activity[row as usize] += value * reflected;
            }
            *x = share * reflected + (1.0 - share) * anchor;
        }
    }

    fn move_rows(&mut self, scaled: &Scaled, share: f64) {
        let length = STEP * self.weight;
        let rows = self.y.iter_mut().zip(&self.anchor.1).zip(&scaled.sides).zip(&self.activity);
        for (((y, anchor), &(lower, upper)), activity) in rows {
            let aim = activity - *y / length;
            let stepped = length * (aim.max(lower).min(upper) - aim);
            *y = share * (2.0 * stepped - *y) + (1.0 - share) * anchor;
        }
    }

    /// Looks at the residual of the step that was just made from `(x, y)`, and moves the anchor when it is time.
    fn look(&mut self, scaled: &Scaled, x: &[f64], y: &[f64], share: f64) {
        let by_x = steps(&self.x, x, &self.anchor.0, share);
        let by_y = steps(&self.y, y, &self.anchor.1, share);
        let cross: f64 = scaled.activity(&by_x).iter().zip(&by_y).map(|(a, b)| a * b).sum();
        let (far_x, far_y) = (norm(by_x.iter().copied()), norm(by_y.iter().copied()));
        let square = self.weight * far_x * far_x - 2.0 * STEP * cross + far_y * far_y / self.weight;
        let residual = square.max(0.0).sqrt();
        if self.since == 1 {
            self.residuals.0 = residual;
        } else if self.is_time(residual) {
            let moved = |from: &[f64], by: &[f64]| from.iter().zip(by).map(|(from, by)| from + by).collect();
            return self.restart(moved(x, &by_x), moved(y, &by_y));
        }
        self.residuals.1 = residual;
    }

    fn is_time(&self, residual: f64) -> bool {
        let (first, last) = self.residuals;
        residual <= SUFFICIENT * first
            || (residual <= NECESSARY * first && residual > last)
            || self.since as f64 >= LONG * self.iterations as f64
    }

    fn restart(&mut self, x: Vec<f64>, y: Vec<f64>) {
        let far = |to: &[f64], from: &[f64]| norm(to.iter().zip(from).map(|(to, from)| to - from));
        let (far_x, far_y) = (far(&x, &self.anchor.0), far(&y, &self.anchor.1));
        if far_x > 1e-12 && far_y > 1e-12 {
            let error = libm::log(self.weight * far_x / far_y);
            self.error_sum += error;
            let corrected = self.weight * libm::exp(-CORRECTION.0 * error - CORRECTION.1 * self.error_sum);
            self.weight = corrected.clamp(1e-6, 1e6);
        }
        self.anchor = (x.clone(), y.clone());
        (self.x, self.y) = (x, y);
        self.since = 0;
        self.residuals.1 = f64::INFINITY;
    }
}

/// By how much `T` moves: the iterate is `share (2 T(z) - z) + (1 - share) anchor`.
fn steps(new: &[f64], old: &[f64], anchor: &[f64], share: f64) -> Vec<f64> {
    let step = |((new, old), anchor): ((&f64, &f64), &f64)| 0.5 * ((new - (1.0 - share) * anchor) / share - old);
    new.iter().zip(old).zip(anchor).map(step).collect()
}
