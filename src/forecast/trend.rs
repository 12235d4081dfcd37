//! A least-squares line through equally spaced months: y(t) = intercept + slope * t, t = 1, 2, ...
//!
//! Example (Heizer & Render, electric power demand): 74, 79, 80, 90, 105, 142, 122 gives 56.71 + 10.54 t.

/// Intercept (value at t = 0) and slope per month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Value one month before the first.
    pub intercept: f64,
    /// Change per month.
    pub slope: f64,
}

impl Line {
    /// The line's value at month `t`, counted from 1.
    pub fn at(&self, t: f64) -> f64 {
        self.intercept + self.slope * t
    }
}

/// The least-squares line through `y`; flat through the only point, zero through none.
pub fn line(y: &[f64]) -> Line {
    let n = y.len() as f64;
    if y.is_empty() {
        return Line { intercept: 0.0, slope: 0.0 };
    }
    let (middle, mean) = ((n + 1.0) / 2.0, y.iter().sum::<f64>() / n);
    let (mut across, mut square) = (0.0, 0.0);
    for (i, v) in y.iter().enumerate() {
        let t = i as f64 + 1.0 - middle;
        across += t * (v - mean);
        square += t * t;
    }
    let slope = if square > 0.0 { across / square } else { 0.0 };
    Line { intercept: mean - slope * middle, slope }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Heizer & Render, forecasting chapter (electric power demand).
    #[test]
    fn linear_trend() {
        let l = line(&[74.0, 79.0, 80.0, 90.0, 105.0, 142.0, 122.0]);
        assert!((l.intercept - 56.714286).abs() < 1e-5);
        assert!((l.slope - 10.535714).abs() < 1e-5);
        assert!((l.at(8.0) - 141.0).abs() < 0.02);
    }

    #[test]
    fn short_input() {
        assert_eq!(line(&[]), Line { intercept: 0.0, slope: 0.0 });
        assert_eq!(line(&[3.0]), Line { intercept: 3.0, slope: 0.0 });
    }
}
