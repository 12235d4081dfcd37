//! Figures that a planner typed over the plan: production, purchases, target stock, capacity, overtime.
//!
//! Broad figures act before narrow ones (more rows, then more months), what-ifs (`Shift`) last of all. A total typed over several
//! months is spread by working days, a quantity typed over several rows by their weight (demand, or hours).

use std::collections::BTreeMap;

use super::super::frame::Frame;
use crate::model::{Figure, How, Measure, OverMonths, Table};

/// What was typed over one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Typed {
    /// It stands there instead of what would.
    pub fixed: Option<f64>,
    /// Otherwise: what would stand there, times this,
    pub factor: f64,
    /// plus this.
    pub add: f64,
}

impl Default for Typed {
    fn default() -> Self {
        Self { fixed: None, factor: 1.0, add: 0.0 }
    }
}

impl Typed {
    /// The figure, given what would stand there; not below zero.
    pub fn over(&self, figure: f64) -> f64 {
        self.fixed.unwrap_or(figure * self.factor + self.add).max(0.0)
    }

    fn act(&mut self, how: How, value: f64) {
        match (how, &mut self.fixed) {
            (How::Replace, fixed) => *fixed = Some(value),
            (How::Add, Some(fixed)) => *fixed += value,
            (How::Add, None) => self.add += value,
            (How::Percent | How::Shift, Some(fixed)) => *fixed *= 1.0 + value,
            (How::Percent | How::Shift, None) => {
                self.factor *= 1.0 + value;
                self.add *= 1.0 + value;
            }
        }
    }
}

/// By row: what was typed over each of its months. Rows without anything typed are not there.
pub type TypedRows = BTreeMap<usize, Vec<Typed>>;

/// What was typed of a measure. `rows` says which rows a figure is about, `weight` how a quantity is shared among them.
pub fn typed(
    frame: &Frame,
    figures: &Table<Figure>,
    measure: Measure,
    rows: impl Fn(&Figure) -> Vec<usize>,
    weight: impl Fn(usize) -> f64,
) -> TypedRows {
    let mut found: Vec<(Vec<usize>, &Figure)> = figures
        .iter()
        .filter(|figure| figure.cell.measure == measure && figure.value.is_finite())
        .map(|figure| (rows(figure), figure))
        .collect();
    let months = |figure: &Figure| figure.cell.last - figure.cell.first;
    found.sort_by_key(|(rows, figure)| {
        (figure.how == How::Shift, std::cmp::Reverse(rows.len()), std::cmp::Reverse(months(figure)))
    });
    let mut typed = TypedRows::new();
    for (rows, figure) in found {
        let shares = shares(&rows, &weight);
        for (row, share) in rows.into_iter().zip(shares) {
            let months = typed.entry(row).or_insert_with(|| vec![Typed::default(); frame.horizon.months]);
            act(frame, figure, share, months);
        }
    }
    typed
}

/// Shares by weight that sum to one; equal where nothing weighs.
fn shares(rows: &[usize], weight: &impl Fn(usize) -> f64) -> Vec<f64> {
    if rows.len() == 1 {
        return vec![1.0];
    }
    let weights: Vec<f64> = rows.iter().map(|row| weight(*row).max(0.0)).collect();
    let total: f64 = weights.iter().sum();
    let share = |weight: f64| if total > 0.0 { weight / total } else { 1.0 / rows.len() as f64 };
    weights.into_iter().map(share).collect()
}

fn act(frame: &Frame, figure: &Figure, share: f64, months: &mut [Typed]) {
    let span = frame.horizon.span(figure.cell.first, figure.cell.last);
    let typed_months = f64::from(figure.cell.last - figure.cell.first) + 1.0;
    let days: f64 = frame.working_days[span.clone()].iter().sum();
    for t in span.clone() {
        let value = match figure.how {
            How::Percent | How::Shift => figure.value,
            How::Replace if figure.cell.measure.over_months() == OverMonths::Sum => {
                let of_days = if days > 0.0 { frame.working_days[t] / days } else { 1.0 / span.len() as f64 };
                figure.value * share * (span.len() as f64 / typed_months) * of_days
            }
            How::Replace | How::Add => figure.value * share,
        };
        months[t].act(figure.how, value);
    }
}
