//! The worker: a classifier behind messages, off the page's thread.
//!
//! It answers one message at a time and keeps only the classifier and the
//! picture that is in the lab or in the frame. If it crashes, the page starts
//! another.

use crate::{
    core::{
        card::{Filter, Input},
        classification::{Classification, Decoder},
        classifier::Classifier,
        corruption::{Corruption, apply_all, straightened_file},
        error::{ClassifierError, MAX_PIXELS, PictureError},
        picture::Picture,
        quad::Quad,
    },
    protocol::{Corrupted, Report, Request, Seen},
};
use gloo_events::EventListener;
use image::{DynamicImage, RgbImage};
use js_sys::Uint8Array;
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, FileReaderSync, ImageBitmap, MessageEvent, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};
use web_time::Instant;

/// Listens for requests and reports that it does.
pub fn start() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let service = Rc::new(Service {
        scope: scope.clone(),
        classifier: RefCell::default(),
        sample: RefCell::default(),
    });
    let receiving = Rc::clone(&service);
    let listener = EventListener::new(&scope, "message", move |event| {
        if let Some(request) =
            event.dyn_ref::<MessageEvent>().and_then(|event| Request::from_js(event.data()))
        {
            receiving.on_request(request);
        }
    });
    // It listens for as long as the worker lives.
    listener.forget();
    service.send(&Report::Started);
}

struct Service {
    scope: DedicatedWorkerGlobalScope,
    classifier: RefCell<Option<Rc<Classifier>>>,
    /// The last picture that was corrupted or straightened, in its original
    /// state.
    sample: RefCell<Option<Rc<Sample>>>,
}

/// The longer side of a larger picture for corruption, in pixels. It exceeds a
/// network's input, and keeps corruptions fast.
const SAMPLE: u32 = 512;

/// A picture for corruption or straightening.
struct Sample {
    /// Its number in this visit.
    number: u32,
    /// The original picture.
    picture: Picture,
    /// A copy small enough for fast corruption.
    pixels: RgbImage,
}

impl Service {
    fn on_request(self: &Rc<Self>, request: Request) {
        match request {
            Request::Load { card, onnx } => {
                let loaded = Classifier::load(&card.to_vec(), &onnx.to_vec());
                self.reply(loaded.map(|loaded| {
                    self.classifier.replace(Some(Rc::new(loaded)));
                    Report::Ready
                }));
            }
            Request::Classify(picture) => {
                let service = Rc::clone(self);
                spawn_local(async move {
                    let answer = service.classify(&picture).await;
                    service.reply(answer.map(|answer| Report::Answer(Box::new(answer))));
                });
            }
            Request::Corrupt { picture, number, corruptions } => {
                let service = Rc::clone(self);
                spawn_local(async move {
                    let answer = service.corrupt(&picture, number, &corruptions).await;
                    service.reply(answer.map(|answer| Report::Corrupted(Box::new(answer))));
                });
            }
            Request::Straighten { picture, number, quad } => {
                let service = Rc::clone(self);
                spawn_local(async move {
                    let file = service.straighten(&picture, number, quad).await;
                    service.reply(file.map(Report::Straightened));
                });
            }
        }
    }

    async fn classify(&self, picture: &Blob) -> Result<Classification, ClassifierError> {
        let classifier = self.classifier()?;
        let (picture, decoder, took) = self.picture(picture).await?;
        classifier.judge(&picture, decoder, took)
    }

    /// Classifies a corrupted picture at the size of a sample.
    async fn corrupt(
        &self,
        picture: &Blob,
        number: u32,
        corruptions: &[Corruption],
    ) -> Result<Corrupted, ClassifierError> {
        let classifier = self.classifier()?;
        let sample = self.sample(picture, number).await?;
        let picture = Picture::from(apply_all(corruptions, &sample.pixels));
        let Input { width, height, filter, .. } = classifier.card().input;
        let seen = DynamicImage::from(picture.resize(width, height, filter)?);
        let answer = classifier.judge(&picture, Decoder::Whence, Duration::ZERO)?;
        Ok(Corrupted {
            predictions: answer.predictions,
            verdict: answer.verdict,
            size: sample.picture.size(),
            seen: Seen { width, height, rgba: seen.into_rgba8().into_raw() },
        })
    }

