//! The pipeline: every project with its gate, chance, volume and money, and the decisions that move every later step at once.

use super::bubble::mean_price;
use crate::model::{Change, Project, Row, Subject, Verdict};
use crate::report::card::{count, empty, list};
use crate::report::{Act, Card, Context, Entry, Tone, Width, verdict_name};

/// A project that is not stopped.
pub struct Line<'a> {
    /// The project.
    pub project: &'a Project,
    /// Volume x probability over the horizon.
    pub units: f64,
    /// The same at price, where one is known.
    pub weighted: Option<f64>,
    /// Full volume at price.
    full: Option<f64>,
}

/// Every project that is not stopped, most weighted money first.
pub fn open<'a>(cx: &Context<'a>) -> Vec<Line<'a>> {
    let sum = |units: &[crate::model::Units]| units.iter().map(|units| units.0).sum::<f64>();
    let line = |outlook: &crate::engine::Outlook| {
        let project =
            cx.plan.product.projects.get(&outlook.project).filter(|project| project.verdict != Verdict::Kill)?;
        let item = cx.outcome.frame.items.position(&project.item);
        let listed = cx.plan.catalog.items.get(&project.item).and_then(|item| item.list_price).map(|price| price.0);
        let price = item.and_then(|item| mean_price(cx, item)).or(listed);
        let (units, full) = (sum(&outlook.weighted), sum(&outlook.volume));
        Some(Line { project, units, weighted: price.map(|price| price * units), full: price.map(|price| price * full) })
    };
    let mut open: Vec<Line> = cx.outcome.product.outlooks.iter().filter_map(line).collect();
    let money = |line: &Line| line.weighted.unwrap_or(-1.0);
    open.sort_by(|a, b| money(b).total_cmp(&money(a)).then(a.project.id.cmp(&b.project.id)));
    open
}

/// The card.
pub fn card(cx: &Context) -> Card {
    let open = open(cx);
    if open.is_empty() {
        let text = "Lists projects with gate, chance, volume and money, to go, hold, stop or postpone. Add a project to see it.";
        return empty("pipeline", Width::Full, "0 projects in the pipeline", text);
    }
    let weighted: f64 = open.iter().filter_map(|line| line.weighted).sum();
    let full: f64 = open.iter().filter_map(|line| line.full).sum();
    let projects = count(open.len(), "project", "projects");
    let title = if weighted > 0.0 {
        format!("{projects} worth {}, {} by their chances", cx.locale.money(full), cx.locale.money(weighted))
    } else {
        format!("{projects} without a volume or a price so far")
    };
    let subtitle = "Over the horizon. In plan: demand takes all of it; out of plan: none".to_string();
    list("pipeline", Width::Full, title, subtitle, open.iter().map(|line| entry(cx, line)).collect())
}

fn entry(cx: &Context, line: &Line) -> Entry {
    let project = line.project;
    let in_plan = project.in_plan();
    let horizon = cx.plan.horizon();
    let spend: f64 =
        project.spend.iter().filter(|(month, _)| horizon.position(*month).is_some()).map(|(_, money)| money.0).sum();
    let mut words = vec![
        format!("Gate {:?}", project.gate).to_lowercase(),
        format!("launch {}", cx.locale.month(project.launch)),
        format!("chance {}", cx.locale.percent(project.probability, 0)),
        format!("{} units weighted", cx.locale.number(line.units, 0)),
    ];
    if spend > 0.0 {
        words.push(format!("spend {}", cx.locale.money(spend)));
    }
    if !project.owner.is_empty() {
        words.push(project.owner.clone());
    }
    Entry {
        id: format!("project/{}", project.id),
        tone: if in_plan { Tone::Good } else { Tone::Info },
        title: cx.subject(&Subject::Project(project.id.clone())),
        text: words.join(" · "),
        figure: line.weighted.map(|money| cx.locale.money(money)).unwrap_or_default(),
        chip: match (project.verdict, in_plan) {
            (Verdict::Open, true) => "in plan by its gate".into(),
            (Verdict::Open, false) => "to decide".into(),
            (verdict, _) => verdict_name(verdict).to_lowercase(),
        },
        cell: None,
        series: None,
        actions: actions(cx, line),
    }
}

/// Go, hold, kill and one month later; not the one that holds already.
fn actions(cx: &Context, line: &Line) -> Vec<Act> {
    let put = |project: Project| Change::Project(Row::Put(Box::new(project)));
    let project = line.project;
    let full = line.full.filter(|money| *money >= 0.5);
    let effect = |joins: bool| match (joins, project.in_plan(), full) {
        (true, false, Some(full)) => cx.locale.signed_money(full),
        (false, true, Some(full)) => cx.locale.signed_money(-full),
        _ => String::new(),
    };
    let decide = |label: &str, verdict: Verdict| Act {
        label: label.into(),
        effect: effect(verdict == Verdict::Go),
        change: put(Project { verdict, ..project.clone() }),
    };
    let mut acts = Vec::new();
    if project.verdict != Verdict::Go {
        acts.push(decide("Go", Verdict::Go));
    }
    if project.verdict != Verdict::Hold {
        acts.push(decide("Hold", Verdict::Hold));
    }
    acts.push(decide("Kill", Verdict::Kill));
    let later = Project { launch: project.launch + 1, ..project.clone() };
    acts.push(Act { label: "Postpone by a month".into(), effect: cx.locale.month(later.launch), change: put(later) });
    acts
}
