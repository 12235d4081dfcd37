//! The streams beside the statistical one, their weights, and what the last cycle said.

use super::{formula, typed};
use crate::engine::frame::Notice;
use crate::engine::{Frame, Grid, Product};
use crate::model::{DemandPlan, Measure, Place, Snapshot, Subject, Table, Units, Weights};

/// The view of a function: what its figures say of the leaves that they cover, absent elsewhere; `None` where nothing is typed. Spread, and relative, to the statistical stream.
pub(super) fn view(
    frame: &Frame,
    product: &Product,
    plan: &DemandPlan,
    measure: Measure,
    statistical: &Grid<Units>,
    notices: &mut Vec<Notice>,
) -> Option<Grid<Option<Units>>> {
    let ranked = typed::ranked(frame, &plan.figures, measure, notices);
    if ranked.is_empty() {
        return None;
    }
    let mut view = Grid::new(statistical.rows(), statistical.months());
    let (values, touched) = typed::apply(frame, product, statistical, &ranked, notices);
    for ((cell, units), touched) in view.cells_mut().iter_mut().zip(values.cells()).zip(touched) {
        *cell = touched.then_some(*units);
    }
    Some(view)
}

/// By item: weights of the statistical, sales, marketing and finance streams; the narrowest family that has some, else the company's, else the usual ones.
pub(in crate::engine) fn weights(frame: &Frame, plan: &DemandPlan) -> Vec<[f64; 4]> {
    let usual = plan.weights.get(&None).cloned().unwrap_or_default();
    let of_family = |family: usize| {
        let above = std::iter::successors(Some(family), |family| frame.family_above[*family]);
        above.filter_map(|family| plan.weights.get(&Some(frame.families.code(family).clone()))).next()
    };
    let by_family: Vec<&Weights> =
        (0..frame.families.len()).map(|family| of_family(family).unwrap_or(&usual)).collect();
    let list = |weights: &Weights| {
        [weights.statistical, weights.sales, weights.marketing, weights.finance]
            .map(|weight| if weight.is_finite() { weight.max(0.0) } else { 0.0 })
    };
    frame.family_of.iter().map(|family| list(family.map_or(&usual, |family| by_family[family]))).collect()
}

/// The streams by weight.
pub(super) fn blend(
    frame: &Frame,
    plan: &DemandPlan,
    statistical: &Grid<Units>,
    [sales, marketing, finance]: [&Grid<Option<Units>>; 3],
) -> Grid<Units> {
    let typed = [Measure::Sales, Measure::Marketing, Measure::FinanceView];
    let mut blend = statistical.clone();
    if !plan.figures.iter().any(|figure| typed.contains(&figure.cell.measure)) {
        return blend;
    }
    let weights = weights(frame, plan);
    for (row, pair) in frame.pairs.iter().enumerate() {
        for (t, cell) in blend.row_mut(row).iter_mut().enumerate() {
            let others = [sales.at(row, t), marketing.at(row, t), finance.at(row, t)];
            *cell = formula::blend(*cell, others, weights[pair.item]);
        }
    }
    blend
}

/// Consensus of the last cycle before this one, for the months that both plan; `None` where there was none.
pub(super) fn last_cycle(frame: &Frame, past: &Table<Snapshot>) -> Option<Grid<Option<Units>>> {
    let last = past.iter().rfind(|snapshot| snapshot.cycle < frame.horizon.first)?;
    let mut grid = Grid::new(frame.pairs.len(), frame.horizon.months);
    let elapsed = usize::try_from(frame.horizon.first - last.cycle).unwrap_or(usize::MAX);
    let mut guess = 0;
    for stored in last.rows.iter().filter(|row| row.measure == Measure::Consensus) {
        let Some(pair) = pair_of(frame, &stored.subject, &stored.place, guess) else { continue };
        guess = pair + 1;
        for (cell, units) in grid.row_mut(pair).iter_mut().zip(stored.values.iter().skip(elapsed)) {
            *cell = units.map(Units);
        }
    }
    Some(grid)
}

/// The pair of an address. Rows were stored in the order of pairs, so the guess is mostly right.
pub(in crate::engine) fn pair_of(frame: &Frame, subject: &Subject, place: &Place, guess: usize) -> Option<usize> {
    let (Subject::Item(item), Place::Market(market)) = (subject, place) else { return None };
    let is =
        |pair: &&crate::engine::Pair| frame.items.code(pair.item) == item && frame.markets.code(pair.market) == market;
    match frame.pairs.get(guess).filter(is) {
        Some(_) => Some(guess),
        None => frame.pair(frame.items.position(item)?, frame.markets.position(market)?),
    }
}
