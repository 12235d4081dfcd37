//! The habits of a column, and one parser for months. (Numbers are read by the model's parser, which a paste uses too.)
//!
//! `1.234,5` is 1234.5 where a column writes decimal commas, and no number where it writes points. `03/04/2026` is March or
//! April as the column's other rows say.

use crate::model::Month;

/// How a column writes its numbers and dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Habit {
    /// The decimal sign is a comma.
    pub(super) decimal_comma: bool,
    /// `30/04/2026` rather than `04/30/2026`.
    pub(super) day_first: bool,
    /// Nothing in the column told a decimal sign from a thousands sign, though there is one.
    pub(super) is_unsure_number: bool,
    /// Nothing in the column told a day from a month, though there are dates.
    pub(super) is_unsure_date: bool,
}

/// What one cell says of its column: `Some(true)` for `30/04/2026`, `Some(false)` for `04/30/2026`.
pub(super) fn day_first(cell: &str) -> Option<bool> {
    let (first, second, _) = three(cell.split(' ').next().unwrap_or(cell), '/')?;
    match (first, second) {
        (13..=31, 1..=12) => Some(true),
        (1..=12, 13..=31) => Some(false),
        _ => None,
    }
}

/// Whether a cell is a date that does not say which number is the day.
pub(super) fn is_unsure_date(cell: &str) -> bool {
    let date = cell.split(' ').next().unwrap_or(cell);
    matches!(three(date, '/'), Some((first @ 1..=12, second @ 1..=12, _)) if first != second)
}

/// A month, and whether the cell named a day of it.
pub(super) fn month(cell: &str, day_first: bool) -> Option<(Month, bool)> {
    let cell = cell.trim().trim_end_matches('Z');
    let date = cell.split(['T', ' ']).next().filter(|date| date.len() >= 8 && date.as_bytes()[0].is_ascii_digit());
    let text = date.unwrap_or(cell);
    ['-', '/', '.']
        .into_iter()
        .find_map(|sign| parts(text, sign, day_first))
        .or_else(|| digits(text))
        .or_else(|| named(cell))
}

fn parts(text: &str, sign: char, day_first: bool) -> Option<(Month, bool)> {
    if let Some((a, b, c)) = three(text, sign) {
        return if a > 31 {
            day(a, b, c)
        } else if sign != '/' || day_first {
            day(c, b, a)
        } else {
            day(c, a, b)
        };
    }
    let (a, b) = text.split_once(sign)?;
    let (a, b): (i32, i32) = (whole(a)?, whole(b)?);
    if a > 31 { in_year(a, b) } else { in_year(b, a) }.map(|month| (month, false))
}

fn three(text: &str, sign: char) -> Option<(i32, i32, i32)> {
    let mut parts = text.split(sign).map(whole);
    let three = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(three)
}

fn whole(text: &str) -> Option<i32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

fn day(year: i32, month: i32, day: i32) -> Option<(Month, bool)> {
    let month = in_year(year, month)?;
    (1..=month.days()).contains(&day).then_some((month, true))
}

/// Two-digit years are of this century.
fn in_year(year: i32, month: i32) -> Option<Month> {
    let year = if (0..100).contains(&year) { year + 2000 } else { year };
    ((1900..2200).contains(&year) && (1..=12).contains(&month)).then(|| Month::new(year, month))
}

/// `202604` and `20260430`.
fn digits(text: &str) -> Option<(Month, bool)> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(text.len(), 6 | 8) {
        return None;
    }
    let (year, month) = (text[..4].parse().ok()?, text[4..6].parse().ok()?);
    if text.len() == 8 {
        return day(year, month, text[6..].parse().ok()?);
    }
    in_year(year, month).map(|month| (month, false))
}

/// `Apr 2026`, `April-26`, `30-Apr-2026`, `2026 Apr`, English or German.
fn named(text: &str) -> Option<(Month, bool)> {
    const NAMES: [&[&str]; 12] = [
        &["jan"],
        &["feb"],
        &["mar", "mär", "mrz"],
        &["apr"],
        &["may", "mai"],
        &["jun"],
        &["jul"],
        &["aug"],
        &["sep"],
        &["oct", "okt"],
        &["nov"],
        &["dec", "dez"],
    ];
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split([' ', '-', '/', '.', ',', '\'']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let name = words.iter().position(|word| word.chars().all(char::is_alphabetic))?;
    let of_year = NAMES.iter().position(|names| names.iter().any(|short| words[name].starts_with(short)))? as i32 + 1;
    match (words.as_slice(), name) {
        ([_, year], 0) | ([year, _], 1) => in_year(whole(year)?, of_year).map(|month| (month, false)),
        ([first, _, year], 1) | ([_, first, year], 0) => day(whole(year)?, of_year, whole(first)?),
        _ => None,
    }
}

/// Yes or no.
pub(super) fn flag(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "x" | "j" | "ja" => Some(true),
        "n" | "no" | "false" | "0" | "nein" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_as_people_write_them() {
        let apr = Some((Month::new(2026, 4), false));
        let day = Some((Month::new(2026, 4), true));
        for cell in ["2026-04", "2026/4", "04/2026", "4.2026", "202604", "Apr 2026", "apr-26", "April 2026", "2026 Apr"]
        {
            assert_eq!(month(cell, false), apr, "{cell}");
        }
        for cell in [
            "2026-04-30",
            "2026-04-30T00:00:00Z",
            "2026-04-30 00:00",
            "30.04.2026",
            "20260430",
            "04/30/2026",
            "30-Apr-2026",
        ] {
            assert_eq!(month(cell, false), day, "{cell}");
        }
        assert_eq!(month("03/04/2026", true), day);
        for cell in
            ["", "2026", "2026-13", "2026-02-30", "13/2026", "0000-05", "Foo 2026", "April", "1e6", "２０２６-04"]
        {
            assert_eq!(month(cell, false), None, "{cell}");
        }
    }
}
