//! Edits: typing, undo and redo, scenarios. Every one of them is a [`Change`].

use leptos::prelude::*;

use super::{Done, Session, Waiting};
use crate::model::{Cell, Change, Comment, Edit, Plan, RecordId, Row, Scenario, Step};
use crate::report::{self, DecimalSign, Flawed, MarkTyped, MethodTyped, Put, PutPlan, StepState, Table};

/// How many edits can be taken back.
const UNDO_DEPTH: usize = 200;

impl Session {
    /// Commits what was typed into a cell. What does not make sense is said and changes nothing.
    pub fn type_in(&self, cell: &Cell, text: &str) {
        match self.with_context(|cx| report::typed(cx, cell, text)) {
            Some(Ok(change)) => self.edit(self.authored(change)),
            Some(Err(sentence)) => self.trouble(sentence),
            None => {}
        }
    }

    /// What a paste, a fill or Delete over a block would do. `sign`: how its numbers are written, where that was asked.
    pub fn plan_put(&self, table: &Table, put: &Put, sign: Option<DecimalSign>) -> Option<PutPlan> {
        self.with_context(|cx| report::put_plan(cx, table, put, sign))
    }

    /// Carries out what fits of it, as one edit.
    pub fn carry_out_put(&self, plan: PutPlan) {
        if plan.fits > 0 {
            self.edit_as(self.authored(plan.change), plan.what);
        }
    }

    /// Locks the typed figures of some cells, or unlocks them.
    pub fn lock(&self, cells: &[Cell]) {
        let by = self.name.get_untracked();
        match self.with_context(|cx| report::locking(cx, cells, &by)) {
            Some(Ok(locking)) => self.edit_as(locking.change, locking.what),
            Some(Err(sentence)) => self.say(sentence, false),
            None => {}
        }
    }

    /// What a cell holds, to be edited.
    pub fn content(&self, cell: &Cell, value: Option<f64>) -> String {
        self.with_context(|cx| report::content(cx, cell, value)).unwrap_or_default()
    }

    fn authored(&self, change: Change) -> Change {
        self.name.with_untracked(|name| report::authored(change, name))
    }

    /// Forces a method as it was typed, or says what is wrong, field by field.
    pub fn force_method(&self, typed: &MethodTyped) -> Vec<Flawed> {
        self.edit_typed(self.with_context(|cx| report::typed_method(cx, typed)))
    }

    /// Marks a month as it was typed, or says what is wrong, field by field.
    pub fn mark_month(&self, typed: &MarkTyped) -> Vec<Flawed> {
        self.edit_typed(self.with_context(|cx| report::typed_mark(cx, typed)))
    }

    fn edit_typed(&self, typed: Option<Result<Change, Vec<Flawed>>>) -> Vec<Flawed> {
        match typed {
            Some(Ok(change)) => self.edit(change),
            Some(Err(flaws)) => return flaws,
            None => {}
        }
        Vec::new()
    }

    /// Carries out an edit on what is shown: the base plan, or the scenario. One that touches a signed step waits for its reason.
    pub fn edit(&self, change: Change) {
        let what = self.describe(&change);
        self.edit_as(change, what);
    }

    /// The same with words of its own.
    pub(super) fn edit_as(&self, change: Change, what: String) {
        let stale = self.would_be_stale(&change);
        if stale.is_empty() {
            self.carry_out(change, what, None);
        } else {
            self.waiting.set(Some(Waiting { change, what, stale }));
        }
    }

    /// Carries out the edit that waited, with its reason.
    pub fn give_reason(&self, why: String) {
        if let Some(waiting) = self.waiting.try_update(Option::take).flatten() {
            self.carry_out(waiting.change, waiting.what, Some(why));
        }
    }

    /// Drops the edit that waited.
    pub fn drop_waiting(&self) {
        self.waiting.set(None);
    }

    /// Takes the last edit back.
    pub fn undo(&self) {
        if let Some(done) = self.undo_list.try_update(Vec::pop).flatten() {
            self.reverse(done, self.redo_list, "Undone");
        }
    }

    /// Does the last edit that was taken back again.
    pub fn redo(&self) {
        if let Some(done) = self.redo_list.try_update(Vec::pop).flatten() {
            self.reverse(done, self.undo_list, "Done again");
        }
    }

    fn reverse(&self, done: Done, other_way: RwSignal<Vec<Done>>, word: &str) {
        match self.apply(done.change) {
            Ok(inverse) => {
                self.say(format!("{word}: {}", done.what), false);
                other_way.update(|list| list.push(Done { change: inverse, what: done.what }));
            }
            Err(sentence) => self.trouble(sentence),
        }
    }

    /// Shows another scenario, or the base plan.
    pub fn show_scenario(&self, id: Option<RecordId>) {
        self.scenario.set(id);
    }

