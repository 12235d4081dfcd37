//! Step 4: what the plan earns and ties up, against budget and last year. What is not set up says so, and is never zero.

use super::page::{blank, findings};
use super::{
    Body, Bridge, Card, Chart, Check, Column, ColumnKind, Context, Ink, Key, Message, Page, Plot, RowKind, Series,
    Spark, Table, TableCell, TableRow, Tile, TimePlot, Tip, Tone, Width,
};
use crate::engine::cash_low;
use crate::model::{Cell, Measure, Money, Month, Place, Step, Subject, ratio};

/// Months that the page's totals cover.
const YEAR: usize = 12;
/// Closed months on the charts.
const PAST: usize = 12;

/// The page of the financial review.
pub(super) fn page(cx: &Context) -> Page {
    Page {
        message: message(cx),
        tiles: tiles(cx),
        cards: [revenue_card(cx), bridge_card(cx), capital_card(cx), quarters_card(cx)].into_iter().collect(),
        checks: checks(cx),
        findings: findings(cx, Step::Finance),
        ..blank(Step::Finance)
    }
}

/// The P&L line of a measure by month; overhead lines summed.
pub(super) fn line(cx: &Context, measure: Measure) -> Option<Vec<f64>> {
    let lines = cx.outcome.finance.lines.iter().filter(|line| line.measure == measure);
    lines
        .map(|line| line.values.iter().map(|money| money.0).collect::<Vec<f64>>())
        .reduce(|a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect())
}

/// The sum of the next twelve months.
pub(super) fn year(values: &[f64]) -> f64 {
    values.iter().take(YEAR).sum()
}

/// Budget by month: the company's, else the families' together; `None` in months without one.
pub(super) fn budget(cx: &Context, measure: Measure) -> Option<Vec<Option<f64>>> {
    let all: Vec<_> = cx.outcome.finance.budgets.iter().filter(|budget| budget.measure == measure).collect();
    if let Some(company) = all.iter().find(|budget| budget.family.is_none()) {
        return Some(company.values.clone());
    }
    all.iter().map(|budget| budget.values.clone()).reduce(|a, b| {
        a.iter()
            .zip(&b)
            .map(|(a, b)| if a.is_none() && b.is_none() { None } else { Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)) })
            .collect()
    })
}

/// Plan and budget over the months of the next twelve that have a budget.
pub(super) fn against_budget(cx: &Context, measure: Measure, budgeted: Measure) -> Option<(f64, f64)> {
    let (plan, budget) = (line(cx, measure)?, budget(cx, budgeted)?);
    let both: Vec<(f64, f64)> =
        plan.iter().zip(&budget).take(YEAR).filter_map(|(plan, budget)| Some((*plan, (*budget)?))).collect();
    (!both.is_empty()).then(|| both.iter().fold((0.0, 0.0), |sum, month| (sum.0 + month.0, sum.1 + month.1)))
}

fn months(cx: &Context) -> usize {
    cx.plan.header.months.min(YEAR)
}

fn message(cx: &Context) -> Message {
    let Some(revenue) = line(cx, Measure::Revenue) else {
        return Message {
            lead: "Nothing is earned yet.".into(),
            rest: "Without demand and prices there is no revenue.".into(),
        };
    };
    let lead = format!("The plan earns {} of revenue in {} months.", cx.locale.money(year(&revenue)), months(cx));
    let ebit = line(cx, Measure::Ebit).map(|ebit| format!("EBIT is {}", cx.locale.money(year(&ebit))));
    let gap = against_budget(cx, Measure::Revenue, Measure::BudgetRevenue).and_then(|(plan, budget)| {
        ratio(plan - budget, budget)
            .map(|share| format!("revenue is {}% to budget", cx.locale.signed(share * 100.0, 1)))
    });
    let rest = [ebit, gap].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Message { lead, rest: if rest.is_empty() { rest } else { format!("{rest}.") } }
}

fn tiles(cx: &Context) -> Vec<Tile> {
    let revenue = line(cx, Measure::Revenue).unwrap_or_default();
    let margin = line(cx, Measure::GrossMargin);
    let mut tiles = vec![money_tile(cx, "Revenue, next 12 months", Measure::Revenue, Some(Measure::BudgetRevenue))];
    tiles.push(share_tile(cx, &revenue, margin.as_deref()));
    tiles.push(money_tile(cx, "EBIT, next 12 months", Measure::Ebit, Some(Measure::BudgetEbit)));
    tiles.push(capital_tile(cx));
    tiles.push(cash_tile(cx));
    tiles
}

