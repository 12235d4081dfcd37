//! Bills of material, routings, resources, and how goods come to sites and markets.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::build::{Build, factor, put, tell};
use super::kind::Field as F;
use super::sheet::Row;
use crate::file::finding::{Findings, shown};
use crate::model::{
    Component, Crew, ExtraShift, Hours, Item, ItemId, Lane, Money, Operation, RegularHours, Resource, ResourceId,
    SiteSupply, Sourcing, UnitPrice, Units, Way, WorkingDays,
};

/// An extra shift needs its hours; without a number, one a month.
fn extra_shift(row: &Row) -> Option<ExtraShift> {
    let hours = row.above_zero(F::ShiftHours, "hours of an extra shift")?;
    let cost = row.at_least_zero(F::ShiftCost, "cost of an extra shift").unwrap_or(0.0);
    let most = row.at_least_zero(F::Shifts, "extra shifts").unwrap_or(1.0);
    Some(ExtraShift { hours: Hours(hours), cost: Money(cost), most })
}

/// A crew needs its size and the hours of one of its people.
fn crew(row: &Row) -> Option<Crew> {
    let opening = row.at_least_zero(F::CrewSize, "people")?;
    let hours = row.above_zero(F::CrewHours, "hours of a worker")?;
    let money = |field, name| Money(row.at_least_zero(field, name).unwrap_or(0.0));
    Some(Crew {
        opening,
        hours: Hours(hours),
        wage: money(F::Wage, "wage"),
        hire: money(F::HireCost, "hiring cost"),
        lay_off: money(F::LayOffCost, "lay-off cost"),
        most_hired: None,
    })
}

impl Build {
    pub(super) fn resource_row(&mut self, row: &Row) -> Option<()> {
        let id = ResourceId::from(row.code(F::Resource, "resource")?);
        let month = row.at_least_zero(F::HoursMonth, "hours a month").map(|hours| RegularHours::Month(Hours(hours)));
        let day = row.at_least_zero(F::HoursDay, "hours a day").map(|hours| RegularHours::Day(Hours(hours)));
        if month.is_some() && day.is_some() {
            row.once("hours twice", "hours a month and hours a day", "one of them", "hours a month are used");
        }
        let resource = Resource {
            name: Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(id.as_str()).into(),
            id,
            site: self.site(row, F::Site),
            hours: month.or(day),
            overtime: row.share(F::Overtime, "overtime").unwrap_or(0.0),
            cost_per_hour: row.above_zero(F::HourCost, "cost per hour").map(UnitPrice),
            overtime_premium: row.share(F::Premium, "overtime premium").unwrap_or(0.0),
            extra_shift: extra_shift(row),
            crew: crew(row),
        };
        put(&mut self.catalog.resources, resource, row)
    }

