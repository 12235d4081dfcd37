//! The house rules that a compiler cannot hold: layers, colours, file length, a `//!` per file, a style sheet per part,
//! no inline style, no unwrapping. Each rule is a function over one file (or the list of files) that answers with
//! `file:line: what is wrong`, and each has a test with a violation planted in it.

mod colors;
mod layers;
mod source;

use std::fmt;
use std::path::Path;

use source::{code_and_texts, code_outside_tests, line_at};

/// Lines in a file, with its tests. The aim is 400.
const LONGEST: usize = 600;

#[test]
fn the_house_is_tidy() {
    let files = files();
    assert!(files.iter().any(|file| file.path == "src/lib.rs"), "the project's files were not found");
    let crates = layers::dependencies(&read("Cargo.toml"));
    let page = read("index.html");
    let rules: [&Rule; 8] = [
        &|file| layers::imports(file, &crates),
        &layers::outside,
        &colors::literal,
        &opening,
        &length,
        &inline_style,
        &unwrapping,
        &|file| style_sheet(file, &page),
    ];
    let mut violations: Vec<Violation> = rules.iter().flat_map(|rule| files.iter().flat_map(rule)).collect();
    violations.extend(parts_without_a_sheet(&files));
    let list: String = violations.iter().map(|violation| format!("\n  {violation}")).collect();
    assert!(violations.is_empty(), "{} to put right:{list}", violations.len());
}

/// One rule of the house, over one file.
type Rule<'a> = dyn Fn(&File) -> Vec<Violation> + 'a;

/// A file of the project, by its path from the top, with `/`.
#[derive(Debug)]
struct File {
    path: String,
    text: String,
}

/// What is wrong, and where.
#[derive(Debug)]
struct Violation {
    path: String,
    line: usize,
    message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    fn violation(&self, line: usize, message: impl Into<String>) -> Violation {
        Violation { path: self.path.clone(), line, message: message.into() }
    }

    fn is_rust(&self) -> bool {
        self.path.starts_with("src/") && self.path.ends_with(".rs")
    }

    /// A file that holds nothing but tests of its module.
    fn is_test(&self) -> bool {
        let by_path = self.path.ends_with("/tests.rs") || self.path.contains("/tests/");
        by_path || self.text.lines().any(|line| line == "#![cfg(test)]")
    }

    /// The top-level module that the file belongs to; none for programs, the crate's root, and files of tests.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/").filter(|_| self.is_rust() && !self.is_test())?;
        let first = inside.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(name, "bin" | "main" | "lib")).then_some(name)
    }

    /// How many modules deep the file is: 1 for `src/a.rs` and `src/a/mod.rs`.
    fn depth(&self) -> usize {
        let inside = self.path.trim_start_matches("src/").trim_end_matches("/mod.rs");
        inside.split('/').count()
    }
}

/// Every file of Rust opens with what it is.
fn opening(file: &File) -> Vec<Violation> {
    let missing = file.is_rust() && !file.text.starts_with("//!");
    missing
        .then(|| file.violation(1, "the file has to open with a //! line that says what it is"))
        .into_iter()
        .collect()
}

/// No file is too long to be read at once.
fn length(file: &File) -> Vec<Violation> {
    let lines = file.text.lines().count();
    let long = file.is_rust() && lines > LONGEST;
    long.then(|| file.violation(lines, format!("{lines} lines; split it by concept (at most {LONGEST})")))
        .into_iter()
        .collect()
}

/// The page's security policy refuses `style` attributes, so they would only seem to work. (`style:name=` is fine.)
fn inline_style(file: &File) -> Vec<Violation> {
    if !file.is_rust() && file.path != "index.html" {
        return Vec::new();
    }
    let text = if file.is_rust() { code_and_texts(&file.text) } else { file.text.clone() };
    let attribute = |position: usize| {
        let before = text[..position].chars().next_back();
        let after = text[position + "style=".len()..].chars().next();
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ':' | '.')) && after != Some('=')
    };
    let found = text.match_indices("style=").map(|(position, _)| position).filter(|position| attribute(*position));
    found
        .map(|at| file.violation(line_at(&text, at), "no style attribute: use a class, or style:name= in a view"))
        .collect()
}

/// A panic costs the page; a bin's user sees a stack instead of a sentence.
fn unwrapping(file: &File) -> Vec<Violation> {
    const CALLS: [&str; 6] = [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];
    if !file.is_rust() || file.is_test() {
        return Vec::new();
    }
    let code = code_outside_tests(&file.text);
    let found = CALLS.iter().flat_map(|call| code.match_indices(call));
    found.map(|(at, call)| file.violation(line_at(&code, at), format!("no {call} outside tests"))).collect()
}

