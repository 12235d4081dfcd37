//! Did past decisions bring what they promised? Each expectation whose months are closed, against what happened.
//!
//! share realized = (actual - without) / (with - without): 1 is as promised, 0 as if nothing had been decided. It shows what came about,
//! not why. Only what the plan knows as a fact is looked up: units and revenue of history, and lines of the statements.

use super::Frame;
use super::history::series_by_pair;
use crate::model::{
    AccountKind, Actuals, Cell, Decision, DecisionState, FinancePlan, Measure, Month, Place, RecordId, Subject, Table,
    ratio,
};

/// An expectation of a decision, looked back on.
#[derive(Clone, Debug, PartialEq)]
pub struct LookBack {
    /// The decision.
    pub decision: RecordId,
    /// Its title.
    pub title: String,
    /// The figure.
    pub cell: Cell,
    /// What it would have been.
    pub without: f64,
    /// What was promised.
    pub with: f64,
    /// What came about; `None`: the plan has no such fact.
    pub actual: Option<f64>,
    /// Share of the promised effect that came about; `None` also where no effect was promised.
    pub realized: Option<f64>,
}

/// Every expectation of the accepted decisions whose months are closed, in order of decision.
pub fn look_back(
    frame: &Frame,
    actuals: &Actuals,
    finance: &FinancePlan,
    decisions: &Table<Decision>,
) -> Vec<LookBack> {
    let accepted = decisions.iter().filter(|decision| decision.state == DecisionState::Accepted);
    let expected = accepted.flat_map(|decision| decision.expected.iter().map(move |expected| (decision, expected)));
    let closed = expected.filter(|(_, expected)| {
        let cell = &expected.cell;
        cell.first <= cell.last && cell.last < frame.horizon.first && cell.last - cell.first <= super::history::LONGEST
    });
    let row = |(decision, expected): (&Decision, &crate::model::Expectation)| {
        let actual = actual(frame, actuals, finance, &expected.cell);
        LookBack {
            decision: decision.id.clone(),
            title: decision.title.clone(),
            cell: expected.cell.clone(),
            without: expected.without,
            with: expected.with,
            actual,
            realized: actual.and_then(|actual| realized(actual, expected.without, expected.with)),
        }
    };
    closed.map(row).collect()
}

/// Share of a promised effect that came about.
pub fn realized(actual: f64, without: f64, with: f64) -> Option<f64> {
    ratio(actual - without, with - without)
}

/// What happened at an address of closed months, as far as the plan knows it.
pub fn actual(frame: &Frame, actuals: &Actuals, finance: &FinancePlan, cell: &Cell) -> Option<f64> {
    match cell.measure {
        Measure::History | Measure::Consensus => {
            sold(frame, actuals, cell, |series, month| Some(series.units_in(month)?.0))
        }
        Measure::Revenue => sold(frame, actuals, cell, |series, month| Some(series.revenue_in(month)?.0))
            .or_else(|| company(cell, finance)),
        Measure::GrossMargin | Measure::Ebit | Measure::CostOfGoods => company(cell, finance),
        // A balance is the last month's.
        Measure::InventoryValue | Measure::Receivables | Measure::Payables => {
            company(&Cell { first: cell.last, ..cell.clone() }, finance)
        }
        Measure::Overhead => overhead(cell, finance),
        _ => None,
    }
}

/// Sum over the node's pairs; `None` where one of the months is known of no pair.
fn sold(
    frame: &Frame,
    actuals: &Actuals,
    cell: &Cell,
    figure: impl Fn(&crate::model::Series, Month) -> Option<f64>,
) -> Option<f64> {
    let series = series_by_pair(frame, actuals);
    let pairs = frame.pairs_in(&cell.subject, &cell.place);
    let of_month = |month: i32| {
        let mut known = pairs.iter().filter_map(|pair| figure(series[*pair]?, Month(month))).peekable();
        known.peek().is_some().then(|| known.sum::<f64>())
    };
    (cell.first.0..=cell.last.0).map(of_month).sum()
}

