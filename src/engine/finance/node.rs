//! Typed prices and costs over nodes of the hierarchies: which leaves they reach, and in which order they act.
//!
//! Broad figures act before specific ones, so that the specific one stands; what-ifs (`Shift`) act last of all.

use std::ops::Range;

use super::price::above;
use crate::engine::Frame;
use crate::model::{Figure, How, Measure, Place, Subject, Table};

/// A typed figure with what it reaches.
pub(super) struct Node<'a> {
    pub figure: &'a Figure,
    /// Months of the horizon.
    pub span: Range<usize>,
    /// By item, whether it is reached.
    pub items: Vec<bool>,
    /// By market, whether it is reached; `None`: all are.
    pub markets: Option<Vec<bool>>,
}

/// The figures of a measure over item x market nodes, in the order in which they act.
pub(super) fn nodes<'a>(frame: &Frame, figures: &'a Table<Figure>, measure: Measure) -> Vec<Node<'a>> {
    let mut found: Vec<_> = figures
        .iter()
        .filter(|figure| figure.cell.measure == measure)
        .filter_map(|figure| Some((order(frame, figure)?, figure)))
        .collect();
    found.sort_by_key(|(order, _)| *order);
    found
        .into_iter()
        .map(|(_, figure)| Node {
            figure,
            span: frame.horizon.span(figure.cell.first, figure.cell.last),
            items: items_under(frame, &figure.cell.subject),
            markets: markets_under(frame, &figure.cell.place),
        })
        .filter(|node| !node.span.is_empty())
        .collect()
}

/// What-ifs after the rest; then by depth of the product node, then of the market. `None`: the node is gone.
fn order(frame: &Frame, figure: &Figure) -> Option<(bool, usize, usize)> {
    let subject = match &figure.cell.subject {
        Subject::All => 0,
        Subject::Family(family) => above(frame.families.position(family)?, &frame.family_above).len(),
        Subject::Item(item) => frame.items.position(item).map(|_| usize::MAX)?,
        _ => return None,
    };
    let place = match &figure.cell.place {
        Place::All => 0,
        Place::Market(market) => above(frame.markets.position(market)?, &frame.market_above).len(),
        Place::Site(_) => return None,
    };
    Some((figure.how == How::Shift, subject, place))
}

fn items_under(frame: &Frame, subject: &Subject) -> Vec<bool> {
    let family = match subject {
        Subject::Family(family) => frame.families.position(family),
        _ => None,
    };
    let item = match subject {
        Subject::Item(item) => frame.items.position(item),
        _ => None,
    };
    let reached = |position: usize| match subject {
        Subject::All => true,
        Subject::Item(_) => Some(position) == item,
        Subject::Family(_) => frame.family_of[position]
            .is_some_and(|own| family.is_some_and(|family| above(own, &frame.family_above).contains(&family))),
        _ => false,
    };
    (0..frame.items.len()).map(reached).collect()
}

fn markets_under(frame: &Frame, place: &Place) -> Option<Vec<bool>> {
    let Place::Market(market) = place else { return None };
    let node = frame.markets.position(market);
    let reached = |position| node.is_some_and(|node| above(position, &frame.market_above).contains(&node));
    Some((0..frame.markets.len()).map(reached).collect())
}

/// The pairs that a node reaches.
pub(super) fn pairs_under<'a>(
    frame: &'a Frame,
    items: &'a [bool],
    markets: Option<&'a [bool]>,
) -> impl Iterator<Item = usize> + 'a {
    let reached = move |pair: &usize| {
        let at = frame.pairs[*pair];
        items[at.item] && markets.is_none_or(|markets| markets[at.market])
    };
    (0..frame.pairs.len()).filter(reached)
}
