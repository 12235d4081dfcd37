//! Keys that this version does not know: found on reading, written back in their places.
//!
//! Each is kept under its address, a JSON list of steps from the envelope down: a text is a key of an object, a number a
//! position in a list, `{"key": k}` the record with that key. `["plan","catalog","items",{"key":"A-100"},"color"]`.
//! Such an entry follows its record by key; when the record goes, it goes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::lines::to_tree;
use crate::model::{Plan, Record, Table};

/// What stands first in the envelope.
pub(super) const ORDER: &[&str] = &["format", "version", "plan"];

/// The steps to a value.
pub(super) type Address = Vec<Value>;

/// The entries of `input` that are not in `kept`, which is what the program made of it.
pub(super) fn extra(input: &Value, kept: &Value, at: &mut Address, found: &mut Vec<(Address, Value)>) {
    match (input, kept) {
        (Value::Object(input), Value::Object(kept)) => {
            for (key, value) in input {
                at.push(Value::String(key.clone()));
                match kept.get(key) {
                    None => found.push((at.clone(), value.clone())),
                    Some(kept) => extra(value, kept, at, found),
                }
                at.pop();
            }
        }
        (Value::Array(input), Value::Array(kept)) if input.len() == kept.len() => {
            for (position, (input, kept)) in input.iter().zip(kept).enumerate() {
                if input.is_object() || input.is_array() {
                    at.push(json!(position));
                    extra(input, kept, at, found);
                    at.pop();
                }
            }
        }
        _ => {}
    }
}

/// The envelope with the plan's unknown entries in their places. An entry whose place is gone is left out.
pub(super) fn merged(mut envelope: Value, plan: &Plan) -> Value {
    let mut tables = BTreeMap::new();
    for (address, value) in plan.unknown.iter() {
        let (Ok(address), Ok(value)) = (serde_json::from_str::<Address>(address), serde_json::from_str(value)) else {
            continue;
        };
        let Some((Value::String(last), steps)) = address.split_last() else { continue };
        let place = place_mut(&mut envelope, steps, &mut |table, key| {
            tables.entry(table.to_owned()).or_insert_with(|| positions(plan, table)).get(&key.to_string()).copied()
        });
        if let Some(Value::Object(map)) = place {
            put(map, last, value);
        }
    }
    envelope
}

/// What is known wins: an unknown entry never replaces one.
fn put(map: &mut Map<String, Value>, key: &str, value: Value) {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), value);
    }
}

fn place_mut<'a>(
    mut node: &'a mut Value,
    steps: &[Value],
    position_in: &mut impl FnMut(&str, &Value) -> Option<usize>,
) -> Option<&'a mut Value> {
    let mut table = String::new();
    for step in steps {
        node = match step {
            Value::String(key) => {
                table.push_str(if table.is_empty() { "" } else { "." });
                table.push_str(key);
                node.get_mut(key)?
            }
            Value::Number(position) => node.get_mut(usize::try_from(position.as_u64()?).ok()?)?,
            Value::Object(wrapped) => node.get_mut(position_in(&table, wrapped.get("key")?)?)?,
            _ => return None,
        };
    }
    Some(node)
}

macro_rules! positions {
    ($($path:literal => $section:ident $(. $table:ident)?;)*) => {
        /// Where each record of a table stands in the file, by its key as JSON.
        fn positions(plan: &Plan, table: &str) -> BTreeMap<String, usize> {
            match table {
                $($path => by_key(&plan.$section $(. $table)?),)*
                _ => BTreeMap::new(),
            }
        }
    };
}

positions! {
    "plan.catalog.families" => catalog.families;
    "plan.catalog.items" => catalog.items;
    "plan.catalog.markets" => catalog.markets;
    "plan.catalog.sites" => catalog.sites;
    "plan.catalog.sourcing" => catalog.sourcing;
    "plan.catalog.supplies" => catalog.supplies;
    "plan.catalog.lanes" => catalog.lanes;
    "plan.catalog.resources" => catalog.resources;
    "plan.catalog.operations" => catalog.operations;
    "plan.catalog.components" => catalog.components;
    "plan.catalog.vendors" => catalog.vendors;
    "plan.catalog.offers" => catalog.offers;
    "plan.catalog.calendar" => catalog.calendar;
    "plan.actuals.history" => actuals.history;
    "plan.actuals.stock" => actuals.stock;
    "plan.actuals.receipts" => actuals.receipts;
    "plan.actuals.backlog" => actuals.backlog;
    "plan.actuals.to_date" => actuals.to_date;
    "plan.product.projects" => product.projects;
    "plan.product.phase_outs" => product.phase_outs;
    "plan.demand.marks" => demand.marks;
    "plan.demand.methods" => demand.methods;
    "plan.demand.trends" => demand.trends;
    "plan.demand.events" => demand.events;
    "plan.demand.weights" => demand.weights;
    "plan.demand.figures" => demand.figures;
    "plan.supply.policies" => supply.policies;
    "plan.supply.figures" => supply.figures;
    "plan.finance.accounts" => finance.accounts;
    "plan.finance.statement" => finance.statement;
    "plan.finance.budget" => finance.budget;
    "plan.finance.prices" => finance.prices;
    "plan.finance.figures" => finance.figures;
    "plan.process.participants" => process.participants;
    "plan.process.sign_offs" => process.sign_offs;
    "plan.process.assumptions" => process.assumptions;
    "plan.process.decisions" => process.decisions;
    "plan.process.actions" => process.actions;
    "plan.process.risks" => process.risks;
    "plan.process.comments" => process.comments;
    "plan.scenarios" => scenarios;
    "plan.past" => past;
}

fn by_key<R: Record>(table: &Table<R>) -> BTreeMap<String, usize> {
    let key_text = |key: &R::Key| to_tree(key).map(|key| key.to_string());
    table.keys().enumerate().filter_map(|(position, key)| Some((key_text(key)?, position))).collect()
}
