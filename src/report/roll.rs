//! The page that rolls an approved cycle forward, and that brings the month before into a cycle that went on without it: what will
//! happen, what came in with files, what is missing and what stands in for it.

use std::collections::BTreeMap;

use super::home::file_entries;
use super::{Entry, Locale, RollView, Tone};
use crate::engine::{ActualKind, Brought, Notice, missing_actuals};
use crate::model::{Month, Place, Plan, Subject};

/// What came in with files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Came {
    /// Name, kind and rows of each file that was read.
    pub read: Vec<(String, String, Option<usize>)>,
    /// Name of each other file, and why.
    pub ignored: Vec<(String, String)>,
    /// What was doubtful in them, one sentence each.
    pub findings: Vec<String>,
    /// What of them the month brought.
    pub brought: Brought,
}

/// The month whose actuals a plan takes next: its first one once it is approved, the one before while it is worked on.
pub fn elapsed_month(plan: &Plan) -> Month {
    if plan.is_approved() { plan.header.first } else { plan.header.first - 1 }
}

/// The page. `came`: what was dropped on it so far.
pub fn roll_view(plan: Option<&Plan>, came: Option<&Came>, locale: &Locale) -> RollView {
    let Some(plan) = plan else { return refused("No cycle is open. Open one on the home page first.") };
    let elapsed = elapsed_month(plan);
    let month = locale.long_month(elapsed);
    let view = if plan.is_approved() {
        RollView {
            title: format!("Roll forward to {}", locale.long_month(elapsed + 1)),
            lead: format!(
                "A copy of the approved plan goes on: {month} becomes history and {} joins at the end; what was typed for the months between stays. The approved cycle stays in the archive as it is.",
                locale.long_month(plan.horizon().last() + 1)
            ),
            with: "Roll forward with these actuals".into(),
            without: "Roll forward without actuals".into(),
            ..RollView::default()
        }
    } else if plan.header.previous.is_some() {
        RollView {
            title: format!("Bring in the actuals of {month}"),
            lead: format!(
                "What really happened in {month} takes the place of what stood in for it. Steps that are signed turn stale, and Undo takes all of it back."
            ),
            with: "Bring these actuals in".into(),
            ..RollView::default()
        }
    } else {
        return refused("Only an approved cycle can be rolled forward. Finish step 6 first.");
    };
    let mut view = RollView {
        hint: format!(
            "Drop the files of {month}: sales, stock, open orders, backlog, statement; or next month's plan file"
        ),
        parts: ActualKind::ALL.map(|kind| part(plan, kind, elapsed, came, locale)).to_vec(),
        ..view
    };
    match came {
        Some(came) => {
            view.files = file_entries(&came.read, &came.ignored, locale);
            view.findings = findings(came, elapsed, locale);
            view.usable = came.brought.is_usable();
        }
        None => view.usable = false,
    }
    view
}

fn refused(why: &str) -> RollView {
    RollView { title: "Nothing to roll forward".into(), lead: why.into(), ..RollView::default() }
}

