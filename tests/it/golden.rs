//! Whole plans as tables that a person has read: the forward plan of the starter company, and the example's current cycle.
//!
//! A change of the engine that moves a figure shows here as a changed line, to be read again before it is accepted:
//! `SEXTANT_ACCEPT=1 cargo test --test it golden` writes the tables anew. How each was checked stands in its head.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use sextant::engine::run_fully;
use sextant::file::decode;
use sextant::model::Plan;
use sextant::report::{FigureRow, Figures, figures};

use crate::outcome_hash;
use crate::starter_plan::starter;

/// Measures that are added over what they are about, in the order of the steps.
const BY_ITEM: [&str; 4] = ["consensus", "shipments", "production", "closing_stock"];
const COMPANY: [&str; 9] = [
    "revenue_at_demand",
    "revenue",
    "cost_of_goods",
    "variances",
    "gross_margin",
    "ebit",
    "inventory_value",
    "working_capital",
    "cash_flow",
];

#[test]
fn the_forward_plan_of_the_starter_is_the_one_that_was_read() {
    let Some(plan) = starter() else { return };
    held("starter.txt", &plan);
}

#[test]
fn the_current_cycle_of_the_example_is_the_one_that_was_read() {
    let bytes = std::fs::read("static/example/tillwerk-2026-11.json").unwrap();
    held("tillwerk.txt", &decode(&bytes).unwrap().plan);
}

/// `tests/web.rs` holds the browser to the same lines.
#[test]
fn the_outcome_of_the_example_is_the_one_that_browsers_compute() {
    let bytes = std::fs::read("static/example/tillwerk-2026-11.json").unwrap();
    let now = outcome_hash::stages(&run_fully(&decode(&bytes).unwrap().plan));
    held_bits("tillwerk.sha256", &now);
}

/// As above, for every forecasting method.
#[test]
fn each_method_says_what_browsers_compute() {
    held_bits("methods.sha256", &outcome_hash::methods());
}

fn held_bits(name: &str, now: &str) {
    let path = Path::new("tests/cases").join(name);
    if std::env::var_os("SEXTANT_ACCEPT").is_some() {
        std::fs::write(path, now).unwrap();
        return;
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), now, "{}", path.display());
}

/// Compares the table of a plan with the one in `tests/cases`, below its head of `#` lines.
fn held(name: &str, plan: &Plan) {
    let path = Path::new("tests/cases").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let head: String = text.lines().filter(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let accepted: String = text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let now = table(plan);
    if std::env::var_os("SEXTANT_ACCEPT").is_some() {
        std::fs::write(&path, format!("{head}{now}")).unwrap();
        return;
    }
    let moved = accepted.lines().zip(now.lines()).find(|(before, after)| before != after);
    assert_eq!(moved, None, "{}: first line that moved, (as read, now)", path.display());
    assert_eq!(accepted.lines().count(), now.lines().count(), "{}", path.display());
}

/// Every month of the horizon: items that customers buy, resources, the company's money; then the gaps by kind.
fn table(plan: &Plan) -> String {
    let outcome = run_fully(plan);
    let figures = figures(plan, &outcome);
    let mut text = line("", figures.months.iter().map(|month| month[2..].to_string()));
    let asked = |row: &&&FigureRow| {
        let of_it = |own: &&FigureRow| own.subject == row.subject && own.values.iter().any(|units| *units != Some(0.0));
        rows_of(&figures, "consensus").iter().any(of_it)
    };
    for measure in BY_ITEM {
        let rows = rows_of(&figures, measure);
        let sold = rows.iter().filter(asked);
        write_block(&mut text, measure, sold.map(|row| (row.subject.clone(), &row.values)));
    }
    for measure in ["load", "capacity"] {
        let rows = rows_of(&figures, measure);
        write_block(&mut text, measure, rows.iter().map(|row| (row.subject.clone(), &row.values)));
    }
    for measure in COMPANY {
        let rows = rows_of(&figures, measure);
        let company = rows.iter().filter(|row| row.subject == "all" && row.place == "all");
        let pairs = rows.iter().filter(|row| row.subject != "all");
        // A measure without a company row is the sum of its pairs.
        match company.clone().next() {
            Some(_) => write_block(&mut text, measure, company.map(|row| (String::new(), &row.values))),
            None => write_block(&mut text, measure, pairs.map(|row| (String::new(), &row.values))),
        }
    }
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for gap in &outcome.gaps.gaps {
        *kinds.entry(format!("{:?}", gap.cause)).or_default() += 1;
    }
    for (kind, count) in kinds {
        let _ = writeln!(text, "gaps {kind}: {count}");
    }
    text
}

fn rows_of<'a>(figures: &'a Figures, measure: &str) -> Vec<&'a FigureRow> {
    let steps = [&figures.product, &figures.demand, &figures.supply, &figures.finance, &figures.pre_sop];
    let rows = steps.into_iter().flat_map(|step| &step.rows).filter(|row| row.measure == measure);
    // What is shipped stands at the site that ships and at the market that gets it: either adds up to all.
    let is_market =
        |row: &&FigureRow| figures.demand.rows.iter().any(|own| own.measure == "consensus" && own.place == row.place);
    rows.filter(|row| measure != "shipments" || is_market(row)).collect()
}

/// Adds rows of one name, and writes those that are not zero throughout.
fn write_block<'a>(text: &mut String, measure: &str, rows: impl Iterator<Item = (String, &'a Vec<Option<f64>>)>) {
    let mut sums: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (name, values) in rows {
        let sum = sums.entry(name).or_insert_with(|| vec![0.0; values.len()]);
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += value.unwrap_or(0.0);
        }
    }
    for (name, sum) in sums.iter().filter(|(_, sum)| sum.iter().any(|value| *value != 0.0)) {
        let label = format!("{measure} {name}");
        text.push_str(&line(label.trim(), sum.iter().map(|value| format!("{:.0}", value + 0.0))));
    }
}

fn line(name: &str, cells: impl Iterator<Item = String>) -> String {
    let cells: String = cells.map(|cell| format!("{cell:>9}")).collect();
    format!("{name:<28}{cells}\n")
}
