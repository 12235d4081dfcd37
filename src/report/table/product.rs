//! Step 1: units, revenue and margin of every item with its stage and classes, and the projects that bring new ones.

use super::super::{Context, NOT_APPLICABLE, RowKind, Table, TableRow, TableView, product, sum, verdict_name};
use super::sheet::{Head, Line, Sheet};
use super::tree::{Node, Tree};
use crate::model::{Measure, Place, Subject, Unit};

/// Closed months that are shown.
const PAST: usize = 6;

/// The planning table of the product review.
pub fn table(cx: &Context, view: &TableView) -> Table {
    let sheet = Sheet::new(cx, PAST, &["Stage", "Class"]);
    let items = cx.sold_items();
    let mut rows = Vec::new();
    Tree::new(cx, view, &items).walk("All products", &mut |node| node_rows(cx, &sheet, view, node, &mut rows));
    projects(cx, &sheet, view, &mut rows);
    let unit = cx.one_unit(&items).unwrap_or("units");
    let corner = if view.money {
        format!("Demand at price, {}", cx.locale.currency)
    } else {
        format!("Consensus demand, {unit}")
    };
    let choices = view.choices(&[Measure::RevenueAtDemand, Measure::Revenue, Measure::GrossMargin]);
    Table { title: "Portfolio".into(), corner, columns: sheet.columns, rows, choices }
}

fn node_rows(cx: &Context, sheet: &Sheet, view: &TableView, node: &Node, rows: &mut Vec<TableRow>) {
    let pairs = cx.pairs_of(&node.items);
    let (demand, finance) = (&cx.outcome.demand, &cx.outcome.finance);
    let is_one = cx.one_unit(&node.items).is_some();
    let revenue_past = cx.history_revenue(&pairs, PAST);
    let own = if view.money {
        let line = Line::new(Measure::Consensus, sum::all(cx.at_price(&demand.consensus, &pairs)));
        Line { unit: Unit::Money, ..line }.with_past(Measure::History, revenue_past.clone())
    } else if is_one {
        let past = cx.history(&pairs, PAST, false);
        Line::new(Measure::Consensus, sum::all(sum::units(&demand.consensus, &pairs))).with_past(Measure::History, past)
    } else {
        Line::new(Measure::Consensus, vec![None; demand.consensus.months()])
    };
    let kind = if node.level == 0 { RowKind::Total } else { RowKind::Node };
    let head = Head {
        id: node.id.clone(),
        label: node.label.clone(),
        level: node.level,
        kind,
        open: Some(node.open),
        texts: classes(cx, node),
    };
    rows.push(sheet.row(head, &node.subject, &Place::All, &own));
    if !node.open {
        return;
    }
    let money =
        |measure, grid| Line::new(measure, sum::all(sum::over(grid, &pairs, |money: crate::model::Money| money.0)));
    let revenue = sum::over(&finance.revenue, &pairs, |money| money.0);
    let cost = sum::over(&finance.cost_of_goods, &pairs, |money| money.0);
    let is_costed = node.items.iter().any(|item| finance.rates.cost[*item].standard.is_some());
    let margin = revenue.iter().zip(&cost).map(|(revenue, cost)| is_costed.then_some(revenue - cost)).collect();
    let lines = [
        money(Measure::RevenueAtDemand, &finance.revenue_at_demand).with_past(Measure::RevenueAtDemand, revenue_past),
        money(Measure::Revenue, &finance.revenue),
        Line::new(Measure::GrossMargin, margin),
    ];
    for line in view.chosen(lines.into(), |line| line.measure) {
        let head = Head {
            id: format!("{}/{}", node.id, line.measure.code()),
            label: format!("{}, {}", line.measure.name(), cx.locale.currency),
            level: node.level.saturating_add(1),
            kind: RowKind::Measure,
            open: None,
            texts: Vec::new(),
        };
        rows.push(sheet.row(head, &node.subject, &Place::All, &line));
    }
}

/// Stage and classes of an item; a node has none.
fn classes(cx: &Context, node: &Node) -> Vec<String> {
    let (Subject::Item(_), [item]) = (&node.subject, node.items.as_slice()) else {
        return vec![NOT_APPLICABLE.into(), NOT_APPLICABLE.into()];
    };
    let health = &cx.outcome.product.health[*item];
    let abc = health.abc.map_or(String::new(), |class| format!("{class:?}"));
    let xyz = health.xyz.map_or(String::new(), |class| format!("{class:?}"));
    let class = if abc.is_empty() && xyz.is_empty() { NOT_APPLICABLE.into() } else { format!("{abc}{xyz}") };
    vec![product::stage_name(health.stage).into(), class]
}

/// Every project with the volume that it would bring.
fn projects(cx: &Context, sheet: &Sheet, view: &TableView, rows: &mut Vec<TableRow>) {
    let sought = view.search.trim().to_lowercase();
    for outlook in &cx.outcome.product.outlooks {
        let Some(project) = cx.plan.product.projects.get(&outlook.project) else { continue };
        let subject = Subject::Project(outlook.project.clone());
        let name = cx.subject(&subject);
        if !sought.is_empty() && !name.to_lowercase().contains(&sought) {
            continue;
        }
        let id = format!("p:{}", outlook.project);
        let open = view.open.contains(&id);
        let head = Head {
            id: id.clone(),
            label: format!("{name}, launch {}", cx.locale.month(project.launch)),
            level: 0,
            kind: RowKind::Node,
            open: Some(open),
            texts: vec![verdict_name(project.verdict).into(), cx.locale.percent(project.probability, 0)],
        };
        let volume = outlook.volume.iter().map(|units| Some(units.0)).collect();
        rows.push(sheet.row(head, &subject, &Place::All, &Line::new(Measure::Launches, volume)));
        if !open {
            continue;
        }
        let weighted = outlook.weighted.iter().map(|units| Some(units.0)).collect();
        let mut spend = vec![None; cx.outcome.frame.months()];
        for (month, money) in &project.spend {
            if let Some(t) = cx.plan.horizon().position(*month) {
                spend[t] = Some(spend[t].unwrap_or(0.0) + money.0);
            }
        }
        for line in [Line::new(Measure::WeightedPipeline, weighted), Line::new(Measure::ProjectSpend, spend)] {
            let id = format!("{id}/{}", line.measure.code());
            let label = line.measure.name().into();
            let head = Head { id, label, level: 1, kind: RowKind::Measure, open: None, texts: Vec::new() };
            rows.push(sheet.row(head, &subject, &Place::All, &line));
        }
    }
}
