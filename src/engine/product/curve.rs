//! The shape of demand since launch or before the end, one formula each. Months since launch count from 0.
//!
//! Bass (1969): F(t) = p (1 - e^-(p+q)t) / (p + q e^-(p+q)t), t in years; p = 0.03, q = 0.38 and 1000 buyers give 35.76 in the first year.
//! Every curve is at least zero, and zero before the launch.

use crate::model::{Month, Units, ratio};

/// A straight line up to `units` a month: (k + 1) / (months + 1) of it in month `k`, all of it from month `months` on.
pub fn ramp(units: Units, months: u32, k: i32) -> Units {
    if k < 0 {
        return Units::ZERO;
    }
    units * (f64::from(k) + 1.0).min(f64::from(months) + 1.0) * (1.0 / (f64::from(months) + 1.0))
}

/// Share of all buyers that have bought `years` after launch, F(t). Zero where nobody starts (p = 0).
pub fn bass_share(innovation: f64, imitation: f64, years: f64) -> f64 {
    if years <= 0.0 {
        return 0.0;
    }
    let exponent = (innovation + imitation) * years;
    let bought = innovation * -libm::expm1(-exponent);
    ratio(bought, innovation + imitation * libm::exp(-exponent)).unwrap_or(0.0).clamp(0.0, 1.0)
}

/// Sales of month `k`: m (F(k + 1) - F(k)).
pub fn bass(market: Units, innovation: f64, imitation: f64, k: i32) -> Units {
    if k < 0 {
        return Units::ZERO;
    }
    let by = |months: f64| bass_share(innovation, imitation, months / 12.0);
    (market * (by(f64::from(k) + 1.0) - by(f64::from(k)))).positive()
}

/// When sales peak, in years, and the share of all buyers who buy a year at that moment:
/// t* = ln(q / p) / (p + q), height (p + q)^2 / 4q. `None` where sales fall from the start (q <= p) or nobody starts.
pub fn bass_peak(innovation: f64, imitation: f64) -> Option<(f64, f64)> {
    let (p, q) = (innovation, imitation);
    let years = ratio(libm::log(ratio(q, p)?), p + q).filter(|years| *years > 0.0)?;
    Some((years, ratio((p + q) * (p + q), 4.0 * q)?))
}

/// Weighted mean of the like items' demand, month by month since their own first sale, as long as all of them have a month.
/// A month that one of them does not know is the mean of the others. Returns count as no demand.
pub fn like_mean(like: &[(Vec<Option<f64>>, f64)]) -> Vec<f64> {
    let months = like.iter().map(|(demand, _)| demand.len()).min().unwrap_or(0);
    let mean = |k: usize| {
        let known = like.iter().filter_map(|(demand, weight)| Some((demand[k]?.max(0.0), *weight)));
        let (sum, weights) = known.fold((0.0, 0.0), |(sum, all), (units, weight)| (sum + units * weight, all + weight));
        ratio(sum, weights).unwrap_or(0.0)
    };
    (0..months).map(mean).collect()
}

/// Month `k` of a curve that ends: its last twelve months repeat; a curve of less than a year keeps its last month's level.
pub fn repeated(curve: &[f64], k: i32) -> f64 {
    let (Ok(k), Some(last)) = (usize::try_from(k), curve.last()) else { return 0.0 };
    match curve.len() {
        length if k < length => curve[k],
        length if length >= 12 => curve[length - 12 + (k - length) % 12],
        _ => *last,
    }
}

/// Share of demand that a phase-out leaves: 1 before the decline, (last + 1 - month) / (decline + 1) in it, 0 after the last month.
pub fn remaining(month: Month, last: Month, decline: u32) -> f64 {
    (f64::from((last - month).saturating_add(1)) / (f64::from(decline) + 1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance, "{got} is not {want}");
    }

    /// Bass (1969), closed form with p = 0.03, q = 0.38, m = 1000 by year.
    #[test]
    fn bass_curve() {
        let cumulative = [
            35.758164, 85.056281, 150.500072, 233.150472, 331.198642, 439.235218, 549.009742, 651.737586, 740.727106,
            812.803221,
        ];
        for (year, want) in (1..).zip(cumulative) {
            close(1000.0 * bass_share(0.03, 0.38, f64::from(year)), want, 1e-4);
            let months = (0..year * 12).map(|k| bass(Units(1000.0), 0.03, 0.38, k).0).sum::<f64>();
            close(months, want, 1e-4);
        }
        let (peak, height) = bass_peak(0.03, 0.38).unwrap();
        close(peak, 6.192619, 1e-4);
        close(1000.0 * height, 110.592105, 1e-4);
    }

    /// Bass (1969), A New Product Growth for Model Consumer Durables, parameter and peak tables (thousands).
    #[test]
    fn bass_1969_peaks() {
        for (p, q, m, peak, sales) in [
            (0.0279, 0.2505, 96717.0, 7.883736, 7481.239485),
            (0.0104, 0.4186, 16895.0, 8.61331, 1857.007104),
            (0.0092, 0.3379, 44751.0, 10.381868, 3988.997726),
            (0.0059, 0.2436, 76589.0, 14.912125, 4892.943757),
        ] {
            let (years, height) = bass_peak(p, q).unwrap();
            close(years, peak, 1e-4);
            close(m * height, sales, 1e-2);
        }
    }

    #[test]
    fn bass_is_total() {
        for (p, q) in [(0.0, 0.4), (0.0, 0.0), (0.1, 0.0), (1e15, 1e15), (1e-300, 1e15), (1e-300, 1e-300)] {
            let year = (0..1200).map(|k| bass(Units(10.0), p, q, k).0).sum::<f64>();
            assert!((0.0..=10.0 + 1e-9).contains(&year), "{p} {q} {year}");
        }
        assert_eq!(bass_peak(0.3, 0.1), None);
        assert_eq!(bass_peak(0.0, 0.1), None);
    }

    #[test]
    fn ramp_reaches_its_level_after_its_months() {
        let units = |k| ramp(Units(120.0), 3, k).0;
        assert_eq!([-1, 0, 1, 2, 3, 9].map(units), [0.0, 30.0, 60.0, 90.0, 120.0, 120.0]);
        assert_eq!(ramp(Units(120.0), 0, 0), Units(120.0));
    }

    #[test]
    fn like_items_are_weighted_and_then_repeat() {
        let mean = like_mean(&[(vec![Some(10.0), Some(20.0), Some(9.0)], 1.0), (vec![Some(30.0), None], 3.0)]);
        assert_eq!(mean, [25.0, 20.0]);
        assert_eq!([-1, 0, 1, 2, 40].map(|k| repeated(&mean, k)), [0.0, 25.0, 20.0, 20.0, 20.0]);
        let long: Vec<f64> = (0..14).map(f64::from).collect();
        assert_eq!([13, 14, 25, 26].map(|k| repeated(&long, k)), [13.0, 2.0, 13.0, 2.0]);
        assert_eq!(repeated(&[], 3), 0.0);
    }

    #[test]
    fn a_phase_out_falls_in_a_straight_line_to_zero() {
        let last = Month::new(2026, 6);
        let share = |month| remaining(Month::new(2026, month), last, 3);
        assert_eq!([3, 4, 5, 6, 7].map(share), [1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!([6, 7].map(|month| remaining(Month::new(2026, month), last, 0)), [1.0, 0.0]);
    }
}
