//! Whether what is put into a cell fits, and why not.

use super::super::edit::{MIXED, checked, meant_by_form, mixes_units, new_figure, over};
use super::super::{ColumnKind, Context, Locale, NOT_COMPUTED, Table, TableCell, is_typed_measure, typed_figure};
use super::{DecimalSign, LISTED, Misfit, PutPlan, at, told};
use crate::model::{Cell, Change, How, OverMonths, Subject, Unit, written_number};

/// What should come into a cell.
#[derive(Clone, Copy)]
pub enum Entry<'a> {
    /// A text.
    Text(&'a str),
    /// A figure, as it acts.
    Figure(How, f64),
    /// The typed figure goes.
    Nothing,
}

/// What a cell is a total of, where its parts are put as well.
pub enum Over {
    /// Months, with their texts.
    Months(Vec<String>),
    /// Rows below it.
    Rows,
}

/// Collects what fits and what does not.
pub struct Judge<'a> {
    cx: &'a Context<'a>,
    table: &'a Table,
    sign: DecimalSign,
    /// The page's locale, with the signs of the block.
    locale: Locale,
    /// Totals that follow from what is put below them.
    pub follows: usize,
    changes: Vec<Change>,
    misfits: Vec<Misfit>,
    n_misfits: usize,
    /// Row, and whether its items count in different units.
    mixed: Option<(usize, bool)>,
}

impl<'a> Judge<'a> {
    /// Of nothing yet.
    pub fn new(cx: &'a Context<'a>, table: &'a Table, sign: DecimalSign) -> Self {
        let (decimal, group) = match sign {
            DecimalSign::Point => ('.', ','),
            DecimalSign::Comma => (',', '.'),
        };
        let locale = Locale { decimal, group, ..cx.locale.clone() };
        let (changes, misfits) = (Vec::new(), Vec::new());
        Self { cx, table, sign, locale, follows: 0, changes, misfits, n_misfits: 0, mixed: None }
    }

    /// A word at a row and column. An empty one takes a typed figure back; `·` says nothing.
    pub fn word(&mut self, spot: (usize, usize), word: &str) {
        if word == NOT_COMPUTED {
            return;
        }
        match (word.is_empty(), at(self.table, spot)) {
            (true, Some(cell)) if cell.typed => self.entry(spot, Entry::Nothing),
            (true, _) => {}
            (false, Some(cell)) if self.is_idle(cell, word) => {}
            (false, _) => self.entry(spot, Entry::Text(word)),
        }
    }

    /// Whether a cell that takes nothing shows just this already, as after copying a whole block and pasting it back.
    fn is_idle(&self, cell: &TableCell, word: &str) -> bool {
        (!cell.editable || cell.locked) && self.is_same(cell, word)
    }

    fn is_same(&self, cell: &TableCell, word: &str) -> bool {
        match (cell.value, number(word, self.sign)) {
            (Some(shown), Some(read)) => is_near(shown, read),
            _ => word == cell.text.trim(),
        }
    }

    /// Whether a word in a total says anything about it: a number that is not zero.
    pub fn is_telling(&self, word: &str) -> bool {
        number(word, self.sign).is_none_or(|value| value != 0.0) && !word.is_empty() && word != NOT_COMPUTED
    }

    /// Whether a word is what a total shows already, or what its months come to.
    pub fn agrees(&self, spot: (usize, usize), word: &str, months: Option<&[String]>) -> bool {
        at(self.table, spot).is_some_and(|cell| self.is_same(cell, word))
            || months.is_some_and(|months| self.comes_to(months, word))
    }

    /// A total whose parts are put as well: it follows from them. One of months that says something else than they do is a misfit.
    pub fn over(&mut self, spot: (usize, usize), word: &str, over: Over) {
        let Some(cell) = at(self.table, spot) else { return self.word(spot, word) };
        let adds = cell.cell.as_ref().is_some_and(|cell| cell.measure.over_months() == OverMonths::Sum);
        match over {
            _ if word.is_empty() || word == NOT_COMPUTED || self.is_same(cell, word) => self.follows += 1,
            Over::Months(words) if self.comes_to(&words, word) || !adds => self.follows += 1,
            Over::Months(_) => {
                self.misfit(spot, word, "Its months are pasted too and come to another total; type it alone.".into());
            }
            Over::Rows => self.word(spot, word),
        }
    }

    /// Whether months sum to a total, but for the rounding of what a spreadsheet shows.
    fn comes_to(&self, months: &[String], total: &str) -> bool {
        let read = |word: &String| number(word, self.sign);
        let sum: f64 = months.iter().filter_map(read).sum();
        number(total, self.sign).is_some_and(|total| (sum - total).abs() <= 0.5 * (months.len() + 1) as f64)
    }

    /// Something into the cell at a row and column.
    pub fn entry(&mut self, spot: (usize, usize), entry: Entry) {
        match self.change(spot, entry) {
            Ok(change) => self.changes.push(change),
            Err(why) => {
                let read = match entry {
                    Entry::Text(word) => word.to_owned(),
                    Entry::Figure(How::Replace, value) => self.cx.locale.number(value, 0),
                    Entry::Figure(..) | Entry::Nothing => String::new(),
                };
                self.misfit(spot, &read, why);
            }
        }
    }

