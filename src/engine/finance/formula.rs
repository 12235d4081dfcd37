//! The formulas of money, one cell each. [`super::finance`] loops over them and an explanation calls the very same ones.
//!
//! Example: 10 units at 5 with a standard of 3 and an overtime premium of 4 give a gross margin of 50 - 30 - 4 = 16.

use crate::model::{Hours, How, Money, UnitPrice, Units, ratio};

/// Units x price, or nothing where the price is not known.
pub fn worth(units: Units, price: Option<UnitPrice>) -> Money {
    price.map_or(Money::ZERO, |price| units * price)
}

/// Price with the discount of an event taken off.
pub fn discounted(price: UnitPrice, discount: f64) -> UnitPrice {
    price * (1.0 - discount.clamp(0.0, 1.0))
}

/// A price or cost after a typed figure. What is not known can be replaced, but not raised or lowered.
pub fn typed(price: Option<UnitPrice>, how: How, value: f64) -> Option<UnitPrice> {
    let typed = match how {
        How::Replace => Some(UnitPrice(value)),
        How::Add => price.map(|price| price + UnitPrice(value)),
        How::Percent | How::Shift => price.map(|price| price * (1.0 + value)),
    };
    typed.map(UnitPrice::positive)
}

/// Standard cost of a made unit: (parts at their cost + hours at their rate) / share of good units.
pub fn rolled_up(inputs: Money, production_yield: f64) -> Option<UnitPrice> {
    ratio(inputs.0, production_yield).map(UnitPrice)
}

/// Cost of hours at a rate.
pub fn paid(hours: Hours, rate: UnitPrice) -> Money {
    Money(hours.0 * rate.0)
}

/// What overtime hours cost on top of their regular rate.
pub fn overtime_premium(hours: Hours, rate: UnitPrice, premium: f64) -> Money {
    Money(hours.0 * rate.0 * premium)
}

/// Purchases at the vendor's price less the same at standard: positive when dearer than the standard says.
pub fn purchase_price_variance(units: Units, vendor: UnitPrice, standard: UnitPrice) -> Money {
    units * (vendor - standard)
}

/// Parts and hours of the units that were started and are no good: started x (1 - share of good units) x inputs of one started unit.
pub fn scrap(started: Units, production_yield: f64, inputs: UnitPrice) -> Money {
    started * (1.0 - production_yield.clamp(0.0, 1.0)) * inputs
}

/// Loss of value when the standard falls from one month to the next: stock at the start of the month x what was lost for each unit.
pub fn revaluation(opening: Units, before: UnitPrice, after: UnitPrice) -> Money {
    opening * (before - after)
}

/// Revenue - cost of goods - period variances.
pub fn gross_margin(revenue: Money, cost_of_goods: Money, variances: Money) -> Money {
    revenue - cost_of_goods - variances
}

/// Gross margin - freight - project and promotion spend - overhead.
pub fn ebit(gross_margin: Money, freight: Money, spend: Money, overhead: Money) -> Money {
    gross_margin - freight - spend - overhead
}

/// Inventory + receivables - payables, of what is known.
pub fn working_capital(inventory: Money, receivables: Option<Money>, payables: Option<Money>) -> Money {
    inventory + receivables.unwrap_or_default() - payables.unwrap_or_default()
}

/// EBIT + depreciation, which is no cash, - rise of working capital.
pub fn cash_flow(ebit: Money, depreciation: Money, rise: Money) -> Money {
    ebit + depreciation - rise
}

/// The part of an opening balance that is still open after some days, when it was run up evenly over the last `days`.
pub fn still_open(balance: Money, elapsed: f64, days: f64) -> Money {
    ratio((days - elapsed).max(0.0), days).map_or(Money::ZERO, |share| balance * share)
}

/// What is open after `days` of payment time: flows of whole months back from the newest, each with its days, the last one in part.
pub fn outstanding(newest_first: impl IntoIterator<Item = (Money, f64)>, days: f64) -> Money {
    let mut left = days;
    let mut open = Money::ZERO;
    for (flow, of_month) in newest_first {
        if left <= 0.0 {
            break;
        }
        open += ratio(left.min(of_month), of_month).map_or(Money::ZERO, |share| flow * share);
        left -= of_month;
    }
    open
}

/// Cost of goods of twelve months / mean inventory: how often stock turns over in a year.
pub fn inventory_turns(cost_of_goods: Money, mean_inventory: Money) -> Option<f64> {
    cost_of_goods.ratio(mean_inventory)
}

/// Weeks that inventory lasts at the year's cost of goods.
pub fn weeks_of_supply(cost_of_goods: Money, mean_inventory: Money) -> Option<f64> {
    mean_inventory.ratio(cost_of_goods).map(|years| years * 52.0)
}

/// Net present value of yearly cash flows, the first one today: sum of c(k) / (1 + rate)^k.
pub fn net_present_value(flows: &[Money], rate: f64) -> Money {
    let mut factor = 1.0;
    let mut sum = Money::ZERO;
    for flow in flows {
        sum += *flow * factor;
        factor = ratio(factor, 1.0 + rate).unwrap_or(0.0);
    }
    sum
}

/// Years until the cash flows have paid back what was spent, evenly within a year; `None`: never.
pub fn payback(flows: &[Money]) -> Option<f64> {
    let mut sum = Money::ZERO;
    for (year, flow) in flows.iter().enumerate() {
        let before = sum;
        sum += *flow;
        if sum.0 >= 0.0 {
            return Some(match before.0 < 0.0 {
                true => year as f64 - 1.0 + ratio(-before.0, flow.0)?,
                false => 0.0,
            });
        }
    }
    None
}

