//! A toast says what happened and offers Undo; it goes by itself after six seconds (the session takes it away).

use leptos::prelude::*;

/// What a toast says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToastView {
    /// Its number.
    pub id: u64,
    /// What happened: "Aria Pro, May: +120".
    pub text: String,
    /// "Undo", "Open"; empty: none.
    pub action: String,
}

/// The toasts, in a live region that is always there, so that readers hear what is put in.
#[component]
pub fn Toasts(
    /// What is said.
    #[prop(into)]
    toasts: Signal<Vec<ToastView>>,
    /// Carries out the action of one.
    on_action: Callback<u64>,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                <div class="toast">
                    <span>{toast.text.clone()}</span>
                    {(!toast.action.is_empty()).then(|| view! {
                        <button type="button" on:click=move |_| on_action.run(toast.id)>{toast.action.clone()}</button>
                    })}
                </div>
            </For>
        </div>
    }
}
