//! Running other programs: found in our own tools first, in the project's folder, without the outer cargo's variables.
//!
//! `cargo xtask` is itself run by cargo, which sets `CARGO_PKG_*` and friends; handed on, they make every build script
//! believe that its inputs changed, and the next run compiles everything again.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where programs are looked for, in this order: our tool folders, cargo's own, the user's `PATH`.
#[derive(Clone, Debug)]
pub struct Programs {
    folders: Vec<PathBuf>,
}

impl Programs {
    /// `first` are searched before anything that the user has installed.
    pub fn new(first: &[PathBuf]) -> Self {
        let mut folders = first.to_vec();
        folders.extend(cargo_home().map(|home| home.join("bin")));
        folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        Self { folders }
    }

    /// The file that a program's name stands for, if there is one.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let names =
            [program.to_owned(), format!("{program}{}", std::env::consts::EXE_SUFFIX), format!("{program}.cmd")];
        self.folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).find(|file| file.is_file())
    }

    /// A command in the project's folder, ready for more arguments.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        // `Command` searches the parent's PATH on some systems, so the file is resolved here.
        let mut command = Command::new(self.find(program).unwrap_or_else(|| program.into()));
        command.args(arguments).current_dir(project()).env("PATH", self.path());
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(set_by_outer_cargo) {
                command.env_remove(name);
            }
        }
        if program == "trunk" {
            command.env_remove("NO_COLOR"); // Trunk 0.21 refuses to start on NO_COLOR=1
        }
        command
    }

    /// Runs to the end with its output on ours; an error names the command line.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        finish(&mut self.command(program, arguments))
    }

    /// What a program answers, trimmed, or nothing when it is missing or fails. Standard error is dropped: this asks
    /// "which version are you?", and any failure only means "not the one we want".
    pub fn answer(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.command(program, arguments).stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn path(&self) -> OsString {
        // A folder whose name cannot stand in PATH is one that no shell could use either.
        std::env::join_paths(&self.folders).unwrap_or_else(|_| std::env::var_os("PATH").unwrap_or_default())
    }
}

/// Runs a command to the end with its output on ours.
pub fn finish(command: &mut Command) -> Result<(), String> {
    let line = line_of(command);
    eprintln!("$ {line}");
    let status = command.status().map_err(|why| format!("{line}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
}

/// Runs a command to the end, passes each line of its standard output on, and shows it to `look` as well.
pub fn finish_watching(command: &mut Command, mut look: impl FnMut(&str)) -> Result<(), String> {
    let line = line_of(command);
    eprintln!("$ {line}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|why| format!("{line}: {why}"))?;
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).split(b'\n') {
            let text = text.map_err(|why| format!("{line}: {why}"))?;
            let text = String::from_utf8_lossy(&text);
            println!("{text}");
            look(&text);
        }
    }
    let status = child.wait().map_err(|why| format!("{line}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
}

/// The project's folder: where `Cargo.toml` is.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn set_by_outer_cargo(name: &str) -> bool {
    const EXACT: [&str; 5] = ["CARGO", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "CARGO_TARGET_TMPDIR", "OUT_DIR"];
    const FAMILIES: [&str; 3] = ["CARGO_PKG_", "CARGO_BIN_", "CARGO_MANIFEST_"];
    EXACT.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

fn cargo_home() -> Option<PathBuf> {
    let home = || std::env::home_dir().map(|home| home.join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

/// The command as a person would type it: program by name, arguments by spaces.
fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program()).to_string_lossy();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_cargo_is_forgotten_and_the_users_settings_are_kept() {
        for name in ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_BIN_EXE_sextant", "OUT_DIR"] {
            assert!(set_by_outer_cargo(name), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_JOBS", "CARGO_NET_OFFLINE", "CARGO_HTTP_PROXY"] {
            assert!(!set_by_outer_cargo(name), "{name}");
        }
    }

    #[test]
    fn command_lines_read_as_typed() {
        let mut command = Command::new("/some/where/trunk");
        command.args(["build", "--release"]);
        assert_eq!(line_of(&command), "trunk build --release");
    }
}
