//! What the fit sees of history: the raw figures, but for months with an accepted mark. The raw figures stay.
//!
//! A mark puts what the planner says instead, or a gap. An accepted level shift lifts all months before it to the level since, as the
//! first year since it (to the next shift) compares with the same months a year before; several are applied the oldest first.

use crate::engine::Frame;
use crate::engine::history::{closed, first_known, series_by_pair};
use crate::forecast::suggest;
use crate::model::{Actuals, DemandPlan, Mark, MarkKind, Month, Series};

/// A pair's closed months from its first known one on.
pub struct History {
    /// The first known month.
    pub first: Month,
    /// As booked.
    pub raw: Vec<Option<f64>>,
    /// As the fit sees it.
    pub cleansed: Vec<Option<f64>>,
}

/// By pair.
pub fn histories(frame: &Frame, actuals: &Actuals, demand: &DemandPlan) -> Vec<Option<History>> {
    let series = series_by_pair(frame, actuals);
    series.into_iter().map(|series| history(series?, demand, frame.horizon.first)).collect()
}

fn history(series: &Series, demand: &DemandPlan, cycle: Month) -> Option<History> {
    let first = first_known(series, cycle)?;
    let raw: Vec<Option<f64>> = (first.0..cycle.0).map(|month| closed(series, Month(month), cycle)).collect();
    let mut cleansed = raw.clone();
    if !demand.marks.is_empty() {
        let key = |month| (series.item.clone(), series.market.clone(), month);
        let accepted = || demand.marks.range(key(first)..key(cycle)).filter(|mark| mark.accepted);
        let place = |mark: &Mark| usize::try_from(mark.month - first).ok();
        for mark in accepted().filter(|mark| mark.kind != MarkKind::LevelShift) {
            if let Some(units) = place(mark).and_then(|at| cleansed.get_mut(at)) {
                *units = mark.instead.map(|units| units.0).filter(|units| units.is_finite());
            }
        }
        let shifts: Vec<usize> =
            accepted().filter(|mark| mark.kind == MarkKind::LevelShift).filter_map(place).collect();
        for (i, at) in shifts.iter().enumerate() {
            let until = shifts.get(i + 1).copied().unwrap_or(cleansed.len());
            cleansed = suggest::lifted(&cleansed, *at, until, super::SEASON);
        }
    }
    Some(History { first, raw, cleansed })
}
