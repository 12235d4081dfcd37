//! What is neither saved nor exported: where the page is, which figure is picked, which rows are open, which question is asked.

use std::time::Duration;

use leptos::prelude::*;

use crate::model::{Cell, Step};
use crate::report::{AccuracyView, CycleRow, DecimalSign, Put, SeriesId, StepState, TableView};
use crate::store::prefs;
use crate::ui::parts::checkpoints::CheckpointView;
use crate::ui::parts::dialog::{Question, Signature};
use crate::ui::parts::head::short;
use crate::ui::parts::toast::ToastView;
use crate::ui::route::Route;
use crate::ui::session::Session;

/// How long a toast stays.
const TOAST: Duration = Duration::from_secs(6);

/// What is about to be signed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signing {
    /// A step.
    Step(Step),
    /// The whole plan.
    Plan,
}

/// What cannot be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A cycle goes from storage.
    Delete(CycleRow),
    /// The example becomes what it was.
    Reset,
    /// A checkpoint goes from storage.
    Drop(CheckpointView),
}

/// The page's own state. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    session: Session,
    /// Where the page is.
    pub route: ReadSignal<Route>,
    /// The step that is shown; the last one while another page is.
    pub step: Memo<Step>,
    /// The series that is shown instead of its step.
    pub series: Memo<Option<SeriesId>>,
    /// What is searched for among the series.
    pub search: RwSignal<String>,
    /// What the accuracy table shows.
    pub accuracy: RwSignal<AccuracyView>,
    /// The figure that is explained.
    pub picked: RwSignal<Option<Cell>>,
    /// Figures explained before it, oldest first.
    pub trail: RwSignal<Vec<Cell>>,
    /// Whether the Explain panel is open.
    pub panel: RwSignal<bool>,
    /// What the planning table shows.
    pub view: RwSignal<TableView>,
    /// What was put into cells and does not fit as it is, and how its numbers are said to be written.
    pub putting: RwSignal<Option<(Put, Option<DecimalSign>)>>,
    /// What is about to be signed.
    pub signing: RwSignal<Option<Signing>>,
    /// Whether the command box is open.
    pub palette: RwSignal<bool>,
    /// What is typed into it.
    pub sought: RwSignal<String>,
    /// Whether the two sentences of a step are folded away.
    pub folded: RwSignal<bool>,
    /// What cannot be undone and is asked about.
    pub asking: RwSignal<Option<Asked>>,
}

impl Draft {
    /// A fresh one.
    pub fn new(session: Session, route: ReadSignal<Route>) -> Self {
        let step = Memo::new(move |before: Option<&Step>| match *route.read() {
            Route::Step(_, step) => step,
            Route::Series(..) => Step::Demand,
            _ => before.copied().unwrap_or_default(),
        });
        let series = Memo::new(move |_| match &*route.read() {
            Route::Series(_, series) => Some(series.clone()),
            _ => None,
        });
        Self {
            session,
            route,
            step,
            series,
            search: RwSignal::new(String::new()),
            accuracy: RwSignal::new(AccuracyView::default()),
            picked: RwSignal::new(None),
            trail: RwSignal::new(Vec::new()),
            panel: RwSignal::new(false),
            view: RwSignal::new(prefs::get(prefs::TABLE).unwrap_or_default()),
            putting: RwSignal::new(None),
            signing: RwSignal::new(None),
            asking: RwSignal::new(None),
            palette: RwSignal::new(false),
            sought: RwSignal::new(String::new()),
            folded: RwSignal::new(prefs::get(prefs::FOLDED).unwrap_or_default()),
        }
    }

    /// Picks a figure, wherever it stands, and explains it in the panel.
    pub fn explain(self, cell: Cell) {
        let before = self.picked.get_untracked().filter(|before| *before != cell);
        if let (Some(before), true) = (before, self.panel.get_untracked()) {
            self.trail.update(|trail| trail.push(before));
        }
        self.picked.set(Some(cell));
        self.panel.set(true);
    }

