//! The tie-out board: figures of two plans that must be one, side by side.
//!
//! A tie that may differ names a decision (unmet demand, a missed budget) and has gaps of its own; the others hold in every plan,
//! which is a law of the tests. Only the ledger's inventory can break by what people state: that is the one gap made here.

use super::lever::put;
use super::view::{Candidate, Detail, View, number};
use super::{Cause, Lever, Tie};
use crate::engine::Grid;
use crate::model::{AccountKind, Cell, Change, Measure, Money, Place, StatementLine, Step, Subject, Units};

/// A ledger difference that does not matter, as a share of the ledger.
const TOLERANCE: f64 = 0.01;

/// What a candidate keeps for its sentence and levers.
pub(super) struct Broken {
    ledger: Money,
    inventory: Money,
}

/// Every tie of the plan.
pub(super) fn ties(view: &View) -> Vec<Tie> {
    let mut ties = demand_ties(view);
    ties.extend(supply_ties(view));
    ties.extend(money_ties(view));
    ties.extend(statement_ties(view));
    ties
}

/// Totals of grids of the same size, side by side: each sum waits for its own last addition only.
fn units<const N: usize>(grids: [&Grid<Units>; N]) -> [f64; N] {
    let cells = grids.map(Grid::cells);
    let length = cells.iter().map(|cells| cells.len()).min().unwrap_or(0);
    let cells = cells.map(|cells| &cells[..length]);
    // From -0, as `Iterator::sum` starts: the sum of nothing stays what it was.
    (0..length).fold([-0.0; N], |sums, at| std::array::from_fn(|grid| sums[grid] + cells[grid][at].0))
}

fn amount(grid: &Grid<Money>) -> f64 {
    grid.cells().iter().map(|money| money.0).sum()
}

fn tie(view: &View, name: &str, (left, right): (Step, Step), values: (f64, f64), measure: Measure) -> Tie {
    let last = view.frame.horizon.months.saturating_sub(1);
    Tie {
        name: name.into(),
        left,
        right,
        left_value: values.0,
        right_value: values.1,
        unit: measure.unit(),
        may_differ: false,
        cell: view.cell(measure, Subject::All, Place::All, 0, last),
    }
}

fn demand_ties(view: &View) -> Vec<Tie> {
    use Step::{Demand, Product, Supply};
    let demand = view.demand;
    let layers = [&demand.baseline, &demand.launches, &demand.phase_outs, &demand.trend, &demand.events];
    let of_layers = units(layers);
    let [in_product, statistical, blend, overrides, consensus] =
        units([&view.product.launches, &demand.statistical, &demand.blend, &demand.overrides, &demand.consensus]);
    let [independent] = units([&demand.independent]);
    let families: f64 = tops(view)
        .flat_map(|family| view.frame.pairs_in(&Subject::Family(view.frame.families.code(family).clone()), &Place::All))
        .chain((0..view.frame.pairs.len()).filter(|pair| view.frame.family_of[view.frame.pairs[*pair].item].is_none()))
        .flat_map(|pair| demand.consensus.row(pair))
        .map(|units| units.0)
        .sum();
    vec![
        tie(
            view,
            "Launches of the pipeline = launches in demand",
            (Product, Demand),
            (in_product, of_layers[1]),
            Measure::Launches,
        ),
        Tie {
            may_differ: true,
            ..tie(
                view,
                "Baseline and layers = statistical forecast (not below zero)",
                (Demand, Demand),
                (of_layers.into_iter().sum(), statistical),
                Measure::Statistical,
            )
        },
        tie(
            view,
            "Weighted streams + overrides = consensus",
            (Demand, Demand),
            (blend + overrides, consensus),
            Measure::Consensus,
        ),
        tie(view, "Families add up to the company", (Demand, Demand), (families, consensus), Measure::Consensus),
        tie(
            view,
            "Consensus of the markets = independent demand at the sites",
            (Demand, Supply),
            (consensus, independent),
            Measure::Independent,
        ),
    ]
}

/// Families without one above.
fn tops<'a>(view: &'a View) -> impl Iterator<Item = usize> + 'a {
    (0..view.frame.families.len()).filter(|family| view.frame.family_above[*family].is_none())
}

