//! One worker: started, given one request after the other, restarted, and
//! stopped when idle.

use super::model::Model;
use crate::{
    app::trouble::Trouble,
    protocol::{Report, Request},
};
use futures_channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::{cell::RefCell, collections::VecDeque, rc::Rc};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker};

/// How long a worker may be idle, in milliseconds.
const REST: u32 = 5 * 60_000;

/// How long a worker may take to answer, in milliseconds. The largest picture,
/// of 64 megapixels, takes 7 s on two slow cores.
const PATIENCE: u32 = 2 * 60_000;

/// A notice to the page.
pub(in crate::page) enum Notice {
    /// The model is loaded.
    Ready,
    /// No worker can be started. Pending requests get the error too.
    Broken(Trouble),
}

/// The worker's reply to one request.
pub(super) type Reply = Result<Report, Trouble>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No worker, and none that could become ready.
    Down,
    /// Its code or model is being loaded.
    Starting,
    Idle,
    Working,
    /// Stopped because it was idle.
    Resting,
}

struct State {
    phase: Phase,
    model: Option<Model>,
    worker: Option<(Worker, [EventListener; 2])>,
    queue: VecDeque<(Request, oneshot::Sender<Reply>)>,
    current: Option<oneshot::Sender<Reply>>,
    /// The last picture that the worker received with a number, and that
    /// number.
    numbered: Option<(Blob, u32)>,
    /// Stops the worker when it is idle or does not answer for too long.
    clock: Option<Timeout>,
}

/// A worker and its pending requests.
pub(super) struct Connection {
    state: RefCell<State>,
    notify: Box<dyn Fn(Notice)>,
}

impl Connection {
    /// A connection without a worker.
    pub(super) fn new(notify: impl Fn(Notice) + 'static) -> Rc<Self> {
        let state = State {
            phase: Phase::Down,
            model: None,
            worker: None,
            queue: VecDeque::new(),
            current: None,
            numbered: None,
            clock: None,
        };
        Rc::new(Self { state: RefCell::new(state), notify: Box::new(notify) })
    }

    /// Starts a worker with this code and model.
    pub(super) fn provide(this: &Rc<Self>, model: Model) {
        this.state.borrow_mut().model = Some(model);
        Self::restart(this);
    }

    /// Sends a request to the worker, once it is ready and earlier requests are
    /// done.
    pub(super) fn ask(this: &Rc<Self>, request: Request) -> oneshot::Receiver<Reply> {
        let (sender, reply) = oneshot::channel();
        this.state.borrow_mut().queue.push_back((request, sender));
        if this.state.borrow().phase == Phase::Resting {
            Self::restart(this);
        }
        Self::send_next(this);
        reply
    }

    /// The number that identifies a decoded picture to the worker.
    pub(super) fn number(&self, picture: &Blob) -> u32 {
        let mut state = self.state.borrow_mut();
        let number = match &state.numbered {
            Some((last, number)) if last == picture => *number,
            Some((_, number)) => number + 1,
            None => 0,
        };
        state.numbered = Some((picture.clone(), number));
        number
    }

    /// Whether no worker is running or starting.
    pub(super) fn is_down(&self) -> bool {
        self.state.borrow().phase == Phase::Down
    }

    /// Whether the model has been loaded.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.state.borrow().phase, Phase::Idle | Phase::Working | Phase::Resting)
    }

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
        let worker = model.boot()?;
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
        // A dropped receiver means that the request was cancelled.
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

    /// Stops the worker and reports the error to all pending requests.
    pub(super) fn broken(&self, trouble: Trouble) {
        self.stop();
        let waiting: Vec<_> = self.state.borrow_mut().queue.drain(..).collect();
        for (_, asker) in waiting {
            drop(asker.send(Err(trouble.clone())));
        }
        (self.notify)(Notice::Broken(trouble));
    }

    /// Drops requests whose result is no longer awaited.
    pub(super) fn forget_cancelled(this: &Rc<Self>) {
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

    /// Restarts the time limit for idling or working.
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
