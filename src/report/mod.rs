//! What is shown: the outcome put into words, figures, tables and charts. All that the screens render; plain values.
//!
//! One file per step. Text is American English; numbers and months are written by a [`Locale`].

mod locale;
mod shape;
mod shell;

pub use locale::{Locale, NOT_APPLICABLE, NOT_COMPUTED};
pub use shape::*;
pub use shell::*;
