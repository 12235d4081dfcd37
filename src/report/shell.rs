//! What stands around a step's page: the rail, the scenario switch, the Explain panel, the what-if bar and the home page.
//!
//! Plain values like those of [`shape`](super::shape), worked out by `report` and only placed by the page.

use super::{Entry, Tile, Tone};
use crate::model::{Cell, CycleId, RecordId, Step};

/// How far a step is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Not begun: an earlier step is still to be signed.
    #[default]
    Todo,
    /// The step to work on.
    Open,
    /// Signed, and nothing it rests on has changed since.
    Signed {
        /// Who signed.
        by: String,
        /// When.
        at: String,
    },
    /// Signed, but what it rests on has changed since.
    Stale {
        /// What changed.
        since: String,
    },
}

/// The cycle and its six steps, at the left of every page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rail {
    /// The cycle, such as "March 2026".
    pub cycle: String,
    /// Whose it is and how far it reaches: "Brightwell Coffee · 24 months".
    pub about: String,
    /// The steps in order.
    pub steps: Vec<RailStep>,
    /// How many are signed and not stale.
    pub signed: usize,
}

/// One step of the rail.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RailStep {
    /// The step.
    pub step: Step,
    /// How far it is.
    pub state: StepState,
    /// The same in words: "Approved 9 Mar · Okafor", "Stale: demand changed".
    pub words: String,
}

/// The scenario switch and the banner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScenarioBar {
    /// The one that is shown; `None`: the base plan.
    pub shown: Option<RecordId>,
    /// Its name; "Base plan" for the base plan.
    pub name: String,
    /// The banner's sentence after the name: "The base plan is untouched. 2 changes."; empty for the base plan.
    pub note: String,
    /// What it changes, one line each, for the banner's list.
    pub changes: Vec<String>,
    /// Every scenario that can be chosen, without the base plan.
    pub choices: Vec<ScenarioChoice>,
}

/// One scenario that can be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScenarioChoice {
    /// Its id.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its effect, signed ("+200 k$"); empty where it is not worked out yet.
    pub effect: String,
    /// How the effect judges.
    pub tone: Tone,
}

/// The arithmetic behind one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainView {
    /// Its address.
    pub cell: Cell,
    /// The figure.
    pub figure: String,
    /// Its unit.
    pub unit: String,
    /// What it is of what, where and when: "Espresso · May 2026 · consensus demand".
    pub place: String,
    /// A second line, such as its interval; may be empty.
    pub more: String,
    /// The same arithmetic on one line, for the line above the planning table: "= Baseline 6,254 + Launches 252".
    pub line: String,
    /// Who can be asked in a comment.
    pub people: Vec<String>,
    /// How it is made, what it is worth, since last cycle, what follows from it, assumptions, comments; empty ones are left out.
    pub sections: Vec<ExplainSection>,
}

/// One block of the Explain panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExplainSection {
    /// What it answers: "How it is made".
    pub title: String,
    /// At the right of the title: a unit, a difference; may be empty.
    pub note: String,
    /// Terms or links, one line each.
    pub terms: Vec<Term>,
    /// A sentence below; may be empty.
    pub text: String,
    /// What people said about it.
    pub quotes: Vec<Quote>,
}

/// One term of an arithmetic, or a link to a figure that follows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// `+`, `−`, `×`, `÷` or `=`; empty before the first.
    pub sign: String,
    /// What it is.
    pub label: String,
    /// A few more words; may be empty.
    pub note: String,
    /// Its figure.
    pub figure: String,
    /// How it judges.
    pub tone: Tone,
    /// Where it is explained in turn; `None`: a fact that somebody typed or imported.
    pub cell: Option<Cell>,
    /// Whether it is the result: a rule stands above it.
    pub total: bool,
}

/// An assumption or a comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quote {
    /// What was said.
    pub text: String,
    /// Who said it, when, how sure they are.
    pub by: String,
    /// State in a word or two ("expires 31 May"); may be empty.
    pub chip: String,
    /// The thread that it begins, while that is open: it can be answered and resolved.
    pub thread: Option<RecordId>,
    /// Whether it answers the one before.
    pub is_answer: bool,
}

