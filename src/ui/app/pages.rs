//! The pages with the session's values in them: home, what came in with files, the roll-forward, and a cycle's steps.

use leptos::prelude::*;

use super::acts;
use super::draft::Draft;
use crate::model::{CycleId, Step};
use crate::report::{SeriesId, StepState, Tone};
use crate::ui::files::ImportPage;
use crate::ui::home::HomePage;
use crate::ui::parts::checkpoints::CheckpointView;
use crate::ui::parts::explain::ExplainPanel;
use crate::ui::parts::notice::{NoticeView, Notices};
use crate::ui::parts::progress::{Progress as ProgressPart, ProgressView};
use crate::ui::parts::put::PutDialog;
use crate::ui::parts::rail::RailPart;
use crate::ui::parts::scenario::{FrozenBanner, ScenarioBanner, WaitsBanner};
use crate::ui::parts::topbar::{Saved, TopBar};
use crate::ui::roll::{RollActs, RollPage};
use crate::ui::route::Route;
use crate::ui::series::{SeriesActs, SeriesValues, SeriesView};
use crate::ui::session::{Progress, SaveState, Session, Trouble, Waiting};
use crate::ui::steps::{StepPage, StepValues};

/// What an edit that waits for its reason would do.
pub fn waiting_words(waiting: &Waiting) -> String {
    let steps: Vec<&str> = waiting.stale.iter().map(|step| step.name()).collect();
    format!("{}. It makes stale: {}.", waiting.what, steps.join(", "))
}

/// The list of cycles.
#[component]
pub fn HomeView() -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    let storage = Signal::derive(move || match session.heads.with(Vec::len) {
        0 => "Nothing is stored on this device yet".to_owned(),
        1 => "1 cycle on this device".to_owned(),
        count => format!("{count} cycles on this device"),
    });
    let has_example = Signal::derive(move || session.has_example());
    let checkpoints = Signal::derive(move || {
        let locale = session.locale.get();
        let view = |(id, name, at): (String, String, String)| {
            let at = format!("{} {}", crate::report::day_of(&locale, &at), clock(&at));
            CheckpointView { id, name, at }
        };
        session.checkpoints_here().into_iter().map(view).collect::<Vec<_>>()
    });
    view! { <HomePage home=session.home() storage=storage checkpoints=checkpoints has_example=has_example notices=(|| view! { <Troubles /> }).into() acts=acts::home(session, draft) /> }
}

/// What came in with files.
#[component]
pub fn ImportView() -> impl IntoView {
    let session = expect_context::<Session>();
    let view = Signal::derive(move || {
        session.incoming.with(|incoming| incoming.as_ref().map(|incoming| incoming.view.clone()))
    });
    view! {
        <ImportPage
            view=view notices=(|| view! { <Troubles /> }).into()
            on_open=Callback::new(move |()| session.open_incoming()) on_theme=acts::theme(session)
        />
    }
}

/// The roll-forward, or the actuals of the month before.
#[component]
pub fn RollView() -> impl IntoView {
    let session = expect_context::<Session>();
    let acts = RollActs {
        files: Callback::new(move |files| session.import_month(files)),
        with: Callback::new(move |()| session.bring_month()),
        without: Callback::new(move |()| session.roll_without()),
        theme: acts::theme(session),
    };
    view! { <RollPage view=session.roll_view() notices=(|| view! { <Troubles /> }).into() acts=acts /> }
}

/// Files that are being read, and what went wrong and was not put away yet.
#[component]
fn Troubles() -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    // A step's page shows it in its top bar.
    let has_bar = Signal::derive(move || draft.route.with(|route| route.cycle().is_some()));
    let cancel = Callback::new(move |()| session.cancel_reading());
    let reading = move || {
        let reading = session.reading.get().filter(|_| !has_bar.get())?;
        Some(view! { <ProgressPart job=job(&reading) on_cancel=cancel /> })
    };
    let notices = Signal::derive(move || session.troubles.get().iter().map(notice).collect::<Vec<_>>());
    let close = move |id: u64| session.troubles.update(|troubles| troubles.retain(|trouble| notice(trouble).id != id));
    view! {
        {reading}
        <Notices notices=notices on_action=Callback::new(close) on_close=Callback::new(close) />
    }
}

