//! The page: it takes pictures and shows answers. All long work is done by the
//! worker.
//!
//! [`inputs`], [`camera`] and [`address`] take the visitor's own pictures,
//! [`museum`], [`shelves`] and [`deck`] provide those of The Met; [`bridge`]
//! has the worker classify them; [`view`] shows the answer, [`several`] many
//! answers, [`trouble`] the errors, and [`keep`] copies and saves answers.
//! [`perform`] performs an [`activity`], [`effects`] applies the effects of
//! events. [`guess`] is the game, [`find`] the search, [`lab`] the search for
//! changes that fool the model, [`frame`] the setting of a picture's four
//! corners. [`embed`] and [`kiosk`] are for other [settings](setting). All
//! texts come through [`dom`] from `www/words/`.
//!
//! [`museum`]: crate::net::museum
//! [`shelves`]: crate::net::shelves
//! [`deck`]: crate::net::deck

mod about;
mod activity;
mod address;
mod bars;
mod bridge;
mod camera;
mod dom;
mod effects;
mod embed;
mod events;
mod find;
mod frame;
mod guess;
mod inputs;
mod inquire;
mod keep;
mod kiosk;
mod lab;
mod listen;
mod model;
mod perform;
mod prepare;
mod pwa;
mod question;
mod setting;
mod several;
mod shown;
mod slot;
mod steer;
mod storage;
mod subject;
mod trouble;
mod view;

use crate::{
    app::{
        session::{Event, Session},
        setting::Setting,
        trouble::{Remedy, Trouble},
    },
    net::{
        deck::Bundle,
        job::{Job, breathe},
        museum::{Museum, Work},
        shelves::Shelves,
    },
};
use activity::{Activity, When};
use address::Address;
use bridge::{Bridge, Notice};
use dom::Dom;
use find::Find;
use frame::Framer;
use guess::Game;
use inputs::Given;
use lab::Bench;
use question::Question;
use several::Several;
use slot::{Slot, callback, callback_with};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use subject::Subject;
use trouble::Choice;
use view::View;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

/// Starts the page.
pub fn start() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        if let Err(error) = Page::open().await {
            wasm_bindgen::throw_val(error);
        }
    });
}

struct Page {
    session: RefCell<Session>,
    view: Rc<View>,
    bridge: Rc<Bridge>,
    museum: Rc<Museum>,
    question: Rc<Question>,
    find: RefCell<Option<Rc<Find>>>,
    shelves: Shelves,
    bundle: Rc<Bundle>,
    /// Whether The Met did not supply the last random painting that was
    /// requested.
    away: Cell<bool>,
    /// A random painting that was fetched in advance.
    next: RefCell<Option<Work>>,
    game: Rc<Game>,
    several: Rc<Several>,
    lab: Rc<Bench>,
    framer: Rc<Framer>,
    /// Whether the last files fetched were wrong, so that the next fetch must
    /// bypass the cache.
    afresh: Cell<bool>,
    /// The job in progress, if any.
    task: RefCell<Option<Job>>,
    ahead: RefCell<Option<Job>>,
    address: RefCell<Option<Rc<Address>>>,
}

impl Page {
    async fn open() -> Result<(), JsValue> {
        breathe().await;
        let dom = Rc::new(Dom::open()?);
        breathe().await;
        dom.parse_words();
        breathe().await;
        let view = View::find(Rc::clone(&dom))?;
        let museum = Rc::new(Museum::default());
        let question = Rc::new(Question::default());
        let slot = Slot::<Self>::default();
        let on_notice = callback_with(&slot, |page, notice| page.on_notice(notice));
        let bridge = Rc::new(Bridge::new(on_notice));
        let open = callback_with(&slot, |page, subject| page.open_subject(subject));
        let begin = callback_with(&slot, |page, activity| page.begin(activity));
        let page = Rc::new(Self {
            game: Game::open(&view.dom, callback(&slot, |page| page.on(Event::NextRound)))?,
            several: Several::find(&view.dom, &bridge, &question, open)?,
            lab: Bench::find(&view, &bridge)?,
            framer: Framer::find(&view, &bridge, begin)?,
            shelves: Shelves::default(),
            bundle: Rc::default(),
            away: Cell::default(),
            next: RefCell::default(),
            afresh: Cell::default(),
            task: RefCell::default(),
            ahead: RefCell::default(),
            address: RefCell::default(),
            session: RefCell::new(Session::in_setting(setting::here())),
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

    /// Opens the files or the address that the visitor supplies.
    fn take(self: &Rc<Self>, given: Given) {
        // The visitors of a kiosk have only its camera.
        if setting::here() == Setting::Kiosk {
            return;
        }
        match given {
            Given::Files(files) => match <[File; 1]>::try_from(files) {
                Ok([file]) => {
                    self.several.clear();
                    let name = file.name();
                    self.open_subject(Subject::Own { picture: file.into(), name, source: None });
                }
                Err(files) => {
                    self.on(Event::Several);
                    self.idle();
                    self.several.start(files);
                    self.ensure_model();
                }
            },
            Given::Address(text) => {
                self.address.borrow().iter().for_each(|address| address.open(&text));
            }
            Given::Nothing => self.fail(&Trouble::new("not-a-file", Remedy::Another), None),
        }
    }

    fn open_subject(self: &Rc<Self>, subject: Subject) {
        self.on(Event::Own);
        self.begin(Activity::Look(subject));
    }

    /// Opens a photograph from the camera. The visitor first sets the corners
    /// of the painting.
    fn open_photograph(self: &Rc<Self>, picture: Blob) {
        let source = Some("caption-camera");
        self.on(Event::Own);
        let subject = Subject::Own { picture, name: String::new(), source };
        self.begin(Activity::Frame(subject, When::First));
    }

    /// Starts an activity with a picture, which is shown on the stage.
    fn run(self: &Rc<Self>, activity: Activity) {
        self.on(Event::Picture);
        self.begin(activity);
    }

    /// Starts an activity and ends the previous one.
    fn begin(self: &Rc<Self>, activity: Activity) {
        self.task.take();
        self.game.clear();
        self.on(Event::Begun { drawing: matches!(activity, Activity::Draw) });
        let page = Rc::clone(self);
        *self.task.borrow_mut() = Some(Job::spawn(async move {
            if let Err(trouble) = page.perform(&activity).await {
                page.fail(&trouble, Some(activity));
            }
        }));
        self.ensure_model();
    }

    /// Ends the job in progress.
    fn idle(self: &Rc<Self>) {
        self.task.take();
        self.on(Event::Idle { ready: self.bridge.is_ready() });
    }

    fn fail(self: &Rc<Self>, trouble: &Trouble, activity: Option<Activity>) {
        let page = Rc::clone(self);
        self.on(Event::Failed);
        self.view.failed(trouble, move |choice| {
            if choice == Choice::OtherHosts {
                page.museum.allow_other_hosts();
            }
            match &activity {
                Some(activity) => page.begin(activity.clone()),
                None => {
                    page.idle();
                    page.ensure_model();
                }
            }
        });
    }

    fn on_notice(self: &Rc<Self>, notice: Notice) {
        match notice {
            Notice::Ready => self.on(Event::Loaded),
            Notice::Broken(trouble) => {
                self.afresh.set(trouble.remedy == Remedy::Afresh);
                // A pending request gets this error instead.
                if !self.session.borrow().state().is_busy() {
                    self.fail(&trouble, None);
                }
            }
        }
    }
}
