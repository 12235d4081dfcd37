//! The next month's cycle: the approved plan copied, the elapsed month dropped, the horizon moved on by one, actuals brought in.
//!
//! Typed figures of months that remain stay as typed, marked with the cycle that they were typed in; what is gone is listed, not
//! forgotten. An opening position that nobody brought is the approved plan's own closing one, with a note.

mod actuals;
mod figures;
mod opening;
#[cfg(test)]
mod tests;

use super::freeze::snapshot;
use super::{Notice, Outcome};
use crate::model::{
    Backlog, Change, CycleId, DecisionState, Month, Place, Plan, Receipt, Row, Series, StatementLine, Step, Stock,
    Subject, ToDate,
};

pub use actuals::{ActualKind, Brought, bring, missing_actuals, month_actuals};

/// What the elapsed month brought. `None`: not brought; the approved plan stands in for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MonthActuals {
    /// Demand of the month (and of earlier months that were corrected).
    pub history: Vec<Series>,
    /// Stock at the end of the month.
    pub stock: Option<Vec<Stock>>,
    /// What is on its way at the end of the month.
    pub receipts: Option<Vec<Receipt>>,
    /// Demand that waits at the end of the month.
    pub backlog: Option<Vec<Backlog>>,
    /// Amounts of the month's statements.
    pub statement: Vec<StatementLine>,
    /// What the next month has sold so far.
    pub to_date: Vec<ToDate>,
}

/// A new cycle and what is different in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rolled {
    /// The new plan, not signed, not approved.
    pub plan: Plan,
    /// What changed by itself, what is missing, what expired.
    pub notes: Vec<Notice>,
}

/// Opens the next cycle. `id` is the new cycle's.
pub fn roll_forward(plan: &Plan, outcome: &Outcome, id: CycleId, actuals: &MonthActuals) -> Rolled {
    let elapsed = plan.header.first;
    let mut rolled = Rolled { plan: plan.clone(), notes: Vec::new() };
    let next = &mut rolled.plan;
    next.approval = None;
    next.header.previous = Some(plan.header.id.clone());
    next.header.id = id;
    next.header.first = elapsed + 1;
    next.past.edit().insert(snapshot(plan, outcome));
    bring_history(&mut rolled, elapsed, actuals);
    bring_statement(&mut rolled, elapsed, actuals);
    opening::bring(&mut rolled, outcome, actuals);
    figures::carry(&mut rolled, outcome, elapsed);
    clear_process(&mut rolled, elapsed);
    note_launches(&mut rolled, elapsed);
    let missing = missing(plan, &rolled, elapsed, actuals);
    actuals::ask(&mut rolled.plan, elapsed, &missing);
    rolled
}

impl Rolled {
    fn note(&mut self, step: Step, subject: Subject, place: Place, text: String) {
        self.notes.push(Notice { step, subject, place, cell: None, text });
    }
}

/// What the new cycle waits for: what was not brought, where the plan has anything of the kind.
fn missing(plan: &Plan, rolled: &Rolled, elapsed: Month, actuals: &MonthActuals) -> Vec<ActualKind> {
    let next = &rolled.plan;
    let sells = |month| next.actuals.history.iter().any(|series| series.units_in(month).is_some());
    let states = |month| next.finance.statement.iter().any(|line| line.month == month);
    let waits = |kind: &ActualKind| match kind {
        ActualKind::Sales => sells(elapsed - 1) && !sells(elapsed),
        ActualKind::Stock => actuals.stock.is_none() && !next.actuals.stock.is_empty(),
        ActualKind::Receipts => actuals.receipts.is_none() && !next.actuals.receipts.is_empty(),
        ActualKind::Backlog => {
            actuals.backlog.is_none() && !(next.actuals.backlog.is_empty() && plan.actuals.backlog.is_empty())
        }
        ActualKind::Statement => states(elapsed - 1) && !states(elapsed),
    };
    ActualKind::ALL.into_iter().filter(waits).collect()
}

/// Merges series month by month, and names who has no figure for the elapsed month.
fn bring_history(rolled: &mut Rolled, elapsed: Month, actuals: &MonthActuals) {
    let facts = rolled.plan.actuals.edit();
    facts.to_date = actuals.to_date.iter().cloned().collect();
    actuals::merge_history(&mut facts.history, &actuals.history);
    let missing: Vec<(Subject, Place)> = facts
        .history
        .iter()
        .filter(|series| series.units_in(elapsed).is_none() && series.units_in(elapsed - 1).is_some())
        .map(|series| (Subject::Item(series.item.clone()), Place::Market(series.market.clone())))
        .collect();
    let unknown: Vec<Series> =
        actuals.history.iter().filter(|series| !rolled.plan.catalog.items.contains(&series.item)).cloned().collect();
    for (subject, place) in missing {
        rolled.note(Step::Demand, subject, place, format!("No actual demand of {elapsed} was brought in."));
    }
    for series in unknown {
        let text = format!("{} was sold in {elapsed} and is not in the catalog.", series.item);
        rolled.note(Step::Product, Subject::Item(series.item), Place::Market(series.market), text);
    }
}

