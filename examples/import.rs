//! Makes a plan of the files of a company: `import FOLDER_OR_FILES... > plan.json`.
//!
//! A folder's own files are read, not those of folders below it. The plan's JSON goes to standard output; what had to be said about the
//! files goes to standard error, one line each (`file:row: ...`). Exit 0 when a plan was written, 2 otherwise.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sextant::file::{Upload, encode, import};

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("usage: import FOLDER_OR_FILES... > plan.json");
        return ExitCode::from(2);
    }
    let files: Vec<Upload> = paths.iter().flat_map(|path| files_of(path)).filter_map(|path| upload(&path)).collect();
    let imported = import(&files);
    for ignored in &imported.ignored {
        eprintln!("{}: ignored: {}", ignored.file, ignored.why);
    }
    for finding in &imported.findings {
        eprintln!("{finding}");
    }
    if imported.read.is_empty() {
        eprintln!("no file was read, so there is no plan");
        return ExitCode::from(2);
    }
    match std::io::stdout().lock().write_all(&encode(&imported.plan)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("standard output: {error}");
            ExitCode::from(2)
        }
    }
}

/// A file itself, or the files of a folder by name.
fn files_of(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            eprintln!("{}: ignored: {error}", path.display());
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| {
        if path.is_dir() {
            eprintln!("{}: ignored: a folder within the folder", path.display());
        }
        path.is_file()
    });
    files.sort();
    files
}

fn upload(path: &Path) -> Option<Upload> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match std::fs::read(path) {
        Ok(bytes) => Some(Upload { name, bytes }),
        Err(error) => {
            eprintln!("{name}: ignored: {error}");
            None
        }
    }
}
