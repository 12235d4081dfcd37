//! Small mixed-integer programs: branch and bound over the warm dual simplex (Land & Doig 1960; Dakin 1965).
//!
//! Each node is the program with tighter bounds; its relaxation starts from the basis of the last one, which a change of bounds
//! leaves dual feasible. The search dives to the nearer value, and goes back to the node with the best bound. Columns are whole numbers or
//! take other [`Step`]s. [`Search::stepped`] rounds its way to a first plan before it branches, and then drops what cannot
//! be better than that plan by the reduced costs of the root. Meant for plans with some lots or set-ups, not for hard combinatorics: there are
//! limits on nodes and pivots, and the gap is proven at any time. The same program and the same calls give the same bits.

mod cut;
mod rounding;
mod step;
#[cfg(test)]
mod tests;

use super::program::{Flaw, Program};
use super::solution::{Basis, Place, Solution, Status};
use super::solver::Solver;
pub use cut::Chain;
use cut::{Cut, Cuts, with_rows};
use rounding::{Next, Rounding};
use step::INTEGRAL;
pub use step::Step;

/// Relative gap within which a node is not worth looking at, where nothing else is asked for.
const GAP: f64 = 1e-7;

/// How often cuts are added at the root.
const CUT_ROUNDS: usize = 20;

/// A side of a branching counts for at least so much, so that the other side still tells columns apart.
const LEAST_GAIN: f64 = 1e-6;

/// When a search ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Relaxations at most.
    pub nodes: usize,
    /// Pivots at most, looked at between relaxations.
    pub pivots: usize,
    /// What is not better by this share of the objective is not looked for.
    pub gap: f64,
}

/// What is known of a mixed-integer program.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegerSolution {
    /// `Optimal`: the incumbent is proven within the gap of the limits. `Limit`: stopped before, perhaps without an incumbent.
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
    /// How it came from its parent: column, whether upwards, and how far, as a share of the step.
    from: Option<(usize, bool, f64)>,
}

/// What branching on a column has raised the objective by so far, for a whole step down and up: sums and counts.
type Gains = [(f64, f64); 2];

/// A search, as a stepper without a clock.
#[derive(Clone, Debug)]
pub struct Search {
    program: Program,
    steps: Vec<Step>,
    solver: Solver,
    /// Whether first plans are made by rounding before it branches.
    rounds: bool,
    /// The solution of the program without its steps, once it is there.
    relaxation: Option<Solution>,
    /// Where cuts are looked for, how often still, and those that are in the program, behind its own rows.
    cuts: Cuts,
    cut_rounds: usize,
    active: Vec<Cut>,
    own_rows: usize,
    /// By column (Benichou et al. 1971, pseudo-costs).
    gains: Vec<Gains>,
    /// Pivots of earlier solvers.
    spent: usize,
    /// The solution of the root with all cuts, once it is there.
    root: Option<Solution>,
    /// First plans on their way.
    rounding: Option<Rounding>,
    /// The node that is being solved.
    current: Option<Node>,
    open: Vec<Node>,
    /// The least bound of what was dropped because it is hardly better than the incumbent.
    dropped: f64,
    incumbent: Option<(f64, Vec<f64>)>,
    /// Whether every objective is a whole number, so that bounds can be rounded up.
    whole_objective: bool,
    limits: Limits,
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
    pub fn new(program: Program, integers: &[usize], most_nodes: usize) -> Result<Self, Flaw> {
        let steps = integers.iter().map(|column| Step::whole(*column)).collect();
        let limits = Limits { nodes: most_nodes, pivots: usize::MAX, gap: GAP };
        Ok(Self { rounds: false, ..Self::stepped(program, steps, Vec::new(), limits)? })
    }

