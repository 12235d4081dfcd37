//! What every journey starts from: the built site on a server of its own, and a browser that has never seen it.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use crate::driver::Page;
use crate::server::{Port, Server};

/// Not the root: the site has to work wherever a host puts it.
const PREFIX: &str = "/some/where/";

/// A page on its server. Everything that a [`Page`] can do, a stage can. Dropping it checks that the browser's log is
/// empty (unless the test has failed already) and ends both.
pub struct Stage {
    page: Page,
    server: Option<Server>,
    address: String,
}

impl Stage {
    /// Serves `dist/`, opens it, and waits until the app has started.
    pub fn open() -> Self {
        Self::open_at("")
    }

    /// As [`Stage::open`], at an address inside the app, such as `#/c/2026-11/demand`.
    pub fn open_at(place: &str) -> Self {
        let stage = Self::before_the_first_visit();
        stage.go(&format!("{}{place}", stage.address));
        stage.wait_until_started();
        stage
    }

    /// The server runs and the browser is open, but has not been to the page.
    pub fn before_the_first_visit() -> Self {
        let server = Port::take(0).expect("a free port").serve(&dist(), PREFIX);
        let address = server.address().to_owned();
        Self { page: Page::open(), server: Some(server), address }
    }

    /// The app's address, ending in a slash.
    #[allow(dead_code, reason = "a vocabulary for journeys; not every word is in use at all times")]
    pub fn home(&self) -> &str {
        &self.address
    }

    /// From now on nothing answers at the app's address: what still works, works offline.
    pub fn stop_the_server(&mut self) {
        self.server = None;
    }

    /// Asserts that the browser has reported nothing: no error, no warning, no refusal by the security policy.
    pub fn assert_log_is_empty(&self) {
        let log: String = self.take_log().iter().map(|line| format!("\n  {line}")).collect();
        assert!(log.is_empty(), "the browser's log has to be empty: {log}");
    }
}

impl Deref for Stage {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_log_is_empty();
        }
    }
}

/// The site under test: `$SEXTANT_DIST`, else `dist/`.
fn dist() -> PathBuf {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    let folder = std::env::var_os("SEXTANT_DIST").map_or_else(here, PathBuf::from);
    assert!(folder.join("index.html").is_file(), "there is no site in {}: run cargo xtask build", folder.display());
    folder
}
