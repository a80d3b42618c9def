//! The view: the stage and the answer. It has no logic of its own and does not
//! use the session.
//!
//! The body's `data-state` is the name of the session's [`State`], its
//! `data-mode` the name of its [`Mode`](crate::app::session::Mode); the style
//! sheet selects by them.

mod answer;
mod caption;
mod evidence;
mod faces;
mod nearest;

use super::{
    dom::{Dom, log},
    events::forever,
    shown::Shown,
    subject::Subject,
    trouble::{self, Choice},
};
use crate::{
    app::{
        session::State,
        trouble::Trouble,
        words::{Message, message},
    },
    net::{download::Amount, works::Works},
};
use gloo_events::EventListener;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DocumentFragment, Element, HtmlCanvasElement, HtmlElement, HtmlImageElement,
    HtmlProgressElement, Url,
};

/// The page's elements.
pub(super) struct View {
    pub(super) dom: Rc<Dom>,
    body: HtmlElement,
    picture: HtmlElement,
    preview: HtmlImageElement,
    heat: HtmlCanvasElement,
    outline: Element,
    caption: HtmlElement,
    status: HtmlElement,
    amount: HtmlElement,
    progress: HtmlProgressElement,
    cancel: HtmlElement,
    outcome: HtmlElement,
    /// The index of nearest works.
    pub(super) works: Works,
    /// Whether the visitor has asked for pictures of the nearest works.
    works_pictured: Cell<bool>,
    /// The listeners and jobs of the current outcome.
    shown: RefCell<Shown>,
}

impl View {
    /// Finds the elements.
    pub(super) fn find(dom: Rc<Dom>) -> Result<Rc<Self>, JsValue> {
        let view = Self {
            body: dom.document.body().ok_or("there is no body")?,
            picture: dom.find("picture")?,
            preview: dom.find("preview")?,
            heat: dom.find("heat")?,
            outline: dom.find("outline")?,
            caption: dom.find("caption")?,
            status: dom.find("status")?,
            amount: dom.find("amount")?,
            progress: dom.find("progress")?,
            cancel: dom.find("cancel")?,
            outcome: dom.find("outcome")?,
            works: Works::default(),
            works_pictured: Cell::default(),
            shown: RefCell::default(),
            dom,
        };
        view.await_pictures();
        Ok(Rc::new(view))
    }

    /// An empty frame is shown in place of each picture until its size is
    /// known, so that the content below moves only once.
    fn await_pictures(&self) {
        for name in ["load", "error"] {
            let picture = self.picture.clone();
            forever(&self.preview, name, move |_| log(picture.remove_attribute("data-coming")));
        }
    }

    /// The address of a part that the document links to, relative to the
    /// document.
    pub(super) fn part(&self, id: &str) -> Result<String, JsValue> {
        let link: Element = self.dom.find(id)?;
        Ok(link.get_attribute("href").ok_or_else(|| format!("#{id} links to nothing"))?)
    }

    /// The size of such a part in bytes, if the build recorded it.
    pub(super) fn part_size(&self, id: &str) -> Option<f64> {
        self.dom.document.get_element_by_id(id)?.get_attribute("data-bytes")?.parse().ok()
    }

    /// Resets the visitor's consent to load pictures of the nearest works.
    pub(super) fn forget(&self) {
        self.works_pictured.set(false);
    }

    /// A function that shows whether a file is dragged over the page.
    pub(super) fn drop_mark(&self) -> impl Fn(bool) + Clone + use<> {
        let body = self.body.clone();
        move |over| drop(body.toggle_attribute_with_force("data-dragging", over))
    }

    pub(super) fn on_cancel(&self, act: impl Fn() + 'static) {
        EventListener::new(&self.cancel, "click", move |_| act()).forget();
    }

    /// Shows or hides the progress of the download, in any state.
    pub(super) fn show_download(&self, downloading: bool) {
        let set = self.body.toggle_attribute_with_force("data-downloading", downloading);
        log(set.map(drop));
    }

    /// A function that shows the progress of the download.
    pub(super) fn progress(self: &Rc<Self>) -> impl Fn(Amount) + 'static {
        let view = Rc::clone(self);
        move |Amount { received, total }| {
            let megabytes = |bytes: f64| format!("{:.1}", bytes / 1e6);
            let amount = match total {
                Some(total) => message("amount-of").with("total", megabytes(total)),
                None => message("amount"),
            };
            let amount = amount.with("received", megabytes(received));
            view.dom.set_message(&view.amount, amount.clone());
            // A screen reader announces the state, not each step.
            log(view.progress.set_attribute("aria-valuetext", &view.dom.text(amount)));
            match total {
                Some(total) => {
                    view.progress.set_max(total);
                    view.progress.set_value(received);
                }
                None => log(view.progress.remove_attribute("value")),
            }
        }
    }

    /// Shows a state without content.
    pub(super) fn enter(&self, state: State) {
        self.shown.take();
        log(self.body.set_attribute("data-state", state.name()));
        self.outcome.replace_children_with_node_0();
        self.heat.set_hidden(true);
        log(self.outline.set_attribute("hidden", ""));
        match state {
            State::Loading => self.clear(message("status-loading")),
            State::Ready => self.clear(message("status-ready")),
            _ => {}
        }
    }

    /// Shows a status message.
    pub(super) fn say(&self, status: Message) {
        self.dom.set_message(&self.status, status);
    }

    /// Hides the picture and shows a status message.
    fn clear(&self, status: Message) {
        self.hide_picture();
        self.say(status);
    }

    /// Shows a picture and its caption.
    pub(super) fn present(&self, subject: &Subject) {
        self.show(subject);
        self.label(subject);
    }

    /// Shows a picture whose corners the visitor moves; `panel` is in the place
    /// of the answer.
    pub(super) fn framing(
        &self,
        subject: &Subject,
        panel: &DocumentFragment,
        listeners: Vec<EventListener>,
    ) -> Result<(), JsValue> {
        self.say(message("frame-hint"));
        self.present(subject);
        self.shown.borrow_mut().listeners = listeners;
        self.outcome.append_child(panel).map(drop)
    }

    /// Shows a work whose label the visitor guesses, without its caption.
    pub(super) fn guessing(&self, subject: &Subject) {
        self.say(message("status-guess"));
        self.show(subject);
        self.dom.set_message(&self.preview, message("caption-hidden"));
    }

    pub(super) fn failed(self: &Rc<Self>, trouble: &Trouble, act: impl Fn(Choice) + 'static) {
        self.clear(trouble.said());
        let mut shown = self.shown.borrow_mut();
        log(trouble::show(&self.dom, &self.outcome, trouble, act, &mut shown));
    }

    fn hide_picture(&self) {
        self.picture.set_hidden(true);
        let old = self.preview.src();
        if old.starts_with("blob:") {
            log(Url::revoke_object_url(&old));
        }
        log(self.preview.remove_attribute("src"));
        self.caption.replace_children_with_node_0();
    }

    fn show(&self, subject: &Subject) {
        self.hide_picture();
        if let Ok(url) = Url::create_object_url_with_blob(subject.picture()) {
            log(self.picture.set_attribute("data-coming", ""));
            self.preview.set_src(&url);
            self.picture.set_hidden(false);
        }
    }

    /// Waits until the picture is decoded, or cannot be decoded.
    pub(super) async fn painted(&self) {
        drop(JsFuture::from(self.preview.decode()).await);
        log(self.picture.remove_attribute("data-coming"));
    }
}
