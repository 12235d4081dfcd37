//! The cycle from the page's side: sign-offs and what they rest on, approval, roll-forward.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Ptr, Session, Shown, Trouble};
use crate::engine;
use crate::file;
use crate::model::{Approval, Change, CycleId, DecisionState, Plan, RecordId, Row, Shared, SignOff, Step};
use crate::report::{self, RollView, StepState, Tone};

/// Hashes of what each step rests on, renewed section by section.
pub(super) fn hashes(plan: Memo<Option<Plan>>) -> Memo<[String; 6]> {
    let last = StoredValue::new(None::<(Plan, file::SectionHashes)>);
    Memo::new(move |_| {
        plan.with(|plan| {
            let Some(plan) = plan else { return Default::default() };
            let sections = last.with_value(|last| match last {
                Some((before, sections)) => sections.renewed(before, plan),
                None => file::section_hashes(plan),
            });
            let inputs = Step::ALL.map(|step| sections.inputs(step));
            last.set_value(Some((plan.clone(), sections)));
            inputs
        })
    })
}

impl Session {
    /// How far each step is. Tracks the plan.
    pub fn step_states(&self) -> [StepState; 6] {
        self.live
            .with(|plan| plan.as_ref().map(|plan| report::step_states(plan, &self.hashes.read())).unwrap_or_default())
    }

    /// As [`Session::step_states`], for event handlers.
    pub(super) fn step_states_untracked(&self) -> [StepState; 6] {
        untrack(|| self.step_states())
    }

    /// What is shown of an approved cycle, and how to go on; empty: the cycle is not approved, or a scenario over it is shown.
    pub fn frozen(&self) -> String {
        let Some(shown) = self.shown.get() else { return String::new() };
        match (&shown.plan.approval, &shown.frozen) {
            (Some(approval), Some(frozen)) => report::frozen_words(approval, frozen, &self.locale.read()),
            _ => String::new(),
        }
    }

    /// Signs a step, over its inputs as they are now.
    pub fn sign_off(&self, step: Step, by: String, note: String) {
        self.remember_name(&by);
        let inputs = self.hashes.with_untracked(|hashes| hashes[step.number() - 1].clone());
        let sign_off = SignOff {
            step,
            by,
            at: super::views::now(),
            note: Some(note).filter(|note| !note.trim().is_empty()),
            inputs,
        };
        self.commit(Change::SignOff(Row::Put(Box::new(sign_off))), format!("Signed off: {}", step.name()));
    }

    /// Takes a signature back.
    pub fn take_sign_off_back(&self, step: Step) {
        self.commit(Change::SignOff(Row::Remove(step)), format!("Sign-off taken back: {}", step.name()));
    }

    /// Carries out a lever and records the decision.
    pub fn accept(&self, title: String, change: Change, step: Step) {
        let decision = crate::model::Decision {
            id: RecordId::from(super::views::random_id()),
            title,
            change: Some(change.clone()),
            state: DecisionState::Accepted,
            owner: self.name.get_untracked(),
            at: Some(super::views::now()),
            cycle: self.live.with_untracked(|plan| plan.as_ref().map(|plan| plan.header.first)),
            step,
            ..crate::model::Decision::default()
        };
        self.edit(Change::Many(vec![change, Change::Decision(Row::Put(Box::new(decision)))]));
    }

