//! Labels: the classes of a model.
//!
//! A [`Label`] is a short name such as `chinese`. A model's card lists its
//! labels in class order, which is the order of its logits and of the rows and
//! columns of its confusion matrices.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{
    collections::BTreeSet,
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

/// The name of a class: lower-case letters, digits, `-` and `_`.
///
/// Names are interned, so that a label is `Copy`. Their number is that of the
/// different names in the cards and data sets that a program reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(&'static str);

static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The longest name of a label, in bytes.
const LONGEST: usize = 40;

/// An invalid name of a label.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no label: it must have 1 to {LONGEST} of the characters a to z, 0 to 9, \"-\" and \"_\""
)]
pub struct InvalidLabel(pub String);

impl Label {
    /// The label with a name.
    ///
    /// # Errors
    ///
    /// If the name is invalid.
    pub fn new(name: &str) -> Result<Self, InvalidLabel> {
        let plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        if !(1..=LONGEST).contains(&name.len()) || !name.bytes().all(plain) {
            return Err(InvalidLabel(name.to_owned()));
        }
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = names.get(name).copied();
        Ok(Self(known.unwrap_or_else(|| {
            let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
            names.insert(name);
            name
        })))
    }

    /// The name, as in files and on the command line.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The name as a word: `Folk art` for `folk-art`.
    pub fn word(self) -> String {
        let mut letters = self.0.chars().map(|letter| match letter {
            '-' | '_' => ' ',
            letter => letter,
        });
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect()
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl FromStr for Label {
    type Err = InvalidLabel;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::new(name)
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The labels of a model in class order: at least two, without duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels(Vec<Label>);

/// Why labels are invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLabels {
    /// Fewer than two.
    #[error("there must be at least two labels, there are {0}")]
    TooFew(usize),
    /// A duplicate.
    #[error("the label {0} is there twice")]
    Twice(Label),
}

impl Labels {
    /// Checks the labels.
    ///
    /// # Errors
    ///
    /// [`InvalidLabels`] says why they are invalid.
    pub fn new(labels: Vec<Label>) -> Result<Self, InvalidLabels> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = labels.iter().find(|label| !seen.insert(**label)) {
            return Err(InvalidLabels::Twice(*twice));
        }
        if labels.len() < 2 {
            return Err(InvalidLabels::TooFew(labels.len()));
        }
        Ok(Self(labels))
    }

    /// The number of labels.
    #[expect(clippy::len_without_is_empty, reason = "there are always two")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Iterates over the labels in class order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Label> + ExactSizeIterator + Clone {
        self.0.iter().copied()
    }

    /// The class index of a label.
    pub fn position(&self, label: Label) -> Option<usize> {
        self.0.iter().position(|one| *one == label)
    }

    /// The label of a class index.
    pub fn get(&self, index: usize) -> Option<Label> {
        self.0.get(index).copied()
    }
}

impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Label::name).collect();
        f.write_str(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_its_name() {
        let label: Label = serde_json::from_str("\"folk-art\"").unwrap();
        assert_eq!(label, "folk-art".parse().unwrap());
        assert_eq!(serde_json::to_string(&label).unwrap(), "\"folk-art\"");
        assert_eq!(label.word(), "Folk art");
        assert_eq!(format!("{label:<10}|"), "folk-art  |");
    }

    #[test]
    fn a_name_that_could_harm_is_refused() {
        for name in ["", "Chinese", "a b", "../a", "\"", &"a".repeat(41)] {
            let error = Label::new(name).unwrap_err();
            assert_eq!(error, InvalidLabel(name.to_owned()));
        }
    }

    #[test]
    fn labels_are_at_least_two_and_different() {
        let labels = |names: &[&str]| {
            Labels::new(names.iter().map(|name| Label::new(name).unwrap()).collect())
        };
        let both = labels(&["b", "a"]).unwrap();
        assert_eq!((both.len(), both.to_string().as_str()), (2, "b, a"));
        let a = Label::new("a").unwrap();
        assert_eq!((both.position(a), both.get(1), both.get(2)), (Some(1), Some(a), None));
        assert_eq!(labels(&["a"]), Err(InvalidLabels::TooFew(1)));
        assert_eq!(labels(&["a", "a"]), Err(InvalidLabels::Twice(a)));
    }
}
