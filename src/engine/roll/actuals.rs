//! What the elapsed month brought, taken out of a plan that was made of its files (or of a plan file of the new month); and the same
//! brought into a cycle that was rolled forward without it.
//!
//! Sales count up to the elapsed month: it itself, and corrections of earlier ones. Where sales of the month came in at all, an item
//! and market without a row sold nothing in it. Stock, orders and backlog count only as of the end of the elapsed month.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{MonthActuals, merge};
use crate::engine::Outcome;
use crate::model::{
    AccountId, Action, Change, FinancePlan, ItemId, Money, Month, Plan, RecordId, Row, Series, Shared, StatementLine,
    Step, Table, Units,
};

/// Sales below this share of the consensus look like a month that is not over.
const THIN: f64 = 0.5;

/// One kind of what a month brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActualKind {
    /// Demand of the month.
    Sales,
    /// Stock at its end.
    Stock,
    /// What is on its way at its end.
    Receipts,
    /// Demand that waits at its end.
    Backlog,
    /// Its statement.
    Statement,
}

impl ActualKind {
    /// Every kind, in the order of the steps.
    pub const ALL: [ActualKind; 5] =
        [ActualKind::Sales, ActualKind::Stock, ActualKind::Receipts, ActualKind::Backlog, ActualKind::Statement];

    /// What it is called within a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            ActualKind::Sales => "sales",
            ActualKind::Stock => "stock",
            ActualKind::Receipts => "open orders and receipts",
            ActualKind::Backlog => "backlog",
            ActualKind::Statement => "statement",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            ActualKind::Receipts => "receipts",
            kind => kind.name(),
        }
    }

    /// The step that rests on it.
    pub const fn step(self) -> Step {
        match self {
            ActualKind::Sales => Step::Demand,
            ActualKind::Stock | ActualKind::Receipts | ActualKind::Backlog => Step::Supply,
            ActualKind::Statement => Step::Finance,
        }
    }

    /// The id of the action that asks for it in the cycle that follows a month.
    fn action(self, elapsed: Month) -> RecordId {
        RecordId::from(format!("{ASKED}{}-{elapsed}", self.code()))
    }
}

/// How the ids of actions that ask for actuals begin.
pub(super) const ASKED: &str = "actuals-";

/// What came in, and what of it does not fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brought {
    /// What the roll-forward takes.
    pub actuals: MonthActuals,
    /// Items and markets with sales of the month.
    pub sold: usize,
    /// Items and markets that sold before and have no row in the month: they count as zero.
    pub silent: usize,
    /// Figures of earlier months that are other than before.
    pub corrected: usize,
    /// The last month that the sales reach.
    pub last_sale: Option<Month>,
    /// Whether the sales are so far below the consensus that the month may not be over.
    pub is_thin: bool,
    /// Lines of the month's statement.
    pub lines: usize,
    /// Items that the plan does not know.
    pub unknown_items: BTreeSet<ItemId>,
    /// Statement lines that the plan does not know; left out.
    pub unknown_accounts: BTreeSet<AccountId>,
    /// The end of which month stock and orders are of, where it is another than the elapsed one; they are left out.
    pub other_month: Option<Month>,
}

impl Brought {
    /// Whether a kind came in.
    pub fn has(&self, kind: ActualKind) -> bool {
        match kind {
            ActualKind::Sales => self.sold > 0,
            ActualKind::Stock => self.actuals.stock.is_some(),
            ActualKind::Receipts => self.actuals.receipts.is_some(),
            ActualKind::Backlog => self.actuals.backlog.is_some(),
            ActualKind::Statement => self.lines > 0,
        }
    }

    /// Whether anything came in that can be used.
    pub fn is_usable(&self) -> bool {
        self.corrected > 0 || ActualKind::ALL.into_iter().any(|kind| self.has(kind))
    }
}

/// What files of the elapsed month bring to a plan. `outcome` is that of the plan; `brought` the plan that was made of the files.
pub fn month_actuals(plan: &Plan, outcome: &Outcome, brought: &Plan, elapsed: Month) -> Brought {
    let mut taken = Brought::default();
    take_sales(plan, brought, elapsed, &mut taken);
    taken.is_thin = is_thin(outcome, &taken, elapsed);
    take_statement(plan, brought, elapsed, &mut taken);
    let facts = &brought.actuals;
    let has_position = !(facts.stock.is_empty() && facts.receipts.is_empty() && facts.backlog.is_empty());
    if brought.header.first == elapsed + 1 {
        taken.actuals.stock = rows(&facts.stock);
        taken.actuals.receipts = rows(&facts.receipts);
        taken.actuals.backlog = rows(&facts.backlog);
        taken.actuals.to_date = facts.to_date.iter().cloned().collect();
    } else if has_position {
        taken.other_month = Some(brought.header.first - 1);
    }
    let stock = facts.stock.iter().map(|stock| &stock.item);
    let named = stock.chain(facts.receipts.iter().map(|receipt| &receipt.item));
    let named = named.chain(facts.backlog.iter().map(|backlog| &backlog.item));
    let named = named.chain(taken.actuals.history.iter().map(|series| &series.item));
    taken.unknown_items = named.filter(|item| !plan.catalog.items.contains(item)).cloned().collect();
    taken
}

fn rows<R: crate::model::Record + Clone>(table: &Table<R>) -> Option<Vec<R>> {
    (!table.is_empty()).then(|| table.iter().cloned().collect())
}

