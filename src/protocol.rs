//! What the page and its worker say to each other.

use crate::core::{classification::Classification, error::ClassifierError};
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Blob;

/// What the page asks.
#[derive(Debug)]
pub enum Request {
    /// Load this model. Sent once, first.
    Load {
        /// The bytes of `model.json`.
        card: Uint8Array,
        /// The bytes of the network.
        onnx: Uint8Array,
    },
    /// Classify this picture.
    Classify(Blob),
}

impl Request {
    /// As a message: an array of the model's two parts, or the picture.
    pub fn into_js(self) -> JsValue {
        match self {
            Self::Load { card, onnx } => Array::of2(&card, &onnx).into(),
            Self::Classify(picture) => picture.into(),
        }
    }

    /// The request a message holds, if it holds one.
    pub fn from_js(message: JsValue) -> Option<Self> {
        if let Some(picture) = message.dyn_ref::<Blob>() {
            return Some(Self::Classify(picture.clone()));
        }
        let parts = message.dyn_into::<Array>().ok()?;
        let part = |index| parts.get(index).dyn_into::<Uint8Array>().ok();
        Some(Self::Load { card: part(0)?, onnx: part(1)? })
    }
}

/// What the worker says, once for its start and once for each request.
#[derive(Debug, Serialize, Deserialize)]
pub enum Report {
    /// It runs and takes requests.
    Started,
    /// The model is loaded.
    Ready,
    /// The picture is classified.
    Answer(Box<Classification>),
    /// The model was not loaded, or the picture not classified.
    Refused(ClassifierError),
}

impl Report {
    /// As a message.
    ///
    /// # Errors
    ///
    /// Where it cannot be turned into a JavaScript value.
    pub fn to_js(&self) -> Result<JsValue, serde_wasm_bindgen::Error> {
        serde_wasm_bindgen::to_value(self)
    }

    /// The report a message holds.
    ///
    /// # Errors
    ///
    /// Where it holds none.
    pub fn from_js(message: JsValue) -> Result<Self, serde_wasm_bindgen::Error> {
        serde_wasm_bindgen::from_value(message)
    }
}
