//! Changes that close gaps. Each respects what already stands at its address: an addition to a typed figure changes that figure.

use super::Lever;
use super::view::{View, number, when};
use crate::engine::frame::Lead;
use crate::model::{
    Cell, Change, Figure, Hours, How, Measure, Money, Offer, Place, Receipt, ReceiptKind, Row, SiteSupply, Subject,
    Table, UnitPrice, Units, Way, ratio,
};

/// A record put into the plan.
pub(super) fn put<R: crate::model::Record>(record: R) -> Row<R> {
    Row::Put(Box::new(record))
}

/// The figures of the section that a measure is typed in.
fn figures<'a>(view: &View<'a>, measure: Measure) -> &'a Table<Figure> {
    match measure {
        Measure::Production | Measure::Purchase | Measure::TargetStock | Measure::Capacity | Measure::OvertimeLimit => {
            &view.plan.supply.figures
        }
        Measure::Price | Measure::UnitCost | Measure::Overhead => &view.plan.finance.figures,
        _ => &view.plan.demand.figures,
    }
}

/// Adds `delta` in each month of the cell to what stands there. `total`: what stands there now, over all months of the cell.
pub(super) fn add(view: &View, cell: Cell, delta: f64, total: f64, reason: &str) -> Change {
    let months = f64::from((cell.last - cell.first).max(0) + 1);
    let typed = figures(view, cell.measure).get(&(cell.clone(), false));
    let is_flow = matches!(cell.measure.over_months(), crate::model::OverMonths::Sum);
    let all = if is_flow { delta * months } else { delta };
    let (how, value) = match typed.map(|figure| (figure.how, figure.value)) {
        None => (How::Add, delta),
        Some((How::Add, value)) => (How::Add, value + delta),
        Some((How::Replace, value)) => (How::Replace, (value + all).max(0.0)),
        Some((How::Percent | How::Shift, _)) => (How::Replace, (total + all).max(0.0)),
    };
    Change::figure(with_reason(cell, how, value, reason))
}

/// Multiplies what stands at the cell by `1 + share`; `None` where an addition stands there, which cannot be multiplied.
pub(super) fn percent(view: &View, cell: Cell, share: f64, reason: &str) -> Option<Change> {
    let typed = figures(view, cell.measure).get(&(cell.clone(), false));
    let (how, value) = match typed.map(|figure| (figure.how, figure.value)) {
        None => (How::Percent, share),
        Some((How::Replace, value)) => (How::Replace, value * (1.0 + share)),
        Some((How::Percent | How::Shift, value)) => (How::Percent, (1.0 + value) * (1.0 + share) - 1.0),
        Some((How::Add, _)) => return None,
    };
    Some(Change::figure(with_reason(cell, how, value, reason)))
}

/// A figure with its reason.
pub(super) fn with_reason(cell: Cell, how: How, value: f64, reason: &str) -> Figure {
    Figure { reason: Some(reason.to_string()), ..Figure::new(cell, how, value) }
}

/// Rounded up to a whole number, or to hundredths where that is more than a tenth of it.
pub(super) fn round_up(value: f64) -> f64 {
    if value >= 10.0 { value.ceil() } else { (value * 100.0).ceil() / 100.0 }
}

/// Hours that a resource lacks in each month of a span.
pub(super) struct Lack {
    pub resource: usize,
    pub first: usize,
    pub last: usize,
    /// A month.
    pub hours: f64,
}

/// More overtime allowed, more regular hours.
pub(super) fn hours(view: &View, lack: &Lack) -> Vec<Lever> {
    let resource = Subject::Resource(view.frame.resources.code(lack.resource).clone());
    let record = view.plan.catalog.resources.get(view.frame.resources.code(lack.resource));
    let name = view.resource_name(lack.resource);
    let more = round_up(lack.hours);
    let months = (lack.last - lack.first + 1) as f64;
    let rate = record.and_then(|record| record.cost_per_hour);
    let premium = record.map_or(0.0, |record| record.overtime_premium);
    let paid = |factor: f64| rate.map(|rate| Money(rate.0 * factor * lack.hours * months));
    let lever = |measure: Measure, what: &str, now: &[Hours], cost| {
        let cell = view.cell(measure, resource.clone(), Place::All, lack.first, lack.last);
        let title = format!("{} {what} a month on {name}, {}", hours_text(more), when(&cell));
        let total: f64 = now[lack.first..=lack.last].iter().map(|hours| hours.0).sum();
        Lever { title, change: add(view, cell, more, total, "Closes a gap of capacity"), cost }
    };
    let regular: Vec<Hours> =
        view.supply.capacity.row(lack.resource).iter().map(|hours| hours.unwrap_or_default()).collect();
    vec![
        lever(
            Measure::OvertimeLimit,
            "more overtime allowed",
            view.supply.overtime_limit.row(lack.resource),
            paid(1.0 + premium),
        ),
        lever(Measure::Capacity, "more regular time", &regular, paid(1.0)),
    ]
}

