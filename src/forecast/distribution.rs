//! The distribution of one month's demand, as the ranges describe it: what the risk simulation draws from.
//!
//! Sparse demand is a negative binomial in pieces. Of other demand, the quantile is a straight line over the normal's quantile between the
//! ends of the ranges, and goes on beyond them with the slope of the outermost piece; its median lies so far below the mean
//! as the wider upper side demands, so that the mean of what is drawn is the forecast's mean.
//! Example: a mean of 100 with an 80 % range of 87.2 to 112.8 has a 75 % quantile of about 106.7.
//! Invariant: it never falls with the probability, and is not negative where the ranges are not.

use super::Forecast;
use super::interval::{Counts, SKEW};
use super::normal::normal_quantile;

/// Normal quantiles of 2.5 %, 10 %, 50 %, 90 %, 95 % and 97.5 %.
const KNOTS: [f64; 6] =
    [-1.959_963_984_540, -1.281_551_565_545, 0.0, 1.281_551_565_545, 1.644_853_626_951, 1.959_963_984_540];

impl Forecast {
    /// What demand of a month ahead (0 is the first) stays below with probability `p`; None beyond the horizon.
    pub fn quantile(&self, month: usize, p: f64) -> Option<f64> {
        let at = |values: &[f64]| values.get(month).copied();
        let (mean, sigma) = (at(&self.mean)?, at(&self.sigma)?);
        if self.piece > 0.0 {
            let counts = Counts::new(mean / self.piece, sigma * sigma / (self.piece * self.piece));
            return Some(counts.quantile(p) * self.piece);
        }
        // the mean of a normal whose sides differ lies above its median by their difference / sqrt(2 pi)
        let median = mean - 2.0 * SKEW * sigma / (2.0 * std::f64::consts::PI).sqrt();
        let ends = [at(&self.lo95)?, at(&self.lo80)?, median, at(&self.hi80)?, at(&self.q95)?, at(&self.hi95)?];
        let mut values = [0.0; 6];
        let mut highest = f64::NEG_INFINITY;
        for (value, end) in values.iter_mut().zip(ends) {
            highest = end.max(highest);
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
        for (p, end) in [(0.025, &fit.lo95), (0.1, &fit.lo80), (0.9, &fit.hi80), (0.975, &fit.hi95)] {
            for (month, end) in end.iter().enumerate() {
                assert!((fit.quantile(month, p).unwrap() - end).abs() < 1e-6 * end.abs(), "{p}");
            }
        }
        assert_eq!(fit.quantile(4, 0.5), None);
    }

    fn drawn(fit: &Forecast) -> f64 {
        (0..2000).filter_map(|i| fit.quantile(0, (f64::from(i) + 0.5) / 2000.0)).sum::<f64>() / 2000.0
    }

    #[test]
    fn what_is_drawn_has_the_mean_of_the_forecast() {
        let regular = fit();
        assert!((drawn(&regular) / regular.mean[0] - 1.0).abs() < 0.01, "{} {}", drawn(&regular), regular.mean[0]);
        for size in [1.0, 4.0, 20.0] {
            let y = (0..60).map(|t| Some(if t % 4 == 1 || t % 9 == 2 { size } else { 0.0 })).collect();
            let sparse = forecast(&Task {
                y,
                horizon: 1,
                season: 12,
                first_month_of_year: 0,
                forced: None,
                drivers: Vec::new(),
            });
            assert!(
                (drawn(&sparse) / sparse.mean[0] - 1.0).abs() < 0.05,
                "{size}: {} {}",
                drawn(&sparse),
                sparse.mean[0]
            );
        }
    }

    #[test]
    fn it_never_falls_and_has_no_negative_demand() {
        let fit = fit();
        let all: Vec<f64> = (0..=1000).filter_map(|p| fit.quantile(3, f64::from(p) / 1000.0)).collect();
        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]) && all[0] >= 0.0, "{all:?}");
    }
}
