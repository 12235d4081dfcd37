//! An approved outcome is shown as it was stored, whatever today's engine would say.
//!
//! The stored rows are laid over an outcome of today: every figure of demand, supply and money that has an address is the stored one.
//! What was stored without any row of its measure was zero (or not known) throughout; a measure without any row at all is one that
//! the version of the day did not store, and stays as today's engine has it. Not stored at all, hence of today: why something is short,
//! where a price comes from, intervals and scores of forecasts, and what other strategies would have cost.
//! Law: `freeze(thaw(outcome)) == rows`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::parts::{Axis, Parts, Stored, Visitor};
use crate::engine::{Cause, Elsewhere, Frame, Gap, Gaps, Grid, Line, Outcome, Supply, gaps, plan_cost};
use crate::model::{Approval, Cell, Measure, Money, Place, Plan, Step, StoredRow, Subject, Unit, Units, Unmet};

/// The P&L's lines, as they are stored.
pub(super) const LINES: [Measure; 8] = [
    Measure::Revenue,
    Measure::CostOfGoods,
    Measure::Variances,
    Measure::GrossMargin,
    Measure::Freight,
    Measure::PlanSpend,
    Measure::Overhead,
    Measure::Ebit,
];

/// An outcome with the figures that approval stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Thawed {
    /// The outcome as it was approved.
    pub outcome: Outcome,
    /// Whether today's engine would give other figures, beyond rounding. Not said while forecasts are still drafts.
    pub differs: bool,
    /// Measures that were not stored: an earlier version did not know them. They are as today's engine has them.
    pub not_stored: Vec<Measure>,
}

/// Lays what approval stored over what today's engine makes of the same plan.
pub fn thaw(plan: &Plan, outcome: &Outcome, approval: &Approval) -> Thawed {
    let frame = &outcome.frame;
    let mut parts = Parts::of(outcome);
    let mut reader = Reader::new(frame, approval);
    parts.visit(&mut reader);
    let is_other = reader.is_other || reader.used < approval.rows.iter().filter(|row| is_leaf(row)).count();
    let Parts { demand, mut supply, elsewhere, mut finance } = parts;
    supply.elsewhere = by_offer(frame, &supply, &elsewhere);
    let knows_lost = !reader.not_stored.contains(&Measure::LostSales);
    for (pair, at) in frame.pairs.iter().enumerate() {
        let market = plan.catalog.markets.get(frame.markets.code(at.market));
        let is_lost = market.is_some_and(|market| market.unmet == Unmet::Lost);
        for t in 0..frame.horizon.months {
            let unmet = supply.unmet.at(pair, t);
            *supply.on_time.at_mut(pair, t) = (demand.consensus.at(pair, t) - unmet).positive();
            // an older version did not store it: in a solved plan, which may refuse what would wait, it is then today's
            if !knows_lost && !supply.strategy.is_solved() {
                *supply.lost.at_mut(pair, t) = if is_lost { unmet } else { Units::ZERO };
            }
        }
    }
    finance.plan_cost =
        plan_cost(frame, &plan.catalog, &plan.finance, &plan.supply.terms, &finance.rates, &demand, &supply);
    let not_stored = std::mem::take(&mut reader.not_stored);
    let as_stored = if is_other {
        gaps(plan, frame, &outcome.product, &demand, &supply, &finance)
    } else {
        (*outcome.gaps).clone()
    };
    let is_draft = outcome.is_draft();
    let gaps = told(approval, &outcome.gaps, as_stored, frame);
    Thawed {
        outcome: Outcome {
            demand: Arc::new(demand),
            supply: Arc::new(supply),
            finance: Arc::new(finance),
            gaps: Arc::new(gaps),
            ..outcome.clone()
        },
        differs: is_other && !is_draft,
        not_stored,
    }
}

/// What was bought elsewhere, by offer: the stored units of a point in today's proportion of its offers, or all from the first one.
fn by_offer(frame: &Frame, supply: &Supply, stored: &Grid<Units>) -> Vec<Elsewhere> {
    let months = stored.months();
    let today = supply.bought_elsewhere();
    let mut found = Vec::new();
    for point in (0..stored.rows()).filter(|point| stored.row(*point).iter().any(|units| units.0 > 0.0)) {
        for offer in 0..frame.supplied[point].others.len() {
            let own = supply.elsewhere.iter().find(|other| (other.point, other.offer) == (point, offer));
            let receipts = (0..months).map(|t| {
                let share = match today.at(point, t).0 {
                    all if all > 0.0 => own.map_or(0.0, |own| own.receipts[t].0 / all),
                    _ if offer == 0 => 1.0,
                    _ => 0.0,
                };
                stored.at(point, t) * share
            });
            let receipts: Vec<Units> = receipts.collect();
            if receipts.iter().any(|units| units.0 > 0.0) {
                found.push(Elsewhere { point, offer, receipts });
            }
        }
    }
    found
}

/// The gaps that were left open, in the words of the day. What today's engine still finds keeps its size, money and place.
fn told(approval: &Approval, today: &Gaps, as_stored: Gaps, frame: &Frame) -> Gaps {
    let known: BTreeMap<&str, &Gap> =
        as_stored.gaps.iter().chain(&today.gaps).map(|gap| (gap.text.as_str(), gap)).collect();
    let gap = |text: &String| known.get(text.as_str()).map_or_else(|| in_words(text, frame), |gap| (*gap).clone());
    let gaps = approval.gaps.iter().map(gap).collect();
    Gaps { gaps, ..as_stored }
}

