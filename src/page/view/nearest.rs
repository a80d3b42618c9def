//! The nearest works of The Met under an answer, one of each label.
//!
//! Their index is fetched after the first answer. Their pictures come from The
//! Met's picture host. For a visitor's own picture they are fetched only after
//! the visitor agrees, because the requests reveal which works are near.

use super::View;
use crate::{
    app::{format::percent, words::message},
    core::{
        classification::Classification,
        label::Label,
        neighbours::{Index, Neighbour},
    },
    met::{endpoint, route::sized},
    net::job::{Job, breathe},
    page::{
        dom::{fill, lead_out, log, within},
        subject::Subject,
    },
};
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, HtmlImageElement};

impl View {
    /// Lists the nearest works in `place` when their index is loaded.
    pub(super) fn find_nearest(
        self: &Rc<Self>,
        place: HtmlElement,
        subject: &Subject,
        answer: &Classification,
    ) {
        let own = subject.work().map(|work| work.record.object_id);
        let (view, answer) = (Rc::clone(self), answer.clone());
        let job = Job::spawn(async move {
            // The answer is shown first.
            breathe().await;
            let Ok(address) = view.part("works") else { return };
            if let Some(index) = view.works.index(&address).await {
                log(view.list_nearest(&place, &index, &answer, own));
            }
        });
        self.shown.borrow_mut().tasks.push(job);
    }

    fn list_nearest(
        self: &Rc<Self>,
        place: &HtmlElement,
        index: &Index,
        answer: &Classification,
        own: Option<u32>,
    ) -> Result<(), JsValue> {
        let section = self.dom.instance("nearest-template")?;
        let hint = message("nearest-hint").with("count", index.works().len());
        self.dom.set_message(&within::<Element>(&section, ".hint")?, hint);
        let list: Element = within(&section, "ul")?;
        let mut pictures = Vec::new();
        for label in answer.predictions.iter().map(|prediction| prediction.label) {
            let near = index.near(&answer.embedding, label, own);
            pictures.extend(self.list_one(&list, label, near)?);
        }
        let offer: HtmlElement = within(&section, ".offer")?;
        let button: HtmlElement = within(&section, ".offer button")?;
        place.append_child(&section)?;
        place.set_hidden(false);
        if own.is_some() || self.works_pictured.get() {
            self.show_pictures(&pictures);
        } else if !pictures.is_empty() {
            offer.set_hidden(false);
            let view = Rc::clone(self);
            let listener = EventListener::once(&button, "click", move |_| {
                view.works_pictured.set(true);
                offer.set_hidden(true);
                view.show_pictures(&pictures);
                // The focus was on the button, which is hidden now.
                let next = list.query_selector("a:not([hidden])").ok().flatten();
                let next = next.and_then(|link| link.dyn_into::<HtmlElement>().ok());
                next.iter().for_each(|link| log(link.focus()));
            });
            self.shown.borrow_mut().listeners.push(listener);
        }
        Ok(())
    }

    /// Lists the nearest work of a label, or that none is near. Returns the
    /// element and the address of its picture, if it has one.
    fn list_one(
        &self,
        list: &Element,
        label: Label,
        near: Option<Neighbour<'_>>,
    ) -> Result<Option<(HtmlImageElement, String)>, JsValue> {
        let row = self.dom.instance("nearest-one-template")?;
        self.dom.set_message(&within::<Element>(&row, ".name")?, label);
        let similarity: Element = within(&row, ".similarity")?;
        let Some(Neighbour { work, similarity: share }) = near else {
            self.dom.set_message(&similarity, message("nearest-none"));
            list.append_child(&row)?;
            return Ok(None);
        };
        let share = percent(share.max(0.0).into());
        self.dom.set_message(&similarity, message("nearest-similarity").with("share", share));
        let title: HtmlAnchorElement = within(&row, ".title")?;
        lead_out(&title, &endpoint::page(work.id));
        fill(&row, ".title", &work.title)?;
        fill(&row, ".by", &work.artist)?;
        let picture = within(&row, "img")?;
        list.append_child(&row)?;
        Ok(work.address().map(|address| (picture, sized(&address, "web-additional"))))
    }

    /// Fetches the pictures of the listed works from The Met. A picture that
    /// cannot be loaded is hidden.
    fn show_pictures(&self, pictures: &[(HtmlImageElement, String)]) {
        for (picture, address) in pictures {
            let missing = picture.clone();
            let listener = EventListener::once(picture, "error", move |_| missing.set_hidden(true));
            self.shown.borrow_mut().listeners.push(listener);
            picture.set_src(address);
            picture.set_hidden(false);
        }
    }
}
