//! The page's only connection to the worker: queue, cancel, restart.
//!
//! Pictures are classified one after the other. The caller gets a future.
//! Dropping it cancels: the worker is ended at once, and another starts from
//! the same compiled code and model, which needs no connection. A crash does
//! the same, and so does silence: the browser may end a worker without a word.
//! A worker that has nothing to do for some minutes is ended to free its
//! memory; the next picture starts another.

use crate::{
    app::trouble::Trouble,
    core::{classification::Classification, corruption::Corruption, quad::Quad},
    net::blob_of,
    protocol::{Corrupted, Report, Request},
};
use futures_channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array, WebAssembly};
use std::{
    cell::RefCell,
    collections::VecDeque,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker};

/// What a worker's script ends with. It runs from a blob, so the page's
/// Content-Security-Policy applies to it. It would not apply to a worker with
/// an address of its own.
const BOOT: &str = include_str!("../../www/boot.js");

/// How long a worker may have nothing to do, in milliseconds.
const REST: u32 = 5 * 60_000;

/// How long a worker may take to answer, in milliseconds. The largest picture,
/// of 64 megapixels, takes 7 s on two slow cores.
const PATIENCE: u32 = 2 * 60_000;

/// What a worker is made of.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// The worker's script.
    pub(super) script: Uint8Array,
    /// The worker's code.
    pub(super) module: WebAssembly::Module,
    /// The bytes of `model.json`.
    pub(super) card: Uint8Array,
    /// The bytes of the network.
    pub(super) onnx: Uint8Array,
}

/// What the page is told.
pub(super) enum Notice {
    /// The model is loaded.
    Ready,
    /// No worker can be started. Those who wait for an answer get the error
    /// too.
    Broken(Trouble),
}

/// What is said of one picture.
pub(super) type Judgement = Result<Box<Classification>, Trouble>;

/// What the worker says to one request.
type Reply = Result<Report, Trouble>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No worker that could become ready.
    Down,
    /// Its code or model is on the way.
    Starting,
    Idle,
    Working,
    /// Ended for want of work.
    Resting,
}

struct State {
    phase: Phase,
    model: Option<Model>,
    worker: Option<(Worker, [EventListener; 2])>,
    queue: VecDeque<(Request, oneshot::Sender<Reply>)>,
    current: Option<oneshot::Sender<Reply>>,
    /// The last picture that the worker was given by number, and its number.
    numbered: Option<(Blob, u32)>,
    /// Ends the worker when it has nothing to do, or does not answer, for too
    /// long.
    clock: Option<Timeout>,
}

/// The way to the worker.
pub(super) struct Bridge(Rc<Shared>);

struct Shared {
    state: RefCell<State>,
    notify: Box<dyn Fn(Notice)>,
}

/// A reply to come.
struct Pending {
    reply: oneshot::Receiver<Reply>,
    bridge: Rc<Shared>,
}

impl Future for Pending {
    type Output = Reply;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Reply> {
        let reply = Pin::new(&mut self.reply).poll(context);
        // A worker that is gone with its sender has crashed.
        reply.map(|reply| reply.unwrap_or_else(|_| Err(Trouble::crashed())))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.reply.close();
        Shared::forget_cancelled(&self.bridge);
    }
}

impl Bridge {
    /// No worker yet: its code and model are [provided](Self::provide) later.
    pub(super) fn new(notify: impl Fn(Notice) + 'static) -> Self {
        let state = State {
            phase: Phase::Down,
            model: None,
            worker: None,
            queue: VecDeque::new(),
            current: None,
            numbered: None,
            clock: None,
        };
        Self(Rc::new(Shared { state: RefCell::new(state), notify: Box::new(notify) }))
    }

    /// Starts a worker of this code and model.
    pub(super) fn provide(&self, model: Model) {
        self.0.state.borrow_mut().model = Some(model);
        Shared::restart(&self.0);
    }

    /// Reports that code and model could not be loaded.
    pub(super) fn fail(&self, trouble: Trouble) {
        self.0.broken(trouble);
    }

