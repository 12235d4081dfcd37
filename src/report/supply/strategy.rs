//! Every named plan side by side under one cost function, and the choice of the plan of record.

use crate::engine::{NamedPlan, Whole, strategies};
use crate::model::{Change, Money, Strategy};
use crate::report::card::{card as titled, empty, figure, key, line, list, report};
use crate::report::supply::{heat, solved};
use crate::report::{
    Act, Bar, Body, Card, Chart, Context, Entry, Ink, Plot, RowKind, TableCell, TableRow, Tip, Tone, Width, glossary,
};

/// Says where the rate comes from.
const HOLDING: &str = "Holding rate of step 4, or 20% of standard cost a year where none is set up, on all stock, on the road and in process too.";

/// The cards: what the strategies cost, and which one is in use.
pub fn cards(cx: &Context) -> Vec<Card> {
    if cx.outcome.frame.points.is_empty() {
        let text =
            "Compares chase, level, target and solved plans under one cost function. There is nothing to plan yet.";
        return vec![empty("strategies", Width::Full, "0 items to plan", text), heat::card(cx)];
    }
    let plans = strategies(cx.plan, cx.outcome, cx.answers);
    [vec![table(cx, &plans), choice(cx, &plans), ladder(cx, &plans), heat::card(cx)], solved::cards(cx, &plans)]
        .concat()
}

/// How much dearer each plan is than the best, what is paid and what service is worth apart.
fn ladder(cx: &Context, plans: &[NamedPlan]) -> Card {
    let Some(best) = cheapest(plans) else {
        let text = "Shows how much more each plan costs than the best one. It needs costs: standard costs, vendors' prices or rates of hours.";
        return empty("ladder", Width::Half, "0 of the plans can be priced", text);
    };
    let mut dearer: Vec<&NamedPlan> = plans.iter().filter(|plan| plan.pending.is_none()).collect();
    dearer.sort_by(|a, b| a.cost.total().0.total_cmp(&b.cost.total().0));
    let bar = |plan: &&NamedPlan| {
        let paid = plan.cost.paid() - best.cost.paid();
        let service = plan.cost.total() - best.cost.total() - paid;
        let mark = if plan.strategy == cx.outcome.supply.strategy { " (in use)" } else { "" };
        Bar {
            name: format!("{}{mark}", plan.strategy.name()),
            parts: vec![(Ink::Part(0), paid.0), (Ink::Part(2), service.0)],
            text: difference(cx, (paid + service).0),
        }
    };
    let tip = |plan: &&NamedPlan| Tip {
        title: plan.strategy.name().into(),
        lines: vec![
            ("Total cost".into(), cx.locale.money(plan.cost.total().0)),
            ("Paid".into(), cx.locale.money(plan.cost.paid().0)),
            ("Price of service".into(), cx.locale.money(plan.cost.total().0 - plan.cost.paid().0)),
        ],
        cell: None,
    };
    let most = dearer.last().map_or(0.0, |plan| plan.cost.total().0 - best.cost.total().0);
    let title = match dearer.last() {
        Some(last) if most >= ALIKE => {
            format!(
                "{} costs {} more than {}",
                last.strategy.name(),
                cx.locale.money(most),
                best.strategy.name().to_lowercase()
            )
        }
        _ => format!("All {} plans cost the same", dearer.len()),
    };
    let label = format!("{title}. {} over the horizon by plan", cx.locale.currency);
    let keys = vec![key(Ink::Part(0), "Paid"), key(Ink::Part(2), "Price of service: targets, waiting, lost sales")];
    let chart = Chart {
        label,
        plot: Plot::Bars(dearer.iter().map(bar).collect()),
        tips: dearer.iter().map(tip).collect(),
        keys,
    };
    let subtitle = format!("Cost above {}, {}", best.strategy.name().to_lowercase(), cx.locale.currency);
    titled("ladder", Width::Half, title, subtitle, Body::Chart(chart))
}

/// Money that no planner can see: two plans that differ by less cost the same.
const ALIKE: f64 = 0.5;

