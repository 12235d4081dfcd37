//! Duals that prove a bound, from duals that nearly do.
//!
//! A column without an upper bound must not have a reduced cost below zero ([`Program::dual_bound`]). Where it has one, the duals of the rows that it
//! supplies are lowered until it is zero: what is supplied is worth no more than supplying it costs. That makes columns that use
//! what it supplies violate theirs, and so on from parts to products and from month to month. In a program whose columns supply one row
//! each (a Leontief system, Veinott 1969) lowering alone ends at the greatest duals that are allowed below the given ones, if
//! there are any; `floors` sees to it that there are. Where some columns are of another kind, all duals shrink until these are right too, which costs
//! the less the nearer the duals are. Nothing is claimed: what that cannot put right, the bound's own check refuses.

use crate::lp::program::Program;

/// Passes over the violated columns at most.
const PASSES: usize = 400;
/// Share of its terms by which a reduced cost may be of the wrong sign: well within what the program's own check allows.
const ROUNDING: f64 = 1e-13;
/// A share of the largest dual below which one is noise.
const NOISE: f64 = 1e-12;
/// A floor rises by more than this, relative, or not at all.
const NOTICEABLE: f64 = 1e-9;

/// Duals that come close to the given ones and prove a bound, the more promising first.
pub fn proving(program: &Program, duals: &[f64]) -> [Vec<f64>; 2] {
    let lowered = repaired(program, duals);
    let given: Vec<f64> = duals.iter().enumerate().map(|(i, dual)| allowed(program, i, *dual)).collect();
    [shrunk(program, lowered), shrunk(program, given)]
}

/// Duals that are lowered where a column without an upper bound is worth more than it costs.
pub fn repaired(program: &Program, duals: &[f64]) -> Vec<f64> {
    let open: Vec<usize> = (0..program.columns()).filter(|j| is_open(program, *j)).collect();
    let raised = floors(program, &open);
    let given = duals.iter().enumerate().map(|(i, dual)| allowed(program, i, *dual));
    let mut duals: Vec<f64> = given.zip(&raised).map(|(dual, floor)| dual.max(*floor)).collect();
    let (starts, columns) = by_row(program, &open);
    let mut is_queued = vec![false; program.columns()];
    let mut violated = open;
    for pass in 0..PASSES {
        let mut next = Vec::new();
        for j in violated {
            is_queued[j] = false;
            for row in put_right(program, j, &mut duals) {
                for &other in &columns[starts[row] as usize..starts[row + 1] as usize] {
                    if !std::mem::replace(&mut is_queued[other as usize], true) {
                        next.push(other as usize);
                    }
                }
            }
        }
        if next.is_empty() {
            break;
        }
        // stock goes up the months and waiting customers down: both ways in turn
        next.sort_unstable();
        if pass % 2 == 0 {
            next.reverse();
        }
        violated = next;
    }
    duals
}

/// A dual that pulls at a side that is there.
fn allowed(program: &Program, row: usize, dual: f64) -> f64 {
    let side = if dual > 0.0 { program.row_lower(row) } else { program.row_upper(row) };
    if side.is_finite() { dual } else { 0.0 }
}

/// Whether one of the column's bounds is infinite.
fn is_open(program: &Program, j: usize) -> bool {
    program.upper(j) == f64::INFINITY || program.lower(j) == f64::NEG_INFINITY
}

/// By row: a dual that lowering must not go below. Stock that is left over at the end may be kept at a cost, so that nothing
/// is worth less than that; and what can be kept or moved is worth no less than where it comes to, less the cost.
fn floors(program: &Program, open: &[usize]) -> Vec<f64> {
    let mut floors = vec![f64::NEG_INFINITY; program.rows()];
    let moving: Vec<(usize, [(usize, f64); 2])> = open.iter().rev().filter_map(|j| moving(program, *j)).collect();
    for _ in 0..PASSES {
        let mut has_risen = false;
        for &(j, [(from, out), (to, into)]) in &moving {
            let worth = if into > 0.0 { floors[to] * into } else { 0.0 };
            let floor = (worth - program.cost(j)) / -out;
            if floor > floors[from] + NOTICEABLE * (1.0 + floor.abs()) {
                floors[from] = floor;
                has_risen = true;
            }
        }
        if !has_risen {
            break;
        }
    }
    floors
}