/// "Sales of November 2026": what came, or what stands in.
fn part(plan: &Plan, kind: ActualKind, elapsed: Month, came: Option<&Came>, locale: &Locale) -> Entry {
    let month = locale.long_month(elapsed);
    let title = match kind {
        ActualKind::Sales | ActualKind::Statement => format!("{} of {month}", locale.sentence(kind.name())),
        _ => format!("{} at the end of {month}", locale.sentence(kind.name())),
    };
    let id = title.clone();
    let brought = came.map(|came| &came.brought);
    if let Some(brought) = brought.filter(|brought| brought.has(kind)) {
        return Entry {
            id,
            tone: Tone::Good,
            title,
            figure: amount(brought, kind, locale),
            text: more(brought, kind, locale),
            ..Entry::default()
        };
    }
    let waits = plan.is_approved() || missing_actuals(plan).contains(&kind);
    if came.is_none() && !waits {
        return Entry { id, title, text: "In the plan already.".into(), tone: Tone::Good, ..Entry::default() };
    }
    let stand_in = match (kind, waits) {
        (_, false) => "Not in these files. The plan keeps what it has.",
        (ActualKind::Sales, _) => "Without it the forecast rests on the months before.",
        (ActualKind::Stock, _) => "Without it the approved plan's closing stock stands in.",
        (ActualKind::Receipts, _) => "Without it what the approved plan released stands in.",
        (ActualKind::Backlog, _) => "Without it the approved plan's own backlog stands in.",
        (ActualKind::Statement, _) => "Without it overhead is carried forward from before.",
    };
    let (tone, chip) = if came.is_some() { (Tone::Warn, "not in these files") } else { (Tone::Plain, "") };
    Entry { id, tone, title, text: stand_in.into(), chip: chip.into(), ..Entry::default() }
}

fn amount(brought: &Brought, kind: ActualKind, locale: &Locale) -> String {
    let rows = |count: usize| format!("{} rows", locale.number(count as f64, 0));
    let actuals = &brought.actuals;
    match kind {
        ActualKind::Sales => format!("{} items in markets", locale.number(brought.sold as f64, 0)),
        ActualKind::Stock => rows(actuals.stock.as_ref().map_or(0, Vec::len)),
        ActualKind::Receipts => rows(actuals.receipts.as_ref().map_or(0, Vec::len)),
        ActualKind::Backlog => rows(actuals.backlog.as_ref().map_or(0, Vec::len)),
        ActualKind::Statement => format!("{} lines", locale.number(brought.lines as f64, 0)),
    }
}

fn more(brought: &Brought, kind: ActualKind, locale: &Locale) -> String {
    let count = |count: usize| locale.number(count as f64, 0);
    let mut said = Vec::new();
    if kind == ActualKind::Sales && brought.silent > 0 {
        said.push(format!("{} more sold before and have no row: they count as zero.", count(brought.silent)));
    }
    if kind == ActualKind::Sales && brought.corrected > 0 {
        said.push(format!("{} figures of earlier months are corrected.", count(brought.corrected)));
    }
    said.join(" ")
}

/// What does not fit the plan first, then what was doubtful in the files.
fn findings(came: &Came, elapsed: Month, locale: &Locale) -> Vec<Entry> {
    let (brought, month) = (&came.brought, locale.long_month(elapsed));
    let mut said = Vec::new();
    if let Some(last) = brought.last_sale.filter(|_| brought.sold == 0) {
        said.push(format!("The sales in these files end in {}; {month} is not among them.", locale.long_month(last)));
    } else if let Some(last) = brought.last_sale.filter(|last| *last > elapsed) {
        said.push(format!("The sales reach to {}; those after {month} are left out.", locale.long_month(last)));
    }
    if brought.is_thin {
        said.push(format!("The sales of {month} are less than half of the consensus. Is the month complete?"));
    }
    if let Some(other) = brought.other_month {
        said.push(format!(
            "Stock and orders in this file are as of the end of {}, not of {month}; they are left out.",
            locale.long_month(other)
        ));
    }
    let unknown: Vec<String> = brought.unknown_items.iter().map(ToString::to_string).collect();
    if !unknown.is_empty() {
        said.push(format!("Not in the catalog, hence in no plan until they are added there: {}.", few(&unknown)));
    }
    let accounts: Vec<String> = brought.unknown_accounts.iter().map(ToString::to_string).collect();
    if !accounts.is_empty() {
        said.push(format!("Statement lines that the plan does not know, left out: {}.", few(&accounts)));
    }
    said.extend(came.findings.iter().map(|finding| locale.sentence(finding)));
    said.into_iter().map(|title| Entry { tone: Tone::Warn, title, ..Entry::default() }).collect()
}

