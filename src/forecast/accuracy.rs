//! Accuracy figures. The error is forecast - actual everywhere: positive means over-forecast. Ratios are 0.2, not 20 %.
//!
//! Each function takes forecasts and actuals of the same months (the shorter length counts) and returns None where
//! the figure is not defined, never a sentinel. Definitions: DOMAIN's KPI dictionary; Hyndman & Athanasopoulos,
//! Forecasting: Principles and Practice (2nd ed.); Heizer & Render for the tracking signal.
//! Example: forecasts 90, 130, 100, 20, 120 against 100, 120, 80, 0, 150 give WMAPE 0.2 and bias +0.0222... by
//! that sign (90 + 10 more units forecast than sold, of 450).

/// `a / b`, None when b is zero or the result is not finite.
pub fn ratio(a: f64, b: f64) -> Option<f64> {
    if b == 0.0 { None } else { Some(a / b).filter(|v| v.is_finite()) }
}

fn pairs<'a>(forecast: &'a [f64], actual: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
    forecast.iter().copied().zip(actual.iter().copied())
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0usize), |(s, n), v| (s + v, n + 1));
    ratio(sum, n as f64)
}

/// Weighted absolute percentage error: sum |F - A| / sum |A|. None when nothing was sold.
pub fn wmape(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    let error: f64 = pairs(forecast, actual).map(|(f, a)| (f - a).abs()).sum();
    ratio(error, pairs(forecast, actual).map(|(_, a)| a.abs()).sum())
}

/// Forecast accuracy as planners quote it: max(0, 1 - WMAPE).
pub fn accuracy(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    wmape(forecast, actual).map(|w| (1.0 - w).max(0.0))
}

/// Relative bias: sum (F - A) / sum |A|.
pub fn bias(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    let error: f64 = pairs(forecast, actual).map(|(f, a)| f - a).sum();
    ratio(error, pairs(forecast, actual).map(|(_, a)| a.abs()).sum())
}

/// Mean absolute deviation: mean |F - A|, in units of the series.
pub fn mad(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    mean(pairs(forecast, actual).map(|(f, a)| (f - a).abs()))
}

/// Root of the mean squared error, in units of the series.
pub fn rmse(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    mean(pairs(forecast, actual).map(|(f, a)| (f - a) * (f - a))).map(f64::sqrt)
}

/// Mean |F - A| / |A| over the months with demand; `mape_skipped` says how many had none.
pub fn mape(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    mean(pairs(forecast, actual).filter(|(_, a)| *a != 0.0).map(|(f, a)| ((f - a) / a).abs()))
}

/// How many months `mape` had to leave out because nothing was sold.
pub fn mape_skipped(forecast: &[f64], actual: &[f64]) -> usize {
    pairs(forecast, actual).filter(|(_, a)| *a == 0.0).count()
}

/// Symmetric: mean 2 |F - A| / (|F| + |A|), 0 to 2; a month where both are zero counts as 0.
pub fn smape(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    mean(pairs(forecast, actual).map(|(f, a)| ratio(2.0 * (f - a).abs(), f.abs() + a.abs()).unwrap_or(0.0)))
}

/// Tracking signal: sum (F - A) / MAD; Heizer & Render alarm beyond 4, and take actual - forecast instead.
pub fn tracking_signal(forecast: &[f64], actual: &[f64]) -> Option<f64> {
    let error: f64 = pairs(forecast, actual).map(|(f, a)| f - a).sum();
    ratio(error, mad(forecast, actual)?)
}

/// Scale of the MASE: mean |y(t) - y(t-m)| over the training months. With too few months for the season, or a
/// season that repeats exactly, the change from month to month; None when that is zero too.
pub fn seasonal_scale(train: &[f64], season: usize) -> Option<f64> {
    let step = |m: usize| match train.get(m..) {
        Some(later) if m > 0 => mad(train, later).filter(|v| *v > 0.0),
        _ => None,
    };
    step(season).or_else(|| step(1))
}

/// Mean absolute scaled error: MAD / `scale` of the training months. Below 1 beats last year's month.
pub fn mase(forecast: &[f64], actual: &[f64], scale: f64) -> Option<f64> {
    ratio(mad(forecast, actual)?, scale)
}

