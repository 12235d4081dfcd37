//! What a planning table shows: which rows are open, in which order, which measures below a node, and which items at all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::Measure;

/// In which order the families and items of a node stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By code.
    #[default]
    Code,
    /// The most money first: demand at price, or what is required at cost.
    Value,
    /// The most money of open gaps first.
    Gaps,
}

impl Sort {
    /// Every order, as the menu lists them.
    pub const ALL: [Self; 3] = [Self::Code, Self::Value, Self::Gaps];

    /// The order in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "By code",
            Self::Value => "Most value first",
            Self::Gaps => "Most open gaps first",
        }
    }
}

/// What the agreed demand is held against: months that differ by a twentieth and more are tinted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Nothing.
    #[default]
    Nothing,
    /// The last cycle's figure for the same month.
    LastCycle,
    /// The same month of the year before: as it happened, or as it is planned.
    LastYear,
    /// The budget.
    Budget,
}

impl Against {
    /// Every choice, as the menu lists them.
    pub const ALL: [Self; 4] = [Self::Nothing, Self::LastCycle, Self::LastYear, Self::Budget];

    /// The choice in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "No tint",
            Self::LastCycle => "Tint against last cycle",
            Self::LastYear => "Tint against last year",
            Self::Budget => "Tint against budget",
        }
    }
}

/// What a planning table should show. At first: the total's measures and what is next below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableView {
    /// Ids of the rows that are open. Belongs to the visit: not remembered.
    #[serde(skip, default = "first_open")]
    pub open: BTreeSet<String>,
    /// Only rows whose label holds this text, and what is above them; empty: all. Not remembered.
    #[serde(skip)]
    pub search: String,
    /// Money instead of quantities, where a row has both.
    pub money: bool,
    /// Order of the rows.
    pub sort: Sort,
    /// Only items with open gaps, and what is above them.
    pub only_gaps: bool,
    /// What the agreed demand is held against.
    pub against: Against,
    /// Measures that are left out below a node.
    pub hidden: BTreeSet<Measure>,
    /// Measures in the order of the planner; others follow as they come.
    pub order: Vec<Measure>,
}

fn first_open() -> BTreeSet<String> {
    ["all".to_string()].into()
}

impl Default for TableView {
    fn default() -> Self {
        Self {
            open: first_open(),
            search: String::new(),
            money: false,
            sort: Sort::Code,
            only_gaps: false,
            against: Against::Nothing,
            hidden: BTreeSet::new(),
            order: Vec::new(),
        }
    }
}

/// One wish about what a table shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Another order.
    Sort(Sort),
    /// Only items with open gaps, or all.
    OnlyGaps(bool),
    /// Something else to hold demand against.
    Against(Against),
    /// A measure is shown, or left out.
    Show(Measure, bool),
    /// A measure goes before the one above it.
    Up(Measure),
    /// Everything as at first.
    Reset,
}

/// A measure that a table can show below a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub measure: Measure,
    /// Whether it is shown.
    pub shown: bool,
}

impl TableView {
    /// Carries out a wish; `choices` are the measures of the table, in the order in which they stand.
    pub fn arrange(&mut self, wish: Arrange, choices: &[Choice]) {
        match wish {
            Arrange::Sort(sort) => self.sort = sort,
            Arrange::OnlyGaps(only) => self.only_gaps = only,
            Arrange::Against(against) => self.against = against,
            Arrange::Show(measure, true) => drop(self.hidden.remove(&measure)),
            Arrange::Show(measure, false) => drop(self.hidden.insert(measure)),
            Arrange::Up(measure) => {
                let mut order: Vec<Measure> = choices.iter().map(|choice| choice.measure).collect();
                if let Some(at) = order.iter().position(|other| *other == measure).filter(|at| *at > 0) {
                    order.swap(at - 1, at);
                }
                // measures of other tables keep their place behind
                let others: Vec<Measure> = self.order.iter().copied().filter(|own| !order.contains(own)).collect();
                order.extend(others);
                self.order = order;
            }
            Arrange::Reset => {
                (self.sort, self.only_gaps, self.against) = (Sort::Code, false, Against::Nothing);
                self.hidden.clear();
                self.order.clear();
            }
        }
    }

    /// The measures of a table in the planner's order.
    pub(super) fn choices(&self, measures: &[Measure]) -> Vec<Choice> {
        let mut choices: Vec<Choice> =
            measures.iter().map(|measure| Choice { measure: *measure, shown: self.shows(*measure) }).collect();
        choices.sort_by_key(|choice| self.rank(choice.measure));
        choices
    }

    /// Lines in the planner's order, without those that are left out.
    pub(super) fn chosen<T>(&self, mut lines: Vec<T>, measure: impl Fn(&T) -> Measure) -> Vec<T> {
        lines.retain(|line| self.shows(measure(line)));
        lines.sort_by_key(|line| self.rank(measure(line)));
        lines
    }

    /// Whether every row of the tree is open because some are left out.
    pub(super) fn is_narrowed(&self) -> bool {
        self.only_gaps || !self.search.trim().is_empty()
    }

    fn shows(&self, measure: Measure) -> bool {
        !self.hidden.contains(&measure)
    }

    /// Those that were never moved stand behind the others; sorting keeps their order.
    fn rank(&self, measure: Measure) -> (bool, usize) {
        let at = self.order.iter().position(|other| *other == measure);
        (at.is_none(), at.unwrap_or(0))
    }
}
