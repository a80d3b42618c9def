//! An answer: the verdict, and the probability of each label.

use super::View;

use crate::{
    app::{
        evidence::Rivals,
        format::percent,
        words::{Message, in_words, message, remark},
    },
    core::{
        classification::{Classification, Decoder},
        label::Label,
        prediction::Prediction,
    },
    met::{endpoint, record::display},
    page::{
        bars::in_percent,
        dom::{fill, log, within},
        keep,
        subject::Subject,
    },
};
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{DocumentFragment, Element, HtmlElement};

impl View {
    /// Shows an answer, and the evidence of the most probable label.
    pub(in crate::page) fn answered(self: &Rc<Self>, subject: &Subject, answer: &Classification) {
        let share = answer.predictions.first().probability;
        let spoken = message("spoken")
            .with("verdict", in_words(answer.verdict))
            .with("remark", remark(answer.verdict, answer.familiar))
            .with("share", percent(share.into()));
        self.say(spoken);
        self.label(subject);
        log(self.show_answer(subject, answer));
    }

    fn show_answer(
        self: &Rc<Self>,
        subject: &Subject,
        answer: &Classification,
    ) -> Result<(), JsValue> {
        let (dom, result) = (&self.dom, self.dom.instance("result-template")?);
        dom.set_message(&within::<Element>(&result, ".verdict")?, in_words(answer.verdict));
        dom.set_message(
            &within::<Element>(&result, ".remark")?,
            remark(answer.verdict, answer.familiar),
        );
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
        let mut listeners = match &answer.evidence {
            Some(evidence) => {
                let first = answer.predictions.first().label;
                self.show_evidence(&result, evidence, buttons, first)?
            }
            None => {
                within::<HtmlElement>(&result, ".hint")?.set_hidden(true);
                for (_, button) in &buttons {
                    button.set_attribute("disabled", "")?;
                }
                Vec::new()
            }
        };
        if let Some(rivals) = Rivals::of(answer) {
            self.show_rivals(&result, &rivals, answer.size)?;
        }
        listeners.extend(self.listen_to_actions(&result, subject, answer)?);
        let nearest = within(&result, ".nearest")?;
        self.outcome.append_child(&result)?;
        self.find_nearest(nearest, subject, answer);
        self.shown.borrow_mut().listeners.extend(listeners);
        Ok(())
    }

    /// A bar for each label, the most probable first.
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
            filled.style().set_property("inline-size", &in_percent(share))?;
            let button: HtmlElement = within(&bar, "button")?;
            button.set_attribute("data-label", label.name())?;
            bars.append_child(&bar)?;
            Ok((label, button))
        };
        answer.predictions.iter().map(bar).collect()
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
                let source = message("text-work")
                    .with("title", display(&work.record.title))
                    .with("address", endpoint::page(work.record.object_id));
                text = format!("{}\n{text}", view.dom.text(source));
            }
            keep::copy(&view.dom, text);
        };
        let (view, answer) = (Rc::clone(self), answer.clone());
        let save = move || log(keep::save_image(&view.dom, &view.preview, &answer));
        let view = Rc::clone(self);
        let link = move || {
            let here = web_sys::window().and_then(|window| window.location().href().ok());
            keep::copy(&view.dom, here.unwrap_or_default());
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
    let text = message("text-answer").with("verdict", in_words(answer.verdict));
    match shares {
        Some(shares) => text.with("shares", shares),
        None => text,
    }
}
