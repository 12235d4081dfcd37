//! Demand history by pair: the records of `actuals`, lined up with the frame's pairs.
//!
//! Only closed months count: what a record says of the cycle month or later enters nothing. Figures that are not finite count as not known.

use super::Frame;
use crate::model::{Actuals, Month, Series};

/// How many closed months are looked at, at most: what is older says nothing about the months to come.
pub const LONGEST: i32 = 240;

/// By pair: its record, if there is one. Both are in order of item and market, so one walk suffices.
pub fn series_by_pair<'a>(frame: &Frame, actuals: &'a Actuals) -> Vec<Option<&'a Series>> {
    let mut records = actuals.history.iter().peekable();
    let of_pair = |pair: &super::Pair| {
        let key = (frame.items.code(pair.item), frame.markets.code(pair.market));
        while records.next_if(|series| (&series.item, &series.market) < key).is_some() {}
        records.next_if(|series| (&series.item, &series.market) == key)
    };
    frame.pairs.iter().map(of_pair).collect()
}

/// Demand of a closed month, if known.
pub fn closed(series: &Series, month: Month, cycle: Month) -> Option<f64> {
    let units = if month < cycle { series.units_in(month) } else { None };
    units.map(|units| units.0).filter(|units| units.is_finite())
}

/// The first closed month that a record knows anything of, not older than [`LONGEST`] months.
pub fn first_known(series: &Series, cycle: Month) -> Option<Month> {
    first_where(series, cycle, |_| true)
}

/// The first closed month with demand above zero, not older than [`LONGEST`] months.
pub fn first_sale(series: &Series, cycle: Month) -> Option<Month> {
    first_where(series, cycle, |units| units > 0.0)
}

fn first_where(series: &Series, cycle: Month, holds: impl Fn(f64) -> bool) -> Option<Month> {
    let start = series.first.max(cycle - LONGEST);
    (start.0..cycle.0.min(series.end().0)).map(Month).find(|month| closed(series, *month, cycle).is_some_and(&holds))
}
