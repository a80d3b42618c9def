//! Switches between the page's modes.

use super::View;

use crate::{
    app::session::Mode,
    page::dom::{each, log},
};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::HtmlElement;

impl View {
    /// Shows another mode, with a fade if the browser supports view
    /// transitions.
    pub(in crate::page) fn turn_to(self: &Rc<Self>, mode: Mode, before: Option<Mode>) {
        // The first mode is shown without a fade.
        let Some(before) = before else { return self.show_mode(mode) };
        let document: &JsValue = &self.dom.document;
        let fade = js_sys::Reflect::get(document, &"startViewTransition".into());
        match fade.ok().and_then(|fade| fade.dyn_into::<js_sys::Function>().ok()) {
            Some(fade) => {
                let view = Rc::clone(self);
                let turn = Closure::once_into_js(move || view.show_and_focus(mode, before));
                log(fade.call1(document, &turn).map(drop));
            }
            None => self.show_and_focus(mode, before),
        }
    }

    /// The link into the lab and the link back are hidden after they are
    /// followed, so the focus moves to their target.
    fn show_and_focus(&self, mode: Mode, before: Mode) {
        self.show_mode(mode);
        match (before, mode) {
            (_, Mode::Lab) => self.focus("#lab h2"),
            (Mode::Lab, Mode::Look) => self.focus("#outcome .fool"),
            _ => {}
        }
    }

    fn focus(&self, selector: &str) {
        let place = self.dom.document.query_selector(selector).ok().flatten();
        if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
            log(place.focus());
        }
    }

    /// Moves the focus to this element if the element that had the focus was
    /// removed.
    pub(in crate::page) fn focus_again(&self, selector: &str) {
        let active = self.dom.document.active_element();
        if active.is_none_or(|active| active == *self.body) {
            self.focus(selector);
        }
    }

    fn show_mode(&self, mode: Mode) {
        log(self.body.set_attribute("data-mode", mode.name()));
        let Ok(links) = self.dom.document.query_selector_all("[data-mode-link]") else { return };
        each(&links, |link| {
            let current = link.get_attribute("data-mode-link").as_deref() == Some(mode.name());
            log(match current {
                true => link.set_attribute("aria-current", "page"),
                false => link.remove_attribute("aria-current"),
            });
        });
    }
}
