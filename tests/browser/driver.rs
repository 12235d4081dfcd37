//! A small WebDriver client: ChromeDriver as a child process, JSON over HTTP, no crate beyond serde_json.
//!
//! A [`Page`] does what a person does (click, type, drop a file) and looks where a person looks. Everything that can take
//! time waits for up to [`PATIENCE`] and then fails with what it waited for, the page's text and the browser's log. Selectors are
//! CSS; `text=Approve` stands for the innermost visible element whose whole text is that.
//! W3C WebDriver: <https://www.w3.org/TR/webdriver2/>.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything is waited for before a test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Keys that have no character, for [`Page::press`].
#[allow(dead_code, reason = "a vocabulary for journeys; not every key is in use at all times")]
pub mod key {
    pub const BACKSPACE: &str = "\u{E003}";
    pub const TAB: &str = "\u{E004}";
    pub const ENTER: &str = "\u{E007}";
    pub const SHIFT: &str = "\u{E008}";
    pub const CONTROL: &str = "\u{E009}";
    pub const ESCAPE: &str = "\u{E00C}";
    pub const PAGE_UP: &str = "\u{E00E}";
    pub const PAGE_DOWN: &str = "\u{E00F}";
    pub const END: &str = "\u{E010}";
    pub const HOME: &str = "\u{E011}";
    pub const LEFT: &str = "\u{E012}";
    pub const UP: &str = "\u{E013}";
    pub const RIGHT: &str = "\u{E014}";
    pub const DOWN: &str = "\u{E015}";
    pub const DELETE: &str = "\u{E017}";
    pub const F2: &str = "\u{E032}";
}

/// One browser with an empty profile and one page in it. Dropping it ends the browser and deletes the profile.
pub struct Page {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
    downloads: PathBuf,
}

impl Page {
    /// Starts ChromeDriver (`$CHROMEDRIVER`, else found on the `PATH`) and a headless browser (`$CHROMIUM`, else the one
    /// ChromeDriver finds).
    pub fn open() -> Self {
        let (driver, port) = start_driver();
        let profile = scratch_folder();
        let downloads = profile.join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        let mut page = Self { driver, port, session: String::new(), profile, downloads };
        let session = page.ask("POST", "/session", &capabilities(&page.profile, &page.downloads));
        page.session = session["sessionId"].as_str().expect("a session id").to_owned();
        page
    }
}

/// Going places.
#[allow(dead_code, reason = "a vocabulary for journeys; not every verb is in use at all times")]
impl Page {
    /// Opens an address and waits until it has loaded. To change only the part after `#`, this is fine too.
    pub fn go(&self, address: &str) {
        self.post("/url", json!({ "url": address }));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.post("/refresh", json!({}));
    }

    /// Browser history, one back.
    pub fn back(&self) {
        self.post("/back", json!({}));
    }

    /// The address as the browser shows it.
    pub fn address(&self) -> String {
        text_of(&self.get("/url"))
    }

    /// Waits until boot.js says that the app is mounted.
    pub fn wait_until_started(&self) {
        self.wait("the app has started", "return document.documentElement.dataset.ready === '1'", &[]);
    }

    /// Sets the size of the page's area, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let sizes = self.js("return [outerWidth - innerWidth, outerHeight - innerHeight]", &[]);
        let frame = |axis: usize| sizes[axis].as_u64().unwrap_or_default();
        let (width, height) = (u64::from(width) + frame(0), u64::from(height) + frame(1));
        self.post("/window/rect", json!({ "width": width, "height": height }));
    }
}

/// Doing things, by selector. Each waits until there is a visible element to do it to.
#[allow(dead_code, reason = "a vocabulary for journeys; not every verb is in use at all times")]
impl Page {
    /// Clicks in the middle of the first match, scrolled into view.
    pub fn click(&self, selector: &str) {
        self.post(&format!("/element/{}/click", self.shown(selector)), json!({}));
    }

