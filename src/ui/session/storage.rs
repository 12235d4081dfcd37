//! Storage and files from the page's side: autosave, the list of cycles, import, export, the example.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Session;
use crate::file;
use crate::model::{CycleId, Header, Month, Plan, Step};
use crate::report::{self, Home};
use crate::store::{Head, Store, StoreError, prefs};
use crate::ui::route::{self, Route};

/// How long the plan must rest before it is saved, ms.
const REST_MS: u64 = 600;
/// How often a call looks whether the store is back, ms: well under what a person notices.
const STORE_RETRY_MS: u32 = 15;
/// The example company: the current cycle, and the six approved ones before it.
const EXAMPLE: &str = "tillwerk-2026-11";
const EARLIER: [&str; 6] = [
    "tillwerk-2026-10",
    "tillwerk-2026-09",
    "tillwerk-2026-08",
    "tillwerk-2026-07",
    "tillwerk-2026-06",
    "tillwerk-2026-05",
];

/// How autosave stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SaveState {
    /// There is nothing to save.
    #[default]
    Nothing,
    /// Saved on this device at a time.
    Saved(String),
    /// Not saved, and why.
    Failed(StoreError),
}

impl Session {
    /// Opens storage, lists the cycles, and shows the one that the address names, the last one, or the example.
    pub(super) fn open_storage(&self) {
        let session = *self;
        spawn_local(async move {
            match Store::open().await {
                Ok(store) => {
                    session.store.set_value(Some(store));
                    session.has_storage.set_value(true);
                }
                Err(error) => {
                    session.saved.set(SaveState::Failed(error.clone()));
                    session.storage_trouble(&error);
                }
            }
            session.list_cycles().await;
            session.open_first().await;
            session.follow_address();
        });
    }

    /// Opens the cycle that the address names. One that is not on this device is said, and the address says again what is shown.
    pub fn follow_address(&self) {
        let Some(id) = route::now().cycle().cloned() else { return };
        let shown = self.shown_id();
        if shown.as_ref() == Some(&id) {
            return;
        }
        if self.is_stored(id.as_str()) {
            return self.open_cycle(&id);
        }
        if shown.is_some() {
            self.trouble(
                "The cycle in the address is not on this device. The one that was open stays open. Maybe import its plan file.",
            );
            self.set_address_back();
        }
    }

    /// The address says again what is shown.
    fn set_address_back(&self) {
        let step = match route::now() {
            Route::Step(_, step) => step,
            Route::Series(..) => Step::Demand,
            Route::Home | Route::Import | Route::Roll | Route::Gallery => return,
        };
        if let Some(shown) = self.shown_id() {
            Route::Step(shown, step).go_instead();
        }
    }

    fn shown_id(&self) -> Option<CycleId> {
        self.live.with_untracked(|plan| plan.as_ref().map(|plan| plan.header.id.clone()))
    }

    /// Whether a cycle is on this device.
    pub(super) fn is_stored(&self, id: &str) -> bool {
        self.heads.with_untracked(|heads| heads.iter().any(|head| head.id == id))
    }

    /// The store, which leaves its place while it is at work: whoever comes meanwhile waits until it is back. `None`: this browser
    /// gave no storage, which was said when the page opened.
    pub(super) async fn lend_store(self) -> Option<Store> {
        while self.has_storage.get_value() {
            if let Some(store) = self.store.try_update_value(Option::take).flatten() {
                return Some(store);
            }
            TimeoutFuture::new(STORE_RETRY_MS).await;
        }
        None
    }

    async fn open_first(self) {
        let wanted = route::now().cycle().map(CycleId::to_string).or_else(|| prefs::get(prefs::LAST_CYCLE));
        let first = self.heads.with_untracked(|heads| heads.first().map(|head| head.id.clone()));
        match wanted.filter(|id| self.is_stored(id)).or(first) {
            Some(id) => {
                // Where it cannot be read, that has been said.
                let _is_shown = self.load(&id).await;
            }
            // Whoever comes for the first time sees a plan at work; whoever was sent to a page stays there.
            None => self.load_example(window().location().hash().is_ok_and(|address| address.is_empty())).await,
        }
    }

