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
use crate::model::{Account, Catalog, Month, Plan, Table};
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

/// What files of a new month refer to: a plan's records and the first month that is not closed when they are as of its end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The month after the closed one.
    pub first: Month,
    /// Currency of the plan.
    pub currency: String,
    /// Items with their units, markets, sites.
    pub catalog: Catalog,
    /// Statement lines.
    pub accounts: Table<Account>,
}

impl Known {
    /// What a plan knows; its files are as of the end of `elapsed`.
    pub fn of(plan: &Plan, elapsed: Month) -> Self {
        Self {
            first: elapsed + 1,
            currency: plan.header.currency.clone(),
            catalog: (*plan.catalog).clone(),
            accounts: plan.finance.accounts.clone(),
        }
    }
}

/// Makes a plan of some files, in whatever order they come.
pub fn import(files: &[Upload]) -> Imported {
    Importing::new(files.to_vec(), None).finish()
}

/// Reads what a month brought to a plan that is there: sales, stock, orders, backlog and statements, over the plan's own records.
pub fn import_month(files: &[Upload], known: Known) -> Imported {
    Importing::new(files.to_vec(), Some(known)).finish()
}

/// An import on its way, file by file: whoever drives it can say how far it is.
pub struct Importing {
    uploads: std::vec::IntoIter<Upload>,
    known: Option<Known>,
    findings: RefCell<Findings>,
    sheets: Vec<Sheet>,
    build: Option<Build>,
    read: Vec<Read>,
    ignored: Vec<Ignored>,
}

impl Importing {
    /// Nothing read yet. `known`: the plan that the files of a month belong to; `None`: they make a plan of their own.
    pub fn new(files: Vec<Upload>, known: Option<Known>) -> Self {
        Self {
            uploads: files.into_iter(),
            known,
            findings: RefCell::default(),
            sheets: Vec::new(),
            build: None,
            read: Vec::new(),
            ignored: Vec::new(),
        }
    }

    /// Names a file that could not even be read from the disk.
    pub fn leave_out(&mut self, file: Ignored) {
        self.ignored.push(file);
    }

    /// Opens a file, or takes one in. `false`: there is nothing left to read.
    pub fn step(&mut self) -> bool {
        if let Some(file) = self.uploads.next() {
            match Sheet::open(&file, &self.findings) {
                Ok(sheet) if self.known.is_some() && !sheet.kind.is_of_a_month() => self.ignored.push(Ignored {
                    file: sheet.file,
                    why: format!("{}; a month brings sales, stock, orders, backlog and statements", sheet.kind_name),
                }),
                Ok(sheet) => self.sheets.push(sheet),
                Err(why) => self.ignored.push(why),
            }
            return true;
        }
        let build = self.build.get_or_insert_with(|| {
            self.sheets.sort_by_key(|sheet| sheet.kind);
            let build = Build::new(&self.sheets);
            match self.known.take() {
                Some(known) => build.over(known),
                None => build,
            }
        });
        let Some(sheet) = self.sheets.get(self.read.len()) else { return false };
        let rows = take_in(build, sheet, &self.findings);
        self.read.push(Read { file: sheet.file.clone(), kind: sheet.kind_name.into(), rows });
        true
    }

    /// What became of the files; reads what is left of them.
    pub fn finish(mut self) -> Imported {
        while self.step() {}
        let plan = self.build.unwrap_or_default().finish(&self.findings);
        Imported { plan, findings: self.findings.into_inner().finish(), read: self.read, ignored: self.ignored }
    }
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
