//! The value at any address: a measure of a subject at a place over months.
//!
//! Flows sum, opening stock is the first month's, closing the last's, and ratios are worked out again from totals: the price of
//! a family in a quarter is its revenue at demand / its demand. Quantities of different stock units do not add, money does.
//! `None`: it does not apply there, is not known, or would mix units. Invariant: never NaN, never a guess.

use std::ops::Range;

use super::Outcome;
use crate::model::{Cell, Measure, Month, OverMonths, Place, Plan, Subject};

mod node;
mod ratio;
#[cfg(test)]
mod tests;

pub use node::Node;

impl Outcome {
    /// The figure at an address. Months outside the horizon (for history: outside the closed months) are left out; `None` where
    /// none is left.
    pub fn figure(&self, plan: &Plan, cell: &Cell) -> Option<f64> {
        let span = self.span(cell.measure, cell.first, cell.last);
        Node::new(plan, self, &cell.subject, &cell.place).figure(cell.measure, span)
    }

    /// The figures of every month of the horizon in one pass; `None` where nothing of the kind is kept at that node.
    pub fn series(&self, plan: &Plan, measure: Measure, subject: &Subject, place: &Place) -> Option<Vec<Option<f64>>> {
        let horizon = self.frame.horizon;
        self.months(plan, measure, subject, place, horizon.first, horizon.last())
    }

    /// The figures of every month from `first` to `last`, which for history may lie before the horizon; `None` in months without one.
    pub fn months(
        &self,
        plan: &Plan,
        measure: Measure,
        subject: &Subject,
        place: &Place,
        first: Month,
        last: Month,
    ) -> Option<Vec<Option<f64>>> {
        const MOST: i32 = 2400;
        let wanted = usize::try_from((last - first).min(MOST) + 1).ok()?;
        let span = self.span(measure, first, last);
        let known = Node::new(plan, self, subject, place).by_month(measure, span.clone())?;
        let before = usize::try_from(self.first_month(measure) + span.start as i32 - first).ok()?;
        let mut months = vec![None; wanted];
        for (month, value) in months.iter_mut().skip(before).zip(known) {
            *month = value;
        }
        Some(months)
    }

    /// The month that position 0 of a measure stands for.
    pub fn first_month(&self, measure: Measure) -> Month {
        match measure {
            Measure::History | Measure::CleansedHistory => self.forecasts.first,
            _ => self.frame.horizon.first,
        }
    }

    /// Positions of `first..=last` that lie inside the months of a measure.
    pub fn span(&self, measure: Measure, first: Month, last: Month) -> Range<usize> {
        let zero = self.first_month(measure);
        let months = match measure {
            Measure::History | Measure::CleansedHistory => self.frame.horizon.first - zero,
            _ => self.frame.horizon.months as i32,
        };
        let clamp = |position: i32| position.clamp(0, months.max(0)) as usize;
        let start = clamp(first - zero);
        start..clamp((last - zero).saturating_add(1)).max(start)
    }
}

impl Node<'_> {
    /// The figure over a span of positions.
    pub fn figure(&self, measure: Measure, span: Range<usize>) -> Option<f64> {
        if span.is_empty() {
            return None;
        }
        let one = |t: usize| self.by_month(measure, t..t + 1)?.first().copied().flatten();
        match measure.over_months() {
            OverMonths::First => one(span.start),
            OverMonths::Last => one(span.end - 1),
            OverMonths::Recompute => self.recomputed(measure, span),
            OverMonths::Sum => sum_of_known(&self.by_month(measure, span)?),
        }
        .filter(|value| value.is_finite())
    }
}

/// The sum of what is known; `None` where nothing is.
fn sum_of_known(values: &[Option<f64>]) -> Option<f64> {
    let mut known = values.iter().flatten().peekable();
    known.peek()?;
    Some(known.sum())
}
