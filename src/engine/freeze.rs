//! What approval stores, and what the next cycles keep of it: the one exception to "derived figures are never stored".
//!
//! Rows carry an address and the figures from the cycle month on, rounded to a millionth. A row that is zero in every month, or of
//! which nothing is known, is not written; a measure without any row is written as one blank row of the company, so that "zero" and
//! "not stored" are told apart. Nothing here is worked out again when it is read: [`thaw()`] lays the rows over the outcome.

mod parts;
#[cfg(test)]
mod tests;
mod thaw;

pub use thaw::{Thawed, thaw};

use super::{Frame, Grid, Line, Outcome};
use crate::model::{Cell, Measure, Month, OverMonths, Place, Plan, Snapshot, StoredRow, Subject, Units};
use parts::{Axis, Parts, Stored, Visitor};

/// Demand by stream at item x market, supply at item x site and resource, the company's statements; and the open gaps in words.
pub fn freeze(outcome: &Outcome) -> (Vec<StoredRow>, Vec<String>) {
    let mut writer = Writer { frame: &outcome.frame, rows: Vec::new(), blank: Vec::new() };
    Parts::of(outcome).visit(&mut writer);
    let gaps = outcome.gaps.gaps.iter().map(|gap| gap.text.clone()).collect();
    (writer.finish(), gaps)
}

/// Writes the parts as rows.
struct Writer<'a> {
    frame: &'a Frame,
    rows: Vec<StoredRow>,
    /// Blank rows of the company, one a measure.
    blank: Vec<StoredRow>,
}

impl Writer<'_> {
    fn finish(mut self) -> Vec<StoredRow> {
        for blank in std::mem::take(&mut self.blank) {
            if !self.rows.iter().any(|row| row.measure == blank.measure) {
                self.rows.push(blank);
            }
        }
        self.rows
    }
}

impl Visitor for Writer<'_> {
    fn grid<T: Stored>(&mut self, measure: Measure, axis: Axis, grid: &mut Grid<T>) {
        let nothing = T::default().number();
        if grid.months() == 0 {
            return;
        }
        // Lines of the P&L are rows of the company already.
        if !thaw::LINES.contains(&measure) {
            let values = vec![nothing; grid.months()];
            self.blank.push(StoredRow { measure, subject: Subject::All, place: Place::All, values });
        }
        for at in 0..grid.rows() {
            let (subject, place) = address(self.frame, axis, at);
            let row = row(measure, subject, place, grid.row(at));
            if row.values.iter().any(|value| *value != nothing) {
                self.rows.push(row);
            }
        }
    }

    fn company<T: Stored>(&mut self, measure: Measure, values: &mut [T]) {
        self.rows.push(row(measure, Subject::All, Place::All, values));
    }

    fn lines(&mut self, lines: &mut Vec<Line>) {
        self.rows.extend(lines.iter().map(line_row));
    }
}

/// What a row of a grid is about, and where.
fn address(frame: &Frame, axis: Axis, row: usize) -> (Subject, Place) {
    match axis {
        Axis::Pairs => frame.pair_address(row),
        Axis::Points => frame.point_address(row),
        Axis::Resources => (Subject::Resource(frame.resources.code(row).clone()), Place::All),
        Axis::Items => (Subject::Item(frame.items.code(row).clone()), Place::All),
    }
}

/// What later cycles keep of this one: baseline, blend and consensus by item x market, and the company's money.
pub fn snapshot(plan: &Plan, outcome: &Outcome) -> Snapshot {
    let mut rows = Vec::new();
    for (measure, grid) in [
        (Measure::Baseline, &outcome.demand.baseline),
        (Measure::Blend, &outcome.demand.blend),
        (Measure::Consensus, &outcome.demand.consensus),
    ] {
        pair_rows(outcome, measure, grid, &mut rows);
    }
    company_rows(outcome, &mut rows);
    let at = plan.approval.as_ref().map_or(String::new(), |approval| approval.at.clone());
    Snapshot { cycle: plan.header.first, id: plan.header.id.clone(), at, rows }
}

