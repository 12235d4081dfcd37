//! The plan document: everything that people typed or imported, in sections that are shared until edited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::actuals::Actuals;
use super::catalog::Catalog;
use super::cycle::{Approval, Header, Process, Scenario, Snapshot};
use super::demand::DemandPlan;
use super::finance::FinancePlan;
use super::id::RecordId;
use super::month::Horizon;
use super::product::ProductPlan;
use super::supply::SupplyPlan;
use super::table::{Shared, Table};

/// One cycle's plan. Cheap to clone: sections are shared until one of the copies is edited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Whose plan, which months.
    pub header: Header,
    /// What the company is made of.
    pub catalog: Shared<Catalog>,
    /// What has happened.
    pub actuals: Shared<Actuals>,
    /// Step 1.
    pub product: Shared<ProductPlan>,
    /// Step 2.
    pub demand: Shared<DemandPlan>,
    /// Step 3.
    pub supply: Shared<SupplyPlan>,
    /// Step 4.
    pub finance: Shared<FinancePlan>,
    /// Steps 5 and 6, and what people said in all of them.
    pub process: Shared<Process>,
    /// What-ifs over this plan.
    pub scenarios: Shared<Table<Scenario>>,
    /// What earlier cycles said.
    pub past: Shared<Table<Snapshot>>,
    /// What approval froze; an approved plan refuses every change.
    pub approval: Option<Shared<Approval>>,
    /// What a file said under keys that this version does not know: JSON text by address. `file` keeps and writes it back.
    pub unknown: Shared<BTreeMap<String, String>>,
}

impl Plan {
    /// The planned months.
    pub fn horizon(&self) -> Horizon {
        self.header.horizon()
    }

    /// Whether it was approved, hence frozen.
    pub fn is_approved(&self) -> bool {
        self.approval.is_some()
    }

    /// This plan with a scenario's changes. A change whose target is gone, or that no longer may be applied, is left out and returned.
    pub fn with_scenario(&self, id: &RecordId) -> (Plan, Vec<super::change::Change>) {
        match self.scenarios.get(id) {
            Some(scenario) => self.with(&scenario.changes),
            None => (self.clone(), Vec::new()),
        }
    }

    /// This plan with some changes; those that could not be applied come back beside it.
    pub fn with(&self, changes: &[super::change::Change]) -> (Plan, Vec<super::change::Change>) {
        let mut plan = self.clone();
        plan.approval = None;
        let left_out = changes.iter().filter(|change| plan.apply((*change).clone()).is_err()).cloned().collect();
        (plan, left_out)
    }
}