/// As large a share of the duals, without their noise, as leaves no column worth more than it costs: where nothing is worth anything, none is.
fn shrunk(program: &Program, mut duals: Vec<f64>) -> Vec<f64> {
    let largest = duals.iter().fold(0.0f64, |most, dual| most.max(dual.abs()));
    for dual in duals.iter_mut().filter(|dual| dual.abs() <= NOISE * largest) {
        *dual = 0.0;
    }
    let share = |j: usize| {
        let worth: f64 = program.entries(j).map(|(row, value)| value * duals[row]).sum();
        let cost = program.cost(j);
        let is_wrong = (worth > cost && program.upper(j) == f64::INFINITY)
            || (worth < cost && program.lower(j) == f64::NEG_INFINITY);
        if is_wrong { (cost / worth).clamp(0.0, 1.0) } else { 1.0 }
    };
    let share = (0..program.columns()).map(share).fold(1.0, f64::min);
    if share < 1.0 - NOTICEABLE {
        duals.iter_mut().for_each(|dual| *dual *= share);
    }
    duals
}

/// The rows from which and to which an open column moves something; only from, with a zero, when it throws it away.
fn moving(program: &Program, j: usize) -> Option<(usize, [(usize, f64); 2])> {
    let (rows, values) = program.column(j);
    let entries = match (rows, values) {
        ([row], [out]) => [(*row, *out), (*row, 0.0)],
        ([a, b], [x, y]) if *x < 0.0 => [(*a, *x), (*b, *y)],
        ([a, b], [x, y]) => [(*b, *y), (*a, *x)],
        _ => return None,
    };
    let [(from, out), (to, into)] = entries;
    let moves = out < 0.0 && into >= 0.0 && program.upper(j) == f64::INFINITY;
    moves.then_some((j, [(from as usize, out), (to as usize, into)]))
}

/// Starts by row, and the columns among `columns` with an entry there.
fn by_row(program: &Program, columns: &[usize]) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; program.rows() + 1];
    for (row, _) in columns.iter().flat_map(|j| program.entries(*j)) {
        starts[row + 1] += 1;
    }
    for row in 0..program.rows() {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let mut list = vec![0u32; starts[program.rows()] as usize];
    for j in columns {
        for (row, _) in program.entries(*j) {
            list[next[row] as usize] = *j as u32;
            next[row] += 1;
        }
    }
    (starts, list)
}

/// Lowers duals until the column's reduced cost is not of the wrong sign; the rows whose dual moved.
///
/// Those of equations first, which pull both ways anyway; else those of rows with an upper side.
fn put_right(program: &Program, j: usize, duals: &mut [f64]) -> Vec<usize> {
    let (mut reduced, mut size) = (program.cost(j), program.cost(j).abs());
    for (row, value) in program.entries(j) {
        reduced -= value * duals[row];
        size += (value * duals[row]).abs();
    }
    let is_wrong = (reduced < -ROUNDING * size && program.upper(j) == f64::INFINITY)
        || (reduced > ROUNDING * size && program.lower(j) == f64::NEG_INFINITY);
    if !is_wrong {
        return Vec::new();
    }
    let helps = |value: f64| (value > 0.0) == (reduced < 0.0);
    let is_equation = |row: usize| program.row_lower(row) == program.row_upper(row);
    let (equations, others): (Vec<_>, Vec<_>) =
        program.entries(j).filter(|(_, value)| helps(*value)).partition(|(row, _)| is_equation(*row));
    let bounded: Vec<_> = others.into_iter().filter(|(row, _)| program.row_upper(*row).is_finite()).collect();
    let chosen = if equations.is_empty() { bounded } else { equations };
    let sum: f64 = chosen.iter().map(|(_, value)| value.abs()).sum();
    for (row, _) in &chosen {
        duals[*row] -= reduced.abs() / sum;
    }
    chosen.into_iter().map(|(row, _)| row).collect()
}
