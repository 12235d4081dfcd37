//! What a unit of each row may be worth, guessed from the costs: what rows are scaled by.
//!
//! A row of people is worth thousands a unit, one of screws a hundredth. Scaling that looks at the matrix alone makes both
//! move at one speed, and the duals of people need tens of thousands of steps. A guess within a factor of ten is enough.

use super::bound;
use crate::lp::program::Program;

/// So many times the usual cost of its columns is more than a row is worth.
const ABOVE: f64 = 8.0;
/// The least that a row is worth, as a share of the usual cost of its columns.
const BELOW: f64 = 0.1;

/// A guess by row, above zero: of an equation the most that it can be worth when what supplies it is paid for (the
/// duals of a program in which hours are free), of any other row what a unit costs that relieves it.
pub fn guessed(program: &Program) -> Vec<f64> {
    let usual = usual(program);
    let is_equation = |i: usize| program.row_lower(i) == program.row_upper(i);
    let above = usual.iter().enumerate().map(|(i, usual)| if is_equation(i) { ABOVE * usual } else { 0.0 });
    let most = bound::repaired(program, &above.collect::<Vec<f64>>());
    let guess = |(i, usual): (usize, &f64)| if is_equation(i) { most[i].abs().max(BELOW * usual) } else { *usual };
    usual.iter().enumerate().map(guess).map(|guess| guess.clamp(1e-12, 1e12)).collect()
}

/// By row the geometric mean of cost per unit over the columns that help it, else over all of its columns, else one.
fn usual(program: &Program) -> Vec<f64> {
    let mut means = vec![[Mean::default(); 2]; program.rows()];
    for j in (0..program.columns()).filter(|j| program.cost(*j) != 0.0) {
        for (i, value) in program.entries(j) {
            let (from, to) = (program.row_lower(i).is_finite(), program.row_upper(i).is_finite());
            let helps = (from && to) || (value > 0.0) == from;
            means[i][usize::from(!helps)].take((program.cost(j) / value).abs());
        }
    }
    means.iter().map(|[helping, others]| helping.value().or(others.value()).unwrap_or(1.0)).collect()
}

/// A geometric mean.
#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn take(&mut self, value: f64) {
        self.sum += libm::log(value);
        self.count += 1.0;
    }

    fn value(self) -> Option<f64> {
        (self.count > 0.0).then(|| libm::exp(self.sum / self.count)).filter(|mean| mean.is_finite())
    }
}
