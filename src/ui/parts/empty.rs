//! Nothing here yet: what it would bring, and what brings it.

use leptos::prelude::*;

/// A card without contents.
#[component]
pub fn Empty(
    /// What it would show, and what is missing for it.
    text: String,
) -> impl IntoView {
    view! { <div class="empty"><p>{text}</p></div> }
}
