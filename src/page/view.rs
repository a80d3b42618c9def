//! What the page shows, and nothing of why.
//!
//! The body's `data-state` says which state the page is in (`loading`,
//! `ready`, `working`, `result`, `error`); the style sheet does the rest.

use super::{download::Amount, trouble::Trouble};
use crate::{
    card::Card,
    classification::{Classification, Evidence},
    culture::Culture,
    verdict::{Verdict, ranked},
};
use gloo_events::EventListener;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, Document, DocumentFragment, Element, File, HtmlCanvasElement,
    HtmlElement, HtmlImageElement, HtmlInputElement, HtmlProgressElement, HtmlTemplateElement,
    ImageData, Url,
};

/// The page's elements.
#[derive(Clone)]
pub(super) struct View {
    document: Document,
    body: HtmlElement,
    input: HtmlInputElement,
    picture: HtmlElement,
    preview: HtmlImageElement,
    heat: HtmlCanvasElement,
    caption: HtmlElement,
    status: HtmlElement,
    progress: HtmlProgressElement,
    cancel: HtmlElement,
    outcome: HtmlElement,
    about: HtmlElement,
    /// Of what the outcome shows now.
    listeners: Rc<RefCell<Vec<EventListener>>>,
}

impl View {
    /// Finds the elements.
    pub(super) fn find() -> Result<Self, JsValue> {
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or("there is no document")?;
        Ok(Self {
            body: document.body().ok_or("there is no body")?,
            input: find(&document, "file")?,
            picture: find(&document, "picture")?,
            preview: find(&document, "preview")?,
            heat: find(&document, "heat")?,
            caption: find(&document, "caption")?,
            status: find(&document, "status")?,
            progress: find(&document, "progress")?,
            cancel: find(&document, "cancel")?,
            outcome: find(&document, "outcome")?,
            about: find(&document, "about-model")?,
            listeners: Rc::default(),
            document,
        })
    }

    /// The element that files are picked with.
    pub(super) fn input(&self) -> &HtmlInputElement {
        &self.input
    }

    /// How many bytes the worker's code has, where the build wrote it down.
    pub(super) fn worker_size(&self) -> Option<f64> {
        let link = self.document.query_selector("link[data-bytes]").ok().flatten()?;
        link.get_attribute("data-bytes")?.parse().ok()
    }

    /// Shows whether a file is held over the page.
    pub(super) fn drop_mark(&self) -> impl Fn(bool) + Clone + use<> {
        let body = self.body.clone();
        move |over| drop(body.toggle_attribute_with_force("data-dragging", over))
    }

    pub(super) fn on_cancel(&self, act: impl Fn() + 'static) {
        EventListener::new(&self.cancel, "click", move |_| act()).forget();
    }

