//! `cargo xtask test`: everything that has to hold, in stages, each with its name and its time. The first that fails
//! ends the run and is named on the last line.

use std::time::Instant;

use crate::command::{Programs, finish, finish_watching, project};
use crate::tools::{for_the_tests, spoken};
use crate::{site, tools};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Runs all stages; says at the end whether the tests that need the shared data could run.
pub fn test() -> Result<(), String> {
    let start = Instant::now();
    let programs = stage("tools", for_the_tests)?;
    stage("format", || programs.run("cargo", &["fmt", "--check"]))?;
    stage("lints", || lints(&programs))?;
    stage("lints for wasm", || lints_for_wasm(&programs))?;
    let mut skipped = 0;
    stage("native tests", || native_tests(&programs, &mut skipped))?;
    stage("examples", || programs.run("cargo", &["build", "--examples"]))?;
    stage("docs", || docs(&programs))?;
    stage("site", || site::build(&programs))?;
    stage("web tests", || web_tests(&programs))?;
    stage("browser tests", || browser_tests(&programs, &mut skipped))?;
    println!("\nAll stages passed in {}.", tools::spoken(start.elapsed()));
    println!("{}", closing_line(shared_data(), skipped));
    Ok(())
}

fn stage<T>(name: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    eprintln!("\n== {name}");
    let start = Instant::now();
    let done = work().map_err(|why| format!("failed at: {name} ({why})"))?;
    eprintln!("== {name}: passed in {}", spoken(start.elapsed()));
    Ok(done)
}

/// `--all-targets` leaves out what `cargo test` leaves out, even where that is named beside it: the browser test is checked by itself.
fn lints(programs: &Programs) -> Result<(), String> {
    programs.run("cargo", &["clippy", "--all-targets", "--", "-D", "warnings"])?;
    programs.run("cargo", &["clippy", "--test", "browser", "--", "-D", "warnings"])
}

fn lints_for_wasm(programs: &Programs) -> Result<(), String> {
    let mut command = programs.command("cargo", &["clippy", "--lib", "--bins", "--test", "web"]);
    finish(command.args(WASM).args(["--", "-D", "warnings"]))
}

/// Shows the output of passing tests too: that is where a test says that it was skipped.
fn native_tests(programs: &Programs, skipped: &mut usize) -> Result<(), String> {
    let mut command = programs.command("cargo", &["test", "--", "--show-output"]);
    finish_watching(&mut command, |line| *skipped += usize::from(is_skip(line)))
}

/// For wasm, because there the crate has all of its modules and every link in the docs has an end.
fn docs(programs: &Programs) -> Result<(), String> {
    let mut command = programs.command("cargo", &["doc", "--lib", "--no-deps", "--document-private-items"]);
    finish(command.args(WASM).env("RUSTDOCFLAGS", "-D warnings"))
}

fn web_tests(programs: &Programs) -> Result<(), String> {
    let mut command = programs.command("cargo", &["test", "--test", "web"]);
    command.args(WASM).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    if let Some(driver) = programs.find("chromedriver") {
        command.env("CHROMEDRIVER", driver);
    }
    finish(&mut command)
}

/// Drives exactly the files that the stage "site" left in `dist/`.
fn browser_tests(programs: &Programs, skipped: &mut usize) -> Result<(), String> {
    let mut command = programs.command("cargo", &["test", "--test", "browser", "--", "--show-output"]);
    finish_watching(&mut command, |line| *skipped += usize::from(is_skip(line)))
}

/// A test that cannot run prints one line that begins so, with its reason.
fn is_skip(line: &str) -> bool {
    line.trim_start().starts_with("skipped:")
}

fn shared_data() -> bool {
    let place = std::env::var_os("SEXTANT_DATA").map_or_else(|| project().join("../shared/data"), Into::into);
    place.is_dir()
}

fn closing_line(found: bool, skipped: usize) -> String {
    match (found, skipped) {
        (true, 0) => "shared data: found".into(),
        (true, n) => format!("shared data: found, but {n} tests skipped"),
        (false, n) => format!("shared data: absent, {n} tests skipped"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_says_what_was_left_out() {
        assert_eq!(closing_line(true, 0), "shared data: found");
        assert_eq!(closing_line(false, 3), "shared data: absent, 3 tests skipped");
        assert!(is_skip("skipped: no shared data at ../shared/data"));
        assert!(!is_skip("test skipped_rows ... ok"));
    }
}
