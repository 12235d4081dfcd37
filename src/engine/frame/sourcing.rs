//! Which sites serve a pair, and from when on.
//!
//! The item's own sourcing of a market wins over the market's general one, which wins over that of the market above; before
//! the first date of the one the next one holds. Without any, everything comes from the only or first site.
//! Of one date all shares together are one split, and replace the split before. Invariant: shares sum to one.

use std::collections::BTreeMap;
use std::ops::Range;

use super::axes::Axes;
use super::{Notice, Pair, Point, Split, point_in};
use crate::model::{Catalog, Place, Sourcing, Step, Subject};

/// Splits by site, for one item x market or one market.
type Rules = Vec<Split>;

/// By pair: its splits. The positions in them are sites until [`serve_from_points`].
pub fn splits(axes: &Axes, catalog: &Catalog, pairs: &[Pair], notices: &mut Vec<Notice>) -> Vec<Vec<Split>> {
    let (own, general) = rules(axes, catalog, notices);
    let above = |market: usize| std::iter::successors(Some(market), |market| axes.market_above[*market]);
    let general_of: Vec<Rules> = (0..axes.markets.len())
        .map(|market| {
            above(market).filter_map(|market| general.get(&market)).fold(Vec::new(), |rules, next| before(rules, next))
        })
        .map(|rules| before(rules, &[Split { from: 0, shares: vec![(0, 1.0)] }]))
        .collect();
    let of = |pair: &Pair| {
        if own.is_empty() {
            return general_of[pair.market].clone();
        }
        let own = above(pair.market).filter_map(|market| own.get(&(pair.item, market)));
        before(own.fold(Vec::new(), |rules, next| before(rules, next)), &general_of[pair.market])
    };
    pairs.iter().map(of).collect()
}

/// `rules`, and before their first date what `next` says.
fn before(rules: Rules, next: &[Split]) -> Rules {
    let Some(first) = rules.first().map(|split| split.from) else { return next.to_vec() };
    if first == 0 {
        return rules;
    }
    let earlier = next.iter().filter(|split| split.from < first).cloned();
    earlier.chain(rules.iter().cloned()).collect()
}

/// The sourcing of item x market, and that of the market alone.
#[expect(clippy::type_complexity, reason = "two maps that nobody else sees")]
fn rules(
    axes: &Axes,
    catalog: &Catalog,
    notices: &mut Vec<Notice>,
) -> (BTreeMap<(usize, usize), Rules>, BTreeMap<usize, Rules>) {
    let mut own: BTreeMap<(usize, usize), BTreeMap<i32, Vec<(usize, f64)>>> = BTreeMap::new();
    let mut general: BTreeMap<usize, BTreeMap<i32, Vec<(usize, f64)>>> = BTreeMap::new();
    for sourcing in &catalog.sourcing {
        let Some((item, market, site)) = positions(axes, sourcing, notices) else { continue };
        let from = sourcing.from.map_or(i32::MIN, |month| month - axes.horizon.first);
        let share = if sourcing.share.is_finite() { sourcing.share.max(0.0) } else { 0.0 };
        let dates = match item {
            Some(item) => own.entry((item, market)).or_default(),
            None => general.entry(market).or_default(),
        };
        dates.entry(from).or_default().push((site, share));
    }
    let mut all_zero = |item: Option<usize>, market: usize| {
        let subject = item.map_or(Subject::All, |item| Subject::Item(axes.items.code(item).clone()));
        let place = Place::Market(axes.markets.code(market).clone());
        let text = format!("Sourcing shares of market {} are all zero; they are left out.", axes.markets.code(market));
        notices.push(Notice::new(Step::Demand, subject, place, text));
    };
    let months = axes.horizon.months;
    let own = own
        .into_iter()
        .map(|((item, market), dates)| ((item, market), dated(dates, months, || all_zero(Some(item), market))))
        .collect();
    let general =
        general.into_iter().map(|(market, dates)| (market, dated(dates, months, || all_zero(None, market)))).collect();
    (own, general)
}

fn positions(axes: &Axes, sourcing: &Sourcing, notices: &mut Vec<Notice>) -> Option<(Option<usize>, usize, usize)> {
    let item = sourcing.item.as_ref().map(|item| axes.items.position(item));
    let (market, site) = (axes.markets.position(&sourcing.market), axes.sites.position(&sourcing.site));
    let unknown = match (item, market, site) {
        (Some(None), _, _) => sourcing.item.as_ref().map(|item| format!("item {item}")),
        (_, None, _) => Some(format!("market {}", sourcing.market)),
        (_, _, None) => Some(format!("site {}", sourcing.site)),
        _ => None,
    };
    if let Some(unknown) = unknown {
        let subject = sourcing.item.clone().map_or(Subject::All, Subject::Item);
        let text = format!("Sourcing names {unknown}, which is not in the plan; the row is left out.");
        notices.push(Notice::new(Step::Demand, subject, Place::Market(sourcing.market.clone()), text));
    }
    Some((item.map_or(Some(None), |item| item.map(Some))?, market?, site?))
}

/// Splits of a horizon, shares scaled to one. What began before the horizon is in force at its start.
fn dated(dates: BTreeMap<i32, Vec<(usize, f64)>>, months: usize, mut all_zero: impl FnMut()) -> Rules {
    let mut rules: Rules = Vec::new();
    for (from, shares) in dates {
        let from = usize::try_from(from).unwrap_or(0);
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if sum <= 0.0 {
            all_zero();
            continue;
        }
        if from >= months {
            continue;
        }
        rules.retain(|split| split.from != from);
        let shares = shares.into_iter().filter(|(_, share)| *share > 0.0);
        rules.push(Split { from, shares: shares.map(|(site, share)| (site, share / sum)).collect() });
    }
    rules
}

/// Turns the sites of the splits into points, which must exist.
pub fn serve_from_points(splits: &mut [Vec<Split>], pairs: &[Pair], points: &[Point], points_of: &[Range<usize>]) {
    for (splits, pair) in splits.iter_mut().zip(pairs) {
        for (site, _) in splits.iter_mut().flat_map(|split| split.shares.iter_mut()) {
            if let Some(point) = point_in(points, points_of, pair.item, *site) {
                *site = point;
            }
        }
    }
}
