//! The app in a real browser: whole journeys, on exactly the files that `cargo xtask build` left in `dist/`.
//!
//! `cargo xtask test` builds and runs this; by hand: `cargo xtask build && cargo test --test browser`. Each journey is a
//! module with tests that open a [`stage::Stage`]: a server of its own under a sub-path, a browser with an empty profile,
//! and a download folder. At its end a stage checks that the browser's log is empty; nothing has to be asked for.
//!
//! ```ignore
//! let stage = Stage::open();
//! stage.click("text=Add an item");
//! stage.type_into("#name", "Gravel bike");
//! stage.wait_for_text("h1", "Gravel bike");
//! stage.screenshot("gravel-bike");
//! ```
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test is meant to stop")]

mod driver;
#[path = "../../src/bin/xtask/server.rs"]
mod server;
mod stage;

mod fingers;
mod frame;
mod journey;
mod series;
mod solved;
mod start;
