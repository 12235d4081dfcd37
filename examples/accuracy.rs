//! `accuracy [FOLDER]`: how good the automatic forecast is on public series, as the Markdown of `docs/accuracy.md`.
//!
//! FOLDER (default `../shared/data/forecast`) holds `SET_train.csv` and `SET_test.csv` in long format `unique_id,ds,y`, the test
//! months following the train months. Every figure but the table of other libraries is computed in this run: the automatic path with
//! its one setting, and single methods of this crate by name. Definitions are those of the M4 competition (Makridakis, Spiliotis &
//! Assimakopoulos 2020): sMAPE, MASE with the lag-12 scale, OWA against Naive2, MSIS at 95 %, coverage.
//! Exit 0 when a table was written, 2 otherwise.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is what a program is for")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

use sextant::forecast::accuracy::{ratio, seasonal_scale};
use sextant::forecast::season::{centered_average, is_seasonal};
use sextant::forecast::{Forecast, MethodKind, Task, forecast};

const SEASON: usize = 12;
const SETS: [&str; 5] = ["m3_monthly", "m1_monthly", "tourism_monthly", "hospital", "m4_sample"];
const SPARSE: &str = "carparts";

/// Single methods that are shown beside the automatic choice.
const METHODS: [MethodKind; 8] = [
    MethodKind::SeasonalNaive,
    MethodKind::Ses,
    MethodKind::DampedHolt,
    MethodKind::HoltWintersMultiplicative,
    MethodKind::SeasonalArima,
    MethodKind::Ets,
    MethodKind::DynamicTheta,
    MethodKind::Theta,
];

/// What other libraries reach on the same files: name, OWA by set. Measured with statsforecast 2.1 and augurs 0.10.
const OTHERS: [(&str, [f64; 5]); 8] = [
    ("Theta (statsforecast)", [0.844, 0.967, 0.870, 0.814, 0.879]),
    ("Dynamic optimised Theta (statsforecast)", [0.837, 0.936, 0.870, 0.811, 0.932]),
    ("AutoETS (statsforecast)", [0.867, 0.883, 0.836, 0.832, 0.916]),
    ("AutoARIMA (statsforecast)", [0.924, 0.995, 0.816, 0.922, 0.838]),
    ("AutoCES (statsforecast)", [0.898, 0.945, 0.876, 0.846, 0.910]),
    ("MSTL + AutoETS (augurs)", [0.888, 0.931, 0.894, 0.865, 0.887]),
    ("mean of ETS, CES and DOT", [0.830, 0.880, 0.798, 0.801, 0.886]),
    ("mean of ARIMA, ETS, CES and DOT (SCUM)", [0.830, 0.876, 0.777, 0.810, 0.844]),
];

type Series = BTreeMap<String, Vec<f64>>;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "../shared/data/forecast".into());
    match report(&folder) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn report(folder: &str) -> Result<String, String> {
    let mut sets = Vec::new();
    for name in SETS {
        sets.push((name, read(folder, name, "train")?, read(folder, name, "test")?));
    }
    let mut text = String::from(HEAD);
    text += "| method | m3 | m1 | tourism | hospital | m4 | mean |\n| --- | --- | --- | --- | --- | --- | --- |\n";
    let row = |name: &str, owa: &[f64]| {
        let mean = owa.iter().sum::<f64>() / owa.len() as f64;
        let cells: Vec<String> = owa.iter().chain([&mean]).map(|v| format!("{v:.3}")).collect();
        format!("| {name} | {} |\n", cells.join(" | "))
    };
    let automatic: Vec<Scores> = sets.iter().map(|(_, train, test)| scores(train, test, None)).collect();
    text += &row("**automatic (Sextant)**", &automatic.iter().map(Scores::owa).collect::<Vec<_>>());
    for kind in METHODS {
        let owa: Vec<f64> = sets.iter().map(|(_, train, test)| scores(train, test, Some(kind)).owa()).collect();
        text += &row(&format!("{} (Sextant)", kind.name()), &owa);
    }
    for (name, owa) in OTHERS {
        text += &row(name, &owa);
    }
    text += RANGES;
    for ((name, ..), s) in sets.iter().zip(&automatic) {
        text += &format!(
            "| {name} | {} | {:.2} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} |\n",
            s.series(),
            s.mean(&s.smape),
            s.mean(&s.mase),
            s.mean(&s.inside80),
            s.mean(&s.inside95),
            s.mean(&s.msis),
            s.seconds
        );
    }
    text += &sparse(&read(folder, SPARSE, "train")?, &read(folder, SPARSE, "test")?);
    Ok(text)
}

