//! The page's side: starts the worker when there is something to do, and again when it has died.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, JSON, Reflect, Uint8Array, encode_uri_component};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{Job, Notice, Order};

/// What the page hears of its jobs.
pub enum Heard {
    /// From the worker.
    Notice(Notice),
    /// The worker died; its job is lost and says why.
    Died(String),
}

/// A worker that is started on demand.
#[derive(Clone)]
pub struct Client {
    worker: Rc<RefCell<Option<Live>>>,
    last_id: Rc<Cell<u64>>,
    hear: Rc<dyn Fn(Heard)>,
}

/// A started worker with what listens to it.
struct Live {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Client {
    /// `hear` is called for everything that comes back.
    pub fn new(hear: impl Fn(Heard) + 'static) -> Self {
        Self { worker: Rc::default(), last_id: Rc::default(), hear: Rc::new(hear) }
    }

    /// Gives the worker a job, which makes it drop an earlier one. Returns the job's id.
    ///
    /// # Errors
    /// Why no worker could be started.
    pub fn start(&self, job: Job) -> Result<u64, String> {
        self.start_with(job, &[])
    }

    /// The same with files beside the order: the worker reads them, so that the page never holds their bytes.
    ///
    /// # Errors
    /// Why no worker could be started.
    pub fn start_with(&self, job: Job, files: &[File]) -> Result<u64, String> {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        self.send(&Order::Start { id, job }, files)?;
        Ok(id)
    }

    /// Ends the worker with whatever it does; the next job starts a new one.
    pub fn stop(&self) {
        // Its listeners may be in use right now, so they go after this call.
        let ended = self.worker.borrow_mut().take();
        wasm_bindgen_futures::spawn_local(async move { drop(ended) });
    }

    /// Drops a job, if it still runs.
    pub fn cancel(&self, id: u64) {
        if self.worker.borrow().is_some()
            && let Err(error) = self.send(&Order::Cancel { id }, &[])
        {
            (self.hear)(Heard::Died(error));
        }
    }

    fn send(&self, order: &Order, files: &[File]) -> Result<(), String> {
        let bytes = postcard::to_stdvec(order).map_err(|error| error.to_string())?;
        let bytes = Uint8Array::from(bytes.as_slice());
        if self.worker.borrow().is_none() {
            let live = self.launch().map_err(text)?;
            *self.worker.borrow_mut() = Some(live);
        }
        let worker = self.worker.borrow();
        let Some(live) = worker.as_ref() else { return Err("no worker".into()) };
        let mut message = Array::of1(&bytes);
        message.extend(files);
        live.worker.post_message_with_transfer(&message, &Array::of1(&bytes.buffer())).map_err(text)
    }

    /// The same wasm module a second time; `boot.js` says where its files are.
    fn launch(&self) -> Result<Live, JsValue> {
        let app = Reflect::get(&js_sys::global(), &"sextantApp".into())?;
        let boot =
            Reflect::get(&app, &"worker".into())?.as_string().ok_or("boot.js did not say where the worker is")?;
        let address = format!("{boot}?app={}", encode_uri_component(&String::from(JSON::stringify(&app)?)));
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address, &options)?;
        let hear = self.hear.clone();
        let on_message =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                match postcard::from_bytes(&Uint8Array::new(&event.data()).to_vec()) {
                    Ok(notice) => hear(Heard::Notice(notice)),
                    Err(error) => hear(Heard::Died(format!("an answer that cannot be read: {error}"))),
                }
            });
        let (hear, slot) = (self.hear.clone(), self.worker.clone());
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            // The next job starts a new worker. Its listeners are in use right now, so they go after this call.
            let dead = slot.borrow_mut().take();
            wasm_bindgen_futures::spawn_local(async move { drop(dead) });
            hear(Heard::Died(event.message()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Live { worker, _on_message: on_message, _on_error: on_error })
    }
}

fn text(error: JsValue) -> String {
    error.as_string().unwrap_or_else(|| format!("{error:?}"))
}