    pub(super) fn on_retry(&self, act: impl Fn() + 'static) {
        // The button comes and goes with each trouble; what it stands in remains.
        EventListener::new(&self.outcome, "click", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.is_some_and(|element| element.class_list().contains("retry")) {
                act();
            }
        })
        .forget();
    }

    /// How far the download is, as a function to be told.
    pub(super) fn progress(&self) -> impl Fn(Amount) + 'static {
        let (bar, status, body) = (self.progress.clone(), self.status.clone(), self.body.clone());
        move |Amount { received, total }| {
            let megabytes = |bytes: f64| format!("{:.1}", bytes / 1e6);
            let of = total.map(|total| format!(" of {}", megabytes(total))).unwrap_or_default();
            let amount = format!("{}{of} MB", megabytes(received));
            // A reader of live regions is told of the state, not of each step.
            log(bar.set_attribute("aria-valuetext", &amount));
            match total {
                Some(total) => {
                    bar.set_max(total);
                    bar.set_value(received);
                }
                None => drop(bar.remove_attribute("value")),
            }
            if body.get_attribute("data-state").as_deref() == Some("loading") {
                log(status.set_attribute("data-amount", &amount));
            }
        }
    }

    pub(super) fn loading(&self) {
        self.enter("loading", "Loading the model");
    }

    /// The model is there; whoever does not wait for it need not be told.
    pub(super) fn loaded(&self) {
        if self.body.get_attribute("data-state").as_deref() == Some("loading") {
            self.ready();
        }
    }

    pub(super) fn ready(&self) {
        self.hide_picture();
        self.enter("ready", "Ready for a picture");
    }

    /// A picture is on its way: shows it, as the browser decodes it.
    pub(super) fn working(&self, file: &File) {
        self.enter("working", "Looking at the picture");
        self.hide_picture();
        if let Ok(url) = Url::create_object_url_with_blob(file) {
            self.preview.set_src(&url);
            self.preview.set_alt(&format!("Your picture, {}", file.name()));
            self.caption.set_text_content(Some(&file.name()));
            self.picture.set_hidden(false);
        }
    }

    pub(super) fn answered(&self, answer: &Classification) {
        let (title, remark) = in_words(answer.verdict);
        let [(best, _), ..] = ranked(&answer.probabilities);
        self.enter("result", &format!("{title}. {remark} {}.", percent(best)));
        log(self.show_answer(answer, &title, remark));
    }

    pub(super) fn failed(&self, trouble: &Trouble) {
        self.hide_picture();
        self.enter("error", &format!("{}. {}", trouble.title, trouble.advice));
        log(self.show_trouble(trouble));
    }

    /// What the model is and what it is worth, for the page's foot.
    pub(super) fn about(&self, card: &Card) {
        let pictures: u32 = card.training.pictures.iter().sum();
        let worth = card.metrics.get("test").map(|test| {
            let [low, high] = test.accuracy_interval.map(|share| share * 100.0);
            format!(
                " On {} paintings it had never seen it was right {:.0} % of the time (95 % interval \
                 {low:.0} to {high:.0} %).",
                test.pictures,
                test.accuracy * 100.0,
            )
        });
        let text = format!(
            "The model was trained on {pictures} photographs of paintings.{}",
            worth.unwrap_or_default()
        );
        self.about.set_text_content(Some(&text));
    }

    fn enter(&self, state: &str, status: &str) {
        log(self.body.set_attribute("data-state", state));
        log(self.status.remove_attribute("data-amount"));
        self.status.set_text_content(Some(status));
        self.outcome.replace_children_with_node_0();
        self.heat.set_hidden(true);
        self.listeners.borrow_mut().clear();
    }

    fn hide_picture(&self) {
        self.picture.set_hidden(true);
        let old = self.preview.src();
        if old.starts_with("blob:") {
            log(Url::revoke_object_url(&old));
        }
        log(self.preview.remove_attribute("src"));
    }

    fn show_answer(
        &self,
        answer: &Classification,
        title: &str,
        remark: &str,
    ) -> Result<(), JsValue> {
        let result = instance(&self.document, "result-template")?;
        fill(&result, ".verdict", title)?;
        fill(&result, ".remark", remark)?;
        let time = answer.timings;
        let [decode, resize, network] =
            [time.decode, time.resize, time.inference].map(|part| part.as_secs_f64() * 1e3);
        let total = decode + resize + network;
        let took = format!(
            "{total:.0} ms: {decode:.0} to decode {} × {} pixels, {resize:.0} to resize, \
             {network:.0} for the network",
            answer.size.0, answer.size.1
        );
        fill(&result, ".timings", &took)?;
        let bars: Element = within(&result, ".bars")?;
        let mut buttons = Vec::new();
        for (share, culture) in ranked(&answer.probabilities) {
            let bar = instance(&self.document, "bar-template")?;
            fill(&bar, ".name", display_name(culture))?;
            fill(&bar, ".percent", &percent(share))?;
            let fill: HtmlElement = within(&bar, ".fill")?;
            fill.style().set_property("inline-size", &format!("{}%", share * 100.0))?;
            let button: HtmlElement = within(&bar, "button")?;
            button.set_attribute("data-culture", culture.name())?;
            bars.append_child(&bar)?;
            buttons.push((culture, button));
        }
        match &answer.evidence {
            Some(evidence) => self.listen_to_bars(&buttons, evidence),
            None => {
                within::<HtmlElement>(&result, ".hint")?.set_hidden(true);
                buttons.iter().for_each(|(_, button)| log(button.set_attribute("disabled", "")));
            }
        }
        self.outcome.append_child(&result)?;
        Ok(())
    }

    /// Pressing a bar lays its culture's evidence over the picture; pressing
    /// it again takes it away.
    fn listen_to_bars(&self, buttons: &[(Culture, HtmlElement)], evidence: &Evidence) {
        let all: Rc<[HtmlElement]> = buttons.iter().map(|(_, button)| button.clone()).collect();
        for (culture, button) in buttons {
            let (view, all, pressed) = (self.clone(), Rc::clone(&all), button.clone());
            let (culture, evidence) = (*culture, evidence.clone());
            let listener = EventListener::new(button, "click", move |_| {
                let was = pressed.get_attribute("aria-pressed").as_deref() == Some("true");
                all.iter().for_each(|each| log(each.set_attribute("aria-pressed", "false")));
                log(pressed.set_attribute("aria-pressed", if was { "false" } else { "true" }));
                view.heat.set_hidden(was);
                if !was {
                    log(view.draw(&evidence, culture));
                }
            });
            self.listeners.borrow_mut().push(listener);
        }
    }

    /// Dims the picture where `culture` has little evidence. The map is drawn
    /// pixel by pixel; the browser smooths it to the picture's size.
    fn draw(&self, evidence: &Evidence, culture: Culture) -> Result<(), JsValue> {
        let highest = evidence.maps.iter().flatten().copied().fold(f32::MIN_POSITIVE, f32::max);
        let Some(map) = evidence.maps.get(culture.index()) else { return Ok(()) };
        let dim = |value: &f32| {
            let light = (value / highest).clamp(0.0, 1.0);
            [0, 0, 0, ((1.0 - light) * 225.0) as u8]
        };
        let pixels: Vec<u8> = map.iter().flat_map(dim).collect();
        let (width, height) = (evidence.width as u32, evidence.height as u32);
        self.heat.set_width(width);
        self.heat.set_height(height);
        let context = self.heat.get_context("2d")?.ok_or("there is no 2d context")?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width, height)?;
        context.put_image_data(&image, 0.0, 0.0)
    }

    fn show_trouble(&self, trouble: &Trouble) -> Result<(), JsValue> {
        let shown = instance(&self.document, "error-template")?;
        within::<HtmlElement>(&shown, ".error")?.set_attribute("data-error", trouble.name)?;
        fill(&shown, ".title", &trouble.title)?;
        fill(&shown, ".advice", &trouble.advice)?;
        let button: HtmlElement = within(&shown, ".retry")?;
        button.set_hidden(!trouble.retry);
        self.outcome.append_child(&shown)?;
        Ok(())
    }
}

