//! Applies the effects of events, and follows the address.

use super::{Page, activity::Activity, dom::log, inputs::Given, pwa, setting};
use crate::app::{
    session::{Effect, Event},
    trouble::Trouble,
};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

impl Page {
    /// Applies the effects of an event.
    pub(super) fn on(self: &Rc<Self>, event: Event<'_>) {
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
            Effect::Enter(state) => self.view.enter(state),
            Effect::Show(mode) => {
                let before = self.session.borrow().before();
                self.view.turn_to(mode, before);
            }
            Effect::Write(mode) => write_address(&format!("#{}", mode.name())),
            Effect::WriteWork(work) => write_address(&format!("#work/{work}")),
            Effect::Experiment => self.lab.open(),
            Effect::Play => self.begin(Activity::Guess),
            Effect::Draw => self.begin(Activity::Draw),
            Effect::Work(id) => self.begin(Activity::Work(id)),
            Effect::TakeShared => self.take_shared(),
            Effect::Idle => self.idle(),
            Effect::ShowDownload(downloading) => self.view.show_download(downloading),
            Effect::Register => pwa::register(&self.view.dom),
            Effect::BadAddress => self.fail(&Trouble::address(), None),
            Effect::Forget => self.forget(),
            Effect::Reload => {
                web_sys::window().into_iter().for_each(|window| log(window.location().reload()));
            }
        }
    }

    /// Resets the choices and the score of this visitor. A model that could not
    /// be loaded is requested again for the next visitor.
    fn forget(self: &Rc<Self>) {
        self.game.forget();
        self.view.forget();
        self.view.dom.reset_language();
        self.ensure_model();
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

    pub(super) fn go_to_work(self: &Rc<Self>, id: u32) {
        let hash = format!("#work/{id}");
        if !setting::here().owns_address() {
            return self.on(Event::Link(&hash));
        }
        let Some(location) = web_sys::window().map(|window| window.location()) else { return };
        if location.hash().is_ok_and(|here| here == hash) {
            self.follow_address();
        } else {
            log(location.set_hash(&hash));
        }
    }

    /// Shows the mode or work that the address names.
    pub(super) fn follow_address(self: &Rc<Self>) {
        let fragment = web_sys::window().and_then(|window| window.location().hash().ok());
        self.on(Event::Address(&fragment.unwrap_or_default()));
    }
}

/// Writes the mode or work that is shown into the address, so that it can be
/// saved and shared.
fn write_address(hash: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        log(history.replace_state_with_url(&JsValue::NULL, "", Some(hash)));
    }
}
