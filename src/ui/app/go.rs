//! Where the command box leads: pages, cards, figures, and what can be done from anywhere.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::draft::Draft;
use super::look;
use crate::model::Step;
use crate::report::{Deed, Found, Goal};
use crate::ui::route::Route;
use crate::ui::session::Session;

/// How often it is looked whether the page is there, and for how long.
const LOOK: Duration = Duration::from_millis(50);
const LOOKS: u32 = 60;

/// Goes where something leads.
pub fn go(session: Session, draft: Draft, found: Found) {
    draft.palette.set(false);
    match found.goal {
        Goal::Step(step) => open(session, draft, step, "h1".into()),
        Goal::Card(step, card) => open(session, draft, step, format!("#card-{card}")),
        Goal::Cell(step, cell) => {
            let rows = session.rows_above(&cell);
            draft.view.update(|view| {
                view.search.clear();
                view.only_gaps = false;
                view.open.extend(rows);
            });
            draft.explain(*cell);
            open(session, draft, step, if step < Step::PreSop { ".pt" } else { ".panel" }.into());
        }
        Goal::Cycle(id) => Route::Step(id, Step::Executive).go(),
        Goal::Scenario(id) => session.show_scenario(id),
        Goal::Do(deed) => carry_out(session, draft, deed),
    }
}

fn carry_out(session: Session, draft: Draft, deed: Deed) {
    match deed {
        Deed::Undo => session.undo(),
        Deed::Redo => session.redo(),
        Deed::Present => look::toggle_presenter(),
        Deed::Theme => session.say(look::next_theme(), false),
        Deed::Export => session.export(),
        // After the dialog is gone, or it would be printed too.
        Deed::Print => set_timeout(look::print, LOOK),
        Deed::Explain => draft.panel.set(true),
        Deed::Home => Route::Home.go(),
        Deed::NewScenario => {
            // The form is in the switch's menu.
            if let Some(switch) = element(".scen") {
                set_timeout(move || switch.click(), LOOK);
                focus_when_there(|| true, "#new-scenario".into(), LOOKS);
            }
        }
        Deed::Checkpoint => {
            Route::Home.go();
            focus_when_there(|| true, "#checkpoint".into(), LOOKS);
        }
    }
}

/// Opens a step of the open cycle and puts the focus on what is sought there.
fn open(session: Session, draft: Draft, step: Step, selector: String) {
    let Some(id) = session.live.with_untracked(|plan| plan.as_ref().map(|plan| plan.header.id.clone())) else { return };
    let route = Route::Step(id, step);
    route.go();
    focus_when_there(move || draft.route.with_untracked(|shown| *shown == route), selector, LOOKS);
}

fn focus_when_there(is_shown: impl Fn() -> bool + 'static, selector: String, looks: u32) {
    let look = move || match element(&selector).filter(|_| is_shown()) {
        Some(element) => {
            if !element.has_attribute("tabindex") && selector.starts_with("#card") {
                let _set = element.set_attribute("tabindex", "-1");
            }
            element.scroll_into_view_with_bool(true);
            let _focused = element.focus();
        }
        None if looks > 0 => focus_when_there(is_shown, selector, looks - 1),
        None => {}
    };
    set_timeout(look, LOOK);
}

fn element(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}
