//! Money that misses its budget, prices below cost, and demand that nobody can put money to.

use super::lever::{self, with_reason};
use super::view::{Candidate, Detail, View, number, when};
use super::{Cause, Lever};
use crate::engine::Budget;
use crate::model::{
    Cell, Change, Figure, How, Item, Measure, Money, Place, PriceFact, Step, Subject, UnitPrice, Units, ratio,
};

/// A miss that does not matter, as a share of the budget.
const TOLERANCE: f64 = 0.005;
/// No price lever goes further than this.
const MOST_PRICE: f64 = 0.25;

/// What a candidate keeps for its sentence and levers.
pub(super) enum Miss {
    /// Planned and budgeted, over the budgeted months.
    Budget { planned: f64, budget: f64 },
    /// Highest share by which the cost is above the price.
    Price { share: f64 },
    /// An item without a price.
    NoPrice { item: usize },
    /// An item without a cost.
    NoCost { item: usize },
}

/// Finds missed budgets, sales below cost and missing prices.
pub(super) fn find(view: &View, found: &mut Vec<Candidate>) {
    for budget in &view.finance.budgets {
        found.extend(missed(view, budget));
    }
    for pair in 0..view.frame.pairs.len() {
        found.extend(below_cost(view, pair));
    }
    for item in 0..view.frame.items.len() {
        found.extend(unknown(view, item));
    }
}

/// What the plan says where the budget speaks, by month.
pub(super) fn planned(view: &View, budget: &Budget) -> Option<Vec<f64>> {
    let subject = budget.family.clone().map_or(Subject::All, Subject::Family);
    let pairs = || view.frame.pairs_in(&subject, &Place::All);
    let money = |sums: Vec<Money>| sums.into_iter().map(|money| money.0).collect::<Vec<f64>>();
    let line = |measure| view.finance.line(measure).map(|line| money(line.values.clone()));
    match (budget.measure, budget.family.is_some()) {
        (Measure::BudgetUnits, _) => Some(view.supply.shipped.sum(pairs()).into_iter().map(|units| units.0).collect()),
        (Measure::BudgetRevenue, _) => line(Measure::Revenue).map(|_| money(view.finance.revenue.sum(pairs()))),
        (Measure::BudgetMargin, false) => line(Measure::GrossMargin),
        (Measure::BudgetMargin, true) => {
            line(Measure::GrossMargin)?;
            let revenue = view.finance.revenue.sum(pairs());
            let cost = view.finance.cost_of_goods.sum(pairs());
            Some(revenue.into_iter().zip(cost).map(|(revenue, cost)| (revenue - cost).0).collect())
        }
        (Measure::BudgetEbit, false) => line(Measure::Ebit),
        _ => None,
    }
}

fn missed(view: &View, budget: &Budget) -> Option<Candidate> {
    let planned = planned(view, budget)?;
    let budgeted: Vec<usize> = (0..budget.values.len()).filter(|t| budget.values[*t].is_some()).collect();
    let (first, last) = (*budgeted.first()?, *budgeted.last()?);
    let wanted: f64 = budget.values.iter().flatten().sum();
    let reached: f64 = budgeted.iter().map(|t| planned.get(*t).copied().unwrap_or_default()).sum();
    let size = wanted - reached;
    if size <= wanted.abs() * TOLERANCE {
        return None;
    }
    let subject = budget.family.clone().map_or(Subject::All, Subject::Family);
    let is_money = budget.measure != Measure::BudgetUnits;
    let cell = view.cell(budget.measure, subject, Place::All, first, last);
    let price = view.mean_price(&cell);
    Some(Candidate {
        cause: Some(Cause::BelowBudget),
        step: Step::Finance,
        size,
        money: if is_money { Some(Money(size)) } else { price.map(|price| Money(size * price)) },
        detail: Detail::Budget(Miss::Budget { planned: reached, budget: wanted }),
        cell,
    })
}

