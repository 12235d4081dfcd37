//! The home page: the cycle to continue, earlier ones, and what came in with files.

use serde::{Deserialize, Serialize};

use super::rail::{company, rail};
use super::{Context, CycleRow, Entry, Home, HomeCycle, ImportView, Locale, StepState, Tile, Tone, page};
use crate::engine::{LookBack, kpis, look_back, stored_figure};
use crate::model::{Cell, CycleId, Measure, Month, Place, Plan, Step, StoredRow, Subject, ratio};

/// What storage keeps of a cycle for the home page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CycleSummary {
    /// Whose plan.
    pub company: String,
    /// ISO code of its currency.
    pub currency: String,
    /// The cycle month.
    pub first: Month,
    /// Planned months.
    pub months: usize,
    /// When it was approved, if it was.
    pub approved_at: Option<String>,
    /// By step: 0 to do, 1 open, 2 stale, 3 signed.
    pub steps: [u8; 6],
    /// Revenue of the next twelve months.
    pub revenue: Option<f64>,
    /// EBIT of the next twelve months.
    pub ebit: Option<f64>,
    /// Service over the horizon, 0 to 1.
    pub service: Option<f64>,
    /// Items, families and sites.
    pub size: (usize, usize, usize),
}

/// A stored cycle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownCycle {
    /// Its id.
    pub id: CycleId,
    /// When it was saved.
    pub saved_at: String,
    /// How much room it takes.
    pub bytes: usize,
    /// What it says of itself.
    pub summary: CycleSummary,
}

/// What storage shall keep of what is shown.
pub fn summary(cx: &Context) -> CycleSummary {
    let steps = [0, 1, 2, 3, 4, 5].map(|k: usize| match cx.staleness[k] {
        StepState::Todo => 0,
        StepState::Open => 1,
        StepState::Stale { .. } => 2,
        StepState::Signed { .. } => 3,
    });
    let year = |measure| {
        let values = &cx.outcome.finance.line(measure)?.values;
        Some(values.iter().take(12).map(|money| money.0).sum())
    };
    let service = kpis(cx.plan, cx.outcome).into_iter().find(|kpi| kpi.code == "service").and_then(|kpi| kpi.value);
    CycleSummary { steps, revenue: year(Measure::Revenue), ebit: year(Measure::Ebit), service, ..facts(cx.plan) }
}

/// The same for an approved plan that is not shown, from what approval stored.
pub fn stored_summary(plan: &Plan) -> CycleSummary {
    let Some(approval) = &plan.approval else { return facts(plan) };
    let first = plan.header.first;
    let last = plan.horizon().last().min(first + 11);
    let stored = |measure| {
        let cell = Cell { measure, subject: Subject::All, place: Place::All, first, last };
        stored_figure(&approval.rows, first, &cell)
    };
    CycleSummary {
        steps: [3; 6],
        revenue: stored(Measure::Revenue),
        ebit: stored(Measure::Ebit),
        service: stored_service(plan, &approval.rows),
        ..facts(plan)
    }
}

/// Demand that shipped in its month, of demand, over the horizon. Unmet demand without a row was none.
fn stored_service(plan: &Plan, rows: &[StoredRow]) -> Option<f64> {
    let (first, last) = (plan.header.first, plan.horizon().last());
    let stored =
        |measure| stored_figure(rows, first, &Cell { measure, subject: Subject::All, place: Place::All, first, last });
    ratio(stored(Measure::UnmetDemand).unwrap_or(0.0), stored(Measure::Consensus)?).map(|unmet| 1.0 - unmet)
}

fn facts(plan: &Plan) -> CycleSummary {
    CycleSummary {
        company: plan.header.company.clone(),
        currency: plan.header.currency.clone(),
        first: plan.header.first,
        months: plan.header.months,
        approved_at: plan.approval.as_ref().map(|approval| approval.at.clone()),
        size: (plan.catalog.items.len(), plan.catalog.families.len(), plan.catalog.sites.len()),
        ..CycleSummary::default()
    }
}

