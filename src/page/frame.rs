//! The frame: four corners on the picture, and the answer to the part between
//! them.
//!
//! The positions and limits of the corners are in [`crate::app::frame`]; the
//! worker straightens the picture. While corners move, it uses a small copy.

use super::{
    activity::{Activity, When},
    bars::Bars,
    bridge::Bridge,
    dom::{log, within},
    inquire::{Inquirer, ask},
    prepare::prepare,
    steer::{arrow, point},
    subject::Subject,
    view::View,
};
use crate::{
    app::{
        frame::{Corner, Frame},
        trouble::Trouble,
        words::{in_words, message},
    },
    core::corruption::Corruption,
    protocol::Corrupted,
};
use gloo_events::{EventListener, EventListenerOptions};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, Element, HtmlElement, KeyboardEvent, PointerEvent};

/// How far an arrow key moves a corner, in thousandths of a side.
const STEP: i32 = 5;

/// The same with Shift.
const STRIDE: i32 = 50;

/// The frame's part of the page.
pub(super) struct Framer {
    view: Rc<View>,
    bridge: Rc<Bridge>,
    place: HtmlElement,
    /// The part outside of the corners.
    shade: Element,
    /// The lines between the corners.
    edge: Element,
    handles: Vec<(Corner, HtmlElement)>,
    frame: RefCell<Frame>,
    /// The picture at hand.
    subject: RefCell<Option<Subject>>,
    /// The picture in the frame as the worker takes it, while the answer
    /// follows the corners.
    picture: RefCell<Option<Blob>>,
    /// The offset of the pointer from the corner that it drags.
    grip: Cell<[i32; 2]>,
    answer: RefCell<Option<Answer>>,
    begin: Box<dyn Fn(Activity)>,
}

impl Inquirer for Framer {
    fn bridge(&self) -> &Bridge {
        &self.bridge
    }

    fn question(&self) -> Option<(Blob, Vec<Corruption>)> {
        let picture = self.picture.borrow().clone()?;
        Some((picture, self.frame.borrow_mut().ask()?))
    }

    fn answered(&self, answer: Result<Box<Corrupted>, Trouble>) {
        if self.frame.borrow_mut().settle() {
            log(self.show_answer(&answer));
        }
    }
}

/// The elements that show the answer.
struct Answer {
    said: Element,
    bars: Bars,
}

impl Framer {
    /// `begin` starts the action that the visitor requests.
    pub(super) fn find(
        view: &Rc<View>,
        bridge: &Rc<Bridge>,
        begin: impl Fn(Activity) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        let handle = |corner: Corner| {
            Ok::<_, JsValue>((corner, view.dom.find(&format!("corner-{}", corner.name()))?))
        };
        let framer = Rc::new(Self {
            place: view.dom.find("corners")?,
            shade: view.dom.find("corners-shade")?,
            edge: view.dom.find("corners-edge")?,
            handles: Corner::ALL.into_iter().map(handle).collect::<Result<_, _>>()?,
            view: Rc::clone(view),
            bridge: Rc::clone(bridge),
            frame: RefCell::default(),
            subject: RefCell::default(),
            picture: RefCell::default(),
            grip: Cell::default(),
            answer: RefCell::default(),
            begin: Box::new(begin),
        });
        framer.listen()?;
        Ok(framer)
    }

    /// Sets the current picture.
    pub(super) fn take(&self, subject: Subject) {
        self.subject.replace(Some(subject));
    }

    /// Shows an uncropped picture with its corners.
    pub(super) async fn open(
        self: &Rc<Self>,
        subject: &Subject,
        when: When,
    ) -> Result<(), Trouble> {
        let original = subject.original();
        self.picture.take();
        self.frame.borrow_mut().open(subject.quad());
        self.sync();
        log(self.show(original, when));
        self.view.painted().await;
        if let Some((_, first)) = self.handles.first() {
            log(first.focus());
        }
        if when == When::Again {
            let (picture, _) = prepare(&self.view.dom, original).await?;
            self.picture.replace(Some(picture));
            ask(self);
        }
        Ok(())
    }

