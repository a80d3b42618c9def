//! The JavaScript API: Whence's classifier for other pages and programs.

use crate::core::{
    card::Card,
    classification::{self, Decoder},
    classifier,
    error::ClassifierError,
    picture::Picture,
};
use js_sys::{ArrayBuffer, Error, Reflect, Uint8Array};
use serde::Serialize;
use std::time::Duration;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, Window, WorkerGlobalScope};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** One label of the model's task, and how likely it is. */
export interface Prediction {
  label: string;
  /** Calibrated, from 0 to 1. */
  probability: number;
}

/** What the probabilities are worth. */
export type Verdict =
  | { kind: "confident"; label: string }
  | { kind: "torn"; first: string; second: string }
  | { kind: "unsure"; label: string }
  | { kind: "not_one_of_these" };

/** Everything the network says of one picture. */
export interface Classification {
  /** Every label, likeliest first; the probabilities sum to 1. */
  predictions: Prediction[];
  verdict: Verdict;
  /** What the probabilities come from, in class order. */
  logits: number[];
  /** Where the evidence lies: the mean of a label's map, row by row, is its logit. */
  evidence: { width: number; height: number; maps: Record<string, number[]> } | null;
  /** The out-of-distribution score, higher for what is less like any of the labels. */
  foreign: number;
  /**
   * The probability that the picture has one of the labels at all, from 0 to 1. An answer is
   * confident by the probability of its label times this one.
   */
  familiar: number;
  /** The embedding of the picture. */
  embedding: number[];
  /** The upright picture's width and height in pixels. */
  size: [width: number, height: number];
  /** Who turned the bytes into pixels; `caller` where pixels were given. */
  decoder: "whence" | "browser" | "caller";
  /** How long each part took, in milliseconds. */
  timings: { decode: number; resize: number; inference: number };
}

/** Why a picture was not classified. */
export type PictureCode =
  | "empty"
  | "unreadable"
  | "not-a-file"
  | "not-a-picture"
  | "unsupported"
  | "unsupported-variant"
  | "too-large"
  | "too-much-memory"
  | "incomplete"
  | "blank"
  | "damaged"
  | "resize";

/** Why a model was not loaded. */
export type ModelCode = "model" | "mismatch";

/** Why a file was not had: the server has answered otherwise, or not at all. */
export type DownloadCode = "missing" | "offline";

/** What is thrown is an `Error` with this `code`. */
export type Code = PictureCode | ModelCode | DownloadCode;
"#;

#[wasm_bindgen]
extern "C" {
    /// The result of [`Classifier::classify`].
    #[wasm_bindgen(typescript_type = "Classification")]
    pub type Classification;

    /// Encoded bytes, in either type that JavaScript has for them.
    #[wasm_bindgen(typescript_type = "Uint8Array | ArrayBuffer")]
    pub type Bytes;

    /// Bytes, in either type that JavaScript has for pixels.
    #[wasm_bindgen(typescript_type = "Uint8Array | Uint8ClampedArray")]
    pub type Pixels;
}

/// A loaded model. It runs on the thread that creates it: create it in a worker
/// if the page must remain responsive.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Classifier(classifier::Classifier);

#[wasm_bindgen]
impl Classifier {
    /// Loads the model whose card is at `url` (its `model.json`); the network
    /// is fetched from the same folder.
    ///
    /// # Errors
    ///
    /// An `Error` with the reason, if the card or the network cannot be
    /// fetched, is not valid, or the two do not belong together.
    pub async fn load(url: String) -> Result<Classifier, Error> {
        console_error_panic_hook::set_once();
        let card = fetch(&url).await?;
        let file = Card::from_json(&card).map_err(|error| thrown(&error.into()))?.onnx.file;
        let folder = url.rsplit_once('/').map_or("", |(folder, _)| folder);
        let separator = if folder.is_empty() { "" } else { "/" };
        let onnx = fetch(&format!("{folder}{separator}{file}")).await?;
        Self::new(&card, &onnx)
    }

