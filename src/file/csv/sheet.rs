//! A recognised file, read row by row; every cell that cannot be read is a finding of its row.

use std::cell::RefCell;

use ::csv::{ReaderBuilder, StringRecord};

use super::kind::{Columns, Field, Kind, Recognised, recognised};
use super::value::{self, Habit};
use super::{Ignored, Upload, text};
use crate::file::finding::{Finding, Findings, shown};
use crate::model::{Month, tells_decimal_comma, written_number};

/// A file whose kind is known.
pub(super) struct Sheet {
    pub(super) file: String,
    pub(super) kind: Kind,
    pub(super) kind_name: &'static str,
    text: String,
    separator: u8,
    width: usize,
    columns: Columns,
    habits: Vec<Habit>,
}

/// One row of a file.
pub(super) struct Row<'a> {
    sheet: &'a Sheet,
    record: &'a StringRecord,
    line: u64,
    findings: &'a RefCell<Findings>,
}

impl Sheet {
    /// The file as a sheet, or why it is none. Columns that nobody knows are findings.
    pub(super) fn open(upload: &Upload, findings: &RefCell<Findings>) -> Result<Sheet, Ignored> {
        let ignored = |why: String| Ignored { file: upload.name.clone(), why };
        let decoded = text::decoded(&upload.bytes).map_err(|why| ignored(why.into()))?;
        if decoded.text.trim_start().starts_with(['{', '[']) {
            return Err(ignored("JSON, not CSV; a plan file is opened, not imported".into()));
        }
        let separator = text::separator(&decoded.text);
        let header: Vec<String> = reader(&decoded.text, separator)
            .headers()
            .map(|header| header.iter().map(|name| name.trim().to_owned()).collect())
            .map_err(|error| ignored(format!("not readable as CSV: {error}")))?;
        let Recognised { spec, columns, unknown } = recognised(&upload.name, &header).map_err(ignored)?;
        let habits = habits(&decoded.text, separator, header.len());
        let sheet = Sheet {
            file: upload.name.clone(),
            kind: spec.kind,
            kind_name: spec.name,
            text: decoded.text,
            separator,
            width: header.len(),
            columns,
            habits,
        };
        let mut findings = findings.borrow_mut();
        if decoded.is_assumed {
            sheet.tell(&mut findings, "coding", "text that is not UTF-8", "UTF-8", "read as Windows-1252");
        }
        for column in unknown {
            let found = format!("unknown column \"{}\"", shown(&header[column]));
            sheet.tell(&mut findings, "column", &found, &format!("a column of {}", spec.name), "column ignored");
        }
        sheet.tell_unsure(&header, &mut findings);
        Ok(sheet)
    }

    /// Calls `each` for every row that is not empty, and returns how many there were.
    pub(super) fn rows(&self, findings: &RefCell<Findings>, mut each: impl FnMut(&Row)) -> usize {
        let mut reader = reader(&self.text, self.separator);
        let mut record = StringRecord::new();
        let mut count = 0;
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return count,
                // Text from memory that is UTF-8, with rows of any length, has no other error; stop rather than spin.
                Err(_) => return count,
            }
            let line =
                record.position().map_or(0, |position| position.line() + blank_lines(&self.text, position.byte()));
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            count += 1;
            let row = Row { sheet: self, record: &record, line, findings };
            row.tell_width();
            each(&row);
        }
    }

    /// A finding on the file as a whole, at its header.
    pub(super) fn tell(&self, findings: &mut Findings, kind: &'static str, found: &str, expected: &str, done: &str) {
        findings.add(&self.file, kind, || finding(format!("{}:1", self.file), found, expected, done));
    }

    fn tell_unsure(&self, header: &[String], findings: &mut Findings) {
        for (habit, name) in self.habits.iter().zip(header) {
            let name = shown(name);
            if habit.is_unsure_number {
                let found = format!(
                    "column \"{name}\" has numbers like 1.234 or 1,234, and nothing that tells which sign is the decimal one"
                );
                self.tell(
                    findings,
                    "unsure numbers",
                    &found,
                    "one way to write numbers",
                    "the point is taken as the decimal sign",
                );
            }
            if habit.is_unsure_date {
                let found =
                    format!("column \"{name}\" has dates like 03/04 and nothing that tells the day from the month");
                self.tell(findings, "unsure dates", &found, "YYYY-MM-DD", "read with the month first");
            }
        }
    }
}

