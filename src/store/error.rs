//! Why the browser would not keep or give back a plan. Work goes on without it, and export always works.

use std::fmt;

/// What storage answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Storage is switched off, as in some private windows.
    Denied,
    /// There is no room left.
    Full,
    /// What was found is not what was written; which part.
    Corrupt(String),
    /// Another tab has saved this cycle since it was opened here.
    Elsewhere,
    /// The cycle is not there (any more).
    Missing,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Denied => f.write_str(
                "This browser does not let the page keep anything. You can go on working; export the plan before you close the tab. Maybe leave private mode or allow site storage.",
            ),
            StoreError::Full => f.write_str(
                "This browser has no room left for the plan. You can go on working; export the plan now. Maybe delete old cycles on the home page.",
            ),
            StoreError::Corrupt(part) => {
                write!(f, "What this browser kept is damaged ({part}). Maybe import the last plan file that you exported.")
            }
            StoreError::Elsewhere => f.write_str(
                "Another tab has saved this cycle since it was opened here, so nothing was overwritten. Maybe export this version, then reload to see the other one.",
            ),
            StoreError::Missing => f.write_str("This cycle is not in this browser. Maybe it was deleted; import its plan file."),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<::idb::Error> for StoreError {
    /// The crate's error is a tree of library and DOM errors; only two of them ask for different words.
    fn from(error: ::idb::Error) -> Self {
        let text = format!("{error:?}");
        if text.contains("QuotaExceeded") { StoreError::Full } else { StoreError::Denied }
    }
}
