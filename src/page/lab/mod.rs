//! The lab: changes to the current picture, and the answer to the result.
//!
//! The settings and the meaning of the answer are in [`crate::app::lab`]; the
//! worker changes the picture. This module shows both.

mod parts;

use super::{
    bridge::Bridge,
    dom::{log, within},
    inquire::{Inquirer, ask},
    keep::{share_canvas, shares_images},
    prepare::prepare,
    steer::{arrow, point},
    subject::Subject,
    view::View,
};
use crate::{
    app::{
        lab::Lab,
        trouble::Trouble,
        words::{Message, message},
    },
    core::corruption::Corruption,
    net::job::Job,
    protocol::Corrupted,
};
use gloo_events::{EventListener, EventListenerOptions};
use parts::{Knob, Parts};
use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Blob, DocumentFragment, Element, HtmlAnchorElement, HtmlElement, KeyboardEvent, PointerEvent,
};

/// How far an arrow key moves the patch, in thousandths of a side.
const STEP: i32 = 20;

/// The same with Shift.
const STRIDE: i32 = 100;

/// The lab's part of the page.
pub(super) struct Bench {
    view: Rc<View>,
    bridge: Rc<Bridge>,
    place: HtmlElement,
    lab: RefCell<Lab>,
    /// The current picture.
    subject: RefCell<Option<Subject>>,
    /// The same picture as the worker takes it, once it is prepared.
    picture: RefCell<Option<Blob>>,
    preparing: RefCell<Option<Job>>,
    /// The last answer and its result.
    last: RefCell<Option<(Box<Corrupted>, Message)>>,
    parts: OnceCell<Parts>,
}

impl Inquirer for Bench {
    fn bridge(&self) -> &Bridge {
        &self.bridge
    }

    fn question(&self) -> Option<(Blob, Vec<Corruption>)> {
        let picture = self.picture.borrow().clone()?;
        Some((picture, self.lab.borrow_mut().ask()?))
    }

    fn answered(&self, answer: Result<Box<Corrupted>, Trouble>) {
        match answer {
            Ok(answer) => self.show_answer(answer),
            Err(trouble) if self.lab.borrow_mut().fail() => self.fail(&trouble),
            Err(_) => {}
        }
    }
}

impl Bench {
    pub(super) fn find(view: &Rc<View>, bridge: &Rc<Bridge>) -> Result<Rc<Self>, JsValue> {
        Ok(Rc::new(Self {
            place: view.dom.find("bench")?,
            view: Rc::clone(view),
            bridge: Rc::clone(bridge),
            lab: RefCell::default(),
            subject: RefCell::default(),
            picture: RefCell::default(),
            preparing: RefCell::default(),
            last: RefCell::default(),
            parts: OnceCell::new(),
        }))
    }

    /// Sets the current picture.
    pub(super) fn take(&self, subject: Subject) {
        self.subject.replace(Some(subject));
    }

    /// Opens the lab with the current picture, unchanged.
    pub(super) fn open(self: &Rc<Self>) {
        let Some(subject) = self.subject.borrow().clone() else { return };
        if self.parts.get().is_none() {
            log(self.build());
        }
        let Some(parts) = self.parts.get() else { return };
        let work = subject.work().map(|work| format!("#work/{}", work.record.object_id));
        parts.back.set_href(work.as_deref().unwrap_or("#look"));
        self.lab.borrow_mut().open();
        parts.bars.clear();
        self.last.take();
        self.picture.take();
        self.view.dom.set_message(&parts.said, message("status-working"));
        self.sync();
        let bench = Rc::clone(self);
        self.preparing.replace(Some(Job::spawn(async move {
            match prepare(&bench.view.dom, &subject).await {
                Ok((picture, _)) => {
                    bench.picture.replace(Some(picture));
                    ask(&bench);
                }
                Err(trouble) => bench.fail(&trouble),
            }
        })));
    }

