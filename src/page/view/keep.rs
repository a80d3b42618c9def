//! Exports of an answer: text, an image, a link.

use super::{View, save};

use crate::{
    app::format::percent,
    app::words::{in_words, message},
    core::{classification::Classification, prediction::Prediction},
    page::dom::log,
};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ShareData};

/// The width of a saved image.
const WIDTH: f64 = 1200.0;

/// The greatest height of the picture in it.
const HEIGHT: f64 = 1200.0;

/// Copies text, and says so.
pub(in crate::page) fn copy(view: &Rc<View>, text: String) {
    let view = Rc::clone(view);
    spawn_local(async move {
        let Some(window) = web_sys::window() else { return };
        let copied = JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
        match copied {
            Ok(_) => view.dom.notice(message("copied")),
            Err(error) => log(Err(error)),
        }
    });
}

/// Hands text to other programs where the system has a way to, or copies it.
pub(in crate::page) fn share(view: &Rc<View>, text: String) {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return };
    if !js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or_default() {
        return copy(view, text);
    }
    let data = ShareData::new();
    data.set_text(&text);
    let shared = navigator.share_with_data(&data);
    // To change one's mind is no trouble.
    spawn_local(async move { drop(JsFuture::from(shared).await) });
}

/// Saves the picture with the answer beneath it.
pub(super) fn save_image(view: &Rc<View>, answer: &Classification) -> Result<(), JsValue> {
    let picture = &view.preview;
    let (wide, high) = (f64::from(picture.natural_width()), f64::from(picture.natural_height()));
    let scale = (WIDTH / wide).min(HEIGHT / high);
    let (wide, high) = (wide * scale, high * scale);
    let labels = answer.predictions.iter().count() as f64;
    let foot = 154.0 + 44.0 * labels;
    let (canvas, context) = view.dom.canvas(WIDTH as u32, (high + foot) as u32)?;
    context.set_fill_style_str("#fffdf8");
    context.fill_rect(0.0, 0.0, WIDTH, high + foot);
    context.draw_image_with_html_image_element_and_dw_and_dh(
        picture,
        (WIDTH - wide) / 2.0,
        0.0,
        wide,
        high,
    )?;
    context.set_fill_style_str("#1d1b18");
    context.set_font("48px serif");
    context.fill_text(&view.dom.text(in_words(answer.verdict).0), 40.0, high + 70.0)?;
    context.set_font("30px sans-serif");
    for (index, Prediction { label, probability: share }) in answer.predictions.iter().enumerate() {
        let line = high + 130.0 + 44.0 * index as f64;
        context.set_fill_style_str("#1d1b18");
        context.fill_text(&view.dom.text(label), 40.0, line)?;
        context.fill_text(&percent(share.into()), 1040.0, line)?;
        context.set_fill_style_str("#7a4f12");
        context.fill_rect(300.0, line - 20.0, 700.0 * f64::from(share), 18.0);
    }
    context.set_fill_style_str("#5f594e");
    context.set_font("24px sans-serif");
    context.fill_text("Whence", 40.0, high + foot - 25.0)?;
    let dom = Rc::clone(&view.dom);
    let saved = Closure::once_into_js(move |blob: Option<Blob>| {
        log(blob.map_or(Err("there is no image".into()), |blob| save(&dom, "whence.png", &blob)));
    });
    canvas.to_blob(saved.unchecked_ref())
}
