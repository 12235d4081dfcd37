//! What a unit of anything costs, and what a whole supply plan costs: one cost function for every plan, solved or not, so that named
//! plans can be put side by side and the solved ones are the best of them.
//!
//! Total = used regular hours + overtime + extra shifts + crews + purchases + freight + holding + stock below target + waiting +
//! lost sales + limits that were broken. The last four are prices of service, not money that is paid; [`PlanCost::paid`] leaves them out.
//! A lost unit costs its price and the goodwill, and never less than 1.25 times what it would cost to serve, so that least cost
//! serves whatever can be served. Example: price 100, priority 1: 170 lost, 15 for each month of waiting.
//! Stock below target is priced by the month, at the end of the horizon at its replacement, and so is what is missing in process then.
//! Where finance states no holding rate, stock costs [`USUAL_HOLDING`] of its standard cost a year; unknown prices and rates cost nothing.

use super::super::finance::Rates;
use super::super::frame::Frame;
use super::super::{Demand, Grid};
use super::{PlanCost, Supply};
use crate::model::{Catalog, FinancePlan, Money, Resource, SupplyTerms, UnitPrice, Way};

/// Yearly holding cost as a share of standard cost, where finance states none.
pub const USUAL_HOLDING: f64 = 0.20;
/// What hours beyond every limit cost, in regular hours.
const BEYOND_HOURS: f64 = 3.0;
/// What a vendor asks for units beyond the limit, on the usual price.
const BEYOND_VENDOR: f64 = 0.5;
/// What storage elsewhere costs a month, as a share of standard cost.
const BEYOND_STORAGE: f64 = 0.05;
/// A lost sale costs at least so many times what serving it costs.
const WORTH_SERVING: f64 = 1.25;
/// What a unit below a target that must hold costs, in what it costs to serve: more than any sale, so that only what cannot be had is missing.
const HARD: f64 = 20.0;
/// A unit that is missing at the end of the horizon costs its replacement, and a little more, so that it is made.
const WORTH_REPLACING: f64 = 1.05;

/// What an hour of a resource costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HourCosts {
    /// A regular hour that is used; nothing where a crew is paid by the month.
    pub regular: f64,
    /// An overtime hour, on top of the regular one.
    pub overtime: f64,
    /// An hour of an extra shift, on top of the regular one.
    pub shift: f64,
    /// Hours of one extra shift.
    pub shift_hours: f64,
    /// Extra shifts at most in a month.
    pub shifts: f64,
    /// An hour beyond every limit, on top of the regular one.
    pub beyond: f64,
    /// Whether a shift is worked and paid whole, however many of its hours are used.
    pub is_whole: bool,
}

/// What units cost. All in money for one unit, hour or month, never below zero, always finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// By resource.
    pub hours: Vec<HourCosts>,
    /// By point: price of a bought unit in its month of receipt.
    pub buying: Grid<f64>,
    /// By point: a unit of closing stock; opening and closing stock of a month count half each.
    pub held: Grid<f64>,
    /// By point: a unit below target at the end of a month.
    pub below: Grid<f64>,
    /// By point: a unit that is missing in process at the end of the horizon.
    pub replaced: Vec<f64>,
    /// By point: a unit of stock beyond the storage space, a month.
    pub elsewhere: Vec<f64>,
    /// By item: mean price over its markets.
    price: Grid<f64>,
    /// By item: what a lost unit costs before goodwill.
    lost: Grid<f64>,
    /// Holding cost of a month, as a share of standard cost.
    pub holding_rate: f64,
    terms: SupplyTerms,
}

