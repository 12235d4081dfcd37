//! The cycle itself: whose it is, which months it plans, who signed which step, and what people said, assumed and decided.
//!
//! Times are texts that the page supplies (`2026-11-22T09:14:00Z`): the plan has no clock. Names are self-declared.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::change::Change;
use super::check::{Flaw, code, finite, share};
use super::id::{CycleId, RecordId};
use super::measure::{Cell, Measure};
use super::month::{Horizon, Month};
use super::table::{Record, Table};
use super::units::Money;

/// What the cycle is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// The cycle's id, new for each cycle.
    pub id: CycleId,
    /// Whose plan it is.
    pub company: String,
    /// ISO code of the currency of all money, such as `EUR`.
    pub currency: String,
    /// The cycle month M; the one before is the last closed month.
    pub first: Month,
    /// How many months are planned, 1 to 60.
    pub months: usize,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_start: u8,
    /// The cycle that this one was rolled forward from.
    pub previous: Option<CycleId>,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            id: CycleId::default(),
            company: String::new(),
            currency: "USD".into(),
            first: Month::new(2026, 1),
            months: Horizon::USUAL,
            fiscal_start: 1,
            previous: None,
        }
    }
}

impl Header {
    /// The planned months.
    pub fn horizon(&self) -> Horizon {
        Horizon { first: self.first, months: self.months }
    }

    /// Whether the values may stand in a plan.
    pub fn check(&self) -> Result<(), Flaw> {
        if !(1..=Horizon::MOST).contains(&self.months) {
            return Err(Flaw::new("months", self.months, "a horizon of 1 to 60 months"));
        }
        if !(Month::new(1900, 1)..Month::new(2200, 1)).contains(&self.first) {
            return Err(Flaw::new("first", self.first, "a cycle month from 1900-01 to 2199-12"));
        }
        if !(1..=12).contains(&self.fiscal_start) {
            return Err(Flaw::new("fiscal_start", self.fiscal_start, "a month of the year, 1 to 12"));
        }
        Ok(())
    }
}

/// The six steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 1: what do we sell, what comes, what goes?
    #[default]
    Product,
    /// 2: what would customers take if we could supply everything?
    Demand,
    /// 3: what can we make, buy and move, and what is best?
    Supply,
    /// 4: what does it earn and tie up?
    Finance,
    /// 5: do the four plans tie, and how do we close what does not?
    PreSop,
    /// 6: decide, and carry it out.
    Executive,
}

impl Step {
    /// The steps in order.
    pub const ALL: [Step; 6] =
        [Step::Product, Step::Demand, Step::Supply, Step::Finance, Step::PreSop, Step::Executive];

    /// 1 to 6.
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// The name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Step::Product => "Product review",
            Step::Demand => "Demand review",
            Step::Supply => "Supply review",
            Step::Finance => "Financial review",
            Step::PreSop => "Pre-S&OP",
            Step::Executive => "Executive S&OP",
        }
    }

    /// The name in files and addresses, such as `pre_sop`.
    pub const fn code(self) -> &'static str {
        match self {
            Step::Product => "product",
            Step::Demand => "demand",
            Step::Supply => "supply",
            Step::Finance => "finance",
            Step::PreSop => "pre_sop",
            Step::Executive => "executive",
        }
    }
}

/// What people said in this cycle. None of it moves a figure; decisions that do are applied as changes of their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Process {
    /// Who takes part.
    pub participants: Table<Participant>,
    /// Who signed which step, over which inputs.
    pub sign_offs: Table<SignOff>,
    /// What is taken for granted, and until when.
    pub assumptions: Table<Assumption>,
    /// What was decided or is to be decided.
    pub decisions: Table<Decision>,
    /// Who does what by when.
    pub actions: Table<Action>,
    /// What may happen, for good or ill.
    pub risks: Table<Risk>,
    /// Remarks on steps and figures.
    pub comments: Table<Comment>,
    /// The last edits, newest last; at most [`Process::JOURNAL`] are kept.
    pub journal: Vec<Edit>,
}

impl Process {
    /// How many edits the journal keeps.
    pub const JOURNAL: usize = 200;
}

