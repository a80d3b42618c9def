//! An answer: the verdict, the probability of each label, and the evidence
//! maps.

use super::{View, keep, page_of};

use crate::{
    app::format::percent,
    app::session::State,
    app::words::{Message, in_words, message},
    core::{
        classification::{Classification, Decoder},
        evidence::Evidence,
        label::Label,
        prediction::Prediction,
    },
    page::{
        dom::{fill, log, within},
        subject::Subject,
    },
};
use gloo_events::EventListener;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{Clamped, JsCast as _, JsValue};
use web_sys::{
    CanvasRenderingContext2d, DocumentFragment, Element, HtmlElement, HtmlInputElement, ImageData,
};

/// The evidence map over the picture.
struct Map {
    evidence: Evidence,
    /// Whose evidence is shown, if any.
    label: Cell<Option<Label>>,
    buttons: Vec<(Label, HtmlElement)>,
    panel: HtmlElement,
    place: HtmlElement,
    strength: HtmlInputElement,
    outlined: HtmlInputElement,
}

impl View {
    /// Shows an answer, and the evidence of the likeliest label.
    pub(in crate::page) fn answered(self: &Rc<Self>, subject: &Subject, answer: &Classification) {
        let (verdict, remark) = in_words(answer.verdict);
        let share = answer.predictions.first().probability;
        let spoken = message("spoken")
            .with("verdict", verdict)
            .with("remark", remark)
            .with("share", percent(share.into()));
        self.enter(State::Result, spoken);
        self.label(subject);
        log(self.show_answer(subject, answer));
    }

    fn show_answer(
        self: &Rc<Self>,
        subject: &Subject,
        answer: &Classification,
    ) -> Result<(), JsValue> {
        let (dom, result) = (&self.dom, self.dom.instance("result-template")?);
        let (verdict, remark) = in_words(answer.verdict);
        dom.set_message(&within::<Element>(&result, ".verdict")?, verdict);
        dom.set_message(&within::<Element>(&result, ".remark")?, remark);
        dom.set_message(&within::<Element>(&result, ".timings")?, timings(answer));
        let decoded: HtmlElement = within(&result, ".decoded")?;
        decoded.set_hidden(answer.decoder == Decoder::Whence);
        if let Some(work) = subject.work() {
            within::<HtmlElement>(&result, ".substitute")?.set_hidden(!work.substitute);
            let truth: HtmlElement = within(&result, ".truth")?;
            let (said, right) = comparison(subject.truth(), answer);
            dom.set_message(&truth, said);
            truth.set_hidden(false);
            if let Some(right) = right {
                truth.set_attribute("data-right", if right { "true" } else { "false" })?;
            }
        }
        let buttons = self.bars(&result, answer)?;
        let mut listeners = Vec::new();
        match &answer.evidence {
            Some(evidence) => {
                let map = Rc::new(Map {
                    evidence: evidence.clone(),
                    label: Cell::default(),
                    buttons,
                    panel: within(&result, ".evidence")?,
                    place: within(&result, ".where")?,
                    strength: within(&result, ".strength")?,
                    outlined: within(&result, ".outlined")?,
                });
                listeners.extend(self.listen_to_map(&map));
                map.label.set(Some(answer.predictions.first().label));
                self.redraw(&map);
            }
            None => {
                within::<HtmlElement>(&result, ".hint")?.set_hidden(true);
                for (_, button) in &buttons {
                    button.set_attribute("disabled", "")?;
                }
            }
        }
        listeners.extend(self.listen_to_actions(&result, subject, answer)?);
        let nearest = within(&result, ".nearest")?;
        self.outcome.append_child(&result)?;
        self.find_nearest(nearest, subject, answer);
        self.shown.borrow_mut().listeners.extend(listeners);
        Ok(())
    }

    /// A bar for each label, the likeliest first.
    fn bars(
        &self,
        result: &DocumentFragment,
        answer: &Classification,
    ) -> Result<Vec<(Label, HtmlElement)>, JsValue> {
        let bars: Element = within(result, ".bars")?;
        let bar = |Prediction { label, probability: share }| {
            let bar = self.dom.instance("bar-template")?;
            self.dom.set_message(&within::<Element>(&bar, ".name")?, label);
            fill(&bar, ".percent", &percent(share.into()))?;
            let filled: HtmlElement = within(&bar, ".fill")?;
            filled.style().set_property("inline-size", &format!("{}%", share * 100.0))?;
            let button: HtmlElement = within(&bar, "button")?;
            button.set_attribute("data-label", label.name())?;
            bars.append_child(&bar)?;
            Ok((label, button))
        };
        answer.predictions.iter().map(bar).collect()
    }

    /// Pressing a bar shows its label's evidence over the picture; pressing
    /// it again hides it.
    fn listen_to_map(self: &Rc<Self>, map: &Rc<Map>) -> Vec<EventListener> {
        let mut listeners = Vec::new();
        for (label, button) in &map.buttons {
            let (view, pressed, label) = (Rc::clone(self), Rc::clone(map), *label);
            listeners.push(EventListener::new(button, "click", move |_| {
                let was = pressed.label.get() == Some(label);
                pressed.label.set(if was { None } else { Some(label) });
                view.redraw(&pressed);
            }));
        }
        for (input, event) in [(&map.strength, "input"), (&map.outlined, "change")] {
            let (view, map) = (Rc::clone(self), Rc::clone(map));
            listeners.push(EventListener::new(input, event, move |_| view.redraw(&map)));
        }
        listeners
    }

