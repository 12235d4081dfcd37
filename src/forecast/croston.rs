//! Intermittent demand: Croston (1972) smooths the sizes and the intervals apart, q / a; Syntetos & Boylan (2005)
//! remove its bias, SBA = (1 - alpha/2) q / a; SBJ (Shale, Boylan & Johnston 2006) = (1 - alpha/(2-alpha)) q / a.
//! Teunter, Syntetos & Babai (2011) smooth the share of months with demand every month, so that a part that nobody orders any
//! more fades: TSB = share * size.
//!
//! Example (Hyndman & Athanasopoulos 2nd ed., lubricant sales, alpha 0.1): q 2.75, a 2.793, Croston 0.985, SBA 0.935.
//! Invariant: a rate per month; zero without demand.

/// The field's usual smoothing of sizes and intervals.
pub const ALPHA: f64 = 0.1;

/// Smoothed size and interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Smoothed demand size.
    pub size: f64,
    /// Smoothed months between demands.
    pub interval: f64,
}

impl Rate {
    /// Demand per month by Croston.
    pub fn croston(&self) -> f64 {
        super::accuracy::ratio(self.size, self.interval).unwrap_or(0.0)
    }

    /// Demand per month by Syntetos and Boylan.
    pub fn sba(&self, alpha: f64) -> f64 {
        (1.0 - alpha / 2.0) * self.croston()
    }

    /// Demand per month by Shale, Boylan and Johnston.
    pub fn sbj(&self, alpha: f64) -> f64 {
        (1.0 - alpha / (2.0 - alpha)) * self.croston()
    }
}

/// Runs over `y`; `visit(t, rate before month t)` from the month after the first demand on. The first demand and the months up to it
/// start the two averages. None without demand.
pub fn run(y: &[f64], alpha: f64, mut visit: impl FnMut(usize, &Rate)) -> Option<Rate> {
    let mut rate: Option<Rate> = None;
    let mut since = 0.0;
    for (t, v) in y.iter().enumerate() {
        since += 1.0;
        if let Some(r) = &rate {
            visit(t, r);
        }
        if *v == 0.0 {
            continue;
        }
        rate = Some(match rate {
            None => Rate { size: *v, interval: since },
            Some(r) => {
                Rate { size: r.size + alpha * (v - r.size), interval: r.interval + alpha * (since - r.interval) }
            }
        });
        since = 0.0;
    }
    rate
}

/// Smoothed share of months with demand, and smoothed size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Share of months with demand, 0 to 1.
    pub share: f64,
    /// Smoothed demand size.
    pub size: f64,
}

impl Share {
    /// Demand per month.
    pub fn rate(&self) -> f64 {
        self.share * self.size
    }
}

/// TSB over `y` with weights `alpha` for sizes and `beta` for the share; `visit(t, rate before month t)` from the second month on.
/// Begun at the share of months with demand and the mean size of the first quarter (at least to the first demand). None without
/// demand.
pub fn tsb(y: &[f64], alpha: f64, beta: f64, mut visit: impl FnMut(usize, f64)) -> Option<Share> {
    let first = y.iter().position(|v| *v != 0.0)?;
    let start = &y[..(y.len() / 4).max(first + 1)];
    let sizes = start.iter().filter(|v| **v != 0.0).count() as f64;
    let mut state = Share { share: sizes / start.len() as f64, size: start.iter().sum::<f64>() / sizes };
    for (t, v) in y.iter().enumerate() {
        if t > 0 {
            visit(t, state.rate());
        }
        let came = f64::from(u8::from(*v != 0.0));
        state.share += beta * (came - state.share);
        state.size += alpha * came * (v - state.size);
    }
    Some(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hyndman & Athanasopoulos, Forecasting: Principles and Practice (2nd ed.), section on counts.
    #[test]
    fn croston_lubricant() {
        let y = [
            0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0,
        ]
        .map(f64::from);
        let rate = run(&y, 0.1, |_, _| ()).unwrap();
        for (got, want) in [
            (rate.size, 2.750254),
            (rate.interval, 2.79328),
            (rate.croston(), 0.984597),
            (rate.sba(0.1), 0.935367),
            (rate.sbj(0.1), 0.932776),
        ] {
            assert!((got - want).abs() < 1e-5, "{got} {want}");
        }
    }

    /// By hand: 4, 0, 0, 8 with alpha = beta = 0.5, begun at share 1 and size 4.
    #[test]
    fn tsb_by_hand() {
        let mut rates = Vec::new();
        let last = tsb(&[4.0, 0.0, 0.0, 8.0], 0.5, 0.5, |_, rate| rates.push(rate)).unwrap();
        assert_eq!(rates, [4.0, 2.0, 1.0]);
        assert_eq!((last.share, last.size), (0.625, 6.0));
        assert_eq!(tsb(&[0.0; 5], 0.5, 0.5, |_, _| ()), None);
    }

    #[test]
    fn no_demand_no_rate() {
        assert_eq!(run(&[0.0; 5], ALPHA, |_, _| ()), None);
        assert_eq!(run(&[], ALPHA, |_, _| ()), None);
    }
}
