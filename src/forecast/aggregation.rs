//! Temporal aggregation (IMAPA, Petropoulos & Kourentzes 2015): intermittent demand is summed over 1, 2, ... months,
//! each sum is smoothed by itself, and the mean of the monthly rates is the forecast. Sums have fewer zeros.
//!
//! Invariant: a rate per month; the sums are aligned to the last month.

/// ADIDA (Nikolopoulos et al. 2011): the monthly rate from sums over the mean interval between demands, rounded up.
pub fn mean_interval(y: &[f64]) -> f64 {
    let interval = super::class::adi(y).map_or(1, |adi| adi.ceil() as usize);
    let k = interval.clamp(1, (y.len() / 3).max(1));
    smoothed(&sums(y, k)) / k as f64
}

fn sums(y: &[f64], k: usize) -> Vec<f64> {
    y[y.len() % k..].chunks_exact(k).map(|c| c.iter().sum()).collect()
}

/// The monthly rate from sums over 1..=`longest` months, of which at least three must exist.
pub fn rate(y: &[f64], longest: usize) -> f64 {
    let (mut total, mut levels) = (0.0, 0usize);
    for k in 1..=longest.max(1) {
        if k > 1 && y.len() / k < 3 {
            break;
        }
        total += smoothed(&sums(y, k)) / k as f64;
        levels += 1;
    }
    total / levels.max(1) as f64
}

/// The last level of simple smoothing with the best alpha of 0.05, 0.10 .. 0.50, begun at the mean of the first
/// quarter.
fn smoothed(x: &[f64]) -> f64 {
    let first = &x[..(x.len() / 4).max(1).min(x.len())];
    let start = first.iter().sum::<f64>() / first.len().max(1) as f64;
    let mut best = (f64::INFINITY, start);
    for step in 1..=10 {
        let alpha = 0.05 * f64::from(step);
        let (mut level, mut squares) = (start, 0.0);
        for v in x {
            squares += (v - level) * (v - level);
            level += alpha * (v - level);
        }
        if squares < best.0 {
            best = (squares, level);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_rhythm_gives_its_rate() {
        let y: Vec<f64> = (0..36).map(|t| if t % 3 == 2 { 6.0 } else { 0.0 }).collect();
        assert!((rate(&y, 12) - 2.0).abs() < 0.5);
        assert_eq!(rate(&[4.0; 24], 12), 4.0);
        assert_eq!(rate(&[], 12), 0.0);
        assert_eq!(rate(&[3.0], 0), 3.0);
        assert_eq!(mean_interval(&y), 2.0);
        assert_eq!(mean_interval(&[]), 0.0);
    }
}
