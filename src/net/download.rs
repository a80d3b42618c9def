//! Downloads with exact progress.

use super::job::{breathe, within};
use crate::app::trouble::Trouble;
use js_sys::{
    Array, Promise, Reflect, Uint8Array,
    WebAssembly::{self, Module},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, Headers, ReadableStream, ReadableStreamDefaultReader, RequestCache, RequestInit,
    Response, ResponseInit, TransformStream,
};

/// How often progress is reported, in milliseconds.
const PACE: f64 = 100.0;

/// How long to process waiting chunks without a break, in milliseconds: the
/// browser compiles WebAssembly while it arrives, on the page's thread.
const BREATH: f64 = 8.0;

/// How long to wait for a response, and for each chunk of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The joint progress of several downloads.
pub(crate) struct Progress {
    parts: RefCell<Vec<Amount>>,
    /// When progress was last reported, and with which total.
    told: Cell<(f64, Option<f64>)>,
    report: Box<dyn Fn(Amount)>,
}

/// The bytes received, and the total if it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amount {
    pub(crate) received: f64,
    pub(crate) total: Option<f64>,
}

/// One of the downloads.
pub(crate) struct Part {
    index: usize,
    all: Rc<Progress>,
}

impl Progress {
    pub(crate) fn new(report: impl Fn(Amount) + 'static) -> Rc<Self> {
        Rc::new(Self { parts: RefCell::default(), told: Cell::default(), report: Box::new(report) })
    }

    /// Adds a download.
    pub(crate) fn part(self: &Rc<Self>) -> Part {
        let mut parts = self.parts.borrow_mut();
        parts.push(Amount::default());
        Part { index: parts.len() - 1, all: Rc::clone(self) }
    }
}

impl Part {
    /// Reads a stream to its end and reports progress.
    async fn follow(
        &self,
        body: &ReadableStream,
        total: Option<f64>,
        mut on_chunk: impl AsyncFnMut(&Uint8Array),
    ) -> Result<(), JsValue> {
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        let (mut received, mut breath) = (0.0, js_sys::Date::now());
        loop {
            let step = in_time(reader.read()).await.inspect_err(|_| drop(reader.cancel()))?;
            if Reflect::get(&step, &"done".into())?.is_truthy() {
                break;
            }
            let chunk: Uint8Array = Reflect::get(&step, &"value".into())?.unchecked_into();
            received += f64::from(chunk.length());
            self.set(Amount { received, total });
            on_chunk(&chunk).await;
            if js_sys::Date::now() - breath >= BREATH {
                breathe().await;
                breath = js_sys::Date::now();
            }
        }
        self.set(Amount { received, total: Some(received) });
        Ok(())
    }

    fn set(&self, amount: Amount) {
        let mut parts = self.all.parts.borrow_mut();
        if let Some(part) = parts.get_mut(self.index) {
            *part = amount;
        }
        let received = parts.iter().map(|part| part.received).sum();
        let total: Option<f64> = parts.iter().map(|part| part.total).sum();
        // Chunks arrive faster than anyone can read, and each report takes
        // time. But a newly known total is reported at once, because no more
        // chunks may arrive for a while.
        let now = js_sys::Date::now();
        let (last, known) = self.all.told.get();
        if now - last >= PACE || total != known || total == Some(received) {
            self.all.told.set((now, total));
            (self.all.report)(Amount { received, total });
        }
    }
}

/// Fetches `url`; its size may be known in advance.
pub(crate) async fn bytes(
    url: &str,
    size: Option<f64>,
    cache: RequestCache,
    part: Part,
) -> Result<Uint8Array, Trouble> {
    let broken = |_| Trouble::download(url, None);
    let response = begin(url, size, cache, &part).await?;
    let body = response.body().ok_or_else(|| Trouble::download(url, None))?;
    let chunks = Array::new();
    let total = size.or_else(|| stated_size(&response));
    part.follow(&body, total, async |chunk| {
        chunks.push(chunk);
    })
    .await
    .map_err(broken)?;
    let whole = Blob::new_with_u8_array_sequence(&chunks).map_err(broken)?;
    Ok(Uint8Array::new(&JsFuture::from(whole.array_buffer()).await.map_err(broken)?))
}

/// Fetches WebAssembly and compiles it while it arrives.
pub(crate) async fn module(
    url: &str,
    size: Option<f64>,
    cache: RequestCache,
    part: Part,
) -> Result<Module, Trouble> {
    let broken = |_| Trouble::download(url, None);
    let response = begin(url, size, cache, &part).await?;
    let body = response.body().ok_or_else(|| Trouble::download(url, None))?;
    let pipe = TransformStream::new().map_err(broken)?;
    let compiled = compile(&pipe.readable()).map_err(broken)?;
    let writer = pipe.writable().get_writer().map_err(broken)?;
    // If it cannot be compiled, the compiler reports that at the end.
    let pass = async |promise: Promise| drop(JsFuture::from(promise).await);
    part.follow(&body, size, async |chunk| pass(writer.write_with_chunk(chunk)).await)
        .await
        .map_err(broken)?;
    pass(writer.close()).await;
    let module = JsFuture::from(compiled).await;
    module.map(JsCast::unchecked_into).map_err(|error| Trouble::broken(&format!("{error:?}")))
}

fn compile(body: &ReadableStream) -> Result<Promise, JsValue> {
    let (init, headers) = (ResponseInit::new(), Headers::new()?);
    // Whatever type the server sends.
    headers.set("content-type", "application/wasm")?;
    init.set_headers(&headers);
    let response = Response::new_with_opt_readable_stream_and_init(Some(body), &init)?;
    Ok(WebAssembly::compile_streaming(&Promise::resolve(&JsValue::from(response))))
}

/// The response to a request for a file, if it succeeds.
async fn begin(
    url: &str,
    size: Option<f64>,
    cache: RequestCache,
    part: &Part,
) -> Result<Response, Trouble> {
    part.set(Amount { received: 0.0, total: size });
    let response = request(url, cache).await.map_err(|_| Trouble::download(url, None))?;
    if response.ok() { Ok(response) } else { Err(Trouble::download(url, Some(response.status()))) }
}

async fn request(url: &str, cache: RequestCache) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let init = RequestInit::new();
    init.set_cache(cache);
    Ok(in_time(window.fetch_with_str_and_init(url, &init)).await?.unchecked_into())
}

/// The result of a promise, unless it takes too long.
async fn in_time(promise: Promise) -> Result<JsValue, JsValue> {
    within(PATIENCE, JsFuture::from(promise)).await.unwrap_or_else(|| Err("nothing comes".into()))
}

/// The size of the decompressed body. The header of a compressed response
/// states another size.
fn stated_size(response: &Response) -> Option<f64> {
    let header = |name| response.headers().get(name).ok().flatten();
    if header("content-encoding").is_some() {
        return None;
    }
    header("content-length")?.parse().ok()
}
