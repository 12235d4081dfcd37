//! The example company: Tillwerk, a maker of garden tools, invented here and made by a seeded generator.
//!
//! Two plants (Linz assembles, Brno winds motors and builds battery packs), a distribution center, five resources, three markets,
//! 35 finished items in four families, 48 months of history. It tells a story: a launch, a phase-out, a spring promotion, a mower
//! line that overflows in the season, a gap to budget. [`cycles()`] plays seven monthly cycles with the engine itself: six are
//! approved, the current one stands at step 4. `cargo run --release --example company` writes them to `static/example/`.
//!
//! Same code, same bytes: a test holds the files to what the generator makes.

mod catalog;
mod cycles;
mod decisions;
mod history;
mod story;

pub use cycles::{FIRST_CYCLE, cycles};
