//! Where files are dropped or chosen: several at once, or a whole folder. They are read on this device.

use leptos::ev::{DragEvent, Event};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, FileList, HtmlInputElement};

/// The zone and its buttons.
#[component]
pub fn DropZone(
    /// What can be dropped.
    #[prop(into)]
    hint: String,
    /// The button.
    #[prop(into)]
    verb: String,
    /// The files.
    on_files: Callback<Vec<File>>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let files = NodeRef::<html::Input>::new();
    let folder = NodeRef::<html::Input>::new();
    // Copied out of the list, which is emptied when the input is.
    let take = move |list: Option<FileList>| {
        let files: Vec<File> = list.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.get(at))).collect();
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|transfer| transfer.files()));
    };
    let on_change = move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        take(input.files());
        // So that choosing the same file again is a change again.
        input.set_value("");
    };
    let open = |input: NodeRef<html::Input>| {
        move |_| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        }
    };
    view! {
        <div
            class=move || if over.get() { "drop over" } else { "drop" }
            on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        >
            <span>{hint}</span>
            <span class="dim">"read on this device, nothing is sent"</span>
        </div>
        <div class="drop-acts">
            <button type="button" class="btn pri" data-do="choose-files" on:click=open(files)>{verb}</button>
            <button type="button" class="btn" on:click=open(folder)>"Choose a folder"</button>
            <input type="file" multiple hidden node_ref=files accept=".csv,.json,.txt,.tsv" aria-label="Files" on:change=on_change />
            <input type="file" hidden node_ref=folder prop:webkitdirectory=true aria-label="Folder" on:change=on_change />
        </div>
    }
}
