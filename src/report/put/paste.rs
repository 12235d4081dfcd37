//! A spreadsheet's text over a block: where each word lands, and how the block writes its numbers.
//!
//! A spreadsheet of months knows no quarter and year columns, a block that was copied here does: where the words that would land in totals
//! are not the totals of their months, the text holds months only, and totals are passed over.

use std::cmp::Ordering;

use super::super::{Block, ColumnKind, Context, NOT_APPLICABLE, NOT_COMPUTED, Table, whole};
use super::judge::{self, Judge, Over};
use super::{DecimalSign, PutPlan};
use crate::model::tells_decimal_comma;

/// Plans a paste. `sign`: what was answered to how the numbers are written.
pub fn plan(cx: &Context, table: &Table, block: Block, text: &str, sign: Option<DecimalSign>) -> PutPlan {
    let lines: Vec<Vec<String>> = text
        .trim_end_matches(['\r', '\n'])
        .lines()
        .map(|line| line.split('\t').map(|word| tidied(cx, word)).collect())
        .collect();
    let habit = Habit::of(cx, lines.iter().flatten(), sign);
    let mut judge = Judge::new(cx, table, habit.sign);
    let landing = Landing::of(table, &judge, block, &lines);
    let reach = landing.reach(block);
    let parts = whole::rows(table, reach);
    for (down, part) in (0..landing.rows).map(|down| (down, parts.contains(&Some(block.top + down)))) {
        let Some(line) = lines.get(down % lines.len().max(1)) else { continue };
        for (right, column) in landing.columns.iter().enumerate() {
            let Some(word) = line.get(right % landing.width.max(1)) else { continue };
            let spot = (block.top + down, *column);
            match landing.totals.get(right).filter(|_| landing.holds_totals) {
                Some(Some(_)) if landing.repeats => judge.follows += 1,
                Some(Some(months)) => judge.over(spot, word, Over::Months(words(line, months))),
                _ if part => judge.over(spot, word, Over::Rows),
                _ => judge.word(spot, word),
            }
        }
    }
    let mut plan = judge.plan("Pasted", "Paste what fits", "The clipboard holds no figures.");
    plan.unsure = habit.unsure.filter(|_| plan.fits > 0 || !plan.misfits.is_empty());
    if plan.misfits.is_empty() {
        plan.verb = "Paste";
    }
    plan
}

/// Where the words land.
struct Landing {
    rows: usize,
    /// Words in the text's longest line.
    width: usize,
    /// The table's column of every word, repeats included.
    columns: Vec<usize>,
    /// Whether totals are among them.
    holds_totals: bool,
    /// By column: of a total with all of its months among the columns, the positions of those.
    totals: Vec<Option<Vec<usize>>>,
    /// Whether the text repeats to the right.
    repeats: bool,
}

impl Landing {
    fn of(table: &Table, judge: &Judge, block: Block, lines: &[Vec<String>]) -> Self {
        let width = lines.iter().map(Vec::len).max().unwrap_or(0);
        let down = times(block.bottom - block.top + 1, lines.len());
        let right = times(block.right - block.left + 1, width);
        let columns: Vec<usize> = (0..width * right).map(|at| block.left + at).collect();
        let totals = columns.iter().map(|column| months_of(table, &columns, *column)).collect();
        let rows = lines.len() * down;
        let landing = Self { rows, width, columns, holds_totals: true, totals, repeats: right > 1 };
        if landing.repeats || landing.tells_totals(table, judge, block, lines) {
            return landing;
        }
        Self { columns: month_columns(table, block.left, width), holds_totals: false, ..landing }
    }

    /// Whether the words in totals are their totals, or at least half of them. Nothing tells where they are all zero: then they are months.
    fn tells_totals(&self, table: &Table, judge: &Judge, block: Block, lines: &[Vec<String>]) -> bool {
        let kind = |column: usize| table.columns.get(column).map(|column| column.kind);
        let starts_in_months = self.columns.first().is_some_and(|first| kind(*first) != Some(ColumnKind::Total));
        let totals: Vec<usize> =
            (0..self.columns.len()).filter(|at| kind(self.columns[*at]) == Some(ColumnKind::Total)).collect();
        if totals.is_empty() || !starts_in_months {
            return true;
        }
        let (mut agree, mut differ) = (0, 0);
        for (down, line) in lines.iter().enumerate() {
            for at in &totals {
                let Some(word) = line.get(*at).filter(|word| judge.is_telling(word)) else { continue };
                let months = self.totals[*at].as_ref().map(|months| words(line, months));
                let agrees = judge.agrees((block.top + down, self.columns[*at]), word, months.as_deref());
                *(if agrees { &mut agree } else { &mut differ }) += 1;
            }
        }
        agree > 0 && agree >= differ
    }

