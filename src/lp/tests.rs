//! Textbook programs, tiny programs against the enumeration of their vertices, warm against cold, prices, ranges and proofs.

use super::*;

const INF: f64 = f64::INFINITY;

/// A program from rows `(lower, coefficients, upper)` and columns `(cost, lower, upper)`.
fn program(rows: &[(f64, &[f64], f64)], columns: &[(f64, f64, f64)]) -> Program {
    let mut program = Program::new();
    for (lower, _, upper) in rows {
        program.add_row(*lower, *upper);
    }
    for (j, (cost, lower, upper)) in columns.iter().enumerate() {
        let entries: Vec<(usize, f64)> = rows.iter().enumerate().map(|(i, (_, row, _))| (i, row[j])).collect();
        program.add_column(*cost, *lower, *upper, &entries);
    }
    program
}

fn solved(program: &Program) -> Solution {
    let solution = solve(program.clone()).unwrap();
    verify(program, &solution);
    solution
}

/// What every answer has to satisfy, whatever its status.
#[track_caller]
fn verify(program: &Program, solution: &Solution) {
    match solution.status {
        Status::Optimal => {
            assert!(solution.feasible && program.violation(&solution.x) < 1e-7);
            let bound = program.dual_bound(&solution.duals);
            assert!((solution.objective - bound).abs() < 1e-7 * (1.0 + bound.abs()), "{} {bound}", solution.objective);
            assert!((solution.bound - solution.objective).abs() < 1e-9 * (1.0 + bound.abs()));
        }
        Status::Infeasible => assert!(program.is_infeasible_by(&solution.certificate)),
        Status::Unbounded => assert!(program.is_unbounded_along(&solution.certificate)),
        Status::Limit => panic!("stopped: {program:?}"),
    }
}

#[track_caller]
fn check(program: &Program, objective: f64) -> Solution {
    let solution = solved(program);
    assert_eq!(solution.status, Status::Optimal);
    assert!((solution.objective - objective).abs() < 1e-9 * (1.0 + objective.abs()), "{}", solution.objective);
    solution
}

/// Chvatal, Linear Programming (1983), chapter 1.
fn chvatal() -> Program {
    let rows: [(f64, &[f64], f64); 3] =
        [(-INF, &[2.0, 3.0, 1.0], 5.0), (-INF, &[4.0, 1.0, 2.0], 11.0), (-INF, &[3.0, 4.0, 2.0], 8.0)];
    program(&rows, &[(-5.0, 0.0, INF), (-4.0, 0.0, INF), (-3.0, 0.0, INF)])
}

#[test]
fn chvatal_has_values_duals_and_reduced_costs() {
    let solution = check(&chvatal(), -13.0);
    assert_eq!(solution.x, [2.0, 0.0, 1.0]);
    assert_eq!(solution.duals, [-1.0, 0.0, -1.0]);
    assert_eq!(solution.reduced_costs, [0.0, 3.0, 0.0]);
}

/// Chvatal (1983), page 42: an infeasible and an unbounded program.
#[test]
fn infeasible_and_unbounded_are_proven() {
    let rows: [(f64, &[f64], f64); 2] = [(-INF, &[1.0, 1.0], 2.0), (-INF, &[-2.0, -2.0], -10.0)];
    let infeasible = program(&rows, &[(-3.0, 0.0, INF), (1.0, 0.0, INF)]);
    assert_eq!(solved(&infeasible).status, Status::Infeasible);
    let rows: [(f64, &[f64], f64); 2] = [(-INF, &[-2.0, 1.0], -1.0), (-INF, &[-1.0, -2.0], -2.0)];
    let unbounded = program(&rows, &[(-1.0, 0.0, INF), (1.0, 0.0, INF)]);
    assert_eq!(solved(&unbounded).status, Status::Unbounded);
}

