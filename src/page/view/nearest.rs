//! The nearest works of The Met under an answer, one of each label.
//!
//! Their index is fetched after the first answer. Their pictures come from The
//! Met's picture host. For a visitor's own picture it is asked only once the
//! visitor wants that: it then learns which works are near.

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
        dom::{each, fill, lead_out, log, within},
        subject::Subject,
    },
};
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, HtmlImageElement};

impl View {
    /// Lists the nearest works in `place`, once their index is there.
    pub(super) fn find_nearest(
        self: &Rc<Self>,
        place: HtmlElement,
        subject: &Subject,
        answer: &Classification,
    ) {
        let own = subject.work().map(|work| work.record.object_id);
        let (view, answer) = (Rc::clone(self), answer.clone());
        let job = Job::spawn(async move {
            // The answer comes first.
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
        let mut pictured = false;
        for label in answer.predictions.iter().map(|prediction| prediction.label) {
            let near = index.near(&answer.embedding, label, own);
            pictured |= near.is_some_and(|near| near.work.address().is_some());
            self.list_one(&list, label, near)?;
        }
        let offer: HtmlElement = within(&section, ".offer")?;
        let button: HtmlElement = within(&section, ".offer button")?;
        place.append_child(&section)?;
        place.set_hidden(false);
        if own.is_some() || self.works_pictured.get() {
            self.show_pictures(&list);
        } else if pictured {
            offer.set_hidden(false);
            let view = Rc::clone(self);
            let listener = EventListener::once(&button, "click", move |_| {
                view.works_pictured.set(true);
                offer.set_hidden(true);
                view.show_pictures(&list);
                // The button is gone, and the focus with it.
                let next = list.query_selector("a:not([hidden])").ok().flatten();
                let next = next.and_then(|link| link.dyn_into::<HtmlElement>().ok());
                next.iter().for_each(|link| log(link.focus()));
            });
            self.shown.borrow_mut().listeners.push(listener);
        }
        Ok(())
    }

    /// The nearest work of a label, or that none is near.
    fn list_one(
        &self,
        list: &Element,
        label: Label,
        near: Option<Neighbour<'_>>,
    ) -> Result<(), JsValue> {
        let row = self.dom.instance("nearest-one-template")?;
        self.dom.set_message(&within::<Element>(&row, ".name")?, label);
        let similarity: Element = within(&row, ".similarity")?;
        let Some(Neighbour { work, similarity: share }) = near else {
            self.dom.set_message(&similarity, message("nearest-none"));
            return list.append_child(&row).map(drop);
        };
        let share = percent(share.max(0.0).into());
        self.dom.set_message(&similarity, message("nearest-similarity").with("share", share));
        let title: HtmlAnchorElement = within(&row, ".title")?;
        lead_out(&title, &endpoint::page(work.id));
        fill(&row, ".title", &work.title)?;
        fill(&row, ".by", &work.artist)?;
        if let Some(address) = work.address() {
            let picture: HtmlImageElement = within(&row, "img")?;
            picture.set_attribute("data-address", &sized(&address, "web-additional"))?;
        }
        list.append_child(&row).map(drop)
    }

    /// Asks The Met for the pictures of the listed works. One that does not come
    /// leaves no gap.
    fn show_pictures(&self, list: &Element) {
        let Ok(pictures) = list.query_selector_all("img[data-address]") else { return };
        each(&pictures, |picture| {
            let picture: HtmlImageElement = picture.clone().unchecked_into();
            let Some(address) = picture.get_attribute("data-address") else { return };
            let missing = picture.clone();
            let listener =
                EventListener::once(&picture, "error", move |_| missing.set_hidden(true));
            self.shown.borrow_mut().listeners.push(listener);
            picture.set_src(&address);
            picture.set_hidden(false);
        });
    }
}