/// The home page. `current`: the open cycle, where there is one.
pub fn home(cycles: &[KnownCycle], current: Option<&Context>, locale: &Locale) -> Home {
    let open = current.map(home_cycle);
    let looked = current.map(looked_back).unwrap_or_default();
    let id = open.as_ref().map(|cycle| cycle.id.clone());
    let approved = current.is_some_and(|cx| cx.plan.is_approved());
    let (title, lead) = match (current, &open) {
        (Some(cx), Some(cycle)) => greeting(cx, cycle),
        _ => (
            "Six steps to one plan.".into(),
            "Open the example, drop your company's files, or start with nothing.".into(),
        ),
    };
    let next = current.map(|cx| locale.long_month(cx.plan.header.first + 1));
    Home {
        title,
        lead,
        heads: ["Revenue, 12 months", "EBIT, 12 months", "Service"].map(String::from).to_vec(),
        earlier: cycles
            .iter()
            .filter(|cycle| Some(&cycle.id) != id.as_ref())
            .map(|cycle| CycleRow { decisions: delivered(&looked, cycle.summary.first, locale), ..row(cycle, locale) })
            .collect(),
        current: open,
        roll_title: next.map_or("Roll forward".into(), |next| format!("Roll forward to {next}")),
        roll_text: "Copies the approved cycle, drops the elapsed month, adds one at the end, and keeps what was typed for the months that remain."
            .into(),
        roll_missing: match current {
            Some(cx) if !approved => format!("After {} is approved", locale.long_month(cx.plan.header.first)),
            Some(_) => String::new(),
            None => "After a cycle is approved".into(),
        },
    }
}

fn greeting(cx: &Context, cycle: &HomeCycle) -> (String, String) {
    if cx.plan.is_approved() {
        return (format!("{} is approved.", cycle.name), "Roll it forward when the month's actuals are there.".into());
    }
    let stale: Vec<&str> = cycle
        .steps
        .iter()
        .filter(|step| matches!(step.state, StepState::Stale { .. }))
        .map(|step| step.step.name())
        .collect();
    let title = format!("{} is at step {} of 6.", cycle.name, cycle.next.number());
    let lead = match stale.as_slice() {
        [] => format!("{} of 6 steps are signed off.", cycle.steps.iter().filter(|step| signed(&step.state)).count()),
        [one] => format!("{one} is stale: something it rests on has changed."),
        [first, rest @ ..] => format!("{first} and {} more are stale: something they rest on has changed.", rest.len()),
    };
    (title, lead)
}

fn signed(state: &StepState) -> bool {
    matches!(state, StepState::Signed { .. })
}

fn home_cycle(cx: &Context) -> HomeCycle {
    let rail = rail(cx);
    let summary = summary(cx);
    let next = rail.steps.iter().find(|step| !signed(&step.state)).map_or(Step::Executive, |step| step.step);
    let (items, families, sites) = summary.size;
    HomeCycle {
        id: cx.plan.header.id.clone(),
        name: rail.cycle.clone(),
        chip: if cx.plan.is_approved() { "approved" } else { "in progress" }.into(),
        tone: if cx.plan.is_approved() { Tone::Good } else { Tone::Warn },
        about: format!(
            "{} · {items} items, {families} families, {sites} sites · {} months",
            company(&cx.plan.header.company),
            cx.plan.header.months
        ),
        steps: rail.steps.into_iter().map(|step| super::RailStep { words: short(&step.state), ..step }).collect(),
        missing: missing(cx, next),
        figures: vec![
            figure(cx, "Revenue, next 12 months", summary.revenue),
            figure(cx, "EBIT, next 12 months", summary.ebit),
        ],
        next,
        next_label: format!("Continue with {}", next.name()),
    }
}

/// What the open step still lacks before it can be signed.
fn missing(cx: &Context, step: Step) -> String {
    if cx.plan.is_approved() {
        return String::new();
    }
    let open: Vec<String> =
        page(cx, step).checks.into_iter().filter(|check| !check.done).map(|check| check.text).collect();
    match open.as_slice() {
        [] => format!("{} is ready to be signed off.", step.name()),
        [one] => format!("Still missing in {}: {one}.", step.name()),
        [first, rest @ ..] => format!("Still missing in {}: {first}, and {} more.", step.name(), rest.len()),
    }
}

/// Expectations of decisions whose months are closed, with the cycle that decided.
fn looked_back(cx: &Context) -> Vec<(Month, LookBack)> {
    let decisions = &cx.plan.process.decisions;
    let looked = look_back(&cx.outcome.frame, &cx.plan.actuals, &cx.plan.finance, decisions);
    let decided = |looked: &LookBack| decisions.get(&looked.decision).and_then(|decision| decision.cycle);
    looked.into_iter().filter_map(|looked| Some((decided(&looked)?, looked))).collect()
}

/// How much of what a cycle's decisions promised came about: each by the first of its figures that is known.
fn delivered(looked: &[(Month, LookBack)], cycle: Month, locale: &Locale) -> String {
    let mut said: Vec<(&str, String)> = Vec::new();
    for (_, looked) in looked.iter().filter(|(decided, _)| *decided == cycle) {
        let is_said = said.iter().any(|(title, _)| *title == looked.title);
        if let Some(realized) = looked.realized.filter(|_| !is_said) {
            said.push((&looked.title, locale.percent(realized, 0)));
        }
    }
    let sentences: Vec<String> = said.iter().map(|(title, share)| format!("{title}: {share} of the promise")).collect();
    sentences.join("; ")
}

