//! Step 5: where the four plans do not tie, and what would close it.
//!
//! A [`Tie`] puts two figures side by side that should be one. A [`Gap`] is a broken tie or an exceeded limit with its cause, place,
//! months, size, money and at least one [`Lever`]: a change that closes it or makes it smaller when the plan is run again.
//! Candidates are found over the grids first; sentences and levers are only made for those that are listed.

mod budget;
mod demand;
mod lever;
mod load;
mod short;
mod stock;
#[cfg(test)]
mod tests;
mod tie;
mod view;

use super::{Demand, Finance, Frame, Product, Supply};
use crate::model::{Cell, Change, Money, Plan, Step};
use view::{Candidate, View};

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
    /// Left open at approval; today's engine does not find it any more, so only its sentence is known.
    Stored,
}

impl Cause {
    /// The kind of cause, in files and ids.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Capacity(_) => "capacity",
            Self::LeadTime => "lead_time",
            Self::Component(_) => "component",
            Self::Vendor(_) => "vendor",
            Self::NoSource => "no_source",
            Self::Held => "held",
            Self::Overload => "overload",
            Self::BelowTarget => "below_target",
            Self::Excess => "excess",
            Self::LaunchUnsupplied => "launch_unsupplied",
            Self::Leftover => "leftover",
            Self::BelowBudget => "below_budget",
            Self::NegativeMargin => "negative_margin",
            Self::NoPrice => "no_price",
            Self::Untied => "untied",
            Self::Unexplained => "unexplained",
            Self::Stored => "stored",
        }
    }

    /// What the cause is called on the page.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Capacity(_) => "Capacity",
            Self::LeadTime => "Lead time",
            Self::Component(_) => "Component short",
            Self::Vendor(_) => "Vendor limit",
            Self::NoSource => "No source",
            Self::Held => "Frozen or typed",
            Self::Overload => "Overload",
            Self::BelowTarget => "Below target stock",
            Self::Excess => "Excess stock",
            Self::LaunchUnsupplied => "Launch not supplied",
            Self::Leftover => "Stock left at phase-out",
            Self::BelowBudget => "Below budget",
            Self::NegativeMargin => "Sold below cost",
            Self::NoPrice => "No price or cost",
            Self::Untied => "Plans do not tie",
            Self::Unexplained => "Override without a reason",
            Self::Stored => "As approved",
        }
    }

    /// Whether it is demand that is not met in its month.
    pub const fn is_shortage(&self) -> bool {
        matches!(
            self,
            Self::Capacity(_)
                | Self::LeadTime
                | Self::Component(_)
                | Self::Vendor(_)
                | Self::NoSource
                | Self::Held
                | Self::LaunchUnsupplied
        )
    }
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
    /// Open gaps, most money first; at most [`Gaps::LISTED`].
    pub gaps: Vec<Gap>,
    /// Smaller gaps that are not listed.
    pub unlisted: usize,
}

impl Tie {
    /// Left less right.
    pub fn difference(&self) -> f64 {
        self.left_value - self.right_value
    }

    /// Whether both sides are the same, but for rounding of sums.
    pub fn holds(&self) -> bool {
        let size = self.left_value.abs().max(self.right_value.abs()).max(1.0);
        self.difference().abs() <= size * 1e-6
    }
}

impl Gaps {
    /// How many gaps are listed at most.
    pub const LISTED: usize = 200;

    /// The gap with an id, if it is still open.
    pub fn gap(&self, id: &str) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.id == id)
    }
}

/// Ties and gaps of a plan.
pub fn gaps(
    plan: &Plan,
    frame: &Frame,
    product: &Product,
    demand: &Demand,
    supply: &Supply,
    finance: &Finance,
) -> Gaps {
    let view = &View::new(plan, frame, product, demand, supply, finance);
    let ties = tie::ties(view);
    let mut found = Vec::new();
    short::find(view, &mut found);
    load::find(view, &mut found);
    stock::find(view, &mut found);
    budget::find(view, &mut found);
    demand::find(view, &mut found);
    tie::find(view, &mut found);
    rank(&mut found);
    let unlisted = found.len().saturating_sub(Gaps::LISTED);
    found.truncate(Gaps::LISTED);
    Gaps { ties, gaps: found.into_iter().map(|candidate| candidate.told(view)).collect(), unlisted }
}

/// Most money first; what has no money after it, by size; equals by their address.
fn rank(found: &mut [Candidate]) {
    let money = |candidate: &Candidate| candidate.money.map_or(-1.0, |money| money.0.abs());
    found.sort_by(|a, b| {
        let by_money = money(b).total_cmp(&money(a));
        by_money.then(b.size.total_cmp(&a.size)).then_with(|| a.cell.cmp(&b.cell))
    });
}
