//! How long a supply program takes to solve and to solve again after an edit, natively and in WebAssembly.
//!
//! A measurement, not a test: nothing is asserted. The program is made here (items with balances by month, capacities with overtime,
//! backlog, lost sales); files are measured by `cargo run --release --example lp -- --bench FOLDER`. Commands and figures: `docs/optimiser.md`.
#![allow(clippy::print_stdout, reason = "this is what a measurement is for")]

use sextant::lp::{Program, Solver};

const ITEMS: usize = 160;
const MONTHS: usize = 24;
const RESOURCES: usize = 8;
const EDITS: usize = 41;

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_test]
fn a_supply_program() {
    wasm_bindgen_test::console_log!("{}", measured(js_sys::Date::now));
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_supply_program() {
    let start = std::time::Instant::now();
    println!("{}", measured(|| start.elapsed().as_secs_f64() * 1e3));
}

/// One line: cold in seconds, edits of one capacity in milliseconds, by a clock in milliseconds.
fn measured(clock: impl Fn() -> f64) -> String {
    let program = made();
    let before = clock();
    let Ok(mut solver) = Solver::new(program.clone()) else { return "the program is flawed".into() };
    while solver.step(1000) {}
    let cold = (clock() - before) / 1e3;
    let solution = solver.solution();
    let mut edits: Vec<f64> = (0..EDITS).map(|edit| edited(&mut solver, &program, edit, &clock)).collect();
    edits.sort_by(f64::total_cmp);
    format!(
        "{} rows, {} columns: cold {cold:.2} s ({} pivots, objective {:.3}), one capacity {:.1} ms median, {:.1} ms worst",
        program.rows(),
        program.columns(),
        solution.iterations,
        solution.objective,
        edits[EDITS / 2],
        edits[EDITS - 1]
    )
}

/// Milliseconds from a capacity that is a tenth less to the new optimum.
fn edited(solver: &mut Solver, program: &Program, edit: usize, clock: &impl Fn() -> f64) -> f64 {
    let mut run = |program: Program| {
        let before = clock();
        if solver.change(program).is_ok() {
            while solver.step(1000) {}
        }
        clock() - before
    };
    run(program.clone());
    let row = capacity(edit % RESOURCES, edit * 7 % MONTHS);
    let mut less = program.clone();
    less.set_row(row, program.row_lower(row), program.row_upper(row) * 0.9);
    run(less)
}

fn balance(item: usize, month: usize) -> usize {
    item * MONTHS + month
}

fn capacity(resource: usize, month: usize) -> usize {
    (ITEMS + resource) * MONTHS + month
}

/// The program (random numbers: a linear congruential generator, Knuth's MMIX constants).
fn made() -> Program {
    let mut state = 5u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut program = Program::new();
    let demand: Vec<f64> = (0..ITEMS * MONTHS).map(|_| (50.0 + 100.0 * next()).round()).collect();
    for &demand in &demand {
        program.add_row(demand, demand);
    }
    let average = 100.0 * ITEMS as f64 / RESOURCES as f64;
    for _ in 0..RESOURCES * MONTHS {
        program.add_row(f64::NEG_INFINITY, average * (0.8 + 0.3 * next()));
    }
    for item in 0..ITEMS {
        let (cost, hours) = (5.0 + 20.0 * next(), 0.7 + 0.6 * next());
        for month in 0..MONTHS {
            let here = (balance(item, month), 1.0);
            let later = (month + 1 < MONTHS).then(|| (balance(item, month + 1), 1.0));
            let carried: Vec<_> = later.map(|(row, _)| (row, 1.0)).into_iter().chain([(here.0, -1.0)]).collect();
            let owed: Vec<_> = later.map(|(row, _)| (row, -1.0)).into_iter().chain([here]).collect();
            let machine = (capacity(item % RESOURCES, month), hours);
            let other = (capacity((item + 3) % RESOURCES, month), hours * 1.2);
            program.add_column(cost, 0.0, f64::INFINITY, &[here, machine]);
            program.add_column(cost * 1.1, 0.0, f64::INFINITY, &[here, other]);
            program.add_column(cost * 0.02, 0.0, f64::INFINITY, &carried);
            program.add_column(cost * 0.1, 0.0, f64::INFINITY, &owed);
            program.add_column(cost * 3.0, 0.0, demand[balance(item, month)], &[here]);
        }
    }
    for place in 0..RESOURCES * MONTHS {
        program.add_column(3.0, 0.0, average * 0.15, &[(ITEMS * MONTHS + place, -1.0)]);
    }
    program
}
