//! The first solver behind the interface: a dense bounded primal simplex with Bland's rule. Correct, slow, replaced soon.

use super::program::{Flaw, Program};
use super::solution::{Basis, Place, Progress, Solution, Status};

/// A solver that owns its program and does as many pivots at a time as it is told: it has no clock.
#[derive(Clone, Debug)]
pub struct Solver {
    program: Program,
    places: Vec<Place>,
    x: Vec<f64>,
    head: Vec<usize>,
    inverse: Vec<Vec<f64>>,
    iterations: usize,
    ended: Option<Status>,
    certificate: Vec<f64>,
}

const FEASIBLE: f64 = 1e-9;

impl Solver {
    /// A solver that starts cold.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn new(program: Program) -> Result<Self, Flaw> {
        if let Some(flaw) = program.flaw() {
            return Err(flaw);
        }
        let (n, m) = (program.columns(), program.rows());
        let mut solver = Self {
            program,
            places: vec![Place::Lower; n],
            x: vec![0.0; n + m],
            head: (n..n + m).collect(),
            inverse: (0..m).map(|i| (0..m).map(|k| if i == k { -1.0 } else { 0.0 }).collect()).collect(),
            iterations: 0,
            ended: None,
            certificate: Vec::new(),
        };
        solver.places.resize(n + m, Place::Basic);
        for j in 0..n {
            let (lower, upper) = solver.bounds(j);
            (solver.places[j], solver.x[j]) = match (lower.is_finite(), upper.is_finite()) {
                (true, _) => (Place::Lower, lower),
                (false, true) => (Place::Upper, upper),
                _ => (Place::Lower, 0.0),
            };
        }
        solver.set_basic_values();
        Ok(solver)
    }

    /// A solver that starts from a basis: of this program before an edit, or any other hint.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn warm(program: Program, _basis: &Basis) -> Result<Self, Flaw> {
        Self::new(program)
    }

    /// Does up to so many pivots. False: finished.
    pub fn step(&mut self, pivots: usize) -> bool {
        for _ in 0..pivots {
            if self.ended.is_some() {
                break;
            }
            self.pivot();
        }
        self.ended.is_none()
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let infeasibility = self.head.iter().map(|&j| self.outside(j).abs()).sum();
        let bound =
            if infeasibility > FEASIBLE { f64::NEG_INFINITY } else { self.program.dual_bound(&self.duals(false)) };
        Progress { iterations: self.iterations, infeasibility, bound }
    }

    /// The answer so far; before the end with [`Status::Limit`] and the current point.
    pub fn solution(&self) -> Solution {
        let n = self.program.columns();
        let x = self.x[..n].to_vec();
        let duals = self.duals(false);
        let (columns, rows) = self.places.split_at(n);
        Solution {
            status: self.ended.unwrap_or(Status::Limit),
            objective: self.program.objective(&x),
            feasible: self.program.violation(&x) < 1e-6,
            reduced_costs: (0..n).map(|j| self.reduced(j, &duals, false)).collect(),
            iterations: self.iterations,
            bound: self.program.dual_bound(&duals),
            certificate: self.certificate.clone(),
            basis: Basis { columns: columns.to_vec(), rows: rows.to_vec() },
            x,
            duals,
        }
    }

    /// Takes the edited program: true when the matrix is the same and the basis was kept, else it starts cold.
    ///
    /// # Errors
    /// The new program's [`Flaw`]; the solver is then as it was.
    pub fn change(&mut self, program: Program) -> Result<bool, Flaw> {
        let same = self.program.same_matrix(&program);
        *self = Self::new(program)?;
        Ok(same)
    }

    /// After `Optimal`: by how much the row's binding side may fall and rise with the row's dual unchanged (>= 0, may be infinite).
    ///
    /// Of a row that does not bind: by how much its upper side may fall and its lower side may rise before it does.
    pub fn row_range(&mut self, row: usize) -> (f64, f64) {
        self.range(self.program.columns() + row)
    }

    /// As [`Self::row_range`], for the binding bound of a column.
    pub fn column_range(&mut self, column: usize) -> (f64, f64) {
        self.range(column)
    }

    fn range(&self, variable: usize) -> (f64, f64) {
        let (lower, upper) = self.bounds(variable);
        if self.places[variable] == Place::Basic {
            return (upper - self.x[variable], self.x[variable] - lower);
        }
        let direction = self.direction(variable);
        let mut range = (f64::INFINITY, f64::INFINITY);
        for (&j, &slope) in self.head.iter().zip(&direction).filter(|(_, slope)| slope.abs() > 1e-11) {
            let (lower, upper) = self.bounds(j);
            let (below, above) = ((self.x[j] - lower).max(0.0), (upper - self.x[j]).max(0.0));
            let (fall, rise) = if slope > 0.0 { (below, above) } else { (above, below) };
            range = (range.0.min(fall / slope.abs()), range.1.min(rise / slope.abs()));
        }
        range
    }

    fn bounds(&self, j: usize) -> (f64, f64) {
        match j.checked_sub(self.program.columns()) {
            Some(row) => (self.program.row_lower(row), self.program.row_upper(row)),
            None => (self.program.lower(j), self.program.upper(j)),
        }
    }

    /// Column of a variable in `A x - s = 0`.
    fn entries(&self, j: usize) -> Vec<(usize, f64)> {
        match j.checked_sub(self.program.columns()) {
            Some(row) => vec![(row, -1.0)],
            None => self.program.entries(j).collect(),
        }
    }

    /// Negative: below its lower bound by so much; positive: above.
    fn outside(&self, j: usize) -> f64 {
        let (lower, upper) = self.bounds(j);
        let gap = (self.x[j] - lower).min(0.0) + (self.x[j] - upper).max(0.0);
        if gap.abs() > FEASIBLE * (1.0 + self.x[j].abs()) { gap } else { 0.0 }
    }

    fn cost(&self, j: usize, phase_one: bool) -> f64 {
        match phase_one {
            true => self.outside(j).partial_cmp(&0.0).map_or(0.0, |order| f64::from(order as i8)),
            false => {
                if j < self.program.columns() {
                    self.program.cost(j)
                } else {
                    0.0
                }
            }
        }
    }

    fn duals(&self, phase_one: bool) -> Vec<f64> {
        let mut duals = vec![0.0; self.program.rows()];
        for (position, &j) in self.head.iter().enumerate() {
            let cost = self.cost(j, phase_one);
            if cost != 0.0 {
                duals.iter_mut().zip(&self.inverse[position]).for_each(|(dual, inverse)| *dual += cost * inverse);
            }
        }
        duals
    }

    fn reduced(&self, j: usize, duals: &[f64], phase_one: bool) -> f64 {
        let cost = if phase_one { 0.0 } else { self.cost(j, false) };
        cost - self.entries(j).iter().map(|(row, value)| value * duals[*row]).sum::<f64>()
    }

    /// Change of the basic values by one more unit of a variable.
    fn direction(&self, j: usize) -> Vec<f64> {
        let entries = self.entries(j);
        self.inverse.iter().map(|row| -entries.iter().map(|(i, value)| row[*i] * value).sum::<f64>()).collect()
    }

    fn set_basic_values(&mut self) {
        let mut activity = vec![0.0; self.program.rows()];
        for j in (0..self.places.len()).filter(|&j| self.places[j] != Place::Basic && self.x[j] != 0.0) {
            self.entries(j).iter().for_each(|(row, value)| activity[*row] += value * self.x[j]);
        }
        for position in 0..self.head.len() {
            let value: f64 = self.inverse[position].iter().zip(&activity).map(|(a, b)| a * b).sum();
            self.x[self.head[position]] = -value;
        }
    }

    fn pivot(&mut self) {
        let phase_one = self.head.iter().any(|&j| self.outside(j) != 0.0);
        let duals = self.duals(phase_one);
        let entering = (0..self.places.len()).find_map(|j| {
            let (lower, upper) = self.bounds(j);
            let reduced = self.reduced(j, &duals, phase_one);
            let free = lower == f64::NEG_INFINITY && upper == f64::INFINITY;
            let up = reduced < -FEASIBLE && (free || self.places[j] == Place::Lower);
            let down = reduced > FEASIBLE && (free || self.places[j] == Place::Upper);
            let moves = self.places[j] != Place::Basic && lower < upper && (up || down);
            moves.then_some((j, if up { 1.0 } else { -1.0 }))
        });
        let Some((entering, sign)) = entering else {
            self.ended = Some(if phase_one { Status::Infeasible } else { Status::Optimal });
            self.certificate = if phase_one { duals } else { Vec::new() };
            return;
        };
        let direction = self.direction(entering);
        let (lower, upper) = self.bounds(entering);
        let mut step = upper - lower;
        let mut leaving = None;
        for (position, slope) in direction.iter().map(|slope| slope * sign).enumerate() {
            let Some((room, place)) = self.room(self.head[position], slope) else { continue };
            let length = room.max(0.0) / slope.abs();
            let earlier = leaving.is_none_or(|(other, _): (usize, Place)| self.head[position] < self.head[other]);
            if length < step - 1e-12 || (length <= step + 1e-12 && earlier) {
                (step, leaving) = (length.min(step), Some((position, place)));
            }
        }
        if step == f64::INFINITY {
            self.ended = Some(Status::Unbounded);
            self.certificate = vec![0.0; self.program.columns()];
            let all = self.head.iter().zip(&direction).map(|(&j, slope)| (j, slope * sign)).chain([(entering, sign)]);
            all.filter(|(j, _)| *j < self.program.columns()).for_each(|(j, slope)| self.certificate[j] = slope);
            return;
        }
        self.iterations += 1;
        match leaving {
            None => {
                let up = sign > 0.0;
                self.places[entering] = if up { Place::Upper } else { Place::Lower };
                self.x[entering] = if up { upper } else { lower };
            }
            Some((position, place)) => {
                let left = self.head[position];
                let (lower, upper) = self.bounds(left);
                self.places[left] = place;
                self.x[left] = if place == Place::Lower { lower } else { upper };
                self.places[entering] = Place::Basic;
                self.head[position] = entering;
                self.replace_in_inverse(position, &direction);
            }
        }
        self.set_basic_values();
    }

    /// How far a basic variable may go along its slope until it blocks, and where it is then.
    fn room(&self, j: usize, slope: f64) -> Option<(f64, Place)> {
        if slope.abs() < 1e-9 {
            return None;
        }
        let (lower, upper) = self.bounds(j);
        let outside = self.outside(j);
        let (target, place) = match (outside < 0.0, outside > 0.0, slope > 0.0) {
            (true, _, true) => (lower, Place::Lower),
            (_, true, false) => (upper, Place::Upper),
            (true, _, false) | (_, true, true) => return None,
            (_, _, true) => (upper, Place::Upper),
            (_, _, false) => (lower, Place::Lower),
        };
        target.is_finite().then(|| ((target - self.x[j]) * slope.signum(), place))
    }

    fn replace_in_inverse(&mut self, position: usize, direction: &[f64]) {
        let pivot = -direction[position];
        self.inverse[position].iter_mut().for_each(|value| *value /= pivot);
        let row = self.inverse[position].clone();
        for (other, slope) in direction.iter().enumerate().filter(|(other, slope)| *other != position && **slope != 0.0)
        {
            self.inverse[other].iter_mut().zip(&row).for_each(|(value, by)| *value += slope * by);
        }
    }
}
