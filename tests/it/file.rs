//! Files: what goes out comes back, and nothing that comes in can break anything.

mod import;
mod json;
mod plans;
