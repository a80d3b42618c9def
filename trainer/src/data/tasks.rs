//! Task files.

use super::sample::OTHER;
use crate::hint::Hinted;
use anyhow::{Context as _, Result, ensure};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use whence::core::{
    label::{Label, Labels},
    task::{Class, Task},
};

/// The default task.
const CULTURE: &str = include_str!("../../tasks/culture.toml");

/// The contents of a new task file.
const TEMPLATE: &str = include_str!("../../tasks/template.toml");

/// The task `culture`, or the task in a TOML file.
///
/// # Errors
///
/// If the file cannot be read or is not a task; the message says why.
pub fn load(name: &str) -> Result<Task> {
    if name == "culture" {
        return culture();
    }
    let text = fs::read_to_string(name).with_context(|| {
        Hinted::new(format!("could not read the task {name}"), "`whence new-task NAME` writes one")
    })?;
    parse(&text).with_context(|| name.to_owned())
}

/// The task `culture`.
///
/// # Errors
///
/// None: a test reads it.
pub fn culture() -> Result<Task> {
    parse(CULTURE)
}

fn parse(text: &str) -> Result<Task> {
    let task: Task = toml::from_str(text)?;
    task.check()?;
    let other = task.labels.iter().find(|class| class.id.name() == OTHER);
    ensure!(
        other.is_none(),
        "{OTHER:?} is the class of pictures without a label; no label can have this name"
    );
    Ok(task)
}

/// The task for the classes that a manifest names: `culture` if they are some
/// of its labels, otherwise a task with these names as labels.
///
/// # Errors
///
/// If the names are invalid for labels.
pub fn of_manifest<'a>(id: &str, names: impl Iterator<Item = &'a str>) -> Result<Task> {
    let (classes, culture) = (classes(names)?, culture()?);
    let are_cultures = classes.values().all(|name| culture.named(name).is_some());
    if are_cultures { Ok(culture) } else { of_classes(id, &classes) }
}

/// The task for the classes that subfolders name: `culture` if they are all of
/// its labels, otherwise a task with these names as labels. A user with folders
/// for two of the cultures wants a model of these two.
///
/// # Errors
///
/// As [`of_manifest`].
pub fn of_folders<'a>(id: &str, names: impl Iterator<Item = &'a str>) -> Result<Task> {
    let (classes, culture) = (classes(names)?, culture()?);
    let named: Option<BTreeSet<_>> = classes.values().map(|name| culture.named(name)).collect();
    let are_all = named.is_some_and(|named| named.len() == culture.labels.len());
    if are_all { Ok(culture) } else { of_classes(id, &classes) }
}

/// The classes that a data set names, as labels, with their spelling.
fn classes<'a>(names: impl Iterator<Item = &'a str>) -> Result<BTreeMap<Label, &'a str>> {
    let mut classes = BTreeMap::new();
    for name in names.map(str::trim).filter(|name| !name.eq_ignore_ascii_case(OTHER)) {
        classes.entry(label(name)?).or_insert(name);
    }
    Ok(classes)
}

/// A task with only these classes.
fn of_classes(id: &str, classes: &BTreeMap<Label, &str>) -> Result<Task> {
    let labels = Labels::new(classes.keys().copied().collect())?;
    let mut task = Task::of_labels(id, &labels);
    for class in &mut task.labels {
        let Class { id, names, aliases, .. } = class;
        if let Some(name) = classes.get(id).filter(|name| **name != id.name()) {
            names.insert("en".to_owned(), (*name).to_owned());
            aliases.push((*name).to_owned());
        }
    }
    Ok(task)
}

/// `folk-art` for `Folk art`.
pub(crate) fn label(name: &str) -> Result<Label> {
    let words: Vec<_> = name.split_whitespace().collect();
    Label::new(&words.join("-").to_lowercase()).with_context(|| {
        Hinted::new(
            format!("the class {name:?}"),
            format!("a task file with {name:?} as an alias gives it a label"),
        )
    })
}

/// Writes a task file with comments for `name` into the current folder.
///
/// # Errors
///
/// If the name is invalid for a label, or the file exists already or cannot be
/// written.
pub fn new(name: &str, folder: &Path) -> Result<std::path::PathBuf> {
    let id = Label::new(name)?;
    let path = folder.join(format!("{id}.toml"));
    ensure!(!path.exists(), "{} exists already", path.display());
    let text = TEMPLATE.replace("NAME", id.name());
    fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hint;

    #[test]
    fn the_tasks_that_ship_can_be_read() {
        let task = culture().unwrap();
        assert_eq!(task.check().unwrap().to_string(), "american, chinese, indian, japanese");
        assert!(task.knows_the_met());
        for class in &task.labels {
            assert_eq!(class.names.len(), 4, "{}", class.id);
        }
    }

    #[test]
    fn a_new_task_is_whole_and_never_overwrites_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = new("kind", folder.path()).unwrap();
        let task = load(&path.display().to_string()).unwrap();
        assert_eq!(task.id, "kind");
        assert!(task.knows_the_met());
        let error = new("kind", folder.path()).unwrap_err().to_string();
        assert!(error.contains("already"), "{error}");
        assert!(new("../kind", folder.path()).is_err());
    }

    #[test]
    fn names_of_a_data_set_become_labels() {
        let names = |names: &[&str]| of_manifest("data", names.iter().copied());
        let task = names(&["Folk art", "oil", "other", "oil"]).unwrap();
        assert_eq!(task.check().unwrap().to_string(), "folk-art, oil");
        assert_eq!(task.named("folk art").unwrap().name(), "folk-art");
        assert_eq!(names(&["chinese", "india"]).unwrap().id, "culture");
        assert!(names(&["oil"]).unwrap_err().to_string().contains("at least two"));
        assert!(names(&["oil", "../x"]).is_err());
    }

    #[test]
    fn folders_are_of_the_task_culture_only_where_all_four_are_there() {
        let task = |names: &[&str]| of_folders("data", names.iter().copied()).unwrap();
        let labels = |names: &[&str]| task(names).check().unwrap().to_string();
        assert_eq!(labels(&["Chinese", "japanese", "other"]), "chinese, japanese");
        assert_eq!(task(&["Chinese", "japanese"]).named("Chinese").unwrap().name(), "chinese");
        assert_eq!(labels(&["china", "chinese", "india", "japan"]).matches(", ").count(), 3);
        let four = ["American", "chinese", "india", "japanese"];
        assert_eq!(task(&four).id, "culture");
        assert_eq!(task(&[&four[..], &["china", "other"]].concat()).id, "culture");
        assert_eq!(task(&[&four[..], &["french"]].concat()).id, "data");
    }

    #[test]
    fn a_file_that_is_no_task_says_why() {
        let error = load("no-such-task.toml").unwrap_err();
        assert!(hint::of(&error).unwrap().contains("whence new-task"), "{error}");
        for (text, says) in [
            ("id = \"x\"\nlabels = []", "at least two"),
            ("id = \"x\"\nlabels = [{ id = \"other\" }, { id = \"a\" }]", "other"),
            ("id = \"x\"\nlables = []", "lables"),
        ] {
            let error = format!("{:#}", parse(text).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }
}