    /// Opens the command box, empty; not over another dialog.
    pub fn open_palette(self) {
        if document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_none()) {
            self.sought.set(String::new());
            self.palette.set(true);
        }
    }

    /// Folds the two sentences of a step away, or shows them again; remembered on this device.
    pub fn fold(self, folded: bool) {
        self.folded.set(folded);
        // A browser that forgets it shows them again.
        let _remembered = prefs::set(prefs::FOLDED, folded);
    }

    /// Back to the figure explained before.
    pub fn back(self) {
        if let Some(cell) = self.trail.try_update(Vec::pop).flatten() {
            self.picked.set(Some(cell));
        }
    }

    /// The session's last toast; it goes by itself.
    pub fn toasts(self) -> Signal<Vec<ToastView>> {
        let session = self.session;
        Effect::new(move |_| {
            if let Some(shown) = session.toast.read().as_ref().map(|toast| toast.id) {
                let gone = move || {
                    if session.toast.with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.id == shown)) {
                        session.toast.set(None);
                    }
                };
                set_timeout(gone, TOAST);
            }
        });
        Signal::derive(move || {
            let view = |toast: crate::ui::session::Toast| ToastView {
                id: toast.id,
                text: toast.text,
                action: if toast.undo { "Undo".into() } else { String::new() },
            };
            session.toast.get().map(view).into_iter().collect()
        })
    }

    /// "Sign off demand?"
    pub fn sign_title(self) -> Signal<String> {
        Signal::derive(move || match self.signing.get() {
            Some(Signing::Step(step)) if self.is_stale(step) => format!("Confirm {} again?", short(step)),
            Some(Signing::Step(step)) => format!("Sign off {}?", short(step)),
            _ => "Approve the plan?".into(),
        })
    }

    /// What signing does.
    pub fn sign_text(self) -> Signal<String> {
        Signal::derive(move || {
            match self.signing.get() {
            Some(Signing::Step(_)) => {
                "Your signature covers the inputs of this step and of every earlier one. When one of them changes, it turns stale.".into()
            }
            _ => "Approval freezes the plan with its outcome under a checksum. It cannot be undone; the next month starts by rolling forward.".into(),
        }
        })
    }

    /// What changed since the last signature.
    pub fn sign_points(self) -> Signal<Vec<String>> {
        Signal::derive(move || match self.signing.get() {
            Some(Signing::Step(step)) => match &self.session.step_states()[step.number() - 1] {
                StepState::Stale { since } => vec![format!("Changed since it was signed: {since}")],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        })
    }

    /// The button.
    pub fn sign_verb(self) -> Signal<String> {
        Signal::derive(move || match self.signing.get() {
            Some(Signing::Step(step)) if self.is_stale(step) => format!("Confirm {}", short(step)),
            Some(Signing::Step(step)) => format!("Sign off {}", short(step)),
            _ => "Approve and freeze".into(),
        })
    }

    fn is_stale(self, step: Step) -> bool {
        matches!(self.session.step_states()[step.number() - 1], StepState::Stale { .. })
    }

    /// Signs what is asked.
    pub fn sign(self, signature: Signature) {
        match self.signing.try_update(Option::take).flatten() {
            Some(Signing::Step(step)) => self.session.sign_off(step, signature.by, signature.note),
            Some(Signing::Plan) => self.session.approve(signature.by, signature.note),
            None => {}
        }
    }

    /// Does what was asked about.
    pub fn do_asked(self) {
        match self.asking.try_update(Option::take).flatten() {
            Some(Asked::Delete(row)) => self.session.delete_cycle(&row.id),
            Some(Asked::Reset) => self.session.reset_example(),
            Some(Asked::Drop(checkpoint)) => self.session.drop_checkpoint(checkpoint.id),
            None => {}
        }
    }
}

impl Asked {
    /// Asks before something goes for good.
    pub fn question(&self) -> Question {
        let (what, text, no) = match self {
            Asked::Delete(row) => (
                format!("Delete {}", row.name),
                "The cycle goes from this device for good, with its checkpoints. A plan file that you saved before can bring it back.",
                "Keep it",
            ),
            Asked::Reset => (
                "Reset the example".into(),
                "Its cycles become what they were when they came; what was changed in them goes. A checkpoint that you save before can bring it back.",
                "Leave it as it is",
            ),
            Asked::Drop(checkpoint) => (
                format!("Delete checkpoint {}", checkpoint.name),
                "The checkpoint goes from this device for good. The cycle stays as it is.",
                "Keep it",
            ),
        };
        Question { title: format!("{what}?"), text: text.into(), yes: what, no: no.into(), destroys: true }
    }
}
