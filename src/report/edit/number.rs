//! A number as people type it in their language: `1,234.5`, `−30`, `$ 12`. Groups are optional, but where there is one, three digits follow.
//!
//! Invariant: `1,5` in a language that groups by commas is refused, not read as fifteen.

use crate::report::Locale;

/// The number that a text stands for, or `None`. Always finite.
pub fn read(locale: &Locale, text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, size) = match text.strip_prefix(['-', '−']) {
        Some(size) => (-1.0, size),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let currency = locale.currency.as_str();
    let size = size.trim();
    let size = size.strip_prefix(currency).or_else(|| size.strip_suffix(currency)).unwrap_or(size).trim();
    let (whole, fraction) = size.split_once(locale.decimal).unwrap_or((size, ""));
    let whole = ungrouped(locale, whole)?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(&whole) || !digits(fraction) || !size.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value: f64 = format!("{whole}.{fraction}0").parse().ok()?;
    value.is_finite().then_some(sign * value)
}

/// The digits without their groups; `None` where a group does not have three.
fn ungrouped(locale: &Locale, whole: &str) -> Option<String> {
    let is_group = |c: char| c == locale.group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'');
    let mut groups = whole.split(is_group);
    let mut plain = groups.next()?.to_string();
    for group in groups {
        if group.len() != 3 || plain.is_empty() {
            return None;
        }
        plain.push_str(group);
    }
    if plain.is_empty() {
        plain.push('0')
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let us = Locale::default().with_currency("USD");
        let german = Locale { decimal: ',', group: '.', currency: "€".into(), ..Locale::default() };
        for (text, value) in [
            ("120", Some(120.0)),
            ("1,234.5", Some(1234.5)),
            ("1 234", Some(1234.0)),
            ("−30", Some(-30.0)),
            ("+30", Some(30.0)),
            (".5", Some(0.5)),
            ("$ 12.50", Some(12.5)),
            ("1,5", None),
            ("1,2345", None),
            ("1.2.3", None),
            ("twelve", None),
            ("", None),
            ("-", None),
            ("1e9", None),
        ] {
            assert_eq!(read(&us, text), value, "{text}");
        }
        assert_eq!(read(&german, "1.234,5"), Some(1234.5));
        assert_eq!(read(&german, "1.5"), None);
        assert_eq!(read(&german, "12 €"), Some(12.0));
        assert_eq!(read(&us, &"9".repeat(400)), None);
    }
}
