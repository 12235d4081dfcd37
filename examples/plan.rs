//! `plan PLAN.json [--strategy chase|level|target|days|optimal|contribution]`: six steps of figures as JSON on standard output, findings on standard error.
//!
//! Without a strategy the plan of record holds. Exit 0 whenever a result was written, 2 otherwise.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is what a program is for")]

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sextant::engine::solve::Solve;
use sextant::engine::{Outcome, all_answers, run};
use sextant::file::decode;
use sextant::model::{Change, Plan, Strategy};
use sextant::report::figures;

/// How long a plan is solved at most.
const LONGEST: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    match planned(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(json) => match std::io::stdout().write_all(&json) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&format!("standard output: {error}")),
        },
        Err(message) => failed(&message),
    }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(2)
}

/// Reads, plans and writes; findings go to standard error on the way.
fn planned(arguments: &[String]) -> Result<Vec<u8>, String> {
    let (path, strategy) = understood(arguments)?;
    let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let opened = decode(&bytes).map_err(|error| format!("{path}: {error}"))?;
    for finding in &opened.findings {
        eprintln!("{finding}");
    }
    let plan = with_strategy(&opened.plan, strategy);
    let outcome = solved(&plan);
    let figures = figures(&plan, &outcome);
    for finding in &figures.findings {
        eprintln!("{finding}");
    }
    let mut json = serde_json::to_vec(&figures).map_err(|error| error.to_string())?;
    json.push(b'\n');
    Ok(json)
}

/// The outcome; a solved plan after a minute at most, with the gap that is left as a finding.
fn solved(plan: &Plan) -> Outcome {
    let mut answers = all_answers(plan);
    let outcome = run(plan, &answers);
    let Some(task) = outcome.supply.solving.as_ref().and_then(|solving| solving.pending.clone()) else {
        return outcome;
    };
    let (key, strategy) = (task.key, outcome.supply.strategy);
    match Solve::new(Arc::unwrap_or_clone(task)) {
        Ok(mut solve) => {
            let start = Instant::now();
            while solve.step(100) && start.elapsed() < LONGEST {}
            answers.insert_optimum(key, strategy, solve.answer());
        }
        Err(flaw) => eprintln!("the plan cannot be solved: {flaw}; a quick plan stands instead"),
    }
    let outcome = run(plan, &answers);
    let gap = outcome.supply.solving.as_ref().and_then(|solving| solving.gap(outcome.finance.plan_cost.total()));
    if let Some(gap) = gap.filter(|gap| *gap > 1e-5) {
        eprintln!("the plan is not proven to be the best: that one costs at most {:.2} % less", gap * 100.0);
    }
    outcome
}

fn with_strategy(plan: &Plan, strategy: Option<Strategy>) -> Plan {
    match strategy {
        Some(strategy) => plan.with(&[Change::Strategy(strategy)]).0,
        None => plan.clone(),
    }
}

fn understood(arguments: &[String]) -> Result<(String, Option<Strategy>), String> {
    const USAGE: &str = "usage: plan PLAN.json [--strategy chase|level|target|days|optimal|contribution]";
    let (mut path, mut strategy) = (None, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--strategy" {
            let code = rest.next().ok_or(USAGE)?;
            let known = Strategy::ALL.into_iter().find(|strategy| strategy.code() == code);
            strategy = Some(known.ok_or(format!("\"{code}\" is not a strategy that can be planned here; {USAGE}"))?);
        } else if argument.starts_with("--") || path.is_some() {
            return Err(format!("\"{argument}\" is not understood; {USAGE}"));
        } else {
            path = Some(argument.clone());
        }
    }
    Ok((path.ok_or(USAGE)?, strategy))
}
