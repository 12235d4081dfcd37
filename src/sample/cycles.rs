//! Seven monthly cycles, played with the engine itself: plan, sign, approve, let the month pass, roll forward.
//!
//! What the month brought is history; the opening position follows from it: stock closes as planned, less what customers took beyond
//! the consensus (or plus what they left), and what stock cannot give waits as backlog or is lost, as the market has it.
//! So that seven files stay small, stored figures are rounded; `engine::freeze` itself keeps a millionth.

use std::collections::BTreeMap;

use super::catalog::catalog;
use super::decisions::decisions;
use super::history::{history, until};
use super::story::{CURRENT, demand, finance, process, product, supply};
use crate::engine::{self, ENGINE_VERSION, FinanceInputs, MonthActuals, Outcome};
use crate::file::{plan_checksum, step_inputs};
use crate::model::{
    Approval, Backlog, CycleId, Header, Money, Month, Plan, Receipt, ReceiptKind, Series, Shared, SignOff, Snapshot,
    Step, Stock, StoredRow, Table, Units, Unmet, Way,
};

/// The first cycle.
pub const FIRST_CYCLE: Month = Month::new(2026, 5);

/// Months of stock at the start: of what customers buy, and of parts.
const MONTHS_OF_FINISHED: f64 = 0.7;
const MONTHS_OF_PARTS: f64 = 0.5;

/// Months that snapshots older than the last cycle keep: every lag that is scored, 0 to 3.
const MONTHS_OF_OLD_SNAPSHOTS: usize = 4;

/// The plans, oldest first: all but the last are approved, the last stands at step 4.
pub fn cycles() -> Vec<Plan> {
    let history = history();
    let (mut plans, mut past) = (Vec::new(), Table::default());
    let mut plan = first_plan(&history);
    loop {
        let month = plan.header.first;
        let answers = engine::all_answers(&plan);
        let mut outcome = engine::run(&plan, &answers);
        plan.finance = Shared::new(finance(month, &until(&history, month - 1), outcome.finance.opening.inventory));
        decisions(&mut plan, &answers);
        if month == CURRENT {
            sign(&mut plan, &Step::ALL[..3]);
            plans.push(plan);
            return plans;
        }
        refresh_money(&plan, &mut outcome);
        sign(&mut plan, &Step::ALL);
        approve(&mut plan, &outcome);
        let mut next = roll(&plan, &outcome, &history);
        keep_past(&mut past, &mut next);
        plans.push(std::mem::replace(&mut plan, next));
    }
}

fn id_of(month: Month) -> CycleId {
    CycleId::from(format!("tillwerk-{month}"))
}

/// The inputs of a month's steps 1 to 3 and its talk; finance follows when the stock is known.
fn set_steps(plan: &mut Plan, history: &Table<Series>) {
    let month = plan.header.first;
    plan.product = Shared::new(product(month));
    plan.demand = Shared::new(demand(month));
    plan.supply = Shared::new(supply());
    plan.finance = Shared::new(finance(month, &until(history, month - 1), Money::ZERO));
    plan.process = Shared::new(process(month));
}

fn first_plan(history: &Table<Series>) -> Plan {
    let mut plan = Plan {
        header: Header {
            id: id_of(FIRST_CYCLE),
            company: "Tillwerk".into(),
            currency: "EUR".into(),
            first: FIRST_CYCLE,
            months: 24,
            ..Header::default()
        },
        catalog: Shared::new(catalog()),
        ..Plan::default()
    };
    set_steps(&mut plan, history);
    plan.actuals.edit().history = until(history, FIRST_CYCLE - 1);
    let outcome = engine::run_fully(&plan);
    open(&mut plan, &outcome);
    plan
}