    fn show_answer(&self, answer: Box<Corrupted>) {
        let finding = self.lab.borrow_mut().answer(&answer.predictions, answer.verdict);
        if let (Some(finding), Some(parts)) = (finding, self.parts.get()) {
            self.view.dom.set_message(&parts.said, finding.said.clone());
            log(parts.show(&self.view.dom, finding.fooled, &answer));
            self.last.replace(Some((answer, finding.said)));
        }
    }

    fn fail(&self, trouble: &Trouble) {
        let Some(parts) = self.parts.get() else { return };
        self.view.dom.set_message(&parts.said, trouble.said());
        self.last.take();
    }

    /// Shows the settings.
    fn sync(&self) {
        if let Some(parts) = self.parts.get() {
            parts.sync(&self.view.dom, &self.lab.borrow());
        }
    }

    /// Changes a setting, and sends a question.
    fn change(self: &Rc<Self>, act: impl FnOnce(&mut Lab)) {
        act(&mut self.lab.borrow_mut());
        self.sync();
        ask(self);
    }

    fn build(self: &Rc<Self>) -> Result<(), JsValue> {
        let fragment = self.view.dom.instance("lab-template")?;
        let parts = Parts::within(&fragment)?;
        for Knob { control, input, amount } in &parts.knobs {
            let (bench, control, knob) = (Rc::clone(self), *control, input.clone());
            let is_switch = amount.is_none();
            EventListener::new(input, "input", move |_| {
                let value = match is_switch {
                    true => i16::from(knob.checked()),
                    false => knob.value_as_number() as i16,
                };
                bench.change(|lab| lab.set(control, value));
            })
            .forget();
        }
        self.listen_to_patch(&parts);
        self.listen_to_actions(&fragment)?;
        self.place.append_child(&fragment)?;
        drop(self.parts.set(parts));
        Ok(())
    }

    /// Places a patch where the picture is pressed, and moves it by dragging
    /// and with the arrow keys.
    fn listen_to_patch(self: &Rc<Self>, parts: &Parts) {
        for kind in ["pointerdown", "pointermove"] {
            let (bench, frame) = (Rc::clone(self), parts.frame.clone());
            EventListener::new(&parts.frame, kind, move |event| {
                let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
                if kind == "pointerdown" && event.is_primary() {
                    log(frame.set_pointer_capture(event.pointer_id()));
                }
                if frame.has_pointer_capture(event.pointer_id()) {
                    let [x, y] = point(&frame, event);
                    bench.change(|lab| lab.cover(x, y));
                }
            })
            .forget();
        }
        let bench = Rc::clone(self);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&parts.patch, "keydown", options, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let step = if event.shift_key() { STRIDE } else { STEP };
            let Some([across, down]) = arrow(event, step) else { return };
            event.prevent_default();
            bench.change(|lab| lab.nudge(across, down));
        })
        .forget();
    }

    fn listen_to_actions(self: &Rc<Self>, fragment: &DocumentFragment) -> Result<(), JsValue> {
        let (reset, bench) = (within::<Element>(fragment, ".reset")?, Rc::clone(self));
        EventListener::new(&reset, "click", move |_| bench.change(Lab::reset)).forget();
        let (share, bench) = (within::<Element>(fragment, ".share")?, Rc::clone(self));
        let what = if shares_images() { message("lab-share") } else { message("lab-save") };
        self.view.dom.set_message(&share, what);
        EventListener::new(&share, "click", move |_| log(bench.share())).forget();
        let (lesson, bench) = (within::<HtmlAnchorElement>(fragment, ".lesson")?, Rc::clone(self));
        let link = lesson.clone();
        // In the language at that time.
        EventListener::new(&lesson, "click", move |_| {
            link.set_href(&format!("lesson.html#{}", bench.view.dom.language().tag()));
        })
        .forget();
        Ok(())
    }

    fn share(&self) -> Result<(), JsValue> {
        let (Some(parts), last) = (self.parts.get(), self.last.borrow()) else { return Ok(()) };
        let Some((answer, said)) = last.as_ref() else { return Ok(()) };
        let (dom, said) = (&self.view.dom, said.clone());
        share_canvas(dom, &parts.canvas, answer.size, said, &answer.predictions)
    }
}
