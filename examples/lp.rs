//! Solves a linear program from a file: `lp FILE.mps [--time-limit SECONDS] [--first-order] [--gap SHARE]`, or times all of a folder: `lp --bench FOLDER`.
//!
//! Reads free and fixed MPS; prints one JSON object as the last line: `status` (optimal, infeasible, unbounded, limit, error),
//! `objective` (in the file's own sense, constant included; null unless optimal), `iterations`, `seconds` (solving alone).
//! Programs of more than 20,000 rows, and any with `--first-order`, are solved by the first-order method until a plan is proven to be within
//! 0.1 % of the best (`--gap 0.001`): the status is then `limit`, and `best`, `bound`, `gap` and `violation` are printed too.
//! Findings go to standard error as `file:line: ...`. Exit 0 for any status, 2 for a call that cannot be understood.
//! Integer columns are solved by branch and bound, meant for small programs: `optimal` is then proven within 1e-7.
//! The bench prints a table, with the difference to the folder's `reference.json` where it has one.

use std::process::ExitCode;
use std::time::Instant;

use sextant::lp::integer::Search;
use sextant::lp::mps::Mps;
use sextant::lp::{FirstOrder, Flaw, Solution, Solver, Status};

const USAGE: &str = "usage: lp FILE.mps [--time-limit SECONDS] [--first-order] [--gap SHARE] | lp --bench FOLDER";
/// Pivots between two looks at the clock.
const PIVOTS: usize = 20;
/// Relaxations of one integer program at most.
const NODES: usize = 200_000;

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)) {
        Ok(Call::Solve { file, limit }) => {
            println!("{}", solve(&file, &limit).json());
            ExitCode::SUCCESS
        }
        Ok(Call::Bench { folder }) => match bench(&folder) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => fail(&message),
        },
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(2)
}

enum Call {
    Solve { file: String, limit: Limit },
    Bench { folder: String },
}

/// When to stop, and by which method.
struct Limit {
    seconds: f64,
    gap: f64,
    first_order: bool,
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Call, String> {
    let (mut file, mut folder, mut limit) =
        (None, None, Limit { seconds: f64::INFINITY, gap: 1e-3, first_order: false });
    while let Some(word) = words.next() {
        match word.as_str() {
            "--time-limit" => limit.seconds = number(&word, words.next())?,
            "--gap" => limit.gap = number(&word, words.next())?,
            "--first-order" => limit.first_order = true,
            "--bench" => folder = Some(words.next().ok_or(USAGE)?),
            _ if word.starts_with("--") => return Err(format!("unknown option {word}\n{USAGE}")),
            _ if file.is_none() => file = Some(word),
            _ => return Err(format!("one file only, not \"{word}\" too\n{USAGE}")),
        }
    }
    match (file, folder) {
        (Some(file), None) => Ok(Call::Solve { file, limit }),
        (None, Some(folder)) => Ok(Call::Bench { folder }),
        _ => Err(USAGE.into()),
    }
}

/// A number that is not below zero.
fn number(option: &str, word: Option<String>) -> Result<f64, String> {
    let text = word.unwrap_or_default();
    let number = text.parse::<f64>().ok().filter(|number| *number >= 0.0);
    number.ok_or(format!("{option} takes a number, not \"{text}\"\n{USAGE}"))
}

/// What is printed of a solve.
struct Answer {
    status: &'static str,
    objective: Option<f64>,
    iterations: usize,
    seconds: f64,
    size: (usize, usize),
    /// What a first-order method knows: best objective, bound, violation.
    known: Option<(f64, f64, f64)>,
}

impl Answer {
    fn without_solving(status: &'static str) -> Self {
        Self { status, objective: None, iterations: 0, seconds: 0.0, size: (0, 0), known: None }
    }