/// The first opening position: some months of what is asked of a point, and on its way what lead times say was released before.
fn open(plan: &mut Plan, outcome: &Outcome) {
    let (frame, demand) = (&outcome.frame, &outcome.demand);
    let facts = plan.actuals.edit();
    for (point, at) in frame.points.iter().enumerate() {
        let (item, site) = (frame.items.code(at.item).clone(), frame.sites.code(at.site).clone());
        let asked = |t: usize| demand.independent.at(point, t).0 + demand.dependent.at(point, t).0;
        let own = (0..3).map(|t| demand.independent.at(point, t).0).sum::<f64>() / 3.0;
        let passed_on = (0..3).map(|t| demand.dependent.at(point, t).0).sum::<f64>() / 3.0;
        let is_sold = frame.family_of[at.item].is_some();
        let units = if is_sold { own * MONTHS_OF_FINISHED } else { passed_on * MONTHS_OF_PARTS };
        if units.round() > 0.0 {
            facts.stock.insert(Stock { item: item.clone(), site: site.clone(), units: Units(units.round()) });
        }
        let supplied = &frame.supplied[point];
        let (lead, kind) = match supplied.way {
            Some(Way::Make) => (supplied.lead, ReceiptKind::Production),
            Some(Way::Buy) => (supplied.lead, ReceiptKind::Purchase),
            Some(Way::Move) => (supplied.lanes.first().map_or(supplied.lead, |lane| lane.lead), ReceiptKind::Transit),
            None => continue,
        };
        for t in 0..=lead.whole {
            let share = if t < lead.whole { 1.0 } else { lead.fraction };
            let units = Units((asked(t) * share).round());
            if units.0 > 0.0 {
                let month = frame.horizon.month(t);
                facts.receipts.insert(Receipt { item: item.clone(), site: site.clone(), month, kind, units });
            }
        }
    }
}

/// Money and gaps again, once the ledger says what the stock is worth.
fn refresh_money(plan: &Plan, outcome: &mut Outcome) {
    let Outcome { frame, product, demand, supply, .. } = &*outcome;
    let rates = &outcome.finance.rates;
    let money = engine::finance(&FinanceInputs {
        frame,
        catalog: &plan.catalog,
        actuals: &plan.actuals,
        plan: &plan.finance,
        terms: &plan.supply.terms,
        rates,
        product,
        demand,
        supply,
    });
    let gaps = engine::gaps(plan, frame, product, demand, supply, &money);
    (outcome.finance, outcome.gaps) = (money.into(), gaps.into());
}

/// Signs steps by those who own them, on the days of the month that the calendar of the process has.
fn sign(plan: &mut Plan, steps: &[Step]) {
    const DAYS: [u32; 6] = [4, 8, 12, 15, 18, 21];
    let month = plan.header.first;
    for step in steps {
        let owner = plan.process.participants.iter().find(|person| person.steps.contains(step));
        let sign_off = SignOff {
            step: *step,
            by: owner.map_or_else(String::new, |person| person.name.clone()),
            at: format!("{month}-{:02}T09:00:00Z", DAYS[step.number() - 1]),
            note: None,
            inputs: step_inputs(plan, *step),
        };
        plan.process.edit().sign_offs.insert(sign_off);
    }
}

fn approve(plan: &mut Plan, outcome: &Outcome) {
    let (mut rows, gaps) = engine::freeze(outcome);
    round(&mut rows, APPROVED);
    let approval = Approval {
        by: "H. Aigner".into(),
        at: format!("{}-21T15:30:00Z", plan.header.first),
        note: None,
        engine: ENGINE_VERSION.to_string(),
        rows,
        gaps,
        checksum: String::new(),
    };
    plan.approval = Some(Shared::new(approval));
    let checksum = plan_checksum(plan);
    if let Some(approval) = &mut plan.approval {
        approval.edit().checksum = checksum;
    }
}

/// Approved figures to a tenth from a thousand on, to a hundredth below: fine enough that their sums tie as they are shown.
const APPROVED: (f64, f64, f64) = (1000.0, 10.0, 100.0);
/// Figures of earlier cycles to whole ones from a hundred on, to a tenth below.
const EARLIER: (f64, f64, f64) = (100.0, 1.0, 10.0);

