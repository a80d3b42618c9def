//! The page's languages: one for each file of `www/words`.

// `LANGUAGES`, which `build.rs` lists, English first.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language of the page.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    tag: &'static str,
    name: &'static str,
    source: &'static str,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; LANGUAGES.len()] = LANGUAGES;

    /// The language that others fall back to.
    pub const ENGLISH: Self = LANGUAGES[0];

    /// Its tag, as in `lang="en"`: the name of its file.
    pub const fn tag(self) -> &'static str {
        self.tag
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Its Fluent file.
    pub(super) const fn source(self) -> &'static str {
        self.source
    }

    /// The language of a tag such as `zh-Hans-CN`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        Self::ALL.into_iter().find(|language| language.tag.eq_ignore_ascii_case(primary))
    }

    /// The first of a person's languages that the page has, or English.
    pub fn preferred<T: AsRef<str>>(tags: impl IntoIterator<Item = T>) -> Self {
        let mut known = tags.into_iter().filter_map(|tag| Self::from_tag(tag.as_ref()));
        known.next().unwrap_or(Self::ENGLISH)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken() {
        let preferred = |tags: &[&str]| Language::preferred(tags).tag();
        assert_eq!(preferred(&["xx-AT", "ja-JP", "en"]), "ja");
        assert_eq!(preferred(&["ZH-Hans-CN"]), "zh");
        assert_eq!(preferred(&["xx", "xy"]), "en");
    }

    #[test]
    fn english_comes_first_and_each_says_its_own_name() {
        assert_eq!(Language::ENGLISH.name(), "English");
        let japanese = Language::from_tag("ja").unwrap();
        assert_eq!((japanese.name(), japanese == Language::ENGLISH), ("日本語", false));
    }
}