const HEAD: &str = "\
# How good the automatic forecast is

Made by `cargo run --release --example accuracy > docs/accuracy.md`, on public series (M1, M3 and M4 competitions, tourism, hospital
counts, car parts). One automatic setting for all sets; no series is in this repository.

## OWA: error relative to Naive2 (below 1 is better)

The automatic forecast combines methods by their back-test. *Single methods of this crate* run on the same cleaned series;
figures of other libraries were measured on the same files.

";

const RANGES: &str = "
## Errors, ranges and time of the automatic forecast

Shares of the test months inside the 80 % and the 95 % range; MSIS: mean scaled interval score (width and misses, lower is better);
seconds for 1,000 series on one thread of this machine.

| set | series | sMAPE | MASE | in 80 % | in 95 % | MSIS | s / 1,000 |
| --- | --- | --- | --- | --- | --- | --- | --- |
";

fn read(folder: &str, set: &str, part: &str) -> Result<Series, String> {
    let path = format!("{folder}/{set}_{part}.csv");
    let mut reader = csv::Reader::from_path(&path).map_err(|e| format!("{path}: {e}"))?;
    let mut series = Series::new();
    for record in reader.deserialize() {
        let (id, _, y): (String, String, f64) = record.map_err(|e| format!("{path}: {e}"))?;
        series.entry(id).or_default().push(y);
    }
    Ok(series)
}

fn fitted(y: &[f64], horizon: usize, forced: Option<MethodKind>) -> Forecast {
    let y = y.iter().copied().map(Some).collect();
    forecast(&Task {
        y,
        horizon,
        season: SEASON,
        first_month_of_year: 0,
        forced: forced.map(Into::into),
        drivers: Vec::new(),
    })
}

/// By series: the measures of a method and of Naive2.
#[derive(Default)]
struct Scores {
    smape: Vec<f64>,
    mase: Vec<f64>,
    naive_smape: Vec<f64>,
    naive_mase: Vec<f64>,
    inside80: Vec<f64>,
    inside95: Vec<f64>,
    msis: Vec<f64>,
    seconds: f64,
}

impl Scores {
    fn mean(&self, values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len().max(1) as f64
    }

    fn series(&self) -> usize {
        self.smape.len()
    }

    fn owa(&self) -> f64 {
        0.5 * (self.mean(&self.smape) / self.mean(&self.naive_smape)
            + self.mean(&self.mase) / self.mean(&self.naive_mase))
    }
}

fn scores(train: &Series, test: &Series, forced: Option<MethodKind>) -> Scores {
    let mut scores = Scores::default();
    let pairs: Vec<(&Vec<f64>, &Vec<f64>)> = train.iter().filter_map(|(id, y)| Some((y, test.get(id)?))).collect();
    let start = Instant::now();
    let fits: Vec<Forecast> = pairs.iter().map(|(y, actual)| fitted(y, actual.len(), forced)).collect();
    scores.seconds = start.elapsed().as_secs_f64() / pairs.len().max(1) as f64 * 1000.0;
    for ((y, actual), fit) in pairs.iter().zip(&fits) {
        let Some(scale) = seasonal_scale(y, SEASON) else { continue };
        let n = actual.len() as f64;
        let both = |f: &[f64]| {
            let smape = |(f, a): (&f64, &f64)| ratio(200.0 * (f - a).abs(), f.abs() + a.abs()).unwrap_or(0.0);
            let absolute: f64 = f.iter().zip(*actual).map(|(f, a)| (f - a).abs()).sum();
            (f.iter().zip(*actual).map(smape).sum::<f64>() / n, absolute / n / scale)
        };
        let (smape, mase) = both(&fit.mean);
        let (naive_smape, naive_mase) = both(&naive2(y, actual.len()));
        let inside = |low: &[f64], high: &[f64]| {
            actual.iter().zip(low.iter().zip(high)).filter(|(a, (low, high))| *low <= *a && *a <= *high).count() as f64
                / n
        };
        let missed = |h: usize| {
            let (low, high, a) = (fit.lo95[h], fit.hi95[h], actual[h]);
            high - low + 40.0 * ((low - a).max(0.0) + (a - high).max(0.0))
        };
        scores.smape.push(smape);
        scores.mase.push(mase);
        scores.naive_smape.push(naive_smape);
        scores.naive_mase.push(naive_mase);
        scores.inside80.push(inside(&fit.lo80, &fit.hi80));
        scores.inside95.push(inside(&fit.lo95, &fit.hi95));
        scores.msis.push((0..actual.len()).map(missed).sum::<f64>() / n / scale);
    }
    scores
}

