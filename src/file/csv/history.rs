//! Demand history: rows summed by item, market and month, and the cycle month that follows from them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::build::{Build, tell};
use super::kind::Field as F;
use super::sheet::Row;
use crate::file::finding::Findings;
use crate::model::{Money, Month, Series, ToDate, Units};

/// Units and, where known, net revenue by month.
pub(super) type Facts = BTreeMap<Month, (f64, Option<f64>)>;

/// The last month counts as unfinished below this share of the weakest of the months before it.
const UNFINISHED: f64 = 0.5;
/// How many months before are looked at.
const LOOK_BACK: i32 = 6;

impl Build {
    pub(super) fn history_row(&mut self, row: &Row) -> Option<()> {
        let month = row.month(F::Month, "month")?;
        let item = self.item(row, F::Item)?;
        let units = self.in_stock_unit(row, &item, row.required(F::Quantity, "quantity")?)?.0;
        let market = self.market(row)?;
        let revenue = if self.is_plan_currency(row) { row.number(F::Revenue, "revenue") } else { None };
        if units < 0.0 {
            row.say("negative quantity", &format!("quantity is {units}"), "a quantity sold", "kept as a return");
        }
        let total = self.totals.entry(month).or_default();
        *total = (total.0 + units, total.1 + revenue.unwrap_or(0.0));
        let facts = self.history.entry((item, market)).or_default();
        if let Some(fact) = facts.get_mut(&month) {
            row.say("duplicate key", "the same item, market and month again", "one row for each", "summed");
            fact.0 += units;
            fact.1 = match (fact.1, revenue) {
                (None, None) => None,
                (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
            };
        } else {
            facts.insert(month, (units, revenue));
        }
        Some(())
    }

    /// Sets the cycle month and lays the months before it out as series; what it has sold itself is to date.
    pub(super) fn close_history(&mut self, findings: &RefCell<Findings>) {
        if std::mem::replace(&mut self.history_is_closed, true) {
            return;
        }
        match self.first.filter(|_| self.is_over) {
            Some(first) => self.tell_later(first, findings),
            None => self.first = self.cycle_month(findings),
        }
        let Some(first) = self.first else { return };
        for ((item, market), facts) in &self.history {
            if let Some((units, revenue)) = facts.get(&first) {
                let (units, revenue) = (Units(*units), revenue.map(Money));
                self.actuals.to_date.insert(ToDate { item: item.clone(), market: market.clone(), units, revenue });
            }
            let closed = facts.range(..first);
            let Some((start, _)) = closed.clone().next() else { continue };
            let length = usize::try_from(first - *start).unwrap_or(0);
            if length > MOST_MONTHS {
                let found = format!("{item} in {market} since {start}");
                tell(findings, "long history", &found, "at most 100 years", "series left out");
                continue;
            }
            // A month without a row is a month without a sale.
            let has_revenue = facts.values().any(|(_, revenue)| revenue.is_some());
            let mut units = vec![Some(Units::ZERO); length];
            let mut revenue = vec![Some(Money::ZERO); if has_revenue { length } else { 0 }];
            for (month, fact) in closed {
                let position = usize::try_from(*month - *start).unwrap_or(0);
                if let Some(cell) = units.get_mut(position) {
                    *cell = Some(Units(fact.0));
                }
                if let Some(cell) = revenue.get_mut(position) {
                    *cell = fact.1.map(Money);
                }
            }
            let (item, market) = (item.clone(), market.clone());
            self.actuals.history.insert(Series { item, market, first: *start, units, revenue });
        }
    }

    /// Sales behind the month that is not closed yet have no place in the plan.
    fn tell_later(&self, first: Month, findings: &RefCell<Findings>) {
        let later = || self.totals.range(first + 1..);
        if let (Some((from, _)), Some((to, _))) = (later().next(), later().next_back()) {
            let found = format!("sales from {from} to {to}");
            tell(findings, "later sales", &found, &format!("sales until {first}"), "left out");
        }
    }

    /// The month after the last complete one. A last month far below all the months before it is taken as unfinished.
    fn cycle_month(&self, findings: &RefCell<Findings>) -> Option<Month> {
        let (last, total) = self.totals.last_key_value()?;
        let has_revenue = self.totals.values().any(|(_, revenue)| *revenue != 0.0);
        let size = |total: &(f64, f64)| if has_revenue { total.1 } else { total.0 };
        let before: Vec<f64> = self.totals.range(*last - LOOK_BACK..*last).map(|(_, total)| size(total)).collect();
        let weakest = before.iter().copied().fold(f64::INFINITY, f64::min);
        if before.len() >= 3 && size(total) < weakest * UNFINISHED {
            let found = format!(
                "{last} has {:.0} {}, the weakest of the months before {weakest:.0}",
                size(total),
                if has_revenue { "of revenue" } else { "units" }
            );
            tell(
                findings,
                "cycle month",
                &found,
                "whole months",
                &format!(
                    "{last} is taken as unfinished, hence as the cycle month; set it to {} if it is complete",
                    *last + 1
                ),
            );
            return Some(*last);
        }
        Some(*last + 1)
    }
}

/// The longest series that a plan may hold.
const MOST_MONTHS: usize = 1200;
