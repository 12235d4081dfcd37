//! What the charts of the demand page look at: everything where it counts in one unit; else everything in money; without prices the
//! largest family that has one unit.

use crate::engine::Grid;
use crate::model::{Cell, Measure, Month, Place, Subject, Units};
use crate::report::{Context, sum};

/// Some items in one unit, or in money.
pub struct Focus {
    /// What it is about.
    pub subject: Subject,
    /// What it is called.
    pub name: String,
    /// Its pairs.
    pub pairs: Vec<usize>,
    /// Whether its figures are money.
    pub money: bool,
    /// What they count in.
    pub unit: String,
}

impl Focus {
    /// The focus of a plan.
    pub fn of(cx: &Context) -> Self {
        let items = cx.sold_items();
        let pairs = cx.pairs_of(&items);
        let named = |subject: Subject, pairs: Vec<usize>, unit: Option<&str>| Self {
            name: if subject == Subject::All { "Demand".into() } else { cx.subject(&subject) },
            money: unit.is_none(),
            unit: unit.map_or_else(|| cx.locale.currency.clone(), str::to_string),
            subject,
            pairs,
        };
        let unit = cx.one_unit(&items);
        let has_price = cx.outcome.finance.revenue_at_demand.cells().iter().any(|money| money.0 > 0.0);
        if unit.is_some() || has_price {
            return named(Subject::All, pairs, unit);
        }
        let families = cx.outcome.frame.families.iter().map(|code| Subject::Family(code.clone()));
        let candidates = families.filter_map(|subject| {
            let items = cx.outcome.frame.items_of(&subject);
            let unit = cx.one_unit(&items)?;
            let pairs = cx.pairs_of(&items);
            let size: f64 = sum::units(&cx.outcome.demand.consensus, &pairs).iter().sum();
            Some((size, subject, pairs, unit))
        });
        match candidates.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, subject, pairs, unit)) => named(subject, pairs, Some(unit)),
            None => named(Subject::All, pairs, None),
        }
    }

    /// By month: figures of a grid in the focus' unit.
    pub fn sum(&self, cx: &Context, grid: &Grid<Units>) -> Vec<f64> {
        if self.money { cx.at_price(grid, &self.pairs) } else { sum::units(grid, &self.pairs) }
    }

    /// Closed months.
    pub fn history(&self, cx: &Context, months: usize) -> Vec<Option<f64>> {
        if self.money { cx.history_revenue(&self.pairs, months) } else { cx.history(&self.pairs, months, false) }
    }

    /// A figure as text.
    pub fn text(&self, cx: &Context, value: f64) -> String {
        if self.money { cx.locale.money(value) } else { cx.locale.number(value, 0) }
    }

    /// A difference as text.
    pub fn signed(&self, cx: &Context, value: f64) -> String {
        if self.money { cx.locale.signed_money(value) } else { cx.locale.signed(value, 0) }
    }

    /// Where a click on a month goes.
    pub fn cell(&self, measure: Measure, month: Month) -> Cell {
        Cell::month(measure, self.subject.clone(), Place::All, month)
    }
}

/// By month: consensus less that of the last cycle, where the last cycle said anything; at today's price where `money`.
pub fn change(cx: &Context, pairs: &[usize], money: bool) -> Vec<Option<f64>> {
    let demand = &cx.outcome.demand;
    let mut changes = vec![None; demand.consensus.months()];
    for pair in pairs {
        for (t, change) in changes.iter_mut().enumerate() {
            let Some(last) = demand.last_cycle.at(*pair, t) else { continue };
            let worth = if money { cx.price(*pair, t).unwrap_or(0.0) } else { 1.0 };
            *change = Some(change.unwrap_or(0.0) + (demand.consensus.at(*pair, t) - last).0 * worth);
        }
    }
    changes
}
