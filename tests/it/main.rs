//! Every native test but the browser's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test is meant to stop")]

mod connections;
mod engine_starter;
mod file;
mod golden;
mod outcome_hash;
mod sample;
mod shared_data;
mod starter_plan;
mod tidy;
