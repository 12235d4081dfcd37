//! A family above itself, or a market: the circle is cut at one place, named in a finding.

use std::collections::BTreeSet;

use super::finding;
use super::section::key_text;
use crate::file::finding::Findings;
use crate::model::{Family, Market, Plan, Record, Table};

/// A record with a node above it.
trait Node: Record {
    fn parent(&self) -> Option<Self::Key>;
    fn cut(&mut self);
}

impl Node for Family {
    fn parent(&self) -> Option<Self::Key> {
        self.parent.clone()
    }
    fn cut(&mut self) {
        self.parent = None;
    }
}

impl Node for Market {
    fn parent(&self) -> Option<Self::Key> {
        self.parent.clone()
    }
    fn cut(&mut self) {
        self.parent = None;
    }
}

/// Whether a hierarchy has a circle.
pub(super) fn has_circle(plan: &Plan) -> bool {
    !closers(&plan.catalog.families).is_empty() || !closers(&plan.catalog.markets).is_empty()
}

/// Cuts every circle: the first of its records in the order of the walk loses its parent.
pub(super) fn cut_circles(plan: &mut Plan, findings: &mut Findings) {
    if has_circle(plan) {
        let catalog = plan.catalog.edit();
        cut(&mut catalog.families, "plan.catalog.families", findings);
        cut(&mut catalog.markets, "plan.catalog.markets", findings);
    }
}

fn cut<R: Node + Clone>(table: &mut Table<R>, scope: &str, findings: &mut Findings) {
    for key in closers(table) {
        let place = format!("{scope}[{}].parent", table.keys().position(|other| *other == key).unwrap_or_default());
        findings.add(scope, "circle", || {
            finding(
                place,
                format!("{} is above itself", key_text(&key)),
                "a hierarchy without circles",
                "cut: it has no node above it now",
            )
        });
        if let Some(mut record) = table.get(&key).cloned() {
            record.cut();
            table.insert(record);
        }
    }
}

/// One record of every circle. Each is walked once: what is known to end at a root is not walked again.
fn closers<R: Node>(table: &Table<R>) -> Vec<R::Key> {
    let mut done = BTreeSet::new();
    let mut closers = Vec::new();
    for start in table.keys() {
        let mut way = BTreeSet::new();
        let mut next = Some(start.clone());
        while let Some(key) = next {
            if done.contains(&key) {
                break;
            }
            if !way.insert(key.clone()) {
                closers.push(key);
                break;
            }
            next = table.get(&key).and_then(Node::parent);
        }
        done.extend(way);
    }
    closers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FamilyId;

    #[test]
    fn each_circle_has_one_closer() {
        let family =
            |id: &str, parent: &str| Family { id: id.into(), parent: Some(parent.into()), ..Family::default() };
        let table: Table<Family> = [
            family("A", "B"),
            family("B", "C"),
            family("C", "B"),
            family("D", "D"),
            family("E", "A"),
            family("F", "none"),
        ]
        .into_iter()
        .collect();
        assert_eq!(closers(&table), [FamilyId::from("B"), FamilyId::from("D")]);
    }
}