fn below_cost(view: &View, pair: usize) -> Option<Candidate> {
    let at = view.frame.pairs[pair];
    let loss = |t: usize| {
        let (price, cost) = (view.finance.rates.price.at(pair, t)?, view.finance.rates.unit_cost.at(at.item, t)?);
        let shipped = view.supply.shipped.at(pair, t);
        (shipped.0 > 1e-6 && cost.0 > price.0 * (1.0 + 1e-9)).then_some((shipped, price, cost))
    };
    let losses: Vec<(usize, (Units, UnitPrice, UnitPrice))> =
        (0..view.frame.horizon.months).filter_map(|t| Some((t, loss(t)?))).collect();
    let (first, last) = (losses.first()?.0, losses.last()?.0);
    let each = losses.iter().map(|(_, (_, price, cost))| (*cost - *price).0).fold(0.0, f64::max);
    let share = losses.iter().filter_map(|(_, (_, price, cost))| ratio(cost.0, price.0)).fold(1.0, f64::max) - 1.0;
    let money = losses.iter().map(|(_, (units, price, cost))| *units * (*cost - *price)).sum();
    let (subject, place) = view.frame.pair_address(pair);
    Some(Candidate {
        cause: Some(Cause::NegativeMargin),
        cell: view.cell(Measure::Price, subject, place, first, last),
        step: Step::Finance,
        size: each,
        money: Some(money),
        detail: Detail::Budget(Miss::Price { share }),
    })
}

fn unknown(view: &View, item: usize) -> Option<Candidate> {
    let (mut unpriced, mut uncosted) = (0.0, 0.0);
    for pair in view.frame.pairs_of[item].clone() {
        for t in 0..view.frame.horizon.months {
            if view.finance.rates.price.at(pair, t).is_none() {
                unpriced += view.demand.consensus.at(pair, t).0;
            }
            if view.finance.rates.unit_cost.at(item, t).is_none() {
                uncosted += view.supply.shipped.at(pair, t).0;
            }
        }
    }
    let (measure, size, miss) = match (unpriced > 1e-6, uncosted > 1e-6) {
        (true, _) => (Measure::Price, unpriced, Miss::NoPrice { item }),
        (false, true) => (Measure::UnitCost, uncosted, Miss::NoCost { item }),
        (false, false) => return None,
    };
    let last = view.frame.horizon.months.checked_sub(1)?;
    Some(Candidate {
        cause: Some(Cause::NoPrice),
        cell: view.cell(measure, view.item(item), Place::All, 0, last),
        step: Step::Finance,
        size,
        money: None,
        detail: Detail::Budget(miss),
    })
}

/// The sentence and the levers.
pub(super) fn tell(view: &View, cell: &Cell, size: f64, miss: &Miss) -> (String, Vec<Lever>) {
    let whose = format!("{}{}", view.name(&cell.subject), view.where_text(&cell.place));
    match miss {
        Miss::Budget { planned, budget } => {
            (missed_sentence(&whose, cell, (*planned, *budget), size), levers_budget(view, cell, size))
        }
        Miss::Price { share } => (
            format!("{whose} is sold for up to {} a unit less than it costs in {}.", number(size), when(cell)),
            levers_price(view, cell, *share),
        ),
        Miss::NoPrice { item } => (
            format!("{} of {whose} have no price in {}: their revenue is missing.", number(size), when(cell)),
            levers_no_price(view, cell, *item),
        ),
        Miss::NoCost { item } => (
            format!("{} of {whose} have no standard cost in {}: their cost is missing.", number(size), when(cell)),
            levers_no_cost(view, cell, *item),
        ),
    }
}

