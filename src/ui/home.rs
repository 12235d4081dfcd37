//! The home page: the cycle to continue, earlier cycles, and the ways to start one.

use leptos::prelude::*;
use web_sys::File;

use super::parts::checkpoints::{CheckpointActs, CheckpointView, Checkpoints};
use super::parts::drop::DropZone;
use super::parts::icon::{Icon, Pic, tone_fill, tone_text};
use super::parts::rail::Mark;
use super::parts::ring::state_class;
use super::parts::topbar::ThemeButton;
use crate::model::{CycleId, Step};
use crate::report::{CycleRow, Home, HomeCycle, RailStep, StepState, Tile};

/// What the home page asks for.
#[derive(Clone, Copy)]
pub struct HomeActs {
    /// The address of a step of a cycle.
    pub href: Callback<(CycleId, Step), String>,
    /// Opens a cycle at a step.
    pub open: Callback<(CycleId, Step)>,
    /// Opens a stored cycle where it stands.
    pub open_cycle: Callback<CycleId>,
    /// Deletes a cycle, after asking.
    pub delete: Callback<CycleRow>,
    /// Opens the next month's cycle.
    pub roll: Callback<()>,
    /// Reads files.
    pub files: Callback<Vec<File>>,
    /// Opens the example company.
    pub example: Callback<()>,
    /// Brings the example company back to how it came, after asking.
    pub reset: Callback<()>,
    /// Saves checkpoints and returns to them.
    pub checkpoints: CheckpointActs,
    /// Starts with nothing.
    pub empty: Callback<()>,
    /// Saves the open cycle as a file.
    pub backup: Callback<()>,
    /// Light to dark and back.
    pub theme: Callback<()>,
}

/// The home page.
#[component]
pub fn HomePage(
    /// What it says.
    #[prop(into)]
    home: Signal<Home>,
    /// How many cycles are stored and when a backup was made.
    #[prop(into)]
    storage: Signal<String>,
    /// The checkpoints of the open cycle.
    checkpoints: Signal<Vec<CheckpointView>>,
    /// Whether the example is on this device.
    has_example: Signal<bool>,
    /// What stands at the top: notices, progress.
    notices: ViewFn,
    /// What it asks for.
    acts: HomeActs,
) -> impl IntoView {
    view! {
        <header class="hometop">
            <a class="brand" href="#/" aria-current="page"><Mark /><span>"Sextant"</span></a>
            <span class="sp"></span>
            <span class="save hide-p"><Pic icon=Icon::Lock />"Everything stays on this device"</span>
            <ThemeButton on_theme=acts.theme />
        </header>
        <main class="home" id="main" tabindex="-1">
            <div class="hero">
                <h1>{move || home.with(|home| home.title.clone())}</h1>
                <p>{move || home.with(|home| home.lead.clone())}</p>
            </div>
            {notices.run()}
            {move || home.get().current.map(|cycle| view! { <Current cycle=cycle acts=acts /> })}
            <Show when=move || home.with(|home| home.current.is_some())>
                <Checkpoints list=checkpoints acts=acts.checkpoints />
            </Show>
            <Show when=move || home.with(|home| !home.earlier.is_empty())>
                <div class="h2r"><h2 id="earlier">"Earlier cycles"</h2><span class="mut">"the twelve months ahead, as each cycle saw them"</span></div>
                <Earlier home=home acts=acts />
            </Show>
            <div class="h2r"><h2>"Start a cycle"</h2></div>
            <Starts home=home has_example=has_example acts=acts />
            <p class="foot">
                <span><Pic icon=Icon::Check />" "{storage}</span>
                <Show when=move || home.with(|home| home.current.is_some())>
                    <button type="button" class="lk-b" on:click=move |_| acts.backup.run(())>"Save a backup file"</button>
                </Show>
            </p>
        </main>
    }
}

/// The cycle to continue.
#[component]
fn Current(cycle: HomeCycle, acts: HomeActs) -> impl IntoView {
    let id = cycle.id.clone();
    let walk =
        cycle.steps.into_iter().map(|step| view! { <WalkStep step=step id=id.clone() acts=acts /> }).collect_view();
    let figures = cycle.figures.into_iter().map(|tile| view! { <KeyFigure tile=tile /> }).collect_view();
    let next = (cycle.id.clone(), cycle.next);
    let missing = (!cycle.missing.is_empty()).then(|| view! { <p class="mut">{cycle.missing}</p> });
    let name = cycle.name.clone();
    view! {
        <section class="card lead-c" aria-label=name>
            <div>
                <div class="lead-h">
                    <h2>{cycle.name}</h2>
                    <span class=format!("chip {}", if tone_fill(cycle.tone).is_empty() { "brass" } else { tone_fill(cycle.tone) })>{cycle.chip}</span>
                    <span class="mut">{cycle.about}</span>
                </div>
                <ol class="walk">{walk}</ol>
                {missing}
            </div>
            <div class="lead-r">
                {figures}
                <button type="button" class="btn pri" data-do="continue" on:click=move |_| acts.open.run(next.clone())>{cycle.next_label}</button>
            </div>
        </section>
    }
}

