//! Typed prices and costs over nodes of the hierarchies, in the order in which they act.
//!
//! Broad figures act before specific ones, so that the specific one stands; what-ifs (`Shift`) act last of all.

use std::ops::Range;

use super::price::above;
use crate::engine::Frame;
use crate::model::{Figure, How, Measure, Place, Subject, Table};

/// The figures of a measure over item x market nodes with their months of the horizon, in the order in which they act.
pub(super) fn nodes<'a>(
    frame: &Frame,
    figures: &'a Table<Figure>,
    measure: Measure,
) -> Vec<(&'a Figure, Range<usize>)> {
    let mut found: Vec<_> = figures
        .iter()
        .filter(|figure| figure.cell.measure == measure)
        .filter_map(|figure| Some((order(frame, figure)?, figure)))
        .collect();
    found.sort_by_key(|(order, _)| *order);
    let span = |figure: &Figure| frame.horizon.span(figure.cell.first, figure.cell.last);
    let in_order = found.into_iter().map(|(_, figure)| (figure, span(figure)));
    in_order.filter(|(_, span)| !span.is_empty()).collect()
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