    fn json(&self) -> String {
        let objective = self.objective.map_or("null".into(), |objective| format!("{objective:?}"));
        let Self { status, iterations, seconds, .. } = self;
        let known = self.known.map_or(String::new(), |(best, bound, violation)| {
            let share = (best - bound).abs() / best.abs().max(1.0);
            let [best, bound, gap, violation] = [best, bound, share, violation].map(number_or_null);
            format!(r#","best":{best},"bound":{bound},"gap":{gap},"violation":{violation}"#)
        });
        format!(
            r#"{{"status":"{status}","objective":{objective},"iterations":{iterations},"seconds":{seconds:.6}{known}}}"#
        )
    }
}

/// JSON knows no infinity.
fn number_or_null(number: f64) -> String {
    if number.is_finite() { format!("{number:?}") } else { "null".into() }
}

fn solve(file: &str, limit: &Limit) -> Answer {
    let text = match std::fs::read(file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(why) => {
            eprintln!("{file}:1: cannot be read: {why}");
            return Answer::without_solving("error");
        }
    };
    let mps = match Mps::read(&text) {
        Ok(mps) => mps,
        Err(error) => {
            eprintln!("{file}:{error}");
            return Answer::without_solving("error");
        }
    };
    for (line, message) in &mps.findings {
        eprintln!("{file}:{line}: {message}");
    }
    optimum(file, mps, limit)
}

fn optimum(file: &str, mps: Mps, limit: &Limit) -> Answer {
    let size = (mps.program.rows(), mps.program.columns());
    let start = Instant::now();
    let sign = if mps.maximise { -1.0 } else { 1.0 };
    let in_time = || start.elapsed().as_secs_f64() < limit.seconds;
    if mps.integers.is_empty() && (limit.first_order || FirstOrder::suits(&mps.program)) {
        return match first_order(mps, limit.gap, in_time) {
            Ok((solution, violation)) => {
                // a point that is not feasible has no objective to speak of
                let best = if solution.feasible { sign * solution.objective } else { f64::INFINITY };
                let known = Some((best, sign * solution.bound, violation));
                let seconds = start.elapsed().as_secs_f64();
                Answer { status: "limit", objective: None, iterations: solution.iterations, seconds, size, known }
            }
            Err(flaw) => flawed(file, flaw, size),
        };
    }
    let solved = if mps.integers.is_empty() { continuous(file, mps, in_time) } else { integer(mps, in_time) };
    let seconds = start.elapsed().as_secs_f64();
    match solved {
        Ok((status, objective, iterations)) => {
            // Adding zero turns -0 into 0.
            let objective = (status == Status::Optimal).then_some(sign * objective + 0.0);
            Answer { status: word(status), objective, iterations, seconds, size, known: None }
        }
        Err(flaw) => flawed(file, flaw, size),
    }
}

fn flawed(file: &str, flaw: Flaw, size: (usize, usize)) -> Answer {
    eprintln!("{file}:1: {flaw}");
    let crossed = matches!(flaw, Flaw::CrossedBounds { .. } | Flaw::CrossedSides { .. });
    Answer { size, ..Answer::without_solving(if crossed { "infeasible" } else { "error" }) }
}

/// The best that is known, and how far it violates the program.
fn first_order(mps: Mps, gap: f64, in_time: impl Fn() -> bool) -> Result<(Solution, f64), Flaw> {
    let mut solver = FirstOrder::new(mps.program, gap)?;
    while in_time() && solver.step(PIVOTS) {}
    let solution = solver.solution();
    let violation = solver.program().violation(&solution.x);
    Ok((solution, violation))
}

/// Status, objective and pivots.
type Solved = Result<(Status, f64, usize), Flaw>;

fn continuous(file: &str, mps: Mps, in_time: impl Fn() -> bool) -> Solved {
    let mut solver = Solver::new(mps.program)?;
    while in_time() && solver.step(PIVOTS) {}
    let solution = solver.solution();
    match solution.status {
        Status::Infeasible => {
            let rows = heaviest(&solution.certificate, &mps.rows);
            eprintln!(
                "{file}:1: cannot hold together: {rows}, with the bounds of the columns in them; one of these has to give way"
            );
        }
        Status::Unbounded => {
            let columns = heaviest(&solution.certificate, &mps.columns);
            eprintln!("{file}:1: has no end: the objective falls for ever along {columns}; one of these lacks a bound");
        }
        Status::Optimal | Status::Limit => {}
    }
    Ok((solution.status, solution.objective, solution.iterations))
}

/// The names that weigh most in a proof: "rows SUPPLY and DEMAND", "SUPPLY, DEMAND, X and 12 more".
fn heaviest(proof: &[f64], names: &[String]) -> String {
    const NAMED: usize = 6;
    let mut weighing: Vec<(f64, &String)> = proof.iter().map(|weight| weight.abs()).zip(names).collect();
    weighing.retain(|(weight, _)| *weight > 0.0);
    weighing.sort_by(|a, b| b.0.total_cmp(&a.0));
    let named: Vec<&str> = weighing.iter().take(NAMED).map(|(_, name)| name.as_str()).collect();
    match weighing.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn integer(mps: Mps, in_time: impl Fn() -> bool) -> Solved {
    let mut search = Search::new(mps.program, &mps.integers, NODES)?;
    while in_time() && search.step(PIVOTS) {}
    let solution = search.solution();
    Ok((solution.status, solution.objective, solution.iterations))
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Infeasible => "infeasible",
        Status::Unbounded => "unbounded",
        Status::Limit => "limit",
    }
}

fn bench(folder: &str) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|why| format!("{folder}: cannot be read: {why}"))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "mps")).collect();
    files.sort_by_key(|path| (std::fs::metadata(path).map_or(0, |about| about.len()), path.clone()));
    let reference = std::fs::read_to_string(format!("{folder}/reference.json")).unwrap_or_default();
    let reference: serde_json::Value = serde_json::from_str(&reference).unwrap_or_default();
    println!("| instance | rows | columns | seconds | iterations | status | objective | relative difference |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for path in files {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let limit = Limit { seconds: 600.0, gap: 1e-3, first_order: false };
        let answer = solve(&path.to_string_lossy(), &limit);
        let known = reference[&name]["objective"].as_f64();
        let difference = answer.objective.zip(known).map(|(ours, known)| (ours - known).abs() / known.abs().max(1.0));
        let Answer { status, objective, iterations, seconds, size: (rows, columns), .. } = answer;
        let objective = objective.map_or("-".into(), |objective| format!("{objective:.6}"));
        let difference = difference.map_or("-".into(), |difference| format!("{difference:.1e}"));
        println!(
            "| {name} | {rows} | {columns} | {seconds:.3} | {iterations} | {status} | {objective} | {difference} |"
        );
    }
    Ok(())
}
