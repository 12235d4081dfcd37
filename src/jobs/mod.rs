//! The slow lane: jobs that take longer than a frame, the same code on both sides of the worker.
//!
//! A [`Job`] is a pure function of its own inputs. [`Run`] carries one out in steps, so that whoever drives it (the worker's loop,
//! a native program, a test) can report progress, see a cancel and hold a time limit between two steps. Messages are [`Order`]
//! and [`Notice`], encoded with postcard: page and worker are always of the same build. What must outlive a build is JSON.
//!
//! A later job adds a variant to [`Job`], one to [`Answer`], and an arm to [`Run::step`]. The page has two workers: one fits, and drops
//! a fit for a newer one; the other reads files, and is ended to cancel, so that neither loses the other's job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::solve::{Solve, usual};
use crate::engine::{FitKey, Optimum, OptimumKey, OptimumTask};
use crate::file::{Ignored, Imported, Importing, Known, Opened, Upload, decode};
use crate::forecast::{Forecast, Task, forecast};
use crate::model::Strategy;

#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod worker;

/// What the worker may be asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Fit the baseline of some series; each task has a key that its answer carries.
    Fit(Vec<(FitKey, Task)>),
    /// Solve supply plans, the plan of record first.
    Optimize(Vec<(Strategy, OptimumTask)>),
    /// Read a plan file, or a folder of CSV files. Between page and worker the files travel beside the order, unread.
    Read {
        /// The files.
        files: Vec<Upload>,
        /// Files that could not be read from the disk, or are too large.
        unread: Vec<Ignored>,
        /// The plan whose month the files bring; `None`: they make a plan of their own.
        known: Option<Box<Known>>,
    },
}

impl Job {
    /// Reads files that make a plan of their own, or bring a month to a known one.
    pub fn read(files: Vec<Upload>, known: Option<Known>) -> Self {
        Job::Read { files, unread: Vec::new(), known: known.map(Box::new) }
    }

    /// How many steps it takes; reading takes no more than this.
    pub fn size(&self) -> usize {
        match self {
            Job::Fit(tasks) => tasks.len(),
            Job::Optimize(tasks) => tasks.iter().map(|(_, task)| usual(task)).sum(),
            Job::Read { files, .. } => files.len() * 2,
        }
    }

    /// What the page says while it runs.
    pub fn name(&self) -> &'static str {
        match self {
            Job::Fit(_) => "Fitting forecasts",
            Job::Optimize(_) => "Solving the supply plan",
            Job::Read { .. } => "Reading files",
        }
    }
}

/// What a job gives back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Fits by key.
    Fits(Vec<(FitKey, Arc<Forecast>)>),
    /// Solved plans.
    Optima(Vec<(OptimumKey, Strategy, Arc<Optimum>)>),
    /// What was in the files.
    Read(Box<Reading>),
}

/// What files turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reading {
    /// One plan file, or why it is none.
    Plan {
        /// The file's name.
        name: String,
        /// The plan with what had to be said about it.
        opened: Result<Opened, String>,
    },
    /// A folder of files.
    Folder(Imported),
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
    work: Work,
    done: usize,
    size: usize,
}

enum Work {
    Fit { tasks: Vec<(FitKey, Task)>, fits: Vec<(FitKey, Arc<Forecast>)> },
    Optimize { tasks: Vec<(Strategy, OptimumTask)>, optima: Vec<(OptimumKey, Strategy, Arc<Optimum>)> },
    Plan { name: String, file: Option<Upload>, opened: Box<Result<Opened, String>> },
    Folder(Box<Importing>),
}

impl Work {
    fn of(job: Job) -> Self {
        match job {
            Job::Fit(tasks) => Work::Fit { tasks, fits: Vec::new() },
            Job::Optimize(mut tasks) => {
                tasks.reverse();
                Work::Optimize { tasks, optima: Vec::new() }
            }
            Job::Read { mut files, mut unread, known } => {
                let is_plan = |name: &str| name.to_lowercase().ends_with(".json");
                if let ([left_out], true) = (unread.as_slice(), files.is_empty())
                    && is_plan(&left_out.file)
                {
                    return Work::Plan {
                        name: left_out.file.clone(),
                        file: None,
                        opened: Box::new(Err(left_out.why.clone())),
                    };
                }
                if files.len() == 1 && unread.is_empty() && is_plan(&files[0].name) {
                    let file = files.pop();
                    let name = file.as_ref().map_or_else(String::new, |file| file.name.clone());
                    return Work::Plan { name, file, opened: Box::new(Err("The file is empty.".into())) };
                }
                let mut importing = Importing::new(files, known.map(|known| *known));
                unread.drain(..).for_each(|file| importing.leave_out(file));
                Work::Folder(Box::new(importing))
            }
        }
    }
}