/// Somebody who takes part in the cycle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Participant {
    /// Their id.
    pub id: RecordId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// The steps that they own.
    pub steps: Vec<Step>,
}

/// A signature under a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignOff {
    /// The step.
    pub step: Step,
    /// Who signed.
    pub by: String,
    /// When.
    pub at: String,
    /// What they said.
    pub note: Option<String>,
    /// Hash of the step's own inputs and of every earlier step's, when signed. Another hash today means stale.
    pub inputs: String,
}

/// Something taken for granted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assumption {
    /// Its id.
    pub id: RecordId,
    /// What is assumed.
    pub text: String,
    /// Who stands for it.
    pub owner: String,
    /// How sure they are, 0 to 1.
    pub confidence: f64,
    /// Last month in which it is trusted.
    pub until: Option<Month>,
    /// The figures that it justifies.
    pub cells: Vec<Cell>,
    /// The step it belongs to.
    pub step: Step,
}

/// How far a decision is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    /// To be decided.
    #[default]
    Open,
    /// Decided for; its change is applied.
    Accepted,
    /// Decided against.
    Rejected,
}

/// A decision: what would change, what it is expected to bring, who decided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// Its id.
    pub id: RecordId,
    /// What is to be decided, in a sentence.
    pub title: String,
    /// What would change in the plan, as typed.
    pub change: Option<Change>,
    /// How far it is.
    pub state: DecisionState,
    /// Who answers for it.
    pub owner: String,
    /// Month by which it must be done.
    pub due: Option<Month>,
    /// Why it was decided so.
    pub reason: String,
    /// When it was decided.
    pub at: Option<String>,
    /// The cycle month in which it was decided.
    pub cycle: Option<Month>,
    /// What it was expected to bring; looked back on when actuals arrive.
    pub expected: Vec<Expectation>,
    /// The step that raised it.
    pub step: Step,
}

/// An expected figure of a decision, over the months of the cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// Which figure.
    pub cell: Cell,
    /// What it would have been without the decision.
    pub without: f64,
    /// What it should be with it.
    pub with: f64,
}

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Action {
    /// Its id.
    pub id: RecordId,
    /// What is to be done.
    pub text: String,
    /// Who does it.
    pub owner: String,
    /// By when.
    pub due: Option<Month>,
    /// Whether it is done.
    pub done: bool,
    /// The step that raised it.
    pub step: Step,
}

/// A risk (negative impact) or an opportunity (positive).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Risk {
    /// Its id.
    pub id: RecordId,
    /// What may happen.
    pub text: String,
    /// Chance, 0 to 1.
    pub probability: f64,
    /// Effect on EBIT over the horizon if it happens.
    pub impact: Money,
    /// What is done about it.
    pub mitigation: String,
    /// Who watches it.
    pub owner: String,
    /// What the plan would look like if it happened.
    pub change: Option<Change>,
}

/// A remark, or the answer to one. In text the last two fields are written only where they say something: what was sealed before there
/// were answers stays sealed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Comment {
    /// Its id.
    pub id: RecordId,
    /// The step it was made on.
    pub step: Step,
    /// The figure it is about, if any.
    pub cell: Option<Cell>,
    /// What was said.
    pub text: String,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: String,
    /// The remark that it answers, if any.
    pub parent: Option<RecordId>,
    /// Whether it is done with, and every answer with it.
    pub resolved: bool,
}

impl Serialize for Comment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // A format without names needs every field in its place.
        let whole = !to.is_human_readable();
        let mut fields = to.serialize_struct("Comment", 8)?;
        fields.serialize_field("id", &self.id)?;
        fields.serialize_field("step", &self.step)?;
        fields.serialize_field("cell", &self.cell)?;
        fields.serialize_field("text", &self.text)?;
        fields.serialize_field("by", &self.by)?;
        fields.serialize_field("at", &self.at)?;
        if whole || self.parent.is_some() {
            fields.serialize_field("parent", &self.parent)?;
        }
        if whole || self.resolved {
            fields.serialize_field("resolved", &self.resolved)?;
        }
        fields.end()
    }
}

