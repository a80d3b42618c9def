//! What the stage and the answer show. It holds no logic.
//!
//! The body's `data-state` has the name of the session's [`State`], its
//! `data-mode` that of its [`Mode`]; the style sheet does the rest.

mod answer;
mod evidence;
mod keep;
mod nearest;

pub(super) use keep::{copy, share, share_canvas, shares_images};

use super::{
    dom::{Dom, each, fill, lead_out, log, within},
    subject::Subject,
};
use crate::{
    app::{
        session::{Mode, Session, State},
        trouble::{Remedy, Trouble},
        words::{Message, message},
    },
    met::{endpoint, record::display},
    net::{download::Amount, job::Job, museum::Work, works::Works},
};
use gloo_events::EventListener;
use gloo_timers::future::sleep;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DocumentFragment, Element, HtmlAnchorElement, HtmlCanvasElement, HtmlElement,
    HtmlImageElement, HtmlProgressElement, Url,
};

/// What the visitor can choose after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Try again.
    Again,
    /// Try again, and other hosts than The Met's may be asked.
    OtherHosts,
}

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
    session: Rc<RefCell<Session>>,
    /// The index of nearest works.
    pub(super) works: Works,
    /// Whether the visitor has asked for pictures of the nearest works.
    works_pictured: Cell<bool>,
    /// Whether any face has been shown.
    turned: Cell<bool>,
    /// Whether the worker's code and the model are on their way.
    downloading: Cell<bool>,
    /// Listeners and jobs of what the outcome shows now.
    shown: RefCell<Shown>,
}

/// Listeners and jobs that end with what they belong to.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) listeners: Vec<EventListener>,
    pub(super) tasks: Vec<Job>,
}

impl View {
    /// Finds the elements.
    pub(super) fn find(dom: Rc<Dom>, session: &Rc<RefCell<Session>>) -> Result<Rc<Self>, JsValue> {
        Ok(Rc::new(Self {
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
            session: Rc::clone(session),
            works: Works::default(),
            works_pictured: Cell::default(),
            turned: Cell::default(),
            downloading: Cell::default(),
            shown: RefCell::default(),
            dom,
        }))
    }

    /// The address of a part that the document links to, relative to it.
    pub(super) fn part(&self, id: &str) -> Result<String, JsValue> {
        let link: Element = self.dom.find(id)?;
        Ok(link.get_attribute("href").ok_or_else(|| format!("#{id} links to nothing"))?)
    }

    /// How many bytes such a part has, where the build wrote it down.
    pub(super) fn part_size(&self, id: &str) -> Option<f64> {
        self.dom.document.get_element_by_id(id)?.get_attribute("data-bytes")?.parse().ok()
    }

    /// Forgets what this visitor has agreed to.
    pub(super) fn forget(&self) {
        self.works_pictured.set(false);
    }

    /// Shows whether a file is held over the page.
    pub(super) fn drop_mark(&self) -> impl Fn(bool) + Clone + use<> {
        let body = self.body.clone();
        move |over| drop(body.toggle_attribute_with_force("data-dragging", over))
    }

    pub(super) fn on_cancel(&self, act: impl Fn() + 'static) {
        EventListener::new(&self.cancel, "click", move |_| act()).forget();
    }

    /// Shows or hides the progress of the download, whatever else is shown.
    pub(super) fn set_downloading(&self, downloading: bool) {
        self.downloading.set(downloading);
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

    /// Shows another of the page's faces, one fading into the other where the
    /// browser can.
    pub(super) fn turn_to(self: &Rc<Self>, mode: Mode) {
        // There is nothing yet that could fade.
        if !self.turned.replace(true) {
            drop(self.show_mode(mode));
            return;
        }
        let document: &JsValue = &self.dom.document;
        let fade = js_sys::Reflect::get(document, &"startViewTransition".into());
        match fade.ok().and_then(|fade| fade.dyn_into::<js_sys::Function>().ok()) {
            Some(fade) => {
                let view = Rc::clone(self);
                let turn = Closure::once_into_js(move || view.show_and_focus(mode));
                log(fade.call1(document, &turn).map(drop));
            }
            None => self.show_and_focus(mode),
        }
    }

    /// The link into the lab and the link back are gone once they are
    /// followed; the keyboard goes on from what they led to.
    fn show_and_focus(&self, mode: Mode) {
        let was = self.show_mode(mode);
        let place = match mode {
            Mode::Lab => "#lab h2",
            Mode::Look if was.as_deref() == Some(Mode::Lab.name()) => "#outcome .fool",
            _ => return,
        };
        self.focus(place);
    }

    fn focus(&self, selector: &str) {
        let place = self.dom.document.query_selector(selector).ok().flatten();
        if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
            log(place.focus());
        }
    }