fn hours_text(hours: f64) -> String {
    format!("{} h", number(hours))
}

/// Production may be moved ahead as far as the horizon goes.
pub(super) fn prebuild(view: &View) -> Option<Lever> {
    view.plan.supply.prebuild_months?;
    let change = Change::Fences { frozen: view.plan.supply.frozen_months, prebuild: None };
    Some(Lever { title: "Build ahead without a limit of months".into(), change, cost: None })
}

/// Another strategy: what is needed, when it is needed.
pub(super) fn to_target() -> Lever {
    let change = Change::Strategy(crate::model::Strategy::Target);
    Lever { title: "Plan to target stock instead of at a level rate".into(), change, cost: None }
}

/// A node whose demand is changed: its address, and its pairs.
struct Sold<'a> {
    subject: &'a Subject,
    place: &'a Place,
    pairs: Vec<usize>,
}

impl<'a> Sold<'a> {
    fn new(view: &View, subject: &'a Subject, place: &'a Place) -> Self {
        Self { subject, place, pairs: view.frame.pairs_in(subject, place) }
    }

    fn less(&self, view: &View, short: &[(usize, Units)], reason: &str) -> Vec<Change> {
        short.iter().map(|(t, units)| self.more(view, (*t, -units.0), reason)).collect()
    }

    fn more(&self, view: &View, (t, delta): (usize, f64), reason: &str) -> Change {
        let cell = view.cell(Measure::Consensus, self.subject.clone(), self.place.clone(), t, t);
        let now = self.pairs.iter().map(|pair| view.demand.consensus.at(*pair, t)).sum::<Units>().0;
        add(view, cell, delta.max(-now), now, reason)
    }
}

/// Demand taken out of its months and asked for in a later one.
pub(super) fn postpone_demand(
    view: &View,
    subject: &Subject,
    place: &Place,
    short: &[(usize, Units)],
    to: usize,
) -> Lever {
    let moved: f64 = short.iter().map(|(_, units)| units.0).sum();
    let reason = "Demand moved to a month that can be supplied";
    let sold = Sold::new(view, subject, place);
    let mut changes = sold.less(view, short, reason);
    changes.push(sold.more(view, (to, moved), reason));
    let title = format!("Move {} of {} to {}", number(moved), view.name(subject), view.frame.horizon.month(to));
    Lever { title, change: Change::Many(changes), cost: None }
}

/// Demand that is not taken, because it cannot be served.
pub(super) fn decline_demand(view: &View, subject: &Subject, place: &Place, short: &[(usize, Units)]) -> Lever {
    let declined: f64 = short.iter().map(|(_, units)| units.0).sum();
    let changes = Sold::new(view, subject, place).less(view, short, "Demand that cannot be supplied is not taken");
    let title = format!("Take {} less demand of {}", number(declined), view.name(subject));
    Lever { title, change: Change::Many(changes), cost: None }
}

/// An order that arrives in a month whatever the plan does.
pub(super) fn order(view: &View, point: usize, t: usize, units: f64) -> Lever {
    let at = view.frame.points[point];
    let (item, site) = (view.frame.items.code(at.item).clone(), view.frame.sites.code(at.site).clone());
    let month = view.frame.horizon.month(t);
    let more = round_up(units);
    let key = (item.clone(), site.clone(), month, ReceiptKind::Purchase);
    let open = view.plan.actuals.receipts.get(&key).map_or(Units::ZERO, |receipt| receipt.units);
    let title = format!("Order {} of {} at once for {month}", number(more), view.item_name(at.item));
    let receipt = Receipt { item, site, month, kind: ReceiptKind::Purchase, units: open + Units(more) };
    let price = buying_price(view, point);
    Lever { title, change: Change::Receipt(put(receipt)), cost: price.map(|price| Units(more) * price) }
}

fn buying_price(view: &View, point: usize) -> Option<UnitPrice> {
    let vendor = view.frame.supplied[point].purchase.as_ref().and_then(|purchase| purchase.price);
    vendor.or_else(|| view.finance.rates.cost[view.frame.points[point].item].standard)
}

