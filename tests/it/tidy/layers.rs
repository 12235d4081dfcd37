//! Who may import whom. One row per top-level module; what a row does not list, the module must not name.

use super::source::{code_outside_tests, line_at, words};
use super::{File, Violation};

/// A module, the modules of ours that it may use, and the crates that it may use (`std` always).
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

/// The layers, lowest first.
const LAYERS: &[Row] = &[
    ("model", &[], &["serde"]),
    ("forecast", &[], &["libm", "serde"]), // serde as derives only: an answer of the slow lane is a `Forecast`
    ("lp", &[], &["libm", "serde"]),
    ("engine", &["model", "forecast", "lp"], &["libm", "serde", "sha2"]),
    ("report", &["model", "engine"], &["libm", "serde"]),
    ("chart", &["report", "model"], &["libm", "plotters", "plotters_backend"]),
    ("file", &["model", "report"], &["csv", "serde", "serde_json", "sha2"]),
    ("sample", &["model", "engine", "file"], &[]), // plays cycles and writes them as files; never part of the page
    ("store", &["model", "file"], BROWSER),
    ("jobs", &["engine", "forecast", "model", "file"], BROWSER),
    ("ui", &["report", "model", "store", "file", "jobs", "chart"], PAGE),
];

const BROWSER: &[&str] = &[
    "console_error_panic_hook",
    "gloo_storage",
    "gloo_timers",
    "idb",
    "js_sys",
    "postcard",
    "serde",
    "serde_json",
    "sha2",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "web_sys",
];

const PAGE: &[&str] =
    &["console_error_panic_hook", "gloo_timers", "js_sys", "leptos", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"];

/// The one place in the page that runs the engine.
const ENGINE_IN_THE_PAGE: &str = "src/ui/session";

/// What the planning layers never touch: the clock, the disk, the network, the outside.
const OUTSIDE: &[&str] = &["SystemTime", "Instant", "std::fs", "std::env", "std::net", "println", "eprintln"];
const WITHOUT_OUTSIDE: &[&str] = &["model", "forecast", "lp", "engine", "report", "chart"];

/// Imports that no row allows. Tests inside a module may use anything.
pub fn imports(file: &File, crates: &[String]) -> Vec<Violation> {
    let Some(module) = file.module() else { return Vec::new() };
    let Some((_, ours, theirs)) = LAYERS.iter().find(|(name, ..)| *name == module) else {
        return vec![file.violation(1, format!("module `{module}` has no row in LAYERS of tests/it/tidy/layers.rs"))];
    };
    let code = code_outside_tests(&file.text);
    let mut violations = Vec::new();
    for (name, line) in modules_named(file, &code) {
        let session = module == "ui" && name == "engine" && file.path.starts_with(ENGINE_IN_THE_PAGE);
        let known = LAYERS.iter().any(|(layer, ..)| *layer == name);
        if known && name != module && !ours.contains(&name.as_str()) && !session {
            violations.push(file.violation(line, format!("`{module}` must not use `{name}`")));
        }
    }
    for name in crates.iter().filter(|name| !theirs.contains(&name.as_str())) {
        for position in words(&code, name).filter(|&position| is_crate_path(&code, position, name)) {
            violations
                .push(file.violation(line_at(&code, position), format!("`{module}` must not use crate `{name}`")));
        }
    }
    violations
}

/// Clock, disk and network named in a layer that has none.
pub fn outside(file: &File) -> Vec<Violation> {
    let Some(module) = file.module().filter(|module| WITHOUT_OUTSIDE.contains(module)) else { return Vec::new() };
    let code = code_outside_tests(&file.text);
    let found = OUTSIDE.iter().flat_map(|name| words(&code, name).map(move |position| (name, position)));
    let message = |name| format!("`{module}` must not use `{name}`: it knows nothing of the outside");
    found.map(|(name, position)| file.violation(line_at(&code, position), message(name))).collect()
}

/// The dependencies' names as code writes them, from every dependency table of `Cargo.toml`.
pub fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut inside = false;
    for line in manifest.lines() {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end().trim_end_matches(']');
            inside = table.ends_with("dependencies");
            names.extend(table.split_once("dependencies.").map(|(_, name)| name.to_owned()));
        } else if inside && !line.starts_with('#') {
            names.extend(line.split_once('=').map(|(name, _)| name.trim().to_owned()));
        }
    }
    names.iter().map(|name| name.replace('-', "_")).collect()
}

/// First segments after the crate's root, with their lines: `crate::a::b`, `crate::{a, b::c}`, `super::super::a`.
fn modules_named(file: &File, code: &str) -> Vec<(String, usize)> {
    let mut named = Vec::new();
    let roots = ["crate", "sextant"].into_iter().flat_map(|root| words(code, root).map(move |at| at + root.len()));
    let above = words(code, "super").filter_map(|at| root_by_super(file, code, at));
    for end in roots.chain(above) {
        let Some(path) = code[end..].strip_prefix("::") else { continue };
        let start = end + 2;
        let heads = if path.starts_with('{') { heads_of_group(path) } else { vec![(0, head(path))] };
        named.extend(heads.into_iter().map(|(offset, name)| (name.to_owned(), line_at(code, start + offset))));
    }
    named
}

