//! The page: pictures in, answers out, and never any work that could make it
//! stutter.
//!
//! [`inputs`], [`camera`] and [`address`] bring the visitor's own pictures,
//! [`museum`] and [`deck`] the Met's; [`bridge`] has them classified by the
//! worker; [`view`] shows what comes of it, [`several`] for many at once, and
//! [`trouble`] names what goes wrong. [`guess`] is the game, [`find`] the
//! search. Every word comes through [`dom`] from the files in `www/words/`.

mod about;
mod address;
mod bridge;
mod camera;
mod dom;
mod find;
mod guess;
mod inputs;
mod listen;
mod model;
mod prepare;
mod pwa;
mod question;
mod several;
mod subject;
mod view;

use crate::{
    app::{
        game::Round,
        session::{Effect, Event, Session},
        trouble::{Remedy, Trouble},
    },
    core::classification::Classification,
    met::route::Route,
    net::{
        deck::Deck,
        job::{Job, breathe},
        museum::{Museum, Work},
    },
};
use address::Address;
use bridge::{Bridge, Notice};
use dom::{Dom, log};
use find::Find;
use guess::Game;
use inputs::Given;
use listen::{asked, told};
use question::Question;
use several::Several;
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};
use subject::Subject;
use view::{Plea, View};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// How many spoilt pictures in a row are passed over.
const TRIES: usize = 4;

/// Brings the page to life.
pub fn start() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        if let Err(error) = Page::open().await {
            wasm_bindgen::throw_val(error);
        }
    });
}

/// What the visitor is about.
#[derive(Clone, Debug)]
enum Activity {
    /// A random painting.
    Draw,
    /// A random painting, to be guessed.
    Guess,
    /// A work of the Met.
    Work(u32),
    /// A picture that is at hand.
    Look(Subject),
    /// A picture at an address.
    Fetch(Route),
}

struct Page {
    session: Rc<RefCell<Session>>,
    view: Rc<View>,
    bridge: Rc<Bridge>,
    museum: Rc<Museum>,
    question: Rc<Question>,
    find: RefCell<Option<Rc<Find>>>,
    deck: Deck,
    /// A painting that was drawn ahead.
    next: RefCell<Option<Work>>,
    game: Rc<Game>,
    several: Rc<Several>,
    /// Whether the worker's code and the model are on their way.
    fetching: Cell<bool>,
    /// Whether the service worker has been registered.
    registered: Cell<bool>,
    /// What is going on, for as long as it does.
    task: RefCell<Option<Job>>,
    ahead: RefCell<Option<Job>>,
    address: RefCell<Option<Rc<Address>>>,
}

/// The page, once it is whole: it lives as long as the document.
type Slot = Rc<OnceCell<Rc<Page>>>;

impl Page {
    async fn open() -> Result<(), JsValue> {
        breathe().await;
        let dom = Rc::new(Dom::open()?);
        breathe().await;
        let session = Rc::default();
        let view = View::find(Rc::clone(&dom), &session)?;
        let museum = Rc::new(Museum::default());
        let question = Rc::new(Question::default());
        let slot = Slot::default();
        let heed = told(&slot, |page, notice| page.heed(notice));
        let bridge = Rc::new(Bridge::new(heed));
        let look = told(&slot, |page, subject| page.look(subject));
        let page = Rc::new(Self {
            game: Game::open(&view, asked(&slot, |page| page.on(Event::NextRound)))?,
            several: Several::find(&view, &bridge, &question, look)?,
            deck: Deck::default(),
            next: RefCell::default(),
            fetching: Cell::default(),
            registered: Cell::default(),
            task: RefCell::default(),
            ahead: RefCell::default(),
            address: RefCell::default(),
            session,
            view,
            bridge,
            museum,
            question,
            find: RefCell::default(),
        });
        drop(slot.set(Rc::clone(&page)));
        page.prepare();
        breathe().await;
        page.follow_address();
        breathe().await;
        page.listen(&slot).await
    }

    /// Whatever the visitor gives.
    fn take(self: &Rc<Self>, given: Given) {
        match given {
            Given::Files(files) => match <[File; 1]>::try_from(files) {
                Ok([file]) => {
                    self.several.clear();
                    let name = file.name();
                    self.look(Subject::Own { picture: file.into(), name, source: None });
                }
                Err(files) => {
                    self.on(Event::Own);
                    self.idle();
                    self.several.start(files);
                    self.ensure_model();
                }
            },
            Given::Address(text) => {
                self.address.borrow().iter().for_each(|address| address.open(&text));
            }
            Given::Nothing => self.fail(&Trouble::not_a_file(), None),
        }
    }

    fn look(self: &Rc<Self>, subject: Subject) {
        self.on(Event::Own);
        self.begin(Activity::Look(subject));
    }

    fn go_to_work(self: &Rc<Self>, id: u32) {
        let hash = format!("#work/{id}");
        let Some(location) = web_sys::window().map(|window| window.location()) else { return };
        if location.hash().is_ok_and(|here| here == hash) {
            self.follow_address();
        } else {
            log(location.set_hash(&hash));
        }
    }

