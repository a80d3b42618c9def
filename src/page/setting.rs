//! The setting of the visit, as the address says it.

use super::inputs::forever;
use crate::app::setting::Setting;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element};

/// Where this visit takes place.
pub(super) fn here() -> Setting {
    let fragment = web_sys::window().and_then(|window| window.location().hash().ok());
    Setting::of(&fragment.unwrap_or_default())
}

/// Calls `follow` with the fragment of each link within the page, where the
/// address has to stay as it is.
pub(super) fn keep_address(document: &Document, follow: impl Fn(&str) + 'static) {
    if here().owns_address() {
        return;
    }
    forever(document, "click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href^='#']").ok().flatten());
        if let Some(fragment) = link.and_then(|link| link.get_attribute("href")) {
            event.prevent_default();
            follow(&fragment);
        }
    });
}
