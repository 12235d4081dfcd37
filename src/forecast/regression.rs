//! Linear regression: a line, a season and drivers, by least squares.
//!
//! y(t) = a + b t + season(t mod m) + sum c(i) x(i, t); seasons as departures from the mean of the year. Source: Hyndman &
//! Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), time series regression. Solved by the normal equations with
//! Cholesky's factors; a column that the others explain (a driver that never changes) gets the effect zero.
//! Standard error of an effect: sqrt(residual variance * diagonal of (X'X)^-1).
//! Example: 100 + 2 t with 30 more in promotion months gives b = 2 and c = 30.

/// A fitted regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// Months in a season; 1 without seasons.
    pub season: usize,
    /// Constant, slope, season - 1 departures, then drivers.
    pub coefficients: Vec<f64>,
    /// Standard errors of the coefficients; infinite where the months do not suffice.
    pub errors: Vec<f64>,
}

impl Regression {
    /// Value in month `t` with the drivers' values.
    pub fn at(&self, t: usize, drivers: &[f64]) -> f64 {
        row(t, self.season, drivers).iter().zip(&self.coefficients).map(|(x, c)| x * c).sum()
    }

    /// Effect of a driver and its standard error.
    pub fn effect(&self, driver: usize) -> Option<(f64, f64)> {
        let at = self.season + 1 + driver;
        Some((*self.coefficients.get(at)?, *self.errors.get(at)?))
    }
}

/// One month of the design: 1, t, departures of the season (the last position is minus all others), drivers.
fn row(t: usize, season: usize, drivers: &[f64]) -> Vec<f64> {
    let mut row = vec![1.0, t as f64];
    let place = t % season.max(1);
    row.extend((0..season.saturating_sub(1)).map(|p| match place {
        _ if place + 1 == season => -1.0,
        _ => f64::from(u8::from(p == place)),
    }));
    row.extend_from_slice(drivers);
    row
}

/// Fits the months of `y` that are `known` (missing: known); `drivers[i][t]` is driver i in month t (missing: 0). None with fewer
/// known months than coefficients.
pub fn fit(y: &[f64], known: &[bool], season: usize, drivers: &[&[f64]]) -> Option<Regression> {
    let season = season.max(1);
    let size = 1 + season + drivers.len();
    let seen = || y.iter().enumerate().filter(|(t, _)| known.get(*t) != Some(&false));
    let months = seen().count();
    if months <= size {
        return None;
    }
    let mut normal = vec![vec![0.0; size]; size];
    let mut right = vec![0.0; size];
    let mut rows = Vec::with_capacity(months);
    for (t, v) in seen() {
        let x = row(t, season, &values(drivers, t));
        for i in 0..size {
            right[i] += x[i] * v;
            (0..=i).for_each(|j| normal[i][j] += x[i] * x[j]);
        }
        rows.push((x, *v));
    }
    let factor = cholesky(normal);
    let coefficients = solve(&factor, right);
    let fitted = |x: &Vec<f64>| x.iter().zip(&coefficients).map(|(x, c)| x * c).sum::<f64>();
    let squares: f64 = rows.iter().map(|(x, v)| (v - fitted(x)) * (v - fitted(x))).sum();
    let variance = squares / (months - size) as f64;
    let error = |i: usize| {
        let unit = (0..size).map(|j| f64::from(u8::from(i == j))).collect();
        if factor[i][i] > 0.0 { (variance * solve(&factor, unit)[i]).max(0.0).sqrt() } else { f64::INFINITY }
    };
    let errors = (0..size).map(error).collect();
    Some(Regression { season, coefficients, errors })
}

/// The drivers' values in month `t`.
pub fn values(drivers: &[&[f64]], t: usize) -> Vec<f64> {
    drivers.iter().map(|driver| driver.get(t).copied().unwrap_or(0.0)).collect()
}

/// Lower factor of a symmetric matrix; a column that depends on those before it has the diagonal zero.
fn cholesky(mut a: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for i in 0..a.len() {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let rest = a[i][j] - inner;
            a[i][j] = match (i == j, a[j][j] > 0.0) {
                (true, _) if rest > 1e-9 * a[i][i].abs() => rest.sqrt(),
                (false, true) => rest / a[j][j],
                _ => 0.0,
            };
        }
    }
    a
}

/// Solves L L' x = b; an unknown with the diagonal zero is zero.
fn solve(l: &[Vec<f64>], mut b: Vec<f64>) -> Vec<f64> {
    let n = l.len();
    let divided = |v: f64, d: f64| if d > 0.0 { v / d } else { 0.0 };
    for i in 0..n {
        let inner: f64 = (0..i).map(|k| l[i][k] * b[k]).sum();
        b[i] = divided(b[i] - inner, l[i][i]);
    }
    for i in (0..n).rev() {
        let inner: f64 = (i + 1..n).map(|k| l[k][i] * b[k]).sum();
        b[i] = divided(b[i] - inner, l[i][i]);
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_season_and_driver_are_found() {
        let driver: Vec<f64> = (0..40).map(|t| f64::from(u8::from([5, 11, 22, 31].contains(&t)))).collect();
        let season = [10.0, -4.0, -6.0, 0.0];
        let y: Vec<f64> = (0..40).map(|t| 100.0 + 2.0 * t as f64 + season[t % 4] + 30.0 * driver[t]).collect();
        let fit = fit(&y, &[], 4, &[&driver]).unwrap();
        let (effect, error) = fit.effect(0).unwrap();
        assert!((effect - 30.0).abs() < 1e-8 && error < 1e-6, "{fit:?}");
        assert!((fit.coefficients[1] - 2.0).abs() < 1e-9);
        assert!((fit.at(41, &[0.0]) - (100.0 + 82.0 - 4.0)).abs() < 1e-8);
        assert!((fit.at(43, &[1.0]) - (100.0 + 86.0 + 30.0)).abs() < 1e-8);
    }

    /// Heizer & Render, forecasting chapter (electric power demand).
    #[test]
    fn a_line_alone() {
        let fit = fit(&[74.0, 79.0, 80.0, 90.0, 105.0, 142.0, 122.0], &[], 1, &[]).unwrap();
        assert!((fit.coefficients[1] - 10.535714).abs() < 1e-5);
        assert!((fit.at(7, &[]) - 141.0).abs() < 0.02, "{fit:?}");
    }

    #[test]
    fn a_driver_that_never_changes_has_no_effect() {
        let y: Vec<f64> = (0..20).map(|t| 5.0 + t as f64).collect();
        let fit = fit(&y, &[], 1, &[&[1.0; 20], &[0.0; 20]]).unwrap();
        assert!(fit.coefficients.iter().all(|c| c.is_finite()) && fit.effect(1).unwrap().0 == 0.0);
        assert!((fit.at(20, &[1.0, 0.0]) - 25.0).abs() < 1e-6);
        assert_eq!(super::fit(&y[..3], &[], 1, &[&[1.0; 3]]), None);
    }
}