/// A gap of which only the sentence is known.
fn in_words(text: &str, frame: &Frame) -> Gap {
    let (first, last) = (frame.horizon.first, frame.horizon.last());
    Gap {
        id: format!("stored/{text}"),
        cause: Cause::Stored,
        cell: Cell { measure: Measure::Revenue, subject: Subject::All, place: Place::All, first, last },
        step: Step::PreSop,
        size: 0.0,
        money: None,
        text: text.into(),
        levers: Vec::new(),
    }
}

/// Reads stored rows into the parts, and compares.
struct Reader<'a> {
    frame: &'a Frame,
    rows: BTreeMap<(Measure, &'a Subject, &'a Place), &'a StoredRow>,
    lines: Vec<&'a StoredRow>,
    measures: BTreeSet<Measure>,
    used: usize,
    is_other: bool,
    not_stored: Vec<Measure>,
}

impl<'a> Reader<'a> {
    fn new(frame: &'a Frame, approval: &'a Approval) -> Self {
        let is_line = |row: &&StoredRow| {
            LINES.contains(&row.measure)
                && matches!(row.subject, Subject::All | Subject::Account(_))
                && row.place == Place::All
        };
        Self {
            frame,
            rows: approval.rows.iter().map(|row| ((row.measure, &row.subject, &row.place), row)).collect(),
            lines: approval.rows.iter().filter(is_line).collect(),
            measures: approval.rows.iter().map(|row| row.measure).collect(),
            used: 0,
            is_other: false,
            not_stored: Vec::new(),
        }
    }

    /// Whether the measure was stored; one that was not stays as it is.
    fn knows(&mut self, measure: Measure) -> bool {
        let knows = match LINES.contains(&measure) {
            // The company's line alone says that the measure was stored, not that its rows were.
            true => self.is_by_item(measure) || !self.has_line(measure),
            false => self.measures.contains(&measure),
        };
        if !knows && !self.not_stored.contains(&measure) {
            self.not_stored.push(measure);
        }
        knows
    }

    fn is_by_item(&self, measure: Measure) -> bool {
        self.rows.values().any(|row| row.measure == measure && is_leaf(row))
    }

    /// Whether the P&L has something in this line.
    fn has_line(&self, measure: Measure) -> bool {
        let is_some = |row: &&StoredRow| row.values.iter().flatten().any(|value| *value != 0.0);
        self.lines.iter().filter(|row| row.measure == measure).any(is_some)
    }

    fn read<T: Stored>(&mut self, measure: Measure, subject: &Subject, place: &Place, cells: &mut [T]) {
        let row = self.rows.get(&(measure, subject, place)).copied();
        self.used += usize::from(row.is_some_and(is_leaf));
        for (t, cell) in cells.iter_mut().enumerate() {
            let stored = T::stored(row.and_then(|row| row.values.get(t).copied().flatten()));
            self.is_other |= is_other(measure, cell.number(), stored.number());
            *cell = stored;
        }
    }
}

/// Whether a row is one of a grid's.
fn is_leaf(row: &StoredRow) -> bool {
    matches!(row.subject, Subject::Item(_) | Subject::Resource(_))
}

impl Visitor for Reader<'_> {
    fn grid<T: Stored>(&mut self, measure: Measure, axis: Axis, grid: &mut Grid<T>) {
        if self.knows(measure) && grid.months() > 0 {
            for row in 0..grid.rows() {
                let (subject, place) = super::address(self.frame, axis, row);
                self.read(measure, &subject, &place, grid.row_mut(row));
            }
        }
    }

    fn company<T: Stored>(&mut self, measure: Measure, values: &mut [T]) {
        if self.knows(measure) {
            self.read(measure, &Subject::All, &Place::All, values);
        }
    }

    fn lines(&mut self, lines: &mut Vec<Line>) {
        if self.lines.is_empty() {
            return;
        }
        let today = std::mem::take(lines);
        for row in &self.lines {
            let account = match &row.subject {
                Subject::Account(account) => Some(account.clone()),
                _ => None,
            };
            let values = (0..self.frame.horizon.months)
                .map(|t| Money::stored(row.values.get(t).copied().flatten()))
                .collect::<Vec<_>>();
            let same = today.iter().find(|line| line.measure == row.measure && line.account == account);
            let differs = |line: &Line| {
                let pairs = line.values.iter().zip(&values);
                pairs.into_iter().any(|(today, stored)| is_other(row.measure, today.number(), stored.number()))
            };
            self.is_other |= same.is_none_or(differs);
            lines.push(Line { measure: row.measure, account, values });
        }
        self.is_other |= today.len() != lines.len();
    }
}

/// Whether two figures differ by more than a planner would call rounding.
fn is_other(measure: Measure, today: Option<f64>, stored: Option<f64>) -> bool {
    let slack = match measure.unit() {
        Unit::Money => 1.0,
        Unit::UnitPrice => 0.01,
        _ => 0.05,
    };
    match (today, stored) {
        (Some(today), Some(stored)) => (today - stored).abs() > slack + 1e-4 * stored.abs(),
        (today, stored) => today.is_some() != stored.is_some(),
    }
}