/// The unit costs of a plan.
pub fn costs(
    frame: &Frame,
    catalog: &Catalog,
    finance: &FinancePlan,
    terms: &SupplyTerms,
    rates: &Rates,
    demand: &Demand,
) -> Costs {
    let months = frame.horizon.months;
    let hours: Vec<HourCosts> =
        frame.resources.iter().map(|id| hour_costs(catalog.resources.get(id), terms.whole_shifts)).collect();
    let standard = |point: usize, t: usize| known(rates.unit_cost.at(frame.points[point].item, t));
    let buying =
        Grid::from_fn(frame.points.len(), months, |point, t| known(buying_price(frame, &rates.unit_cost, point, t)));
    let dearest = serving(frame, &hours, &buying, &standard, f64::max);
    let least = serving(frame, &hours, &buying, &standard, f64::min);
    let monthly = known_share(finance.terms.holding_rate.unwrap_or(USUAL_HOLDING)) / 12.0;
    let held = Grid::from_fn(frame.points.len(), months, |point, t| {
        let next = if t + 1 < months { standard(point, t + 1) } else { 0.0 };
        (standard(point, t) + next) * 0.5 * monthly
    });
    let price = mean_price(frame, rates, demand);
    let best_price = |point: usize| price.row(frame.points[point].item).iter().copied().fold(0.0, f64::max);
    let share = known_share(terms.below_target.unwrap_or(SupplyTerms::USUAL_BELOW_TARGET));
    let below = Grid::from_fn(frame.points.len(), months, |point, t| {
        let usual = standard(point, t).max(LEAST) * share;
        let must = if terms.hard_target { dearest[point].max(best_price(point)).max(LEAST) * HARD } else { 0.0 };
        let at_end = if t + 1 < months { 0.0 } else { least[point] * WORTH_REPLACING };
        usual.max(must).max(at_end)
    });
    let lost = Grid::from_fn(frame.items.len(), months, |item, t| {
        let points = frame.points_of[item].clone();
        let serve = points.map(|point| dearest[point]).fold(LEAST, f64::max);
        price.at(item, t).max(serve * WORTH_SERVING)
    });
    Costs {
        hours,
        buying,
        held,
        below,
        replaced: least.iter().map(|cost| cost * WORTH_REPLACING).collect(),
        elsewhere: (0..frame.points.len())
            .map(|point| {
                let soft = standard(point, 0).max(LEAST) * BEYOND_STORAGE;
                if terms.soft_storage { soft } else { soft.max(dearest[point].max(best_price(point)) * HARD) }
            })
            .collect(),
        price,
        lost,
        holding_rate: monthly,
        terms: terms.clone(),
    }
}

/// Nothing of service is free: without any price or cost, units still count.
const LEAST: f64 = 1e-3;

impl Costs {
    /// What a unit that waits at the end of the month costs.
    pub fn waiting(&self, item: usize, priority: u8, t: usize) -> f64 {
        self.lost.at(item, t) * known_share(self.terms.priority(priority).waiting)
    }

    /// What a lost unit costs.
    pub fn lost(&self, item: usize, priority: u8, t: usize) -> f64 {
        self.lost.at(item, t) * (1.0 + known_share(self.terms.priority(priority).lost))
    }

    /// What a unit costs that a vendor delivers beyond the limit, on top of its price.
    pub fn beyond_vendor(&self, point: usize, t: usize) -> f64 {
        self.buying.at(point, t).max(LEAST) * BEYOND_VENDOR
    }
}

/// Price of a bought unit: the planned vendor's, else the standard.
pub fn buying_price(frame: &Frame, unit_cost: &Grid<Option<UnitPrice>>, point: usize, t: usize) -> Option<UnitPrice> {
    let vendor = frame.supplied[point].purchase.as_ref().and_then(|purchase| purchase.price);
    vendor.or_else(|| unit_cost.at(frame.points[point].item, t))
}

fn known(price: Option<UnitPrice>) -> f64 {
    price.map_or(0.0, |price| known_share(price.0))
}

