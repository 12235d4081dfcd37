//! Demand classes by how often and how evenly demand comes: ADI and CV2 (Syntetos & Boylan 2005).
//!
//! ADI = months / months with demand; CV2 = (standard deviation / mean)^2 of the non-zero sizes. Cuts 1.32 and 0.49.
//! Example: 0, 0, 120, 0, 0, 60 has ADI 3 and CV2 0.22: intermittent.

use super::DemandClass;

/// Months per month with demand, above which demand is intermittent.
pub const ADI_CUT: f64 = 1.32;
/// Squared coefficient of variation of the sizes, above which demand is erratic or lumpy.
pub const CV2_CUT: f64 = 0.49;

/// Average demand interval: months / months with demand. None when there is no demand.
pub fn adi(y: &[f64]) -> Option<f64> {
    super::accuracy::ratio(y.len() as f64, y.iter().filter(|v| **v != 0.0).count() as f64)
}

/// Squared coefficient of variation of the non-zero sizes (sample standard deviation). None when there is none; 0
/// for a single size.
pub fn cv2(y: &[f64]) -> Option<f64> {
    let sizes: Vec<f64> = y.iter().copied().filter(|v| *v != 0.0).collect();
    let n = sizes.len() as f64;
    let mean = super::accuracy::ratio(sizes.iter().sum(), n)?;
    let variance = sizes.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    super::accuracy::ratio(variance, mean * mean)
}

/// The class of the known months `y`, from the first demand on. Fewer than `shortest` months are `New`; sizes
/// whose mean is zero (returns against sales) count as erratic.
pub fn class(y: &[f64], shortest: usize) -> DemandClass {
    let Some(adi) = adi(y) else {
        return DemandClass::NoHistory;
    };
    if y.len() < shortest {
        return DemandClass::New;
    }
    let even = cv2(y).is_some_and(|v| v < CV2_CUT);
    match (adi < ADI_CUT, even) {
        (true, true) => DemandClass::Smooth,
        (true, false) => DemandClass::Erratic,
        (false, true) => DemandClass::Intermittent,
        (false, false) => DemandClass::Lumpy,
    }
}

/// Months whose mean is taken as measured in [`trust`].
const MEASURED: f64 = 48.0;

/// How far the mean rate of sparse demand is trusted: mean^2 / (mean^2 + variance / 48), 0 to 1.
///
/// The linear shrinkage with the least mean squared error is mean^2 / (mean^2 + variance of the mean) (Stein 1956); the mean of
/// the last 18 to 24 months has the variance of a month / 24 or more. Half of that shrinkage is applied, since a part that is
/// missing costs more than one too many. Example: months 0, 2, 0, 2 give 1 / (1 + (4/3) / 48) = 0.973.
pub fn trust(y: &[f64]) -> f64 {
    let n = y.len() as f64;
    let mean = y.iter().sum::<f64>() / n.max(1.0);
    let variance = y.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    super::accuracy::ratio(mean * mean, mean * mean + variance / MEASURED).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Derived; cut-offs ADI 1.32 and CV2 0.49 (Syntetos-Boylan).
    #[test]
    fn xyz_adi_cv2() {
        let p = [100.0, 102.0, 98.0, 101.0, 99.0, 100.0];
        let q = [50.0, 80.0, 30.0, 90.0, 60.0, 50.0];
        let r = [0.0, 0.0, 120.0, 0.0, 0.0, 60.0];
        for (y, a, c, class_of) in [
            (p, 1.0, 0.0002, DemandClass::Smooth),
            (q, 1.0, 0.133333, DemandClass::Smooth),
            (r, 3.0, 0.222222, DemandClass::Intermittent),
        ] {
            assert_eq!(adi(&y), Some(a));
            assert!((cv2(&y).unwrap() - c).abs() < 1e-5);
            assert_eq!(class(&y, 6), class_of);
        }
    }

    #[test]
    fn trust_grows_with_evenness() {
        assert!((trust(&[0.0, 2.0, 0.0, 2.0]) - 1.0 / (1.0 + 4.0 / 3.0 / 48.0)).abs() < 1e-12);
        assert_eq!(trust(&[3.0; 9]), 1.0);
        assert_eq!(trust(&[]), 1.0);
        let mut rare = [0.0; 36];
        rare[30] = 5.0;
        assert!(trust(&rare) < 0.6);
    }

    #[test]
    fn edges() {
        assert_eq!(class(&[], 6), DemandClass::NoHistory);
        assert_eq!(class(&[0.0; 9], 6), DemandClass::NoHistory);
        assert_eq!(class(&[1.0; 5], 6), DemandClass::New);
        assert_eq!(class(&[1.0, -1.0, 1.0, -1.0, 1.0, -1.0], 6), DemandClass::Erratic);
        assert_eq!(class(&[0.0, 0.0, 1.0, 0.0, 0.0, 50.0, 0.0, 0.0, 1.0], 6), DemandClass::Lumpy);
    }
}
