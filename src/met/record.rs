//! The API's record of one object.
//!
//! A [`Record`] has the fields that Whence reads, each as text, a number or a
//! flag, whatever JSON type the API uses: a year as a number, a flag as
//! `"True"`, an id as `"18"`. A field that is missing, `null` or a list is
//! empty. Other fields are skipped, so that an unusual value in them does not
//! lose a work; [`COLUMNS`] names them all. Text is stored unchanged;
//! [`display`] prepares it for display.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// Why an answer is not a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// Not a JSON object, or an incomplete one.
    #[error("the record cannot be read: {0}")]
    Unreadable(String),
    /// It has no object id.
    #[error("the record has no objectID")]
    Nameless,
}

macro_rules! record {
    ($($(#[$about:meta])* $key:literal $field:ident: $kind:ty,)*) => {
        /// The record of one object. Unknown text is `""`.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Record {
            $($(#[$about])* #[serde(rename = $key, deserialize_with = "lenient")] pub $field: $kind,)*
        }
    };
}

record! {
    /// Identifies the object; never 0 in a record that was read.
    "objectID" object_id: u32,
    /// Accession number, made of the year of acquisition and dots:
    /// `13.228.7.1`.
    "accessionNumber" accession_number: String,
    /// Without this there are no pictures.
    "isPublicDomain" is_public_domain: bool,
    /// Address of the picture, up to 4000 pixels.
    "primaryImage" primary_image: String,
    /// Address of the same, about 600 pixels.
    "primaryImageSmall" primary_image_small: String,
    /// The department's name, which for some differs from the name of its
    /// number.
    "department" department: String,
    /// Type of object: "Hanging scroll", "Painting".
    "objectName" object_name: String,
    /// Its title.
    "title" title: String,
    /// Culture or people: "China", "India (Rajasthan, Mewar)".
    "culture" culture: String,
    /// Period of time.
    "period" period: String,
    /// The artist's name.
    "artistDisplayName" artist_display_name: String,
    /// Nationality.
    "artistNationality" artist_nationality: String,
    /// Date in words.
    "objectDate" object_date: String,
    /// Materials.
    "medium" medium: String,
    /// The credit line, such as the donor.
    "creditLine" credit_line: String,
    /// Country.
    "country" country: String,
    /// Kind: "Paintings"; empty in the American Wing.
    "classification" classification: String,
}

/// The fields of a record of The Met, in its order: those found in 134 distinct
/// complete records. The documentation names fewer, and older records lack
/// some.
pub const COLUMNS: &[&str] = &[
    "objectID",
    "isHighlight",
    "accessionNumber",
    "accessionYear",
    "isPublicDomain",
    "primaryImage",
    "primaryImageSmall",
    "additionalImages",
    "constituents",
    "department",
    "objectName",
    "title",
    "culture",
    "period",
    "dynasty",
    "reign",
    "portfolio",
    "artistRole",
    "artistPrefix",
    "artistDisplayName",
    "artistDisplayBio",
    "artistSuffix",
    "artistAlphaSort",
    "artistNationality",
    "artistBeginDate",
    "artistEndDate",
    "artistGender",
    "artistWikidata_URL",
    "artistULAN_URL",
    "objectDate",
    "objectBeginDate",
    "objectEndDate",
    "medium",
    "dimensions",
    "measurements",
    "creditLine",
    "geographyType",
    "city",
    "state",
    "county",
    "country",
    "region",
    "subregion",
    "locale",
    "locus",
    "excavation",
    "river",
    "classification",
    "rightsAndReproduction",
    "linkResource",
    "metadataDate",
    "repository",
    "objectURL",
    "tags",
    "objectWikidata_URL",
    "isTimelineWork",
    "GalleryNumber",
];

/// A type that JSON represents in one of several ways.
pub(super) trait Lenient: Default {
    /// Parses text; the default if it has no value.
    fn from_text(text: String) -> Self;
}

impl Lenient for String {
    fn from_text(text: String) -> Self {
        text
    }
}

impl Lenient for bool {
    fn from_text(text: String) -> Self {
        ["true", "1"].iter().any(|yes| text.trim().eq_ignore_ascii_case(yes))
    }
}

impl Lenient for u32 {
    fn from_text(text: String) -> Self {
        text.trim().parse().unwrap_or_default()
    }
}

/// Reads a value of any JSON type.
pub(super) fn lenient<'de, T: Lenient, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_any(AsText).map(T::from_text)
}

/// Reads any JSON value as text: `null`, `false`, lists and objects as empty
/// text.
struct AsText;

impl<'de> Visitor<'de> for AsText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<String, E> {
        Ok(if flag { "true".to_owned() } else { String::new() })
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_unit<E: de::Error>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<String, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }
}

/// A response without the byte order mark that some servers add.
pub fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// [`RecordError`] if it is not a JSON object, or has no object id.
    pub fn from_json(json: &[u8]) -> Result<Self, RecordError> {
        // One invalid byte in a text is no reason to lose the record.
        let json = String::from_utf8_lossy(unmarked(json));
        if !json.trim_start().starts_with('{') {
            return Err(RecordError::Unreadable("it is not a JSON object".to_owned()));
        }
        let record: Self = serde_json::from_str(&json)
            .map_err(|error| RecordError::Unreadable(error.to_string()))?;
        if record.object_id == 0 { Err(RecordError::Nameless) } else { Ok(record) }
    }

    /// The address of the picture: about 600 pixels if the record has one,
    /// otherwise the original; `None` if it has neither, as for works that are
    /// not in the public domain.
    pub fn picture(&self) -> Option<&str> {
        [&self.primary_image_small, &self.primary_image]
            .map(|address| address.trim())
            .into_iter()
            .find(|address| address.starts_with("http"))
    }

    /// The artist and the date, as far as they are known, for display.
    pub fn made_by(&self) -> String {
        let known = [display(&self.artist_display_name), display(&self.object_date)];
        let known: Vec<String> = known.into_iter().filter(|text| !text.is_empty()).collect();
        known.join(", ")
    }
}

