//! A small static file server on the machine's own address, for `cargo xtask serve` and for the browser tests.
//!
//! It serves the files of one folder under one prefix, with the types a browser insists on (`application/wasm` above
//! all) and `Cache-Control: no-cache`, as a careful host would. One thread per connection, one answer per connection.
//! It never leaves its folder: a path with anything but plain names in it is not found.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A port that is ours but not yet answered on: taken early, so that a busy port is known before a long build.
pub struct Port {
    listener: TcpListener,
    number: u16,
}

impl Port {
    /// Takes `number` at 127.0.0.1; 0 takes any free one.
    pub fn take(number: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number))?;
        let number = listener.local_addr()?.port();
        Ok(Self { listener, number })
    }

    /// Starts answering with the files of `folder` under `prefix`, such as `/` or `/some/where/`.
    pub fn serve(self, folder: &Path, prefix: &str) -> Server {
        let address = format!("http://127.0.0.1:{}{prefix}", self.number);
        let stopping = Arc::new(AtomicBool::new(false));
        let site = Arc::new(Site { folder: folder.to_owned(), prefix: prefix.to_owned() });
        let stop = Arc::clone(&stopping);
        let thread = std::thread::spawn(move || accept(&self.listener, &site, &stop));
        Server { address, port: self.number, stopping, thread: Some(thread) }
    }
}

/// A running server; dropping it stops it.
pub struct Server {
    address: String,
    port: u16,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// The page's address, with the prefix and its closing slash.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Serves until the program is ended from outside.
    #[allow(dead_code, reason = "the browser tests stop their server instead")]
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        let _wake = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

struct Site {
    folder: PathBuf,
    prefix: String,
}

/// What a request is answered with.
enum Answer {
    File(PathBuf),
    /// The prefix without its slash: relative links would resolve one level too high.
    Moved(String),
    Missing,
    NotAllowed,
}

fn accept(listener: &TcpListener, site: &Arc<Site>, stopping: &AtomicBool) {
    for connection in listener.incoming() {
        if stopping.load(Ordering::Relaxed) {
            return;
        }
        let Ok(connection) = connection else { continue }; // the visitor was gone before we answered
        let site = Arc::clone(site);
        std::thread::spawn(move || {
            // A browser drops connections it no longer needs; there is nobody left to tell.
            let _dropped = respond(connection, &site);
        });
    }
}

fn respond(mut connection: TcpStream, site: &Site) -> io::Result<()> {
    const LONGEST_REQUEST: u64 = 64 * 1024;
    connection.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut request = BufReader::new(connection.try_clone()?.take(LONGEST_REQUEST));
    let mut first = String::new();
    request.read_line(&mut first)?;
    let mut header = String::new();
    while request.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = first.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(());
    };
    let body_wanted = method == "GET";
    match site.answer(method, target) {
        Answer::File(file) => {
            let bytes = std::fs::read(&file)?;
            reply(&mut connection, "200 OK", &format!("Content-Type: {}", media_type(&file)), &bytes, body_wanted)
        }
        Answer::Moved(to) => reply(&mut connection, "308 Permanent Redirect", &format!("Location: {to}"), b"", true),
        Answer::Missing => reply(&mut connection, "404 Not Found", PLAIN, b"not found\n", body_wanted),
        Answer::NotAllowed => reply(&mut connection, "405 Method Not Allowed", "Allow: GET, HEAD", b"", true),
    }
}

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8";

fn reply(to: &mut TcpStream, status: &str, header: &str, body: &[u8], body_wanted: bool) -> io::Result<()> {
    let length = body.len();
    let always = "Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close";
    write!(to, "HTTP/1.1 {status}\r\n{header}\r\nContent-Length: {length}\r\n{always}\r\n\r\n")?;
    if body_wanted {
        to.write_all(body)?;
    }
    to.flush()
}

impl Site {
    fn answer(&self, method: &str, target: &str) -> Answer {
        if !matches!(method, "GET" | "HEAD") {
            return Answer::NotAllowed;
        }
        let path = target.split(['?', '#']).next().unwrap_or_default();
        if !path.ends_with('/') && format!("{path}/") == self.prefix {
            return Answer::Moved(self.prefix.clone());
        }
        let Some(name) = path.strip_prefix(&self.prefix).and_then(percent_decoded) else {
            return Answer::Missing;
        };
        let name = if name.is_empty() { "index.html" } else { &name };
        let inside = !name.contains(['\\', '\0'])
            && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(name);
        if inside && file.is_file() { Answer::File(file) } else { Answer::Missing }
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "csv" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, target: &str) -> String {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).unwrap();
        write!(connection, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    fn site(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("sextant-server-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("inside")).unwrap();
        std::fs::write(folder.join("secret"), "outside").unwrap();
        std::fs::write(folder.join("inside/index.html"), "<p>home").unwrap();
        std::fs::write(folder.join("inside/a b.wasm"), "wasm").unwrap();
        folder
    }

    #[test]
    fn files_come_with_their_type_under_the_prefix_only() {
        let folder = site("prefix");
        let server = Port::take(0).unwrap().serve(&folder.join("inside"), "/some/where/");
        let home = ask(&server, "/some/where/?x=1");
        assert!(home.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html"), "{home}");
        assert!(home.ends_with("\r\n\r\n<p>home"), "{home}");
        assert!(home.contains("Cache-Control: no-cache"), "{home}");
        assert!(ask(&server, "/some/where/a%20b.wasm").contains("Content-Type: application/wasm"));
        assert!(ask(&server, "/some/where").contains("Location: /some/where/\r\n"));
        assert!(ask(&server, "/").starts_with("HTTP/1.1 404"));
        drop(server);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let folder = site("out");
        let server = Port::take(0).unwrap().serve(&folder.join("inside"), "/");
        for target in
            ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "//etc/hostname", "/%", "/%zz", "/inside\\..\\secret"]
        {
            assert!(ask(&server, target).starts_with("HTTP/1.1 404"), "{target}");
        }
        drop(server);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_taken_port_is_an_error_and_a_stopped_server_frees_its_port() {
        let server = Port::take(0).unwrap().serve(Path::new("."), "/");
        let port = server.port;
        assert_eq!(Port::take(port).err().map(|error| error.kind()), Some(io::ErrorKind::AddrInUse));
        drop(server);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}
