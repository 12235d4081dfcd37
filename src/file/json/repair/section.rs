//! One object of the file, taken apart field by field; what is still there at the end is unknown.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::kind;
use super::super::lines::{from_tree, to_text, to_tree};
use super::super::unknown::{Address, extra};
use super::{culprit, finding};
use crate::file::finding::{Findings, shown};
use crate::model::{Flaw, Record, Table};

/// What is found while reading.
pub(super) struct Repair {
    pub(super) findings: Findings,
    /// Address and value of every unknown entry, both as JSON text.
    pub(super) unknown: Vec<(String, String)>,
}

impl Repair {
    /// Keeps an entry that nobody knows, and says so.
    pub(super) fn keep_unknown(&mut self, address: Address, place: &str, value: &Value) {
        let scope = place.rsplit_once('.').map_or("", |(scope, _)| scope).split('[').next().unwrap_or_default();
        self.findings.add(scope, "unknown key", || {
            finding(
                place.into(),
                format!("unknown key with {}", kind(value)),
                "only keys of this version",
                "kept as it is, not used",
            )
        });
        self.unknown.push((Value::Array(address).to_string(), value.to_string()));
    }
}

/// One object of the file.
pub(super) struct Section<'a> {
    repair: &'a mut Repair,
    address: Address,
    fields: Map<String, Value>,
}

impl<'a> Section<'a> {
    /// The object at an address; anything else than an object is read as an empty one.
    pub(super) fn open(repair: &'a mut Repair, address: Address, value: Option<Value>) -> Self {
        let fields = match value {
            Some(Value::Object(fields)) => fields,
            None => Map::new(),
            Some(other) => {
                let place = path(&address);
                repair
                    .findings
                    .add(&place, "section", || finding(place.clone(), kind(&other), "an object", "read as empty"));
                Map::new()
            }
        };
        Self { repair, address, fields }
    }

