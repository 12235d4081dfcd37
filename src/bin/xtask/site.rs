//! The static site: built into `dist/`, measured, served.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::command::{Programs, project};
use crate::server::Port;
use crate::tools;

/// Builds the site for release and answers at `http://127.0.0.1:<port>/` until stopped.
pub fn serve(port: u16) -> Result<(), String> {
    let taken = Port::take(port).map_err(|why| match why.kind() {
        ErrorKind::AddrInUse => {
            let other = if port == u16::MAX { port - 1 } else { port + 1 };
            format!("port {port} is in use. Maybe Sextant runs already; else choose another: cargo xtask serve --port {other}")
        }
        _ => format!("port {port} cannot be used: {why}"),
    })?;
    build(&tools::for_the_site()?)?;
    let server = taken.serve(&dist(), "/");
    println!("\nSextant is at {}   (Ctrl+C ends it)", server.address());
    server.wait();
    Ok(())
}

/// Builds the site for release into `dist/` and prints what it weighs.
pub fn build(programs: &Programs) -> Result<(), String> {
    programs.run("trunk", &["build", "--release"])?;
    let mut files = Vec::new();
    collect(&dist(), &mut files).map_err(|why| format!("dist: {why}"))?;
    files.sort();
    print_sizes(programs, &files)
}

/// Where the site is built.
pub fn dist() -> PathBuf {
    project().join("dist")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn print_sizes(programs: &Programs, files: &[PathBuf]) -> Result<(), String> {
    let packed = brotli_sizes(programs, files);
    println!("\n{:>12} {:>12}  dist/", "bytes", "brotli");
    let (mut bytes, mut brotli) = (0, 0);
    for (position, file) in files.iter().enumerate() {
        let size = std::fs::metadata(file).map_err(|why| format!("{}: {why}", file.display()))?.len();
        let small = packed.get(position).copied();
        let name = file.strip_prefix(dist()).unwrap_or(file).display();
        println!("{size:>12} {:>12}  {name}", small.map_or(String::from("-"), |small| small.to_string()));
        bytes += size;
        brotli += small.unwrap_or_default();
    }
    let sum = if packed.len() == files.len() { brotli.to_string() } else { "-".into() };
    println!("{bytes:>12} {sum:>12}  in all");
    Ok(())
}

/// Each file's size as a host sends it (brotli, quality 11), by Node's own encoder; empty without Node.
fn brotli_sizes(programs: &Programs, files: &[PathBuf]) -> Vec<u64> {
    const SCRIPT: &str = "const fs=require('fs'),z=require('zlib');for(const f of process.argv.slice(1))\
                          console.log(z.brotliCompressSync(fs.readFileSync(f)).length)";
    let names: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
    let mut arguments = vec!["-e", SCRIPT, "--"];
    arguments.extend(names.iter().map(|name| name.as_ref()));
    let answer = programs.answer("node", &arguments).unwrap_or_default();
    answer.lines().map_while(|line| line.parse().ok()).collect()
}