/// A P&L line over the next twelve months, against its budget.
pub(super) fn money_tile(cx: &Context, label: &str, measure: Measure, budgeted: Option<Measure>) -> Tile {
    let Some(values) = line(cx, measure) else { return absent(label, "not set up: prices or costs are missing") };
    let (figure, scale) = cx.locale.short(year(&values));
    let against = budgeted.and_then(|budgeted| against_budget(cx, measure, budgeted));
    let (note, tone) = match against {
        Some((plan, budget)) => {
            let difference = plan - budget;
            let arrow = if difference < 0.0 { "▼" } else { "▲" };
            let tone = if difference < 0.0 { Tone::Bad } else { Tone::Good };
            (format!("{arrow} {} to budget", cx.locale.signed_money(difference)), tone)
        }
        None => ("no budget set up".into(), Tone::Plain),
    };
    Tile {
        label: label.into(),
        tip: super::glossary::meaning(measure).into(),
        figure,
        unit: format!("{scale}{}", cx.locale.currency),
        note,
        tone,
        spark: Some(Spark { past: past_of(cx, measure), ahead: values.iter().take(YEAR).copied().collect() }),
        cell: Some(span(cx, measure)),
    }
}

fn absent(label: &str, why: &str) -> Tile {
    Tile { label: label.into(), figure: super::NOT_COMPUTED.into(), note: why.into(), ..Tile::default() }
}

fn span(cx: &Context, measure: Measure) -> Cell {
    let first = cx.plan.header.first;
    let last = cx.plan.horizon().last().min(first + (YEAR as i32 - 1));
    Cell { measure, subject: Subject::All, place: Place::All, first, last }
}

fn past_of(cx: &Context, measure: Measure) -> Vec<f64> {
    if measure == Measure::Revenue { past_revenue(cx, PAST).into_iter().flatten().collect() } else { Vec::new() }
}

/// Net revenue of the last closed months, oldest first; `None` where history has none.
pub(super) fn past_revenue(cx: &Context, count: usize) -> Vec<Option<f64>> {
    let first = cx.plan.header.first - count as i32;
    (0..count as i32).map(|k| revenue_of(cx, first + k)).collect()
}

fn revenue_of(cx: &Context, month: Month) -> Option<f64> {
    cx.plan
        .actuals
        .history
        .iter()
        .filter_map(|series| series.revenue_in(month))
        .map(|money| money.0)
        .reduce(|a, b| a + b)
}

fn share_tile(cx: &Context, revenue: &[f64], margin: Option<&[f64]>) -> Tile {
    let label = "Gross margin";
    let Some(share) = margin.and_then(|margin| ratio(year(margin), year(revenue))) else {
        return absent(label, "not set up: costs are missing");
    };
    Tile {
        label: label.into(),
        tip: super::glossary::meaning(Measure::GrossMargin).into(),
        figure: cx.locale.number(share * 100.0, 1),
        unit: "%".into(),
        note: format!("of revenue, {} months", months(cx)),
        cell: Some(span(cx, Measure::GrossMargin)),
        ..Tile::default()
    }
}

fn capital_tile(cx: &Context) -> Tile {
    let values: Vec<f64> = cx.outcome.finance.working_capital.iter().map(|money| money.0).collect();
    let (Some(first), Some(last)) = (values.first(), values.iter().take(YEAR).next_back()) else {
        return absent("Working capital", "nothing to tie up");
    };
    let (figure, scale) = cx.locale.short(*last);
    Tile {
        label: "Working capital".into(),
        tip: super::glossary::meaning(Measure::WorkingCapital).into(),
        figure,
        unit: format!("{scale}{}", cx.locale.currency),
        note: format!("{} since {}", cx.locale.signed_money(last - first), cx.locale.month(cx.plan.header.first)),
        spark: Some(Spark { past: Vec::new(), ahead: values.iter().take(YEAR).copied().collect() }),
        cell: Some(Cell::month(
            Measure::WorkingCapital,
            Subject::All,
            Place::All,
            span(cx, Measure::WorkingCapital).last,
        )),
        ..Tile::default()
    }
}

