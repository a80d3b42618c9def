//! What the page and its worker say to each other.

use crate::core::{
    classification::Classification, corruption::Corruption, error::ClassifierError,
    prediction::Ranking, quad::Quad, verdict::Verdict,
};
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
    /// Classify this picture after these corruptions.
    Corrupt {
        /// The picture, as it was given.
        picture: Blob,
        /// Its number in this visit: the worker decodes only what is another
        /// than the last.
        number: u32,
        /// What is done to it, in this order.
        corruptions: Vec<Corruption>,
    },
    /// Straighten what lies between four corners of this picture.
    Straighten {
        /// The picture, as it was given.
        picture: Blob,
        /// Its number, as in [`Corrupt`](Self::Corrupt).
        number: u32,
        /// The corners.
        quad: Quad,
    },
}

/// What the message of [`Request::Corrupt`] starts with.
const CORRUPT: &str = "corrupt";

/// What the message of [`Request::Straighten`] starts with.
const STRAIGHTEN: &str = "straighten";

impl Request {
    /// As a message: an array of the model's two parts, the picture, or an
    /// array that starts with a name.
    ///
    /// # Errors
    ///
    /// Where it cannot be turned into a JavaScript value.
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

    /// The request a message holds, if it holds one.
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

/// What the worker says, once for its start and once for each request.
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
    /// The width and height of the picture as it was given, upright, in pixels.
    pub size: (u32, u32),
    /// What the network saw.
    pub seen: Seen,
}

/// The pixels that a network saw.
#[derive(Debug, Serialize, Deserialize)]
pub struct Seen {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// RGBA, row by row.
    #[serde(with = "serde_bytes")]
    pub rgba: Vec<u8>,
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
