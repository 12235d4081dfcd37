//! Dialogs: signing a step, the reason for editing a signed one, and confirming what cannot be undone. Buttons name both outcomes.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A modal dialog of the browser's own: keeps the focus inside, closes on Esc, gives the focus back.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// It was closed without an answer.
    on_close: Callback<()>,
    /// Its question.
    #[prop(into)]
    title: Signal<String>,
    /// What stands below the question.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_open = open.get();
        let Some(dialog) = node.get() else { return };
        if is_open && !dialog.open() {
            // After the frame, when the contents are there to take the focus.
            request_animation_frame(move || {
                let _shown = dialog.show_modal();
                // By hand: `autofocus` would be refused, with a line in the log, while something else has the focus.
                let first = dialog.query_selector("[data-first]").ok().flatten();
                if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                    let _focused = first.focus();
                }
            });
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog class="dialog" node_ref=node aria-label=title on:close=move |_| if open.get_untracked() { on_close.run(()) }>
            <Show when=move || open.get()>
                <div class="body">
                    <h2>{title}</h2>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </dialog>
    }
}

/// What a signature says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// Who signs; self-declared.
    pub by: String,
    /// What they say; may be empty.
    pub note: String,
}

/// Asks for name and note: to sign a step, or to approve the plan.
#[component]
pub fn SignDialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// "Sign off demand?"
    #[prop(into)]
    title: Signal<String>,
    /// What signing does.
    #[prop(into)]
    text: Signal<String>,
    /// What is still open although not required, or what has changed since the last signature.
    #[prop(into)]
    points: Signal<Vec<String>>,
    /// The button: "Sign off demand".
    #[prop(into)]
    verb: Signal<String>,
    /// The name last used on this device.
    #[prop(into)]
    name: Signal<String>,
    /// Signed.
    on_sign: Callback<Signature>,
    /// Not signed.
    on_close: Callback<()>,
) -> impl IntoView {
    let body = move || {
        let by = RwSignal::new(name.get_untracked());
        let note = RwSignal::new(String::new());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let signature =
                Signature { by: by.get_untracked().trim().to_owned(), note: note.get_untracked().trim().to_owned() };
            if !signature.by.is_empty() {
                on_sign.run(signature);
            }
        };
        let lines = move || points.get().into_iter().map(|point| view! { <li>{point}</li> }).collect_view();
        view! {
            <form on:submit=submit>
                <p>{text}</p>
                <ul class="dots" hidden=move || points.with(Vec::is_empty)>{lines}</ul>
                <div class="field">
                    <label for="sign-name">"Your name"</label>
                    <input id="sign-name" class="inp" required maxlength="80" autocomplete="name" data-first="" prop:value=by on:input=move |event| by.set(event_target_value(&event)) />
                    <span class="hint">"Names are self-declared: nobody checks them on this device."</span>
                </div>
                <div class="field">
                    <label for="sign-note">"Note (optional)"</label>
                    <textarea id="sign-note" class="inp" maxlength="1000" prop:value=note on:input=move |event| note.set(event_target_value(&event))></textarea>
                </div>
                <footer>
                    <button type="button" class="btn" on:click=move |_| on_close.run(())>"Not yet"</button>
                    <button type="submit" class="btn pri" data-do="sign-now">{verb}</button>
                </footer>
            </form>
        }
    };
    view! { <Dialog open=open on_close=on_close title=title>{body()}</Dialog> }
}

/// Asks why a signed step is edited.
#[component]
pub fn ReasonDialog(
    /// What is about to be changed; `None`: closed.
    #[prop(into)]
    asked: Signal<Option<String>>,
    /// The reason.
    on_reason: Callback<String>,
    /// The edit is dropped.
    on_close: Callback<()>,
) -> impl IntoView {
    let open = Signal::derive(move || asked.with(Option::is_some));
    let body = move || {
        let reason = RwSignal::new(String::new());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            let typed = reason.get_untracked().trim().to_owned();
            if !typed.is_empty() {
                on_reason.run(typed);
            }
        };
        view! {
            <form on:submit=submit>
                <p>{move || asked.get().unwrap_or_default()}</p>
                <p>"The signature under this step, and every later one, becomes stale until its owner confirms it."</p>
                <div class="field">
                    <label for="reason">"Reason"</label>
                    <input id="reason" class="inp" required maxlength="200" autocomplete="off" data-first="" prop:value=reason on:input=move |event| reason.set(event_target_value(&event)) />
                </div>
                <footer>
                    <button type="button" class="btn" on:click=move |_| on_close.run(())>"Leave as signed"</button>
                    <button type="submit" class="btn pri" data-do="reason-now">"Change it"</button>
                </footer>
            </form>
        }
    };
    view! { <Dialog open=open on_close=on_close title="This step is signed off. Why change it?".to_owned()>{body()}</Dialog> }
}

/// What is to be confirmed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// "Delete March 2026?"
    pub title: String,
    /// What goes, and whether it can come back.
    pub text: String,
    /// "Delete March 2026".
    pub yes: String,
    /// "Keep it".
    pub no: String,
    /// Whether work is lost: the button then says so by its look.
    pub destroys: bool,
}

/// Confirms what Undo cannot mend.
#[component]
pub fn ConfirmDialog(
    /// The question; `None`: closed.
    #[prop(into)]
    asked: Signal<Option<Question>>,
    /// Yes.
    on_yes: Callback<()>,
    /// No.
    on_no: Callback<()>,
) -> impl IntoView {
    let open = Signal::derive(move || asked.with(Option::is_some));
    let say =
        move |part: fn(&Question) -> String| move || asked.with(|asked| asked.as_ref().map(part).unwrap_or_default());
    let title = Signal::derive(say(|question| question.title.clone()));
    let class = move || {
        if asked.with(|asked| asked.as_ref().is_some_and(|question| question.destroys)) { "btn bad" } else { "btn pri" }
    };
    view! {
        <Dialog open=open on_close=on_no title=title>
            <p>{say(|question| question.text.clone())}</p>
            <footer>
                <button type="button" class="btn" data-first="" on:click=move |_| on_no.run(())>{say(|question| question.no.clone())}</button>
                <button type="button" class=class data-do="yes" on:click=move |_| on_yes.run(())>{say(|question| question.yes.clone())}</button>
            </footer>
        </Dialog>
    }
}