    /// Clicks twice quickly.
    pub fn double_click(&self, selector: &str) {
        let element = json!({ ELEMENT: self.shown(selector) });
        let mut actions = vec![json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": element })];
        for _ in 0..2 {
            actions
                .extend([json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 })]);
        }
        self.post("/actions", json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": actions }] }));
    }

    /// Moves the pointer over the middle of the first match.
    pub fn hover(&self, selector: &str) {
        let element = json!({ ELEMENT: self.shown(selector) });
        let actions = [json!({ "type": "pointerMove", "duration": 50, "x": 0, "y": 0, "origin": element })];
        self.post("/actions", json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": actions }] }));
    }

    /// Types at the end of a field's text, as keys.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.post(&format!("/element/{}/value", self.shown(selector)), json!({ "text": text }));
    }

    /// Replaces a field's text, as keys: all of it is selected and typed over.
    pub fn fill(&self, selector: &str, text: &str) {
        self.type_into(selector, &format!("{}a{}{text}", key::CONTROL, "\u{E000}"));
    }

    /// Presses keys wherever the focus is: `page.press(&[key::CONTROL, "z"])` holds each down until the last is pressed.
    pub fn press(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.post("/actions", json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }));
    }

    /// Types text wherever the focus is, key by key.
    pub fn type_text(&self, text: &str) {
        for character in text.chars() {
            self.press(&[character.encode_utf8(&mut [0; 4])]);
        }
    }

    /// Hands files to an `<input type="file">`, hidden or not. Several need the input's `multiple`.
    pub fn choose_files(&self, selector: &str, files: &[&Path]) {
        let paths: Vec<String> = files.iter().map(|file| path_of(file)).collect();
        let input = self.found(selector);
        self.post(&format!("/element/{input}/value"), json!({ "text": paths.join("\n") }));
    }

    /// Pastes text into the first match by a paste event, without touching the system's clipboard.
    pub fn paste(&self, selector: &str, text: &str) {
        const SCRIPT: &str = "const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', arguments[1]);
            arguments[0].dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))";
        self.js(SCRIPT, &[json!({ ELEMENT: self.shown(selector) }), json!(text)]);
    }

    /// Drops files on the first match, as dragged from the desktop.
    pub fn drop_files(&self, selector: &str, files: &[&Path]) {
        const INPUT: &str = "const input = document.createElement('input'); input.type = 'file'; input.multiple = true;
            input.hidden = true; input.id = 'dropped-by-test'; document.body.append(input)";
        const DROP: &str =
            "const input = document.getElementById('dropped-by-test'); const dataTransfer = new DataTransfer();
            for (const file of input.files) dataTransfer.items.add(file);
            for (const type of ['dragenter', 'dragover', 'drop'])
              arguments[0].dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
            input.remove()";
        let target = json!({ ELEMENT: self.shown(selector) });
        self.js(INPUT, &[]);
        self.choose_files("#dropped-by-test", files);
        self.js(DROP, &[target]);
    }
}

/// Looking.
#[allow(dead_code, reason = "a vocabulary for journeys; not every verb is in use at all times")]
impl Page {
    /// The visible text of the first match, once there is one.
    pub fn text(&self, selector: &str) -> String {
        text_of(&self.get(&format!("/element/{}/text", self.shown(selector))))
    }

