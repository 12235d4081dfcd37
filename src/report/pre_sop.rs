//! Step 5: whether the four plans tie, which gaps are open, what they are worth, and what would close them.

use std::collections::BTreeMap;

use super::card::heat_tips;
use super::finance::empty;
use super::page::{blank, findings};
use super::{
    Act, Body, Card, Chart, Check, Column, Context, Entry, HeatCell, HeatPlot, Message, Page, Plot, RowKind, Table,
    TableCell, TableRow, Tile, Tone, Width,
};
use crate::engine::{Gap, Tie, kpis};
use crate::model::{Cell, Measure, Month, Place, Step, Subject, Unit};

/// Gaps that are listed with their levers.
const LISTED: usize = 12;

/// The page of the pre-S&OP meeting.
pub(super) fn page(cx: &Context) -> Page {
    Page {
        message: message(cx),
        tiles: tiles(cx),
        cards: vec![gaps_card(cx), ties_card(cx), heat_card(cx), talk_card(cx)],
        checks: checks(cx),
        findings: findings(cx, Step::PreSop),
        ..blank(Step::PreSop)
    }
}

fn at_stake(cx: &Context) -> f64 {
    cx.outcome.gaps.gaps.iter().filter_map(|gap| gap.money).map(|money| money.0).sum()
}

fn message(cx: &Context) -> Message {
    let gaps = &cx.outcome.gaps;
    let count = gaps.gaps.len() + gaps.unlisted;
    match gaps.gaps.first() {
        None => Message { lead: "The four plans tie: no gap is open.".into(), rest: String::new() },
        Some(first) => Message {
            lead: format!("{count} gaps are open, worth {}.", cx.locale.money(at_stake(cx))),
            rest: format!("The largest: {}", cx.locale.sentence(&first.text)),
        },
    }
}

fn tiles(cx: &Context) -> Vec<Tile> {
    let gaps = &cx.outcome.gaps;
    let held = gaps.ties.iter().filter(|tie| tie.holds()).count();
    let broken = gaps.ties.iter().filter(|tie| !tie.holds() && !tie.may_differ).count();
    let kpi = |code: &str| kpis(cx.plan, cx.outcome).into_iter().find(|kpi| kpi.code == code).and_then(|kpi| kpi.value);
    let short = |value: f64| cx.locale.short(value);
    let (stake, scale) = short(at_stake(cx));
    let (unmet, unmet_scale) = short(kpi("unmet").unwrap_or_default());
    vec![
        Tile {
            label: "Open gaps".into(),
            tip: "Places where two plans differ, or a limit is exceeded, so that somebody has to decide.".into(),
            figure: (gaps.gaps.len() + gaps.unlisted).to_string(),
            note: format!("{} with a lever to accept", gaps.gaps.iter().filter(|gap| !gap.levers.is_empty()).count()),
            ..Tile::default()
        },
        Tile {
            label: "Money at stake".into(),
            tip: "What the open gaps are worth together. Gaps may overlap: closing one can close part of another."
                .into(),
            figure: stake,
            unit: format!("{scale}{}", cx.locale.currency),
            note: "sum of the open gaps".into(),
            ..Tile::default()
        },
        Tile {
            label: "Unmet in its month".into(),
            tip: "Demand that is not shipped in the month in which customers ask for it.".into(),
            figure: unmet,
            unit: format!("{unmet_scale} units").trim().into(),
            note: kpi("service").map_or(String::new(), |service| format!("service {}", cx.locale.percent(service, 1))),
            tone: if kpi("unmet").unwrap_or_default() > 0.5 { Tone::Bad } else { Tone::Good },
            ..Tile::default()
        },
        Tile {
            label: "Ties that hold".into(),
            tip: "Tests that two plans state the same figure for the same thing.".into(),
            figure: format!("{held} of {}", gaps.ties.len()),
            note: if broken == 0 { "✓ no arithmetic is broken".into() } else { format!("▼ {broken} broken") },
            tone: if broken == 0 { Tone::Good } else { Tone::Bad },
            ..Tile::default()
        },
    ]
}

fn gaps_card(cx: &Context) -> Card {
    let gaps = &cx.outcome.gaps.gaps;
    let title = match gaps.as_slice() {
        [] => "No gap is open".into(),
        [one] => format!("One gap, {}", one.money.map_or("not priced".into(), |money| cx.locale.money(money.0))),
        many => format!("The {} largest gaps hold {} of the money", many.len().min(LISTED), share_of_listed(cx)),
    };
    let body = if gaps.is_empty() {
        Body::Empty { text: "Lists every place where the plans do not tie or a limit is exceeded, with what would close it. There is none.".into() }
    } else {
        Body::List(gaps.iter().take(LISTED).map(|gap| entry(cx, gap)).collect())
    };
    Card {
        id: "gaps",
        title,
        subtitle: "By money, each with what would close it".into(),
        width: Width::TwoThirds,
        body,
        foot: String::new(),
    }
}

