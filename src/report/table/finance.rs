//! Step 4: the P&L by month with every overhead line to be typed, budget and working capital, then revenue, price and cost by family and item.

use super::super::{Context, RowKind, Table, TableRow, TableView, Tone, sum};
use super::sheet::{Head, Line, Sheet};
use super::tree::{Node, Tree};
use crate::engine::actual;
use crate::model::{Cell, Measure, Money, Place, Subject, ratio};

/// Closed months that are shown.
const PAST: usize = 6;

/// The planning table of the financial review.
pub fn table(cx: &Context, view: &TableView) -> Table {
    let sheet = Sheet::new(cx, PAST, &[]);
    let mut rows = Vec::new();
    if view.search.trim().is_empty() {
        company(cx, &sheet, &mut rows);
    }
    let items = cx.sold_items();
    Tree::new(cx, view, &items).walk("Revenue", &mut |node| node_rows(cx, &sheet, node, &mut rows));
    let corner = format!("P&L and revenue by item, {}", cx.locale.currency);
    Table { title: "Planning table".into(), corner, columns: sheet.columns, rows, choices: Vec::new() }
}

/// The P&L, what it is measured by, and what it ties up.
fn company(cx: &Context, sheet: &Sheet, rows: &mut Vec<TableRow>) {
    let finance = &cx.outcome.finance;
    let may_type = !cx.plan.is_approved();
    for line in &finance.lines {
        let subject = line.account.clone().map_or(Subject::All, Subject::Account);
        let is_sum = matches!(line.measure, Measure::GrossMargin | Measure::Ebit);
        let label = line.account.as_ref().map_or_else(|| line.measure.name().to_string(), |_| cx.subject(&subject));
        let id = line.account.as_ref().map_or_else(
            || format!("pl/{}", line.measure.code()),
            |account| format!("pl/{}/{account}", line.measure.code()),
        );
        let ahead = line.values.iter().map(|money| Some(money.0)).collect();
        let judged = line.values.iter().map(|money| loss(line.measure, *money)).collect();
        let shown =
            Line { editable: may_type && line.measure == Measure::Overhead, judged, ..Line::new(line.measure, ahead) };
        rows.push(sheet.row(
            flat(id, label, is_sum),
            &subject,
            &Place::All,
            &with_past(cx, line.measure, &subject, shown),
        ));
    }
    for line in budget(cx).into_iter().chain(capital(cx)) {
        let id = format!("pl/{}", line.measure.code());
        rows.push(sheet.row(flat(id, line.measure.name().into(), false), &Subject::All, &Place::All, &line));
    }
}

/// Closed months: revenue from history, everything else as the statements have it.
fn with_past(cx: &Context, measure: Measure, subject: &Subject, line: Line) -> Line {
    match (measure, subject) {
        (Measure::Revenue, _) => {
            let pairs: Vec<usize> = (0..cx.outcome.frame.pairs.len()).collect();
            line.with_past(Measure::Revenue, cx.history_revenue(&pairs, PAST))
        }
        (Measure::Overhead, Subject::Account(account)) => {
            let amount = |month| cx.plan.finance.statement.get(&(month, account.clone())).map(|line| line.amount.0);
            line.with_past(Measure::Overhead, cx.closed(PAST).map(amount).collect())
        }
        (Measure::CostOfGoods | Measure::GrossMargin | Measure::Ebit, Subject::All) => {
            let (frame, plan) = (&cx.outcome.frame, cx.plan);
            let stated = |month| {
                actual(frame, &plan.actuals, &plan.finance, &Cell::month(measure, Subject::All, Place::All, month))
            };
            line.with_past(measure, cx.closed(PAST).map(stated).collect())
        }
        _ => line,
    }
}

fn loss(measure: Measure, money: Money) -> (Tone, String) {
    let is_result = matches!(measure, Measure::GrossMargin | Measure::Ebit);
    if is_result && money.0 < 0.0 { (Tone::Bad, "A loss.".into()) } else { (Tone::Plain, String::new()) }
}

fn budget(cx: &Context) -> Vec<Line> {
    let finance = &cx.outcome.finance;
    let mut lines = Vec::new();
    for budget in finance.budgets.iter().filter(|budget| budget.family.is_none()) {
        lines.push(Line::new(budget.measure, budget.values.clone()));
        let revenue = finance.line(Measure::Revenue).filter(|_| budget.measure == Measure::BudgetRevenue);
        let Some(revenue) = revenue else { continue };
        let gap = |(budget, revenue): (&Option<f64>, &Money)| budget.map(|budget| revenue.0 - budget);
        let gaps = budget.values.iter().zip(&revenue.values).map(gap).collect();
        lines.push(Line { signed: true, ..Line::new(Measure::BudgetGap, gaps) });
    }
    lines
}

