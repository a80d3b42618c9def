//! The activities: the page fetches a picture, has it classified and shows the
//! answer.

use super::{Page, activity::Activity, embed, prepare, subject::Subject};
use crate::{
    app::{
        game::Round,
        session::Event,
        trouble::{Remedy, Trouble},
        words::{Message, message},
    },
    core::{classification::Classification, task::Task},
    net::{
        job::{Job, breathe, within},
        museum::{Work, fetch},
    },
};
use std::{pin::pin, rc::Rc, time::Duration};

/// The time limit for a random painting from The Met, after which one of the
/// deck is shown.
const PATIENCE: Duration = Duration::from_secs(8);

/// The number of tries to find a random painting that can be decoded.
const TRIES: usize = 4;

impl Page {
    /// Performs an activity, including its answer.
    pub(super) async fn perform(self: &Rc<Self>, activity: &Activity) -> Result<(), Trouble> {
        match activity {
            Activity::Draw => {
                let (work, answer) = self.draw_judged(|subject| self.working(subject)).await?;
                self.on(Event::Drawn(work.record.object_id));
                self.answered(&Subject::Work(Box::new(work)), &answer);
                self.draw_ahead();
                Ok(())
            }
            Activity::Guess => self.play().await,
            Activity::Work(id) => {
                self.wait(message("status-fetching"));
                let task = self.question.task().await?;
                let work = match self.bundle.work(*id, &task).await {
                    Some(work) => work,
                    None => {
                        let record = self.museum.record(*id).await?;
                        self.museum.work(record, &task).await?
                    }
                };
                self.judge(&Subject::Work(Box::new(work))).await
            }
            Activity::Look(subject) => self.judge(subject).await,
            Activity::Fetch(route) => {
                self.wait(message("status-fetching"));
                let picture = fetch(route).await?;
                let source = Some("caption-address");
                self.judge(&Subject::Own { picture, name: String::new(), source }).await
            }
            Activity::Frame(subject, when) => {
                self.on(Event::Framed);
                self.framer.open(subject, *when).await
            }
            Activity::Crop(original, quad) => {
                self.working(original);
                let (dom, bridge) = (&self.view.dom, &self.bridge);
                let cropped = prepare::crop(dom, bridge, original, *quad).await?;
                self.judge(&cropped).await?;
                self.view.focus_again("#outcome .verdict");
                Ok(())
            }
        }
    }

    /// Shows the state `working` with a status message.
    fn wait(self: &Rc<Self>, status: Message) {
        self.on(Event::Waiting);
        self.view.say(status);
    }

    /// Shows a picture that is being classified.
    fn working(self: &Rc<Self>, subject: &Subject) {
        let downloading = self.session.borrow().is_downloading();
        self.wait(if downloading { message("status-waiting") } else { message("status-working") });
        self.view.present(subject);
    }

    /// Has a picture classified and shows the answer.
    async fn judge(self: &Rc<Self>, subject: &Subject) -> Result<(), Trouble> {
        self.working(subject);
        let answer = prepare::judge(&self.view.dom, &self.bridge, subject).await?;
        // Reading an answer and showing it are separate tasks of the event
        // loop.
        breathe().await;
        self.answered(subject, &answer);
        Ok(())
    }

    /// Shows an answer, and gives the picture to the lab and the framer.
    fn answered(self: &Rc<Self>, subject: &Subject, answer: &Classification) {
        self.on(Event::Judged);
        self.view.answered(subject, answer);
        self.lab.take(subject.clone());
        self.framer.take(subject.clone());
        let work = subject.work().map(|work| work.record.object_id);
        self.on(Event::Answered(work));
        embed::tell(answer, work);
    }

    /// Plays one round of the game.
    async fn play(self: &Rc<Self>) -> Result<(), Trouble> {
        // The answer is not shown before the visitor has guessed.
        let (work, answer) = self.draw_judged(|_| {}).await?;
        let Some(truth) = work.truth else { return Err(Trouble::no_luck()) };
        let subject = Subject::Work(Box::new(work));
        self.on(Event::Asked);
        self.view.guessing(&subject);
        self.draw_ahead();
        let task = self.question.task().await?;
        let Some(guess) = self.game.ask(&task).await else { return Ok(()) };
        let predicted = answer.predictions.first().label;
        self.answered(&subject, &answer);
        self.game.finish(Round { truth, guess, predicted });
        Ok(())
    }

    /// A random painting whose picture can be decoded, and the model's answer.
    /// `show` is called with each painting that is tried.
    async fn draw_judged(
        self: &Rc<Self>,
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

    /// A random painting: the one fetched in advance, another from The Met or,
    /// while The Met does not answer, one of the deck.
    async fn draw(self: &Rc<Self>) -> Result<Work, Trouble> {
        self.wait(message("status-drawing"));
        if let Some(work) = self.next.take() {
            return Ok(work);
        }
        let task = self.question.task().await?;
        if self.away.get()
            && let Some(work) = self.substitute(&task).await
        {
            return Ok(work);
        }
        self.ahead.take();
        let mut drawn = pin!(self.shelves.draw(&self.museum, &task));
        match within(PATIENCE, drawn.as_mut()).await {
            Some(Ok(work)) => Ok(work),
            Some(Err(trouble)) => self.substitute(&task).await.ok_or(trouble),
            None => match self.substitute(&task).await {
                Some(work) => Ok(work),
                None => drawn.await,
            },
        }
    }

    /// A work of the deck, while The Met does not answer.
    async fn substitute(&self, task: &Task) -> Option<Work> {
        let work = self.bundle.deal(task).await?;
        self.away.set(true);
        Some(work)
    }

    /// Fetches the next random painting, unless a fetch is in progress.
    fn draw_ahead(self: &Rc<Self>) {
        if self.ahead.borrow().is_some() {
            return;
        }
        let page = Rc::clone(self);
        *self.ahead.borrow_mut() = Some(Job::spawn(async move {
            // A failure here is reported when a painting is asked for.
            if let Ok(task) = page.question.task().await
                && let Ok(work) = page.shelves.draw(&page.museum, &task).await
            {
                page.away.set(false);
                *page.next.borrow_mut() = Some(work);
            }
            page.ahead.take();
        }));
    }
}
