//! Finds works of the Met: by number, by address, by words.

use super::{
    dom::{Dom, fill, log, within},
    question::Question,
    shown::Shown,
    trouble::{self, Choice},
};
use crate::{
    app::{
        search::{Query, Step},
        trouble::{Remedy, Trouble},
        words::{message, noun},
    },
    core::task::Task,
    met::{
        Record,
        endpoint::{Search, object_in},
        record::display,
        route::sized,
    },
    net::{job::Job, museum::Museum},
};
use gloo_events::{EventListener, EventListenerOptions};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{
    Element, FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, HtmlImageElement,
    HtmlSelectElement, UrlSearchParams,
};

/// How many works are shown at a time.
const SHOWN: usize = 8;

/// The largest number of records to request for them.
const ASKED: usize = 20;

/// The search's part of the page.
pub(super) struct Find {
    dom: Rc<Dom>,
    museum: Rc<Museum>,
    question: Rc<Question>,
    form: HtmlFormElement,
    label: HtmlSelectElement,
    status: HtmlElement,
    results: HtmlElement,
    more: HtmlElement,
    query: RefCell<Option<Query>>,
    task: RefCell<Option<Job>>,
    shown: RefCell<Shown>,
    open: Box<dyn Fn(u32)>,
    wake: Box<dyn Fn()>,
}

impl Find {
    /// `open` opens the work of an id; `wake` fetches a model that did not
    /// load.
    pub(super) fn listen(
        dom: &Rc<Dom>,
        museum: &Rc<Museum>,
        question: &Rc<Question>,
        open: impl Fn(u32) + 'static,
        wake: impl Fn() + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        let find = Rc::new(Self {
            form: dom.find("find-form")?,
            label: dom.find("find-label")?,
            status: dom.find("find-status")?,
            results: dom.find("find-results")?,
            more: dom.find("find-more")?,
            query: RefCell::default(),
            task: RefCell::default(),
            shown: RefCell::default(),
            open: Box::new(open),
            wake: Box::new(wake),
            museum: Rc::clone(museum),
            question: Rc::clone(question),
            dom: Rc::clone(dom),
        });
        let sent = Rc::clone(&find);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&find.form, "submit", options, move |event| {
            event.prevent_default();
            sent.start();
        })
        .forget();
        let more = Rc::clone(&find);
        EventListener::new(&find.more, "click", move |_| more.go_on()).forget();
        Ok(find)
    }

    fn start(self: &Rc<Self>) {
        match self.form() {
            Ok(form) => self.search(form),
            Err(error) => log(Err(error)),
        }
    }

    /// The contents of the form, as a query string.
    fn form(&self) -> Result<String, JsValue> {
        let fields = FormData::new_with_form(&self.form)?;
        let written = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
        Ok(written.to_string().into())
    }

    fn search(self: &Rc<Self>, form: String) {
        if let Some(work) = object_in(&Search::default().asked_by(&form).words) {
            return (self.open)(work);
        }
        self.query.take();
        self.results.replace_children_with_node_0();
        // The card may not have arrived.
        (self.wake)();
        let find = Rc::clone(self);
        self.begin(async move {
            match find.question.task().await {
                Ok(task) => {
                    find.query.replace(Some(Query::new(task, &form)));
                    find.load().await;
                }
                Err(trouble) => find.failed(&trouble),
            }
        });
    }

    /// Adds an option for every label that The Met can be searched for.
    pub(super) fn offer(&self, task: &Task) -> Result<(), JsValue> {
        self.dom.set_message(&self.dom.find::<Element>("find-noun")?, noun(task));
        while self.label.length() > 1 {
            self.label.remove_with_index(1);
        }
        for (label, _) in task.searches() {
            let option = self.dom.document.create_element("option")?;
            option.set_attribute("value", label.name())?;
            self.dom.set_message(&option, label);
            self.label.append_child(&option)?;
        }
        Ok(())
    }

    /// Searches for more works and shows each as it arrives.
    fn go_on(self: &Rc<Self>) {
        let find = Rc::clone(self);
        self.begin(async move { find.load().await });
    }

    /// Starts a search and cancels the previous one.
    fn begin(&self, job: impl Future<Output = ()> + 'static) {
        self.shown.take();
        self.more.set_hidden(true);
        self.dom.set_message(&self.status, message("status-searching"));
        *self.task.borrow_mut() = Some(Job::spawn(job));
    }

    async fn load(self: &Rc<Self>) {
        match self.load_works().await {
            Ok(()) => self.done(),
            Err(trouble) => self.failed(&trouble),
        }
    }

    /// Shows more works, if there are any.
    async fn load_works(&self) -> Result<(), Trouble> {
        let (mut asked, mut shown) = (0, 0);
        while asked < ASKED && shown < SHOWN {
            let step = self.query.borrow_mut().as_mut().map_or(Step::End, Query::step);
            match step {
                Step::End => break,
                Step::Page { search, offset, limit } => {
                    let ids = self.museum.search(&search, offset, limit).await?;
                    self.with_query(|query| query.listed(&ids));
                    // Empty pages could follow one another forever.
                    asked += usize::from(ids.objects().is_empty());
                }
                Step::Record(id) => {
                    asked += 1;
                    shown += usize::from(self.load_one(id).await?);
                }
            }
        }
        Ok(())
    }

    /// Loads one work. Returns whether it is shown.
    async fn load_one(&self, id: u32) -> Result<bool, Trouble> {
        match self.museum.record(id).await {
            Ok(record) => {
                let mut query = self.query.borrow_mut();
                let takes = query.as_mut().is_some_and(|query| query.takes(&record));
                if takes {
                    log(self.show(&record));
                }
                Ok(takes)
            }
            // Withdrawn works are still listed.
            Err(trouble) if trouble.remedy == Remedy::Another => Ok(false),
            Err(trouble) => {
                self.with_query(|query| query.put_back(id));
                Err(trouble)
            }
        }
    }

    fn with_query(&self, act: impl FnOnce(&mut Query)) {
        if let Some(query) = self.query.borrow_mut().as_mut() {
            act(query);
        }
    }

    fn show(&self, record: &Record) -> Result<(), JsValue> {
        let found = self.dom.instance("found-template")?;
        let title = display(&record.title);
        fill(&found, ".title", &title)?;
        fill(&found, ".by", &record.made_by())?;
        let link: HtmlAnchorElement = within(&found, "a")?;
        link.set_href(&format!("#work/{}", record.object_id));
        let picture: HtmlImageElement = within(&found, "img")?;
        // A picture that does not arrive leaves a gap.
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
        self.dom.set_message(
            &self.status,
            match (query.total(), query.shown()) {
                (0, _) => message("find-none"),
                (_, 0) => message("find-unfit"),
                (total, _) => message("find-count").with("total", total),
            },
        );
        self.more.set_hidden(!query.has_more());
    }

    fn failed(self: &Rc<Self>, trouble: &Trouble) {
        log(self.status.remove_attribute("data-words"));
        let find = Rc::clone(self);
        let act = move |choice| {
            if choice == Choice::OtherHosts {
                find.museum.allow_other_hosts();
            }
            let begun = find.query.borrow().is_some();
            if begun { find.go_on() } else { find.start() }
        };
        log(trouble::show(&self.dom, &self.status, trouble, act, &mut self.shown.borrow_mut()));
    }
}
