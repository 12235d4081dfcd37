//! What is shown: the outcome put into words, figures, tables and charts. All that the screens render; plain values.
//!
//! One file per step. Text is American English; numbers and months are written by a [`Locale`].

mod context;
mod edit;
mod figures;
mod locale;
mod ready;
mod shape;
mod shell;

pub use context::Context;
pub use edit::{describe, is_typed_measure, typed, typed_figure, verdict_name};
pub use figures::{FigureRow, Figures, GapRow, StepFigures, TieRow, Total, figures, notices};
pub use locale::{Locale, NOT_APPLICABLE, NOT_COMPUTED};
pub use ready::step_states;
pub use shape::*;
pub use shell::*;
