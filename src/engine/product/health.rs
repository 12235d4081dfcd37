//! How healthy the portfolio is: value, growth, variation and stage of every item over the last twelve closed months.
//!
//! ABC by cumulative revenue: an item is A while the items before it make less than 80 %, B while they make less than 95 %; so the item
//! that crosses a line still belongs to the better class. XYZ by the coefficient of variation: X up to 0.5, Y up to 1, Z beyond.

use super::life::Life;
use super::{Abc, Health, Sales, Stage, Xyz};
use crate::engine::Frame;
use crate::model::{Catalog, Item, Money, Month, ProductPlan, Units, ratio};

/// Share of revenue up to which items are A.
pub const A_UP_TO: f64 = 0.80;
/// Share of revenue up to which items are A or B.
pub const B_UP_TO: f64 = 0.95;

/// The health of every item.
pub(super) fn health(
    frame: &Frame,
    catalog: &Catalog,
    plan: &ProductPlan,
    sales: &Sales,
    lives: &[Life],
) -> Vec<Health> {
    let mut all: Vec<Health> = (0..frame.items.len())
        .map(|item| of_item(frame, catalog.items.get(frame.items.code(item)), sales, item, &lives[item]))
        .collect();
    for project in plan.projects.iter().filter(|project| project.in_plan()) {
        if let Some(item) = frame.items.position(&project.item) {
            all[item].first.get_or_insert(project.launch);
        }
    }
    let classes = abc(&all.iter().map(|health| health.revenue.map(|revenue| revenue.0)).collect::<Vec<_>>());
    for (health, class) in all.iter_mut().zip(classes).filter(|(health, _)| health.stage != Stage::Part) {
        health.abc = class;
    }
    all
}

fn of_item(frame: &Frame, record: Option<&Item>, sales: &Sales, item: usize, life: &Life) -> Health {
    let year = |back: i32| sales.cycle.0 - 12 * back..sales.cycle.0 - 12 * (back - 1);
    let months = |years: std::ops::Range<i32>| years.filter_map(|month| sales.of_item(frame, item, Month(month)));
    let units: f64 = months(year(1)).sum();
    let launched = sales.first[item].map_or(sales.cycle.0, |first| first.0);
    let variation = variation(&months(launched.max(year(1).start)..year(1).end).collect::<Vec<f64>>());
    Health {
        stage: stage(frame, record, sales, item, life),
        units: Units(units),
        revenue: revenue(frame, record, sales, item),
        growth: growth(units, months(year(2)).sum()),
        abc: None,
        xyz: variation.map(xyz),
        variation,
        first: sales.first[item].or(if life.never { None } else { life.from }),
        last: life.until,
    }
}

/// Change on the year before, as a share; `None` where nothing was sold then.
pub fn growth(units: f64, before: f64) -> Option<f64> {
    if before > 0.0 { ratio(units - before, before) } else { None }
}

/// Net revenue of the last twelve closed months; a month without it counts units at list price. `None` where neither is known of any month.
fn revenue(frame: &Frame, record: Option<&Item>, sales: &Sales, item: usize) -> Option<Money> {
    let list = record.and_then(|record| record.list_price);
    let mut sum = None;
    for pair in frame.pairs_of[item].clone() {
        let Some(series) = sales.series[pair] else { continue };
        for month in (sales.cycle.0 - 12..sales.cycle.0).map(Month) {
            let booked = series.revenue_in(month).filter(|money| money.0.is_finite());
            let listed = || Some(Units(sales.units(pair, month)?) * list?);
            if let Some(money) = booked.or_else(listed) {
                sum = Some(sum.unwrap_or(Money::ZERO) + money);
            }
        }
    }
    sum
}

/// Coefficient of variation: sample standard deviation / mean. `None` below two months or where nothing is sold on balance.
pub fn variation(units: &[f64]) -> Option<f64> {
    let n = units.len() as f64;
    if units.len() < 2 {
        return None;
    }
    let mean = units.iter().sum::<f64>() / n;
    let variance = units.iter().map(|units| (units - mean) * (units - mean)).sum::<f64>() / (n - 1.0);
    if mean > 0.0 { ratio(variance.sqrt(), mean) } else { None }
}

/// Class of a coefficient of variation.
pub fn xyz(variation: f64) -> Xyz {
    match variation {
        v if v <= 0.5 => Xyz::X,
        v if v <= 1.0 => Xyz::Y,
        _ => Xyz::Z,
    }
}