    /// Has `picture` classified, once the worker is ready and those asked
    /// before are done.
    pub(super) fn classify(&self, picture: Blob) -> impl Future<Output = Judgement> + use<> {
        let reply = self.ask(Request::Classify(picture));
        async move {
            match reply.await? {
                Report::Answer(answer) => Ok(answer),
                _ => Err(unexpected()),
            }
        }
    }

    /// Has a picture corrupted and then classified.
    pub(super) fn corrupt(
        &self,
        picture: Blob,
        corruptions: Vec<Corruption>,
    ) -> impl Future<Output = Result<Box<Corrupted>, Trouble>> + use<> {
        let number = self.number(&picture);
        let reply = self.ask(Request::Corrupt { picture, number, corruptions });
        async move {
            match reply.await? {
                Report::Corrupted(answer) => Ok(answer),
                _ => Err(unexpected()),
            }
        }
    }

    /// Has what lies between four corners of a picture straightened.
    pub(super) fn straighten(
        &self,
        picture: Blob,
        quad: Quad,
    ) -> impl Future<Output = Result<Blob, Trouble>> + use<> {
        let number = self.number(&picture);
        let reply = self.ask(Request::Straighten { picture, number, quad });
        async move {
            match reply.await? {
                Report::Straightened(file) => blob_of(&file, "image/jpeg")
                    .map_err(|error| Trouble::broken(&format!("{error:?}"))),
                _ => Err(unexpected()),
            }
        }
    }

    /// The number by which the worker knows a picture that it has decoded.
    fn number(&self, picture: &Blob) -> u32 {
        let mut state = self.0.state.borrow_mut();
        let number = match &state.numbered {
            Some((last, number)) if last == picture => *number,
            Some((_, number)) => number + 1,
            None => 0,
        };
        state.numbered = Some((picture.clone(), number));
        number
    }

    fn ask(&self, request: Request) -> Pending {
        let (sender, reply) = oneshot::channel();
        self.0.state.borrow_mut().queue.push_back((request, sender));
        if self.0.state.borrow().phase == Phase::Resting {
            Shared::restart(&self.0);
        }
        Shared::send_next(&self.0);
        Pending { reply, bridge: Rc::clone(&self.0) }
    }

    /// Whether there is no worker and none on the way.
    pub(super) fn is_down(&self) -> bool {
        self.0.state.borrow().phase == Phase::Down
    }

    /// Whether the model has been loaded.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.0.state.borrow().phase, Phase::Idle | Phase::Working | Phase::Resting)
    }
}

impl Shared {
    fn restart(this: &Rc<Self>) {
        this.stop();
        if let Err(error) = Self::start(this) {
            this.broken(Trouble::broken(&format!("{error:?}")));
        }
    }

    fn stop(&self) {
        let mut state = self.state.borrow_mut();
        state.phase = Phase::Down;
        state.clock = None;
        if let Some((worker, _)) = state.worker.take() {
            worker.terminate();
        }
    }

