//! The JavaScript API: Whence's classifier in other people's pages.

use crate::core::{card::Card, classifier};
use js_sys::{ArrayBuffer, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsError, JsValue, prelude::wasm_bindgen};
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
  /** The embedding of the picture. */
  embedding: number[];
  /** The upright picture's width and height in pixels. */
  size: [width: number, height: number];
  /** Who turned the bytes into pixels. */
  decoder: "whence" | "browser";
  /** How long each part took, in milliseconds. */
  timings: { decode: number; resize: number; inference: number };
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What [`Classifier::classify`] answers.
    #[wasm_bindgen(typescript_type = "Classification")]
    pub type Classification;

    /// Encoded bytes, either way JavaScript has of holding them.
    #[wasm_bindgen(typescript_type = "Uint8Array | ArrayBuffer")]
    pub type Bytes;
}

/// A loaded model. It works on the thread that it is made on: make it in a
/// worker where the page must stay smooth.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Classifier(classifier::Classifier);

#[wasm_bindgen]
impl Classifier {
    /// Loads the model whose card lies at `url` (its `model.json`); the
    /// network is fetched from the same folder.
    ///
    /// # Errors
    ///
    /// An `Error` that says why, where the card or the network cannot be
    /// fetched, is not valid, or the two do not belong together.
    pub async fn load(url: String) -> Result<Classifier, JsError> {
        console_error_panic_hook::set_once();
        let card = fetch(&url).await?;
        let file = Card::from_json(&card)?.onnx.file;
        let folder = url.rsplit_once('/').map_or("", |(folder, _)| folder);
        let separator = if folder.is_empty() { "" } else { "/" };
        let onnx = fetch(&format!("{folder}{separator}{file}")).await?;
        Self::new(&card, &onnx)
    }

    /// A model from the bytes of its card and its network.
    ///
    /// # Errors
    ///
    /// An `Error` that says why, where one is not valid or the two do not
    /// belong together.
    #[wasm_bindgen(constructor)]
    pub fn new(card: &[u8], onnx: &[u8]) -> Result<Classifier, JsError> {
        Ok(Self(classifier::Classifier::load(card, onnx)?))
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
    /// An `Error` that says why, where `bytes` are no such picture, or one
    /// over 64 megapixels; the classifier remains usable.
    pub fn classify(&self, bytes: &Bytes) -> Result<Classification, JsError> {
        let bytes: &JsValue = bytes.as_ref();
        if !bytes.is_instance_of::<Uint8Array>() && !bytes.is_instance_of::<ArrayBuffer>() {
            return Err(JsError::new("the picture must be a Uint8Array or an ArrayBuffer"));
        }
        let answer = self.0.classify(&Uint8Array::new(bytes).to_vec())?;
        let answer = answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
        Ok(answer.unchecked_into())
    }
}

/// Fetches from a page or from a worker.
async fn fetch(url: &str) -> Result<Vec<u8>, JsError> {
    let failed = |why: &str| JsError::new(&format!("could not fetch {url}: {why}"));
    let global = js_sys::global();
    let answer = match global.dyn_ref::<Window>() {
        Some(window) => window.fetch_with_str(url),
        None => global.unchecked_into::<WorkerGlobalScope>().fetch_with_str(url),
    };
    let response = JsFuture::from(answer).await.map_err(|_| failed("there is no connection"))?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(failed(&format!("the server answered {}", response.status())));
    }
    let broken = |_| failed("the connection broke");
    let buffer = JsFuture::from(response.array_buffer().map_err(broken)?).await.map_err(broken)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