fn short(state: &StepState) -> String {
    match state {
        StepState::Signed { .. } => "signed",
        StepState::Stale { .. } => "stale",
        StepState::Open => "open",
        StepState::Todo => "to do",
    }
    .into()
}

fn figure(cx: &Context, label: &str, value: Option<f64>) -> Tile {
    let (figure, unit) = match value {
        Some(value) => {
            let (figure, scale) = cx.locale.short(value);
            (figure, format!("{scale}{}", cx.locale.currency))
        }
        None => (super::NOT_COMPUTED.into(), String::new()),
    };
    Tile { label: label.into(), figure, unit, ..Tile::default() }
}

fn row(cycle: &KnownCycle, locale: &Locale) -> CycleRow {
    let summary = &cycle.summary;
    let own = locale.clone().with_currency(&summary.currency);
    let money = |value: Option<f64>| value.map_or(super::NOT_COMPUTED.into(), |value| own.money(value));
    CycleRow {
        id: cycle.id.clone(),
        name: format!("{} · {}", locale.long_month(summary.first), company(&summary.company)),
        stored: true,
        steps: summary.steps.iter().map(|state| step_state(*state)).collect(),
        state: match &summary.approved_at {
            Some(at) => format!("approved {}", super::rail::day_of(locale, at)),
            None => "in progress".into(),
        },
        figures: vec![
            money(summary.revenue),
            money(summary.ebit),
            summary.service.map_or(super::NOT_COMPUTED.into(), |service| locale.percent(service, 1)),
        ],
        decisions: String::new(),
    }
}

fn step_state(code: u8) -> StepState {
    match code {
        3 => StepState::Signed { by: String::new(), at: String::new() },
        2 => StepState::Stale { since: String::new() },
        1 => StepState::Open,
        _ => StepState::Todo,
    }
}

/// What came in with a plan file. `findings`: what was repaired or left out, one sentence each.
pub fn plan_import(name: &str, plan: &Plan, findings: &[String], locale: &Locale) -> ImportView {
    ImportView {
        title: format!(
            "{name}: {} of {}, {} items",
            locale.long_month(plan.header.first),
            company(&plan.header.company),
            plan.catalog.items.len()
        ),
        files: vec![Entry {
            id: name.into(),
            tone: Tone::Good,
            title: name.into(),
            text: if plan.is_approved() { "an approved plan, frozen".into() } else { "a plan file".into() },
            ..Entry::default()
        }],
        findings: findings.iter().map(|text| finding(text)).collect(),
        usable: true,
    }
}

/// Files that were read (name, kind, rows; no count: a plan file), then those that were not (name and why).
pub(super) fn file_entries(
    read: &[(String, String, Option<usize>)],
    ignored: &[(String, String)],
    locale: &Locale,
) -> Vec<Entry> {
    let used = read.iter().map(|(name, kind, rows)| Entry {
        id: name.clone(),
        tone: Tone::Good,
        title: name.clone(),
        text: kind.clone(),
        figure: rows.map_or(String::new(), |rows| format!("{} rows", locale.number(rows as f64, 0))),
        ..Entry::default()
    });
    let left = ignored.iter().map(|(name, why)| Entry {
        id: name.clone(),
        tone: Tone::Warn,
        title: name.clone(),
        text: why.clone(),
        chip: "not read".into(),
        ..Entry::default()
    });
    used.chain(left).collect()
}

/// What came in with a folder of files. `read`: name, kind, rows; `ignored`: name and why.
pub fn folder_import(
    plan: &Plan,
    read: &[(String, String, Option<usize>)],
    ignored: &[(String, String)],
    findings: &[String],
    locale: &Locale,
) -> ImportView {
    let items = plan.catalog.items.len();
    ImportView {
        title: match items {
            0 => format!("{} files read, but no items in them", read.len()),
            _ => format!(
                "{} files read: {items} items, {} demand series, cycle {}",
                read.len(),
                plan.actuals.history.len(),
                locale.long_month(plan.header.first)
            ),
        },
        files: file_entries(read, ignored, locale),
        findings: findings.iter().map(|text| finding(text)).collect(),
        usable: items > 0,
    }
}

fn finding(text: &str) -> Entry {
    Entry { tone: Tone::Warn, title: text.into(), ..Entry::default() }
}
