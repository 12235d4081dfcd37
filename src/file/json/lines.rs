//! JSON as text, and back. A plan file is compact with a line break before everything down to the records of a table: small, and a diff
//! shows records. Everything else is one line.
//!
//! One writer and one reader for all of the model: every other pair of serde_json (a tree, a stream, another format) would be compiled
//! once more for each of its records, which made a seventh of the page.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Envelope 1, plan 2, section 3, table 4.
const DEEPEST_BREAK: usize = 4;

/// The bytes of a file; empty for a value with a map whose keys are not text, of which the model has none.
pub(super) fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = written(value, DEEPEST_BREAK);
    bytes.push(b'\n');
    bytes
}

/// A value on one line; empty for a value with a map whose keys are not text.
pub fn to_text(value: &impl Serialize) -> Vec<u8> {
    written(value, 0)
}

fn written(value: &impl Serialize, deepest_break: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let lines = Lines { deepest_break, depth: 0, filled: false };
    match value.serialize(&mut Serializer::with_formatter(&mut bytes, lines)) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

/// A value as a tree.
pub(super) fn to_tree(value: &impl Serialize) -> Option<Value> {
    serde_json::from_slice(&to_text(value)).ok()
}

/// A value out of a tree; else what did not fit, without the place in a text that nobody sees.
pub(super) fn from_tree<T: DeserializeOwned>(tree: &Value) -> Result<T, String> {
    serde_json::from_slice(&to_text(tree)).map_err(|error| {
        let said = error.to_string();
        said.rsplit_once(" at line ").map_or(said.clone(), |(message, _)| message.into())
    })
}

struct Lines {
    /// No line breaks below this depth.
    deepest_break: usize,
    depth: usize,
    /// Whether the list or object that ends has anything in it.
    filled: bool,
}

impl Lines {
    fn open(&mut self) {
        self.depth += 1;
        self.filled = false;
    }

    fn entry<W: ?Sized + io::Write>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        if !is_first {
            writer.write_all(b",")?;
        }
        if self.depth <= self.deepest_break { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn close<W: ?Sized + io::Write>(&mut self, writer: &mut W, end: &[u8]) -> io::Result<()> {
        if self.filled && self.depth <= self.deepest_break {
            writer.write_all(b"\n")?;
        }
        self.depth -= 1;
        self.filled = true;
        writer.write_all(end)
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open();
        writer.write_all(b"[")
    }
    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.entry(writer, first)
    }
    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open();
        writer.write_all(b"{")
    }
    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }
    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.entry(writer, first)
    }
    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_lines_of_their_own() {
        let value = serde_json::json!({"plan": {"a": {"t": [{"x": [1, {"y": 2}]}, {}], "u": []}}});
        let text = String::from_utf8(to_bytes(&value)).unwrap();
        let expected = "{\n\"plan\":{\n\"a\":{\n\"t\":[\n{\"x\":[1,{\"y\":2}]},\n{}\n],\n\"u\":[]\n}\n}\n}\n";
        assert_eq!(text, expected);
    }
}
