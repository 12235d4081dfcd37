//! Names by which records are known: the planner's own codes, or a random id that the page supplies.
//!
//! Every kind of id is a type of its own, so a market cannot stand where a site is meant. Cheap to clone.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Arc<str>);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl Default for $name { fn default() -> Self { Self(Arc::from("")) } }
        impl From<&str> for $name { fn from(code: &str) -> Self { Self(Arc::from(code)) } }
        impl From<String> for $name { fn from(code: String) -> Self { Self(Arc::from(code)) } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

ids! {
    /// An item's code.
    ItemId
    /// A node of the product hierarchy.
    FamilyId
    /// A market: a region, a channel, or a node above some.
    MarketId
    /// A plant or a warehouse.
    SiteId
    /// A work center, line or team with hours.
    ResourceId
    /// A vendor.
    VendorId
    /// A line of the statements.
    AccountId
    /// A project of the pipeline: what brings a new item to market.
    ProjectId
    /// Anything that people create in a cycle: an event, a decision, a risk, a comment, a scenario.
    RecordId
    /// A cycle.
    CycleId
}
