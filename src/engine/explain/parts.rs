//! A total told by what it is made of: the families, items, markets, sites, resources or months below it, the largest first.

use super::asked::{Asked, fact};
use super::{Operator, Term, Told, counts, is_history};
use crate::model::{Cell, Measure, OverMonths, Place, Subject};

/// So many are told by name; the others together.
const NAMED: usize = 12;

/// Which one row a node stands for.
pub(super) enum Leaf {
    /// An item in a market.
    Pair(usize),
    /// An item at a site.
    Point(usize),
    /// A resource.
    Resource(usize),
    /// A figure that the company states, not one row of many.
    Company,
    /// Several rows.
    None,
}

/// Where a measure lives.
#[derive(Clone, Copy, PartialEq)]
enum Home {
    Pairs,
    Points,
    Resources,
    Company,
}

fn home(asked: &Asked) -> Home {
    use Measure as M;
    match asked.cell.measure {
        M::Shipments if matches!(asked.cell.place, Place::Site(_)) => Home::Points,
        M::History | M::CleansedHistory | M::Baseline | M::Launches | M::PhaseOuts | M::Trend | M::Events => {
            Home::Pairs
        }
        M::Statistical | M::Sales | M::Marketing | M::FinanceView | M::Blend | M::Override | M::Consensus => {
            Home::Pairs
        }
        M::LastCycle
        | M::UnmetDemand
        | M::LostSales
        | M::Backlog
        | M::Service
        | M::Shipments
        | M::Price
        | M::UnitCost => Home::Pairs,
        M::RevenueAtDemand | M::Revenue | M::CostOfGoods => Home::Pairs,
        M::GrossMargin if asked.cell.subject != Subject::All || asked.cell.place != Place::All => Home::Pairs,
        M::Independent | M::Dependent | M::Interplant | M::Requirement | M::OpeningStock | M::Receipts => Home::Points,
        M::Releases | M::Production | M::Purchase | M::TransferIn | M::TransferOut | M::Usage => Home::Points,
        M::ClosingStock | M::TargetStock | M::DaysOfSupply | M::InTransit | M::WorkInProcess => Home::Points,
        M::Shortage | M::PurchaseElsewhere | M::InventoryValue => Home::Points,
        M::Load | M::WishedLoad | M::Capacity | M::Overtime | M::OvertimeLimit | M::ExtraLimit => Home::Resources,
        M::People | M::Utilization => Home::Resources,
        M::WeightedPipeline | M::ProjectSpend | M::GrossMargin | M::Variances | M::Overhead | M::PlanSpend => {
            Home::Company
        }
        M::Freight | M::Ebit | M::Receivables | M::Payables | M::WorkingCapital | M::CashFlow => Home::Company,
        M::BudgetUnits | M::BudgetRevenue | M::BudgetMargin | M::BudgetEbit | M::BudgetGap => Home::Company,
    }
}

/// The row behind a node.
pub(super) fn leaf(asked: &Asked) -> Leaf {
    let node = asked.node();
    let only = |rows: Option<Vec<usize>>| rows.filter(|rows| rows.len() == 1).map(|rows| rows[0]);
    match home(asked) {
        Home::Pairs => only(node.pairs()).map_or(Leaf::None, Leaf::Pair),
        Home::Points => only(node.points()).map_or(Leaf::None, Leaf::Point),
        Home::Resources => only(node.resources()).map_or(Leaf::None, Leaf::Resource),
        Home::Company if is_sum(asked) => Leaf::None,
        Home::Company => Leaf::Company,
    }
}

/// Whether a figure of the company is the sum of accounts, projects or families.
fn is_sum(asked: &Asked) -> bool {
    let own = |family: Option<_>| {
        let month = asked.frame().horizon.month(asked.t());
        asked.plan.finance.budget.contains(&(month, family, asked.cell.measure))
    };
    let all = asked.cell.subject == Subject::All;
    match asked.cell.measure {
        Measure::Overhead | Measure::ProjectSpend | Measure::WeightedPipeline => all,
        Measure::BudgetUnits | Measure::BudgetRevenue | Measure::BudgetMargin | Measure::BudgetEbit => {
            all && !own(None)
        }
        _ => false,
    }
}

/// A flow over several months: month by month.
pub(super) fn months(asked: &Asked) -> Told {
    Told::new("The sum of its months.", asked.whole(by_month(asked), "Rounding"))
}

fn by_month(asked: &Asked) -> Vec<Term> {
    let month = |t: usize| {
        let cell = asked.here_at(asked.cell.measure, t);
        asked.link_as(Operator::Plus, cell.first.to_string(), cell)
    };
    asked.span.clone().filter_map(month).collect()
}

/// A level over several months: that of one month.
pub(super) fn one_month(asked: &Asked, t: usize, which: &str) -> Told {
    let cell = asked.here_at(asked.cell.measure, t);
    let terms = asked.link_as(Operator::Plus, cell.first.to_string(), cell).into_iter().collect();
    Told::new(
        format!("A level is not summed over months: it is that of the {which} month."),
        asked.whole(terms, "Rounding"),
    )
}

