//! First plans for branch and bound: relax and fix (Pochet & Wolsey 2006, Production Planning by Mixed Integer Programming, section 3.5).
//!
//! The steps are rounded group by group. After each group the relaxation is solved again, so that later groups answer to the earlier ones: parts to
//! the lots of their parents, hours to all of them. Within a group values are rounded cumulated: what one month got too much the next one needs not.
//! It is done twice, upwards and to the nearest value; a group that cannot be had so is rounded down instead, and where that fails too the
//! attempt is given up.

use super::super::program::Program;
use super::step::Step;

/// A solver's value below this share of a step is no reason for another step.
const DUST: f64 = 1e-6;

/// Which way a group is rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Up,
    Nearest,
    Down,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// Solve the program with the bounds as they are now.
    Solve,
    /// All steps are fixed, and the last answer is a point.
    Point,
    /// Nothing more to try.
    Over,
}

/// Rounding on its way.
#[derive(Clone, Debug)]
pub(super) struct Rounding {
    /// Steps by group.
    groups: Vec<Vec<Step>>,
    /// The solution of the root, where every attempt starts.
    root: Vec<f64>,
    /// What the group at hand is rounded from.
    from: Vec<f64>,
    /// The group at hand.
    at: usize,
    /// Attempts that are left, the last one first.
    attempts: Vec<Way>,
    /// Columns that are fixed so far, in order of the groups.
    pub(super) fixed: Vec<(usize, f64)>,
    /// Whether the group at hand has been rounded down already.
    is_down: bool,
}

impl Rounding {
    /// From the solution of the root; the bounds are set for the first answer.
    pub(super) fn new(steps: &[Step], root: &[f64], program: &Program) -> Self {
        let mut sorted = steps.to_vec();
        sorted.sort_by_key(|step| (step.group, step.column));
        let groups: Vec<Vec<Step>> = sorted.chunk_by(|a, b| a.group == b.group).map(<[Step]>::to_vec).collect();
        let mut rounding = Self {
            groups,
            root: root.to_vec(),
            from: root.to_vec(),
            at: 0,
            attempts: vec![Way::Nearest, Way::Up],
            fixed: Vec::new(),
            is_down: false,
        };
        rounding.fix(program);
        rounding
    }

    /// Takes the answer to the bounds that stand: `None` where nothing satisfies them.
    pub(super) fn take(&mut self, answer: Option<&[f64]>, program: &Program) -> Next {
        match answer {
            Some(_) if self.at + 1 >= self.groups.len() => Next::Point,
            Some(x) => {
                self.from = x.to_vec();
                self.at += 1;
                self.is_down = false;
                self.fix(program);
                Next::Solve
            }
            None if !self.is_down => {
                self.is_down = true;
                let kept: usize = self.groups[..self.at].iter().map(Vec::len).sum();
                self.fixed.truncate(kept);
                self.fix(program);
                Next::Solve
            }
            None => self.again(program),
        }
    }

    /// Starts the next attempt.
    pub(super) fn again(&mut self, program: &Program) -> Next {
        self.attempts.pop();
        if self.attempts.is_empty() {
            return Next::Over;
        }
        (self.from, self.at, self.is_down) = (self.root.clone(), 0, false);
        self.fixed.clear();
        self.fix(program);
        Next::Solve
    }

    /// Fixes the group at hand.
    fn fix(&mut self, program: &Program) {
        let way = if self.is_down { Way::Down } else { self.attempts.last().copied().unwrap_or(Way::Down) };
        let Some(group) = self.groups.get(self.at) else { return };
        let (mut asked, mut given) = (0.0, 0.0);
        for step in group {
            asked += self.from[step.column];
            let wanted = if step.carries { asked - given } else { self.from[step.column] };
            let dust = DUST * step.size.max(step.least);
            let value = match way {
                Way::Up => step.above((wanted - dust).max(0.0)),
                Way::Nearest => step.nearest(wanted.max(0.0)),
                Way::Down => step.below(wanted.max(0.0)),
            };
            let (lower, upper) = (program.lower(step.column), program.upper(step.column));
            let value = value.clamp(lower, upper.max(lower));
            given += value;
            self.fixed.push((step.column, value));
        }
    }
}
