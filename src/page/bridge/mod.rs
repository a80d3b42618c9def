//! The page's only connection to the worker: queue, cancel, restart.
//!
//! Pictures are classified one after the other. The caller gets a future.
//! Dropping it cancels the request: the worker is stopped at once, and another
//! starts from the same compiled code and model, which needs no connection. The
//! same happens after a crash and after a timeout, because the browser may stop
//! a worker without an event. A worker that is idle for some minutes is stopped
//! to free its memory; the next picture starts another.

mod connection;
mod model;

pub(super) use connection::Notice;
pub(super) use model::Model;

use crate::{
    app::trouble::Trouble,
    core::{classification::Classification, corruption::Corruption, quad::Quad},
    net::blob_of,
    protocol::{Corrupted, Report, Request},
};
use connection::{Connection, Reply};
use futures_channel::oneshot;
use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};
use web_sys::Blob;

/// The result for one picture.
pub(super) type Judgement = Result<Box<Classification>, Trouble>;

/// The connection to the worker.
pub(super) struct Bridge(Rc<Connection>);

/// A pending reply.
struct Pending {
    reply: oneshot::Receiver<Reply>,
    connection: Rc<Connection>,
}

impl Future for Pending {
    type Output = Reply;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Reply> {
        let reply = Pin::new(&mut self.reply).poll(context);
        // If the sender is dropped, the worker has crashed.
        reply.map(|reply| reply.unwrap_or_else(|_| Err(Trouble::crashed())))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.reply.close();
        Connection::forget_cancelled(&self.connection);
    }
}

impl Bridge {
    /// A bridge without a worker: code and model are [provided](Self::provide)
    /// later.
    pub(super) fn new(notify: impl Fn(Notice) + 'static) -> Self {
        Self(Connection::new(notify))
    }

    /// Starts a worker with this code and model.
    pub(super) fn provide(&self, model: Model) {
        Connection::provide(&self.0, model);
    }

    /// Reports that code and model could not be loaded.
    pub(super) fn fail(&self, trouble: Trouble) {
        self.0.broken(trouble);
    }

    /// Classifies `picture`, once the worker is ready and earlier requests are
    /// done.
    pub(super) fn classify(&self, picture: Blob) -> impl Future<Output = Judgement> + use<> {
        let reply = self.ask(Request::Classify(picture));
        async move {
            match reply.await? {
                Report::Answer(answer) => Ok(answer),
                _ => Err(unexpected()),
            }
        }
    }

    /// Corrupts a picture and then classifies it.
    pub(super) fn corrupt(
        &self,
        picture: Blob,
        corruptions: Vec<Corruption>,
    ) -> impl Future<Output = Result<Box<Corrupted>, Trouble>> + use<> {
        let number = self.0.number(&picture);
        let reply = self.ask(Request::Corrupt { picture, number, corruptions });
        async move {
            match reply.await? {
                Report::Corrupted(answer) => Ok(answer),
                _ => Err(unexpected()),
            }
        }
    }

    /// Straightens the part between four corners of a picture.
    pub(super) fn straighten(
        &self,
        picture: Blob,
        quad: Quad,
    ) -> impl Future<Output = Result<Blob, Trouble>> + use<> {
        let number = self.0.number(&picture);
        let reply = self.ask(Request::Straighten { picture, number, quad });
        async move {
            match reply.await? {
                Report::Straightened(file) => blob_of(&file, "image/jpeg")
                    .map_err(|error| Trouble::broken(&format!("{error:?}"))),
                _ => Err(unexpected()),
            }
        }
    }

    fn ask(&self, request: Request) -> Pending {
        Pending { reply: Connection::ask(&self.0, request), connection: Rc::clone(&self.0) }
    }

    /// Whether no worker is running or starting.
    pub(super) fn is_down(&self) -> bool {
        self.0.is_down()
    }

    /// Whether the model has been loaded.
    pub(super) fn is_ready(&self) -> bool {
        self.0.is_ready()
    }
}

fn unexpected() -> Trouble {
    Trouble::broken("the worker has answered another question")
}
