//! Step 6: one page of truth, what is to be decided, and what became of earlier decisions.

use super::finance::{against_budget, empty, line, money_tile, revenue_card, year};
use super::page::{blank, findings};
use super::{
    Bar, Body, Card, Chart, Check, Column, Context, Entry, Ink, Message, Page, Plot, StepState, Table, TableCell,
    TableRow, Tile, Tip, Tone, Width,
};
use crate::engine::{Kpi, LookBack, Wanted, compare, kpis, look_back};
use crate::model::{Decision, DecisionState, Measure, Step, Unit, ratio};

/// The page of the executive meeting.
pub(super) fn page(cx: &Context) -> Page {
    Page {
        message: message(cx),
        tiles: tiles(cx),
        cards: vec![revenue_card(cx), decisions_card(cx), changed_card(cx), risks_card(cx)],
        checks: checks(cx),
        findings: findings(cx, Step::Executive),
        ..blank(Step::Executive)
    }
}

fn message(cx: &Context) -> Message {
    let Some(revenue) = line(cx, Measure::Revenue) else {
        return Message {
            lead: "There is no plan to decide on yet.".into(),
            rest: "Bring in items, demand and prices first.".into(),
        };
    };
    let lead = match against_budget(cx, Measure::Revenue, Measure::BudgetRevenue) {
        Some((plan, budget)) => {
            let share = ratio(plan - budget, budget)
                .map_or(String::new(), |share| format!(", {}%", cx.locale.signed(share * 100.0, 1)));
            format!("The year lands {} to budget{share}.", cx.locale.signed_money(plan - budget))
        }
        None => format!("The plan brings {} of revenue.", cx.locale.money(year(&revenue))),
    };
    let open = cx.plan.process.decisions.iter().filter(|decision| decision.state == DecisionState::Open).count();
    let gaps = cx.outcome.gaps.gaps.len();
    Message { lead, rest: format!("{gaps} gaps are open, {open} decisions wait.") }
}

fn tiles(cx: &Context) -> Vec<Tile> {
    let all = kpis(cx.plan, cx.outcome);
    let base = cx.base.map(|(plan, outcome)| kpis(plan, outcome));
    let of = |code: &str| {
        let k = all.iter().position(|kpi| kpi.code == code)?;
        Some(kpi_tile(cx, &all[k], base.as_ref().and_then(|base| base[k].value)))
    };
    let mut tiles = vec![
        money_tile(cx, "Revenue, next 12 months", Measure::Revenue, Some(Measure::BudgetRevenue)),
        money_tile(cx, "EBIT, next 12 months", Measure::Ebit, Some(Measure::BudgetEbit)),
    ];
    tiles.extend(["service", "closing_inventory", "cash_low"].into_iter().filter_map(of));
    tiles
}

fn kpi_tile(cx: &Context, kpi: &Kpi, base: Option<f64>) -> Tile {
    let Some(value) = kpi.value else {
        return Tile {
            label: kpi.name.into(),
            figure: super::NOT_COMPUTED.into(),
            note: "not set up".into(),
            ..Tile::default()
        };
    };
    let (figure, unit) = match kpi.unit {
        Unit::Share => (cx.locale.number(value * 100.0, 1), "%".to_string()),
        _ => {
            let (figure, scale) = cx.locale.short(value);
            (figure, format!("{scale}{}", cx.locale.currency))
        }
    };
    let (note, tone) = match base.map(|base| value - base) {
        Some(difference) if difference.abs() > 1e-9 => {
            let text = if kpi.unit == Unit::Share {
                format!("{} points", cx.locale.signed(difference * 100.0, 1))
            } else {
                cx.locale.signed_money(difference)
            };
            (
                format!("{} {text} to the base plan", if difference > 0.0 { "▲" } else { "▼" }),
                judged(kpi.wanted, difference),
            )
        }
        _ => (format!("whole horizon, {} months", cx.plan.header.months), Tone::Plain),
    };
    Tile { label: kpi.name.into(), figure, unit, note, tone, ..Tile::default() }
}

