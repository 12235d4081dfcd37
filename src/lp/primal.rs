//! The primal simplex method for bounded variables: values stay within their bounds while the objective falls.
//!
//! It starts from a basis that satisfies all bounds, which the dual method provides. Columns are chosen by Devex
//! weights (Harris 1973), rows by her two-pass ratio test; a variable that is past its bound within the tolerance has
//! the bound shifted to where it is (Gill et al. 1989), so that no step goes backwards. Long degeneracy is broken by
//! widening bounds a little at random. Whoever calls takes the shifts away.

use super::basis::{Simplex, fraction};
use super::sparse::Sparse;

/// What a pivot came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Go on.
    Pivoted,
    /// No reduced cost has the wrong sign.
    Optimal,
    /// The objective falls for ever along [`Primal::proof`].
    Unbounded,
    /// Values are outside their bounds: the dual method's turn.
    Infeasible,
    /// The numbers do not allow a pivot.
    Stuck,
}

/// Work space of the method.
#[derive(Clone, Debug, Default)]
pub struct Primal {
    /// Devex weights by variable.
    weights: Vec<f64>,
    /// Variables that were refused since the last pivot.
    refused: Vec<u32>,
    rho: Sparse,
    alpha: Sparse,
    column: Sparse,
    fresh: bool,
    /// Whether doubtful pivots are taken, as there are no better ones.
    lenient: bool,
    /// Pivots without progress.
    stalled: usize,
    /// Direction (scaled, by variable) in which the objective falls for ever.
    pub proof: Vec<f64>,
}

/// Entries of the column below this do not block.
const NEGLIGIBLE: f64 = 1e-9;
/// Smallest pivot.
const PIVOT: f64 = 1e-7;
const AGREEMENT: f64 = 1e-6;
const PATIENCE: usize = 50;
/// Pivots without progress before bounds are widened.
const STALL: usize = 200;
/// Devex weights beyond this start again.
const HEAVIEST: f64 = 1e7;

/// Where a step ends.
struct Block {
    position: usize,
    step: f64,
    /// Whether the variable that leaves does so at its upper bound.
    at_upper: bool,
}

impl Primal {
    /// Prepares for a basis whose factors, values and reduced costs are fresh.
    pub fn start(simplex: &Simplex) -> Self {
        let (m, all) = (simplex.form.rows, simplex.variables());
        Self {
            weights: vec![1.0; all],
            rho: Sparse::new(m),
            alpha: Sparse::new(all),
            column: Sparse::new(m),
            fresh: true,
            ..Self::default()
        }
    }

    fn refresh(&mut self, simplex: &mut Simplex) -> bool {
        simplex.refactor();
        simplex.compute_reduced_costs();
        simplex.compute_values();
        self.fresh = true;
        simplex.infeasibility() == 0.0
    }

    /// One pivot, or one flip.
    pub fn pivot(&mut self, simplex: &mut Simplex) -> Turn {
        if simplex.factor.is_worn() && !self.refresh(simplex) {
            return Turn::Infeasible;
        }
        let Some(entering) = self.choose_column(simplex) else {
            if self.fresh && self.refused.is_empty() {
                return Turn::Optimal;
            }
            if self.fresh {
                return self.relent();
            }
            return if self.refresh(simplex) { Turn::Pivoted } else { Turn::Infeasible };
        };
        let direction = if simplex.d[entering] < 0.0 { 1.0 } else { -1.0 };
        simplex.load(entering, &mut self.column);
        simplex.factor.forward(&mut self.column, true);
        if !self.agrees(simplex, entering) {
            return self.refuse(simplex, entering);
        }
        let range = simplex.upper[entering] - simplex.lower[entering];
        match self.first_block(simplex, direction, range) {
            None if range.is_finite() => self.flip(simplex, entering, direction * range),
            None => self.unbounded(simplex, entering, direction),
            Some(block) => self.exchange(simplex, entering, direction, &block),
        }
    }

