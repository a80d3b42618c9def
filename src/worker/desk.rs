//! The worker's message loop.

use super::message::{Report, Request};
use crate::{
    classification::Classification,
    classifier::Classifier,
    error::{ClassifierError, PictureError},
};
use gloo_events::EventListener;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

/// Listens for requests and says that it does.
pub fn start() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut classifier = None;
    let replies = scope.clone();
    let listener = EventListener::new(&scope, "message", move |event| {
        if let Some(request) =
            event.dyn_ref::<MessageEvent>().and_then(|event| Request::from_js(event.data()))
        {
            say(&replies, &answer(request, &mut classifier));
        }
    });
    // It listens for as long as the worker lives.
    listener.forget();
    say(&scope, &Report::Started);
}

fn answer(request: Request, classifier: &mut Option<Classifier>) -> Report {
    let report = match request {
        Request::Load { card, onnx } => {
            Classifier::load(&card.to_vec(), &onnx.to_vec()).map(|loaded| {
                *classifier = Some(loaded);
                Report::Ready
            })
        }
        Request::Classify(picture) => {
            classify(&picture, classifier.as_ref()).map(|answer| Report::Answer(Box::new(answer)))
        }
    };
    report.unwrap_or_else(Report::Refused)
}

fn classify(
    picture: &Blob,
    classifier: Option<&Classifier>,
) -> Result<Classification, ClassifierError> {
    let missing = || ClassifierError::Network("it is not loaded yet".to_owned());
    let bytes = read(picture).map_err(|_| PictureError::Unreadable)?;
    classifier.ok_or_else(missing)?.classify(&bytes)
}

/// Reading in one go is what a worker may do and a page may not.
fn read(picture: &Blob) -> Result<Vec<u8>, JsValue> {
    let buffer = FileReaderSync::new()?.read_as_array_buffer(picture)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn say(scope: &DedicatedWorkerGlobalScope, report: &Report) {
    let sent = report.to_js().map_err(JsValue::from).and_then(|report| scope.post_message(&report));
    if let Err(error) = sent {
        // The page learns of it as of a crash.
        wasm_bindgen::throw_val(error);
    }
}