    fn redraw(&self, map: &Map) {
        let shown = map.label.get();
        for (label, button) in &map.buttons {
            let pressed = if shown == Some(*label) { "true" } else { "false" };
            log(button.set_attribute("aria-pressed", pressed));
        }
        map.panel.set_hidden(shown.is_none());
        let outlined = map.outlined.checked();
        map.strength.set_disabled(outlined);
        self.heat.set_hidden(shown.is_none() || outlined);
        let hidden = shown.is_none() || !outlined;
        drop(self.outline.toggle_attribute_with_force("hidden", hidden));
        let Some(label) = shown else { return };
        let place = match map.evidence.place(label) {
            Some(place) => {
                message("where").with("place", message(format!("place-{}", place.name())))
            }
            None => message("where-spread"),
        };
        self.dom.set_message(&map.place, place.with("culture", label));
        log(match outlined {
            true => self.draw_outline(&map.evidence, label),
            false => self.draw(&map.evidence, label, map.strength.value_as_number() / 100.0),
        });
    }

    /// Dims the picture where `label` has little evidence. The map is drawn
    /// pixel by pixel; the browser smooths it to the picture's size.
    fn draw(&self, evidence: &Evidence, label: Label, depth: f64) -> Result<(), JsValue> {
        let dim = |light: f32| [0, 0, 0, (f64::from(1.0 - light) * depth * 255.0) as u8];
        let pixels: Vec<u8> = evidence.strength(label).into_iter().flat_map(dim).collect();
        let (width, height) = (evidence.width as u32, evidence.height as u32);
        self.heat.set_width(width);
        self.heat.set_height(height);
        let context = self.heat.get_context("2d")?.ok_or("there is no 2d context")?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width, height)?;
        context.put_image_data(&image, 0.0, 0.0)
    }

    /// A light line on a dark one, visible on any picture.
    fn draw_outline(&self, evidence: &Evidence, label: Label) -> Result<(), JsValue> {
        let box_ = format!("0 0 {} {}", evidence.width, evidence.height);
        self.outline.set_attribute("viewBox", &box_)?;
        let path = evidence.outline(label);
        let mut line = self.outline.first_element_child();
        while let Some(element) = line {
            element.set_attribute("d", &path)?;
            line = element.next_element_sibling();
        }
        Ok(())
    }

    fn listen_to_actions(
        self: &Rc<Self>,
        result: &DocumentFragment,
        subject: &Subject,
        answer: &Classification,
    ) -> Result<[EventListener; 3], JsValue> {
        let on = |selector: &str, act: Box<dyn Fn()>| {
            let button: HtmlElement = within(result, selector)?;
            Ok::<_, JsValue>(EventListener::new(&button, "click", move |_| act()))
        };
        let (view, words, work) = (Rc::clone(self), as_text(answer), subject.work().cloned());
        let copy = move || {
            let mut text = view.dom.text(words.clone());
            if let Some(work) = &work {
                let title = crate::met::record::display(&work.record.title);
                let source =
                    message("text-work").with("title", title).with("address", page_of(work));
                text = format!("{}\n{text}", view.dom.text(source));
            }
            keep::copy(&view, text);
        };
        let (view, answer) = (Rc::clone(self), answer.clone());
        let save = move || log(keep::save_image(&view, &answer));
        let view = Rc::clone(self);
        let link = move || {
            let here = web_sys::window().and_then(|window| window.location().href().ok());
            keep::copy(&view, here.unwrap_or_default());
        };
        within::<HtmlElement>(result, ".link")?.set_hidden(subject.work().is_none());
        Ok([
            on(".copy", Box::new(copy))?,
            on(".save", Box::new(save))?,
            on(".link", Box::new(link))?,
        ])
    }
}

/// The Met's label next to the prediction, and whether they agree.
fn comparison(truth: Option<Label>, answer: &Classification) -> (Message, Option<bool>) {
    let Some(truth) = truth else { return (message("truth-none"), None) };
    let predicted = answer.predictions.first().label;
    let right = truth == predicted;
    let said = message(if right { "truth-right" } else { "truth-wrong" }).with("truth", truth);
    (if right { said } else { said.with("predicted", predicted) }, Some(right))
}

fn timings(answer: &Classification) -> Message {
    let time = answer.timings;
    let [decode, resize, network] =
        [time.decode, time.resize, time.inference].map(|part| part.as_secs_f64() * 1e3);
    let whole = |milliseconds: f64| format!("{milliseconds:.0}");
    message("timings")
        .with("total", whole(decode + resize + network))
        .with("decode", whole(decode))
        .with("width", answer.size.0.to_string())
        .with("height", answer.size.1.to_string())
        .with("resize", whole(resize))
        .with("network", whole(network))
}

fn as_text(answer: &Classification) -> Message {
    let shares = answer.predictions.iter().map(|Prediction { label, probability }| {
        message("share-one").with("culture", label).with("share", percent(probability.into()))
    });
    let shares =
        shares.reduce(|all, one| message("share-more").with("before", all).with("after", one));
    let text = message("text-answer").with("verdict", in_words(answer.verdict).0);
    match shares {
        Some(shares) => text.with("shares", shares),
        None => text,
    }
}
