//! The setting of the visit, according to the address.

use super::events::forever;
use crate::app::setting::Setting;
use js_sys::Reflect;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element};

/// The setting of this visit.
pub(super) fn here() -> Setting {
    let fragment = web_sys::window().and_then(|window| window.location().hash().ok());
    Setting::of(&fragment.unwrap_or_default())
}

/// Calls `follow` with the fragment of each link within the page, if the
/// address must not change. The script in `index.html` prevents the change, and
/// records a link that was pressed before this code ran.
pub(super) fn keep_address(document: &Document, follow: impl Fn(&str) + 'static) {
    if here().owns_address() {
        return;
    }
    let early = web_sys::window().and_then(|window| Reflect::get(&window, &"followed".into()).ok());
    if let Some(fragment) = early.and_then(|fragment| fragment.as_string()) {
        follow(&fragment);
    }
    forever(document, "click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href^='#']").ok().flatten());
        if let Some(fragment) = link.and_then(|link| link.get_attribute("href")) {
            follow(&fragment);
        }
    });
}
