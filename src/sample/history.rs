//! Forty-eight months of demand and revenue, made by a seeded generator: season x trend x promotion x noise, or single orders.

use super::catalog::{FINISHED, Finished, MARKETS, Season};
use crate::model::{ItemId, MarketId, Money, Month, Series, Table, Units};

/// The first month with history.
pub const FIRST: Month = Month::new(2022, 11);
/// The last closed month of the current cycle.
pub const LAST: Month = Month::new(2026, 10);

/// A promotion that has been: item family or item, months, rise of demand, price cut.
pub struct Promotion {
    pub name: &'static str,
    pub items: &'static [&'static str],
    pub first: Month,
    pub last: Month,
    pub uplift: f64,
    pub discount: f64,
}

/// What was promoted in the past. The blower weeks of September 2026 were decided in the July cycle.
pub const PROMOTIONS: &[Promotion] = &[
    Promotion {
        name: "Spring kick-off",
        items: &["MW-330", "MW-370"],
        first: Month::new(2025, 4),
        last: Month::new(2025, 4),
        uplift: 0.32,
        discount: 0.10,
    },
    Promotion {
        name: "Spring kick-off",
        items: &["MW-330", "MW-370"],
        first: Month::new(2026, 4),
        last: Month::new(2026, 4),
        uplift: 0.29,
        discount: 0.10,
    },
    Promotion {
        name: "Blower weeks",
        items: &["BL-200", "BL-400"],
        first: Month::new(2026, 9),
        last: Month::new(2026, 9),
        uplift: 0.24,
        discount: 0.08,
    },
];

/// xorshift64*, Vigna (2016): the same numbers everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Even between 0 and 1.
    pub fn even(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Nearly normal, mean 0 and variance 1: twelve even throws (Irwin-Hall).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }
}

/// Demand and revenue of every item in every market, `FIRST` to `LAST`.
pub fn history() -> Table<Series> {
    let mut dice = Dice::new(0x7111_3EED);
    let mut table = Table::default();
    for finished in FINISHED {
        for (rank, (market, _, share, _)) in MARKETS.iter().enumerate() {
            if finished.units > 0.0 {
                table.insert(series(&mut dice, finished, market, share * tilt(finished, rank), rank));
            }
        }
    }
    table
}

/// Robots sell better in Central Europe, trimmers in North America.
fn tilt(finished: &Finished, rank: usize) -> f64 {
    match (finished.code.starts_with("RB"), finished.season, rank) {
        (true, _, 0) => 1.15,
        (true, _, 2) => 0.6,
        (false, Season::Summer, 2) => 1.2,
        _ => 1.0,
    }
}

fn series(dice: &mut Dice, finished: &Finished, market: &str, share: f64, rank: usize) -> Series {
    let first = finished.from.unwrap_or(FIRST);
    let months = (LAST - first + 1) as usize;
    let (mut units, mut revenue) = (Vec::with_capacity(months), Vec::with_capacity(months));
    for t in 0..months {
        let month = first + t as i32;
        let sold = match finished.season {
            Season::Sparse => single_orders(dice, finished.units * share),
            _ => monthly(dice, finished, month, share),
        };
        units.push(Some(Units(sold)));
        revenue.push(Some(Money((sold * net_price(dice, finished, month, rank) * 100.0).round() / 100.0)));
    }
    Series { item: ItemId::from(finished.code), market: MarketId::from(market), first, units, revenue }
}

fn monthly(dice: &mut Dice, finished: &Finished, month: Month, share: f64) -> f64 {
    let years = f64::from(month - FIRST) / 12.0;
    let ramp = finished.from.map_or(1.0, |from| (f64::from(month - from + 1) / 5.0).min(1.0));
    let promoted: f64 = promotions(finished, month).map(|promotion| promotion.uplift).sum();
    let noise = 1.0 + 0.07 * dice.normal();
    let mean = finished.units * share * finished.season.index(month) * (1.0 + finished.trend * years) * ramp;
    (mean * (1.0 + promoted) * noise).round().max(0.0)
}

/// Two months in five have an order, of a size that varies by half.
fn single_orders(dice: &mut Dice, mean: f64) -> f64 {
    let (chance, size) = (dice.even(), dice.even());
    if chance < 0.42 { (mean / 0.42 * (0.5 + size)).round().max(1.0) } else { 0.0 }
}

/// The price moves up 2 % every January, differs a little by market, and falls in promotions.
fn net_price(dice: &mut Dice, finished: &Finished, month: Month, rank: usize) -> f64 {
    let years = f64::from(month.year() - FIRST.year() - 4);
    let market = [1.0, 0.97, 1.03][rank];
    let discount: f64 = promotions(finished, month).map(|promotion| promotion.discount).sum();
    finished.price * market * (1.0 + 0.02 * years) * (1.0 - discount) * (1.0 + 0.004 * dice.normal())
}

fn promotions<'a>(finished: &'a Finished, month: Month) -> impl Iterator<Item = &'static Promotion> + use<'a> {
    PROMOTIONS.iter().filter(move |promotion| {
        promotion.items.contains(&finished.code) && (promotion.first..=promotion.last).contains(&month)
    })
}

/// The figures up to and including `last`, as an earlier cycle knew them.
pub fn until(history: &Table<Series>, last: Month) -> Table<Series> {
    history
        .iter()
        .filter(|series| series.first <= last)
        .map(|series| {
            let months = (last - series.first + 1) as usize;
            let mut known = series.clone();
            known.units.truncate(months);
            known.revenue.truncate(months);
            known
        })
        .collect()
}
