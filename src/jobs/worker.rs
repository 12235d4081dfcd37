//! The worker's side: takes orders, works in slices, listens between them.
//!
//! An order comes with the files that it is about; their bytes are read here, so that the page never holds them.
//! A slice is as many steps as fit into some milliseconds; then control goes back to the event loop, so that a cancel is seen.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use super::{Job, Kept, Notice, Order, Run};
use crate::file::{FileError, Ignored, LARGEST_FILE, Upload};

/// How long a slice may take, ms: a cancel waits no longer.
const SLICE_MS: f64 = 30.0;

/// How long a plan is solved, ms: then the best that is known counts, with its proven gap.
const SOLVE_MS: f64 = 60_000.0;

/// Orders that still stand, and what is kept between them.
#[derive(Clone, Default)]
struct Desk {
    standing: Rc<RefCell<BTreeSet<u64>>>,
    kept: Rc<RefCell<Kept>>,
}

/// Listens for orders until the page ends the worker.
pub fn start() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let desk = Desk::default();
    let post_to = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message = Array::from(&event.data());
        let bytes = Uint8Array::new(&message.get(0)).to_vec();
        let files = message.iter().skip(1).filter_map(|file| file.dyn_into::<File>().ok()).collect();
        match postcard::from_bytes(&bytes) {
            Ok(order) => take(order, files, &desk, &post_to),
            Err(error) => web_sys::console::error_1(&format!("the worker got an order it cannot read: {error}").into()),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget(); // lives as long as the worker
}

fn take(order: Order, files: Vec<File>, desk: &Desk, scope: &DedicatedWorkerGlobalScope) {
    match order {
        Order::Start { id, job } => {
            // The latest wins: earlier ones end at their next slice.
            *desk.standing.borrow_mut() = BTreeSet::from([id]);
            let (desk, scope) = (desk.clone(), scope.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let run = Run::new(with_files(job, files).await);
                carry_out(id, run, desk, scope).await;
            });
        }
        Order::Cancel { id } => {
            desk.standing.borrow_mut().remove(&id);
        }
    }
}

/// A job with the bytes of the files that came with it. What cannot be read, or is larger than any plan, is named.
async fn with_files(job: Job, files: Vec<File>) -> Job {
    let Job::Read { files: mut uploads, mut unread, known } = job else { return job };
    for file in files {
        let name = file.name();
        if file.size() > LARGEST_FILE as f64 {
            let why = FileError::TooLarge { bytes: file.size() as usize }.to_string();
            unread.push(Ignored { file: name, why });
            continue;
        }
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => uploads.push(Upload { name, bytes: Uint8Array::new(&buffer).to_vec() }),
            Err(error) => unread.push(Ignored { file: name, why: format!("could not be read: {error:?}") }),
        }
    }
    Job::Read { files: uploads, unread, known }
}

async fn carry_out(id: u64, mut run: Run, desk: Desk, scope: DedicatedWorkerGlobalScope) {
    let end = now(&scope) + SOLVE_MS;
    loop {
        let mut unfinished = slice(&mut run, &desk, &scope);
        if unfinished && now(&scope) >= end {
            run.stop(&mut desk.kept.borrow_mut());
            unfinished = slice(&mut run, &desk, &scope);
        }
        if !unfinished {
            return post(&scope, &Notice::Done { id, answer: run.answer() });
        }
        let (done, of) = run.progress();
        post(&scope, &Notice::Progress { id, done, of });
        TimeoutFuture::new(0).await;
        if !desk.standing.borrow().contains(&id) {
            return post(&scope, &Notice::Cancelled { id });
        }
    }
}

/// Steps until the slice's time is over. Whether anything is left.
fn slice(run: &mut Run, desk: &Desk, scope: &DedicatedWorkerGlobalScope) -> bool {
    let end = now(scope) + SLICE_MS;
    loop {
        if !run.step(&mut desk.kept.borrow_mut()) {
            return false;
        }
        if now(scope) >= end {
            return true;
        }
    }
}

fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(f64::INFINITY, |performance| performance.now())
}

fn post(scope: &DedicatedWorkerGlobalScope, notice: &Notice) {
    let sent = postcard::to_stdvec(notice).map_err(|error| error.to_string()).and_then(|bytes| {
        let bytes = Uint8Array::from(bytes.as_slice());
        scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())).map_err(|error| format!("{error:?}"))
    });
    if let Err(error) = sent {
        web_sys::console::error_1(&format!("the worker could not answer: {error}").into());
    }
}
