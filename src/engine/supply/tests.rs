//! The supply plan's known answers, edges and laws.

mod hand;
mod known;
mod laws;
mod solved;
mod whole;
