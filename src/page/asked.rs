//! The task of the model, once its card is there.

use crate::{app::trouble::Trouble, core::task::Task};
use futures_channel::oneshot;
use std::{cell::RefCell, rc::Rc};

/// The task, or why there is none.
type Answer = Result<Rc<Task>, Trouble>;

/// Where the task is waited for.
#[derive(Default)]
pub(super) struct Asked {
    task: RefCell<Option<Rc<Task>>>,
    waiting: RefCell<Vec<oneshot::Sender<Answer>>>,
}

impl Asked {
    /// The card has come.
    pub(super) fn provide(&self, task: Task) {
        let task = Rc::new(task);
        *self.task.borrow_mut() = Some(Rc::clone(&task));
        self.tell(&Ok(task));
    }

    /// The card does not come.
    pub(super) fn fail(&self, trouble: &Trouble) {
        self.tell(&Err(trouble.clone()));
    }

    fn tell(&self, task: &Answer) {
        for waiting in self.waiting.take() {
            // Whoever waits no longer need not be told.
            drop(waiting.send(task.clone()));
        }
    }

    /// The task, where the card has come already.
    pub(super) fn known(&self) -> Option<Rc<Task>> {
        self.task.borrow().clone()
    }

    /// The task; waits for the card.
    pub(super) async fn task(&self) -> Answer {
        if let Some(task) = self.known() {
            return Ok(task);
        }
        let (sender, task) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        task.await.unwrap_or_else(|_| Err(Trouble::broken("")))
    }
}
