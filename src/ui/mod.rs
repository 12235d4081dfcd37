//! What people see and do: renders reports, turns input into changes, computes nothing itself.

mod panic;
pub mod route;
pub mod session;

use leptos::prelude::*;

/// Mounts the app in the page's body.
pub fn start() {
    panic::install();
    mount_to_body(App);
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! { <main><h1>"Sextant"</h1></main> }
}