/// Every style sheet is linked in `index.html`, or it is never loaded.
fn style_sheet(file: &File, page: &str) -> Vec<Violation> {
    let unlinked = file.path.ends_with(".css") && !page.contains(&format!("rel=\"css\" href=\"{}\"", file.path));
    unlinked.then(|| file.violation(1, "not linked in index.html")).into_iter().collect()
}

/// A part of the page that names classes has its own sheet in `style/parts`.
fn parts_without_a_sheet(files: &[File]) -> Vec<Violation> {
    let without = files.iter().filter_map(|file| {
        let part = file.path.strip_prefix("src/ui/parts/")?.strip_suffix(".rs").filter(|part| *part != "mod")?;
        let code = code_outside_tests(&file.text);
        let classes = code.contains("class=") || code.contains("class:");
        let sheet = format!("style/parts/{part}.css");
        let missing = classes && !files.iter().any(|other| other.path == sheet);
        missing.then(|| file.violation(1, format!("has classes but no {sheet}")))
    });
    without.collect()
}

fn files() -> Vec<File> {
    let mut files = vec![File::new("index.html", &read("index.html"))];
    for folder in ["src", "style", "static"] {
        collect(folder, &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(folder: &str, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(top().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().expect("a name in UTF-8"));
        if entry.file_type().unwrap().is_dir() {
            collect(&path, files);
        } else if [".rs", ".css", ".js", ".html"].iter().any(|end| path.ends_with(end)) {
            files.push(File::new(&path, &read(&path)));
        }
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(top().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: impl Fn(&File) -> Vec<Violation>, path: &str, text: &str, expected: &[&str]) {
        let found: Vec<String> = rule(&File::new(path, text)).iter().map(|violation| violation.to_string()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_without_an_opening_is_caught() {
        check(
            opening,
            "src/model/a.rs",
            "use std::fmt;",
            &["src/model/a.rs:1: the file has to open with a //! line that says what it is"],
        );
        check(opening, "src/model/a.rs", "//! A.", &[]);
    }

    #[test]
    fn a_long_file_is_caught() {
        check(
            length,
            "src/model/a.rs",
            &"\n".repeat(601),
            &["src/model/a.rs:601: 601 lines; split it by concept (at most 600)"],
        );
        check(length, "src/model/a.rs", &"\n".repeat(600), &[]);
    }

    #[test]
    fn an_inline_style_is_caught() {
        let message = "no style attribute: use a class, or style:name= in a view";
        check(inline_style, "src/ui/a.rs", "\nview! { <p style=\"x\"/> }", &[&format!("src/ui/a.rs:2: {message}")]);
        check(inline_style, "src/ui/a.rs", "view! { <p style={x}/> }", &[&format!("src/ui/a.rs:1: {message}")]);
        check(inline_style, "src/chart/a.rs", "\"<p style='x'>\"", &[&format!("src/chart/a.rs:1: {message}")]);
        check(inline_style, "index.html", "<body style=\"x\">", &[&format!("index.html:1: {message}")]);
        check(inline_style, "src/ui/a.rs", "view! { <p style:width=w/> } // style=\"x\"", &[]);
    }

    #[test]
    fn unwrapping_is_caught_outside_tests_only() {
        check(unwrapping, "src/ui/a.rs", "\nlet a = b.unwrap();", &["src/ui/a.rs:2: no .unwrap() outside tests"]);
        check(unwrapping, "src/ui/a.rs", "a.expect(\"b\")", &["src/ui/a.rs:1: no .expect( outside tests"]);
        check(unwrapping, "src/ui/a.rs", "#[cfg(test)]\nmod tests { fn a() { b.unwrap() } }", &[]);
        check(unwrapping, "src/engine/testing.rs", "//! A kit.\n#![cfg(test)]\na.unwrap()", &[]);
        check(unwrapping, "src/ui/a.rs", "// b.unwrap()\na.unwrap_or_default()", &[]);
    }

    #[test]
    fn a_sheet_that_is_not_linked_is_caught() {
        let page = "<link data-trunk rel=\"css\" href=\"style/parts/tile.css\">";
        check(|file| style_sheet(file, page), "style/parts/tile.css", "", &[]);
        check(
            |file| style_sheet(file, page),
            "style/parts/dial.css",
            "",
            &["style/parts/dial.css:1: not linked in index.html"],
        );
    }

    #[test]
    fn a_part_without_its_sheet_is_caught() {
        let part = |name: &str, text| File::new(&format!("src/ui/parts/{name}.rs"), text);
        let files = [
            part("tile", "<p class=\"tile\"/>"),
            part("dial", "<p class=\"dial\"/>"),
            part("plain", "<p/>"),
            File::new("style/parts/tile.css", ""),
        ];
        let found: Vec<String> = parts_without_a_sheet(&files).iter().map(|violation| violation.to_string()).collect();
        assert_eq!(found, ["src/ui/parts/dial.rs:1: has classes but no style/parts/dial.css"]);
    }
}
