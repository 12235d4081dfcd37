//! What people typed or imported: the plan document and the one verb that edits it.
//!
//! No arithmetic beyond its own types, no derived figure: what follows from a plan is the engine's business.
//! [`Plan`] is the document, [`Change`] the only way to edit it, [`Cell`] the address of every figure.

mod actuals;
mod catalog;
mod change;
mod check;
mod cycle;
mod demand;
mod finance;
mod id;
mod measure;
mod month;
mod number;
mod plan;
mod product;
mod supply;
mod table;
mod units;

pub use actuals::{Actuals, Backlog, Receipt, ReceiptKind, Series, Stock, ToDate};
pub use catalog::{
    Catalog, Component, Crew, ExtraShift, Family, Item, Lane, Market, Offer, Operation, RegularHours, Resource, Site,
    SiteSupply, Sourcing, Unmet, Vendor, Way, WorkingDays,
};
pub use change::{Change, PlanError, Row, diff};
pub use check::{Flaw, LARGEST};
pub use cycle::{
    Action, Approval, Assumption, Comment, Decision, DecisionState, Edit, Expectation, Header, Participant, Process,
    Risk, Scenario, SignOff, Snapshot, Step, StoredRow,
};
pub use demand::{DemandPlan, Event, Mark, MarkKind, Method, Reconciliation, Trend, Weights};
pub use finance::{Account, AccountKind, BudgetLine, FinancePlan, PriceFact, StatementLine, Terms};
pub use id::{AccountId, CycleId, FamilyId, ItemId, MarketId, ProjectId, RecordId, ResourceId, SiteId, VendorId};
pub use measure::{Cell, Figure, How, Measure, OverMonths, Place, Subject, Unit};
pub use month::{Horizon, Month};
pub use number::{tells_decimal_comma, written_number};
pub use plan::Plan;
pub use product::{Curve, Gate, PhaseOut, ProductPlan, Project, Verdict};
pub use supply::{Policy, PriorityCost, Strategy, SupplyPlan, SupplyTerms};
pub use table::{Record, Shared, Table};
pub use units::{Hours, Money, UnitPrice, Units, ratio, unit_price};
