//! Forecasts every series of a file: `forecast TRAIN.csv --horizon 18 [--season 12]`.
//!
//! Reads long format `unique_id,ds,y` (ds: YYYY-MM, a date, or a running integer), writes
//! `unique_id,h,mean,lo80,hi80,lo95,hi95,q95` to standard output and findings (`file:row: ...`) to standard error.
//! Exit 0 when a result was written, 2 otherwise.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use sextant::forecast::{Forecast, LONGEST_HORIZON, Task, forecast};

/// Periods of one series at most: a wider span is a typing error in a date.
const LONGEST: i64 = 1200;
const USAGE: &str = "usage: forecast TRAIN.csv --horizon MONTHS [--season 12]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let (file, horizon, season) = arguments(std::env::args().skip(1))?;
    let bytes = std::fs::read(&file).map_err(|e| format!("{file}:1: cannot be read: {e}"))?;
    let (series, mut findings) = read(&file, &bytes)?;
    let mut out = String::from("unique_id,h,mean,lo80,hi80,lo95,hi95,q95\n");
    let mut written = 0;
    for (id, rows) in &series {
        if let Some(task) = task(&file, id, rows, horizon, season, &mut findings) {
            write_rows(&mut out, id, &forecast(&task));
            written += 1;
        }
    }
    for finding in &findings {
        eprintln!("{finding}");
    }
    if written == 0 {
        return Err(format!("{file}:1: no series with a usable month, nothing was forecast"));
    }
    std::io::stdout().write_all(out.as_bytes()).map_err(|e| format!("the result could not be written: {e}"))
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<(String, usize, usize), String> {
    let (mut file, mut horizon, mut season) = (None, None, 12);
    while let Some(word) = words.next() {
        let mut number = || {
            let text = words.next().unwrap_or_default();
            text.parse::<usize>().map_err(|_| format!("{word} takes a whole number, not \"{text}\"\n{USAGE}"))
        };
        match word.as_str() {
            "--horizon" => horizon = Some(number()?),
            "--season" => season = number()?,
            _ if word.starts_with("--") => return Err(format!("unknown option {word}\n{USAGE}")),
            _ if file.is_none() => file = Some(word),
            _ => return Err(format!("one file only, not \"{word}\" too\n{USAGE}")),
        }
    }
    let file = file.ok_or(USAGE)?;
    let horizon = horizon.ok_or_else(|| format!("--horizon is missing\n{USAGE}"))?;
    if (1..=LONGEST_HORIZON).contains(&horizon) {
        Ok((file, horizon, season))
    } else {
        Err(format!("--horizon must be 1 to {LONGEST_HORIZON}\n{USAGE}"))
    }
}

/// One usable row: where it stood, which period, what value (None = not known).
struct Row {
    line: u64,
    kind: PeriodKind,
    period: i64,
    value: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PeriodKind {
    Month,
    Integer,
}

/// A series' rows, and the row of the file where it was met first.
#[derive(Default)]
struct Rows {
    first_line: u64,
    rows: Vec<Row>,
}

type Read = (BTreeMap<String, Rows>, Vec<String>);

fn read(file: &str, bytes: &[u8]) -> Result<Read, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let header = reader.byte_headers().map_err(|e| format!("{file}:1: no header: {e}"))?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|c| String::from_utf8_lossy(c).trim().eq_ignore_ascii_case(name));
        found.ok_or_else(|| format!("{file}:1: expected the columns unique_id, ds, y; {name} is missing"))
    };
    let at = [column("unique_id")?, column("ds")?, column("y")?];
    let (mut series, mut findings) = (BTreeMap::<String, Rows>::new(), Vec::new());
    for record in reader.byte_records() {
        match record {
            Ok(record) => read_row(file, &record, at, &mut series, &mut findings),
            Err(e) => {
                findings.push(format!("{file}:{}: unreadable row: {e}", e.position().map_or(1, csv::Position::line)));
            }
        }
    }
    Ok((series, findings))
}

