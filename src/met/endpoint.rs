//! Addresses of the API.
//!
//! Source: <https://metmuseum.github.io>, corrected by measurements made after
//! `/v1/search` was retired on 2026-10-01.

use super::record::lenient;
use form_urlencoded::{Serializer, parse};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// The address of the API.
pub const API: &str = "https://collectionapi.metmuseum.org/public/collection";

/// The largest number of results on one page of a search.
pub const PAGE: u32 = 500;

/// A search returns no results beyond this number.
pub const WINDOW: u32 = 10_000;

/// A department of the museum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Department(u8);

/// The departments: the API's number and the name in records.
const DEPARTMENTS: [(u8, &str); 19] = [
    (1, "The American Wing"),
    (3, "Ancient West Asian Art"),
    (4, "Arms and Armor"),
    (5, "The Michael C. Rockefeller Wing"),
    (6, "Asian Art"),
    (7, "The Cloisters"),
    (8, "Costume Institute"),
    (9, "Drawings and Prints"),
    (10, "Egyptian Art"),
    (11, "European Paintings"),
    (12, "European Sculpture and Decorative Arts"),
    (13, "Greek and Roman Art"),
    (14, "Islamic Art"),
    (15, "Robert Lehman Collection"),
    (16, "The Libraries"),
    (17, "Medieval Art"),
    (18, "Musical Instruments"),
    (19, "Photographs"),
    (21, "Modern and Contemporary Art"),
];

impl Department {
    /// The American Wing.
    pub const AMERICAN: Self = Self(1);
    /// Asian Art.
    pub const ASIAN: Self = Self(6);

    /// The department with a name in records.
    pub fn named(name: &str) -> Option<Self> {
        DEPARTMENTS.iter().find(|(_, known)| *known == name).map(|(number, _)| Self(*number))
    }

    /// The API's number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Its name in records.
    pub fn name(self) -> &'static str {
        DEPARTMENTS.iter().find(|(number, _)| *number == self.0).map_or("", |(_, name)| name)
    }
}

impl TryFrom<String> for Department {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let names = || DEPARTMENTS.map(|(_, name)| name).join(", ");
        Self::named(&name)
            .ok_or_else(|| format!("The Met has no department {name:?}; it has {}", names()))
    }
}

impl From<Department> for &'static str {
    fn from(department: Department) -> Self {
        department.name()
    }
}

/// The fields that a search matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Search {
    /// The department; `None` for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// The record's `classification`, exactly; the API calls it the medium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification: Option<String>,
    /// The fields that the words are matched with.
    pub field: Field,
    /// Only the museum's best known works.
    pub highlights: bool,
    /// The words; `*` matches all.
    pub words: String,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            department: None,
            classification: None,
            field: Field::default(),
            highlights: false,
            words: "*".to_owned(),
        }
    }
}

impl fmt::Display for Search {
    /// A description for people: `Asian Art, Paintings: China`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let department = self.department.map_or("every department", Department::name);
        f.write_str(department)?;
        if let Some(classification) = &self.classification {
            write!(f, ", {classification}")?;
        }
        if self.words == "*" { Ok(()) } else { write!(f, ": {}", self.words) }
    }
}

impl Search {
    /// All works of a department.
    pub fn anything_of(department: Department) -> Self {
        Self { department: Some(department), ..Self::default() }
    }

    /// The same search with the fields of a form, in the notation of a query
    /// string: `words=plum&field=title&highlights=true`. Other fields are
    /// ignored.
    #[must_use]
    pub fn asked_by(self, form: &str) -> Self {
        parse(form.as_bytes()).fold(self, |mut search, (name, value)| {
            match (&*name, &*value) {
                ("words", words) => search.words = words.trim().to_owned(),
                ("field", "title") => search.field = Field::Title,
                ("field", "artist") => search.field = Field::ArtistOrCulture,
                ("field", _) => search.field = Field::Anywhere,
                ("highlights", _) => search.highlights = true,
                _ => {}
            }
            search
        })
    }

    /// The same search without words that are matched with the artist or
    /// culture, which the API's index has lost at times: it finds more works,
    /// including the wanted ones. A search of the whole collection does not
    /// change.
    #[must_use]
    pub fn widened(&self) -> Self {
        let narrow = self.department.is_some() || self.classification.is_some();
        if narrow && self.field == Field::ArtistOrCulture {
            Self { field: Field::Anywhere, words: "*".to_owned(), ..self.clone() }
        } else {
            self.clone()
        }
    }

    /// The address of the page of at most `limit` results from `offset` on, in
    /// `0..`[`WINDOW`].
    pub fn page(&self, api: &str, offset: u32, limit: u32) -> String {
        let mut query = Serializer::new(String::new());
        if let Some(department) = self.department {
            query.append_pair("departmentId", &department.number().to_string());
        }
        if let Some(classification) = &self.classification {
            query.append_pair("medium", classification);
        }
        match self.field {
            Field::Anywhere => {}
            Field::Title => drop(query.append_pair("title", "true")),
            Field::ArtistOrCulture => drop(query.append_pair("artistOrCulture", "true")),
        }
        // "false" would not disable the filter.
        if self.highlights {
            query.append_pair("isHighlight", "true");
        }
        query.append_pair("hasImages", "true");
        query.append_pair("offset", &offset.to_string());
        let limit = limit.min(PAGE).min(WINDOW.saturating_sub(offset));
        query.append_pair("limit", &limit.to_string());
        // The old search ignored parameters after the words.
        query.append_pair("q", &self.words);
        format!("{api}/v1.1/search?{}", query.finish())
    }
}

