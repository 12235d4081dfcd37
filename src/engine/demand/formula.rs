//! The arithmetic of demand, one function per figure. The stage loops over these, and explanations call the very same ones.

use crate::model::{Event, Month, Trend, Units};

/// Baseline: the fit's mean where the item is sold and no launch curve stands instead; never below zero.
pub fn baseline(mean: f64, sold: bool, on_curve: bool) -> Units {
    if sold && !on_curve && mean.is_finite() { Units(mean).positive() } else { Units::ZERO }
}

/// What trends and events work on: baseline, launches and phase-outs together, not below zero.
pub fn level(baseline: Units, launches: Units, phase_outs: Units) -> Units {
    (baseline + launches + phase_outs).positive()
}

/// What a phase-out takes away: demand x (1 - remaining).
pub fn lost(demand: Units, remaining: f64) -> Units {
    demand * (1.0 - remaining)
}

/// What the successor gains of it: lost x transfer.
pub fn gained(lost: Units, transfer: f64) -> Units {
    lost * transfer
}

/// Share by which a trend has moved demand by a month: growth / 12 x months moved, from its first month on to the end of its last; the
/// level reached stays. Months before the cycle month are in the baseline already and do not count.
pub fn trend_share(trend: &Trend, cycle: Month, month: Month) -> f64 {
    let from = trend.first.max(cycle);
    let moved = (month.min(trend.last) - from).saturating_add(1).max(0);
    trend.growth * f64::from(moved) / 12.0
}

/// Months of an event, both ends included; 0 where it ends before it begins.
pub fn event_months(event: &Event) -> i32 {
    (event.last - event.first).saturating_add(1).max(0)
}

/// Rise of demand in a month of an event: (level + trend) x uplift.
pub fn rise(level: Units, trend: Units, uplift: f64) -> Units {
    (level + trend).positive() * uplift
}

/// Rise of a past month, of what was sold in it: actual x uplift / (1 + uplift).
pub fn past_rise(actual: Units, uplift: f64) -> Units {
    if uplift > -1.0 { actual.positive() * (uplift / (1.0 + uplift)) } else { Units::ZERO }
}

/// What one month after an event misses: rise of the whole event x share pulled forward / months that miss it.
pub fn pulled_forward(rise: Units, share: f64, months: u32) -> Units {
    if months == 0 { Units::ZERO } else { rise.positive() * (share / f64::from(months)) }
}

/// The statistical stream: baseline and every layer, not below zero.
pub fn statistical(baseline: Units, launches: Units, phase_outs: Units, trend: Units, events: Units) -> Units {
    (baseline + launches + phase_outs + trend + events).positive()
}

/// Weighted mean of the streams that have a figure. An empty one gives its weight to the others; where only streams without weight
/// have a figure, the statistical one (the first) stands.
pub fn blend(statistical: Units, others: [Option<Units>; 3], weights: [f64; 4]) -> Units {
    if others.iter().all(Option::is_none) {
        return statistical;
    }
    let streams = [Some(statistical), others[0], others[1], others[2]];
    let filled = streams.into_iter().zip(weights).filter_map(|(units, weight)| Some((units?, weight)));
    let (sum, all) =
        filled.fold((Units::ZERO, 0.0), |(sum, all), (units, weight)| (sum + units * weight, all + weight));
    if all > 0.0 { sum / all } else { statistical }
}

/// Discount when several events take off the same price: 1 - (1 - a)(1 - b).
pub fn discounts(one: f64, other: f64) -> f64 {
    1.0 - (1.0 - one) * (1.0 - other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_moves_by_month_and_stays() {
        let [first, last] = [Month::new(2027, 1), Month::new(2027, 3)];
        let trend = Trend { first, last, growth: 0.12, ..Trend::default() };
        let share = |cycle: Month, month: i32| trend_share(&trend, cycle, Month::new(2027, month));
        let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-12, "{got} {want}");
        for (month, want) in [(0, 0.0), (1, 0.01), (2, 0.02), (3, 0.03), (9, 0.03)] {
            close(share(Month::new(2026, 11), month), want);
        }
        // A cycle that starts in March has January and February in its history.
        close(share(Month::new(2027, 3), 3), 0.01);
        close(share(Month::new(2027, 5), 9), 0.0);
    }

    #[test]
    fn blank_streams_give_their_weight_away() {
        let units = |value: f64| Some(Units(value));
        let weights = [1.0, 2.0, 1.0, 0.0];
        assert_eq!(blend(Units(100.0), [None; 3], weights), Units(100.0));
        assert_eq!(blend(Units(100.0), [units(130.0), None, None], weights), Units(120.0));
        assert_eq!(blend(Units(100.0), [units(0.0), None, None], [1.0, 1.0, 0.0, 0.0]), Units(50.0));
        assert_eq!(blend(Units(100.0), [None, None, units(7.0)], [0.0, 1.0, 1.0, 0.0]), Units(100.0));
    }

    #[test]
    fn rises_and_what_they_pull() {
        assert_eq!(rise(Units(100.0), Units(10.0), 0.5), Units(55.0));
        assert_eq!(past_rise(Units(150.0), 0.5), Units(50.0));
        assert_eq!(past_rise(Units(150.0), -1.0), Units::ZERO);
        assert_eq!(pulled_forward(Units(50.0), 0.4, 2), Units(10.0));
        assert_eq!(pulled_forward(Units(50.0), 0.4, 0), Units::ZERO);
        assert!((discounts(0.1, 0.2) - 0.28).abs() < 1e-12);
    }
}
