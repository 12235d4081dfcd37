//! What people see and do: renders reports, turns input into changes, computes nothing itself.

pub mod app;
pub mod files;
pub mod gallery;
pub mod home;
mod panic;
pub mod parts;
pub mod roll;
pub mod route;
mod series;
pub mod session;
pub mod steps;

use leptos::prelude::*;

/// Mounts the app in the page's body.
pub fn start() {
    panic::install();
    mount_to_body(app::App);
}
