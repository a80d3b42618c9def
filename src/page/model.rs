//! Fetches the model and the worker's code, and tries again on failure.

use super::{Page, about, bridge::Model, dom::log};
use crate::{
    app::{session::Event, trouble::Trouble},
    core::{card::Card, error::ClassifierError},
    net::{
        download::{self, Progress},
        job::start,
    },
};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCache;

impl Page {
    /// Fetches the worker and the model.
    pub(super) fn prepare(self: &Rc<Self>) {
        self.on(Event::Downloading(true));
        self.question.ask();
        let page = Rc::clone(self);
        spawn_local(async move {
            let fetched = fetch(&page).await;
            page.on(Event::Downloading(false));
            match fetched {
                Ok(model) => page.bridge.provide(model),
                Err(trouble) => {
                    page.question.answer(Err(trouble.clone()));
                    page.bridge.fail(trouble);
                }
            }
        });
    }

    /// Shows the contents of the model's card.
    fn know(&self, card: &Card) -> Result<(), JsValue> {
        self.question.answer(Ok(card.task.clone()));
        self.view.works.expect(&card.onnx.sha256);
        about::show(&self.view, card)?;
        if let Some(find) = &*self.find.borrow() {
            find.offer(&card.task)?;
        }
        Ok(())
    }

    /// Retries what could not be fetched or started.
    pub(super) fn ensure_model(self: &Rc<Self>) {
        let downloading = self.session.borrow().is_downloading();
        if self.bridge.is_down() && !downloading {
            self.prepare();
        }
    }
}

/// Fetches the worker's code and the model in parallel.
async fn fetch(page: &Page) -> Result<Model, Trouble> {
    let view = &page.view;
    let progress = Progress::new(view.progress());
    // The invalid file may have come from the browser's cache.
    let cache = if page.afresh.take() { RequestCache::Reload } else { RequestCache::Default };
    let broken = |error: JsValue| Trouble::broken(&format!("{error:?}"));
    let part = |id: &str| view.part(id).map_err(broken);
    let (code, script, address) =
        (part("worker-code")?, part("worker-script")?, part("model-card")?);
    let size = view.part_size("worker-code");
    let [code_part, script_part, card_part, onnx_part] = std::array::from_fn(|_| progress.part());
    let module = start(async move { download::module(&code, size, cache, code_part).await });
    let script = start(async move { download::bytes(&script, None, cache, script_part).await });
    let card = download::bytes(&address, None, cache, card_part).await?;
    let read = Card::from_json(&card.to_vec());
    let read = read.map_err(|error| Trouble::from(&ClassifierError::Card(error)))?;
    log(page.know(&read));
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    let onnx = format!("{folder}/{}?{}", read.onnx.file, read.onnx.sha256);
    let onnx = download::bytes(&onnx, Some(read.onnx.bytes as f64), cache, onnx_part).await?;
    let ended = || Trouble::broken("a download has ended");
    let script = script.await.ok_or_else(ended)??;
    let module = module.await.ok_or_else(ended)??;
    Ok(Model { script, module, card, onnx })
}
