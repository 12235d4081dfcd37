//! Supply programs against the simplex method, random ones against their known optima, and what must not be claimed.

use super::*;
use crate::lp::solve;

const INF: f64 = f64::INFINITY;

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
}

/// Products with a common part over some months: making takes parts and hours; what is late waits or is lost; stock is kept.
fn supply(seed: u64, products: usize, months: usize) -> Program {
    let mut random = Random(seed);
    let mut program = Program::new();
    let balance = |item: usize, t: usize| item * months + t;
    let demand: Vec<f64> = (0..products * months).map(|_| random.whole(20, 120)).collect();
    demand.iter().for_each(|demand| {
        program.add_row(*demand, *demand);
    });
    for t in 0..months {
        let there = if t == 0 { -400.0 } else { 0.0 };
        program.add_row(there, there); // the part
    }
    let hours = program.rows();
    for _ in 0..months {
        program.add_row(-INF, 55.0 * products as f64);
    }
    let moved = |item: usize, t: usize, sign: f64| {
        let later = (t + 1 < months).then(|| (balance(item, t + 1), sign));
        later.into_iter().chain([(balance(item, t), -sign)]).collect::<Vec<_>>()
    };
    for item in 0..=products {
        let cost = random.whole(5, 20);
        for t in 0..months {
            program.add_column(cost * 0.02, 0.0, INF, &moved(item, t, 1.0));
            if item == products {
                program.add_column(cost, 0.0, 90.0 * products as f64, &[(balance(item, t), 1.0)]);
                continue;
            }
            program.add_column(
                cost,
                0.0,
                INF,
                &[(balance(item, t), 1.0), (balance(products, t), -1.5), (hours + t, 0.5 + random.next())],
            );
            let at_end = if t + 1 == months { cost * 4.0 } else { 0.0 };
            program.add_column(cost * 0.3 + at_end, 0.0, INF, &moved(item, t, -1.0));
            program.add_column(cost * 4.0, 0.0, demand[balance(item, t)], &[(balance(item, t), 1.0)]);
        }
    }
    for t in 0..months {
        program.add_column(30.0, 0.0, 8.0 * products as f64, &[(hours + t, -1.0)]);
    }
    program
}

/// Any program with all kinds of bounds and sides.
fn any(random: &mut Random) -> Program {
    let (rows, columns) = (random.whole(1, 12) as usize, random.whole(1, 20) as usize);
    let mut program = Program::new();
    let bounds = |random: &mut Random| match random.whole(0, 5) as i32 {
        0 => (-INF, INF),
        1 => (-INF, random.whole(-3, 3)),
        2 => (random.whole(-3, 3), INF),
        3 => (0.0, random.whole(0, 4)),
        4 => (1.0, 1.0),
        _ => (0.0, INF),
    };
    for _ in 0..rows {
        let (lower, upper) = bounds(random);
        program.add_row(lower, upper);
    }
    for _ in 0..columns {
        let (lower, upper) = bounds(random);
        let entries: Vec<(usize, f64)> = (0..rows).map(|row| (row, random.whole(-6, 3).max(-2.0))).collect();
        let entries: Vec<(usize, f64)> = entries.into_iter().filter(|(_, value)| *value > -2.0).collect();
        program.add_column(random.whole(-3, 3), lower, upper, &entries);
    }
    program
}

fn ran(program: &Program, enough: f64, iterations: usize) -> FirstOrder {
    let mut solver = FirstOrder::new(program.clone(), enough).unwrap();
    while solver.iterations() < iterations && solver.step(100) {}
    solver
}

#[test]
fn supply_programs_are_solved_within_a_thousandth() {
    for (seed, products, months) in [(1, 6, 12), (2, 12, 18), (3, 20, 12), (4, 3, 36)] {
        let program = supply(seed, products, months);
        let optimum = solve(program.clone()).unwrap().objective;
        let solver = ran(&program, 1e-3, 40_000);
        let solution = solver.solution();
        assert_eq!(solution.status, Status::Limit);
        assert!(solution.feasible && program.violation(&solution.x) <= 1e-6);
        assert!(solver.gap() <= 1e-3, "gap {} with seed {seed}", solver.gap());
        assert!(solution.bound <= optimum * (1.0 + 1e-9) && optimum * (1.0 - 1e-6) <= solution.objective);
        assert_eq!(solution.bound, program.dual_bound(&solution.duals), "the duals prove the bound");
        assert!(!solver.clone().step(10), "it ends when the gap is small enough");
    }
}

#[test]
fn the_gap_only_shrinks() {
    let mut solver = FirstOrder::new(supply(5, 8, 24), 0.0).unwrap();
    let mut last = solver.gap();
    assert_eq!(last, INF);
    for _ in 0..80 {
        solver.step(100);
        assert!(solver.gap() <= last);
        last = solver.gap();
    }
    assert!(last < 0.01, "gap {last}");
}