fn known_share(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

/// What an hour of a resource costs, with shifts that are whole or not; nothing where it is not known.
pub fn hour_costs(resource: Option<&Resource>, is_whole: bool) -> HourCosts {
    let Some(resource) = resource else { return HourCosts::default() };
    let crew = resource.crew.filter(|crew| crew.hours.0 > 0.0);
    let by_crew = crew.map_or(0.0, |crew| crew.wage.0 / crew.hours.0);
    let rate = resource.cost_per_hour.map_or(by_crew, |rate| rate.0);
    let shift = resource.extra_shift.filter(|shift| shift.hours.0 > 0.0 && shift.most > 0.0);
    // where a crew is paid by the month, hours beyond its own are paid in full
    let (regular, extra) = if crew.is_some() { (0.0, rate) } else { (rate, 0.0) };
    HourCosts {
        regular: known_share(regular),
        overtime: known_share(extra + rate * resource.overtime_premium),
        shift: shift.map_or(0.0, |shift| known_share(extra + shift.cost.0 / shift.hours.0)),
        shift_hours: shift.map_or(0.0, |shift| shift.hours.0),
        shifts: shift.map_or(0.0, |shift| if is_whole { shift.most.floor() } else { shift.most }),
        beyond: known_share(rate.max(LEAST) * BEYOND_HOURS),
        is_whole,
    }
}

/// By point: what a unit costs where it is made, bought and moved as far as it goes, overtime included; of several ways the one that `pick`
/// takes (the dearest, or the cheapest). The standard cost where nothing else is known, and never less in the dearest.
fn serving(
    frame: &Frame,
    hours: &[HourCosts],
    buying: &Grid<f64>,
    standard: &impl Fn(usize, usize) -> f64,
    pick: fn(f64, f64) -> f64,
) -> Vec<f64> {
    let mut serving = vec![0.0; frame.points.len()];
    for point in frame.order.iter().rev().copied() {
        let supplied = &frame.supplied[point];
        let own = match supplied.way {
            Some(Way::Make) => {
                let parts: f64 = supplied.parts.iter().map(|part| part.qty * serving[part.point]).sum();
                let hour = |resource: usize| hours[resource].regular + hours[resource].overtime;
                let work: f64 = supplied.work.iter().map(|work| work.hours * hour(work.resource)).sum();
                Some((parts + work) / if supplied.production_yield > 0.0 { supplied.production_yield } else { 1.0 })
            }
            Some(Way::Move) => supplied.lanes.iter().map(|lane| known(lane.freight) + serving[lane.from]).reduce(pick),
            Some(Way::Buy) => buying.row(point).iter().copied().reduce(pick),
            None => None,
        };
        let others = supplied.others.iter().map(|other| known(other.purchase.price));
        let known = own.into_iter().chain(others).filter(|cost| *cost > 0.0).reduce(pick);
        let standard = standard(point, 0);
        serving[point] = known.map_or(standard, |cost| pick(cost, cost.max(standard))).min(1e15);
    }
    serving
}

/// By item: price by month, weighed by the demand of its markets; plain where nothing is demanded.
fn mean_price(frame: &Frame, rates: &Rates, demand: &Demand) -> Grid<f64> {
    Grid::from_fn(frame.items.len(), frame.horizon.months, |item, t| {
        let (mut worth, mut units, mut plain, mut priced) = (0.0, 0.0, 0.0, 0.0);
        for pair in frame.pairs_of[item].clone() {
            let Some(price) = rates.price.at(pair, t) else { continue };
            let asked = demand.consensus.at(pair, t).0.max(0.0);
            worth += price.0 * asked;
            units += asked;
            plain += price.0;
            priced += 1.0;
        }
        known_share(if units > 0.0 {
            worth / units
        } else if priced > 0.0 {
            plain / priced
        } else {
            0.0
        })
    })
}

/// What the plan costs.
pub fn plan_cost(
    frame: &Frame,
    catalog: &Catalog,
    finance: &FinancePlan,
    terms: &SupplyTerms,
    rates: &Rates,
    demand: &Demand,
    supply: &Supply,
) -> PlanCost {
    let costs = &costs(frame, catalog, finance, terms, rates, demand);
    let hours = hours(frame, catalog, costs, supply);
    let (waiting, lost) = service(frame, catalog, costs, supply);
    PlanCost {
        labor: hours.is_known.then_some(Money(hours.regular)),
        overtime: hours.is_known.then_some(Money(hours.overtime)),
        extra_shifts: hours.has_shifts.then_some(Money(hours.shifts)),
        crews: crews(frame, catalog, supply),
        purchases: purchases(frame, rates, supply),
        freight: freight(frame, supply),
        holding: holding(frame, costs, rates, supply),
        below_target: Some(below_target(frame, demand, costs, supply)),
        waiting: Some(waiting),
        lost: Some(lost),
        beyond: Some(
            Money(hours.beyond) + beyond_vendors(frame, costs, supply) + beyond_storage(frame, catalog, costs, supply),
        ),
    }
}

#[derive(Default)]
struct HoursCost {
    regular: f64,
    overtime: f64,
    shifts: f64,
    beyond: f64,
    /// Whether a used resource has a rate, or none is used.
    is_known: bool,
    has_shifts: bool,
}

/// Used hours: above the regular ones come overtime and extra shifts, the cheaper first, then hours beyond every limit.
fn hours(frame: &Frame, catalog: &Catalog, costs: &Costs, supply: &Supply) -> HoursCost {
    let mut sum = HoursCost::default();
    let (mut used, mut rated) = (false, false);
    for (at, id) in frame.resources.iter().enumerate() {
        let cost = costs.hours[at];
        let resource = catalog.resources.get(id);
        let has_rate = resource.is_some_and(|resource| resource.cost_per_hour.is_some() || resource.crew.is_some());
        sum.has_shifts |= cost.shifts > 0.0;
        for (t, load) in supply.load.row(at).iter().enumerate() {
            used |= load.0 > 0.0;
            rated |= load.0 > 0.0 && has_rate;
            let above = supply.overtime.at(at, t).0;
            let split = above_regular(&cost, above, supply.overtime_limit.at(at, t).0);
            sum.regular += load.0 * cost.regular;
            // the premium of an hour is shown with the hour
            sum.regular -= (split.overtime + split.shift) * cost.regular;
            sum.overtime += split.overtime * (cost.regular + cost.overtime);
            sum.shifts += split.shift * (cost.regular + cost.shift) + split.idle * cost.shift;
            sum.beyond += split.beyond * cost.beyond;
        }
    }
    sum.is_known = rated || !used;
    sum
}

/// How the hours above the regular ones of a month are worked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Above {
    /// In overtime.
    pub overtime: f64,
    /// In extra shifts.
    pub shift: f64,
    /// Hours of whole shifts that are paid and not used.
    pub idle: f64,
    /// Beyond every limit.
    pub beyond: f64,
}

