//! Which items are demanded in which markets.
//!
//! History, backlog, projects and explicit sourcing make pairs; a successor gets the markets of what it takes over; a sellable
//! item with none of these is taken to be sold in every leaf market.

use super::axes::{Axes, Finder};
use super::{Pair, ranges};
use crate::model::{Actuals, Catalog, PhaseOut, ProductPlan};

/// The pairs in order, none twice.
pub fn pairs(axes: &Axes, catalog: &Catalog, actuals: &Actuals, product: &ProductPlan) -> Vec<Pair> {
    let leaves = leaf_markets(axes);
    let mut pairs = named(axes, catalog, actuals);
    for project in &product.projects {
        let Some(item) = axes.items.position(&project.item) else { continue };
        let markets = project.markets.iter().filter_map(|(market, _)| axes.markets.position(market));
        let before = pairs.len();
        pairs.extend(markets.map(|market| Pair { item, market }));
        if pairs.len() == before {
            pairs.extend(leaves.iter().map(|market| Pair { item, market: *market }));
        }
    }
    sort(&mut pairs);
    let mut known = vec![false; axes.items.len()];
    pairs.iter().for_each(|pair| known[pair.item] = true);
    for (item, record) in catalog.items.iter().enumerate() {
        if record.sellable && !known[item] {
            pairs.extend(leaves.iter().map(|market| Pair { item, market: *market }));
        }
    }
    sort(&mut pairs);
    succeed(axes, product, &mut pairs);
    pairs
}

fn sort(pairs: &mut Vec<Pair>) {
    pairs.sort_unstable();
    pairs.dedup();
}

/// Pairs that a record names.
fn named(axes: &Axes, catalog: &Catalog, actuals: &Actuals) -> Vec<Pair> {
    let mut find = Finder::new(axes);
    let mut pair = |item, market| Some(Pair { item: find.item(item)?, market: axes.markets.position(market)? });
    let mut pairs: Vec<Pair> = Vec::with_capacity(actuals.history.len());
    pairs.extend(actuals.history.iter().filter_map(|series| pair(&series.item, &series.market)));
    pairs.extend(actuals.backlog.iter().filter_map(|backlog| pair(&backlog.item, &backlog.market)));
    let sourced = catalog.sourcing.iter().filter_map(|sourcing| Some((sourcing.item.as_ref()?, &sourcing.market)));
    pairs.extend(sourced.filter_map(|(item, market)| pair(item, market)));
    pairs
}

/// Markets that no market is below of; the top ones where a circle left none.
fn leaf_markets(axes: &Axes) -> Vec<usize> {
    let mut leaf = vec![true; axes.markets.len()];
    axes.market_above.iter().flatten().for_each(|above| leaf[*above] = false);
    (0..leaf.len()).filter(|market| leaf[*market]).collect()
}

/// A successor is sold wherever the item was that leaves, and so on to the successor's own successor.
fn succeed(axes: &Axes, product: &ProductPlan, pairs: &mut Vec<Pair>) {
    let takes_over = |phase_out: &PhaseOut| {
        let successor = axes.items.position(phase_out.successor.as_ref()?)?;
        Some((axes.items.position(&phase_out.item)?, successor))
    };
    let chains: Vec<(usize, usize)> = product.phase_outs.iter().filter_map(takes_over).collect();
    // Every pass hands pairs on by one link at least; a chain has at most as many links as there are phase-outs.
    for _ in 0..chains.len() {
        let pairs_of = ranges(pairs.iter().map(|pair| pair.item), axes.items.len());
        let before = pairs.len();
        for (from, to) in &chains {
            let markets: Vec<usize> = pairs[pairs_of[*from].clone()].iter().map(|pair| pair.market).collect();
            pairs.extend(markets.into_iter().map(|market| Pair { item: *to, market }));
        }
        sort(pairs);
        if pairs.len() == before {
            break;
        }
    }
}
