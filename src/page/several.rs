//! Several pictures at once: one after the other through the worker, each to
//! a row of a table, and none that fails stops the rest.

use super::{
    asked::Asked,
    bridge::{Bridge, Judgement},
    dom::{Dom, each, log, within},
    prepare::judge,
    subject::Subject,
    view::{View, save},
};
use crate::{
    app::{
        format::percent,
        words::{in_words, message},
    },
    core::{
        label::{Label, Labels},
        table::{self, Answer, Row},
        task::Task,
    },
    net::{blob_of, job::Job},
};
use gloo_events::EventListener;
use js_sys::Array;
use std::{
    cell::{Cell, RefCell},
    cmp::Ordering,
    rc::Rc,
};
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
    asked: Rc<Asked>,
    place: HtmlElement,
    open: Box<dyn Fn(Subject)>,
    batch: RefCell<Option<Rc<Batch>>>,
    task: RefCell<Option<Job>>,
    listeners: RefCell<Vec<EventListener>>,
}

/// The pictures that were given together.
struct Batch {
    entries: RefCell<Vec<Entry>>,
    body: Element,
    count: Element,
    bar: HtmlProgressElement,
    stop: HtmlElement,
    total: usize,
    labels: Labels,
    sorted: Cell<(Column, bool)>,
}

struct Entry {
    row: Row,
    element: Element,
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    Name,
    Share(Label),
    Verdict,
    Time,
}

impl Several {
    /// `open` shows one picture by itself.
    pub(super) fn find(
        view: &View,
        bridge: &Rc<Bridge>,
        asked: &Rc<Asked>,
        open: impl Fn(Subject) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        Ok(Rc::new(Self {
            place: view.dom.find("several")?,
            dom: Rc::clone(&view.dom),
            bridge: Rc::clone(bridge),
            asked: Rc::clone(asked),
            open: Box::new(open),
            batch: RefCell::default(),
            task: RefCell::default(),
            listeners: RefCell::default(),
        }))
    }

    /// Classifies files, in place of any before.
    pub(super) fn start(self: &Rc<Self>, files: Vec<File>) {
        self.clear();
        let several = Rc::clone(self);
        *self.task.borrow_mut() = Some(Job::spawn(async move {
            // Without a task there is no model either, which is told of elsewhere.
            let Ok(task) = several.asked.task().await else { return };
            match several.show(files.len(), &task) {
                Ok(batch) => {
                    *several.batch.borrow_mut() = Some(Rc::clone(&batch));
                    for file in files {
                        several.judge(&batch, file).await;
                    }
                    several.finish(&batch);
                }
                Err(error) => log(Err(error)),
            }
        }));
    }

    /// Puts the table away.
    pub(super) fn clear(&self) {
        self.task.take();
        self.batch.take();
        self.listeners.take();
        self.place.replace_children_with_node_0();
        self.place.set_hidden(true);
        log(self.place.remove_attribute("data-done"));
    }

