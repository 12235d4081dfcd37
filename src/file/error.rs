//! Why a file was refused. Everything milder is a [`super::Finding`].

use std::fmt;

/// A file that cannot be opened as a plan; the current plan stays as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// Longer than any plan that this program can hold.
    TooLarge {
        /// Its length in bytes.
        bytes: usize,
    },
    /// Not JSON from some place on.
    NotJson {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// What is wrong there.
        found: String,
    },
    /// The file ends before the plan does.
    Truncated {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
    },
    /// JSON, but not a plan of this program.
    NotAPlan,
    /// Written by a newer version of this program.
    NewerVersion {
        /// The file's version.
        found: u64,
        /// The newest version that can be read.
        known: u64,
    },
    /// A part without which there is no plan has the wrong shape.
    WrongShape {
        /// Where, such as `plan`.
        path: String,
        /// What is there.
        found: String,
        /// What should be there.
        expected: &'static str,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::TooLarge { bytes } => write!(
                f,
                "The file has {} MB; a plan has at most {} MB. Nothing was opened. Maybe it is another file.",
                bytes >> 20,
                super::json::LARGEST_FILE >> 20
            ),
            FileError::NotJson { line, column, found } => write!(
                f,
                "The file is not readable from line {line}, column {column} on: {found}. Nothing was opened. Maybe it was edited by hand, or is not a plan."
            ),
            FileError::Truncated { line, column } => write!(
                f,
                "The file ends at line {line}, column {column}, in the middle of the plan. Nothing was opened. Maybe the download was cut off: save or send it again."
            ),
            FileError::NotAPlan => f.write_str(
                "The file is JSON but not a Sextant plan. Nothing was opened. Maybe it comes from another program.",
            ),
            FileError::NewerVersion { found, known } => write!(
                f,
                "The plan was written in format version {found}; this page reads up to version {known}. Nothing was opened. Maybe reload the page to get its newest version."
            ),
            FileError::WrongShape { path, found, expected } => {
                write!(
                    f,
                    "{path} is {found}; expected {expected}. Nothing was opened. Maybe the file was edited by hand."
                )
            }
        }
    }
}

impl std::error::Error for FileError {}
