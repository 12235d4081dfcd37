//! Small mixed-integer programs: branch and bound over the warm dual simplex (Land & Doig 1960; Dakin 1965).
//!
//! Each node is the program with tighter bounds; its relaxation starts from the basis of the last one, which a change of bounds
//! leaves dual feasible. The search dives to the nearer integer, and goes back to the node with the best bound. Meant for plans
//! with some lots or set-ups, not for hard combinatorics: there is a limit on nodes, and the gap is proven at any time.

use super::program::{Flaw, Program};
use super::solution::Status;
use super::solver::Solver;

/// How far from an integer a value may be.
const INTEGRAL: f64 = 1e-6;
/// Relative gap within which a node is not worth looking at.
const GAP: f64 = 1e-7;

/// What is known of a mixed-integer program.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegerSolution {
    /// `Optimal`: the incumbent is proven. `Limit`: stopped before, perhaps without an incumbent.
    pub status: Status,
    /// The best objective found; infinite without an incumbent.
    pub objective: f64,
    /// The incumbent by column, whole where it has to be; empty without one.
    pub x: Vec<f64>,
    /// A lower bound of the optimum.
    pub bound: f64,
    /// `(objective - bound) / max(1, |objective|)`; infinite without an incumbent.
    pub gap: f64,
    /// Relaxations solved.
    pub nodes: usize,
    /// Pivots in all of them.
    pub iterations: usize,
}

/// Bounds that differ from the program's, and the bound that the parent proved.
#[derive(Clone, Debug)]
struct Node {
    bounds: Vec<(usize, f64, f64)>,
    bound: f64,
}

/// A search, as a stepper without a clock.
#[derive(Clone, Debug)]
pub struct Search {
    program: Program,
    integers: Vec<usize>,
    solver: Solver,
    /// The node that is being solved.
    current: Option<Node>,
    open: Vec<Node>,
    incumbent: Option<(f64, Vec<f64>)>,
    /// Whether every objective is a whole number, so that bounds can be rounded up.
    whole_objective: bool,
    most_nodes: usize,
    nodes: usize,
    ended: Option<Status>,
}

/// Solves with at most so many nodes.
///
/// # Errors
/// The program's [`Flaw`], when it has one.
pub fn solve_integer(program: Program, integers: &[usize], most_nodes: usize) -> Result<IntegerSolution, Flaw> {
    let mut search = Search::new(program, integers, most_nodes)?;
    while search.step(1000) {}
    Ok(search.solution())
}