fn share_of_listed(cx: &Context) -> String {
    let listed: f64 = cx.outcome.gaps.gaps.iter().take(LISTED).filter_map(|gap| gap.money).map(|money| money.0).sum();
    crate::model::ratio(listed, at_stake(cx)).map_or("all".into(), |share| cx.locale.percent(share, 0))
}

fn entry(cx: &Context, gap: &Gap) -> Entry {
    let may_act = !cx.plan.is_approved();
    let act = |lever: &crate::engine::Lever| Act {
        label: cx.locale.sentence(&lever.title),
        effect: lever.cost.map_or(String::new(), |cost| format!("about {}", cx.locale.money(cost.0))),
        change: lever.change.clone(),
    };
    Entry {
        id: gap.id.clone(),
        tone: if gap.cause.is_shortage() { Tone::Bad } else { Tone::Warn },
        title: cx.locale.sentence(&gap.text),
        text: format!("{}, owned by {}", size(cx, gap), gap.step.name().to_lowercase()),
        figure: gap.money.map_or(super::NOT_COMPUTED.into(), |money| cx.locale.money(money.0)),
        chip: gap.cause.name().to_lowercase(),
        cell: Some(gap.cell.clone()),
        series: None,
        actions: if may_act { gap.levers.iter().take(3).map(act).collect() } else { Vec::new() },
    }
}

fn size(cx: &Context, gap: &Gap) -> String {
    match gap.cell.measure.unit() {
        Unit::Money => cx.locale.money(gap.size),
        Unit::Hours => format!("{} hours", cx.locale.number(gap.size, 0)),
        Unit::Share => cx.locale.percent(gap.size, 1),
        Unit::Days => format!("{} days", cx.locale.number(gap.size, 0)),
        Unit::UnitPrice => format!("{} a unit", cx.locale.number(gap.size, 2)),
        Unit::Units => format!("{} units", cx.locale.number(gap.size, 0)),
    }
}

/// Plans as columns, the difference at the right.
fn ties_card(cx: &Context) -> Card {
    let ties = &cx.outcome.gaps.ties;
    if ties.is_empty() {
        return empty(
            "ties",
            "Tie-out",
            "Puts the four plans side by side. There is nothing to compare yet.",
            Width::Third,
        );
    }
    let held = ties.iter().filter(|tie| tie.holds()).count();
    let columns =
        ["First", "Second", "Difference"].map(|label| Column { label: label.into(), ..Column::default() }).to_vec();
    let table = Table {
        title: "Tie-out".into(),
        corner: "What must equal what".into(),
        columns,
        rows: ties.iter().enumerate().map(|(k, tie)| tie_row(cx, k, tie)).collect(),
        choices: Vec::new(),
    };
    Card {
        id: "ties",
        title: format!("{held} of {} ties hold", ties.len()),
        subtitle: "Product, demand, supply and finance, whole horizon".into(),
        width: Width::Third,
        body: Body::Table(table),
        foot: "A difference in red is a decision to take; arithmetic never differs.".into(),
    }
}

fn tie_row(cx: &Context, k: usize, tie: &Tie) -> TableRow {
    let figure = |value: f64| match tie.unit {
        Unit::Money => cx.locale.money(value),
        unit => cx.locale.figure(value, unit),
    };
    let plain = |value: f64| TableCell {
        text: figure(value),
        value: Some(value),
        cell: Some(tie.cell.clone()),
        ..TableCell::default()
    };
    let difference = if tie.holds() {
        TableCell { text: "✓ 0".into(), value: Some(0.0), tone: Tone::Good, ..TableCell::default() }
    } else {
        let difference = tie.difference();
        let sign = if difference > 0.0 { "+" } else { "" };
        TableCell {
            text: format!("{sign}{}", figure(difference)),
            value: Some(difference),
            cell: Some(tie.cell.clone()),
            tone: Tone::Bad,
            why: "The two plans differ.".into(),
            ..TableCell::default()
        }
    };
    TableRow {
        id: format!("tie{k}"),
        label: tie.name.clone(),
        tip: format!("{} against {}", tie.left.name(), tie.right.name()),
        kind: RowKind::Measure,
        cells: vec![plain(tie.left_value), plain(tie.right_value), difference],
        ..TableRow::default()
    }
}

