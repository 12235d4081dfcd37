//! Stock units for one of another unit, and other numbers of the records made fit to reckon with.
//!
//! `24 EA` a `CS`: one `CS` is 24 stock units. Never a guess: what has no conversion has no factor.

use crate::model::{Catalog, Item, ItemId};

/// The stock unit of an item that names none.
pub const PIECE: &str = "EA";

/// Stock units of `item` for one `unit`: 1 for the stock unit itself, the item's conversion otherwise, `None` where there is
/// none. Upper and lower case are the same. No unit, or an empty one, is the stock unit.
pub fn stock_units(item: &Item, unit: Option<&str>) -> Option<f64> {
    let Some(unit) = unit.map(str::trim).filter(|unit| !unit.is_empty()) else { return Some(1.0) };
    if unit.eq_ignore_ascii_case(stock_unit(item)) {
        return Some(1.0);
    }
    let factor =
        item.conversions.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor);
    factor.filter(|factor| *factor > 0.0 && factor.is_finite())
}

/// The unit that an item's quantities are in.
pub fn stock_unit(item: &Item) -> &str {
    let unit = item.unit.trim();
    if unit.is_empty() { PIECE } else { unit }
}

/// By item: a number for its stock unit, the same for the same unit.
pub fn numbers(items: &super::Axis<ItemId>, catalog: &Catalog) -> Vec<usize> {
    let mut known: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let unit = |item: &ItemId| catalog.items.get(item).map_or(PIECE, stock_unit).to_lowercase();
    let mut number = |item: usize| {
        let next = known.len();
        *known.entry(unit(items.code(item))).or_insert(next)
    };
    (0..items.len()).map(&mut number).collect()
}

/// A number above zero, or none.
pub fn positive(value: f64) -> Option<f64> {
    (value > 0.0 && value.is_finite()).then_some(value)
}

/// A number that is one; zero otherwise.
pub fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// A yield above 0 and at most 1; all of it where none is known.
pub fn yield_of(share: Option<f64>) -> f64 {
    share.filter(|share| *share > 0.0 && *share <= 1.0).unwrap_or(1.0)
}