fn cash_tile(cx: &Context) -> Tile {
    let Some(low) = cash_low(cx.plan, cx.outcome) else {
        return absent("Cash, lowest", "not set up: payment days or costs are missing");
    };
    let (figure, scale) = cx.locale.short(low);
    let (tone, note) = if low < 0.0 {
        (Tone::Bad, "▼ below zero in the horizon")
    } else {
        (Tone::Plain, "lowest month end of the horizon")
    };
    Tile {
        label: "Cash, lowest".into(),
        tip: "The lowest balance at a month's end: opening cash and every operating cash flow up to then.".into(),
        figure,
        unit: format!("{scale}{}", cx.locale.currency),
        note: note.into(),
        tone,
        ..Tile::default()
    }
}

/// Revenue by month: actual, plan, budget, last year.
pub(super) fn revenue_card(cx: &Context) -> Card {
    let plan = line(cx, Measure::Revenue).unwrap_or_default();
    let past = past_revenue(cx, PAST);
    if plan.is_empty() || (past.iter().flatten().next().is_none() && plan.iter().all(|money| *money == 0.0)) {
        return empty(
            "revenue",
            "Revenue",
            "Shows revenue by month against budget and last year. It needs demand and prices.",
            Width::Half,
        );
    }
    let ahead = plan.len().min(18);
    let first = cx.plan.header.first - PAST as i32;
    let slots: Vec<Month> = (0..(PAST + ahead) as i32).map(|k| first + k).collect();
    let pad = |values: Vec<Option<f64>>| -> Vec<Option<f64>> {
        std::iter::repeat_n(None, PAST).chain(values).take(slots.len()).collect()
    };
    let budget = budget(cx, Measure::BudgetRevenue);
    let columns = vec![
        Series {
            name: "Last year".into(),
            ink: Ink::LastYear,
            values: slots.iter().map(|month| last_year(cx, *month, &plan)).collect(),
        },
        Series { name: "Budget".into(), ink: Ink::Budget, values: pad(budget.clone().unwrap_or_default()) },
        Series {
            name: "Actual".into(),
            ink: Ink::Actual,
            values: past.into_iter().chain(std::iter::repeat_n(None, ahead)).collect(),
        },
        Series {
            name: "Plan".into(),
            ink: Ink::Forecast,
            values: pad(plan.iter().map(|money| Some(*money)).collect()),
        },
    ];
    let title = match against_budget(cx, Measure::Revenue, Measure::BudgetRevenue) {
        Some((plan, budget)) => format!("Revenue is {} to budget", cx.locale.signed_money(plan - budget)),
        None => format!("Revenue is {} in {} months", cx.locale.money(year(&plan)), months(cx)),
    };
    let tips = tips(cx, &slots, &columns, Measure::Revenue);
    let keys = columns
        .iter()
        .filter(|series| series.values.iter().any(Option::is_some))
        .map(|series| Key { ink: series.ink, name: series.name.clone() })
        .collect();
    let chart = Chart {
        label: format!("Revenue by month in {}: actual, plan, budget and last year", cx.locale.currency),
        plot: Plot::Time(TimePlot { months: slots, today: Some(PAST), columns, ..TimePlot::default() }),
        tips,
        keys,
    };
    Card {
        id: "revenue",
        title,
        subtitle: format!("Company, {} a month", cx.locale.currency),
        width: Width::Half,
        body: Body::Chart(chart),
        foot: String::new(),
    }
}

/// The same month a year before: from history, else from the plan.
fn last_year(cx: &Context, month: Month, plan: &[f64]) -> Option<f64> {
    let before = month - 12;
    match usize::try_from(before - cx.plan.header.first) {
        Ok(t) => plan.get(t).copied(),
        Err(_) => revenue_of(cx, before),
    }
}

/// One tip a month: every series that has a figure there.
pub(super) fn tips(cx: &Context, slots: &[Month], series: &[Series], measure: Measure) -> Vec<Tip> {
    let tip = |(k, month): (usize, &Month)| Tip {
        title: cx.locale.long_month(*month),
        lines: series
            .iter()
            .filter_map(|series| {
                Some((series.name.clone(), cx.locale.number(series.values.get(k).copied().flatten()?, 0)))
            })
            .collect(),
        cell: Some(Cell::month(measure, Subject::All, Place::All, *month)),
    };
    slots.iter().enumerate().map(tip).collect()
}

