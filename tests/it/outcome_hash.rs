//! What an outcome is, to the last bit: the same natively and in the browser, or one of them computes something else.

use std::fmt::Debug;

use sextant::engine::Outcome;
use sextant::file::sha256_hex;
use sextant::forecast::{Driver, Forced, MethodKind, Task, forecast};

/// SHA-256 of every stage as debug text, which writes each number so that it reads back as the very same one.
pub fn stages(outcome: &Outcome) -> String {
    let hash = |name: &str, stage: &dyn Debug| format!("{name} {}\n", sha256_hex(format!("{stage:?}").as_bytes()));
    [
        hash("frame", &outcome.frame),
        hash("product", &outcome.product),
        hash("forecasts", &outcome.forecasts),
        hash("demand", &outcome.demand),
        hash("supply", &outcome.supply),
        hash("finance", &outcome.finance),
        hash("gaps", &outcome.gaps),
    ]
    .concat()
}

/// SHA-256 of what each method says of series of several kinds: smooth, growing, sparse, with gaps, below zero, short.
pub fn methods() -> String {
    let line = |kind: &MethodKind| {
        let fits: Vec<_> = series().into_iter().map(|y| forecast(&task(y, (*kind).into()))).collect();
        format!("{kind:?} {}\n", sha256_hex(format!("{fits:?}").as_bytes()))
    };
    MethodKind::ALL.iter().map(line).collect()
}

fn task(y: Vec<Option<f64>>, forced: Forced) -> Task {
    let driver =
        Driver { name: "every seventh".into(), values: (0..80).map(|t| f64::from(u8::from(t % 7 == 3))).collect() };
    Task { y, horizon: 14, season: 12, first_month_of_year: 4, forced: Some(forced), drivers: vec![driver] }
}

fn series() -> Vec<Vec<Option<f64>>> {
    let digit = |t: usize| f64::from(((t * t * 31 + t * 17) % 97) as u32) / 97.0;
    let wave = [0.0, 0.5, 0.9, 1.0, 0.9, 0.5, 0.0, -0.5, -0.9, -1.0, -0.9, -0.5];
    let smooth = |t: usize| 100.0 + 20.0 * wave[t % 12] + 9.0 * digit(t);
    let made = |months: usize, month: &dyn Fn(usize) -> Option<f64>| (0..months).map(month).collect::<Vec<_>>();
    vec![
        made(60, &|t| Some(smooth(t))),
        made(72, &|t| Some((1.0 + 0.02 * t as f64) * smooth(t))),
        made(48, &|t| Some(if t % 5 == 2 { (10.0 * digit(t)).round() } else { 0.0 })),
        made(50, &|t| (t % 11 != 4).then(|| smooth(t))),
        made(45, &|t| Some(smooth(t) - 110.0)),
        made(9, &|t| Some(smooth(t))),
    ]
}
