//! Net price by item x market x month: agreed, else the mean of the last twelve closed months of the item in the market,
//! else of the item, else the list price; typed figures on top; then the discounts of events.
//!
//! Invariant: every known price is finite and not below zero; zero or less in history or list means "not known".

use super::formula::{discounted, typed};
use super::node::nodes;
use super::{Inputs, PriceSource};
use crate::engine::Grid;
use crate::model::{How, ItemId, Measure, Money, Month, UnitPrice, Units, unit_price};

/// Closed months that the mean price is taken over.
const MEAN_MONTHS: i32 = 12;

/// Prices and where they come from.
pub(super) struct Prices {
    pub price: Grid<Option<UnitPrice>>,
    pub source: Vec<PriceSource>,
}

/// The price of every pair in every month.
pub(super) fn prices(inputs: &Inputs) -> Prices {
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
fn known_prices(inputs: &Inputs) -> Prices {
    let frame = inputs.frame;
    let (by_pair, by_item) = net_sales(inputs);
    let months = frame.horizon.months;
    let mut price = Grid::new(frame.pairs.len(), months);
    let mut source = vec![PriceSource::Unknown; frame.pairs.len()];
    for (item, pairs) in frame.pairs_of.iter().enumerate() {
        let list = inputs.catalog.items.get(frame.items.code(item)).and_then(|item| item.list_price);
        for pair in pairs.clone() {
            let (known, from) = first_known(by_pair[pair], by_item[item], list);
            source[pair] = from;
            price.row_mut(pair).fill(known);
        }
    }
    Prices { price, source }
}

fn first_known(pair: Sold, item: Sold, list: Option<UnitPrice>) -> (Option<UnitPrice>, PriceSource) {
    let sources = [
        (pair.mean_price(), PriceSource::MarketHistory),
        (item.mean_price(), PriceSource::ItemHistory),
        (list, PriceSource::List),
    ];
    let known = |price: &UnitPrice| price.0 > 0.0 && price.0.is_finite();
    let first = sources.into_iter().find_map(|(price, source)| price.filter(known).map(|price| (Some(price), source)));
    first.unwrap_or((None, PriceSource::Unknown))
}

/// Units and net revenue of months that know both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sold {
    pub units: Units,
    pub revenue: Money,
}

impl Sold {
    fn mean_price(self) -> Option<UnitPrice> {
        if self.units.0 <= 0.0 { None } else { unit_price(self.revenue, self.units) }
    }

    fn add(&mut self, other: Sold) {
        self.units += other.units;
        self.revenue += other.revenue;
    }
}

/// What the last closed months sold, by pair and by item.
fn net_sales(inputs: &Inputs) -> (Vec<Sold>, Vec<Sold>) {
    let frame = inputs.frame;
    let mut by_pair = vec![Sold::default(); frame.pairs.len()];
    let mut by_item = vec![Sold::default(); frame.items.len()];
    // Series come in order of their items, so most of them are of the item before.
    let mut last: Option<(&ItemId, Option<usize>)> = None;
    for series in &inputs.actuals.history {
        let position = match last.filter(|(id, _)| **id == series.item) {
            Some((_, position)) => position,
            None => frame.items.position(&series.item),
        };
        last = Some((&series.item, position));
        let Some(item) = position else { continue };
        let mut sold = Sold::default();
        for back in 1..=MEAN_MONTHS {
            let month: Month = frame.horizon.first - back;
            if let (Some(units), Some(revenue)) = (series.units_in(month), series.revenue_in(month)) {
                sold.add(Sold { units, revenue });
            }
        }
        by_item[item].add(sold);
        let market = frame.markets.position(&series.market);
        if let Some(pair) = market.and_then(|market| frame.pair(item, market)) {
            by_pair[pair].add(sold);
        }
    }
    (by_pair, by_item)
}

/// Lays agreed prices over: those of every market first, then those of nodes above the market, then the market's own.
fn agree(inputs: &Inputs, prices: &mut Prices) {
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

fn agree_at(inputs: &Inputs, prices: &mut Prices, (item, pair): (usize, usize), market: Option<usize>) {
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
fn type_over(inputs: &Inputs, prices: &mut Prices) {
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
