//! The session: one plan, what follows from it, and the verbs that people have.
//!
//! Three kinds of state. *Plan* (saved and exported): [`Session::live`]. *View* (saved in preferences only): theme, name. *Draft*
//! (neither): what is typed but not committed, which rows are open; those live in the parts. The route lives in the address bar.
//!
//! The stages of `engine::run` stand here once more, each behind a memo: a section of the plan that did not change is the very same
//! pointer, so its stage is not run again. A test in the browser holds both to the same outcome. No effect writes a signal; three
//! effects exist: autosave, the document's title, and orders to the worker.

mod checkpoint;
mod cycle;
mod edit;
mod lane;
mod reading;
mod storage;
mod views;

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::{self, Answers, Outcome};
use crate::file;
use crate::model::{Change, Plan, RecordId, Step};
use crate::report::{self, ImportView, Locale, Tone};
use crate::store::{Head, StoreError};

pub use lane::Progress;
pub use storage::SaveState;

/// A pointer that is equal only to itself: what memos of big values compare.
#[derive(Debug)]
pub struct Ptr<T>(pub Arc<T>);

impl<T> Clone for Ptr<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Ptr<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for Ptr<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// A plan and what follows from it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The plan.
    pub plan: Plan,
    /// Its outcome; of an approved plan the one that approval stored.
    pub outcome: Outcome,
    /// Of an approved plan: how what was stored stands against today's engine.
    pub frozen: Option<report::Frozen>,
}

/// One edit that can be undone or done again.
#[derive(Clone, Debug)]
pub struct Done {
    /// What takes it back (in the undo list), or does it again (in the redo list).
    pub change: Change,
    /// What it did, in a few words.
    pub what: String,
}

/// A short word at the lower left, with a way back.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// Counts up, so that the same words twice are two toasts.
    pub id: u64,
    /// What happened.
    pub text: String,
    /// Whether "Undo" is offered.
    pub undo: bool,
}

/// Something that went wrong, until it is put away.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What, where, what was done.
    pub text: String,
    /// How bad.
    pub tone: Tone,
    /// What there is to say one by one; may be empty.
    pub points: Vec<String>,
}

/// An edit of a signed step that waits for its reason.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The edit.
    pub change: Change,
    /// What it does, in a few words.
    pub what: String,
    /// The steps that it makes stale.
    pub stale: Vec<Step>,
}

/// The signals of the session. Cheap to copy; taken from context by pages only.
#[derive(Clone, Copy)]
pub struct Session {
    /// The plan without scenarios; what is saved and exported. `None`: no cycle is open.
    pub live: RwSignal<Option<Plan>>,
    /// The scenario that is shown and edited; `None`: the base plan.
    pub scenario: RwSignal<Option<RecordId>>,
    /// What is shown: the base plan, or the scenario over it.
    pub shown: Memo<Option<Ptr<Shown>>>,
    /// The base plan with its outcome, while a scenario is shown.
    pub base: Memo<Option<Ptr<Shown>>>,
    /// Edits to take back, oldest first.
    pub undo_list: RwSignal<Vec<Done>>,
    /// Edits to do again, oldest first.
    pub redo_list: RwSignal<Vec<Done>>,
    /// How autosave stands.
    pub saved: RwSignal<SaveState>,
    /// The stored cycles, newest month first.
    pub heads: RwSignal<Vec<Head>>,
    /// The stored checkpoints of all cycles.
    pub checkpoints: RwSignal<Vec<Head>>,
    /// What the slow lane does.
    pub progress: RwSignal<Option<Progress>>,
    /// The supply plan that is being solved, once it takes longer than a moment.
    pub solving: RwSignal<Option<Progress>>,
    /// Plans whose solving was cancelled: they are not solved until they change, or someone asks.
    stopped: RwSignal<std::collections::BTreeSet<crate::engine::OptimumKey>>,
    /// Files that are being read.
    pub reading: RwSignal<Option<Progress>>,
    /// The last toast.
    pub toast: RwSignal<Option<Toast>>,
    /// What went wrong and was not put away yet.
    pub troubles: RwSignal<Vec<Trouble>>,
    /// The edit that waits for a reason.
    pub waiting: RwSignal<Option<Waiting>>,
    /// What came in with files and is not opened yet.
    pub incoming: RwSignal<Option<Incoming>>,
    /// What came in of the elapsed month and is not in the plan yet.
    pub came: RwSignal<Option<report::Came>>,
    /// How numbers are written.
    pub locale: Memo<Locale>,
    /// The name that sign-offs and edits carry.
    pub name: RwSignal<String>,
    answers: RwSignal<Ptr<Answers>>,
    /// Solved plans, apart from the fits: an answer of one does not work out the other anew.
    optima: RwSignal<Ptr<Answers>>,
    hashes: Memo<[String; 6]>,
    store: StoredValue<Option<crate::store::Store>, LocalStorage>,
    has_storage: StoredValue<bool>,
    /// The plan as storage has it: it is not written again.
    kept: RwSignal<Option<Plan>>,
    /// Whether what home says of the stored plan was worked out with draft forecasts.
    summary_is_old: StoredValue<bool>,
    client: StoredValue<Option<crate::jobs::client::Client>, LocalStorage>,
    solver: StoredValue<Option<crate::jobs::client::Client>, LocalStorage>,
    /// The job that is being solved, and how often it was looked at.
    looks: StoredValue<(u64, usize)>,
    reader: StoredValue<Option<crate::jobs::client::Client>, LocalStorage>,
    read_for: StoredValue<reading::For>,
    fresh: StoredValue<bool>,
}