/// The departments: a small response that shows whether the API answers.
pub fn departments(api: &str) -> String {
    format!("{api}/v1/departments")
}

/// The record of one object.
pub fn object(api: &str, id: u32) -> String {
    format!("{api}/v1/objects/{id}")
}

/// The web page of one object.
pub fn page(id: u32) -> String {
    format!("https://www.metmuseum.org/art/collection/search/{id}")
}

/// The number of a work in `text`: the number itself, or the address of the
/// work's page at the Met or of its record.
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
    /// The number of ids on all pages.
    #[serde(deserialize_with = "lenient")]
    pub total: u32,
    #[serde(rename = "objectIDs", default, deserialize_with = "numbers")]
    ids: Vec<u32>,
}

impl Ids {
    /// The ids of this page.
    pub fn objects(&self) -> &[u32] {
        &self.ids
    }
}

/// The API writes `null` if there are none. Values that are not numbers are
/// skipped.
fn numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u32>, D::Error> {
    #[derive(Deserialize)]
    struct Id(#[serde(deserialize_with = "lenient")] u32);
    let ids = Option::<Vec<Id>>::deserialize(from)?.unwrap_or_default();
    Ok(ids.into_iter().map(|Id(id)| id).filter(|id| *id > 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_last_and_the_window_ends_where_it_ends() {
        let paintings = Search {
            classification: Some("Paintings".to_owned()),
            ..Search::anything_of(Department::ASIAN)
        };
        assert_eq!(
            paintings.page("met:", 500, PAGE),
            "met:/v1.1/search?departmentId=6&medium=Paintings&hasImages=true&offset=500&limit=500&q=*"
        );
        assert!(paintings.page("met:", 9_900, PAGE).contains("&offset=9900&limit=100&"));
    }

    #[test]
    fn a_search_says_what_it_looks_in_and_only_that() {
        let india: Search = serde_json::from_str(
            r#"{ "department": "Asian Art", "classification": "Paintings",
                 "field": "artist_or_culture", "words": "India" }"#,
        )
        .unwrap();
        let address = india.page("met:", 0, 1);
        assert!(address.contains("medium=Paintings&artistOrCulture=true&hasImages=true"));
        assert!(address.ends_with("&limit=1&q=India"));
        assert_eq!(india.to_string(), "Asian Art, Paintings: India");
        assert_eq!(india.widened().to_string(), "Asian Art, Paintings");
        let anywhere = Search { department: None, classification: None, ..india };
        assert_eq!(anywhere.widened(), anywhere);
        let words = Search::default()
            .asked_by("words=+plum+%26+pine&field=title&highlights=true&label=chinese");
        assert_eq!(
            words.page("met:", 0, 8),
            "met:/v1.1/search?title=true&isHighlight=true&hasImages=true&offset=0&limit=8&q=plum+%26+pine"
        );
    }

    #[test]
    fn a_form_asks_for_what_it_has() {
        let field = |form: &str| Search::default().asked_by(form).field;
        let forms = ["", "field=anywhere", "field=title", "field=artist"];
        let fields = [Field::Anywhere, Field::Anywhere, Field::Title, Field::ArtistOrCulture];
        assert_eq!(forms.map(field), fields);
        let asian = Search::anything_of(Department::ASIAN).asked_by("words=pine");
        assert_eq!(asian.to_string(), "Asian Art: pine");
        assert!(!asian.highlights);
    }

    #[test]
    fn every_field_of_the_pages_form_is_asked_for() {
        let (_, form) = include_str!("../../www/index.html").split_once("\"find-form\"").unwrap();
        let (form, _) = form.split_once("</form>").unwrap();
        let names: Vec<_> = form.split(" name=\"").skip(1).collect();
        assert!(names.len() > 3, "{names:?}");
        for name in names.into_iter().map(|rest| rest.split('"').next().unwrap()) {
            let asked = Search::default().asked_by(&format!("{name}=title"));
            // A label restricts the query, not the search.
            assert_eq!(asked == Search::default(), name == "label", "{name}");
        }
    }

    #[test]
    fn a_department_is_known_by_its_name_in_records() {
        let asian: Department = serde_json::from_str("\"Asian Art\"").unwrap();
        assert_eq!((asian, asian.number()), (Department::ASIAN, 6));
        let error = serde_json::from_str::<Department>("\"Asia\"").unwrap_err().to_string();
        assert!(error.contains("it has The American Wing, "), "{error}");
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
            assert_eq!((ids.total, ids.objects()), (7, &[][..]), "{body}");
        }
    }

    #[test]
    fn ids_may_be_text() {
        let body = r#"{"total":"3","objectIDs":["18", 7, null, "many"]}"#;
        let ids: Ids = serde_json::from_str(body).unwrap();
        assert_eq!((ids.total, ids.objects()), (3, &[18, 7][..]));
    }
}
