//! The tools: what is needed, how to see that it is there at the right version, how to get it, what to say if we cannot.
//!
//! A tool counts as present only when it answers with the pinned version; so a half-finished install is never believed,
//! it is done again. Installs go to one folder per set of versions, shared by all clones of the project, behind a lock.
//!
//! Why these versions: Trunk 0.22 needs a newer Rust; wasm-bindgen's command line must equal the library in `Cargo.lock`
//! to the digit; Debian's own wasm-opt (108) corrupts the externref table and the page dies at its start.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::command::{Programs, finish, project};

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132";
const WASM: &str = "wasm32-unknown-unknown";

/// What building the site takes: the wasm target, wasm-bindgen, wasm-opt and Trunk.
pub fn for_the_site() -> Result<Programs, String> {
    let place = Place::open()?;
    site_tools(&place)?;
    Ok(place.programs)
}

/// What the tests take: rustfmt and Clippy, a browser and its driver, and all of [`for_the_site`].
pub fn for_the_tests() -> Result<Programs, String> {
    let place = Place::open()?;
    components(&place)?;
    browser(&place)?;
    site_tools(&place)?;
    Ok(place.programs)
}

/// The folder of this set of versions, locked while installs may run in it.
struct Place {
    folder: PathBuf,
    bindgen: String,
    programs: Programs,
    _lock: File,
}

impl Place {
    fn open() -> Result<Self, String> {
        let bindgen = locked_version("wasm-bindgen")?;
        let folder = cache()?.join(format!("sextant/trunk-{TRUNK}+wasm-bindgen-{bindgen}+binaryen-{BINARYEN}"));
        let cannot = |why| format!("the tool folder {} cannot be used: {why}", folder.display());
        std::fs::create_dir_all(&folder).map_err(cannot)?;
        let lock = File::create(folder.join("lock")).map_err(cannot)?;
        if lock.try_lock().is_err() {
            eprintln!("Another cargo xtask is installing tools; waiting for it.");
            lock.lock().map_err(cannot)?; // let go by the system when the other ends, however it ends
        }
        let programs = Programs::new(&[folder.join("bin"), folder.join("node_modules/.bin")]);
        Ok(Self { folder, bindgen, programs, _lock: lock })
    }

    /// Does nothing when `present`; else announces, installs, and looks again.
    fn provide(
        &self,
        tool: &Tool,
        present: impl Fn(&Programs) -> bool,
        install: impl FnOnce(&Self) -> Result<(), String>,
    ) -> Result<(), String> {
        if present(&self.programs) {
            return Ok(());
        }
        eprintln!("{}: not here yet, installing {} (about {}) ...", tool.name, tool.source, tool.takes);
        let start = Instant::now();
        let by_hand = |why: String| format!("{} could not be installed ({why}). By hand: {}", tool.name, tool.by_hand);
        install(self).map_err(by_hand)?;
        if !present(&self.programs) {
            return Err(by_hand("it is still not found after its install".into()));
        }
        eprintln!("{}: installed in {}.", tool.name, spoken(start.elapsed()));
        Ok(())
    }

    /// `cargo install` into our folder. Forced, because cargo's own record also counts installs that were cut off.
    fn cargo_install(&self, arguments: &[&str]) -> Result<(), String> {
        let root = self.folder.to_string_lossy();
        let mut command = self.programs.command("cargo", &["install", "--force", "--root", &root]);
        finish(command.args(arguments))
    }
}

/// How a tool is spoken of.
struct Tool {
    name: String,
    source: &'static str,
    takes: &'static str,
    by_hand: String,
}

fn site_tools(place: &Place) -> Result<(), String> {
    wasm_target(place)?;
    wasm_bindgen(place)?;
    wasm_opt(place)?;
    trunk(place)
}

fn wasm_target(place: &Place) -> Result<(), String> {
    let by_hand = format!("rustup target add {WASM} (a Rust without rustup: its packager's wasm32 standard library)");
    let tool = Tool { name: format!("Rust target {WASM}"), source: "with rustup", takes: "20 s", by_hand };
    let present = |programs: &Programs| {
        let folder = programs.answer("rustc", &["--print", "target-libdir", "--target", WASM]);
        folder.is_some_and(|folder| Path::new(&folder).is_dir())
    };
    place.provide(&tool, present, |place| place.programs.run("rustup", &["target", "add", WASM]))
}

fn wasm_bindgen(place: &Place) -> Result<(), String> {
    let version = format!("={}", place.bindgen);
    let expected = format!("wasm-bindgen {}", place.bindgen);
    // Without --locked: its own lock file names a crate version that not every registry mirror has.
    let tool = Tool {
        name: expected.clone(),
        source: "with cargo",
        takes: "4 min on two cores",
        by_hand: format!("cargo install wasm-bindgen-cli --version {version}"),
    };
    let present = |programs: &Programs| {
        let runner = format!("wasm-bindgen-test-runner {}", expected.trim_start_matches("wasm-bindgen "));
        programs.answer("wasm-bindgen", &["--version"]).as_ref() == Some(&expected)
            && programs.answer("wasm-bindgen-test-runner", &["--version"]) == Some(runner)
    };
    place.provide(&tool, present, |place| place.cargo_install(&["wasm-bindgen-cli", "--version", &version]))
}