    /// A search over the program with the given steps, which starts with cuts from the chains and with rounded plans. Steps that say
    /// nothing are left out.
    ///
    /// # Errors
    /// The program's [`Flaw`], when it has one.
    pub fn stepped(
        mut program: Program,
        mut steps: Vec<Step>,
        chains: Vec<Chain>,
        limits: Limits,
    ) -> Result<Self, Flaw> {
        if let Some(flaw) = program.flaw() {
            return Err(flaw);
        }
        steps.retain(|step| step.is_sound() && step.column < program.columns());
        let mut empty = false;
        for step in &steps {
            let (lower, upper) = (step.above(program.lower(step.column)), step.below(program.upper(step.column)));
            empty |= lower > upper;
            if lower <= upper {
                program.set_bounds(step.column, lower, upper);
            }
        }
        let is_integer = |j: usize| steps.iter().any(|step| step.column == j && step.is_whole());
        let whole = |j: usize| program.cost(j) == 0.0 || (program.cost(j).fract() == 0.0 && is_integer(j));
        let whole_objective = program.constant().fract() == 0.0 && (0..program.columns()).all(whole);
        Ok(Self {
            solver: Solver::new(program.clone())?,
            cuts: Cuts::new(&program, &steps, chains),
            cut_rounds: CUT_ROUNDS,
            active: Vec::new(),
            own_rows: program.rows(),
            gains: vec![Gains::default(); program.columns()],
            spent: 0,
            relaxation: None,
            steps,
            rounds: true,
            root: None,
            rounding: None,
            current: Some(Node { bounds: Vec::new(), bound: f64::NEG_INFINITY, from: None }),
            open: Vec::new(),
            dropped: f64::INFINITY,
            incumbent: None,
            whole_objective,
            limits,
            nodes: 0,
            ended: empty.then_some(Status::Infeasible),
            program,
        })
    }

    /// Takes a plan that is known, as the first incumbent: true when it satisfies the program and its steps.
    pub fn offer(&mut self, x: &[f64]) -> bool {
        if x.len() != self.program.columns() || !self.steps.iter().all(|step| step.allows(x[step.column])) {
            return false;
        }
        let snapped = self.snapped(x.to_vec());
        self.program.violation(&snapped) <= INTEGRAL && {
            self.accept(snapped);
            true
        }
    }

    /// Does up to so many pivots. False: finished.
    pub fn step(&mut self, pivots: usize) -> bool {
        if self.ended.is_none() && !self.solver.step(pivots) {
            self.nodes += 1;
            if self.rounding.is_some() {
                self.take_rounded();
            } else {
                self.take_relaxation();
            }
            if self.root.is_some() || self.relaxation.is_none() || self.current.is_none() {
                self.start_next();
            }
        }
        self.ended.is_none()
    }

    /// What is known so far.
    pub fn solution(&self) -> IntegerSolution {
        let (objective, x) = self.incumbent.clone().unwrap_or((f64::INFINITY, Vec::new()));
        let nodes = self.open.iter().chain(&self.current);
        let open = nodes.map(|node| node.bound).fold(self.dropped, f64::min);
        let bound = if self.ended == Some(Status::Unbounded) { f64::NEG_INFINITY } else { open.min(objective) };
        let gap = if x.is_empty() { f64::INFINITY } else { (objective - bound) / objective.abs().max(1.0) };
        let status = self.ended.unwrap_or(Status::Limit);
        let iterations = self.iterations();
        IntegerSolution { status, objective, x, bound, gap, nodes: self.nodes, iterations }
    }

    /// The optimum without the steps, once it is known.
    pub fn relaxation(&self) -> Option<&Solution> {
        self.relaxation.as_ref()
    }

    /// Pivots so far.
    pub fn iterations(&self) -> usize {
        self.spent + self.solver.iterations()
    }

    /// Takes the answer of a rounding: a point, the next group, or the end, where branching begins at the root.
    fn take_rounded(&mut self) {
        let Some(mut rounding) = self.rounding.take() else { return };
        let relaxation = self.solver.solution();
        let is_hopeless = relaxation.objective >= self.cutoff();
        let answer = (relaxation.status == Status::Optimal).then_some(relaxation.x.as_slice());
        let mut next = match answer {
            Some(_) if is_hopeless => rounding.again(&self.program),
            _ => rounding.take(answer, &self.program),
        };
        if next == Next::Point {
            let point = self.snapped(relaxation.x);
            if self.program.violation(&point) <= INTEGRAL {
                self.accept(point);
            }
            next = rounding.again(&self.program);
        }
        if next == Next::Solve {
            return self.rounding = Some(rounding);
        }
        if let (Some(root), Some(node)) = (self.root.clone(), self.current.take()) {
            self.conclude(node, root);
        }
    }

