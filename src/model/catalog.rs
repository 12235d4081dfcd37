//! What the company is made of: items and their hierarchy, markets, sites, resources, routings, bills of material, vendors and lanes.
//!
//! Demand lives on item x market, supply on item x site; [`Sourcing`] is the only bridge between the two.
//! Nothing here is worked out: a missing price is `None`, never zero.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::{Flaw, at_least_zero, code, finite, share};
use super::id::{FamilyId, ItemId, MarketId, ResourceId, SiteId, VendorId};
use super::month::Month;
use super::table::{Record, Table};
use super::units::{Hours, Money, UnitPrice, Units};

/// The master records of the company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Catalog {
    /// Nodes of the product hierarchy.
    pub families: Table<Family>,
    /// Everything that is sold, made, bought or stocked.
    pub items: Table<Item>,
    /// Regions, channels and nodes above them.
    pub markets: Table<Market>,
    /// Plants and warehouses.
    pub sites: Table<Site>,
    /// Which site serves which market.
    pub sourcing: Table<Sourcing>,
    /// How an item comes to a site, where it differs from the item's own way.
    pub supplies: Table<SiteSupply>,
    /// Roads between sites.
    pub lanes: Table<Lane>,
    /// Work centers with hours.
    pub resources: Table<Resource>,
    /// Routing steps: hours of a resource for one unit.
    pub operations: Table<Operation>,
    /// Bills of material, one level each.
    pub components: Table<Component>,
    /// Who sells to the company.
    pub vendors: Table<Vendor>,
    /// What a vendor sells, at what price and lead time.
    pub offers: Table<Offer>,
    /// Working days where they are not all Mondays to Fridays.
    pub calendar: Table<WorkingDays>,
}

/// A node of the product hierarchy; items hang below families, families may hang below families.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Family {
    /// The family's code.
    pub id: FamilyId,
    /// What people call it.
    pub name: String,
    /// The node above.
    pub parent: Option<FamilyId>,
}

/// How an item comes into stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Made on the company's resources from components.
    Make,
    /// Bought from a vendor.
    Buy,
    /// Brought from another site.
    Move,
}

/// Anything that is sold, made, bought or stocked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// The item's code.
    pub id: ItemId,
    /// What people call it.
    pub name: String,
    /// Its place in the product hierarchy.
    pub family: Option<FamilyId>,
    /// Stock unit, such as `EA` or `KG`. All of the item's quantities are in it unless a row says otherwise.
    pub unit: String,
    /// Decimals of the stock unit; 0 for things that are counted.
    pub decimals: u8,
    /// Other units: how many stock units one of them is (`"CS": 24.0`). A unit that is not here cannot be converted.
    pub conversions: BTreeMap<String, f64>,
    /// Whether customers may order it.
    pub sellable: bool,
    /// Made or bought, where `operations`, `components` or `offers` alone do not tell.
    pub way: Option<Way>,
    /// List price for one stock unit.
    pub list_price: Option<UnitPrice>,
    /// Standard cost of one stock unit, as typed or imported.
    pub standard_cost: Option<UnitPrice>,
    /// First month with sales.
    pub launched: Option<Month>,
    /// Last month with sales.
    pub discontinued: Option<Month>,
    /// Days from release to receipt (make), or from order to receipt where no offer says otherwise (buy).
    pub lead_time_days: Option<f64>,
    /// Safety stock typed by the planner, stock units over all sites. Wins over the computed one.
    pub safety_stock: Option<Units>,
    /// Storage space that one stock unit takes, in the units of [`Site::storage`]; absent: one.
    pub space: Option<f64>,
    /// The import row that this record came from, such as `items.csv:14`.
    pub source: Option<String>,
}

/// What happens to demand that cannot be met in its month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unmet {
    /// Customers wait; it is served first next month.
    #[default]
    Backlog,
    /// Customers go elsewhere.
    Lost,
}

/// A region, a channel, or a node above some.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Market {
    /// The market's code.
    pub id: MarketId,
    /// What people call it.
    pub name: String,
    /// The node above.
    pub parent: Option<MarketId>,
    /// What unmet demand becomes.
    pub unmet: Unmet,
    /// Who is served first when supply is short; 1 before 2. Equal: in proportion to demand.
    pub priority: u8,
}

/// A plant, which can make things, or a warehouse, which only keeps them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Site {
    /// The site's code.
    pub id: SiteId,
    /// What people call it.
    pub name: String,
    /// Whether it keeps stock only.
    pub warehouse: bool,
    /// Storage space of the site: the closing stocks of all its items by their space at most; absent: not limited.
    pub storage: Option<f64>,
}

/// From a month on, this share of an item's demand in a market is served from this site.
/// Shares of an item x market are scaled to sum to one; without any, everything comes from the only or first site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sourcing {
    /// The item, or every item where absent.
    pub item: Option<ItemId>,
    /// The market that is served.
    pub market: MarketId,
    /// The site that serves.
    pub site: SiteId,
    /// First month of validity; absent: always.
    pub from: Option<Month>,
    /// Share of the demand, 0 to 1.
    pub share: f64,
}

