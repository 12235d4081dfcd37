//! Files from the page's side: a second worker reads them, so that the page stays free and a running fit is not lost.

use leptos::prelude::*;
use web_sys::File;

use super::{Incoming, Progress, Session};
use crate::engine;
use crate::file::{self, Imported, Known};
use crate::jobs::client::{Client, Heard};
use crate::jobs::{Answer, Job, Notice, Reading};
use crate::model::{CycleId, Plan};
use crate::report;
use crate::ui::route::Route;

/// Name, kind and rows of a file that was read.
type ReadFile = (String, String, Option<usize>);
/// Name of a file that was not read, and why.
type LeftFile = (String, String);

/// What files are read for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum For {
    /// A plan to open.
    #[default]
    Opening,
    /// The elapsed month of the plan that is open.
    Month,
}

impl Session {
    /// Starts to listen to the worker that reads files.
    pub(super) fn listen_to_reader(&self) {
        let session = *self;
        self.reader.set_value(Some(Client::new(move |heard| session.hear_reader(heard))));
    }

    /// Reads files that were dropped or chosen: one plan file, or a folder of CSV files.
    pub fn import(&self, files: Vec<File>) {
        self.read(&files, For::Opening, None);
    }

    /// Reads the files of the elapsed month, or next month's plan file.
    pub fn import_month(&self, files: Vec<File>) {
        let known =
            self.live.with_untracked(|plan| plan.as_ref().map(|plan| Known::of(plan, report::elapsed_month(plan))));
        self.read(&files, For::Month, known);
    }

    fn read(&self, files: &[File], read_for: For, known: Option<Known>) {
        self.read_for.set_value(read_for);
        let job = Job::read(Vec::new(), known);
        let name = job.name();
        let started = self.reader.with_value(|reader| {
            // Files that come later are what is wanted now.
            reader.as_ref().map(|reader| {
                reader.stop();
                reader.start_with(job, files)
            })
        });
        match started {
            Some(Ok(id)) => self.reading.set(Some(Progress { id, name, done: 0, of: 0 })),
            Some(Err(error)) => self.trouble(format!(
                "The files could not be read: the background worker did not start ({error}). The plan in hand is as it was. Maybe reload the page."
            )),
            None => {}
        }
    }

    /// Stops reading; nothing is opened.
    pub fn cancel_reading(&self) {
        self.stop_reader();
        self.say("Reading cancelled: nothing was opened", false);
    }

    fn stop_reader(&self) {
        self.reading.set(None);
        self.reader.with_value(|reader| {
            if let Some(reader) = reader {
                reader.stop();
            }
        });
    }

    fn hear_reader(&self, heard: Heard) {
        let is_shown =
            |id: u64| self.reading.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.id == id));
        match heard {
            Heard::Notice(Notice::Progress { id, done, of }) if is_shown(id) => self.reading.update(|reading| {
                if let Some(reading) = reading {
                    (reading.done, reading.of) = (done, of);
                }
            }),
            Heard::Notice(Notice::Done { id, answer: Answer::Read(reading) }) if is_shown(id) => {
                // A worker that has read a large file holds much memory.
                self.stop_reader();
                self.take_in(*reading);
            }
            Heard::Notice(_) => {}
            Heard::Died(why) => {
                self.stop_reader();
                self.trouble(format!(
                    "The files could not be read: the background worker stopped ({why}). The plan in hand is as it was."
                ));
            }
        }
    }

    fn take_in(&self, reading: Reading) {
        match (self.read_for.get_value(), reading) {
            (_, Reading::Plan { name, opened: Err(error) }) => {
                self.trouble(format!("{name}: {error} The plan in hand is as it was."));
            }
            (For::Opening, Reading::Plan { name, opened: Ok(opened) }) => {
                let mut findings = sentences(&opened.findings);
                if self.is_stored(opened.plan.header.id.as_str()) {
                    findings.push(
                        "This cycle is on this device already: opening the file replaces what is stored of it.".into(),
                    );
                }
                let view = report::plan_import(&name, &opened.plan, &findings, &self.locale.get_untracked());
                self.preview(Incoming { view, plan: Some(opened.plan) });
            }
            (For::Opening, Reading::Folder(imported)) => self.preview_folder(imported),
            (For::Month, Reading::Plan { name, opened: Ok(opened) }) => {
                let read = vec![(name, "a plan file".into(), None)];
                self.month_came(
                    &opened.plan,
                    report::Came { read, findings: sentences(&opened.findings), ..Default::default() },
                );
            }
            (For::Month, Reading::Folder(imported)) => {
                let (read, ignored) = names(&imported);
                let findings = sentences(&imported.findings);
                self.month_came(&imported.plan, report::Came { read, ignored, findings, ..Default::default() });
            }
        }
    }

    fn preview_folder(&self, mut imported: Imported) {
        let usable = !imported.plan.catalog.items.is_empty();
        imported.plan.header.id = CycleId::from(super::views::random_id());
        let (read, ignored) = names(&imported);
        let findings = sentences(&imported.findings);
        let view = report::folder_import(&imported.plan, &read, &ignored, &findings, &self.locale.get_untracked());
        self.preview(Incoming { view, plan: usable.then_some(imported.plan) });
    }

    fn preview(&self, incoming: Incoming) {
        self.incoming.set(Some(incoming));
        Route::Import.go();
    }

    fn month_came(&self, files: &Plan, came: report::Came) {
        let Some(shown) = self.base_untracked() else { return };
        let brought = engine::month_actuals(&shown.plan, &shown.outcome, files, report::elapsed_month(&shown.plan));
        self.came.set(Some(report::Came { brought, ..came }));
    }
}

/// Name, kind and rows of the files that were read; name of the others, and why.
fn names(imported: &Imported) -> (Vec<ReadFile>, Vec<LeftFile>) {
    let read = imported.read.iter().map(|read| (read.file.clone(), read.kind.clone(), Some(read.rows))).collect();
    (read, imported.ignored.iter().map(|file| (file.file.clone(), file.why.clone())).collect())
}

fn sentences(findings: &[file::Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}
