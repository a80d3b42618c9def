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
mod asked;
mod bridge;
mod camera;
mod dom;
mod find;
mod guess;
mod inputs;
mod prepare;
mod pwa;
mod several;
mod subject;
mod view;

use crate::{
    app::{
        game::Round,
        trouble::{Remedy, Trouble},
        words::Language,
    },
    core::{card::Card, classification::Classification, error::ClassifierError},
    met::route::Route,
    net::{
        deck::Deck,
        download::Progress,
        job::{Job, breathe},
        museum::{Museum, Work},
    },
};
use address::{Address, Target};
use asked::Asked;
use bridge::{Bridge, Model, Notice};
use dom::{Dom, log};
use find::Find;
use futures_channel::oneshot;
use gloo_events::EventListener;
use guess::Game;
use inputs::Given;
use js_sys::WebAssembly;
use several::Several;
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};
use subject::Subject;
use view::{Plea, View};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, File, HtmlDialogElement, HtmlElement, HtmlSelectElement};

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
    view: Rc<View>,
    bridge: Rc<Bridge>,
    museum: Rc<Museum>,
    asked: Rc<Asked>,
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
        let view = View::find(Rc::clone(&dom))?;
        let museum = Rc::new(Museum::default());
        let asked_task = Rc::new(Asked::default());
        let slot = Slot::default();
        let heed = told(&slot, |page, notice| page.heed(notice));
        let bridge = Rc::new(Bridge::new(heed));
        let look = told(&slot, |page, subject| page.look(subject));
        let page = Rc::new(Self {
            game: Game::open(&view, asked(&slot, |page| page.run(Activity::Guess)))?,
            several: Several::find(&view, &bridge, &asked_task, look)?,
            deck: Deck::default(),
            next: RefCell::default(),
            fetching: Cell::default(),
            registered: Cell::default(),
            task: RefCell::default(),
            ahead: RefCell::default(),
            address: RefCell::default(),
            view,
            bridge,
            museum,
            asked: asked_task,
            find: RefCell::default(),
        });
        drop(slot.set(Rc::clone(&page)));
        page.prepare();
        breathe().await;
        page.follow_address();
        breathe().await;
        page.listen(&slot).await
    }

    async fn listen(&self, slot: &Slot) -> Result<(), JsValue> {
        let dom = &self.view.dom;
        inputs::listen(&self.view, told(slot, |page, given| page.take(given)))?;
        camera::listen(
            dom,
            told(slot, |page, picture| {
                let source = Some("caption-camera");
                page.look(Subject::Own { picture, name: String::new(), source });
            }),
        )?;
        let address = Address::listen(
            dom,
            told(slot, |page, target| match target {
                Ok(Target::Work(id)) => page.go_to_work(id),
                Ok(Target::Picture(route)) => page.run(Activity::Fetch(route)),
                Err(trouble) => page.fail(&trouble, None),
            }),
        )?;
        self.address.replace(Some(address));
        breathe().await;
        let open = told(slot, |page, id| page.go_to_work(id));
        let find = Find::listen(dom, &self.museum, &self.asked, open)?;
        if let Some(task) = self.asked.known() {
            find.offer(&task)?;
        }
        self.find.replace(Some(find));
        self.view.on_cancel(asked(slot, |page| page.idle()));
        let click = |id: &str, act: fn(&Rc<Self>)| -> Result<(), JsValue> {
            let (button, act) = (dom.find::<HtmlElement>(id)?, asked(slot, act));
            EventListener::new(&button, "click", move |_| act()).forget();
            Ok(())
        };
        click("random", |page| page.run(Activity::Draw))?;
        self.listen_to_language(slot)?;
        let window = web_sys::window().ok_or("there is no window")?;
        let follow = asked(slot, Self::follow_address);
        EventListener::new(&window, "hashchange", move |_| follow()).forget();
        // Every dialog closes by its own button, wherever that stands.
        let close = EventListener::new(&dom.document, "click", |event| {
            let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let button = button.filter(|button| button.class_list().contains("close"));
            let dialog = button.and_then(|button| button.closest("dialog").ok().flatten());
            if let Some(dialog) =
                dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
            {
                dialog.close();
            }
        });
        close.forget();
        Ok(())
    }

    fn listen_to_language(&self, slot: &Slot) -> Result<(), JsValue> {
        let (dom, select) = (&self.view.dom, self.view.dom.find::<HtmlSelectElement>("language")?);
        for language in Language::ALL {
            let option = dom.document.create_element("option")?;
            option.set_attribute("value", language.tag())?;
            option.set_attribute("lang", language.tag())?;
            option.set_text_content(Some(language.name()));
            select.append_child(&option)?;
        }
        select.set_value(dom.language().tag());
        let chosen = select.clone();
        let speak = asked(slot, move |page: &Rc<Self>| {
            let language = Language::from_tag(&chosen.value());
            language.into_iter().for_each(|language| page.view.dom.speak(language));
        });
        EventListener::new(&select, "change", move |_| speak()).forget();
        Ok(())
    }

    /// Fetches the worker and the model.
    fn prepare(self: &Rc<Self>) {
        self.fetching.set(true);
        let page = Rc::clone(self);
        spawn_local(async move {
            let fetched = fetch(&page).await;
            page.fetching.set(false);
            match fetched {
                Ok(model) => page.bridge.provide(model),
                Err(trouble) => {
                    page.asked.fail(&trouble);
                    page.bridge.fail(trouble);
                }
            }
        });
    }

    /// Shows what the model's card says.
    fn know(&self, card: &Card) -> Result<(), JsValue> {
        about::show(&self.view, card)?;
        self.asked.provide(card.task.clone());
        if let Some(find) = &*self.find.borrow() {
            find.offer(&card.task)?;
        }
        Ok(())
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
                    self.leave_for("look");
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
        self.leave_for("look");
        self.run(Activity::Look(subject));
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
        let hash = web_sys::window().and_then(|window| window.location().hash().ok());
        let hash = hash.unwrap_or_default();
        match hash.trim_start_matches('#').split_once('/') {
            Some(("work", id)) => {
                self.turn_to("look");
                match id.parse() {
                    Ok(id) => self.run(Activity::Work(id)),
                    Err(_) => self.fail(&Trouble::address(), None),
                }
            }
            _ if hash == "#find" => self.turn_to("find"),
            _ if hash == "#guess" => {
                self.turn_to("guess");
                if self.view.state() != "guess" {
                    self.run(Activity::Guess);
                }
            }
            _ => {
                let was = self.view.mode();
                self.turn_to("look");
                if was == "guess" {
                    self.idle();
                }
                if hash == "#shared" {
                    self.take_shared();
                }
            }
        }
    }

    /// Turns to another face without the address asking for it.
    fn leave_for(self: &Rc<Self>, mode: &'static str) {
        write_address(&format!("#{mode}"));
        self.turn_to(mode);
    }

    fn turn_to(self: &Rc<Self>, mode: &'static str) {
        if self.view.mode() == "guess" && mode != "guess" {
            self.task.take();
            self.game.clear();
        }
        if mode != "look" {
            self.several.clear();
        }
        self.view.turn_to(mode);
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

    /// Begins something, in place of what was going on.
    fn run(self: &Rc<Self>, activity: Activity) {
        if !matches!(activity, Activity::Guess) && self.view.mode() != "look" {
            self.leave_for("look");
        }
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
                let record = self.museum.record(*id).await?;
                let task = self.asked.task().await?;
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
        let task = self.asked.task().await?;
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
            None => self.deck.draw(&self.museum, &*self.asked.task().await?).await,
        }
    }

    fn draw_ahead(self: &Rc<Self>) {
        let page = Rc::clone(self);
        *self.ahead.borrow_mut() = Some(Job::spawn(async move {
            // What fails now will be told when it is asked for.
            let Ok(task) = page.asked.task().await else { return };
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

    /// What failed to arrive or to start gets another chance.
    fn ensure_model(self: &Rc<Self>) {
        if self.bridge.is_down() && !self.fetching.get() {
            self.prepare();
        }
    }

    fn fail(self: &Rc<Self>, trouble: &Trouble, activity: Option<Activity>) {
        let page = Rc::clone(self);
        self.view.failed(trouble, move |plea| {
            if plea == Plea::Others {
                page.museum.ask_others();
            }
            match &activity {
                Some(activity) => page.run(activity.clone()),
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
                self.view.loaded();
                // What is to be kept for later must not delay what is wanted now.
                if !self.registered.replace(true) {
                    pwa::register(&self.view.dom);
                }
            }
            // Whoever waits for an answer is told by having none.
            Notice::Broken(_) if self.is_busy() => {}
            Notice::Broken(trouble) => self.fail(&trouble, None),
        }
    }

    fn is_busy(&self) -> bool {
        matches!(self.view.state().as_str(), "working" | "guess")
    }
}

/// A function that tells the page something.
fn told<T: 'static>(slot: &Slot, act: fn(&Rc<Page>, T)) -> impl Fn(T) + 'static {
    let slot = Rc::clone(slot);
    move |what| {
        if let Some(page) = slot.get() {
            act(page, what);
        }
    }
}

/// A function that asks something of the page.
fn asked(slot: &Slot, act: impl Fn(&Rc<Page>) + 'static) -> impl Fn() + 'static {
    let slot = Rc::clone(slot);
    move || slot.get().into_iter().for_each(&act)
}

/// Has the address say what is shown, so that it can be kept and shared.
fn write_address(hash: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        log(history.replace_state_with_url(&JsValue::NULL, "", Some(hash)));
    }
}

/// The worker's code and the model, at the same time.
async fn fetch(page: &Page) -> Result<Model, Trouble> {
    let view = &page.view;
    let progress = Progress::new(view.progress());
    let broken = |error: JsValue| Trouble::broken(&format!("{error:?}"));
    let part = |id: &str| view.part(id).map_err(broken);
    let (code, address) = (part("worker-code")?, part("model-card")?);
    let script = view.whole_address(&part("worker-script")?).map_err(broken)?;
    let module = compile(code, view.part_size("worker-code"), progress.part());
    let (card_part, onnx_part) = (progress.part(), progress.part());
    let card = crate::net::download::bytes(&address, None, card_part).await?;
    let read = Card::from_json(&card.to_vec());
    let read = read.map_err(|error| Trouble::from(&ClassifierError::Card(error)))?;
    log(page.know(&read));
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    let onnx = format!("{folder}/{}?{}", read.onnx.file, read.onnx.sha256);
    let onnx = crate::net::download::bytes(&onnx, Some(read.onnx.bytes as f64), onnx_part).await?;
    let module = module.await?;
    Ok(Model { script, module, card, onnx })
}

/// Starts at once, whether or not it is awaited.
fn compile(
    url: String,
    size: Option<f64>,
    part: crate::net::download::Part,
) -> impl Future<Output = Result<WebAssembly::Module, Trouble>> {
    let (sender, module) = oneshot::channel();
    spawn_local(async move {
        drop(sender.send(crate::net::download::module(&url, size, part).await));
    });
    async { module.await.unwrap_or_else(|_| Err(Trouble::broken(""))) }
}