/// Money of the gaps by family and month of their first month.
fn heat_card(cx: &Context) -> Card {
    let months: Vec<Month> = cx.plan.horizon().iter().take(12).collect();
    type Field = (f64, Option<Cell>);
    let mut rows: BTreeMap<String, Vec<Field>> = BTreeMap::new();
    for gap in &cx.outcome.gaps.gaps {
        let (Some(money), Some(t)) =
            (gap.money, months.iter().position(|month| *month >= gap.cell.first && *month <= gap.cell.last))
        else {
            continue;
        };
        let field = &mut rows.entry(group(cx, &gap.cell)).or_insert_with(|| vec![(0.0, None); months.len()])[t];
        field.0 += money.0;
        // Gaps come by money: the first is the largest, and a click goes there.
        field.1.get_or_insert_with(|| gap.cell.clone());
    }
    let most = rows.values().flatten().map(|field| field.0).fold(0.0, f64::max);
    if most <= 0.0 {
        return empty(
            "heat",
            "Where and when",
            "Shows by family and month where the money of the gaps lies. No gap has money.",
            Width::Half,
        );
    }
    let mut rows: Vec<(String, Vec<Field>)> = rows.into_iter().collect();
    let sum = |fields: &[Field]| fields.iter().map(|field| field.0).sum::<f64>();
    rows.sort_by(|a, b| sum(&b.1).total_cmp(&sum(&a.1)));
    rows.truncate(8);
    let worst = rows[0].0.clone();
    let worst_money = sum(&rows[0].1);
    let field = |(value, cell): &Field| HeatCell {
        text: if *value > 0.0 { cx.locale.number(value / 1000.0, 0) } else { String::new() },
        shade: Some(if *value > 0.0 { ((value / most * 4.0).ceil() as u8 + 1).min(5) } else { 0 }),
        cell: cell.clone(),
    };
    let rows: Vec<(String, Vec<HeatCell>)> =
        rows.iter().map(|(name, fields)| (name.clone(), fields.iter().map(field).collect())).collect();
    let chart = Chart {
        label: "Money of the open gaps by what they are about and month".into(),
        tips: heat_tips(cx, &months, &rows, &format!("k{}", cx.locale.currency)),
        plot: Plot::Heat(HeatPlot { months, rows }),
        keys: Vec::new(),
    };
    Card {
        id: "heat",
        title: format!("{worst} holds {} of it", cx.locale.money(worst_money)),
        subtitle: format!("Money of the gaps by month, k{}", cx.locale.currency),
        width: Width::Half,
        body: Body::Chart(chart),
        foot: String::new(),
    }
}

/// The family of an item, else the thing itself.
fn group(cx: &Context, cell: &Cell) -> String {
    match &cell.subject {
        Subject::Item(id) => match cx.plan.catalog.items.get(id).and_then(|item| item.family.clone()) {
            Some(family) => cx.family(&family),
            None => cx.item(id),
        },
        other => cx.subject(other),
    }
}

/// Assumptions and actions.
fn talk_card(cx: &Context) -> Card {
    let process = &cx.plan.process;
    let now = cx.plan.header.first;
    let assumptions = process.assumptions.iter().map(|assumption| {
        let ends = assumption.until.is_some_and(|until| until <= now + 1);
        Entry {
            id: assumption.id.to_string(),
            tone: if ends { Tone::Warn } else { Tone::Info },
            title: assumption.text.clone(),
            text: format!("Assumed by {}, {} sure", assumption.owner, cx.locale.percent(assumption.confidence, 0)),
            chip: assumption.until.map_or(String::new(), |until| format!("until {}", cx.locale.month(until))),
            cell: assumption.cells.first().cloned(),
            ..Entry::default()
        }
    });
    let actions = process.actions.iter().map(|action| Entry {
        id: action.id.to_string(),
        tone: if action.done { Tone::Good } else { Tone::Plain },
        title: cx.locale.sentence(&action.text),
        text: match action.owner.as_str() {
            "" => "Nobody has taken it yet".into(),
            owner => format!("Action of {owner}"),
        },
        chip: if action.done {
            "done".into()
        } else {
            action.due.map_or(String::new(), |due| format!("due {}", cx.locale.month(due)))
        },
        ..Entry::default()
    });
    let entries: Vec<Entry> = assumptions.chain(actions).collect();
    let (open, count) = (process.actions.iter().filter(|action| !action.done).count(), process.assumptions.len());
    if entries.is_empty() {
        return empty(
            "talk",
            "Assumptions and actions",
            "Keeps what the plan takes for granted and who does what by when. Nothing is written down yet.",
            Width::Half,
        );
    }
    Card {
        id: "talk",
        title: format!("{count} assumptions hold the plan, {open} actions are open"),
        subtitle: "With owner and date".into(),
        width: Width::Half,
        body: Body::List(entries),
        foot: String::new(),
    }
}

fn checks(cx: &Context) -> Vec<Check> {
    let gaps = &cx.outcome.gaps;
    let broken = gaps.ties.iter().any(|tie| !tie.holds() && !tie.may_differ);
    let pending = cx.outcome.is_draft();
    vec![
        Check { text: "Every figure ties between the plans".into(), done: !broken, required: true, cell: None },
        Check {
            text: "Forecasts are fitted and the plan is solved: no drafts".into(),
            done: !pending,
            required: true,
            cell: None,
        },
        Check {
            text: "Every gap has a price".into(),
            done: gaps.gaps.iter().all(|gap| gap.money.is_some()),
            required: false,
            cell: gaps.gaps.iter().find(|gap| gap.money.is_none()).map(|gap| gap.cell.clone()),
        },
        Check {
            text: "No demand is left unmet".into(),
            done: !gaps.gaps.iter().any(|gap| gap.cause.is_shortage()),
            required: false,
            cell: Some(Cell::month(Measure::UnmetDemand, Subject::All, Place::All, cx.plan.header.first)),
        },
    ]
}
