//! What the prior statements and the budget bring: overhead carried forward, the opening position, budgets by month.
//!
//! Lines mapped to revenue, cost of goods, labor and production overhead are not carried: the plan has its own figures for them.
//! What nobody stated is absent, never zero.

use std::collections::BTreeMap;

use super::{Budget, Inputs, Line, OpeningBalance};
use crate::model::{Account, AccountKind, FamilyId, Figure, How, Measure, Money, Month, Subject};

/// The last closed month that the statements know.
pub(super) fn last_statement(inputs: &Inputs) -> Option<Month> {
    let closed = inputs.plan.statement.keys().map(|(month, _)| *month);
    closed.filter(|month| *month < inputs.frame.horizon.first).max()
}

fn amount(inputs: &Inputs, month: Month, account: &Account) -> Option<Money> {
    inputs.plan.statement.get(&(month, account.id.clone())).map(|line| line.amount)
}

/// Overhead by account: the last closed month's amount in every month, with what was typed on top. Costs are positive.
pub(super) fn overhead(inputs: &Inputs) -> Vec<Line> {
    let last = last_statement(inputs);
    let mut lines = Vec::new();
    for account in inputs.plan.accounts.iter().filter(|account| account.kind.is_overhead()) {
        let carried = last.and_then(|month| amount(inputs, month, account));
        let mut values = vec![carried.unwrap_or_default(); inputs.frame.horizon.months];
        let typed = type_over(inputs, account, &mut values);
        if carried.is_some() || typed {
            lines.push(Line { measure: Measure::Overhead, account: Some(account.id.clone()), values });
        }
    }
    lines
}

/// Typed figures of one account: those of all accounts first, its own after them, what-ifs last. Whether there was any of its own.
fn type_over(inputs: &Inputs, account: &Account, values: &mut [Money]) -> bool {
    let own = Subject::Account(account.id.clone());
    let reaches = |figure: &&Figure| {
        figure.cell.measure == Measure::Overhead
            && (figure.cell.subject == own || (figure.cell.subject == Subject::All && is_share(figure.how)))
    };
    let mut figures: Vec<&Figure> = inputs.plan.figures.iter().filter(reaches).collect();
    figures.sort_by_key(|figure| (figure.how == How::Shift, figure.cell.subject != Subject::All));
    for figure in &figures {
        let months = (figure.cell.last - figure.cell.first).max(0) as f64 + 1.0;
        for value in &mut values[inputs.frame.horizon.span(figure.cell.first, figure.cell.last)] {
            *value = match figure.how {
                How::Replace => Money(figure.value / months),
                How::Add => *value + Money(figure.value),
                How::Percent | How::Shift => *value * (1.0 + figure.value),
            };
        }
    }
    figures.iter().any(|figure| figure.cell.subject == own)
}

fn is_share(how: How) -> bool {
    matches!(how, How::Percent | How::Shift)
}

/// Sum by month of the overhead lines whose account is of a kind.
pub(super) fn of_kind(inputs: &Inputs, lines: &[Line], kind: AccountKind) -> Vec<Money> {
    let mut sums = vec![Money::ZERO; inputs.frame.horizon.months];
    let is_of = |line: &&Line| {
        line.account.as_ref().and_then(|id| inputs.plan.accounts.get(id)).is_some_and(|account| account.kind == kind)
    };
    for line in lines.iter().filter(is_of) {
        for (sum, value) in sums.iter_mut().zip(&line.values) {
            *sum += *value;
        }
    }
    sums
}

/// Balances at the end of the last closed month; the inventory of the plan is set by the caller.
pub(super) fn opening(inputs: &Inputs) -> OpeningBalance {
    let before = inputs.frame.horizon.first - 1;
    let balance = |kind| balance(inputs, before, kind);
    OpeningBalance {
        inventory: Money::ZERO,
        ledger_inventory: balance(AccountKind::Inventory),
        receivables: balance(AccountKind::Receivables),
        payables: balance(AccountKind::Payables),
    }
}

/// Sum of the accounts of a kind in a closed month; `None` where none of them has an amount.
pub fn balance(inputs: &Inputs, month: Month, kind: AccountKind) -> Option<Money> {
    let accounts = inputs.plan.accounts.iter().filter(|account| account.kind == kind);
    let stated: Vec<Money> = accounts.filter_map(|account| amount(inputs, month, account)).collect();
    (!stated.is_empty()).then(|| stated.into_iter().sum())
}

/// The budgets, the company's first. Where the company has no line of its own in a month, its families' lines are summed.
pub(super) fn budgets(inputs: &Inputs) -> Vec<Budget> {
    let horizon = inputs.frame.horizon;
    let mut rows: BTreeMap<(Measure, Option<FamilyId>), Vec<Option<f64>>> = BTreeMap::new();
    for line in &inputs.plan.budget {
        if let Some(t) = horizon.position(line.month) {
            let row = rows.entry((line.measure, line.family.clone()));
            row.or_insert_with(|| vec![None; horizon.months])[t] = Some(line.amount);
        }
    }
    for measure in [Measure::BudgetUnits, Measure::BudgetRevenue, Measure::BudgetMargin, Measure::BudgetEbit] {
        let sum = sum_of_families(inputs, &rows, measure);
        if sum.iter().any(Option::is_some) {
            let company = rows.entry((measure, None)).or_insert_with(|| vec![None; horizon.months]);
            for (own, sum) in company.iter_mut().zip(sum) {
                *own = own.or(sum);
            }
        }
    }
    rows.into_iter().map(|((measure, family), values)| Budget { measure, family, values }).collect()
}

/// Families without a budgeted family above them, summed by month.
fn sum_of_families(
    inputs: &Inputs,
    rows: &BTreeMap<(Measure, Option<FamilyId>), Vec<Option<f64>>>,
    measure: Measure,
) -> Vec<Option<f64>> {
    let frame = inputs.frame;
    let mut sums = vec![None; frame.horizon.months];
    for ((of, family), values) in rows {
        let Some(family) = family.as_ref().filter(|_| *of == measure) else { continue };
        let chain = frame.families.position(family).map(|node| super::price::above(node, &frame.family_above));
        let higher: Vec<_> =
            chain.unwrap_or_default().into_iter().skip(1).map(|node| frame.families.code(node)).collect();
        for (t, value) in values.iter().enumerate() {
            let covered = higher.iter().any(|family| {
                rows.get(&(measure, Some((*family).clone()))).is_some_and(|row| row.get(t).copied().flatten().is_some())
            });
            if let Some(value) = value.filter(|_| !covered) {
                *sums[t].get_or_insert(0.0) += value;
            }
        }
    }
    sums
}