    /// Freezes the plan with its outcome and a checksum. Refused over a stale or unsigned step and over a draft.
    pub fn approve(&self, by: String, note: String) {
        self.remember_name(&by);
        self.scenario.set(None);
        let Some(shown) = self.shown.get_untracked() else { return };
        let bar = self.approval_bar_untracked();
        if !bar.missing.is_empty() {
            return self.trouble(format!("The plan cannot be approved yet: {}", bar.missing.join("; ")));
        }
        let (rows, gaps) = engine::freeze(&shown.outcome);
        let approval = Approval {
            by,
            at: super::views::now(),
            note: Some(note).filter(|note| !note.trim().is_empty()),
            engine: engine::ENGINE_VERSION.to_string(),
            rows,
            gaps,
            checksum: String::new(),
        };
        let mut sealed = shown.plan.clone();
        sealed.approval = Some(Shared::new(approval.clone()));
        let checksum = file::plan_checksum(&sealed);
        let change = Change::Approval(Some(Shared::new(Approval { checksum, ..approval })));
        if let Err(sentence) = self.apply(change) {
            return self.trouble(sentence);
        }
        // What is approved is not undone by a slip of the hand.
        self.undo_list.update(Vec::clear);
        self.redo_list.update(Vec::clear);
        self.say("Plan approved and frozen", false);
    }

    /// The page that rolls forward, or brings the month before in.
    pub fn roll_view(&self) -> Memo<RollView> {
        let session = *self;
        Memo::new(move |_| {
            let came = session.came.read();
            session.live.with(|plan| report::roll_view(plan.as_ref(), came.as_ref(), &session.locale.read()))
        })
    }

    /// What the cycle still waits for; empty: nothing.
    pub fn waits_for(&self) -> String {
        self.live.with(|plan| match plan {
            Some(plan) if !plan.is_approved() => report::waits_for(plan, &self.locale.read()),
            _ => String::new(),
        })
    }

    /// Brings what came in: into the next month's cycle, or into the one that waits for it.
    pub fn bring_month(&self) {
        let Some(came) = self.came.try_update(Option::take).flatten() else { return };
        let is_approved = self.live.with_untracked(|plan| plan.as_ref().is_some_and(Plan::is_approved));
        if is_approved {
            return self.roll_forward(&came.brought.actuals);
        }
        self.scenario.set(None);
        if let Some(change) =
            self.live.with_untracked(|plan| plan.as_ref().map(|plan| engine::bring(plan, &came.brought)))
        {
            self.edit_as(change, "Actuals of the month brought in".into());
            self.go_to_open_step();
        }
    }

    /// Goes on without the month's actuals.
    pub fn roll_without(&self) {
        self.came.set(None);
        self.roll_forward(&engine::MonthActuals::default());
    }

    /// Opens the next month's cycle: a copy of the approved plan without the elapsed month, and the approved one as it was.
    fn roll_forward(&self, actuals: &engine::MonthActuals) {
        let Some(shown) = self.base_untracked().filter(|shown| shown.plan.is_approved()) else {
            return self.trouble("Only an approved cycle can be rolled forward. Maybe finish step 6 first.");
        };
        let id = CycleId::from(super::views::random_id());
        let rolled = engine::roll_forward(&shown.plan, &shown.outcome, id, actuals);
        let (month, points) = self.locale.with_untracked(|locale| {
            (locale.long_month(rolled.plan.header.first), report::roll_notes(&rolled.notes, locale))
        });
        self.open_plan(rolled.plan, true);
        self.say(format!("Rolled forward to {month}"), false);
        if !points.is_empty() {
            let text = format!("Rolled forward to {month}. What to look at first:");
            self.notice(Trouble { text, tone: Tone::Info, points });
        }
    }

    /// The base plan with its outcome, also while a scenario is shown.
    pub(super) fn base_untracked(&self) -> Option<Ptr<Shown>> {
        self.base.get_untracked().or_else(|| self.shown.get_untracked())
    }

    fn remember_name(&self, name: &str) {
        if self.name.get_untracked() != name {
            self.name.set(name.to_string());
        }
        // A browser that forgets the name asks for it again: nothing is lost.
        let _remembered = crate::store::prefs::set(crate::store::prefs::NAME, name);
    }

    /// The outcome that is shown, for tests and for reports that need all of it.
    pub fn outcome(&self) -> Option<Arc<super::Shown>> {
        self.shown.get().map(|shown| shown.0)
    }
}
