//! How numbers, money and months are written. A plain value: the page fills it once from the browser, tests use the fixed one.

use crate::model::{Month, Unit};

/// Signs and names of a language.
#[derive(Clone, Debug, PartialEq)]
pub struct Locale {
    /// Between whole and fraction.
    pub decimal: char,
    /// Between thousands.
    pub group: char,
    /// Three-letter names of the months, January first.
    pub months: [String; 12],
    /// Full names of the months, January first.
    pub long_months: [String; 12],
    /// Sign or code of the plan's currency.
    pub currency: String,
}

impl Default for Locale {
    /// American English with US dollars.
    fn default() -> Self {
        let short = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let long = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        Self {
            decimal: '.',
            group: ',',
            months: short.map(String::from),
            long_months: long.map(String::from),
            currency: "USD".into(),
        }
    }
}

/// Shown where nothing was computed.
pub const NOT_COMPUTED: &str = "·";
/// Shown where a figure does not apply.
pub const NOT_APPLICABLE: &str = "–";

impl Locale {
    /// For a plan in this currency (ISO code).
    pub fn with_currency(mut self, code: &str) -> Self {
        self.currency = match code {
            "USD" => "$".into(),
            "EUR" => "€".into(),
            "GBP" => "£".into(),
            "JPY" | "CNY" => "¥".into(),
            other => other.into(),
        };
        self
    }

    /// `1,234.5` with a fixed number of decimals and a true minus.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        let digits = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::with_capacity(digits.len() + 8);
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if value < 0.0 && !is_zero {
            text.push('−');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.decimal);
            text.push_str(fraction);
        }
        text
    }

    /// As [`Locale::number`], with a plus where it is above zero: a difference.
    pub fn signed(&self, value: f64, decimals: usize) -> String {
        let text = self.number(value, decimals);
        let is_zero = !text.chars().any(|c| ('1'..='9').contains(&c));
        if value > 0.0 && !is_zero { format!("+{text}") } else { text }
    }

    /// `98.9%` of a share.
    pub fn percent(&self, share: f64, decimals: usize) -> String {
        format!("{}%", self.number(share * 100.0, decimals))
    }

    /// Three figures and a scale: `408,528` is `("409", "k")`, `55,812,000` is `("55.8", "M")`.
    pub fn short(&self, value: f64) -> (String, &'static str) {
        let (scaled, scale) = match value.abs() {
            size if size >= 999.5e6 => (value / 1e9, "bn"),
            size if size >= 999.5e3 => (value / 1e6, "M"),
            size if size >= 9_999.5 => (value / 1e3, "k"),
            _ => (value, ""),
        };
        let decimals = match scaled.abs() {
            size if scale.is_empty() && size >= 100.0 => 0,
            size if size >= 99.95 => 0,
            size if size >= 9.995 => 1,
            _ if scale.is_empty() && scaled.fract() == 0.0 => 0,
            _ => 2,
        };
        (self.number(scaled, decimals), scale)
    }

    /// A short figure with its scale and the currency: `55.8 M$`.
    pub fn money(&self, value: f64) -> String {
        let (figure, scale) = self.short(value);
        format!("{figure} {scale}{}", self.currency)
    }

    /// As [`Locale::money`], signed.
    pub fn signed_money(&self, value: f64) -> String {
        let text = self.money(value);
        if value > 0.0 { format!("+{text}") } else { text }
    }

    /// `Mar 26`, for tables and axes.
    pub fn month(&self, month: Month) -> String {
        format!("{} {:02}", self.months[month.of_year() as usize - 1], month.year().rem_euclid(100))
    }

    /// `March 2026`, for text.
    pub fn long_month(&self, month: Month) -> String {
        format!("{} {}", self.long_months[month.of_year() as usize - 1], month.year())
    }

    /// `Mar 26` or `Mar 26 to May 26`.
    pub fn span(&self, first: Month, last: Month) -> String {
        if first == last { self.month(first) } else { format!("{} to {}", self.month(first), self.month(last)) }
    }

    /// A sentence of the engine as people read it: a capital first, and months by name (`2028-04` becomes `Apr 28`).
    pub fn sentence(&self, text: &str) -> String {
        let mut words: Vec<String> = text.split(' ').map(|word| self.with_month(word)).collect();
        if let Some(first) = words.first_mut() {
            let mut letters = first.chars();
            *first = letters.next().map_or_else(String::new, |letter| letter.to_uppercase().chain(letters).collect());
        }
        words.join(" ")
    }

    /// A word that is an ISO month, brackets and points around it kept, with the month's name.
    fn with_month(&self, word: &str) -> String {
        let iso = word.trim_matches(|c: char| !c.is_ascii_digit());
        match iso.parse::<Month>() {
            Ok(month) if iso.len() == 7 => word.replacen(iso, &self.month(month), 1),
            _ => word.into(),
        }
    }

    /// A figure as a table shows it: no decimals for units, hours and money, one for days and percent, two for prices.
    pub fn figure(&self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Units | Unit::Money | Unit::Hours => self.number(value, 0),
            Unit::UnitPrice => self.number(value, 2),
            Unit::Days => self.number(value, 1),
            Unit::Share => self.percent(value, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_signed() {
        let locale = Locale::default();
        assert_eq!(locale.number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(locale.number(-1685.0, 0), "−1,685");
        assert_eq!(locale.number(-0.2, 0), "0");
        assert_eq!(locale.signed(834.0, 0), "+834");
        assert_eq!(locale.signed(0.2, 0), "0");
        let french = Locale { decimal: ',', group: '\u{202f}', ..Locale::default() };
        assert_eq!(french.signed(1_234.5, 1), "+1\u{202f}234,5");
        assert_eq!(french.signed(0.04, 1), "0,0");
        assert_eq!(locale.number(999.0, 0), "999");
        assert_eq!(locale.percent(0.989, 1), "98.9%");
    }

    #[test]
    fn short_figures_have_three_digits() {
        let locale = Locale::default();
        let short = |value| {
            let (figure, scale) = locale.short(value);
            format!("{figure}{scale}")
        };
        assert_eq!(short(408_528.0), "409k");
        assert_eq!(short(55_812_000.0), "55.8M");
        assert_eq!(short(6_702_000.0), "6.70M");
        assert_eq!(short(999_600.0), "1.00M");
        assert_eq!(short(7_092.0), "7,092");
        assert_eq!(short(873.0), "873");
        assert_eq!(short(-12_345.0), "−12.3k");
    }

    #[test]
    fn sentences_of_the_engine_name_months() {
        let locale = Locale::default();
        let said = locale.sentence("revenue of 2028-04 to 2028-06: short (2027-01), item 2027-0133, 12-2027.");
        assert_eq!(said, "Revenue of Apr 28 to Jun 28: short (Jan 27), item 2027-0133, 12-2027.");
        assert_eq!(locale.sentence(""), "");
    }

    #[test]
    fn months_carry_their_year() {
        let locale = Locale::default();
        assert_eq!(locale.month(Month::new(2026, 3)), "Mar 26");
        assert_eq!(locale.long_month(Month::new(2026, 12)), "December 2026");
    }
}
