//! A picture from its address.
//!
//! Without consent the page contacts no host but The Met's. Any other picture
//! comes through a host that the visitor has agreed to.

use super::dom::{Dom, log};
use crate::{
    app::trouble::Trouble,
    met::{
        endpoint::object_in,
        route::{Host, Route},
    },
};
use gloo_events::{EventListener, EventListenerOptions};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, Url};

/// The Met's picture host.
const PICTURES: &str = "images.metmuseum.org";

/// The target of an address.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// A work of the Met.
    Work(u32),
    /// A picture. If it is not on The Met's host, the visitor has agreed to
    /// fetch it.
    Picture(Route),
}

/// The dialog for an address.
pub(super) struct Address {
    dialog: HtmlDialogElement,
    input: HtmlInputElement,
    consent: HtmlElement,
    agreed: Cell<bool>,
    take: Box<dyn Fn(Result<Target, Trouble>)>,
}

impl Address {
    /// Calls `take` with the target of each address.
    pub(super) fn listen(
        dom: &Rc<Dom>,
        take: impl Fn(Result<Target, Trouble>) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        let address = Rc::new(Self {
            dialog: dom.find("address-dialog")?,
            input: dom.find("address-input")?,
            consent: dom.find("address-consent")?,
            agreed: Cell::default(),
            take: Box::new(take),
        });
        let opened = Rc::clone(&address);
        let open: HtmlElement = dom.find("address")?;
        EventListener::new(&open, "click", move |_| opened.open("")).forget();
        let sent = Rc::clone(&address);
        let form: HtmlElement = dom.find("address-form")?;
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&form, "submit", options, move |event| {
            event.prevent_default();
            sent.send();
        })
        .forget();
        let agreeing = Rc::clone(&address);
        let agree: HtmlElement = dom.find("address-agree")?;
        EventListener::new(&agree, "click", move |_| {
            agreeing.agreed.set(true);
            agreeing.send();
        })
        .forget();
        Ok(address)
    }

    /// Asks for an address, or for consent to one that was dropped.
    pub(super) fn open(&self, address: &str) {
        self.input.set_value(address);
        self.consent.set_hidden(true);
        log(self.dialog.show_modal());
        if !address.is_empty() {
            self.send();
        }
    }

    fn send(&self) {
        match self.target() {
            Some(target) => {
                self.dialog.close();
                (self.take)(target);
            }
            None => self.consent.set_hidden(false),
        }
    }

    /// The target of the address; `None` without consent.
    fn target(&self) -> Option<Result<Target, Trouble>> {
        let text = self.input.value().trim().to_owned();
        if let Some(work) = object_in(&text) {
            return Some(Ok(Target::Work(work)));
        }
        let url = Url::new(&text).ok().filter(|url| url.protocol().starts_with("http"));
        let Some(url) = url else { return Some(Err(Trouble::address())) };
        let host = if url.hostname() == PICTURES { Host::Met } else { Host::Other };
        let allowed = host == Host::Met || self.agreed.get();
        allowed.then(|| Ok(Target::Picture(Route { host, address: url.href() })))
    }
}
