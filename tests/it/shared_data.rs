//! The shared data beside the project, where it is: `../shared/data`, or what `SEXTANT_DATA` names. A test that needs it says when it is absent.

use std::path::{Path, PathBuf};

use sextant::file::Upload;

/// A folder of the shared data; `None` (said) where it is absent.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let root = std::env::var("SEXTANT_DATA").unwrap_or_else(|_| "../shared/data".into());
    let folder = Path::new(&root).join(name);
    if !folder.is_dir() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    Some(folder)
}

/// The files of such a folder as people would drop them, by name.
pub(crate) fn uploads(name: &str) -> Option<Vec<Upload>> {
    let entries = std::fs::read_dir(folder(name)?).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let read = |path: &PathBuf| Upload {
        name: path.file_name().unwrap().to_string_lossy().into(),
        bytes: std::fs::read(path).unwrap(),
    };
    Some(paths.iter().map(read).collect())
}