/// Overtime and extra shifts, the cheaper first. Whole shifts: as many as cost least.
/// Example: 30 hours above, 20 of overtime at 5, shifts of 8 hours at 3: four shifts (96) instead of three and 6 hours (102).
pub fn above_regular(cost: &HourCosts, above: f64, overtime_limit: f64) -> Above {
    if cost.is_whole {
        return in_whole_shifts(cost, above, overtime_limit);
    }
    let room = cost.shift_hours * cost.shifts;
    let (overtime, shift) = if cost.shift < cost.overtime {
        let shift = above.min(room);
        ((above - shift).min(overtime_limit), shift)
    } else {
        let overtime = above.min(overtime_limit);
        (overtime, (above - overtime).min(room))
    };
    Above { overtime, shift, idle: 0.0, beyond: (above - overtime - shift).max(0.0) }
}

/// So little of a shift is rounding, and no reason for another one.
const LITTLE: f64 = 1e-6;

/// Shifts in whole numbers: as many as the hours need that overtime cannot take, or more of them where they cost less than the overtime.
fn in_whole_shifts(cost: &HourCosts, above: f64, overtime_limit: f64) -> Above {
    let of = |count: f64| {
        let shift = above.min(count * cost.shift_hours);
        let overtime = (above - shift).min(overtime_limit);
        let idle = (count * cost.shift_hours - shift).max(0.0);
        Above { overtime, shift, idle, beyond: (above - shift - overtime).max(0.0) }
    };
    if cost.shift_hours <= 0.0 || above <= 0.0 {
        return of(0.0);
    }
    let shifts = |hours: f64| hours.max(0.0) / cost.shift_hours;
    let must = (shifts(above - overtime_limit) - LITTLE).ceil().clamp(0.0, cost.shifts);
    let counts = [must, shifts(above).floor(), (shifts(above) - LITTLE).ceil()];
    let worth = |split: &Above| {
        (split.shift + split.idle) * cost.shift + split.overtime * cost.overtime + split.beyond * cost.beyond
    };
    let splits = counts.map(|count| of(count.clamp(must, cost.shifts)));
    splits.into_iter().reduce(|best, other| if worth(&other) < worth(&best) { other } else { best }).unwrap_or_default()
}

