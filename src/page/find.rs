//! Any work of the Met: by number, by address, by words.

use super::{
    asked::Asked,
    dom::{Dom, fill, log, within},
    view::{Plea, Shown, made_by, show_trouble},
};
use crate::{
    app::{
        trouble::{Remedy, Trouble},
        words::{message, noun},
    },
    core::{label::Label, task::Task},
    met::{
        Record,
        endpoint::{Field, Search, WINDOW, object_in},
        record::display,
        route::sized,
    },
    net::{job::Job, museum::Museum},
};
use gloo_events::{EventListener, EventListenerOptions};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{
    Element, HtmlAnchorElement, HtmlElement, HtmlImageElement, HtmlInputElement, HtmlSelectElement,
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
    asked: Rc<Asked>,
    words: HtmlInputElement,
    field: HtmlSelectElement,
    label: HtmlSelectElement,
    highlights: HtmlInputElement,
    status: HtmlElement,
    results: HtmlElement,
    more: HtmlElement,
    query: RefCell<Option<Query>>,
    task: RefCell<Option<Job>>,
    shown: RefCell<Shown>,
    open: Box<dyn Fn(u32)>,
}

/// A search under way.
struct Query {
    search: Search,
    /// The label that works must have, if any.
    wanted: Option<Label>,
    task: Rc<Task>,
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
        asked: &Rc<Asked>,
        open: impl Fn(u32) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        let find = Rc::new(Self {
            words: dom.find("find-words")?,
            field: dom.find("find-in")?,
            label: dom.find("find-label")?,
            highlights: dom.find("find-highlights")?,
            status: dom.find("find-status")?,
            results: dom.find("find-results")?,
            more: dom.find("find-more")?,
            query: RefCell::default(),
            task: RefCell::default(),
            shown: RefCell::default(),
            open: Box::new(open),
            museum: Rc::clone(museum),
            asked: Rc::clone(asked),
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
        let field = match self.field.value().as_str() {
            "title" => Field::Title,
            "artist" => Field::ArtistOrCulture,
            _ => Field::Anywhere,
        };
        self.query.take();
        self.results.replace_children_with_node_0();
        self.more.set_hidden(true);
        self.dom.say(&self.status, message("status-searching"));
        let (wanted, highlights) = (self.label.value(), self.highlights.checked());
        let find = Rc::clone(self);
        *self.task.borrow_mut() = Some(Job::spawn(async move {
            match find.asked.task().await {
                Ok(task) => {
                    find.query.replace(Some(Query::new(task, &wanted, field, highlights, words)));
                    find.look().await;
                }
                Err(trouble) => find.failed(&trouble),
            }
        }));
    }

    /// A choice for every label that The Met can be searched for.
    pub(super) fn offer(&self, task: &Task) -> Result<(), JsValue> {
        self.dom.say(&self.dom.find::<Element>("find-noun")?, noun(task));
        while self.label.length() > 1 {
            self.label.remove_with_index(1);
        }
        for (label, _) in task.searches() {
            let option = self.dom.document.create_element("option")?;
            option.set_attribute("value", label.name())?;
            self.dom.say(&option, label);
            self.label.append_child(&option)?;
        }
        Ok(())
    }

    /// Looks for some more works, and shows each as it comes.
    fn go_on(self: &Rc<Self>) {
        self.shown.take();
        self.more.set_hidden(true);
        self.dom.say(&self.status, message("status-searching"));
        let find = Rc::clone(self);
        *self.task.borrow_mut() = Some(Job::spawn(async move { find.look().await }));
    }

    async fn look(self: &Rc<Self>) {
        match self.bring().await {
            Ok(()) => self.done(),
            Err(trouble) => self.failed(&trouble),
        }
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
        let query = self.query.borrow();
        let Some(Query { wanted, task, .. }) = query.as_ref() else { return false };
        let fits = wanted.is_none_or(|wanted| task.label_of(record) == Ok(wanted));
        record.picture().is_some() && fits
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
    /// Works with a label are looked for in the department, and of the
    /// classification, that The Met is searched for it.
    fn new(task: Rc<Task>, wanted: &str, field: Field, highlights: bool, words: String) -> Self {
        let (wanted, within) = task
            .searches()
            .find(|(label, _)| label.name() == wanted)
            .map(|(label, search)| (label, search.clone()))
            .unzip();
        let search = Search { field, highlights, words, ..within.unwrap_or_default() };
        Self { search, wanted, task, waiting: Vec::new(), listed: 0, total: None }
    }

    fn is_exhausted(&self) -> bool {
        self.total.is_some_and(|total| self.listed >= total.min(WINDOW))
    }
}