    /// Draws the conclusion of a solved relaxation: nothing, an incumbent, or two children.
    fn take_relaxation(&mut self) {
        let Some(mut node) = self.current.take() else { return };
        let relaxation = self.solver.solution();
        if self.root.is_none() && relaxation.status == Status::Optimal {
            node.bound = relaxation.objective;
            if self.relaxation.is_none() {
                self.relaxation = Some(relaxation.clone());
            }
            if self.branching_column(&relaxation.x).is_some() && self.cut(&relaxation) {
                return self.current = Some(node);
            }
            self.root = Some(relaxation.clone());
            if self.rounds && self.branching_column(&relaxation.x).is_some() {
                self.rounding = Some(Rounding::new(&self.steps, &relaxation.x, &self.program));
                return self.current = Some(node);
            }
        }
        self.conclude(node, relaxation);
    }

    /// Adds the rows that a solution of the root violates, and drops those that do not bind: whether there were any.
    fn cut(&mut self, relaxation: &Solution) -> bool {
        if self.cut_rounds == 0 {
            return false;
        }
        self.cut_rounds -= 1;
        let found = self.cuts.violated(&self.program, &relaxation.x);
        if found.is_empty() {
            return false;
        }
        let mut basis = Basis { columns: relaxation.basis.columns.clone(), rows: relaxation.basis.rows.clone() };
        let places = basis.rows.split_off(self.own_rows);
        let binding =
            std::mem::take(&mut self.active).into_iter().zip(places).filter(|(_, place)| *place != Place::Basic);
        for (cut, place) in binding {
            basis.rows.push(place);
            self.active.push(cut);
        }
        basis.rows.extend(found.iter().map(|_| Place::Basic));
        self.active.extend(found);
        self.program = with_rows(&self.program, self.own_rows, &self.active);
        let Ok(solver) = Solver::warm(self.program.clone(), &basis) else { return false };
        self.spent += self.solver.iterations();
        self.solver = solver;
        true
    }

    fn conclude(&mut self, node: Node, relaxation: Solution) {
        match relaxation.status {
            Status::Infeasible => return,
            Status::Unbounded if node.bounds.is_empty() => return self.ended = Some(Status::Unbounded),
            Status::Optimal => self.learn(&node, relaxation.objective),
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
            return self.dropped = self.dropped.min(bound);
        }
        match self.branching_column(&relaxation.x) {
            None => self.take_point(node, relaxation.x, bound),
            Some(step) => self.branch(node, step, relaxation.x[step.column], bound),
        }
    }

    /// Objectives from here on are not worth looking at.
    fn cutoff(&self) -> f64 {
        let worth = |objective: f64| objective - self.limits.gap * objective.abs().max(1.0);
        self.incumbent.as_ref().map_or(f64::INFINITY, |(objective, _)| worth(*objective))
    }

    /// The column that raises the objective most on both sides, as far as earlier branchings tell; without any, the most fractional one.
    fn branching_column(&self, x: &[f64]) -> Option<Step> {
        let mean = |sums: (f64, f64)| if sums.1 > 0.0 { sums.0 / sums.1 } else { 1.0 };
        let all = self.steps.iter().map(|step| self.gains[step.column]);
        let known = all.fold(Gains::default(), |sum, gains| [0, 1].map(|way| added(sum[way], gains[way])));
        let gain = |step: &Step, way: usize| {
            let own = self.gains[step.column][way];
            if own.1 > 0.0 { mean(own) } else { mean(known[way]) }
        };
        let score = |step: &Step| {
            let value = x[step.column];
            let (below, above) = (step.below(value), step.above(value));
            let down = if above > below { (value - below) / (above - below) } else { 0.5 };
            (gain(step, 0) * down).max(LEAST_GAIN) * (gain(step, 1) * (1.0 - down)).max(LEAST_GAIN)
        };
        let fractional = self.steps.iter().filter(|step| !step.allows(x[step.column]));
        let best =
            fractional.map(|step| (score(step), step)).reduce(|best, one| if one.0 > best.0 { one } else { best });
        best.map(|(_, step)| *step)
    }

    /// Notes what a branching raised the objective by.
    fn learn(&mut self, node: &Node, objective: f64) {
        let Some((column, is_up, far)) = node.from.filter(|_| node.bound.is_finite()) else { return };
        let gain = (objective - node.bound).max(0.0) / far.max(1e-3);
        let sums = &mut self.gains[column][usize::from(is_up)];
        *sums = added(*sums, (gain, 1.0));
    }

