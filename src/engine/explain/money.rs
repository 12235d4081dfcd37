//! Money of one item in one market, or of stock at one site: units times price or cost.

use super::asked::{Asked, fact};
use super::{Operator, Term, Told};
use crate::model::{Cell, Measure, Place, Subject, Unit};

/// Revenue at demand, revenue and cost of goods of a pair.
pub(super) fn sales(asked: &Asked, pair: usize) -> Told {
    let t = asked.t();
    let (units, price, sentence) = match asked.cell.measure {
        Measure::RevenueAtDemand => (Measure::Consensus, Measure::Price, "Unconstrained demand at its price."),
        Measure::Revenue => (Measure::Shipments, Measure::Price, "What is shipped at its price."),
        _ => (Measure::Shipments, Measure::UnitCost, "What is shipped at standard cost."),
    };
    let units = or_nothing(asked, units, asked.pair_cell(units, pair, t));
    let price = if price == Measure::UnitCost {
        unit_cost(asked, asked.frame().pairs[pair].item, t)
    } else {
        asked.link(Operator::Times, asked.pair_cell(price, pair, t))
    };
    let terms = [Some(units), price].into_iter().flatten().collect();
    Told::new(sentence, asked.whole(terms, "Not known"))
}

/// A quantity to be multiplied: it is told when it is nothing, too.
fn or_nothing(asked: &Asked, measure: Measure, cell: Cell) -> Term {
    asked.link(Operator::Plus, cell).unwrap_or_else(|| fact(Operator::Plus, measure.name(), 0.0, measure.unit()))
}

/// The standard cost of an item as a factor.
pub(super) fn unit_cost(asked: &Asked, item: usize, t: usize) -> Option<Term> {
    let item = Subject::Item(asked.frame().items.code(item).clone());
    let cell = Cell::month(Measure::UnitCost, item, Place::All, asked.frame().horizon.month(t));
    asked.link(Operator::Times, cell)
}

/// Stock, goods on the road and work in process of a point at standard cost.
pub(super) fn inventory(asked: &Asked, point: usize) -> Told {
    let t = asked.t();
    let mut terms: Vec<Term> = [Measure::ClosingStock, Measure::InTransit, Measure::WorkInProcess]
        .into_iter()
        .filter_map(|measure| asked.link(Operator::Plus, asked.point_cell(measure, point, t)))
        .collect();
    let item = asked.frame().points[point].item;
    let cost = asked.outcome.finance.rates.unit_cost.at(item, t).map_or(0.0, |cost| cost.0);
    let owned = if cost > 0.0 { asked.value / cost - super::reckon(&terms) } else { 0.0 };
    if owned.abs() > 1e-6 {
        terms.push(fact(Operator::Plus, "On its way since before the plan", owned, Unit::Units));
    }
    if terms.is_empty() {
        terms.push(fact(Operator::Plus, "Nothing in stock", 0.0, Unit::Units));
    }
    terms.extend(unit_cost(asked, item, t));
    Told::new("What is in stock, on the road and in process, at standard cost.", asked.whole(terms, "Not known"))
}
