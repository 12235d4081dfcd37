//! Sums of an outcome's figures over items, markets and sites, by month.
//!
//! Different units do not add: such a sum is `None`, and money is shown instead. What has no price counts nothing in money.
//! Invariant: sums of parts are the sum of the whole, figure by figure.

use super::Context;
use crate::engine::Grid;
use crate::model::{Item, Month, Series, Units};

/// By month: the sum of some rows.
pub fn over<T: Copy + Default>(grid: &Grid<T>, rows: &[usize], figure: impl Fn(T) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; grid.months()];
    for row in rows {
        for (sum, value) in sums.iter_mut().zip(grid.row(*row)) {
            *sum += figure(*value);
        }
    }
    sums
}

/// By month: the sum of some rows of units.
pub fn units(grid: &Grid<Units>, rows: &[usize]) -> Vec<f64> {
    over(grid, rows, |units| units.0)
}

/// By month: the sum of what is known; `None` where nothing is.
pub fn known<T: Copy>(grid: &Grid<Option<T>>, rows: &[usize], figure: impl Fn(T) -> f64) -> Vec<Option<f64>>
where
    Option<T>: Default,
{
    let mut sums = vec![None; grid.months()];
    for row in rows {
        for (sum, value) in sums.iter_mut().zip(grid.row(*row)) {
            if let Some(value) = value {
                *sum = Some(sum.unwrap_or(0.0) + figure(*value));
            }
        }
    }
    sums
}

/// Every figure as one that is there.
pub fn all(values: Vec<f64>) -> Vec<Option<f64>> {
    values.into_iter().map(Some).collect()
}

/// Sum of what is there; `None` where nothing is.
pub fn of_known(values: &[Option<f64>]) -> Option<f64> {
    values.iter().flatten().copied().reduce(|a, b| a + b)
}

/// The stock unit of an item that names none.
const PIECE: &str = "EA";

fn unit_of(item: &Item) -> &str {
    let unit = item.unit.trim();
    if unit.is_empty() { PIECE } else { unit }
}

