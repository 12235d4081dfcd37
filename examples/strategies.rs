//! `strategies PLAN.json`: every named supply plan side by side under one cost function, solved where it has to be, and what binds the one of
//! least cost: a Markdown table and a list on standard output. Findings go to standard error; exit 2 where no plan could be read.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is what a program is for")]

use std::process::ExitCode;
use std::sync::Arc;

use sextant::engine::binding::{Binding, Limit};
use sextant::engine::{Answers, NamedPlan, Outcome, all_answers, named_plan, run, solve};
use sextant::file::decode;
use sextant::model::{Plan, Strategy};

/// Bindings that are listed.
const LISTED: usize = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path] = arguments.as_slice() else {
        eprintln!("usage: strategies PLAN.json");
        return ExitCode::from(2);
    };
    let read = std::fs::read(path).map_err(|error| error.to_string());
    match read.and_then(|bytes| decode(&bytes).map_err(|error| error.to_string())) {
        Ok(opened) => {
            opened.findings.iter().for_each(|finding| eprintln!("{finding}"));
            compared(&opened.plan);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::from(2)
        }
    }
}

fn compared(plan: &Plan) {
    let mut answers = all_answers(plan);
    let outcome = run(plan, &answers);
    println!("| plan | total cost | paid | price of service | service | overtime hours | closing inventory |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for strategy in Strategy::ALL {
        let planned = solved(plan, &outcome, &mut answers, strategy);
        let cost = &planned.cost;
        println!(
            "| {} | {:.0} | {:.0} | {:.0} | {:.2} % | {:.0} | {:.0} |",
            strategy.name(),
            cost.total().0,
            cost.paid().0,
            (cost.total() - cost.paid()).0,
            planned.service.unwrap_or(1.0) * 100.0,
            planned.overtime.0,
            planned.closing_inventory.0
        );
        if strategy == Strategy::OptimalCost {
            binds(plan, &outcome, &planned);
        }
    }
}

/// The plan of a strategy, solved to the end.
fn solved(plan: &Plan, outcome: &Outcome, answers: &mut Answers, strategy: Strategy) -> NamedPlan {
    let draft = named_plan(plan, outcome, answers, strategy);
    let Some(task) = draft.pending else { return draft };
    let key = task.key;
    match solve::solve(Arc::unwrap_or_clone(task)) {
        Ok(optimum) => answers.insert_optimum(key, strategy, optimum),
        Err(flaw) => eprintln!("{} cannot be solved: {flaw}", strategy.name()),
    }
    named_plan(plan, outcome, answers, strategy)
}

/// The dearest limits, on standard error so that the table stays whole.
fn binds(plan: &Plan, outcome: &Outcome, planned: &NamedPlan) {
    let Some(solving) = planned.supply.solving.as_deref() else { return };
    let name = |binding: &Binding| match binding.limit {
        Limit::Hours(resource) => format!("hours of {}", outcome.frame.resources.code(resource)),
        Limit::Storage(site) => format!("storage at {}", outcome.frame.sites.code(site)),
        Limit::Vendor(point) => format!("vendor of {:?}", outcome.frame.point_address(point)),
        Limit::Frozen(point) => format!("frozen {:?}", outcome.frame.point_address(point)),
        Limit::LeadTime(point) => format!("lead time of {:?}", outcome.frame.point_address(point)),
    };
    let movable = solving.binding.iter().filter(|binding| !matches!(binding.limit, Limit::LeadTime(_)));
    for binding in movable.take(LISTED) {
        let exact = binding.gain.map_or("not solved again".to_string(), |gain| format!("exactly {gain:.2}"));
        let (down, up) = binding.range.unwrap_or((0.0, 0.0));
        eprintln!(
            "{} in {}: one more saves at most {:.2} ({exact}), the price holds for {up:.1} more and {down:.1} fewer",
            name(binding),
            plan.horizon().month(binding.t),
            binding.worth
        );
    }
    let months = |limit: Limit| solving.binding.iter().filter(|binding| binding.limit == limit).count();
    for resource in 0..outcome.frame.resources.len() {
        let bound = months(Limit::Hours(resource));
        if bound > 0 {
            eprintln!(
                "{} binds in {bound} of {} months",
                outcome.frame.resources.code(resource),
                outcome.frame.months()
            );
        }
    }
    let ahead: f64 = solving.early.iter().map(|early| early.value.0).sum();
    eprintln!("built ahead: {ahead:.0}");
}
