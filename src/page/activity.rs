//! What the page does for a picture: fetches it, has it classified and shows
//! the answer.

use super::{Page, prepare, subject::Subject};
use crate::{
    app::{
        game::Round,
        session::Event,
        trouble::{Remedy, Trouble},
    },
    core::classification::Classification,
    met::route::Route,
    net::{
        job::{Job, breathe},
        museum::{Work, fetch},
    },
};
use std::rc::Rc;

/// How many damaged pictures in a row are skipped.
const TRIES: usize = 4;

/// What the visitor asked for.
#[derive(Clone, Debug)]
pub(super) enum Activity {
    /// A random painting.
    Draw,
    /// A random painting, to be guessed.
    Guess,
    /// A work of the Met.
    Work(u32),
    /// A picture whose bytes are available.
    Look(Subject),
    /// A picture at an address.
    Fetch(Route),
}

impl Page {
    /// Does what was asked for, up to the answer.
    pub(super) async fn perform(self: &Rc<Self>, activity: &Activity) -> Result<(), Trouble> {
        match activity {
            Activity::Draw => {
                let (work, answer) = self.draw_judged(|subject| self.view.working(subject)).await?;
                self.on(Event::Drawn(work.record.object_id));
                self.answered(&Subject::Work(Box::new(work)), &answer, false);
                self.draw_ahead();
                Ok(())
            }
            Activity::Guess => self.play().await,
            Activity::Work(id) => {
                self.view.fetching("status-fetching");
                let task = self.question.task().await?;
                let record = self.museum.record(*id).await?;
                let work = self.museum.work(record, &task).await?;
                self.judge(&Subject::Work(Box::new(work))).await
            }
            Activity::Look(subject) => self.judge(subject).await,
            Activity::Fetch(route) => {
                self.view.fetching("status-fetching");
                let picture = fetch(route).await?;
                let source = Some("caption-address");
                self.judge(&Subject::Own { picture, name: String::new(), source }).await
            }
        }
    }

    /// Has a picture classified and shows the answer.
    async fn judge(self: &Rc<Self>, subject: &Subject) -> Result<(), Trouble> {
        self.view.working(subject);
        let answer = prepare::judge(&self.view.dom, &self.bridge, subject).await?;
        // To read an answer is one step, to show it another.
        breathe().await;
        self.answered(subject, &answer, false);
        Ok(())
    }

    /// Shows an answer, and has the picture at hand for the lab.
    fn answered(self: &Rc<Self>, subject: &Subject, answer: &Classification, mapped: bool) {
        self.view.answered(subject, answer, mapped);
        self.lab.take(subject.clone());
        self.on(Event::Answered(subject.work().map(|work| work.record.object_id)));
    }

    /// One round of the game.
    async fn play(self: &Rc<Self>) -> Result<(), Trouble> {
        // The model keeps to itself what it thinks until the visitor has said.
        let (work, answer) = self.draw_judged(|_| {}).await?;
        let Some(truth) = work.truth else { return Err(Trouble::no_luck()) };
        let subject = Subject::Work(Box::new(work));
        self.view.guessing(&subject);
        self.draw_ahead();
        let task = self.question.task().await?;
        let Some(guess) = self.game.ask(&task).await else { return Ok(()) };
        let predicted = answer.predictions.first().label;
        self.answered(&subject, &answer, true);
        self.game.finish(Round { truth, guess, predicted });
        Ok(())
    }

    /// A random painting whose picture can be decoded, and the model's answer.
    /// `show` is called with each one that is tried.
    async fn draw_judged(
        &self,
        show: impl Fn(&Subject),
    ) -> Result<(Work, Box<Classification>), Trouble> {
        let mut last = Trouble::no_luck();
        for _ in 0..TRIES {
            let work = self.draw().await?;
            show(&Subject::Work(Box::new(work.clone())));
            match self.bridge.classify(work.picture.clone()).await {
                Ok(answer) => {
                    breathe().await;
                    return Ok((work, answer));
                }
                // Only this picture is damaged; the next may work.
                Err(trouble) if trouble.remedy == Remedy::Another => last = trouble,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(last)
    }

    /// A random painting: the one fetched in advance, or another.
    async fn draw(&self) -> Result<Work, Trouble> {
        self.view.fetching("status-drawing");
        self.ahead.take();
        let ready = self.next.take();
        match ready {
            Some(work) => Ok(work),
            None => self.deck.draw(&self.museum, &*self.question.task().await?).await,
        }
    }

    fn draw_ahead(self: &Rc<Self>) {
        let page = Rc::clone(self);
        *self.ahead.borrow_mut() = Some(Job::spawn(async move {
            // A failure here is reported when a painting is asked for.
            let Ok(task) = page.question.task().await else { return };
            if let Ok(work) = page.deck.draw(&page.museum, &task).await {
                *page.next.borrow_mut() = Some(work);
            }
        }));
    }
}
