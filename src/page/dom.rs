//! The document and its language.
//!
//! An element with text keeps the message that it shows, so that the language
//! can change at any time.

use super::{setting, storage};
use crate::app::{
    setting::Setting,
    words::{Language, Message, TaskWords, Words, message},
};
use gloo_timers::future::sleep;
use std::{cell::RefCell, time::Duration};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    CanvasRenderingContext2d, Document, DocumentFragment, Element, HtmlAnchorElement,
    HtmlCanvasElement, HtmlElement, HtmlSelectElement, HtmlTemplateElement, Window,
};

/// The storage key of the chosen language.
const LANGUAGE: &str = "language";

/// How long a notice stays.
const NOTICE: Duration = Duration::from_secs(5);

/// The attributes that messages may have and elements may show.
const SHOWN: [&str; 4] = ["aria-label", "alt", "placeholder", "title"];

/// The document and its messages.
pub(super) struct Dom {
    /// The document.
    pub(super) document: Document,
    words: RefCell<Words>,
}

impl Dom {
    /// The document in the language that was chosen, or that the browser
    /// prefers.
    pub(super) fn open() -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or("there is no window")?;
        let document = window.document().ok_or("there is no document")?;
        let language = preferred(&window);
        let dom =
            Self { document, words: RefCell::new(Words::new(language, TaskWords::default())) };
        // The build has written English into the page.
        if language != Language::ENGLISH {
            dom.refresh_all();
        }
        Ok(dom)
    }

    /// Parses the messages, which takes a step of its own.
    pub(super) fn parse_words(&self) {
        self.words.borrow().parse();
    }

    /// Changes the language, for later visits too.
    pub(super) fn set_language(&self, language: Language) {
        self.words.replace_with(|words| Words::new(language, words.task().clone()));
        // Without storage, the choice lasts for this visit only.
        storage::keep(LANGUAGE, &language.tag());
        self.refresh_all();
    }

    /// Resets the language for the next visitor of a kiosk.
    pub(super) fn reset_language(&self) {
        let Some(window) = web_sys::window() else { return };
        self.set_language(preferred(&window));
        if let Ok(select) = self.find::<HtmlSelectElement>("language") {
            select.set_value(self.language().tag());
        }
    }

    /// Uses the words of a model's task from now on.
    pub(super) fn speak_of(&self, task: TaskWords) {
        let is_other = task.is_other;
        self.words.borrow_mut().set_task(task);
        if is_other {
            return self.refresh_all();
        }
        // Only messages that name a label change; on a first visit there are
        // none.
        match self.document.query_selector_all("[data-args*='\"label\"']") {
            Ok(all) => each(&all, |element| self.refresh(element)),
            Err(error) => log(Err(error)),
        }
    }

    pub(super) fn language(&self) -> Language {
        self.words.borrow().language()
    }

    /// An element by its id.
    pub(super) fn find<T: JsCast>(&self, id: &str) -> Result<T, JsValue> {
        let element = self.document.get_element_by_id(id);
        let element = element.ok_or_else(|| format!("the page lacks #{id}"))?;
        element.dyn_into().map_err(|_| format!("#{id} is another element").into())
    }

    /// A copy of a template's content.
    pub(super) fn instance(&self, template: &str) -> Result<DocumentFragment, JsValue> {
        let template: HtmlTemplateElement = self.find(template)?;
        let copy: DocumentFragment =
            template.content().clone_node_with_deep(true)?.unchecked_into();
        each(&copy.query_selector_all("[data-words]")?, |element| self.refresh(element));
        Ok(copy)
    }

    /// A canvas of this size in pixels, and its context.
    pub(super) fn canvas(
        &self,
        width: u32,
        height: u32,
    ) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
        let canvas: HtmlCanvasElement = self.document.create_element("canvas")?.unchecked_into();
        canvas.set_width(width);
        canvas.set_height(height);
        let context = canvas.get_context("2d")?.ok_or("there is no 2d context")?;
        Ok((canvas, context.unchecked_into()))
    }

    /// Shows a message in an element, also after the language changes.
    pub(super) fn set_message(&self, element: &Element, what: impl Into<Message>) {
        let what = what.into();
        log(element.set_attribute("data-words", &what.id));
        match serde_json::to_string(&what.args) {
            Ok(args) if !what.args.is_empty() => log(element.set_attribute("data-args", &args)),
            _ => log(element.remove_attribute("data-args")),
        }
        self.show(element, &what);
    }

    /// The text of a message, for use without an element.
    pub(super) fn text(&self, what: impl Into<Message>) -> String {
        self.words.borrow().text(&what.into()).unwrap_or_default()
    }

    /// Shows a short notice, such as that text was copied.
    pub(super) fn notice(&self, what: Message) {
        let Ok(notice) = self.find::<HtmlElement>("notice") else { return };
        self.set_message(&notice, what);
        spawn_local(async move {
            let said = notice.text_content();
            sleep(NOTICE).await;
            if notice.text_content() == said {
                log(notice.remove_attribute("data-words"));
                notice.set_text_content(None);
            }
        });
    }

    fn refresh_all(&self) {
        if let Some(root) = self.document.document_element() {
            log(root.set_attribute("lang", self.language().tag()));
        }
        match self.document.query_selector_all("[data-words]") {
            Ok(all) => each(&all, |element| self.refresh(element)),
            Err(error) => log(Err(error)),
        }
    }

    /// Shows the message of an element again, in the current language.
    fn refresh(&self, element: &Element) {
        let Some(id) = element.get_attribute("data-words") else { return };
        let args = element.get_attribute("data-args");
        let args = args.and_then(|args| serde_json::from_str(&args).ok()).unwrap_or_default();
        self.show(element, &Message { args, ..message(id) });
    }

    fn show(&self, element: &Element, what: &Message) {
        let words = self.words.borrow();
        let text = words.text(what);
        let mut silent = text.is_none();
        // A screen reader repeats text that is set again.
        if text.is_some() && element.text_content() != text {
            element.set_text_content(text.as_deref());
        }
        if !what.id.contains('.') {
            for name in words.attributes(&what.id) {
                if let (true, Some(text)) =
                    (SHOWN.contains(&name.as_str()), words.text(&what.attribute(&name)))
                {
                    silent = false;
                    log(element.set_attribute(&name, &text));
                }
            }
        }
        if silent {
            log(Err(format!("there are no words for {}", what.id).into()));
        }
    }
}

