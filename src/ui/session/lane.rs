//! The slow lane from the page's side: what is missing is ordered, what comes back is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::{Ptr, Session};
use crate::engine::{self, Answers, FitKey, OptimumKey, OptimumTask};
use crate::jobs::client::{Client, Heard};
use crate::jobs::{Answer, Job, Notice};
use crate::model::{Step, Strategy};
use crate::ui::route::{self, Route};

/// Looks that a job takes before its progress is shown: shorter ones would only flicker.
const UNSEEN: usize = 8;

/// What the slow lane does.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The job.
    pub id: u64,
    /// What it does.
    pub name: &'static str,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub of: usize,
}

impl Session {
    /// Starts to listen, and orders what the shown plan misses whenever it changes.
    pub(super) fn listen_to_worker(&self) {
        let session = *self;
        self.client.set_value(Some(Client::new(move |heard| session.hear(heard))));
        let ordered = StoredValue::new(BTreeSet::<FitKey>::new());
        Effect::new(move |_| {
            let missing: Vec<_> = session
                .shown
                .get()
                .map(|shown| {
                    session.answers.read().missing(&shown.outcome.frame, &shown.plan.actuals, &shown.plan.demand)
                })
                .unwrap_or_default();
            let keys: BTreeSet<FitKey> = missing.iter().map(|(key, _)| *key).collect();
            let is_new = ordered.with_value(|ordered| *ordered != keys);
            ordered.set_value(keys);
            if is_new && !missing.is_empty() {
                session.order(Job::Fit(missing));
            }
        });
    }

    fn order(&self, job: Job) {
        let (name, of) = (job.name(), job.size());
        let started = self.client.with_value(|client| client.as_ref().map(|client| client.start(job)));
        match started {
            Some(Ok(id)) => self.progress.set(Some(Progress { id, name, done: 0, of })),
            Some(Err(error)) => self.trouble(format!(
                "The background worker could not start ({error}), so the baseline stays a draft. Maybe reload the page."
            )),
            None => {}
        }
    }

