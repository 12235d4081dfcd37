//! What the records say of supply, by item and site, and the way of every item at a site.
//!
//! The way is what the site supply says; else a move when a lane names the item into the site; else, at a warehouse, a move when
//! any lane leads there; else the item's own way; else made when it has operations or components; else bought when it has
//! offers; else a move when any lane leads there; else nothing. A warehouse makes nothing unless its site supply says so.

use super::axes::{Axes, Finder};
use super::unit::{finite, positive, stock_unit, stock_units, yield_of};
use super::{Lead, Notice, Point};
use crate::model::{Catalog, Item, Lane, Offer, Place, SiteSupply, Step, Subject, UnitPrice, Way};

/// What the records say about supply, by item and site.
pub struct Ways<'a> {
    pub items: Vec<&'a Item>,
    warehouse: Vec<bool>,
    /// By item: its site supplies.
    pub by_site: Vec<Vec<(usize, &'a SiteSupply)>>,
    /// By item: components and stock units of them for one unit.
    pub components: Vec<Vec<(usize, f64)>>,
    /// By item: routing steps.
    pub operations: Vec<Vec<Routed>>,
    /// By item: its offers, the planned one first.
    pub offers: Vec<Vec<Planned<'a>>>,
    /// By item: lanes that name it.
    lanes: Vec<Vec<Road>>,
    /// By receiving site: lanes of every item.
    general: Vec<Vec<Road>>,
}

/// A routing step.
pub struct Routed {
    pub seq: u32,
    pub resource: usize,
    pub hours: f64,
}

/// A lane between known sites.
#[derive(Clone, Copy)]
pub struct Road {
    pub from: usize,
    pub to: usize,
    pub share: f64,
    pub lead: Lead,
    pub freight: Option<UnitPrice>,
}

/// The offer that is planned, and stock units for one of its unit.
pub struct Planned<'a> {
    pub offer: &'a Offer,
    pub factor: Option<f64>,
}

impl<'a> Ways<'a> {
    pub fn new(axes: &Axes, catalog: &'a Catalog, notices: &mut Vec<Notice>) -> Self {
        let items: Vec<&Item> = catalog.items.iter().collect();
        let mut warehouse: Vec<bool> = catalog.sites.iter().map(|site| site.warehouse).collect();
        warehouse.resize(axes.sites.len(), false);
        let (lanes, general) = roads(axes, catalog, notices);
        Self {
            by_site: by_site(axes, catalog, notices),
            components: components(axes, catalog, &items, notices),
            operations: operations(axes, catalog, notices),
            offers: offers(axes, catalog, &items, notices),
            items,
            warehouse,
            lanes,
            general,
        }
    }

    /// What is said of the item at the site.
    pub fn site_supply(&self, point: Point) -> Option<&'a SiteSupply> {
        self.by_site[point.item].iter().find(|(site, _)| *site == point.site).map(|(_, supply)| *supply)
    }

    /// The lanes into a point: those that name its item, else those of every item.
    pub fn roads(&self, point: Point) -> impl Iterator<Item = Road> + '_ {
        let into = move |road: &&Road| road.to == point.site;
        let own = self.lanes[point.item].iter().any(|road| road.to == point.site);
        let roads = if own { &self.lanes[point.item] } else { &self.general[point.site] };
        roads.iter().filter(into).copied()
    }

    /// How a point is supplied, by the order of rules above.
    pub fn way(&self, point: Point) -> Option<Way> {
        let named = self.lanes[point.item].iter().any(|road| road.to == point.site);
        let led_to = !self.general[point.site].is_empty();
        let stores = self.warehouse[point.site];
        let way = match self.site_supply(point).and_then(|supply| supply.way) {
            Some(way) => Some(way),
            None if named || (stores && led_to) => Some(Way::Move),
            None => {
                self.own_way(point.item).filter(|way| !(stores && *way == Way::Make)).or(led_to.then_some(Way::Move))
            }
        };
        way.filter(|way| *way != Way::Move || self.roads(point).next().is_some())
    }

    /// How an item comes into stock wherever nothing else is said.
    pub fn own_way(&self, item: usize) -> Option<Way> {
        let made = !self.operations[item].is_empty() || !self.components[item].is_empty();
        let bought = !self.offers[item].is_empty();
        self.items[item].way.or(made.then_some(Way::Make)).or(bought.then_some(Way::Buy))
    }
}

fn by_site<'a>(axes: &Axes, catalog: &'a Catalog, notices: &mut Vec<Notice>) -> Vec<Vec<(usize, &'a SiteSupply)>> {
    let mut by_site = vec![Vec::new(); axes.items.len()];
    for supply in &catalog.supplies {
        match (axes.items.position(&supply.item), axes.sites.position(&supply.site)) {
            (Some(item), Some(site)) => by_site[item].push((site, supply)),
            (item, _) => {
                let unknown =
                    if item.is_none() { format!("item {}", supply.item) } else { format!("site {}", supply.site) };
                let text = format!(
                    "The supply of {} at {} names {unknown}, which is not in the plan; it is left out.",
                    supply.item, supply.site
                );
                notices.push(Notice::new(
                    Step::Supply,
                    Subject::Item(supply.item.clone()),
                    Place::Site(supply.site.clone()),
                    text,
                ));
            }
        }
    }
    by_site
}