    /// Shows what the address asks for.
    fn follow_address(self: &Rc<Self>) {
        let fragment = web_sys::window().and_then(|window| window.location().hash().ok());
        self.on(Event::Address(&fragment.unwrap_or_default()));
    }

    /// Does what an event leads to.
    fn on(self: &Rc<Self>, event: Event<'_>) {
        let effects = self.session.borrow_mut().on(event);
        effects.into_iter().for_each(|effect| self.act(effect));
    }

    fn act(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::EndGame => {
                self.task.take();
                self.game.clear();
            }
            Effect::ClearBatch => self.several.clear(),
            Effect::Show(mode) => self.view.turn_to(mode),
            Effect::Write(mode) => write_address(&format!("#{}", mode.name())),
            Effect::Play => self.begin(Activity::Guess),
            Effect::Work(id) => self.begin(Activity::Work(id)),
            Effect::TakeShared => self.take_shared(),
            Effect::Idle => self.idle(),
            Effect::Ready => self.view.ready(),
            Effect::BadAddress => self.fail(&Trouble::address(), None),
        }
    }

    fn take_shared(self: &Rc<Self>) {
        let page = Rc::clone(self);
        spawn_local(async move {
            match pwa::shared().await {
                Ok(files) if files.is_empty() => {}
                Ok(files) => page.take(Given::Files(files)),
                Err(error) => log(Err(error)),
            }
        });
    }

    /// Begins something with a picture, which is shown on the stage.
    fn run(self: &Rc<Self>, activity: Activity) {
        self.on(Event::Picture);
        self.begin(activity);
    }

    /// Begins something, in place of what was going on.
    fn begin(self: &Rc<Self>, activity: Activity) {
        self.task.take();
        self.game.clear();
        let page = Rc::clone(self);
        *self.task.borrow_mut() = Some(Job::spawn(async move {
            if let Err(trouble) = page.perform(&activity).await {
                page.fail(&trouble, Some(activity));
            }
        }));
        self.ensure_model();
    }

    async fn perform(self: &Rc<Self>, activity: &Activity) -> Result<(), Trouble> {
        match activity {
            Activity::Draw => {
                let (work, answer) = self.draw_judged(|subject| self.view.working(subject)).await?;
                write_address(&format!("#work/{}", work.record.object_id));
                self.view.answered(&Subject::Work(Box::new(work)), &answer, false);
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
                let picture = crate::net::museum::fetch(route).await?;
                let source = Some("caption-address");
                self.judge(&Subject::Own { picture, name: String::new(), source }).await
            }
        }
    }

    /// Has a picture classified and shows the answer.
    async fn judge(&self, subject: &Subject) -> Result<(), Trouble> {
        self.view.working(subject);
        let answer = prepare::judge(&self.view.dom, &self.bridge, subject).await?;
        // To read an answer is one step, to show it another.
        breathe().await;
        self.view.answered(subject, &answer, false);
        Ok(())
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
        self.view.answered(&subject, &answer, true);
        self.game.tell(Round { truth, guess, predicted });
        Ok(())
    }

    /// A random painting whose picture is one, and what the model says of it;
    /// `show` is told of each that is tried.
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
                // That this one picture is spoilt says nothing of others.
                Err(trouble) if trouble.remedy == Remedy::Another => last = trouble,
                Err(trouble) => return Err(trouble),
            }
        }
        Err(last)
    }

    /// A random painting: the one that was drawn ahead, or another.
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
            // What fails now will be told when it is asked for.
            let Ok(task) = page.question.task().await else { return };
            if let Ok(work) = page.deck.draw(&page.museum, &task).await {
                *page.next.borrow_mut() = Some(work);
            }
        }));
    }

    /// Nothing is going on.
    fn idle(&self) {
        self.task.take();
        if self.bridge.is_ready() { self.view.ready() } else { self.view.loading() }
    }

    fn fail(self: &Rc<Self>, trouble: &Trouble, activity: Option<Activity>) {
        let page = Rc::clone(self);
        self.view.failed(trouble, move |plea| {
            if plea == Plea::Others {
                page.museum.ask_others();
            }
            match &activity {
                Some(activity) => page.begin(activity.clone()),
                None => {
                    page.view.loading();
                    page.ensure_model();
                }
            }
        });
    }

    fn heed(self: &Rc<Self>, notice: Notice) {
        match notice {
            Notice::Ready => {
                self.on(Event::Loaded);
                // What is to be kept for later must not delay what is wanted now.
                if !self.registered.replace(true) {
                    pwa::register(&self.view.dom);
                }
            }
            // Whoever waits for an answer is told by having none.
            Notice::Broken(_) if self.session.borrow().state().is_busy() => {}
            Notice::Broken(trouble) => self.fail(&trouble, None),
        }
    }
}

/// Has the address say what is shown, so that it can be kept and shared.
fn write_address(hash: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        log(history.replace_state_with_url(&JsValue::NULL, "", Some(hash)));
    }
}
