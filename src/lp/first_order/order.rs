//! In which order rows can be put right, each by moves that harm only later ones.
//!
//! Found from the end: a need joins when moves that harm only what has joined are enough for it. That is so when one of them
//! has no limit, or when lowering every column that stands against the need, as far as it goes, is enough whatever
//! the others do. Each move counts the needs that it harms and that have not joined (as in Kahn's order of a graph, 1962). Where nothing
//! joins any more, because two rows wait for each other, one of them joins all the same and the repair goes through the rows again.

use std::collections::BTreeSet;

use crate::lp::program::Program;

/// A row, and the direction in which its activity has to move: `2 row` to rise, `2 row + 1` to fall.
pub type Need = usize;

/// How far a circle is looked for.
const LONGEST: usize = 1000;

/// All needs, those that are met first in front. `row` gives the entries of a row.
pub fn order<'a>(program: &'a Program, row: impl Fn(usize) -> &'a [(u32, f64)]) -> Vec<Need> {
    let mut joining = Joining::new(program, &row);
    let mut next = 0;
    loop {
        while let Some(&need) = joining.joined.get(next) {
            joining.tell(need, row(need / 2));
            next += 1;
        }
        match joining.waiting() {
            Some(need) => joining.join(joining.in_a_circle(need, &row)),
            None => break,
        }
    }
    joining.joined.reverse();
    joining.joined
}

/// Whether a row has the side that a need is about.
fn exists(program: &Program, need: Need) -> bool {
    (if need.is_multiple_of(2) { program.row_lower(need / 2) } else { program.row_upper(need / 2) }).is_finite()
}

/// Needs that a move of a column raises, with the sizes of its coefficients.
pub fn harmed(program: &Program, column: usize, rises: bool) -> impl Iterator<Item = (Need, f64)> + '_ {
    let needs = program.entries(column).map(move |(row, value)| (harm(row, value, rises), value.abs()));
    needs.filter(|(need, _)| exists(program, *need))
}

/// The need that a move raises in a row.
fn harm(row: usize, value: f64, rises: bool) -> Need {
    2 * row + usize::from((value > 0.0) == rises)
}

/// Needs as they join.
struct Joining<'a> {
    program: &'a Program,
    joined: Vec<Need>,
    has_joined: Vec<bool>,
    /// By need: whether the moves that harm it know that it has joined.
    told: Vec<bool>,
    /// By column and direction (falling first): harmed needs that have not joined.
    open: Vec<[u32; 2]>,
    /// By need: lowering moves that harm something that has not joined; none where lowering would not be enough.
    blocked: Vec<Option<u32>>,
    /// Before this, all needs have joined.
    from: Need,
}

impl<'a> Joining<'a> {
    fn new(program: &'a Program, row: impl Fn(usize) -> &'a [(u32, f64)]) -> Self {
        let needs = 2 * program.rows();
        let count = |j: usize, rises: bool| harmed(program, j, rises).count() as u32;
        let mut joining = Self {
            program,
            joined: Vec::with_capacity(needs),
            has_joined: (0..needs).map(|need| !exists(program, need)).collect(),
            told: vec![false; needs],
            open: (0..program.columns()).map(|j| [count(j, false), count(j, true)]).collect(),
            blocked: (0..needs).map(|need| lowering(program, need, row(need / 2))).collect(),
            from: 0,
        };
        for need in 0..needs {
            if joining.blocked[need] == Some(0) {
                joining.join(need);
            }
        }
        for j in 0..program.columns() {
            [false, true].into_iter().for_each(|rises| joining.look(j, rises, None));
        }
        joining
    }

    fn join(&mut self, need: Need) {
        if !std::mem::replace(&mut self.has_joined[need], true) {
            self.joined.push(need);
        }
    }

    /// Tells the moves that harm a need that it has joined.
    fn tell(&mut self, need: Need, row: &[(u32, f64)]) {
        self.told[need] = true;
        for &(column, value) in row {
            let rises = harm(need / 2, value, true) == need;
            self.open[column as usize][usize::from(rises)] -= 1;
            self.look(column as usize, rises, Some(need));
        }
    }

    /// A move that harms nothing that has not joined serves the needs of all its rows; one that harms a single need still, those of that row.
    fn look(&mut self, column: usize, rises: bool, told: Option<Need>) {
        let program = self.program;
        let limit = if rises { program.upper(column) } else { program.lower(column) };
        let open = self.open[column][usize::from(rises)];
        if open > 1 {
            return;
        }
        for (row, value) in program.entries(column) {
            let harm = harm(row, value, rises);
            let is_own = exists(program, harm) && !self.told[harm];
            // at none open, the row of the need that was told last was served when one was open
            let serves = if open == 1 { is_own } else { told != Some(harm) };
            if serves && exists(program, harm ^ 1) {
                self.serve(harm ^ 1, limit.is_infinite(), !rises);
            }
        }
    }

    fn serve(&mut self, need: Need, is_unlimited: bool, is_lowering: bool) {
        if is_lowering {
            self.blocked[need] = self.blocked[need].map(|blocked| blocked.saturating_sub(1));
        }
        if is_unlimited || self.blocked[need] == Some(0) {
            self.join(need);
        }
    }

    /// The first need that has not joined.
    fn waiting(&mut self) -> Option<Need> {
        while self.has_joined.get(self.from) == Some(&true) {
            self.from += 1;
        }
        (self.from < self.has_joined.len()).then_some(self.from)
    }

    /// A need that waits for itself by way of others: where lanes go both ways, say.
    fn in_a_circle(&self, start: Need, row: impl Fn(usize) -> &'a [(u32, f64)]) -> Need {
        let (mut need, mut seen) = (start, BTreeSet::new());
        while seen.len() < LONGEST && seen.insert(need) {
            let lowered = row(need / 2).iter().filter(|(_, value)| (*value > 0.0) != need.is_multiple_of(2));
            let mut harms = lowered.flat_map(|(j, _)| harmed(self.program, *j as usize, false));
            match harms.find(|(other, _)| *other / 2 != need / 2 && !self.has_joined[*other]) {
                Some((other, _)) => need = other,
                None => break,
            }
        }
        need
    }
}

/// How many columns stand against a need and can be lowered; `None` where lowering all of them may not be enough.
fn lowering(program: &Program, need: Need, row: &[(u32, f64)]) -> Option<u32> {
    let rises = need.is_multiple_of(2);
    let least: f64 = row.iter().map(|(j, value)| value * program.lower(*j as usize)).sum();
    let is_enough = if rises { least >= program.row_lower(need / 2) } else { least <= program.row_upper(need / 2) };
    let against = row.iter().filter(|(_, value)| (*value > 0.0) != rises).count() as u32;
    is_enough.then_some(against)
}
