//! The page: pictures in, answers out, and never any work that could make it
//! stutter.
//!
//! [`inputs`] brings files, [`bridge`] has them classified by the worker,
//! [`view`] shows what comes of it, and [`trouble`] has the words for what
//! goes wrong.

mod bridge;
mod download;
mod inputs;
mod trouble;
mod view;

use crate::{card::Card, error::ClassifierError};
use bridge::{Bridge, Model, Notice};
use download::{Failure, Progress};
use js_sys::{Promise, Uint8Array, WebAssembly};
use std::{
    cell::Cell,
    rc::{Rc, Weak},
};
use trouble::Trouble;
use view::View;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::File;

/// The model's folder, beside the page.
const MODEL: &str = "model/";

/// The worker's code, compiled once for every worker that is started.
const WORKER: &str = "worker_bg.wasm";

/// Brings the page to life.
pub fn start() {
    console_error_panic_hook::set_once();
    if let Err(error) = Page::open() {
        wasm_bindgen::throw_val(error);
    }
}

struct Page {
    view: View,
    bridge: Bridge,
    /// Whether the worker's code and the model are on their way.
    fetching: Cell<bool>,
}

impl Page {
    fn open() -> Result<(), JsValue> {
        let view = View::find()?;
        let page = Rc::new_cyclic(|page: &Weak<Self>| {
            let listener = page.clone();
            let heed = move |notice| listener.upgrade().iter().for_each(|page| page.heed(&notice));
            Self { view, bridge: Bridge::new(heed), fetching: Cell::default() }
        });
        let receiver = Rc::clone(&page);
        inputs::listen(&page.view, move |file| Rc::clone(&receiver).take(file));
        let canceller = Rc::clone(&page);
        page.view.on_cancel(move || canceller.cancel());
        let retrier = Rc::clone(&page);
        page.view.on_retry(move || {
            retrier.view.loading();
            Rc::clone(&retrier).prepare();
        });
        page.prepare();
        Ok(())
    }

    /// Fetches the worker and the model.
    fn prepare(self: Rc<Self>) {
        self.fetching.set(true);
        spawn_local(async move {
            let fetched = fetch(&self.view).await;
            self.fetching.set(false);
            match fetched {
                Ok((model, card)) => {
                    self.view.about(&card);
                    self.bridge.provide(model);
                }
                Err(trouble) => self.view.failed(&trouble),
            }
        });
    }

    /// A picture, or whatever else was given for one.
    fn take(self: Rc<Self>, file: Option<File>) {
        let Some(file) = file else { return self.view.failed(&Trouble::not_a_file()) };
        self.view.working(&file);
        self.bridge.classify(file.into());
        // What failed to arrive or to start gets another chance.
        if self.bridge.is_down() && !self.fetching.get() {
            self.prepare();
        }
    }

    fn cancel(&self) {
        self.bridge.cancel();
        // Until the next worker says that it is ready.
        self.view.loading();
    }

    fn heed(&self, notice: &Notice) {
        match notice {
            Notice::Ready => self.view.loaded(),
            Notice::Answer(answer) => self.view.answered(answer),
            Notice::Refused(error) => self.view.failed(&Trouble::from(error)),
            Notice::Crashed => self.view.failed(&Trouble::crashed()),
            Notice::Broken(why) => self.view.failed(&Trouble::broken(why)),
        }
    }
}

/// The worker's code and the model, at the same time.
async fn fetch(view: &View) -> Result<(Model, Card), Trouble> {
    let progress = Progress::new(view.progress());
    let module = compile(view.worker_size(), progress.part());
    let (card_part, onnx_part) = (progress.part(), progress.part());
    let card = download::bytes(&format!("{MODEL}model.json"), None, card_part).await?;
    let read = Card::from_json(&card.to_vec());
    let read = read.map_err(|error| Trouble::from(&ClassifierError::Card(error)))?;
    let onnx = format!("{MODEL}{}?{}", read.onnx.file, read.onnx.sha256);
    let onnx = download::bytes(&onnx, Some(read.onnx.bytes as f64), onnx_part).await?;
    let module = JsFuture::from(module).await.map_err(Trouble::from_js)?;
    Ok((Model { module: module.unchecked_into::<WebAssembly::Module>(), card, onnx }, read))
}

/// Starts at once, whether or not it is awaited.
fn compile(size: Option<f64>, part: download::Part) -> Promise {
    future_to_promise(async move {
        let code: Uint8Array =
            download::bytes(WORKER, size, part).await.map_err(Failure::into_js)?;
        JsFuture::from(WebAssembly::compile(&code)).await
    })
}