#[component]
fn WalkStep(step: RailStep, id: CycleId, acts: HomeActs) -> impl IntoView {
    let mark = match step.state {
        StepState::Signed { .. } => view! { <Pic icon=Icon::Check /> }.into_any(),
        _ => step.step.number().into_any(),
    };
    let href = acts.href.run((id.clone(), step.step));
    let at = (id, step.step);
    view! {
        <li class=state_class(&step.state)>
            <a href=href on:click=move |event| { event.prevent_default(); acts.open.run(at.clone()); }>
                <i aria-hidden="true">{mark}</i>
                <b>{step.step.name()}</b>
                <small>{step.words}</small>
            </a>
        </li>
    }
}

#[component]
fn KeyFigure(tile: Tile) -> impl IntoView {
    view! {
        <div class="kv" title=tile.tip>
            <span>{tile.label}</span>
            <b>{tile.figure} " " {tile.unit}</b>
            <small class=tone_text(tile.tone)>{tile.note}</small>
        </div>
    }
}

#[component]
fn Earlier(home: Signal<Home>, acts: HomeActs) -> impl IntoView {
    let heads = move || {
        home.get().heads.into_iter().map(|head| view! { <th scope="col" class="num">{head}</th> }).collect_view()
    };
    let rows =
        move || home.get().earlier.into_iter().map(|row| view! { <EarlierRow row=row acts=acts /> }).collect_view();
    view! {
        <section class="card tb-w" role="region" tabindex="0" aria-labelledby="earlier">
            <table class="tb cycles">
                <thead>
                    <tr>
                        <th scope="col">"Cycle"</th><th scope="col" class="hide-p">"Steps"</th><th scope="col">"State"</th>{heads}
                        <th scope="col" class="hide-p">"Decisions, looked back"</th><th scope="col"><span class="sr">"Delete"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

#[component]
fn EarlierRow(row: CycleRow, acts: HomeActs) -> impl IntoView {
    let id = row.id.clone();
    let name = if row.stored {
        view! { <button type="button" class="lk-b" on:click=move |_| acts.open_cycle.run(id.clone())>{row.name.clone()}</button> }.into_any()
    } else {
        row.name.clone().into_any()
    };
    let steps = row.steps.iter().map(|state| view! { <i class=state_class(state)></i> }).collect_view();
    let signed = row.steps.iter().filter(|state| matches!(state, StepState::Signed { .. })).count();
    let figures = row.figures.iter().map(|figure| view! { <td class="num">{figure.clone()}</td> }).collect_view();
    let (state, decisions, whole) = (row.state.clone(), row.decisions.clone(), row.clone());
    let bin = row.stored.then(|| {
        let label = format!("Delete {}", row.name);
        view! {
            <button type="button" class="btn s ghost icon" title=label.clone() aria-label=label on:click=move |_| acts.delete.run(whole.clone())>
                <Pic icon=Icon::Bin />
            </button>
        }
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="hide-p"><span class="mini" role="img" aria-label=format!("{signed} of 6 steps approved")>{steps}</span></td>
            <td class="mut">{state}</td>
            {figures}
            <td class="mut said hide-p">{decisions}</td>
            <td class="num">{bin}</td>
        </tr>
    }
}

/// Roll forward, from files, example or empty.
#[component]
fn Starts(home: Signal<Home>, has_example: Signal<bool>, acts: HomeActs) -> impl IntoView {
    let missing = Signal::derive(move || home.with(|home| home.roll_missing.clone()));
    let can_roll = move || home.with(|home| !home.roll_title.is_empty());
    view! {
        <div class="starts">
            <Show when=can_roll>
                <section class="card pickc">
                    <h3><Pic icon=Icon::Roll />{move || home.with(|home| home.roll_title.clone())}</h3>
                    <p>{move || home.with(|home| home.roll_text.clone())}</p>
                    <div class="acts">
                        <button
                            type="button" class="btn" data-do="roll" title=missing
                            aria-disabled=move || missing.with(|missing| !missing.is_empty()).to_string()
                            on:click=move |_| if missing.with_untracked(String::is_empty) { acts.roll.run(()) }
                        >
                            {move || missing.with(|missing| if missing.is_empty() { "Roll forward".to_owned() } else { missing.clone() })}
                        </button>
                    </div>
                </section>
            </Show>
            <section class="card pickc">
                <h3><Pic icon=Icon::Import />"From your files"</h3>
                <DropZone
                    hint="Drop a plan file, or CSV files: history, items, bill of materials, resources, statements"
                    verb="Choose files" on_files=acts.files
                />
            </section>
            <section class="card pickc">
                <h3><Pic icon=Icon::Book />"Example or empty"</h3>
                <p>"The example company has a launch, a promotion, an overloaded line and a gap to budget. Or start with nothing."</p>
                <div class="acts two">
                    <button type="button" class="btn" data-do="example" on:click=move |_| acts.example.run(())>"Open example"</button>
                    <Show when=move || has_example.get()>
                        <button type="button" class="btn" data-do="reset" on:click=move |_| acts.reset.run(())>"Reset example"</button>
                    </Show>
                    <button type="button" class="btn" data-do="empty" on:click=move |_| acts.empty.run(())>"Empty"</button>
                </div>
            </section>
        </div>
    }
}
