//! How long the automatic forecast of 1,000 series takes, natively and in WebAssembly, beside a reference in the same run.
//!
//! A measurement, not a test: nothing is asserted. The series are made here (lengths, trends, seasons and noise as in the monthly series of
//! the M3 competition: 66 to 144 months, 18 ahead). The reference is additive Holt-Winters as a textbook has it, fitted on a grid
//! of 11 x 11 x 11 parameters; machines differ, the ratio hardly. Commands: `docs/accuracy.md`.
#![allow(clippy::print_stdout, reason = "this is what a measurement is for")]

use sextant::forecast::{Task, forecast};

const SERIES: u64 = 1000;
const HORIZON: usize = 18;
const SEASON: usize = 12;

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_test]
fn a_thousand_series() {
    wasm_bindgen_test::console_log!("{}", measured(js_sys::Date::now));
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_thousand_series() {
    let start = std::time::Instant::now();
    println!("{}", measured(|| start.elapsed().as_secs_f64() * 1e3));
}

/// One line: the best of three rounds of each, in seconds, by a clock in milliseconds.
fn measured(clock: impl Fn() -> f64) -> String {
    let series: Vec<Vec<f64>> = (0..SERIES).map(made).collect();
    let mut best = [f64::INFINITY; 2];
    let mut kept = 0.0;
    for _ in 0..3 {
        let start = clock();
        kept += series.iter().map(|y| automatic(y)).sum::<f64>();
        let between = clock();
        kept += series.iter().map(|y| reference(y)).sum::<f64>();
        best = [best[0].min(between - start), best[1].min(clock() - between)];
    }
    let [automatic, reference] = best.map(|milliseconds| milliseconds / 1e3);
    let ratio = automatic / reference;
    format!("{SERIES} series: automatic {automatic:.2} s, reference {reference:.2} s, ratio {ratio:.2} (sum {kept:.0})")
}

fn automatic(y: &[f64]) -> f64 {
    let y = y.iter().copied().map(Some).collect();
    let task = Task { y, horizon: HORIZON, season: SEASON, first_month_of_year: 0, forced: None, drivers: Vec::new() };
    forecast(&task).mean.iter().sum()
}

/// A series by its number (a linear congruential generator; Knuth's MMIX constants).
fn made(number: u64) -> Vec<f64> {
    let mut state = number.wrapping_mul(977).wrapping_add(13);
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let months = 66 + (next() * 79.0) as usize;
    let (level, slope, noise) = (1000.0 + 9000.0 * next(), 20.0 * next() - 5.0, 0.02 + 0.2 * next());
    let swing = if number.is_multiple_of(3) { 0.0 } else { 0.4 * next() };
    let shape: Vec<f64> = (0..SEASON).map(|_| 1.0 + swing * (2.0 * next() - 1.0)).collect();
    let month =
        |t: usize, shock: f64| ((level + slope * t as f64) * shape[t % SEASON] * (1.0 + noise * shock)).max(1.0);
    (0..months).map(|t| month(t, next() + next() + next() - 1.5)).collect()
}

/// Sum of the forecast of additive Holt-Winters with the best parameters of a grid.
fn reference(y: &[f64]) -> f64 {
    let start = || {
        let year = &y[..SEASON];
        let level = year.iter().sum::<f64>() / SEASON as f64;
        let later = y[SEASON..2 * SEASON].iter().sum::<f64>() / SEASON as f64;
        (level, (later - level) / SEASON as f64, year.iter().map(|v| v - level).collect::<Vec<f64>>())
    };
    let run = |alpha: f64, beta: f64, gamma: f64| {
        let (mut level, mut trend, mut season) = start();
        let mut squares = 0.0;
        for (t, v) in y.iter().enumerate().skip(SEASON) {
            let s = season[t % SEASON];
            let error = v - level - trend - s;
            squares += error * error;
            let before = level;
            level = alpha * (v - s) + (1.0 - alpha) * (level + trend);
            trend = beta * (level - before) + (1.0 - beta) * trend;
            season[t % SEASON] = gamma * (v - level) + (1.0 - gamma) * s;
        }
        let ahead = |h: usize| level + (h + 1) as f64 * trend + season[(y.len() + h) % SEASON];
        (squares, (0..HORIZON).map(ahead).sum::<f64>())
    };
    let grid = |i: usize| 0.01 + 0.098 * i as f64;
    let all = (0..11 * 11 * 11).map(|i| run(grid(i % 11), grid(i / 11 % 11), grid(i / 121)));
    all.fold((f64::INFINITY, 0.0), |best, one| if one.0 < best.0 { one } else { best }).1
}
