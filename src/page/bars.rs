//! Bars that follow an answer while the picture changes; each shows a mark at
//! its first value.

use super::dom::{Dom, within};
use crate::{
    app::format::percent,
    core::{
        label::Label,
        prediction::{Prediction, Ranking},
    },
};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

/// A bar for each label, in the order of the first answer.
pub(super) struct Bars {
    place: Element,
    each: RefCell<Vec<Bar>>,
}

/// The bar of a label.
struct Bar {
    label: Label,
    percent: Element,
    fill: HtmlElement,
}

impl Bars {
    /// An empty list of bars in this element.
    pub(super) fn new(place: Element) -> Self {
        Self { place, each: RefCell::default() }
    }

    /// Treats the next answer as the first one.
    pub(super) fn clear(&self) {
        self.each.take();
    }

    /// Shows an answer.
    pub(super) fn show(&self, dom: &Dom, predictions: &Ranking) -> Result<(), JsValue> {
        if self.each.borrow().is_empty() {
            self.each.replace(self.first(dom, predictions)?);
        }
        for bar in &*self.each.borrow() {
            let share = predictions.of(bar.label);
            bar.percent.set_text_content(Some(&percent(share.into())));
            bar.fill.style().set_property("inline-size", &in_percent(share))?;
        }
        Ok(())
    }

    fn first(&self, dom: &Dom, predictions: &Ranking) -> Result<Vec<Bar>, JsValue> {
        self.place.replace_children_with_node_0();
        let bar = |Prediction { label, probability }| {
            let bar = dom.instance("lab-bar-template")?;
            dom.set_message(&within::<Element>(&bar, ".name")?, label);
            let mark: HtmlElement = within(&bar, ".mark")?;
            mark.style().set_property("inset-inline-start", &in_percent(probability))?;
            let (percent, fill) = (within(&bar, ".percent")?, within(&bar, ".fill")?);
            within::<Element>(&bar, "li")?.set_attribute("data-label", label.name())?;
            self.place.append_child(&bar)?;
            Ok(Bar { label, percent, fill })
        };
        predictions.iter().map(bar).collect()
    }
}

/// A share as a length in CSS.
pub(super) fn in_percent(share: f32) -> String {
    format!("{}%", share * 100.0)
}