    fn show(self: &Rc<Self>, original: &Subject, when: When) -> Result<(), JsValue> {
        let dom = &self.view.dom;
        let panel = dom.instance("frame-template")?;
        let (said, place): (Element, HtmlElement) =
            (within(&panel, ".said")?, within(&panel, ".live")?);
        dom.set_message(&said, message("status-working"));
        place.set_hidden(when == When::First);
        self.answer.replace(Some(Answer { said, bars: Bars::new(within(&panel, ".bars")?) }));
        let (done, whole): (HtmlElement, HtmlElement) =
            (within(&panel, ".done")?, within(&panel, ".whole")?);
        let name = if when == When::First { "frame-classify" } else { "frame-done" };
        dom.set_message(&done, message(name));
        let (leaving, resetting, left) = (Rc::clone(self), Rc::clone(self), original.clone());
        let listeners = vec![
            EventListener::new(&done, "click", move |_| leaving.leave(left.clone())),
            EventListener::new(&whole, "click", move |_| resetting.change(Frame::reset)),
        ];
        self.view.framing(original, &panel, listeners)
    }

    /// Classifies the part between the corners.
    fn leave(&self, original: Subject) {
        self.picture.take();
        let quad = self.frame.borrow().quad();
        (self.begin)(Activity::Crop(original, quad));
    }

    /// Changes the corners, and sends a question.
    fn change(self: &Rc<Self>, act: impl FnOnce(&mut Frame)) {
        act(&mut self.frame.borrow_mut());
        self.sync();
        ask(self);
    }

    /// Shows the positions of the corners.
    fn sync(&self) {
        let frame = self.frame.borrow();
        for (corner, handle) in &self.handles {
            let [left, top] = frame.point(*corner).map(|at| format!("{}%", f64::from(at) / 10.0));
            log(handle.style().set_property("left", &left));
            log(handle.style().set_property("top", &top));
            self.view.dom.set_message(handle, frame.place(*corner));
        }
        for (path, beyond) in [(&self.shade, "M0 0H1000V1000H0Z"), (&self.edge, "")] {
            log(path.set_attribute("d", &format!("{beyond}{}", frame.outline())));
        }
    }

    fn show_answer(&self, answer: &Result<Box<Corrupted>, Trouble>) -> Result<(), JsValue> {
        let (dom, shown) = (&self.view.dom, self.answer.borrow());
        let Some(Answer { said, bars }) = &*shown else { return Ok(()) };
        let words = match answer {
            Ok(answer) => in_words(answer.verdict),
            Err(trouble) => trouble.said(),
        };
        dom.set_message(said, words);
        match answer {
            Ok(answer) => bars.show(dom, &answer.predictions),
            Err(_) => Ok(()),
        }
    }

    fn listen(self: &Rc<Self>) -> Result<(), JsValue> {
        for (corner, handle) in &self.handles {
            self.listen_to_handle(*corner, handle);
        }
        let (outcome, framer) = (self.view.dom.find::<HtmlElement>("outcome")?, Rc::clone(self));
        EventListener::new(&outcome, "click", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let pressed = target.and_then(|target| target.closest(".crop").ok().flatten());
            let subject = framer.subject.borrow().clone();
            if let (Some(_), Some(subject)) = (pressed, subject) {
                (framer.begin)(Activity::Frame(subject, When::Again));
            }
        })
        .forget();
        Ok(())
    }

    /// Moves a corner by dragging and with the arrow keys.
    fn listen_to_handle(self: &Rc<Self>, corner: Corner, handle: &HtmlElement) {
        for kind in ["pointerdown", "pointermove"] {
            let (framer, held) = (Rc::clone(self), handle.clone());
            EventListener::new(handle, kind, move |event| {
                let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
                let [x, y] = point(&framer.place, event);
                if kind == "pointerdown" && event.is_primary() {
                    log(held.set_pointer_capture(event.pointer_id()));
                    let [left, top] = framer.frame.borrow().point(corner);
                    framer.grip.set([x - left, y - top]);
                } else if held.has_pointer_capture(event.pointer_id()) {
                    let [across, down] = framer.grip.get();
                    framer.change(|frame| frame.put(corner, [x - across, y - down]));
                }
            })
            .forget();
        }
        let framer = Rc::clone(self);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(handle, "keydown", options, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let step = if event.shift_key() { STRIDE } else { STEP };
            let Some(step) = arrow(event, step) else { return };
            event.prevent_default();
            framer.change(|frame| frame.nudge(corner, step));
        })
        .forget();
    }
}
