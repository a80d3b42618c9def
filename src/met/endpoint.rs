//! Addresses of the API.
//!
//! Source: <https://metmuseum.github.io>, corrected by what was measured
//! after `/v1/search` was retired on 2026-10-01.

use crate::core::culture::Culture;
use form_urlencoded::Serializer;
use serde::Deserialize;
use std::borrow::Cow;

/// Where the API is.
pub const API: &str = "https://collectionapi.metmuseum.org/public/collection";

/// How many results one page of a search holds at most.
pub const PAGE: u32 = 500;

/// A search answers nothing beyond this many results.
pub const WINDOW: u32 = 10_000;

/// The departments that Whence asks for, by the API's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Department {
    /// American art.
    American = 1,
    /// Arms and armour.
    Arms = 4,
    /// Asian art.
    Asian = 6,
    /// European paintings.
    European = 11,
    /// Greek and Roman art.
    Ancient = 13,
    /// Musical instruments.
    Music = 18,
    /// Photographs.
    Photographs = 19,
}

impl Department {
    /// Those whose works are no painting of any of the four cultures. That
    /// cannot be said of Islamic Art, which has Indian paintings, nor of Modern
    /// Art, which has American ones.
    pub const FOREIGN: [Self; 5] =
        [Self::European, Self::Photographs, Self::Arms, Self::Ancient, Self::Music];

    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::American => "The American Wing",
            Self::Arms => "Arms and Armor",
            Self::Asian => "Asian Art",
            Self::European => "European Paintings",
            Self::Ancient => "Greek and Roman Art",
            Self::Music => "Musical Instruments",
            Self::Photographs => "Photographs",
        }
    }
}

/// Where a search looks for its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// Anywhere in a record.
    #[default]
    Anywhere,
    /// In the title.
    Title,
    /// In the artist's name and in the culture.
    ArtistOrCulture,
}

/// A search for works with pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Where; everywhere if nowhere.
    pub department: Option<Department>,
    /// The record's `classification`, exactly; the API calls it the medium.
    pub classification: Option<&'static str>,
    /// What the words are looked for in.
    pub field: Field,
    /// The museum's best known works only.
    pub highlights: bool,
    /// The words; `*` for all.
    pub words: Cow<'static, str>,
}

/// Paintings of Asian Art.
pub const ASIAN_PAINTINGS: Search = Search {
    department: Some(Department::Asian),
    classification: Some("Paintings"),
    field: Field::Anywhere,
    highlights: false,
    words: Cow::Borrowed("*"),
};

/// What may be a painting of the American Wing, whose records have had no
/// classification since 2020.
pub const AMERICAN_PAINTINGS: Search = Search {
    department: Some(Department::American),
    classification: None,
    words: Cow::Borrowed("Painting"),
    ..ASIAN_PAINTINGS
};

impl Search {
    /// Whatever a department has.
    pub fn anything_of(department: Department) -> Self {
        Self { department: Some(department), classification: None, ..ASIAN_PAINTINGS }
    }

    /// What may be a painting of a culture.
    pub fn paintings_of(culture: Culture) -> Self {
        let of = |words| Self {
            field: Field::ArtistOrCulture,
            words: Cow::Borrowed(words),
            ..ASIAN_PAINTINGS
        };
        match culture {
            Culture::American => AMERICAN_PAINTINGS,
            Culture::Chinese => of("China"),
            Culture::Indian => of("India"),
            Culture::Japanese => of("Japan"),
        }
    }

    /// The page of at most `limit` results from `offset` on, in
    /// `0..`[`WINDOW`].
    pub fn page(&self, api: &str, offset: u32, limit: u32) -> String {
        let mut query = Serializer::new(String::new());
        if let Some(department) = self.department {
            query.append_pair("departmentId", &(department as u8).to_string());
        }
        if let Some(classification) = self.classification {
            query.append_pair("medium", classification);
        }
        match self.field {
            Field::Anywhere => {}
            Field::Title => drop(query.append_pair("title", "true")),
            Field::ArtistOrCulture => drop(query.append_pair("artistOrCulture", "true")),
        }
        // "false" would be no filter either.
        if self.highlights {
            query.append_pair("isHighlight", "true");
        }
        query.append_pair("hasImages", "true");
        query.append_pair("offset", &offset.to_string());
        let limit = limit.min(PAGE).min(WINDOW.saturating_sub(offset));
        query.append_pair("limit", &limit.to_string());
        // The old search heeded no parameter after the words.
        query.append_pair("q", &self.words);
        format!("{api}/v1.1/search?{}", query.finish())
    }
}

