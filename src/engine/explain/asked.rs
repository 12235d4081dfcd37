//! The address that is to be explained, with what makes terms of it.

use super::{Operator, Span, Term, counts, node, reckon};
use crate::engine::figure::Node;
use crate::engine::{Frame, Outcome};
use crate::model::{Cell, Measure, Place, Plan, Subject, Unit};

/// An address with a figure.
pub(super) struct Asked<'a> {
    pub plan: &'a Plan,
    pub outcome: &'a Outcome,
    /// The address, cut to the months that there are.
    pub cell: Cell,
    /// Positions of its months.
    pub span: Span,
    /// The figure.
    pub value: f64,
}

impl<'a> Asked<'a> {
    pub fn new(plan: &'a Plan, outcome: &'a Outcome, cell: &Cell) -> Option<Self> {
        let span = outcome.span(cell.measure, cell.first, cell.last);
        let value = outcome.figure(plan, cell)?;
        let zero = outcome.first_month(cell.measure);
        let (first, last) = (zero + span.start as i32, zero + (span.end as i32 - 1));
        Some(Self { plan, outcome, cell: Cell { first, last, ..cell.clone() }, span, value })
    }

    pub fn frame(&self) -> &'a Frame {
        &self.outcome.frame
    }

    pub fn node(&self) -> Node<'_> {
        node(self.plan, self.outcome, &self.cell.subject, &self.cell.place)
    }

    /// The only month, or the first.
    pub fn t(&self) -> usize {
        self.span.start
    }

    /// Another measure at the same node and months.
    pub fn here(&self, measure: Measure) -> Cell {
        Cell { measure, ..self.cell.clone() }
    }

    /// Another measure at the same node, in one month.
    pub fn here_at(&self, measure: Measure, t: usize) -> Cell {
        let month = self.outcome.first_month(measure) + t as i32;
        Cell::month(measure, self.cell.subject.clone(), self.cell.place.clone(), month)
    }

    /// A measure of a pair in a month.
    pub fn pair_cell(&self, measure: Measure, pair: usize, t: usize) -> Cell {
        let (subject, place) = self.frame().pair_address(pair);
        Cell::month(measure, subject, place, self.outcome.first_month(measure) + t as i32)
    }

    /// A measure of a point in a month.
    pub fn point_cell(&self, measure: Measure, point: usize, t: usize) -> Cell {
        let (subject, place) = self.frame().point_address(point);
        Cell::month(measure, subject, place, self.outcome.first_month(measure) + t as i32)
    }

    /// A measure of a resource in a month.
    pub fn resource_cell(&self, measure: Measure, resource: usize, t: usize) -> Cell {
        let subject = Subject::Resource(self.frame().resources.code(resource).clone());
        Cell::month(measure, subject, Place::All, self.frame().horizon.month(t))
    }

    /// The figure at a cell as a term with its link; `None` where there is no figure, or it is nothing.
    pub fn link(&self, operator: Operator, cell: Cell) -> Option<Term> {
        let label = cell.measure.name().to_string();
        self.link_as(operator, label, cell)
    }

    /// The same with a label of one's own.
    pub fn link_as(&self, operator: Operator, label: impl Into<String>, cell: Cell) -> Option<Term> {
        let value = self.outcome.figure(self.plan, &cell)?;
        let is_factor = matches!(operator, Operator::Times | Operator::Over);
        let term = Term { unit: cell.measure.unit(), cell: Some(cell), ..fact(operator, label, value, Unit::Share) };
        (is_factor || counts(value)).then_some(term)
    }

    /// A part of the figure at a cell; the note says how it comes from it. Without a figure there the link is left out.
    pub fn share(&self, label: impl Into<String>, value: f64, cell: Cell, note: String) -> Term {
        let known = self.outcome.figure(self.plan, &cell).is_some();
        let plain = fact(Operator::Plus, label, value, self.cell.measure.unit());
        Term { cell: known.then_some(cell), note: Some(note), ..plain }
    }

    /// What terms leave open of the figure, as a last term: nothing where they give it.
    pub fn rest(&self, label: &str, terms: &[Term]) -> Option<Term> {
        let rest = self.value - reckon(terms);
        let is_open = rest.abs() > 1e-9 * self.value.abs().max(1.0);
        is_open.then(|| fact(Operator::Plus, label, rest, self.cell.measure.unit()))
    }

    /// The terms, and what they leave open under a label.
    pub fn whole(&self, mut terms: Vec<Term>, label: &str) -> Vec<Term> {
        terms.extend(self.rest(label, &terms));
        terms
    }

    /// The figure itself as a term: what was typed, imported or decided.
    pub fn itself(&self, label: impl Into<String>) -> Vec<Term> {
        vec![fact(Operator::Plus, label, self.value, self.cell.measure.unit())]
    }

    /// What an item is called.
    pub fn item_name(&self, item: usize) -> String {
        let code = self.frame().items.code(item);
        let record = self.plan.catalog.items.get(code).map(|item| item.name.trim());
        named(record, code.as_str())
    }

    /// What a market is called.
    pub fn market_name(&self, market: usize) -> String {
        let code = self.frame().markets.code(market);
        named(self.plan.catalog.markets.get(code).map(|market| market.name.trim()), code.as_str())
    }

    /// What a site is called.
    pub fn site_name(&self, site: usize) -> String {
        let code = self.frame().sites.code(site);
        named(self.plan.catalog.sites.get(code).map(|site| site.name.trim()), code.as_str())
    }

    /// What a resource is called.
    pub fn resource_name(&self, resource: usize) -> String {
        let code = self.frame().resources.code(resource);
        named(self.plan.catalog.resources.get(code).map(|resource| resource.name.trim()), code.as_str())
    }

    /// An item at a site in words.
    pub fn point_name(&self, point: usize) -> String {
        let point = self.frame().points[point];
        let item = self.item_name(point.item);
        if self.frame().sites.len() > 1 { format!("{item} at {}", self.site_name(point.site)) } else { item }
    }

    /// A month of the horizon in words.
    pub fn month(&self, t: usize) -> String {
        self.frame().horizon.month(t).to_string()
    }
}

fn named(name: Option<&str>, code: &str) -> String {
    name.filter(|name| !name.is_empty()).unwrap_or(code).to_string()
}

/// A term without a link.
pub(super) fn fact(operator: Operator, label: impl Into<String>, value: f64, unit: Unit) -> Term {
    Term { operator, label: label.into(), value, unit, cell: None, note: None }
}

/// A term without a link, with a note.
pub(super) fn noted(
    operator: Operator,
    label: impl Into<String>,
    value: f64,
    unit: Unit,
    note: impl Into<String>,
) -> Term {
    Term { note: Some(note.into()), ..fact(operator, label, value, unit) }
}
