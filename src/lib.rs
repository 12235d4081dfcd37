//! Sextant: Sales & Operations Planning in six steps.

pub mod engine;
pub mod file;
pub mod forecast;
pub mod model;
pub mod report;
#[cfg(target_arch = "wasm32")]
pub mod ui;