    fn choose_column(&mut self, simplex: &Simplex) -> Option<usize> {
        let (mut best, mut chosen) = (0.0, None);
        for j in 0..simplex.variables() {
            let size = simplex.wrong_sign(j);
            if size > simplex.dual_tolerance
                && size * size > best * self.weights[j]
                && !self.refused.contains(&(j as u32))
            {
                (best, chosen) = (size * size / self.weights[j], Some(j));
            }
        }
        chosen
    }

    /// Whether the reduced cost is what the column makes of it.
    fn agrees(&self, simplex: &mut Simplex, entering: usize) -> bool {
        let (mut d, mut size) = (simplex.cost[entering], simplex.cost[entering].abs());
        for (position, value) in self.column.entries() {
            let term = simplex.cost[simplex.head[position] as usize] * value;
            d -= term;
            size += term.abs();
        }
        let wrong = (d - simplex.d[entering]).abs() > 1e-9 * (1.0 + size);
        if wrong {
            simplex.d[entering] = d;
        }
        !wrong || simplex.wrong_sign(entering) > simplex.dual_tolerance
    }

    /// Harris's two passes: how far with every bound widened by the tolerance, then the largest pivot up to there.
    fn first_block(&self, simplex: &Simplex, direction: f64, range: f64) -> Option<Block> {
        let slack = simplex.primal_tolerance * 0.1;
        let rooms = || {
            self.column.entries().filter(|(_, value)| value.abs() > NEGLIGIBLE).map(move |(position, value)| {
                let j = simplex.head[position] as usize;
                let slope = -direction * value;
                let room = if slope > 0.0 { simplex.upper[j] - simplex.x[j] } else { simplex.x[j] - simplex.lower[j] };
                (position, slope, room)
            })
        };
        let reach = rooms().map(|(_, slope, room)| (room.max(0.0) + slack) / slope.abs()).fold(f64::INFINITY, f64::min);
        if reach >= range || reach == f64::INFINITY {
            return None;
        }
        let mut block: Option<(Block, f64)> = None;
        for (position, slope, room) in rooms() {
            let step = room.max(0.0) / slope.abs();
            if step <= reach && block.as_ref().is_none_or(|(_, size)| slope.abs() > *size) {
                block = Some((Block { position, step, at_upper: slope > 0.0 }, slope.abs()));
            }
        }
        block.map(|(block, _)| block)
    }

    fn flip(&mut self, simplex: &mut Simplex, entering: usize, step: f64) -> Turn {
        self.advance(simplex, step);
        simplex.x[entering] = if step > 0.0 { simplex.upper[entering] } else { simplex.lower[entering] };
        simplex.iterations += 1;
        self.fresh = false;
        self.refused.clear();
        Turn::Pivoted
    }

    fn advance(&self, simplex: &mut Simplex, step: f64) {
        for (position, value) in self.column.entries() {
            simplex.x[simplex.head[position] as usize] -= step * value;
        }
    }

    fn exchange(&mut self, simplex: &mut Simplex, entering: usize, direction: f64, block: &Block) -> Turn {
        let position = block.position;
        let leaving = simplex.head[position] as usize;
        let pivot = self.column.values[position];
        self.rho.clear();
        self.rho.add(position, 1.0);
        simplex.factor.backward(&mut self.rho, true);
        let by_row = simplex.form.dot(entering, &self.rho.values);
        if self.is_doubtful(pivot, by_row) {
            return self.refuse(simplex, entering);
        }
        self.refused.clear();
        self.lenient = false;
        self.advance(simplex, direction * block.step);
        simplex.x[entering] += direction * block.step;
        self.leave(simplex, leaving, block.at_upper);
        simplex.price(&self.rho, &mut self.alpha);
        self.update_reduced_costs(simplex, entering, leaving, pivot);
        simplex.weights[position] = 1.0;
        simplex.exchange(position, entering);
        self.fresh = false;
        self.stalled = if block.step > 1e-12 { 0 } else { self.stalled + 1 };
        let reliable = simplex.factor.update(position, pivot);
        if self.stalled >= STALL {
            self.stalled = 0;
            widen(simplex);
        }
        if !reliable && !self.refresh(simplex) {
            return Turn::Infeasible;
        }
        Turn::Pivoted
    }