/// A plan that came in and waits to be opened.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What the page shows of it.
    pub view: ImportView,
    /// The plan, where there is one.
    pub plan: Option<Plan>,
}

impl Session {
    /// A session without a cycle; starts to open the browser's storage.
    pub fn start() -> Self {
        let live = RwSignal::new(None);
        let scenario = RwSignal::new(None);
        let answers = RwSignal::new(Ptr(Arc::new(Answers::default())));
        let optima = RwSignal::new(Ptr(Arc::new(Answers::default())));
        let base_plan = Memo::new(move |_| live.get());
        let scenario_plan = Memo::new(move |_| {
            let id: RecordId = scenario.get()?;
            live.with(|plan: &Option<Plan>| plan.as_ref().map(|plan| plan.with_scenario(&id).0))
        });
        let base_shown = stages(base_plan, answers, optima);
        let scenario_shown = stages(scenario_plan, answers, optima);
        let session = Self {
            live,
            scenario,
            shown: Memo::new(move |_| if scenario.read().is_some() { scenario_shown.get() } else { base_shown.get() }),
            base: Memo::new(move |_| if scenario.read().is_some() { base_shown.get() } else { None }),
            undo_list: RwSignal::default(),
            redo_list: RwSignal::default(),
            saved: RwSignal::default(),
            heads: RwSignal::default(),
            checkpoints: RwSignal::default(),
            progress: RwSignal::default(),
            solving: RwSignal::default(),
            stopped: RwSignal::default(),
            reading: RwSignal::default(),
            toast: RwSignal::default(),
            troubles: RwSignal::default(),
            waiting: RwSignal::default(),
            incoming: RwSignal::default(),
            came: RwSignal::default(),
            locale: Memo::new(move |_| {
                let code = live.with(|plan: &Option<Plan>| plan.as_ref().map(|plan| plan.header.currency.clone()));
                views::browser_locale().with_currency(code.as_deref().unwrap_or("USD"))
            }),
            name: RwSignal::new(crate::store::prefs::get(crate::store::prefs::NAME).unwrap_or_default()),
            answers,
            optima,
            hashes: cycle::hashes(base_plan),
            store: StoredValue::new_local(None),
            has_storage: StoredValue::new(false),
            kept: RwSignal::default(),
            summary_is_old: StoredValue::new(false),
            client: StoredValue::new_local(None),
            solver: StoredValue::new_local(None),
            looks: StoredValue::new((0, 0)),
            reader: StoredValue::new_local(None),
            read_for: StoredValue::new(reading::For::default()),
            fresh: StoredValue::new(false),
        };
        session.listen_to_worker();
        session.listen_to_solver();
        session.listen_to_reader();
        session.save_when_quiet();
        session.open_storage();
        session
    }

    /// Says that something went wrong; stays until it is put away.
    pub fn trouble(&self, text: impl Into<String>) {
        self.notice(Trouble { text: text.into(), tone: Tone::Bad, points: Vec::new() });
    }

    /// Says something that stays until it is put away.
    fn notice(&self, trouble: Trouble) {
        self.troubles.update(|troubles| {
            troubles.retain(|earlier| *earlier != trouble);
            troubles.push(trouble);
        });
    }

    /// Says what storage answered.
    fn storage_trouble(&self, error: &StoreError) {
        self.trouble(error.to_string());
    }

    /// A short word that something happened.
    pub fn say(&self, text: impl Into<String>, undo: bool) {
        let text = text.into();
        self.toast.update(|toast| {
            let id = toast.as_ref().map_or(0, |toast| toast.id) + 1;
            *toast = Some(Toast { id, text, undo });
        });
    }
}

