//! The scenario switch, and the banner that names the scenario whenever it is not the base plan.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::icon::{Icon, Pic, tone_text};
use super::menu::Menu;
use crate::model::RecordId;
use crate::report::{ScenarioBar, ScenarioChoice};

/// What can be done with scenarios.
#[derive(Clone, Copy)]
pub struct ScenarioActs {
    /// Shows one; `None`: the base plan.
    pub show: Callback<Option<RecordId>>,
    /// Makes one of this name and shows it.
    pub create: Callback<String>,
    /// Applies the shown one to the base plan as one change.
    pub promote: Callback<()>,
    /// Deletes the shown one.
    pub delete: Callback<()>,
}

/// The switch in the top bar.
#[component]
pub fn ScenarioSwitch(
    /// What is shown and what can be chosen.
    bar: Signal<ScenarioBar>,
    /// What can be done.
    acts: ScenarioActs,
) -> impl IntoView {
    let class =
        Signal::derive(move || if bar.with(|bar| bar.shown.is_some()) { "scen what" } else { "scen" }.to_owned());
    let name = Signal::derive(move || format!("Scenario: {}", bar.with(|bar| bar.name.clone())));
    let button = move || {
        view! { <span>{move || bar.with(|bar| bar.name.clone())}</span><Pic icon=Icon::Down /> }
    };
    view! {
        <Menu button=button class=class name=name>
            <button
                type="button" class="menu-i" aria-current=move || bar.with(|bar| bar.shown.is_none()).to_string()
                on:click=move |_| acts.show.run(None)
            >
                <span class="scen-dot">"Base plan"</span>
            </button>
            {move || bar.get().choices.into_iter().map(|choice| view! { <ChoiceLine choice=choice bar=bar acts=acts /> }).collect_view()}
            <hr />
            <NewScenario on_create=acts.create />
        </Menu>
    }
}

#[component]
fn ChoiceLine(choice: ScenarioChoice, bar: Signal<ScenarioBar>, acts: ScenarioActs) -> impl IntoView {
    let id = choice.id.clone();
    let shown = move || bar.with(|bar| bar.shown.as_ref() == Some(&id)).to_string();
    let id = choice.id;
    view! {
        <button type="button" class="menu-i" aria-current=shown on:click=move |_| acts.show.run(Some(id.clone()))>
            <span class="scen-dot what">{choice.name}</span>
            <span class=format!("num {}", tone_text(choice.tone))>{choice.effect}</span>
        </button>
    }
}

/// A name and a button that makes a scenario of it.
#[component]
fn NewScenario(on_create: Callback<String>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            name.set(String::new());
            on_create.run(typed);
        }
    };
    view! {
        <form on:submit=submit>
            <div class="field sp">
                <label for="new-scenario">"New scenario"</label>
                <input
                    id="new-scenario" class="inp" maxlength="80" autocomplete="off" placeholder="Second shift in Graz"
                    prop:value=name on:input=move |event| name.set(event_target_value(&event))
                />
            </div>
            <button type="submit" class="btn">"Create"</button>
        </form>
    }
}

/// The banner: names the scenario, and offers three ways out.
#[component]
pub fn ScenarioBanner(
    /// What is shown.
    bar: Signal<ScenarioBar>,
    /// What can be done.
    acts: ScenarioActs,
) -> impl IntoView {
    let changes = move || bar.with(|bar| bar.changes.join("\n"));
    view! {
        <Show when=move || bar.with(|bar| bar.shown.is_some())>
            <section class="banner" aria-label="Scenario">
                <span class="chip scn">"◆ Scenario"</span>
                <p title=changes>
                    "You are working in " <b>{move || bar.with(|bar| bar.name.clone())}</b> ". "
                    {move || bar.with(|bar| bar.note.clone())}
                </p>
                <span class="acts">
                    <button type="button" class="lk-b" on:click=move |_| acts.promote.run(())>"Bring into base plan"</button>
                    <button type="button" class="lk-b" on:click=move |_| acts.delete.run(())>"Delete"</button>
                    <button type="button" class="lk-b" on:click=move |_| acts.show.run(None)>"Leave"</button>
                </span>
            </section>
        </Show>
    }
}

/// The banner of an approved cycle.
#[component]
pub fn FrozenBanner(
    /// What approval froze, in a sentence; empty: not approved.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <Show when=move || text.with(|text| !text.is_empty())>
            <section class="banner frozen" aria-label="Approved cycle">
                <Pic icon=Icon::Lock />
                <p><b>"Approved. "</b>{text}</p>
            </section>
        </Show>
    }
}

/// The banner of a cycle that went on without the actuals of the month before.
#[component]
pub fn WaitsBanner(
    /// What it waits for; empty: nothing.
    #[prop(into)]
    text: Signal<String>,
    /// Goes to where it is brought in.
    on_bring: Callback<()>,
) -> impl IntoView {
    view! {
        <Show when=move || text.with(|text| !text.is_empty())>
            <section class="banner waits" aria-label="Actuals that are missing">
                <p><b>"Not all actuals. "</b>{text}</p>
                <span class="acts">
                    <button type="button" class="lk-b" data-do="bring" on:click=move |_| on_bring.run(())>"Bring them in"</button>
                </span>
            </section>
        </Show>
    }
}