    fn show(self: &Rc<Self>, total: usize, task: &Task) -> Result<Rc<Batch>, JsValue> {
        let labels = task.check().map_err(|error| error.to_string())?;
        let table = self.dom.instance("several-template")?;
        let before: Element = within(&table, ".before-labels")?;
        for label in labels.iter().rev() {
            let head = self.dom.instance("several-label-template")?;
            let button: Element = within(&head, "button")?;
            button.set_attribute("data-sort", label.name())?;
            self.dom.say(&button, label);
            before.after_with_node_1(&head)?;
        }
        let batch = Rc::new(Batch {
            entries: RefCell::default(),
            body: within(&table, "tbody")?,
            count: within(&table, ".count")?,
            bar: within(&table, "progress")?,
            stop: within(&table, ".stop")?,
            total,
            labels,
            sorted: Cell::new((Column::Name, false)),
        });
        batch.bar.set_max(total as f64);
        let mut listeners = Vec::new();
        let mut on = |selector: &str, act: Box<dyn Fn()>| -> Result<(), JsValue> {
            let button: HtmlElement = within(&table, selector)?;
            listeners.push(EventListener::new(&button, "click", move |_| act()));
            Ok(())
        };
        let (several, stopped) = (Rc::clone(self), Rc::clone(&batch));
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
                    table::csv(rows, labels).map_err(|error| error.to_string())
                })
            }),
        )?;
        let several = Rc::clone(self);
        on(
            ".json",
            Box::new(move || {
                several.export("whence.json", "application/json", |rows, _| {
                    table::json(rows).map_err(|error| error.to_string())
                })
            }),
        )?;
        let columns =
            [("name", Column::Name), ("verdict", Column::Verdict), ("time", Column::Time)];
        let shares = batch.labels.iter().map(|label| (label.name(), Column::Share(label)));
        for (name, column) in columns.into_iter().chain(shares) {
            let (several, sorted) = (Rc::clone(self), Rc::clone(&batch));
            on(
                &format!("[data-sort={name}]"),
                Box::new(move || several.sort(&sorted, name, column)),
            )?;
        }
        self.place.append_child(&table)?;
        self.place.set_hidden(false);
        self.place.scroll_into_view();
        *self.listeners.borrow_mut() = listeners;
        self.count(&batch);
        Ok(batch)
    }

    async fn judge(self: &Rc<Self>, batch: &Rc<Batch>, file: File) {
        let subject = Subject::Own { name: file.name(), picture: file.into(), source: None };
        let judgement = judge(&self.dom, &self.bridge, &subject).await;
        let thumbnail = match &judgement {
            Ok(_) => self.thumbnail(subject.picture()).await.ok(),
            Err(_) => None,
        };
        match self.row(batch, &subject, &judgement, thumbnail) {
            Ok(entry) => {
                log(batch.body.append_child(&entry.element).map(drop));
                batch.entries.borrow_mut().push(entry);
            }
            Err(error) => log(Err(error)),
        }
        self.count(batch);
    }

    fn row(
        self: &Rc<Self>,
        batch: &Batch,
        subject: &Subject,
        judgement: &Judgement,
        thumbnail: Option<HtmlCanvasElement>,
    ) -> Result<Entry, JsValue> {
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
                for label in batch.labels.iter() {
                    let cell = cell("share")?;
                    cell.set_attribute("data-label", label.name())?;
                    cell.set_text_content(Some(&percent(answer.predictions.of(label).into())));
                }
                let verdict = cell("verdict")?;
                self.dom.say(&verdict, in_words(answer.verdict).0);
                let time = cell("time")?;
                let answer = Answer::from(answer.as_ref());
                time.set_text_content(Some(&format!("{:.0}", answer.milliseconds)));
                Ok(Entry {
                    row: Row { name: name.clone(), answer: Some(answer), error: None },
                    element,
                })
            }
            Err(trouble) => {
                let text = document.create_element("span")?;
                text.set_text_content(Some(name));
                head.append_child(&text)?;
                let why = cell("why")?;
                why.set_attribute("colspan", &(batch.labels.len() + 2).to_string())?;
                element.set_attribute("data-error", trouble.name)?;
                self.dom.say(&why, trouble.what.clone());
                let error = Some(self.dom.text(trouble.what.clone()));
                Ok(Entry { row: Row { name: name.clone(), answer: None, error }, element })
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

    fn count(&self, batch: &Batch) {
        let done = batch.entries.borrow().len();
        batch.bar.set_value(done as f64);
        let progress = message("several-progress").with("done", done).with("total", batch.total);
        self.dom.say(&batch.count, progress);
    }

    fn finish(&self, batch: &Batch) {
        let entries = batch.entries.borrow();
        let failed = entries.iter().filter(|entry| entry.row.answer.is_none()).count();
        let done = message("several-done").with("done", entries.len()).with("failed", failed);
        self.dom.say(&batch.count, done);
        batch.bar.set_hidden(true);
        batch.stop.set_hidden(true);
        log(self.place.set_attribute("data-done", ""));
    }

    /// Sorts by a column, or, sorted by it already, the other way round.
    fn sort(&self, batch: &Batch, name: &str, column: Column) {
        let descending = match batch.sorted.get() {
            (same, descending) if same == column => !descending,
            // Of shares and times, the greatest are looked for.
            _ => !matches!(column, Column::Name | Column::Verdict),
        };
        batch.sorted.set((column, descending));
        let mut entries = batch.entries.borrow_mut();
        entries.sort_by(|a, b| {
            let order = compare(&a.row, &b.row, column);
            if descending { order.reverse() } else { order }
        });
        // What failed stands at the end either way.
        entries.sort_by_key(|entry| entry.row.answer.is_none());
        let order: Array = entries.iter().map(|entry| JsValue::from(&entry.element)).collect();
        batch.body.replace_children_with_node(&order);
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
        let Some(batch) = self.batch.borrow().clone() else { return };
        let rows: Vec<Row> = batch.entries.borrow().iter().map(|entry| entry.row.clone()).collect();
        let saved = write(&rows, &batch.labels)
            .map_err(JsValue::from)
            .and_then(|bytes| save(&self.dom, name, &blob_of(&bytes, kind)?));
        log(saved);
    }
}

fn compare(a: &Row, b: &Row, column: Column) -> Ordering {
    let share = |row: &Row, label: Label| {
        row.answer.as_ref().map_or(0.0, |answer| answer.predictions.of(label))
    };
    let time = |row: &Row| row.answer.as_ref().map_or(0.0, |answer| answer.milliseconds);
    let verdict = |row: &Row| row.answer.as_ref().map(|answer| format!("{:?}", answer.verdict));
    match column {
        Column::Name => a.name.cmp(&b.name),
        Column::Share(label) => share(a, label).total_cmp(&share(b, label)),
        Column::Verdict => verdict(a).cmp(&verdict(b)),
        Column::Time => time(a).total_cmp(&time(b)),
    }
}