/// `engine::run`, a memo a stage; an approved plan is shown as it was stored.
fn stages(
    plan: Memo<Option<Plan>>,
    answers: RwSignal<Ptr<Answers>>,
    optima: RwSignal<Ptr<Answers>>,
) -> Memo<Option<Ptr<Shown>>> {
    macro_rules! section {
        ($field:ident) => {
            Memo::new(move |_| plan.with(|plan| plan.as_ref().map(|plan| plan.$field.clone())))
        };
    }
    let header = section!(header);
    let catalog = section!(catalog);
    let actuals = section!(actuals);
    let product_plan = section!(product);
    let demand_plan = section!(demand);
    let supply_plan = section!(supply);
    let finance_plan = section!(finance);
    let past = section!(past);

    let frame = Memo::new(move |_| {
        let (header, catalog, actuals, plan) = (header.get()?, catalog.get()?, actuals.get()?, product_plan.get()?);
        Some(Ptr(Arc::new(engine::frame(&header, &catalog, &actuals, &plan))))
    });
    let product = Memo::new(move |_| {
        let (frame, catalog, actuals, plan) = (frame.get()?, catalog.get()?, actuals.get()?, product_plan.get()?);
        Some(Ptr(Arc::new(engine::product(&frame, &catalog, &actuals, &plan))))
    });
    // A demand edit asks for other fits only through marks and methods.
    let fit_plan = Memo::new_with_compare(
        move |_| demand_plan.get(),
        |before, after| match (before.and_then(Option::as_ref), after.and_then(Option::as_ref)) {
            (Some(before), Some(after)) => !engine::same_fits(before, after),
            (before, after) => before.is_some() != after.is_some(),
        },
    );
    let forecasts = Memo::new(move |_| {
        let (frame, actuals, plan) = (frame.get()?, actuals.get()?, fit_plan.get()?);
        Some(Ptr(Arc::new(engine::forecasts(&frame, &actuals, &plan, &answers.get()))))
    });
    let demand = Memo::new(move |_| {
        let (frame, product, forecasts) = (frame.get()?, product.get()?, forecasts.get()?);
        let (plan, past) = (demand_plan.get()?, past.get()?);
        Some(Ptr(Arc::new(engine::demand(&frame, &product, &forecasts, &plan, &past))))
    });
    let rates = Memo::new(move |_| {
        let (frame, demand, catalog, plan) = (frame.get()?, demand.get()?, catalog.get()?, finance_plan.get()?);
        Some(Ptr(Arc::new(engine::rates(&frame, &catalog, &plan, &demand))))
    });
    let supply = Memo::new(move |_| {
        let (frame, forecasts, demand) = (frame.get()?, forecasts.get()?, demand.get()?);
        let (catalog, actuals, plan) = (catalog.get()?, actuals.get()?, supply_plan.get()?);
        // Only a solved plan moves with prices and answers: the others are not worked out again for them.
        let solved = plan.strategy.is_solved().then(|| Some((finance_plan.get()?, rates.get()?.0, optima.get().0)));
        let (finance, rates, answers) = match solved {
            Some(solved) => solved?,
            None => Default::default(),
        };
        let inputs = engine::SupplyInputs {
            frame: &frame,
            catalog: &catalog,
            actuals: &actuals,
            forecasts: &forecasts,
            demand: &demand,
            plan: &plan,
            finance: &finance,
            rates: &rates,
            answers: &answers,
        };
        Some(Ptr(Arc::new(engine::supply(&inputs, plan.strategy))))
    });
    let terms = Memo::new(move |_| supply_plan.with(|plan| plan.as_ref().map(|plan| plan.terms.clone())));
    let finance = Memo::new(move |_| {
        let (frame, product, demand, supply) = (frame.get()?, product.get()?, demand.get()?, supply.get()?);
        let (catalog, actuals, plan) = (catalog.get()?, actuals.get()?, finance_plan.get()?);
        let (terms, rates) = (terms.get()?, rates.get()?);
        let inputs = engine::FinanceInputs {
            frame: &frame,
            catalog: &catalog,
            actuals: &actuals,
            plan: &plan,
            terms: &terms,
            rates: &rates.0,
            product: &product,
            demand: &demand,
            supply: &supply,
        };
        Some(Ptr(Arc::new(engine::finance(&inputs))))
    });
    // An approved plan does not change any more: its seal is looked at once.
    let sealed = Memo::new(move |_| plan.with(|plan| plan.as_ref().is_some_and(file::verify)));
    Memo::new(move |_| {
        let (frame, product, forecasts) = (frame.get()?, product.get()?, forecasts.get()?);
        let (demand, supply, finance) = (demand.get()?, supply.get()?, finance.get()?);
        let plan = plan.get()?;
        let gaps = engine::gaps(&plan, &frame, &product, &demand, &supply, &finance);
        let outcome = Outcome {
            frame: frame.0,
            product: product.0,
            forecasts: forecasts.0,
            demand: demand.0,
            supply: supply.0,
            finance: finance.0,
            gaps: Arc::new(gaps),
        };
        let Some(approval) = &plan.approval else { return Some(Ptr(Arc::new(Shown { plan, outcome, frozen: None }))) };
        let engine::Thawed { outcome, differs, not_stored } = engine::thaw(&plan, &outcome, approval);
        let frozen = Some(report::Frozen { differs, not_stored, is_sealed: sealed.get() });
        Some(Ptr(Arc::new(Shown { plan, outcome, frozen })))
    })
}