fn components(axes: &Axes, catalog: &Catalog, items: &[&Item], notices: &mut Vec<Notice>) -> Vec<Vec<(usize, f64)>> {
    let mut components = vec![Vec::new(); axes.items.len()];
    let mut find = Finder::new(axes);
    for line in &catalog.components {
        let mut doubt = |text: String| {
            let text = format!("Bill of material of {}: {text}; the line is left out.", line.parent);
            notices.push(Notice::new(Step::Demand, Subject::Item(line.parent.clone()), Place::All, text));
        };
        let Some(parent) = find.item(&line.parent) else {
            doubt("the item is not in the plan".into());
            continue;
        };
        let Some(component) = axes.items.position(&line.component) else {
            doubt(format!("component {} is not in the plan", line.component));
            continue;
        };
        let Some(factor) = stock_units(items[component], line.unit.as_deref()) else {
            let unit = line.unit.as_deref().unwrap_or_default();
            doubt(format!("{} of {} has no conversion to {}", unit, line.component, stock_unit(items[component])));
            continue;
        };
        match positive(line.qty * factor / yield_of(line.component_yield)) {
            Some(qty) => components[parent].push((component, qty)),
            None => doubt(format!("the quantity of {} is not above zero", line.component)),
        }
    }
    components
}

fn operations(axes: &Axes, catalog: &Catalog, notices: &mut Vec<Notice>) -> Vec<Vec<Routed>> {
    let mut operations: Vec<Vec<Routed>> = (0..axes.items.len()).map(|_| Vec::new()).collect();
    let mut find = Finder::new(axes);
    for operation in &catalog.operations {
        match (find.item(&operation.item), axes.resources.position(&operation.resource)) {
            (Some(item), Some(resource)) => {
                let hours = finite(operation.hours_per_unit).max(0.0);
                operations[item].push(Routed { seq: operation.seq, resource, hours });
            }
            (item, _) => {
                let unknown = match item {
                    None => format!("item {}", operation.item),
                    Some(_) => format!("resource {}", operation.resource),
                };
                let text = format!(
                    "Routing step {} of {} names {unknown}, which is not in the plan; it is left out.",
                    operation.seq, operation.item
                );
                notices.push(Notice::new(Step::Supply, Subject::Item(operation.item.clone()), Place::All, text));
            }
        }
    }
    operations
}

/// The offers of every item, the planned one first: highest share, then shortest lead time, then the vendor's code.
fn offers<'a>(axes: &Axes, catalog: &'a Catalog, items: &[&Item], notices: &mut Vec<Notice>) -> Vec<Vec<Planned<'a>>> {
    let mut offers: Vec<Vec<Planned>> = (0..axes.items.len()).map(|_| Vec::new()).collect();
    let mut find = Finder::new(axes);
    for offer in &catalog.offers {
        let mut doubt = |text: String| {
            let text = format!("Offer of {} for {}: {text}", offer.vendor, offer.item);
            notices.push(Notice::new(Step::Supply, Subject::Item(offer.item.clone()), Place::All, text));
        };
        let Some(item) = find.item(&offer.item) else {
            doubt("the item is not in the plan; the offer is left out.".into());
            continue;
        };
        if !catalog.vendors.contains(&offer.vendor) {
            doubt("the vendor is not in the plan; the offer is used all the same.".into());
        }
        let factor = stock_units(items[item], offer.unit.as_deref());
        if factor.is_none() {
            let unit = offer.unit.as_deref().unwrap_or_default();
            let stock = stock_unit(items[item]);
            doubt(format!("{unit} has no conversion to {stock}; its price, minimum and capacity are not used."));
        }
        offers[item].push(Planned { offer, factor });
    }
    let lead = |planned: &Planned| planned.offer.lead_time_days.unwrap_or(f64::INFINITY);
    for offers in offers.iter_mut().filter(|offers| offers.len() > 1) {
        // stable: offers come by vendor
        offers.sort_by(|a, b| b.offer.share.total_cmp(&a.offer.share).then(lead(a).total_cmp(&lead(b))));
    }
    offers
}

/// Lanes by the item that they name, and by receiving site those of every item.
fn roads(axes: &Axes, catalog: &Catalog, notices: &mut Vec<Notice>) -> (Vec<Vec<Road>>, Vec<Vec<Road>>) {
    let mut lanes = vec![Vec::new(); axes.items.len()];
    let mut general = vec![Vec::new(); axes.sites.len()];
    for lane in &catalog.lanes {
        let item = lane.item.as_ref().map(|item| axes.items.position(item));
        let ends = (axes.sites.position(&lane.from), axes.sites.position(&lane.to));
        let (Some(from), Some(to), false) = (ends.0, ends.1, item == Some(None)) else {
            unknown_lane(lane, item == Some(None), ends.0.is_none(), notices);
            continue;
        };
        let lead = Lead::of_days(lane.lead_time_days);
        let road = Road { from, to, share: finite(lane.share).max(0.0), lead, freight: lane.freight };
        match item.flatten() {
            Some(item) => lanes[item].push(road),
            None => general[to].push(road),
        }
    }
    (lanes, general)
}

fn unknown_lane(lane: &Lane, no_item: bool, no_sender: bool, notices: &mut Vec<Notice>) {
    let unknown = match (&lane.item, no_item, no_sender) {
        (Some(item), true, _) => format!("item {item}"),
        (_, _, true) => format!("site {}", lane.from),
        _ => format!("site {}", lane.to),
    };
    let text = format!(
        "The lane from {} to {} names {unknown}, which is not in the plan; it is left out.",
        lane.from, lane.to
    );
    let subject = lane.item.clone().map_or(Subject::All, Subject::Item);
    notices.push(Notice::new(Step::Supply, subject, Place::Site(lane.to.clone()), text));
}
