//! The task of the model, available once its card is loaded.

use crate::{app::trouble::Trouble, core::task::Task};
use futures_channel::oneshot;
use std::{cell::RefCell, rc::Rc};

/// The task, or why there is none.
type Answer = Result<Rc<Task>, Trouble>;

/// The task, and the futures that wait for it.
#[derive(Default)]
pub(super) struct Question {
    /// None while the card is being loaded.
    answer: RefCell<Option<Answer>>,
    waiting: RefCell<Vec<oneshot::Sender<Answer>>>,
}

impl Question {
    /// Resets the task: the card is being fetched, perhaps again.
    pub(super) fn ask(&self) {
        self.answer.borrow_mut().take_if(|answer| answer.is_err());
    }

    /// Sets the task, or the error instead of it.
    pub(super) fn answer(&self, answer: Result<Task, Trouble>) {
        let answer = answer.map(Rc::new);
        for waiting in self.waiting.take() {
            // A dropped receiver no longer waits.
            drop(waiting.send(answer.clone()));
        }
        *self.answer.borrow_mut() = Some(answer);
    }

    /// The task, if the card is loaded.
    pub(super) fn known(&self) -> Option<Rc<Task>> {
        self.answer.borrow().as_ref()?.as_ref().ok().cloned()
    }

    /// The task, or why there is none; waits for a card that is being loaded.
    pub(super) async fn task(&self) -> Answer {
        if let Some(answer) = &*self.answer.borrow() {
            return answer.clone();
        }
        self.next().await
    }

    /// The task; waits until there is one, whatever fails before.
    pub(super) async fn task_at_last(&self) -> Rc<Task> {
        let mut answer = self.task().await;
        loop {
            match answer {
                Ok(task) => return task,
                Err(_) => answer = self.next().await,
            }
        }
    }

    async fn next(&self) -> Answer {
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        answer.await.unwrap_or_else(|_| Err(Trouble::broken("")))
    }
}