/// Value class of each figure; `None` where there is none. Equal figures are taken in their order.
pub fn abc(values: &[Option<f64>]) -> Vec<Option<Abc>> {
    let mut order: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?.max(0.0)))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let total: f64 = order.iter().map(|(_, value)| value).sum();
    let mut classes = vec![None; values.len()];
    let mut before = 0.0;
    for (at, value) in order {
        classes[at] = Some(match ratio(before, total) {
            Some(share) if value > 0.0 && share < A_UP_TO => Abc::A,
            Some(share) if value > 0.0 && share < B_UP_TO => Abc::B,
            _ => Abc::C,
        });
        before += value;
    }
    classes
}

fn stage(frame: &Frame, record: Option<&Item>, sales: &Sales, item: usize, life: &Life) -> Stage {
    let cycle = sales.cycle;
    let horizon_end = cycle + frame.horizon.months as i32;
    let first = sales.first[item];
    let launched = record.and_then(|record| record.launched);
    let fades_from =
        life.decline.map(|(last, decline)| last - i32::try_from(decline).unwrap_or(i32::MAX)).or(life.until);
    let sold_lately = || {
        (cycle.0 - 12..cycle.0).any(|month| sales.of_item(frame, item, Month(month)).is_some_and(|units| units != 0.0))
    };
    if frame.pairs_of[item].is_empty() && record.is_none_or(|record| !record.sellable) {
        Stage::Part
    } else if life.until.is_some_and(|until| until < cycle) {
        Stage::Ended
    } else if first.is_none() && life.from.is_none_or(|from| from >= cycle) {
        Stage::Pipeline
    } else if fades_from.is_some_and(|month| month < horizon_end) {
        Stage::PhaseOut
    } else if first.is_some() && !sold_lately() {
        Stage::Ended
    } else if launched
        .or(first.filter(|first| Some(*first) > sales.first_of_all))
        .is_some_and(|first| cycle - first <= 12)
    {
        Stage::Launch
    } else {
        Stage::Mature
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Heizer & Render, inventory chapter (silicon chips). Printed classes follow item counts; by value the third item crosses 80 % and is A.
    #[test]
    fn abc_classification() {
        let value = [
            1000.0 * 90.0,
            500.0 * 154.0,
            1550.0 * 17.0,
            350.0 * 42.86,
            1000.0 * 12.5,
            600.0 * 14.17,
            2000.0 * 0.6,
            100.0 * 8.5,
            1200.0 * 0.42,
            250.0 * 0.6,
        ];
        let total: f64 = value.iter().sum();
        assert!((total - 232057.0).abs() < 1.0);
        for (value, share) in value
            .iter()
            .zip([0.387836, 0.331815, 0.11355, 0.064644, 0.053866, 0.036638, 0.005171, 0.003663, 0.002172, 0.000646])
        {
            assert!((value / total - share).abs() < 1e-6);
        }
        let classes = abc(&value.map(Some));
        use Abc::{A, B, C};
        assert_eq!(classes, [A, A, A, B, B, C, C, C, C, C].map(Some));
    }

    /// Derived; cut-offs X <= 0.5 < Y <= 1 < Z, sample standard deviation.
    #[test]
    fn xyz_adi_cv2() {
        for (series, cv, class) in [
            ([100.0, 102.0, 98.0, 101.0, 99.0, 100.0], 0.014142, Xyz::X),
            ([50.0, 80.0, 30.0, 90.0, 60.0, 50.0], 0.365148, Xyz::X),
            ([0.0, 0.0, 120.0, 0.0, 0.0, 60.0], 1.67332, Xyz::Z),
        ] {
            let got = variation(&series).unwrap();
            assert!((got - cv).abs() < 1e-4, "{got} {cv}");
            assert_eq!(xyz(got), class);
        }
    }

    #[test]
    fn nothing_sold_has_no_class_of_variation() {
        assert_eq!(variation(&[0.0, 0.0]), None);
        assert_eq!(variation(&[1.0]), None);
        assert_eq!(abc(&[None, Some(0.0), Some(-5.0)]), [None, Some(Abc::C), Some(Abc::C)]);
        assert_eq!(growth(5.0, 0.0), None);
        assert_eq!(growth(5.0, 4.0), Some(0.25));
    }
}
