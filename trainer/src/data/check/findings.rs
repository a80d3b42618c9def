//! What was found wrong with a data set.

use crate::hint::Hinted;
use anyhow::{Result, bail};
use std::{collections::BTreeMap, fmt};

/// How many examples of each kind are shown.
const EXAMPLES: usize = 3;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// No picture has a part.
    NotSplit,
    /// A file that is listed is not there.
    Missing,
    /// A picture cannot be decoded to its end.
    Broken,
    /// One file, or two that are equal, with two classes.
    TwoClasses,
    /// One file, or two that are equal, in two parts.
    TwoParts,
    /// A label without pictures to learn from, or to judge by.
    NoPictures,
    /// Pictures that show nearly the same, in two parts.
    NearInTwoParts,
    /// A group in two parts.
    GroupInTwoParts,
    /// One file, or two that are equal, more than once in one part.
    Twice,
    /// A label with few pictures.
    Few,
    /// A picture with a side below the network's.
    Small,
    /// A source that gives its label away.
    SourceOfOneClass,
    /// A column that would say more.
    NoColumn,
    /// A picture without a part, beside others that have one.
    NoPart,
    /// The name of a part that is near to another.
    OddPart,
}

impl Kind {
    /// Whether it spoils a training; the others may be meant.
    pub fn is_error(self) -> bool {
        self <= Self::NoPictures
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::NotSplit => "not split",
            Self::Missing => "file missing",
            Self::Broken => "broken picture",
            Self::TwoClasses => "one picture, two classes",
            Self::TwoParts => "one picture, two parts",
            Self::NoPictures => "label without pictures",
            Self::NearInTwoParts => "near-duplicates in two parts",
            Self::GroupInTwoParts => "group in two parts",
            Self::Twice => "listed twice",
            Self::Few => "few pictures",
            Self::Small => "small picture",
            Self::SourceOfOneClass => "source of one class",
            Self::NoColumn => "column missing",
            Self::NoPart => "picture without a part",
            Self::OddPart => "name of a part",
        }
    }
}

/// What was found, by kind, each with every place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(BTreeMap<Kind, Vec<String>>);

impl Findings {
    pub(super) fn add(&mut self, kind: Kind, place: String) {
        self.0.entry(kind).or_default().push(place);
    }

    /// Whether nothing spoils a training.
    pub fn is_fine(&self) -> bool {
        !self.0.keys().any(|kind| kind.is_error())
    }

    /// Every place of a kind.
    pub fn of(&self, kind: Kind) -> &[String] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Refuses to go on where something spoils a training.
    ///
    /// # Errors
    ///
    /// The errors among what was found.
    pub fn refuse(mut self) -> Result<()> {
        if self.is_fine() {
            return Ok(());
        }
        self.0.retain(|kind, _| kind.is_error());
        bail!(Hinted::new(
            format!("the data set has errors:\n{}", self.to_string().trim_end()),
            "`whence check` decodes every picture and lists all problems"
        ));
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return writeln!(f, "nothing found");
        }
        writeln!(f, "{:<8} {:<28} {:>6}  first examples", "", "kind", "count")?;
        for (kind, places) in &self.0 {
            let weight = if kind.is_error() { "error" } else { "warning" };
            let examples: Vec<_> = places.iter().take(EXAMPLES).map(String::as_str).collect();
            let (kind, count, examples) = (kind.in_words(), places.len(), examples.join("; "));
            writeln!(f, "{weight:<8} {kind:<28} {count:>6}  {examples}")?;
        }
        Ok(())
    }
}
