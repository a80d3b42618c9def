//! The page's one way to the worker: queue, cancel, restart.
//!
//! There is one picture at a time. A newer one, or a cancel, ends the worker
//! at once, whatever it is doing, and starts another from the same compiled
//! code and model; a crash does the same.

use crate::{
    classification::Classification,
    error::ClassifierError,
    worker::message::{Report, Request},
};
use gloo_events::EventListener;
use js_sys::{Uint8Array, WebAssembly};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker};

/// The script a worker starts with; it waits for its code.
const SCRIPT: &str = "boot.js";

/// What a worker is made of.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// The worker's code.
    pub(super) module: WebAssembly::Module,
    /// The bytes of `model.json`.
    pub(super) card: Uint8Array,
    /// The bytes of the network.
    pub(super) onnx: Uint8Array,
}

/// What the page is told.
pub(super) enum Notice {
    /// The model is loaded and no picture waits.
    Ready,
    /// A picture is classified.
    Answer(Box<Classification>),
    /// The model or the picture was refused.
    Refused(ClassifierError),
    /// The worker ended over a picture; another takes its place.
    Crashed,
    /// No worker can be started, for this reason.
    Broken(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No worker that could become ready.
    Down,
    /// Its code or model is on the way.
    Starting,
    Idle,
    Working,
}

struct State {
    phase: Phase,
    model: Option<Model>,
    worker: Option<(Worker, [EventListener; 2])>,
    waiting: Option<Blob>,
}

/// The way to the worker.
pub(super) struct Bridge(Rc<Shared>);

struct Shared {
    state: RefCell<State>,
    notify: Box<dyn Fn(Notice)>,
}

impl Bridge {
    /// No worker yet: its code and model are [provided](Self::provide) later.
    pub(super) fn new(notify: impl Fn(Notice) + 'static) -> Self {
        let state = State { phase: Phase::Down, model: None, worker: None, waiting: None };
        Self(Rc::new(Shared { state: RefCell::new(state), notify: Box::new(notify) }))
    }

    /// Starts a worker of this code and model.
    pub(super) fn provide(&self, model: Model) {
        self.0.state.borrow_mut().model = Some(model);
        Shared::restart(&self.0);
    }

    /// Has `picture` classified, now or once the worker is ready, in place of
    /// any other.
    pub(super) fn classify(&self, picture: Blob) {
        let phase = {
            let mut state = self.0.state.borrow_mut();
            state.waiting = Some(picture);
            state.phase
        };
        match phase {
            Phase::Idle => self.0.send_waiting(),
            Phase::Working => Shared::restart(&self.0),
            Phase::Starting | Phase::Down => {}
        }
    }

    /// Whether there is no worker and none on the way.
    pub(super) fn is_down(&self) -> bool {
        self.0.state.borrow().phase == Phase::Down
    }

    /// Forgets the picture that waits or is being worked on.
    pub(super) fn cancel(&self) {
        let phase = {
            let mut state = self.0.state.borrow_mut();
            state.waiting = None;
            state.phase
        };
        if phase == Phase::Working {
            Shared::restart(&self.0);
        }
    }
}

impl Shared {
    fn restart(this: &Rc<Self>) {
        this.stop();
        if let Err(error) = Self::start(this) {
            (this.notify)(Notice::Broken(format!("{error:?}")));
        }
    }

    fn stop(&self) {
        let mut state = self.state.borrow_mut();
        state.phase = Phase::Down;
        if let Some((worker, _)) = state.worker.take() {
            worker.terminate();
        }
    }

    fn start(this: &Rc<Self>) -> Result<(), JsValue> {
        let Some(model) = this.state.borrow().model.clone() else { return Ok(()) };
        let worker = Worker::new(SCRIPT)?;
        let (heeding, failing) = (Rc::clone(this), Rc::clone(this));
        let listeners = [
            EventListener::new(&worker, "message", move |event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    Self::heed(&heeding, event.data());
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                Self::crashed(&failing, message.unwrap_or_default());
            }),
        ];
        worker.post_message(&model.module)?;
        let mut state = this.state.borrow_mut();
        state.worker = Some((worker, listeners));
        state.phase = Phase::Starting;
        Ok(())
    }

    fn heed(this: &Rc<Self>, message: JsValue) {
        match Report::from_js(message) {
            Ok(Report::Started) => this.send_model(),
            Ok(Report::Ready) => {
                this.state.borrow_mut().phase = Phase::Idle;
                if this.state.borrow().waiting.is_some() {
                    this.send_waiting();
                } else {
                    (this.notify)(Notice::Ready);
                }
            }
            Ok(Report::Answer(answer)) => {
                this.state.borrow_mut().phase = Phase::Idle;
                (this.notify)(Notice::Answer(answer));
            }
            Ok(Report::Refused(error)) => {
                if this.state.borrow().phase == Phase::Working {
                    this.state.borrow_mut().phase = Phase::Idle;
                } else {
                    this.stop();
                }
                (this.notify)(Notice::Refused(error));
            }
            Err(error) => Self::crashed(this, error.to_string()),
        }
    }

    /// Over a picture, another worker may do better with the next; over its
    /// own start, it would not.
    fn crashed(this: &Rc<Self>, message: String) {
        let working = this.state.borrow().phase == Phase::Working;
        if working {
            (this.notify)(Notice::Crashed);
            Self::restart(this);
        } else {
            this.stop();
            (this.notify)(Notice::Broken(message));
        }
    }

    fn send_model(&self) {
        let model = self.state.borrow().model.clone();
        if let Some(Model { card, onnx, .. }) = model {
            self.send(Request::Load { card, onnx });
        }
    }

    fn send_waiting(&self) {
        let waiting = self.state.borrow_mut().waiting.take();
        if let Some(picture) = waiting {
            self.state.borrow_mut().phase = Phase::Working;
            self.send(Request::Classify(picture));
        }
    }

    fn send(&self, request: Request) {
        let sent = match &self.state.borrow().worker {
            Some((worker, _)) => worker.post_message(&request.into_js()),
            None => Ok(()),
        };
        if let Err(error) = sent {
            self.stop();
            (self.notify)(Notice::Broken(format!("{error:?}")));
        }
    }
}