impl Row<'_> {
    /// Where the row stands: `items.csv:14`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.sheet.file, self.line)
    }

    /// The text of a cell without surrounding spaces; empty where there is none.
    pub(super) fn text(&self, field: Field) -> &str {
        self.cell(field).map_or("", |(text, _)| text)
    }

    /// The text of a cell that must not be empty.
    pub(super) fn code(&self, field: Field, name: &str) -> Option<&str> {
        match self.text(field) {
            "" => {
                self.say("missing cell", &format!("no {name}"), "one in every row", "row left out");
                None
            }
            code if code.len() > 200 => {
                self.say("long code", &shown(code), "a code of at most 200 characters", "row left out");
                None
            }
            code => Some(code),
        }
    }

    /// A code, if the cell has one.
    pub(super) fn short(&self, field: Field) -> Option<&str> {
        let code = self.text(field);
        if code.len() > 200 {
            self.say("long code", &shown(code), "a code of at most 200 characters", "taken as empty");
        }
        Some(code).filter(|code| (1..=200).contains(&code.len()))
    }

    /// A number, if the cell has one.
    pub(super) fn number(&self, field: Field, name: &str) -> Option<f64> {
        let (text, habit) = self.cell(field).filter(|(text, _)| !text.is_empty())?;
        let number = written_number(text, habit.decimal_comma);
        if number.is_none() {
            self.say("bad number", &format!("{name} is \"{}\"", shown(text)), "a number", "left empty");
        }
        number
    }

    /// A number that was asked for before: what cannot be read was said then.
    pub(super) fn number_again(&self, field: Field) -> Option<f64> {
        let (text, habit) = self.cell(field)?;
        written_number(text, habit.decimal_comma)
    }

    /// A number without which the row says nothing.
    pub(super) fn required(&self, field: Field, name: &str) -> Option<f64> {
        let (text, habit) = self.cell(field)?;
        let number = written_number(text, habit.decimal_comma);
        if number.is_none() {
            self.say("bad number", &format!("{name} is \"{}\"", shown(text)), "a number", "row left out");
        }
        number
    }

    /// A number that cannot be negative, if the cell has one.
    pub(super) fn at_least_zero(&self, field: Field, name: &str) -> Option<f64> {
        let number = self.number(field, name)?;
        if number < 0.0 {
            self.say("negative", &format!("{name} is {number}"), "a number not below zero", "left empty");
        }
        (number >= 0.0).then_some(number)
    }

    /// A number above zero; zero means that it is not known.
    pub(super) fn above_zero(&self, field: Field, name: &str) -> Option<f64> {
        self.at_least_zero(field, name).filter(|number| *number > 0.0)
    }

    /// A share, written as `0.2` or as `20` or `20%`.
    pub(super) fn share(&self, field: Field, name: &str) -> Option<f64> {
        let is_percent = self.text(field).ends_with('%');
        let number = self.at_least_zero(field, name)?;
        let share = if is_percent || number > 1.0 { number / 100.0 } else { number };
        if share > 1.0 {
            self.say("bad share", &format!("{name} is {number}"), "a share from 0 to 1 or 0 to 100 %", "left empty");
        }
        (share <= 1.0).then_some(share)
    }

    /// A month without which the row says nothing; of a date, its month.
    pub(super) fn month(&self, field: Field, name: &str) -> Option<Month> {
        let (text, habit) = self.cell(field)?;
        match value::month(text, habit.day_first) {
            Some((month, is_day)) => {
                if is_day {
                    self.once(
                        "dates",
                        &format!("dates such as {text} in place of months"),
                        "YYYY-MM",
                        "their month is taken",
                    );
                }
                Some(month)
            }
            None => {
                self.say(
                    "bad month",
                    &format!("{name} is \"{}\"", shown(text)),
                    "a month such as 2026-11",
                    "row left out",
                );
                None
            }
        }
    }

    /// The month of a date, if the cell has one.
    pub(super) fn date(&self, field: Field, name: &str) -> Option<Month> {
        let (text, habit) = self.cell(field).filter(|(text, _)| !text.is_empty())?;
        let month = value::month(text, habit.day_first);
        if month.is_none() {
            self.say("bad date", &format!("{name} is \"{}\"", shown(text)), "a date such as 2026-11-30", "left empty");
        }
        month.map(|(month, _)| month)
    }

    /// Yes or no, if the cell says so.
    pub(super) fn flag(&self, field: Field, name: &str) -> Option<bool> {
        let text = self.text(field);
        let flag = value::flag(text);
        if flag.is_none() && !text.is_empty() {
            self.say("bad flag", &format!("{name} is \"{}\"", shown(text)), "Y or N", "left empty");
        }
        flag
    }

    /// A finding on this row.
    pub(super) fn say(&self, kind: &'static str, found: &str, expected: &str, done: &str) {
        self.findings.borrow_mut().add(&self.sheet.file, kind, || finding(self.place(), found, expected, done));
    }

    /// A finding that is listed once for the file, with the number of rows that it holds for.
    pub(super) fn once(&self, kind: &'static str, found: &str, expected: &str, done: &str) {
        self.findings.borrow_mut().add_once(&self.sheet.file, kind, || finding(self.place(), found, expected, done));
    }

    fn cell(&self, field: Field) -> Option<(&str, Habit)> {
        let column = self.sheet.columns.0[field as usize]?;
        let habit = self.sheet.habits.get(column).copied().unwrap_or_default();
        Some((self.record.get(column).unwrap_or("").trim(), habit))
    }

    fn tell_width(&self) {
        let (found, expected) = (self.record.len(), self.sheet.width);
        let has_more = self.record.iter().skip(expected).any(|cell| !cell.trim().is_empty());
        if has_more {
            self.say(
                "row length",
                &format!("{found} cells"),
                &format!("{expected}"),
                "the cells beyond the header ignored",
            );
        } else if found < expected {
            self.say(
                "row length",
                &format!("{found} cells"),
                &format!("{expected}"),
                "the missing cells taken as empty",
            );
        }
    }
}

