//! What may be typed at all: the rules that `apply` and `file` hold every record to.
//!
//! They look at one record alone. What only shows between records (an item without its family) is a notice of the engine.

use std::fmt;

/// A value that may not stand in the plan: which field, what was found, what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The field's name as in the JSON.
    pub field: &'static str,
    /// What was found, as text.
    pub found: String,
    /// What may stand there.
    pub expected: &'static str,
}

impl Flaw {
    /// A flaw of one field.
    pub fn new(field: &'static str, found: impl fmt::Display, expected: &'static str) -> Self {
        Self { field, found: found.to_string(), expected }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}; expected {}", self.field, self.found, self.expected)
    }
}

/// The largest size of any typed number. Far beyond every company, and sums of products of two stay finite.
pub const LARGEST: f64 = 1e15;

/// A number that is a number, and not beyond [`LARGEST`].
pub fn finite(field: &'static str, value: f64) -> Result<(), Flaw> {
    if value.is_finite() && value.abs() <= LARGEST {
        return Ok(());
    }
    Err(Flaw::new(field, value, "a number between -1e15 and 1e15"))
}

/// A quantity, price or duration that cannot be negative.
pub fn at_least_zero(field: &'static str, value: Option<f64>) -> Result<(), Flaw> {
    match value {
        Some(value) if !(0.0..=LARGEST).contains(&value) => Err(Flaw::new(field, value, "a number from 0 to 1e15")),
        _ => Ok(()),
    }
}

/// A share of a whole.
pub fn share(field: &'static str, value: f64) -> Result<(), Flaw> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(Flaw::new(field, value, "a share from 0 to 1"))
}

/// A code by which a record is known.
pub fn code(field: &'static str, code: &str) -> Result<(), Flaw> {
    if code.is_empty() || code.len() > 200 {
        return Err(Flaw::new(
            field,
            format!("\"{}\"", code.chars().take(40).collect::<String>()),
            "a code of 1 to 200 characters",
        ));
    }
    Ok(())
}
