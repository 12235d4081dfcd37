//! Measures that do not add: worked out again from the totals of the node and the months.

use std::ops::Range;

use super::node::{Node, price_value};
use crate::engine::Grid;
use crate::model::{Measure, Money, Units, ratio};

impl Node<'_> {
    /// Such a measure over a span.
    pub(super) fn recomputed(&self, measure: Measure, span: Range<usize>) -> Option<f64> {
        if span.len() == 1 || measure == Measure::DaysOfSupply {
            return self.ratios(measure, span.end - 1..span.end)?.first().copied().flatten();
        }
        let (parts, wholes) = self.parts(measure, span)?;
        ratio(parts.iter().sum(), wholes.iter().sum())
    }

    /// Such a measure month by month.
    pub(super) fn ratios(&self, measure: Measure, span: Range<usize>) -> Option<Vec<Option<f64>>> {
        match measure {
            Measure::DaysOfSupply => return self.days_of_supply(span),
            Measure::Price if self.pairs()?.len() == 1 => {
                let pair = *self.pairs()?.first()?;
                return Some(span.map(|t| price_value(self.outcome.finance.rates.price.at(pair, t))).collect());
            }
            Measure::UnitCost => {
                if let [item] = self.frame().items_of(self.subject)[..] {
                    return Some(span.map(|t| price_value(self.outcome.finance.rates.unit_cost.at(item, t))).collect());
                }
            }
            _ => {}
        }
        let (parts, wholes) = self.parts(measure, span)?;
        Some(parts.into_iter().zip(wholes).map(|(part, whole)| ratio(part, whole)).collect())
    }

    /// What is divided by what, by month: load by capacity (of resources with known hours), on time by demand, revenue at demand by
    /// demand (of what has a price), cost of goods by shipments (of what has a cost).
    pub fn parts(&self, measure: Measure, span: Range<usize>) -> Option<(Vec<f64>, Vec<f64>)> {
        let (demand, supply, finance) = (&self.outcome.demand, &self.outcome.supply, &self.outcome.finance);
        Some(match measure {
            Measure::Utilization => {
                let at = |resource, t| Some((supply.load.at(resource, t).0, supply.capacity.at(resource, t)?.0));
                both(&self.resources()?, span, at)
            }
            Measure::Service => {
                let at = |pair, t| Some((supply.on_time.at(pair, t).0, demand.consensus.at(pair, t).0));
                both(&self.addable_pairs()?, span, at)
            }
            Measure::Price => {
                let known = |pair, t| finance.rates.price.at(pair, t).is_some();
                worth(&self.addable_pairs()?, span, &finance.revenue_at_demand, &demand.consensus, known)
            }
            Measure::UnitCost => {
                let item = |pair: usize| self.frame().pairs[pair].item;
                let known = |pair, t| finance.rates.unit_cost.at(item(pair), t).is_some();
                worth(&self.addable_pairs()?, span, &finance.cost_of_goods, &supply.shipped, known)
            }
            _ => return None,
        })
    }

    /// Days that the closing stock covers of the requirements that come after; behind the horizon a month like the mean of its
    /// last twelve is taken to follow. `None` where nothing is required any more.
    fn days_of_supply(&self, span: Range<usize>) -> Option<Vec<Option<f64>>> {
        let points = self.addable_points()?;
        let supply = &self.outcome.supply;
        let required = supply.requirement.sum(points.iter().copied());
        let closing = supply.closing.sum(points.iter().copied());
        let days: Vec<f64> = self.frame().horizon.iter().map(|month| f64::from(month.days())).collect();
        let after = tail(&required, &days);
        Some(span.map(|t| covered(closing[t], &required[t + 1..], &days[t + 1..], after)).collect())
    }
}

/// Mean requirement of a day over the last twelve months.
fn tail(required: &[Units], days: &[f64]) -> Option<f64> {
    let from = required.len().saturating_sub(12);
    let units: Units = required[from..].iter().copied().sum();
    ratio(units.0, days[from..].iter().sum()).filter(|of_day| *of_day > 0.0)
}

fn covered(stock: Units, coming: &[Units], days: &[f64], of_day: Option<f64>) -> Option<f64> {
    use crate::engine::stock::{DaysOfSupply, days_of_supply};
    match days_of_supply(stock, coming, days) {
        DaysOfSupply::Days(lasted) => Some(lasted),
        DaysOfSupply::AtLeast(lasted) => {
            let left = stock - coming.iter().copied().sum();
            Some(lasted + ratio(left.positive().0, of_day?)?)
        }
    }
}

/// Two sums by month, over rows that know both.
fn both(rows: &[usize], span: Range<usize>, at: impl Fn(usize, usize) -> Option<(f64, f64)>) -> (Vec<f64>, Vec<f64>) {
    let month = |t: usize| {
        let known = rows.iter().filter_map(|row| at(*row, t));
        known.fold((0.0, 0.0), |(parts, wholes), (part, whole)| (parts + part, wholes + whole))
    };
    span.map(month).unzip()
}

fn worth(
    rows: &[usize],
    span: Range<usize>,
    money: &Grid<Money>,
    units: &Grid<Units>,
    known: impl Fn(usize, usize) -> bool,
) -> (Vec<f64>, Vec<f64>) {
    both(rows, span, |row, t| known(row, t).then(|| (money.at(row, t).0, units.at(row, t).0)))
}