/// The sum of what is below the node.
pub(super) fn below(asked: &Asked) -> Told {
    let terms = asked.whole(children(asked), "The rest");
    Told::new("The sum of what is below.", terms)
}

/// The same for a figure that an identity tells already: by node in one month, by month over several. Empty where that adds nothing.
pub(super) fn parts(asked: &Asked) -> Vec<Term> {
    let measure = asked.cell.measure;
    if measure.over_months() == OverMonths::Recompute {
        return Vec::new();
    }
    if asked.span.len() > 1 && measure.over_months() == OverMonths::Sum {
        return asked.whole(by_month(asked), "Rounding");
    }
    let is_leaf = !matches!(leaf(asked), Leaf::None);
    let parts = if is_leaf { Vec::new() } else { children(asked) };
    if parts.is_empty() { parts } else { asked.whole(parts, "The rest") }
}

/// The nodes right below, the largest first, what is left over last.
fn children(asked: &Asked) -> Vec<Term> {
    let mut terms: Vec<Term> = nodes(asked)
        .into_iter()
        .filter_map(|(label, subject, place)| {
            let cell = Cell { subject, place, ..asked.cell.clone() };
            asked.link_as(Operator::Plus, label, cell)
        })
        .collect();
    terms.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    if terms.len() > NAMED + 1 {
        let others = terms.split_off(NAMED);
        let sum = others.iter().map(|term| term.value).sum::<f64>();
        let label = format!("{} others", others.len());
        terms.extend(counts(sum).then(|| fact(Operator::Plus, label, sum, asked.cell.measure.unit())));
    }
    terms
}

/// Labels and addresses of the nodes right below.
fn nodes(asked: &Asked) -> Vec<(String, Subject, Place)> {
    let (subject, place) = (&asked.cell.subject, &asked.cell.place);
    match (home(asked), subject) {
        (Home::Pairs | Home::Points, Subject::All | Subject::Family(_)) => products(asked),
        (Home::Pairs, Subject::Item(_)) => markets(asked),
        (Home::Points, Subject::Item(_)) => {
            let sites = asked.frame().sites.iter().enumerate();
            let site = |(at, site): (usize, &crate::model::SiteId)| {
                (asked.site_name(at), subject.clone(), Place::Site(site.clone()))
            };
            if *place == Place::All { sites.map(site).collect() } else { Vec::new() }
        }
        (Home::Resources, Subject::All) => {
            let resources = asked.frame().resources.iter().enumerate();
            resources.map(|(at, id)| (asked.resource_name(at), Subject::Resource(id.clone()), place.clone())).collect()
        }
        (Home::Company, Subject::All) => company(asked),
        _ => Vec::new(),
    }
}

/// Families and items right below.
fn products(asked: &Asked) -> Vec<(String, Subject, Place)> {
    let frame = asked.frame();
    let top = match &asked.cell.subject {
        Subject::Family(family) => frame.families.position(family),
        _ => None,
    };
    let families = (0..frame.families.len()).filter(|family| frame.family_above[*family] == top).map(|family| {
        let id = frame.families.code(family);
        let name = asked.plan.catalog.families.get(id).map(|family| family.name.clone()).unwrap_or_default();
        (if name.is_empty() { id.to_string() } else { name }, Subject::Family(id.clone()))
    });
    let items = (0..frame.items.len()).filter(|item| frame.family_of[*item] == top);
    let items = items.map(|item| (asked.item_name(item), Subject::Item(frame.items.code(item).clone())));
    families.chain(items).map(|(name, subject)| (name, subject, asked.cell.place.clone())).collect()
}

/// Markets right below.
fn markets(asked: &Asked) -> Vec<(String, Subject, Place)> {
    let frame = asked.frame();
    let top = match &asked.cell.place {
        Place::All => None,
        Place::Market(market) => frame.markets.position(market),
        Place::Site(_) => return Vec::new(),
    };
    let below = (0..frame.markets.len()).filter(|market| frame.market_above[*market] == top);
    let place = |market: usize| Place::Market(frame.markets.code(market).clone());
    below.map(|market| (asked.market_name(market), asked.cell.subject.clone(), place(market))).collect()
}

/// Accounts, projects or budgeted families.
fn company(asked: &Asked) -> Vec<(String, Subject, Place)> {
    let place = &asked.cell.place;
    match asked.cell.measure {
        Measure::Overhead => {
            let accounts = asked.plan.finance.accounts.iter();
            accounts
                .map(|account| (account.name.clone(), Subject::Account(account.id.clone()), place.clone()))
                .collect()
        }
        Measure::ProjectSpend | Measure::WeightedPipeline => {
            let projects = asked.plan.product.projects.iter();
            projects
                .map(|project| (project.name.clone(), Subject::Project(project.id.clone()), place.clone()))
                .collect()
        }
        measure if !is_history(measure) => {
            let frame = asked.frame();
            let top = (0..frame.families.len()).filter(|family| frame.family_above[*family].is_none());
            let family = |family: usize| frame.families.code(family).clone();
            top.map(|at| (family(at).to_string(), Subject::Family(family(at)), place.clone())).collect()
        }
        _ => Vec::new(),
    }
}
