//! Net price by item x market x month: agreed, else the mean of the last twelve closed months of the item in the market,
//! else of the item, else the list price; typed figures on top; then the discounts of events.
//!
//! Invariant: every known price is finite and not below zero; zero or less in history or list means "not known".

use super::formula::{discounted, typed};
use super::node::nodes;
use super::{PriceSource, Priced};
use crate::engine::Grid;
use crate::engine::frame::Sold;
use crate::model::{How, Measure, Month, UnitPrice, unit_price};

/// Prices and where they come from.
pub(super) struct Prices {
    pub price: Grid<Option<UnitPrice>>,
    pub source: Vec<PriceSource>,
}

/// The price of every pair in every month.
pub(super) fn prices(inputs: &Priced) -> Prices {
    let mut prices = known_prices(inputs);
    agree(inputs, &mut prices);
    type_over(inputs, &mut prices);
    for (price, discount) in prices.price.cells_mut().iter_mut().zip(inputs.demand.discount.cells()) {
        if *discount != 0.0 {
            *price = price.map(|price| discounted(price, *discount));
        }
    }
    prices
}

/// What history and the price list say, the same in every month.
fn known_prices(inputs: &Priced) -> Prices {
    let frame = inputs.frame;
    let closed = &frame.closed;
    let months = frame.horizon.months;
    let mut price = Grid::new(frame.pairs.len(), months);
    let mut source = vec![PriceSource::Unknown; frame.pairs.len()];
    for (item, pairs) in frame.pairs_of.iter().enumerate() {
        let list = inputs.catalog.items.get(frame.items.code(item)).and_then(|item| item.list_price);
        for pair in pairs.clone() {
            let (known, from) = first_known(closed.by_pair[pair], closed.by_item[item], list);
            source[pair] = from;
            price.row_mut(pair).fill(known);
        }
    }
    Prices { price, source }
}

fn first_known(pair: Sold, item: Sold, list: Option<UnitPrice>) -> (Option<UnitPrice>, PriceSource) {
    let sources = [
        (mean_price(pair), PriceSource::MarketHistory),
        (mean_price(item), PriceSource::ItemHistory),
        (list, PriceSource::List),
    ];
    let known = |price: &UnitPrice| price.0 > 0.0 && price.0.is_finite();
    let first = sources.into_iter().find_map(|(price, source)| price.filter(known).map(|price| (Some(price), source)));
    first.unwrap_or((None, PriceSource::Unknown))
}

fn mean_price(sold: Sold) -> Option<UnitPrice> {
    if sold.units.0 <= 0.0 { None } else { unit_price(sold.revenue, sold.units) }
}

/// Lays agreed prices over: those of every market first, then those of nodes above the market, then the market's own.
fn agree(inputs: &Priced, prices: &mut Prices) {
    let frame = inputs.frame;
    if inputs.plan.prices.is_empty() {
        return;
    }
    for (item, pairs) in frame.pairs_of.iter().enumerate() {
        for pair in pairs.clone() {
            let mut chain = vec![None];
            chain.extend(above(frame.pairs[pair].market, &frame.market_above).into_iter().rev().map(Some));
            for market in chain {
                agree_at(inputs, prices, (item, pair), market);
            }
        }
    }
}

fn agree_at(inputs: &Priced, prices: &mut Prices, (item, pair): (usize, usize), market: Option<usize>) {
    let frame = inputs.frame;
    let item = frame.items.code(item);
    let market = market.map(|market| frame.markets.code(market).clone());
    let key = |month| (item.clone(), market.clone(), Month(month));
    for fact in inputs.plan.prices.range(key(i32::MIN)..=key(i32::MAX)) {
        let from = (fact.from - frame.horizon.first).max(0) as usize;
        if from == 0 {
            prices.source[pair] = PriceSource::Agreed;
        }
        let row = prices.price.row_mut(pair);
        let from = from.min(row.len());
        row[from..].fill(Some(fact.price));
    }
}

/// A node and everything above it, from the node up.
pub(super) fn above(node: usize, parents: &[Option<usize>]) -> Vec<usize> {
    let mut chain = vec![node];
    let mut at = node;
    while let Some(parent) = parents.get(at).copied().flatten() {
        if chain.len() > parents.len() {
            break;
        }
        chain.push(parent);
        at = parent;
    }
    chain
}

/// Lays typed prices over, broad nodes first, what-ifs last.
fn type_over(inputs: &Priced, prices: &mut Prices) {
    for (figure, span) in nodes(inputs.frame, &inputs.plan.figures, Measure::Price) {
        for pair in inputs.frame.pairs_in(&figure.cell.subject, &figure.cell.place) {
            if span.start == 0 && figure.how == How::Replace {
                prices.source[pair] = PriceSource::Typed;
            }
            for price in &mut prices.price.row_mut(pair)[span.clone()] {
                *price = typed(*price, figure.how, figure.value);
            }
        }
    }
}
