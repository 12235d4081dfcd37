//! Identities between measures that hold at every node and over any months: sums of flows, lines of the P&L, ratios of totals.

use super::asked::{Asked, fact};
use super::{Operator, Term, Told, items, supply};
use crate::model::{AccountKind, Measure, Place, Subject, Unit};

/// Which measures are added or taken off, in the order in which they are told.
type Sum = &'static [(Operator, Measure)];

const LAYERS: Sum = &[
    (Operator::Plus, Measure::Baseline),
    (Operator::Plus, Measure::Launches),
    (Operator::Plus, Measure::PhaseOuts),
    (Operator::Plus, Measure::Trend),
    (Operator::Plus, Measure::Events),
];
const BALANCE: Sum = &[
    (Operator::Plus, Measure::Receipts),
    (Operator::Plus, Measure::Production),
    (Operator::Plus, Measure::Purchase),
    (Operator::Plus, Measure::TransferIn),
    (Operator::Minus, Measure::TransferOut),
    (Operator::Minus, Measure::Usage),
    (Operator::Minus, Measure::Shipments),
];
const MARGIN: Sum = &[
    (Operator::Plus, Measure::Revenue),
    (Operator::Minus, Measure::CostOfGoods),
    (Operator::Minus, Measure::Variances),
];
const EARNINGS: Sum = &[
    (Operator::Plus, Measure::GrossMargin),
    (Operator::Minus, Measure::Freight),
    (Operator::Minus, Measure::PlanSpend),
    (Operator::Minus, Measure::Overhead),
];
const CAPITAL: Sum = &[
    (Operator::Plus, Measure::InventoryValue),
    (Operator::Plus, Measure::Receivables),
    (Operator::Minus, Measure::Payables),
];

/// The identity of a measure, where it has one at this node.
pub(super) fn told(asked: &Asked) -> Option<Told> {
    let sum = |sentence: &str, of: Sum, rest: &str| Some(Told::new(sentence, asked.whole(links(asked, of), rest)));
    match asked.cell.measure {
        Measure::Consensus => Some(consensus(asked)),
        Measure::Statistical => {
            sum("The statistical stream: the baseline and every layer, not below zero.", LAYERS, "Not below zero")
        }
        Measure::OpeningStock => opening(asked),
        Measure::ClosingStock => Some(closing(asked)),
        Measure::GrossMargin if is_company(asked) => {
            sum("Revenue less cost of goods and period variances.", MARGIN, "Not known in part")
        }
        Measure::GrossMargin => {
            sum("Revenue less cost of goods; period variances are the company's.", &MARGIN[..2], "Not known in part")
        }
        Measure::Ebit => {
            sum("Gross margin less freight, spend of the plan and overhead.", EARNINGS, "Not known in part")
        }
        Measure::WorkingCapital => {
            sum("What stock and customers tie up, less what vendors are owed.", CAPITAL, "Not known in part")
        }
        Measure::CashFlow => cash_flow(asked),
        Measure::BudgetGap => budget_gap(asked),
        Measure::PlanSpend => {
            let spend = &[(Operator::Plus, Measure::ProjectSpend)];
            sum("Spend of the projects, and the cost of promotions and other events.", spend, "Events")
        }
        Measure::Utilization => ratio(asked, "Load by regular hours.", [Measure::Load, Measure::Capacity]),
        Measure::Service => ratio(
            asked,
            "What is shipped in the month in which it is demanded, by demand.",
            [Measure::Service, Measure::Consensus],
        ),
        Measure::Price => items::price(asked).or_else(|| {
            let of = [Measure::RevenueAtDemand, Measure::Consensus];
            ratio(asked, "The mean price: revenue at demand by demand.", of)
        }),
        Measure::UnitCost => items::unit_cost(asked).or_else(|| {
            let of = [Measure::CostOfGoods, Measure::Shipments];
            ratio(asked, "The mean cost: cost of goods by shipments.", of)
        }),
        Measure::DaysOfSupply => supply::days(asked),
        _ => None,
    }
}

fn is_company(asked: &Asked) -> bool {
    asked.cell.subject == Subject::All && asked.cell.place == Place::All
}

fn links(asked: &Asked, of: Sum) -> Vec<Term> {
    of.iter().filter_map(|(operator, measure)| asked.link(*operator, asked.here(*measure))).collect()
}

