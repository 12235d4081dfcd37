//! A folder of CSV files becomes a plan: each file is recognised by its columns, read row by row, and every row that does not
//! fit is a finding with file and row (row 1 is the header).
//!
//! Zero cost or price means "not known". Units without a conversion are never taken as one to one. The cycle month is the one
//! after the last complete month of history. Invariant: everything in the plan passes its check.

mod build;
mod buying;
mod events;
mod history;
mod kind;
mod making;
mod master;
mod money;
mod sheet;
mod text;
mod value;

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Findings};
use crate::model::Plan;
use build::Build;
use kind::Kind;
use sheet::Sheet;

/// A file as it was dropped on the page or named on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its name without folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// Its name.
    pub file: String,
    /// What it was taken for, such as "demand history".
    pub kind: String,
    /// How many rows it has below its header.
    pub rows: usize,
}

/// A file that was not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// Its name.
    pub file: String,
    /// Why.
    pub why: String,
}

/// A plan made of files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// The plan.
    pub plan: Plan,
    /// What had to be said about the files.
    pub findings: Vec<Finding>,
    /// The files that it was made of.
    pub read: Vec<Read>,
    /// The other ones.
    pub ignored: Vec<Ignored>,
}

/// Makes a plan of some files, in whatever order they come.
pub fn import(files: &[Upload]) -> Imported {
    let findings = RefCell::new(Findings::default());
    let mut ignored = Vec::new();
    let mut sheets = Vec::new();
    for file in files {
        match Sheet::open(file, &findings) {
            Ok(sheet) => sheets.push(sheet),
            Err(why) => ignored.push(why),
        }
    }
    sheets.sort_by_key(|sheet| sheet.kind);
    let mut build = Build::new(&sheets);
    let mut read = Vec::new();
    for sheet in &sheets {
        let rows = take_in(&mut build, sheet, &findings);
        read.push(Read { file: sheet.file.clone(), kind: sheet.kind_name.into(), rows });
    }
    let plan = build.finish(&findings);
    Imported { plan, findings: findings.into_inner().finish(), read, ignored }
}

fn take_in(build: &mut Build, sheet: &Sheet, findings: &RefCell<Findings>) -> usize {
    if sheet.kind > Kind::History {
        build.close_history(findings);
    }
    sheet.rows(findings, |row| {
        // A row without what it is about says so in a finding; there is nothing else to do with it.
        let _: Option<()> = match sheet.kind {
            Kind::Families => build.family_row(row),
            Kind::Items => build.item_row(row),
            Kind::Conversions => build.conversion_row(row),
            Kind::Markets => build.market_row(row),
            Kind::Sites => build.site_row(row),
            Kind::History => build.history_row(row),
            Kind::Resources => build.resource_row(row),
            Kind::Bom => build.component_row(row),
            Kind::Routings => build.operation_row(row),
            Kind::Supplies => build.supply_row(row),
            Kind::Lanes => build.lane_row(row),
            Kind::Sourcing => build.sourcing_row(row),
            Kind::Purchasing => build.offer_row(row),
            Kind::Stock => build.stock_row(row),
            Kind::Receipts => build.receipt_row(row),
            Kind::Backlog => build.backlog_row(row),
            Kind::Calendar => build.calendar_row(row),
            Kind::Promotions => build.promotion_row(row),
            Kind::Prices => build.price_row(row),
            Kind::Financials => build.financials_row(row),
            Kind::Statement => build.statement_row(row),
            Kind::Budget => build.budget_row(row),
        };
    })
}
