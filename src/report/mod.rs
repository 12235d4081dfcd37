//! What is shown: the outcome put into words, figures, tables and charts. All that the screens render; plain values.
//!
//! One file per step. Text is American English; numbers and months are written by a [`Locale`].

mod approval;
mod block;
mod card;
mod chart_table;
mod comments;
mod context;
mod demand;
mod edit;
mod executive;
mod explain;
mod figures;
mod finance;
mod find;
mod form;
pub mod glossary;
mod home;
mod locale;
mod mark;
mod page;
mod paper;
mod pre_sop;
mod product;
mod put;
mod rail;
mod ready;
mod roll;
mod scenario;
mod series;
mod shape;
mod shell;
mod sum;
mod supply;
mod table;
#[cfg(test)]
mod testing;
mod whole;

pub use approval::{Frozen, approval_bar, frozen_words};
pub use block::{Block, BlockSummary, Toward, block_summary, block_text, edge, table_csv, table_text, typed_cells};
pub use chart_table::chart_table;
pub use context::Context;
pub use demand::accuracy_table;
pub use edit::{Locking, authored, content, describe, is_typed_measure, locking, typed, typed_figure, verdict_name};
pub use explain::explain;
pub use figures::{FigureRow, Figures, GapRow, StepFigures, TieRow, Total, figures, notices};
pub use find::{Deed, Findable, Found, Goal, Kind, find, findable, rows_above};
pub use form::*;
pub use home::{CycleSummary, KnownCycle, folder_import, home, plan_import, stored_summary, summary};
pub use locale::{Locale, NOT_APPLICABLE, NOT_COMPUTED};
pub use page::{about, page, question};
pub use paper::sheets;
pub use put::{DecimalSign, Misfit, Put, PutPlan, put_plan};
pub use rail::{day_of, rail};
pub use ready::step_states;
pub use roll::{Came, elapsed_month, roll_notes, roll_view, waits_for};
pub use scenario::{scenario_bar, what_if, what_if_change};
pub use series::{find_series, series_page, typed_mark, typed_method};
pub use shape::*;
pub use shell::*;
pub use table::{Against, Arrange, Choice, Sort, TableView, planning_table};
