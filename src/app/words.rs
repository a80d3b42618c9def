//! The page's texts in every language.
//!
//! All texts are in Fluent files in `www/words/`. A [`Message`] is the id of a
//! text and its arguments. It is data, so an element can store it and show it
//! in another language later.

pub use super::language::Language;

use crate::core::{
    evidence::Place,
    label::Label,
    task::{Task, Translations},
    verdict::Verdict,
};
use fluent::{FluentArgs, FluentBundle, FluentMessage, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cell::OnceCell, collections::BTreeMap, iter};

/// The probability of having one of the labels below which a remark says that a
/// picture may have none.
const FAMILIAR: f32 = 0.9;

/// A message: an id and arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// `id` for a message's text, `id.attribute` for one of its attributes.
    pub id: Cow<'static, str>,
    /// Its arguments, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

/// An argument of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, which may select a plural form.
    Number(f64),
    /// Text that is the same in every language.
    Text(String),
    /// A label, shown by its name in the language.
    Label {
        /// The label.
        label: Label,
    },
    /// A text of a task, in several languages.
    Translated {
        /// The text by language.
        by_language: Translations,
    },
    /// Another message.
    Message(Box<Message>),
}

/// A message without arguments; [`Message::with`] adds them.
pub fn message(id: impl Into<Cow<'static, str>>) -> Message {
    Message { id: id.into(), args: BTreeMap::new() }
}

impl Message {
    /// The same message, with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.insert(name.into(), arg.into());
        self
    }

    /// An attribute of the same message.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Self {
        Self { id: format!("{}.{name}", self.id).into(), args: self.args.clone() }
    }
}

/// The question of a task.
pub fn question(task: &Task) -> Arg {
    translated(&task.question, "question")
}

/// The noun for the labels of a task, as a heading.
pub fn noun(task: &Task) -> Message {
    message("label").with("label", translated(&task.noun, "label-noun"))
}

fn translated(texts: &Translations, otherwise: &'static str) -> Arg {
    if texts.is_empty() {
        return message(otherwise).into();
    }
    Arg::Translated { by_language: texts.clone() }
}

/// The texts that depend on a task.
pub fn of_task(task: &Task) -> TaskWords {
    let labels = task.labels.iter().map(|class| (class.id, class.names.clone()));
    TaskWords { labels: labels.collect(), is_other: task.id != CULTURE }
}

/// A list of alternatives, such as `JPEG, PNG or GIF`.
pub fn one_of<const N: usize>(names: [&str; N]) -> Arg {
    let last = N.saturating_sub(1);
    let joined = names.into_iter().enumerate().map(|(at, name)| (at == last, Arg::from(name)));
    let list = joined.reduce(|(_, list), (ends, name)| {
        let id = if ends { "list-or" } else { "list" };
        (ends, message(id).with("list", list).with("next", name).into())
    });
    list.map_or_else(|| "".into(), |(_, list)| list)
}

/// A verdict as a title.
pub fn in_words(verdict: Verdict) -> Message {
    about("verdict", verdict)
}

/// A remark that explains the verdict on a picture. `familiar` is the
/// probability that the picture has one of the labels.
pub fn remark(verdict: Verdict, familiar: f32) -> Message {
    let remark = about("remark", verdict);
    let is_open = matches!(verdict, Verdict::Torn { .. } | Verdict::Unsure { .. });
    if is_open && familiar < FAMILIAR {
        return message("remark-unfamiliar").with("remark", remark);
    }
    remark
}