impl Run {
    /// Nothing done yet.
    pub fn new(job: Job) -> Self {
        let size = job.size();
        Self { work: Work::of(job), done: 0, size }
    }

    /// One step: a fit or some pivots take a few milliseconds, a file as long as it is. `false`: there is nothing left to do.
    pub fn step(&mut self, kept: &mut Kept) -> bool {
        let has_stepped = match &mut self.work {
            Work::Fit { tasks, fits } => match tasks.get(self.done) {
                Some((key, task)) => {
                    fits.push((*key, Arc::new(forecast(task))));
                    true
                }
                None => false,
            },
            Work::Optimize { tasks, optima } => {
                let pivots = optimize(tasks, optima, kept);
                self.done += pivots.unwrap_or(0).saturating_sub(1);
                pivots.is_some()
            }
            Work::Plan { file, opened, .. } => match file.take() {
                Some(file) => {
                    **opened = decode(&file.bytes).map_err(|error| error.to_string());
                    true
                }
                None => false,
            },
            Work::Folder(importing) => importing.step(),
        };
        self.done += usize::from(has_stepped);
        has_stepped
    }

    /// Steps done, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.min(self.size), self.size)
    }

    /// Ends before the end: what was solved so far stays, and what is on its way is answered with the best that is known.
    pub fn stop(&mut self, kept: &mut Kept) {
        let Work::Optimize { tasks, optima } = &mut self.work else { return };
        let Some((strategy, task)) = tasks.pop() else { return };
        let running = kept.solvers.iter_mut().find(|(of, solver)| *of == strategy && solver.task().key == task.key);
        if let Some((_, solver)) = running {
            optima.push((task.key, strategy, Arc::new(solver.answer())));
        }
        tasks.clear();
    }

    /// What came out so far; all of it once [`Run::step`] says so.
    pub fn answer(self) -> Answer {
        match self.work {
            Work::Fit { fits, .. } => Answer::Fits(fits),
            Work::Optimize { optima, .. } => Answer::Optima(optima),
            Work::Plan { name, opened, .. } => Answer::Read(Box::new(Reading::Plan { name, opened: *opened })),
            Work::Folder(importing) => Answer::Read(Box::new(Reading::Folder(importing.finish()))),
        }
    }
}

/// What a worker keeps between jobs: the solvers, each where it ended, so that the next plan of a strategy starts from there.
#[derive(Default)]
pub struct Kept {
    solvers: Vec<(Strategy, Solve)>,
}

/// Pivots between two looks at the clock.
const PIVOTS: usize = 25;

/// Some pivots of the first task that is left; how many, or `None` when none is.
fn optimize(
    tasks: &mut Vec<(Strategy, OptimumTask)>,
    optima: &mut Vec<(OptimumKey, Strategy, Arc<Optimum>)>,
    kept: &mut Kept,
) -> Option<usize> {
    let (strategy, task) = tasks.last()?;
    let (strategy, key) = (*strategy, task.key);
    let at = kept.solvers.iter().position(|(of, _)| *of == strategy);
    let is_running = at.is_some_and(|at| kept.solvers[at].1.task().key == key);
    if !is_running {
        let mut solver = at.map(|at| kept.solvers.swap_remove(at).1);
        let is_next = solver.as_mut().is_some_and(|solver| solver.next(task.clone()).is_ok());
        // a program with a flaw is never asked: the engine makes none; without an answer the plan stays a draft
        let Some(solver) = solver.filter(|_| is_next).or_else(|| Solve::new(task.clone()).ok()) else {
            tasks.pop();
            return Some(1);
        };
        kept.solvers.push((strategy, solver));
    }
    let (_, solver) = kept.solvers.iter_mut().find(|(of, _)| *of == strategy)?;
    let before = solver.iterations();
    if !solver.step(PIVOTS) {
        optima.push((key, strategy, Arc::new(solver.answer())));
        tasks.pop();
    }
    Some(solver.iterations().saturating_sub(before).max(1))
}