/// Both series; where both know a month, the new one holds.
fn merge(old: &Series, new: &Series) -> Series {
    let first = old.first.min(new.first);
    let months = (old.end().max(new.end()) - first).max(0);
    let months = || (0..months).map(|t| first + t);
    Series {
        item: old.item.clone(),
        market: old.market.clone(),
        first,
        units: months().map(|month| new.units_in(month).or_else(|| old.units_in(month))).collect(),
        revenue: months().map(|month| new.revenue_in(month).or_else(|| old.revenue_in(month))).collect(),
    }
}

fn bring_statement(rolled: &mut Rolled, elapsed: Month, actuals: &MonthActuals) {
    let had = rolled.plan.finance.statement.iter().any(|line| line.month == elapsed - 1);
    if !actuals.statement.is_empty() {
        actuals::insert_lines(&mut rolled.plan.finance.edit().statement, &actuals.statement);
    }
    let has = rolled.plan.finance.statement.iter().any(|line| line.month == elapsed);
    if had && !has {
        let text = format!("No statement of {elapsed} was brought in: overhead is carried forward from before.");
        rolled.note(Step::Finance, Subject::All, Place::All, text);
    }
}

/// Sign-offs, comments and the journal belong to the old cycle; decisions, actions, risks and assumptions go on.
fn clear_process(rolled: &mut Rolled, elapsed: Month) {
    let process = rolled.plan.process.edit();
    process.sign_offs = Default::default();
    process.comments = Default::default();
    process.journal.clear();
    process.actions.retain(|action| !action.done && !action.id.as_str().starts_with(actuals::ASKED));
    process.decisions.retain(|decision| decision.state != DecisionState::Rejected);
    let expired =
        process.assumptions.iter().filter(|assumption| assumption.until.is_some_and(|until| until <= elapsed));
    let mut notes: Vec<(Step, String)> = expired
        .map(|assumption| (assumption.step, format!("This assumption has expired: {}", assumption.text)))
        .collect();
    let late = process.actions.iter().filter(|action| action.due.is_some_and(|due| due <= elapsed));
    notes.extend(late.map(|action| (action.step, format!("This action is overdue: {}", action.text))));
    let open = process
        .decisions
        .iter()
        .filter(|decision| decision.state == DecisionState::Open && decision.due.is_some_and(|due| due <= elapsed));
    notes.extend(open.map(|decision| (decision.step, format!("This decision is overdue: {}", decision.title))));
    for (step, text) in notes {
        rolled.note(step, Subject::All, Place::All, text);
    }
    drop_elapsed_scenarios(rolled, elapsed);
}

/// Scenario entries whose months are over go; the scenario stays.
fn drop_elapsed_scenarios(rolled: &mut Rolled, elapsed: Month) {
    let is_over = |change: &Change| match change {
        Change::DemandFigure(Row::Put(figure))
        | Change::SupplyFigure(Row::Put(figure))
        | Change::FinanceFigure(Row::Put(figure)) => figure.cell.last <= elapsed,
        _ => false,
    };
    let over: Vec<_> =
        rolled.plan.scenarios.iter().filter(|scenario| scenario.changes.iter().any(is_over)).cloned().collect();
    for mut scenario in over {
        let before = scenario.changes.len();
        scenario.changes.retain(|change| !is_over(change));
        let text = format!(
            "Scenario {}: {} of its {before} changes were for {elapsed} or earlier and are gone.",
            scenario.name,
            before - scenario.changes.len()
        );
        rolled.plan.scenarios.edit().insert(scenario);
        rolled.note(Step::Executive, Subject::All, Place::All, text);
    }
}

fn note_launches(rolled: &mut Rolled, elapsed: Month) {
    let launched: Vec<_> = rolled
        .plan
        .product
        .projects
        .iter()
        .filter(|project| project.launch == elapsed && project.in_plan())
        .map(|project| (project.id.clone(), project.name.clone()))
        .collect();
    for (id, name) in launched {
        let text = format!("{name} was planned to launch in {elapsed}. Maybe confirm its launch and its curve.");
        rolled.note(Step::Product, Subject::Project(id), Place::All, text);
    }
    let ended: Vec<_> =
        rolled.plan.product.phase_outs.iter().filter(|phase_out| phase_out.last == elapsed).cloned().collect();
    for phase_out in ended {
        let text = format!("{} was to be sold until {elapsed}.", phase_out.item);
        rolled.note(Step::Product, Subject::Item(phase_out.item), Place::All, text);
    }
}