fn supply_ties(view: &View) -> Vec<Tie> {
    use Step::{Demand, Supply};
    let supply = view.supply;
    let last = view.frame.horizon.months.checked_sub(1);
    let at_end = |grid: &Grid<Units>| last.map_or(0.0, |t| (0..grid.rows()).map(|row| grid.at(row, t).0).sum());
    let at_start =
        |grid: &Grid<Units>| last.map_or(0.0, |_| (0..grid.rows()).map(|row| grid.at(row, 0).0).sum::<f64>());
    let waiting: f64 =
        view.plan.actuals.backlog.iter().filter(|backlog| has_pair(view, backlog)).map(|backlog| backlog.units.0).sum();
    let came = units([&supply.receipts, &supply.production, &supply.purchase, &supply.transfer_in]);
    let went = units([&supply.transfer_out, &supply.usage, &supply.shipments]);
    let [consensus, shipped, on_time, unmet, lost] =
        units([&view.demand.consensus, &supply.shipped, &supply.on_time, &supply.unmet, &supply.lost]);
    let balance = at_start(&supply.opening) + came.iter().sum::<f64>() - went.iter().sum::<f64>();
    vec![
        tie(
            view,
            "Demand = shipped on time + unmet",
            (Demand, Supply),
            (consensus, on_time + unmet),
            Measure::UnmetDemand,
        ),
        tie(
            view,
            "Demand + opening backlog = shipped + lost + closing backlog",
            (Demand, Supply),
            (consensus + waiting, shipped + lost + at_end(&supply.backlog)),
            Measure::Shipments,
        ),
        Tie {
            may_differ: true,
            ..tie(view, "Demand is shipped", (Demand, Supply), (consensus, shipped), Measure::Shipments)
        },
        tie(
            view,
            "Shipments of the sites = shipments to the markets",
            (Supply, Supply),
            (went[2], shipped),
            Measure::Shipments,
        ),
        tie(
            view,
            "Opening stock + what comes - what goes = closing stock",
            (Supply, Supply),
            (balance, at_end(&supply.closing)),
            Measure::ClosingStock,
        ),
        tie(
            view,
            "No load beyond regular hours, overtime and extra shifts",
            (Supply, Supply),
            (beyond(view), 0.0),
            Measure::Load,
        ),
    ]
}

fn has_pair(view: &View, backlog: &crate::model::Backlog) -> bool {
    let item = view.frame.items.position(&backlog.item);
    let market = view.frame.markets.position(&backlog.market);
    item.zip(market).is_some_and(|(item, market)| view.frame.pair(item, market).is_some())
}

/// Hours of the feasible plan above everything that resources have.
fn beyond(view: &View) -> f64 {
    let supply = view.supply;
    let over = |resource: usize, t: usize| {
        let most = supply.most_hours(resource, t)?;
        Some((supply.load.at(resource, t) - most).0.max(0.0))
    };
    let months = 0..view.frame.horizon.months;
    let sum: f64 = (0..supply.load.rows()).flat_map(|row| months.clone().filter_map(move |t| over(row, t))).sum();
    // Sums of hours round; what is below a second is nothing.
    if sum < 1e-3 { 0.0 } else { sum }
}

fn money_ties(view: &View) -> Vec<Tie> {
    use Step::{Demand, Finance, Supply};
    let finance = view.finance;
    let worth = |grid: &Grid<Units>| -> f64 {
        let cells = grid.cells().iter().zip(finance.rates.price.cells());
        cells.map(|(units, price)| price.map_or(0.0, |price| (*units * price).0)).sum()
    };
    let valued = finance.inventory_value.cells().iter().map(|money| money.0).sum::<f64>();
    let owned = stock_at_cost(view);
    let lines: f64 = finance
        .lines
        .iter()
        .map(|line| {
            let sum: f64 = line.values.iter().map(|money| money.0).sum();
            match line.measure {
                Measure::Revenue => sum,
                Measure::GrossMargin | Measure::Ebit => 0.0,
                _ => -sum,
            }
        })
        .sum();
    let ebit = finance.line(Measure::Ebit).map(|line| line.values.iter().map(|money| money.0).sum::<f64>());
    let mut ties = vec![
        tie(
            view,
            "Shipments x price = revenue",
            (Supply, Finance),
            (worth(&view.supply.shipped), amount(&finance.revenue)),
            Measure::Revenue,
        ),
        tie(
            view,
            "Stock x standard cost = inventory value",
            (Supply, Finance),
            (owned, valued),
            Measure::InventoryValue,
        ),
        Tie {
            may_differ: true,
            ..tie(
                view,
                "Revenue at demand = revenue",
                (Demand, Finance),
                (amount(&finance.revenue_at_demand), amount(&finance.revenue)),
                Measure::Revenue,
            )
        },
    ];
    ties.extend(
        ebit.map(|ebit| tie(view, "Lines of the P&L add up to EBIT", (Finance, Finance), (lines, ebit), Measure::Ebit)),
    );
    ties
}

