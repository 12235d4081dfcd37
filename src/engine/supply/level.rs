//! The level strategy: each family at a site comes in at one rate per working day, from the first month to the last.
//!
//! The total is what all its items need over the horizon, so that each closes at its target. Of a month's quantity each item first
//! gets what it must have had by then (in proportion where that is more than the rate brings: the level plan is short), and the rest
//! goes to the items in proportion to what they still need. Every item ends with exactly its own total.
//! Example (Arnold, `mts_level_plan`): forecast 110, 120, 130, 120, 120, opening 100, target 80: 116 a month.

use super::formula;
use super::wish::{Start, Wish, is_sold};
use crate::model::Units;

/// Replaces the cumulated need of a block's sold points by level rates, one for each family and site.
pub fn level(start: &Start, wish: &mut Wish, block: &[usize]) {
    let frame = start.frame;
    let group = |point: &usize| {
        let item = frame.points[*point].item;
        (frame.points[*point].site, frame.family_of[item].ok_or(item))
    };
    let mut sold: Vec<usize> = block.iter().copied().filter(|point| is_sold(start, *point)).collect();
    sold.sort_by_key(|point| (group(point), *point));
    for points in sold.chunk_by(|left, right| group(left) == group(right)) {
        level_group(&frame.working_days, wish, points);
    }
}

fn level_group(days: &[f64], wish: &mut Wish, points: &[usize]) {
    let Some(last) = days.len().checked_sub(1) else { return };
    let totals: Vec<Units> = points.iter().map(|point| wish.needed.at(*point, last)).collect();
    let total: Units = totals.iter().copied().sum();
    let all_days: f64 = days.iter().sum();
    let mut days_to_date = 0.0;
    let mut brought = vec![Units::ZERO; points.len()];
    let mut claims = brought.clone();
    for (t, days) in days.iter().enumerate() {
        days_to_date += days;
        let to_date = formula::level_to_date(total, days_to_date, all_days);
        for ((claim, brought), point) in claims.iter_mut().zip(&brought).zip(points) {
            *claim = (wish.needed.at(*point, t) - *brought).positive();
        }
        share(to_date, &mut brought, &claims);
        for ((claim, brought), total) in claims.iter_mut().zip(&brought).zip(&totals) {
            *claim = (*total - *brought).positive();
        }
        share(to_date, &mut brought, &claims);
        for (point, brought) in points.iter().zip(&brought) {
            *wish.needed.at_mut(*point, t) = *brought;
        }
    }
    for (point, total) in points.iter().zip(totals) {
        *wish.needed.at_mut(*point, last) = total;
    }
}

/// Of what comes in until now and is not given yet, gives each its claim, or its share of it.
fn share(to_date: Units, brought: &mut [Units], claims: &[Units]) {
    let left = (to_date - brought.iter().copied().sum()).positive();
    let ration = formula::ration(left.0, claims.iter().map(|claim| claim.0).sum());
    for (brought, claim) in brought.iter_mut().zip(claims) {
        *brought += *claim * ration;
    }
}