fn wasm_opt(place: &Place) -> Result<(), String> {
    let package = format!("binaryen@{BINARYEN}");
    let tool = Tool {
        name: format!("wasm-opt {BINARYEN}"),
        source: "with npm",
        takes: "20 s",
        by_hand: format!("npm install --global {package} (needs Node, https://nodejs.org)"),
    };
    let present = |programs: &Programs| {
        let answer = programs.answer("wasm-opt", &["--version"]).unwrap_or_default();
        answer.split_whitespace().any(|word| word == BINARYEN)
    };
    place.provide(&tool, present, |place| {
        // npm takes the remains of an interrupted install for a finished one.
        let remains = place.folder.join("node_modules");
        if remains.exists() {
            std::fs::remove_dir_all(&remains).map_err(|why| format!("{}: {why}", remains.display()))?;
        }
        let prefix = place.folder.to_string_lossy();
        place.programs.run("npm", &["install", "--no-audit", "--no-fund", "--prefix", &prefix, &package])
    })
}

fn trunk(place: &Place) -> Result<(), String> {
    let expected = format!("trunk {TRUNK}");
    let version = format!("={TRUNK}");
    // Without its default features it cannot download anything, and must not: all it needs is installed before it.
    let install = ["trunk", "--locked", "--no-default-features", "--version", &version];
    let by_hand = format!("cargo install {}", install.join(" "));
    let tool = Tool { name: expected.clone(), source: "with cargo", takes: "6 min on two cores", by_hand };
    let present = |programs: &Programs| programs.answer("trunk", &["--version"]).as_ref() == Some(&expected);
    place.provide(&tool, present, |place| place.cargo_install(&install))
}

fn components(place: &Place) -> Result<(), String> {
    let tool = Tool {
        name: "rustfmt and Clippy".into(),
        source: "with rustup",
        takes: "20 s",
        by_hand: "rustup component add rustfmt clippy".into(),
    };
    let present = |programs: &Programs| {
        let answers = |program| programs.answer(program, &["--version"]).is_some();
        answers("cargo-fmt") && answers("cargo-clippy")
    };
    place.provide(&tool, present, |place| place.programs.run("rustup", &["component", "add", "rustfmt", "clippy"]))
}

fn browser(place: &Place) -> Result<(), String> {
    const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-liberation"];
    let tool = Tool {
        name: "Chromium and ChromeDriver".into(),
        source: "with apt-get",
        takes: "1 min",
        by_hand: format!(
            "Debian: sudo apt-get install {}. Elsewhere: Chrome or Chromium, and the chromedriver of the same \
             version on the PATH",
            PACKAGES.join(" ")
        ),
    };
    let present = |programs: &Programs| {
        let answers = |program| programs.answer(program, &["--version"]).is_some();
        answers("chromedriver") && (!cfg!(target_os = "linux") || BROWSERS.into_iter().any(answers))
    };
    place.provide(&tool, present, |place| {
        let root = place.programs.answer("id", &["-u"]).is_some_and(|id| id == "0");
        if !root || place.programs.find("apt-get").is_none() {
            return Err("that takes root and apt-get".into());
        }
        let apt = |arguments: &[&str]| {
            finish(place.programs.command("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update", "-q"])?;
        apt(&[&["install", "-y", "-q", "--no-install-recommends"][..], &PACKAGES].concat())
    })
}

/// The names under which ChromeDriver itself looks for a browser on Linux.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// `$XDG_CACHE_HOME`, or `~/.cache`.
fn cache() -> Result<PathBuf, String> {
    let set = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || std::env::home_dir().map(|home| home.join(".cache"));
    set.or_else(home).ok_or_else(|| "no home folder to keep tools in: set XDG_CACHE_HOME to a folder".into())
}

fn locked_version(package: &str) -> Result<String, String> {
    let file = project().join("Cargo.lock");
    let lock = std::fs::read_to_string(&file).map_err(|why| format!("{}: {why}", file.display()))?;
    version_in(&lock, package).ok_or_else(|| format!("{} names no {package}", file.display()))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\"")).skip(1);
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// A duration as one says it: `4 min 10 s`, `12 s`, `0.8 s`.
pub fn spoken(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_gives_the_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "trunk"), None);
    }

    #[test]
    fn durations_are_spoken() {
        assert_eq!(spoken(Duration::from_millis(840)), "0.8 s");
        assert_eq!(spoken(Duration::from_secs(12)), "12 s");
        assert_eq!(spoken(Duration::from_secs(250)), "4 min 10 s");
    }
}
