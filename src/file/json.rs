//! The plan as JSON: `{"format":"sextant-plan","version":1,"plan":{...}}`, one record a line, the same plan always the same bytes.
//!
//! Reading repairs: what may not stand in a plan is left out with a finding. Keys that this version does not know are kept
//! in [`Plan::unknown`] and written back in their places. Invariant: `encode(decode(encode(p)).plan) == encode(p)`.

mod lines;
mod migrate;
mod repair;
mod unknown;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use lines::to_text;

use super::error::FileError;
use super::finding::{Finding, shown};
use crate::model::{
    Actuals, Approval, Catalog, DemandPlan, FinancePlan, Header, Plan, Process, ProductPlan, Scenario, Shared,
    Snapshot, SupplyPlan, Table,
};

/// What the envelope's `format` says.
const FORMAT: &str = "sextant-plan";
/// The version that is written, and the newest one that can be read.
pub const VERSION: u64 = 1;
/// The longest file that is looked at, in bytes.
pub const LARGEST_FILE: usize = 64 << 20;

/// A plan that was read, and what had to be said about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The plan; everything in it passes its checks.
    pub plan: Plan,
    /// What was repaired, left out or not known. Empty for a file as this program wrote it.
    pub findings: Vec<Finding>,
}

/// The bytes of a plan: UTF-8, one record a line, the same for the same plan.
pub fn encode(plan: &Plan) -> Vec<u8> {
    let envelope = Envelope { format: FORMAT, version: VERSION, plan: Written::from(plan) };
    let tree = if plan.unknown.is_empty() { None } else { lines::to_tree(&envelope) };
    match tree {
        Some(tree) => lines::to_bytes(&Entries(unknown::merged(tree, plan), unknown::ORDER)),
        None => lines::to_bytes(&envelope),
    }
}

/// Reads a plan, repairing what can be repaired.
///
/// # Errors
/// [`FileError`] where there is no plan to repair.
pub fn decode(bytes: &[u8]) -> Result<Opened, FileError> {
    if bytes.len() > LARGEST_FILE {
        return Err(FileError::TooLarge { bytes: bytes.len() });
    }
    if let Some(plan) = decode_own(bytes) {
        return Ok(sealed(Opened { plan, findings: Vec::new() }));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let tree: Value = serde_json::from_slice(bytes).map_err(|error| not_json(&error))?;
    let Value::Object(mut envelope) = tree else { return Err(FileError::NotAPlan) };
    if envelope.remove("format").as_ref().and_then(Value::as_str) != Some(FORMAT) {
        return Err(FileError::NotAPlan);
    }
    let version = version(envelope.remove("version"))?;
    let plan = match envelope.remove("plan") {
        Some(plan @ Value::Object(_)) => migrate::migrated(plan, version),
        other => return Err(wrong_shape("plan", other.as_ref(), "an object with the plan's sections")),
    };
    Ok(sealed(repair::opened(plan, envelope)))
}

/// Says so where an approved plan is no longer what was approved.
fn sealed(mut opened: Opened) -> Opened {
    if opened.plan.is_approved() && !super::verify(&opened.plan) {
        opened.findings.push(Finding {
            place: "plan.approval.checksum".into(),
            found: "the plan was changed after approval, so its checksum does not match".into(),
            expected: "the plan as it was approved".into(),
            done: "opened as it is, and marked so".into(),
        });
    }
    opened
}

/// A file exactly as this program writes it needs no repair: read it straight, and prove it by writing it again.
fn decode_own(bytes: &[u8]) -> Option<Plan> {
    let envelope: Envelope<String, Plan> = serde_json::from_slice(bytes).ok()?;
    let plan = envelope.plan;
    let is_own = envelope.format == FORMAT && envelope.version == VERSION && plan.unknown.is_empty();
    (is_own && repair::is_sound(&plan) && encode(&plan) == bytes).then_some(plan)
}

#[derive(Serialize, Deserialize)]
struct Envelope<F, P> {
    format: F,
    version: u64,
    plan: P,
}

/// The sections as they stand in the file: all of [`Plan`] but `unknown`, whose entries go back to their places.
#[derive(Serialize)]
struct Written<'a> {
    header: &'a Header,
    catalog: &'a Shared<Catalog>,
    actuals: &'a Shared<Actuals>,
    product: &'a Shared<ProductPlan>,
    demand: &'a Shared<DemandPlan>,
    supply: &'a Shared<SupplyPlan>,
    finance: &'a Shared<FinancePlan>,
    process: &'a Shared<Process>,
    scenarios: &'a Shared<Table<Scenario>>,
    past: &'a Shared<Table<Snapshot>>,
    approval: &'a Option<Shared<Approval>>,
}

impl<'a> From<&'a Plan> for Written<'a> {
    fn from(plan: &'a Plan) -> Self {
        let Plan {
            header,
            catalog,
            actuals,
            product,
            demand,
            supply,
            finance,
            process,
            scenarios,
            past,
            approval,
            unknown: _,
        } = plan;
        Self { header, catalog, actuals, product, demand, supply, finance, process, scenarios, past, approval }
    }
}

/// An object whose named keys come first and in the given order, so that `format` and `version` open every file.
struct Entries(Value, &'static [&'static str]);

impl Serialize for Entries {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value::Object(map) = &self.0 else { return self.0.serialize(serializer) };
        let first = self.1.iter().filter_map(|key| map.get_key_value(*key));
        let rest = map.iter().filter(|(key, _)| !self.1.contains(&key.as_str()));
        serializer.collect_map(first.chain(rest))
    }
}

fn version(found: Option<Value>) -> Result<u64, FileError> {
    match found.as_ref().and_then(Value::as_u64) {
        Some(version) if version > VERSION => Err(FileError::NewerVersion { found: version, known: VERSION }),
        Some(version) if version >= 1 => Ok(version),
        _ => Err(wrong_shape("version", found.as_ref(), "a whole number from 1 on")),
    }
}

fn not_json(error: &serde_json::Error) -> FileError {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return FileError::Truncated { line, column };
    }
    let text = error.to_string();
    let found = text.split(" at line ").next().unwrap_or_default();
    FileError::NotJson { line, column, found: shown(found) }
}

fn wrong_shape(path: &str, found: Option<&Value>, expected: &'static str) -> FileError {
    FileError::WrongShape { path: path.into(), found: found.map_or_else(|| "missing".into(), kind), expected }
}

/// What a JSON value is, in words, with the value where it is short.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{}\"", shown(text)),
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(map) => format!("an object with {} keys", map.len()),
    }
}