    /// The block that is reached.
    fn reach(&self, block: Block) -> Block {
        let right = self.columns.last().copied().unwrap_or(block.left);
        Block { bottom: block.top + self.rows.saturating_sub(1), right, ..block }
    }
}

fn words(line: &[String], positions: &[usize]) -> Vec<String> {
    positions.iter().map(|at| line.get(*at).cloned().unwrap_or_default()).collect()
}

/// Of a total: the positions of its months among some columns, if all of them are there.
fn months_of(table: &Table, columns: &[usize], column: usize) -> Option<Vec<usize>> {
    let total = table.columns.get(column).filter(|column| column.kind == ColumnKind::Total)?;
    let (first, last) = total.first.zip(total.last)?;
    let is_month = |column: usize| {
        let column = table.columns.get(column).filter(|column| column.kind == ColumnKind::Plan);
        column.and_then(|column| column.first).is_some_and(|month| first <= month && month <= last)
    };
    let months: Vec<usize> = (0..columns.len()).filter(|at| is_month(columns[*at])).collect();
    (i32::try_from(months.len()) == Ok(last - first + 1)).then_some(months)
}

/// So many columns from one on, totals passed over; then such as the table does not have.
fn month_columns(table: &Table, left: usize, width: usize) -> Vec<usize> {
    let is_month = |column: &usize| table.columns.get(*column).is_none_or(|column| column.kind != ColumnKind::Total);
    (left..).filter(is_month).take(width).collect()
}

/// How often a text repeats over a block: as often as it fits without a rest, else once.
fn times(block: usize, text: usize) -> usize {
    if text > 0 && block.is_multiple_of(text) { block / text } else { 1 }
}

/// A cell's text without spaces around it, unusual spaces and the currency.
fn tidied(cx: &Context, word: &str) -> String {
    let word: String = word.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let word = word.trim();
    let word = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
    let currency = cx.locale.currency.as_str();
    let bare = word.strip_prefix(currency).or_else(|| word.strip_suffix(currency)).unwrap_or(word).trim();
    if bare == NOT_COMPUTED || bare == NOT_APPLICABLE { String::from(NOT_COMPUTED) } else { bare.to_owned() }
}

/// How a block writes its numbers.
struct Habit {
    sign: DecimalSign,
    unsure: Option<[String; 3]>,
}

impl Habit {
    /// By what its cells tell, the most of them where they differ; then by what was answered; then as the page writes numbers.
    fn of<'a>(cx: &Context, words: impl Iterator<Item = &'a String>, answer: Option<DecimalSign>) -> Self {
        let (mut points, mut commas, mut unsure) = (0, 0, None);
        for word in words {
            match tells_decimal_comma(word) {
                Some(true) => commas += 1,
                Some(false) => points += 1,
                None if is_unsure(word) => unsure = unsure.or(Some(word)),
                None => {}
            }
        }
        let page = if cx.locale.decimal == ',' { DecimalSign::Comma } else { DecimalSign::Point };
        let sign = match points.cmp(&commas) {
            Ordering::Greater => DecimalSign::Point,
            Ordering::Less => DecimalSign::Comma,
            Ordering::Equal => answer.unwrap_or(page),
        };
        let asks = points == commas;
        let read =
            |word: &String, sign| judge::number(word, sign).map(|value| cx.locale.number(value, decimals(value)));
        let unsure = unsure
            .filter(|_| asks)
            .and_then(|word| Some([word.clone(), read(word, DecimalSign::Point)?, read(word, DecimalSign::Comma)?]));
        Self { sign, unsure }
    }
}

/// Three decimals where there are any.
fn decimals(value: f64) -> usize {
    if value.fract() == 0.0 { 0 } else { 3 }
}

/// `1.234` and `1,234`: a decimal sign or a thousands sign.
fn is_unsure(word: &str) -> bool {
    word.contains([',', '.']) && word.bytes().all(|byte| b"0123456789.,-+() ".contains(&byte))
}