/// The first few of a list.
fn few(names: &[String]) -> String {
    const MOST: usize = 8;
    match names.len().checked_sub(MOST).filter(|rest| *rest > 0) {
        None => names.join(", "),
        Some(rest) => format!("{} and {rest} more", names[..MOST].join(", ")),
    }
}

/// What the roll-forward says, as one list: notes with the same words are one line with their count.
pub fn roll_notes(notes: &[Notice], locale: &Locale) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for notice in notes {
        *counts.entry(&notice.text).or_default() += 1;
    }
    let mut lines = Vec::new();
    for notice in notes {
        let Some(count) = counts.remove(notice.text.as_str()) else { continue };
        let place = match (&notice.subject, &notice.place) {
            (Subject::Item(item), Place::Market(market)) => format!(" ({item} in {market})"),
            _ => String::new(),
        };
        let text = locale.sentence(&notice.text);
        lines.push(match count {
            1 => text + &place,
            count => format!("{text} ({} items in markets)", locale.number(count as f64, 0)),
        });
    }
    lines
}

/// What a cycle that was rolled forward still waits for, in a sentence; empty: nothing.
pub fn waits_for(plan: &Plan, locale: &Locale) -> String {
    let missing: Vec<&str> = missing_actuals(plan).into_iter().map(ActualKind::name).collect();
    if missing.is_empty() {
        return String::new();
    }
    let names = missing.join(", ");
    let verb = if missing.len() == 1 { "is" } else { "are" };
    format!(
        "The {names} of {} {verb} not in yet; the approved plan's own figures stand in.",
        locale.long_month(plan.header.first - 1)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::two_plants;
    use crate::engine::{MonthActuals, month_actuals, roll_forward, run_fully};
    use crate::model::{Approval, Shared};

    #[test]
    fn the_page_says_what_comes_and_what_stands_in() {
        let locale = Locale::default();
        let mut plan = two_plants().plan;
        assert!(roll_view(None, None, &locale).without.is_empty());
        assert!(roll_view(Some(&plan), None, &locale).with.is_empty());
        let outcome = run_fully(&plan);
        plan.approval = Some(Shared::new(Approval::default()));
        let before = roll_view(Some(&plan), None, &locale);
        assert_eq!(before.title, "Roll forward to December 2026");
        assert!(before.lead.contains("May 2027 joins at the end"), "{}", before.lead);
        assert!(before.parts.len() == 5 && !before.usable && !before.without.is_empty());

        let mut files = Plan::default();
        files.header.first = elapsed_month(&plan) + 1;
        let mut bike = plan.actuals.history.iter().next().unwrap().clone();
        bike.units.push(bike.units.last().copied().flatten());
        files.actuals.edit().history.insert(bike);
        let brought = month_actuals(&plan, &outcome, &files, elapsed_month(&plan));
        let came =
            Came { brought, read: vec![("sales.csv".into(), "demand history".into(), Some(12))], ..Came::default() };
        let view = roll_view(Some(&plan), Some(&came), &locale);
        assert!(view.usable && view.files.len() == 1);
        assert_eq!((view.parts[0].tone, view.parts[1].tone), (Tone::Good, Tone::Warn));
        assert_eq!(view.parts[1].chip, "not in these files");

        let rolled = roll_forward(&plan, &outcome, "NEXT".into(), &MonthActuals::default());
        let lines = roll_notes(&rolled.notes, &locale);
        assert!(
            lines.len() < rolled.notes.len() && lines.iter().any(|line| line.contains("items in markets")),
            "{lines:?}"
        );
        assert!(
            waits_for(&rolled.plan, &locale).starts_with("The sales, stock,"),
            "{}",
            waits_for(&rolled.plan, &locale)
        );
        let later = roll_view(Some(&rolled.plan), None, &locale);
        assert_eq!((later.title.as_str(), later.without.as_str()), ("Bring in the actuals of November 2026", ""));
    }
}
