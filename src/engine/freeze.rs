//! What approval stores, and what the next cycles keep of it: the one exception to "derived figures are never stored".
//!
//! Rows carry an address and the figures from the cycle month on, rounded to a millionth. A layer or flow that is zero in every month
//! is not written. Nothing here is worked out again when it is read.

use super::{Grid, Outcome};
use crate::model::{
    Cell, Hours, Measure, Money, Month, OverMonths, Place, Plan, Snapshot, StoredRow, Subject, UnitPrice, Units,
};

/// Demand by stream at item x market, supply at item x site and resource, the company's statements; and the open gaps in words.
pub fn freeze(outcome: &Outcome) -> (Vec<StoredRow>, Vec<String>) {
    let mut rows = Vec::new();
    demand_rows(outcome, &mut rows);
    supply_rows(outcome, &mut rows);
    finance_rows(outcome, &mut rows);
    company_rows(outcome, &mut rows);
    let gaps = outcome.gaps.gaps.iter().map(|gap| gap.text.clone()).collect();
    (rows, gaps)
}

/// What later cycles keep of this one: baseline, blend and consensus by item x market, and the company's money.
pub fn snapshot(plan: &Plan, outcome: &Outcome) -> Snapshot {
    let mut rows = Vec::new();
    for (measure, grid) in [
        (Measure::Baseline, &outcome.demand.baseline),
        (Measure::Blend, &outcome.demand.blend),
        (Measure::Consensus, &outcome.demand.consensus),
    ] {
        pair_rows(outcome, measure, grid, true, &mut rows);
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
    let at = |month: Month| usize::try_from(month - cycle).ok().and_then(|t| row.values.get(t)).copied();
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

/// A quantity that can be stored.
trait Stored: Copy {
    fn number(self) -> f64;
}

impl Stored for Units {
    fn number(self) -> f64 {
        self.0
    }
}

impl Stored for Money {
    fn number(self) -> f64 {
        self.0
    }
}

impl Stored for Hours {
    fn number(self) -> f64 {
        self.0
    }
}

impl Stored for UnitPrice {
    fn number(self) -> f64 {
        self.0
    }
}

fn rounded(value: f64) -> f64 {
    // Adding zero turns -0 into 0, which would be written as "-0.0".
    (value * 1e6).round() / 1e6 + 0.0
}

fn row<T: Stored>(measure: Measure, subject: Subject, place: Place, values: &[T]) -> StoredRow {
    StoredRow { measure, subject, place, values: values.iter().map(|value| rounded(value.number())).collect() }
}

/// A row whose every month is known.
fn known_row<T: Stored>(measure: Measure, subject: Subject, place: Place, values: &[Option<T>]) -> Option<StoredRow> {
    let known: Option<Vec<T>> = values.iter().copied().collect();
    known.map(|known| row(measure, subject, place, &known))
}

fn pair_rows<T: Stored + Default>(
    outcome: &Outcome,
    measure: Measure,
    grid: &Grid<T>,
    zeros: bool,
    rows: &mut Vec<StoredRow>,
) {
    for pair in 0..outcome.frame.pairs.len() {
        if zeros || grid.row(pair).iter().any(|value| value.number() != 0.0) {
            let (subject, place) = outcome.frame.pair_address(pair);
            rows.push(row(measure, subject, place, grid.row(pair)));
        }
    }
}

fn point_rows(outcome: &Outcome, measure: Measure, grid: &Grid<Units>, zeros: bool, rows: &mut Vec<StoredRow>) {
    for point in 0..outcome.frame.points.len() {
        if zeros || grid.row(point).iter().any(|value| value.0 != 0.0) {
            let (subject, place) = outcome.frame.point_address(point);
            rows.push(row(measure, subject, place, grid.row(point)));
        }
    }
}

fn demand_rows(outcome: &Outcome, rows: &mut Vec<StoredRow>) {
    let demand = &outcome.demand;
    for (measure, grid, zeros) in [
        (Measure::Baseline, &demand.baseline, true),
        (Measure::Launches, &demand.launches, false),
        (Measure::PhaseOuts, &demand.phase_outs, false),
        (Measure::Trend, &demand.trend, false),
        (Measure::Events, &demand.events, false),
        (Measure::Statistical, &demand.statistical, true),
        (Measure::Blend, &demand.blend, true),
        (Measure::Override, &demand.overrides, false),
        (Measure::Consensus, &demand.consensus, true),
    ] {
        pair_rows(outcome, measure, grid, zeros, rows);
    }
    for (measure, grid) in [
        (Measure::Sales, &demand.sales),
        (Measure::Marketing, &demand.marketing),
        (Measure::FinanceView, &demand.finance),
    ] {
        for pair in 0..outcome.frame.pairs.len() {
            let (subject, place) = outcome.frame.pair_address(pair);
            rows.extend(known_row(measure, subject, place, grid.row(pair)));
        }
    }
    for (measure, grid) in [
        (Measure::Independent, &demand.independent),
        (Measure::Dependent, &demand.dependent),
        (Measure::Interplant, &demand.interplant),
    ] {
        point_rows(outcome, measure, grid, false, rows);
    }
}

fn supply_rows(outcome: &Outcome, rows: &mut Vec<StoredRow>) {
    let supply = &outcome.supply;
    for (measure, grid, zeros) in [
        (Measure::OpeningStock, &supply.opening, true),
        (Measure::Receipts, &supply.receipts, false),
        (Measure::Production, &supply.production, false),
        (Measure::Purchase, &supply.purchase, false),
        (Measure::TransferIn, &supply.transfer_in, false),
        (Measure::TransferOut, &supply.transfer_out, false),
        (Measure::Usage, &supply.usage, false),
        (Measure::Shipments, &supply.shipments, false),
        (Measure::ClosingStock, &supply.closing, true),
        (Measure::TargetStock, &supply.target, false),
        (Measure::InTransit, &supply.in_transit, false),
    ] {
        point_rows(outcome, measure, grid, zeros, rows);
    }
    for (measure, grid) in [
        (Measure::Shipments, &supply.shipped),
        (Measure::UnmetDemand, &supply.unmet),
        (Measure::Backlog, &supply.backlog),
    ] {
        pair_rows(outcome, measure, grid, false, rows);
    }
    for (at, id) in outcome.frame.resources.iter().enumerate() {
        let subject = || Subject::Resource(id.clone());
        rows.push(row(Measure::Load, subject(), Place::All, supply.load.row(at)));
        rows.push(row(Measure::Overtime, subject(), Place::All, supply.overtime.row(at)));
        rows.extend(known_row(Measure::Capacity, subject(), Place::All, supply.capacity.row(at)));
    }
}

fn finance_rows(outcome: &Outcome, rows: &mut Vec<StoredRow>) {
    let (frame, finance) = (&outcome.frame, &outcome.finance);
    pair_rows(outcome, Measure::Revenue, &finance.revenue, false, rows);
    for pair in 0..frame.pairs.len() {
        let (subject, place) = frame.pair_address(pair);
        rows.extend(known_row(Measure::Price, subject, place, finance.price.row(pair)));
    }
    for (item, id) in frame.items.iter().enumerate() {
        let subject = Subject::Item(id.clone());
        rows.extend(known_row(Measure::UnitCost, subject, Place::All, finance.unit_cost.row(item)));
    }
    for id in frame.families.iter() {
        let subject = Subject::Family(id.clone());
        let pairs = frame.pairs_in(&subject, &Place::All);
        let revenue = finance.revenue.sum(pairs.iter().copied());
        let cost = finance.cost_of_goods.sum(pairs);
        rows.push(row(Measure::Revenue, subject.clone(), Place::All, &revenue));
        rows.push(row(Measure::CostOfGoods, subject, Place::All, &cost));
    }
}

/// The company's statements.
fn company_rows(outcome: &Outcome, rows: &mut Vec<StoredRow>) {
    let finance = &outcome.finance;
    for line in &finance.lines {
        let subject = line.account.clone().map_or(Subject::All, Subject::Account);
        rows.push(row(line.measure, subject, Place::All, &line.values));
    }
    rows.push(row(Measure::InventoryValue, Subject::All, Place::All, &finance.inventory_value.total()));
    rows.push(row(Measure::WorkingCapital, Subject::All, Place::All, &finance.working_capital));
    for (measure, values) in [
        (Measure::Receivables, &finance.receivables),
        (Measure::Payables, &finance.payables),
        (Measure::CashFlow, &finance.cash_flow),
    ] {
        rows.extend(known_row(measure, Subject::All, Place::All, values));
    }
}
