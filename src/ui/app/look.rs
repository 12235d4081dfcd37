//! Light or dark, and the room's view: two attributes of the root that the style sheets read.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::Element;

use crate::store::prefs;

const THEME: &str = "data-theme";
const PRESENTER: &str = "data-presenter";

/// Sets the remembered theme; without one the system's preference holds.
pub fn restore() {
    if let (Some(root), Some(theme)) = (root(), prefs::get::<String>(prefs::THEME)) {
        let _set = root.set_attribute(THEME, &theme);
    }
}

/// From the system's colors to the other ones, then to these for good, then to the system's again; remembered on this device. Answers
/// with the choice in words.
pub fn next_theme() -> &'static str {
    let Some(root) = root() else { return "" };
    let (same, other) = if is_system_dark() { ("dark", "light") } else { ("light", "dark") };
    let next = match root.get_attribute(THEME) {
        None => other,
        Some(theme) if theme == other => same,
        Some(_) => {
            let _removed = root.remove_attribute(THEME);
            prefs::forget(prefs::THEME);
            return "Colors as the system has them";
        }
    };
    let _set = root.set_attribute(THEME, next);
    // A browser that forgets it follows the system again.
    let _remembered = prefs::set(prefs::THEME, next);
    if next == "dark" { "Dark colors" } else { "Light colors" }
}

/// The room's view on or off.
pub fn toggle_presenter() {
    if let Some(root) = root() {
        let _set = root.toggle_attribute(PRESENTER);
    }
}

/// Whether the room's view is on.
pub fn is_presenting() -> bool {
    root().is_some_and(|root| root.has_attribute(PRESENTER))
}

/// Brings the next block of the page to the top, or the one before: a room is led through it by one key.
pub fn next_block(back: bool) {
    let Some(main) = document().get_element_by_id("main") else { return };
    let blocks = main.children();
    let top = main.get_bounding_client_rect().top();
    let offset = |block: &Element| block.get_bounding_client_rect().top() - top;
    let mut shown = (0..blocks.length()).filter_map(|at| blocks.item(at)).filter(|block| block.client_height() > 0);
    let next = if back { shown.rfind(|block| offset(block) < -8.0) } else { shown.find(|block| offset(block) > 64.0) };
    if let Some(block) = next {
        block.scroll_into_view_with_bool(true);
    }
}

/// Opens the printer's dialog once the sheets of the page are there: the browser's own event comes too late to draw them.
pub fn print() {
    const DRAWN: Duration = Duration::from_millis(60);
    let told = web_sys::Event::new("beforeprint").is_ok_and(|event| window().dispatch_event(&event).is_ok());
    let open = || {
        // Refused only where there is no printer dialog at all.
        let _printed = window().print();
    };
    if told { set_timeout(open, DRAWN) } else { open() }
}

fn is_system_dark() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
}

fn root() -> Option<Element> {
    document().document_element()
}
