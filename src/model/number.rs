//! Numbers as people write them in files and spreadsheets: one parser for the import and for a paste.
//!
//! `1.234,5` is 1234.5 where a column or block writes decimal commas, and no number where it writes points.

use super::check::LARGEST;

/// What one text says of how its column or block writes numbers: `Some(true)` for a decimal comma, `Some(false)` for a decimal point.
pub fn tells_decimal_comma(cell: &str) -> Option<bool> {
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

/// A number as people write it: thousands signs, currency signs, parentheses or a trailing minus for negatives.
/// `None` where it is none, is not finite or is beyond [`LARGEST`].
pub fn written_number(cell: &str, decimal_comma: bool) -> Option<f64> {
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
            assert_eq!(written_number(cell, false), expected, "{cell}");
        }
        for (cell, expected) in
            [("1.234,5", Some(1234.5)), ("0,75", Some(0.75)), ("1.5", None), ("1\u{a0}234", Some(1234.0))]
        {
            assert_eq!(written_number(cell, true), expected, "{cell}");
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
            assert_eq!(tells_decimal_comma(cell), expected, "{cell}");
        }
    }
}
