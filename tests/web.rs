//! What only a browser can prove about single parts: storage, mounting. Whole journeys are in `tests/browser`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test is meant to stop")]

#[path = "it/outcome_hash.rs"]
mod outcome_hash;

use leptos::prelude::*;
use sextant::engine::{Answers, run, run_fully};
use sextant::file::{decode, encode};
use sextant::model::{Cell, Change, CycleId, Figure, How, Measure, Place, Plan, Strategy, Subject};
use sextant::store::{Store, StoreError};
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
    decode(include_bytes!("../static/example/tillwerk-2026-11.json")).unwrap().plan
}

#[wasm_bindgen_test]
fn the_browser_computes_what_native_code_computes() {
    let natively = include_str!("cases/tillwerk.sha256");
    assert_eq!(natively, outcome_hash::stages(&run_fully(&example())));
}

#[wasm_bindgen_test]
fn each_method_says_in_the_browser_what_it_says_natively() {
    assert_eq!(include_str!("cases/methods.sha256"), outcome_hash::methods());
}

/// The session keeps a memo a stage; whatever is edited, they must come to what one whole run comes to.
#[wasm_bindgen_test]
fn the_memos_of_the_session_are_one_run() {
    // Mounting anything starts what runs effects.
    leptos::mount::mount_to_body(|| ());
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

/// The example as a cycle of a test of its own: the session of another test may save meanwhile.
fn cycle(id: &str) -> Plan {
    let mut plan = example();
    plan.header.id = CycleId::from(id);
    plan
}

async fn storage() -> Store {
    Store::open().await.expect("a browser under test has storage")
}

async fn has(store: &Store, id: &str) -> bool {
    store.list().await.is_ok_and(|(heads, _)| heads.iter().any(|head| head.id == id))
}

#[wasm_bindgen_test]
async fn a_cycle_is_kept_listed_read_back_and_deleted() {
    let (mut store, mut plan) = (storage().await, cycle("kept"));
    let head = store.save(&plan, &"what home says", "2026-11-22T10:00:00Z".into(), true).await.unwrap();
    assert_eq!((head.revision, head.summary::<String>().as_deref()), (1, Some("what home says")));
    assert!(has(&store, "kept").await);
    let read = storage().await.load("kept").await.unwrap();
    assert!(encode(&read) == encode(&plan), "what is read is what was saved");

    // Another tab saves: this one is told, and overwrites nothing.
    let mut elsewhere = storage().await;
    let theirs = elsewhere.load("kept").await.unwrap();
    elsewhere.save(&theirs, &"theirs", "2026-11-22T10:01:00Z".into(), false).await.unwrap();
    plan.header.company = "Ours".into();
    let ours = store.save(&plan, &"ours", "2026-11-22T10:02:00Z".into(), false).await;
    assert_eq!(ours.map(|head| head.revision), Err(StoreError::Elsewhere));
    assert_eq!(storage().await.load("kept").await.unwrap().header.company, theirs.header.company);

    store.delete("kept").await.unwrap();
    assert!(!has(&store, "kept").await);
    assert_eq!(store.load("kept").await.err(), Some(StoreError::Missing));
}

#[wasm_bindgen_test]
async fn a_full_store_says_so_and_keeps_nothing_by_halves() {
    let (mut store, plan) = (storage().await, cycle("too-much"));
    const FILL: &str = "window.realPut = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError') };";
    js_sys::eval(FILL).unwrap();
    let saved = store.save(&plan, &"", "2026-11-22T10:00:00Z".into(), true).await;
    js_sys::eval("IDBObjectStore.prototype.put = window.realPut").unwrap();
    assert_eq!(saved.map(|head| head.revision), Err(StoreError::Full));
    assert!(!has(&store, "too-much").await);
    assert!(StoreError::Full.to_string().contains("no room"));
}

#[wasm_bindgen_test]
async fn a_browser_without_storage_says_so() {
    js_sys::eval("Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true })").unwrap();
    let opened = Store::open().await;
    js_sys::eval("delete window.indexedDB").unwrap();
    assert_eq!(opened.err(), Some(StoreError::Denied));
}
