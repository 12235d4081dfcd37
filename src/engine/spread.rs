//! Spreading a total over parts: in proportion and exactly, for the plan; in whole units that foot, for show.
//!
//! Largest remainder (Hamilton): everybody gets the whole part of their share, what is left goes one by one to the largest remainders,
//! ties to the first. 7 over 50 : 30 : 20 is 3.5, 2.1, 1.4, hence 4, 2, 1.

/// `total` in proportion to `weights`; in equal parts where they sum to zero. Weights below zero count as zero.
pub fn spread(total: f64, weights: &[f64]) -> Vec<f64> {
    let sum: f64 = weights.iter().map(|weight| weight.max(0.0)).sum();
    let share = |weight: &f64| if sum > 0.0 { weight.max(0.0) / sum } else { 1.0 / weights.len() as f64 };
    weights.iter().map(|weight| total * share(weight)).collect()
}

/// What each demand gets of a supply that may be short: all get the same share of what they ask for, nobody more than that.
pub fn fair_share(supply: f64, demands: &[f64]) -> Vec<f64> {
    let asked: f64 = demands.iter().map(|demand| demand.max(0.0)).sum();
    let rate = if asked > supply.max(0.0) { supply.max(0.0) / asked } else { 1.0 };
    demands.iter().map(|demand| demand.max(0.0) * rate).collect()
}

/// The values rounded to `decimals` so that they add up to their rounded sum, by largest remainder. What is not finite comes back as it is.
pub fn foot(values: &[f64], decimals: u8) -> Vec<f64> {
    let unit = (0..decimals.min(9)).fold(1.0, |unit, _| unit * 10.0);
    let scaled: Vec<f64> = values.iter().map(|value| value * unit).collect();
    let total: f64 = scaled.iter().sum();
    // Beyond 2^53 there are no decimals to round.
    if !total.is_finite() || scaled.iter().any(|value| value.abs() > 9e15) {
        return values.to_vec();
    }
    let floors: Vec<f64> = scaled.iter().map(|value| near(*value).floor()).collect();
    let left = (near(total).round() - floors.iter().sum::<f64>()).max(0.0) as usize;
    let mut by_remainder: Vec<usize> = (0..values.len()).collect();
    by_remainder.sort_by(|a, b| {
        let remainder = |at: usize| near(scaled[at]) - floors[at];
        remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b))
    });
    let mut footed = floors;
    by_remainder.into_iter().take(left).for_each(|at| footed[at] += 1.0);
    footed.into_iter().map(|value| value / unit).collect()
}

/// Whole units of `total` over `weights` by largest remainder.
pub fn apportion(total: f64, weights: &[f64]) -> Vec<f64> {
    foot(&spread(total, weights), 0)
}

/// Takes the dust of floating sums off: 2.9999999999999996 is 3, and equal remainders stay equal.
fn near(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Derived (Hamilton largest remainder; ties to the lower index).
    #[test]
    fn disaggregation_largest_remainder() {
        assert_eq!(apportion(100.0, &[1.0, 1.0, 1.0]), [34.0, 33.0, 33.0]);
        assert_eq!(apportion(10.0, &[0.0, 0.0]), [5.0, 5.0]);
        assert_eq!(apportion(7.0, &[50.0, 30.0, 20.0]), [4.0, 2.0, 1.0]);
        assert_eq!(apportion(1000.0, &[333.0, 333.0, 334.0]), [333.0, 333.0, 334.0]);
    }

    /// Derived: proportional, capped to demand.
    #[test]
    fn fair_share_of_150() {
        assert_eq!(fair_share(150.0, &[100.0, 60.0, 40.0]), [75.0, 45.0, 30.0]);
        assert_eq!(fair_share(500.0, &[100.0, 60.0]), [100.0, 60.0]);
        assert_eq!(fair_share(-1.0, &[100.0, 0.0]), [0.0, 0.0]);
        assert_eq!(fair_share(0.0, &[0.0]), [0.0]);
    }

    #[test]
    fn shown_figures_foot() {
        for seed in 1..200u64 {
            let values: Vec<f64> = (1..9).map(|n| ((seed * 7919 * n) % 1000) as f64 / 37.0 - 5.0).collect();
            for decimals in [0, 1, 2] {
                let unit = [1.0, 10.0, 100.0][decimals as usize];
                let shown = foot(&values, decimals);
                let want = (values.iter().sum::<f64>() * unit).round() / unit;
                assert!((shown.iter().sum::<f64>() - want).abs() < 1e-9, "{values:?}");
                assert!(shown.iter().zip(&values).all(|(shown, value)| (shown - value).abs() < 1.0 / unit + 1e-6));
            }
        }
        assert!(foot(&[], 0).is_empty());
        assert_eq!(foot(&[1e300, 1.5], 0), [1e300, 1.5]);
        assert_eq!(foot(&[0.5, 0.5], 0), [1.0, 0.0]);
    }

    #[test]
    fn a_spread_sums_and_keeps_proportions() {
        let parts = spread(30.0, &[1.0, 0.0, 2.0]);
        assert_eq!(parts, [10.0, 0.0, 20.0]);
        assert!(spread(1.0, &[]).is_empty());
    }
}
