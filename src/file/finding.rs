//! What was found in a file, where, and what was done about it; floods of one kind are counted, not listed.
//!
//! `items.csv:14: list price is "abc"; expected a number; left empty`

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Something in a file that is not as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `file:row` (row 1 is the header) or a JSON path such as `plan.catalog.items[3].list_price`.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What was expected; empty where nothing else was.
    pub expected: String,
    /// What was done about it.
    pub done: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.found)?;
        if !self.expected.is_empty() {
            write!(f, "; expected {}", self.expected)?;
        }
        write!(f, "; {}", self.done)
    }
}

/// Findings as they come in. Of one kind in one scope (a file, a table) [`Findings::MOST`] are listed and the rest counted.
#[derive(Debug, Default)]
pub(super) struct Findings {
    listed: Vec<Finding>,
    /// By scope and kind: how many there were, and how many are listed at most.
    counts: BTreeMap<(String, &'static str), (usize, usize)>,
}

impl Findings {
    /// How many of one kind are listed.
    pub(super) const MOST: usize = 20;

    /// Takes a finding in; `word` is asked for it only where it is listed.
    pub(super) fn add(&mut self, scope: &str, kind: &'static str, word: impl FnOnce() -> Finding) {
        self.count(scope, kind, Self::MOST, word);
    }

    /// Takes a finding in of which one stands for all of its kind.
    pub(super) fn add_once(&mut self, scope: &str, kind: &'static str, word: impl FnOnce() -> Finding) {
        self.count(scope, kind, 1, word);
    }

    fn count(&mut self, scope: &str, kind: &'static str, most: usize, word: impl FnOnce() -> Finding) {
        let (count, _) = self.counts.entry((scope.to_owned(), kind)).or_insert((0, most));
        *count += 1;
        if *count <= most {
            self.listed.push(word());
        }
    }

    /// All that was listed, then one line for each flood.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for ((scope, kind), (count, most)) in self.counts {
            if count > most {
                self.listed.push(Finding {
                    place: scope,
                    found: format!("{kind}: and {} more", count - most),
                    expected: String::new(),
                    done: "treated as the ones listed".into(),
                });
            }
        }
        self.listed
    }
}

/// Text from a file as it may be shown: one line, not longer than a few words.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted() {
        let mut findings = Findings::default();
        for row in 0..25 {
            findings.add("a.csv", "bad number", || Finding { place: format!("a.csv:{row}"), ..Finding::default() });
        }
        let listed = findings.finish();
        assert_eq!(listed.len(), 21);
        assert_eq!(listed[20].to_string(), "a.csv: bad number: and 5 more; treated as the ones listed");
    }

    #[test]
    fn text_is_shown_on_one_short_line() {
        assert_eq!(shown("a\nb"), "a b");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 61);
    }
}
