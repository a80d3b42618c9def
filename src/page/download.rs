//! Fetching with progress that is true.

use super::trouble::Trouble;
use js_sys::{Array, Reflect, Uint8Array};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader, Response};

/// How often progress is told of, in milliseconds.
const PACE: f64 = 100.0;

/// How far several downloads are together.
pub(super) struct Progress {
    parts: RefCell<Vec<Amount>>,
    /// When it was last told of.
    told: Cell<f64>,
    report: Box<dyn Fn(Amount)>,
}

/// Bytes that arrived, of how many, where that is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Amount {
    pub(super) received: f64,
    pub(super) total: Option<f64>,
}

/// One of them.
pub(super) struct Part {
    index: usize,
    all: Rc<Progress>,
}

impl Progress {
    pub(super) fn new(report: impl Fn(Amount) + 'static) -> Rc<Self> {
        Rc::new(Self { parts: RefCell::default(), told: Cell::default(), report: Box::new(report) })
    }

    /// One more download.
    pub(super) fn part(self: &Rc<Self>) -> Part {
        let mut parts = self.parts.borrow_mut();
        parts.push(Amount::default());
        Part { index: parts.len() - 1, all: Rc::clone(self) }
    }
}

impl Part {
    fn set(&self, amount: Amount) {
        let mut parts = self.all.parts.borrow_mut();
        if let Some(part) = parts.get_mut(self.index) {
            *part = amount;
        }
        let received = parts.iter().map(|part| part.received).sum();
        let total: Option<f64> = parts.iter().map(|part| part.total).sum();
        // Chunks come faster than anyone reads, and to tell of each takes time.
        let now = js_sys::Date::now();
        if now - self.all.told.get() >= PACE || total == Some(received) {
            self.all.told.set(now);
            (self.all.report)(Amount { received, total });
        }
    }
}

/// Fetches `url`, whose size may be known beforehand.
pub(super) async fn bytes(url: &str, size: Option<f64>, part: Part) -> Result<Uint8Array, Trouble> {
    part.set(Amount { received: 0.0, total: size });
    let failure = |status| Trouble::download(url, status);
    let response = request(url).await.map_err(|_| failure(None))?;
    if !response.ok() {
        return Err(failure(Some(response.status())));
    }
    let total = size.or_else(|| stated_size(&response));
    let bytes = collect(&response, |received| part.set(Amount { received, total }))
        .await
        .map_err(|_| failure(None))?;
    let received = f64::from(bytes.length());
    part.set(Amount { received, total: Some(received) });
    Ok(bytes)
}

async fn request(url: &str) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    Ok(JsFuture::from(window.fetch_with_str(url)).await?.unchecked_into())
}

/// The size of the body as it will be read. A compressed one states another.
fn stated_size(response: &Response) -> Option<f64> {
    let header = |name| response.headers().get(name).ok().flatten();
    if header("content-encoding").is_some() {
        return None;
    }
    header("content-length")?.parse().ok()
}

async fn collect(response: &Response, progress: impl Fn(f64)) -> Result<Uint8Array, JsValue> {
    let body = response.body().ok_or(JsValue::NULL)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (chunks, mut received) = (Array::new(), 0.0);
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            break;
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into())?.unchecked_into();
        received += f64::from(chunk.length());
        chunks.push(&chunk);
        progress(received);
    }
    let whole = Blob::new_with_u8_array_sequence(&chunks)?;
    Ok(Uint8Array::new(&JsFuture::from(whole.array_buffer()).await?))
}