    /// Makes a scenario and shows it.
    pub fn new_scenario(&self, name: String, why: String) {
        let id = RecordId::from(super::views::random_id());
        let scenario = Scenario { id: id.clone(), name: name.clone(), why, changes: Vec::new() };
        self.commit(Change::Scenario(Row::Put(Box::new(scenario))), format!("New scenario: {name}"));
        // An approved plan takes no scenario; the base plan stays on the screen.
        let is_made = self.live.with_untracked(|plan| plan.as_ref().is_some_and(|plan| plan.scenarios.contains(&id)));
        if is_made {
            self.scenario.set(Some(id));
        }
    }

    /// Brings the shown scenario's changes into the base plan, as one edit, and shows the base plan.
    pub fn promote_scenario(&self) {
        let Some((id, changes)) = self.shown_scenario().map(|scenario| (scenario.id, scenario.changes)) else { return };
        self.scenario.set(None);
        let take_out = Change::Scenario(Row::Remove(id));
        self.edit(Change::Many(changes.into_iter().chain([take_out]).collect()));
    }

    /// Takes the shown scenario out and shows the base plan. Undo brings it back.
    pub fn delete_scenario(&self) {
        let Some(scenario) = self.shown_scenario() else { return };
        self.scenario.set(None);
        self.commit(Change::Scenario(Row::Remove(scenario.id)), format!("Deleted scenario: {}", scenario.name));
    }

    /// Leaves a comment on a figure. It makes no step stale, and in a scenario it still belongs to the plan.
    /// `parent`: the one that it answers.
    pub fn comment(&self, step: Step, cell: Cell, text: String, parent: Option<RecordId>) {
        let comment = Comment {
            id: RecordId::from(super::views::random_id()),
            step,
            cell: Some(cell),
            text,
            by: self.name.get_untracked(),
            at: super::views::now(),
            parent,
            resolved: false,
        };
        self.put_comment(comment);
    }

    /// Closes a thread.
    pub fn resolve_comment(&self, id: &RecordId) {
        let found =
            self.live.with_untracked(|plan| plan.as_ref().and_then(|plan| plan.process.comments.get(id).cloned()));
        if let Some(comment) = found {
            self.put_comment(Comment { resolved: true, ..comment });
        }
    }

    /// Puts a comment into the base plan, whatever is shown.
    pub fn put_comment(&self, comment: Comment) {
        let what = if comment.resolved { "Comment resolved" } else { "Comment" };
        self.commit(Change::Comment(Row::Put(Box::new(comment))), what.into());
    }

    fn shown_scenario(&self) -> Option<Scenario> {
        let id = self.scenario.get_untracked()?;
        self.live.with_untracked(|plan| plan.as_ref().and_then(|plan| plan.scenarios.get(&id).cloned()))
    }

    /// The steps whose sign-off an edit of the base plan would make stale. Scenarios touch no sign-off.
    fn would_be_stale(&self, change: &Change) -> Vec<Step> {
        let Some(first) = change.step().filter(|_| self.scenario.get_untracked().is_none()) else { return Vec::new() };
        let states = self.step_states_untracked();
        Step::ALL
            .into_iter()
            .filter(|step| *step >= first && matches!(states[step.number() - 1], StepState::Signed { .. }))
            .collect()
    }

    fn carry_out(&self, change: Change, what: String, why: Option<String>) {
        match self.shown_scenario() {
            Some(mut scenario) => {
                scenario.set(change);
                self.commit(Change::Scenario(Row::Put(Box::new(scenario))), what);
            }
            None => {
                let note = self.note(&change, &what, why);
                self.commit(Change::Many(vec![change, note]), what);
            }
        }
    }

    /// The journal's line of an edit.
    fn note(&self, change: &Change, what: &str, why: Option<String>) -> Change {
        Change::Note(Box::new(Edit {
            at: super::views::now(),
            by: self.name.get_untracked(),
            what: what.into(),
            why: why.filter(|why| !why.trim().is_empty()),
            step: change.step(),
        }))
    }

    /// Applies a change to the base plan and remembers how to take it back.
    pub(super) fn commit(&self, change: Change, what: String) {
        match self.apply(change) {
            Ok(inverse) => {
                self.undo_list.update(|list| {
                    list.push(Done { change: inverse, what: what.clone() });
                    let surplus = list.len().saturating_sub(UNDO_DEPTH);
                    list.drain(..surplus);
                });
                self.redo_list.update(Vec::clear);
                self.say(what, true);
            }
            Err(sentence) => self.trouble(sentence),
        }
    }

    /// Applies a change to the base plan.
    pub(super) fn apply(&self, change: Change) -> Result<Change, String> {
        let mut result = Err("No cycle is open.".to_string());
        self.live.update(|plan: &mut Option<Plan>| {
            if let Some(plan) = plan {
                result = plan.apply(change).map_err(|error| error.to_string());
            }
        });
        result
    }

    /// A change in a few words.
    pub fn describe(&self, change: &Change) -> String {
        self.with_context(|cx| report::describe(cx, change)).unwrap_or_default()
    }
}
