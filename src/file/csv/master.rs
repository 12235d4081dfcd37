//! Items, families, unit conversions, markets and sites.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::build::{Build, put, tell};
use super::kind::Field as F;
use super::making::way;
use super::sheet::Row;
use crate::file::finding::{Findings, shown};
use crate::model::{Family, FamilyId, Item, Market, MarketId, Receipt, Site, SiteId, Stock, UnitPrice, Units, Unmet};

impl Build {
    pub(super) fn item_row(&mut self, row: &Row) -> Option<()> {
        let id = crate::model::ItemId::from(row.code(F::Item, "item")?);
        let is_money = self.is_plan_currency(row);
        let price = |field, name| row.above_zero(field, name).filter(|_| is_money).map(UnitPrice);
        let sellable = row.flag(F::Sellable, "sellable");
        let unit = row.text(F::Unit);
        let item = Item {
            id: id.clone(),
            name: Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(id.as_str()).into(),
            family: None,
            unit: if unit.is_empty() { "EA" } else { unit }.into(),
            decimals: row.at_least_zero(F::Decimals, "decimals").map_or(0, |decimals| decimals.min(6.0) as u8),
            conversions: BTreeMap::new(),
            sellable: sellable.unwrap_or(false),
            way: way(row),
            list_price: price(F::Price, "price"),
            standard_cost: price(F::Cost, "cost"),
            launched: row.date(F::Launch, "launch date"),
            discontinued: row.date(F::Discontinue, "discontinue date"),
            lead_time_days: row.at_least_zero(F::LeadTime, "lead time"),
            safety_stock: row.above_zero(F::SafetyStock, "safety stock").map(Units),
            space: row.above_zero(F::Space, "storage space"),
            source: Some(row.place()),
        };
        put(&mut self.catalog.items, item, row)?;
        if sellable.is_none() {
            self.unsure_sellable.insert(id.clone());
        }
        if row.text(F::Unit).is_empty() {
            self.unsure_unit.insert(id.clone());
        }
        if let Some(units) = row.number(F::OnHand, "on hand") {
            self.on_hand.insert(id.clone(), (units, row.place()));
        }
        let (category, family) = (node(row, F::Category), node(row, F::Family));
        if !category.is_empty() || !family.is_empty() {
            self.families.push((id, category, family));
        }
        Some(())
    }

    pub(super) fn conversion_row(&mut self, row: &Row) -> Option<()> {
        let id = self.item(row, F::Item)?;
        let unit = row.code(F::Unit, "unit")?.to_owned();
        let factor = row.required(F::Factor, "factor")?;
        let mut item = self.catalog.items.get(&id)?.clone();
        if unit.eq_ignore_ascii_case(&item.unit) {
            if (factor - 1.0).abs() > f64::EPSILON {
                row.say(
                    "bad factor",
                    &format!("{factor} for the stock unit {unit}"),
                    "1 or another unit",
                    "row left out",
                );
            }
            return None;
        }
        if factor <= 0.0 {
            row.say("bad factor", &format!("factor is {factor}"), "a factor above zero", "row left out");
            return None;
        }
        if item.conversions.insert(unit.clone(), factor).is_some() {
            row.say(
                "duplicate key",
                &format!("{unit} of {id} again"),
                "one row for each",
                "this one replaces the earlier one",
            );
        }
        self.catalog.items.insert(item);
        Some(())
    }

    pub(super) fn family_row(&mut self, row: &Row) -> Option<()> {
        let id = FamilyId::from(row.code(F::Family, "family")?);
        let name = Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(id.as_str()).to_owned();
        let parent = Some(row.text(F::Parent)).filter(|parent| !parent.is_empty() && *parent != id.as_str());
        let parent = parent.filter(|parent| !self.is_above(&id, &FamilyId::from(*parent))).map(FamilyId::from);
        if parent.is_none() && !row.text(F::Parent).is_empty() {
            row.say("circle", &format!("{id} is above itself"), "a hierarchy without circles", "parent left empty");
        }
        if let Some(parent) = parent.clone().filter(|parent| !self.catalog.families.contains(parent)) {
            let name = parent.to_string();
            self.catalog.families.insert(Family { id: parent, name, parent: None });
        }
        let made = self
            .catalog
            .families
            .get(&id)
            .is_none_or(|earlier| earlier.parent.is_none() && earlier.name == id.as_str());
        if made {
            // A row above may have made it as its parent, which is no duplicate.
            self.catalog.families.remove(&id);
        }
        put(&mut self.catalog.families, Family { id, name, parent }, row)
    }