    /// Shows a stored cycle.
    pub fn open_cycle(&self, id: &CycleId) {
        let (session, id) = (*self, id.to_string());
        spawn_local(async move {
            session.save_now().await;
            match session.load(&id).await {
                // The reader may have gone on meanwhile.
                true => session.follow_address(),
                false => session.set_address_back(),
            }
        });
    }

    /// Shows a cycle from storage, and says whether it could be read; why not has been said to the reader.
    async fn load(self, id: &str) -> bool {
        let Some(mut store) = self.lend_store().await else { return false };
        let loaded = store.load(id).await;
        self.store.set_value(Some(store));
        match loaded {
            Ok(plan) => {
                self.kept.set(Some(plan.clone()));
                crate::ui::panic::remember_saved(&crate::store::database_name(), id);
                let at = self
                    .heads
                    .with_untracked(|heads| heads.iter().find(|head| head.id == id).map(|head| head.saved_at.clone()));
                self.saved.set(at.map_or(SaveState::Nothing, SaveState::Saved));
                self.show(plan, false);
                true
            }
            Err(error) => {
                self.storage_trouble(&error);
                false
            }
        }
    }

    /// Shows a plan as the current cycle and its open step.
    pub fn open_plan(&self, plan: Plan, fresh: bool) {
        let session = *self;
        spawn_local(async move {
            session.save_now().await;
            session.show(plan, fresh);
            session.go_to_open_step();
        });
    }

    fn show(&self, plan: Plan, fresh: bool) {
        // A cycle that cannot be remembered is found by the list.
        let _remembered = prefs::set(prefs::LAST_CYCLE, plan.header.id.as_str());
        self.scenario.set(None);
        self.came.set(None);
        self.undo_list.update(Vec::clear);
        self.redo_list.update(Vec::clear);
        self.fresh.set_value(fresh);
        self.live.set(Some(plan));
    }

    /// Goes to the first step that is not signed.
    pub fn go_to_open_step(&self) {
        let states = self.step_states_untracked();
        let open = Step::ALL
            .into_iter()
            .find(|step| !matches!(states[step.number() - 1], report::StepState::Signed { .. }))
            .unwrap_or(Step::Executive);
        if let Some(id) = self.shown_id() {
            Route::Step(id, open).go();
        }
    }

    pub(super) async fn list_cycles(self) {
        let Some(store) = self.lend_store().await else { return };
        let listed = store.list().await;
        self.store.set_value(Some(store));
        let (heads, unread) = match listed {
            Ok(listed) => listed,
            Err(error) => return self.storage_trouble(&error),
        };
        let (checkpoints, heads) = heads.into_iter().partition(|head| head.checkpoint.is_some());
        self.checkpoints.set(checkpoints);
        self.heads.set(heads);
        if unread > 0 {
            self.trouble(format!(
                "{unread} stored cycles could not be read and are left out. Maybe import their plan files."
            ));
        }
    }

    /// Saves the plan once it has rested after an edit.
    pub(super) fn save_when_quiet(&self) {
        let session = *self;
        let last = StoredValue::new(None::<Plan>);
        Effect::new(move |_| {
            let Some(plan) = session.live.get() else { return };
            let is_same = last.with_value(|last| last.as_ref() == Some(&plan));
            if is_same {
                return;
            }
            last.set_value(Some(plan.clone()));
            let save_if_rested = move || {
                let rested = session.live.with_untracked(|now| now.as_ref() == Some(&plan));
                if rested {
                    spawn_local(session.save_now());
                }
            };
            set_timeout(save_if_rested, std::time::Duration::from_millis(REST_MS));
        });
    }

