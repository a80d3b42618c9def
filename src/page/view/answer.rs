//! An answer: the verdict, the four shares, and where their evidence lies.

use super::{View, keep, page_of};

use crate::{
    app::format::percent,
    app::words::{Message, in_words, message},
    core::{
        classification::{Classification, Decoder},
        culture::Culture,
        evidence::Evidence,
        verdict::ranked,
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

/// The map that is laid over the picture.
struct Map {
    evidence: Evidence,
    /// Whose evidence is shown, if any.
    culture: Cell<Option<Culture>>,
    buttons: Vec<(Culture, HtmlElement)>,
    panel: HtmlElement,
    place: HtmlElement,
    strength: HtmlInputElement,
    outlined: HtmlInputElement,
}

impl View {
    /// Shows an answer; with `mapped`, the evidence of the likeliest too.
    pub(in crate::page) fn answered(
        self: &Rc<Self>,
        subject: &Subject,
        answer: &Classification,
        mapped: bool,
    ) {
        let (verdict, remark) = in_words(answer.verdict);
        let [(share, _), ..] = ranked(&answer.probabilities);
        let spoken = message("spoken")
            .with("verdict", verdict)
            .with("remark", remark)
            .with("share", percent(share.into()));
        self.enter("result", spoken);
        self.label(subject);
        log(self.show_answer(subject, answer, mapped));
    }

    fn show_answer(
        self: &Rc<Self>,
        subject: &Subject,
        answer: &Classification,
        mapped: bool,
    ) -> Result<(), JsValue> {
        let (dom, result) = (&self.dom, self.dom.instance("result-template")?);
        let (verdict, remark) = in_words(answer.verdict);
        dom.say(&within::<Element>(&result, ".verdict")?, verdict);
        dom.say(&within::<Element>(&result, ".remark")?, remark);
        dom.say(&within::<Element>(&result, ".timings")?, timings(answer));
        let decoded: HtmlElement = within(&result, ".decoded")?;
        decoded.set_hidden(answer.decoder == Decoder::Whence);
        if subject.work().is_some() {
            let truth: HtmlElement = within(&result, ".truth")?;
            let (said, right) = told(subject.truth(), answer);
            dom.say(&truth, said);
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
                    culture: Cell::default(),
                    buttons,
                    panel: within(&result, ".evidence")?,
                    place: within(&result, ".where")?,
                    strength: within(&result, ".strength")?,
                    outlined: within(&result, ".outlined")?,
                });
                listeners.extend(self.listen_to_map(&map));
                if mapped {
                    let [(_, likeliest), ..] = ranked(&answer.probabilities);
                    map.culture.set(Some(likeliest));
                    self.redraw(&map);
                }
            }
            None => {
                within::<HtmlElement>(&result, ".hint")?.set_hidden(true);
                for (_, button) in &buttons {
                    button.set_attribute("disabled", "")?;
                }
            }
        }
        listeners.extend(self.listen_to_actions(&result, subject, answer)?);
        self.outcome.append_child(&result)?;
        self.shown.borrow_mut().listeners.extend(listeners);
        Ok(())
    }

    /// A bar for each culture, the likeliest first.
    fn bars(
        &self,
        result: &DocumentFragment,
        answer: &Classification,
    ) -> Result<Vec<(Culture, HtmlElement)>, JsValue> {
        let bars: Element = within(result, ".bars")?;
        let bar = |(share, culture): (f32, Culture)| {
            let bar = self.dom.instance("bar-template")?;
            self.dom.say(&within::<Element>(&bar, ".name")?, culture);
            fill(&bar, ".percent", &percent(share.into()))?;
            let filled: HtmlElement = within(&bar, ".fill")?;
            filled.style().set_property("inline-size", &format!("{}%", share * 100.0))?;
            let button: HtmlElement = within(&bar, "button")?;
            button.set_attribute("data-culture", culture.name())?;
            bars.append_child(&bar)?;
            Ok((culture, button))
        };
        ranked(&answer.probabilities).into_iter().map(bar).collect()
    }

    /// Pressing a bar lays its culture's evidence over the picture; pressing
    /// it again takes it away.
    fn listen_to_map(self: &Rc<Self>, map: &Rc<Map>) -> Vec<EventListener> {
        let mut listeners = Vec::new();
        for (culture, button) in &map.buttons {
            let (view, pressed, culture) = (Rc::clone(self), Rc::clone(map), *culture);
            listeners.push(EventListener::new(button, "click", move |_| {
                let was = pressed.culture.get() == Some(culture);
                pressed.culture.set(if was { None } else { Some(culture) });
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
        let shown = map.culture.get();
        for (culture, button) in &map.buttons {
            let pressed = if shown == Some(*culture) { "true" } else { "false" };
            log(button.set_attribute("aria-pressed", pressed));
        }
        map.panel.set_hidden(shown.is_none());
        let outlined = map.outlined.checked();
        map.strength.set_disabled(outlined);
        self.heat.set_hidden(shown.is_none() || outlined);
        let hidden = shown.is_none() || !outlined;
        drop(self.outline.toggle_attribute_with_force("hidden", hidden));
        let Some(culture) = shown else { return };
        let place = match map.evidence.place(culture) {
            Some(place) => {
                message("where").with("place", message(format!("place-{}", place.name())))
            }
            None => message("where-spread"),
        };
        self.dom.say(&map.place, place.with("culture", culture));
        log(match outlined {
            true => self.draw_outline(&map.evidence, culture),
            false => self.draw(&map.evidence, culture, map.strength.value_as_number() / 100.0),
        });
    }

    /// Dims the picture where `culture` has little evidence. The map is drawn
    /// pixel by pixel; the browser smooths it to the picture's size.
    fn draw(&self, evidence: &Evidence, culture: Culture, depth: f64) -> Result<(), JsValue> {
        let dim = |light: f32| [0, 0, 0, (f64::from(1.0 - light) * depth * 255.0) as u8];
        let pixels: Vec<u8> = evidence.strength(culture).into_iter().flat_map(dim).collect();
        let (width, height) = (evidence.width as u32, evidence.height as u32);
        self.heat.set_width(width);
        self.heat.set_height(height);
        let context = self.heat.get_context("2d")?.ok_or("there is no 2d context")?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width, height)?;
        context.put_image_data(&image, 0.0, 0.0)
    }

    /// A light line on a dark one, to be seen on any picture.
    fn draw_outline(&self, evidence: &Evidence, culture: Culture) -> Result<(), JsValue> {
        let box_ = format!("0 0 {} {}", evidence.width, evidence.height);
        self.outline.set_attribute("viewBox", &box_)?;
        let path = evidence.outline(culture);
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

/// What the Met says beside what Whence says, and whether they agree.
fn told(truth: Option<Culture>, answer: &Classification) -> (Message, Option<bool>) {
    let Some(truth) = truth else { return (message("truth-none"), None) };
    let [(_, predicted), ..] = ranked(&answer.probabilities);
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
    let shares = ranked(&answer.probabilities).map(|(share, culture)| {
        message("share-one").with("culture", culture).with("share", percent(share.into()))
    });
    let shares = shares
        .into_iter()
        .reduce(|all, one| message("share-more").with("before", all).with("after", one));
    let text = message("text-answer").with("verdict", in_words(answer.verdict).0);
    match shares {
        Some(shares) => text.with("shares", shares),
        None => text,
    }
}
