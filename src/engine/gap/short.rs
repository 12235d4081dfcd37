//! Demand that is not met in its month: how much, worth what, and what blocks it at the root.
//!
//! Every unit of `unmet` is one candidate's: the sum over all candidates is the unmet demand of the plan. A short component is
//! followed down to what blocks it, so that the levers work at the root and the money stays with the customer's item.

use std::collections::BTreeMap;

use super::lever::{self, Lack};
use super::view::{Candidate, Detail, View, number, runs, when, worth_text};
use super::{Cause, Lever};
use crate::engine::supply::{Shortage, ShortageCause};
use crate::model::{Cell, Change, Measure, Money, Place, Project, Step, Subject, Units};

/// Units that do not matter.
const NOTHING: f64 = 1e-6;
/// A launch is new for so many months.
const LAUNCH_MONTHS: usize = 6;

/// What blocks, at the end of the chain of components and lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Root {
    cause: ShortageCause,
    point: usize,
    /// The component (a point) that the customer's item lacks, where it is not the item itself that is blocked.
    component: Option<usize>,
    /// The launch (position in the plan's projects) that is not supplied.
    launch: Option<usize>,
}

/// What is short in one month.
#[derive(Clone, Copy, Default)]
struct Month {
    units: Units,
    money: Money,
    is_priced: bool,
    /// Units at the root.
    root_units: f64,
}

/// What a candidate keeps for its sentence and levers.
pub(super) struct Short {
    root: Root,
    /// Months between release at the root and the customer.
    lead: usize,
    by_month: Vec<(usize, Units, f64)>,
}

/// What one root takes from a family (or item), by month.
struct Group {
    by_month: Vec<Month>,
    items: Vec<usize>,
    markets: Vec<usize>,
    lead: usize,
}

/// The root, whether the node is a family, and the node: a family or an item.
type Key = (Root, bool, usize);

/// The groups found so far.
struct Groups {
    months: usize,
    list: Vec<Group>,
    by_key: BTreeMap<Key, usize>,
    /// The few groups that the item at hand is in: they are found without a search.
    of_item: Vec<(Key, usize)>,
}

/// Finds unmet demand, grouped by root and family (or item).
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    let groups = groups(view);
    let mut list: Vec<Option<Group>> = groups.list.into_iter().map(Some).collect();
    for ((root, is_family, node), at) in groups.by_key {
        let Some(mut group) = list[at].take() else { continue };
        let subject = subject(view, is_family, node, &mut group.items);
        let place = place(view, &mut group.markets);
        for (first, last) in runs(view.frame.horizon.months, |t| group.by_month[t].units > Units::ZERO) {
            found.push(candidate(view, root, &group, &subject, &place, (first, last)));
        }
    }
}

fn groups(view: &View) -> Groups {
    let months = view.frame.horizon.months;
    let mut groups = Groups { months, list: Vec::new(), by_key: BTreeMap::new(), of_item: Vec::new() };
    let mut tracing = Tracing::new(view);
    let launching = launching(view);
    for (item, pairs) in view.frame.pairs_of.iter().enumerate() {
        groups.of_item.clear();
        for pair in pairs.clone() {
            for (t, unmet) in view.supply.unmet.row(pair).iter().enumerate().filter(|(_, unmet)| unmet.0 > NOTHING) {
                let mut traced = tracing.blocked(view, pair, t);
                if launching[item] {
                    traced.root.launch = launch(view, item, t);
                }
                groups.group(key(view, traced.root, item)).add(view, (item, pair, t), *unmet, &traced);
            }
        }
    }
    groups
}

/// A line blocks a family, anything else an item.
fn key(view: &View, root: Root, item: usize) -> Key {
    let is_line = matches!(root.cause, ShortageCause::Capacity(_)) && root.launch.is_none();
    let family = view.frame.family_of[item].filter(|_| is_line);
    (root, family.is_some(), family.unwrap_or(item))
}

impl Groups {
    fn group(&mut self, key: Key) -> &mut Group {
        let known = self.of_item.iter().find(|(of_item, _)| *of_item == key).map(|(_, at)| *at);
        let at = known.unwrap_or_else(|| self.enter(key));
        &mut self.list[at]
    }

