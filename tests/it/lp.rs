//! The linear programs of the shared data have their reference optima, cold and after an edit and its inverse.

use sextant::lp::mps::Mps;
use sextant::lp::{Program, Solution, Solver, Status};

use super::shared_data;

#[test]
fn the_supply_programs_have_their_reference_optima() {
    let Some(folder) = shared_data::folder("lp") else { return };
    let reference = std::fs::read_to_string(folder.join("reference.json")).unwrap();
    let reference: serde_json::Value = serde_json::from_str(&reference).unwrap();
    for name in ["XS", "S"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.mps"))).unwrap();
        let program = Mps::read(&text).unwrap().program;
        let expected = reference[name]["objective"].as_f64().unwrap();
        let mut solver = Solver::new(program.clone()).unwrap();
        let cold = ended(&mut solver);
        check(&program, &cold, expected);
        let mut edited = program.clone();
        let row = (0..program.rows()).find(|&row| cold.duals[row] < 0.0 && program.row_upper(row) > 1.0).unwrap();
        edited.set_row(row, program.row_lower(row), program.row_upper(row) * 0.9);
        assert!(solver.change(edited).unwrap());
        assert!(ended(&mut solver).objective > expected);
        assert!(solver.change(program.clone()).unwrap());
        check(&program, &ended(&mut solver), expected);
    }
}

fn ended(solver: &mut Solver) -> Solution {
    while solver.step(1000) {}
    solver.solution()
}

fn check(program: &Program, solution: &Solution, expected: f64) {
    assert_eq!(solution.status, Status::Optimal);
    assert!((solution.objective - expected).abs() < 1e-9 * expected.abs());
    assert!((program.dual_bound(&solution.duals) - expected).abs() < 1e-9 * expected.abs());
    assert!(program.violation(&solution.x) < 1e-8);
}