/// Beale (1955): the simplex method with the largest coefficient cycles here.
#[test]
fn beale_does_not_cycle() {
    let rows: [(f64, &[f64], f64); 3] = [
        (-INF, &[0.25, -60.0, -0.04, 9.0], 0.0),
        (-INF, &[0.5, -90.0, -0.02, 3.0], 0.0),
        (-INF, &[0.0, 0.0, 1.0, 0.0], 1.0),
    ];
    let columns = [(-0.75, 0.0, INF), (150.0, 0.0, INF), (-0.02, 0.0, INF), (6.0, 0.0, INF)];
    check(&program(&rows, &columns), -0.05);
}

/// Kuhn's example of cycling, as in Balinski & Tucker, Duality theory of linear programs (1969).
#[test]
fn kuhn_does_not_cycle() {
    let rows: [(f64, &[f64], f64); 3] = [
        (-INF, &[-2.0, -9.0, 1.0, 9.0], 0.0),
        (-INF, &[1.0 / 3.0, 1.0, -1.0 / 3.0, -2.0], 0.0),
        (-INF, &[2.0, 3.0, -1.0, -12.0], 2.0),
    ];
    let columns = [(-2.0, 0.0, INF), (-3.0, 0.0, INF), (1.0, 0.0, INF), (12.0, 0.0, INF)];
    check(&program(&rows, &columns), -2.0);
}

/// Klee & Minty (1972): 2^n vertices on the way of the method with the largest coefficient.
#[test]
fn klee_minty_is_solved() {
    let n = 12;
    let mut cube = Program::new();
    for i in 0..n {
        cube.add_row(-INF, 5f64.powi(i + 1));
    }
    for j in 0..n {
        let above: Vec<(usize, f64)> = (j + 1..n).map(|i| (i as usize, 2f64.powi(i - j + 1))).collect();
        let entries: Vec<(usize, f64)> = above.into_iter().chain([(j as usize, 1.0)]).collect();
        cube.add_column(-(2f64.powi(n - 1 - j)), 0.0, INF, &entries);
    }
    check(&cube, -(5f64.powi(n)));
}

/// Dantzig, Linear Programming and Extensions (1963), 3-3: canneries to warehouses.
#[test]
fn transportation_has_its_known_cost() {
    let mut transport = Program::new();
    let plants = [350.0, 600.0].map(|supply| transport.add_row(-INF, supply));
    let markets = [325.0, 300.0, 275.0].map(|demand| transport.add_row(demand, INF));
    let distances = [[2.5, 1.7, 1.8], [2.5, 1.8, 1.4]];
    for (plant, distances) in plants.iter().zip(distances) {
        for (market, distance) in markets.iter().zip(distances) {
            transport.add_column(0.09 * distance, 0.0, INF, &[(*plant, 1.0), (*market, 1.0)]);
        }
    }
    check(&transport, 153.675);
}

#[test]
fn degenerate_shapes_are_answered() {
    check(&Program::new(), 0.0);
    let mut constant = Program::new();
    constant.add_constant(3.0);
    constant.add_row(-1.0, 1.0);
    constant.add_column(2.0, -4.0, 5.0, &[]);
    check(&constant, -5.0);
    let mut empty_row = Program::new();
    empty_row.add_row(1.0, 2.0);
    assert_eq!(solved(&empty_row).status, Status::Infeasible);
    let mut empty_column = Program::new();
    empty_column.add_column(-1.0, 0.0, INF, &[]);
    assert_eq!(solved(&empty_column).status, Status::Unbounded);
    let fixed = program(&[(4.0, &[1.0, 1.0], 4.0)], &[(1.0, 3.0, 3.0), (2.0, -INF, INF)]);
    check(&fixed, 5.0);
    let free = program(&[(1.0, &[1.0, -1.0], 1.0), (0.0, &[1.0, 1.0], INF)], &[(1.0, -INF, INF), (0.0, -INF, INF)]);
    check(&free, 0.5);
}

