//! A kiosk: it shows works, serves one visitor after another, and cannot be
//! left by accident. [`crate::app::kiosk`] has its clock.

use super::{
    dom::{Dom, each, log},
    events::forever,
    setting,
};
use crate::{
    app::{
        kiosk::{Clock, Happening, Stage},
        setting::Setting,
        words::{Language, TaskWords, Words, message},
    },
    met::{Record, record::display},
    net::deck::Bundle,
};
use gloo_timers::future::sleep;
use js_sys::Date;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, EventTarget, History, HtmlDialogElement, HtmlElement, HtmlImageElement, Window,
};

/// The interval between updates of the clock.
const TICK: Duration = Duration::from_secs(1);

/// How long each work is shown while there is no visitor.
const SLIDE: Duration = Duration::from_secs(8);

/// Events by which a long touch, a drag and other mouse buttons leave the page.
const WAYS_OUT: [&str; 4] = ["contextmenu", "dragstart", "auxclick", "gesturestart"];

struct Kiosk {
    dom: Rc<Dom>,
    window: Window,
    clock: Cell<Clock>,
    attract: HtmlDialogElement,
    /// The current work, and the one that it fades into.
    works: RefCell<[HtmlImageElement; 2]>,
    title: HtmlElement,
    by: HtmlElement,
    still: HtmlDialogElement,
    left: Element,
    over: Box<dyn Fn()>,
}

/// Turns the page into a kiosk, if the address requests it. Calls `over` at the
/// end of a visit.
pub(super) fn open(
    dom: &Rc<Dom>,
    bundle: &Rc<Bundle>,
    over: impl Fn() + 'static,
) -> Result<(), JsValue> {
    if setting::here() != Setting::Kiosk {
        return Ok(());
    }
    let window = web_sys::window().ok_or("there is no window")?;
    let kiosk = Rc::new(Kiosk {
        clock: Cell::default(),
        attract: dom.find("attract")?,
        works: RefCell::new([dom.find("attract-one")?, dom.find("attract-other")?]),
        title: dom.find("attract-title")?,
        by: dom.find("attract-by")?,
        still: dom.find("still")?,
        left: dom.find("still-left")?,
        over: Box::new(over),
        window: window.clone(),
        dom: Rc::clone(dom),
    });
    kiosk.invite_in_every_language()?;
    shut_ways_out(&window)?;
    kiosk.listen();
    kiosk.attract.show_modal()?;
    spawn_local(Rc::clone(&kiosk).run());
    spawn_local(kiosk.show_works(Rc::clone(bundle)));
    Ok(())
}

/// Prevents gestures and the back button from leaving the page.
fn shut_ways_out(window: &Window) -> Result<(), JsValue> {
    for name in WAYS_OUT {
        forever(window, name, |event| event.prevent_default());
    }
    // Going back leads to this page again, because a history entry always
    // exists.
    let stay = |history: &History| history.push_state(&JsValue::NULL, "");
    let history = window.history()?;
    stay(&history)?;
    forever(window, "popstate", move |_| log(stay(&history)));
    Ok(())
}

impl Kiosk {
    /// The next visitor may speak any of the page's languages.
    fn invite_in_every_language(&self) -> Result<(), JsValue> {
        let button: Element = self.dom.find("attract-begin")?;
        for language in Language::ALL {
            let line = self.dom.document.create_element("span")?;
            line.set_attribute("lang", language.tag())?;
            let words = Words::new(language, TaskWords::default());
            line.set_text_content(words.text(&message("kiosk-begin")).as_deref());
            button.append_child(&line)?;
        }
        Ok(())
    }

    fn listen(self: &Rc<Self>) {
        let on = |target: &EventTarget, name: &'static str, happening: Happening| {
            let kiosk = Rc::clone(self);
            forever(target, name, move |_| kiosk.on(happening));
        };
        for name in ["pointerdown", "keydown", "wheel"] {
            on(&self.window, name, Happening::Input);
        }
        for (dialog, happening) in
            [(&self.attract, Happening::Begin), (&self.still, Happening::Stay)]
        {
            // A touch anywhere closes it, like Escape.
            let touched = dialog.clone();
            forever(dialog, "click", move |_| touched.close());
            on(dialog, "close", happening);
        }
    }

    async fn run(self: Rc<Self>) {
        loop {
            sleep(TICK).await;
            self.on(Happening::Time);
        }
    }

    fn on(&self, happening: Happening) {
        let (mut clock, now) = (self.clock.get(), Date::now());
        let begins = clock.on(happening, now);
        self.clock.set(clock);
        if clock.stage() == Stage::Asking {
            let left = message("kiosk-left").with("seconds", clock.seconds_left(now));
            self.dom.set_message(&self.left, left);
        }
        match begins {
            Some(Stage::Asking) => log(self.still.show_modal()),
            Some(Stage::Attract) => log(self.start_again()),
            Some(Stage::Awake) | None => {}
        }
    }

    fn start_again(&self) -> Result<(), JsValue> {
        each(&self.dom.document.query_selector_all("dialog[open]")?, |dialog| {
            dialog.unchecked_ref::<HtmlDialogElement>().close();
        });
        (self.over)();
        self.window.scroll_to_with_x_and_y(0.0, 0.0);
        self.attract.show_modal()
    }

    /// Shows the deck's works, one after the other.
    async fn show_works(self: Rc<Self>, bundle: Rc<Bundle>) {
        loop {
            for record in bundle.records().await {
                // A picture that does not arrive is skipped.
                if self.clock.get().stage() == Stage::Attract {
                    drop(self.show_work(&record).await);
                }
                sleep(SLIDE).await;
            }
            sleep(TICK).await;
        }
    }

    async fn show_work(&self, record: &Record) -> Result<(), JsValue> {
        let [shown, next] = self.works.borrow().clone();
        next.set_src(&Bundle::address(record.object_id));
        JsFuture::from(next.decode()).await?;
        next.set_attribute("data-shown", "")?;
        shown.remove_attribute("data-shown")?;
        self.title.set_text_content(Some(&display(&record.title)));
        self.by.set_text_content(Some(&record.made_by()));
        self.works.replace([next, shown]);
        Ok(())
    }
}
