//! Price of one item in one market, and standard cost of one item.

use super::asked::{Asked, fact, noted};
use super::demand::typed_term;
use super::{Operator, Term, Told, counts, percent, plain};
use crate::engine::money::{discounted, paid, rolled_up, worth};
use crate::engine::{PriceSource, Supplied};
use crate::model::{Cell, Figure, Hours, Item, Measure, Month, Place, Subject, Unit, UnitPrice, Units, Way};

/// Closed months that a mean price is taken over.
const MEAN_MONTHS: i32 = 12;

/// The price of one pair in one month; `None` at other nodes.
pub(super) fn price(asked: &Asked) -> Option<Told> {
    let pairs = asked.node().pairs().filter(|pairs| pairs.len() == 1 && asked.span.len() == 1)?;
    let (pair, t) = (pairs[0], asked.t());
    let discount = asked.outcome.demand.discount.at(pair, t);
    let source = asked.outcome.finance.rates.price_source[pair];
    let before = if discount < 1.0 { asked.value / (1.0 - discount.max(0.0)) } else { 0.0 };
    let (mut terms, sentence) = match source {
        PriceSource::MarketHistory => {
            (mean(asked, pair, true), "Net revenue by units of the last twelve months of the item in this market.")
        }
        PriceSource::ItemHistory => {
            (mean(asked, pair, false), "Net revenue by units of the last twelve months of the item in all markets.")
        }
        PriceSource::List => {
            let list = record(asked, asked.frame().pairs[pair].item).and_then(|item| item.list_price);
            let list = list.map_or(before, |list| list.0);
            (vec![fact(Operator::Plus, "List price", list, Unit::UnitPrice)], "The list price: history tells none.")
        }
        PriceSource::Agreed | PriceSource::Typed | PriceSource::Unknown => (Vec::new(), "As agreed or typed."),
    };
    let base = super::reckon(&terms);
    if (before - base).abs() > 1e-9 * before.abs().max(1e-9) {
        let label = if terms.is_empty() { "As agreed or typed" } else { "Agreed or typed for this month" };
        terms.push(fact(Operator::Plus, label, before - base, Unit::UnitPrice));
    }
    if counts(discount) {
        let left = discounted(UnitPrice(1.0), discount).0;
        let note = format!("{} off", percent(discount));
        terms.push(noted(Operator::Times, "Discount of events", left, Unit::Share, note));
    }
    terms.extend(typed(asked, pair));
    let source = record(asked, asked.frame().pairs[pair].item).and_then(|item| item.source.clone());
    let source = source.filter(|_| asked.outcome.finance.rates.price_source[pair] == PriceSource::List);
    Some(Told::new(sentence, asked.whole(terms, "Rounding")).with_source(source))
}

fn record<'a>(asked: &Asked<'a>, item: usize) -> Option<&'a Item> {
    asked.plan.catalog.items.get(asked.frame().items.code(item))
}

/// Net revenue and units of the last closed months that know both.
fn mean(asked: &Asked, pair: usize, in_market: bool) -> Vec<Term> {
    let frame = asked.frame();
    let at = frame.pairs[pair];
    let (item, market) = (frame.items.code(at.item), frame.markets.code(at.market));
    let (mut units, mut revenue) = (0.0, 0.0);
    let records = asked.plan.actuals.history.iter().filter(|series| series.item == *item);
    for series in records.filter(|series| !in_market || series.market == *market) {
        for back in 1..=MEAN_MONTHS {
            let month: Month = frame.horizon.first - back;
            if let (Some(sold), Some(worth)) = (series.units_in(month), series.revenue_in(month)) {
                units += sold.0;
                revenue += worth.0;
            }
        }
    }
    let place = if in_market { Place::Market(market.clone()) } else { Place::All };
    let last = frame.horizon.first - 1;
    let cell = Cell {
        first: last - (MEAN_MONTHS - 1),
        last,
        ..Cell::month(Measure::History, Subject::Item(item.clone()), place, last)
    };
    let same =
        asked.outcome.figure(asked.plan, &cell).is_some_and(|figure| (figure - units).abs() <= 1e-9 * units.abs());
    vec![
        fact(Operator::Plus, "Net revenue of the last twelve months", revenue, Unit::Money),
        Term { cell: same.then_some(cell), ..fact(Operator::Over, "Units of the same months", units, Unit::Units) },
    ]
}

