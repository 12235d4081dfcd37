//! The top bar: which cycle, which scenario, whether it is saved, go to, undo and redo, present, colors.

use leptos::prelude::*;

use super::icon::{Icon, Pic};
use super::progress::{Progress, ProgressView};
use super::rail::Mark;
use super::scenario::{ScenarioActs, ScenarioSwitch};
use crate::report::{ScenarioBar, Tone};

/// Whether the plan is stored on this device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// "Saved 14:32 on this device", "Saving ...", "Not saved: this browser has no room left".
    pub text: String,
    /// Plain while saving, good when saved, bad when it could not be.
    pub tone: Tone,
}

/// What the top bar asks for.
#[derive(Clone, Copy)]
pub struct TopActs {
    /// Takes the last edit back.
    pub undo: Callback<()>,
    /// Carries it out again.
    pub redo: Callback<()>,
    /// Light, dark, or as the system.
    pub theme: Callback<()>,
    /// Opens the command box.
    pub find: Callback<()>,
    /// The room's view on or off.
    pub present: Callback<()>,
    /// Stops the job that is running.
    pub cancel: Callback<()>,
}

/// The top bar of a cycle's pages.
#[component]
pub fn TopBar(
    /// The cycle, such as "March 2026".
    #[prop(into)]
    cycle: Signal<String>,
    /// The scenario switch.
    scenario: Signal<ScenarioBar>,
    /// What can be done with scenarios.
    scenario_acts: ScenarioActs,
    /// Whether it is saved.
    saved: Signal<Saved>,
    /// What undo would take back; `None`: nothing.
    undo: Signal<Option<String>>,
    /// What redo would carry out again; `None`: nothing.
    redo: Signal<Option<String>>,
    /// The job that is running, if any.
    job: Signal<Option<ProgressView>>,
    /// What the bar asks for.
    acts: TopActs,
    /// The address of the home page.
    home: String,
) -> impl IntoView {
    let tip = |name: &'static str, keys: &'static str, what: Signal<Option<String>>| {
        move || match what.get() {
            Some(what) => format!("{name}: {what} ({keys})"),
            None => format!("{name} ({keys}): nothing to {}", name.to_lowercase()),
        }
    };
    let mark_home = home.clone();
    view! {
        <header class="top">
            <a class="brand top-home" href=mark_home aria-label="All cycles"><Mark /></a>
            <a class="btn ghost cyc-b" href=home title="All cycles">{cycle}</a>
            <ScenarioSwitch bar=scenario acts=scenario_acts />
            <span class="sp"></span>
            {move || job.get().map(|job| view! { <Progress job=job on_cancel=acts.cancel /> })}
            <SaveState saved=saved />
            <button
                type="button" class="btn ghost go-b no-present" data-do="go-to" title="Go to anything (Ctrl K)"
                on:click=move |_| acts.find.run(())
            >
                <Pic icon=Icon::Search /><span class="hide-p">"Go to"</span><kbd class="hide-p" aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <button
                type="button" class="btn ghost" title=tip("Undo", "Ctrl Z", undo) aria-label=tip("Undo", "Ctrl Z", undo)
                aria-disabled=move || undo.with(Option::is_none).to_string()
                on:click=move |_| if undo.with_untracked(Option::is_some) { acts.undo.run(()) }
            >
                <Pic icon=Icon::Undo /><span class="hide-p">"Undo"</span>
            </button>
            <button
                type="button" class="btn ghost icon" title=tip("Redo", "Ctrl Y", redo) aria-label=tip("Redo", "Ctrl Y", redo)
                aria-disabled=move || redo.with(Option::is_none).to_string()
                on:click=move |_| if redo.with_untracked(Option::is_some) { acts.redo.run(()) }
            >
                <Pic icon=Icon::Redo />
            </button>
            <button type="button" class="btn ghost icon hide-p" title="Present to a room (F8)" aria-label="Present to a room (F8)" on:click=move |_| acts.present.run(())>
                <Pic icon=Icon::Present />
            </button>
            <ThemeButton on_theme=acts.theme />
        </header>
    }
}

/// Whether the plan is stored, in words.
#[component]
fn SaveState(saved: Signal<Saved>) -> impl IntoView {
    let class = move || match saved.with(|saved| saved.tone) {
        Tone::Bad => "save hide-p no-present bad",
        Tone::Warn | Tone::Plain => "save hide-p no-present wrn",
        _ => "save hide-p no-present",
    };
    let icon = move || match saved.with(|saved| saved.tone) {
        Tone::Bad => view! { <Pic icon=Icon::Error /> },
        Tone::Good => view! { <Pic icon=Icon::Check /> },
        _ => view! { <Pic icon=Icon::Line /> },
    };
    view! {
        <span class=class title=move || saved.get().text hidden=move || saved.with(|saved| saved.text.is_empty())>
            {icon}{move || saved.get().text}
        </span>
    }
}

/// The button between light, dark and the system's choice.
#[component]
pub fn ThemeButton(
    /// Asks for the other one.
    on_theme: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="btn ghost icon" title="Light, dark or as the system" aria-label="Light, dark or as the system" on:click=move |_| on_theme.run(())>
            <Pic icon=Icon::Theme />
        </button>
    }
}
