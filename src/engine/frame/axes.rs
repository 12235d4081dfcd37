//! The axes alone: codes in order, hierarchies without circles, working days, and where the resources stand.

use super::{ALL_MARKET, Axis, MAIN_SITE, Notice};
use crate::model::{Catalog, FamilyId, Header, Horizon, ItemId, MarketId, Place, ResourceId, SiteId, Step, Subject};

/// The axes before anything is linked; the fields are those of [`super::Frame`].
pub struct Axes {
    pub horizon: Horizon,
    pub working_days: Vec<f64>,
    pub items: Axis<ItemId>,
    pub families: Axis<FamilyId>,
    pub markets: Axis<MarketId>,
    pub sites: Axis<SiteId>,
    pub resources: Axis<ResourceId>,
    pub family_of: Vec<Option<usize>>,
    pub family_above: Vec<Option<usize>>,
    pub market_above: Vec<Option<usize>>,
    pub resource_site: Vec<usize>,
}

pub fn axes(header: &Header, catalog: &Catalog, notices: &mut Vec<Notice>) -> Axes {
    let horizon = Horizon { first: header.first, months: header.months.clamp(1, Horizon::MOST) };
    let items = Axis::new(catalog.items.keys().cloned());
    let families = Axis::new(catalog.families.keys().cloned());
    let markets = or_only(Axis::new(catalog.markets.keys().cloned()), ALL_MARKET);
    let sites = or_only(Axis::new(catalog.sites.keys().cloned()), MAIN_SITE);
    let resources = Axis::new(catalog.resources.keys().cloned());
    Axes {
        horizon,
        working_days: working_days(horizon, catalog),
        family_of: family_of(&families, catalog, notices),
        family_above: family_above(&families, catalog, notices),
        market_above: market_above(&markets, catalog, notices),
        resource_site: resource_site(&sites, catalog, notices),
        items,
        families,
        markets,
        sites,
        resources,
    }
}

fn or_only<I: Ord + From<&'static str>>(axis: Axis<I>, only: &'static str) -> Axis<I> {
    if axis.is_empty() { Axis::new([I::from(only)]) } else { axis }
}

fn working_days(horizon: Horizon, catalog: &Catalog) -> Vec<f64> {
    let typed = |month| catalog.calendar.get(&month).map(|calendar| calendar.days).filter(|days| days.is_finite());
    horizon.iter().map(|month| typed(month).map_or(f64::from(month.weekdays()), |days| days.max(0.0))).collect()
}

fn family_of(families: &Axis<FamilyId>, catalog: &Catalog, notices: &mut Vec<Notice>) -> Vec<Option<usize>> {
    let mut family_of = Vec::with_capacity(catalog.items.len());
    for item in &catalog.items {
        let family = item.family.as_ref().and_then(|family| families.position(family));
        if let (None, Some(unknown)) = (family, &item.family) {
            let text =
                format!("Item {} is in family {unknown}, which is not in the plan; it counts in no family.", item.id);
            notices.push(Notice::new(Step::Product, Subject::Item(item.id.clone()), Place::All, text));
        }
        family_of.push(family);
    }
    family_of
}

fn family_above(families: &Axis<FamilyId>, catalog: &Catalog, notices: &mut Vec<Notice>) -> Vec<Option<usize>> {
    let mut above = Vec::with_capacity(families.len());
    for family in &catalog.families {
        let parent = family.parent.as_ref().and_then(|parent| families.position(parent));
        if let (None, Some(unknown)) = (parent, &family.parent) {
            let text =
                format!("Family {} is below {unknown}, which is not in the plan; it stands at the top.", family.id);
            notices.push(Notice::new(Step::Product, Subject::Family(family.id.clone()), Place::All, text));
        }
        above.push(parent);
    }
    for (cut, around) in cut_circles(&mut above) {
        let id = families.code(cut);
        let text = format!("Families run in a circle: {}. {id} stands at the top.", path(families, &around));
        notices.push(Notice::new(Step::Product, Subject::Family(id.clone()), Place::All, text));
    }
    above
}

fn market_above(markets: &Axis<MarketId>, catalog: &Catalog, notices: &mut Vec<Notice>) -> Vec<Option<usize>> {
    let mut above = vec![None; markets.len()];
    for (position, market) in catalog.markets.iter().enumerate() {
        above[position] = market.parent.as_ref().and_then(|parent| markets.position(parent));
        if let (None, Some(unknown)) = (above[position], &market.parent) {
            let text =
                format!("Market {} is below {unknown}, which is not in the plan; it stands at the top.", market.id);
            notices.push(Notice::new(Step::Demand, Subject::All, Place::Market(market.id.clone()), text));
        }
    }
    for (cut, around) in cut_circles(&mut above) {
        let id = markets.code(cut);
        let text = format!("Markets run in a circle: {}. {id} stands at the top.", path(markets, &around));
        notices.push(Notice::new(Step::Demand, Subject::All, Place::Market(id.clone()), text));
    }
    above
}

/// Takes the last link out of every circle; returns the node that lost it, and the circle from it back to itself.
fn cut_circles(above: &mut [Option<usize>]) -> Vec<(usize, Vec<usize>)> {
    let mut cuts = Vec::new();
    // 0: not seen; otherwise the walk (by its start) that saw it first.
    let mut seen = vec![0; above.len()];
    for start in 0..above.len() {
        let mut node = start;
        loop {
            seen[node] = start + 1;
            let Some(next) = above[node] else { break };
            if seen[next] == start + 1 {
                let mut around: Vec<usize> = vec![next];
                around.extend(std::iter::successors(above[next], |at| above[*at]).take_while(|at| *at != next));
                around.push(next);
                above[node] = None;
                cuts.push((node, around));
                break;
            }
            if seen[next] != 0 {
                break;
            }
            node = next;
        }
    }
    cuts
}

fn path<I: Ord + std::fmt::Display>(axis: &Axis<I>, nodes: &[usize]) -> String {
    nodes.iter().map(|node| axis.code(*node).to_string()).collect::<Vec<_>>().join(" -> ")
}

fn resource_site(sites: &Axis<SiteId>, catalog: &Catalog, notices: &mut Vec<Notice>) -> Vec<usize> {
    let plant = catalog.sites.iter().position(|site| !site.warehouse).unwrap_or(0);
    let mut resource_site = Vec::with_capacity(catalog.resources.len());
    for resource in &catalog.resources {
        let site = resource.site.as_ref().and_then(|site| sites.position(site));
        if let (None, Some(unknown)) = (site, &resource.site) {
            let text = format!(
                "Resource {} is at site {unknown}, which is not in the plan; it counts at {}.",
                resource.id,
                sites.code(plant)
            );
            notices.push(Notice::new(Step::Supply, Subject::Resource(resource.id.clone()), Place::All, text));
        }
        resource_site.push(site.unwrap_or(plant));
    }
    resource_site
}

/// Finds items row by row. Tables are in order of item, so that an item is mostly that of the row before, or the next one.
pub struct Finder<'a> {
    axes: &'a Axes,
    last: Option<(&'a ItemId, Option<usize>)>,
}

impl<'a> Finder<'a> {
    pub fn new(axes: &'a Axes) -> Self {
        Self { axes, last: None }
    }

    /// Where an item stands.
    pub fn item(&mut self, item: &'a ItemId) -> Option<usize> {
        let position = match self.last {
            Some((last, position)) if last == item => position,
            Some((_, Some(last))) if self.axes.items.iter().nth(last + 1) == Some(item) => Some(last + 1),
            _ => self.axes.items.position(item),
        };
        self.last = Some((item, position));
        position
    }
}
