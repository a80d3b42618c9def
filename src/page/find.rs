//! Any work of the Met: by number, by address, by words.

use super::{
    dom::{Dom, fill, log, within},
    view::{Plea, Shown, made_by, show_trouble},
};
use crate::app::trouble::{Remedy, Trouble};
use crate::net::museum::Museum;
use crate::net::task::Task;
use crate::{
    app::words::message,
    core::culture::Culture,
    met::Label,
    met::{
        Record,
        endpoint::{Department, Field, Search, WINDOW, object_in},
        record::display,
        route::sized,
    },
};
use gloo_events::{EventListener, EventListenerOptions};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{
    HtmlAnchorElement, HtmlElement, HtmlImageElement, HtmlInputElement, HtmlSelectElement,
};

/// How many works are shown at a time.
const SHOWN: usize = 8;

/// How many records are asked for at most to find so many.
const ASKED: usize = 20;

/// How many ids are asked for at a time.
const IDS: u32 = 100;

/// The search's part of the page.
pub(super) struct Find {
    dom: Rc<Dom>,
    museum: Rc<Museum>,
    words: HtmlInputElement,
    field: HtmlSelectElement,
    culture: HtmlSelectElement,
    highlights: HtmlInputElement,
    status: HtmlElement,
    results: HtmlElement,
    more: HtmlElement,
    query: RefCell<Option<Query>>,
    task: RefCell<Option<Task>>,
    shown: RefCell<Shown>,
    open: Box<dyn Fn(u32)>,
}

/// A search under way.
struct Query {
    search: Search,
    culture: Option<Culture>,
    /// Ids that were listed and not looked at yet, the next one last.
    waiting: Vec<u32>,
    /// How many have been listed.
    listed: u32,
    total: Option<u32>,
}

