//! Two outcomes side by side: the totals that executives look at, and what changed in operations, by family or resource and month.
//!
//! Example: a scenario with 10 % more demand shows revenue up, service down, and "Final Assembly, May: overtime 0 to 40 h".

use std::collections::BTreeMap;

use super::{Frame, Grid, Outcome};
use crate::model::{AccountKind, Cell, Measure, Money, Month, Place, Plan, Subject, Unit, UnitPrice, Units, ratio};

/// Which way a figure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither is better by itself.
    Either,
}

/// A total of a plan over its horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Kpi {
    /// What it is called on the page.
    pub name: &'static str,
    /// The same in files, such as `cash_low`.
    pub code: &'static str,
    /// What it counts in.
    pub unit: Unit,
    /// Which way it should go.
    pub wanted: Wanted,
    /// The total; `None` where something that it needs is not set up.
    pub value: Option<f64>,
}

/// A total of two plans.
#[derive(Clone, Debug, PartialEq)]
pub struct KpiChange {
    /// As in the first plan.
    pub a: Kpi,
    /// As in the second.
    pub b: Kpi,
}

impl KpiChange {
    /// Second less first; `None` where one of them is not known.
    pub fn difference(&self) -> Option<f64> {
        Some(self.b.value? - self.a.value?)
    }

    /// The difference as a share of the first.
    pub fn share(&self) -> Option<f64> {
        ratio(self.difference()?, self.a.value?.abs())
    }
}

/// A figure of operations that is not the same in both plans.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Which one: a family (or an item without one) or a resource, in one month.
    pub cell: Cell,
    /// In the first plan.
    pub a: f64,
    /// In the second plan.
    pub b: f64,
    /// What the difference is worth: units at price or standard cost, hours at their rate.
    pub money: Money,
}

/// Two outcomes side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Totals, in the order in which they are read.
    pub kpis: Vec<KpiChange>,
    /// What changed in operations, most money first, then most hours or units.
    pub moved: Vec<Moved>,
}

/// Totals of the horizon, in the order in which they are read.
pub fn kpis(plan: &Plan, outcome: &Outcome) -> Vec<Kpi> {
    let (supply, finance) = (&outcome.supply, &outcome.finance);
    let last = outcome.frame.horizon.months.checked_sub(1);
    let units = |grid: &Grid<Units>| Some(sum(grid.cells().iter().map(|units| units.0)));
    let line = |measure| finance.line(measure).map(|line| sum(line.values.iter().map(|money| money.0)));
    let inventory =
        last.map(|t| sum((0..finance.inventory_value.rows()).map(|row| finance.inventory_value.at(row, t).0)));
    let overtime = sum(supply.overtime.cells().iter().map(|hours| hours.0));
    let (demand, on_time) = (units(&outcome.demand.consensus), units(&supply.on_time));
    let service = ratio(on_time.unwrap_or_default(), demand.unwrap_or_default());
    let kpi = |name, code, unit, wanted, value| Kpi { name, code, unit, wanted, value };
    use Wanted::{Either, Less, More};
    vec![
        kpi("Demand", "demand", Unit::Units, Either, demand),
        kpi("Shipped", "shipped", Unit::Units, More, units(&supply.shipped)),
        kpi("Unmet in its month", "unmet", Unit::Units, Less, units(&supply.unmet)),
        kpi("Service", "service", Unit::Share, More, service),
        kpi("Revenue", "revenue", Unit::Money, More, line(Measure::Revenue)),
        kpi("Gross margin", "gross_margin", Unit::Money, More, line(Measure::GrossMargin)),
        kpi("EBIT", "ebit", Unit::Money, More, line(Measure::Ebit)),
        kpi("Closing inventory", "closing_inventory", Unit::Money, Less, inventory),
        kpi("Overtime", "overtime", Unit::Hours, Less, Some(overtime)),
        kpi("Cost of the plan", "plan_cost", Unit::Money, Less, Some(finance.plan_cost.total().0)),
        kpi("Cash, lowest", "cash_low", Unit::Money, More, cash_low(plan, outcome)),
    ]
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.sum()
}

/// Lowest month end of cash: the stated opening balance (else zero) plus the cash flow to date. `None` where no flow is known.
pub fn cash_low(plan: &Plan, outcome: &Outcome) -> Option<f64> {
    let month = plan.header.first - 1;
    let accounts = plan.finance.accounts.iter().filter(|account| account.kind == AccountKind::Cash);
    let stated = accounts.filter_map(|account| plan.finance.statement.get(&(month, account.id.clone())));
    let mut cash: f64 = stated.map(|line| line.amount.0).sum();
    let mut low = None;
    for flow in outcome.finance.cash_flow.iter().flatten() {
        cash += flow.0;
        low = Some(low.map_or(cash, |low: f64| low.min(cash)));
    }
    low
}

