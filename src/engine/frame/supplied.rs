//! How items come to sites: made, bought or moved, of what, by whom and how long; and which points there are because of it.
//!
//! A point exists when it serves a pair, when facts or a site supply name it, or when another one is made of it or filled from it.

use std::ops::Range;

use super::axes::{Axes, Finder};
use super::unit::{finite, positive, yield_of};
use super::way::{Planned, Road, Routed, Ways};
use super::{LaneIn, Lead, Notice, OtherOffer, Pair, Part, Point, Purchase, Split, Supplied, Work, point_in};
use crate::model::{Actuals, Item, Place, Step, Subject, UnitPrice, Units, Way};

/// Every point that serves a pair, has facts or a site supply, or is needed by one of these, in order.
pub fn points(axes: &Axes, ways: &Ways, actuals: &Actuals, pairs: &[Pair], splits: &[Vec<Split>]) -> Vec<Point> {
    let mut sites_of: Vec<Vec<usize>> = vec![Vec::new(); axes.items.len()];
    let mut open: Vec<Point> = Vec::new();
    let mut reach = |point: Point, open: &mut Vec<Point>| {
        if !sites_of[point.item].contains(&point.site) {
            sites_of[point.item].push(point.site);
            open.push(point);
        }
    };
    for (pair, splits) in pairs.iter().zip(splits) {
        for (site, _) in splits.iter().flat_map(|split| &split.shares) {
            reach(Point { item: pair.item, site: *site }, &mut open);
        }
    }
    let mut find = Finder::new(axes);
    let stock = actuals.stock.iter().map(|stock| (&stock.item, &stock.site));
    let receipts = actuals.receipts.iter().map(|receipt| (&receipt.item, &receipt.site));
    for (item, site) in stock.chain(receipts) {
        if let (Some(item), Some(site)) = (find.item(item), axes.sites.position(site)) {
            reach(Point { item, site }, &mut open);
        }
    }
    for (item, supplies) in ways.by_site.iter().enumerate() {
        supplies.iter().for_each(|(site, _)| reach(Point { item, site: *site }, &mut open));
    }
    while let Some(point) = open.pop() {
        match ways.way(point) {
            Some(Way::Make) => {
                let needs = ways.components[point.item].iter();
                needs.for_each(|(item, _)| reach(Point { item: *item, site: point.site }, &mut open));
            }
            Some(Way::Move) => {
                ways.roads(point).for_each(|road| reach(Point { item: point.item, site: road.from }, &mut open));
            }
            Some(Way::Buy) | None => {}
        }
    }
    let all =
        sites_of.iter().enumerate().flat_map(|(item, sites)| sites.iter().map(move |site| Point { item, site: *site }));
    let mut points: Vec<Point> = all.collect();
    points.sort_unstable();
    points
}

/// By point: how it is supplied. May still run in circles.
pub fn supplied(
    axes: &Axes,
    ways: &Ways,
    points: &[Point],
    points_of: &[Range<usize>],
    notices: &mut Vec<Notice>,
) -> Vec<Supplied> {
    let at = |item: usize, site: usize| point_in(points, points_of, item, site);
    let of = |point: &Point| {
        let way = ways.way(*point);
        let mut supplied = terms(ways, *point, way);
        match way {
            Some(Way::Make) => {
                let parts = ways.components[point.item].iter();
                supplied.parts =
                    parts.filter_map(|(item, qty)| Some(Part { point: at(*item, point.site)?, qty: *qty })).collect();
                supplied.work = work(axes, ways, *point, notices);
            }
            Some(Way::Move) => supplied.lanes = lanes(axes, ways, *point, at, notices),
            Some(Way::Buy) => {}
            None => no_way(axes, ways, *point, notices),
        }
        supplied
    };
    points.iter().map(of).collect()
}

/// Lead time, lots and yield; and the offer of what is bought.
fn terms(ways: &Ways, point: Point, way: Option<Way>) -> Supplied {
    let here = ways.site_supply(point);
    let offers = ways.offers[point.item].as_slice();
    let planned = offers.first().filter(|_| way == Some(Way::Buy));
    let lead = match way {
        Some(Way::Move) => None,
        _ => here
            .and_then(|here| here.lead_time_days)
            .or_else(|| planned.and_then(|planned| planned.offer.lead_time_days))
            .or(ways.items[point.item].lead_time_days),
    };
    let others = match way {
        Some(Way::Buy) => offers.get(1..).unwrap_or_default(),
        Some(Way::Make) => offers,
        _ => &[],
    };
    Supplied {
        way,
        lead: Lead::of_days(lead.unwrap_or(0.0)),
        min_order: here
            .and_then(|here| Some(Units(positive(here.min_order?.0)?)))
            .or(planned.and_then(smallest))
            .unwrap_or_default(),
        lot: here.and_then(|here| Some(Units(positive(here.lot?.0)?))).unwrap_or_default(),
        production_yield: here.map_or(1.0, |here| yield_of(here.production_yield)),
        purchase: planned.map(purchase),
        others: others.iter().filter_map(|planned| other(ways.items[point.item], planned)).collect(),
        ..Supplied::default()
    }
}