/// The first sentence is the title; the rest says where, why and what helps.
fn notice(trouble: &Trouble) -> NoticeView {
    let text = trouble.text.trim();
    let (title, rest) = match text.find(". ") {
        Some(end) => (&text[..=end], text[end + 1..].trim()),
        None => (text, ""),
    };
    // FNV-1a: the same words are the same notice.
    let id =
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    NoticeView {
        id,
        tone: trouble.tone,
        title: title.into(),
        text: rest.into(),
        points: trouble.points.clone(),
        action: String::new(),
    }
}

/// A cycle's pages: rail, bar, banner, the step, Explain.
#[component]
pub fn CyclePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    let rail = session.rail();
    let scenario = session.scenario_bar();
    let current = Signal::derive(move || Some(draft.step.get()));
    let id = Memo::new(move |_| {
        session.live.with(|plan| plan.as_ref().map(|plan| plan.header.id.clone()).unwrap_or_default())
    });
    let href = Callback::new(move |step: Step| Route::Step(id.get_untracked(), step).hash());
    let explained = session.explain(draft.picked.into());
    let home = Route::Home.hash();
    view! {
        <div class="app">
            {move || {
                let _renewed: CycleId = id.get();
                let home = home.clone();
                view! { <RailPart rail=rail.into() current=current href=href home=home /> }
            }}
            <Bar />
            <div class="banners">
                <ScenarioBanner bar=scenario.into() acts=acts::scenario(session) />
                <FrozenBanner text=frozen(session) />
                <WaitsBanner text=Signal::derive(move || session.waits_for()) on_bring=Callback::new(|()| Route::Roll.go()) />
            </div>
            <main class="main" id="main" tabindex="-1">
                <Troubles />
                {move || {
                    // Links of a page name its cycle.
                    let _renewed: CycleId = id.get();
                    match draft.series.get() {
                        Some(series) => view! { <Series series=series /> }.into_any(),
                        None => view! { <Step explained=explained /> }.into_any(),
                    }
                }}
            </main>
            <ExplainPanel
                open=draft.panel view=explained can_go_back=Signal::derive(move || draft.trail.with(|trail| !trail.is_empty()))
                acts=acts::explain(session, draft)
            />
        </div>
    }
}

#[component]
fn Bar() -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    let rail = session.rail();
    let last = |list: RwSignal<Vec<crate::ui::session::Done>>| {
        Signal::derive(move || list.with(|list| list.last().map(|done| done.what.clone())))
    };
    let is_stopped = Memo::new(move |_| session.is_solving_stopped());
    let running = move || session.reading.get().or_else(|| session.progress.get()).or_else(|| session.solving.get());
    let stopped = move || {
        let what = "Solving cancelled".to_owned();
        is_stopped.get().then(|| ProgressView { what, is_stopped: true, ..ProgressView::default() })
    };
    view! {
        <TopBar
            cycle=Signal::derive(move || rail.with(|rail| rail.cycle.clone()))
            scenario=session.scenario_bar().into() scenario_acts=acts::scenario(session)
            saved=Signal::derive(move || session.saved.with(|state| saved(state, session.is_kept()))) undo=last(session.undo_list) redo=last(session.redo_list)
            job=Signal::derive(move || running().as_ref().map(job).or_else(stopped))
            acts=acts::top(session, draft) home=Route::Home.hash()
        />
    }
}

