//! The distribution of one month's demand, as the ranges describe it: what the risk simulation draws from.
//!
//! Between the ends of the ranges the quantile is a straight line over the normal's quantile, beyond them it goes on with the slope of
//! the outermost piece. Example: a mean of 100 with an 80 % range of 87.2 to 112.8 has the 75 % quantile 106.7.
//! Invariant: it never falls with the probability, and is not negative where the ranges are not.

use super::Forecast;
use super::normal::normal_quantile;

/// Normal quantiles of 2.5 %, 10 %, 50 %, 90 %, 95 % and 97.5 %.
const KNOTS: [f64; 6] =
    [-1.959_963_984_540, -1.281_551_565_545, 0.0, 1.281_551_565_545, 1.644_853_626_951, 1.959_963_984_540];

impl Forecast {
    /// What demand of a month ahead (0 is the first) stays below with probability `p`; None beyond the horizon.
    pub fn quantile(&self, month: usize, p: f64) -> Option<f64> {
        let at = |values: &[f64]| values.get(month).copied();
        let ends = [&self.lo95, &self.lo80, &self.mean, &self.hi80, &self.q95, &self.hi95];
        let mut values = [0.0; 6];
        let mut highest = f64::NEG_INFINITY;
        for (value, end) in values.iter_mut().zip(ends) {
            highest = at(end)?.max(highest);
            *value = highest;
        }
        let z = normal_quantile(p);
        let piece = (1..KNOTS.len() - 1).take_while(|knot| z > KNOTS[*knot]).count();
        let slope = (values[piece + 1] - values[piece]) / (KNOTS[piece + 1] - KNOTS[piece]);
        let quantile = values[piece] + slope * (z - KNOTS[piece]);
        Some(if values[0] >= 0.0 { quantile.max(0.0) } else { quantile })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Task, forecast};
    use super::*;

    fn fit() -> Forecast {
        let y = (0..60).map(|t| Some(100.0 + f64::from((t * 7919) % 23))).collect();
        forecast(&Task { y, horizon: 4, season: 12, first_month_of_year: 0, forced: None, drivers: Vec::new() })
    }

    #[test]
    fn the_ends_of_the_ranges_are_its_quantiles() {
        let fit = fit();
        for (p, end) in [(0.025, &fit.lo95), (0.1, &fit.lo80), (0.5, &fit.mean), (0.9, &fit.hi80), (0.975, &fit.hi95)] {
            for (month, end) in end.iter().enumerate() {
                assert!((fit.quantile(month, p).unwrap() - end).abs() < 1e-6 * end.abs(), "{p}");
            }
        }
        assert_eq!(fit.quantile(4, 0.5), None);
    }

    #[test]
    fn it_never_falls_and_has_no_negative_demand() {
        let fit = fit();
        let all: Vec<f64> = (0..=1000).filter_map(|p| fit.quantile(3, f64::from(p) / 1000.0)).collect();
        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]) && all[0] >= 0.0, "{all:?}");
    }
}