    fn enter(&mut self, key: Key) -> usize {
        let at = *self.by_key.entry(key).or_insert(self.list.len());
        if at == self.list.len() {
            let by_month = vec![Month::default(); self.months];
            self.list.push(Group { by_month, items: Vec::new(), markets: Vec::new(), lead: 0 });
        }
        self.of_item.push((key, at));
        at
    }
}

impl Group {
    fn add(&mut self, view: &View, (item, pair, t): (usize, usize, usize), unmet: Units, traced: &Traced) {
        let month = &mut self.by_month[t];
        month.units += unmet;
        month.root_units += unmet.0 * traced.qty;
        if let Some(price) = view.finance.rates.price.at(pair, t) {
            month.money += unmet * price;
            month.is_priced = true;
        }
        let market = view.frame.pairs[pair].market;
        self.items.extend((self.items.last() != Some(&item)).then_some(item));
        self.markets.extend((self.markets.last() != Some(&market)).then_some(market));
        self.lead = self.lead.max(traced.lead);
    }
}

fn candidate(
    view: &View,
    root: Root,
    group: &Group,
    subject: &Subject,
    place: &Place,
    (first, last): (usize, usize),
) -> Candidate {
    let months = &group.by_month[first..=last];
    let priced = months.iter().any(|month| month.is_priced);
    Candidate {
        cause: None,
        cell: view.cell(Measure::UnmetDemand, subject.clone(), place.clone(), first, last),
        step: Step::Supply,
        size: months.iter().map(|month| month.units.0).sum(),
        money: priced.then(|| months.iter().map(|month| month.money).sum()),
        detail: Detail::Short(Short {
            root,
            lead: group.lead,
            by_month: (first..=last).zip(months).map(|(t, month)| (t, month.units, month.root_units)).collect(),
        }),
    }
}

fn subject(view: &View, is_family: bool, node: usize, items: &mut Vec<usize>) -> Subject {
    items.sort_unstable();
    items.dedup();
    match items.as_slice() {
        [item] => view.item(*item),
        _ if is_family => Subject::Family(view.frame.families.code(node).clone()),
        _ => view.item(node),
    }
}

fn place(view: &View, markets: &mut Vec<usize>) -> Place {
    markets.sort_unstable();
    markets.dedup();
    match markets.as_slice() {
        [market] => Place::Market(view.frame.markets.code(*market).clone()),
        _ => Place::All,
    }
}

/// The cause as people read it: the names of things are looked up for what is listed only.
pub(super) fn cause(view: &View, short: &Short) -> Cause {
    let root = short.root;
    if root.launch.is_some() {
        return Cause::LaunchUnsupplied;
    }
    if let Some(component) = root.component {
        return Cause::Component(view.item_name(view.frame.points[component].item));
    }
    match root.cause {
        ShortageCause::Capacity(resource) => Cause::Capacity(view.resource_name(resource)),
        ShortageCause::Component(point) => Cause::Component(view.item_name(view.frame.points[point].item)),
        ShortageCause::Vendor => {
            let vendor = view.frame.supplied[root.point].purchase.as_ref().map(|purchase| purchase.vendor.clone());
            Cause::Vendor(vendor.map_or(String::new(), |vendor| view.name(&Subject::Vendor(vendor))))
        }
        ShortageCause::LeadTime | ShortageCause::Lane(_) => Cause::LeadTime,
        ShortageCause::NoSource => Cause::NoSource,
        ShortageCause::Frozen
        | ShortageCause::Typed
        | ShortageCause::Strategy
        | ShortageCause::WholeLots
        | ShortageCause::Unprofitable => Cause::Held,
    }
}

/// By point and month: the shortage that stands for it.
struct Nearest {
    months: usize,
    /// Its position in the list, from one on; 0 where the point is never short.
    at: Vec<u32>,
}

