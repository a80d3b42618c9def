//! The problems found in a data set.

use crate::hint::Hinted;
use anyhow::{Result, bail};
use std::{collections::BTreeMap, fmt};

/// The number of examples to show of each kind.
const EXAMPLES: usize = 3;

/// A kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// No picture has a part.
    NotSplit,
    /// A listed file does not exist.
    Missing,
    /// A picture cannot be decoded completely.
    Broken,
    /// One file, or two equal files, with two classes.
    TwoClasses,
    /// One file, or two equal files, in two parts.
    TwoParts,
    /// A label without pictures for training or for evaluation.
    NoPictures,
    /// Near-duplicates in two parts.
    NearInTwoParts,
    /// A group in two parts.
    GroupInTwoParts,
    /// One file, or two equal files, more than once in one part.
    Twice,
    /// A label with few pictures.
    Few,
    /// A picture with a side smaller than the network's input.
    Small,
    /// A source with pictures of one label only.
    SourceOfOneClass,
    /// A missing column that would allow more checks.
    NoColumn,
    /// A picture without a part, while others have one.
    NoPart,
    /// The name of a part that is similar to a standard one.
    OddPart,
}

impl Kind {
    /// Whether it is an error; the other kinds may be intended.
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

/// The problems by kind, each with all its places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(BTreeMap<Kind, Vec<String>>);

impl Findings {
    pub(super) fn add(&mut self, kind: Kind, place: String) {
        self.0.entry(kind).or_default().push(place);
    }

    /// Whether there is no error.
    pub fn is_fine(&self) -> bool {
        !self.0.keys().any(|kind| kind.is_error())
    }

    /// All places of a kind.
    pub fn of(&self, kind: Kind) -> &[String] {
        self.0.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Returns the errors, if there are any.
    ///
    /// # Errors
    ///
    /// The errors among the problems.
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
