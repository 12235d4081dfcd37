//! What a report is made from: the plan, its outcome, and how people write numbers.

use super::{Locale, StepState};
use crate::engine::{Answers, Outcome};
use crate::model::{FamilyId, ItemId, MarketId, Place, Plan, ResourceId, SiteId, Subject};

/// Everything that a report may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The plan that is shown: the base plan, or a scenario over it.
    pub plan: &'a Plan,
    /// What follows from it.
    pub outcome: &'a Outcome,
    /// What the slow lane has worked out.
    pub answers: &'a Answers,
    /// The base plan and its outcome, while a scenario is shown.
    pub base: Option<(&'a Plan, &'a Outcome)>,
    /// How numbers and months are written.
    pub locale: &'a Locale,
    /// How far the six steps are.
    pub staleness: &'a [StepState; 6],
}

impl Context<'_> {
    /// What people call an item; its code where it has no name.
    pub fn item(&self, id: &ItemId) -> String {
        named(self.plan.catalog.items.get(id).map(|item| &item.name), id.as_str())
    }

    /// What people call a family.
    pub fn family(&self, id: &FamilyId) -> String {
        named(self.plan.catalog.families.get(id).map(|family| &family.name), id.as_str())
    }

    /// What people call a market.
    pub fn market(&self, id: &MarketId) -> String {
        named(self.plan.catalog.markets.get(id).map(|market| &market.name), id.as_str())
    }

    /// What people call a site.
    pub fn site(&self, id: &SiteId) -> String {
        named(self.plan.catalog.sites.get(id).map(|site| &site.name), id.as_str())
    }

    /// What people call a resource.
    pub fn resource(&self, id: &ResourceId) -> String {
        named(self.plan.catalog.resources.get(id).map(|resource| &resource.name), id.as_str())
    }

    /// What people call the subject of a figure.
    pub fn subject(&self, subject: &Subject) -> String {
        match subject {
            Subject::All => "All products".into(),
            Subject::Family(id) => self.family(id),
            Subject::Item(id) => self.item(id),
            Subject::Resource(id) => self.resource(id),
            Subject::Vendor(id) => named(self.plan.catalog.vendors.get(id).map(|vendor| &vendor.name), id.as_str()),
            Subject::Account(id) => named(self.plan.finance.accounts.get(id).map(|account| &account.name), id.as_str()),
            Subject::Project(id) => named(self.plan.product.projects.get(id).map(|project| &project.name), id.as_str()),
        }
    }

    /// " in Europe", " at Linz plant", or nothing for everywhere.
    pub fn place(&self, place: &Place) -> String {
        match place {
            Place::All => String::new(),
            Place::Market(id) => format!(" in {}", self.market(id)),
            Place::Site(id) => format!(" at {}", self.site(id)),
        }
    }
}

fn named(name: Option<&String>, code: &str) -> String {
    name.filter(|name| !name.is_empty()).map_or_else(|| code.to_string(), String::clone)
}