/// Why revenue changed. The three sum to the change exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PriceVolumeMix {
    /// Sum of (p1 - p0) q1.
    pub price: Money,
    /// (Q1 - Q0) x mean price before.
    pub volume: Money,
    /// Sum of (q1 - q0) p0, less volume.
    pub mix: Money,
}

/// Splits a change of revenue over items sold before and after, each (p0, q0, p1, q1). All in one unit of measure.
/// What is new or lost has no second price: put it beside the bridge, not into it.
pub fn price_volume_mix(items: &[(UnitPrice, Units, UnitPrice, Units)]) -> PriceVolumeMix {
    let sum = |of: fn(&(UnitPrice, Units, UnitPrice, Units)) -> Money| items.iter().map(of).sum::<Money>();
    let price = sum(|(p0, _, p1, q1)| *q1 * (*p1 - *p0));
    let quantity = sum(|(p0, q0, _, q1)| (*q1 - *q0) * *p0);
    let before = sum(|(p0, q0, _, _)| *q0 * *p0);
    let (old, new): (Units, Units) = (items.iter().map(|row| row.1).sum(), items.iter().map(|row| row.3).sum());
    let volume = before.0 * (ratio(new.0, old.0).unwrap_or(1.0) - 1.0);
    PriceVolumeMix { price, volume: Money(volume), mix: quantity - Money(volume) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }

    /// Derived example: accountancyindex, "Price Volume Mix Analysis" (exact three-way split).
    #[test]
    fn price_volume_mix_sums_to_the_change() {
        let row = |p0, q0, p1, q1| (UnitPrice(p0), Units(q0), UnitPrice(p1), Units(q1));
        let bridge = price_volume_mix(&[
            row(10.0, 1000.0, 11.0, 1000.0),
            row(15.0, 800.0, 15.0, 700.0),
            row(20.0, 500.0, 23.0, 800.0),
        ]);
        close(bridge.price.0, 3400.0, 1e-9);
        close(bridge.volume.0, 2_782.608_696, 1e-6);
        close(bridge.mix.0, 1_717.391_304, 1e-6);
        close((bridge.price + bridge.volume + bridge.mix).0, 39_900.0 - 32_000.0, 1e-9);
    }

    /// Jacobs & Chase, Operations and Supply Chain Management (Dell FY2005, $M).
    #[test]
    fn inventory_turns_of_dell() {
        let inventory = Money(228.0 + 231.0);
        close(inventory_turns(Money(40_190.0), inventory).unwrap(), 87.559_913, 1e-6);
        close(weeks_of_supply(Money(40_190.0), inventory).unwrap(), 0.593_879, 1e-6);
        assert_eq!(inventory_turns(Money(1.0), Money::ZERO), None);
    }

    /// Derived: npv_npi of the shared worked examples.
    #[test]
    fn npv_npi_and_its_payback() {
        let flows = [-1000.0, 400.0, 500.0, 600.0].map(Money);
        close(net_present_value(&flows, 0.1).0, 227.648_385, 1e-6);
        close(payback(&flows).unwrap(), 2.166_667, 1e-6);
        assert_eq!(payback(&[Money(-1.0)]), None);
        assert_eq!(payback(&[Money(1.0), Money(1.0)]), Some(0.0));
    }

    /// Derived: three_statement_month of the shared worked examples. Cash closes at 630 and equity at 1,200.
    #[test]
    fn three_statement_month_balances() {
        let margin = gross_margin(Money(1000.0), Money(600.0), Money::ZERO);
        let profit = ebit(margin, Money::ZERO, Money::ZERO, Money(150.0));
        assert_eq!((margin, profit), (Money(400.0), Money(250.0)));
        let before = working_capital(Money(400.0), Some(Money(300.0)), Some(Money(250.0)));
        let inventory = Money(400.0 + 450.0 + 200.0 - 600.0);
        let receivables = Money(300.0 + 1000.0 - 900.0);
        let payables = Money(250.0 + 450.0 - 420.0);
        let after = working_capital(inventory, Some(receivables), Some(payables));
        let cash = Money(500.0) + cash_flow(profit, Money::ZERO, after - before);
        let equity = Money(950.0) + profit;
        assert_eq!((cash, equity), (Money(630.0), Money(1200.0)));
        assert_eq!(cash + receivables + inventory, payables + equity);
    }

    #[test]
    fn payment_days_reach_back_over_months() {
        // 45 days back from a June of 30 days: all of June and 15 of 31 days of May.
        let flows = [(Money(300.0), 30.0), (Money(310.0), 31.0), (Money(1e9), 30.0)];
        close(outstanding(flows, 45.0).0, 300.0 + 150.0, 1e-9);
        assert_eq!(outstanding(flows, 0.0), Money::ZERO);
        assert_eq!(still_open(Money(90.0), 30.0, 45.0), Money(30.0));
        assert_eq!(still_open(Money(90.0), 60.0, 45.0), Money::ZERO);
        assert_eq!(still_open(Money(90.0), 0.0, 0.0), Money::ZERO);
    }

    #[test]
    fn a_dearer_vendor_and_a_fallen_standard_cost_margin() {
        assert_eq!(purchase_price_variance(Units(10.0), UnitPrice(5.0), UnitPrice(4.0)), Money(10.0));
        assert_eq!(revaluation(Units(10.0), UnitPrice(5.0), UnitPrice(4.0)), Money(10.0));
        assert_eq!(overtime_premium(Hours(10.0), UnitPrice(20.0), 0.5), Money(100.0));
        assert!((scrap(Units(100.0), 0.9, UnitPrice(5.0)).0 - 50.0).abs() < 1e-9);
        assert_eq!(rolled_up(Money(9.0), 0.9), Some(UnitPrice(10.0)));
        assert_eq!(rolled_up(Money(9.0), 0.0), None);
    }
}