/// Layers and override; with the views of other functions their blend instead of the layers.
fn consensus(asked: &Asked) -> Told {
    let views = [Measure::Sales, Measure::Marketing, Measure::FinanceView];
    let figure = |measure| asked.outcome.figure(asked.plan, &asked.here(measure));
    let blended = views.into_iter().any(|view| figure(view).is_some());
    let (mut terms, sentence) = if blended {
        let blend = links(asked, &[(Operator::Plus, Measure::Blend)]);
        (blend, "The streams of statistics, sales, marketing and finance by weight, and what overrides change.")
    } else {
        let layers = links(asked, LAYERS);
        (layers, "The baseline, every layer on it, and what overrides change. No other stream has a figure here.")
    };
    let overrides = asked.link(Operator::Plus, asked.here(Measure::Override));
    let floor = figure(Measure::Override).unwrap_or(0.0);
    let rest = asked.value - floor - super::reckon(&terms);
    if rest.abs() > 1e-9 * asked.value.abs().max(1.0) {
        terms.push(fact(Operator::Plus, "Not below zero", rest, Unit::Units));
    }
    terms.extend(overrides);
    Told::new(sentence, asked.whole(terms, "Rounding"))
}

/// After the first month opening stock is what the month before leaves.
fn opening(asked: &Asked) -> Option<Told> {
    let before = asked.t().checked_sub(1)?;
    let terms = asked.link(Operator::Plus, asked.here_at(Measure::ClosingStock, before)).into_iter().collect();
    Some(Told::new("What the month before leaves.", asked.whole(terms, "Rounding")))
}

fn closing(asked: &Asked) -> Told {
    let opening = asked.link(Operator::Plus, asked.here_at(Measure::OpeningStock, asked.t()));
    let terms = opening.into_iter().chain(links(asked, BALANCE)).collect();
    let sentence = "Opening stock and what comes in, less what goes out.";
    Told::new(sentence, asked.whole(terms, "Rounding"))
}

/// EBIT and depreciation, less the rise of working capital in the month.
fn cash_flow(asked: &Asked) -> Option<Told> {
    if asked.span.len() > 1 {
        return None;
    }
    let t = asked.t();
    let mut terms: Vec<Term> = asked.link(Operator::Plus, asked.here(Measure::Ebit)).into_iter().collect();
    let accounts = asked.plan.finance.accounts.iter();
    for account in accounts.filter(|account| account.kind == AccountKind::Depreciation) {
        let mut cell = asked.here(Measure::Overhead);
        cell.subject = Subject::Account(account.id.clone());
        terms.extend(asked.link_as(Operator::Plus, format!("{}, which is no cash", account.name), cell));
    }
    terms.extend(asked.link_as(Operator::Minus, "Working capital at the end", asked.here(Measure::WorkingCapital)));
    let before = t.checked_sub(1).and_then(|t| {
        asked.link_as(Operator::Plus, "Working capital at the start", asked.here_at(Measure::WorkingCapital, t))
    });
    terms.extend(before);
    let sentence = "Earnings and depreciation, less the rise of working capital.";
    Some(Told::new(sentence, asked.whole(terms, "Working capital at the opening")))
}

/// Revenue less budget, where every month has a budget.
fn budget_gap(asked: &Asked) -> Option<Told> {
    let budget = asked.node().by_month(Measure::BudgetRevenue, asked.span.clone())?;
    let revenue = asked.node().by_month(Measure::Revenue, asked.span.clone())?;
    if budget.iter().chain(&revenue).any(Option::is_none) {
        return None;
    }
    let terms = links(asked, &[(Operator::Plus, Measure::Revenue), (Operator::Minus, Measure::BudgetRevenue)]);
    Some(Told::new("Revenue less the budgeted one.", asked.whole(terms, "Rounding")))
}

/// A total by a total. The totals link to their measures where these take in the very same.
fn ratio(asked: &Asked, sentence: &str, [part, whole]: [Measure; 2]) -> Option<Told> {
    let (parts, wholes) = asked.node().parts(asked.cell.measure, asked.span.clone())?;
    let total = |operator, measure: Measure, values: Vec<f64>| {
        let value: f64 = values.iter().sum();
        let cell = asked.here(measure);
        let same =
            asked.outcome.figure(asked.plan, &cell).is_some_and(|figure| (figure - value).abs() <= 1e-9 * value.abs());
        let is_own = measure == asked.cell.measure;
        let label = if is_own { "Shipped in its month" } else { measure.name() };
        let unit = if is_own { Unit::Units } else { measure.unit() };
        Term { cell: (same && !is_own).then_some(cell), ..fact(operator, label, value, unit) }
    };
    let terms = vec![total(Operator::Plus, part, parts), total(Operator::Over, whole, wholes)];
    Some(Told::new(sentence, terms))
}
