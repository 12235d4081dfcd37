//! The plan while it is being made: what several kinds of files refer to, made where a row is the first to name it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::history::Facts;
use super::kind::{Field, Kind};
use super::sheet::{Row, Sheet};
use crate::file::finding::{Finding, Findings, shown};
use crate::file::json::to_text;
use crate::model::{
    Actuals, Catalog, DemandPlan, Family, FamilyId, FinancePlan, Header, Item, ItemId, Market, MarketId, Month, Plan,
    Receipt, Record, Resource, ResourceId, Shared, Site, SiteId, Table, Units, Vendor, VendorId,
};

/// Everything that was read so far.
#[derive(Default)]
pub(super) struct Build {
    pub(super) catalog: Catalog,
    pub(super) actuals: Actuals,
    pub(super) demand: DemandPlan,
    pub(super) finance: FinancePlan,
    /// Whether the records are those of a plan.
    pub(super) is_over: bool,
    /// Kinds that some file is of.
    kinds: BTreeSet<Kind>,
    /// The cycle month, once history is closed.
    pub(super) first: Option<Month>,
    pub(super) currency: Option<String>,
    /// Category and family by item, in the order of the rows.
    pub(super) families: Vec<(ItemId, String, String)>,
    /// Items of which no file says whether they are sold.
    pub(super) unsure_sellable: BTreeSet<ItemId>,
    /// Items of which no file says in what unit they are counted.
    pub(super) unsure_unit: BTreeSet<ItemId>,
    /// On-hand stock of the items file, and the row.
    pub(super) on_hand: BTreeMap<ItemId, (f64, String)>,
    /// Stock rows; absent site: the main one.
    pub(super) stock: BTreeMap<(ItemId, Option<SiteId>), f64>,
    pub(super) receipts: Vec<(Receipt, Option<SiteId>)>,
    pub(super) history: BTreeMap<(ItemId, MarketId), Facts>,
    pub(super) history_is_closed: bool,
    /// Units and revenue of all history by month.
    pub(super) totals: BTreeMap<Month, (f64, f64)>,
    /// Promotions by id and what they hold for.
    pub(super) promotions: super::events::Promotions,
}

impl Build {
    /// Nothing yet, but for what kinds of files there are.
    pub(super) fn new(sheets: &[Sheet]) -> Self {
        Self { kinds: sheets.iter().map(|sheet| sheet.kind).collect(), ..Self::default() }
    }

    /// Over the records of a plan: what they know is not made again, and the cycle month is given.
    pub(super) fn over(mut self, known: super::Known) -> Self {
        self.first = Some(known.first);
        self.currency = Some(known.currency);
        self.catalog = known.catalog;
        self.finance.accounts = known.accounts;
        self.is_over = true;
        self.kinds.extend([Kind::Items, Kind::Markets, Kind::Sites]);
        self
    }

    /// The plan.
    pub(super) fn finish(mut self, findings: &RefCell<Findings>) -> Plan {
        self.close_history(findings);
        self.hang_up_families();
        self.settle_sellable();
        self.settle_sites(findings);
        self.settle_events();
        self.settle_units(findings);
        self.tell_units(findings);
        let usual = Header::default();
        let last_statement = self.finance.statement.iter().map(|line| line.month + 1).max();
        let first = self.first.or(last_statement);
        if first.is_none() {
            tell(
                findings,
                "cycle month",
                "no history and no statement",
                "closed months",
                &format!("the cycle month is set to {}", usual.first),
            );
        }
        Plan {
            header: Header {
                first: first.unwrap_or(usual.first),
                currency: self.currency.unwrap_or(usual.currency.clone()),
                ..usual
            },
            catalog: Shared::new(self.catalog),
            actuals: Shared::new(self.actuals),
            demand: Shared::new(self.demand),
            finance: Shared::new(self.finance),
            ..Plan::default()
        }
    }

    /// Where records of a kind are looked for.
    fn records(&self, kind: &str) -> String {
        if self.is_over { "the plan".into() } else { format!("the {kind} file") }
    }