/// A point that is nowhere near is made feasible all the same: what is missing is lost, what is left over is kept.
#[test]
fn any_point_of_a_supply_program_is_repaired() {
    let mut random = Random(9);
    for seed in 0..20 {
        let program = supply(seed, 7, 10);
        let repair = Repair::new(&program);
        let x: Vec<f64> = (0..program.columns()).map(|_| random.whole(-100, 300)).collect();
        let x = repair.repaired(&program, &x, &vec![0.0; program.columns()]);
        assert!(program.violation(&x) <= 1e-9, "{} with seed {seed}", program.violation(&x));
    }
}

/// Lanes that go both ways in the same month: the order has a circle.
#[test]
fn circles_are_repaired() {
    let mut program = Program::new();
    let places = [0, 1].map(|_| program.add_row(-5.0, -5.0));
    let customers = [0, 1].map(|_| program.add_row(20.0, 20.0));
    for (from, to) in [(0, 1), (1, 0)] {
        program.add_column(0.1, 0.0, INF, &[(places[from], -1.0), (places[to], 1.0)]);
    }
    for (place, customer) in places.into_iter().zip(customers) {
        program.add_column(0.0, 0.0, INF, &[(place, -1.0), (customer, 1.0)]);
        program.add_column(1.0, 0.0, INF, &[(place, -1.0)]);
        program.add_column(9.0, 0.0, INF, &[(customer, 1.0)]);
    }
    let x = Repair::new(&program).repaired(&program, &[8.0, 1.0, 9.0, 2.0, 0.0, 7.0, 0.0, 0.0], &[0.0; 8]);
    assert!(program.violation(&x) <= 1e-9, "{x:?}");
}

/// Lowering ends at duals that are allowed, from any duals: the bound is finite, and below the optimum.
#[test]
fn any_duals_of_a_supply_program_prove_a_bound() {
    let mut random = Random(3);
    for seed in 0..20 {
        let program = supply(seed, 5, 8);
        let optimum = solve(program.clone()).unwrap();
        let duals: Vec<f64> = (0..program.rows()).map(|_| random.whole(-50, 100)).collect();
        let bound = program.dual_bound(&bound::proving(&program, &duals)[0]);
        assert!(bound.is_finite() && bound <= optimum.objective * (1.0 + 1e-9), "{bound} with seed {seed}");
        let kept = program.dual_bound(&bound::proving(&program, &optimum.duals)[0]);
        assert!((kept - optimum.objective).abs() <= 1e-7 * optimum.objective, "good duals are left alone");
    }
}

/// Free columns, infeasible and unbounded programs among them: no bound above an optimum, no feasible point that is none.
#[test]
fn nothing_is_claimed_that_is_not_so() {
    let mut random = Random(21);
    let mut counts = [0; 3];
    for _ in 0..300 {
        let program = any(&mut random);
        let known = solve(program.clone()).unwrap();
        let solver = ran(&program, 1e-4, 1500);
        let solution = solver.solution();
        assert_eq!(solution.status, Status::Limit);
        assert_eq!(solution.feasible, program.violation(&solution.x) <= FEASIBLE);
        let rounding = 1e-5 * (1.0 + known.objective.abs());
        match known.status {
            Status::Optimal => {
                counts[0] += 1;
                assert!(solution.bound <= known.objective + rounding, "{program:?}");
                assert!(!solution.feasible || solution.objective >= known.objective - rounding, "{program:?}");
            }
            Status::Infeasible => {
                counts[1] += 1;
                assert!(!solution.feasible, "{program:?}");
            }
            _ => {
                counts[2] += 1;
                assert_eq!(solution.bound, f64::NEG_INFINITY, "{program:?}");
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 20), "all ways to end should occur: {counts:?}");
}

#[test]
fn the_same_calls_give_the_same_bits() {
    let program = supply(7, 6, 12);
    let mut other = FirstOrder::new(program.clone(), 0.0).unwrap();
    (0..3000).for_each(|_| {
        other.step(1);
    });
    assert_eq!(ran(&program, 0.0, 3000).solution(), other.solution());
    assert_eq!(other.iterations(), 3000);
}

#[test]
fn degenerate_shapes_are_answered() {
    let mut program = Program::new();
    assert!(ran(&program, 1e-3, 1000).solution().feasible);
    program.add_constant(3.0);
    program.add_row(-1.0, 1.0);
    program.add_column(2.0, -4.0, 5.0, &[]);
    let solution = ran(&program, 1e-3, 1000).solution();
    assert!(solution.feasible && (solution.objective + 5.0).abs() < 1e-2 && solution.bound <= -5.0);
    program.set_cost(0, f64::NAN);
    assert!(FirstOrder::new(program, 1e-3).is_err());
}
