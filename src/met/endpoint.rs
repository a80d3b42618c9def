//! Addresses of the API.
//!
//! Source: <https://metmuseum.github.io>, corrected by what was measured
//! after `/v1/search` was retired on 2026-10-01.

use form_urlencoded::Serializer;
use serde::Deserialize;

/// Where the API is.
pub const API: &str = "https://collectionapi.metmuseum.org/public/collection";

/// How many results one page of a search holds at most.
pub const PAGE: u32 = 500;

/// A search answers nothing beyond this many results.
pub const WINDOW: u32 = 10_000;

/// The departments that Whence asks for, by the API's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Department {
    /// "The American Wing" in records.
    American = 1,
    /// "Asian Art".
    Asian = 6,
}

/// A search for works with pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// Where.
    pub department: Department,
    /// The record's `classification`, exactly; the API calls it the medium.
    pub classification: Option<&'static str>,
    /// Words to be found anywhere in a record; `*` for all.
    pub words: &'static str,
}

/// Paintings of Asian Art.
pub const ASIAN_PAINTINGS: Search =
    Search { department: Department::Asian, classification: Some("Paintings"), words: "*" };

/// What may be a painting of the American Wing, whose records have had no
/// classification since 2020.
pub const AMERICAN_PAINTINGS: Search =
    Search { department: Department::American, classification: None, words: "Painting" };

impl Search {
    /// The page of results from `offset` on, in `0..`[`WINDOW`].
    pub fn page(&self, api: &str, offset: u32) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("departmentId", &(self.department as u8).to_string());
        if let Some(classification) = self.classification {
            query.append_pair("medium", classification);
        }
        query.append_pair("hasImages", "true");
        query.append_pair("offset", &offset.to_string());
        query.append_pair("limit", &PAGE.min(WINDOW.saturating_sub(offset)).to_string());
        // The old search heeded no parameter after the words.
        query.append_pair("q", self.words);
        format!("{api}/v1.1/search?{}", query.finish())
    }
}

/// The record of one object.
pub fn object(api: &str, id: u32) -> String {
    format!("{api}/v1/objects/{id}")
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
            ASIAN_PAINTINGS.page("met:", 500),
            "met:/v1.1/search?departmentId=6&medium=Paintings&hasImages=true&offset=500&limit=500&q=*"
        );
        assert!(AMERICAN_PAINTINGS.page("met:", 9_900).contains("&offset=9900&limit=100&"));
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
