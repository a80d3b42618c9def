//! The four cultures.
//!
//! Their order is the order of every vector of four in the project: class
//! probabilities, evidence maps, rows and columns of confusion matrices. A
//! model's card repeats it, and a card that disagrees is refused.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A culture that Whence can recognise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Culture {
    /// Paintings of the United States.
    American,
    /// Paintings of China.
    Chinese,
    /// Paintings of India.
    Indian,
    /// Paintings of Japan.
    Japanese,
}

impl Culture {
    /// How many cultures there are.
    pub const COUNT: usize = 4;

    /// Every culture, in class order.
    pub const ALL: [Self; Self::COUNT] =
        [Self::American, Self::Chinese, Self::Indian, Self::Japanese];

    /// The class index, `0..Culture::COUNT`.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The culture of a class index, or `None` outside `0..Culture::COUNT`.
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// The name used in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::American => "american",
            Self::Chinese => "chinese",
            Self::Indian => "indian",
            Self::Japanese => "japanese",
        }
    }
}

impl fmt::Display for Culture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is none of the four cultures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such culture: expected american, chinese, indian or japanese, got {0:?}")]
pub struct UnknownCulture(pub String);

impl FromStr for Culture {
    type Err = UnknownCulture;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|culture| culture.name() == name);
        known.ok_or_else(|| UnknownCulture(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_name_and_order_agree() {
        for (index, culture) in Culture::ALL.into_iter().enumerate() {
            assert_eq!(culture.index(), index);
            assert_eq!(Culture::from_index(index), Some(culture));
            assert_eq!(culture.name().parse(), Ok(culture));
        }
        assert_eq!(Culture::from_index(Culture::COUNT), None);
    }

    #[test]
    fn an_unknown_name_is_named_in_the_error() {
        let error = "french".parse::<Culture>().unwrap_err();
        assert_eq!(error, UnknownCulture("french".to_owned()));
        assert!(error.to_string().contains("french"));
    }
}
