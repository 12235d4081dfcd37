//! Knapsacks, set-ups and lots against trying all, and searches that end early.

use super::*;

const INF: f64 = f64::INFINITY;

/// A knapsack: the most value within a weight, each piece at most once.
fn knapsack(pieces: &[(f64, f64)], limit: f64) -> Program {
    let mut program = Program::new();
    let weight = program.add_row(-INF, limit);
    for (value, size) in pieces {
        program.add_column(-value, 0.0, 1.0, &[(weight, *size)]);
    }
    program
}

/// The best value of all subsets that fit.
fn by_trying_all(pieces: &[(f64, f64)], limit: f64) -> f64 {
    let value = |set: u32| {
        let chosen = pieces.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1);
        chosen.fold((0.0, 0.0), |(value, size), (_, piece)| (value + piece.0, size + piece.1))
    };
    let fitting = (0..1u32 << pieces.len()).map(value).filter(|(_, size)| *size <= limit);
    fitting.map(|(value, _)| value).fold(0.0, f64::max)
}

#[test]
fn knapsacks_agree_with_trying_all() {
    let mut state = 7u64;
    let mut next = |most: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 33) % most + 1) as f64
    };
    for _ in 0..20 {
        let pieces: Vec<(f64, f64)> = (0..12).map(|_| (next(40), next(30))).collect();
        let limit = 20.0 + next(100);
        let all: Vec<usize> = (0..12).collect();
        let found = solve_integer(knapsack(&pieces, limit), &all, 10_000).unwrap();
        assert_eq!(found.status, Status::Optimal);
        assert_eq!(-found.objective, by_trying_all(&pieces, limit));
        assert!(found.gap.abs() < 1e-6 && found.x.iter().all(|x| x.fract() == 0.0));
    }
}

/// Lots: a set-up of 10 allows up to 8 at 1 each, two of them meet a demand of 11; without whole set-ups it would cost less.
#[test]
fn mixed_programs_pay_whole_set_ups() {
    let mut program = Program::new();
    let demand = program.add_row(11.0, INF);
    let links = [program.add_row(-INF, 0.0), program.add_row(-INF, 0.0)];
    for link in links {
        program.add_column(1.0, 0.0, INF, &[(demand, 1.0), (link, 1.0)]);
        program.add_column(10.0, 0.0, 1.0, &[(link, -8.0)]);
    }
    let found = solve_integer(program, &[1, 3], 100).unwrap();
    assert_eq!(found.status, Status::Optimal);
    assert!((found.objective - 31.0).abs() < 1e-9);
}

#[test]
fn infeasible_unbounded_and_limited_searches_say_so() {
    let mut between = Program::new();
    between.add_column(1.0, 0.2, 0.8, &[]);
    assert_eq!(solve_integer(between, &[0], 10).unwrap().status, Status::Infeasible);
    let mut halves = Program::new();
    let row = halves.add_row(1.0, 1.0);
    halves.add_column(1.0, 0.0, 10.0, &[(row, 2.0)]);
    assert_eq!(solve_integer(halves, &[0], 10).unwrap().status, Status::Infeasible);
    let mut endless = Program::new();
    endless.add_column(-1.0, 0.0, INF, &[]);
    assert_eq!(solve_integer(endless, &[0], 10).unwrap().status, Status::Unbounded);
    let pieces = [(5.0, 4.0), (4.0, 3.0), (3.0, 2.0), (7.0, 6.0)];
    let stopped = solve_integer(knapsack(&pieces, 7.0), &[0, 1, 2, 3], 1).unwrap();
    assert_eq!(stopped.status, Status::Limit);
    assert!(stopped.bound <= -9.0 && stopped.gap == INF);
}

/// Demand of 23 a month from lots of 10 that cost 1 a unit, stock at 0.5, a lost unit at 9, at most 30 a month.
fn lots(months: usize) -> (Program, Vec<Step>) {
    let mut program = Program::new();
    let balance: Vec<usize> = (0..months).map(|_| program.add_row(23.0, 23.0)).collect();
    let mut steps = Vec::new();
    for row in &balance {
        let column = program.add_column(1.0, 0.0, 30.0, &[(*row, 1.0)]);
        steps.push(Step { column, size: 10.0, least: 20.0, group: 0, carries: true });
    }
    for t in 0..months {
        let next = balance.get(t + 1).map(|row| (*row, 1.0));
        let entries: Vec<(usize, f64)> = [(balance[t], -1.0)].into_iter().chain(next).collect();
        program.add_column(0.5, 0.0, INF, &entries);
        program.add_column(9.0, 0.0, INF, &[(balance[t], 1.0)]);
    }
    (program, steps)
}

