//! Exports of an answer: text, an image, a link.

use super::dom::{Dom, log};
use crate::{
    app::{
        format::percent,
        words::{Message, in_words, message},
    },
    core::{
        classification::Classification,
        prediction::{Prediction, Ranking},
    },
};
use gloo_timers::future::sleep;
use js_sys::Array;
use std::{rc::Rc, time::Duration};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Navigator, ShareData, Url,
};

/// The width of a saved image.
const WIDTH: f64 = 1200.0;

/// The greatest height of the picture in it.
const HEIGHT: f64 = 1200.0;

/// The file name of a saved image.
const FILE: &str = "whence.png";
const TYPE: &str = "image/png";

/// Copies text, and shows a notice.
pub(super) fn copy(dom: &Rc<Dom>, text: String) {
    let dom = Rc::clone(dom);
    spawn_local(async move {
        let Some(window) = web_sys::window() else { return };
        let copied = JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
        match copied {
            Ok(_) => dom.notice(message("copied")),
            Err(error) => log(Err(error)),
        }
    });
}

/// Shares text through the system if possible, otherwise copies it.
pub(super) fn share(dom: &Rc<Dom>, text: String) {
    let Some(navigator) = navigator() else { return };
    if !js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or_default() {
        return copy(dom, text);
    }
    let data = ShareData::new();
    data.set_text(&text);
    let shared = navigator.share_with_data(&data);
    // Cancelling is not an error.
    spawn_local(async move { drop(JsFuture::from(shared).await) });
}

/// Whether the system can share an image.
pub(super) fn shares_images() -> bool {
    navigator().is_some_and(|navigator| {
        js_sys::Reflect::has(&navigator, &"canShare".into()).unwrap_or_default()
    })
}

fn navigator() -> Option<Navigator> {
    web_sys::window().map(|window| window.navigator())
}

/// Shares an image through the system if possible, otherwise saves it.
fn share_image(dom: &Dom, image: &Blob) -> Result<(), JsValue> {
    if let (true, Some(navigator)) = (shares_images(), navigator()) {
        let options = FilePropertyBag::new();
        options.set_type(TYPE);
        let file = File::new_with_blob_sequence_and_options(&Array::of1(image), FILE, &options)?;
        let data = ShareData::new();
        data.set_files(&Array::of1(&file));
        if navigator.can_share_with_data(&data) {
            let shared = navigator.share_with_data(&data);
            // Cancelling is not an error.
            spawn_local(async move { drop(JsFuture::from(shared).await) });
            return Ok(());
        }
    }
    save(dom, FILE, image)
}

/// An image that contains a picture and text about it.
struct Poster<'a> {
    dom: &'a Rc<Dom>,
    /// The picture's width and height; only their ratio matters.
    size: (f64, f64),
    title: Message,
    predictions: &'a Ranking,
}

/// Saves the picture with the answer beneath it.
pub(super) fn save_image(
    dom: &Rc<Dom>,
    picture: &HtmlImageElement,
    answer: &Classification,
) -> Result<(), JsValue> {
    let poster = Poster {
        dom,
        size: (f64::from(picture.natural_width()), f64::from(picture.natural_height())),
        title: in_words(answer.verdict),
        predictions: &answer.predictions,
    };
    let draw = |context: &CanvasRenderingContext2d, [left, wide, high]: [f64; 3]| {
        context.draw_image_with_html_image_element_and_dw_and_dh(picture, left, 0.0, wide, high)
    };
    poster.paint(draw, |dom, image| save(dom, FILE, image))
}

/// Shares or saves the picture of a canvas, which has the proportions of
/// `size`, with text beneath it.
pub(super) fn share_canvas(
    dom: &Rc<Dom>,
    canvas: &HtmlCanvasElement,
    (wide, high): (u32, u32),
    title: Message,
    predictions: &Ranking,
) -> Result<(), JsValue> {
    let poster = Poster { dom, size: (wide.into(), high.into()), title, predictions };
    let draw = |context: &CanvasRenderingContext2d, [left, wide, high]: [f64; 3]| {
        context.draw_image_with_html_canvas_element_and_dw_and_dh(canvas, left, 0.0, wide, high)
    };
    poster.paint(draw, share_image)
}

impl Poster<'_> {
    /// Calls `draw` with the left edge, the width and the height of the
    /// picture, writes the text beneath it and passes the image on.
    fn paint(
        &self,
        draw: impl FnOnce(&CanvasRenderingContext2d, [f64; 3]) -> Result<(), JsValue>,
        then: impl FnOnce(&Dom, &Blob) -> Result<(), JsValue> + 'static,
    ) -> Result<(), JsValue> {
        let (wide, high) = self.size;
        let scale = (WIDTH / wide).min(HEIGHT / high);
        let (wide, high) = (wide * scale, high * scale);
        let labels = self.predictions.iter().count() as f64;
        let foot = 154.0 + 44.0 * labels;
        let (canvas, context) = self.dom.canvas(WIDTH as u32, (high + foot) as u32)?;
        context.set_fill_style_str("#fffdf8");
        context.fill_rect(0.0, 0.0, WIDTH, high + foot);
        draw(&context, [(WIDTH - wide) / 2.0, wide, high])?;
        context.set_fill_style_str("#1d1b18");
        context.set_font("48px serif");
        let title = self.dom.text(self.title.clone());
        context.fill_text_with_max_width(&title, 40.0, high + 70.0, WIDTH - 80.0)?;
        context.set_font("30px sans-serif");
        for (index, Prediction { label, probability: share }) in self.predictions.iter().enumerate()
        {
            let line = high + 130.0 + 44.0 * index as f64;
            context.set_fill_style_str("#1d1b18");
            context.fill_text(&self.dom.text(label), 40.0, line)?;
            context.fill_text(&percent(share.into()), 1040.0, line)?;
            context.set_fill_style_str("#7a4f12");
            context.fill_rect(300.0, line - 20.0, 700.0 * f64::from(share), 18.0);
        }
        context.set_fill_style_str("#5f594e");
        context.set_font("24px sans-serif");
        context.fill_text("Whence", 40.0, high + foot - 25.0)?;
        let dom = Rc::clone(self.dom);
        let painted = Closure::once_into_js(move |blob: Option<Blob>| {
            log(blob.map_or(Err("there is no image".into()), |blob| then(&dom, &blob)));
        });
        canvas.to_blob(painted.unchecked_ref())
    }
}

/// Offers bytes for download as a file.
pub(super) fn save(dom: &Dom, name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = dom.document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has started; the address is no longer needed.
    let later = async move {
        sleep(Duration::from_secs(60)).await;
        log(Url::revoke_object_url(&url));
    };
    spawn_local(later);
    Ok(())
}