    /// Whether storage has the plan as it is. Tracks both.
    pub fn is_kept(&self) -> bool {
        self.live.with(|live| self.kept.with(|kept| live == kept))
    }

    async fn save_now(self) {
        let Some(mut store) = self.lend_store().await else { return };
        let is_kept = !self.summary_is_old.get_value() && untrack(|| self.is_kept());
        let Some(plan) = self.live.get_untracked().filter(|_| !is_kept) else {
            return self.store.set_value(Some(store));
        };
        let summary = self.with_context(report::summary).unwrap_or_default();
        self.summary_is_old.set_value(false);
        let fresh = self.fresh.get_value();
        let saved = store.save(&plan, &summary, super::views::now(), fresh).await;
        self.store.set_value(Some(store));
        match saved {
            Ok(head) => {
                if self.live.with_untracked(|live| live.as_ref().is_some_and(|live| live.header.id.as_str() == head.id))
                {
                    self.fresh.set_value(false);
                }
                self.kept.set(Some(plan));
                crate::ui::panic::remember_saved(&crate::store::database_name(), &head.id);
                self.saved.set(SaveState::Saved(head.saved_at.clone()));
                self.list_cycles().await;
            }
            Err(error) => {
                let is_new = self.saved.with_untracked(|saved| *saved != SaveState::Failed(error.clone()));
                self.saved.set(SaveState::Failed(error.clone()));
                if is_new {
                    self.storage_trouble(&error);
                }
            }
        }
    }

    /// Takes a cycle out of storage. The page has asked before.
    pub fn delete_cycle(&self, id: &CycleId) {
        let (session, id) = (*self, id.to_string());
        spawn_local(async move {
            let Some(mut store) = session.lend_store().await else { return };
            let deleted = store.delete(&id).await;
            session.store.set_value(Some(store));
            match deleted {
                Ok(()) => {
                    if session
                        .live
                        .with_untracked(|plan| plan.as_ref().is_some_and(|plan| plan.header.id.as_str() == id))
                    {
                        session.live.set(None);
                        session.scenario.set(None);
                    }
                    session.drop_checkpoints_of(&id).await;
                    session.list_cycles().await;
                    session.say("Cycle deleted from this device", false);
                }
                Err(error) => session.storage_trouble(&error),
            }
        });
    }

    /// The stored cycles, as reports know them. Tracks the list.
    pub(super) fn known_cycles(&self) -> Vec<report::KnownCycle> {
        self.heads.read().iter().map(known_cycle).collect()
    }

    /// The home page.
    pub fn home(&self) -> Memo<Home> {
        let session = *self;
        Memo::new(move |_| {
            let cycles = session.known_cycles();
            let states = session.step_states();
            let locale = session.locale.read();
            let shown = session.base.get().or_else(|| session.shown.get());
            let answers = session.optima.read();
            let context = shown.as_ref().map(|shown| report::Context {
                plan: &shown.plan,
                outcome: &shown.outcome,
                answers: &answers,
                base: None,
                locale: &locale,
                staleness: &states,
            });
            report::home(&cycles, context.as_ref(), &locale)
        })
    }

    /// Makes what came in the current cycle.
    pub fn open_incoming(&self) {
        if let Some(plan) = self.incoming.try_update(Option::take).flatten().and_then(|incoming| incoming.plan) {
            self.open_plan(plan, true);
        }
    }

    /// Starts a cycle with nothing in it, in the month after this one.
    pub fn new_empty(&self) {
        let today = js_sys::Date::new_0();
        let header = Header {
            id: CycleId::from(super::views::random_id()),
            company: "New company".into(),
            first: Month::new(today.get_full_year() as i32, today.get_month() as i32 + 1),
            ..Header::default()
        };
        self.open_plan(Plan { header, ..Plan::default() }, true);
    }

