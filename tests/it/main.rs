//! Every native test but the browser's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test is meant to stop")]

mod connections;
mod engine_starter;
mod file;
#[allow(dead_code, reason = "its tests are run here, not its main")]
#[path = "../../examples/forecast.rs"]
mod forecast_program;
mod golden;
mod lp;
mod outcome_hash;
mod sample;
mod shared_data;
mod starter_plan;
mod textbook;
mod tidy;
