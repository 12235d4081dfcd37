//! Cycles in the browser's storage, so that a plan outlives the tab.
//!
//! A cycle is a [`Head`] (who, which month, where it stands, which sections) and its sections as JSON, each stored under the hash of
//! its bytes: an autosave writes only what changed, and cycles share what they have in common. Head and sections are written in one
//! transaction, so a write that is cut off leaves the last good version. A head carries a revision: a tab that would overwrite
//! another tab's newer save is told ([`StoreError::Elsewhere`]) and writes nothing.
//!
//! Small things (theme, last open cycle, the user's name) are [`prefs`]. Nothing here knows the screens or the engine.

mod error;
mod head;
mod idb;
pub mod prefs;
mod sections;

pub use error::StoreError;
pub use head::{Checkpoint, Head};
pub use idb::database_name;
pub use sections::Store;