impl Nearest {
    fn new(view: &View) -> Self {
        let months = view.frame.horizon.months;
        let mut nearest = Self { months, at: vec![0; view.frame.points.len() * months] };
        if months == 0 {
            return nearest;
        }
        let mut position = 1;
        for of_point in view.supply.shortages.chunk_by(|a, b| a.point == b.point) {
            let row = of_point.first().and_then(|shortage| nearest.at.chunks_exact_mut(months).nth(shortage.point));
            row.into_iter().for_each(|row| lay(row, of_point, position));
            position += of_point.len() as u32;
        }
        nearest
    }

    /// The largest shortage of a point in a month, else in the latest month before it that has one, else in the first after it.
    fn shortage<'a>(&self, view: &View<'a>, point: usize, t: usize) -> Option<&'a Shortage> {
        let at = *self.at.get(point * self.months + t)?;
        view.supply.shortages.get(at.checked_sub(1)? as usize)
    }
}

/// Lays the shortages of a point over its months.
fn lay(row: &mut [u32], of_point: &[Shortage], mut position: u32) {
    let (mut from, mut largest) = (0, 0);
    for of_month in of_point.chunk_by(|a, b| a.t == b.t) {
        let (at, t) = (of_month.iter().enumerate())
            .max_by(|(_, a), (_, b)| a.units.0.total_cmp(&b.units.0))
            .map_or((0, 0), |(at, shortage)| (at as u32, shortage.t.min(row.len())));
        if largest != 0 {
            row[from..t].fill(largest);
            from = t;
        }
        largest = position + at;
        position += of_month.len() as u32;
    }
    row[from..].fill(largest);
}

/// What blocks points. That of a point in a month is the same for everybody that it serves, so it is followed down once.
struct Tracing {
    nearest: Nearest,
    months: usize,
    /// By point and month: its position in the list, from one on.
    known: Vec<u32>,
    list: Vec<Traced>,
}

impl Tracing {
    fn new(view: &View) -> Self {
        let months = view.frame.horizon.months;
        let known = vec![0; view.frame.points.len() * months];
        Self { nearest: Nearest::new(view), months, known, list: Vec::new() }
    }

    /// What blocks a pair in a month.
    fn blocked(&mut self, view: &View, pair: usize, t: usize) -> Traced {
        let Some(point) = start(view, &self.nearest, pair, t) else { return Traced::nowhere() };
        let known = &mut self.known[point * self.months + t];
        if *known == 0 {
            self.list.push(trace(view, &self.nearest, point, t));
            *known = self.list.len() as u32;
        }
        self.list[*known as usize - 1]
    }
}

#[derive(Clone, Copy)]
struct Traced {
    root: Root,
    /// Units at the root for one unit of the customer's item.
    qty: f64,
    lead: usize,
}

impl Traced {
    /// Nobody serves the pair.
    fn nowhere() -> Self {
        let root = Root { cause: ShortageCause::NoSource, point: 0, component: None, launch: None };
        Self { root, qty: 1.0, lead: 0 }
    }
}

/// Of the points that serve a pair, the one that is shortest.
fn start(view: &View, nearest: &Nearest, pair: usize, t: usize) -> Option<usize> {
    let serving = view.frame.serving(pair, t);
    if let [(point, _)] = serving {
        return Some(*point);
    }
    let short = |point: &usize| nearest.shortage(view, *point, t).map_or(0.0, |shortage| shortage.units.0);
    serving.iter().map(|(point, _)| *point).max_by(|a, b| short(a).total_cmp(&short(b)))
}

/// Follows what blocks a point in a month down to the root.
fn trace(view: &View, nearest: &Nearest, start: usize, t: usize) -> Traced {
    let (mut point, mut at, mut qty, mut lead, mut component) = (start, t, 1.0, 0, None);
    // A chain is no longer than the levels of the bill and the lanes.
    for _ in 0..=view.frame.points.len() {
        lead += months_of(view, point);
        let Some(shortage) = nearest.shortage(view, point, at) else { break };
        let next = match shortage.cause {
            ShortageCause::Component(next) => {
                component.get_or_insert(next);
                qty *= qty_of(view, point, next);
                next
            }
            ShortageCause::Lane(next) => next,
            cause => return Traced { root: Root { cause, point, component, launch: None }, qty, lead },
        };
        (point, at) = (next, shortage.t);
    }
    let is_unknown = view.frame.supplied[point].way.is_none();
    let fallback = if is_unknown { ShortageCause::NoSource } else { ShortageCause::LeadTime };
    Traced { root: Root { cause: fallback, point, component, launch: None }, qty, lead }
}

