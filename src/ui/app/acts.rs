//! What people do, as the session's verbs: one place where a part's callback meets the session.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::draft::{Asked, Draft, Signing};
use super::look;
use super::take::take;
use crate::model::{Cell, Change, Row, Step};
use crate::report::{Arrange, Choice, Put, SeriesId};
use crate::store::prefs;
use crate::ui::home::HomeActs;
use crate::ui::parts::card::CardActs;
use crate::ui::parts::checkpoints::CheckpointActs;
use crate::ui::parts::explain::ExplainActs;
use crate::ui::parts::grid::GridActs;
use crate::ui::parts::head::HeadActs;
use crate::ui::parts::scenario::ScenarioActs;
use crate::ui::parts::topbar::TopActs;
use crate::ui::route::Route;
use crate::ui::session::Session;
use crate::ui::steps::StepActs;

/// The top bar's.
pub fn top(session: Session, draft: Draft) -> TopActs {
    TopActs {
        undo: Callback::new(move |()| session.undo()),
        redo: Callback::new(move |()| session.redo()),
        theme: theme(session),
        present: Callback::new(|()| look::toggle_presenter()),
        find: Callback::new(move |()| draft.open_palette()),
        cancel: Callback::new(move |()| match session.reading.with_untracked(Option::is_some) {
            true => session.cancel_reading(),
            false if session.progress.with_untracked(Option::is_some) => session.cancel_job(),
            false if session.solving.with_untracked(Option::is_some) => session.cancel_solving(),
            false => session.solve_again(),
        }),
    }
}

/// The next choice of colors, said in a word.
pub fn theme(session: Session) -> Callback<()> {
    Callback::new(move |()| session.say(look::next_theme(), false))
}

/// The scenario switch's and the banner's.
pub fn scenario(session: Session) -> ScenarioActs {
    ScenarioActs {
        show: Callback::new(move |id| session.show_scenario(id)),
        create: Callback::new(move |name| session.new_scenario(name, String::new())),
        promote: Callback::new(move |()| session.promote_scenario()),
        delete: Callback::new(move |()| session.delete_scenario()),
    }
}