fn missed_sentence(whose: &str, cell: &Cell, (planned, budget): (f64, f64), size: f64) -> String {
    let is_units = cell.measure == Measure::BudgetUnits;
    let what = cell.measure.name().trim_start_matches("Budget ").to_string();
    format!(
        "{what} of {whose} {} {} of the {} budgeted for {}: {} {} missing.",
        if is_units { "reach" } else { "reaches" },
        number(planned),
        number(budget),
        when(cell),
        number(size),
        if is_units { "are" } else { "is" },
    )
}

fn levers_budget(view: &View, cell: &Cell, size: f64) -> Vec<Lever> {
    let span = view.frame.horizon.span(cell.first, cell.last);
    let pairs = view.frame.pairs_in(&cell.subject, &cell.place);
    let over = |grid: &crate::engine::Grid<Money>| {
        pairs.iter().flat_map(|pair| &grid.row(*pair)[span.clone()]).map(|money| money.0).sum::<f64>()
    };
    let (revenue, cost) = (over(&view.finance.revenue), over(&view.finance.cost_of_goods));
    let consensus = view.consensus(cell).0;
    let gain = match cell.measure {
        Measure::BudgetUnits => consensus,
        Measure::BudgetRevenue => revenue,
        _ => revenue - cost,
    };
    let mut levers = Vec::new();
    if cell.measure != Measure::BudgetUnits {
        levers.extend(raise_price(view, cell, ratio(size, revenue)));
    }
    levers.extend(more_demand(view, cell, ratio(size, gain).filter(|share| *share > 0.0), consensus));
    levers.extend(less_overhead(view, cell, size));
    levers
}

fn raise_price(view: &View, cell: &Cell, share: Option<f64>) -> Option<Lever> {
    let share = share.filter(|share| *share > 0.0)?.min(MOST_PRICE);
    let cell = Cell { measure: Measure::Price, ..cell.clone() };
    let title = match &cell.subject {
        Subject::All => format!("Raise all prices by {:.1} %", share * 100.0),
        subject => format!("Raise prices of {} by {:.1} %", view.name(subject), share * 100.0),
    };
    let change = lever::percent(view, cell, share, "Closes a gap to budget")?;
    Some(Lever { title, change, cost: None })
}

/// Demand raised by what is missing; where nothing is demanded, nothing can be raised.
fn more_demand(view: &View, cell: &Cell, share: Option<f64>, consensus: f64) -> Option<Lever> {
    let share = share.unwrap_or(0.1).clamp(0.001, 1.0);
    let months = f64::from(cell.last - cell.first) + 1.0;
    let cell = Cell { measure: Measure::Consensus, ..cell.clone() };
    let each = consensus * share / months;
    if each <= 0.0 {
        return None;
    }
    let title = match &cell.subject {
        Subject::All => format!("Sell {} more units a month, spread over all products", number(each)),
        subject => format!("Sell {} more of {} a month", number(each), view.name(subject)),
    };
    let change = lever::add(view, cell, each, consensus, "Closes a gap to budget");
    Some(Lever { title, change, cost: None })
}

fn less_overhead(view: &View, cell: &Cell, size: f64) -> Option<Lever> {
    if cell.measure != Measure::BudgetEbit {
        return None;
    }
    let span = view.frame.horizon.span(cell.first, cell.last);
    let lines = view.finance.lines.iter().filter(|line| line.measure == Measure::Overhead);
    let carried: f64 = lines.flat_map(|line| &line.values[span.clone()]).map(|money| money.0).sum();
    let share = ratio(size, carried).filter(|share| *share > 0.0)?.min(MOST_PRICE);
    let cell = Cell { measure: Measure::Overhead, subject: Subject::All, ..cell.clone() };
    let title = format!("Cut overhead by {:.1} %", share * 100.0);
    let change = lever::percent(view, cell, -share, "Closes a gap to budget")?;
    Some(Lever { title, change, cost: None })
}

