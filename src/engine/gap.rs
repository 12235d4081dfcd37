//! Step 5: where the four plans do not tie, and what would close it.

use crate::model::{Cell, Change, Money, Step};

/// Why there is a gap.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// Demand is not met: a resource (by name) has too few hours.
    Capacity(String),
    /// Demand is not met: it would have had to be released earlier.
    LeadTime,
    /// Demand is not met: a component (by name) is short.
    Component(String),
    /// Demand is not met: the vendor delivers no more.
    Vendor(String),
    /// Demand is not met: nothing says how the item is supplied.
    NoSource,
    /// Demand is not met: frozen months or typed quantities.
    Held,
    /// The plan needs overtime or more on a resource: wished load is above its hours.
    Overload,
    /// Stock closes below its target.
    BelowTarget,
    /// Stock closes far above what will be needed.
    Excess,
    /// A launch is in plan, but something it needs is missing.
    LaunchUnsupplied,
    /// An item leaves, and stock stays behind.
    Leftover,
    /// Revenue, margin or EBIT is below budget.
    BelowBudget,
    /// An item is sold below its cost.
    NegativeMargin,
    /// Demand has no price or no cost, so the money is incomplete.
    NoPrice,
    /// Two plans state different figures for the same thing.
    Untied,
    /// Consensus is far from what the statistics say, without a reason.
    Unexplained,
}

/// A change that would close a gap or make it smaller.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// What to do, in words: "6 % overtime on Final Assembly in June".
    pub title: String,
    /// The change itself.
    pub change: Change,
    /// What it costs, where that can be said without re-planning.
    pub cost: Option<Money>,
}

/// A decision that the business has to take. Its size is positive when short.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The same gap has the same id from run to run: cause, subject, place and first month.
    pub id: String,
    /// Why.
    pub cause: Cause,
    /// Which figure, where and from when to when.
    pub cell: Cell,
    /// The step that owns the figure.
    pub step: Step,
    /// How much, in the unit of the cell's measure.
    pub size: f64,
    /// What it is worth; `None` where no price or cost is known.
    pub money: Option<Money>,
    /// What is wrong, in a sentence: figure, thing, place, time.
    pub text: String,
    /// What would help, at least one.
    pub levers: Vec<Lever>,
}

/// A test of whether two plans tie.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// What must equal what: "Demand of the plan = consensus at the sites".
    pub name: String,
    /// The one plan.
    pub left: Step,
    /// The other plan.
    pub right: Step,
    /// Figure of the one, over the horizon.
    pub left_value: f64,
    /// Figure of the other, over the horizon.
    pub right_value: f64,
    /// What they count in.
    pub unit: crate::model::Unit,
    /// Whether a difference is a decision to take (unmet demand) rather than an error.
    pub may_differ: bool,
    /// Where to look.
    pub cell: Cell,
}

/// Outcome of the reconciliation.
#[derive(Clone, Debug, PartialEq)]
pub struct Gaps {
    /// The tie-out board.
    pub ties: Vec<Tie>,
    /// Open gaps, most money first.
    pub gaps: Vec<Gap>,
}