    fn change(&mut self, spot: (usize, usize), entry: Entry) -> Result<Change, String> {
        let cell = at(self.table, spot).ok_or_else(|| self.beyond(spot))?;
        let address = self.takes(spot, cell)?;
        let (how, value) = match entry {
            Entry::Nothing => return Ok(Change::no_figure(address.clone(), false)),
            Entry::Figure(how, value) => (how, value),
            Entry::Text(word) => self.read(word)?,
        };
        if how != How::Percent && self.mixes(spot.0, address) {
            return Err(MIXED.into());
        }
        let earlier = typed_figure(self.cx.plan, address);
        let (how, value) = if matches!(entry, Entry::Text(_)) { over(earlier, (how, value)) } else { (how, value) };
        checked(new_figure(self.cx, address, earlier, (how, value))).map(Change::figure)
    }

    /// Too wide or too long.
    fn beyond(&self, (row, _): (usize, usize)) -> String {
        let what = if row < self.table.rows.len() { "column" } else { "row" };
        format!("The table ends before it: there is no such {what}.")
    }

    /// The address of a cell that takes a figure.
    fn takes<'c>(&self, (_, column): (usize, usize), cell: &'c TableCell) -> Result<&'c Cell, String> {
        let column = self.table.columns.get(column);
        let Some(address) = cell.cell.as_ref().filter(|_| column.is_none_or(|column| column.first.is_some())) else {
            return Err("No figure stands there.".into());
        };
        let name = address.measure.name();
        if column.is_some_and(|column| column.kind == ColumnKind::Actual) {
            return Err(format!("{} is closed.", self.cx.locale.long_month(address.last)));
        }
        if self.cx.plan.is_approved() {
            return Err("The plan is approved, so nothing in it can be typed.".into());
        }
        if !is_typed_measure(address.measure) {
            return Err(format!("{name} is worked out, not typed."));
        }
        if !cell.editable {
            return Err(format!("{name} is not typed in this row, or not in money: open it, or switch to units."));
        }
        match typed_figure(self.cx.plan, address).filter(|figure| figure.locked) {
            Some(figure) => {
                let by = figure.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
                Err(format!("Locked{by}. Ctrl L unlocks it."))
            }
            None => Ok(address),
        }
    }

    /// A figure, or a form that no figure has.
    fn read(&self, word: &str) -> Result<(How, f64), String> {
        if let Some(meant) = meant_by_form(&self.locale, word) {
            return meant.ok_or_else(|| "Not understood as arithmetic or as a change.".into());
        }
        if word.contains('%') {
            return Err("A share; a figure is expected, or a change such as +10%.".into());
        }
        if let Some(value) = number(word, self.sign) {
            return Ok((How::Replace, value));
        }
        let (other, name) = match self.sign {
            DecimalSign::Point => (DecimalSign::Comma, "comma"),
            DecimalSign::Comma => (DecimalSign::Point, "point"),
        };
        Err(match number(word, other) {
            Some(_) => format!("Written with a decimal {name}, unlike the rest of the block."),
            None => "Not a number.".into(),
        })
    }

    /// Whether the items of a row count in different units. Asked once a row.
    fn mixes(&mut self, row: usize, address: &Cell) -> bool {
        if address.measure.unit() != Unit::Units {
            return false;
        }
        match self.mixed {
            Some((known, mixed)) if known == row => mixed,
            _ => {
                let mixed = mixes_units(self.cx, address);
                self.mixed = Some((row, mixed));
                mixed
            }
        }
    }

    fn misfit(&mut self, spot: (usize, usize), read: &str, why: String) {
        self.n_misfits += 1;
        if self.misfits.len() < LISTED {
            let read = read.chars().take(40).collect();
            self.misfits.push(Misfit { place: self.place(spot), read, why });
        }
    }

    /// "Volt 33 in Europe, consensus demand, Nov 26"; beyond the table by number.
    fn place(&self, (row, column): (usize, usize)) -> String {
        let found = self.table.rows.get(row);
        let who = match found.and_then(|row| row.cells.iter().rev().find_map(|cell| cell.cell.as_ref())) {
            Some(cell) if cell.subject != Subject::All => {
                let node = format!("{}{}", self.cx.subject(&cell.subject), self.cx.place(&cell.place));
                format!("{node}, {}", cell.measure.name().to_lowercase())
            }
            _ => found.map_or_else(|| format!("Row {}", row + 1), |row| row.label.clone()),
        };
        match self.table.columns.get(column) {
            Some(column) => format!("{who}, {}", column.label),
            None => format!("{who}, column {}", column + 1),
        }
    }

    /// Everything that was judged, as a plan. `word`: "Pasted".
    pub fn plan(self, word: &str, verb: &'static str, nothing: &'static str) -> PutPlan {
        let fits = self.changes.len();
        let all = fits + self.n_misfits;
        let rest = self.n_misfits - self.misfits.len();
        let more = (rest > 0).then(|| format!("And {} more that do not fit.", self.cx.locale.number(rest as f64, 0)));
        let follows = match self.follows {
            0 => None,
            1 => Some("1 total follows from its parts.".to_owned()),
            several => Some(format!("{several} totals follow from their parts.")),
        };
        PutPlan {
            what: told(self.cx, word, &self.changes),
            title: if all == 1 { format!("{fits} of 1 cell fits") } else { format!("{fits} of {all} cells fit") },
            fits,
            misfits: self.misfits,
            note: more.into_iter().chain(follows).collect::<Vec<_>>().join(" "),
            unsure: None,
            sign: self.sign,
            verb,
            nothing: if all == 0 { nothing } else { "" },
            change: Change::Many(self.changes),
        }
    }
}

/// A number with this decimal sign, as the import reads it.
pub fn number(word: &str, sign: DecimalSign) -> Option<f64> {
    if word.contains('%') { None } else { written_number(word, sign == DecimalSign::Comma) }
}

/// The same, but for the six decimals of a copied figure.
fn is_near(shown: f64, read: f64) -> bool {
    (shown - read).abs() <= 1e-6 * shown.abs().max(1.0)
}
