//! The arithmetic of one cell, once: the planning loops and `explain` call the same functions.
//!
//! Example (Arnold, make to stock, `mts_level_plan`): forecast 600, opening 100, target 80: 580 to make, 116 in each of five months.
//! Invariant: every function is total; no division without a guard.

use super::super::frame::Lead;
use crate::forecast::normal::normal_quantile;
use crate::model::{Hours, Units};

/// Calendar days of a planning month: 365 / 12. Lead times in days are turned into months by it.
pub const DAYS_PER_MONTH: f64 = 365.0 / 12.0;

/// What a month brings to a point and takes from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flows {
    /// Stock at the start.
    pub opening: Units,
    /// Scheduled receipts.
    pub receipts: Units,
    /// Good units made.
    pub production: Units,
    /// Units bought.
    pub purchase: Units,
    /// Units that arrive from other sites.
    pub transfer_in: Units,
    /// Units sent to other sites.
    pub transfer_out: Units,
    /// Units that parents use.
    pub usage: Units,
    /// Units shipped to customers.
    pub shipments: Units,
}

impl Flows {
    /// What can be given out this month.
    pub fn available(&self) -> Units {
        self.opening + self.receipts + self.production + self.purchase + self.transfer_in
    }

    /// closing = opening + receipts + production + purchase + transfer in - transfer out - usage - shipments.
    pub fn closing(&self) -> Units {
        self.available() - self.transfer_out - self.usage - self.shipments
    }
}

/// What must still come in until a month, so that it closes at its target:
/// requirement to date + target - opening - receipts to date, not below zero.
pub fn net_requirement(requirement: Units, target: Units, opening: Units, receipts: Units) -> Units {
    (requirement + target - opening - receipts).positive()
}

/// A level plan's quantity until a month: the total by the share of the working days that have passed.
pub fn level_to_date(total: Units, days_to_date: f64, days: f64) -> Units {
    if days > 0.0 { total * (days_to_date / days) } else { total }
}

/// A release that brings `wanted`: at least `min_order`, in whole `lot`s (zero: any quantity). Nothing wanted, nothing released.
pub fn release(wanted: Units, min_order: Units, lot: Units) -> Units {
    const DUST: f64 = 1e-9;
    if wanted.0 <= DUST {
        return Units::ZERO;
    }
    let quantity = wanted.max(min_order);
    if lot.0 > 0.0 { lot * ((quantity.0 / lot.0) * (1.0 - DUST)).ceil().max(1.0) } else { quantity }
}

/// How much a stream should have released until the end of month s, cumulated, given what must have arrived, cumulated:
/// `now` by s + n, `next` by s + n + 1, `after` by s + n + 2 (lead time n + f months).
///
/// With f = 0 that is `now`. Otherwise the release of s arrives over two months, and the goal is the largest of: `now` and the share f
/// of the next month's need (which alone is right for a steady need); enough that `now` arrives in time; enough that `next` can still
/// arrive in time. It never asks for more than `next`, so a late start is caught up without a swing.
pub fn release_goal(fraction: f64, now: Units, next: Units, after: Units, released: Units) -> Units {
    if fraction <= 0.0 {
        return now;
    }
    let smooth = now + (next - now) * fraction;
    let in_time = released + (now - released) / (1.0 - fraction);
    let next_in_time = (next - after * (1.0 - fraction)) / fraction;
    smooth.max(in_time.max(next_in_time).min(next))
}

/// What arrives in month t of what was released in `t - whole` and in the month before it (DESIGN: lead time n + f months).
pub fn arrivals(lead: Lead, released: Units, released_before: Units) -> Units {
    released * (1.0 - lead.fraction) + released_before * lead.fraction
}

/// Good units out of a release.
pub fn good(released: Units, production_yield: f64) -> Units {
    released * production_yield
}

/// The share of its claim that everybody gets of what there is, 0 to 1. Example (`fair_share`): 150 for 200 asked is 0.75.
pub fn ration(available: f64, claims: f64) -> f64 {
    if claims <= available || claims <= 0.0 { 1.0 } else { (available / claims).max(0.0) }
}

/// Hours for a release. Example (Vollmann, `rccp_cpof`): 33 x 0.95 h + 17 x 1.85 h = 62.8 h.
pub fn hours(released: Units, hours_per_unit: f64) -> Hours {
    Hours(released.0 * hours_per_unit)
}

