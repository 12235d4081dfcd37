//! A feasible point from one that nearly is.
//!
//! A row that lacks something is put right by moving columns, and every move may harm other rows. So rows are gone through in an order in
//! which each can be put right by moves that harm only later ones ([`super::order`]): what is left over is kept as stock for the
//! next month, what is missing is taken from whoever uses it, down to customers who wait. First the order is gone through
//! backwards, with what is missing made or bought as far as hours allow, the least dear at the duals first; then forwards, by
//! what costs least with all that follows from it, which ends feasible where the order is complete. Nothing is claimed:
//! the caller checks.

use super::order::{self, Need, harmed};
use crate::lp::program::Program;

/// Times that the order is gone through forwards, at most.
const SWEEPS: usize = 60;
/// Below this, relative to one more than the side, a row is right.
const EXACT: f64 = 1e-10;

/// The order of a program's rows, and the matrix by row.
#[derive(Clone, Debug)]
pub struct Repair {
    starts: Vec<u32>,
    /// Columns and coefficients by row.
    entries: Vec<(u32, f64)>,
    /// Needs, in the order of going forwards.
    order: Vec<Need>,
    /// By need: its place in the order.
    place: Vec<u32>,
}

/// A column, and the direction in which it moves.
#[derive(Clone, Copy)]
struct Move {
    column: usize,
    rises: bool,
    /// Size of its coefficient in the row that is put right.
    size: f64,
}

/// Which way the order is gone through.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// With the reduced costs by column.
    Back(&'a [f64]),
    /// With what a unit of each need costs to meet.
    Forth(&'a [f64]),
}

/// The point on its way.
struct Point<'a> {
    program: &'a Program,
    x: Vec<f64>,
    activity: Vec<f64>,
}

impl Repair {
    /// Finds the order.
    pub fn new(program: &Program) -> Self {
        let (starts, entries) = by_row(program);
        let order = order::order(program, |row| &entries[starts[row] as usize..starts[row + 1] as usize]);
        let mut place = vec![u32::MAX; 2 * program.rows()];
        for (at, need) in order.iter().enumerate() {
            place[*need] = at as u32;
        }
        Self { starts, entries, order, place }
    }

    /// The point with its rows put right, as far as that goes.
    pub fn repaired(&self, program: &Program, x: &[f64], reduced_costs: &[f64]) -> Vec<f64> {
        let x: Vec<f64> = x.iter().enumerate().map(|(j, x)| x.max(program.lower(j)).min(program.upper(j))).collect();
        let mut point = Point { program, activity: program.activity(&x), x };
        for need in self.order.iter().rev() {
            self.put_right(&mut point, *need, Way::Back(reduced_costs));
        }
        let dear = self.dear(&point);
        for _ in 0..SWEEPS {
            point.activity = program.activity(&point.x); // without what rounding added up
            let put_right = |right, need: &Need| self.put_right(&mut point, *need, Way::Forth(&dear)) && right;
            if self.order.iter().fold(true, put_right) {
                break;
            }
        }
        point.x
    }