fn about(id: &str, verdict: Verdict) -> Message {
    let message = message(format!("{id}-{}", verdict.name()));
    let labels = ["first", "second"].into_iter().zip(verdict.labels());
    labels.fold(message, |message, (name, label)| message.with(name, label))
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

impl From<Label> for Message {
    fn from(label: Label) -> Self {
        message("label").with("label", label)
    }
}

impl From<Place> for Message {
    fn from(place: Place) -> Self {
        message(format!("place-{}", place.name()))
    }
}

impl From<Label> for Arg {
    fn from(label: Label) -> Self {
        Self::Label { label }
    }
}

/// The task that the page's own texts are about.
pub const CULTURE: &str = "culture";

/// The texts that depend on a model's task.
#[derive(Clone, Debug, Default)]
pub struct TaskWords {
    /// The names of labels, by language.
    labels: BTreeMap<Label, Translations>,
    /// Whether it is a task other than [`CULTURE`]: if there is a message
    /// `id-task`, it replaces `id`.
    pub is_other: bool,
}

/// The texts of one language, with English as the fallback. Each is parsed
/// when it is first used.
pub struct Words {
    language: Language,
    task: TaskWords,
    own: OnceCell<FluentBundle<FluentResource>>,
    english: OnceCell<FluentBundle<FluentResource>>,
}

impl Words {
    /// The texts of a language for a task.
    pub fn new(language: Language, task: TaskWords) -> Self {
        Self { language, task, own: OnceCell::new(), english: OnceCell::new() }
    }

    /// The text in this language, or else in English.
    pub fn pick<'a>(&self, texts: &'a Translations) -> Option<&'a str> {
        let tags = [self.language, Language::ENGLISH].map(Language::tag);
        tags.into_iter().find_map(|tag| texts.get(tag)).map(String::as_str)
    }

    /// The name of a label in this language or else in English, or its id if it
    /// has neither.
    pub fn label(&self, label: Label) -> String {
        let names = self.task.labels.get(&label);
        names.and_then(|names| self.pick(names)).map_or_else(|| label.word(), str::to_owned)
    }

    /// The texts of the task.
    pub fn task(&self) -> &TaskWords {
        &self.task
    }

    /// Parses this language's texts, unless they are parsed already.
    pub fn parse(&self) {
        self.own();
    }

    fn own(&self) -> &FluentBundle<FluentResource> {
        self.own.get_or_init(|| bundle(self.language))
    }

    /// Changes the task.
    pub fn set_task(&mut self, task: TaskWords) {
        self.task = task;
    }

    /// The messages with this id and the bundle of each, in order of
    /// preference: this language before English, and in each the task's
    /// replacement before the message itself.
    fn found<'a>(
        &'a self,
        id: &str,
    ) -> impl Iterator<Item = (&'a FluentBundle<FluentResource>, FluentMessage<'a>)> {
        let own = iter::once_with(|| self.own());
        let english = iter::once_with(|| self.english.get_or_init(|| bundle(Language::ENGLISH)));
        let instead = self.task.is_other.then(|| format!("{id}-task"));
        let ids: Vec<String> = instead.into_iter().chain([id.to_owned()]).collect();
        own.chain(english).flat_map(move |bundle| {
            let found = ids.clone().into_iter();
            found.filter_map(move |id| Some((bundle, bundle.get_message(&id)?)))
        })
    }

    /// The language of the texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a message; `None` if there is no such message, or it has
    /// only attributes.
    pub fn text(&self, message: &Message) -> Option<String> {
        let mut args = FluentArgs::new();
        for (name, arg) in &message.args {
            let value: FluentValue<'_> = match arg {
                Arg::Number(number) => number.into(),
                Arg::Text(text) => text.as_str().into(),
                Arg::Label { label } => self.label(*label).into(),
                Arg::Translated { by_language } => {
                    let any = || by_language.values().next().map(String::as_str);
                    self.pick(by_language).or_else(any).unwrap_or_default().into()
                }
                Arg::Message(inner) => {
                    self.text(inner).unwrap_or_else(|| inner.id.to_string()).into()
                }
            };
            args.set(name.as_ref(), value);
        }
        let (id, attribute) = match message.id.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (message.id.as_ref(), None),
        };
        self.found(id).find_map(|(bundle, found)| {
            let pattern = match attribute {
                Some(attribute) => found.get_attribute(attribute)?.value(),
                None => found.value()?,
            };
            Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
        })
    }

    /// The attributes of a message, by name.
    pub fn attributes(&self, id: &str) -> Vec<String> {
        let mut names = self.found(id).map(|(_, message)| {
            message.attributes().map(|attribute| attribute.id().to_owned()).collect::<Vec<_>>()
        });
        names.find(|names| !names.is_empty()).unwrap_or_default()
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let resource = match FluentResource::try_new(language.source().to_owned()) {
        Ok(resource) => resource,
        // The part that parses is used; a test checks that everything parses.
        Err((resource, _)) => resource,
    };
    let mut bundle = FluentBundle::new(language.tag().parse().into_iter().collect());
    // Bidirectional isolation marks: none of these languages needs them.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, path::Path};

    /// Every message and attribute, with the names of its arguments.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys = BTreeMap::new();
        let mut current = (String::new(), String::new());
        for line in language.source().lines() {
            let starts =
                line.split_once(" =").filter(|(key, _)| !key.contains([' ', '[', '*', '{']));
            match (starts, line.trim_start().strip_prefix('.')) {
                (Some((id, _)), _) => current = (id.to_owned(), String::new()),
                (None, Some(attribute)) => {
                    current.1 = attribute.split_once(" =").unwrap().0.to_owned();
                }
                (None, None) => {}
            }
            let key = format!("{}.{}", current.0, current.1);
            let names = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap().to_owned()
            });
            keys.entry(key).or_insert_with(BTreeSet::new).extend(names);
        }
        keys
    }

    #[test]
    fn every_file_can_be_read() {
        for language in Language::ALL {
            let read = FluentResource::try_new(language.source().to_owned());
            assert!(read.is_ok(), "{}: {:?}", language.tag(), read.err().map(|(_, errors)| errors));
        }
    }

    #[test]
    fn every_language_has_every_message_about_the_same() {
        let english = keys(Language::ENGLISH);
        assert!(english.len() > 50);
        for language in Language::ALL {
            let found = keys(language);
            for (key, names) in &english {
                assert_eq!(found.get(key), Some(names), "{key} in {}", language.tag());
            }
            let more: Vec<_> = found.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(more.is_empty(), "{} has more: {more:?}", language.tag());
        }
    }

    /// Every text between `start` and the next quote.
    fn quoted<'a>(code: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
        code.split(start).skip(1).map(|rest| rest.split('"').next().unwrap())
    }

    fn assert_known(id: &str, place: &str) {
        let english = Words::new(Language::ENGLISH, TaskWords::default());
        let known = english.text(&message(id.to_owned())).is_some();
        assert!(known || !english.attributes(id).is_empty(), "{place} names {id}");
    }

    #[test]
    fn the_page_names_no_message_that_there_is_not() {
        let html = include_str!("../../www/index.html");
        quoted(html, "data-words=\"").for_each(|id| assert_known(id, "index.html"));
    }

    #[test]
    fn the_pages_code_names_no_message_that_there_is_not() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = ["page", "net"].map(|folder| source.join(folder)).to_vec();
        let (mut messages, mut troubles) = (0, 0);
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                paths.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            let place = path.to_str().unwrap();
            for id in quoted(&code, "message(\"") {
                messages += 1;
                assert_known(id, place);
            }
            for name in quoted(&code, "Trouble::new(\"") {
                troubles += 1;
                assert_known(&format!("trouble-{name}"), place);
                assert_known(&format!("trouble-{name}.advice"), place);
            }
        }
        assert!(messages > 30 && troubles > 3, "{messages}, {troubles}");
    }

    #[test]
    fn every_verdict_has_a_title_and_a_remark() {
        for name in Verdict::NAMES {
            assert_known(&format!("verdict-{name}"), name);
            assert_known(&format!("remark-{name}"), name);
        }
    }

    #[test]
    fn a_remark_says_what_may_have_none_of_the_labels() {
        let [first, second] = ["japanese", "chinese"].map(|name| Label::new(name).unwrap());
        for verdict in [Verdict::Unsure { label: first }, Verdict::Torn { first, second }] {
            let plain = about("remark", verdict);
            assert_eq!(remark(verdict, 0.95), plain);
            assert_eq!(remark(verdict, 0.5), message("remark-unfamiliar").with("remark", plain));
        }
        assert_eq!(remark(Verdict::NotOneOfThese, 0.1).id, "remark-not_one_of_these");
        assert_known("remark-unfamiliar", "remark");
    }

    #[test]
    fn another_task_says_some_things_otherwise() {
        let task = TaskWords { is_other: true, ..TaskWords::default() };
        for language in Language::ALL {
            let [own, other] =
                [TaskWords::default(), task.clone()].map(|task| Words::new(language, task));
            let said = |id: &'static str| [&own, &other].map(|words| words.text(&message(id)));
            let [here, there] = said("random");
            assert!(here.is_some() && there.is_some() && here != there, "{here:?}, {there:?}");
            let mut turned = Words::new(language, TaskWords::default());
            turned.parse();
            turned.set_task(task.clone());
            assert_eq!(turned.text(&message("random")), there);
            // A message without a replacement is used as it is. A replacement
            // without attributes does not replace the attributes.
            for id in ["privacy", "trouble-no-luck.advice"] {
                let [here, there] = said(id);
                assert_eq!(here, there, "{id}");
            }
            assert_eq!(own.attributes("trouble-no-luck"), other.attributes("trouble-no-luck"));
        }
    }

    #[test]
    fn a_list_is_joined_as_each_language_does() {
        let sentence = |language, names: Arg| {
            let advice = message("trouble-not-a-picture.advice").with("formats", names);
            Words::new(language, TaskWords::default()).text(&advice).unwrap()
        };
        let three = one_of(["JPEG", "PNG", "GIF"]);
        for (tag, list) in [
            ("en", "JPEG, PNG or GIF"),
            ("zh", "JPEG、PNG 或 GIF"),
            ("hi", "JPEG, PNG या GIF"),
            ("ja", "JPEG、PNG、GIF"),
        ] {
            let said = sentence(Language::from_tag(tag).unwrap(), three.clone());
            assert!(said.contains(list), "{said}");
        }
        assert!(sentence(Language::ENGLISH, one_of(["PNG"])).contains("a PNG file"));
    }

    #[test]
    fn the_lesson_calls_things_what_the_page_calls_them() {
        let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/lesson");
        for language in Language::ALL {
            let words = Words::new(language, TaskWords::default());
            let lesson = lessons.join(format!("{}.html", language.tag()));
            let lesson = std::fs::read_to_string(lesson).unwrap();
            for id in [
                "nav-guess",
                "lab",
                "card-open",
                "lab-set-grey",
                "lab-set-blur",
                "lab-set-mirror",
                "lab-set-darker",
                "lab-set-jpeg",
                "lab-set-cover",
            ] {
                let called = words.text(&message(id)).unwrap();
                assert!(lesson.contains(&called), "{}: {called}", language.tag());
            }
        }
    }

    #[test]
    fn a_message_may_be_about_a_label_and_about_another() {
        let [chinese, folk_art] = ["chinese", "folk-art"].map(|name| Label::new(name).unwrap());
        let in_japanese = [("ja".to_owned(), "中国".to_owned())].into();
        let labels = [(chinese, in_japanese)].into();
        let names = TaskWords { labels, ..TaskWords::default() };
        let torn = message("verdict-torn").with("first", chinese).with("second", folk_art);
        let words = Words::new(Language::ENGLISH, names.clone());
        assert_eq!(words.text(&torn).unwrap(), "Chinese or Folk art");
        let json = serde_json::to_string(&torn).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), torn);
        let words = Words::new(Language::from_tag("ja").unwrap(), names);
        assert_eq!(words.text(&chinese.into()).unwrap(), "中国");
        let outer = message("status-trouble").with("trouble", torn).with("advice", "");
        assert!(words.text(&outer).unwrap().contains("中国"));
    }
}