/// How an item comes to one site: made there, bought there, or brought from others by [`Lane`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSupply {
    /// The item.
    pub item: ItemId,
    /// Where it is made, bought or brought.
    pub site: SiteId,
    /// The way; absent: the item's own.
    pub way: Option<Way>,
    /// Days from release to receipt here; absent: the item's own.
    pub lead_time_days: Option<f64>,
    /// Smallest quantity of one release, stock units.
    pub min_order: Option<Units>,
    /// Releases are whole multiples of this, stock units.
    pub lot: Option<Units>,
    /// Good units out of one released, above 0 to 1; absent: all.
    pub production_yield: Option<f64>,
}

/// A road on which an item (or every item) moves from one site to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lane {
    /// The item, or every item where absent.
    pub item: Option<ItemId>,
    /// Where it leaves.
    pub from: SiteId,
    /// Where it arrives.
    pub to: SiteId,
    /// Share of the receiver's need that is ordered here, 0 to 1; scaled to sum to one over the senders.
    pub share: f64,
    /// Days on the road.
    pub lead_time_days: f64,
    /// Freight for one stock unit.
    pub freight: Option<UnitPrice>,
}

/// Hours that a resource has before overtime.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegularHours {
    /// The same every month.
    Month(Hours),
    /// For each working day of the month.
    Day(Hours),
}

/// A work center, line or team.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resource {
    /// The resource's code.
    pub id: ResourceId,
    /// What people call it.
    pub name: String,
    /// Where it stands; absent: at the only or first plant.
    pub site: Option<SiteId>,
    /// Regular hours; absent: not known, hence not limited.
    pub hours: Option<RegularHours>,
    /// Overtime at most, as a share of regular hours (0.15 is 15 %).
    pub overtime: f64,
    /// Cost of a regular hour.
    pub cost_per_hour: Option<UnitPrice>,
    /// What an overtime hour costs on top, as a share of the regular hour (0.5 is half as much again).
    pub overtime_premium: f64,
    /// Whole shifts that can be added in a month; absent: none.
    pub extra_shift: Option<ExtraShift>,
    /// People whose number the plan may change, and whose hours are the regular hours then; absent: hours are as stated.
    pub crew: Option<Crew>,
}

/// A shift that can be added to a resource for a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtraShift {
    /// Hours that one shift brings in a month.
    pub hours: Hours,
    /// What one shift costs in a month, beyond the regular rate of the hours that are used.
    pub cost: Money,
    /// Shifts at most in a month.
    pub most: f64,
}

/// The people of a resource. They are paid by the month, whether their hours are used or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Crew {
    /// How many there are at the start of the cycle month.
    pub opening: f64,
    /// Regular hours of one of them in a month.
    pub hours: Hours,
    /// What one of them is paid in a month.
    pub wage: Money,
    /// What hiring one costs.
    pub hire: Money,
    /// What laying one off costs.
    pub lay_off: Money,
    /// People that can be hired in a month at most; absent: any number.
    pub most_hired: Option<f64>,
}

/// One routing step: hours of a resource for one stock unit of an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Operation {
    /// The item that is made.
    pub item: ItemId,
    /// Position in the routing.
    pub seq: u32,
    /// The resource that does it. A resource of another site than the making one is a finding.
    pub resource: ResourceId,
    /// Hours for one stock unit.
    pub hours_per_unit: f64,
}

/// One line of a bill of material: `qty` of `component` goes into one stock unit of `parent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Component {
    /// What is made.
    pub parent: ItemId,
    /// What goes in.
    pub component: ItemId,
    /// How much of it, in `unit`, before scrap.
    pub qty: f64,
    /// Unit of `qty`; absent: the component's stock unit.
    pub unit: Option<String>,
    /// Share of the component that ends up in good parents, above 0 to 1; absent: all of it.
    pub component_yield: Option<f64>,
}

/// Who sells to the company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vendor {
    /// The vendor's code.
    pub id: VendorId,
    /// What people call it.
    pub name: String,
}

/// What a vendor asks for an item. The offer with the highest share (then the shortest lead time, then the vendor's code) is planned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offer {
    /// The item.
    pub item: ItemId,
    /// The vendor.
    pub vendor: VendorId,
    /// Price of one `unit`.
    pub price: Option<UnitPrice>,
    /// Unit of price, minimum and capacity; absent: the item's stock unit. A unit without a conversion makes the price unusable.
    pub unit: Option<String>,
    /// Days from order to receipt.
    pub lead_time_days: Option<f64>,
    /// Smallest order, in `unit`.
    pub min_order: Option<f64>,
    /// Most that the vendor delivers in a month, in `unit`.
    pub capacity: Option<f64>,
    /// Preference among the item's vendors, 0 to 1.
    pub share: f64,
}

/// The working days of one month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkingDays {
    /// The month.
    pub month: Month,
    /// Its working days, 0 to 31.
    pub days: f64,
}