#[test]
fn flaws_are_named() {
    let flaw = |edit: &dyn Fn(&mut Program)| {
        let mut program = chvatal();
        edit(&mut program);
        Solver::new(program).err()
    };
    assert_eq!(flaw(&|p| p.set_cost(1, f64::NAN)), Some(Flaw::Cost { column: 1 }));
    assert_eq!(flaw(&|p| p.set_bounds(2, 1.0, 0.0)), Some(Flaw::CrossedBounds { column: 2 }));
    assert_eq!(flaw(&|p| p.set_bounds(0, INF, INF)), Some(Flaw::Bound { column: 0 }));
    assert_eq!(flaw(&|p| p.set_row(1, f64::NAN, 1.0)), Some(Flaw::Side { row: 1 }));
    assert_eq!(flaw(&|p| p.set_row(2, 9.0, 8.0)), Some(Flaw::CrossedSides { row: 2 }));
    assert_eq!(flaw(&|p| p.add_constant(INF)), Some(Flaw::Constant));
    let with = |row, value| {
        move |p: &mut Program| {
            p.add_column(0.0, 0.0, 1.0, &[(row, value)]);
        }
    };
    assert_eq!(flaw(&with(3, 1.0)), Some(Flaw::NoSuchRow { column: 3, row: 3 }));
    assert_eq!(flaw(&with(1, INF)), Some(Flaw::Coefficient { column: 3, row: 1 }));
    assert_eq!(flaw(&|_| ()), None);
}

/// Numbers that look random and are always the same (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number from `low` to `high`.
    fn whole(&mut self, low: i32, high: i32) -> f64 {
        f64::from(low) + (self.next() * f64::from(high - low + 1)).floor()
    }

    fn bounds(&mut self) -> (f64, f64) {
        match self.whole(0, 5) as i32 {
            0 => (-INF, INF),
            1 => (-INF, self.whole(-3, 3)),
            2 => (self.whole(-3, 3), INF),
            3 => (0.0, self.whole(0, 4)),
            4 => {
                let value = self.whole(-2, 2);
                (value, value)
            }
            _ => (0.0, INF),
        }
    }

    fn program(&mut self, rows: usize, columns: usize, density: f64) -> Program {
        let mut program = Program::new();
        for _ in 0..rows {
            let (lower, upper) = self.bounds();
            program.add_row(lower, upper);
        }
        for _ in 0..columns {
            let (lower, upper) = self.bounds();
            let mut entries = Vec::new();
            for row in 0..rows {
                if self.next() < density {
                    entries.push((row, self.whole(-3, 3)));
                }
            }
            program.add_column(self.whole(-3, 3), lower, upper, &entries);
        }
        program
    }
}

/// How far a variable of the enumeration may go.
const FAR: f64 = 1e4;

/// The least objective over all vertices within `FAR`; none when there is no feasible one.
fn least_vertex(program: &Program) -> Option<f64> {
    let n = program.columns();
    let mut planes: Vec<(Vec<f64>, f64)> = Vec::new();
    for j in 0..n {
        let unit: Vec<f64> = (0..n).map(|k| if k == j { 1.0 } else { 0.0 }).collect();
        planes.extend([program.lower(j).max(-FAR), program.upper(j).min(FAR)].map(|bound| (unit.clone(), bound)));
    }
    for i in 0..program.rows() {
        let row: Vec<f64> = (0..n).map(|j| program.entries(j).find(|e| e.0 == i).map_or(0.0, |e| e.1)).collect();
        let sides = [program.row_lower(i), program.row_upper(i)];
        planes.extend(sides.into_iter().filter(|side| side.is_finite()).map(|side| (row.clone(), side)));
    }
    let mut best: Option<f64> = None;
    let mut chosen = Vec::new();
    choose(&planes, n, 0, &mut chosen, &mut |planes| {
        let Some(x) = intersection(planes, n) else { return };
        if program.violation(&x) < 1e-9 && x.iter().all(|x| x.abs() <= FAR * 1.0001) {
            let objective = program.objective(&x);
            best = Some(best.map_or(objective, |best| best.min(objective)));
        }
    });
    best
}

type Plane = (Vec<f64>, f64);