    /// A model from the bytes of its card and its network.
    ///
    /// # Errors
    ///
    /// An `Error` with the reason, if one is not valid or the two do not belong
    /// together.
    #[wasm_bindgen(constructor)]
    pub fn new(card: &[u8], onnx: &[u8]) -> Result<Classifier, Error> {
        let loaded = classifier::Classifier::load(card, onnx);
        loaded.map(Self).map_err(|error| thrown(&error))
    }

    /// The labels of the model, in class order.
    #[wasm_bindgen(getter)]
    pub fn labels(&self) -> Vec<String> {
        self.0.labels().iter().map(|label| label.name().to_owned()).collect()
    }

    /// Classifies an encoded picture, such as the bytes of a JPEG or PNG file.
    /// The error for another format names those that can be read.
    ///
    /// # Errors
    ///
    /// An `Error` with the reason, if `bytes` are not such a picture, or one
    /// over 64 megapixels; the classifier remains usable.
    pub fn classify(&self, bytes: &Bytes) -> Result<Classification, Error> {
        let bytes: &JsValue = bytes.as_ref();
        if !bytes.is_instance_of::<Uint8Array>() && !bytes.is_instance_of::<ArrayBuffer>() {
            let problem = "the picture must be a Uint8Array or an ArrayBuffer";
            return Err(with_code(problem, "not-a-file"));
        }
        answered(self.0.classify(&Uint8Array::new(bytes).to_vec()))
    }

    /// Classifies pixels: RGBA, 8 bits per channel, upright, in row-major
    /// order, as in an `ImageData`. Transparency is drawn over white. The
    /// answer equals that to a PNG file of the same pixels.
    ///
    /// # Errors
    ///
    /// An `Error` with the reason, if there are not `width` times `height`
    /// pixels, if all of them are transparent, or over 64 megapixels; the
    /// classifier remains usable.
    #[wasm_bindgen(js_name = classifyPixels)]
    pub fn classify_pixels(
        &self,
        rgba: &Pixels,
        width: u32,
        height: u32,
    ) -> Result<Classification, Error> {
        let rgba = Uint8Array::new(rgba.as_ref()).to_vec();
        let picture = Picture::from_rgba(width, height, rgba).map_err(ClassifierError::from);
        answered(
            picture.and_then(|picture| self.0.judge(&picture, Decoder::Caller, Duration::ZERO)),
        )
    }
}

/// An answer or an error as a JavaScript value.
fn answered(
    answer: Result<classification::Classification, ClassifierError>,
) -> Result<Classification, Error> {
    let answer = answer.map_err(|error| thrown(&error))?;
    let answer = answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    let answer = answer.map_err(|error| Error::new(&error.to_string()))?;
    Ok(answer.unchecked_into())
}

fn thrown(error: &ClassifierError) -> Error {
    with_code(&error.to_string(), error.code())
}

fn with_code(message: &str, code: &str) -> Error {
    let error = Error::new(message);
    // Cannot fail: the object is new and ordinary.
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error
}

/// Fetches from a page or from a worker.
async fn fetch(url: &str) -> Result<Vec<u8>, Error> {
    let failed = |why: &str, code| with_code(&format!("could not fetch {url}: {why}"), code);
    let global = js_sys::global();
    let answer = match global.dyn_ref::<Window>() {
        Some(window) => window.fetch_with_str(url),
        None => global.unchecked_into::<WorkerGlobalScope>().fetch_with_str(url),
    };
    let unreached = |_| failed("there is no connection", "offline");
    let response = JsFuture::from(answer).await.map_err(unreached)?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(failed(&format!("the server answered {}", response.status()), "missing"));
    }
    let broken = |_| failed("the connection broke", "offline");
    let buffer = JsFuture::from(response.array_buffer().map_err(broken)?).await.map_err(broken)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
