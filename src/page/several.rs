//! Several pictures at once: the worker classifies one after the other, and
//! each gets a row of a table. A failure does not stop the rest.

use super::{
    bridge::{Bridge, Judgement},
    dom::{Dom, each, log, within},
    prepare::judge,
    question::Question,
    subject::Subject,
    view::{View, save},
};
use crate::{
    app::{
        batch::{Batch, Column},
        format::percent,
        words::{in_words, message},
    },
    core::{
        label::{Label, Labels},
        table::{Answer, Row, csv, json},
        task::Task,
    },
    net::{blob_of, job::Job},
};
use gloo_events::EventListener;
use js_sys::Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, Element, File, HtmlCanvasElement, HtmlElement, HtmlProgressElement, ImageBitmap,
    ImageBitmapOptions,
};

/// The longer side of a thumbnail, in pixels of a screen with two to a pixel.
const THUMBNAIL: u32 = 96;

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

/// The table of the pictures that were given together.
struct Table {
    /// With the element of each row.
    batch: RefCell<Batch<Element>>,
    labels: Labels,
    body: Element,
    count: Element,
    bar: HtmlProgressElement,
    stop: HtmlElement,
}

impl Several {
    /// `open` shows one picture by itself.
    pub(super) fn find(
        view: &View,
        bridge: &Rc<Bridge>,
        question: &Rc<Question>,
        open: impl Fn(Subject) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        Ok(Rc::new(Self {
            place: view.dom.find("several")?,
            dom: Rc::clone(&view.dom),
            bridge: Rc::clone(bridge),
            question: Rc::clone(question),
            open: Box::new(open),
            table: RefCell::default(),
            task: RefCell::default(),
            listeners: RefCell::default(),
        }))
    }