/// From revenue to EBIT.
fn bridge_card(cx: &Context) -> Card {
    let (Some(revenue), Some(ebit)) = (line(cx, Measure::Revenue), line(cx, Measure::Ebit)) else {
        return empty(
            "bridge",
            "From revenue to EBIT",
            "Shows where revenue goes. It needs prices and standard costs.",
            Width::Half,
        );
    };
    let total = |name: &str, value: f64| Bridge {
        name: name.into(),
        value,
        total: true,
        ink: Ink::Forecast,
        text: cx.locale.money(value),
    };
    let step = |name: String, value: f64| {
        let ink = if value < 0.0 { Ink::Bad } else { Ink::Good };
        Bridge { name, value, total: false, ink, text: cx.locale.signed_money(value) }
    };
    let mut bridges = vec![total("Revenue", year(&revenue))];
    let mut cells = vec![span(cx, Measure::Revenue)];
    for line in &cx.outcome.finance.lines {
        let costs = matches!(
            line.measure,
            Measure::CostOfGoods | Measure::Variances | Measure::Freight | Measure::PlanSpend | Measure::Overhead
        );
        let amount: Money = line.values.iter().take(YEAR).copied().sum();
        if costs && amount.0 != 0.0 {
            let name = line
                .account
                .as_ref()
                .map_or(line.measure.name().into(), |account| cx.subject(&Subject::Account(account.clone())));
            bridges.push(step(name, -amount.0));
            let subject = line.account.clone().map_or(Subject::All, Subject::Account);
            cells.push(Cell { subject, ..span(cx, line.measure) });
        }
    }
    bridges.push(total("EBIT", year(&ebit)));
    cells.push(span(cx, Measure::Ebit));
    let share = ratio(year(&ebit), year(&revenue))
        .map_or(String::new(), |share| format!(", {} of revenue", cx.locale.percent(share, 1)));
    let tips = bridges
        .iter()
        .zip(cells)
        .map(|(bridge, cell)| Tip {
            title: bridge.name.clone(),
            lines: vec![(String::new(), bridge.text.clone())],
            cell: Some(cell),
        })
        .collect();
    let chart = Chart {
        label: "From revenue to EBIT by line, next twelve months".into(),
        plot: Plot::Waterfall(bridges),
        tips,
        keys: Vec::new(),
    };
    Card {
        id: "bridge",
        title: format!("EBIT is {}{share}", cx.locale.money(year(&ebit))),
        subtitle: format!("From revenue, {} months, {}", months(cx), cx.locale.currency),
        width: Width::Half,
        body: Body::Chart(chart),
        foot: String::new(),
    }
}

/// Inventory, receivables, payables by month.
fn capital_card(cx: &Context) -> Card {
    let finance = &cx.outcome.finance;
    let inventory: Vec<Option<f64>> = finance.inventory_value.total().iter().map(|money| Some(money.0)).collect();
    if inventory.iter().flatten().all(|money| *money == 0.0) {
        return empty(
            "capital",
            "Working capital",
            "Shows what stock, customers and vendors tie up. It needs stock and standard costs.",
            Width::Half,
        );
    }
    let values = |money: &[Option<Money>]| money.iter().map(|money| money.map(|money| money.0)).collect::<Vec<_>>();
    let slots: Vec<Month> = cx.plan.horizon().iter().collect();
    let lines: Vec<Series> = [
        ("Inventory", Ink::Actual, inventory.clone()),
        ("Receivables", Ink::Part(1), values(&finance.receivables)),
        ("Payables", Ink::Part(2), values(&finance.payables)),
    ]
    .into_iter()
    .filter(|(_, _, values)| values.iter().any(Option::is_some))
    .map(|(name, ink, values)| Series { name: name.into(), ink, values })
    .collect();
    let peak = inventory.iter().flatten().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    let title = peak.map_or("Working capital".into(), |(t, value)| {
        format!("Inventory peaks at {} in {}", cx.locale.money(value), cx.locale.month(cx.plan.header.first + t as i32))
    });
    let tips = tips(cx, &slots, &lines, Measure::InventoryValue);
    let keys = lines.iter().map(|series| Key { ink: series.ink, name: series.name.clone() }).collect();
    let chart = Chart {
        label: format!("Inventory, receivables and payables at month ends in {}", cx.locale.currency),
        plot: Plot::Time(TimePlot { months: slots, today: Some(0), lines, ..TimePlot::default() }),
        tips,
        keys,
    };
    Card {
        id: "capital",
        title,
        subtitle: format!("Month ends, {}", cx.locale.currency),
        width: Width::Half,
        body: Body::Chart(chart),
        foot: String::new(),
    }
}