fn take_sales(plan: &Plan, brought: &Plan, elapsed: Month, taken: &mut Brought) {
    for series in brought.actuals.history.iter().filter(|series| series.end() > series.first) {
        taken.last_sale = taken.last_sale.max(Some(series.end() - 1));
        let Ok(months) = usize::try_from(elapsed + 1 - series.first) else { continue };
        let mut series = series.clone();
        series.units.truncate(months);
        series.revenue.truncate(months);
        let known = plan.actuals.history.get(&(series.item.clone(), series.market.clone()));
        let is_other = |month: &Month| {
            let before = known.and_then(|known| known.units_in(*month));
            series.units_in(*month).is_some_and(|units| before.is_some_and(|before| before != units))
        };
        let closed = (0..series.units.len() as i32).map(|t| series.first + t).filter(|month| *month < elapsed);
        taken.corrected += closed.filter(is_other).count();
        taken.sold += usize::from(series.units_in(elapsed).is_some());
        if !series.units.is_empty() {
            taken.actuals.history.push(series);
        }
    }
    if taken.sold == 0 {
        return;
    }
    let came = |series: &Series| {
        let key = (series.item.clone(), series.market.clone());
        brought.actuals.history.get(&key).is_some_and(|new| new.units_in(elapsed).is_some())
    };
    for series in plan.actuals.history.iter().filter(|series| series.units_in(elapsed - 1).is_some() && !came(series)) {
        taken.silent += 1;
        let has_revenue = series.revenue_in(elapsed - 1).is_some();
        taken.actuals.history.push(Series {
            item: series.item.clone(),
            market: series.market.clone(),
            first: elapsed,
            units: vec![Some(Units::ZERO)],
            revenue: if has_revenue { vec![Some(Money::ZERO)] } else { Vec::new() },
        });
    }
}

fn is_thin(outcome: &Outcome, taken: &Brought, elapsed: Month) -> bool {
    let Some(t) = outcome.frame.horizon.position(elapsed).filter(|_| taken.sold > 0) else { return false };
    let sold: Units = taken.actuals.history.iter().filter_map(|series| series.units_in(elapsed)).sum();
    let consensus = &outcome.demand.consensus;
    let planned: Units = (0..consensus.rows()).map(|pair| consensus.at(pair, t)).sum();
    sold < planned * THIN
}

fn take_statement(plan: &Plan, brought: &Plan, elapsed: Month, taken: &mut Brought) {
    for line in brought.finance.statement.iter().filter(|line| line.month <= elapsed) {
        if !plan.finance.accounts.contains(&line.account) {
            taken.unknown_accounts.insert(line.account.clone());
            continue;
        }
        if plan.finance.statement.get(&(line.month, line.account.clone())).is_none_or(|known| known != line) {
            taken.lines += usize::from(line.month == elapsed);
            taken.corrected += usize::from(line.month < elapsed);
            taken.actuals.statement.push(line.clone());
        }
    }
}

/// The actions of a new cycle that ask for what was not brought.
pub(super) fn ask(plan: &mut Plan, elapsed: Month, missing: &[ActualKind]) {
    let actions = &mut plan.process.edit().actions;
    for kind in missing {
        let text = match kind {
            ActualKind::Sales => format!("Bring in the sales of {elapsed}: the forecast rests on the months before."),
            ActualKind::Statement => {
                format!("Bring in the statement of {elapsed}: overhead is carried forward from before.")
            }
            kind => format!("Bring in the {} at the end of {elapsed}: the approved plan's own stands in.", kind.name()),
        };
        let due = Some(elapsed + 1);
        actions.insert(Action { id: kind.action(elapsed), text, due, step: kind.step(), ..Action::default() });
    }
}

/// The actuals of the month before that a cycle still waits for.
pub fn missing_actuals(plan: &Plan) -> Vec<ActualKind> {
    let elapsed = plan.header.first - 1;
    let is_open =
        |kind: &ActualKind| plan.process.actions.get(&kind.action(elapsed)).is_some_and(|action| !action.done);
    ActualKind::ALL.into_iter().filter(is_open).collect()
}

/// Brings actuals of the month before into a cycle that was rolled forward without them.
pub fn bring(plan: &Plan, brought: &Brought) -> Change {
    let elapsed = plan.header.first - 1;
    let mut facts = (*plan.actuals).clone();
    let actuals = &brought.actuals;
    merge_history(&mut facts.history, &actuals.history);
    if let Some(stock) = &actuals.stock {
        facts.stock = stock.iter().cloned().collect();
    }
    if let Some(receipts) = &actuals.receipts {
        facts.receipts = receipts.iter().cloned().collect();
    }
    if let Some(backlog) = &actuals.backlog {
        facts.backlog = backlog.iter().cloned().collect();
    }
    if !actuals.to_date.is_empty() {
        facts.to_date = actuals.to_date.iter().cloned().collect();
    }
    let mut changes = vec![Change::Actuals(Shared::new(facts))];
    if !actuals.statement.is_empty() {
        let mut finance: FinancePlan = (*plan.finance).clone();
        insert_lines(&mut finance.statement, &actuals.statement);
        changes.push(Change::FinancePlan(Shared::new(finance)));
    }
    for kind in ActualKind::ALL.into_iter().filter(|kind| brought.has(*kind)) {
        if let Some(action) = plan.process.actions.get(&kind.action(elapsed)).filter(|action| !action.done) {
            changes.push(Change::Action(Row::Put(Box::new(Action { done: true, ..action.clone() }))));
        }
    }
    Change::Many(changes)
}

/// Merges series month by month.
pub(super) fn merge_history(history: &mut Table<Series>, brought: &[Series]) {
    for new in brought {
        let merged = match history.get(&(new.item.clone(), new.market.clone())) {
            Some(old) => merge(old, new),
            None => new.clone(),
        };
        history.insert(merged);
    }
}

/// Puts lines into a statement; of one month and account the new one holds.
pub(super) fn insert_lines(statement: &mut Table<StatementLine>, brought: &[StatementLine]) {
    for line in brought {
        statement.insert(line.clone());
    }
}
