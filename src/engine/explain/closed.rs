//! Figures of closed months: facts of history and of the statements, with the lines that they are made of.

use super::asked::fact;
use super::{Explanation, Operator, Term};
use crate::engine::{Outcome, actual, look_back};
use crate::model::{Cell, Measure, Plan, Subject, Unit};

/// Where a closed month's figure comes from; `None` where the plan has no such fact.
pub(super) fn explained(plan: &Plan, outcome: &Outcome, cell: &Cell) -> Option<Explanation> {
    let is_closed = cell.first <= cell.last && cell.last < outcome.frame.horizon.first;
    let value = actual(&outcome.frame, &plan.actuals, &plan.finance, cell).filter(|_| is_closed)?;
    let stated = lines(plan, cell);
    let total: f64 = stated.iter().map(Term::signed).sum();
    // History speaks before the statements: then their lines are not what the figure is made of.
    let is_stated = !stated.is_empty() && (total - value).abs() <= 1e-6 * value.abs().max(1.0);
    let (sentence, terms, source) = match is_stated {
        true => ("A fact of a closed month, as the statement has it.", stated, format!("Statement of {}", cell.last)),
        false => {
            let own = fact(Operator::Plus, "As recorded", value, cell.measure.unit());
            ("A fact of a closed month, as history has it.", vec![own], "Sales history".into())
        }
    };
    Some(Explanation {
        cell: cell.clone(),
        value,
        unit: cell.measure.unit(),
        sentence: sentence.into(),
        terms,
        parts: Vec::new(),
        source: Some(source),
    })
}

/// Lines of the statements that a company figure is made of, added over the months.
fn lines(plan: &Plan, cell: &Cell) -> Vec<Term> {
    let finance = &plan.finance;
    let months = match cell.measure {
        Measure::InventoryValue | Measure::Receivables | Measure::Payables => cell.last..=cell.last,
        _ => cell.first..=cell.last,
    };
    let own = finance.accounts.iter().filter_map(|account| {
        let sign = match &cell.subject {
            Subject::Account(id) => look_back::sign(*id == account.id, 1.0),
            _ => look_back::sign_of(cell.measure, account.kind),
        };
        let amounts =
            finance.statement.iter().filter(|line| line.account == account.id && months.contains(&line.month));
        let amount: f64 = amounts.map(|line| line.amount.0).sum();
        let operator = if sign < 0.0 { Operator::Minus } else { Operator::Plus };
        (sign != 0.0 && amount != 0.0).then(|| fact(operator, account.name.clone(), amount, Unit::Money))
    });
    own.collect()
}

impl Term {
    fn signed(&self) -> f64 {
        if self.operator == Operator::Minus { -self.value } else { self.value }
    }
}