    /// What is done about one that is not there.
    fn made(&self, word: &'static str) -> &'static str {
        if self.is_over { "kept, and in no figure until the plan knows it" } else { word }
    }

    /// The item that a row names, made if it is new.
    pub(super) fn item(&mut self, row: &Row, field: Field) -> Option<ItemId> {
        let id = ItemId::from(row.code(field, "item")?);
        if !self.catalog.items.contains(&id) {
            if self.kinds.contains(&Kind::Items) {
                let found = format!("item \"{}\" is not in {}", shown(id.as_str()), self.records("items"));
                let expected = format!("an item of {}", self.records("items"));
                row.say("unknown item", &found, &expected, self.made("item made, with nothing known of it"));
            } else {
                row.once(
                    "no items file",
                    "there is no items file",
                    "one with name, family, price and cost",
                    "items made as rows name them",
                );
            }
            self.unsure_sellable.insert(id.clone());
            self.unsure_unit.insert(id.clone());
            self.catalog.items.insert(Item {
                id: id.clone(),
                name: id.to_string(),
                unit: "EA".into(),
                source: Some(row.place()),
                ..Item::default()
            });
        }
        Some(id)
    }

    /// The market of a row's region and channel, made if it is new: `Europe / Online` below `Europe`.
    pub(super) fn market(&mut self, row: &Row) -> Option<MarketId> {
        let (region, channel) = (row.text(Field::Market), row.text(Field::Channel));
        let (id, parent) = match (region, channel) {
            ("", "") => ("ALL".to_owned(), None),
            (only, "") | ("", only) => (only.to_owned(), None),
            (region, channel) => (format!("{region} / {channel}"), Some(MarketId::from(region))),
        };
        if id.len() > 200 {
            row.say("long code", &shown(&id), "a market of at most 200 characters", "row left out");
            return None;
        }
        let id = MarketId::from(id);
        if !self.catalog.markets.contains(&id) {
            if self.kinds.contains(&Kind::Markets) {
                let found = format!("market \"{}\" is not in {}", shown(id.as_str()), self.records("markets"));
                let expected = format!("a market of {}", self.records("markets"));
                row.say("unknown market", &found, &expected, self.made("market made"));
            }
            let name = if id.as_str() == "ALL" { "All markets" } else { id.as_str() }.to_owned();
            if let Some(parent) = parent.clone().filter(|parent| !self.catalog.markets.contains(parent)) {
                let name = parent.to_string();
                self.catalog.markets.insert(Market { id: parent, name, priority: 1, ..Market::default() });
            }
            self.catalog.markets.insert(Market { id: id.clone(), name, parent, priority: 1, ..Market::default() });
        }
        Some(id)
    }

    /// The site that a row names, made if it is new; `None` where it names none.
    pub(super) fn site(&mut self, row: &Row, field: Field) -> Option<SiteId> {
        let code = row.short(field)?;
        let id = SiteId::from(code);
        if !self.catalog.sites.contains(&id) {
            if self.kinds.contains(&Kind::Sites) {
                let found = format!("site \"{}\" is not in {}", shown(code), self.records("sites"));
                let expected = format!("a site of {}", self.records("sites"));
                row.say("unknown site", &found, &expected, self.made("plant made"));
            }
            self.catalog.sites.insert(Site { id: id.clone(), name: code.into(), warehouse: false, ..Site::default() });
        }
        Some(id)
    }

    /// The resource that a row names, made if it is new.
    pub(super) fn resource(&mut self, row: &Row) -> Option<ResourceId> {
        let id = ResourceId::from(row.code(Field::Resource, "resource")?);
        if !self.catalog.resources.contains(&id) {
            let found = format!("resource \"{}\" is not in a resources file", shown(id.as_str()));
            row.say("unknown resource", &found, "a resource with its hours", "resource made, hours not known");
            let name = id.to_string();
            self.catalog.resources.insert(Resource { id: id.clone(), name, ..Resource::default() });
        }
        Some(id)
    }

    /// The vendor that a row names, made if it is new.
    pub(super) fn vendor(&mut self, row: &Row) -> Option<VendorId> {
        let id = VendorId::from(row.code(Field::Vendor, "vendor")?);
        if !self.catalog.vendors.contains(&id) {
            self.catalog.vendors.insert(Vendor { id: id.clone(), name: id.to_string() });
        }
        Some(id)
    }

    /// The family that a row names, made if it is new; `None` where it names none.
    pub(super) fn family(&mut self, row: &Row) -> Option<FamilyId> {
        let code = row.short(Field::Family)?;
        let id = FamilyId::from(code);
        let is_known = self.catalog.families.contains(&id)
            || self.families.iter().any(|(_, category, family)| category == code || family == code);
        if !is_known {
            let found = format!("family \"{}\" is not in {}", shown(code), self.records("items"));
            row.say("unknown family", &found, "a family that items belong to", "family made");
            self.catalog.families.insert(Family { id: id.clone(), name: code.into(), parent: None });
        }
        Some(id)
    }

    /// Whether a row's money is in the plan's currency, which is the first one named.
    pub(super) fn is_plan_currency(&mut self, row: &Row) -> bool {
        let code = row.text(Field::Currency).to_uppercase();
        if code.is_empty() {
            return true;
        }
        let plan = self.currency.get_or_insert_with(|| code.clone());
        if *plan != code {
            let found = format!("money in {}", shown(&code));
            row.say("currency", &found, &format!("{plan}, as in earlier rows"), "amount not used");
        }
        *plan == code
    }

    /// A row's quantity in the item's stock unit; `None` with a finding where its unit cannot be converted.
    pub(super) fn in_stock_unit(&self, row: &Row, item: &ItemId, quantity: f64) -> Option<Units> {
        let unit = row.text(Field::Unit);
        let item = self.catalog.items.get(item)?;
        let factor = factor(item, unit);
        if factor.is_none() {
            let found = format!("unit {} of item {} has no conversion", shown(unit), item.id);
            row.say("unit", &found, &format!("{} or a unit with a conversion to it", item.unit), "row left out");
        }
        factor.map(|factor| Units(quantity * factor))
    }
}

/// How many stock units one `unit` of an item is. No unit: the stock unit.
pub(super) fn factor(item: &Item, unit: &str) -> Option<f64> {
    if unit.is_empty() || unit.eq_ignore_ascii_case(&item.unit) {
        return Some(1.0);
    }
    item.conversions.iter().find(|(other, _)| other.eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor)
}

/// Puts a row's record into its table: an impossible one is left out, of two with one key the last stays.
pub(super) fn put<R: Record>(table: &mut Table<R>, record: R, row: &Row) -> Option<()> {
    if let Err(flaw) = record.check() {
        row.say(
            "impossible value",
            &format!("{} is {}", flaw.field, shown(&flaw.found)),
            flaw.expected,
            "row left out",
        );
        return None;
    }
    if table.contains(&record.key()) {
        let key = String::from_utf8_lossy(&to_text(&record.key())).into_owned();
        row.say(
            "duplicate key",
            &format!("{} again", shown(&key)),
            "one row for each",
            "this one replaces the earlier one",
        );
    }
    table.insert(record);
    Some(())
}

/// A finding on the whole import.
pub(super) fn tell(findings: &RefCell<Findings>, kind: &'static str, found: &str, expected: &str, done: &str) {
    findings.borrow_mut().add("import", kind, || Finding {
        place: "import".into(),
        found: found.into(),
        expected: expected.into(),
        done: done.into(),
    });
}