/// Where a chain of `super`s that starts at `at` and reaches the crate's root ends.
fn root_by_super(file: &File, code: &str, at: usize) -> Option<usize> {
    if code[..at].ends_with("::") {
        return None; // inside a chain, which is looked at from its start
    }
    let count = code[at..].split("::").take_while(|part| *part == "super").count();
    (count >= file.depth()).then_some(at + count * "super::".len() - 2)
}

/// The first segments of the paths in `{a, b::{c, d}, e}`, with their offsets.
fn heads_of_group(group: &str) -> Vec<(usize, &str)> {
    let (mut depth, mut heads, mut expected) = (0, Vec::new(), false);
    for (offset, character) in group.char_indices() {
        match character {
            '{' => (depth, expected) = (depth + 1, depth == 0),
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' => expected = depth == 1,
            character if expected && !character.is_whitespace() => {
                heads.push((offset, head(&group[offset..])));
                expected = false;
            }
            _ => {}
        }
    }
    heads
}

fn head(path: &str) -> &str {
    path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

fn is_crate_path(code: &str, position: usize, name: &str) -> bool {
    let inside_a_path = code[..position].ends_with("::") && !code[..position].ends_with(" ::");
    let after = &code[position + name.len()..];
    let imported = code[..position].trim_end().ends_with("use");
    !inside_a_path && !code[..position].ends_with('.') && (after.starts_with("::") || imported)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let crates = ["leptos", "web_sys", "plotters", "serde_json", "csv"].map(str::to_owned);
        let file = File::new(path, text);
        let found: Vec<String> = imports(&file, &crates).iter().chain(&outside(&file)).map(|v| v.to_string()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn planted_imports_are_caught() {
        check(
            "src/engine/supply.rs",
            "use crate::report::Table;",
            &["src/engine/supply.rs:1: `engine` must not use `report`"],
        );
        check(
            "src/model/plan.rs",
            "\nuse crate::{month, engine::{self, Cube}, file};",
            &["src/model/plan.rs:2: `model` must not use `engine`", "src/model/plan.rs:2: `model` must not use `file`"],
        );
        check("src/file/csv.rs", "use leptos::prelude::*;", &["src/file/csv.rs:1: `file` must not use crate `leptos`"]);
        check(
            "src/report/mod.rs",
            "fn a() { web_sys::window() }",
            &["src/report/mod.rs:1: `report` must not use crate `web_sys`"],
        );
        check("src/report/mod.rs", "use super::file::x;", &["src/report/mod.rs:1: `report` must not use `file`"]);
        check("src/report/a.rs", "use super::super::ui;", &["src/report/a.rs:1: `report` must not use `ui`"]);
        check("src/jobs/a.rs", "sextant::ui::start()", &["src/jobs/a.rs:1: `jobs` must not use `ui`"]);
        check("src/ui/steps/a.rs", "use crate::engine::run;", &["src/ui/steps/a.rs:1: `ui` must not use `engine`"]);
        check(
            "src/engine/a.rs",
            "let t = Instant::now();",
            &["src/engine/a.rs:1: `engine` must not use `Instant`: it knows nothing of the outside"],
        );
        check(
            "src/odd/mod.rs",
            "",
            &["src/odd/mod.rs:1: module `odd` has no row in LAYERS of tests/it/tidy/layers.rs"],
        );
    }

    #[test]
    fn allowed_imports_docs_and_tests_are_left_alone() {
        check("src/engine/supply.rs", "use crate::{model, forecast::fit};\nuse super::Cube;", &[]);
        check("src/engine/supply.rs", "//! See [`crate::report`].\n/* crate::ui */ fn a() { \"crate::ui\" }", &[]);
        check("src/engine/supply.rs", "#[cfg(test)]\nmod tests { use crate::file; }\nfn a() {}", &[]);
        check("src/ui/session.rs", "use crate::engine::run;", &[]);
        check("src/ui/a.rs", "use crate::file::csv::read; use leptos::prelude::*; use super::report;", &[]);
        check("src/bin/xtask/main.rs", "use std::time::Instant;", &[]);
        check("src/lib.rs", "pub mod engine;", &[]);
    }

    #[test]
    fn dependencies_are_read_from_every_table() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\ncsv = \"1\"\nplotters-backend = \"0.3\"\n\
                        [target.'cfg(x)'.dependencies.web-sys]\nversion = \"0.3\"\n[profile.dev]\ndebug = 1\n";
        assert_eq!(dependencies(manifest), ["csv", "plotters_backend", "web_sys"]);
    }
}