/// A shorter time from release to receipt, so that what is released at once arrives in month `t`.
pub(super) fn sooner(view: &View, point: usize, t: usize) -> Option<Lever> {
    let at = view.frame.points[point];
    let (item, site) = (view.frame.items.code(at.item).clone(), view.frame.sites.code(at.site).clone());
    let days = (t as f64 * 365.0 / 12.0).floor();
    let supplied = &view.frame.supplied[point];
    let is_longer = |lead: Lead| lead.days > days;
    if supplied.way == Some(Way::Move) {
        let lane = supplied.lanes.iter().find(|lane| is_longer(lane.lead))?;
        let from = view.frame.sites.code(view.frame.points[lane.from].site).clone();
        let lanes = &view.plan.catalog.lanes;
        let key = |item| (item, from.clone(), site.clone());
        let mut record = lanes.get(&key(Some(item))).or_else(|| lanes.get(&key(None)))?.clone();
        record.lead_time_days = days;
        let title = format!("Bring {} from {from} within {days:.0} days", view.item_name(at.item));
        return Some(Lever { title, change: Change::Lane(put(record)), cost: None });
    }
    if !is_longer(supplied.lead) {
        return None;
    }
    let record = SiteSupply { lead_time_days: Some(days), ..site_supply(view, point) };
    let verb = if supplied.way == Some(Way::Buy) { "Buy" } else { "Make" };
    let title =
        format!("{verb} {} within {days:.0} days instead of {:.0}", view.item_name(at.item), supplied.lead.days);
    Some(Lever { title, change: Change::SiteSupply(put(record)), cost: None })
}

/// How the item comes to the site, as it stands, or a fresh record.
pub(super) fn site_supply(view: &View, point: usize) -> SiteSupply {
    let at = view.frame.points[point];
    let (item, site) = (view.frame.items.code(at.item).clone(), view.frame.sites.code(at.site).clone());
    let found = view.plan.catalog.supplies.get(&(item.clone(), site.clone())).cloned();
    found.unwrap_or(SiteSupply { item, site, ..SiteSupply::default() })
}

/// Says how an item comes to a site where nothing did.
pub(super) fn source(view: &View, point: usize) -> Vec<Lever> {
    let at = view.frame.points[point];
    let item = view.frame.items.code(at.item);
    let catalog = &view.plan.catalog;
    let is_made = catalog.components.iter().any(|line| line.parent == *item)
        || catalog.operations.iter().any(|step| step.item == *item);
    let lever = |way: Way, verb: &str| {
        let record = SiteSupply { way: Some(way), ..site_supply(view, point) };
        let title = format!("{verb} {} at {}", view.item_name(at.item), view.frame.sites.code(at.site));
        Lever { title, change: Change::SiteSupply(put(record)), cost: None }
    };
    let make = is_made.then(|| lever(Way::Make, "Make"));
    make.into_iter().chain([lever(Way::Buy, "Buy")]).collect()
}

/// A vendor that delivers more in a month.
pub(super) fn vendor(view: &View, point: usize, more: f64) -> Option<Lever> {
    let at = view.frame.points[point];
    let item = view.frame.items.code(at.item);
    let purchase = view.frame.supplied[point].purchase.as_ref()?;
    let offer = view.plan.catalog.offers.get(&(item.clone(), purchase.vendor.clone()))?;
    let capacity = offer.capacity?;
    // The frame has the same capacity in stock units: their ratio is the conversion.
    let factor = ratio(purchase.capacity?.0, capacity).unwrap_or(1.0);
    let raised = round_up(capacity + ratio(more, factor)?);
    let name = view.name(&Subject::Vendor(purchase.vendor.clone()));
    let title = format!("{name} delivers {} of {} more a month", number(more), view.item_name(at.item));
    let record = Offer { capacity: Some(raised), ..offer.clone() };
    Some(Lever { title, change: Change::Offer(put(record)), cost: None })
}

/// Frozen months opened, typed quantities of the item at the site taken back.
pub(super) fn release(view: &View, point: usize) -> Vec<Lever> {
    let at = view.frame.points[point];
    let (subject, place) = (view.item(at.item), view.site(at.site));
    let mut levers = Vec::new();
    if view.plan.supply.frozen_months > 0 {
        let change = Change::Fences { frozen: 0, prebuild: view.plan.supply.prebuild_months };
        levers.push(Lever { title: "Open the frozen months".into(), change, cost: None });
    }
    let typed = |figure: &&Figure| {
        matches!(figure.cell.measure, Measure::Production | Measure::Purchase)
            && view.frame.items_of(&figure.cell.subject).contains(&at.item)
            && (figure.cell.place == Place::All || figure.cell.place == place)
    };
    let back: Vec<Change> = view
        .plan
        .supply
        .figures
        .iter()
        .filter(typed)
        .map(|figure| Change::no_figure(figure.cell.clone(), figure.how == How::Shift))
        .collect();
    if !back.is_empty() {
        let title = format!("Take back the typed quantities of {}", view.name(&subject));
        levers.push(Lever { title, change: Change::Many(back), cost: None });
    }
    levers
}
