//! The whole page: takes the session, gives the parts their values, and hands what people do back to the session's verbs.

mod acts;
mod draft;
mod go;
mod look;
mod pages;
mod take;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::gallery::Gallery;
use super::parts::dialog::{ConfirmDialog, ReasonDialog, SignDialog};
use super::parts::palette::Palette;
use super::parts::toast::Toasts;
use super::route::{self, Route};
use super::session::Session;
use draft::Draft;
use pages::{CyclePage, HomeView, ImportView, RollView, waiting_words};

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    let session = Session::start();
    provide_context(session);
    let draft = Draft::new(session, route::current());
    provide_context(draft);
    look::restore();
    let keys = window_event_listener(leptos::ev::keydown, move |event| on_key(session, draft, &event));
    let address = window_event_listener(leptos::ev::hashchange, move |_| session.follow_address());
    on_cleanup(move || {
        keys.remove();
        address.remove();
    });
    let page = Memo::new(move |_| match draft.route.read().clone() {
        Route::Home => "home",
        Route::Import => "import",
        Route::Roll => "roll",
        Route::Gallery => "gallery",
        Route::Step(..) | Route::Series(..) => "cycle",
    });
    view! {
        <button type="button" class="skip btn" on:click=move |_| focus_main()>"Skip to the page"</button>
        {move || match page.get() {
            "home" => view! { <HomeView /> }.into_any(),
            "import" => view! { <ImportView /> }.into_any(),
            "roll" => view! { <RollView /> }.into_any(),
            "gallery" => view! { <Gallery acts=acts::cards(session, draft) on_theme=acts::theme(session) /> }.into_any(),
            _ => view! { <CyclePage /> }.into_any(),
        }}
        <Dialogs />
        <Toasts toasts=draft.toasts() on_action=Callback::new(move |_| { session.toast.set(None); session.undo(); }) />
    }
}

/// Sign-off, approval, reason, confirmation.
#[component]
fn Dialogs() -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    view! {
        <SignDialog
            open=Signal::derive(move || draft.signing.with(Option::is_some))
            title=draft.sign_title() text=draft.sign_text() points=draft.sign_points() verb=draft.sign_verb() name=session.name
            on_sign=Callback::new(move |signature| draft.sign(signature)) on_close=Callback::new(move |()| draft.signing.set(None))
        />
        <ReasonDialog
            asked=Signal::derive(move || session.waiting.with(|waiting| waiting.as_ref().map(waiting_words)))
            on_reason=Callback::new(move |why| session.give_reason(why)) on_close=Callback::new(move |()| session.drop_waiting())
        />
        <ConfirmDialog
            asked=Signal::derive(move || draft.asking.with(|asked| asked.as_ref().map(draft::Asked::question)))
            on_yes=Callback::new(move |()| draft.do_asked()) on_no=Callback::new(move |()| draft.asking.set(None))
        />
        <Palette
            open=draft.palette hits=session.find(draft.palette.into(), draft.sought.into()) text=draft.sought
            on_text=Callback::new(move |text| draft.sought.set(text)) on_choose=Callback::new(move |found| go::go(session, draft, found))
            on_close=Callback::new(move |()| draft.palette.set(false))
        />
    }
}

/// Keys that hold everywhere: the command box; and everywhere but in a field: undo, redo, present, close the panel.
fn on_key(session: Session, draft: Draft, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let in_field =
        target.as_ref().is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
    let is_widget = target
        .is_some_and(|target| target.closest("button, a, summary, .pt, .chart").is_ok_and(|found| found.is_some()));
    let command = event.ctrl_key() || event.meta_key();
    if command && !event.shift_key() && event.key().eq_ignore_ascii_case("k") {
        event.prevent_default();
        return draft.open_palette();
    }
    if in_field || event.default_prevented() {
        return;
    }
    match (command, event.shift_key(), event.key().to_lowercase().as_str()) {
        (true, false, "z") => session.undo(),
        (true, true, "z") | (true, _, "y") => session.redo(),
        (true, _, "e") => draft.panel.set(true),
        (false, _, "f8") => look::toggle_presenter(),
        (false, back, " ") if look::is_presenting() && !is_widget => look::next_block(back),
        (false, _, "escape") if look::is_presenting() => look::toggle_presenter(),
        (false, _, "escape") => draft.panel.set(false),
        _ => return,
    }
    event.prevent_default();
}

fn focus_main() {
    let main = document().get_element_by_id("main").and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(main) = main {
        let _focused = main.focus();
    }
}
