//! Chase, level and target stock side by side under one cost function, and the choice of the plan of record.

use crate::engine::{NamedPlan, strategies};
use crate::model::{Change, Money};
use crate::report::card::{card as titled, empty, figure, line, list, report};
use crate::report::{Act, Body, Card, Context, Entry, RowKind, TableCell, TableRow, Tone, Width, glossary};

/// The cards: what the strategies cost, and which one is in use.
pub fn cards(cx: &Context) -> Vec<Card> {
    if cx.outcome.frame.points.is_empty() {
        let text = "Compares chase, level and target stock under one cost function. There is nothing to plan yet.";
        return vec![empty("strategies", Width::Full, "0 items to plan", text)];
    }
    let plans = strategies(cx.plan, cx.outcome);
    vec![table(cx, &plans), choice(cx, &plans)]
}

/// The plan with the least cost, the first of equals.
fn cheapest(plans: &[NamedPlan]) -> Option<&NamedPlan> {
    plans.iter().filter(|plan| plan.cost.total().0 > 0.0).min_by(|a, b| a.cost.total().0.total_cmp(&b.cost.total().0))
}

fn in_use<'a>(cx: &Context, plans: &'a [NamedPlan]) -> Option<&'a NamedPlan> {
    plans.iter().find(|plan| plan.strategy == cx.outcome.supply.strategy)
}

fn title(cx: &Context, plans: &[NamedPlan]) -> String {
    let (Some(best), Some(used)) = (cheapest(plans), in_use(cx, plans)) else {
        return "No cost is set up: 0 of the 3 plans can be priced".into();
    };
    let saved = used.cost.total().0 - best.cost.total().0;
    if best.strategy == used.strategy || saved < 0.5 {
        return format!("{} costs least of the three: {}", used.strategy.name(), cx.locale.money(used.cost.total().0));
    }
    let unmet = best.unmet.0 - used.unmet.0;
    let but =
        if unmet >= 0.5 { format!(", but leaves {} more unmet", cx.locale.number(unmet, 0)) } else { String::new() };
    format!("{} costs {} less than the plan in use{but}", best.strategy.name(), cx.locale.money(saved))
}

fn table(cx: &Context, plans: &[NamedPlan]) -> Card {
    let heads: Vec<String> = plans
        .iter()
        .map(|plan| {
            let mark = if plan.strategy == cx.outcome.supply.strategy { ", in use" } else { "" };
            format!("{}{mark}", plan.strategy.name())
        })
        .collect();
    let money = |value: f64| cx.locale.money(value);
    let cost = |id: &str, label: &str, of: &dyn Fn(&NamedPlan) -> Option<Money>| {
        line(
            format!("strategy/{id}"),
            label,
            plans.iter().map(|plan| figure(of(plan).map(|money| money.0), money)).collect(),
        )
    };
    let other = |id: &str, label: &str, of: &dyn Fn(&NamedPlan) -> TableCell| {
        line(format!("strategy/{id}"), label, plans.iter().map(of).collect())
    };
    let total = cost("total", "Total cost", &|plan| Some(plan.cost.total()));
    let rows: Vec<TableRow> = vec![
        cost("labor", "Regular hours", &|plan| plan.cost.labor),
        cost("overtime", "Overtime", &|plan| plan.cost.overtime),
        cost("purchases", "Purchases", &|plan| plan.cost.purchases),
        cost("freight", "Freight", &|plan| plan.cost.freight),
        cost("holding", "Holding", &|plan| plan.cost.holding),
        cost("lost", "Lost margin", &|plan| plan.cost.lost_margin),
        TableRow { kind: RowKind::Sum, ..total },
        other("unmet", "Unmet in its month, units", &|plan| {
            figure(Some(plan.unmet.0), |units| cx.locale.number(units, 0))
        }),
        other("service", "Service", &|plan| figure(plan.service, |share| cx.locale.percent(share, 1))),
        other("hours", "Overtime, hours", &|plan| figure(Some(plan.overtime.0), |hours| cx.locale.number(hours, 0))),
        cost("inventory", "Closing inventory", &|plan| Some(plan.closing_inventory)),
    ];
    let months = crate::report::card::count(cx.outcome.frame.months(), "month", "months");
    let subtitle =
        format!("{months}, {}; the same demand, hours and vendors. ·: the rate is not set up", cx.locale.currency);
    titled("strategies", Width::TwoThirds, title(cx, plans), subtitle, Body::Table(report("Cost", &heads, rows)))
}

fn choice(cx: &Context, plans: &[NamedPlan]) -> Card {
    let used = in_use(cx, plans).map_or(0.0, |plan| plan.cost.total().0);
    let least = cheapest(plans).map(|plan| plan.strategy);
    let entry = |plan: &NamedPlan| {
        let is_used = plan.strategy == cx.outcome.supply.strategy;
        let change = plan.cost.total().0 - used;
        let chip = match (is_used, least == Some(plan.strategy)) {
            (true, _) => "in use",
            (false, true) => "least cost",
            _ => "",
        };
        let effect = cx.locale.signed_money(change);
        let act = Act {
            label: format!("Use {}", plan.strategy.name().to_lowercase()),
            effect,
            change: Change::Strategy(plan.strategy),
        };
        Entry {
            id: format!("use/{}", plan.strategy.code()),
            tone: if is_used { Tone::Good } else { Tone::Plain },
            title: plan.strategy.name().into(),
            text: glossary::strategy_meaning(plan.strategy).into(),
            figure: cx.locale.money(plan.cost.total().0),
            chip: chip.into(),
            cell: None,
            series: None,
            actions: if is_used { Vec::new() } else { vec![act] },
        }
    };
    let title = format!("{} is the plan of record, 1 of {}", cx.outcome.supply.strategy.name(), plans.len());
    list(
        "strategy",
        Width::Third,
        title,
        "Every plan is feasible: within hours, vendors and lead times".into(),
        plans.iter().map(entry).collect(),
    )
}
