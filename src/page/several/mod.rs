//! Several pictures at once: the worker classifies one after the other, and
//! each gets a row of a table. A failure does not stop the rest.

mod row;
mod table;

use super::{
    bridge::Bridge,
    dom::{Dom, log, within},
    keep::save,
    prepare::judge,
    question::Question,
    subject::Subject,
};
use crate::{
    core::{
        label::Labels,
        table::{Row, csv, json},
        task::Task,
    },
    net::{blob_of, job::Job},
};
use gloo_events::EventListener;
use std::{cell::RefCell, rc::Rc};
use table::Table;
use wasm_bindgen::JsValue;
use web_sys::{DocumentFragment, Element, File, HtmlElement};

/// The table's part of the page.
pub(super) struct Several {
    dom: Rc<Dom>,
    bridge: Rc<Bridge>,
    question: Rc<Question>,
    place: HtmlElement,
    open: Box<dyn Fn(Subject)>,
    table: RefCell<Option<Rc<Table>>>,
    task: RefCell<Option<Job>>,
    listeners: RefCell<Vec<EventListener>>,
}

impl Several {
    /// `open` shows a single picture.
    pub(super) fn find(
        dom: &Rc<Dom>,
        bridge: &Rc<Bridge>,
        question: &Rc<Question>,
        open: impl Fn(Subject) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        Ok(Rc::new(Self {
            place: dom.find("several")?,
            dom: Rc::clone(dom),
            bridge: Rc::clone(bridge),
            question: Rc::clone(question),
            open: Box::new(open),
            table: RefCell::default(),
            task: RefCell::default(),
            listeners: RefCell::default(),
        }))
    }

    /// Classifies files, and replaces earlier ones.
    pub(super) fn start(self: &Rc<Self>, files: Vec<File>) {
        self.clear();
        let several = Rc::clone(self);
        *self.task.borrow_mut() = Some(Job::spawn(async move {
            let task = several.question.task_at_last().await;
            match several.show(files.len(), &task) {
                Ok(table) => {
                    *several.table.borrow_mut() = Some(Rc::clone(&table));
                    for file in files {
                        several.judge(&table, file).await;
                    }
                    several.finish(&table);
                }
                Err(error) => log(Err(error)),
            }
        }));
    }

    /// Hides and empties the table.
    pub(super) fn clear(&self) {
        self.task.take();
        self.table.take();
        self.listeners.take();
        self.place.replace_children_with_node_0();
        self.place.set_hidden(true);
        log(self.place.remove_attribute("data-done"));
    }

    fn show(self: &Rc<Self>, total: usize, task: &Task) -> Result<Rc<Table>, JsValue> {
        let labels = task.check().map_err(|error| error.to_string())?;
        let fragment = self.dom.instance("several-template")?;
        let table = Rc::new(Table::within(&self.dom, &fragment, labels, total)?);
        let listeners = self.listen(&fragment, &table)?;
        self.place.append_child(&fragment)?;
        self.place.set_hidden(false);
        self.place.scroll_into_view();
        *self.listeners.borrow_mut() = listeners;
        table.count();
        Ok(table)
    }

    fn listen(
        self: &Rc<Self>,
        fragment: &DocumentFragment,
        table: &Rc<Table>,
    ) -> Result<Vec<EventListener>, JsValue> {
        let mut listeners = Vec::new();
        let mut on = |selector: &str, act: Box<dyn Fn()>| -> Result<(), JsValue> {
            let button: HtmlElement = within(fragment, selector)?;
            listeners.push(EventListener::new(&button, "click", move |_| act()));
            Ok(())
        };
        let (several, stopped) = (Rc::clone(self), Rc::clone(table));
        on(
            ".stop",
            Box::new(move || {
                several.task.take();
                several.finish(&stopped);
            }),
        )?;
        let several = Rc::clone(self);
        on(".clear", Box::new(move || several.clear()))?;
        let several = Rc::clone(self);
        on(
            ".csv",
            Box::new(move || {
                several.export("whence.csv", "text/csv", |rows, labels| {
                    csv(rows, labels).map_err(|error| error.to_string())
                })
            }),
        )?;
        let several = Rc::clone(self);
        on(
            ".json",
            Box::new(move || {
                several.export("whence.json", "application/json", |rows, _| {
                    json(rows).map_err(|error| error.to_string())
                })
            }),
        )?;
        for (column, button) in &table.heads {
            let (sorted, column) = (Rc::clone(table), *column);
            listeners.push(EventListener::new(button, "click", move |_| sorted.sort(column)));
        }
        Ok(listeners)
    }

    async fn judge(self: &Rc<Self>, table: &Table, file: File) {
        let name = file.name();
        let subject = Subject::Own { name: name.clone(), picture: file.into(), source: None };
        let judgement = judge(&self.dom, &self.bridge, &subject).await;
        let thumbnail = match &judgement {
            Ok(_) => row::thumbnail(&self.dom, subject.picture()).await.ok(),
            Err(_) => None,
        };
        let row = row::of(&self.dom, &table.labels, name, &judgement, thumbnail);
        log(row.and_then(|(row, element)| {
            self.open_when_pressed(&element, subject)?;
            table.push(row, element)
        }));
        table.count();
    }

    /// Makes a press on a picture's name show that picture.
    fn open_when_pressed(self: &Rc<Self>, row: &Element, subject: Subject) -> Result<(), JsValue> {
        if let Some(button) = row.query_selector("button")? {
            let several = Rc::clone(self);
            let open = move |_: &web_sys::Event| (several.open)(subject.clone());
            self.listeners.borrow_mut().push(EventListener::new(&button, "click", open));
        }
        Ok(())
    }

    fn finish(&self, table: &Table) {
        table.finish();
        log(self.place.set_attribute("data-done", ""));
    }

    fn export(
        &self,
        name: &str,
        kind: &str,
        write: impl Fn(&[Row], &Labels) -> Result<Vec<u8>, String>,
    ) {
        let Some(table) = self.table.borrow().clone() else { return };
        let saved = write(&table.rows(), &table.labels)
            .map_err(JsValue::from)
            .and_then(|bytes| save(&self.dom, name, &blob_of(&bytes, kind)?));
        log(saved);
    }
}
