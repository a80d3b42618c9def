//! The page's languages.

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The language that others fall back to.
    English,
    /// In simplified characters.
    Chinese,
    /// Hindi.
    Hindi,
    /// Japanese.
    Japanese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::English, Self::Chinese, Self::Hindi, Self::Japanese];

    /// Its tag, as in `lang="en"`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
            Self::Hindi => "hi",
            Self::Japanese => "ja",
        }
    }

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
            Self::Hindi => "हिन्दी",
            Self::Japanese => "日本語",
        }
    }

    /// Its Fluent file.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../www/words/en.ftl"),
            Self::Chinese => include_str!("../../www/words/zh.ftl"),
            Self::Hindi => include_str!("../../www/words/hi.ftl"),
            Self::Japanese => include_str!("../../www/words/ja.ftl"),
        }
    }

    /// The language of a tag such as `zh-Hans-CN`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// The first of a person's languages that the page has, or English.
    pub fn preferred<T: AsRef<str>>(tags: impl IntoIterator<Item = T>) -> Self {
        let mut known = tags.into_iter().filter_map(|tag| Self::from_tag(tag.as_ref()));
        known.next().unwrap_or(Self::English)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken() {
        assert_eq!(Language::preferred(["de-AT", "ja-JP", "en"]), Language::Japanese);
        assert_eq!(Language::preferred(["zh-Hans-CN"]), Language::Chinese);
        assert_eq!(Language::preferred(["de", "fr"]), Language::English);
    }
}