/// Hours above regular ones.
pub fn overtime(load: Hours, capacity: Option<Hours>) -> Hours {
    capacity.map_or(Hours::ZERO, |capacity| (load - capacity).positive())
}

/// load / capacity; `None` where the hours are not known or there are none.
pub fn utilization(load: Hours, capacity: Option<Hours>) -> Option<f64> {
    load.ratio(capacity?)
}

/// Service: shipped in the month demanded / demanded; `None` where nothing was demanded.
pub fn service(on_time: Units, demand: Units) -> Option<f64> {
    on_time.ratio(demand)
}

/// Safety stock = z x sigma x sqrt(periods), sigma being the error of one period. With a monthly review the periods are
/// the lead time in months plus one. Source: Chopra & Meindl, safety inventory (`ss_csl_fill_rate`: sigma 500, 2 weeks, 90 % is 906.2).
pub fn safety_stock(service_level: f64, sigma: Units, periods: f64) -> Units {
    if service_level <= 0.0 {
        return Units::ZERO;
    }
    (sigma * (normal_quantile(service_level) * periods.max(0.0).sqrt())).positive()
}

/// Periods at risk for a lead time in days, reviewed monthly.
pub fn periods_at_risk(lead_days: f64) -> f64 {
    lead_days.max(0.0) / DAYS_PER_MONTH + 1.0
}

/// Stock for `days` of the coming months' requirements, each month's being used evenly over its days; what lies behind the
/// last month goes on like `beyond` (requirement and days of one month).
pub fn cover(days: f64, coming: &[Units], days_of: &[f64], beyond: (Units, f64)) -> Units {
    let (mut stock, mut left) = (Units::ZERO, days);
    for (requirement, days) in coming.iter().zip(days_of) {
        if left <= 0.0 {
            return stock;
        }
        stock += if *days > left { *requirement * (left / *days) } else { *requirement };
        left -= *days;
    }
    if left > 0.0 && beyond.1 > 0.0 { stock + beyond.0 * (left / beyond.1) } else { stock }
}

/// How long stock lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DaysOfSupply {
    /// So many days.
    Days(f64),
    /// Longer than the plan looks ahead: at least so many days.
    AtLeast(f64),
}

impl DaysOfSupply {
    /// The days, at least or exactly.
    pub fn days(self) -> f64 {
        match self {
            DaysOfSupply::Days(days) | DaysOfSupply::AtLeast(days) => days,
        }
    }
}

