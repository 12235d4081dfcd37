//! Aggregate planning as the textbooks print it, through the solver: the values are typed in with their source.

use sextant::lp::{Program, Status, solve};

const FREE: f64 = f64::INFINITY;
const NONE: f64 = f64::NEG_INFINITY;

/// Chopra & Meindl, Supply Chain Management, aggregate planning, "Red Tomato Tools" (`red_tomato_base_lp`):
/// min 640 W + 300 H + 500 L + 6 O + 2 I + 5 S + 10 P + 30 C over six months.
fn red_tomato(demand: [f64; 6]) -> Program {
    let mut program = Program::new();
    let first = |t: usize, value: f64| if t == 0 { value } else { 0.0 };
    let people: Vec<usize> = (0..6).map(|t| program.add_row(first(t, 80.0), first(t, 80.0))).collect();
    let hours: Vec<usize> = (0..6).map(|_| program.add_row(NONE, 0.0)).collect();
    let overtime: Vec<usize> = (0..6).map(|_| program.add_row(NONE, 0.0)).collect();
    let net = |t: usize| demand[t] - first(t, 1000.0);
    let stock: Vec<usize> = (0..6).map(|t| program.add_row(net(t), net(t))).collect();
    for t in 0..6 {
        let last = t == 5;
        let carried = |row: &[usize], now: f64, next: f64| {
            let mut entries = vec![(row[t], now)];
            if !last {
                entries.push((row[t + 1], next));
            }
            entries
        };
        let mut workers = carried(&people, 1.0, -1.0);
        workers.extend([(hours[t], -160.0), (overtime[t], -10.0)]);
        program.add_column(640.0, 0.0, FREE, &workers);
        program.add_column(300.0, 0.0, FREE, &[(people[t], -1.0)]);
        program.add_column(500.0, 0.0, FREE, &[(people[t], 1.0)]);
        program.add_column(6.0, 0.0, FREE, &[(hours[t], -1.0), (overtime[t], 1.0)]);
        program.add_column(2.0, if last { 500.0 } else { 0.0 }, FREE, &carried(&stock, -1.0, 1.0));
        program.add_column(5.0, 0.0, if last { 0.0 } else { FREE }, &carried(&stock, 1.0, -1.0));
        program.add_column(10.0, 0.0, FREE, &[(stock[t], 1.0), (hours[t], 4.0)]);
        program.add_column(30.0, 0.0, FREE, &[(stock[t], 1.0)]);
    }
    program
}

#[test]
fn red_tomato_costs_422_275() {
    let solution = solve(red_tomato([1600.0, 3000.0, 3200.0, 3800.0, 2200.0, 2200.0])).unwrap();
    assert_eq!(solution.status, Status::Optimal);
    assert!((solution.objective - 422_274.996_91).abs() < 0.5, "{}", solution.objective);
    // 15.4167 people are laid off in January
    assert!((solution.x[2] - 15.416_7).abs() < 1e-3, "{}", solution.x[2]);
}

/// The same with a dollar off in January: 10 % more is consumed, and 20 % of the next two months is bought forward
/// (`red_tomato_promo_january`).
#[test]
fn red_tomato_with_a_promotion_in_january_costs_421_915() {
    let solution = solve(red_tomato([3000.0, 2400.0, 2560.0, 3800.0, 2200.0, 2200.0])).unwrap();
    assert!((solution.objective - 421_915.0).abs() < 1.0, "{}", solution.objective);
    let revenue = 39.0 * 3000.0 + 40.0 * (2400.0 + 2560.0 + 3800.0 + 2200.0 + 2200.0);
    assert!((revenue - solution.objective - 221_485.0).abs() < 1.0);
}

/// What one more tool asked for in April costs is what solving again says.
#[test]
fn a_price_is_what_solving_again_says() {
    let demand = [1600.0, 3000.0, 3200.0, 3800.0, 2200.0, 2200.0];
    let solution = solve(red_tomato(demand)).unwrap();
    let more = solve(red_tomato([1600.0, 3000.0, 3200.0, 3801.0, 2200.0, 2200.0])).unwrap();
    let april = 6 * 3 + 3;
    let rise = more.objective - solution.objective;
    assert!((solution.duals[april] - rise).abs() < 1e-6, "{} is not {rise}", solution.duals[april]);
}

/// Three families on two lines (`synthetic_multi_family_lp`, made for this project): material, subcontracting, overtime, holding, backlog,
/// soft safety stock and storage. Two solvers agree on 229,092.58.
#[test]
fn three_families_cost_229_092_58() {
    let demand = [
        [420.0, 460.0, 520.0, 640.0, 700.0, 560.0],
        [300.0, 310.0, 330.0, 420.0, 450.0, 360.0],
        [180.0, 170.0, 210.0, 260.0, 300.0, 240.0],
    ];
    let (opening, safety) = ([120.0, 90.0, 60.0], [80.0, 60.0, 40.0]);
    let (material, holding, backlog) = ([22.0, 35.0, 58.0], [1.2, 1.8, 3.0], [14.0, 20.0, 32.0]);
    let (subcontract, most) = ([46.0, 66.0, 99.0], [80.0, 50.0, 0.0]);
    let hours = [[0.5, 0.4, 0.0], [0.0, 0.35, 1.1]];
    let regular = [[400.0; 6], [340.0, 340.0, 340.0, 340.0, 300.0, 340.0]];
    let (overtime, overtime_cost) = ([80.0, 60.0], [30.0, 34.0]);
    let mut program = Program::new();
    let mut stock = Vec::new();
    let mut target = Vec::new();
    for family in 0..3 {
        for (t, asked) in demand[family].iter().enumerate() {
            let net = asked - if t == 0 { opening[family] } else { 0.0 };
            stock.push(program.add_row(net, net));
            target.push(program.add_row(safety[family], FREE));
        }
    }
    let lines: Vec<usize> = (0..12).map(|at| program.add_row(NONE, regular[at / 6][at % 6])).collect();
    let storage: Vec<usize> = (0..6).map(|_| program.add_row(NONE, 900.0)).collect();
    for family in 0..3 {
        for t in 0..6 {
            let row = stock[family * 6 + t];
            let next = (t < 5).then(|| stock[family * 6 + t + 1]);
            let mut made = vec![(row, 1.0)];
            made.extend((0..2).map(|line| (lines[line * 6 + t], hours[line][family])));
            program.add_column(material[family], 0.0, FREE, &made);
            program.add_column(subcontract[family], 0.0, most[family], &[(row, 1.0)]);
            let mut kept = vec![(row, -1.0), (target[family * 6 + t], 1.0), (storage[t], 1.0)];
            kept.extend(next.map(|next| (next, 1.0)));
            program.add_column(holding[family], 0.0, FREE, &kept);
            let mut waits = vec![(row, 1.0)];
            waits.extend(next.map(|next| (next, -1.0)));
            program.add_column(backlog[family], 0.0, if t == 5 { 0.0 } else { FREE }, &waits);
            program.add_column(5.0, 0.0, FREE, &[(target[family * 6 + t], 1.0)]);
        }
    }
    for (line, row) in lines.iter().enumerate() {
        program.add_column(overtime_cost[line / 6], 0.0, overtime[line / 6], &[(*row, -1.0)]);
    }
    let solution = solve(program.clone()).unwrap();
    assert_eq!(solution.status, Status::Optimal);
    assert!((solution.objective - 229_092.581_831).abs() < 0.01, "{}", solution.objective);
    assert!(program.violation(&solution.x) < 1e-6);
    assert!((program.dual_bound(&solution.duals) - solution.objective).abs() < 1e-3);
}
