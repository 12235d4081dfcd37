//! What opens below a button: closes on Esc, on leaving it, and on choosing a line; arrows go from line to line.

use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// A button and what opens below it. Lines are `.menu-i`; a form inside keeps it open.
#[component]
pub fn Menu(
    /// What the button shows.
    #[prop(into)]
    button: ViewFn,
    /// Class of the button.
    #[prop(into)]
    class: Signal<String>,
    /// Name and tip of the button.
    #[prop(into)]
    name: Signal<String>,
    /// Whether it opens toward the left.
    #[prop(optional)]
    right: bool,
    /// What opens.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let whole = NodeRef::<html::Div>::new();
    let opener = NodeRef::<html::Button>::new();
    let close = move || {
        open.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _moved = opener.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if open.get_untracked() => {
            event.stop_propagation();
            close();
        }
        "ArrowDown" if in_field(&event) => {}
        "ArrowDown" | "ArrowUp" if open.get_untracked() => {
            event.prevent_default();
            step_focus(whole, event.key() == "ArrowDown");
        }
        _ => {}
    };
    let on_leave = move |event: FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        // A page that goes with an open menu takes the focus away after the menu's own signals are gone.
        let Some(whole) = whole.try_get_untracked().flatten() else { return };
        if !whole.contains(to.as_ref()) {
            open.set(false);
        }
    };
    let on_choice = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let chosen = target.and_then(|target| target.closest(".menu-i:not([data-keep])").ok().flatten());
        if chosen.is_some() {
            close();
        }
    };
    let side = if right { "menu right" } else { "menu" };
    view! {
        <div class="menu-b" node_ref=whole on:keydown=on_key on:focusout=on_leave>
            <button
                type="button"
                class=class
                node_ref=opener
                aria-expanded=move || open.get().to_string()
                aria-label=name
                title=name
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {button.run()}
            </button>
            <Show when=move || open.get()>
                <div class=side tabindex="-1" on:click=on_choice>{children()}</div>
            </Show>
        </div>
    }
}

fn in_field(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Moves the focus to the next or previous line, around the ends.
fn step_focus(whole: NodeRef<html::Div>, down: bool) {
    let Some(lines) = whole.get_untracked().and_then(|whole| whole.query_selector_all(".menu-i:not(:disabled)").ok())
    else {
        return;
    };
    let lines: Vec<HtmlElement> =
        (0..lines.length()).filter_map(|at| lines.item(at)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let here = lines.iter().position(|line| active.as_ref() == Some(line.as_ref()));
    let next = match (here, down) {
        (None, true) => 0,
        (None, false) => lines.len().saturating_sub(1),
        (Some(here), true) => (here + 1) % lines.len(),
        (Some(here), false) => here.checked_sub(1).unwrap_or(lines.len() - 1),
    };
    if let Some(line) = lines.get(next) {
        let _moved = line.focus();
    }
}
