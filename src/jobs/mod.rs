//! The slow lane: jobs that take longer than a frame, the same code on both sides of the worker.
//!
//! A [`Job`] is a pure function of its own inputs. [`Run`] carries one out in steps, so that whoever drives it (the worker's loop,
//! a native program, a test) can report progress, see a cancel and hold a time limit between two steps. Messages are [`Order`]
//! and [`Notice`], encoded with postcard: page and worker are always of the same build. What must outlive a build is JSON.
//!
//! A later job adds a variant to [`Job`], one to [`Answer`], and an arm to [`Run::step`].

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::FitKey;
use crate::forecast::{Forecast, Task, forecast};

#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod worker;

/// What the worker may be asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Fit the baseline of some series; each task has a key that its answer carries.
    Fit(Vec<(FitKey, Task)>),
}

impl Job {
    /// How many steps it takes.
    pub fn size(&self) -> usize {
        match self {
            Job::Fit(tasks) => tasks.len(),
        }
    }

    /// What the page says while it runs.
    pub fn name(&self) -> &'static str {
        match self {
            Job::Fit(_) => "Fitting forecasts",
        }
    }
}

/// What a job gives back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Fits by key.
    Fits(Vec<(FitKey, Arc<Forecast>)>),
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Do this; a later one makes the worker drop an earlier one.
    Start {
        /// Chosen by the page, greater than every earlier one.
        id: u64,
        /// What to do.
        job: Job,
    },
    /// Drop the job, if it still runs.
    Cancel {
        /// Which.
        id: u64,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// So many steps of so many are done.
    Progress {
        /// Which job.
        id: u64,
        /// Steps done.
        done: usize,
        /// Steps in all.
        of: usize,
    },
    /// Finished.
    Done {
        /// Which job.
        id: u64,
        /// What came out.
        answer: Answer,
    },
    /// Dropped before its end.
    Cancelled {
        /// Which job.
        id: u64,
    },
}

/// A job on its way.
pub struct Run {
    job: Job,
    done: usize,
    fits: Vec<(FitKey, Arc<Forecast>)>,
}

impl Run {
    /// Nothing done yet.
    pub fn new(job: Job) -> Self {
        Self { job, done: 0, fits: Vec::new() }
    }

    /// One step, a few milliseconds at most. `false`: there is nothing left to do.
    pub fn step(&mut self) -> bool {
        match &self.job {
            Job::Fit(tasks) => {
                let Some((key, task)) = tasks.get(self.done) else { return false };
                self.fits.push((*key, Arc::new(forecast(task))));
                self.done += 1;
                true
            }
        }
    }

    /// Steps done, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.job.size())
    }

    /// What came out so far; all of it once [`Run::step`] says so.
    pub fn answer(self) -> Answer {
        Answer::Fits(self.fits)
    }
}

/// Carries a job out at once, as native programs do.
pub fn answer(job: Job) -> Answer {
    let mut run = Run::new(job);
    while run.step() {}
    run.answer()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(level: f64) -> Task {
        Task { y: vec![Some(level); 30], horizon: 3, season: 12, first_month_of_year: 0, forced: None }
    }

    #[test]
    fn a_run_reports_its_progress_and_ends() {
        let mut run = Run::new(Job::Fit(vec![(FitKey(7), task(5.0)), (FitKey(8), task(6.0))]));
        assert_eq!(run.progress(), (0, 2));
        assert!(run.step() && run.step());
        assert!(!run.step());
        assert_eq!(run.progress(), (2, 2));
        let Answer::Fits(fits) = run.answer();
        assert_eq!(fits.iter().map(|(key, fit)| (key.0, fit.mean[0])).collect::<Vec<_>>(), vec![(7, 5.0), (8, 6.0)]);
    }

    #[test]
    fn messages_survive_the_wire() {
        let order = Order::Start { id: 3, job: Job::Fit(vec![(FitKey(u128::MAX), task(1.5))]) };
        let bytes = postcard::to_stdvec(&order).unwrap();
        assert_eq!(postcard::from_bytes::<Order>(&bytes).unwrap(), order);
        let notice = Notice::Done { id: 3, answer: answer(Job::Fit(vec![(FitKey(1), task(2.0))])) };
        let bytes = postcard::to_stdvec(&notice).unwrap();
        assert_eq!(postcard::from_bytes::<Notice>(&bytes).unwrap(), notice);
    }
}