impl Context<'_> {
    /// Pairs of some items.
    pub fn pairs_of(&self, items: &[usize]) -> Vec<usize> {
        items.iter().flat_map(|item| self.outcome.frame.pairs_of[*item].clone()).collect()
    }

    /// Points of some items.
    pub fn points_of(&self, items: &[usize]) -> Vec<usize> {
        items.iter().flat_map(|item| self.outcome.frame.points_of[*item].clone()).collect()
    }

    /// Items that are sold somewhere.
    pub fn sold_items(&self) -> Vec<usize> {
        let frame = &self.outcome.frame;
        (0..frame.items.len()).filter(|item| !frame.pairs_of[*item].is_empty()).collect()
    }

    /// The stock unit of an item; pieces where it names none.
    pub fn unit(&self, item: usize) -> &str {
        self.plan.catalog.items.get(self.outcome.frame.items.code(item)).map_or(PIECE, unit_of)
    }

    /// The unit that all of some items count in; `None` where they differ, or there is no item.
    pub fn one_unit(&self, items: &[usize]) -> Option<&str> {
        let (first, rest) = items.split_first()?;
        let unit = self.unit(*first);
        let is_same = |other: &str| other.eq_ignore_ascii_case(unit);
        let catalog = &self.plan.catalog.items;
        // Nearly all of them: walking the catalog is cheaper than looking every code up.
        let is_one =
            if rest.len() > 64 && items.len() * 2 > catalog.len() && catalog.len() == self.outcome.frame.items.len() {
                let mut wanted = vec![false; catalog.len()];
                items.iter().for_each(|item| wanted[*item] = true);
                catalog.iter().zip(wanted).all(|(item, wanted)| !wanted || is_same(unit_of(item)))
            } else {
                rest.iter().all(|item| is_same(self.unit(*item)))
            };
        is_one.then_some(unit)
    }

    /// Price of a pair in a month, if known.
    pub fn price(&self, pair: usize, t: usize) -> Option<f64> {
        self.outcome.finance.rates.price.at(pair, t).map(|price| price.0)
    }

    /// Standard cost of an item in a month, if known.
    pub fn cost(&self, item: usize, t: usize) -> Option<f64> {
        self.outcome.finance.rates.unit_cost.at(item, t).map(|cost| cost.0)
    }

    /// By month: units of some pairs at their prices.
    pub fn at_price(&self, grid: &Grid<Units>, pairs: &[usize]) -> Vec<f64> {
        let mut sums = vec![0.0; grid.months()];
        for pair in pairs {
            let prices = self.outcome.finance.rates.price.row(*pair);
            for ((sum, units), price) in sums.iter_mut().zip(grid.row(*pair)).zip(prices) {
                *sum += price.map_or(0.0, |price| units.0 * price.0);
            }
        }
        sums
    }

    /// By month: units of some points at the standard cost of their items.
    pub fn at_cost(&self, grid: &Grid<Units>, points: &[usize]) -> Vec<f64> {
        let mut sums = vec![0.0; grid.months()];
        for point in points {
            let costs = self.outcome.finance.rates.unit_cost.row(self.outcome.frame.points[*point].item);
            for ((sum, units), cost) in sums.iter_mut().zip(grid.row(*point)).zip(costs) {
                *sum += cost.map_or(0.0, |cost| units.0 * cost.0);
            }
        }
        sums
    }

    /// Actual demand of some pairs in the last `months` closed months; `cleansed`: as the forecast saw it.
    pub fn history(&self, pairs: &[usize], months: usize, cleansed: bool) -> Vec<Option<f64>> {
        let forecasts = &self.outcome.forecasts;
        let series = if cleansed { &forecasts.cleansed } else { &forecasts.history };
        let mut sums = vec![None; months];
        for history in pairs.iter().filter_map(|pair| series.get(*pair)) {
            let recent = history.iter().rev().take(months).enumerate();
            for (back, units) in recent.filter_map(|(back, units)| units.map(|units| (back, units))) {
                let sum: &mut Option<f64> = &mut sums[months - 1 - back];
                *sum = Some(sum.unwrap_or(0.0) + units.0);
            }
        }
        sums
    }

    /// Net revenue of some pairs in the last `months` closed months.
    pub fn history_revenue(&self, pairs: &[usize], months: usize) -> Vec<Option<f64>> {
        let mut sums = vec![None; months];
        for series in self.series_of(pairs) {
            for (sum, month) in sums.iter_mut().zip(self.closed(months)) {
                if let Some(money) = series.revenue_in(month).filter(|money| money.0.is_finite()) {
                    *sum = Some(sum.unwrap_or(0.0) + money.0);
                }
            }
        }
        sums
    }

    /// Histories of some pairs. Of many pairs they are found in one walk, since both lie in order of item and market.
    fn series_of(&self, pairs: &[usize]) -> Vec<&Series> {
        let (frame, history) = (&self.outcome.frame, &self.plan.actuals.history);
        let codes = |pair: usize| {
            let pair = frame.pairs[pair];
            (frame.items.code(pair.item), frame.markets.code(pair.market))
        };
        if pairs.len() < history.len() / 8 {
            let found = pairs.iter().map(|pair| codes(*pair));
            return found.filter_map(|(item, market)| history.get(&(item.clone(), market.clone()))).collect();
        }
        let mut sorted = pairs.to_vec();
        sorted.sort_unstable();
        let mut left = history.iter().peekable();
        let mut found = Vec::with_capacity(sorted.len());
        for pair in sorted {
            let wanted = codes(pair);
            while left.next_if(|series| (&series.item, &series.market) < wanted).is_some() {}
            found.extend(left.next_if(|series| (&series.item, &series.market) == wanted));
        }
        found
    }

    /// The last `months` closed months, oldest first.
    pub fn closed(&self, months: usize) -> impl Iterator<Item = Month> + use<> {
        let first = self.plan.header.first;
        (0..months as i32).rev().map(move |back| first - 1 - back)
    }
}