/// Wages of all that are there, hiring and laying off; `None` where no resource has a crew.
fn crews(frame: &Frame, catalog: &Catalog, supply: &Supply) -> Option<Money> {
    let mut sum = None;
    for (at, id) in frame.resources.iter().enumerate() {
        let Some(crew) = catalog.resources.get(id).and_then(|resource| resource.crew) else { continue };
        let mut before = crew.opening;
        for heads in supply.heads.row(at) {
            let change = heads - before;
            let moved = if change > 0.0 { crew.hire * change } else { crew.lay_off * -change };
            *sum.get_or_insert(Money::ZERO) += crew.wage * *heads + moved;
            before = *heads;
        }
    }
    sum
}

fn purchases(frame: &Frame, rates: &Rates, supply: &Supply) -> Option<Money> {
    let (mut sum, mut bought, mut known) = (Money::ZERO, false, false);
    for point in 0..frame.points.len() {
        for (t, units) in supply.purchase.row(point).iter().enumerate().filter(|(_, units)| units.0 > 0.0) {
            let price = buying_price(frame, &rates.unit_cost, point, t);
            bought = true;
            known |= price.is_some();
            sum += price.map_or(Money::ZERO, |price| *units * price);
        }
    }
    for other in &supply.elsewhere {
        known = true;
        for (t, units) in other.receipts.iter().enumerate() {
            let usual = known_price(buying_price(frame, &rates.unit_cost, other.point, t));
            sum += *units * (known_price(other.price(frame)) - usual);
        }
    }
    (known || !bought).then_some(sum)
}

fn known_price(price: Option<UnitPrice>) -> UnitPrice {
    UnitPrice(known(price))
}

fn freight(frame: &Frame, supply: &Supply) -> Option<Money> {
    let moved = supply.transfer_out.cells().iter().any(|units| units.0 > 0.0);
    (has_freight(frame) || !moved).then(|| supply.freight.iter().copied().sum())
}

/// Whether any lane states its freight.
pub fn has_freight(frame: &Frame) -> bool {
    frame.supplied.iter().flat_map(|supplied| &supplied.lanes).any(|lane| lane.freight.is_some())
}

/// Rate x mean stock at standard cost, goods on the road and in process included; `None` where nothing that is kept has a cost.
/// Opening and closing stock of a month count half each, so the closing stock of each month but the last counts with two of them.
fn holding(frame: &Frame, costs: &Costs, rates: &Rates, supply: &Supply) -> Option<Money> {
    let (mut sum, mut is_known) = (0.0, false);
    for (point, at) in frame.points.iter().enumerate() {
        is_known |= rates.unit_cost.row(at.item).iter().any(Option::is_some);
        let opening = supply.opening.row(point).first().map_or(0.0, |units| units.0);
        let standard = rates.unit_cost.row(at.item).first().copied().flatten();
        sum += opening * known(standard) * 0.5 * costs.holding_rate;
        for (t, cost) in costs.held.row(point).iter().enumerate() {
            let on_its_way = supply.in_transit.at(point, t) + supply.in_process.at(point, t);
            sum += (supply.closing.at(point, t) + on_its_way).0 * cost;
        }
    }
    is_known.then_some(Money(sum))
}