impl Find {
    /// `open` opens the work of a number.
    pub(super) fn listen(
        dom: &Rc<Dom>,
        museum: &Rc<Museum>,
        open: impl Fn(u32) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        let find = Rc::new(Self {
            words: dom.find("find-words")?,
            field: dom.find("find-in")?,
            culture: dom.find("find-culture")?,
            highlights: dom.find("find-highlights")?,
            status: dom.find("find-status")?,
            results: dom.find("find-results")?,
            more: dom.find("find-more")?,
            query: RefCell::default(),
            task: RefCell::default(),
            shown: RefCell::default(),
            open: Box::new(open),
            museum: Rc::clone(museum),
            dom: Rc::clone(dom),
        });
        let sent = Rc::clone(&find);
        let form: HtmlElement = dom.find("find-form")?;
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&form, "submit", options, move |event| {
            event.prevent_default();
            sent.start();
        })
        .forget();
        let more = Rc::clone(&find);
        EventListener::new(&find.more, "click", move |_| more.go_on()).forget();
        Ok(find)
    }

    fn start(self: &Rc<Self>) {
        let words = self.words.value().trim().to_owned();
        if let Some(work) = object_in(&words) {
            return (self.open)(work);
        }
        let culture: Option<Culture> = self.culture.value().parse().ok();
        let (department, classification) = match culture {
            None => (None, None),
            Some(Culture::American) => (Some(Department::American), None),
            Some(_) => (Some(Department::Asian), Some("Paintings")),
        };
        let field = match self.field.value().as_str() {
            "title" => Field::Title,
            "artist" => Field::ArtistOrCulture,
            _ => Field::Anywhere,
        };
        let highlights = self.highlights.checked();
        let search = Search { department, classification, field, highlights, words: words.into() };
        let query = Query { search, culture, waiting: Vec::new(), listed: 0, total: None };
        *self.query.borrow_mut() = Some(query);
        self.results.replace_children_with_node_0();
        self.go_on();
    }

    /// Looks for some more works, and shows each as it comes.
    fn go_on(self: &Rc<Self>) {
        self.shown.take();
        self.more.set_hidden(true);
        self.dom.say(&self.status, message("status-searching"));
        let find = Rc::clone(self);
        *self.task.borrow_mut() = Some(Task::spawn(async move {
            match find.bring().await {
                Ok(()) => find.done(),
                Err(trouble) => find.failed(&trouble),
            }
        }));
    }

    async fn bring(&self) -> Result<(), Trouble> {
        let mut shown = 0;
        for _ in 0..ASKED {
            let Some(id) = self.next().await? else { break };
            match self.museum.record(id).await {
                Ok(record) if self.fits(&record) => {
                    log(self.show(&record));
                    shown += 1;
                }
                Ok(_) => {}
                // Withdrawn works are still listed.
                Err(trouble) if trouble.remedy == Remedy::Another => {}
                Err(trouble) => {
                    self.query.borrow_mut().iter_mut().for_each(|query| query.waiting.push(id));
                    return Err(trouble);
                }
            }
            if shown == SHOWN {
                break;
            }
        }
        Ok(())
    }

    async fn next(&self) -> Result<Option<u32>, Trouble> {
        let (search, offset) = {
            let mut query = self.query.borrow_mut();
            let Some(query) = query.as_mut() else { return Ok(None) };
            if let Some(id) = query.waiting.pop() {
                return Ok(Some(id));
            }
            if query.is_exhausted() {
                return Ok(None);
            }
            (query.search.clone(), query.listed)
        };
        let ids = self.museum.search(&search, offset, IDS).await?;
        let mut query = self.query.borrow_mut();
        let Some(query) = query.as_mut() else { return Ok(None) };
        query.total = Some(ids.total);
        query.listed = offset + IDS;
        query.waiting = ids.here().iter().rev().copied().collect();
        Ok(query.waiting.pop())
    }

    fn fits(&self, record: &Record) -> bool {
        let wanted = self.query.borrow().as_ref().and_then(|query| query.culture);
        let label = Label::of(record).ok().map(|label| label.culture);
        record.picture().is_some() && (wanted.is_none() || wanted == label)
    }

    fn show(&self, record: &Record) -> Result<(), JsValue> {
        let found = self.dom.instance("found-template")?;
        let title = display(&record.title);
        fill(&found, ".title", &title)?;
        fill(&found, ".by", &made_by(record))?;
        let link: HtmlAnchorElement = within(&found, "a")?;
        link.set_href(&format!("#work/{}", record.object_id));
        let picture: HtmlImageElement = within(&found, "img")?;
        // A picture that does not come is no more than a gap.
        let gap = picture.clone();
        let listener = EventListener::once(&picture, "error", move |_| {
            log(gap.set_attribute("data-missing", ""));
        });
        picture.set_src(&sized(record.picture().unwrap_or_default(), "mobile-large"));
        self.shown.borrow_mut().listeners.push(listener);
        self.results.append_child(&found).map(drop)
    }

    fn done(&self) {
        let query = self.query.borrow();
        let Some(query) = query.as_ref() else { return };
        let total = query.total.unwrap_or_default();
        let nothing_shown = self.results.child_element_count() == 0;
        self.dom.say(
            &self.status,
            match (total, nothing_shown) {
                (0, _) => message("find-none"),
                (_, true) => message("find-unfit"),
                (total, false) => message("find-count").with("total", total),
            },
        );
        self.more.set_hidden(query.waiting.is_empty() && query.is_exhausted());
    }

    fn failed(self: &Rc<Self>, trouble: &Trouble) {
        log(self.status.remove_attribute("data-words"));
        let find = Rc::clone(self);
        let act = move |plea| {
            if plea == Plea::Others {
                find.museum.ask_others();
            }
            find.go_on();
        };
        log(show_trouble(&self.dom, &self.status, trouble, act, &mut self.shown.borrow_mut()));
    }
}

impl Query {
    fn is_exhausted(&self) -> bool {
        self.total.is_some_and(|total| self.listed >= total.min(WINDOW))
    }
}
