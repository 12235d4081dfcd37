//! Files: what goes out comes back, and nothing that comes in can break anything.

mod json;
mod plans;
