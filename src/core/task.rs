//! A task: the question that a model answers, and its labels.
//!
//! A task is data. The trainer reads it from a file, writes it into the card
//! of a model, and everything that uses the model takes it from there.

use super::label::{InvalidLabels, Label, Labels};
use crate::met::{
    Record,
    culture::culture_of,
    endpoint::{Department, Search},
    rule::{Condition, Excluded},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Text by language, such as `en`.
pub type Translations = BTreeMap<String, String>;

/// A question, its labels, and the rule that labels The Met's records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Its name in files: `culture`.
    pub id: String,
    /// The question, as the page asks it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub question: Translations,
    /// The noun for a label, as a heading: "Culture".
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub noun: Translations,
    /// How a record of The Met gets its label; without a rule, The Met is not
    /// queried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The labels, in class order.
    pub labels: Vec<Class>,
    /// Departments of The Met that have no work with any of the labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub negatives: Vec<Department>,
}

/// How a record gets its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// By [`culture_of`], for paintings.
    Culture,
    /// By each label's conditions.
    Table,
}

/// One label of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its name in files.
    pub id: Label,
    /// Its display names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: Translations,
    /// Its other names in data sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The search of The Met for its works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// With the rule `table`: a record has this label if one of these
    /// conditions is met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// Why a task is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTask {
    /// Its labels are invalid.
    #[error(transparent)]
    Labels(#[from] InvalidLabels),
    /// An alias of two labels, or one that equals a label.
    #[error("the alias {0:?} stands for two labels")]
    Alias(String),
    /// A label without conditions under the rule `table`.
    #[error("the rule is \"table\", and the label {0} has no `when`")]
    NoCondition(Label),
    /// A label that the rule never assigns.
    #[error(
        "the rule is \"culture\", which gives american, chinese, indian or japanese, never {0}"
    )]
    NoCulture(Label),
}

impl Task {
    /// A task that consists of labels only, without The Met.
    pub fn of_labels(id: &str, labels: &Labels) -> Self {
        let class = |id| Class {
            id,
            names: Translations::new(),
            aliases: Vec::new(),
            search: None,
            when: Vec::new(),
        };
        Self {
            id: id.to_owned(),
            question: Translations::new(),
            noun: Translations::new(),
            rule: None,
            labels: labels.iter().map(class).collect(),
            negatives: Vec::new(),
        }
    }

    /// Its labels, checked.
    ///
    /// # Errors
    ///
    /// [`InvalidTask`] says why it is invalid.
    pub fn check(&self) -> Result<Labels, InvalidTask> {
        let labels = Labels::new(self.labels.iter().map(|class| class.id).collect())?;
        let mut aliases = BTreeSet::new();
        for alias in self.labels.iter().flat_map(|class| &class.aliases) {
            let label = self.labels.iter().find(|class| class.id.name() == alias);
            if label.is_some() || !aliases.insert(alias.to_lowercase()) {
                return Err(InvalidTask::Alias(alias.clone()));
            }
        }
        for class in &self.labels {
            match self.rule {
                Some(Rule::Table) if class.when.is_empty() => {
                    return Err(InvalidTask::NoCondition(class.id));
                }
                Some(Rule::Culture) if !CULTURES.contains(&class.id.name()) => {
                    return Err(InvalidTask::NoCulture(class.id));
                }
                _ => {}
            }
        }
        Ok(labels)
    }

    /// The label of a record.
    ///
    /// # Errors
    ///
    /// [`Excluded`] says why it has none.
    pub fn label_of(&self, record: &Record) -> Result<Label, Excluded> {
        match self.rule {
            None => Err(Excluded::NoRule),
            Some(Rule::Culture) => {
                let culture = culture_of(record)?;
                let class = self.labels.iter().find(|class| class.id.name() == culture);
                class.map(|class| class.id).ok_or(Excluded::AnotherCulture)
            }
            Some(Rule::Table) => {
                let holds = |class: &&Class| class.when.iter().any(|one| one.holds(record));
                let mut found = self.labels.iter().filter(holds);
                match (found.next(), found.next()) {
                    (Some(class), None) => Ok(class.id),
                    (Some(_), Some(_)) => Err(Excluded::Ambiguous),
                    (None, _) => Err(Excluded::NoLabel),
                }
            }
        }
    }

    /// Whether a record certainly has none of the labels.
    pub fn is_negative(&self, record: &Record) -> bool {
        self.negatives.iter().any(|department| department.name() == record.department)
    }

