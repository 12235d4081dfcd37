//! The yardsticks: last value, last year's month, mean of the last months. Every other method has to beat them.
//!
//! Example (Chopra & Meindl, Tahoe Salt): the mean of the last four quarters is 24,500.

/// `horizon` times the last value; zero without history.
pub fn last_value(y: &[f64], horizon: usize) -> Vec<f64> {
    vec![y.last().copied().unwrap_or(0.0); horizon]
}

/// The last season again and again; the last value when there is less than one season.
pub fn last_season(y: &[f64], season: usize, horizon: usize) -> Vec<f64> {
    match y.len().checked_sub(season) {
        Some(from) if season > 0 => (0..horizon).map(|h| y[from + h % season]).collect(),
        _ => last_value(y, horizon),
    }
}

/// The last season, each year times the square root of the last year's growth (within a half to twice): half of the growth goes
/// on, since most of it does not last. None without two whole years above zero.
pub fn grown_season(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    let from = y.len().checked_sub(2 * season).filter(|_| season > 0)?;
    let (before, last) = y[from..].split_at(season);
    if before.iter().chain(last).any(|v| *v <= 0.0) {
        return None;
    }
    let growth = (last.iter().sum::<f64>() / before.iter().sum::<f64>()).clamp(0.5, 2.0).sqrt();
    let mut power = 1.0;
    let month = |h: usize| {
        if h.is_multiple_of(season) {
            power *= growth;
        }
        power * last[h % season]
    };
    Some((0..horizon).map(month).collect())
}

/// The mean of the last `window` months (or of all there are); zero without history.
pub fn moving_average(y: &[f64], window: usize) -> f64 {
    let last = &y[y.len().saturating_sub(window.max(1))..];
    last.iter().sum::<f64>() / last.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::accuracy;
    use super::*;

    /// Chopra & Meindl, demand forecasting chapter, "Tahoe Salt".
    #[test]
    fn tahoe_moving_average() {
        let y = [8e3, 13e3, 23e3, 34e3, 10e3, 18e3, 23e3, 38e3, 12e3, 13e3, 32e3, 41e3];
        assert_eq!(moving_average(&y, 4), 24500.0);
        let f: Vec<f64> = (4..12).map(|t| moving_average(&y[..t], 4)).collect();
        let a = &y[4..];
        assert!((accuracy::mad(&f, a).unwrap() - 9718.75).abs() < 1e-6);
        assert!((accuracy::mape(&f, a).unwrap() - 0.49137636).abs() < 1e-6);
        assert!((accuracy::rmse(&f, a).unwrap().powi(2) - 123226562.5).abs() < 1e-3);
        let signals: Vec<f64> = (1..=8).filter_map(|n| accuracy::tracking_signal(&f[..n], &a[..n])).collect();
        let (low, high) = signals.iter().fold((9.0f64, -9.0f64), |(l, h), v| (l.min(*v), h.max(*v)));
        assert!((low + 1.517685).abs() < 1e-5 && (high - 2.207547).abs() < 1e-5, "{low} {high}");
    }

    #[test]
    fn half_of_the_growth_goes_on() {
        // 10 then 14.4 a year: growth 1.44, of which 1.2 goes on each year
        let y = [4.0, 6.0, 5.76, 8.64];
        let f = grown_season(&y, 2, 4).unwrap();
        for (got, want) in f.iter().zip([6.912, 10.368, 8.2944, 12.4416]) {
            assert!((got - want).abs() < 1e-9, "{f:?}");
        }
        assert_eq!(grown_season(&[1.0, 2.0, 0.0, 2.0], 2, 4), None);
        assert_eq!(grown_season(&[1.0], 2, 4), None);
        assert_eq!(grown_season(&[1.0], 0, 4), None);
    }

    #[test]
    fn edges() {
        assert_eq!(last_value(&[], 2), [0.0, 0.0]);
        assert_eq!(last_season(&[1.0, 2.0], 12, 2), [2.0, 2.0]);
        assert_eq!(last_season(&[1.0, 2.0, 3.0], 2, 3), [2.0, 3.0, 2.0]);
        assert_eq!(last_season(&[1.0], 0, 1), [1.0]);
        assert_eq!(moving_average(&[], 3), 0.0);
        assert_eq!(moving_average(&[1.0, 5.0], 0), 5.0);
    }
}