/// Forecast value added: error of the step before minus the error of this step; positive means that it helped.
pub fn value_added(error_before: f64, error: f64) -> f64 {
    error_before - error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: Option<f64>, want: f64) {
        assert!(got.is_some_and(|g| (g - want).abs() < 1e-5), "{got:?} {want}");
    }

    /// Derived (definitions), metric_definitions.
    #[test]
    fn metric_definitions() {
        let (f, a) = ([90.0, 130.0, 100.0, 20.0, 120.0], [100.0, 120.0, 80.0, 0.0, 150.0]);
        close(wmape(&f, &a), 0.2);
        close(wmape(&a, &f), 0.195652);
        close(accuracy(&f, &a), 0.8);
        close(bias(&f, &a), 0.022222);
        close(mad(&f, &a), 18.0);
        close(rmse(&f, &a), 19.493589);
        close(mape(&f, &a), 0.158333);
        assert_eq!(mape_skipped(&f, &a), 1);
        close(smape(&f, &a), 0.525942);
        close(tracking_signal(&f, &a), 0.555556);
    }

    /// Heizer & Render, forecasting chapter (croissants); their error is actual - forecast, so the sign turns.
    #[test]
    fn tracking_signal_bakery() {
        let a = [90.0, 95.0, 115.0, 100.0, 125.0, 140.0];
        let f = [100.0, 100.0, 100.0, 110.0, 110.0, 110.0];
        close(mad(&f, &a), 14.166667);
        close(tracking_signal(&f, &a), -2.470588);
        let cumulative: Vec<f64> = (1..=6).map(|n| pairs(&f[..n], &a[..n]).map(|(f, a)| a - f).sum()).collect();
        assert_eq!(cumulative, [-10.0, -15.0, 0.0, -10.0, 5.0, 35.0]);
    }

    /// Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), accuracy (quarterly beer production).
    #[test]
    fn beer_accuracy() {
        let train = [
            443, 410, 420, 532, 433, 421, 410, 512, 449, 381, 423, 531, 426, 408, 416, 520, 409, 398, 398, 507, 432,
            398, 406, 526, 428, 397, 403, 517, 435, 383, 424, 521, 421, 402, 414, 500, 451, 380, 416, 492, 428, 408,
            406, 506, 435, 380, 421, 490, 435, 390, 412, 454, 416, 403, 408, 482, 438, 386, 405, 491, 427, 383, 394,
            473,
        ]
        .map(f64::from);
        let test = [420, 390, 410, 488, 415, 398, 419, 488, 414, 374].map(f64::from);
        let scale = seasonal_scale(&train, 4);
        close(scale, 14.3);
        let level = train.iter().sum::<f64>() / 64.0;
        let flat = [level; 10];
        close(rmse(&flat, &test), 38.447245);
        close(mad(&flat, &test), 34.825);
        close(mape(&flat, &test), 0.0828339);
        close(mase(&flat, &test, 14.3), 2.435315);
        let naive = super::super::naive::last_value(&train, 10);
        close(rmse(&naive, &test), 62.692902);
        close(mase(&naive, &test, 14.3), 4.013986);
        let seasonal = super::super::naive::last_season(&train, 4, 10);
        close(rmse(&seasonal, &test), 14.310835);
        close(mad(&seasonal, &test), 13.4);
        close(mape(&seasonal, &test), 0.03168503);
        close(mase(&seasonal, &test, 14.3), 0.937063);
    }

    /// inphronesys Forecast Value Added dashboard (MAPE by step); IBF/Gilliland definition.
    #[test]
    fn fva_stairstep() {
        let steps = [14.6, 12.3, 13.6, 15.3];
        let previous: Vec<f64> = steps.windows(2).map(|w| value_added(w[0], w[1])).collect();
        for (got, want) in previous.iter().zip([2.3, -1.3, -1.7]) {
            assert!((got - want).abs() < 1e-9);
        }
        assert!((value_added(steps[0], steps[3]) + 0.7).abs() < 1e-9);
    }

    /// Layout as in Forecast Pro's waterfall report and Anaplan's waterfall analysis; numbers derived.
    #[test]
    fn accuracy_waterfall() {
        close(wmape(&[100.0, 105.0, 130.0], &[90.0, 100.0, 140.0]), 0.075758);
        close(wmape(&[110.0, 125.0], &[100.0, 140.0]), 0.104167);
        close(wmape(&[120.0], &[140.0]), 0.142857);
        close(bias(&[100.0, 105.0, 130.0], &[90.0, 100.0, 140.0]), 0.015152);
        close(bias(&[110.0, 125.0], &[100.0, 140.0]), -0.020833);
    }

    #[test]
    fn undefined_is_none() {
        assert_eq!(wmape(&[1.0], &[0.0]), None);
        assert_eq!(mape(&[], &[]), None);
        assert_eq!(tracking_signal(&[1.0], &[1.0]), None);
        assert_eq!(seasonal_scale(&[5.0; 30], 12), None);
        assert_eq!(seasonal_scale(&[], 0), None);
        assert_eq!(smape(&[0.0], &[0.0]), Some(0.0));
    }
}