/// A stored figure by its address: the row itself, or the sum of item rows below it. `None`: nothing was stored there.
/// Ratios and prices are only found for single months.
pub fn stored_figure(rows: &[StoredRow], cycle: Month, cell: &Cell) -> Option<f64> {
    let own =
        rows.iter().find(|row| row.measure == cell.measure && row.subject == cell.subject && row.place == cell.place);
    if let Some(row) = own {
        return over_months(row, cycle, cell);
    }
    let is_below = |row: &&StoredRow| {
        let subject = cell.subject == Subject::All || cell.subject == row.subject;
        let place = match (&cell.place, &row.place) {
            (Place::All, Place::Market(_) | Place::Site(_)) => true,
            (wanted, own) => wanted == own,
        };
        row.measure == cell.measure && matches!(row.subject, Subject::Item(_)) && subject && place
    };
    if cell.measure.over_months() == OverMonths::Recompute {
        return None;
    }
    // Shipments stand at markets and at sites; only one of the two adds up.
    let sites = rows.iter().filter(is_below).any(|row| matches!(row.place, Place::Site(_)));
    let markets = rows.iter().filter(is_below).any(|row| matches!(row.place, Place::Market(_)));
    let counts = |row: &&StoredRow| !(sites && markets) || matches!(row.place, Place::Market(_));
    let found: Vec<f64> =
        rows.iter().filter(is_below).filter(counts).filter_map(|row| over_months(row, cycle, cell)).collect();
    (!found.is_empty()).then(|| found.into_iter().sum())
}

fn over_months(row: &StoredRow, cycle: Month, cell: &Cell) -> Option<f64> {
    let at = |month: Month| usize::try_from(month - cycle).ok().and_then(|t| row.values.get(t)).copied().flatten();
    match cell.measure.over_months() {
        OverMonths::First => at(cell.first),
        OverMonths::Last => at(cell.last),
        OverMonths::Recompute => (cell.first == cell.last).then(|| at(cell.first)).flatten(),
        OverMonths::Sum => {
            let months = 0..=(cell.last - cell.first).max(0);
            let values: Option<Vec<f64>> = months.map(|t| at(cell.first + t)).collect();
            values.map(|values| values.into_iter().sum())
        }
    }
}

fn rounded(value: f64) -> f64 {
    // Adding zero turns -0 into 0, which would be written as "-0.0".
    (value * 1e6).round() / 1e6 + 0.0
}

fn row<T: Stored>(measure: Measure, subject: Subject, place: Place, values: &[T]) -> StoredRow {
    StoredRow { measure, subject, place, values: values.iter().map(|value| value.number().map(rounded)).collect() }
}

fn line_row(line: &Line) -> StoredRow {
    let subject = line.account.clone().map_or(Subject::All, Subject::Account);
    row(line.measure, subject, Place::All, &line.values)
}

fn pair_rows(outcome: &Outcome, measure: Measure, grid: &Grid<Units>, rows: &mut Vec<StoredRow>) {
    for pair in 0..outcome.frame.pairs.len() {
        let (subject, place) = outcome.frame.pair_address(pair);
        rows.push(row(measure, subject, place, grid.row(pair)));
    }
}

/// The company's statements.
fn company_rows(outcome: &Outcome, rows: &mut Vec<StoredRow>) {
    let finance = &outcome.finance;
    rows.extend(finance.lines.iter().map(line_row));
    let mut company = |row: StoredRow| {
        if row.values.iter().any(Option::is_some) {
            rows.push(row);
        }
    };
    company(row(Measure::InventoryValue, Subject::All, Place::All, &finance.inventory_value.total()));
    company(row(Measure::WorkingCapital, Subject::All, Place::All, &finance.working_capital));
    company(row(Measure::Receivables, Subject::All, Place::All, &finance.receivables));
    company(row(Measure::Payables, Subject::All, Place::All, &finance.payables));
    company(row(Measure::CashFlow, Subject::All, Place::All, &finance.cash_flow));
}
