//! Prepares a picture for the worker.
//!
//! An SVG has no pixels, and browsers render it only on a page.

use super::{
    bridge::{Bridge, Judgement},
    dom::Dom,
    subject::{DRAWING, Subject},
};
use crate::{
    app::trouble::Trouble,
    core::{classification::Decoder, quad::Quad},
};
use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlImageElement, Url};

/// The longer side of a drawing, in pixels.
const SIDE: f64 = 1024.0;

/// Classifies a picture; the browser renders an SVG first.
pub(super) async fn judge(dom: &Dom, bridge: &Bridge, subject: &Subject) -> Judgement {
    let (picture, by_browser) = prepare(dom, subject).await?;
    let mut answer = bridge.classify(picture).await?;
    if by_browser {
        answer.decoder = Decoder::Browser;
    }
    Ok(answer)
}

/// A picture that the worker can decode, and whether the browser rendered it.
pub(super) async fn prepare(dom: &Dom, subject: &Subject) -> Result<(Blob, bool), Trouble> {
    let picture = subject.picture();
    if !subject.is_drawing() {
        return Ok((picture.clone(), false));
    }
    // A browser renders only a blob with the type of a drawing.
    let typed = picture.slice_with_f64_and_f64_and_content_type(0.0, picture.size(), DRAWING);
    let drawn = typed.map_err(|_| Trouble::damaged("it cannot be read"))?;
    let drawn = draw(dom, &drawn).await.map_err(|_| Trouble::damaged("it cannot be drawn"))?;
    Ok((drawn, true))
}

/// The part between four corners of an uncropped picture.
pub(super) async fn crop(
    dom: &Dom,
    bridge: &Bridge,
    original: &Subject,
    quad: Quad,
) -> Result<Subject, Trouble> {
    if quad == Quad::WHOLE {
        return Ok(original.clone());
    }
    let (picture, _) = prepare(dom, original).await?;
    let picture = bridge.straighten(picture, quad).await?;
    Ok(Subject::Cropped { picture, original: Box::new(original.clone()), quad })
}

async fn draw(dom: &Dom, picture: &Blob) -> Result<Blob, JsValue> {
    let url = Url::create_object_url_with_blob(picture)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&url)?;
    decoded?;
    // A drawing may have no intrinsic size.
    let size = |side: u32| if side == 0 { SIDE } else { f64::from(side) };
    let (wide, high) = (size(image.natural_width()), size(image.natural_height()));
    let scale = SIDE / wide.max(high);
    let [wide, high] = [wide, high].map(|side| (side * scale).max(1.0) as u32);
    let (canvas, context) = dom.canvas(wide, high)?;
    context.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        wide.into(),
        high.into(),
    )?;
    let mut result = Ok(());
    let blob = Promise::new(&mut |resolve, _| result = canvas.to_blob(&resolve));
    result?;
    JsFuture::from(blob).await?.dyn_into()
}