/// One lever of the what-if bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Slider {
    /// Stable name, such as `demand`.
    pub id: &'static str,
    /// What it moves: "Demand", "Price", "Capacity".
    pub label: String,
    /// Where it stands, in percent; 0 leaves the plan as it is.
    pub value: f64,
    /// The same as text: "+2%".
    pub text: String,
    /// Least percent.
    pub least: f64,
    /// Most percent.
    pub most: f64,
    /// Step of one key press, in percent.
    pub step: f64,
    /// The figure that it shifts.
    pub cell: Cell,
}

/// The what-if bar: levers and what they do to the plan as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatIf {
    /// The levers.
    pub sliders: Vec<Slider>,
    /// EBIT, service and cash with the levers as they stand; the note is the difference to the plan without them.
    pub results: Vec<Tile>,
}

/// The last line of step 6: what approval does, and what still stands in its way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApprovalBar {
    /// What approval does, or did: "Approval freezes the plan and writes its checksum."
    pub text: String,
    /// The checksum of an approved plan; empty before.
    pub checksum: String,
    /// What stands in its way; empty: it can be approved.
    pub missing: Vec<String>,
    /// Whether it is approved.
    pub approved: bool,
}

/// The home page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Home {
    /// "March is at step 2 of 6."
    pub title: String,
    /// What is due and what is stale, in a sentence.
    pub lead: String,
    /// The cycle to continue.
    pub current: Option<HomeCycle>,
    /// Heads of the figures of the earlier cycles, with their unit: "Revenue, M$".
    pub heads: Vec<String>,
    /// Earlier cycles, newest first.
    pub earlier: Vec<CycleRow>,
    /// "Roll forward to April 2026".
    pub roll_title: String,
    /// What it does.
    pub roll_text: String,
    /// Why it cannot be rolled forward yet ("After March is approved"); empty: it can.
    pub roll_missing: String,
}

/// The cycle to continue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HomeCycle {
    /// Its id.
    pub id: CycleId,
    /// "March 2026".
    pub name: String,
    /// "in progress", "approved".
    pub chip: String,
    /// How the chip judges.
    pub tone: Tone,
    /// "Brightwell Coffee · 11 items, 4 families, 2 sites · 24 months".
    pub about: String,
    /// Its steps; words as short as "approved", "stale".
    pub steps: Vec<RailStep>,
    /// What the open step still misses; may be empty.
    pub missing: String,
    /// Two or three figures with their comparison.
    pub figures: Vec<Tile>,
    /// Where the button goes.
    pub next: Step,
    /// "Continue with demand".
    pub next_label: String,
}

/// An earlier cycle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CycleRow {
    /// Its id.
    pub id: CycleId,
    /// "February 2026".
    pub name: String,
    /// Whether its plan can be opened; one known only from what the current plan remembers of it cannot.
    pub stored: bool,
    /// How far its steps were.
    pub steps: Vec<StepState>,
    /// "approved 24 Feb".
    pub state: String,
    /// One per head.
    pub figures: Vec<String>,
    /// What became of its decisions: "3 of 3 delivered"; may be empty.
    pub decisions: String,
}

/// What came in with some files, before it becomes a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportView {
    /// "12 files read: 12 items, 60 months of history".
    pub title: String,
    /// One line a file: name, what it was taken for, rows read, rows left out.
    pub files: Vec<Entry>,
    /// What was doubtful, with file and row, what was expected and what was done.
    pub findings: Vec<Entry>,
    /// Whether there is a plan to open.
    pub usable: bool,
}

/// The page that rolls forward, or brings a month's actuals in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RollView {
    /// "Roll forward to December 2026".
    pub title: String,
    /// What will happen, in two sentences; or why nothing can.
    pub lead: String,
    /// What can be dropped; empty: nothing.
    pub hint: String,
    /// What the month brings, kind by kind: what came in, or what stands in for it.
    pub parts: Vec<Entry>,
    /// One line a file.
    pub files: Vec<Entry>,
    /// What does not fit.
    pub findings: Vec<Entry>,
    /// Whether the files have something to bring in.
    pub usable: bool,
    /// The button that brings it in; empty: not offered.
    pub with: String,
    /// The button that goes on without; empty: not offered.
    pub without: String,
}