impl Search {
    /// A search over the program with the given columns whole.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn new(mut program: Program, integers: &[usize], most_nodes: usize) -> Result<Self, Flaw> {
        if let Some(flaw) = program.flaw() {
            return Err(flaw);
        }
        let mut empty = false;
        for &j in integers {
            let (lower, upper) = ((program.lower(j) - INTEGRAL).ceil(), (program.upper(j) + INTEGRAL).floor());
            empty |= lower > upper;
            if lower <= upper {
                program.set_bounds(j, lower, upper);
            }
        }
        let is_integer = |j: usize| integers.contains(&j);
        let whole = |j: usize| program.cost(j) == 0.0 || (program.cost(j).fract() == 0.0 && is_integer(j));
        let whole_objective = program.constant().fract() == 0.0 && (0..program.columns()).all(whole);
        Ok(Self {
            solver: Solver::new(program.clone())?,
            integers: integers.to_vec(),
            current: Some(Node { bounds: Vec::new(), bound: f64::NEG_INFINITY }),
            open: Vec::new(),
            incumbent: None,
            whole_objective,
            most_nodes,
            nodes: 0,
            ended: empty.then_some(Status::Infeasible),
            program,
        })
    }

    /// Does up to so many pivots. False: finished.
    pub fn step(&mut self, pivots: usize) -> bool {
        if self.ended.is_none() && !self.solver.step(pivots) {
            self.nodes += 1;
            self.take_relaxation();
            self.start_next();
        }
        self.ended.is_none()
    }

    /// What is known so far.
    pub fn solution(&self) -> IntegerSolution {
        let (objective, x) = self.incumbent.clone().unwrap_or((f64::INFINITY, Vec::new()));
        let nodes = self.open.iter().chain(&self.current);
        let open = nodes.map(|node| node.bound).fold(f64::INFINITY, f64::min);
        let bound = if self.ended == Some(Status::Unbounded) { f64::NEG_INFINITY } else { open.min(objective) };
        let gap = if x.is_empty() { f64::INFINITY } else { (objective - bound) / objective.abs().max(1.0) };
        let status = self.ended.unwrap_or(Status::Limit);
        let iterations = self.solver.iterations();
        IntegerSolution { status, objective, x, bound, gap, nodes: self.nodes, iterations }
    }

    /// Draws the conclusion of a solved relaxation: nothing, an incumbent, or two children.
    fn take_relaxation(&mut self) {
        let Some(node) = self.current.take() else { return };
        let relaxation = self.solver.solution();
        match relaxation.status {
            Status::Infeasible => return,
            Status::Unbounded if node.bounds.is_empty() => return self.ended = Some(Status::Unbounded),
            Status::Optimal => {}
            // Nothing is proven of this node: it stays open and the search is not complete.
            Status::Unbounded | Status::Limit => {
                self.open.push(node);
                return self.ended = Some(Status::Limit);
            }
        }
        let bound = match self.whole_objective {
            true => (relaxation.objective - 1e-6 * (1.0 + relaxation.objective.abs() * 1e-3)).ceil(),
            false => relaxation.objective,
        };
        if bound >= self.cutoff() {
            return;
        }
        match self.branching_column(&relaxation.x) {
            None => self.take_point(relaxation.x),
            Some(j) => self.branch(node, j, relaxation.x[j], bound),
        }
    }

    /// Objectives from here on are not worth looking at.
    fn cutoff(&self) -> f64 {
        self.incumbent.as_ref().map_or(f64::INFINITY, |(objective, _)| objective - GAP * objective.abs().max(1.0))
    }

    /// The column whose value is farthest from a whole number; among equals the one that costs most.
    fn branching_column(&self, x: &[f64]) -> Option<usize> {
        let distance = |j: usize| (x[j] - libm::round(x[j])).abs();
        let fractional = self.integers.iter().copied().filter(|&j| distance(j) > INTEGRAL);
        let key = |j: usize| (distance(j), self.program.cost(j).abs());
        fractional.max_by(|&a, &b| key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)).then(b.cmp(&a)))
    }

    fn take_point(&mut self, mut x: Vec<f64>) {
        for &j in &self.integers {
            x[j] = libm::round(x[j]);
        }
        let objective = self.program.objective(&x);
        let better = self.incumbent.as_ref().is_none_or(|(best, _)| objective < *best);
        if better && self.program.violation(&x) <= INTEGRAL {
            self.incumbent = Some((objective, x));
            let cutoff = self.cutoff();
            self.open.retain(|node| node.bound < cutoff);
        }
    }

    /// Two children; the nearer one is next.
    fn branch(&mut self, node: Node, j: usize, value: f64, bound: f64) {
        let (lower, upper) = bounds_in(&node, &self.program, j);
        let child = |lower: f64, upper: f64| {
            let mut bounds: Vec<_> = node.bounds.iter().copied().filter(|(other, ..)| *other != j).collect();
            bounds.push((j, lower, upper));
            Node { bounds, bound }
        };
        let (down, up) = (child(lower, value.floor()), child(value.ceil(), upper));
        let near_is_down = value - value.floor() <= 0.5;
        let (near, far) = if near_is_down { (down, up) } else { (up, down) };
        self.open.push(far);
        self.current = Some(near);
    }

    /// Hands the next node to the solver, or ends.
    fn start_next(&mut self) {
        if self.ended.is_some() {
            return;
        }
        if self.current.is_none() {
            let best = (0..self.open.len()).min_by(|&a, &b| self.open[a].bound.total_cmp(&self.open[b].bound));
            self.current = best.map(|best| self.open.swap_remove(best));
        }
        let Some(node) = &self.current else {
            self.ended = Some(if self.incumbent.is_some() { Status::Optimal } else { Status::Infeasible });
            return;
        };
        if self.nodes >= self.most_nodes {
            self.ended = Some(Status::Limit);
            return;
        }
        let mut program = self.program.clone();
        for &(j, lower, upper) in &node.bounds {
            program.set_bounds(j, lower, upper);
        }
        if self.solver.change(program).is_err() {
            self.ended = Some(Status::Limit); // cannot be: children of a sound node are sound
        }
    }
}

fn bounds_in(node: &Node, program: &Program, j: usize) -> (f64, f64) {
    let own = node.bounds.iter().find(|(other, ..)| *other == j);
    own.map_or((program.lower(j), program.upper(j)), |&(_, lower, upper)| (lower, upper))
}

#[cfg(test)]
mod tests {
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
}
