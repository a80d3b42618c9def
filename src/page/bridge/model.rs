//! The parts of a worker.

use js_sys::{Array, Uint8Array, WebAssembly};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url, Worker};

/// The end of a worker's script. The script runs from a blob, so the page's
/// Content-Security-Policy applies to it. It would not apply to a worker with
/// an address of its own.
const BOOT: &str = include_str!("../../../www/boot.js");

/// The parts of a worker.
#[derive(Clone, Debug)]
pub(in crate::page) struct Model {
    /// The worker's script.
    pub(in crate::page) script: Uint8Array,
    /// The worker's code.
    pub(in crate::page) module: WebAssembly::Module,
    /// The bytes of `model.json`.
    pub(in crate::page) card: Uint8Array,
    /// The bytes of the network.
    pub(in crate::page) onnx: Uint8Array,
}

impl Model {
    /// A worker that runs the script and waits for the other parts.
    pub(super) fn boot(&self) -> Result<Worker, JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let parts = Array::of2(&self.script, &BOOT.into());
        let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let worker = Worker::new(&url);
        Url::revoke_object_url(&url)?;
        worker
    }
}