/// Walks the coming requirements until the stock is used. `coming` starts in the month after the stock was counted.
/// Example (`coverage_forward`): 250 over 100, 120, 80 a month of 30 days last 71.25 days.
pub fn days_of_supply(stock: Units, coming: &[Units], days_of: &[f64]) -> DaysOfSupply {
    let (mut left, mut lasted) = (stock, 0.0);
    for (requirement, days) in coming.iter().zip(days_of) {
        if *requirement > left {
            return DaysOfSupply::Days(lasted + left.positive().ratio(*requirement).unwrap_or(0.0) * days);
        }
        left -= *requirement;
        lasted += days;
    }
    DaysOfSupply::AtLeast(lasted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64, within: f64) {
        assert!((left - right).abs() <= within, "{left} is not {right}");
    }

    /// Chopra & Meindl, `ss_csl_fill_rate`.
    #[test]
    fn ss_csl_fill_rate_safety_stock_for_90_percent() {
        near(safety_stock(0.9, Units(500.0), 2.0).0, 906.193802, 1e-4);
    }

    /// Chopra & Meindl, `ss_risk_pooling`: independent errors pool as the root of the sum of squares.
    #[test]
    fn ss_risk_pooling_halves_the_stock_of_four_regions() {
        near(4.0 * safety_stock(0.9, Units(5.0), 2.0).0, 36.247752, 0.02);
        let pooled = Units((4.0 * 5.0 * 5.0_f64).sqrt());
        near(safety_stock(0.9, pooled, 2.0).0, 18.123876, 0.02);
    }

    /// Heizer & Render, `rop_demand_variable`.
    #[test]
    fn rop_demand_variable_safety_stock() {
        let stock = safety_stock(0.9, Units(5.0), 2.0).0;
        near(stock, 9.050967, 0.05); // the book rounds z to 1.28
        near(15.0 * 2.0 + stock, 39.050967, 0.05);
    }

    /// APICS convention, `coverage_forward`.
    #[test]
    fn coverage_forward_walks_the_coming_months() {
        let coming = [100.0, 120.0, 80.0, 90.0].map(Units);
        let days = [30.0; 4];
        assert_eq!(days_of_supply(Units(250.0), &coming, &days), DaysOfSupply::Days(71.25));
        assert_eq!(days_of_supply(Units(390.0), &coming, &days), DaysOfSupply::AtLeast(120.0));
        assert_eq!(days_of_supply(Units(0.0), &coming, &days), DaysOfSupply::Days(0.0));
        assert_eq!(days_of_supply(Units(5.0), &[], &[]), DaysOfSupply::AtLeast(0.0));
        near(cover(71.25, &coming, &days, (Units(0.0), 30.0)).0, 250.0, 1e-9);
        near(cover(150.0, &coming, &days, (Units(60.0), 30.0)).0, 450.0, 1e-9);
    }

    /// Odoo, `mps_min_max`: what is needed, within what the line can replenish.
    #[test]
    fn mps_min_max_need_and_clamp() {
        let need = net_requirement(Units(75.0), Units(10.0), Units(60.0), Units(0.0));
        assert_eq!(need, Units(25.0));
        assert_eq!(release(need, Units(5.0), Units(0.0)).min(Units(20.0)), Units(20.0));
        assert_eq!(release(Units(2.0), Units(5.0), Units(0.0)), Units(5.0));
        assert_eq!(release(Units(0.0), Units(5.0), Units(0.0)), Units(0.0));
        assert_eq!(release(Units(25.0), Units(5.0), Units(12.0)), Units(36.0));
        assert_eq!(release(Units(24.0), Units(5.0), Units(12.0)), Units(24.0));
    }

    /// Arnold, `mto_level_plan`: a backlog is stock below zero.
    #[test]
    fn mto_level_plan_total_and_rate() {
        let total = net_requirement(Units(500.0), Units(-80.0), Units(-100.0), Units(0.0));
        assert_eq!(total, Units(520.0));
        for month in 1..=5 {
            let made = level_to_date(total, f64::from(month), 5.0).0;
            assert_eq!(100.0 + 100.0 * f64::from(month) - made, 100.0 - 4.0 * f64::from(month));
        }
    }

    /// SAP, `sap_sop_strategies`: 10 days of sales by 20 working days, month by month.
    #[test]
    fn sap_sop_strategies_target_days_of_supply() {
        let mut stock = Units(150.0);
        let plan = [100.0, 120.0, 80.0, 100.0].map(|sales| {
            let target = cover(10.0, &[Units(sales)], &[20.0], (Units(0.0), 0.0));
            let production = net_requirement(Units(sales), target, stock, Units(0.0));
            stock = Flows { opening: stock, production, shipments: Units(sales), ..Flows::default() }.closing();
            (production.0, stock.0)
        });
        assert_eq!(plan, [(0.0, 50.0), (130.0, 60.0), (60.0, 40.0), (110.0, 50.0)]);
    }

    /// `fair_share`: derived example.
    #[test]
    fn fair_share_is_in_proportion() {
        let share = ration(150.0, 200.0);
        assert_eq!([100.0, 60.0, 40.0].map(|demand| demand * share), [75.0, 45.0, 30.0]);
        assert_eq!((ration(0.0, 0.0), ration(-1.0, 5.0)), (1.0, 0.0));
    }

    /// Vollmann, `rccp_cpof`, and Arnold, `resource_bill`.
    #[test]
    fn rccp_cpof_and_resource_bill_hours() {
        let total = hours(Units(33.0), 0.95) + hours(Units(17.0), 1.85);
        near(total.0, 62.8, 1e-9);
        near(total.0 * 0.603, 37.8684, 1e-4);
        let load = hours(Units(500.0), 1.31) + hours(Units(300.0), 0.85) + hours(Units(1500.0), 0.55);
        near(load.0, 1735.0, 1e-9);
        near(overtime(load, Some(Hours(1600.0))).0, 135.0, 1e-9);
        assert_eq!(utilization(load, None), None);
        assert_eq!(utilization(load, Some(Hours(0.0))), None);
    }
}