    /// Straightens a picture at its full size.
    async fn straighten(
        &self,
        picture: &Blob,
        number: u32,
        quad: Quad,
    ) -> Result<Vec<u8>, ClassifierError> {
        let sample = self.sample(picture, number).await?;
        Ok(straightened_file(&sample.picture, quad)?)
    }

    fn classifier(&self) -> Result<Rc<Classifier>, ClassifierError> {
        let missing = || ClassifierError::Network("it is not loaded yet".to_owned());
        self.classifier.borrow().clone().ok_or_else(missing)
    }

    /// The picture of this number, decoded once.
    async fn sample(&self, picture: &Blob, number: u32) -> Result<Rc<Sample>, PictureError> {
        if let Some(sample) = self.sample.borrow().clone().filter(|of| of.number == number) {
            return Ok(sample);
        }
        let (picture, ..) = self.picture(picture).await?;
        let size = picture.size();
        let longest = size.0.max(size.1).max(SAMPLE);
        let [width, height] = [size.0, size.1].map(|side| (side * SAMPLE / longest).max(1));
        let pixels = picture.resize(width, height, Filter::Bilinear)?;
        let sample = Rc::new(Sample { number, picture, pixels });
        self.sample.replace(Some(Rc::clone(&sample)));
        Ok(sample)
    }

    /// The picture, its decoder, and the time that decoding took.
    async fn picture(&self, picture: &Blob) -> Result<(Picture, Decoder, Duration), PictureError> {
        let bytes = read(picture).map_err(|_| PictureError::Unreadable)?;
        let start = Instant::now();
        let refused = match Picture::decode(&bytes) {
            Err(refused) if may_be_known(&refused, picture) => refused,
            decoded => return Ok((decoded?, Decoder::Whence, start.elapsed())),
        };
        // The browser may support more formats, and tolerate more defects.
        let start = Instant::now();
        let Ok(bitmap) = self.decode(picture).await else { return Err(refused) };
        let decoded = pixels(&bitmap);
        bitmap.close();
        Ok((decoded?, Decoder::Browser, start.elapsed()))
    }

    async fn decode(&self, picture: &Blob) -> Result<ImageBitmap, JsValue> {
        let bitmap = self.scope.create_image_bitmap_with_blob(picture)?;
        Ok(JsFuture::from(bitmap).await?.unchecked_into())
    }

    fn reply(&self, report: Result<Report, ClassifierError>) {
        self.send(&report.unwrap_or_else(Report::Refused));
    }

    fn send(&self, report: &Report) {
        let sent = report.to_js().map_err(JsValue::from);
        if let Err(error) = sent.and_then(|report| self.scope.post_message(&report)) {
            // The page handles it like a crash.
            wasm_bindgen::throw_val(error);
        }
    }
}

/// Whether a browser may be able to read a refused picture.
fn may_be_known(refused: &PictureError, picture: &Blob) -> bool {
    match refused {
        PictureError::UnsupportedFormat(_)
        | PictureError::UnsupportedVariant { .. }
        | PictureError::Damaged(_) => true,
        PictureError::NotAPicture => picture.type_().starts_with("image/"),
        _ => false,
    }
}

fn pixels(bitmap: &ImageBitmap) -> Result<Picture, PictureError> {
    let (width, height) = (bitmap.width(), bitmap.height());
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    let pixels = drawn(bitmap).map_err(|error| PictureError::Damaged(format!("{error:?}")))?;
    Picture::from_rgba(width, height, pixels)
}

fn drawn(bitmap: &ImageBitmap) -> Result<Vec<u8>, JsValue> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let canvas = OffscreenCanvas::new(width, height)?;
    let context = canvas.get_context("2d")?.ok_or("there is no 2d context")?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
    let (wide, high) = (f64::from(width), f64::from(height));
    Ok(context.get_image_data(0.0, 0.0, wide, high)?.data().0)
}

/// Synchronous reading is possible in a worker, but not on a page.
fn read(picture: &Blob) -> Result<Vec<u8>, JsValue> {
    let buffer = FileReaderSync::new()?.read_as_array_buffer(picture)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
