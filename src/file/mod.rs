//! Files in and out: the plan as JSON, checksums, and a folder of CSV files.
//!
//! Invariant: nothing is dropped in silence. What could not stand in a plan comes back as a [`Finding`] that names the
//! place, what was found, what was expected and what was done; only what is no plan at all is refused ([`FileError`]).

mod checksum;
mod csv;
mod error;
mod finding;
mod json;

pub use checksum::{SectionHashes, plan_checksum, section_hashes, sha256_hex, step_inputs, verify};
pub use csv::{Ignored, Imported, Importing, Known, Read, Upload, import, import_month};
pub use error::FileError;
pub use finding::Finding;
pub use json::{LARGEST_FILE, Opened, VERSION, decode, encode, to_text};