fn capital(cx: &Context) -> Vec<Line> {
    let finance = &cx.outcome.finance;
    let known = |values: &[Option<Money>]| values.iter().map(|money| money.map(|money| money.0)).collect::<Vec<_>>();
    let points: Vec<usize> = (0..cx.outcome.frame.points.len()).collect();
    let inventory = sum::all(sum::over(&finance.inventory_value, &points, |money| money.0));
    let working = finance.working_capital.iter().map(|money| Some(money.0)).collect();
    [
        (Measure::InventoryValue, inventory),
        (Measure::Receivables, known(&finance.receivables)),
        (Measure::Payables, known(&finance.payables)),
        (Measure::WorkingCapital, working),
        (Measure::CashFlow, known(&finance.cash_flow)),
    ]
    .into_iter()
    .map(|(measure, values)| Line::new(measure, values))
    .collect()
}

fn flat(id: String, label: String, is_sum: bool) -> Head {
    let kind = if is_sum { RowKind::Sum } else { RowKind::Measure };
    Head { id, label, level: 0, kind, open: None, texts: Vec::new() }
}

fn node_rows(cx: &Context, sheet: &Sheet, node: &Node, rows: &mut Vec<TableRow>) {
    let finance = &cx.outcome.finance;
    let pairs = cx.pairs_of(&node.items);
    let past = cx.history_revenue(&pairs, PAST);
    let revenue = sum::over(&finance.revenue, &pairs, |money| money.0);
    let own = Line::new(Measure::Revenue, sum::all(revenue.clone())).with_past(Measure::Revenue, past);
    let head = Head {
        id: node.id.clone(),
        label: node.label.clone(),
        level: node.level,
        kind: if node.level == 0 { RowKind::Total } else { RowKind::Node },
        open: Some(node.open),
        texts: Vec::new(),
    };
    rows.push(sheet.row(head, &node.subject, &Place::All, &own));
    if !node.open || node.level == 0 {
        return;
    }
    for line in details(cx, node, &pairs, revenue) {
        let head = Head {
            id: format!("{}/{}", node.id, line.measure.code()),
            label: line.measure.name().into(),
            level: node.level.saturating_add(1),
            kind: RowKind::Measure,
            open: None,
            texts: Vec::new(),
        };
        rows.push(sheet.row(head, &node.subject, &Place::All, &line));
    }
}

/// Price and cost of an item, and what a node earns.
fn details(cx: &Context, node: &Node, pairs: &[usize], revenue: Vec<f64>) -> Vec<Line> {
    let finance = &cx.outcome.finance;
    let mut lines = Vec::new();
    if let (Subject::Item(_), [item]) = (&node.subject, node.items.as_slice()) {
        let may_type = !cx.plan.is_approved();
        lines.push(Line { editable: may_type, ..price(cx, pairs) });
        let cost = finance.rates.unit_cost.row(*item).iter().map(|cost| cost.map(|cost| cost.0)).collect();
        lines.push(Line { editable: may_type, ..Line::new(Measure::UnitCost, cost) });
    }
    let cost = sum::over(&finance.cost_of_goods, pairs, |money| money.0);
    let is_costed = node.items.iter().any(|item| finance.rates.cost[*item].standard.is_some());
    let margin = revenue.iter().zip(&cost).map(|(revenue, cost)| is_costed.then_some(revenue - cost)).collect();
    lines.push(Line::new(Measure::CostOfGoods, cost.into_iter().map(|cost| is_costed.then_some(cost)).collect()));
    lines.push(Line::new(Measure::GrossMargin, margin));
    let at_demand = sum::over(&finance.revenue_at_demand, pairs, |money| money.0);
    lines.push(Line::new(Measure::RevenueAtDemand, sum::all(at_demand)));
    if let Subject::Family(family) = &node.subject {
        let of_family = finance.budgets.iter().filter(|budget| budget.family.as_ref() == Some(family));
        lines.extend(of_family.map(|budget| Line::new(budget.measure, budget.values.clone())));
    }
    lines
}

/// Mean price over the item's markets, by demand; where nothing is demanded, the mean of the prices.
fn price(cx: &Context, pairs: &[usize]) -> Line {
    let demand = &cx.outcome.demand.consensus;
    let months = demand.months();
    let (mut money, mut units, mut plain) = (vec![0.0; months], vec![0.0; months], vec![None; months]);
    for t in 0..months {
        let priced: Vec<(f64, f64)> =
            pairs.iter().filter_map(|pair| Some((demand.at(*pair, t).0, cx.price(*pair, t)?))).collect();
        money[t] = priced.iter().map(|(units, price)| units * price).sum();
        units[t] = priced.iter().map(|(units, _)| units).sum();
        plain[t] = ratio(priced.iter().map(|(_, price)| price).sum(), priced.len() as f64);
    }
    let by_demand = Line::of_ratio(Measure::Price, money, units);
    let ahead = by_demand.ahead.iter().zip(plain).map(|(by_demand, plain)| by_demand.or(plain)).collect();
    Line { ahead, ..by_demand }
}
