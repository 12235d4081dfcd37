//! What the last closed months have sold, read once: history is long, and no edit of a plan changes it.

use super::Pair;
use super::axes::{Axes, Finder};
use crate::model::{Actuals, Money, Month, Units};

/// Closed months that are looked back on.
pub const MONTHS: usize = 12;

/// Units and net revenue of months that know both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sold {
    /// Units.
    pub units: Units,
    /// Net revenue.
    pub revenue: Money,
}

impl Sold {
    fn add(&mut self, other: Sold) {
        self.units += other.units;
        self.revenue += other.revenue;
    }
}

/// Sales of the last [`MONTHS`] closed months.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Closed {
    /// By pair.
    pub by_pair: Vec<Sold>,
    /// By item, in markets that are not planned too.
    pub by_item: Vec<Sold>,
    /// By month, newest first: net revenue of everything; `None` where no record has any.
    pub revenue: Vec<Option<Money>>,
}

/// Reads the closed months.
pub fn closed(axes: &Axes, actuals: &Actuals, pairs: &[Pair]) -> Closed {
    let mut closed = Closed {
        by_pair: vec![Sold::default(); pairs.len()],
        by_item: vec![Sold::default(); axes.items.len()],
        revenue: vec![None; MONTHS],
    };
    let mut find = Finder::new(axes);
    for series in &actuals.history {
        let mut sold = Sold::default();
        for (back, of_month) in (1..).zip(&mut closed.revenue) {
            let month: Month = axes.horizon.first - back;
            let Some(revenue) = series.revenue_in(month) else { continue };
            *of_month = Some(of_month.map_or(revenue, |sum| sum + revenue));
            if let Some(units) = series.units_in(month) {
                sold.add(Sold { units, revenue });
            }
        }
        let Some(item) = find.item(&series.item) else { continue };
        closed.by_item[item].add(sold);
        let Some(market) = axes.markets.position(&series.market) else { continue };
        if let Ok(pair) = pairs.binary_search_by_key(&(item, market), |pair| (pair.item, pair.market)) {
            closed.by_pair[pair].add(sold);
        }
    }
    closed
}