/// A verdict as a title and what it means.
fn in_words(verdict: Verdict) -> (String, &'static str) {
    match verdict {
        Verdict::Confident { culture } => {
            (display_name(culture).to_owned(), "Whence is confident.")
        }
        Verdict::Torn { first, second } => (
            format!("{} or {}", display_name(first), display_name(second)),
            "Whence is torn between the two.",
        ),
        Verdict::Unsure { culture } => {
            (format!("Perhaps {}", display_name(culture)), "Whence is not sure.")
        }
        Verdict::NotOneOfThese => (
            "Perhaps none of these".to_owned(),
            "It is unlike the paintings Whence has seen; the shares mean little.",
        ),
    }
}

fn display_name(culture: Culture) -> &'static str {
    match culture {
        Culture::American => "American",
        Culture::Chinese => "Chinese",
        Culture::Indian => "Indian",
        Culture::Japanese => "Japanese",
    }
}

fn percent(share: f32) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 0.5 => "< 1 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

fn find<T: JsCast>(document: &Document, id: &str) -> Result<T, JsValue> {
    let element = document.get_element_by_id(id);
    let element = element.ok_or_else(|| format!("the page lacks #{id}"))?;
    element.dyn_into().map_err(|_| format!("#{id} is another element").into())
}

fn instance(document: &Document, id: &str) -> Result<DocumentFragment, JsValue> {
    let template: HtmlTemplateElement = find(document, id)?;
    Ok(template.content().clone_node_with_deep(true)?.unchecked_into())
}

fn within<T: JsCast>(fragment: &DocumentFragment, selector: &str) -> Result<T, JsValue> {
    let element = fragment.query_selector(selector)?;
    let element = element.ok_or_else(|| format!("the template lacks {selector}"))?;
    element.dyn_into().map_err(|_| format!("{selector} is another element").into())
}

fn fill(fragment: &DocumentFragment, selector: &str, text: &str) -> Result<(), JsValue> {
    within::<Element>(fragment, selector)?.set_text_content(Some(text));
    Ok(())
}

/// What fails here is a mistake in the page, for its makers to see.
fn log(result: Result<(), JsValue>) {
    if let Err(error) = result {
        web_sys::console::error_1(&error);
    }
}