fn choose(planes: &[Plane], n: usize, from: usize, chosen: &mut Vec<Plane>, call: &mut dyn FnMut(&[Plane])) {
    if chosen.len() == n {
        return call(chosen);
    }
    for at in from..planes.len() {
        chosen.push(planes[at].clone());
        choose(planes, n, at + 1, chosen, call);
        chosen.pop();
    }
}

/// Gauss-Jordan with the largest pivot; none where the planes do not meet in one point.
fn intersection(planes: &[Plane], n: usize) -> Option<Vec<f64>> {
    let mut rows: Vec<Plane> = planes.to_vec();
    for k in 0..n {
        let pivot = (k..n).max_by(|&a, &b| rows[a].0[k].abs().total_cmp(&rows[b].0[k].abs()))?;
        rows.swap(k, pivot);
        let (row, side) = rows[k].clone();
        if row[k].abs() < 1e-9 {
            return None;
        }
        for other in (0..n).filter(|&other| other != k) {
            let factor = rows[other].0[k] / row[k];
            rows[other].0.iter_mut().zip(&row).for_each(|(a, b)| *a -= factor * b);
            rows[other].1 -= factor * side;
        }
    }
    Some((0..n).map(|k| rows[k].1 / rows[k].0[k]).collect())
}

#[test]
fn tiny_programs_agree_with_their_vertices() {
    let mut random = Random(11);
    let mut counts = [0; 3];
    for _ in 0..1500 {
        let (rows, columns) = (random.whole(0, 4) as usize, random.whole(1, 3) as usize);
        let program = random.program(rows, columns, 0.8);
        let solution = solved(&program);
        let vertex = least_vertex(&program);
        match solution.status {
            Status::Optimal => {
                counts[0] += 1;
                let vertex = vertex.unwrap_or_else(|| panic!("no vertex: {program:?}"));
                assert!((solution.objective - vertex).abs() < 1e-6, "{} {vertex} {program:?}", solution.objective);
            }
            Status::Infeasible => {
                counts[1] += 1;
                assert_eq!(vertex, None, "{program:?}");
            }
            _ => {
                counts[2] += 1;
                assert!(vertex.is_some_and(|vertex| vertex < -1000.0), "{vertex:?} {program:?}");
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 100), "all ways to end should occur: {counts:?}");
}

#[test]
fn warm_agrees_with_cold_after_edits() {
    let mut random = Random(5);
    for _ in 0..60 {
        let (rows, columns) = (random.whole(3, 25) as usize, random.whole(3, 40) as usize);
        let mut program = random.program(rows, columns, 0.3);
        let mut solver = Solver::new(program.clone()).unwrap();
        for _ in 0..6 {
            while solver.step(7) {}
            let (warm, cold) = (solver.solution(), solve(program.clone()).unwrap());
            verify(&program, &warm);
            assert_eq!(warm.status, cold.status, "{program:?}");
            let near = (warm.objective - cold.objective).abs() < 1e-7 * (1.0 + cold.objective.abs());
            assert!(cold.status != Status::Optimal || near);
            let mut hinted = Solver::warm(program.clone(), &cold.basis).unwrap();
            while hinted.step(100) {}
            assert_eq!(hinted.solution().status, cold.status);
            let (j, i) = (random.whole(0, columns as i32 - 1) as usize, random.whole(0, rows as i32 - 1) as usize);
            match random.whole(0, 2) as i32 {
                0 => program.set_cost(j, random.whole(-3, 3)),
                1 => {
                    let (lower, upper) = random.bounds();
                    program.set_bounds(j, lower, upper);
                }
                _ => {
                    let (lower, upper) = random.bounds();
                    program.set_row(i, lower, upper);
                }
            }
            assert!(solver.change(program.clone()).unwrap());
        }
    }
}

#[test]
fn another_matrix_starts_cold() {
    let mut solver = Solver::new(chvatal()).unwrap();
    while solver.step(10) {}
    let mut other = chvatal();
    other.add_column(-1.0, 0.0, 1.0, &[]);
    assert_eq!(solver.change(other), Ok(false));
    while solver.step(10) {}
    assert!((solver.solution().objective + 14.0).abs() < 1e-9);
    let mut flawed = chvatal();
    flawed.set_cost(0, f64::NAN);
    assert_eq!(solver.change(flawed), Err(Flaw::Cost { column: 0 }));
    assert!((solver.solution().objective + 14.0).abs() < 1e-9);
}

/// Within the range the objective moves by dual times amount; beyond it the dual is another one.
#[test]
fn ranges_hold_where_prices_do() {
    let mut random = Random(17);
    let mut beyond = 0;
    for _ in 0..200 {
        let program = random.program(6, 9, 0.5);
        let mut solver = Solver::new(program.clone()).unwrap();
        while solver.step(100) {}
        let base = solver.solution();
        if base.status != Status::Optimal {
            continue;
        }
        for row in (0..6).filter(|&row| base.duals[row] != 0.0) {
            let (lower, upper) = (program.row_lower(row), program.row_upper(row));
            let (fall, rise) = solver.row_range(row);
            for (room, sign) in [(fall, -1.0), (rise, 1.0)] {
                let moved = |amount: f64| {
                    let mut edited = program.clone();
                    let side =
                        |side: f64, binds: bool| if binds || lower == upper { side + sign * amount } else { side };
                    let at_lower = base.duals[row] > 0.0;
                    edited.set_row(row, side(lower, at_lower), side(upper, !at_lower));
                    solve(edited).ok().filter(|edited| edited.status == Status::Optimal)
                };
                let inside = room.min(3.0) * 0.999;
                let expected = base.objective + sign * inside * base.duals[row];
                let width = if lower == upper { INF } else { upper - lower };
                if inside < width {
                    let found = moved(inside).expect("inside the range nothing else changes");
                    assert!((found.objective - expected).abs() < 1e-6, "{} {expected} {program:?}", found.objective);
                }
                if let Some(found) = moved(room + 1.0).filter(|_| room < 3.0 && room + 1.0 < width) {
                    // Objectives are convex in the sides, so the price can only become worse.
                    let line = base.objective + sign * (room + 1.0) * base.duals[row];
                    assert!(found.objective >= line - 1e-7);
                    beyond += usize::from(found.objective > line + 1e-6);
                }
            }
        }
    }
    assert!(beyond > 20, "ranges should end where prices do: {beyond}");
}

#[test]
fn column_ranges_are_those_of_chvatal() {
    let mut solver = Solver::new(chvatal()).unwrap();
    while solver.step(10) {}
    // x2 is at zero; more than that moves x1 = 2 - 2 x2 and x3 = 1 + x2 and the slack of row 2.
    let (fall, rise) = solver.column_range(1);
    assert!(fall > 0.0 && (rise - 1.0).abs() < 1e-9, "{fall} {rise}");
    assert_eq!(solver.column_range(0), (INF, 2.0));
}

#[test]
fn steps_can_be_single_and_progress_is_sound() {
    let mut random = Random(23);
    let program = random.program(20, 40, 0.3);
    let optimum = solved(&program);
    let mut solver = Solver::new(program).unwrap();
    while solver.step(1) {
        let progress = solver.progress();
        assert!(optimum.status != Status::Optimal || progress.bound <= optimum.objective + 1e-6);
        assert_eq!(solver.solution().status, Status::Limit);
    }
    assert_eq!(solver.solution().status, optimum.status);
}

#[test]
fn bounds_from_any_multipliers_hold() {
    let mut random = Random(31);
    for _ in 0..100 {
        let program = random.program(5, 8, 0.5);
        let solution = solved(&program);
        let multipliers: Vec<f64> = (0..5).map(|_| random.whole(-3, 3)).collect();
        let bound = program.dual_bound(&multipliers);
        assert!(solution.status != Status::Optimal || bound <= solution.objective + 1e-7);
        assert!(solution.status != Status::Unbounded || bound == -INF);
        assert!(solution.status == Status::Infeasible || !program.is_infeasible_by(&multipliers));
    }
}
