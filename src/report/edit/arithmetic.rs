//! Arithmetic as people type it into a cell: `1200/4+30`, `(2+3)*10%`, and factors such as `*1.05` or `/2`.
//!
//! `*` and `/` bind before `+` and `-`; a `%` after a number or a bracket divides it by 100. Example: `200+10%` is 200.1, as in a spreadsheet.
//! Invariant: what is not understood to its last sign, or divides by zero, is `None`.

use std::iter::Peekable;
use std::str::Chars;

use super::number;
use crate::report::Locale;

/// Longer texts are no arithmetic of a person; it also bounds how deep brackets can go.
const LONGEST: usize = 200;

/// What an expression comes to: `1200/4+30` is 330.
pub fn value(locale: &Locale, text: &str) -> Option<f64> {
    Parser::new(locale, text)?.whole(Parser::sum)
}

/// What a text multiplies by: `*1.05` is 1.05, `/2` is 0.5. A sum must stand in brackets, so that `*1+5` is not misread.
pub fn factor(locale: &Locale, text: &str) -> Option<f64> {
    Parser::new(locale, text)?.whole(|parser| parser.products(1.0))
}

struct Parser<'a> {
    locale: &'a Locale,
    rest: Peekable<Chars<'a>>,
}

impl<'a> Parser<'a> {
    fn new(locale: &'a Locale, text: &'a str) -> Option<Self> {
        (text.len() <= LONGEST).then(|| Self { locale, rest: text.trim().chars().peekable() })
    }

    /// What a rule reads, if it reads everything.
    fn whole(mut self, rule: impl FnOnce(&mut Self) -> Option<f64>) -> Option<f64> {
        let value = rule(&mut self)?;
        (self.next().is_none() && value.is_finite()).then_some(value)
    }

    fn sum(&mut self) -> Option<f64> {
        let mut sum = self.product()?;
        loop {
            match self.next() {
                Some('+') => sum += self.after(Self::product)?,
                Some('-' | '−') => sum -= self.after(Self::product)?,
                _ => return Some(sum),
            }
        }
    }

    fn product(&mut self) -> Option<f64> {
        let first = self.signed()?;
        self.products(first)
    }

    fn products(&mut self, first: f64) -> Option<f64> {
        let mut product = first;
        loop {
            match self.next() {
                Some('*' | '×') => product *= self.after(Self::signed)?,
                Some('/' | '÷') => product /= self.after(Self::signed).filter(|divisor| *divisor != 0.0)?,
                _ => return Some(product),
            }
        }
    }

    fn signed(&mut self) -> Option<f64> {
        match self.next() {
            Some('-' | '−') => Some(-self.after(Self::signed)?),
            Some('+') => self.after(Self::signed),
            _ => self.percent(),
        }
    }

    fn percent(&mut self) -> Option<f64> {
        let mut value = self.atom()?;
        while self.next() == Some('%') {
            self.rest.next();
            value /= 100.0;
        }
        Some(value)
    }

    fn atom(&mut self) -> Option<f64> {
        if self.next() != Some('(') {
            return self.number();
        }
        let inside = self.after(Self::sum)?;
        (self.next() == Some(')')).then(|| self.rest.next())?;
        Some(inside)
    }

    fn number(&mut self) -> Option<f64> {
        let mut digits = String::new();
        while let Some(sign) = self.rest.peek().copied().filter(|sign| self.is_of_number(*sign)) {
            digits.push(sign);
            self.rest.next();
        }
        number::read(self.locale, &digits)
    }

    fn is_of_number(&self, sign: char) -> bool {
        sign.is_ascii_digit()
            || sign == self.locale.decimal
            || sign == self.locale.group
            || matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\'')
    }

    /// The next sign that is no space, still to be read.
    fn next(&mut self) -> Option<char> {
        while self.rest.peek().is_some_and(|sign| sign.is_whitespace()) {
            self.rest.next();
        }
        self.rest.peek().copied()
    }

    fn after(&mut self, rule: impl FnOnce(&mut Self) -> Option<f64>) -> Option<f64> {
        self.rest.next();
        rule(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_worked_out_as_a_spreadsheet_does() {
        let us = Locale::default();
        for (text, expected) in [
            ("1200/4+30", Some(330.0)),
            ("2+3*4", Some(14.0)),
            ("(2+3)*4", Some(20.0)),
            ("2 * (3 − 1)", Some(4.0)),
            ("1,200 + 1 000", Some(2200.0)),
            ("200*5%", Some(10.0)),
            ("200+10%", Some(200.1)),
            ("-30", Some(-30.0)),
            ("2*-3", Some(-6.0)),
            ("10/4/5", Some(0.5)),
            ("120", Some(120.0)),
            ("1/0", None),
            ("1/(2-2)", None),
            ("2+", None),
            ("(2", None),
            ("2)", None),
            ("3 4", None),
            ("2**3", None),
            ("A1+2", None),
            ("", None),
        ] {
            assert_eq!(value(&us, text), expected, "{text}");
        }
        let german = Locale { decimal: ',', group: '.', ..us };
        assert_eq!(value(&german, "1.200,5*2"), Some(2401.0));
        assert_eq!(value(&german, &"(".repeat(5000)), None);
    }

    #[test]
    fn factors_are_products_only() {
        let us = Locale::default();
        for (text, expected) in [
            ("*1.05", Some(1.05)),
            ("/2", Some(0.5)),
            ("* 105%", Some(1.05)),
            ("*3/4", Some(0.75)),
            ("/(1+1)", Some(0.5)),
            ("*1+5", None),
            ("/0", None),
            ("*", None),
        ] {
            assert_eq!(factor(&us, text), expected, "{text}");
        }
    }
}