/// A step page's.
pub fn step(session: Session, draft: Draft, table: Memo<crate::report::Table>) -> StepActs {
    let go = Callback::new(move |cell| draft.explain(cell));
    StepActs {
        head: HeadActs {
            sign: Callback::new(move |step| draft.signing.set(Some(Signing::Step(step)))),
            reopen: Callback::new(move |step| session.take_sign_off_back(step)),
            export_plan: Callback::new(move |()| session.export()),
            export_table: Callback::new(move |()| export_table(session, draft.step.get_untracked(), table)),
            print: Callback::new(|()| look::print()),
            fold: Callback::new(move |folded| draft.fold(folded)),
            go,
        },
        cards: cards(session, draft),
        grid: grid(session, draft, table),
        search: Callback::new(move |text| draft.search.set(text)),
        series: open_series(session, draft),
        accuracy: Callback::new(move |view| draft.accuracy.set(view)),
        lever: Callback::new(move |(id, percent): (&'static str, f64)| session.set_what_if(id, percent)),
        reset_levers: Callback::new(move |()| {
            for slider in session.what_if().get_untracked().sliders.iter().filter(|slider| slider.value != 0.0) {
                session.set_what_if(slider.id, 0.0);
            }
        }),
        approve: Callback::new(move |()| draft.signing.set(Some(Signing::Plan))),
        roll: Callback::new(|()| Route::Roll.go()),
    }
}

/// What cards ask for. Marks, methods and the like are inputs of the demand review; elsewhere a button is a decision.
pub fn cards(session: Session, draft: Draft) -> CardActs {
    CardActs {
        take: Callback::new(move |taken| take(session, taken)),
        go: Callback::new(move |cell| draft.explain(cell)),
        act: Callback::new(move |act: crate::report::Act| match (act.change, draft.step.get_untracked()) {
            (Change::Comment(Row::Put(comment)), _) => session.put_comment(*comment),
            (change, Step::Demand) => session.edit(change),
            (change, step) => session.accept(act.label, change, step),
        }),
        href: series_href(session),
        method: Callback::new(move |typed| session.force_method(&typed)),
        mark: Callback::new(move |typed| session.mark_month(&typed)),
    }
}

/// The address of a series of the open cycle.
pub fn series_href(session: Session) -> Callback<SeriesId, String> {
    Callback::new(move |series| series_route(session, series).hash())
}

/// Goes to a series of the open cycle.
pub fn open_series(session: Session, draft: Draft) -> Callback<SeriesId> {
    Callback::new(move |series| {
        draft.search.set(String::new());
        series_route(session, series).go();
    })
}

fn series_route(session: Session, series: SeriesId) -> Route {
    let id = session.live.with_untracked(|plan| plan.as_ref().map(|plan| plan.header.id.clone()));
    Route::Series(id.unwrap_or_default(), series)
}

fn grid(session: Session, draft: Draft, table: Memo<crate::report::Table>) -> GridActs {
    GridActs {
        pick: Callback::new(move |cell| draft.picked.set(cell)),
        edit: Callback::new(move |(cell, text): (Cell, String)| session.type_in(&cell, &text)),
        content: Callback::new(move |(cell, value): (Cell, Option<f64>)| session.content(&cell, value)),
        put: Callback::new(move |put: Put| put_in(session, draft, table, put)),
        lock: Callback::new(move |cells: Vec<Cell>| session.lock(&cells)),
        comment: Callback::new(move |()| {
            draft.panel.set(true);
            // The panel is there after a frame, and its form after the next.
            request_animation_frame(|| request_animation_frame(|| focus("#comment")));
        }),
        toggle: Callback::new(move |id: String| {
            draft.view.update(|view| {
                if !view.open.remove(&id) {
                    view.open.insert(id);
                }
            });
        }),
        explain: Callback::new(move |()| draft.panel.set(true)),
        money: Callback::new(move |money| {
            draft.view.update(|view| view.money = money);
            remember(draft);
        }),
        arrange: Callback::new(move |(wish, choices): (Arrange, Vec<Choice>)| {
            draft.view.update(|view| view.arrange(wish, &choices));
            remember(draft);
        }),
        search: Callback::new(move |search| draft.view.update(|view| view.search = search)),
        say: Callback::new(move |text: String| session.say(text, false)),
    }
}

/// Keeps how the table is arranged for the next visit; a browser that does not let it shows it as at first.
fn remember(draft: Draft) {
    let _kept = draft.view.with_untracked(|view| prefs::set(prefs::TABLE, view));
}

/// At once where everything fits; otherwise a dialog lists what does not, and nothing is done before it is answered.
fn put_in(session: Session, draft: Draft, table: Memo<crate::report::Table>, put: Put) {
    let Some(plan) = table.with_untracked(|table| session.plan_put(table, &put, None)) else { return };
    if !plan.nothing.is_empty() {
        session.say(plan.nothing, false);
    } else if plan.is_whole() {
        session.carry_out_put(plan);
    } else {
        draft.putting.set(Some((put, None)));
    }
}

/// Gives the focus to the first match, if it is there.
fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _focused = found.focus();
    }
}

/// The Explain panel's.
pub fn explain(session: Session, draft: Draft) -> ExplainActs {
    ExplainActs {
        go: Callback::new(move |cell| draft.explain(cell)),
        back: Callback::new(move |()| draft.back()),
        close: Callback::new(move |()| draft.panel.set(false)),
        leave: Callback::new(|()| focus(".pt[role=treegrid]")),
        comment: Callback::new(move |(cell, text, parent)| {
            session.comment(draft.step.get_untracked(), cell, text, parent);
        }),
        resolve: Callback::new(move |id| session.resolve_comment(&id)),
    }
}

/// The home page's.
pub fn home(session: Session, draft: Draft) -> HomeActs {
    HomeActs {
        href: Callback::new(|(id, step)| Route::Step(id, step).hash()),
        // The session follows the address.
        open: Callback::new(|(id, step)| Route::Step(id, step).go()),
        open_cycle: Callback::new(|id| Route::Step(id, Step::Executive).go()),
        delete: Callback::new(move |row| draft.asking.set(Some(Asked::Delete(row)))),
        reset: Callback::new(move |()| draft.asking.set(Some(Asked::Reset))),
        checkpoints: CheckpointActs {
            keep: Callback::new(move |name| session.keep_checkpoint(name)),
            recall: Callback::new(move |id| session.return_to(id)),
            delete: Callback::new(move |checkpoint| draft.asking.set(Some(Asked::Drop(checkpoint)))),
        },
        roll: Callback::new(|()| Route::Roll.go()),
        files: Callback::new(move |files| session.import(files)),
        example: Callback::new(move |()| session.open_example()),
        empty: Callback::new(move |()| session.new_empty()),
        backup: Callback::new(move |()| session.export()),
        theme: theme(session),
    }
}

/// The planning table as CSV: heads, then one line a row.
fn export_table(session: Session, step: Step, table: Memo<crate::report::Table>) {
    let csv = table.with_untracked(|table| crate::report::table_csv(table, table.whole()));
    session.save_file(&format!("sextant-{}.csv", step.code()), csv.as_bytes(), "text/csv");
}