/// The balances of the months, one after the other.
fn chain(months: usize) -> Vec<Chain> {
    vec![Chain((0..months).map(|row| vec![(row, 1.0)]).collect())]
}

const LIMITS: Limits = Limits { nodes: 10_000, pivots: usize::MAX, gap: 1e-9 };

/// The best of all combinations of releases.
fn lots_by_trying_all(months: usize) -> f64 {
    let releases = [0.0, 20.0, 30.0];
    let cost = |code: usize| {
        let (mut stock, mut cost, mut code) = (0.0f64, 0.0, code);
        for _ in 0..months {
            let release = releases[code % 3];
            code /= 3;
            let left: f64 = stock + release - 23.0;
            stock = left.max(0.0);
            cost += release + 0.5 * stock + 9.0 * (-left).max(0.0);
        }
        cost
    };
    (0..3usize.pow(months as u32)).map(cost).fold(INF, f64::min)
}

#[test]
fn lots_and_smallest_orders_agree_with_trying_all() {
    for months in 1..6 {
        let (program, steps) = lots(months);
        let mut search = Search::stepped(program.clone(), steps.clone(), chain(months), LIMITS).unwrap();
        while search.step(3) {}
        let found = search.solution();
        assert_eq!(found.status, Status::Optimal);
        assert!((found.objective - lots_by_trying_all(months)).abs() < 1e-6, "{months} months: {found:?}");
        assert!(steps.iter().all(|step| [0.0, 20.0, 30.0].contains(&found.x[step.column])));
        assert!(search.relaxation().unwrap().objective <= found.objective);
        let mut again = Search::stepped(program, steps, chain(months), LIMITS).unwrap();
        while again.step(1000) {}
        assert_eq!(again.solution(), found, "the size of a step changes nothing");
    }
}

#[test]
fn rounding_finds_a_plan_before_it_branches_and_a_known_one_counts() {
    let (program, steps) = lots(8);
    let mut search =
        Search::stepped(program.clone(), steps.clone(), Vec::new(), Limits { nodes: 3, ..LIMITS }).unwrap();
    while search.step(1000) {}
    let rounded = search.solution();
    assert_eq!(rounded.status, Status::Limit);
    assert!(rounded.gap.is_finite() && rounded.bound <= rounded.objective, "{rounded:?}");
    let mut best = Search::stepped(program.clone(), steps.clone(), chain(8), LIMITS).unwrap();
    while best.step(1000) {}
    let best = best.solution();
    let mut told = Search::stepped(program, steps, Vec::new(), Limits { nodes: 1, ..LIMITS }).unwrap();
    assert!(told.offer(&best.x) && !told.offer(&[0.5]));
    while told.step(1000) {}
    assert_eq!(told.solution().objective, best.objective);
}

#[test]
fn steps_that_say_nothing_are_left_out_and_impossible_ones_are_infeasible() {
    let (program, steps) = lots(2);
    let flawed = |size: f64, least: f64| steps.iter().map(|step| Step { size, least, ..*step }).collect::<Vec<_>>();
    for (size, least) in [(f64::NAN, 1.0), (0.0, 0.0), (-1.0, 5.0), (INF, INF), (1.0, f64::NAN)] {
        let mut search = Search::stepped(program.clone(), flawed(size, least), chain(2), LIMITS).unwrap();
        while search.step(1000) {}
        assert_eq!(search.solution().status, Status::Optimal);
    }
    let mut above = program.clone();
    above.set_bounds(0, 5.0, 15.0);
    let mut search = Search::stepped(above, steps, Vec::new(), LIMITS).unwrap();
    assert!(!search.step(1000));
    assert_eq!(search.solution().status, Status::Infeasible);
}
