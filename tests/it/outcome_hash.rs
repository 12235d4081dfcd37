//! What an outcome is, to the last bit: the same natively and in the browser, or one of them computes something else.

use std::fmt::Debug;

use sextant::engine::Outcome;
use sextant::file::sha256_hex;

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
