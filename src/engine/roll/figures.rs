//! Typed figures at the turn of the month: those of the elapsed month go, those that reach over it lose their first month.

use super::Rolled;
use crate::engine::{Grid, Outcome};
use crate::model::{Figure, How, Measure, Month, OverMonths, Place, Step, Subject, Table, Units};

/// Carries the typed figures of all steps over.
pub(super) fn carry(rolled: &mut Rolled, outcome: &Outcome, elapsed: Month) {
    let over =
        |table: &Table<Figure>| table.iter().any(|figure| figure.cell.first <= elapsed || figure.since.is_none());
    let mut gone = Vec::new();
    if over(&rolled.plan.demand.figures) {
        let figures = &mut rolled.plan.demand.edit().figures;
        gone.push((Step::Demand, carry_table(figures, outcome, elapsed)));
    }
    if over(&rolled.plan.supply.figures) {
        let figures = &mut rolled.plan.supply.edit().figures;
        gone.push((Step::Supply, carry_table(figures, outcome, elapsed)));
    }
    if over(&rolled.plan.finance.figures) {
        let figures = &mut rolled.plan.finance.edit().figures;
        gone.push((Step::Finance, carry_table(figures, outcome, elapsed)));
    }
    for (step, count) in gone.into_iter().filter(|(_, count)| *count > 0) {
        let text = format!("{count} typed figures were for {elapsed} or earlier and are gone.");
        rolled.note(step, Subject::All, Place::All, text);
    }
}

/// Carries one table over and counts what is gone.
fn carry_table(table: &mut Table<Figure>, outcome: &Outcome, elapsed: Month) -> usize {
    let all: Vec<Figure> = table.iter().cloned().collect();
    let mut gone = 0;
    *table = Table::default();
    for mut figure in all {
        figure.since.get_or_insert(elapsed);
        if figure.cell.last <= elapsed {
            gone += 1;
            continue;
        }
        if figure.cell.first <= elapsed {
            figure.value = remaining(&figure, outcome, elapsed);
            figure.cell.first = elapsed + 1;
        }
        // A figure that was typed for exactly the months that remain holds against a broader one that shrank to them.
        if !table.contains(&crate::model::Record::key(&figure)) || figure.since == Some(elapsed) {
            table.insert(figure);
        }
    }
    gone
}

/// What a total over several months leaves for those that remain: less what the plan had in the elapsed month.
fn remaining(figure: &Figure, outcome: &Outcome, elapsed: Month) -> f64 {
    let is_total = figure.how == How::Replace && figure.cell.measure.over_months() == OverMonths::Sum;
    if !is_total {
        return figure.value;
    }
    match planned(figure, outcome, elapsed) {
        Some(planned) => (figure.value - planned).max(0.0),
        None => {
            let months = f64::from(figure.cell.last - figure.cell.first) + 1.0;
            let left = f64::from(figure.cell.last - elapsed);
            figure.value * left / months
        }
    }
}

/// What the plan had at the node in the elapsed month, for the totals that are spread over months by the plan.
fn planned(figure: &Figure, outcome: &Outcome, elapsed: Month) -> Option<f64> {
    let t = outcome.frame.horizon.position(elapsed)?;
    let sum = |grid: &Grid<Units>, rows: Vec<usize>| Some(rows.into_iter().map(|row| grid.at(row, t).0).sum());
    let (subject, place) = (&figure.cell.subject, &figure.cell.place);
    match figure.cell.measure {
        Measure::Consensus => sum(&outcome.demand.consensus, outcome.frame.pairs_in(subject, place)),
        Measure::Production => sum(&outcome.supply.production, outcome.frame.points_in(subject, place)),
        Measure::Purchase => sum(&outcome.supply.purchase, outcome.frame.points_in(subject, place)),
        _ => None,
    }
}