    /// Whether `above` hangs below `id` already.
    fn is_above(&self, id: &FamilyId, above: &FamilyId) -> bool {
        let mut node = Some(above.clone());
        while let Some(family) = node {
            if family == *id {
                return true;
            }
            node = self.catalog.families.get(&family).and_then(|family| family.parent.clone());
        }
        false
    }

    pub(super) fn market_row(&mut self, row: &Row) -> Option<()> {
        let id = MarketId::from(row.code(F::Market, "market")?);
        let mut parent = Some(row.text(F::Parent)).filter(|parent| !parent.is_empty()).map(MarketId::from);
        let mut node = parent.clone();
        while let Some(market) = node {
            if market == id {
                row.say("circle", &format!("{id} is above itself"), "a hierarchy without circles", "parent left empty");
                parent = None;
                break;
            }
            node = self.catalog.markets.get(&market).and_then(|market| market.parent.clone());
        }
        if let Some(parent) = parent.clone().filter(|parent| !self.catalog.markets.contains(parent)) {
            let name = parent.to_string();
            self.catalog.markets.insert(Market { id: parent, name, priority: 1, ..Market::default() });
        }
        let unmet = match row.text(F::Unmet).to_lowercase().as_str() {
            "" | "backlog" | "backorder" => Unmet::Backlog,
            "lost" | "lost sale" | "lost sales" => Unmet::Lost,
            other => {
                row.say("bad policy", &format!("unmet is \"{}\"", shown(other)), "backlog or lost", "taken as backlog");
                Unmet::Backlog
            }
        };
        let name = Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(id.as_str()).to_owned();
        let priority = row.at_least_zero(F::Priority, "priority").map_or(1, |priority| priority.min(255.0) as u8);
        let made =
            self.catalog.markets.get(&id).is_none_or(|earlier| earlier.parent.is_none() && earlier.name == id.as_str());
        if made {
            self.catalog.markets.remove(&id);
        }
        put(&mut self.catalog.markets, Market { id, name, parent, unmet, priority }, row)
    }

    pub(super) fn site_row(&mut self, row: &Row) -> Option<()> {
        let id = SiteId::from(row.code(F::Site, "site")?);
        let name = Some(row.text(F::Name)).filter(|name| !name.is_empty()).unwrap_or(id.as_str()).to_owned();
        let kind = row.text(F::SiteKind).to_lowercase();
        let warehouse = ["y", "yes", "true", "1", "x", "dc"].contains(&kind.as_str())
            || kind.contains("warehouse")
            || kind.contains("distribution");
        let storage = row.above_zero(F::Storage, "storage");
        put(&mut self.catalog.sites, Site { id, name, warehouse, storage }, row)
    }

    /// Families below their categories. A family under two categories, or called as a category is, carries both names.
    pub(super) fn hang_up_families(&mut self) {
        let rows = std::mem::take(&mut self.families);
        let categories: BTreeSet<&str> =
            rows.iter().map(|(_, category, _)| category.as_str()).filter(|category| !category.is_empty()).collect();
        let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (_, category, family) in &rows {
            if !category.is_empty() && !family.is_empty() {
                homes.entry(family).or_default().insert(category);
            }
        }
        for (item, category, family) in &rows {
            let is_shared = homes.get(family.as_str()).is_some_and(|homes| homes.len() > 1);
            let (id, name, parent) = match (category.as_str(), family.as_str()) {
                (category, "") => (category.to_owned(), category, None),
                (category, family) if category == family => (family.to_owned(), family, None),
                ("", family) if categories.contains(family) => (family.to_owned(), family, None),
                ("", family) => (family.to_owned(), family, homes.get(family).and_then(|homes| homes.first().copied())),
                (category, family) if is_shared || categories.contains(family) => {
                    (format!("{category} / {family}"), family, Some(category))
                }
                (category, family) => (family.to_owned(), family, Some(category)),
            };
            let id = FamilyId::from(id);
            let parent = parent.map(FamilyId::from);
            if let Some(parent) = parent.clone().filter(|parent| !self.catalog.families.contains(parent)) {
                let name = parent.to_string();
                self.catalog.families.insert(Family { id: parent, name, parent: None });
            }
            if !self.catalog.families.contains(&id) {
                self.catalog.families.insert(Family { id: id.clone(), name: name.into(), parent });
            }
            if let Some(mut item) = self.catalog.items.get(item).cloned() {
                item.family = Some(id);
                self.catalog.items.insert(item);
            }
        }
    }