    /// Shows the example company's current cycle: as it was left where it is here already, else brought in.
    pub fn open_example(&self) {
        let session = *self;
        if !session.is_stored(EXAMPLE) {
            return spawn_local(session.load_example(true));
        }
        spawn_local(async move {
            session.save_now().await;
            if !session.load(EXAMPLE).await {
                return;
            }
            session.go_to_open_step();
            session.say("The example is shown as you left it; the home page can reset it", false);
        });
    }

    /// Whether the example's current cycle is on this device. Tracks the list.
    pub fn has_example(&self) -> bool {
        self.heads.with(|heads| heads.iter().any(|head| head.id == EXAMPLE))
    }

    /// Brings the example company back to how it came, with its earlier cycles. The page has asked before.
    pub fn reset_example(&self) {
        spawn_local(self.load_example(true));
    }

    async fn load_example(self, open_its_step: bool) {
        self.save_now().await;
        match fetch_example(EXAMPLE).await {
            Ok(plan) => {
                self.show(plan, true);
                if open_its_step {
                    self.go_to_open_step();
                }
                self.save_now().await;
                self.load_earlier().await;
            }
            Err(why) => self.trouble(format!("The example company could not be loaded: {why}")),
        }
    }

    async fn load_earlier(self) {
        for id in EARLIER {
            let plan = match fetch_example(id).await {
                Ok(plan) => plan,
                Err(why) => return self.trouble(format!("An earlier cycle of the example could not be loaded: {why}")),
            };
            let Some(mut store) = self.lend_store().await else { return };
            let summary = report::stored_summary(&plan);
            let saved = store.archive(&plan, &summary, super::views::now()).await;
            self.store.set_value(Some(store));
            if let Err(error) = saved {
                return self.storage_trouble(&error);
            }
        }
        self.list_cycles().await;
    }

    /// Downloads the plan file of the open cycle.
    pub fn export(&self) {
        let Some(plan) = self.live.get_untracked() else { return };
        let name = format!("sextant-{}.json", plan.header.first);
        match download(&name, &file::encode(&plan), "application/json") {
            Ok(()) => {
                // Only the reminder to make a backup reads it.
                let _remembered = prefs::set(prefs::LAST_EXPORT, super::views::now());
                self.say(format!("Exported {name}"), false);
            }
            Err(error) => self.trouble(format!("The file could not be written: {error:?}")),
        }
    }

    /// Downloads a file of a kind, such as `text/csv`.
    pub fn save_file(&self, name: &str, bytes: &[u8], kind: &str) {
        if let Err(error) = download(name, bytes, kind) {
            self.trouble(format!("The file could not be written: {error:?}"));
        }
    }
}

fn download(name: &str, bytes: &[u8], kind: &str) -> Result<(), JsValue> {
    let bag = web_sys::BlobPropertyBag::new();
    bag.set_type(kind);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &bag)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken its copy long before.
    set_timeout(
        move || {
            let _revoked = web_sys::Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(60),
    );
    Ok(())
}

/// A cycle of the example company, which lies beside the page.
async fn fetch_example(id: &str) -> Result<Plan, String> {
    let address = format!("example/{id}.json");
    let text = |error: JsValue| error.as_string().unwrap_or_else(|| format!("{error:?}"));
    let response: web_sys::Response =
        JsFuture::from(window().fetch_with_str(&address)).await.map_err(text)?.unchecked_into();
    if !response.ok() {
        return Err(format!("{address}: the host answered {}", response.status()));
    }
    let buffer = JsFuture::from(response.array_buffer().map_err(text)?).await.map_err(text)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    file::decode(&bytes).map(|opened| opened.plan).map_err(|error| error.to_string())
}

/// A head whose summary an earlier version wrote shows its month only.
fn known_cycle(head: &Head) -> report::KnownCycle {
    let bare = || report::CycleSummary { first: head.first, ..report::CycleSummary::default() };
    report::KnownCycle {
        id: CycleId::from(head.id.as_str()),
        saved_at: head.saved_at.clone(),
        bytes: head.bytes(),
        summary: head.summary().unwrap_or_else(bare),
    }
}
