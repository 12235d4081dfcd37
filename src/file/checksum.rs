//! SHA-256 over canonical bytes: of a file, of an approved plan, and of what each step stands on.
//!
//! A step's inputs are its own and those of every earlier step. Comments, views, participants, the journal, scenarios and
//! earlier cycles are nobody's inputs, and neither are the company's name and the cycle's id: they make nothing stale.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::json::{encode, to_text};
use crate::model::{Plan, Step};

/// SHA-256 in hexadecimal, 64 characters.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of the plan's canonical bytes with an empty checksum in its approval.
pub fn plan_checksum(plan: &Plan) -> String {
    let mut plan = plan.clone();
    if let Some(approval) = &mut plan.approval {
        approval.edit().checksum.clear();
    }
    sha256_hex(&encode(&plan))
}

/// Whether an approved plan still is what was approved. A plan that nobody approved is not.
pub fn verify(plan: &Plan) -> bool {
    plan.approval.as_ref().is_some_and(|approval| approval.checksum == plan_checksum(plan))
}

/// Hash of a step's own inputs and of every earlier step's. Another one than at sign-off means that the step is stale.
pub fn step_inputs(plan: &Plan, step: Step) -> String {
    section_hashes(plan).inputs(step)
}

/// A hash of every section that some step stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionHashes {
    header: String,
    catalog: [String; 3],
    actuals: [String; 2],
    product: String,
    demand: String,
    supply: String,
    finance: String,
    risks: String,
}

/// The hashes of a plan.
pub fn section_hashes(plan: &Plan) -> SectionHashes {
    SectionHashes {
        header: header_hash(plan),
        catalog: catalog_hashes(plan),
        actuals: actuals_hashes(plan),
        product: hash(&plan.product),
        demand: hash(&plan.demand),
        supply: hash(&plan.supply),
        finance: hash(&plan.finance),
        risks: hash(&plan.process.risks),
    }
}

impl SectionHashes {
    /// The hashes of `after`, given those of `before`: only sections that are not the very same are hashed.
    pub fn renewed(&self, before: &Plan, after: &Plan) -> SectionHashes {
        let mut hashes = self.clone();
        if before.header != after.header {
            hashes.header = header_hash(after);
        }
        if before.catalog != after.catalog {
            hashes.catalog = catalog_hashes(after);
        }
        if before.actuals != after.actuals {
            hashes.actuals = actuals_hashes(after);
        }
        if before.product != after.product {
            hashes.product = hash(&after.product);
        }
        if before.demand != after.demand {
            hashes.demand = hash(&after.demand);
        }
        if before.supply != after.supply {
            hashes.supply = hash(&after.supply);
        }
        if before.finance != after.finance {
            hashes.finance = hash(&after.finance);
        }
        if before.process != after.process {
            hashes.risks = hash(&after.process.risks);
        }
        hashes
    }

    /// Hash of a step's own inputs and of every earlier step's.
    pub fn inputs(&self, step: Step) -> String {
        let stands_on: Vec<(&str, Vec<&String>)> = Step::ALL
            .into_iter()
            .take_while(|earlier| *earlier <= step)
            .map(|earlier| (earlier.code(), self.own(earlier)))
            .collect();
        hash(&stands_on)
    }

    fn own(&self, step: Step) -> Vec<&String> {
        let [items, places, means] = &self.catalog;
        let [history, opening] = &self.actuals;
        match step {
            Step::Product => vec![&self.header, items, history, &self.product],
            Step::Demand => vec![places, &self.demand],
            Step::Supply => vec![means, opening, &self.supply],
            Step::Finance => vec![&self.finance],
            Step::PreSop => vec![],
            Step::Executive => vec![&self.risks],
        }
    }
}

/// What moves figures: the months and the currency.
fn header_hash(plan: &Plan) -> String {
    let header = &plan.header;
    hash(&(header.first, header.months, header.fiscal_start, &header.currency))
}

/// What is sold; where and of what; by what means.
fn catalog_hashes(plan: &Plan) -> [String; 3] {
    let catalog = &plan.catalog;
    [
        hash(&(&catalog.families, &catalog.items)),
        hash(&(&catalog.markets, &catalog.sourcing, &catalog.supplies, &catalog.lanes, &catalog.components)),
        hash(&(
            &catalog.sites,
            &catalog.resources,
            &catalog.operations,
            &catalog.vendors,
            &catalog.offers,
            &catalog.calendar,
        )),
    ]
}

/// History; opening position. Sales of the unfinished month stand beside the plan and move nothing.
fn actuals_hashes(plan: &Plan) -> [String; 2] {
    let actuals = &plan.actuals;
    [hash(&actuals.history), hash(&(&actuals.stock, &actuals.receipts, &actuals.backlog))]
}

fn hash(inputs: &impl Serialize) -> String {
    sha256_hex(&to_text(inputs))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Approval, Change, Comment, Item, Market, Row, Shared, Strategy};

    #[test]
    fn sha256_of_abc() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn an_approved_plan_is_verified_until_it_is_touched() {
        let mut plan = Plan::default();
        assert!(!verify(&plan));
        plan.approval = Some(Shared::new(Approval { by: "CEO".into(), ..Approval::default() }));
        let checksum = plan_checksum(&plan);
        if let Some(approval) = &mut plan.approval {
            approval.edit().checksum = checksum;
        }
        assert!(verify(&plan));
        plan.header.months = 12;
        assert!(!verify(&plan));
    }

    #[test]
    fn a_step_goes_stale_with_its_own_and_earlier_inputs() {
        let plan = Plan::default();
        let stale = |change: Change| {
            let mut after = plan.clone();
            after.apply(change).unwrap();
            let hashes = section_hashes(&plan).renewed(&plan, &after);
            assert_eq!(hashes, section_hashes(&after));
            let is_stale = |step: &Step| hashes.inputs(*step) != step_inputs(&plan, *step);
            Step::ALL.into_iter().filter(is_stale).collect::<Vec<_>>()
        };
        let item = Item { id: "A".into(), ..Item::default() };
        assert_eq!(stale(Change::Item(Row::Put(Box::new(item)))), Step::ALL);
        let market = Market { id: "M".into(), ..Market::default() };
        assert_eq!(stale(Change::Market(Row::Put(Box::new(market)))), Step::ALL[1..]);
        assert_eq!(stale(Change::Strategy(Strategy::Level)), Step::ALL[2..]);
        let comment = Comment { id: "c".into(), ..Comment::default() };
        assert_eq!(stale(Change::Comment(Row::Put(Box::new(comment)))), []);
        let mut header = plan.header.clone();
        header.company = "Acme".into();
        assert_eq!(stale(Change::Header(Box::new(header))), []);
    }
}