fn judged(wanted: Wanted, difference: f64) -> Tone {
    match wanted {
        Wanted::More if difference > 0.0 => Tone::Good,
        Wanted::Less if difference < 0.0 => Tone::Good,
        Wanted::Either => Tone::Plain,
        _ => Tone::Bad,
    }
}

/// Decisions: open ones first, then accepted ones with what became of them.
fn decisions_card(cx: &Context) -> Card {
    let process = &cx.plan.process;
    if process.decisions.is_empty() {
        return empty(
            "decisions",
            "Decisions",
            "Keeps what was decided, what it was expected to bring, and what became of it. Accept a lever in step 5 to record the first one.",
            Width::Half,
        );
    }
    let looked = look_back(&cx.outcome.frame, &cx.plan.actuals, &cx.plan.finance, &process.decisions);
    let mut decisions: Vec<&Decision> = process.decisions.iter().collect();
    decisions.sort_by_key(|decision| (decision.state != DecisionState::Open, std::cmp::Reverse(decision.at.clone())));
    let known: Vec<&LookBack> = looked.iter().filter(|row| row.realized.is_some()).collect();
    let delivered = known.iter().filter(|row| row.realized.is_some_and(|share| share >= 0.8)).count();
    let title = match known.len() {
        0 => format!("{} decisions are on record", process.decisions.len()),
        many => format!("{delivered} of {many} expectations that are due were met"),
    };
    Card {
        id: "decisions",
        title,
        subtitle: "Open ones first, then what became of earlier ones".into(),
        width: Width::Half,
        body: Body::List(
            decisions.into_iter().take(10).map(|decision| decision_entry(cx, decision, &looked)).collect(),
        ),
        foot: String::new(),
    }
}

fn decision_entry(cx: &Context, decision: &Decision, looked: &[LookBack]) -> Entry {
    let rows: Vec<&LookBack> =
        looked.iter().filter(|row| row.decision == decision.id && row.actual.is_some()).collect();
    let sum = |of: fn(&LookBack) -> f64| rows.iter().map(|row| of(row)).sum::<f64>();
    let (text, figure, tone) = if rows.is_empty() {
        (format!("{} · {}", decision.owner, decision.reason), String::new(), Tone::Info)
    } else {
        let (without, with, actual) =
            (sum(|row| row.without), sum(|row| row.with), sum(|row| row.actual.unwrap_or_default()));
        let share = ratio(actual - without, with - without);
        let text = format!(
            "Expected {} instead of {}, came {}",
            cx.locale.number(with, 0),
            cx.locale.number(without, 0),
            cx.locale.number(actual, 0)
        );
        let met = share.is_some_and(|share| share >= 0.8);
        (
            text,
            share.map_or(String::new(), |share| format!("{} realized", cx.locale.percent(share, 0))),
            if met { Tone::Good } else { Tone::Warn },
        )
    };
    Entry {
        id: decision.id.to_string(),
        tone,
        title: decision.title.clone(),
        text: text.trim_matches([' ', '·']).into(),
        figure,
        chip: match decision.state {
            DecisionState::Open => "open",
            DecisionState::Accepted => "accepted",
            DecisionState::Rejected => "rejected",
        }
        .into(),
        cell: decision.expected.first().map(|expected| expected.cell.clone()),
        ..Entry::default()
    }
}