/// Carries a job out at once, as native programs do.
pub fn answer(job: Job) -> Answer {
    let (mut run, mut kept) = (Run::new(job), Kept::default());
    while run.step(&mut kept) {}
    run.answer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{random, two_plants};
    use crate::file::{encode, import};

    fn task(level: f64) -> Task {
        Task { y: vec![Some(level); 30], horizon: 3, season: 12, first_month_of_year: 0, forced: None, drivers: vec![] }
    }

    #[test]
    fn a_run_reports_its_progress_and_ends() {
        let mut run = Run::new(Job::Fit(vec![(FitKey(7), task(5.0)), (FitKey(8), task(6.0))]));
        let mut kept = Kept::default();
        assert_eq!(run.progress(), (0, 2));
        assert!(run.step(&mut kept) && run.step(&mut kept));
        assert!(!run.step(&mut kept));
        assert_eq!(run.progress(), (2, 2));
        let Answer::Fits(fits) = run.answer() else { panic!("a fit gives fits") };
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

    fn upload(name: &str, text: &str) -> Upload {
        Upload { name: name.into(), bytes: text.as_bytes().to_vec() }
    }

    fn read(job: Job) -> Reading {
        let Answer::Read(reading) = answer(job) else { panic!("reading gives what was read") };
        *reading
    }

    #[test]
    fn a_plan_file_is_read_as_it_would_be_on_the_page() {
        let bytes = encode(&two_plants().plan);
        let file = Upload { name: "plan.JSON".into(), bytes: bytes.clone() };
        let Reading::Plan { name, opened } = read(Job::read(vec![file], None)) else { panic!("a plan") };
        assert_eq!(name, "plan.JSON");
        assert!(encode(&opened.unwrap().plan) == bytes);
        let broken = upload("broken.json", "{\"recipe\"");
        let Reading::Plan { opened, .. } = read(Job::read(vec![broken], None)) else { panic!("a plan") };
        assert!(opened.unwrap_err().contains("Nothing was opened"));
        let large = Ignored { file: "large.json".into(), why: "too large".into() };
        let job = Job::Read { files: Vec::new(), unread: vec![large], known: None };
        let Reading::Plan { opened, .. } = read(job) else { panic!("a plan") };
        assert_eq!(opened.unwrap_err(), "too large");
    }

    #[test]
    fn a_folder_is_read_file_by_file_and_survives_the_wire() {
        let files = vec![
            upload("items.csv", "item,name,unit,sellable\nA,Able,EA,yes\n"),
            upload("sales.csv", "month,item,market,units\n2026-09,A,EU,5\n2026-10,A,EU,6\n"),
            upload("notes.txt", "nothing of the kind\n"),
        ];
        let mut run = Run::new(Job::read(files.clone(), None));
        let (mut steps, mut kept) = (0, Kept::default());
        while run.step(&mut kept) {
            steps += 1;
            assert!(run.progress().0 == steps && steps <= run.progress().1);
        }
        assert_eq!((steps, run.progress()), (5, (5, 6)));
        let notice = Notice::Done { id: 1, answer: run.answer() };
        let bytes = postcard::to_stdvec(&notice).unwrap();
        let Notice::Done { answer: Answer::Read(reading), .. } = postcard::from_bytes(&bytes).unwrap() else {
            panic!("what was sent")
        };
        let Reading::Folder(imported) = *reading else { panic!("a folder") };
        let there = import(&files);
        assert!(encode(&imported.plan) == encode(&there.plan));
        assert_eq!((imported.read, imported.ignored, imported.findings), (there.read, there.ignored, there.findings));
    }

    #[test]
    fn whole_plans_survive_the_wire() {
        for seed in 0..8 {
            let plan = random(seed);
            let opened = Ok(Opened { plan: plan.clone(), findings: Vec::new() });
            let answer = Answer::Read(Box::new(Reading::Plan { name: "a".into(), opened }));
            let bytes = postcard::to_stdvec(&answer).unwrap();
            let Answer::Read(reading) = postcard::from_bytes(&bytes).unwrap() else { panic!("what was sent") };
            let Reading::Plan { opened: Ok(opened), .. } = *reading else { panic!("a plan") };
            assert!(encode(&opened.plan) == encode(&plan), "seed {seed}");
        }
    }

    #[test]
    fn a_month_is_read_over_the_plan_that_it_belongs_to() {
        let plan = two_plants().plan;
        let files = vec![upload("sales.csv", "month,item,market,units\n2026-11,BIKE,EU,9\n")];
        let known = Known::of(&plan, plan.header.first);
        let order = Order::Start { id: 1, job: Job::read(files, Some(known)) };
        let bytes = postcard::to_stdvec(&order).unwrap();
        let Order::Start { job, .. } = postcard::from_bytes(&bytes).unwrap() else { panic!("what was sent") };
        let Reading::Folder(imported) = read(job) else { panic!("a folder") };
        assert_eq!(imported.findings, []);
        assert_eq!(imported.plan.actuals.history.len(), 1);
    }
}