/// The plan with the least cost, the first of equals.
fn cheapest(plans: &[NamedPlan]) -> Option<&NamedPlan> {
    let priced = || plans.iter().filter(|plan| plan.pending.is_none() && plan.cost.total().0 > 0.0);
    let least = priced().map(|plan| plan.cost.total().0).fold(f64::INFINITY, f64::min);
    priced().find(|plan| plan.cost.total().0 < least + ALIKE)
}

/// A difference in cost with its sign; nothing is 0 without one.
fn difference(cx: &Context, cost: f64) -> String {
    if cost.abs() < ALIKE { cx.locale.money(0.0) } else { cx.locale.signed_money(cost) }
}

fn in_use<'a>(cx: &Context, plans: &'a [NamedPlan]) -> Option<&'a NamedPlan> {
    plans.iter().find(|plan| plan.strategy == cx.outcome.supply.strategy)
}

fn title(cx: &Context, plans: &[NamedPlan]) -> String {
    let (Some(best), Some(used)) = (cheapest(plans), in_use(cx, plans)) else {
        return "No cost is set up: 0 plans can be priced".into();
    };
    let saved = used.cost.total().0 - best.cost.total().0;
    if best.strategy == used.strategy || saved < ALIKE {
        return format!(
            "{} costs least of {}: {}",
            used.strategy.name(),
            plans.len(),
            cx.locale.money(used.cost.total().0)
        );
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
            let draft = if plan.pending.is_some() { " (solving, draft)" } else { "" };
            format!("{}{mark}{draft}", plan.strategy.name())
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
    let mut rows: Vec<TableRow> = vec![
        cost("labor", "Regular hours", &|plan| plan.cost.labor),
        cost("overtime", "Overtime", &|plan| plan.cost.overtime),
        cost("shifts", "Extra shifts", &|plan| plan.cost.extra_shifts),
        cost("crews", "Crews: wages, hiring, laying off", &|plan| plan.cost.crews),
        cost("purchases", "Purchases", &|plan| plan.cost.purchases),
        cost("freight", "Freight", &|plan| plan.cost.freight),
        cost("holding", "Holding", &|plan| plan.cost.holding),
        cost("below", "Stock below target", &|plan| plan.cost.below_target),
        cost("waiting", "Customers who wait", &|plan| plan.cost.waiting),
        cost("lost", "Lost sales", &|plan| plan.cost.lost),
        cost("beyond", "Limits broken", &|plan| plan.cost.beyond),
    ];
    let is_used = |row: &TableRow| row.cells.iter().any(|cell| cell.value.is_some_and(|value| value.abs() >= 0.5));
    rows.retain(|row| {
        is_used(row) || ["labor", "overtime", "purchases", "holding"].iter().any(|id| row.id.ends_with(id))
    });
    let tip = |id: &str| match id.rsplit('/').next().unwrap_or_default() {
        "holding" => HOLDING,
        "below" => {
            "Not paid: what the plan gives for a unit below its target stock, by the month; at the end its replacement."
        }
        "waiting" => "Not paid: what the plan gives for a customer who waits a month, by the priority of the market.",
        "lost" => "Not paid: the price and the goodwill of demand that is never served.",
        "beyond" => "What it costs to go beyond hours, vendors or storage, where the plan allows it.",
        _ => "",
    };
    rows.iter_mut().for_each(|row| row.tip = tip(&row.id).into());
    rows.extend([
        TableRow { kind: RowKind::Sum, ..total },
        cost("contribution", "Contribution", &|plan| plan.contribution),
        other("unmet", "Unmet in its month, units", &|plan| {
            figure(Some(plan.unmet.0), |units| cx.locale.number(units, 0))
        }),
        other("service", "Service", &|plan| figure(plan.service, |share| cx.locale.percent(share, 1))),
        other("hours", "Overtime, hours", &|plan| figure(Some(plan.overtime.0), |hours| cx.locale.number(hours, 0))),
        other("load", "Highest load", &|plan| figure(plan.utilization, |share| cx.locale.percent(share, 0))),
        cost("inventory", "Closing inventory", &|plan| Some(plan.closing_inventory)),
    ]);
    let months = crate::report::card::count(cx.outcome.frame.months(), "month", "months");
    let subtitle =
        format!("{months}, {}; the same demand, hours and vendors. ·: the rate is not set up", cx.locale.currency);
    titled("strategies", Width::Full, title(cx, plans), subtitle, Body::Table(report("Cost", &heads, rows)))
}

/// How good a solved plan is known to be: exact, within a gap, rounded, or not there in time.
fn how_solved(cx: &Context, plan: &NamedPlan) -> String {
    let Some(solving) = plan.supply.solving.as_ref() else { return String::new() };
    let Some(optimum) = solving.optimum.as_ref() else { return String::new() };
    if !optimum.feasible {
        return " The solver found no plan in time: the quick plan stands instead.".into();
    }
    let gap = plan.gap.filter(|gap| *gap > 1e-6).map(|gap| cx.locale.percent(gap, 2));
    let figures = solved::whole_figures(&cx.plan.supply.terms);
    match (solving.whole, optimum.is_proven(), gap) {
        (Whole::Any, _, None) => String::new(),
        (Whole::Any, _, Some(share)) => format!(" The best plan costs at most {share} less."),
        (Whole::Solved, true, _) => format!(" {figures}: solved exactly."),
        (Whole::Solved, false, Some(share)) => format!(" {figures}: at most {share} above the best."),
        (Whole::Solved, false, None) => format!(" {figures}: the best plan that was found."),
        (Whole::Rounded, _, Some(share)) => {
            format!(" {figures}, rounded: at most {share} above the best plan of any quantity.")
        }
        (Whole::Rounded, ..) => format!(" {figures}, rounded from the best plan of any quantity."),
    }
}

fn choice(cx: &Context, plans: &[NamedPlan]) -> Card {
    let used = in_use(cx, plans).map_or(0.0, |plan| plan.cost.total().0);
    let least = cheapest(plans).map(|plan| plan.strategy);
    let entry = |plan: &NamedPlan| {
        let is_used = plan.strategy == cx.outcome.supply.strategy;
        let change = plan.cost.total().0 - used;
        let chip = match (is_used, least == Some(plan.strategy)) {
            _ if plan.pending.is_some() => "solving",
            (true, _) => "in use",
            (false, true) => "least cost",
            _ => "",
        };
        let effect = difference(cx, change);
        let act = Act {
            label: format!("Use {}", plan.strategy.name().to_lowercase()),
            effect,
            change: Change::Strategy(plan.strategy),
        };
        Entry {
            id: format!("use/{}", plan.strategy.code()),
            tone: if is_used { Tone::Good } else { Tone::Plain },
            title: plan.strategy.name().into(),
            text: format!("{}{}", glossary::strategy_meaning(plan.strategy), how_solved(cx, plan)),
            figure: cx.locale.money(plan.cost.total().0),
            chip: chip.into(),
            cell: None,
            series: None,
            actions: if is_used { Vec::new() } else { vec![act] },
        }
    };
    // too large to be solved beside the plan of record, but not to be chosen
    let unsolved = Strategy::ALL.into_iter().filter(|strategy| plans.iter().all(|plan| plan.strategy != *strategy));
    let unsolved = unsolved.map(|strategy| Entry {
        id: format!("use/{}", strategy.code()),
        title: strategy.name().into(),
        text: format!(
            "{} The plan is too large to solve it at every edit; choosing it solves it in the background.",
            glossary::strategy_meaning(strategy)
        ),
        actions: vec![Act {
            label: format!("Use {}", strategy.name().to_lowercase()),
            effect: String::new(),
            change: Change::Strategy(strategy),
        }],
        ..Entry::default()
    });
    let title = format!("{} is the plan of record, 1 of {}", cx.outcome.supply.strategy.name(), Strategy::ALL.len());
    list(
        "strategy",
        Width::HalfTall,
        title,
        "Every plan is feasible: within hours, vendors and lead times".into(),
        plans.iter().map(entry).chain(unsolved).collect(),
    )
}
