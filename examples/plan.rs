//! `plan PLAN.json [--strategy chase|level|target|days|optimal|contribution]`: six steps of figures as JSON on standard output, findings on standard error.
//!
//! Without a strategy the plan of record holds. Exit 0 whenever a result was written, 2 otherwise.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is what a program is for")]

use std::io::Write;
use std::process::ExitCode;

use sextant::engine::run_fully;
use sextant::file::decode;
use sextant::model::{Change, Plan, Strategy};
use sextant::report::figures;

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
    let outcome = run_fully(&plan);
    let figures = figures(&plan, &outcome);
    for finding in &figures.findings {
        eprintln!("{finding}");
    }
    let mut json = serde_json::to_vec(&figures).map_err(|error| error.to_string())?;
    json.push(b'\n');
    Ok(json)
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
