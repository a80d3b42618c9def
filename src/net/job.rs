//! Asynchronous work that is cancelled on drop.

use futures_channel::oneshot;
use futures_util::future::{AbortHandle, Either, abortable, select};
use gloo_timers::future::sleep;
use std::{pin::pin, time::Duration};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

/// Lets the browser handle events, so that many small steps do not block it
/// like a long one.
pub(crate) async fn breathe() {
    sleep(Duration::ZERO).await;
}

/// The result of `work`, unless it takes longer than `limit`.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(sleep(limit))).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(_) => None,
    }
}

/// Starts `work` at once, whether or not its result is awaited.
pub(crate) fn start<T: 'static>(
    work: impl Future<Output = T> + 'static,
) -> impl Future<Output = Option<T>> {
    let (sender, outcome) = oneshot::channel();
    spawn_local(async move { drop(sender.send(work.await)) });
    async { outcome.await.ok() }
}

/// A running task; dropping it cancels it.
pub(crate) struct Job(AbortHandle);

impl Job {
    /// Starts a task.
    pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) -> Self {
        let (work, handle) = abortable(work);
        spawn_local(async move {
            let _ = work.await;
        });
        Self(handle)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Aborts a request when it is dropped, for example with its task.
pub(crate) struct Abort(Option<AbortController>);

impl Abort {
    pub(crate) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
