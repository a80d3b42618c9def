//! Rules that label records of The Met: conditions on their fields.
//!
//! A [`Condition`] is one row of a table of rules. The rule for paintings of
//! the four cultures is in [`culture`](super::culture).

use super::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a record has no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Excluded {
    /// The department has no works with a label, or names no cultures.
    #[error("of another department")]
    Department,
    /// Not a painting.
    #[error("not a painting")]
    NotAPainting,
    /// The record names no culture.
    #[error("no culture named")]
    NoCulture,
    /// "Indian": of a people or a style, and not always from India.
    #[error("culture named by an adjective")]
    Adjective,
    /// "China or Korea", "possibly Japan", "China (?)", two countries, or made
    /// for a market elsewhere.
    #[error("culture in doubt")]
    Doubtful,
    /// A culture that is none of the labels.
    #[error("of another culture")]
    AnotherCulture,
    /// No label's condition is met.
    #[error("no label fits")]
    NoLabel,
    /// The conditions of two labels are met.
    #[error("more than one label fits")]
    Ambiguous,
    /// The task has no rule for records.
    #[error("the task has no rule")]
    NoRule,
}

/// Conditions on fields of a record, all of which must be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(BTreeMap<Field, Test>);

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "they are those of the record")]
pub enum Field {
    Department,
    Classification,
    ObjectName,
    Culture,
    Title,
    Medium,
    Period,
    Artist,
    ArtistNationality,
    Country,
}

/// A test of a field's text; case is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// This text.
    Equals(String),
    /// Text that starts with this.
    StartsWith(String),
    /// Text that contains this.
    Contains(String),
    /// Text that contains this whole word.
    Word(String),
}

impl Condition {
    /// Whether a record meets all conditions; an empty condition is never met.
    pub fn holds(&self, record: &Record) -> bool {
        !self.0.is_empty() && self.0.iter().all(|(field, test)| test.holds(field.of(record)))
    }
}

impl Field {
    fn of(self, record: &Record) -> &str {
        match self {
            Self::Department => &record.department,
            Self::Classification => &record.classification,
            Self::ObjectName => &record.object_name,
            Self::Culture => &record.culture,
            Self::Title => &record.title,
            Self::Medium => &record.medium,
            Self::Period => &record.period,
            Self::Artist => &record.artist_display_name,
            Self::ArtistNationality => &record.artist_nationality,
            Self::Country => &record.country,
        }
    }
}

impl Test {
    fn holds(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        match self {
            Self::Equals(wanted) => text == wanted.to_lowercase(),
            Self::StartsWith(wanted) => text.starts_with(&wanted.to_lowercase()),
            Self::Contains(wanted) => text.contains(&wanted.to_lowercase()),
            Self::Word(wanted) => words(&text).contains(&wanted.to_lowercase()),
        }
    }
}

/// Words of letters and digits, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_on_every_field_it_names() {
        let condition = |json: &str| serde_json::from_str::<Condition>(json).unwrap();
        let record = Record {
            department: "Asian Art".to_owned(),
            object_name: "Vase, covered".to_owned(),
            ..Record::default()
        };
        for (json, holds) in [
            (r#"{ "object_name": { "word": "Vase" } }"#, true),
            (r#"{ "object_name": { "word": "Vas" } }"#, false),
            (r#"{ "object_name": { "starts_with": "vase" } }"#, true),
            (r#"{ "object_name": { "contains": "cover" } }"#, true),
            (r#"{ "object_name": { "equals": "vase" } }"#, false),
            (
                r#"{ "object_name": { "word": "vase" }, "department": { "equals": "asian art" } }"#,
                true,
            ),
            (r#"{ "object_name": { "word": "vase" }, "culture": { "equals": "China" } }"#, false),
            ("{}", false),
        ] {
            assert_eq!(condition(json).holds(&record), holds, "{json}");
        }
        assert!(serde_json::from_str::<Condition>(r#"{ "colour": { "word": "red" } }"#).is_err());
    }
}
