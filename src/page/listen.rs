//! The page's event listeners.

use super::{
    Page,
    activity::Activity,
    address::{Address, Target},
    camera, embed,
    find::Find,
    inputs, kiosk, setting,
    slot::{Slot, callback, callback_with},
};
use crate::{
    app::{session::Event, words::Language},
    net::job::breathe,
};
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlSelectElement};

impl Page {
    pub(super) async fn listen(&self, slot: &Slot<Self>) -> Result<(), JsValue> {
        let dom = &self.view.dom;
        inputs::listen(&self.view, callback_with(slot, |page, given| page.take(given)))?;
        camera::listen(dom, callback_with(slot, |page, picture| page.open_photograph(picture)))?;
        let address = Address::listen(
            dom,
            callback_with(slot, |page, target| match target {
                Ok(Target::Work(id)) => page.go_to_work(id),
                Ok(Target::Picture(route)) => page.run(Activity::Fetch(route)),
                Err(trouble) => page.fail(&trouble, None),
            }),
        )?;
        self.address.replace(Some(address));
        breathe().await;
        let open = callback_with(slot, |page, id| page.go_to_work(id));
        let find = Find::listen(
            dom,
            &self.museum,
            &self.question,
            open,
            callback(slot, Self::ensure_model),
        )?;
        if let Some(task) = self.question.known() {
            find.offer(&task)?;
        }
        self.find.replace(Some(find));
        self.view.on_cancel(callback(slot, |page| page.idle()));
        let click = |id: &str, act: fn(&Rc<Self>)| -> Result<(), JsValue> {
            let (button, act) = (dom.find::<HtmlElement>(id)?, callback(slot, act));
            EventListener::new(&button, "click", move |_| act()).forget();
            Ok(())
        };
        click("random", |page| page.on(Event::Random))?;
        self.listen_to_language(slot)?;
        let window = web_sys::window().ok_or("there is no window")?;
        let follow = callback(slot, Self::follow_address);
        EventListener::new(&window, "hashchange", move |_| follow()).forget();
        let notice = dom.find::<HtmlElement>("notice")?;
        let pressed = notice.clone();
        EventListener::new(&notice, "click", move |_| pressed.set_text_content(None)).forget();
        // A close button closes the dialog that contains it.
        let close = EventListener::new(&dom.document, "click", |event| {
            let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let button = button.filter(|button| button.class_list().contains("close"));
            let dialog = button.and_then(|button| button.closest("dialog").ok().flatten());
            if let Some(dialog) =
                dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
            {
                dialog.close();
            }
        });
        close.forget();
        self.listen_to_setting(slot)
    }

    /// The listeners for a frame and for a kiosk.
    fn listen_to_setting(&self, slot: &Slot<Self>) -> Result<(), JsValue> {
        let dom = &self.view.dom;
        let followed = Rc::clone(slot);
        setting::keep_address(&dom.document, move |fragment| {
            followed.get().into_iter().for_each(|page| page.on(Event::Link(fragment)));
        });
        embed::listen(dom)?;
        kiosk::open(dom, &self.bundle, callback(slot, |page| page.on(Event::Over)))
    }

    fn listen_to_language(&self, slot: &Slot<Self>) -> Result<(), JsValue> {
        let (dom, select) = (&self.view.dom, self.view.dom.find::<HtmlSelectElement>("language")?);
        for language in Language::ALL {
            let option = dom.document.create_element("option")?;
            option.set_attribute("value", language.tag())?;
            option.set_attribute("lang", language.tag())?;
            option.set_text_content(Some(language.name()));
            select.append_child(&option)?;
        }
        select.set_value(dom.language().tag());
        let chosen = select.clone();
        let change = callback(slot, move |page: &Rc<Self>| {
            let language = Language::from_tag(&chosen.value());
            language.into_iter().for_each(|language| page.view.dom.set_language(language));
        });
        EventListener::new(&select, "change", move |_| change()).forget();
        Ok(())
    }
}
