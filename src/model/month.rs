//! A month is a number, not a date: `2026-11` is the 2026 * 12 + 10th month.
//!
//! "Today" is the cycle's month; no clock is ever asked. Text form everywhere: `YYYY-MM`.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A calendar month, counted from January of year 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// `month` counts from 1; months beyond 12 roll into later years.
    pub const fn new(year: i32, month: i32) -> Self {
        Self(year * 12 + month - 1)
    }

    /// The calendar year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 for January to 12 for December.
    pub const fn of_year(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// 1 to 4, for a fiscal year that starts in January.
    pub const fn quarter(self) -> i32 {
        (self.of_year() - 1) / 3 + 1
    }

    /// Days of this month in the Gregorian calendar.
    pub const fn days(self) -> i32 {
        let year = self.year();
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        match self.of_year() {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Mondays to Fridays of this month: the working days where no calendar says otherwise.
    pub const fn weekdays(self) -> i32 {
        let first = self.weekday_of_first();
        let mut count = 0;
        let mut day = 0;
        while day < self.days() {
            if (first + day) % 7 < 5 {
                count += 1;
            }
            day += 1;
        }
        count
    }

    /// 0 for Monday to 6 for Sunday: the day that the month starts on (Zeller's congruence).
    const fn weekday_of_first(self) -> i32 {
        let (mut year, mut month) = (self.year(), self.of_year());
        if month < 3 {
            month += 12;
            year -= 1;
        }
        let zeller = (1 + 13 * (month + 1) / 5 + year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400))
        .rem_euclid(7);
        (zeller + 5) % 7
    }
}

impl Add<i32> for Month {
    type Output = Month;
    fn add(self, months: i32) -> Month {
        Month(self.0.saturating_add(months))
    }
}

impl Sub<i32> for Month {
    type Output = Month;
    fn sub(self, months: i32) -> Month {
        Month(self.0.saturating_sub(months))
    }
}

/// Months from the right-hand month to the left-hand one.
impl Sub for Month {
    type Output = i32;
    fn sub(self, from: Month) -> i32 {
        self.0.saturating_sub(from.0)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year())
    }
}

impl FromStr for Month {
    type Err = String;

    /// Reads `2026-11`; years 0 to 9999. Year 0 is what an absent month reads as, so it must survive a file.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a month; expected YYYY-MM, such as 2026-11");
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return Err(wrong());
        }
        let (year, month): (i32, i32) = (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        if !(1..=12).contains(&month) {
            return Err(wrong());
        }
        Ok(Month::new(year, month))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The months that a cycle plans: `first` is the cycle month M, `first - 1` the last closed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Horizon {
    /// The cycle month.
    pub first: Month,
    /// How many months are planned, 1 to [`Horizon::MOST`].
    pub months: usize,
}

impl Horizon {
    /// The longest horizon that a plan may have.
    pub const MOST: usize = 60;
    /// What a new plan starts with.
    pub const USUAL: usize = 24;

    /// The horizon's months in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Month> + ExactSizeIterator + Clone {
        (0..self.months).map(move |t| self.first + t as i32)
    }

    /// The position of a month, or `None` outside the horizon.
    pub fn position(self, month: Month) -> Option<usize> {
        usize::try_from(month - self.first).ok().filter(|t| *t < self.months)
    }

    /// The month at a position, which may lie before (negative) or after the horizon.
    pub fn month(self, t: usize) -> Month {
        self.first + t as i32
    }

    /// The last planned month.
    pub fn last(self) -> Month {
        self.first + (self.months as i32 - 1)
    }

    /// The positions of `first..=last` that lie inside the horizon.
    pub fn span(self, first: Month, last: Month) -> std::ops::Range<usize> {
        let clamp = |months: i32| months.clamp(0, self.months as i32) as usize;
        let start = clamp(first - self.first);
        start..clamp((last - self.first).saturating_add(1)).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_reads_and_writes_its_text() {
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!((month.year(), month.of_year(), month.quarter()), (2026, 11, 4));
        assert_eq!((month + 2).to_string(), "2027-01");
        assert_eq!(month - Month::new(2025, 11), 12);
        assert_eq!(Month::default().to_string().parse(), Ok(Month::default()));
        for wrong in ["", "2026", "2026-13", "2026-00", "26-01", "2026-1", "2026-+1", "2026-01-01"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn working_days_are_mondays_to_fridays() {
        // November 2026 starts on a Sunday, February 2024 (leap) on a Thursday.
        assert_eq!(Month::new(2026, 11).weekdays(), 21);
        assert_eq!(Month::new(2024, 2).weekdays(), 21);
        assert_eq!(Month::new(2024, 2).days(), 29);
        assert_eq!(Month::new(2023, 1).weekdays(), 22);
    }

    #[test]
    fn span_is_clipped_to_the_horizon() {
        let horizon = Horizon { first: Month::new(2026, 11), months: 6 };
        assert_eq!(horizon.span(Month::new(2026, 1), Month::new(2026, 12)), 0..2);
        assert_eq!(horizon.span(Month::new(2027, 3), Month::new(2030, 1)), 4..6);
        assert!(horizon.span(Month::new(2020, 1), Month::new(2020, 2)).is_empty());
        assert!(horizon.span(Month::new(2027, 2), Month::new(2026, 12)).is_empty());
        assert_eq!(horizon.position(Month::new(2027, 4)), Some(5));
        assert_eq!(horizon.position(Month::new(2027, 5)), None);
    }
}
