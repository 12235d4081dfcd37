//! Quantities that cannot be mixed up: `Units * UnitPrice` is `Money`, and `Units + Money` does not compile.
//!
//! All are plain `f64` inside. What is typed or imported is finite (`file` and `apply` see to it); rounding is for show only.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

macro_rules! quantity {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0.0);
            /// The smaller of two.
            pub fn min(self, other: Self) -> Self { Self(self.0.min(other.0)) }
            /// The larger of two.
            pub fn max(self, other: Self) -> Self { Self(self.0.max(other.0)) }
            /// What is above zero of it.
            pub fn positive(self) -> Self { Self(self.0.max(0.0)) }
            /// Its size without its sign.
            pub fn abs(self) -> Self { Self(self.0.abs()) }
            /// `self / whole`, or `None` where there is no whole to speak of.
            pub fn ratio(self, whole: Self) -> Option<f64> { ratio(self.0, whole.0) }
        }
        impl Add for $name { type Output = Self; fn add(self, other: Self) -> Self { Self(self.0 + other.0) } }
        impl Sub for $name { type Output = Self; fn sub(self, other: Self) -> Self { Self(self.0 - other.0) } }
        impl Neg for $name { type Output = Self; fn neg(self) -> Self { Self(-self.0) } }
        impl AddAssign for $name { fn add_assign(&mut self, other: Self) { self.0 += other.0; } }
        impl SubAssign for $name { fn sub_assign(&mut self, other: Self) { self.0 -= other.0; } }
        impl Mul<f64> for $name { type Output = Self; fn mul(self, factor: f64) -> Self { Self(self.0 * factor) } }
        impl Div<f64> for $name { type Output = Self; fn div(self, by: f64) -> Self { Self(self.0 / by) } }
        impl Sum for $name { fn sum<I: Iterator<Item = Self>>(iter: I) -> Self { Self(iter.map(|part| part.0).sum()) } }
    )*};
}

quantity! {
    /// A quantity of an item in its stock unit.
    Units
    /// An amount in the plan's currency.
    Money
    /// Money for one stock unit.
    UnitPrice
    /// Hours of a resource.
    Hours
}

impl Mul<UnitPrice> for Units {
    type Output = Money;
    fn mul(self, price: UnitPrice) -> Money {
        Money(self.0 * price.0)
    }
}

/// A flow of `Units` worth `Money`: the price of one, or `None` where nothing flowed.
pub fn unit_price(money: Money, units: Units) -> Option<UnitPrice> {
    ratio(money.0, units.0).map(UnitPrice)
}

/// `part / whole`, or `None` where the whole is zero, tiny beyond meaning, or either is not finite.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    let ratio = part / whole;
    (whole != 0.0 && ratio.is_finite()).then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_times_price_is_money() {
        assert_eq!(Units(3.0) * UnitPrice(2.5), Money(7.5));
        assert_eq!(unit_price(Money(7.5), Units(3.0)), Some(UnitPrice(2.5)));
    }

    #[test]
    fn no_ratio_without_a_whole() {
        assert_eq!(ratio(1.0, 0.0), None);
        assert_eq!(ratio(0.0, 0.0), None);
        assert_eq!(ratio(1e308, 1e-308), None);
        assert_eq!(ratio(1.0, 4.0), Some(0.25));
    }
}