/// Empty lines between where the reader stood and where the row begins.
fn blank_lines(text: &str, from: u64) -> u64 {
    let rest = usize::try_from(from).ok().and_then(|from| text.as_bytes().get(from..)).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    blank.filter(|byte| **byte == b'\n').count() as u64
}

fn finding(place: String, found: &str, expected: &str, done: &str) -> Finding {
    Finding { place, found: found.into(), expected: expected.into(), done: done.into() }
}

fn reader(text: &str, separator: u8) -> ::csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes())
}

/// The habits of each column. Comma-separated files write decimal points; in others the cells tell, and where they do not, the
/// other columns of the file.
fn habits(text: &str, separator: u8, width: usize) -> Vec<Habit> {
    let mut commas: Vec<(bool, bool, bool)> = vec![(false, false, false); width];
    let mut dates: Vec<(Option<bool>, bool)> = vec![(None, false); width];
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    let looks = separator != b',' || text.contains('/');
    while looks && matches!(reader.read_record(&mut record), Ok(true)) {
        for (cell, (commas, dates)) in record.iter().zip(commas.iter_mut().zip(&mut dates)) {
            let cell = cell.trim();
            match tells_decimal_comma(cell) {
                Some(true) => commas.0 = true,
                Some(false) => commas.1 = true,
                None => {
                    commas.2 |= cell.contains([',', '.']) && cell.bytes().all(|byte| b"0123456789.,-".contains(&byte))
                }
            }
            dates.0 = dates.0.or_else(|| value::day_first(cell));
            dates.1 |= value::is_unsure_date(cell);
        }
    }
    let file_comma = commas.iter().any(|(comma, point, _)| *comma && !point);
    let file_day_first = dates.iter().find_map(|(day_first, _)| *day_first);
    let habit =
        |((comma, point, is_unsure), (day_first, has_dates)): ((bool, bool, bool), (Option<bool>, bool))| Habit {
            decimal_comma: separator != b',' && !point && (comma || file_comma),
            is_unsure_number: separator != b',' && is_unsure && !comma && !point && !file_comma,
            day_first: day_first.or(file_day_first).unwrap_or(false),
            is_unsure_date: has_dates && file_day_first.is_none(),
        };
    commas.into_iter().zip(dates).map(habit).collect()
}
