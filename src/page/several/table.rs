//! The table of several pictures.

use crate::{
    app::{
        batch::{Batch, Column},
        words::message,
    },
    core::{label::Labels, table::Row},
    page::dom::{Dom, log, within},
};
use js_sys::Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{DocumentFragment, Element, HtmlElement, HtmlProgressElement};

/// The table of several pictures.
pub(super) struct Table {
    pub(super) labels: Labels,
    dom: Rc<Dom>,
    /// The rows, each with its element.
    batch: RefCell<Batch<Element>>,
    /// The sort key that each column heading selects.
    pub(super) heads: Vec<(Column, Element)>,
    body: Element,
    count: Element,
    bar: HtmlProgressElement,
    stop: HtmlElement,
}

impl Table {
    /// An empty table in a copy of the template, for `total` pictures. Each
    /// label gets a column.
    pub(super) fn within(
        dom: &Rc<Dom>,
        fragment: &DocumentFragment,
        labels: Labels,
        total: usize,
    ) -> Result<Self, JsValue> {
        let head = |name: &str| within::<Element>(fragment, &format!("[data-sort={name}]"));
        let [name, verdict, time] = [head("name")?, head("verdict")?, head("time")?];
        let mut heads =
            vec![(Column::Name, name), (Column::Verdict, verdict), (Column::Time, time)];
        let after_labels: Element = within(fragment, ".verdict")?;
        for label in labels.iter() {
            let head = dom.instance("several-label-template")?;
            let button: Element = within(&head, "button")?;
            button.set_attribute("data-sort", &format!("label-{label}"))?;
            dom.set_message(&button, label);
            after_labels.before_with_node_1(&head)?;
            heads.push((Column::Label(label), button));
        }
        let bar: HtmlProgressElement = within(fragment, "progress")?;
        bar.set_max(total as f64);
        Ok(Self {
            labels,
            dom: Rc::clone(dom),
            batch: RefCell::new(Batch::of(total)),
            heads,
            body: within(fragment, "tbody")?,
            count: within(fragment, ".count")?,
            bar,
            stop: within(fragment, ".stop")?,
        })
    }

    /// Adds the row of the next picture.
    pub(super) fn push(&self, row: Row, element: Element) -> Result<(), JsValue> {
        self.body.append_child(&element)?;
        self.batch.borrow_mut().push(row, element);
        Ok(())
    }

    /// The rows so far.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.batch.borrow().rows().cloned().collect()
    }

    /// Shows how many pictures are done.
    pub(super) fn count(&self) {
        let batch = self.batch.borrow();
        self.bar.set_value(batch.done() as f64);
        let progress = message("several-progress").with("done", batch.done());
        self.dom.set_message(&self.count, progress.with("total", batch.total()));
    }

    /// Records that no more pictures follow.
    pub(super) fn finish(&self) {
        let batch = self.batch.borrow();
        let done = message("several-done").with("done", batch.done());
        self.dom.set_message(&self.count, done.with("failed", batch.failed()));
        self.bar.set_hidden(true);
        self.stop.set_hidden(true);
    }

    /// Sorts the rows by a column; a second time, in reverse.
    pub(super) fn sort(&self, column: Column) {
        let mut batch = self.batch.borrow_mut();
        batch.sort(column);
        let order: Array = batch.kept().map(JsValue::from).collect();
        self.body.replace_children_with_node(&order);
        for (column, button) in &self.heads {
            let Some(head) = button.parent_element() else { continue };
            log(match batch.order_of(*column) {
                Some(order) => head.set_attribute("aria-sort", order),
                None => head.remove_attribute("aria-sort"),
            });
        }
    }
}