    /// Leaves the variable where it is if that is past its bound, by shifting the bound.
    fn leave(&self, simplex: &mut Simplex, leaving: usize, at_upper: bool) {
        let x = simplex.x[leaving];
        let bound = if at_upper { &mut simplex.upper[leaving] } else { &mut simplex.lower[leaving] };
        let past = if at_upper { x - *bound } else { *bound - x };
        if past > 0.0 && past <= simplex.primal_tolerance {
            *bound = x;
            simplex.bounds_shifted = true;
        } else {
            simplex.x[leaving] = *bound;
        }
    }

    fn update_reduced_costs(&mut self, simplex: &mut Simplex, entering: usize, leaving: usize, pivot: f64) {
        let step = simplex.d[entering] / pivot;
        let reference = self.weights[entering];
        let mut heaviest: f64 = 1.0;
        for (j, alpha) in self.alpha.entries() {
            simplex.d[j] -= step * alpha;
            let ratio = alpha / pivot;
            self.weights[j] = self.weights[j].max(ratio * ratio * reference);
            heaviest = heaviest.max(self.weights[j]);
        }
        simplex.d[entering] = 0.0;
        simplex.d[leaving] = -step;
        self.weights[leaving] = (reference / (pivot * pivot)).max(1.0);
        if heaviest > HEAVIEST {
            self.weights.fill(1.0);
        }
    }

    fn is_doubtful(&self, pivot: f64, by_row: f64) -> bool {
        let (least, agreement) = if self.lenient { (PIVOT * 1e-2, AGREEMENT * 1e2) } else { (PIVOT, AGREEMENT) };
        pivot.abs() < least || (pivot - by_row).abs() > agreement * (1.0 + pivot.abs())
    }

    /// With nothing left but what was refused, smaller pivots will have to do.
    fn relent(&mut self) -> Turn {
        if self.lenient {
            return Turn::Stuck;
        }
        self.lenient = true;
        self.refused.clear();
        Turn::Pivoted
    }

    fn refuse(&mut self, simplex: &mut Simplex, entering: usize) -> Turn {
        if self.refused.len() > PATIENCE {
            return self.relent();
        }
        if !self.fresh {
            return if self.refresh(simplex) { Turn::Pivoted } else { Turn::Infeasible };
        }
        self.refused.push(entering as u32);
        Turn::Pivoted
    }

    /// Nothing blocks: a ray, once the numbers are fresh.
    fn unbounded(&mut self, simplex: &mut Simplex, entering: usize, direction: f64) -> Turn {
        if !self.fresh {
            return if self.refresh(simplex) { Turn::Pivoted } else { Turn::Infeasible };
        }
        self.proof = vec![0.0; simplex.variables()];
        self.proof[entering] = direction;
        for (position, value) in self.column.entries() {
            self.proof[simplex.head[position] as usize] = -direction * value;
        }
        Turn::Unbounded
    }
}

/// Widens the bounds of basic variables by a little that differs from one to the other, against long degeneracy.
fn widen(simplex: &mut Simplex) {
    let scale = simplex.primal_tolerance * 5.0;
    for position in 0..simplex.head.len() {
        let j = simplex.head[position] as usize;
        let by = |bound: f64, at: usize| scale * (1.0 + bound.abs()) * (1.0 + fraction(at));
        if simplex.lower[j].is_finite() {
            simplex.lower[j] -= by(simplex.lower[j], 2 * j);
        }
        if simplex.upper[j].is_finite() {
            simplex.upper[j] += by(simplex.upper[j], 2 * j + 1);
        }
    }
    simplex.bounds_shifted = true;
}
