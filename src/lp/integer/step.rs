//! The values that a column of a mixed-integer program may take.
//!
//! Zero, or a multiple of a size from a least value on: whole numbers (size 1), lots (size 12: 0, 12, 24, ...), smallest orders (size 0, least 40:
//! 0 or anything from 40 on), and both (size 12, least 48). Branching acts on these values themselves, so that no binary columns and rows are needed:
//! a binary that costs nothing would not make the relaxation any tighter (Beale & Tomlin 1970, semi-continuous variables).
//! Example: with lots of 12, a value of 30 branches to at most 24 and at least 36.

use serde::{Deserialize, Serialize};

/// How far from an allowed value a value may be, as a share of the step.
pub(super) const INTEGRAL: f64 = 1e-6;

/// A column, and the values that it may take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The column.
    pub column: usize,
    /// Values are multiples of it; zero: any value from `least` on.
    pub size: f64,
    /// The smallest value above zero, a multiple of `size`.
    pub least: f64,
    /// Columns that are rounded together, one group after the other in ascending order.
    pub group: usize,
    /// Whether what is rounded up in one column of the group serves the next ones too, as stock does.
    pub carries: bool,
}

impl Step {
    /// Any whole number.
    pub fn whole(column: usize) -> Self {
        Self { column, size: 1.0, least: 1.0, group: column, carries: false }
    }

    /// The largest allowed value that is not above.
    pub fn below(&self, value: f64) -> f64 {
        let at = if self.size > 0.0 { (value / self.size + INTEGRAL).floor() * self.size } else { value };
        if at > 0.0 && at < self.least - self.tolerance() { 0.0 } else { at }
    }

    /// The smallest allowed value that is not below.
    pub fn above(&self, value: f64) -> f64 {
        if value.abs() <= self.tolerance() {
            return 0.0;
        }
        let at = if self.size > 0.0 { (value / self.size - INTEGRAL).ceil() * self.size } else { value };
        if at > 0.0 { at.max(self.least) } else { at }
    }

    /// The allowed value next to it.
    pub fn nearest(&self, value: f64) -> f64 {
        let (below, above) = (self.below(value), self.above(value));
        if value - below <= above - value { below } else { above }
    }

    /// Whether a value is an allowed one but for rounding.
    pub fn allows(&self, value: f64) -> bool {
        (value - self.nearest(value)).abs() <= self.tolerance()
    }

    /// How far a value is from the next allowed one, as a share of the way between its neighbours: 0 to 0.5.
    pub fn distance(&self, value: f64) -> f64 {
        let (below, above) = (self.below(value), self.above(value));
        if above > below { (value - below).min(above - value).max(0.0) / (above - below) } else { 0.0 }
    }

    /// Whether all allowed values are whole numbers.
    pub fn is_whole(&self) -> bool {
        self.size > 0.0 && self.size.fract() == 0.0
    }

    /// Whether the figures say anything: finite, not below zero, one of them above it.
    pub fn is_sound(&self) -> bool {
        let sound = |value: f64| value.is_finite() && value >= 0.0;
        sound(self.size) && sound(self.least) && self.size + self.least > 0.0
    }

    fn tolerance(&self) -> f64 {
        INTEGRAL * if self.size > 0.0 { self.size } else { self.least }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(size: f64, least: f64, value: f64, around: (f64, f64)) {
        let step = Step { size, least, ..Step::whole(0) };
        assert_eq!((step.below(value), step.above(value)), around, "{value} in lots of {size}, at least {least}");
    }

    #[test]
    fn neighbours_of_whole_numbers_lots_and_smallest_orders() {
        check(1.0, 1.0, 2.5, (2.0, 3.0));
        check(1.0, 1.0, -2.5, (-3.0, -2.0));
        check(12.0, 12.0, 30.0, (24.0, 36.0));
        check(12.0, 48.0, 30.0, (0.0, 48.0));
        check(12.0, 48.0, 50.0, (48.0, 60.0));
        check(0.0, 40.0, 30.0, (0.0, 40.0));
        check(0.0, 40.0, 41.5, (41.5, 41.5));
        check(12.0, 48.0, 0.0, (0.0, 0.0));
    }

    #[test]
    fn rounding_noise_is_no_fraction() {
        let step = Step { size: 30.0, least: 60.0, ..Step::whole(0) };
        assert!(step.allows(59.99999) && step.allows(1e-6) && !step.allows(45.0));
        assert_eq!((step.nearest(59.99999), step.nearest(1e-6)), (60.0, 0.0));
        assert!((step.distance(30.0) - 0.5).abs() < 1e-12);
        assert!(!Step { size: f64::NAN, ..step }.is_sound() && !Step { size: 0.0, least: 0.0, ..step }.is_sound());
    }
}