fn below_target(frame: &Frame, demand: &Demand, costs: &Costs, supply: &Supply) -> Money {
    let mut sum = 0.0;
    for point in 0..frame.points.len() {
        let stock = supply.target.row(point).iter().zip(supply.closing.row(point)).zip(costs.below.row(point));
        sum += stock.map(|((target, closing), cost)| (target.0 - closing.0).max(0.0) * cost).sum::<f64>();
        let in_process = supply.in_process.row(point).last().map_or(0.0, |units| units.0);
        let wanted = super::optimal::in_process_wanted(frame, demand, point).0;
        sum += (wanted - in_process).max(0.0) * costs.replaced[point];
    }
    Money(sum)
}

/// What waits at the ends of months, and what is lost or still waits at the end of the horizon.
fn service(frame: &Frame, catalog: &Catalog, costs: &Costs, supply: &Supply) -> (Money, Money) {
    let (mut waiting, mut lost) = (0.0, 0.0);
    let last = frame.horizon.months.saturating_sub(1);
    for (pair, at) in frame.pairs.iter().enumerate() {
        let market = catalog.markets.get(frame.markets.code(at.market));
        let priority = market.map_or(0, |market| market.priority);
        for (t, units) in supply.backlog.row(pair).iter().enumerate().filter(|(_, units)| units.0 > 0.0) {
            waiting += units.0 * costs.waiting(at.item, priority, t);
            lost += if t == last { units.0 * costs.lost(at.item, priority, t) } else { 0.0 };
        }
        for (t, units) in supply.lost.row(pair).iter().enumerate().filter(|(_, units)| units.0 > 0.0) {
            lost += units.0 * costs.lost(at.item, priority, t);
        }
    }
    (Money(waiting), Money(lost))
}

/// Releases beyond what the vendor delivers in a month.
fn beyond_vendors(frame: &Frame, costs: &Costs, supply: &Supply) -> Money {
    let mut sum = 0.0;
    for (point, supplied) in frame.supplied.iter().enumerate() {
        let Some(most) = supplied.purchase.as_ref().and_then(|purchase| purchase.capacity) else { continue };
        for (t, released) in supply.releases.row(point).iter().enumerate().filter(|(_, released)| **released > most) {
            sum += (*released - most).0 * costs.beyond_vendor(point, t);
        }
    }
    Money(sum)
}

/// Stock beyond the storage space of its site, at the mean cost of what is kept there.
fn beyond_storage(frame: &Frame, catalog: &Catalog, costs: &Costs, supply: &Supply) -> Money {
    let mut sum = 0.0;
    for (at, id) in frame.sites.iter().enumerate() {
        let Some(storage) = catalog.sites.get(id).and_then(|site| site.storage) else { continue };
        let points: Vec<usize> = (0..frame.points.len()).filter(|point| frame.points[*point].site == at).collect();
        let cost = space_cost(frame, catalog, costs, &points);
        for t in 0..frame.horizon.months {
            let used: f64 =
                points.iter().map(|point| supply.closing.at(*point, t).0 * space(frame, catalog, *point)).sum();
            sum += (used - storage).max(0.0) * cost;
        }
    }
    Money(sum)
}

/// Storage space of a unit.
pub fn space(frame: &Frame, catalog: &Catalog, point: usize) -> f64 {
    let item = catalog.items.get(frame.items.code(frame.points[point].item));
    item.and_then(|item| item.space).map_or(1.0, known_share)
}

/// What a unit of space elsewhere costs a month: the mean over what a site keeps.
pub fn space_cost(frame: &Frame, catalog: &Catalog, costs: &Costs, points: &[usize]) -> f64 {
    let kept = points.iter().map(|point| (costs.elsewhere[*point], space(frame, catalog, *point)));
    let (cost, space) = kept.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    if space > 0.0 { cost / space } else { LEAST }
}
