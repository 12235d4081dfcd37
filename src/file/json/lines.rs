//! Compact JSON with a line break before everything down to the records of a table: small, and a diff shows records.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Envelope 1, plan 2, section 3, table 4.
const DEEPEST_BREAK: usize = 4;

/// The bytes of a value.
///
/// # Errors
/// As serde_json: a map key that is not text.
pub(super) fn to_bytes(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Lines { depth: 0, filled: false }))?;
    bytes.push(b'\n');
    Ok(bytes)
}

struct Lines {
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
        if self.depth <= DEEPEST_BREAK { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn close<W: ?Sized + io::Write>(&mut self, writer: &mut W, end: &[u8]) -> io::Result<()> {
        if self.filled && self.depth <= DEEPEST_BREAK {
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
        let text = String::from_utf8(to_bytes(&value).unwrap()).unwrap();
        let expected = "{\n\"plan\":{\n\"a\":{\n\"t\":[\n{\"x\":[1,{\"y\":2}]},\n{}\n],\n\"u\":[]\n}\n}\n}\n";
        assert_eq!(text, expected);
    }
}