    /// Where no file says whether an item is sold, its history does.
    pub(super) fn settle_sellable(&mut self) {
        let sold: BTreeSet<_> = self.history.keys().map(|(item, _)| item.clone()).collect();
        for id in self.unsure_sellable.intersection(&sold) {
            if let Some(mut item) = self.catalog.items.get(id).cloned() {
                item.sellable = true;
                self.catalog.items.insert(item);
            }
        }
    }

    /// Stock and receipts without a site go to the first plant; without any site there is one plant.
    pub(super) fn settle_sites(&mut self, findings: &RefCell<Findings>) {
        if self.catalog.sites.is_empty() {
            self.catalog.sites.insert(Site {
                id: "MAIN".into(),
                name: "Main plant".into(),
                warehouse: false,
                ..Site::default()
            });
        }
        let plants = || self.catalog.sites.iter().filter(|site| !site.warehouse);
        let Some(main) = plants().next().or_else(|| self.catalog.sites.iter().next()).map(|site| site.id.clone())
        else {
            return;
        };
        let has_many = self.catalog.sites.len() > 1;
        let has_homeless =
            self.stock.keys().any(|(_, site)| site.is_none()) || (self.stock.is_empty() && !self.on_hand.is_empty());
        if has_many && has_homeless {
            tell(
                findings,
                "stock site",
                "stock without a site",
                "a site in every row",
                &format!("taken to be at {main}"),
            );
        }
        if self.stock.is_empty() {
            self.stock = self.on_hand.iter().map(|(item, (units, _))| ((item.clone(), None), *units)).collect();
        } else {
            self.compare_stock(findings);
        }
        for ((item, site), units) in std::mem::take(&mut self.stock) {
            let site = site.unwrap_or_else(|| main.clone());
            let before = self.actuals.stock.get(&(item.clone(), site.clone())).map_or(0.0, |stock| stock.units.0);
            self.actuals.stock.insert(Stock { item, site, units: Units(before + units) });
        }
        for (receipt, site) in std::mem::take(&mut self.receipts) {
            let mut receipt = Receipt { site: site.unwrap_or_else(|| main.clone()), ..receipt };
            let key = (receipt.item.clone(), receipt.site.clone(), receipt.month, receipt.kind);
            receipt.units += self.actuals.receipts.get(&key).map_or(Units::ZERO, |earlier| earlier.units);
            self.actuals.receipts.insert(receipt);
        }
    }

    /// A stock file wins over the items file; items that only the latter knows are kept.
    fn compare_stock(&mut self, findings: &RefCell<Findings>) {
        let mut sums: BTreeMap<_, f64> = BTreeMap::new();
        for ((item, _), units) in &self.stock {
            *sums.entry(item.clone()).or_default() += units;
        }
        for (item, (units, place)) in &self.on_hand {
            match sums.get(item) {
                None => {
                    self.stock.insert((item.clone(), None), *units);
                }
                Some(sum) if (sum - units).abs() > 1e-6 => {
                    findings.borrow_mut().add("stock", "stock differs", || crate::file::Finding {
                        place: place.clone(),
                        found: format!("{units} of {item} on hand"),
                        expected: format!("{sum}, as in the stock file"),
                        done: "the stock file holds".into(),
                    })
                }
                Some(_) => {}
            }
        }
    }
}

/// A node of the hierarchy; two of them must fit into one code.
fn node(row: &Row, field: F) -> String {
    let code = row.text(field);
    if code.len() > 90 {
        row.say("long code", &shown(code), "a family of at most 90 characters", "left empty");
        return String::new();
    }
    code.to_owned()
}
