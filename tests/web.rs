//! What only a browser can prove about single parts: storage, mounting. Whole journeys are in `tests/browser`.
#![cfg(target_arch = "wasm32")]

#[path = "it/outcome_hash.rs"]
mod outcome_hash;

use leptos::prelude::*;
use sextant::engine::{Answers, run, run_fully};
use sextant::file::decode;
use sextant::model::{Cell, Change, Figure, How, Measure, Place, Plan, Strategy, Subject};
use sextant::ui::session::Session;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_app_mounts() {
    sextant::ui::start();
    let body = web_sys::window().and_then(|window| window.document()).and_then(|page| page.body());
    let text = body.and_then(|body| body.text_content()).unwrap_or_default();
    assert!(text.contains("Sextant"), "{text}");
}

fn example() -> Plan {
    decode(include_bytes!("../static/example/tillwerk-2026-11.json")).map(|opened| opened.plan).unwrap_or_default()
}

#[wasm_bindgen_test]
fn the_browser_computes_what_native_code_computes() {
    let natively = include_str!("cases/tillwerk.sha256");
    assert_eq!(natively, outcome_hash::stages(&run_fully(&example())));
}

/// The session keeps a memo a stage; whatever is edited, they must come to what one whole run comes to.
#[wasm_bindgen_test]
fn the_memos_of_the_session_are_one_run() {
    let owner = Owner::new();
    owner.set();
    let session = Session::start();
    session.live.set(Some(example()));
    let is_one_run = |after: &str| {
        let shown = session.outcome();
        assert!(
            shown.is_some_and(|shown| shown.outcome == run(&shown.plan, &Answers::default())),
            "after {after} the memos are not one run"
        );
    };
    is_one_run("opening");
    let first = example().header.first;
    let item = example().catalog.items.iter().find(|item| item.sellable).map(|item| item.id.clone());
    let cell = |measure| Cell {
        measure,
        subject: item.clone().map_or(Subject::All, Subject::Item),
        place: Place::All,
        first: first + 1,
        last: first + 2,
    };
    let typed = |measure, how, value| Change::figure(Figure::new(cell(measure), how, value));
    for (name, change) in [
        ("a forecast cell", typed(Measure::Consensus, How::Replace, 777.0)),
        ("a price", typed(Measure::Price, How::Percent, 0.1)),
        ("a strategy", Change::Strategy(Strategy::Level)),
    ] {
        let changed = session.live.try_update(|plan| plan.as_mut().map(|plan| plan.apply(change).is_ok()));
        assert_eq!(changed.flatten(), Some(true), "{name}");
        is_one_run(name);
    }
}