/// The M4 benchmark: the last value of the seasonally adjusted series, where a season is found.
fn naive2(y: &[f64], horizon: usize) -> Vec<f64> {
    let last = y.last().copied().unwrap_or(0.0);
    let index = Some(y).filter(|y| is_seasonal(y, SEASON)).and_then(indices).unwrap_or([1.0; SEASON]);
    (0..horizon).map(|h| last / index[(y.len() - 1) % SEASON] * index[(y.len() + h) % SEASON]).collect()
}

/// Mean ratio to the centered average by position, as the competition's code has it: months of zero count; None where an index
/// is not positive.
fn indices(y: &[f64]) -> Option<[f64; SEASON]> {
    let (first, average) = centered_average(y, SEASON);
    let (mut sum, mut count) = ([0.0; SEASON], [0.0; SEASON]);
    for (i, average) in average.iter().enumerate() {
        sum[(first + i) % SEASON] += y[first + i] / average;
        count[(first + i) % SEASON] += 1.0;
    }
    let index: [f64; SEASON] = std::array::from_fn(|p| sum[p] / count[p]);
    let mean = index.iter().sum::<f64>() / SEASON as f64;
    index.iter().all(|v| *v > 0.0 && v.is_finite()).then(|| index.map(|v| v / mean))
}

/// Intermittent demand: root mean squared scaled error, error of the whole horizon, and pinball loss of the 95 % quantile, all
/// scaled by history.
fn sparse(train: &Series, test: &Series) -> String {
    let (mut rmsse, mut total, mut pinball) = (Vec::new(), Vec::new(), Vec::new());
    for (y, actual) in train.iter().filter_map(|(id, y)| Some((y, test.get(id)?))) {
        let from = y.iter().position(|v| *v != 0.0).unwrap_or(0);
        let steps: Vec<f64> = y[from..].windows(2).map(|w| w[1] - w[0]).collect();
        let n = steps.len().max(1) as f64;
        let (squares, sizes) =
            (steps.iter().map(|d| d * d).sum::<f64>() / n, steps.iter().map(|d| d.abs()).sum::<f64>() / n);
        if squares <= 0.0 {
            continue;
        }
        let fit = fitted(y, actual.len(), None);
        let months = actual.len() as f64;
        let error = |(f, a): (&f64, &f64)| (f - a) * (f - a);
        rmsse.push((fit.mean.iter().zip(actual).map(error).sum::<f64>() / months / squares).sqrt());
        let mean = (y.iter().sum::<f64>() / y.len() as f64).max(1e-9);
        total.push((fit.mean.iter().sum::<f64>() - actual.iter().sum::<f64>()).abs() / (months * mean));
        let loss = |(q, a): (&f64, &f64)| (0.95 * (a - q)).max(0.05 * (q - a));
        pinball.push(fit.q95.iter().zip(actual).map(loss).sum::<f64>() / months / sizes);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    format!(
        "
## Intermittent demand ({} car parts, 12 months)

| method | RMSSE | error of the year's total | pinball loss at 95 % |
| --- | --- | --- | --- |
| **automatic (Sextant)** | {:.3} | {:.3} | {:.3} |
| Croston / SBA (statsforecast) | 0.685 / 0.675 | 1.308 / 1.273 | |
| TSB(0.2, 0.2) (statsforecast) | 0.599 | 0.932 | |
| ADIDA / IMAPA (statsforecast) | 0.591 / 0.588 | 0.880 / 0.851 | |
| AutoETS (statsforecast) | 0.639 | 1.085 | 0.254 |

## Time, natively and in WebAssembly

A thousand made-up monthly series, 18 months ahead, one thread, beside a textbook Holt-Winters on a grid in the same run:

```sh
cargo test --release --test fit_speed -- --show-output
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \\
  cargo test --profile page --test fit_speed --target wasm32-unknown-unknown -- --nocapture
```",
        rmsse.len(),
        mean(&rmsse),
        mean(&total),
        mean(&pinball)
    )
}
