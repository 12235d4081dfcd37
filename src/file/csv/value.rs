//! One parser for numbers and one for months, whose habits are decided per column.
//!
//! `1.234,5` is 1234.5 where a column writes decimal commas, and no number where it writes points. `03/04/2026` is March or
//! April as the column's other rows say.

use crate::model::{LARGEST, Month};

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

/// What one cell says of its column: `Some(true)` for a decimal comma, `Some(false)` for a decimal point.
pub(super) fn decimal_comma(cell: &str) -> Option<bool> {
    if !cell.bytes().all(|byte| byte.is_ascii_digit() || b",.-+%$ ()'".contains(&byte)) {
        return None;
    }
    match (cell.rfind(','), cell.rfind('.')) {
        (Some(comma), Some(point)) => Some(comma > point),
        (Some(comma), None) => told(cell, comma, ','),
        (None, Some(point)) => told(cell, point, '.').map(|is_decimal| !is_decimal),
        (None, None) => None,
    }
}

/// Whether the only kind of sign in a number is its decimal sign; `None` for `1,234`, which says nothing.
fn told(cell: &str, last: usize, sign: char) -> Option<bool> {
    let parts: Vec<&str> = cell.split(sign).collect();
    if parts.len() > 2 {
        // 30.04.2026 is no number at all.
        return parts[1..]
            .iter()
            .all(|part| part.trim_end_matches(|c: char| !c.is_ascii_digit()).len() == 3)
            .then_some(false);
    }
    let before = cell[..last].bytes().filter(u8::is_ascii_digit).count();
    let after = cell[last + 1..].bytes().filter(u8::is_ascii_digit).count();
    (after != 3 || before > 3 || before == 0 || cell.starts_with('0')).then_some(true)
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

/// A number as people write it: thousands signs, currency signs, parentheses or a trailing minus for negatives.
/// `None` where it is none, is not finite or is beyond [`LARGEST`].
pub(super) fn number(cell: &str, decimal_comma: bool) -> Option<f64> {
    let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let value: f64 = if plain && !decimal_comma && !cell.ends_with('-') {
        cell.parse().ok()?
    } else {
        let (text, sign) = unsigned(cell)?;
        sign * grouped(&text, decimal_comma)?.parse::<f64>().ok()?
    };
    (value.is_finite() && value.abs() <= LARGEST).then_some(value)
}

/// The number's text without sign, spaces and currency, and its sign.
fn unsigned(cell: &str) -> Option<(String, f64)> {
    let keep =
        |c: &char| !c.is_whitespace() && !matches!(c, '\u{202f}' | '\u{a0}' | '\'' | '’' | '$' | '€' | '£' | '%');
    let text: String = cell.chars().filter(keep).map(|c| if c == '−' { '-' } else { c }).collect();
    let (text, sign) = if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        (inner, -1.0)
    } else if let Some(rest) = text.strip_prefix('-').or_else(|| text.strip_suffix('-')) {
        (rest, -1.0)
    } else {
        (text.strip_prefix('+').unwrap_or(&text), 1.0)
    };
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b".,eE+-".contains(&byte))
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    is_number.then(|| (text.to_owned(), sign))
}

/// Digits with a decimal point and no thousands signs; `None` where the groups are not of three.
fn grouped(text: &str, decimal_comma: bool) -> Option<String> {
    let (group, decimal) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = text.split_once(decimal).map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.split(group);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for (position, part) in groups.enumerate() {
        if part.len() != 3 || (position == 0 && !(1..=3).contains(&first.len())) {
            return None;
        }
        digits.push_str(part);
    }
    if let Some(fraction) = fraction {
        if fraction.contains([',', '.']) {
            return None;
        }
        digits.push('.');
        digits.push_str(fraction);
    }
    Some(digits)
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
    fn numbers_as_people_write_them() {
        for (cell, expected) in [
            ("1085.0", Some(1085.0)),
            ("-3", Some(-3.0)),
            ("1,234.5", Some(1234.5)),
            ("1,234,567", Some(1_234_567.0)),
            ("12,5", None),
            ("$ 1'000", Some(1000.0)),
            ("(5)", Some(-5.0)),
            ("5-", Some(-5.0)),
            ("1e3", Some(1000.0)),
            ("1e308", None),
            ("1e999", None),
            ("NaN", None),
            ("inf", None),
            ("-", None),
            ("", None),
            ("17 days", None),
            ("1.2.3", None),
            ("--5", None),
        ] {
            assert_eq!(number(cell, false), expected, "{cell}");
        }
        for (cell, expected) in
            [("1.234,5", Some(1234.5)), ("0,75", Some(0.75)), ("1.5", None), ("1\u{a0}234", Some(1234.0))]
        {
            assert_eq!(number(cell, true), expected, "{cell}");
        }
    }

    #[test]
    fn a_cell_tells_its_columns_decimal_sign_or_nothing() {
        for (cell, expected) in [
            ("1,5", Some(true)),
            ("1.5", Some(false)),
            ("1.234,00", Some(true)),
            ("1,234.00", Some(false)),
            ("1,234,567", Some(false)),
            ("0,123", Some(true)),
            ("1,234", None),
            ("1.234", None),
            ("12", None),
            ("30.04.2026", None),
            ("abc,d", None),
        ] {
            assert_eq!(decimal_comma(cell), expected, "{cell}");
        }
    }

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
