//! The arithmetic that made a figure, with its inputs as links, down to what was typed or imported.
//!
//! Terms are reckoned from top to bottom: 480 revenue, divided by 40 units, times 0.9 is a price of 10.80. Identities that hold at
//! every node (closing stock, gross margin, EBIT ...) are told as such anywhere; other totals by what they are made of; the figure of one
//! month of one item by the formula that the stage itself used. Invariant: the terms give the value, and every link has a figure.

use std::ops::Range;

use super::Outcome;
use super::figure::Node;
use crate::model::{Cell, Measure, OverMonths, Place, Plan, Subject, Unit};

mod asked;
mod closed;
mod company;
mod demand;
mod identity;
mod items;
mod layer;
mod money;
mod parts;
mod resource;
mod supply;
mod target;
#[cfg(test)]
mod tests;

use asked::Asked;

/// How a term acts on what stands above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It is added; the first term of a sum, too.
    Plus,
    /// It is taken off.
    Minus,
    /// What stands above is multiplied by it.
    Times,
    /// What stands above is divided by it.
    Over,
    /// It is shown and not reckoned with.
    Note,
}

impl Operator {
    /// The sign on the page; nothing for a note.
    pub const fn sign(self) -> &'static str {
        match self {
            Operator::Plus => "+",
            Operator::Minus => "\u{2212}",
            Operator::Times => "\u{d7}",
            Operator::Over => "\u{f7}",
            Operator::Note => "",
        }
    }
}

/// One line of an explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// How it acts on what stands above it.
    pub operator: Operator,
    /// What it is.
    pub label: String,
    /// The number.
    pub value: f64,
    /// What it counts in.
    pub unit: Unit,
    /// The figure behind it. It is `value` itself, unless the note says how one comes from the other.
    pub cell: Option<Cell>,
    /// How the number came about, where that takes more than the label.
    pub note: Option<String>,
}

/// Why a figure is what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The address, cut to the months that there are.
    pub cell: Cell,
    /// The figure.
    pub value: f64,
    /// What it counts in.
    pub unit: Unit,
    /// In words: the formula, and what is special about this figure.
    pub sentence: String,
    /// The arithmetic, from top to bottom.
    pub terms: Vec<Term>,
    /// Beside an identity: the same figure as the sum of what is below the node. Empty otherwise.
    pub parts: Vec<Term>,
    /// The import row or the typed record that it rests on, where there is one.
    pub source: Option<String>,
}

impl Explanation {
    /// What the terms come to, reckoned from top to bottom.
    pub fn arithmetic(&self) -> f64 {
        reckon(&self.terms)
    }
}

/// What terms come to, reckoned from top to bottom. A division by nothing gives nothing.
pub fn reckon(terms: &[Term]) -> f64 {
    terms.iter().fold(0.0, |sum, term| match term.operator {
        Operator::Plus => sum + term.value,
        Operator::Minus => sum - term.value,
        Operator::Times => sum * term.value,
        Operator::Over if term.value != 0.0 => sum / term.value,
        Operator::Over => 0.0,
        Operator::Note => sum,
    })
}

/// Explains the figure at an address; `None` where there is none.
pub fn explain(plan: &Plan, outcome: &Outcome, cell: &Cell) -> Option<Explanation> {
    let Some(asked) = Asked::new(plan, outcome, cell) else { return closed::explained(plan, outcome, cell) };
    let told = told(&asked);
    Some(Explanation {
        value: asked.value,
        unit: cell.measure.unit(),
        sentence: told.sentence,
        terms: told.terms,
        parts: told.parts,
        source: told.source,
        cell: asked.cell,
    })
}

/// The words and terms of an explanation.
#[derive(Default)]
struct Told {
    sentence: String,
    terms: Vec<Term>,
    parts: Vec<Term>,
    source: Option<String>,
}

impl Told {
    fn new(sentence: impl Into<String>, terms: Vec<Term>) -> Self {
        Self { sentence: sentence.into(), terms, ..Self::default() }
    }

    fn with_source(mut self, source: Option<String>) -> Self {
        self.source = source;
        self
    }
}

fn told(asked: &Asked) -> Told {
    let measure = asked.cell.measure;
    if let Some(told) = identity::told(asked) {
        return Told { parts: parts::parts(asked), ..told };
    }
    if asked.span.len() > 1 {
        return match measure.over_months() {
            OverMonths::Sum => parts::months(asked),
            OverMonths::First => parts::one_month(asked, asked.span.start, "first"),
            OverMonths::Last | OverMonths::Recompute => parts::one_month(asked, asked.span.end - 1, "last"),
        };
    }
    match parts::leaf(asked) {
        parts::Leaf::Pair(pair) => demand::told(asked, pair),
        parts::Leaf::Point(point) => supply::told(asked, point),
        parts::Leaf::Resource(resource) => resource::told(asked, resource),
        parts::Leaf::Company => company::told(asked),
        parts::Leaf::None => parts::below(asked),
    }
}

/// The node of an address.
fn node<'a>(plan: &'a Plan, outcome: &'a Outcome, subject: &'a Subject, place: &'a Place) -> Node<'a> {
    Node::new(plan, outcome, subject, place)
}

/// Whether a term is worth a line.
fn counts(value: f64) -> bool {
    value.abs() > 1e-12
}

/// Whether a measure is told by month of history.
fn is_history(measure: Measure) -> bool {
    matches!(measure, Measure::History | Measure::CleansedHistory)
}

/// A number in a note: no more decimals than tell.
fn plain(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 1000.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 4,
    };
    let text = format!("{value:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A share in a note.
fn percent(share: f64) -> String {
    format!("{} %", plain(share * 100.0))
}

/// The positions of a span, for loops over its months.
type Span = Range<usize>;