    /// The object under a key.
    pub(super) fn section(&mut self, key: &str) -> Section<'_> {
        let value = self.fields.remove(key);
        let address = self.step(key);
        Section::open(self.repair, address, value)
    }

    /// The object under a key, if there is one.
    pub(super) fn optional(&mut self, key: &str) -> Option<Section<'_>> {
        match self.fields.get(key) {
            None => None,
            Some(Value::Null) => {
                self.fields.remove(key);
                None
            }
            Some(Value::Object(_)) => Some(self.section(key)),
            Some(other) => {
                let found = kind(other);
                self.drop(key, "section", &found, "an object or null", "read as null");
                None
            }
        }
    }

    /// The value under a key before it is taken.
    pub(super) fn peek(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    /// A single value; `usual` where it is absent or does not fit.
    pub(super) fn value<T: DeserializeOwned>(&mut self, key: &str, usual: T) -> T {
        let Some(value) = self.fields.remove(key) else { return usual };
        from_tree(&value).unwrap_or_else(|error| {
            let (found, expected) = culprit::words(&error);
            self.drop(key, "value", &found, &expected, "set to what a new plan has");
            usual
        })
    }

    /// Values in a row; those that do not fit are left out.
    pub(super) fn list<T: DeserializeOwned + Serialize>(&mut self, key: &str) -> Vec<T> {
        let address = self.step(key);
        let mut list = Vec::new();
        for (position, value) in self.elements(key).into_iter().enumerate() {
            let place = format!("{}[{position}]", path(&address));
            if let Some(entry) = self.read::<T>(&value, &path(&address), place) {
                let mut at = address.clone();
                at.push(json!(list.len()));
                self.keep_extra(&value, &entry, at, position);
                list.push(entry);
            }
        }
        list
    }

    /// Records by key: those of the wrong shape or with impossible values are left out, of two with one key the last stays.
    pub(super) fn table<R: Record + DeserializeOwned + Serialize>(&mut self, key: &str) -> Table<R> {
        let address = self.step(key);
        let scope = path(&address);
        let mut table = Table::default();
        let mut rows = BTreeMap::new();
        for (row, value) in self.elements(key).into_iter().enumerate() {
            let place = format!("{scope}[{row}]");
            let Some(record) = self.read::<R>(&value, &scope, place.clone()) else { continue };
            if let Err(flaw) = record.check() {
                self.say(&scope, "impossible value", format!("{place}.{}", flaw.field), flaw, "record left out");
                continue;
            }
            if let Some(earlier) = rows.insert(record.key(), (row, value)) {
                self.repair.findings.add(&scope, "duplicate key", || {
                    let found = format!("the same key as row [{row}]: {}", key_text(&record.key()));
                    finding(
                        format!("{scope}[{}]", earlier.0),
                        found,
                        "one record for each key",
                        "left out; the last one is kept",
                    )
                });
            }
            table.insert(record);
        }
        for record in &table {
            let Some((row, value)) = rows.get(&record.key()) else { continue };
            let mut at = address.clone();
            at.push(json!({ "key": record.key() }));
            self.keep_extra(value, record, at, *row);
        }
        table
    }

    /// Says that a field of this section has an impossible value.
    pub(super) fn flaw(&mut self, flaw: Flaw, done: &str) {
        let scope = path(&self.address);
        let place = format!("{scope}.{}", flaw.field);
        self.say(&scope, "impossible value", place, flaw, done);
    }

    /// Takes a field away and says why.
    pub(super) fn drop(&mut self, key: &str, kind: &'static str, found: &str, expected: &str, done: &str) {
        self.fields.remove(key);
        let scope = path(&self.address);
        self.repair.findings.add(&scope, kind, || finding(format!("{scope}.{key}"), found, expected, done));
    }

    /// What is left is unknown.
    pub(super) fn end(self) {
        for (key, value) in self.fields {
            let mut address = self.address.clone();
            address.push(Value::String(key));
            let place = path(&address);
            self.repair.keep_unknown(address, &place, &value);
        }
    }

    fn step(&self, key: &str) -> Address {
        let mut address = self.address.clone();
        address.push(Value::String(key.to_owned()));
        address
    }

    fn say(&mut self, scope: &str, kind: &'static str, place: String, flaw: Flaw, done: &str) {
        self.repair.findings.add(scope, kind, || finding(place, culprit::number(&flaw.found), flaw.expected, done));
    }

    fn elements(&mut self, key: &str) -> Vec<Value> {
        match self.fields.remove(key) {
            Some(Value::Array(elements)) => elements,
            None => Vec::new(),
            Some(other) => {
                self.drop(key, "list", &kind(&other), "a list", "read as empty");
                Vec::new()
            }
        }
    }

    /// An element of a list, or `None` with a finding that names the field that does not fit.
    fn read<T: DeserializeOwned>(&mut self, value: &Value, scope: &str, place: String) -> Option<T> {
        // A record written as a list of its fields would be read by position: ask for an object where there is no text.
        let error = match value {
            Value::Array(_) => format!("{}, expected an object", kind(value)),
            _ => match from_tree(value) {
                Ok(entry) => return Some(entry),
                Err(error) => error,
            },
        };
        self.repair.findings.add(scope, "wrong shape", || {
            let (found, expected) = culprit::words(&error);
            let field = culprit::path::<T>(value, &error);
            finding(format!("{place}{field}"), found, expected, "record left out")
        });
        None
    }

    /// Keeps what is in the file but not in what was made of it.
    fn keep_extra<T: Serialize>(&mut self, input: &Value, kept: &T, mut at: Address, row: usize) {
        let Some(kept) = to_tree(kept) else { return };
        let depth = at.len();
        let mut found = Vec::new();
        extra(input, &kept, &mut at, &mut found);
        for (address, value) in found {
            let place =
                format!("{}[{row}]{}", path(&self.address_of(&address, depth - 1)), path_from(&address[depth..]));
            self.repair.keep_unknown(address, &place, &value);
        }
    }

    fn address_of(&self, address: &[Value], length: usize) -> Address {
        address.iter().take(length).cloned().collect()
    }
}

/// A record's key as it stands in the file.
pub(super) fn key_text(key: &impl Serialize) -> String {
    shown(&String::from_utf8_lossy(&to_text(key)))
}

/// An address as people read it: `plan.catalog.items[3].list_price`.
fn path(address: &[Value]) -> String {
    path_from(address).trim_start_matches('.').to_owned()
}

fn path_from(steps: &[Value]) -> String {
    steps
        .iter()
        .map(|step| match step {
            Value::String(key) => format!(".{key}"),
            other => format!("[{other}]"),
        })
        .collect()
}
