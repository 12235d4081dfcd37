//! Sextant: Sales & Operations Planning in six steps.

pub mod chart;
pub mod engine;
pub mod file;
pub mod forecast;
pub mod jobs;
pub mod model;
pub mod report;
#[cfg(target_arch = "wasm32")]
pub mod store;
#[cfg(target_arch = "wasm32")]
pub mod ui;
