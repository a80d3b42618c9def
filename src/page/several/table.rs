//! The table of the pictures that were given together.

use crate::{
    app::{
        batch::{Batch, Column},
        words::message,
    },
    core::{
        label::{Label, Labels},
        table::Row,
    },
    page::dom::{Dom, each, log, within},
};
use js_sys::Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{DocumentFragment, Element, HtmlElement, HtmlProgressElement};

/// The table of the pictures that were given together.
pub(super) struct Table {
    pub(super) labels: Labels,
    dom: Rc<Dom>,
    /// With the element of each row.
    batch: RefCell<Batch<Element>>,
    head: Element,
    body: Element,
    count: Element,
    bar: HtmlProgressElement,
    stop: HtmlElement,
}

impl Table {
    /// An empty one, of a copy of the template, for so many pictures. Each
    /// label gets a column.
    pub(super) fn within(
        dom: &Rc<Dom>,
        fragment: &DocumentFragment,
        labels: Labels,
        total: usize,
    ) -> Result<Self, JsValue> {
        let before: Element = within(fragment, ".before-labels")?;
        for label in labels.iter().rev() {
            let head = dom.instance("several-label-template")?;
            let button: Element = within(&head, "button")?;
            button.set_attribute("data-sort", &column_of(label))?;
            dom.set_message(&button, label);
            before.after_with_node_1(&head)?;
        }
        let bar: HtmlProgressElement = within(fragment, "progress")?;
        bar.set_max(total as f64);
        Ok(Self {
            labels,
            dom: Rc::clone(dom),
            batch: RefCell::new(Batch::of(total)),
            head: within(fragment, "thead")?,
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

    /// What is in it so far.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.batch.borrow().rows().cloned().collect()
    }

    /// Says how many pictures are done.
    pub(super) fn count(&self) {
        let batch = self.batch.borrow();
        self.bar.set_value(batch.done() as f64);
        let progress = message("several-progress").with("done", batch.done());
        self.dom.set_message(&self.count, progress.with("total", batch.total()));
    }

    /// Says that no more pictures will follow.
    pub(super) fn finish(&self) {
        let batch = self.batch.borrow();
        let done = message("several-done").with("done", batch.done());
        self.dom.set_message(&self.count, done.with("failed", batch.failed()));
        self.bar.set_hidden(true);
        self.stop.set_hidden(true);
    }

    /// Sorts the rows by a column of this name; again, in reverse.
    pub(super) fn sort(&self, name: &str, column: Column) -> Result<(), JsValue> {
        let mut batch = self.batch.borrow_mut();
        let descending = batch.sort(column);
        let order: Array = batch.kept().map(JsValue::from).collect();
        self.body.replace_children_with_node(&order);
        self.mark_sorted(name, descending)
    }

    fn mark_sorted(&self, name: &str, descending: bool) -> Result<(), JsValue> {
        each(&self.head.query_selector_all("[data-sort]")?, |head| {
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
}

/// A unique name for a label's column.
pub(super) fn column_of(label: Label) -> String {
    format!("label-{label}")
}