fn read_row(
    file: &str,
    record: &csv::ByteRecord,
    at: [usize; 3],
    series: &mut BTreeMap<String, Rows>,
    findings: &mut Vec<String>,
) {
    let line = record.position().map_or(1, csv::Position::line);
    let cell = |at: usize| record.get(at).map(|c| String::from_utf8_lossy(c).trim().to_string()).unwrap_or_default();
    let [id, ds, y] = at.map(cell);
    if id.is_empty() {
        findings.push(format!("{file}:{line}: unique_id is empty, row left out"));
        return;
    }
    let rows = &mut series.entry(id).or_insert(Rows { first_line: line, rows: Vec::new() }).rows;
    let Some((kind, period)) = period(&ds) else {
        findings.push(format!("{file}:{line}: ds {ds:?} is not YYYY-MM, a date or a whole number, row left out"));
        return;
    };
    let value = y.parse::<f64>().ok().filter(|v| v.is_finite());
    if value.is_none() {
        findings.push(format!("{file}:{line}: y {y:?} is not a number, the period counts as not known"));
    }
    rows.push(Row { line, kind, period, value });
}

/// Months since year 0 for YYYY-MM and dates (YYYY-MM-DD, also with / or a time after it), the number itself for integers.
fn period(text: &str) -> Option<(PeriodKind, i64)> {
    if let Ok(n) = text.parse::<i64>() {
        return Some((PeriodKind::Integer, n)).filter(|_| n.unsigned_abs() < 1 << 52);
    }
    let date = text.split(['T', ' ']).next()?;
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    let digits = |t: &&str, most: usize| !t.is_empty() && t.len() <= most && t.bytes().all(|b| b.is_ascii_digit());
    let well_formed = (2..=3).contains(&parts.len()) && parts[0].len() == 4 && digits(&parts[0], 4);
    if !well_formed || !parts[1..].iter().all(|p| digits(p, 2)) {
        return None;
    }
    let (year, month): (i64, i64) = (parts[0].parse().ok()?, parts[1].parse().ok()?);
    let day: i64 = parts.get(2).map_or(Some(1), |d| d.parse().ok())?;
    let valid = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    valid.then_some((PeriodKind::Month, year * 12 + month - 1))
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn task(
    file: &str,
    id: &str,
    series: &Rows,
    horizon: usize,
    season: usize,
    findings: &mut Vec<String>,
) -> Option<Task> {
    let mut periods: BTreeMap<i64, &Row> = BTreeMap::new();
    let first_line = series.first_line;
    let id = id.escape_debug();
    let Some(kind) = series.rows.first().map(|r| r.kind) else {
        findings.push(format!("{file}:{first_line}: {id} has no usable row, not forecast"));
        return None;
    };
    for row in &series.rows {
        if row.kind != kind {
            findings.push(format!("{file}:{}: {id} mixes dates and running numbers, row left out", row.line));
            continue;
        }
        let kept = periods.entry(row.period).or_insert(row);
        if kept.line == row.line {
            continue;
        }
        let (out, stays) = if kept.value.is_none() { (std::mem::replace(kept, row), row) } else { (row, *kept) };
        findings.push(format!("{file}:{}: {id} has this period in row {} too, row left out", out.line, stays.line));
    }
    let last = *periods.keys().next_back()?;
    let first = (*periods.keys().next()?).max(last - LONGEST + 1);
    for row in periods.range(..first).map(|(_, row)| row) {
        findings.push(format!("{file}:{}: {id} ends more than {LONGEST} periods later, row left out", row.line));
    }
    let y: Vec<Option<f64>> = (first..=last).map(|p| periods.get(&p).and_then(|r| r.value)).collect();
    if y.iter().all(Option::is_none) {
        findings.push(format!("{file}:{}: {id} has no known value, not forecast", first_line));
        return None;
    }
    let gaps = (first..=last).filter(|p| !periods.contains_key(p)).count();
    if gaps > 0 {
        findings.push(format!("{file}:{}: {id} lacks {gaps} periods, they count as not known", first_line));
    }
    let position = if season > 1 { first.rem_euclid(season as i64) as usize } else { 0 };
    Some(Task { y, horizon, season, first_month_of_year: position, forced: None, drivers: Vec::new() })
}

fn write_rows(out: &mut String, id: &str, f: &Forecast) {
    let plain = !id.contains(['"', ',', '\n', '\r']);
    let id = if plain { id.to_string() } else { format!("\"{}\"", id.replace('"', "\"\"")) };
    for h in 0..f.mean.len() {
        let figures = [&f.mean, &f.lo80, &f.hi80, &f.lo95, &f.hi95, &f.q95].map(|v| figure(v[h]));
        out.push_str(&format!("{id},{},{}\n", h + 1, figures.join(",")));
    }
}

/// Plain decimals, but for figures so large or small that the zeros would fill a page.
fn figure(v: f64) -> String {
    if v == 0.0 || (1e-9..1e15).contains(&v.abs()) { v.to_string() } else { format!("{v:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Values = Vec<Option<f64>>;

    /// Findings and, by series, the values read.
    fn tried(text: &str) -> (Vec<String>, Vec<(String, Values)>) {
        let (series, mut findings) = read("f.csv", text.as_bytes()).unwrap();
        let mut tasks = Vec::new();
        for (id, rows) in &series {
            if let Some(task) = task("f.csv", id, rows, 3, 12, &mut findings) {
                tasks.push((id.clone(), task.y));
            }
        }
        (findings, tasks)
    }

    #[test]
    fn months_dates_and_numbers_are_read() {
        let (findings, tasks) = tried("unique_id,ds,y\na,2024-01,1\na,2024-02-29,2\na,2024/03,3\nb,7,4\nb,8,5\n");
        assert_eq!(findings, Vec::<String>::new());
        let values = |y: &[f64]| y.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(tasks, [("a".into(), values(&[1.0, 2.0, 3.0])), ("b".into(), values(&[4.0, 5.0]))]);
    }

    #[test]
    fn each_bad_row_is_named_and_the_rest_goes_on() {
        let text = "unique_id,ds,y\na,2024-01,1\na,2024-13,9\na,soon,9\na,2024-02,NaN\na,2024-04,4\na,2024-04,8\n,2024-05,1\na,77,1\n\
                    empty,2024-01,\nc,2024-01,x\nd,2024-02-30,5\n";
        let (findings, tasks) = tried(text);
        let told = |part: &str| assert!(findings.iter().any(|finding| finding.contains(part)), "{part}\n{findings:#?}");
        told("f.csv:3: ds \"2024-13\"");
        told("f.csv:4: ds \"soon\"");
        told("f.csv:5: y \"NaN\" is not a number");
        told("f.csv:7: a has this period in row 6 too, row left out");
        told("f.csv:8: unique_id is empty");
        told("f.csv:9: a mixes dates and running numbers");
        told("f.csv:2: a lacks 1 periods");
        told("f.csv:10: empty has no known value, not forecast");
        told("f.csv:11: c has no known value, not forecast");
        told("f.csv:12: d has no usable row, not forecast");
        assert_eq!(tasks, [("a".to_string(), vec![Some(1.0), None, None, Some(4.0)])]);
    }

    #[test]
    fn a_file_without_its_columns_is_refused() {
        assert!(read("f.csv", b"id,ds,y\n").err().is_some_and(|why| why.contains("unique_id is missing")));
        assert_eq!(tried("unique_id,ds,y\n"), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let (_, tasks) = tried("unique_id,ds,y\n\"x,1\",2024-01,1\n\"x,1\",2024-02,2\n");
        let y = tasks[0].1.clone();
        let fit =
            forecast(&Task { y, horizon: 3, season: 12, first_month_of_year: 0, forced: None, drivers: Vec::new() });
        let mut out = String::new();
        write_rows(&mut out, &tasks[0].0, &fit);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().enumerate().all(|(h, line)| line.starts_with(&format!("\"x,1\",{},", h + 1))), "{out}");
        assert!(lines.iter().all(|line| line.matches(',').count() == 8), "{out}");
    }
}