    /// The visible texts of all matches, in document order; empty when there are none now.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let texts =
            self.js("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)", &[json!(css)]);
        texts.as_array().map(|texts| texts.iter().map(text_of).collect()).unwrap_or_default()
    }

    /// What stands in a field.
    pub fn value(&self, selector: &str) -> String {
        text_of(&self.get(&format!("/element/{}/property/value", self.found(selector))))
    }

    /// An attribute of the first match.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.get(&format!("/element/{}/attribute/{name}", self.found(selector))).as_str().map(str::to_owned)
    }

    /// How many elements match now.
    pub fn count(&self, css: &str) -> usize {
        let count = self.js("return document.querySelectorAll(arguments[0]).length", &[json!(css)]);
        count.as_u64().unwrap_or_default() as usize
    }

    /// Waits until something visible matches.
    pub fn wait_for(&self, selector: &str) {
        self.shown(selector);
    }

    /// Waits until nothing visible matches.
    pub fn wait_until_gone(&self, selector: &str) {
        let script = format!("{FIND} return !find(arguments[0], true)");
        self.wait(&format!("{selector} is gone"), &script, &[json!(selector)]);
    }

    /// Waits until the first match's text contains `part`.
    pub fn wait_for_text(&self, selector: &str, part: &str) {
        let script = format!("{FIND} return find(arguments[0], true)?.innerText.includes(arguments[1])");
        self.wait(&format!("{selector} says {part:?}"), &script, &[json!(selector), json!(part)]);
    }

    /// Runs JavaScript with `arguments[0]`, ... and gives what it returns; a promise is waited for.
    pub fn js(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("/execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// Runs JavaScript again and again until it returns something truthy, and gives that.
    pub fn wait(&self, what: &str, script: &str, arguments: &[Value]) -> Value {
        let start = Instant::now();
        loop {
            let answer = self.js(script, arguments);
            if !matches!(answer, Value::Null | Value::Bool(false)) && answer != json!("") && answer != json!(0) {
                return answer;
            }
            if start.elapsed() > PATIENCE {
                self.fail(&format!("{what} was waited for in vain"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A finished download, by its file name.
    pub fn downloaded(&self, name: &str) -> PathBuf {
        let file = self.downloads.join(name);
        let start = Instant::now();
        while !file.is_file() {
            if start.elapsed() > PATIENCE {
                self.fail(&format!("{name} was not downloaded; there are {:?}", self.downloads()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        file
    }

    /// The names of all downloads so far, sorted.
    pub fn downloads(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.downloads).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Saves what the window shows as `target/shots/<name>.png`.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        self.save(&format!("{name}.png"), &self.get("/screenshot"))
    }

    /// Saves the page as it would print as `target/shots/<name>.pdf`.
    pub fn print(&self, name: &str) -> PathBuf {
        self.save(&format!("{name}.pdf"), &self.post("/print", json!({ "background": true })))
    }

    /// Takes the browser's messages since the last call: `[{level, message, source, timestamp}]`.
    pub fn take_log(&self) -> Vec<Value> {
        self.post("/se/log", json!({ "type": "browser" })).as_array().cloned().unwrap_or_default()
    }

    fn save(&self, file: &str, encoded: &Value) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shots");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(file);
        std::fs::write(&file, from_base64(encoded.as_str().expect("base64"))).unwrap();
        file
    }
}

/// The key under which WebDriver passes elements (section 11 of the standard).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// `find(selector, visible)`: the first match, or null.
const FIND: &str = r#"
    function find(selector, visible) {
        const shown = (e) => !visible || e.checkVisibility({ visibilityProperty: true });
        if (!selector.startsWith('text=')) return [...document.querySelectorAll(selector)].find(shown) ?? null;
        const wanted = selector.slice(5).trim();
        const says = (e) => (e.innerText ?? '').replace(/\s+/g, ' ').trim() === wanted;
        const all = [...document.body.querySelectorAll('*')].filter((e) => says(e) && shown(e));
        return all.find((e) => !all.some((other) => other !== e && e.contains(other))) ?? null;
    }"#;

impl Page {
    fn shown(&self, selector: &str) -> String {
        self.element(selector, true)
    }

    fn found(&self, selector: &str) -> String {
        self.element(selector, false)
    }

    fn element(&self, selector: &str, visible: bool) -> String {
        let script = format!("{FIND} return find(arguments[0], arguments[1])");
        let found = self.wait(&format!("an element {selector}"), &script, &[json!(selector), json!(visible)]);
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", &format!("/session/{}{path}", self.session), &Value::Null)
    }

    fn post(&self, path: &str, body: Value) -> Value {
        self.ask("POST", &format!("/session/{}{path}", self.session), &body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        match exchange(self.port, method, path, body) {
            Ok(answer) => answer,
            Err(why) => panic!("{method} {path} {body}: {why}"),
        }
    }

    fn fail(&self, what: &str) -> ! {
        let shot = self.screenshot("failure");
        let text = self.js("return document.body.innerText", &[]);
        let log: String = self.take_log().iter().map(|line| format!("\n  {line}")).collect();
        panic!("{what}\nat {}\nscreenshot {}\npage: {text}\nlog: {log}", self.address(), shot.display());
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // Best effort, in a drop: a browser that is already gone needs no ending.
        let _ended = exchange(self.port, "DELETE", &format!("/session/{}", self.session), &Value::Null);
        let _killed = self.driver.kill();
        let _waited = self.driver.wait();
        let _deleted = std::fs::remove_dir_all(&self.profile);
    }
}

/// ChromeDriver picks a free port and says which on its standard output.
fn start_driver() -> (Child, u16) {
    let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let mut command = Command::new(&program);
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut driver = command.spawn().unwrap_or_else(|why| panic!("{} (is it installed?): {why}", program.display()));
    let mut output = BufReader::new(driver.stdout.take().expect("piped"));
    let port = loop {
        let mut line = String::new();
        assert!(output.read_line(&mut line).unwrap() > 0, "chromedriver ended without saying its port");
        if let Some((_, port)) = line.trim_end().trim_end_matches('.').split_once("successfully on port ") {
            break port.parse().expect("a port number");
        }
    };
    // The pipe is read to its end, or the driver would block once it is full.
    std::thread::spawn(move || io::copy(&mut output, &mut io::sink()));
    (driver, port)
}

fn capabilities(profile: &Path, downloads: &Path) -> Value {
    // --no-sandbox: the sandbox refuses to run as root, which CI containers are; the tests open only our own page.
    let mut arguments: Vec<String> = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage \
        --force-device-scale-factor=1 --lang=en-US --window-size=1440,900"
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    arguments.push(format!("--user-data-dir={}", profile.join("profile").display()));
    let mut options = json!({
        "args": arguments,
        "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
    });
    if let Some(browser) = std::env::var_os("CHROMIUM") {
        options["binary"] = json!(browser.to_string_lossy());
    }
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": options,
    } } })
}

/// One request to the driver and its answer's `value`.
fn exchange(port: u16, method: &str, path: &str, body: &Value) -> io::Result<Value> {
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    connection.set_read_timeout(Some(3 * PATIENCE))?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    write!(
        connection,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut answer = BufReader::new(connection);
    let mut status = String::new();
    answer.read_line(&mut status)?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        if answer.read_line(&mut header)? <= 2 {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut bytes = vec![0; length];
    answer.read_exact(&mut bytes)?;
    let mut json: Value = serde_json::from_slice(&bytes)?;
    if status.contains(" 200 ") { Ok(json["value"].take()) } else { Err(io::Error::other(json["value"].to_string())) }
}

fn scratch_folder() -> PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("sextant-browser-{}-{number}", std::process::id()));
    // What a killed run with the same process number left behind is not ours to keep.
    let _absent = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn path_of(file: &Path) -> String {
    let whole = file.canonicalize().unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    whole.to_str().expect("a path in UTF-8").to_owned()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn from_base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for digit in text.bytes().filter_map(|byte| DIGITS.iter().position(|&digit| digit == byte)) {
        bits = bits << 6 | digit as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

#[test]
fn base64_is_read_as_in_rfc_4648_section_10() {
    assert_eq!(from_base64("Zm9vYmFy"), b"foobar");
    assert_eq!(from_base64("Zm9vYmE="), b"fooba");
    assert_eq!(from_base64("Zg=="), b"f");
}