fn months_of(view: &View, point: usize) -> usize {
    let supplied = &view.frame.supplied[point];
    let whole = |lead: crate::engine::frame::Lead| lead.whole + usize::from(lead.fraction > 0.0);
    supplied.lanes.iter().map(|lane| whole(lane.lead)).max().unwrap_or(whole(supplied.lead))
}

fn qty_of(view: &View, point: usize, component: usize) -> f64 {
    let supplied = &view.frame.supplied[point];
    let qty = supplied.parts.iter().find(|part| part.point == component).map_or(1.0, |part| part.qty);
    if supplied.production_yield > 0.0 { qty / supplied.production_yield } else { qty }
}

/// By item: whether a project in plan brings it.
fn launching(view: &View) -> Vec<bool> {
    let mut launching = vec![false; view.frame.items.len()];
    for project in view.plan.product.projects.iter().filter(|project| project.in_plan()) {
        if let Some(item) = view.frame.items.position(&project.item) {
            launching[item] = true;
        }
    }
    launching
}

/// The project in plan whose item is new in a month.
fn launch(view: &View, item: usize, t: usize) -> Option<usize> {
    let id = view.frame.items.code(item);
    let month = view.frame.horizon.month(t);
    let is_new = |project: &Project| {
        project.item == *id
            && project.in_plan()
            && project.launch >= view.frame.horizon.first
            && (0..LAUNCH_MONTHS as i32).contains(&(month - project.launch))
    };
    view.plan.product.projects.iter().position(is_new)
}

/// The sentence and the levers.
pub(super) fn tell(
    view: &View,
    cause: &Cause,
    cell: &Cell,
    size: f64,
    money: Option<Money>,
    short: &Short,
) -> (String, Vec<Lever>) {
    let mut levers = Vec::new();
    if let Some(project) = short.root.launch.and_then(|at| view.plan.product.projects.iter().nth(at)) {
        levers.push(postpone_launch(project, short));
    }
    levers.extend(root_levers(view, cell, short));
    if levers.is_empty() {
        let units: Vec<(usize, Units)> = short.by_month.iter().map(|(t, units, _)| (*t, *units)).collect();
        levers.push(lever::decline_demand(view, &cell.subject, &cell.place, &units));
    }
    let whose = format!("{}{}", view.name(&cell.subject), view.where_text(&cell.place));
    let text = format!(
        "{} of {whose} cannot be supplied in {}{}: {}.",
        number(size),
        when(cell),
        worth_text(money),
        why(view, cause, short)
    );
    (text, levers)
}

fn why(view: &View, cause: &Cause, short: &Short) -> String {
    let root = short.root;
    let item = view.item_name(view.frame.points.get(root.point).map_or(0, |point| point.item));
    let block = match root.cause {
        ShortageCause::Capacity(resource) => format!("{} has no hours left", view.resource_name(resource)),
        ShortageCause::LeadTime | ShortageCause::Lane(_) => format!("{item} would have had to be released earlier"),
        ShortageCause::Component(point) => {
            format!("{} is short", view.item_name(view.frame.points[point].item))
        }
        ShortageCause::Vendor => format!("the vendor of {item} delivers no more"),
        ShortageCause::NoSource => format!("nothing says how {item} is supplied"),
        ShortageCause::Frozen => format!("{item} is in frozen months"),
        ShortageCause::Typed => format!("{item} is planned by typed quantities"),
        ShortageCause::Strategy => format!("the strategy brings {item} later than it is needed"),
        ShortageCause::WholeLots => format!("a whole lot, order or shift more of {item} costs more than it serves"),
        ShortageCause::Unprofitable => format!("{item} costs more to serve than it brings"),
    };
    match cause {
        Cause::Component(component) => format!("{component} is missing, because {block}"),
        _ => block,
    }
}

