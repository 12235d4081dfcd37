//! Figures of the company: overhead, variances, freight, receivables, payables, budgets, projects.

use super::asked::{Asked, fact, noted};
use super::demand::typed_term;
use super::{Operator, Term, Told, counts, parts, plain};
use crate::engine::money::{outstanding, worth};
use crate::model::{AccountId, Figure, Measure, Money, ProjectId, Subject, Unit, Units};

/// The formula of a figure of the company.
pub(super) fn told(asked: &Asked) -> Told {
    match (asked.cell.measure, &asked.cell.subject) {
        (Measure::Overhead, Subject::Account(account)) => overhead(asked, account),
        (Measure::ProjectSpend, Subject::Project(project)) => spend(asked, project),
        (Measure::WeightedPipeline, Subject::Project(project)) => pipeline(asked, project),
        (Measure::Variances, _) => variances(asked),
        (Measure::Freight, _) => freight(asked),
        (Measure::Receivables, _) => receivables(asked),
        (Measure::Payables, _) => payables(asked),
        (Measure::BudgetUnits | Measure::BudgetRevenue | Measure::BudgetMargin | Measure::BudgetEbit, _) => {
            budget(asked)
        }
        _ => parts::below(asked),
    }
}

/// The last closed month's amount, and what was typed on top.
fn overhead(asked: &Asked, account: &AccountId) -> Told {
    let finance = &asked.plan.finance;
    let first = asked.frame().horizon.first;
    let last = finance.statement.keys().map(|(month, _)| *month).filter(|month| *month < first).max();
    let stated = last.and_then(|month| Some((month, finance.statement.get(&(month, account.clone()))?.amount)));
    let carried =
        stated.map(|(month, amount)| fact(Operator::Plus, format!("As stated for {month}"), amount.0, Unit::Money));
    let mut terms = asked.whole(carried.into_iter().collect(), "Typed change");
    let month = first + asked.t() as i32;
    let reaches = |figure: &&Figure| {
        let cell = &figure.cell;
        let subject = cell.subject == Subject::All || cell.subject == asked.cell.subject;
        cell.measure == Measure::Overhead && cell.first <= month && month <= cell.last && subject
    };
    terms.extend(finance.figures.iter().filter(reaches).map(typed_term));
    let source = stated.map(|(month, _)| format!("Statement of {month}, {account}"));
    Told::new("The last closed month's amount is carried forward.", terms).with_source(source)
}

fn spend(asked: &Asked, project: &ProjectId) -> Told {
    Told::new("Spend of the project as typed for the month.", asked.itself("Typed"))
        .with_source(Some(format!("Project {project}")))
}

fn pipeline(asked: &Asked, project: &ProjectId) -> Told {
    let record = asked.plan.product.projects.get(project);
    let outlook = asked.outcome.product.outlooks.iter().find(|outlook| outlook.project == *project);
    let volume = outlook.and_then(|outlook| outlook.volume.get(asked.t())).map_or(0.0, |units| units.0);
    let chance = record.map_or(0.0, |record| record.probability.clamp(0.0, 1.0));
    let terms = vec![
        fact(Operator::Plus, "Volume of the launch curve", volume, Unit::Units),
        fact(Operator::Times, "Probability", chance, Unit::Share),
    ];
    Told::new("Full volume in all markets times probability.", asked.whole(terms, "Rounding"))
        .with_source(Some(format!("Project {project}")))
}

fn variances(asked: &Asked) -> Told {
    let (of, t) = (&asked.outcome.finance.variances, asked.t());
    let kinds = [
        ("Overtime premium", &of.overtime_premium),
        ("Vendors' prices above standard", &of.purchase_price),
        ("Stock revalued by a new standard", &of.revaluation),
    ];
    let term = |(label, values): (&str, &Vec<Money>)| {
        let value = values.get(t)?.0;
        counts(value).then(|| fact(Operator::Plus, label, value, Unit::Money))
    };
    let mut terms = asked.whole(kinds.into_iter().filter_map(term).collect(), "Rounding");
    terms.extend(asked.link(Operator::Note, asked.here(Measure::Overtime)));
    Told::new("What the standard does not take in.", terms)
}

/// By receiving point; where it has several lanes only their sum is known.
fn freight(asked: &Asked) -> Told {
    let t = asked.t();
    let mut terms = Vec::new();
    for (point, supplied) in asked.frame().supplied.iter().enumerate() {
        let [lane] = supplied.lanes.as_slice() else { continue };
        let sent = asked.outcome.supply.releases.at(point, t).0;
        let money = worth(Units(sent), lane.freight).0;
        let rate = lane.freight.map_or(0.0, |rate| rate.0);
        let note = format!("{} \u{d7} {}", plain(sent), plain(rate));
        let cell = asked.point_cell(Measure::Releases, point, t);
        terms.extend(counts(money).then(|| asked.share(format!("To {}", asked.point_name(point)), money, cell, note)));
    }
    Told::new(
        "What is sent between sites times freight for one unit.",
        asked.whole(terms, "To sites with several senders"),
    )
}

/// Revenue of the last days, by month, and what is left of the opening balance.
fn receivables(asked: &Asked) -> Told {
    let days = asked.plan.finance.terms.receivable_days.unwrap_or(0.0);
    let revenue = |t: usize| asked.outcome.figure(asked.plan, &asked.here_at(Measure::Revenue, t)).unwrap_or(0.0);
    let mut terms = Vec::new();
    for (t, open, note) in open_flows(asked, days, revenue) {
        let cell = asked.here_at(Measure::Revenue, t);
        terms.push(asked.share(format!("Revenue of {}", asked.month(t)), open, cell, note));
    }
    let sentence = format!("Customers pay after {} days: revenue of so many days back is open.", plain(days));
    Told::new(sentence, asked.whole(terms, "Still open from before the plan"))
}

fn payables(asked: &Asked) -> Told {
    let days = asked.plan.finance.terms.payable_days.unwrap_or(0.0);
    let purchases = |t: usize| asked.outcome.finance.purchases.get(t).map_or(0.0, |money| money.0);
    let term = |(t, open, note): (usize, f64, String)| {
        noted(Operator::Plus, format!("Purchases of {}", asked.month(t)), open, Unit::Money, note)
    };
    let terms: Vec<Term> = open_flows(asked, days, purchases).into_iter().map(term).collect();
    let sentence = format!("Vendors are paid after {} days: purchases of so many days back are open.", plain(days));
    Told::new(sentence, asked.whole(terms, "Still open from before the plan"))
}

/// What of each month's flow is open at the end of the asked month, newest first.
fn open_flows(asked: &Asked, days: f64, flow: impl Fn(usize) -> f64) -> Vec<(usize, f64, String)> {
    let mut left = days;
    let mut open = Vec::new();
    for t in (0..=asked.t()).rev() {
        if left <= 0.0 {
            break;
        }
        let of_month = f64::from(asked.frame().horizon.month(t).days());
        let money = outstanding([(Money(flow(t)), of_month)], left).0;
        let note = format!("{} of {} days", plain(left.min(of_month)), plain(of_month));
        if counts(money) {
            open.push((t, money, note));
        }
        left -= of_month;
    }
    open
}

fn budget(asked: &Asked) -> Told {
    Told::new("As budgeted.", asked.itself("Budget line"))
        .with_source(Some(format!("Budget of {}", asked.month(asked.t()))))
}
