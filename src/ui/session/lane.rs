//! The slow lane from the page's side: what is missing is ordered, what comes back is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::{Ptr, Session};
use crate::engine::{Answers, FitKey};
use crate::jobs::client::{Client, Heard};
use crate::jobs::{Answer, Job, Notice};

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
        // Files are read by the other worker.
        let Answer::Fits(fits) = answer else { return };
        let mut answers: Answers = (*self.answers.get_untracked()).clone();
        for (key, fit) in fits {
            answers.insert(key, fit);
        }
        self.answers.set(Ptr(Arc::new(answers)));
        self.summary_is_old.set_value(true);
    }
}