    /// The searches of The Met, by label.
    pub fn searches(&self) -> impl Iterator<Item = (Label, &Search)> {
        self.labels.iter().filter_map(|class| Some((class.id, class.search.as_ref()?)))
    }

    /// Whether The Met can be searched for its labels.
    pub fn knows_the_met(&self) -> bool {
        self.rule.is_some() && self.labels.iter().any(|class| class.search.is_some())
    }

    /// The label with this name in a data set.
    pub fn named(&self, name: &str) -> Option<Label> {
        let name = name.trim().to_lowercase();
        let is = |known: &str| known.to_lowercase() == name;
        let found = self
            .labels
            .iter()
            .find(|class| is(class.id.name()) || class.aliases.iter().any(|alias| is(alias)));
        found.map(|class| class.id)
    }
}

/// The labels that the rule `culture` assigns.
const CULTURES: [&str; 4] = ["american", "chinese", "indian", "japanese"];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn label(name: &str) -> Label {
        Label::new(name).unwrap()
    }

    pub(crate) fn american() -> Label {
        label("american")
    }

    pub(crate) fn chinese() -> Label {
        label("chinese")
    }

    pub(crate) fn indian() -> Label {
        label("indian")
    }

    pub(crate) fn japanese() -> Label {
        label("japanese")
    }

    /// The four cultures, for tests.
    pub(crate) fn labels() -> Labels {
        Labels::new(CULTURES.map(label).to_vec()).unwrap()
    }

    /// A task of them, for tests.
    pub(crate) fn task() -> Task {
        Task { rule: Some(Rule::Culture), ..Task::of_labels("culture", &labels()) }
    }

    fn kinds() -> Task {
        serde_json::from_str(
            r#"{
                "id": "kind",
                "question": { "en": "What is it?" },
                "rule": "table",
                "labels": [
                    { "id": "vase", "aliases": ["Urn"],
                      "when": [{ "object_name": { "word": "vase" } }],
                      "search": { "words": "vase" } },
                    { "id": "arms",
                      "when": [{ "department": { "equals": "Arms and Armor" } }] }
                ],
                "negatives": ["Photographs"]
            }"#,
        )
        .unwrap()
    }

    fn record(department: &str, object_name: &str) -> Record {
        Record {
            department: department.to_owned(),
            object_name: object_name.to_owned(),
            ..Record::default()
        }
    }

    #[test]
    fn a_table_gives_the_one_label_whose_condition_holds() {
        let task = kinds();
        assert_eq!(task.check().unwrap().to_string(), "vase, arms");
        let of = |department, name| task.label_of(&record(department, name));
        assert_eq!(of("Asian Art", "Vase, covered"), Ok(label("vase")));
        assert_eq!(of("Arms and Armor", "Dagger"), Ok(label("arms")));
        assert_eq!(of("Arms and Armor", "Vase"), Err(Excluded::Ambiguous));
        assert_eq!(of("Asian Art", "Vaseline"), Err(Excluded::NoLabel));
        assert!(task.is_negative(&record("Photographs", "Print")) && task.knows_the_met());
    }

    #[test]
    fn the_rule_of_cultures_gives_labels_of_their_names() {
        let mut painting = record("The American Wing", "Painting");
        painting.culture = "American".to_owned();
        assert_eq!(task().label_of(&painting), Ok(american()));
        let mut two = task();
        two.labels.remove(0);
        assert_eq!(two.label_of(&painting), Err(Excluded::AnotherCulture));
        assert!(!two.knows_the_met());
    }

    #[test]
    fn a_label_has_its_aliases_too() {
        assert_eq!(kinds().named(" urn"), Some(label("vase")));
        assert_eq!(kinds().named("Arms"), Some(label("arms")));
        assert_eq!(kinds().named("bowl"), None);
    }

    #[test]
    fn a_task_that_cannot_work_is_refused() {
        let mut task = kinds();
        task.labels[0].aliases.push("arms".to_owned());
        assert_eq!(task.check(), Err(InvalidTask::Alias("arms".to_owned())));
        task.labels[0].aliases.clear();
        task.labels[0].when.clear();
        assert_eq!(task.check(), Err(InvalidTask::NoCondition(label("vase"))));
        task.rule = Some(Rule::Culture);
        assert_eq!(task.check(), Err(InvalidTask::NoCulture(label("vase"))));
        task.labels.truncate(1);
        assert!(matches!(task.check(), Err(InvalidTask::Labels(_))));
    }
}