/// The step's page, with everything that it needs from the session.
#[component]
fn Step(explained: Memo<Option<crate::report::ExplainView>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    let table = session.table(draft.step, draft.view.into());
    let state = Signal::derive(move || session.step_states()[draft.step.get().number() - 1].clone());
    let unsigned = Signal::derive(move || {
        let frozen = frozen(session).get();
        match (frozen.is_empty(), session.scenario.with(Option::is_some)) {
            (false, _) => frozen,
            (true, true) => "Only the base plan is signed: leave the scenario, or bring it into the base plan".into(),
            (true, false) => String::new(),
        }
    });
    let values = StepValues {
        step: draft.step.into(),
        page: session.page(draft.step).into(),
        folded: draft.folded.into(),
        state: Signal::derive(move || if session.live.with(Option::is_some) { state.get() } else { StepState::Todo }),
        table: table.into(),
        view: draft.view.into(),
        locale: session.locale.into(),
        picked: draft.picked.into(),
        explained: explained.into(),
        frozen: frozen(session),
        unsigned,
        what_if: session.what_if().into(),
        approval: session.approval_bar().into(),
        hits: session.find_series(draft.search.into()).into(),
        series_search: draft.search.into(),
        accuracy: session.accuracy(draft.accuracy.into()).into(),
        accuracy_view: draft.accuracy.into(),
    };
    view! {
        <StepPage values=values acts=acts::step(session, draft, table) />
        <Putting table=table />
    }
}

/// What was put into cells and does not fit as it is.
#[component]
fn Putting(table: Memo<crate::report::Table>) -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    // The dialog keeps everything else from changing meanwhile.
    let plan = Memo::new(move |_| {
        let (put, sign) = draft.putting.get()?;
        table.with_untracked(|table| session.plan_put(table, &put, sign))
    });
    on_cleanup(move || draft.putting.set(None));
    let answer = move |sign| {
        draft.putting.update(|putting| {
            if let Some((_, known)) = putting {
                *known = Some(sign);
            }
        })
    };
    let put = move || {
        let found = plan.get_untracked();
        draft.putting.set(None);
        if let Some(plan) = found {
            session.carry_out_put(plan);
        }
    };
    view! {
        <PutDialog
            plan=plan on_sign=Callback::new(answer) on_put=Callback::new(move |()| put())
            on_close=Callback::new(move |()| draft.putting.set(None))
        />
    }
}

/// One series, with everything that its page needs from the session.
#[component]
fn Series(series: SeriesId) -> impl IntoView {
    let session = expect_context::<Session>();
    let draft = expect_context::<Draft>();
    let shown = Memo::new(move |_| Some(series.clone()));
    let values = SeriesValues {
        page: session.series(shown).into(),
        picked: draft.picked.into(),
        refused: frozen(session),
        hits: session.find_series(draft.search.into()).into(),
        search: draft.search.into(),
    };
    let acts = SeriesActs {
        cards: acts::cards(session, draft),
        search: Callback::new(move |text| draft.search.set(text)),
        open: acts::open_series(session, draft),
    };
    let back = draft
        .route
        .with_untracked(|route| Route::Step(route.cycle().cloned().unwrap_or_default(), Step::Demand).hash());
    view! { <SeriesView values=values back=back acts=acts /> }
}

/// Why nothing can be changed; empty: it can.
fn frozen(session: Session) -> Signal<String> {
    Signal::derive(move || session.frozen())
}

fn saved(state: &SaveState, is_kept: bool) -> Saved {
    match state {
        SaveState::Nothing => Saved::default(),
        SaveState::Saved(_) if !is_kept => Saved { text: "Saving ...".into(), tone: Tone::Plain },
        SaveState::Saved(at) => Saved { text: format!("Saved {} on this device", clock(at)), tone: Tone::Good },
        SaveState::Failed(error) => Saved { text: format!("Not saved: {error}"), tone: Tone::Bad },
    }
}

/// `14:32` of a time, in the time of this place.
fn clock(at: &str) -> String {
    let date = js_sys::Date::new(&at.into());
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

fn job(progress: &Progress) -> ProgressView {
    let done = (progress.of > 0).then(|| progress.done as f64 / progress.of as f64);
    let note = if progress.of > 0 { format!("{} of {}", progress.done, progress.of) } else { String::new() };
    ProgressView { what: progress.name.into(), done, note, is_stopped: false }
}
