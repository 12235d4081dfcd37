//! Where the plan starts: stock on hand, what is already on its way, and customers that wait.
//!
//! Negative stock counts as zero, a past-due receipt in the cycle month; both with a notice. A receipt behind the
//! horizon stays there. What names an unknown item, site or market is left out: the frame has said so.

use super::super::Grid;
use super::super::frame::{Frame, Notice};
use crate::model::{Actuals, ItemId, SiteId, Step, Units};

/// The opening position.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// By point: stock on hand.
    pub stock: Vec<Units>,
    /// By point: what arrives whatever the plan does.
    pub receipts: Grid<Units>,
    /// By pair: demand of earlier months that waits.
    pub backlog: Vec<Units>,
}

/// Reads the opening position.
pub fn opening(frame: &Frame, actuals: &Actuals, notices: &mut Vec<Notice>) -> Opening {
    let (points, months) = (frame.points.len(), frame.horizon.months);
    let mut opening = Opening {
        stock: vec![Units::ZERO; points],
        receipts: Grid::new(points, months),
        backlog: vec![Units::ZERO; frame.pairs.len()],
    };
    let mut finder = Finder { frame, last: None };
    for stock in &actuals.stock {
        let Some(point) = finder.point(&stock.item, &stock.site) else { continue };
        if stock.units < Units::ZERO {
            notices.push(at_point(
                frame,
                point,
                format!("Stock of {} at {} is {}; it counts as zero.", stock.item, stock.site, stock.units.0),
            ));
        }
        opening.stock[point] = stock.units.positive();
    }
    receipts(frame, actuals, &mut opening, notices);
    backlog(frame, actuals, &mut opening);
    opening
}

fn receipts(frame: &Frame, actuals: &Actuals, opening: &mut Opening, notices: &mut Vec<Notice>) {
    let horizon = frame.horizon;
    let mut finder = Finder { frame, last: None };
    for receipt in &actuals.receipts {
        let Some(point) = finder.point(&receipt.item, &receipt.site) else { continue };
        if receipt.month < horizon.first && receipt.units > Units::ZERO {
            notices.push(at_point(
                frame,
                point,
                format!(
                    "{} of {} at {} were due in {} and have not arrived; they count in {}.",
                    receipt.units.0, receipt.item, receipt.site, receipt.month, horizon.first
                ),
            ));
        }
        let Some(t) = horizon.position(receipt.month.max(horizon.first)) else { continue };
        *opening.receipts.at_mut(point, t) += receipt.units.positive();
    }
}

fn backlog(frame: &Frame, actuals: &Actuals, opening: &mut Opening) {
    for backlog in &actuals.backlog {
        let item = frame.items.position(&backlog.item);
        let pair =
            item.zip(frame.markets.position(&backlog.market)).and_then(|(item, market)| frame.pair(item, market));
        if let Some(pair) = pair {
            opening.backlog[pair] += backlog.units.positive();
        }
    }
}

/// Finds points; rows come in order of items, so each item is looked up once.
struct Finder<'a> {
    frame: &'a Frame,
    last: Option<(&'a ItemId, Option<usize>)>,
}

impl<'a> Finder<'a> {
    fn point(&mut self, item: &'a ItemId, site: &SiteId) -> Option<usize> {
        let position = match self.last {
            Some((last, position)) if last == item => position,
            _ => self.frame.items.position(item),
        };
        self.last = Some((item, position));
        self.frame.point(position?, self.frame.sites.position(site)?)
    }
}

/// A notice of the supply review about a point.
pub fn at_point(frame: &Frame, point: usize, text: String) -> Notice {
    let (subject, place) = frame.point_address(point);
    Notice::new(Step::Supply, subject, place, text)
}