/// The smallest order in stock units, where one is stated and can be converted.
fn smallest(planned: &Planned) -> Option<Units> {
    Some(Units(positive(planned.offer.min_order? * planned.factor?)?))
}

fn purchase(planned: &Planned) -> Purchase {
    let price = planned.offer.price.zip(planned.factor);
    let capacity = planned.offer.capacity.zip(planned.factor);
    Purchase {
        vendor: planned.offer.vendor.clone(),
        price: price.and_then(|(price, factor)| Some(UnitPrice(positive(price.0 / factor)?))),
        capacity: capacity.map(|(most, factor)| Units(finite(most * factor).max(0.0))),
    }
}

/// An offer beside the planned way. Without a price nobody can tell whether it is worth taking.
fn other(item: &Item, planned: &Planned) -> Option<OtherOffer> {
    let purchase = purchase(planned);
    purchase.price?;
    let days = planned.offer.lead_time_days.or(item.lead_time_days).unwrap_or(0.0);
    Some(OtherOffer { purchase, lead: Lead::of_days(days), min_order: smallest(planned).unwrap_or_default() })
}

/// Hours at the making site. A routing step whose resources all stand elsewhere still takes hours of its first one, with a notice.
fn work(axes: &Axes, ways: &Ways, point: Point, notices: &mut Vec<Notice>) -> Vec<Work> {
    let mut work: Vec<Work> = Vec::new();
    for steps in ways.operations[point.item].chunk_by(|a, b| a.seq == b.seq) {
        let here = |step: &&Routed| axes.resource_site[step.resource] == point.site;
        let before = work.len();
        work.extend(steps.iter().filter(here).map(|step| Work { resource: step.resource, hours: step.hours }));
        if work.len() > before {
            continue;
        }
        let Some(first) = steps.first() else { continue };
        work.push(Work { resource: first.resource, hours: first.hours });
        let (item, site) = (axes.items.code(point.item), axes.sites.code(point.site));
        let (resource, stands) =
            (axes.resources.code(first.resource), axes.sites.code(axes.resource_site[first.resource]));
        let text = format!(
            "{item} is made at {site}, but its routing step {} runs on {resource} at {stands}; the hours count there.",
            first.seq
        );
        notices.push(Notice::new(Step::Supply, Subject::Item(item.clone()), Place::Site(site.clone()), text));
    }
    work.sort_by_key(|work| work.resource);
    work.dedup_by(|next, kept| {
        let same = next.resource == kept.resource;
        if same {
            kept.hours += next.hours;
        }
        same
    });
    work
}

fn lanes(
    axes: &Axes,
    ways: &Ways,
    point: Point,
    at: impl Fn(usize, usize) -> Option<usize>,
    notices: &mut Vec<Notice>,
) -> Vec<LaneIn> {
    let roads: Vec<Road> = ways.roads(point).collect();
    let sum: f64 = roads.iter().map(|road| road.share).sum();
    if sum <= 0.0 && roads.len() > 1 {
        let (item, site) = (axes.items.code(point.item), axes.sites.code(point.site));
        let text = format!("Shares of the lanes of {item} into {site} are all zero; the senders count alike.");
        notices.push(Notice::new(Step::Supply, Subject::Item(item.clone()), Place::Site(site.clone()), text));
    }
    let share = |road: &Road| if sum > 0.0 { road.share / sum } else { 1.0 / roads.len() as f64 };
    let lane = |road: &Road| {
        Some(LaneIn { from: at(point.item, road.from)?, share: share(road), lead: road.lead, freight: road.freight })
    };
    roads.iter().filter(|road| share(road) > 0.0).filter_map(lane).collect()
}

fn no_way(axes: &Axes, ways: &Ways, point: Point, notices: &mut Vec<Notice>) {
    let (item, site) = (axes.items.code(point.item), axes.sites.code(point.site));
    let typed = ways.site_supply(point).and_then(|supply| supply.way).or(ways.own_way(point.item));
    let why = match typed {
        Some(Way::Move) => "is to be moved there, but no lane leads there",
        Some(Way::Make) => "is made, but that site only keeps stock and no lane leads there",
        _ => "has no operations, components, offers or lanes",
    };
    let text = format!("Nothing says how {item} comes to {site}: it {why}. Only stock and open orders supply it.");
    notices.push(Notice::new(Step::Supply, Subject::Item(item.clone()), Place::Site(site.clone()), text));
}
