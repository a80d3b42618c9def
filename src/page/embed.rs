//! Embedding in other pages: sends each answer to the parent page, and shows
//! the code that such a page needs.

use super::{
    dom::{Dom, log},
    keep::copy,
    setting,
};
use crate::{
    app::{
        embed::{Told, code},
        setting::{Origin, Setting},
        words::message,
    },
    core::classification::Classification,
};
use gloo_events::EventListener;
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, Url};

/// The origin in the code until one is entered.
const EXAMPLE: &str = "https://museum.example";

/// Sends an answer to the parent page, if the address states its origin; for a
/// work of The Met, with its number.
pub(super) fn tell(answer: &Classification, work: Option<u32>) {
    if let Setting::Embed { parent: Some(parent) } = setting::here() {
        log(post(&parent, &Told::new(answer, work)));
    }
}

fn post(parent: &Origin, told: &Told) -> Result<(), JsValue> {
    let told = told.serialize(&Serializer::json_compatible())?;
    let around = web_sys::window().and_then(|window| window.parent().ok().flatten());
    around.ok_or("there is no window")?.post_message(&told, parent.as_str())
}

/// The dialog with the code.
struct Offer {
    dom: Rc<Dom>,
    dialog: HtmlDialogElement,
    input: HtmlInputElement,
    goes: Element,
    code: HtmlElement,
}

/// Opens the dialog on request; within a frame, shows who receives the answers.
pub(super) fn listen(dom: &Rc<Dom>) -> Result<(), JsValue> {
    if let Setting::Embed { parent: Some(parent) } = setting::here() {
        let told = message("embed-told").with("origin", parent.as_str());
        dom.set_message(&dom.find::<Element>("embed-told")?, told);
    }
    let offer = Rc::new(Offer {
        dialog: dom.find("embed-dialog")?,
        input: dom.find("embed-origin")?,
        goes: dom.find("embed-goes")?,
        code: dom.find("embed-code")?,
        dom: Rc::clone(dom),
    });
    let (open, opened) = (dom.find::<HtmlElement>("embed-open")?, Rc::clone(&offer));
    EventListener::new(&open, "click", move |_| {
        log(opened.write());
        log(opened.dialog.show_modal());
    })
    .forget();
    let typed = Rc::clone(&offer);
    EventListener::new(&offer.input, "input", move |_| log(typed.write())).forget();
    let (button, dom) = (dom.find::<HtmlElement>("embed-copy")?, Rc::clone(dom));
    EventListener::new(&button, "click", move |_| {
        copy(&dom, offer.code.text_content().unwrap_or_default());
    })
    .forget();
    Ok(())
}

impl Offer {
    /// Writes the code for the entered page.
    fn write(&self) -> Result<(), JsValue> {
        let named = Url::new(self.input.value().trim()).ok();
        let parent = named.and_then(|url| Origin::new(&url.origin()));
        let parent = parent.or_else(|| Origin::new(EXAMPLE)).ok_or("the example is no origin")?;
        let location = web_sys::window().ok_or("there is no window")?.location();
        let origin = location.origin()?;
        let address = format!("{origin}{}", location.pathname()?);
        self.code.set_text_content(Some(&code(&address, &origin, &parent)));
        let goes = message("embed-goes").with("origin", parent.as_str());
        self.dom.set_message(&self.goes, goes);
        Ok(())
    }
}