    fn start(this: &Rc<Self>) -> Result<(), JsValue> {
        let Some(model) = this.state.borrow().model.clone() else { return Ok(()) };
        let worker = boot(&model.script)?;
        let (receiving, failing) = (Rc::clone(this), Rc::clone(this));
        let listeners = [
            EventListener::new(&worker, "message", move |event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    Self::on_message(&receiving, event.data());
                }
            }),
            EventListener::new(&worker, "error", move |event| {
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                Self::crashed(&failing, &message.unwrap_or_default());
            }),
        ];
        worker.post_message(&model.module)?;
        {
            let mut state = this.state.borrow_mut();
            state.worker = Some((worker, listeners));
            state.phase = Phase::Starting;
        }
        Self::set_clock(this);
        Ok(())
    }

    fn on_message(this: &Rc<Self>, message: JsValue) {
        match Report::from_js(message) {
            Ok(Report::Started) => this.send_model(),
            Ok(Report::Ready) => {
                this.state.borrow_mut().phase = Phase::Idle;
                (this.notify)(Notice::Ready);
                Self::send_next(this);
            }
            Ok(answer @ (Report::Answer(_) | Report::Corrupted(_) | Report::Straightened(_))) => {
                Self::answered(this, Ok(answer));
            }
            Ok(Report::Refused(error)) => {
                let trouble = Trouble::from(&error);
                let working = this.state.borrow().phase == Phase::Working;
                if working { Self::answered(this, Err(trouble)) } else { this.broken(trouble) }
            }
            Err(error) => Self::crashed(this, &error.to_string()),
        }
    }

    fn answered(this: &Rc<Self>, reply: Reply) {
        let asker = {
            let mut state = this.state.borrow_mut();
            state.phase = Phase::Idle;
            state.current.take()
        };
        // A receiver that is gone has cancelled.
        asker.map(|asker| asker.send(reply).ok());
        Self::send_next(this);
    }

    /// After a crash on a picture, a new worker can take the next one. After a
    /// crash at the start, it would crash again.
    fn crashed(this: &Rc<Self>, message: &str) {
        let asker = this.state.borrow_mut().current.take();
        match asker {
            Some(asker) => {
                drop(asker.send(Err(Trouble::crashed())));
                Self::restart(this);
            }
            None => this.broken(Trouble::broken(message)),
        }
    }

    fn broken(&self, trouble: Trouble) {
        self.stop();
        let waiting: Vec<_> = self.state.borrow_mut().queue.drain(..).collect();
        for (_, asker) in waiting {
            drop(asker.send(Err(trouble.clone())));
        }
        (self.notify)(Notice::Broken(trouble));
    }

    fn forget_cancelled(this: &Rc<Self>) {
        let working_in_vain = {
            let mut state = this.state.borrow_mut();
            state.queue.retain(|(_, asker)| !asker.is_canceled());
            state.current.take_if(|asker| asker.is_canceled()).is_some()
        };
        if working_in_vain {
            Self::restart(this);
        }
    }

    fn send_model(&self) {
        let model = self.state.borrow().model.clone();
        if let Some(Model { card, onnx, .. }) = model {
            self.send(Request::Load { card, onnx });
        }
    }

    fn send_next(this: &Rc<Self>) {
        let next = {
            let mut state = this.state.borrow_mut();
            let next = if state.phase == Phase::Idle { state.queue.pop_front() } else { None };
            next.map(|(request, asker)| {
                state.phase = Phase::Working;
                state.current = Some(asker);
                request
            })
        };
        if let Some(request) = next {
            Self::set_clock(this);
            this.send(request);
        } else if this.state.borrow().phase == Phase::Idle {
            Self::set_clock(this);
        }
    }

    /// From now on, the worker may rest or work for only so long.
    fn set_clock(this: &Rc<Self>) {
        let waiting = Rc::clone(this);
        let clock = match this.state.borrow().phase {
            Phase::Starting | Phase::Working => {
                Some(Timeout::new(PATIENCE, move || Self::crashed(&waiting, "it does not answer")))
            }
            Phase::Idle => Some(Timeout::new(REST, move || {
                waiting.stop();
                waiting.state.borrow_mut().phase = Phase::Resting;
            })),
            Phase::Down | Phase::Resting => None,
        };
        this.state.borrow_mut().clock = clock;
    }

    fn send(&self, request: Request) {
        let sent = match &self.state.borrow().worker {
            Some((worker, _)) => request
                .into_js()
                .map_err(JsValue::from)
                .and_then(|request| worker.post_message(&request)),
            None => Ok(()),
        };
        if let Err(error) = sent {
            self.broken(Trouble::broken(&format!("{error:?}")));
        }
    }
}

fn unexpected() -> Trouble {
    Trouble::broken("the worker has answered another question")
}

fn boot(script: &Uint8Array) -> Result<Worker, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let parts = Array::of2(script, &BOOT.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let worker = Worker::new(&url);
    Url::revoke_object_url(&url)?;
    worker
}