/// One line of the journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edit {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What, in a few words ("Consensus of BK-M68B-38 in Europe, May 2014: 40").
    pub what: String,
    /// Why, where a reason was asked for.
    pub why: Option<String>,
    /// The first step whose inputs it touched; absent: none.
    pub step: Option<Step>,
}

/// What an earlier, approved cycle said of a measure: kept so that accuracy by lag and last cycle against this one need no other file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// That cycle's month M. Its figure for M+k has lag k.
    pub cycle: Month,
    /// That cycle's id.
    pub id: CycleId,
    /// When it was approved.
    pub at: String,
    /// Baseline, blend and consensus by item x market; revenue, EBIT and the like of the company.
    pub rows: Vec<StoredRow>,
}

/// Figures of one measure, kept as they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredRow {
    /// What they are; subject and place as in an address.
    pub measure: Measure,
    /// What they are about.
    #[serde(default)]
    pub subject: super::measure::Subject,
    /// Where.
    #[serde(default)]
    pub place: super::measure::Place,
    /// From the cycle month on; `None` (null): not known.
    pub values: Vec<Option<f64>>,
}

/// A named set of changes over the live plan. The plan is never touched by it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scenario {
    /// Its id.
    pub id: RecordId,
    /// What people call it.
    pub name: String,
    /// Why it was made.
    pub why: String,
    /// Changes as typed, in the order of typing; at one address the last one holds.
    pub changes: Vec<Change>,
}

impl Scenario {
    /// Adds a change; one at the same address is replaced.
    pub fn set(&mut self, change: Change) {
        let address = change.address();
        self.changes.retain(|earlier| earlier.address() != address);
        self.changes.push(change);
    }
}

/// What approval froze. Shown as stored, never worked out again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Approval {
    /// Who approved.
    pub by: String,
    /// When.
    pub at: String,
    /// What they said.
    pub note: Option<String>,
    /// The version of the engine that worked it out.
    pub engine: String,
    /// Demand by stream, supply, statements.
    pub rows: Vec<StoredRow>,
    /// The gaps that were left open, in words.
    pub gaps: Vec<String>,
    /// SHA-256 of the plan's canonical bytes with this field empty, in hexadecimal.
    pub checksum: String,
}

impl Record for Participant {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
}

impl Record for SignOff {
    type Key = Step;
    fn key(&self) -> Step {
        self.step
    }
}

impl Record for Assumption {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        share("confidence", self.confidence)
    }
}

impl Record for Decision {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        for expectation in &self.expected {
            finite("without", expectation.without)?;
            finite("with", expectation.with)?;
        }
        Ok(())
    }
}

impl Record for Action {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
}

impl Record for Risk {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())?;
        share("probability", self.probability)?;
        finite("impact", self.impact.0)
    }
}

impl Record for Comment {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
}

impl Record for Snapshot {
    type Key = Month;
    fn key(&self) -> Month {
        self.cycle
    }
    fn check(&self) -> Result<(), Flaw> {
        self.rows.iter().flat_map(|row| row.values.iter().flatten()).try_for_each(|value| finite("values", *value))
    }
}

impl Record for Scenario {
    type Key = RecordId;
    fn key(&self) -> RecordId {
        self.id.clone()
    }
    fn check(&self) -> Result<(), Flaw> {
        code("id", self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_written_as_before_where_it_begins_a_thread() {
        let first = Comment { id: "c".into(), text: "Why?".into(), ..Comment::default() };
        let answer = Comment { id: "d".into(), parent: Some("c".into()), resolved: true, ..Comment::default() };
        let text = serde_json::to_string(&first).unwrap();
        assert_eq!(text, r#"{"id":"c","step":"product","cell":null,"text":"Why?","by":"","at":""}"#);
        for comment in [first, answer] {
            let text = serde_json::to_string(&comment).unwrap();
            assert_eq!(serde_json::from_str::<Comment>(&text).unwrap(), comment);
            let bytes = postcard::to_stdvec(&comment).unwrap();
            assert_eq!(postcard::from_bytes::<Comment>(&bytes).unwrap(), comment);
        }
    }
}