    /// The keyboard goes on from here if what it was on is gone.
    pub(super) fn focus_again(&self, selector: &str) {
        let active = self.dom.document.active_element();
        if active.is_none_or(|active| active == *self.body) {
            self.focus(selector);
        }
    }

    /// Returns the name of the face that was shown before.
    fn show_mode(&self, mode: Mode) -> Option<String> {
        let (mode, was) = (mode.name(), self.body.get_attribute("data-mode"));
        log(self.body.set_attribute("data-mode", mode));
        let Ok(links) = self.dom.document.query_selector_all("[data-mode-link]") else {
            return was;
        };
        each(&links, |link| {
            let current = link.get_attribute("data-mode-link").as_deref() == Some(mode);
            log(match current {
                true => link.set_attribute("aria-current", "page"),
                false => link.remove_attribute("aria-current"),
            });
        });
        was
    }

    pub(super) fn loading(&self) {
        self.hide_picture();
        self.enter(State::Loading, message("status-loading"));
    }

    pub(super) fn ready(&self) {
        self.hide_picture();
        self.enter(State::Ready, message("status-ready"));
    }

    /// An activity has started that has no picture yet.
    pub(super) fn fetching(&self, status: &'static str) {
        self.enter(State::Working, message(status));
    }

    /// A picture is being classified.
    pub(super) fn working(&self, subject: &Subject) {
        let status = if self.downloading.get() { "status-waiting" } else { "status-working" };
        self.enter(State::Working, message(status));
        self.show(subject);
        self.label(subject);
    }

    /// A picture is framed; `panel` stands where the answer will be.
    pub(super) fn framing(
        &self,
        subject: &Subject,
        panel: &DocumentFragment,
        listeners: Vec<EventListener>,
    ) -> Result<(), JsValue> {
        self.enter(State::Frame, message("frame-hint"));
        self.show(subject);
        self.label(subject);
        self.shown.borrow_mut().listeners = listeners;
        self.outcome.append_child(panel).map(drop)
    }

    /// The visitor guesses the label of a work; nothing shown may reveal it.
    pub(super) fn guessing(&self, subject: &Subject) {
        self.enter(State::Guess, message("status-guess"));
        self.show(subject);
        self.dom.set_message(&self.preview, message("caption-hidden"));
    }

    pub(super) fn failed(self: &Rc<Self>, trouble: &Trouble, act: impl Fn(Choice) + 'static) {
        self.hide_picture();
        self.enter(State::Error, trouble.said());
        let mut shown = self.shown.borrow_mut();
        log(show_trouble(&self.dom, &self.outcome, trouble, act, &mut shown));
    }

    fn enter(&self, state: State, status: Message) {
        self.shown.take();
        self.session.borrow_mut().enter(state);
        log(self.body.set_attribute("data-state", state.name()));
        self.dom.set_message(&self.status, status);
        self.outcome.replace_children_with_node_0();
        self.heat.set_hidden(true);
        log(self.outline.set_attribute("hidden", ""));
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
            self.preview.set_src(&url);
            self.picture.set_hidden(false);
        }
    }

    /// Waits until the picture is there to be seen, if it can be.
    pub(super) async fn painted(&self) {
        drop(JsFuture::from(self.preview.decode()).await);
    }

    /// The caption of a picture.
    fn label(&self, subject: &Subject) {
        self.dom.set_message(&self.preview, subject.alternative());
        self.caption.replace_children_with_node_0();
        match subject.original() {
            Subject::Own { source: Some(source), .. } => {
                let text = self.dom.document.create_element("span");
                if let Ok(text) = text {
                    self.dom.set_message(&text, message(*source));
                    log(self.caption.append_child(&text).map(drop));
                }
            }
            Subject::Own { name, .. } => self.caption.set_text_content(Some(name)),
            Subject::Work(work) => log(self.label_work(work)),
            Subject::Cropped { .. } => {}
        }
    }

    fn label_work(&self, work: &Work) -> Result<(), JsValue> {
        let (label, record) = (self.dom.instance("work-template")?, &work.record);
        fill(&label, ".title", &display(&record.title))?;
        fill(&label, ".by", &made_by(record))?;
        fill(&label, ".medium", &display(&record.medium))?;
        fill(&label, ".credit", &display(&record.credit_line))?;
        lead_out(&within(&label, ".met")?, &page_of(work));
        self.caption.append_child(&label).map(drop)
    }
}

