//! Sextant: Sales & Operations Planning in six steps, as a page that needs no server.
//!
//! # From above
//!
//! Sextant is a small compiler: a plan goes in, an outcome comes out, and people read the outcome and change the plan.
//!
//! ```text
//! Plan -> frame -> product -> forecasts -> demand -> supply -> finance -> gaps -> report -> screen -> people -> Change -> Plan
//! ```
//!
//! [`model::Plan`] is what people typed or imported. [`engine::run`] is all that follows from it: one pure function a step of the
//! process, in that order. [`report`] puts the outcome into words, figures, tables and charts. `ui` places them and hands every edit
//! back as a [`model::Change`], the one verb: typing, import, undo, scenarios, levers and decisions are all that.
//!
//! There are two lanes. The fast lane is the whole chain on the page's own thread, memoised by stage: an edit is on the screen at
//! once. The slow lane ([`jobs`]) is workers that run the same code for what takes longer (fitting forecasts, reading files); fits are
//! kept by a hash of exactly their inputs, and until they are there the figures are drafts and say so.
//!
//! # Where things are, and who may use whom
//!
//! | module | what it is | may use |
//! | --- | --- | --- |
//! | [`model`] | the plan document, its addresses ([`model::Cell`]) and the one verb | nothing of ours |
//! | [`forecast`] | statistics: a series in, a forecast out | nothing of ours |
//! | [`lp`] | linear programs: a program in, optimum, prices and proofs out | nothing of ours |
//! | [`engine`] | the six steps; what a figure is made of ([`engine::explain`]) | `model`, `forecast`, `lp` |
//! | [`report`] | what is shown, as plain values | `model`, `engine` |
//! | [`chart`] | the report's charts as SVG | `report`, `model` |
//! | [`file`](mod@file) | plan JSON, checksums, CSV folders | `model`, `report` |
//! | [`jobs`] | the slow lane, both sides of the worker | `engine`, `forecast`, `model`, `file` |
//! | `store` | cycles in the browser's storage (browser only) | `model`, `file` |
//! | `ui` | the page (browser only); `engine` in its session alone | `report`, `chart`, `model`, `store`, `file`, `jobs` |
//!
//! `tests/it/tidy.rs` holds these walls, and the other rules that a compiler does not know.
//!
//! # Invariants, many of which say what is absent
//!
//! - The engine has no clock, no I/O, no randomness and no error type; it is total: any plan has an outcome.
//! - The same plan gives the same bits, natively and in the browser: no hash order, transcendentals only from `libm`.
//! - No derived figure is stored, but for what approval freezes. No aggregate is held; totals are summed from leaves.
//! - No edit bypasses [`model::Change`]; applying a change and then its inverse is the plan as it was.
//! - No arithmetic in `ui`; no effect writes a plan. No color outside `style/tokens.css`.
//! - No finding without its place. No name for a thing that planners would not say aloud.
//!
//! # Decisions
//!
//! **2026-11-22 Stages over an immutable plan.** Decision: one pure function a step, sections shared by pointer, memos as the only
//! cache. Why: the whole chain costs milliseconds; a graph of cells costs forty times that and infects the model. Consequence: an
//! edit re-runs its stage and the later ones, whole.
//!
//! **2026-11-22 Figures are kept as typed.** Decision: [`model::Figure`] stores the node, the months, and how it acts; leaves follow
//! at each run. Why: what was meant survives a new forecast. Consequence: `How::Shift` exists beside `Percent`, so that a what-if can
//! act on the whole, over what was typed in detail.
//!
//! **2026-11-22 Tables are lists of records that carry their key.** Decision: JSON arrays in key order, not maps. Why: keys are
//! pairs and triples, and a list can show a doubled record. Consequence: the file layer finds doubles before the typed form does.
//!
//! **2026-11-22 The page saves sections, not plans.** Decision: IndexedDB holds each section under the hash of its bytes, and a head
//! a cycle; head and sections go in one transaction. Why: an autosave writes kilobytes instead of the history. Consequence: the page
//! that is left after a panic puts a file together from pieces. The page itself writes, not the worker: a write is asynchronous
//! anyway, and only changed sections are encoded.
//!
//! **2026-11-22 An approved cycle is thawed.** Decision: approval stores every figure that has an address, through one list that
//! freezing and thawing share; the page lays them over today's outcome. Why: axes, causes and words still come from the engine,
//! figures do not. Consequence: a newer engine, or a broken checksum, is said in the banner instead of being seen in the figures.
//!
//! **2026-11-22 Two workers.** Decision: files are read by a worker of their own, which gets the files and not their bytes, and is
//! ended to cancel. Why: a file is one long step, and a fit must not be lost to it. Consequence: reading holds no memory afterwards.
//!
//! **2026-11-23 The baseline combines methods.** Decision: methods are weighed by 1 / error^3 of their own back-test instead of one
//! being picked. Why: measured on five public sets, the best single method reaches a mean OWA of 0.825, the combination 0.807 (docs/accuracy.md).
//! Consequence: the reason names the strongest methods; a planner can still force one.
//!
//! **2026-11-23 Seasons are shrunk and followed, not tested.** Decision: the seasonal shape is always taken out, shrunk towards none by how
//! much of it noise explains, each year counting 0.7 of the next, in logarithms where all is positive. Why: Theta alone went from 0.861
//! (a test that keeps the shape whole or drops it) to 0.825, more than any further method brought. Consequence: the test of
//! the textbooks only decides what the reason says.
//!
//! **2026-11-23 Ranges are measured, not modeled.** Decision: the size of the error comes from fit, back-test and last year's month together, and
//! grows by how far the combined methods lie apart. Why: ranges of the models alone cover 0.85 where they say 0.95. Consequence:
//! the constants in `forecast::interval` belong together and are chosen anew only together.
//!
//! **2026-11-23 Sparse demand is averaged.** Decision: temporal aggregation and the mean of 18 months, equally, half shrunk towards zero. Why:
//! its back-tests are too noisy to weigh by; Croston's family measured 5 to 15 % worse. Consequence: a part fades out instead of ending.
//!
//! **2026-11-23 Levels agree by moving the leaves.** Decision: families and the total have forecasts of their own; the plan says how pairs are
//! brought to agree, and starts bottom-up. Why: which way is best differs by family, and the page shows both errors.
//! Consequence: no aggregate is held; a level's own forecast is evidence.
//!
//! **2026-11-23 The optimum is a program over the same network.** Decision: the solved plans minimise the one cost function that prices
//! every named plan, over the network, opening position, targets and hours of the others; what is read back goes through the same stock,
//! load and money. Why: a law can then say that no named plan costs less, and that the objective is the plan's cost. Consequence: what the
//! cost function does not weigh, the optimum does not see. The pre-build limit bounds stock above target by what the next months need.
//!
//! **2026-11-23 Service has a price.** Decision: a lost unit costs its price and goodwill, and at least 1.25 times what serving it costs; waiting
//! and stock below target cost a share a month. Why: with lost margin alone, as before, a plan that ships nothing was cheapest. Consequence:
//! costs of plans are larger than what is paid; the page shows both.
//!
//! **2026-11-23 The optimum is canonical by a second objective.** Decision: over the face of the optima, weights that no two columns share are
//! minimised, later before earlier. Why: small costs added to the first one are below the solver's tolerance, or change the
//! plan. Consequence: a second, short solve; a law holds cold, warm and edit-then-undo to the same plan.
//!
//! **2026-11-23 Lots, smallest orders and shifts are whole where a plan is small.** Decision: up to 400 figures that have to be whole, the solved plans
//! are searched by branch and bound on the values themselves (0, or whole lots from the smallest order on), with cuts from stretches of balances,
//! first plans by rounding group by group, and limits in relaxations and pivots, not in time; above, releases are rounded up. Why: measured
//! (docs/optimiser.md), 36 figures are proven in half a second, some hundred are within one percent of the bound in ten seconds, where rounding
//! is 2 to 4 % away. Consequence: a plan says whether it is exact, within a gap, or rounded; whole plans have no prices.
//!
//! **2026-11-23 Whole shifts have a switch of their own, and act on every plan.** Decision: `whole_shifts` beside `whole_lots`, and a begun
//! shift is paid to its end in the one cost function. Why: lots matter little by the month where a shift on or off matters much, and the other way
//! round; and a plan that costs shifts by the hour cannot stand beside one that does not. Consequence: hours of a shift that are paid and not used
//! are money of the plan and of step 4; without the switch nothing changes.
//!
//! **2026-11-23 Whole plans are canonical by their way, not by a second objective.** Decision: the search always begins from the same start, whatever was
//! solved before, and the same task gives the same bits; once the whole figures are fixed, the rest is canonical by the second objective. Why:
//! to prefer among whole plans of equal cost would take a search over all of them. Consequence: of several best plans the first that is found is
//! published; a change of the solver may change which. A plan that time has stopped is not canonical.
//!
//! **2026-11-23 Limits give way at a price instead of making the program infeasible.** Decision: what cannot hold costs more than any sale. Why: planners
//! want the plan that is as good as the rest allows, and the finding beside it. Consequence: certificates of infeasibility serve the `lp` program
//! and the tests, not the page.
//!
//! **2026-11-23 A sign that is typed is a difference, a sign that is pasted is the figure's.** Decision: `-30` typed takes 30 off and `=-30` is
//! minus thirty; pasted, `-30` is minus thirty. Several cells are planned first ([`report::put_plan`]): all fit and they are one edit, or a
//! dialog lists what does not. A text of months passes over totals unless its words are those totals. Why: planners think in differences,
//! spreadsheets hold figures, and a month's figure in a year's column is an error nobody sees. Consequence: a block, not a cell, has a decimal sign.
//!
//! **2026-11-22 The page is built for size.** Decision: a profile of its own, `opt-level = "s"` and wasm-opt -O1; examples and benches keep 3.
//! Why, measured on the whole page: with 3 and -O3 the module is 7.7 MB (1.51 MB compressed) and wasm-opt takes minutes, now it is 5.0 MB
//! (1.11 MB) in under one; an edit of the example reached the screen 7 % later (314 against 295 ms on a busy machine, before a table row
//! was written by one effect), as most of its time is the browser's. Consequence: a solver that
//! needs 3 in the browser has to show it, and may bring its own module.
//!
//! **2026-11-23 A solver of our own.** Decision: [`lp`] is a dual and primal simplex method of ours, without presolve. Why: no library that
//! builds for the browser restarts after an edit, gives duals, and is as fast; HiGHS gains nothing from presolve on supply programs.
//! Consequence: every answer is checked against the program itself, and is `Limit` where the check fails (docs/optimiser.md).
//!
//! **2026-11-23 Large programs end at a proven gap.** Decision: above 20,000 rows the supply program is solved by a first-order method until plan
//! and bound are 0.1 % apart. Why: the largest instance takes the simplex method more than nine minutes, this one half of one (docs/optimiser.md).
//! Consequence: such a plan has no prices and is not canonical; it says how much cheaper the best plan can be at most.
//!
//! **2026-11-23 What one more unit saves is solved again where its price does not hold for a whole one.** Decision: six of the dearest limits, on
//! programs up to 10,000 rows. Why: at a corner of several optima more than one price is right. Consequence: such figures are exact, all
//! others say "at most".
//!
//! **2026-11-22 Charts paint in tokens.** Decision: plotters draws in stand-in colors that are replaced by CSS variables. Why: themes
//! and print follow without redrawing, and a strict content security policy holds. Consequence: text is measured by a table of ours.

pub mod chart;
pub mod engine;
pub mod file;
pub mod forecast;
pub mod jobs;
pub mod lp;
pub mod model;
pub mod report;
// The page fetches the example as files: the code that makes it does not weigh on the page.
#[cfg(not(target_arch = "wasm32"))]
pub mod sample;
#[cfg(target_arch = "wasm32")]
pub mod store;
#[cfg(target_arch = "wasm32")]
pub mod ui;
