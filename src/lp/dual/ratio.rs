//! The dual ratio test: which variable enters, and which bounded ones are flipped on the way.
//!
//! The dual objective rises along the ray with a slope that every breakpoint (`d_j / |alpha_j|`) lowers by the range of
//! its variable times `|alpha_j|`; the step ends where the slope would turn. Breakpoints are taken in groups that lie
//! within the tolerance of each other (Harris 1973), and of the last groups the one with a pivot that is large enough
//! gives the entering variable.

use super::super::basis::Simplex;
use super::super::sparse::Sparse;

/// Entries of the pivot row below this are not looked at.
const NEGLIGIBLE: f64 = 1e-9;
/// By how much a reduced cost may be passed for a larger pivot.
const SLACK: f64 = 1e-9;

/// A variable that may enter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The variable.
    pub variable: u32,
    /// Size of its entry in the pivot row.
    alpha: f64,
    /// Its reduced cost towards zero, not negative.
    d: f64,
    /// Where the reduced cost becomes zero.
    breakpoint: f64,
    /// How far it can go to its other bound.
    range: f64,
}

/// Candidates in the order of their breakpoints, as far as they were needed.
#[derive(Clone, Debug, Default)]
pub struct Ratio {
    candidates: Vec<Candidate>,
    /// How many of them are sorted and were looked at.
    near: usize,
    /// How many of them are flipped.
    passed: usize,
}

impl Ratio {
    /// Collects the candidates of a pivot row for a leaving variable above (`sign` 1) or below (-1) its bounds.
    pub fn collect(&mut self, simplex: &Simplex, alpha: &Sparse, sign: f64) {
        self.candidates.clear();
        for (j, entry) in alpha.entries() {
            let along = sign * entry;
            if along.abs() < NEGLIGIBLE {
                continue;
            }
            let (lower, upper) = (simplex.lower[j], simplex.upper[j]);
            let range = upper - lower;
            let free = range == f64::INFINITY && lower == f64::NEG_INFINITY && upper == f64::INFINITY;
            let at_lower = simplex.x[j] == lower;
            if free || at_lower == (along > 0.0) {
                let d = if free {
                    0.0
                } else if at_lower {
                    simplex.d[j].max(0.0)
                } else {
                    (-simplex.d[j]).max(0.0)
                };
                let size = along.abs();
                self.candidates.push(Candidate { variable: j as u32, alpha: size, d, breakpoint: d / size, range });
            }
        }
    }

    /// The entering variable for a violation; none when the ray never ends.
    pub fn choose(&mut self, simplex: &Simplex, violation: f64) -> Option<Candidate> {
        (self.near, self.passed) = (0, 0);
        if self.candidates.is_empty() {
            return None;
        }
        self.near = self.sort_near(violation);
        let mut slope = violation;
        let mut start = 0;
        let mut groups: Vec<(usize, usize, f64)> = Vec::new(); // start, place of the largest pivot, its size
        while start < self.near {
            let end = self.end_of_group(start);
            let group = &self.candidates[start..end];
            let (mut at, mut largest) = (start, 0.0);
            for (offset, candidate) in group.iter().enumerate() {
                slope -= candidate.alpha * candidate.range;
                if candidate.alpha > largest {
                    (at, largest) = (start + offset, candidate.alpha);
                }
            }
            groups.push((start, at, largest));
            start = end;
            // A slope of zero would be a step that gains nothing, and a way to cycle.
            if slope <= simplex.primal_tolerance {
                break;
            }
        }
        self.near = start;
        if slope > simplex.primal_tolerance && start == self.candidates.len() {
            return None; // with every candidate flipped the row is still violated
        }
        let most = groups.iter().fold(0.0f64, |most, group| most.max(group.2));
        let enough = (0.1 * most).min(1.0);
        let chosen = groups.iter().rev().find(|group| group.2 >= enough)?;
        self.passed = chosen.0;
        self.near = self.near.max(chosen.1 + 1);
        Some(self.candidates[chosen.1])
    }

    /// Candidates that are flipped.
    pub fn passed(&self) -> &[Candidate] {
        &self.candidates[..self.passed]
    }

    /// Candidates whose reduced costs the step may have taken past zero: those from the entering variable's group on.
    pub fn near(&self) -> &[Candidate] {
        &self.candidates[self.passed..self.near]
    }

    /// Sorts the nearest candidates, enough of them for the slope to turn; how many.
    fn sort_near(&mut self, violation: f64) -> usize {
        let mut limit = self.candidates.iter().fold(f64::INFINITY, |least, c| least.min(c.breakpoint)) * 4.0 + 1e-9;
        let mut near = 0;
        let mut slope = violation;
        while near < self.candidates.len() && slope >= 0.0 && limit < f64::INFINITY {
            let before = near;
            near = self.gather(before, limit);
            for candidate in &self.candidates[before..near] {
                slope -= candidate.alpha * candidate.range;
            }
            limit *= 8.0;
        }
        // Those within the tolerance of the last may share its group.
        let reach = self.candidates[..near].iter().fold(0.0f64, |most, c| most.max(c.breakpoint)) + 1e-9;
        near = self.gather(near, reach);
        self.candidates[..near]
            .sort_unstable_by(|a, b| a.breakpoint.total_cmp(&b.breakpoint).then(a.variable.cmp(&b.variable)));
        near
    }

    /// Brings the candidates from `start` on whose breakpoints are within a limit to the front; where they end.
    fn gather(&mut self, start: usize, limit: f64) -> usize {
        let mut end = start;
        for at in start..self.candidates.len() {
            if self.candidates[at].breakpoint <= limit {
                self.candidates.swap(end, at);
                end += 1;
            }
        }
        end
    }

    /// Where the group ends whose first candidate is at `start`: no reduced cost is passed by more than the tolerance.
    fn end_of_group(&self, start: usize) -> usize {
        let mut limit = f64::INFINITY;
        let mut end = start;
        while end < self.near && self.candidates[end].breakpoint <= limit {
            let candidate = self.candidates[end];
            limit = limit.min((candidate.d + SLACK) / candidate.alpha);
            end += 1;
        }
        end
    }
}