fn levers_price(view: &View, cell: &Cell, share: f64) -> Vec<Lever> {
    // One hundredth of a percent above, so that rounding leaves nothing below cost.
    let share = (share * 1e4).ceil() / 1e4 + 1e-4;
    let title = format!("Raise the price of {} by {:.1} %", view.name(&cell.subject), share * 100.0);
    let raise = lever::percent(view, cell.clone(), share, "Not below cost");
    let raise = raise.map(|change| Lever { title, change, cost: None });
    raise.into_iter().chain([leave_out(view, cell)]).collect()
}

/// Demand that is not taken. Narrower overrides inside the node would stand against it, so they go.
fn leave_out(view: &View, cell: &Cell) -> Lever {
    let cell = Cell { measure: Measure::Consensus, ..cell.clone() };
    let is_inside = |figure: &&Figure| {
        figure.cell.measure == Measure::Consensus
            && figure.cell.subject == cell.subject
            && (cell.first..=cell.last).contains(&figure.cell.first)
            && figure.cell.last <= cell.last
    };
    let inside = view.plan.demand.figures.iter().filter(is_inside);
    let gone = inside.map(|figure| Change::no_figure(figure.cell.clone(), figure.how == How::Shift));
    let title = format!("Take no demand for {}{}", view.name(&cell.subject), view.where_text(&cell.place));
    let none = Change::figure(with_reason(cell.clone(), How::Replace, 0.0, "Not worth its cost"));
    Lever { title, change: Change::Many(gone.chain([none]).collect()), cost: None }
}

fn levers_no_price(view: &View, cell: &Cell, item: usize) -> Vec<Lever> {
    let price = price_from_cost(view, item).or_else(|| price_of_others(view, cell, item));
    let agree = price.map(|price| {
        let price = UnitPrice((price * 100.0).ceil() / 100.0);
        let id = view.frame.items.code(item).clone();
        let fact = PriceFact { item: id, market: None, from: view.frame.horizon.first, price };
        let title = format!("Agree a price of {:.2} for {}", price.0, view.item_name(item));
        Lever { title, change: Change::PriceFact(lever::put(fact)), cost: None }
    });
    agree.into_iter().chain([leave_out(view, cell)]).collect()
}

/// Share of cost in revenue, company-wide.
fn cost_share(view: &View) -> Option<f64> {
    let cost: Money = view.finance.cost_of_goods.cells().iter().copied().sum();
    let revenue: Money = view.finance.revenue.cells().iter().copied().sum();
    cost.ratio(revenue).filter(|share| (0.05..1.0).contains(share))
}

fn price_from_cost(view: &View, item: usize) -> Option<f64> {
    let cost = view.finance.rates.cost[item].standard?.0;
    ratio(cost, cost_share(view).unwrap_or(1.0))
}

/// The mean price of the family, else of the company.
fn price_of_others(view: &View, cell: &Cell, item: usize) -> Option<f64> {
    let family = view.frame.family_of[item].map(|family| Subject::Family(view.frame.families.code(family).clone()));
    let mean = |subject: Subject| view.mean_price(&Cell { subject, ..cell.clone() });
    family.and_then(mean).or_else(|| mean(Subject::All)).filter(|price| *price > 0.0)
}

fn levers_no_cost(view: &View, cell: &Cell, item: usize) -> Vec<Lever> {
    let price = view.mean_price(cell);
    let cost = view.finance.rates.cost[item].rolled_up.map(|cost| cost.0);
    let cost = cost.or_else(|| price.map(|price| price * cost_share(view).unwrap_or(1.0)));
    let record = view.plan.catalog.items.get(view.frame.items.code(item));
    let state = cost.zip(record).map(|(cost, record)| {
        let cost = UnitPrice((cost * 100.0).ceil() / 100.0);
        let title = format!("State a standard cost of {:.2} for {}", cost.0, view.item_name(item));
        let item = Item { standard_cost: Some(cost), ..record.clone() };
        Lever { title, change: Change::Item(lever::put(item)), cost: None }
    });
    state.into_iter().chain([leave_out(view, cell)]).collect()
}
