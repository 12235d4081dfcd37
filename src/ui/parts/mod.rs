//! The parts of a page: functions of values (a signal in, a callback out). None knows the session, none works anything out.

pub mod approval;
pub mod card;
pub mod chart;
pub mod checks;
pub mod dialog;
pub mod drop;
pub mod empty;
pub mod explain;
pub mod findings;
pub mod grid;
pub mod head;
pub mod icon;
pub mod list;
pub mod menu;
pub mod message;
pub mod notice;
pub mod progress;
pub mod rail;
pub mod ring;
pub mod scenario;
pub mod slider;
pub mod table;
pub mod tiles;
pub mod toast;
pub mod topbar;
pub mod whatif;