/// Rounds stored figures: from a limit on to the first share of one, below it to the second.
fn round(rows: &mut [StoredRow], (limit, above, below): (f64, f64, f64)) {
    for value in rows.iter_mut().flat_map(|row| row.values.iter_mut().flatten()) {
        let steps = if value.abs() < limit { below } else { above };
        *value = (*value * steps).round() / steps + 0.0;
    }
}

/// The next month's plan: the engine's roll-forward with what the month brought, then what people typed anew.
fn roll(plan: &Plan, outcome: &Outcome, history: &Table<Series>) -> Plan {
    let elapsed = plan.header.first;
    let known = until(history, elapsed);
    let (stock, backlog) = closing(plan, outcome, &known);
    let actuals = MonthActuals {
        history: known.iter().cloned().collect(),
        stock: Some(stock),
        backlog: Some(backlog),
        ..MonthActuals::default()
    };
    let mut next = engine::roll_forward(plan, outcome, id_of(elapsed + 1), &actuals).plan;
    let decided = plan.process.decisions.clone();
    set_steps(&mut next, history);
    next.process.edit().decisions = decided;
    next
}

/// Rounds the new snapshot and shortens the older ones. The current cycle keeps all of them; an approved one, for its size, the last one.
fn keep_past(past: &mut Table<Snapshot>, next: &mut Plan) {
    let month = next.header.first;
    let mut all = Table::default();
    for snapshot in past.iter().chain(next.past.iter().filter(|snapshot| snapshot.cycle == month - 1)) {
        let mut snapshot = snapshot.clone();
        if snapshot.cycle < month - 1 {
            snapshot.rows.iter_mut().for_each(|row| row.values.truncate(MONTHS_OF_OLD_SNAPSHOTS));
        } else {
            round(&mut snapshot.rows, EARLIER);
        }
        all.insert(snapshot);
    }
    *past = all.clone();
    all.retain(|snapshot| month == CURRENT || snapshot.cycle == month - 1);
    next.past = Shared::new(all);
}

/// Stock and backlog at the end of the month: as planned, corrected by what customers took against the consensus.
fn closing(plan: &Plan, outcome: &Outcome, known: &Table<Series>) -> (Vec<Stock>, Vec<Backlog>) {
    let (frame, month) = (&outcome.frame, plan.header.first);
    let mut stock: BTreeMap<usize, f64> =
        (0..frame.points.len()).map(|point| (point, outcome.supply.closing.at(point, 0).0.round())).collect();
    let mut backlog = Vec::new();
    for (pair, at) in frame.pairs.iter().enumerate() {
        let (item, market) = (frame.items.code(at.item).clone(), frame.markets.code(at.market).clone());
        let sold = known.get(&(item.clone(), market.clone())).and_then(|series| series.units_in(month));
        let consensus = outcome.demand.consensus.at(pair, 0).0;
        let mut waiting = outcome.supply.backlog.at(pair, 0).0;
        let mut more = (sold.map_or(consensus, |units| units.0) - consensus).round();
        if more < 0.0 {
            let relieved = waiting.min(-more);
            (waiting, more) = (waiting - relieved, more + relieved);
        }
        for (point, share) in frame.serving(pair, 0) {
            let on_hand = stock.entry(*point).or_default();
            let wanted = more * share;
            let taken = wanted.min(*on_hand);
            *on_hand -= taken;
            waiting += wanted - taken;
        }
        let waits = plan.catalog.markets.get(&market).is_some_and(|market| market.unmet == Unmet::Backlog);
        if waits && waiting.round() > 0.0 {
            backlog.push(Backlog { item, market, units: Units(waiting.round()) });
        }
    }
    let rows = stock.into_iter().filter(|(_, units)| *units > 0.0).map(|(point, units)| {
        let at = frame.points[point];
        Stock {
            item: frame.items.code(at.item).clone(),
            site: frame.sites.code(at.site).clone(),
            units: Units(units.round()),
        }
    });
    (rows.collect(), backlog)
}
