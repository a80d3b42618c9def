//! The messages between the page and its worker.

use crate::core::{
    classification::Classification, corruption::Corruption, error::ClassifierError,
    prediction::Ranking, quad::Quad, verdict::Verdict,
};
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Blob;

/// A request of the page.
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
    /// Classify this picture after these corruptions.
    Corrupt {
        /// The original picture.
        picture: Blob,
        /// Its number in this visit: the worker decodes a picture only if the
        /// number differs from the last one.
        number: u32,
        /// The corruptions to apply, in this order.
        corruptions: Vec<Corruption>,
    },
    /// Straighten the part between four corners of this picture.
    Straighten {
        /// The original picture.
        picture: Blob,
        /// Its number, as in [`Corrupt`](Self::Corrupt).
        number: u32,
        /// The corners.
        quad: Quad,
    },
}

/// The first item of the message of [`Request::Corrupt`].
const CORRUPT: &str = "corrupt";

/// The first item of the message of [`Request::Straighten`].
const STRAIGHTEN: &str = "straighten";

impl Request {
    /// Converts it to a message: an array of the model's two parts, the
    /// picture, or an array that starts with a name.
    ///
    /// # Errors
    ///
    /// If it cannot be converted to a JavaScript value.
    pub fn into_js(self) -> Result<JsValue, serde_wasm_bindgen::Error> {
        Ok(match self {
            Self::Load { card, onnx } => Array::of2(&card, &onnx).into(),
            Self::Classify(picture) => picture.into(),
            Self::Corrupt { picture, number, corruptions } => {
                let corruptions = serde_wasm_bindgen::to_value(&corruptions)?;
                Array::of4(&CORRUPT.into(), &picture, &number.into(), &corruptions).into()
            }
            Self::Straighten { picture, number, quad } => {
                let quad = serde_wasm_bindgen::to_value(&quad)?;
                Array::of4(&STRAIGHTEN.into(), &picture, &number.into(), &quad).into()
            }
        })
    }

    /// The request in a message, if there is one.
    pub fn from_js(message: JsValue) -> Option<Self> {
        if let Some(picture) = message.dyn_ref::<Blob>() {
            return Some(Self::Classify(picture.clone()));
        }
        let parts = message.dyn_into::<Array>().ok()?;
        let Some(name) = parts.get(0).as_string() else {
            let part = |index| parts.get(index).dyn_into::<Uint8Array>().ok();
            return Some(Self::Load { card: part(0)?, onnx: part(1)? });
        };
        let (picture, number) = (parts.get(1).dyn_into().ok()?, parts.get(2).as_f64()? as u32);
        let how = parts.get(3);
        match name.as_str() {
            CORRUPT => {
                let corruptions = serde_wasm_bindgen::from_value(how).ok()?;
                Some(Self::Corrupt { picture, number, corruptions })
            }
            STRAIGHTEN => {
                let quad = serde_wasm_bindgen::from_value(how).ok()?;
                Some(Self::Straighten { picture, number, quad })
            }
            _ => None,
        }
    }
}

/// A report of the worker, once for its start and once for each request.
#[derive(Debug, Serialize, Deserialize)]
pub enum Report {
    /// It runs and takes requests.
    Started,
    /// The model is loaded.
    Ready,
    /// The picture is classified.
    Answer(Box<Classification>),
    /// The corrupted picture is classified.
    Corrupted(Box<Corrupted>),
    /// The straightened picture, as a JPEG file.
    Straightened(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The model was not loaded, or the picture not classified.
    Refused(ClassifierError),
}

/// The answer to a corrupted picture.
#[derive(Debug, Serialize, Deserialize)]
pub struct Corrupted {
    /// Every label with its probability.
    pub predictions: Ranking,
    /// The verdict on them.
    pub verdict: Verdict,
    /// The width and height of the original picture, upright, in pixels.
    pub size: (u32, u32),
    /// The pixels that the network received.
    pub seen: Seen,
}

/// The pixels that a network received.
#[derive(Debug, Serialize, Deserialize)]
pub struct Seen {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// RGBA, in row-major order.
    #[serde(with = "serde_bytes")]
    pub rgba: Vec<u8>,
}

impl Report {
    /// Converts it to a message.
    ///
    /// # Errors
    ///
    /// If it cannot be converted to a JavaScript value.
    pub fn to_js(&self) -> Result<JsValue, serde_wasm_bindgen::Error> {
        serde_wasm_bindgen::to_value(self)
    }

    /// The report in a message.
    ///
    /// # Errors
    ///
    /// If it contains none.
    pub fn from_js(message: JsValue) -> Result<Self, serde_wasm_bindgen::Error> {
        serde_wasm_bindgen::from_value(message)
    }
}