/// Second plan against the first.
pub fn compare(a: (&Plan, &Outcome), b: (&Plan, &Outcome)) -> Comparison {
    let kpis = kpis(a.0, a.1).into_iter().zip(kpis(b.0, b.1)).map(|(a, b)| KpiChange { a, b }).collect();
    let (before, after) = (operations(a.0, a.1), operations(b.0, b.1));
    let keys: std::collections::BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let mut moved: Vec<Moved> = keys.into_iter().filter_map(|key| move_of(key, &before, &after)).collect();
    moved.sort_by(|a, b| {
        let size = |moved: &Moved| (moved.b - moved.a).abs();
        let by_money = b.money.0.abs().total_cmp(&a.money.0.abs());
        by_money.then(size(b).total_cmp(&size(a))).then_with(|| a.cell.cmp(&b.cell))
    });
    Comparison { kpis, moved }
}

type Key = (Measure, Subject, Month);

#[derive(Clone, Copy, Debug, Default)]
struct Figure {
    value: f64,
    money: f64,
}

fn move_of((measure, subject, month): &Key, a: &BTreeMap<Key, Figure>, b: &BTreeMap<Key, Figure>) -> Option<Moved> {
    let key = (*measure, subject.clone(), *month);
    let of = |figures: &BTreeMap<Key, Figure>| figures.get(&key).copied().unwrap_or_default();
    let (a, b) = (of(a), of(b));
    let is_same = (a.value - b.value).abs() <= 1e-6 * a.value.abs().max(b.value.abs()).max(1.0);
    (!is_same).then(|| Moved {
        cell: Cell::month(*measure, subject.clone(), Place::All, *month),
        a: a.value,
        b: b.value,
        money: Money(b.money - a.money),
    })
}

/// Figures of operations by family (or item without one) and by resource.
fn operations(plan: &Plan, outcome: &Outcome) -> BTreeMap<Key, Figure> {
    let (frame, supply, finance) = (&*outcome.frame, &*outcome.supply, &*outcome.finance);
    let mut figures = BTreeMap::new();
    let price = |pair: usize, t: usize| finance.rates.price.at(pair, t);
    let of_pair = |pair: usize| frame.pairs[pair].item;
    add_units(frame, &mut figures, Measure::Consensus, &outcome.demand.consensus, &of_pair, &price);
    add_units(frame, &mut figures, Measure::Shipments, &supply.shipped, &of_pair, &price);
    add_units(frame, &mut figures, Measure::UnmetDemand, &supply.unmet, &of_pair, &price);
    let cost = |point: usize, t: usize| finance.rates.unit_cost.at(frame.points[point].item, t);
    let of_point = |point: usize| frame.points[point].item;
    for (measure, grid) in [
        (Measure::Production, &supply.production),
        (Measure::Purchase, &supply.purchase),
        (Measure::TransferIn, &supply.transfer_in),
        (Measure::ClosingStock, &supply.closing),
    ] {
        add_units(frame, &mut figures, measure, grid, &of_point, &cost);
    }
    for (resource, id) in frame.resources.iter().enumerate() {
        let rate = plan.catalog.resources.get(id).and_then(|resource| resource.cost_per_hour).unwrap_or_default();
        for (measure, grid) in [(Measure::Load, &supply.load), (Measure::Overtime, &supply.overtime)] {
            for (t, hours) in grid.row(resource).iter().enumerate() {
                let key = (measure, Subject::Resource(id.clone()), frame.horizon.month(t));
                figures.insert(key, Figure { value: hours.0, money: hours.0 * rate.0 });
            }
        }
    }
    figures
}

fn add_units(
    frame: &Frame,
    figures: &mut BTreeMap<Key, Figure>,
    measure: Measure,
    grid: &Grid<Units>,
    item_of: &dyn Fn(usize) -> usize,
    price: &dyn Fn(usize, usize) -> Option<UnitPrice>,
) {
    // Families first in one dense block, so that codes are only touched once for each family and month.
    let months = grid.months();
    let mut families = vec![Figure::default(); frame.families.len() * months];
    for row in 0..grid.rows() {
        let item = item_of(row);
        for (t, units) in grid.row(row).iter().enumerate().filter(|(_, units)| units.0 != 0.0) {
            let money = price(row, t).map_or(0.0, |price| units.0 * price.0);
            let sum = match frame.family_of[item] {
                Some(family) => &mut families[family * months + t],
                None => {
                    let subject = Subject::Item(frame.items.code(item).clone());
                    figures.entry((measure, subject, frame.horizon.month(t))).or_default()
                }
            };
            sum.value += units.0;
            sum.money += money;
        }
    }
    for (at, figure) in families.into_iter().enumerate().filter(|(_, figure)| figure.value != 0.0) {
        let subject = Subject::Family(frame.families.code(at / months).clone());
        figures.insert((measure, subject, frame.horizon.month(at % months)), figure);
    }
}