/// The P&L by quarter.
fn quarters_card(cx: &Context) -> Card {
    let lines = &cx.outcome.finance.lines;
    if lines.is_empty() {
        return empty("quarters", "P&L by quarter", "Shows the P&L. It needs demand, prices and costs.", Width::Half);
    }
    let quarters = quarters(cx);
    let columns = quarters
        .iter()
        .map(|(label, first, last)| Column {
            label: label.clone(),
            kind: ColumnKind::Total,
            first: Some(*first),
            last: Some(*last),
        })
        .collect();
    let rows = lines.iter().enumerate().map(|(k, line)| {
        let subject = line.account.clone().map_or(Subject::All, Subject::Account);
        let is_sum = matches!(line.measure, Measure::GrossMargin | Measure::Ebit);
        let cells = quarters.iter().map(|(_, first, last)| {
            let span = cx.plan.horizon().span(*first, *last);
            let value: f64 = line.values.get(span).unwrap_or_default().iter().map(|money| money.0).sum();
            TableCell {
                text: cx.locale.number(value / 1000.0, 0),
                value: Some(value),
                cell: Some(Cell {
                    measure: line.measure,
                    subject: subject.clone(),
                    place: Place::All,
                    first: *first,
                    last: *last,
                }),
                ..TableCell::default()
            }
        });
        TableRow {
            id: format!("q{k}"),
            label: line.account.as_ref().map_or(line.measure.name().into(), |_| cx.subject(&subject)),
            tip: super::glossary::meaning(line.measure).into(),
            kind: if is_sum { RowKind::Sum } else { RowKind::Measure },
            cells: cells.collect(),
            ..TableRow::default()
        }
    });
    let ebit = line(cx, Measure::Ebit).map(|ebit| year(&ebit));
    let table = Table {
        title: "P&L by quarter".into(),
        corner: format!("k{}", cx.locale.currency),
        columns,
        rows: rows.collect(),
        choices: Vec::new(),
    };
    Card {
        id: "quarters",
        title: ebit.map_or("P&L by quarter".into(), |ebit| {
            format!("The P&L ends at {} EBIT in {} months", cx.locale.money(ebit), months(cx))
        }),
        subtitle: format!("By quarter, k{}", cx.locale.currency),
        width: Width::Half,
        body: Body::Table(table),
        foot: String::new(),
    }
}

/// Quarters of the horizon, at most four whole or begun ones: label, first and last month.
fn quarters(cx: &Context) -> Vec<(String, Month, Month)> {
    let mut quarters: Vec<(String, Month, Month)> = Vec::new();
    for month in cx.plan.horizon().iter() {
        let label = format!("Q{} {:02}", month.quarter(), month.year() % 100);
        if let Some((_, _, last)) = quarters.last_mut().filter(|quarter| quarter.0 == label) {
            *last = month;
        } else if quarters.len() == 4 {
            break;
        } else {
            quarters.push((label, month, month));
        }
    }
    quarters
}

/// A card that says what it would bring.
pub(super) fn empty(id: &'static str, title: &str, text: &str, width: Width) -> Card {
    Card {
        id,
        title: title.into(),
        subtitle: String::new(),
        width,
        body: Body::Empty { text: text.into() },
        foot: String::new(),
    }
}

fn checks(cx: &Context) -> Vec<Check> {
    let check = |text: &str, done: bool, required: bool| Check { text: text.into(), done, required, cell: None };
    let closed = cx.plan.header.first - 1;
    let has_statement = cx.plan.finance.statement.iter().any(|line| line.month == closed);
    vec![
        check("The plan of record is worked out, not a draft", !cx.outcome.supply.is_draft(), true),
        check("All demand has a price", cx.outcome.finance.unpriced.0 <= 0.0, false),
        check("All shipments have a standard cost", cx.outcome.finance.uncosted.0 <= 0.0, false),
        check(&format!("The statement of {} is in", cx.locale.long_month(closed)), has_statement, false),
        check("A budget is set up", budget(cx, Measure::BudgetRevenue).is_some(), false),
        check(
            "Payment days are set up",
            cx.plan.finance.terms.receivable_days.is_some() && cx.plan.finance.terms.payable_days.is_some(),
            false,
        ),
    ]
}