/// Closing stock, goods on the road and work in process at standard, month ends summed.
fn stock_at_cost(view: &View) -> f64 {
    let supply = view.supply;
    let coming = crate::engine::finance::coming(view.frame, &view.plan.actuals);
    let mut sum = 0.0;
    for (point, at) in view.frame.points.iter().enumerate() {
        for (t, cost) in view.finance.rates.unit_cost.row(at.item).iter().enumerate() {
            let Some(cost) = cost else { continue };
            let moving = supply.in_transit.at(point, t) + supply.in_process.at(point, t) + coming.at(point, t);
            let owned = supply.closing.at(point, t) + moving;
            sum += (owned * *cost).0;
        }
    }
    sum
}

fn statement_ties(view: &View) -> Vec<Tie> {
    let mut ties = Vec::new();
    for budget in view.finance.budgets.iter().filter(|budget| budget.family.is_none()) {
        let Some(values) = super::budget::planned(view, budget) else { continue };
        let months = budget.values.iter().zip(&values).filter_map(|(budget, value)| Some((*value, (*budget)?)));
        let sums = months.fold((0.0, 0.0), |(plan, wanted), (value, budget)| (plan + value, wanted + budget));
        let name = format!("Plan = {}", budget.measure.name().to_lowercase());
        ties.push(Tie { may_differ: true, ..tie(view, &name, (Step::Finance, Step::Finance), sums, budget.measure) });
    }
    let opening = &view.finance.opening;
    if let Some(ledger) = opening.ledger_inventory {
        let values = (ledger.0, opening.inventory.0);
        let name = "Inventory of the ledger = opening stock x standard cost";
        let steps = (Step::Finance, Step::Supply);
        ties.push(Tie { may_differ: true, ..tie(view, name, steps, values, Measure::InventoryValue) });
    }
    ties
}

/// A ledger whose inventory is not the stock at standard.
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    let opening = &view.finance.opening;
    let Some(ledger) = opening.ledger_inventory else { return };
    let difference = (ledger - opening.inventory).0;
    if difference.abs() > ledger.0.abs() * TOLERANCE && difference.abs() > 1e-6 {
        found.push(Candidate {
            cause: Some(Cause::Untied),
            cell: Cell::month(Measure::InventoryValue, Subject::All, Place::All, view.frame.horizon.first),
            step: Step::Finance,
            size: difference.abs(),
            money: Some(Money(difference.abs())),
            detail: Detail::Tie(Broken { ledger, inventory: opening.inventory }),
        });
    }
}

/// The sentence and the levers.
pub(super) fn tell(view: &View, broken: &Broken) -> (String, Vec<Lever>) {
    let text = format!(
        "The ledger holds inventory of {}, opening stock x standard cost is {}: {} are not explained.",
        number(broken.ledger.0),
        number(broken.inventory.0),
        number((broken.ledger - broken.inventory).abs().0)
    );
    (text, correct(view, broken).into_iter().collect())
}

/// The ledger's line corrected to the stock, once the count is agreed.
fn correct(view: &View, broken: &Broken) -> Option<Lever> {
    let month = view.frame.horizon.first - 1;
    let accounts = &view.plan.finance.accounts;
    let is_inventory = |line: &&StatementLine| {
        line.month == month && accounts.get(&line.account).is_some_and(|account| account.kind == AccountKind::Inventory)
    };
    let line = view.plan.finance.statement.iter().find(is_inventory)?;
    let corrected = StatementLine { amount: line.amount + broken.inventory - broken.ledger, ..line.clone() };
    let title = format!("Correct {} to the counted stock", view.name(&Subject::Account(line.account.clone())));
    let cost = Some(broken.ledger - broken.inventory);
    Some(Lever { title, change: Change::StatementLine(put(corrected)), cost })
}