/// Who made a work and when, as far as it is known.
pub(super) fn made_by(record: &crate::met::Record) -> String {
    let known = [display(&record.artist_display_name), display(&record.object_date)];
    let known: Vec<String> = known.into_iter().filter(|text| !text.is_empty()).collect();
    known.join(", ")
}

/// The page of a work at the Met, whatever its record says.
pub(super) fn page_of(work: &Work) -> String {
    endpoint::page(work.record.object_id)
}

/// Shows a trouble and what can be done about it.
pub(super) fn show_trouble(
    dom: &Rc<Dom>,
    place: &HtmlElement,
    trouble: &Trouble,
    act: impl Fn(Choice) + 'static,
    shown: &mut Shown,
) -> Result<(), JsValue> {
    let fragment = dom.instance("error-template")?;
    within::<HtmlElement>(&fragment, ".error")?.set_attribute("data-error", trouble.name)?;
    dom.set_message(&within::<Element>(&fragment, ".title")?, trouble.what.clone());
    dom.set_message(&within::<Element>(&fragment, ".advice")?, trouble.what.attribute("advice"));
    if let Some(details) = &trouble.details {
        fill(&fragment, ".details pre", details)?;
        within::<HtmlElement>(&fragment, ".details")?.set_hidden(false);
    }
    let act = Rc::new(act);
    let mut offer = |selector: &str, choice: Choice| -> Result<HtmlElement, JsValue> {
        let (button, act) = (within::<HtmlElement>(&fragment, selector)?, Rc::clone(&act));
        shown.listeners.push(EventListener::new(&button, "click", move |_| act(choice)));
        button.set_hidden(false);
        Ok(button)
    };
    match &trouble.remedy {
        Remedy::Another => {}
        Remedy::Again | Remedy::Afresh => drop(offer(".retry", Choice::Again)?),
        Remedy::Wait(left) => {
            let button = offer(".retry", Choice::Again)?;
            button.set_hidden(true);
            let wait: HtmlElement = within(&fragment, ".wait")?;
            shown.tasks.push(Job::spawn(count_down(Rc::clone(dom), wait, button, *left)));
        }
        Remedy::OtherHosts(address) => {
            offer(".agree", Choice::OtherHosts)?;
            offer_address(&fragment, address)?;
        }
        Remedy::Save(address) => offer_address(&fragment, address)?,
    }
    place.replace_children_with_node_0();
    place.append_child(&fragment).map(drop)
}

fn offer_address(fragment: &DocumentFragment, address: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = within(fragment, ".address")?;
    lead_out(&link, address);
    link.set_hidden(false);
    Ok(())
}

/// Counts down the seconds of a pause, then shows the button.
async fn count_down(dom: Rc<Dom>, wait: HtmlElement, button: HtmlElement, left: f64) {
    wait.set_hidden(false);
    let end = js_sys::Date::now() + left;
    loop {
        let seconds = ((end - js_sys::Date::now()) / 1e3).ceil();
        if seconds < 1.0 {
            break;
        }
        dom.set_message(&wait, message("trouble-wait").with("seconds", seconds as u32));
        sleep(Duration::from_secs(1)).await;
    }
    wait.set_hidden(true);
    button.set_hidden(false);
}

/// Offers bytes to be saved as a file.
pub(super) fn save(dom: &Dom, name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = dom.document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has begun; the address is not needed once it has.
    let later = async move {
        sleep(Duration::from_secs(60)).await;
        log(Url::revoke_object_url(&url));
    };
    wasm_bindgen_futures::spawn_local(later);
    Ok(())
}
