//! You against the model: the visitor gives a label first.

use super::{
    dom::{Dom, fill, log, within},
    keep::share,
    shown::Shown,
    storage,
};

use crate::{
    app::{
        game::{Round, Score, score_key},
        words::{self, message},
    },
    core::{label::Label, task::Task},
};
use futures_channel::oneshot;
use gloo_events::EventListener;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The game's part of the page.
pub(super) struct Game {
    dom: Rc<Dom>,
    place: HtmlElement,
    score_place: HtmlElement,
    score: Cell<Score>,
    /// The storage key of the task's score; empty until the first question.
    score_key: RefCell<String>,
    guess: RefCell<Option<oneshot::Sender<Label>>>,
    /// In the order of the buttons.
    labels: RefCell<Vec<Label>>,
    /// Listeners of the current question.
    shown: RefCell<Shown>,
    /// Listeners of the score, which remains visible longer.
    score_shown: RefCell<Option<Shown>>,
    next: Box<dyn Fn()>,
}

impl Game {
    /// `next` draws another painting.
    pub(super) fn open(dom: &Rc<Dom>, next: impl Fn() + 'static) -> Result<Rc<Self>, JsValue> {
        let game = Rc::new(Self {
            place: dom.find("guess")?,
            score_place: dom.find("score")?,
            score: Cell::default(),
            score_key: RefCell::default(),
            guess: RefCell::default(),
            labels: RefCell::default(),
            shown: RefCell::default(),
            score_shown: RefCell::default(),
            next: Box::new(next),
            dom: Rc::clone(dom),
        });
        let window = web_sys::window().ok_or("there is no window")?;
        let pressed = Rc::clone(&game);
        EventListener::new(&window, "keydown", move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                pressed.key(event);
            }
        })
        .forget();
        // The score is the same in all tabs.
        let elsewhere = Rc::clone(&game);
        EventListener::new(&window, "storage", move |_| elsewhere.adopt_score()).forget();
        Ok(game)
    }

    /// Asks the visitor for a label. Dropping the future ends the question.
    pub(super) async fn ask(self: &Rc<Self>, task: &Task) -> Option<Label> {
        let (sender, guess) = oneshot::channel();
        *self.guess.borrow_mut() = Some(sender);
        *self.labels.borrow_mut() = task.labels.iter().map(|class| class.id).collect();
        self.take_up_score(task);
        log(self.show_question(task));
        self.show_score();
        guess.await.ok()
    }

    /// Shows who was right, and updates the score.
    pub(super) fn finish(self: &Rc<Self>, round: Round) {
        self.score.set(self.score.get().after(round));
        self.keep();
        log(self.show_result(round));
        self.show_score();
    }

    /// Leaves the game.
    pub(super) fn clear(&self) {
        self.guess.take();
        self.shown.take();
        self.score_shown.take();
        self.place.set_hidden(true);
        self.score_place.set_hidden(true);
        self.place.replace_children_with_node_0();
    }

    /// Starts again from zero.
    pub(super) fn forget(&self) {
        self.score.set(Score::default());
        self.keep();
    }

    /// Reads the score of a task, unless it is already shown.
    fn take_up_score(&self, task: &Task) {
        let key = score_key(&task.id);
        if *self.score_key.borrow() != key {
            self.score.set(storage::recall(&key).unwrap_or_default());
            self.score_key.replace(key);
        }
    }

    fn keep(&self) {
        // Without storage, the score lasts for this visit only.
        storage::keep(&self.score_key.borrow(), &self.score.get());
    }

    /// Takes the score that another tab has stored.
    fn adopt_score(self: &Rc<Self>) {
        let Some(score) = storage::recall(&self.score_key.borrow()) else { return };
        self.score.set(score);
        if self.score_shown.borrow().is_some() {
            self.show_score();
        }
    }

    fn answer(&self, label: Label) {
        if let Some(waiting) = self.guess.take() {
            let _ = waiting.send(label);
        }
    }

    /// Handles the keys 1 to 9, unless another element uses them.
    fn key(&self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let typing = target.is_some_and(|element| {
            element.closest("input, select, textarea, dialog").ok().flatten().is_some()
        });
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if typing || modified || self.guess.borrow().is_none() {
            return;
        }
        let number = event.key().parse::<usize>().ok();
        let labels = self.labels.borrow();
        let label = number.and_then(|number| labels.get(number.checked_sub(1)?).copied());
        drop(labels);
        label.into_iter().for_each(|label| self.answer(label));
    }

    fn show_question(self: &Rc<Self>, task: &Task) -> Result<(), JsValue> {
        let question = self.dom.instance("guess-template")?;
        let asked = message("guess-question")
            .with("question", words::question(task))
            .with("last", task.labels.len());
        self.dom.set_message(&within::<Element>(&question, ".question")?, asked);
        let buttons: Element = within(&question, ".guesses")?;
        let mut listeners = Vec::new();
        for (class, key) in task.labels.iter().zip(1..) {
            let (label, button) = (class.id, self.dom.instance("guess-one-template")?);
            fill(&button, "kbd", &format!("{key}"))?;
            self.dom.set_message(&within::<Element>(&button, ".name")?, label);
            let (button, game) = (within::<HtmlElement>(&button, "button")?, Rc::clone(self));
            button.set_attribute("data-label", label.name())?;
            listeners.push(EventListener::new(&button, "click", move |_| game.answer(label)));
            buttons.append_child(&button)?;
        }
        self.show(&question, listeners)
    }

    fn show_result(self: &Rc<Self>, round: Round) -> Result<(), JsValue> {
        let told = self.dom.instance("told-template")?;
        let yours: Element = within(&told, ".yours")?;
        let right = round.you_are_right();
        let words = if right {
            message("guess-right")
        } else {
            message("guess-wrong").with("guess", round.guess)
        };
        self.dom.set_message(&yours, words.with("truth", round.truth));
        mark(&yours, right)?;
        let models: Element = within(&told, ".models")?;
        let right = round.model_is_right();
        let words = message(if right { "model-right" } else { "model-wrong" });
        self.dom.set_message(&models, words.with("predicted", round.predicted));
        mark(&models, right)?;
        let (next, game) = (within::<HtmlElement>(&told, ".next")?, Rc::clone(self));
        let listener = EventListener::new(&next, "click", move |_| (game.next)());
        self.show(&told, vec![listener])?;
        // The pressed button is gone, and with it the keyboard focus.
        next.focus()
    }

    fn show(
        &self,
        what: &web_sys::DocumentFragment,
        listeners: Vec<EventListener>,
    ) -> Result<(), JsValue> {
        self.shown.borrow_mut().listeners = listeners;
        self.place.replace_children_with_node_0();
        self.place.append_child(what)?;
        self.place.set_hidden(false);
        Ok(())
    }

    fn show_score(self: &Rc<Self>) {
        log(self.try_show_score());
    }

    fn try_show_score(self: &Rc<Self>) -> Result<(), JsValue> {
        let score = self.score.get();
        let shown = self.dom.instance("score-template")?;
        let of = |right: u32| message("score-of").with("right", right).with("rounds", score.rounds);
        self.dom.set_message(&within::<Element>(&shown, ".you")?, of(score.you));
        self.dom.set_message(&within::<Element>(&shown, ".model")?, of(score.model));
        let streak = message("score-streak").with("streak", score.streak).with("best", score.best);
        self.dom.set_message(&within::<Element>(&shown, ".streak")?, streak);
        let (button, game) = (within::<HtmlElement>(&shown, ".share")?, Rc::clone(self));
        let share = EventListener::new(&button, "click", move |_| {
            let score = game.score.get();
            let text = message("score-text")
                .with("you", score.you)
                .with("model", score.model)
                .with("rounds", score.rounds)
                .with("best", score.best);
            share(&game.dom, game.dom.text(text));
        });
        let (button, game) = (within::<HtmlElement>(&shown, ".reset")?, Rc::clone(self));
        let reset = EventListener::new(&button, "click", move |_| {
            game.forget();
            game.show_score();
        });
        let listeners = vec![share, reset];
        self.score_shown.replace(Some(Shown { listeners, ..Shown::default() }));
        self.score_place.replace_children_with_node_0();
        self.score_place.append_child(&shown)?;
        self.score_place.set_hidden(false);
        Ok(())
    }
}

fn mark(element: &Element, right: bool) -> Result<(), JsValue> {
    element.set_attribute("data-right", if right { "true" } else { "false" })
}