/// A record's text for display: without markup and entities, on one line. "(not
/// assigned)" is the museum's placeholder for unknown text.
pub fn display(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        plain += before;
        match tag.find('>') {
            Some(end) if is_tag(tag) => rest = tag.get(end + 1..).unwrap_or_default(),
            _ => {
                plain.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    plain += rest;
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(entity, character);
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain == "(not assigned)" { String::new() } else { plain }
}

fn is_tag(text: &str) -> bool {
    text.get(1..2).is_some_and(|first| first == "/" || first.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(value: &Value) -> Result<Record, RecordError> {
        Record::from_json(value.to_string().as_bytes())
    }

    #[test]
    fn who_made_it_and_when_is_said_as_far_as_it_is_known() {
        let made_by = |artist: &str, date: &str| {
            let (artist, date) = (artist.to_owned(), date.to_owned());
            Record { artist_display_name: artist, object_date: date, ..Record::default() }.made_by()
        };
        assert_eq!(made_by("Xia Gui", "ca. <i>1200</i>"), "Xia Gui, ca. 1200");
        assert_eq!([made_by("", "1635"), made_by("Xia Gui", "")], ["1635", "Xia Gui"]);
        assert_eq!(made_by("", ""), "");
    }

    #[test]
    fn every_field_is_a_column() {
        let fields = serde_json::to_value(Record::default()).unwrap();
        let known = |field: &String| COLUMNS.contains(&field.as_str());
        assert!(fields.as_object().unwrap().keys().all(known), "{fields}");
        assert_eq!(COLUMNS.len(), 57);
    }

    #[test]
    fn a_value_of_another_kind_is_read_as_what_it_stands_for() {
        let record = read(&json!({
            "objectID": "18", "isPublicDomain": "True", "title": 1913, "medium": null,
            "objectDate": 1635.5, "culture": "China", "creditLine": ["a gift"],
            "artistDisplayName": false, "classification": { "name": "Paintings" },
        }))
        .unwrap();
        let expected = Record {
            object_id: 18,
            is_public_domain: true,
            title: "1913".to_owned(),
            object_date: "1635.5".to_owned(),
            culture: "China".to_owned(),
            ..Record::default()
        };
        assert_eq!(record, expected);
        for (value, expected) in [
            (json!(true), true),
            (json!(1), true),
            (json!(" true "), true),
            (json!("False"), false),
            (json!(0), false),
            (json!(""), false),
            (Value::Null, false),
        ] {
            let record = read(&json!({ "objectID": 7, "isPublicDomain": value })).unwrap();
            assert_eq!(record.is_public_domain, expected, "{value}");
        }
    }

    #[test]
    fn fields_that_are_not_read_may_hold_anything() {
        for (field, value) in [
            ("accessionYear", json!(1913)),
            ("GalleryNumber", json!(211)),
            ("objectBeginDate", json!("")),
            ("objectEndDate", json!(1.5)),
            ("measurements", json!([{ "elementMeasurements": { "Height": null } }])),
            ("tags", json!([{ "term": 7 }])),
            ("constituents", json!("nobody")),
            ("isHighlight", json!({})),
            ("dimensionsParsed", json!([1, 2])),
        ] {
            let record = read(&json!({ "objectID": 7, field: value, "title": "Plum" }));
            assert_eq!(record.map(|record| record.title), Ok("Plum".to_owned()), "{field}");
        }
    }

    #[test]
    fn a_byte_order_mark_and_a_bad_byte_cost_nothing() {
        let json = b"\xef\xbb\xbf {\"objectID\": 7, \"title\": \"caf\xe9\"}";
        assert_eq!(Record::from_json(json).unwrap().title, "caf\u{fffd}");
    }

    #[test]
    fn what_is_no_record_is_told_from_one_without_a_name() {
        for json in [json!({ "message": "not found" }), json!({ "objectID": "many" }), json!({})] {
            assert_eq!(read(&json), Err(RecordError::Nameless), "{json}");
        }
        for json in ["", "<html>", "[7]", "null", "7", "{\"objectID\": 7"] {
            let read = Record::from_json(json.as_bytes());
            assert!(matches!(read, Err(RecordError::Unreadable(_))), "{json}: {read:?}");
        }
    }

    #[test]
    fn the_small_picture_is_preferred_and_the_large_one_is_one_too() {
        let picture = |small: &str, large: &str| {
            let record = Record {
                primary_image_small: small.to_owned(),
                primary_image: large.to_owned(),
                ..Record::default()
            };
            record.picture().map(str::to_owned)
        };
        assert_eq!(picture("https://small", "https://large").as_deref(), Some("https://small"));
        assert_eq!(picture(" ", "https://large ").as_deref(), Some("https://large"));
        assert_eq!(picture("(not assigned)", ""), None);
    }

    #[test]
    fn text_is_cleaned_for_display() {
        let cases = [
            ("The <i>Oxbow</i>", "The Oxbow"),
            ("Painting\r\nFrigate", "Painting Frigate"),
            ("Currier &amp; Ives", "Currier & Ives"),
            ("&amp;lt; stays an entity once", "&lt; stays an entity once"),
            ("3 < 4", "3 < 4"),
            ("(not assigned)", ""),
            ("a <b", "a <b"),
        ];
        for (raw, shown) in cases {
            assert_eq!(display(raw), shown);
        }
    }
}
