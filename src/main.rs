//! Starts the page, or the worker when there is no window; nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    if web_sys::window().is_some() {
        sextant::ui::start();
    } else {
        sextant::jobs::worker::start();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    eprintln!("Sextant runs in a browser: `cargo xtask serve` builds it and shows where.");
    std::process::ExitCode::from(2)
}
