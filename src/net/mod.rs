//! The page's requests: its own files and The Met.

pub(crate) mod deck;
pub(crate) mod download;
pub(crate) mod job;
pub(crate) mod museum;
pub(crate) mod shelves;
pub(crate) mod works;

use js_sys::{Array, Math, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

/// A blob of bytes, which can be displayed, saved and sent to the worker.
pub(crate) fn blob_of(bytes: &[u8], kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options)
}

/// A random number in `0..end`.
pub(crate) fn random_below(end: u32) -> u32 {
    ((Math::random() * f64::from(end)) as u32).min(end.saturating_sub(1))
}
