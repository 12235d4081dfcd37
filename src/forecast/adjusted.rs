//! A series without its season, in logarithms or in units, and the way back.
//!
//! The shape is the decomposition's, in which each year counts 0.7 times the year after it, so that a season that
//! moves is followed; and it is shrunk towards "no season" by its doubt, always, instead of a test that keeps it whole or drops it.
//! Measured on five public monthly sets (mean OWA of Theta alone): test and plain mean 0.861, test and memory 0.841, shrunk
//! and memory 0.825. In logarithms seasons multiply and trends are rates.

use super::season::{Detrended, Season};

/// What a year of history counts, as a share of the year after it.
pub const MEMORY: f64 = 0.7;

/// A series in logarithms or units without its season.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Whether `flat` are logarithms.
    pub log: bool,
    /// Its values without the season.
    pub flat: Vec<f64>,
    season: Option<Season>,
}

impl Adjusted {
    /// `values` (logarithms where `log`) without the shape of their own length.
    pub fn new(values: &[f64], detrended: &Detrended, log: bool) -> Adjusted {
        let season = detrended.shape(values.len(), MEMORY).map(Season::shrunk).filter(|season| season.doubt < 1.0);
        let flat = season.as_ref().map_or_else(|| values.to_vec(), |season| season.remove(values));
        Adjusted { log, flat, season }
    }

    /// Month `t`'s adjusted value `v` in units, with its season.
    pub fn back(&self, t: usize, v: f64) -> f64 {
        let v = self.season.as_ref().map_or(v, |season| season.with(t, v));
        if self.log { libm::exp(v) } else { v }
    }

    /// The months after `flat`, in units.
    pub fn ahead(&self, flat: Vec<f64>) -> Vec<f64> {
        let n = self.flat.len();
        flat.into_iter().enumerate().map(|(h, v)| self.back(n + h, v)).collect()
    }

    /// By position: what is added to the adjusted value (a logarithm where `log`); empty without a season.
    pub fn shape(&self) -> &[f64] {
        self.season.as_ref().map_or(&[], |season| &season.index)
    }
}

#[cfg(test)]
mod tests {
    use super::super::holt_winters::Mode;
    use super::super::season::centered_average;
    use super::*;

    fn of(y: &[f64], log: bool) -> Adjusted {
        let average = centered_average(y, 4);
        let plain = Detrended::new(y, 4, &average, if log { Mode::Multiplicative } else { Mode::Additive });
        if log {
            let logs: Vec<f64> = y.iter().map(|v| libm::log(*v)).collect();
            Adjusted::new(&logs, &plain.log(), true)
        } else {
            Adjusted::new(y, &plain, false)
        }
    }

    #[test]
    fn there_and_back() {
        let y: Vec<f64> = (0..24).map(|t| 100.0 * [0.5, 1.5, 1.0, 1.0][t % 4] + t as f64).collect();
        for log in [false, true] {
            let adjusted = of(&y, log);
            assert_eq!(adjusted.shape().len(), 4);
            for (t, v) in y.iter().enumerate() {
                assert!((adjusted.back(t, adjusted.flat[t]) - v).abs() < 1e-9, "{t}");
            }
        }
    }

    #[test]
    fn a_season_that_moves_is_followed() {
        let y: Vec<f64> = (0..32)
            .map(|t| 100.0 + if t < 16 { [20.0, -20.0, 0.0, 0.0] } else { [-20.0, 20.0, 0.0, 0.0] }[t % 4])
            .collect();
        let average = centered_average(&y, 4);
        let plain = Detrended::new(&y, 4, &average, Mode::Additive);
        let (equal, recent) = (plain.shape(32, 1.0).unwrap(), plain.shape(32, MEMORY).unwrap());
        assert!(recent.index[0] < equal.index[0] - 3.0, "{recent:?} {equal:?}");
    }

    #[test]
    fn noise_is_no_season() {
        let y: Vec<f64> = (0..40).map(|t| 100.0 + f64::from((t * 7919) % 13)).collect();
        let season = of(&y, false);
        assert!(season.shape().iter().all(|v| v.abs() < 3.0), "{season:?}");
    }
}