/// Agreed and typed prices that reach the pair, as notes.
fn typed(asked: &Asked, pair: usize) -> Vec<Term> {
    let month = asked.frame().horizon.month(asked.t());
    let at = asked.frame().pairs[pair];
    let item = asked.frame().items.code(at.item);
    let facts = asked.plan.finance.prices.iter().filter(|fact| fact.item == *item && fact.from <= month);
    let agreed = facts.map(|agreed| {
        let market = agreed.market.as_ref().map_or(String::new(), |market| format!(" in {market}"));
        fact(Operator::Note, format!("Agreed from {}{market}", agreed.from), agreed.price.0, Unit::UnitPrice)
    });
    let reaches = |figure: &&Figure| {
        let cell = &figure.cell;
        cell.measure == Measure::Price
            && cell.first <= month
            && month <= cell.last
            && asked.frame().pairs_in(&cell.subject, &cell.place).contains(&pair)
    };
    agreed.chain(asked.plan.finance.figures.iter().filter(reaches).map(typed_term)).collect()
}

/// The standard cost of one item in one month; `None` at other nodes.
pub(super) fn unit_cost(asked: &Asked) -> Option<Told> {
    let [item] = asked.frame().items_of(&asked.cell.subject)[..] else { return None };
    if asked.span.len() > 1 {
        return None;
    }
    let stated = record(asked, item).and_then(|item| item.standard_cost).filter(|cost| cost.0 > 0.0);
    let (mut terms, sentence) = match stated {
        Some(cost) => {
            let term = fact(Operator::Plus, "Standard cost, as typed or imported", cost.0, Unit::UnitPrice);
            (vec![term], "The standard cost as it stands in the item's record.")
        }
        None => {
            let mut rolled = rolled(asked, item);
            rolled.retain(|term| counts(term.value));
            (rolled, "Rolled up: no standard cost was typed or imported.")
        }
    };
    terms.extend(asked.rest("Typed for this month", &terms));
    let month = asked.frame().horizon.month(asked.t());
    let reaches = |figure: &&Figure| {
        let cell = &figure.cell;
        let items = || asked.frame().items_of(&cell.subject);
        cell.measure == Measure::UnitCost && cell.first <= month && month <= cell.last && items().contains(&item)
    };
    terms.extend(asked.plan.finance.figures.iter().filter(reaches).map(typed_term));
    Some(Told::new(sentence, terms).with_source(record(asked, item).and_then(|item| item.source.clone())))
}

/// The roll-up of an item: that of its first point, from the lowest level up, whose every part is known.
fn rolled(asked: &Asked, item: usize) -> Vec<Term> {
    let frame = asked.frame();
    let points = frame.order.iter().rev().filter(|point| frame.points[**point].item == item);
    points.filter_map(|point| rolled_point(asked, &frame.supplied[*point])).next().unwrap_or_default()
}

fn rolled_point(asked: &Asked, supplied: &Supplied) -> Option<Vec<Term>> {
    let (frame, t) = (asked.frame(), asked.t());
    match supplied.way? {
        Way::Buy => {
            let purchase = supplied.purchase.as_ref()?;
            let price = purchase.price.filter(|price| price.0 > 0.0)?;
            Some(vec![fact(Operator::Plus, format!("Price of {}", purchase.vendor), price.0, Unit::UnitPrice)])
        }
        Way::Move => None,
        Way::Make if supplied.parts.is_empty() && supplied.work.is_empty() => None,
        Way::Make => {
            let mut terms = Vec::new();
            let mut sum = crate::model::Money::ZERO;
            for part in &supplied.parts {
                let component = frame.points[part.point].item;
                let cost = asked.outcome.finance.rates.unit_cost.at(component, t)?;
                let money = worth(Units(part.qty), Some(cost));
                let subject = Subject::Item(frame.items.code(component).clone());
                let cell = Cell::month(Measure::UnitCost, subject, Place::All, frame.horizon.month(t));
                let note = format!("{} \u{d7} {}", plain(part.qty), plain(cost.0));
                terms.push(asked.share(asked.item_name(component), money.0, cell, note));
                sum += money;
            }
            for work in supplied.work.iter().filter(|work| work.hours > 0.0) {
                let id = frame.resources.code(work.resource);
                let rate = asked.plan.catalog.resources.get(id).and_then(|resource| resource.cost_per_hour)?;
                let money = paid(Hours(work.hours), rate);
                let note = format!("{} h \u{d7} {}", plain(work.hours), plain(rate.0));
                terms.push(noted(Operator::Plus, asked.resource_name(work.resource), money.0, Unit::UnitPrice, note));
                sum += money;
            }
            rolled_up(sum, supplied.production_yield)?;
            if supplied.production_yield != 1.0 {
                terms.push(fact(Operator::Over, "Good units out of one", supplied.production_yield, Unit::Share));
            }
            Some(terms)
        }
    }
}