    /// Classifies files, in place of any before.
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
        let before: Element = within(&fragment, ".before-labels")?;
        for label in labels.iter().rev() {
            let head = self.dom.instance("several-label-template")?;
            let button: Element = within(&head, "button")?;
            button.set_attribute("data-sort", &column_of(label))?;
            self.dom.set_message(&button, label);
            before.after_with_node_1(&head)?;
        }
        let table = Rc::new(Table {
            batch: RefCell::new(Batch::of(total)),
            labels,
            body: within(&fragment, "tbody")?,
            count: within(&fragment, ".count")?,
            bar: within(&fragment, "progress")?,
            stop: within(&fragment, ".stop")?,
        });
        table.bar.set_max(total as f64);
        let mut listeners = Vec::new();
        let mut on = |selector: &str, act: Box<dyn Fn()>| -> Result<(), JsValue> {
            let button: HtmlElement = within(&fragment, selector)?;
            listeners.push(EventListener::new(&button, "click", move |_| act()));
            Ok(())
        };
        let (several, stopped) = (Rc::clone(self), Rc::clone(&table));
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
        let columns =
            [("name", Column::Name), ("verdict", Column::Verdict), ("time", Column::Time)];
        let columns = columns.map(|(name, column)| (name.to_owned(), column));
        let labels = table.labels.iter().map(|label| (column_of(label), Column::Label(label)));
        for (name, column) in columns.into_iter().chain(labels) {
            let (several, sorted) = (Rc::clone(self), Rc::clone(&table));
            on(
                &format!("[data-sort=\"{name}\"]"),
                Box::new(move || several.sort(&sorted, &name, column)),
            )?;
        }
        self.place.append_child(&fragment)?;
        self.place.set_hidden(false);
        self.place.scroll_into_view();
        *self.listeners.borrow_mut() = listeners;
        self.count(&table);
        Ok(table)
    }

    async fn judge(self: &Rc<Self>, table: &Rc<Table>, file: File) {
        let subject = Subject::Own { name: file.name(), picture: file.into(), source: None };
        let judgement = judge(&self.dom, &self.bridge, &subject).await;
        let thumbnail = match &judgement {
            Ok(_) => self.thumbnail(subject.picture()).await.ok(),
            Err(_) => None,
        };
        match self.row(table, &subject, &judgement, thumbnail) {
            Ok((row, element)) => {
                log(table.body.append_child(&element).map(drop));
                table.batch.borrow_mut().push(row, element);
            }
            Err(error) => log(Err(error)),
        }
        self.count(table);
    }

    fn row(
        self: &Rc<Self>,
        table: &Table,
        subject: &Subject,
        judgement: &Judgement,
        thumbnail: Option<HtmlCanvasElement>,
    ) -> Result<(Row, Element), JsValue> {
        let Subject::Own { name, .. } = subject else { return Err("a row is of a file".into()) };
        let document = &self.dom.document;
        let element = document.create_element("tr")?;
        let head = document.create_element("th")?;
        head.set_attribute("scope", "row")?;
        if let Some(thumbnail) = thumbnail {
            head.append_child(&thumbnail)?;
        }
        element.append_child(&head)?;
        let cell = |class: &str| -> Result<Element, JsValue> {
            let cell = document.create_element("td")?;
            cell.set_class_name(class);
            element.append_child(&cell)?;
            Ok(cell)
        };
        match judgement {
            Ok(answer) => {
                let button: HtmlElement = document.create_element("button")?.unchecked_into();
                button.set_text_content(Some(name));
                button.set_attribute("type", "button")?;
                let (several, subject) = (Rc::clone(self), subject.clone());
                let listener =
                    EventListener::new(&button, "click", move |_| (several.open)(subject.clone()));
                self.listeners.borrow_mut().push(listener);
                head.append_child(&button)?;
                for label in table.labels.iter() {
                    let cell = cell("share")?;
                    cell.set_attribute("data-label", label.name())?;
                    cell.set_text_content(Some(&percent(answer.predictions.of(label).into())));
                }
                let verdict = cell("verdict")?;
                self.dom.set_message(&verdict, in_words(answer.verdict).0);
                let time = cell("time")?;
                let answer = Answer::from(answer.as_ref());
                time.set_text_content(Some(&format!("{:.0}", answer.milliseconds)));
                Ok((Row { name: name.clone(), answer: Some(answer), error: None }, element))
            }
            Err(trouble) => {
                let text = document.create_element("span")?;
                text.set_text_content(Some(name));
                head.append_child(&text)?;
                let why = cell("why")?;
                why.set_attribute("colspan", &(table.labels.len() + 2).to_string())?;
                element.set_attribute("data-error", trouble.name)?;
                self.dom.set_message(&why, trouble.what.clone());
                let error = Some(self.dom.text(trouble.what.clone()));
                Ok((Row { name: name.clone(), answer: None, error }, element))
            }
        }
    }

    /// A small copy of a picture, made by the browser off this thread.
    async fn thumbnail(&self, picture: &Blob) -> Result<HtmlCanvasElement, JsValue> {
        let window = web_sys::window().ok_or("there is no window")?;
        let options = ImageBitmapOptions::new();
        options.set_resize_height(THUMBNAIL);
        let small =
            window.create_image_bitmap_with_blob_and_image_bitmap_options(picture, &options)?;
        let small: ImageBitmap = JsFuture::from(small).await?.unchecked_into();
        let (canvas, context) = self.dom.canvas(small.width(), small.height())?;
        canvas.set_attribute("aria-hidden", "true")?;
        context.draw_image_with_image_bitmap(&small, 0.0, 0.0)?;
        small.close();
        Ok(canvas)
    }

    fn count(&self, table: &Table) {
        let batch = table.batch.borrow();
        table.bar.set_value(batch.done() as f64);
        let progress = message("several-progress").with("done", batch.done());
        self.dom.set_message(&table.count, progress.with("total", batch.total()));
    }

    fn finish(&self, table: &Table) {
        let batch = table.batch.borrow();
        let done = message("several-done").with("done", batch.done());
        self.dom.set_message(&table.count, done.with("failed", batch.failed()));
        table.bar.set_hidden(true);
        table.stop.set_hidden(true);
        log(self.place.set_attribute("data-done", ""));
    }

    fn sort(&self, table: &Table, name: &str, column: Column) {
        let mut batch = table.batch.borrow_mut();
        let descending = batch.sort(column);
        let order: Array = batch.kept().map(JsValue::from).collect();
        table.body.replace_children_with_node(&order);
        log(self.mark_sorted(name, descending));
    }

    fn mark_sorted(&self, name: &str, descending: bool) -> Result<(), JsValue> {
        each(&self.place.query_selector_all("[data-sort]")?, |head| {
            let Some(column) = head.parent_element() else { return };
            log(match head.get_attribute("data-sort").as_deref() == Some(name) {
                true => {
                    let way = if descending { "descending" } else { "ascending" };
                    column.set_attribute("aria-sort", way)
                }
                false => column.remove_attribute("aria-sort"),
            });
        });
        Ok(())
    }

    fn export(
        &self,
        name: &str,
        kind: &str,
        write: impl Fn(&[Row], &Labels) -> Result<Vec<u8>, String>,
    ) {
        let Some(table) = self.table.borrow().clone() else { return };
        let rows: Vec<Row> = table.batch.borrow().rows().cloned().collect();
        let saved = write(&rows, &table.labels)
            .map_err(JsValue::from)
            .and_then(|bytes| save(&self.dom, name, &blob_of(&bytes, kind)?));
        log(saved);
    }
}

/// A unique name for a label's column.
fn column_of(label: Label) -> String {
    format!("label-{label}")
}