    fn snapped(&self, mut x: Vec<f64>) -> Vec<f64> {
        for step in &self.steps {
            x[step.column] = step.nearest(x[step.column]);
        }
        x
    }

    /// A point whose steps are allowed. Where moving them onto the exact values breaks a row, they are fixed there and it is solved once more.
    fn take_point(&mut self, node: Node, x: Vec<f64>, bound: f64) {
        let x = self.snapped(x);
        if self.program.violation(&x) <= INTEGRAL {
            self.accept(x);
        } else if node.bounds.iter().any(|(_, lower, upper)| lower < upper) || node.bounds.len() < self.steps.len() {
            let bounds = self.steps.iter().map(|step| (step.column, x[step.column], x[step.column])).collect();
            self.current = Some(Node { bounds, bound, from: None });
        } else {
            self.dropped = self.dropped.min(bound);
        }
    }

    fn accept(&mut self, x: Vec<f64>) {
        let objective = self.program.objective(&x);
        if self.incumbent.as_ref().is_some_and(|(best, _)| objective >= *best) {
            return;
        }
        self.incumbent = Some((objective, x));
        self.tighten();
        let cutoff = self.cutoff();
        let worse = self.open.iter().map(|node| node.bound).filter(|bound| *bound >= cutoff);
        self.dropped = worse.fold(self.dropped, f64::min);
        self.open.retain(|node| node.bound < cutoff);
    }

    /// Bounds of the steps that no better plan can break: each unit away from its bound costs at least the reduced cost of the root.
    fn tighten(&mut self) {
        let (Some(root), Some((best, _))) = (&self.root, &self.incumbent) else { return };
        let room = best - root.objective;
        for step in &self.steps {
            let (lower, upper) = (self.program.lower(step.column), self.program.upper(step.column));
            let price = root.reduced_costs[step.column];
            if price > INTEGRAL {
                let most = step.below(lower + room / price).max(lower);
                self.program.set_bounds(step.column, lower, upper.min(most));
            } else if price < -INTEGRAL && upper.is_finite() {
                let least = step.above(upper + room / price).min(upper);
                self.program.set_bounds(step.column, lower.max(least), upper);
            }
        }
    }

    /// Two children; the nearer one is next.
    fn branch(&mut self, node: Node, step: Step, value: f64, bound: f64) {
        let (below, above) = (step.below(value), step.above(value));
        let (lower, upper) = bounds_in(&node, &self.program, step.column);
        let child = |is_up: bool, lower: f64, upper: f64| {
            let mut bounds: Vec<_> = node.bounds.iter().copied().filter(|(other, ..)| *other != step.column).collect();
            bounds.push((step.column, lower, upper));
            let far = if is_up { above - value } else { value - below };
            let from = Some((step.column, is_up, far / (above - below).max(f64::MIN_POSITIVE)));
            (lower <= upper).then_some(Node { bounds, bound, from })
        };
        let (down, up) = (child(false, lower, below), child(true, above, upper));
        let near_is_down = value - below <= above - value;
        let (near, far) = if near_is_down { (down, up) } else { (up, down) };
        self.open.extend(far);
        self.current = near;
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
        if self.nodes >= self.limits.nodes || self.iterations() >= self.limits.pivots {
            self.ended = Some(Status::Limit);
            return;
        }
        let mut program = self.program.clone();
        for &(j, lower, upper) in &node.bounds {
            program.set_bounds(j, lower, upper);
        }
        for &(j, value) in self.rounding.iter().flat_map(|rounding| &rounding.fixed) {
            program.set_bounds(j, value, value);
        }
        if self.solver.change(program).is_err() {
            self.ended = Some(Status::Limit); // cannot be: children of a sound node are sound
        }
    }
}

fn added(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 + b.0, a.1 + b.1)
}

fn bounds_in(node: &Node, program: &Program, j: usize) -> (f64, f64) {
    let own = node.bounds.iter().find(|(other, ..)| *other == j);
    own.map_or((program.lower(j), program.upper(j)), |&(_, lower, upper)| (lower, upper))
}
