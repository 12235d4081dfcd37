//! Which field of a record it was that did not fit, and the parser's message in a planner's words.
//!
//! The field is found by trial: the one without which the message changes. Lists are cut in half until it stands alone.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::lines::from_tree;
use crate::file::finding::shown;

/// An object with more keys than this is not searched.
const MOST_KEYS: usize = 500;

/// The path from a record to the part that does not fit, such as `.cell.first`; empty where it is the record itself.
pub(super) fn path<T: DeserializeOwned>(record: &Value, message: &str) -> String {
    let says = |record: &Value| matches!(from_tree::<T>(record), Err(error) if error == message);
    let mut steps: Vec<Step> = Vec::new();
    while let Some(step) = at(record, &steps).and_then(|node| match node {
        Value::Object(map) if map.len() <= MOST_KEYS => {
            let keys = map.keys().map(|key| Step::Key(key.clone()));
            keys.into_iter().find(|step| !says(&without(record, &steps, step)))
        }
        Value::Array(list) => shortest(list.len(), |length| says(&cut(record, &steps, length))).map(Step::Position),
        _ => None,
    }) {
        steps.push(step);
    }
    if let Some(field) = message.strip_prefix("missing field `") {
        return format!(".{}", field.trim_end_matches('`'));
    }
    steps.iter().map(Step::text).collect()
}

/// What was found and what was expected, from a message such as `invalid type: string "abc", expected f64`.
pub(super) fn words(message: &str) -> (String, String) {
    let (found, expected) =
        message.split_once(", expected ").or_else(|| message.split_once("; expected ")).unwrap_or((message, ""));
    let found = found.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    let expected = match expected {
        "f64" => "a number",
        "a string" => "text",
        "u8" | "u32" | "u64" | "usize" => "a whole number from 0 on",
        record if record.starts_with("struct ") => "an object",
        "" => "a record as this program writes it",
        other => other,
    };
    (shown(found), shown(expected))
}

/// A number of hundreds of digits in short form; other text as it may be shown.
pub(super) fn number(found: &str) -> String {
    match found.parse::<f64>() {
        Ok(number) if found.len() > 20 && number.is_finite() => format!("{number:e}"),
        _ => shown(found),
    }
}

enum Step {
    Key(String),
    Position(usize),
}

impl Step {
    fn text(&self) -> String {
        match self {
            Step::Key(key) => format!(".{}", shown(key)),
            Step::Position(position) => format!("[{position}]"),
        }
    }
}

fn at<'a>(mut node: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    for step in steps {
        node = match step {
            Step::Key(key) => node.get(key)?,
            Step::Position(position) => node.get(position)?,
        };
    }
    Some(node)
}

fn at_mut<'a>(mut node: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    for step in steps {
        node = match step {
            Step::Key(key) => node.get_mut(key)?,
            Step::Position(position) => node.get_mut(position)?,
        };
    }
    Some(node)
}

fn without(record: &Value, steps: &[Step], step: &Step) -> Value {
    let mut trial = record.clone();
    if let (Some(Value::Object(map)), Step::Key(key)) = (at_mut(&mut trial, steps), step) {
        map.remove(key);
    }
    trial
}

fn cut(record: &Value, steps: &[Step], length: usize) -> Value {
    let mut trial = record.clone();
    if let Some(Value::Array(list)) = at_mut(&mut trial, steps) {
        list.truncate(length);
    }
    trial
}

/// The position of the first element with which a cut list already says the same.
fn shortest(length: usize, says: impl Fn(usize) -> bool) -> Option<usize> {
    let (mut low, mut high) = (0, length);
    if says(0) || !says(length) {
        return None;
    }
    while low + 1 < high {
        let middle = low.midpoint(high);
        if says(middle) { high = middle } else { low = middle }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Figure, Item, Project, Series};

    fn check<T: DeserializeOwned>(record: Value, place: &str, found: &str, expected: &str) {
        let message = from_tree::<T>(&record).err().unwrap();
        assert_eq!(path::<T>(&record, &message), place, "{message}");
        assert_eq!(words(&message), (found.to_owned(), expected.to_owned()));
    }

    #[test]
    fn the_field_that_does_not_fit_is_named() {
        let item = serde_json::json!({"id": "A", "list_price": "abc", "name": "a"});
        check::<Item>(item, ".list_price", "string \"abc\"", "a number");
        let series = serde_json::json!({"item": "A", "units": [1, 2, null, "NaN", 3]});
        check::<Series>(series, ".units[3]", "string \"NaN\"", "a number");
        let project =
            serde_json::json!({"id": "P", "curve": {"like_item": {"like": [["A", 1], ["B", "x"]], "scale": 1}}});
        check::<Project>(project, ".curve.like_item.like[1][1]", "string \"x\"", "a number");
        let figure = serde_json::json!({"cell": {"measure": "consensus", "subject": "all", "place": "all", "last": "2026-01"}, "how": "add", "value": 1});
        check::<Figure>(figure, ".first", "missing field `first`", "a record as this program writes it");
        let month = serde_json::json!({"id": "A", "launched": "May"});
        check::<Item>(month, ".launched", "\"May\" is not a month", "YYYY-MM, such as 2026-11");
    }
}