/// What the scenario changes in operations, or the totals of the plan where none is shown.
fn changed_card(cx: &Context) -> Card {
    let Some(base) = cx.base else { return totals_card(cx) };
    let compared = compare(base, (cx.plan, cx.outcome));
    let entries: Vec<Entry> = compared
        .moved
        .iter()
        .take(10)
        .enumerate()
        .map(|(k, moved)| Entry {
            id: format!("moved{k}"),
            title: format!(
                "{}, {}: {}",
                cx.subject(&moved.cell.subject),
                cx.locale.month(moved.cell.first),
                moved.cell.measure.name().to_lowercase()
            ),
            text: format!("{} instead of {}", cx.locale.number(moved.b, 0), cx.locale.number(moved.a, 0)),
            figure: cx.locale.signed(moved.b - moved.a, 0),
            cell: Some(moved.cell.clone()),
            ..Entry::default()
        })
        .collect();
    let body = if entries.is_empty() {
        Body::Empty { text: "The scenario moves nothing in operations so far.".into() }
    } else {
        Body::List(entries)
    };
    Card {
        id: "changed",
        title: format!("The scenario moves {} figures in operations", compared.moved.len()),
        subtitle: "Against the base plan, most money first".into(),
        width: Width::Half,
        body,
        foot: String::new(),
    }
}

fn totals_card(cx: &Context) -> Card {
    let all = kpis(cx.plan, cx.outcome);
    let figure = |kpi: &Kpi| match (kpi.value, kpi.unit) {
        (None, _) => super::NOT_COMPUTED.into(),
        (Some(value), Unit::Money) => cx.locale.money(value),
        (Some(value), unit) => cx.locale.figure(value, unit),
    };
    let rows = all.iter().map(|kpi| TableRow {
        id: kpi.code.into(),
        label: kpi.name.into(),
        cells: vec![TableCell { text: figure(kpi), value: kpi.value, ..TableCell::default() }],
        ..TableRow::default()
    });
    let table = Table {
        title: "Totals".into(),
        corner: format!("{} months", cx.plan.header.months),
        columns: vec![Column { label: "Plan".into(), ..Column::default() }],
        rows: rows.collect(),
        choices: Vec::new(),
    };
    Card {
        id: "changed",
        title: format!("The plan in {} totals", all.len()),
        subtitle: "Move a lever above to see a scenario against it".into(),
        width: Width::Half,
        body: Body::Table(table),
        foot: String::new(),
    }
}

/// Risks and opportunities by what they weigh: probability x impact.
fn risks_card(cx: &Context) -> Card {
    let risks = &cx.plan.process.risks;
    if risks.is_empty() {
        return empty(
            "risks",
            "Risks and opportunities",
            "Weighs what may happen by its chance and its effect on EBIT. Nothing is written down yet.",
            Width::Half,
        );
    }
    let weighted: f64 = risks.iter().map(|risk| risk.probability * risk.impact.0).sum();
    let bars = risks
        .iter()
        .map(|risk| Bar {
            name: risk.text.clone(),
            parts: vec![(if risk.impact.0 < 0.0 { Ink::Bad } else { Ink::Good }, risk.probability * risk.impact.0)],
            text: cx.locale.signed_money(risk.probability * risk.impact.0),
        })
        .collect();
    let tips = risks
        .iter()
        .map(|risk| Tip {
            title: risk.text.clone(),
            lines: vec![
                ("Chance".into(), cx.locale.percent(risk.probability, 0)),
                ("Effect on EBIT".into(), cx.locale.signed_money(risk.impact.0)),
                ("Watched by".into(), risk.owner.clone()),
                ("Answer".into(), risk.mitigation.clone()),
            ],
            cell: None,
        })
        .collect();
    let chart = Chart {
        label: "Risks and opportunities by probability times effect on EBIT".into(),
        plot: Plot::Bars(bars),
        tips,
        keys: Vec::new(),
    };
    Card {
        id: "risks",
        title: format!("Risks and opportunities weigh {} together", cx.locale.signed_money(weighted)),
        subtitle: format!("Chance x effect on EBIT, {}", cx.locale.currency),
        width: Width::Half,
        body: Body::Chart(chart),
        foot: String::new(),
    }
}

fn checks(cx: &Context) -> Vec<Check> {
    Step::ALL
        .into_iter()
        .take(5)
        .map(|step| Check {
            text: format!("{} is signed off and not stale", step.name()),
            done: matches!(cx.staleness[step.number() - 1], StepState::Signed { .. }),
            required: true,
            cell: None,
        })
        .collect()
}
