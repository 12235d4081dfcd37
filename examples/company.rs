//! `company [FOLDER]`: writes the seven cycles of the example company, to `static/example` where no folder is named.
//!
//! Exit 0 whenever everything was written, 2 otherwise.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is what a program is for")]

use std::path::Path;
use std::process::ExitCode;

use sextant::file::encode;
use sextant::sample::cycles;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "static/example".into());
    match written(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::from(2)
        }
    }
}

fn written(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for plan in cycles() {
        let (name, bytes) = (format!("{}.json", plan.header.id), encode(&plan));
        std::fs::write(folder.join(&name), &bytes)?;
        println!("{name}: {} bytes", bytes.len());
    }
    Ok(())
}