    pub(super) fn component_row(&mut self, row: &Row) -> Option<()> {
        if row.text(F::Parent).is_empty() {
            row.once("no parent", "no parent: a top item", "a parent in every row", "row says nothing, left out");
            return None;
        }
        if !self.is_valid_now(row) {
            return None;
        }
        let (parent, component) = (self.item(row, F::Parent)?, self.item(row, F::Component)?);
        if parent == component {
            row.say("circle", &format!("{parent} goes into itself"), "another component", "row left out");
            return None;
        }
        let qty = row.required(F::Quantity, "quantity")?;
        let unit = row.text(F::Unit);
        let is_stock_unit =
            self.catalog.items.get(&component).is_some_and(|item| unit.eq_ignore_ascii_case(&item.unit));
        let scrap = row.share(F::Scrap, "scrap").filter(|scrap| *scrap > 0.0).map(|scrap| 1.0 - scrap);
        let component_yield = row.share(F::Yield, "yield").or(scrap).filter(|share| *share > 0.0);
        let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty() && !is_stock_unit);
        put(&mut self.catalog.components, Component { parent, component, qty, unit, component_yield }, row)
    }

    fn is_valid_now(&self, row: &Row) -> bool {
        let (from, to) = (row.date(F::ValidFrom, "valid from"), row.date(F::ValidTo, "valid to"));
        let Some(first) = self.first else { return true };
        if to.is_some_and(|to| to < first) {
            row.once("superseded", "not valid any more", &format!("valid in {first}"), "row left out");
            return false;
        }
        if from.is_some_and(|from| from > first) {
            row.once("not yet valid", "not valid yet", &format!("valid in {first}"), "row left out");
            return false;
        }
        true
    }

    pub(super) fn operation_row(&mut self, row: &Row) -> Option<()> {
        let (item, resource) = (self.item(row, F::Item)?, self.resource(row)?);
        let hours = row.at_least_zero(F::Hours, "hours per unit");
        let Some(hours_per_unit) = hours.or_else(|| Some(row.at_least_zero(F::Minutes, "minutes per unit")? / 60.0))
        else {
            row.say("missing cell", "no hours per unit", "hours or minutes for one unit", "row left out");
            return None;
        };
        let from = (item.clone(), 0, ResourceId::default());
        let own = || self.catalog.operations.range(from..).take_while(|operation| operation.item == item);
        let seq = row
            .at_least_zero(F::Seq, "sequence")
            .map_or_else(|| (own().count() as u32 + 1) * 10, |seq| seq.min(1e9) as u32);
        put(&mut self.catalog.operations, Operation { item, seq, resource, hours_per_unit }, row)
    }

    pub(super) fn supply_row(&mut self, row: &Row) -> Option<()> {
        let item = self.item(row, F::Item)?;
        row.code(F::Site, "site")?;
        let supply = SiteSupply {
            item,
            site: self.site(row, F::Site)?,
            way: way(row),
            lead_time_days: row.at_least_zero(F::LeadTime, "lead time"),
            min_order: row.above_zero(F::MinOrder, "minimum order").map(Units),
            lot: row.above_zero(F::Lot, "lot size").map(Units),
            production_yield: row.share(F::Yield, "yield").filter(|share| *share > 0.0),
        };
        put(&mut self.catalog.supplies, supply, row)
    }

    pub(super) fn lane_row(&mut self, row: &Row) -> Option<()> {
        row.code(F::From, "sending site")?;
        row.code(F::To, "receiving site")?;
        let (from, to) = (self.site(row, F::From)?, self.site(row, F::To)?);
        if from == to {
            row.say("circle", &format!("{from} sends to itself"), "another site", "row left out");
            return None;
        }
        let lane = Lane {
            item: self.item_or_all(row)?,
            from,
            to,
            share: row.share(F::Share, "share").unwrap_or(1.0),
            lead_time_days: row.at_least_zero(F::LeadTime, "lead time").unwrap_or(0.0),
            freight: row.at_least_zero(F::Freight, "freight").map(UnitPrice),
        };
        put(&mut self.catalog.lanes, lane, row)
    }

    pub(super) fn sourcing_row(&mut self, row: &Row) -> Option<()> {
        row.code(F::Market, "market")?;
        row.code(F::Site, "site")?;
        let sourcing = Sourcing {
            item: self.item_or_all(row)?,
            market: self.market(row)?,
            site: self.site(row, F::Site)?,
            from: row.date(F::From, "from"),
            share: row.share(F::Share, "share").unwrap_or(1.0),
        };
        put(&mut self.catalog.sourcing, sourcing, row)
    }

    pub(super) fn calendar_row(&mut self, row: &Row) -> Option<()> {
        let month = row.month(F::Month, "month")?;
        let days = row.required(F::Days, "working days")?;
        put(&mut self.catalog.calendar, WorkingDays { month, days }, row)
    }

    /// `Some(None)` for every item; `None` where the row's item cannot be read.
    fn item_or_all(&mut self, row: &Row) -> Option<Option<ItemId>> {
        if row.text(F::Item).is_empty() { Some(None) } else { self.item(row, F::Item).map(Some) }
    }

    /// A part whose unit no file states is counted as its bills count it, where they agree: else none of its usage would count.
    pub(super) fn settle_units(&mut self, findings: &RefCell<Findings>) {
        let mut units: BTreeMap<&ItemId, BTreeSet<Option<&str>>> = BTreeMap::new();
        for line in &self.catalog.components {
            units.entry(&line.component).or_default().insert(line.unit.as_deref());
        }
        let agreed: Vec<(ItemId, String)> = units
            .into_iter()
            .filter(|(item, units)| units.len() == 1 && self.unsure_unit.contains(*item))
            .filter_map(|(item, units)| Some((item.clone(), units.first().copied()??.to_owned())))
            .collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (id, unit) in agreed {
            let Some(item) = self.catalog.items.get(&id).filter(|item| factor(item, &unit).is_none()) else { continue };
            self.catalog.items.insert(Item { unit: unit.clone(), ..item.clone() });
            *counts.entry(unit).or_default() += 1;
        }
        let total: usize = counts.values().sum();
        if total > 0 {
            let units: Vec<String> = counts.iter().map(|(unit, count)| format!("{} {count}", shown(unit))).collect();
            let found = format!("{total} items without a unit that all bills count alike ({})", units.join(", "));
            tell(
                findings,
                "stock unit",
                &found,
                "a unit in the items file",
                "taken as their stock unit, stock on hand included",
            );
        }
    }

    /// Says how many bills and prices are in units that have no conversion.
    pub(super) fn tell_units(&self, findings: &RefCell<Findings>) {
        let items = &self.catalog.items;
        let has_factor = |item: &ItemId, unit: &Option<String>| {
            unit.as_ref().is_none_or(|unit| items.get(item).is_some_and(|item| factor(item, unit).is_some()))
        };
        let mut bills: BTreeMap<&str, usize> = BTreeMap::new();
        for line in self.catalog.components.iter().filter(|line| !has_factor(&line.component, &line.unit)) {
            *bills.entry(line.unit.as_deref().unwrap_or_default()).or_default() += 1;
        }
        let mut prices: BTreeMap<&str, usize> = BTreeMap::new();
        for offer in
            self.catalog.offers.iter().filter(|offer| offer.price.is_some() && !has_factor(&offer.item, &offer.unit))
        {
            *prices.entry(offer.unit.as_deref().unwrap_or_default()).or_default() += 1;
        }
        for (count, what, done) in [
            (bills, "lines of bills of material", "these lines do not count"),
            (prices, "vendor prices", "these prices are not used"),
        ] {
            let total: usize = count.values().sum();
            if total > 0 {
                let units: Vec<String> = count.iter().map(|(unit, count)| format!("{} {count}", shown(unit))).collect();
                let found = format!("{total} {what} in units without a conversion ({})", units.join(", "));
                tell(findings, "unit", &found, "a conversion to the item's stock unit", done);
            }
        }
    }
}

/// Make, buy or move, as a row says.
pub(super) fn way(row: &Row) -> Option<Way> {
    match row.text(F::Way).to_lowercase().as_str() {
        "" => None,
        "make" | "m" | "made" | "manufactured" | "in-house" | "e" => Some(Way::Make),
        "buy" | "b" | "bought" | "purchased" | "external" | "f" => Some(Way::Buy),
        "move" | "transfer" => Some(Way::Move),
        other => {
            row.say("bad way", &format!("make or buy is \"{}\"", shown(other)), "Make, Buy or Move", "left empty");
            None
        }
    }
}
