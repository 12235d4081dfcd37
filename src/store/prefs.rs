//! Small things that the browser remembers for this page: theme, last open cycle, the user's name.
//!
//! Lost preferences are no loss, so every failure reads as "not set". Storage that is denied is found out before `gloo-storage` is
//! asked, since it panics then.

use gloo_storage::{LocalStorage, Storage};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Colors: `light`, `dark`, or absent: as the system says.
pub const THEME: &str = "theme";
/// The id of the cycle that was open last.
pub const LAST_CYCLE: &str = "last-cycle";
/// The name that sign-offs and edits carry.
pub const NAME: &str = "name";
/// Whether the two sentences at the head of each step are folded away.
pub const FOLDED: &str = "folded";
/// How the planning tables are arranged.
pub const TABLE: &str = "table";
/// When a plan file was exported last.
pub const LAST_EXPORT: &str = "last-export";

/// The remembered value, if there is one that can be read.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    if is_allowed() { LocalStorage::get(full(key)).ok() } else { None }
}

/// Remembers a value. `false`: the browser did not let it.
pub fn set<T: Serialize>(key: &str, value: T) -> bool {
    is_allowed() && LocalStorage::set(full(key), value).is_ok()
}

/// Forgets a value.
pub fn forget(key: &str) {
    if is_allowed() {
        LocalStorage::delete(full(key));
    }
}

fn full(key: &str) -> String {
    format!("{}/{key}", super::idb::database_name())
}

fn is_allowed() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}
