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

/// Light to dark and back, remembered on this device.
pub fn toggle_theme() {
    let Some(root) = root() else { return };
    let next = if is_dark(&root) { "light" } else { "dark" };
    let _set = root.set_attribute(THEME, next);
    // A browser that forgets it follows the system again.
    let _remembered = prefs::set(prefs::THEME, next);
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

fn is_dark(root: &Element) -> bool {
    match root.get_attribute(THEME).as_deref() {
        Some("dark") => true,
        Some(_) => false,
        None => {
            window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
        }
    }
}

fn root() -> Option<Element> {
    document().document_element()
}