/// The language that was chosen in an earlier visit, or that the browser
/// prefers.
fn preferred(window: &Window) -> Language {
    let chosen = storage::recall::<String>(LANGUAGE);
    let asked = window.navigator().languages();
    let asked = asked.iter().filter_map(|tag| tag.as_string());
    Language::preferred(chosen.into_iter().chain(asked))
}

/// Makes a link open outside of the page. In a kiosk it becomes text.
pub(super) fn lead_out(link: &HtmlAnchorElement, address: &str) {
    if setting::here() != Setting::Kiosk {
        link.set_href(address);
    }
}

/// Calls a function with every element of a list.
pub(super) fn each(list: &web_sys::NodeList, mut act: impl FnMut(&Element)) {
    for index in 0..list.length() {
        list.get(index).and_then(|node| node.dyn_into().ok()).iter().for_each(&mut act);
    }
}

/// The first element within a fragment that matches a selector.
pub(super) fn within<T: JsCast>(fragment: &DocumentFragment, selector: &str) -> Result<T, JsValue> {
    let element = fragment.query_selector(selector)?;
    let element = element.ok_or_else(|| format!("the template lacks {selector}"))?;
    element.dyn_into().map_err(|_| format!("{selector} is another element").into())
}

/// Sets text that is the same in every language.
pub(super) fn fill(fragment: &DocumentFragment, selector: &str, text: &str) -> Result<(), JsValue> {
    let element: HtmlElement = within(fragment, selector)?;
    element.set_text_content(Some(text));
    element.set_hidden(text.is_empty());
    Ok(())
}

/// Hides elements permanently.
pub(super) fn hide(elements: &web_sys::NodeList) {
    each(elements, |element| log(element.set_attribute("hidden", "")));
}

/// Logs an error to the console: a failure here is a bug of the page.
pub(super) fn log(result: Result<(), JsValue>) {
    if let Err(error) = result {
        web_sys::console::error_1(&error);
    }
}
