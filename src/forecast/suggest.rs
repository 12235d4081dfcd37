//! Outliers: months far from what their neighbors and their season suggest. Suggestions only, history is never changed.
//!
//! expected = running median (7 months) + median of the same position's differences in other years; robust
//! z = difference / (1.4826 * median absolute difference); |z| > 4 is suggested (Iglewicz & Hoaglin 1993 take 3.5; planners
//! with thousands of series prefer fewer questions). Intermittent demand is spiky by nature: no suggestion.

use super::series::Series;
use super::{DemandClass, Doubt, Suggestion};

const LIMIT: f64 = 4.0;
const SHORTEST: usize = 8;

/// The suspicious months, as indices of the task and in its units, the most striking first.
pub fn suggestions(series: &Series, class: DemandClass) -> Vec<Suggestion> {
    if series.y.len() < SHORTEST || !matches!(class, DemandClass::Smooth | DemandClass::Erratic) {
        return Vec::new();
    }
    let expected = expected(series);
    let difference: Vec<f64> = series.y.iter().zip(&expected).map(|(v, e)| v - e).collect();
    let spread = spread(&difference);
    if spread <= 0.0 {
        return Vec::new();
    }
    let mut found: Vec<Suggestion> = (0..series.y.len())
        .filter(|t| series.known[*t] && (difference[*t] / spread).abs() > LIMIT)
        .map(|t| Suggestion {
            doubt: Doubt::Outlier,
            month: series.start + t,
            value: Some(series.in_units(series.y[t])),
            expected: series.in_units(if series.non_negative { expected[t].max(0.0) } else { expected[t] }),
            z: difference[t] / spread,
        })
        .collect();
    found.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then(a.month.cmp(&b.month)));
    found
}

fn expected(series: &Series) -> Vec<f64> {
    let (y, m) = (&series.y, series.season);
    let level = running_median(y);
    if series.seasonal.is_none() || m < 2 {
        return level;
    }
    let difference: Vec<f64> = y.iter().zip(&level).map(|(v, l)| v - l).collect();
    let season: Vec<f64> = (0..m).map(|p| median(difference.iter().skip(p).step_by(m).copied().collect())).collect();
    let flat: Vec<f64> = y.iter().enumerate().map(|(t, v)| v - season[t % m]).collect();
    running_median(&flat).iter().enumerate().map(|(t, l)| l + season[t % m]).collect()
}

/// 1.4826 * median |difference|, which is the standard deviation of a normal; the mean |difference| * 1.2533 where more
/// than half of the months fit exactly.
fn spread(difference: &[f64]) -> f64 {
    let absolute: Vec<f64> = difference.iter().map(|v| v.abs()).collect();
    let mean = absolute.iter().sum::<f64>() / absolute.len().max(1) as f64;
    let mad = median(absolute);
    if mad > 0.05 * mean { 1.4826 * mad } else { 1.2533 * mean }
}

fn running_median(y: &[f64]) -> Vec<f64> {
    let window = 7.min(y.len());
    let from = |t: usize| t.saturating_sub(window / 2).min(y.len() - window);
    (0..y.len()).map(|t| median(y[from(t)..from(t) + window].to_vec())).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match (values.get(n / 2), n % 2) {
        (Some(v), 1) => *v,
        (Some(v), _) => 0.5 * (v + values[n / 2 - 1]),
        (None, _) => 0.0,
    }
}