fn root_levers(view: &View, cell: &Cell, short: &Short) -> Vec<Lever> {
    let root = short.root;
    let Some((first, ..)) = short.by_month.first().copied() else { return Vec::new() };
    let in_root: f64 = short.by_month.iter().map(|(_, _, units)| units).sum();
    let release = first.saturating_sub(short.lead);
    let mut levers = match root.cause {
        ShortageCause::Capacity(resource) => {
            let mut levers = lever::hours(view, &lack(view, resource, short));
            levers.extend(lever::prebuild(view));
            levers
        }
        ShortageCause::Vendor => {
            let most = short.by_month.iter().map(|(_, _, units)| *units).fold(0.0, f64::max);
            let mut levers: Vec<Lever> = lever::vendor(view, root.point, most).into_iter().collect();
            levers.push(lever::order(view, root.point, release, in_root));
            levers
        }
        ShortageCause::NoSource => lever::source(view, root.point),
        ShortageCause::Frozen | ShortageCause::Typed => lever::release(view, root.point),
        ShortageCause::Strategy | ShortageCause::WholeLots | ShortageCause::Unprofitable => vec![lever::to_target()],
        ShortageCause::LeadTime | ShortageCause::Lane(_) | ShortageCause::Component(_) => {
            let mut levers: Vec<Lever> = lever::sooner(view, root.point, release).into_iter().collect();
            if view.frame.supplied[root.point].way == Some(crate::model::Way::Buy) {
                levers.push(lever::order(view, root.point, release, in_root));
            }
            levers
        }
    };
    levers.extend(postponed(view, cell, short));
    levers
}

/// Demand moved to the first later month, where the horizon has one; by hours where a line blocks.
fn postponed(view: &View, cell: &Cell, short: &Short) -> Option<Lever> {
    let (last, ..) = short.by_month.last().copied()?;
    let free = |t: &usize| match short.root.cause {
        ShortageCause::Capacity(resource) => {
            let most = view.supply.most_hours(resource, *t);
            most.is_none_or(|most| (most - view.supply.load.at(resource, *t)).0 >= needed(view, resource, short))
        }
        _ => true,
    };
    let to = (last + 1..view.frame.horizon.months).find(free)?;
    let moved: Vec<(usize, Units)> = short.by_month.iter().map(|(t, units, _)| (*t, *units)).collect();
    Some(lever::postpone_demand(view, &cell.subject, &cell.place, &moved, to))
}

fn hours_per_unit(view: &View, resource: usize, point: usize) -> f64 {
    let supplied = &view.frame.supplied[point];
    let hours: f64 = supplied.work.iter().filter(|work| work.resource == resource).map(|work| work.hours).sum();
    if supplied.production_yield > 0.0 { hours / supplied.production_yield } else { hours }
}

fn needed(view: &View, resource: usize, short: &Short) -> f64 {
    let hours = hours_per_unit(view, resource, short.root.point);
    short.by_month.iter().map(|(_, _, units)| units * hours).sum()
}

/// The hours a month that would have supplied everything in time, from the first release on.
fn lack(view: &View, resource: usize, short: &Short) -> Lack {
    let hours = hours_per_unit(view, resource, short.root.point);
    let first = short.by_month.first().map_or(0, |(t, ..)| *t).saturating_sub(short.lead);
    let last = short.by_month.last().map_or(first, |(t, ..)| *t);
    let mut to_date = 0.0;
    let mut most: f64 = 0.0;
    for (at, (_, _, units)) in short.by_month.iter().enumerate() {
        to_date += units * hours;
        most = most.max(to_date / (at + 1) as f64);
    }
    Lack { resource, first, last, hours: most }
}

/// The launch moved behind the months that cannot be supplied.
fn postpone_launch(project: &Project, short: &Short) -> Lever {
    let months = short.by_month.len() as i32;
    let moved = Project { launch: project.launch + months, ..project.clone() };
    let title = format!("Launch {} in {} instead of {}", project.name, moved.launch, project.launch);
    Lever { title, change: Change::Project(lever::put(moved)), cost: None }
}