    /// The moves that a need can be met by.
    fn moves(&self, need: Need) -> impl Iterator<Item = Move> + '_ {
        let row = &self.entries[self.starts[need / 2] as usize..self.starts[need / 2 + 1] as usize];
        let rises = move |value: f64| (value > 0.0) == need.is_multiple_of(2);
        row.iter().map(move |&(j, value)| Move { column: j as usize, rises: rises(value), size: value.abs() })
    }

    /// By need: what a unit of it costs to meet, going forwards, with all that follows from it.
    fn dear(&self, point: &Point) -> Vec<f64> {
        let mut dear = vec![0.0; self.place.len()];
        for need in self.order.iter().rev() {
            let possible = self.moves(*need).filter(|at| point.own_room(at) > 0.0);
            let least =
                possible.map(|at| self.price(point, &at, *need, Way::Forth(&dear))).fold(f64::INFINITY, f64::min);
            dear[*need] = if least.is_finite() { least.max(0.0) } else { 0.0 };
        }
        dear
    }

    /// What a unit of a need costs to meet by a move; going forwards, infinite where the move harms what came before.
    fn price(&self, point: &Point, at: &Move, need: Need, way: Way) -> f64 {
        let sign = if at.rises { 1.0 } else { -1.0 };
        let dear = match way {
            Way::Back(reduced_costs) => return sign * reduced_costs[at.column] / at.size,
            Way::Forth(dear) => dear,
        };
        let mut sum = sign * point.program.cost(at.column);
        for (other, size) in harmed_elsewhere(point.program, at, need) {
            sum += if self.is_free(need, other, way) { size * dear[other] } else { f64::INFINITY };
        }
        sum / at.size
    }

    /// Whether a need may be left for later by meeting another.
    fn is_free(&self, need: Need, other: Need, way: Way) -> bool {
        match way {
            Way::Back(_) => self.place[other] < self.place[need],
            Way::Forth(_) => self.place[other] > self.place[need],
        }
    }

    /// Meets a need by moves whose harm falls on needs that come later; whether it is met.
    fn put_right(&self, point: &mut Point, need: Need, way: Way) -> bool {
        let mut open = point.missing(need);
        if open == 0.0 {
            return true;
        }
        let priced = self.moves(need).map(|at| (self.price(point, &at, need, way), at));
        let mut moves: Vec<(f64, Move)> = priced.collect();
        moves.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, at) in moves {
            let most = self.room(point, &at, need, way).min(open / at.size);
            if most > 0.0 {
                point.shift(&at, most);
                open -= most * at.size;
            }
            if open <= 0.0 {
                break;
            }
        }
        point.missing(need) == 0.0
    }

    /// How far a column can move before it is at its bound, or harms a row that is not free to be harmed.
    fn room(&self, point: &Point, at: &Move, need: Need, way: Way) -> f64 {
        let others = harmed_elsewhere(point.program, at, need).filter(|(other, _)| !self.is_free(need, *other, way));
        others.map(|(other, size)| point.slack(other).max(0.0) / size).fold(point.own_room(at), f64::min)
    }
}

impl Point<'_> {
    /// How far the row's activity is on the right side of what a need is about.
    fn slack(&self, need: Need) -> f64 {
        let (row, activity) = (need / 2, self.activity[need / 2]);
        if need.is_multiple_of(2) {
            activity - self.program.row_lower(row)
        } else {
            self.program.row_upper(row) - activity
        }
    }

    /// How much is missing, and zero where it is only rounding.
    fn missing(&self, need: Need) -> f64 {
        let row = need / 2;
        let side = if need.is_multiple_of(2) { self.program.row_lower(row) } else { self.program.row_upper(row) };
        let missing = -self.slack(need);
        if missing > EXACT * (1.0 + side.abs()) { missing } else { 0.0 }
    }

    /// How far a column can move before it is at its bound.
    fn own_room(&self, at: &Move) -> f64 {
        let (j, x) = (at.column, self.x[at.column]);
        (if at.rises { self.program.upper(j) - x } else { x - self.program.lower(j) }).max(0.0)
    }

    fn shift(&mut self, at: &Move, by: f64) {
        let (j, by) = (at.column, if at.rises { by } else { -by });
        self.x[j] = (self.x[j] + by).max(self.program.lower(j)).min(self.program.upper(j));
        for (row, value) in self.program.entries(j) {
            self.activity[row] += value * by;
        }
    }
}

fn harmed_elsewhere<'a>(program: &'a Program, at: &Move, need: Need) -> impl Iterator<Item = (Need, f64)> + 'a {
    harmed(program, at.column, at.rises).filter(move |(other, _)| other / 2 != need / 2)
}

/// Starts, and columns with coefficients, by row.
fn by_row(program: &Program) -> (Vec<u32>, Vec<(u32, f64)>) {
    let mut starts = vec![0u32; program.rows() + 1];
    for (row, _) in (0..program.columns()).flat_map(|j| program.entries(j)) {
        starts[row + 1] += 1;
    }
    for row in 0..program.rows() {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let mut entries = vec![(0, 0.0); program.nonzeros()];
    for j in 0..program.columns() {
        for (row, value) in program.entries(j) {
            entries[next[row] as usize] = (j as u32, value);
            next[row] += 1;
        }
    }
    (starts, entries)
}