    /// Drops the running job; its figures stay drafts.
    pub fn cancel_job(&self) {
        let Some(progress) = self.progress.get_untracked() else { return };
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.cancel(progress.id);
            }
        });
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Notice(Notice::Progress { id, done, of }) => self.progress.update(|progress| {
                if let Some(progress) = progress.as_mut().filter(|progress| progress.id == id) {
                    (progress.done, progress.of) = (done, of);
                }
            }),
            Heard::Notice(Notice::Done { id, answer }) => {
                self.keep(answer);
                self.end(id);
            }
            Heard::Notice(Notice::Cancelled { id }) => {
                if self.end(id) {
                    self.say("Fitting cancelled: the baseline stays a draft", false);
                }
            }
            Heard::Died(why) => {
                self.progress.set(None);
                self.trouble(format!(
                    "The background worker stopped ({why}), so the baseline stays a draft. Maybe edit again or reload."
                ));
            }
        }
    }

    /// Whether the job that ended is the one that was shown.
    fn end(&self, id: u64) -> bool {
        let is_shown =
            self.progress.with_untracked(|progress| progress.as_ref().is_some_and(|progress| progress.id == id));
        if is_shown {
            self.progress.set(None);
        }
        is_shown
    }

    fn keep(&self, answer: Answer) {
        // Files are read, and plans solved, by other workers.
        let Answer::Fits(fits) = answer else { return };
        let mut answers: Answers = (*self.answers.get_untracked()).clone();
        for (key, fit) in fits {
            answers.insert(key, fit);
        }
        self.answers.set(Ptr(Arc::new(answers)));
        self.summary_is_old.set_value(true);
    }

    /// Starts to listen to the solver, and orders what the shown plan and its comparison miss.
    pub(super) fn listen_to_solver(&self) {
        let session = *self;
        self.solver.set_value(Some(Client::new(move |heard| session.hear_solver(heard))));
        let ordered = StoredValue::new(BTreeSet::<OptimumKey>::new());
        let route = route::current();
        Effect::new(move |_| {
            let is_compared = matches!(*route.read(), Route::Step(_, Step::Supply));
            let mut tasks = session.unsolved(is_compared);
            let stopped = session.stopped.read();
            tasks.retain(|(_, task)| !stopped.contains(&task.key));
            let keys: BTreeSet<OptimumKey> = tasks.iter().map(|(_, task)| task.key).collect();
            let is_new = ordered.with_value(|ordered| *ordered != keys);
            ordered.set_value(keys);
            if is_new && !tasks.is_empty() {
                session.order_optima(tasks);
            }
        });
    }

    /// What is still to be solved: the plan of record first, the others only where they are compared. Nothing over draft forecasts.
    fn unsolved(&self, is_compared: bool) -> Vec<(Strategy, Arc<OptimumTask>)> {
        let Some(shown) = self.shown.get() else { return Vec::new() };
        if shown.outcome.forecasts.pending.contains(&true) {
            return Vec::new();
        }
        let record = shown.outcome.supply.strategy;
        let pending = shown.outcome.supply.solving.as_ref().and_then(|solving| solving.pending.clone());
        let mut tasks: Vec<_> = pending.map(|task| (record, task)).into_iter().collect();
        if is_compared {
            let answers = self.optima.get();
            let others = Strategy::ALL.into_iter().filter(|strategy| {
                strategy.is_solved() && *strategy != record && engine::is_compared(&shown.outcome, *strategy)
            });
            tasks.extend(others.filter_map(|strategy| {
                let plan = engine::named_plan(&shown.plan, &shown.outcome, &answers, strategy);
                Some((strategy, plan.pending?))
            }));
        }
        tasks
    }

    fn order_optima(&self, tasks: Vec<(Strategy, Arc<OptimumTask>)>) {
        // one at a time: the plan of record is there before the ones beside it begin
        let first = tasks.into_iter().take(1);
        let tasks = first.map(|(strategy, task)| (strategy, Arc::unwrap_or_clone(task))).collect();
        self.solving.set(None);
        let started = self.solver.with_value(|solver| solver.as_ref().map(|solver| solver.start(Job::Optimize(tasks))));
        if let Some(Err(error)) = started {
            self.trouble(format!(
                "The background worker could not start ({error}), so the solved plan stays a draft. Maybe reload the page."
            ));
        }
    }

    fn hear_solver(&self, heard: Heard) {
        match heard {
            Heard::Notice(Notice::Progress { id, done, of }) => {
                let seen = self.looks.with_value(|(of, looks)| if *of == id { *looks } else { 0 }) + 1;
                self.looks.set_value((id, seen));
                if seen > UNSEEN {
                    let name = "Solving the supply plan";
                    // how many pivots it takes is a guess: what is beyond it is nearly done
                    self.solving.set(Some(Progress { id, name, done: done.min(of * 19 / 20), of }));
                }
            }
            Heard::Notice(Notice::Done { id, answer: Answer::Optima(optima) }) => {
                self.end_solving(id);
                let mut answers: Answers = (*self.optima.get_untracked()).clone();
                for (key, strategy, optimum) in optima {
                    answers.insert_optimum(key, strategy, optimum);
                }
                self.optima.set(Ptr(Arc::new(answers)));
            }
            Heard::Notice(Notice::Done { id, .. }) => drop(self.end_solving(id)),
            Heard::Notice(Notice::Cancelled { id }) => {
                if self.end_solving(id) {
                    self.say("Solving cancelled: the plan stays a draft", false);
                }
            }
            Heard::Died(why) => {
                self.solving.set(None);
                self.trouble(format!(
                    "The background worker stopped ({why}), so the solved plan stays a draft. Maybe edit again or reload."
                ));
            }
        }
    }

    /// Whether the job that ended is the one that was shown.
    fn end_solving(&self, id: u64) -> bool {
        let is_shown = self.solving.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.id == id));
        if is_shown {
            self.solving.set(None);
        }
        is_shown
    }

    /// Whether a plan that is shown, or compared, stays a draft since its solving was cancelled.
    pub fn is_solving_stopped(&self) -> bool {
        let stopped = self.stopped.read();
        !stopped.is_empty() && self.unsolved(true).iter().any(|(_, task)| stopped.contains(&task.key))
    }

    /// Solves again what was cancelled.
    pub fn solve_again(&self) {
        self.stopped.update(BTreeSet::clear);
    }

    /// Drops the plan that is being solved, and those that wait behind it: they stay drafts until an edit makes other plans of them, or
    /// someone asks for them again.
    pub fn cancel_solving(&self) {
        let Some(shown) = self.solving.get_untracked() else { return };
        let waiting = untrack(|| self.unsolved(true));
        self.stopped.update(|stopped| stopped.extend(waiting.iter().map(|(_, task)| task.key)));
        self.solver.with_value(|solver| {
            if let Some(solver) = solver {
                solver.cancel(shown.id);
            }
        });
    }
}
