//! `cargo xtask serve | build | test`: everything a fresh machine needs, in one word.
//!
//! `serve` shows the app, `test` proves it, `build` leaves the static site in `dist/`. Each of them first looks for the
//! tools it needs and installs the missing ones at pinned versions ([`tools`]). Standard library only, so that this
//! program compiles before anything else does.
//!
//! Exit codes: 0 when everything succeeded, 1 when something failed (the last line says what), 2 for wrong arguments.

#[cfg(not(target_arch = "wasm32"))]
mod command;
#[cfg(not(target_arch = "wasm32"))]
mod server;
#[cfg(not(target_arch = "wasm32"))]
mod site;
#[cfg(not(target_arch = "wasm32"))]
mod stages;
#[cfg(not(target_arch = "wasm32"))]
mod tools;

#[cfg(not(target_arch = "wasm32"))]
const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N]   build the app and show it at http://127.0.0.1:8080/ (or port N)
  build              build the static site into dist/, ready for any host and any sub-path
  test               format, lints, native tests, docs, site build, tests in a real browser

Tools that are missing are installed at pinned versions into $XDG_CACHE_HOME/sextant (default ~/.cache/sextant).";

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(task) = Task::parse(&arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match task.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The package is compiled for wasm too; there is nothing for this program to do there.
#[cfg(target_arch = "wasm32")]
fn main() {}

/// What was asked for on the command line.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, PartialEq)]
enum Task {
    Serve { port: u16 },
    Build,
    Test,
    Help,
}

#[cfg(not(target_arch = "wasm32"))]
impl Task {
    const DEFAULT_PORT: u16 = 8080;

    fn parse(arguments: &[String]) -> Option<Task> {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match words[..] {
            ["serve"] => Some(Task::Serve { port: Self::DEFAULT_PORT }),
            ["serve", "--port", port] => port.parse().ok().map(|port| Task::Serve { port }),
            ["build"] => Some(Task::Build),
            ["test"] => Some(Task::Test),
            ["help" | "--help" | "-h"] => Some(Task::Help),
            _ => None,
        }
    }

    fn run(&self) -> Result<(), String> {
        match self {
            Task::Serve { port } => site::serve(*port),
            Task::Build => site::build(&tools::for_the_site()?),
            Task::Test => stages::test(),
            Task::Help => {
                println!("{USAGE}");
                Ok(())
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<Task>) {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(Task::parse(&arguments), expected, "{line:?}");
    }

    #[test]
    fn arguments_name_one_task_or_none() {
        check("serve", Some(Task::Serve { port: 8080 }));
        check("serve --port 9000", Some(Task::Serve { port: 9000 }));
        check("build", Some(Task::Build));
        check("test", Some(Task::Test));
        check("", None);
        check("serve --port", None);
        check("serve --port 70000", None);
        check("test everything", None);
        check("deploy", None);
    }
}