/// How a statement line of a kind counts in a figure of the company: 1, -1, or 0 for not at all.
pub(super) fn sign_of(measure: Measure, kind: AccountKind) -> f64 {
    let is = |own: AccountKind| sign(kind == own, 1.0);
    match measure {
        Measure::Revenue => is(AccountKind::Revenue),
        Measure::GrossMargin => gross_margin(kind),
        Measure::Ebit => ebit(kind),
        Measure::CostOfGoods => is(AccountKind::CostOfGoods),
        Measure::InventoryValue => is(AccountKind::Inventory),
        Measure::Receivables => is(AccountKind::Receivables),
        Measure::Payables => is(AccountKind::Payables),
        _ => 0.0,
    }
}

pub(super) fn sign(holds: bool, sign: f64) -> f64 {
    if holds { sign } else { 0.0 }
}

/// Sign of a statement line in gross margin: revenue less everything that makes goods.
fn gross_margin(kind: AccountKind) -> f64 {
    match kind {
        AccountKind::Revenue => 1.0,
        AccountKind::CostOfGoods | AccountKind::Labor | AccountKind::ProductionOverhead => -1.0,
        _ => 0.0,
    }
}

/// Sign of a statement line in EBIT: gross margin less overhead.
fn ebit(kind: AccountKind) -> f64 {
    gross_margin(kind) - sign(kind.is_overhead(), 1.0)
}

/// Signed sum of the statements' lines over the months of a company figure; `None` where a month has no such line.
fn company(cell: &Cell, finance: &FinancePlan) -> Option<f64> {
    if (&cell.subject, &cell.place) != (&Subject::All, &Place::All) {
        return None;
    }
    let kind = |line: &crate::model::StatementLine| finance.accounts.get(&line.account).map(|account| account.kind);
    let of_month = |month: i32| {
        let lines = finance.statement.iter().filter(|line| line.month == Month(month));
        let mut signed = lines
            .filter_map(|line| Some(line.amount.0 * sign_of(cell.measure, kind(line)?)))
            .filter(|amount| *amount != 0.0)
            .peekable();
        signed.peek().is_some().then(|| signed.sum::<f64>())
    };
    (cell.first.0..=cell.last.0).map(of_month).sum()
}

/// A statement line over the months.
fn overhead(cell: &Cell, finance: &FinancePlan) -> Option<f64> {
    let Subject::Account(account) = &cell.subject else { return None };
    let of_month = |month: i32| finance.statement.get(&(Month(month), account.clone())).map(|line| line.amount.0);
    (cell.first.0..=cell.last.0).map(of_month).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{cell, frame_of, item, market, month, two_plants};
    use crate::model::Expectation;

    #[test]
    fn closed_expectations_are_looked_back_on() {
        let mut plan = two_plants().plan;
        let october = |measure, subject, place| cell(measure, subject, place, "2026-10");
        let expect = |cell: Cell, without: f64, with: f64| Expectation { cell, without, with };
        let expected = vec![
            expect(october(Measure::Consensus, item("BIKE"), market("EU")), 160.0, 200.0),
            expect(october(Measure::Revenue, item("BIKE"), Place::All), 0.0, 0.0),
            expect(october(Measure::Ebit, Subject::All, Place::All), 100_000.0, 148_000.0),
            expect(october(Measure::Overhead, Subject::Account("OFFICE".into()), Place::All), 9_000.0, 8_000.0),
            expect(october(Measure::Service, Subject::All, Place::All), 0.9, 0.95),
            expect(cell(Measure::Consensus, item("BIKE"), Place::All, "2026-11"), 1.0, 2.0),
            expect(Cell { first: month("2020-01"), ..october(Measure::History, item("BIKE"), Place::All) }, 1.0, 2.0),
        ];
        let decision =
            |id: &str, state| Decision { id: id.into(), state, expected: expected.clone(), ..Decision::default() };
        let decisions = &mut plan.process.edit().decisions;
        decisions.insert(decision("D1", DecisionState::Accepted));
        decisions.insert(decision("D2", DecisionState::Open));
        let rows = look_back(&frame_of(&plan), &plan.actuals, &plan.finance, &plan.process.decisions);
        let got: Vec<_> = rows.iter().map(|row| (row.actual, row.realized)).collect();
        assert_eq!(
            got,
            [
                (Some(180.0), Some(0.5)),
                (Some(180.0 * 480.0 + 72.0 * 470.0), None),
                (Some(124_000.0), Some(0.5)),
                (Some(8_000.0), Some(1.0)),
                (None, None),
                (None, None),
            ]
        );
    }
}