impl Record for Family {
    type Key = FamilyId;
    fn key(&self) -> FamilyId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())
    }
}

impl Record for Item {
    type Key = ItemId;
    fn key(&self) -> ItemId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        for (unit, factor) in &self.conversions {
            if !(*factor > 0.0 && factor.is_finite()) {
                return Err(Flaw::new("conversions", format!("{unit} = {factor}"), "a factor above zero"));
            }
        }
        at_least_zero("list_price", self.list_price.map(|price| price.0))?;
        at_least_zero("standard_cost", self.standard_cost.map(|cost| cost.0))?;
        at_least_zero("lead_time_days", self.lead_time_days)?;
        at_least_zero("safety_stock", self.safety_stock.map(|stock| stock.0))?;
        at_least_zero("space", self.space)
    }
}

impl Record for Market {
    type Key = MarketId;
    fn key(&self) -> MarketId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())
    }
}

impl Record for Site {
    type Key = SiteId;
    fn key(&self) -> SiteId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        at_least_zero("storage", self.storage)
    }
}

impl Record for Sourcing {
    type Key = (Option<ItemId>, MarketId, SiteId, Option<Month>);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.market.clone(), self.site.clone(), self.from)
    }
    fn check(&self) -> Result<(), Flaw> {
        share("share", self.share)
    }
}

impl Record for SiteSupply {
    type Key = (ItemId, SiteId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.site.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("lead_time_days", self.lead_time_days)?;
        at_least_zero("min_order", self.min_order.map(|units| units.0))?;
        at_least_zero("lot", self.lot.map(|units| units.0))?;
        yield_share("production_yield", self.production_yield)
    }
}

impl Record for Lane {
    type Key = (Option<ItemId>, SiteId, SiteId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.from.clone(), self.to.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        share("share", self.share)?;
        at_least_zero("lead_time_days", Some(self.lead_time_days))?;
        at_least_zero("freight", self.freight.map(|price| price.0))
    }
}

impl Record for Resource {
    type Key = ResourceId;
    fn key(&self) -> ResourceId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        let hours = self.hours.map(|hours| match hours {
            RegularHours::Month(hours) | RegularHours::Day(hours) => hours.0,
        });
        at_least_zero("hours", hours)?;
        at_least_zero("overtime", Some(self.overtime))?;
        at_least_zero("cost_per_hour", self.cost_per_hour.map(|cost| cost.0))?;
        at_least_zero("overtime_premium", Some(self.overtime_premium))?;
        self.extra_shift.as_ref().map_or(Ok(()), ExtraShift::check)?;
        self.crew.as_ref().map_or(Ok(()), Crew::check)
    }
}

impl ExtraShift {
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("hours", Some(self.hours.0))?;
        at_least_zero("cost", Some(self.cost.0))?;
        at_least_zero("most", Some(self.most))
    }
}

impl Crew {
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("opening", Some(self.opening))?;
        at_least_zero("hours", Some(self.hours.0))?;
        at_least_zero("wage", Some(self.wage.0))?;
        at_least_zero("hire", Some(self.hire.0))?;
        at_least_zero("lay_off", Some(self.lay_off.0))?;
        at_least_zero("most_hired", self.most_hired)
    }
}

impl Record for Operation {
    type Key = (ItemId, u32, ResourceId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.seq, self.resource.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("hours_per_unit", Some(self.hours_per_unit))
    }
}

impl Record for Component {
    type Key = (ItemId, ItemId);
    fn key(&self) -> Self::Key {
        (self.parent.clone(), self.component.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("qty", Some(self.qty))?;
        yield_share("component_yield", self.component_yield)
    }
}

impl Record for Vendor {
    type Key = VendorId;
    fn key(&self) -> VendorId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())
    }
}

impl Record for Offer {
    type Key = (ItemId, VendorId);
    fn key(&self) -> Self::Key {
        (self.item.clone(), self.vendor.clone())
    }
    fn check(&self) -> Result<(), Flaw> {
        at_least_zero("price", self.price.map(|price| price.0))?;
        at_least_zero("lead_time_days", self.lead_time_days)?;
        at_least_zero("min_order", self.min_order)?;
        at_least_zero("capacity", self.capacity)?;
        share("share", self.share)
    }
}

impl Record for WorkingDays {
    type Key = Month;
    fn key(&self) -> Month {
        self.month
    }
    fn check(&self) -> Result<(), Flaw> {
        if finite("days", self.days).is_ok() && (0.0..=31.0).contains(&self.days) {
            return Ok(());
        }
        Err(Flaw::new("days", self.days, "0 to 31 working days"))
    }
}

/// A yield lies above 0 and at most at 1.
fn yield_share(field: &'static str, share: Option<f64>) -> Result<(), Flaw> {
    match share {
        Some(share) if !(share > 0.0 && share <= 1.0) => Err(Flaw::new(field, share, "a share above 0 and at most 1")),
        _ => Ok(()),
    }
}
