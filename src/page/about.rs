//! Describes the model: a sentence, and its card.

use super::{
    dom::{self, Dom, fill, log, within},
    view::View,
};
use crate::{
    app::{
        format::{grouped, percent},
        words::{self, CULTURE, message, noun},
    },
    core::{
        card::{Card, Metrics, PerClass},
        label::Labels,
    },
    net::job::breathe,
};
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlButtonElement, HtmlDialogElement, HtmlElement};

/// Elements that concern only the four cultures.
const CULTURE_ONLY: &str = "[data-culture-only]";

/// Parts of the data that the card may have results for, with their headings.
/// The one most similar to the page's pictures comes first.
const PARTS: [(&str, &str); 3] =
    [("test-met", "card-met"), ("test", "card-test"), ("cross", "card-cross")];

/// Shows the contents of the card: the sentence, the question, and the whole
/// card on request.
pub(super) fn show(view: &View, card: &Card) -> Result<(), JsValue> {
    let (dom, task) = (&view.dom, &card.task);
    dom.speak_of(words::of_task(task));
    if task.id != CULTURE {
        let tagline = message("tagline-task").with("question", words::question(task));
        dom.set_message(&dom.find::<Element>("tagline")?, tagline);
        dom::hide(&dom.document.query_selector_all(CULTURE_ONLY)?);
    }
    if !task.knows_the_met() {
        let needs = "#random, [data-mode-link=guess], [data-mode-link=find]";
        dom::hide(&dom.document.query_selector_all(needs)?);
    }
    let sentence: HtmlElement = dom.find("about-model")?;
    if let Some(test) = PARTS.iter().find_map(|(name, _)| card.metrics.get(*name)) {
        let pictures: u32 = card.training.pictures.iter().sum();
        let [low, high] = test.accuracy_interval.map(percent);
        let about = message("about")
            .with("pictures", grouped(pictures))
            .with("tested", grouped(test.pictures))
            .with("accuracy", percent(test.accuracy))
            .with("low", low)
            .with("high", high);
        dom.set_message(&sentence, about);
    }
    let open: HtmlButtonElement = dom.find("card-open")?;
    if open.disabled() {
        open.set_disabled(false);
        let (dom, card) = (Rc::clone(dom), card.clone());
        EventListener::new(&open, "click", move |_| log(open_card(&dom, &card))).forget();
    }
    Ok(())
}

fn open_card(dom: &Rc<Dom>, card: &Card) -> Result<(), JsValue> {
    let dialog: HtmlDialogElement = dom.find("card")?;
    let content = dom.instance("card-template")?;
    let labels = card.labels().map_err(|error| error.to_string())?;
    let counts = labels.iter().zip(&card.training.pictures).map(|(label, count)| {
        message("card-count").with("label", label).with("count", grouped(*count))
    });
    let counts = counts
        .reduce(|all, one| message("share-more").with("before", all).with("after", one))
        .ok_or("a card has labels")?;
    let counts = message("card-counts").with("counts", counts).with("epochs", card.training.epochs);
    if card.task.id != CULTURE {
        dom::hide(&content.query_selector_all(CULTURE_ONLY)?);
    }
    dom.set_message(&within::<Element>(&content, ".counts")?, counts);
    fill(&content, ".data", &card.training.data)?;
    let parts: Element = within(&content, ".parts")?;
    for (name, heading) in PARTS {
        if let Some(metrics) = card.metrics.get(name) {
            let part = part(dom, heading, metrics, card, &labels)?;
            parts.append_child(&part)?;
        }
    }
    let file = message("card-file")
        .with("architecture", card.architecture.as_str())
        .with("bytes", card.onnx.bytes.to_string())
        .with("sha", card.onnx.sha256.get(..12).unwrap_or_default())
        .with("licence", card.licence.as_str());
    dom.set_message(&within::<Element>(&content, ".file")?, file);
    dialog.replace_children_with_node_0();
    dialog.append_child(&content)?;
    // Showing the dialog causes its layout, which is enough work for one step.
    spawn_local(async move {
        breathe().await;
        log(dialog.show_modal());
    });
    Ok(())
}

fn part(
    dom: &Dom,
    heading: &'static str,
    metrics: &Metrics,
    card: &Card,
    labels: &Labels,
) -> Result<web_sys::DocumentFragment, JsValue> {
    let part = dom.instance("part-template")?;
    let on = message(heading).with("pictures", grouped(metrics.pictures));
    let head: Element = within(&part, ".on")?;
    head.set_id(heading);
    dom.set_message(&head, on);
    within::<Element>(&part, ".scroll")?.set_attribute("aria-labelledby", heading)?;
    let [low, high] = metrics.accuracy_interval.map(percent);
    let [f1_low, f1_high] = metrics.macro_f1_interval.map(percent);
    let scored = message("card-score")
        .with("accuracy", percent(metrics.accuracy))
        .with("low", low)
        .with("high", high)
        .with("f1", percent(metrics.macro_f1))
        .with("f1-low", f1_low)
        .with("f1-high", f1_high);
    dom.set_message(&within::<Element>(&part, ".scored")?, scored);
    dom.set_message(&within::<Element>(&part, ".noun")?, noun(&card.task));
    let before: Element = within(&part, ".noun")?;
    for label in labels.iter().rev() {
        let head = dom.document.create_element("th")?;
        head.set_attribute("scope", "col")?;
        dom.set_message(&head, label);
        before.after_with_node_1(&head)?;
    }
    let body: Element = within(&part, "tbody")?;
    let rows = metrics.confusion.iter().zip(PerClass::of(&metrics.confusion));
    for (truth, (confusion, figures)) in labels.iter().zip(rows) {
        let row = dom.document.create_element("tr")?;
        let head = dom.document.create_element("th")?;
        head.set_attribute("scope", "row")?;
        dom.set_message(&head, truth);
        row.append_child(&head)?;
        for (said, predicted) in confusion.iter().zip(labels.iter()) {
            let cell = dom.document.create_element("td")?;
            cell.set_text_content(Some(&said.to_string()));
            if predicted == truth {
                cell.set_class_name("right");
            }
            row.append_child(&cell)?;
        }
        for figure in [figures.precision, figures.recall, figures.f1] {
            let cell = dom.document.create_element("td")?;
            // Without pictures there is no accuracy.
            let text = if figures.pictures == 0 { "–".to_owned() } else { percent(figure) };
            cell.set_text_content(Some(&text));
            row.append_child(&cell)?;
        }
        body.append_child(&row)?;
    }
    Ok(part)
}
