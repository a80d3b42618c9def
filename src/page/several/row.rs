//! The row of a picture.

use crate::{
    app::{format::percent, trouble::Trouble, words::in_words},
    core::{
        classification::Classification,
        label::Labels,
        table::{Answer, Row},
    },
    page::{bridge::Judgement, dom::Dom},
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Element, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions};

/// The longer side of a thumbnail, in device pixels at a ratio of two.
const THUMBNAIL: u32 = 96;

/// The row of a picture with this name, and its element.
pub(super) fn of(
    dom: &Dom,
    labels: &Labels,
    name: String,
    judgement: &Judgement,
    thumbnail: Option<HtmlCanvasElement>,
) -> Result<(Row, Element), JsValue> {
    let element = dom.document.create_element("tr")?;
    let head = append(dom, &element, "th")?;
    head.set_attribute("scope", "row")?;
    if let Some(thumbnail) = thumbnail {
        head.append_child(&thumbnail)?;
    }
    let (answer, error) = match judgement {
        Ok(answer) => {
            let button = append(dom, &head, "button")?;
            button.set_text_content(Some(&name));
            button.set_attribute("type", "button")?;
            (Some(say_answer(dom, &element, labels, answer)?), None)
        }
        Err(trouble) => {
            append(dom, &head, "span")?.set_text_content(Some(&name));
            (None, Some(say_trouble(dom, &element, labels, trouble)?))
        }
    };
    Ok((Row { name, answer, error }, element))
}

/// The cells of an answer.
fn say_answer(
    dom: &Dom,
    row: &Element,
    labels: &Labels,
    answer: &Classification,
) -> Result<Answer, JsValue> {
    for label in labels.iter() {
        let share = cell(dom, row, "share")?;
        share.set_attribute("data-label", label.name())?;
        share.set_text_content(Some(&percent(answer.predictions.of(label).into())));
    }
    dom.set_message(&cell(dom, row, "verdict")?, in_words(answer.verdict));
    let answer = Answer::from(answer);
    cell(dom, row, "time")?.set_text_content(Some(&format!("{:.0}", answer.milliseconds)));
    Ok(answer)
}

/// The one wide cell of an error.
fn say_trouble(
    dom: &Dom,
    row: &Element,
    labels: &Labels,
    trouble: &Trouble,
) -> Result<String, JsValue> {
    let why = cell(dom, row, "why")?;
    why.set_attribute("colspan", &(labels.len() + 2).to_string())?;
    row.set_attribute("data-error", trouble.name)?;
    dom.set_message(&why, trouble.what.clone());
    Ok(dom.text(trouble.what.clone()))
}

fn cell(dom: &Dom, row: &Element, class: &str) -> Result<Element, JsValue> {
    let cell = append(dom, row, "td")?;
    cell.set_class_name(class);
    Ok(cell)
}

fn append(dom: &Dom, parent: &Element, tag: &str) -> Result<Element, JsValue> {
    let element = dom.document.create_element(tag)?;
    parent.append_child(&element)?;
    Ok(element)
}

/// A small copy of a picture; the browser makes it off this thread.
pub(super) async fn thumbnail(dom: &Dom, picture: &Blob) -> Result<HtmlCanvasElement, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let options = ImageBitmapOptions::new();
    options.set_resize_height(THUMBNAIL);
    let small = window.create_image_bitmap_with_blob_and_image_bitmap_options(picture, &options)?;
    let small: ImageBitmap = JsFuture::from(small).await?.unchecked_into();
    let (canvas, context) = dom.canvas(small.width(), small.height())?;
    canvas.set_attribute("aria-hidden", "true")?;
    context.draw_image_with_image_bitmap(&small, 0.0, 0.0)?;
    small.close();
    Ok(canvas)
}