/// The record of one object.
pub fn object(api: &str, id: u32) -> String {
    format!("{api}/v1/objects/{id}")
}

/// The number of a work that `text` names: by itself, or in the address of
/// its page at the Met or of its record.
pub fn object_in(text: &str) -> Option<u32> {
    let text = text.trim();
    let number = match text.split_once("metmuseum.org/") {
        None => text,
        Some((_, path)) => {
            let path = path.split(['?', '#']).next()?;
            let markers = ["art/collection/search/", "v1/objects/", "v1/iiif/"];
            let after = markers.iter().find_map(|marker| Some(path.split_once(marker)?.1))?;
            after.split('/').next()?
        }
    };
    number.parse().ok().filter(|id| *id > 0)
}

/// The ids of every object, or of those of some departments.
pub fn objects(api: &str, departments: &[u8]) -> String {
    if departments.is_empty() {
        return format!("{api}/v1/objects");
    }
    let numbers: Vec<_> = departments.iter().map(u8::to_string).collect();
    format!("{api}/v1/objects?departmentIds={}", numbers.join("|"))
}

/// A page of ids.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Ids {
    /// How many there are on all pages together.
    pub total: u32,
    /// Those of this page; the API says `null` where there are none.
    #[serde(rename = "objectIDs", default)]
    ids: Option<Vec<u32>>,
}

impl Ids {
    /// Those of this page.
    pub fn here(&self) -> &[u32] {
        self.ids.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_last_and_the_window_ends_where_it_ends() {
        assert_eq!(
            ASIAN_PAINTINGS.page("met:", 500, PAGE),
            "met:/v1.1/search?departmentId=6&medium=Paintings&hasImages=true&offset=500&limit=500&q=*"
        );
        assert!(AMERICAN_PAINTINGS.page("met:", 9_900, PAGE).contains("&offset=9900&limit=100&"));
    }

    #[test]
    fn a_search_says_what_it_looks_in_and_only_that() {
        let address = Search::paintings_of(Culture::Indian).page("met:", 0, 1);
        assert!(address.contains("medium=Paintings&artistOrCulture=true&hasImages=true"));
        assert!(address.ends_with("&limit=1&q=India"));
        let words = Search {
            field: Field::Title,
            highlights: true,
            words: "plum & pine".into(),
            ..Search::default()
        };
        assert_eq!(
            words.page("met:", 0, 8),
            "met:/v1.1/search?title=true&isHighlight=true&hasImages=true&offset=0&limit=8&q=plum+%26+pine"
        );
    }

    #[test]
    fn a_work_is_named_by_number_or_by_address() {
        for text in [
            " 39901 ",
            "https://www.metmuseum.org/art/collection/search/39901",
            "metmuseum.org/art/collection/search/39901?ft=horse#x",
            "https://collectionapi.metmuseum.org/public/collection/v1/objects/39901",
            "https://collectionapi.metmuseum.org/api/collection/v1/iiif/39901/main-image",
        ] {
            assert_eq!(object_in(text), Some(39901), "{text}");
        }
        for text in ["", "0", "-1", "plum", "https://example.org/39901", "metmuseum.org/visit/5"] {
            assert_eq!(object_in(text), None, "{text}");
        }
    }

    #[test]
    fn departments_narrow_the_whole_collection() {
        assert_eq!(objects("met:", &[]), "met:/v1/objects");
        assert_eq!(objects("met:", &[1, 6]), "met:/v1/objects?departmentIds=1|6");
        assert_eq!(object("met:", 39901), "met:/v1/objects/39901");
    }

    #[test]
    fn no_ids_come_as_null_as_nothing_and_not_at_all() {
        for body in
            [r#"{"total":7,"objectIDs":null}"#, r#"{"total":7,"objectIDs":[]}"#, r#"{"total":7}"#]
        {
            let ids: Ids = serde_json::from_str(body).unwrap();
            assert_eq!((ids.total, ids.here()), (7, &[][..]), "{body}");
        }
    }
}
