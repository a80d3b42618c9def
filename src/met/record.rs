//! What the API says of one object.
//!
//! The fields are those that were found in 134 distinct whole records; the
//! documentation names fewer. Older records lack some, and some that should
//! be lists are `null`: whatever is missing or `null` is empty here. Text is
//! kept as it came; [`display`] makes it fit to be shown.

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Why an answer is not a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// Not JSON, or a field holds something of another kind.
    #[error("the record cannot be read: {field}: {problem}")]
    Unreadable {
        /// The field, as a path.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// It names no object.
    #[error("the record has no objectID")]
    Nameless,
}

macro_rules! record {
    ($($(#[$about:meta])* $key:literal $field:ident: $kind:ty,)*) => {
        /// The record of one object. Unknown text is `""`, an unknown year 0.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Record {
            $($(#[$about])* #[serde(rename = $key, deserialize_with = "or_empty")] pub $field: $kind,)*
        }

        /// The fields' names, as the API writes and orders them.
        pub const COLUMNS: &[&str] = &[$($key,)*];
    };
}

record! {
    /// Identifies the object; never 0 in a record that was read.
    "objectID" object_id: u32,
    /// One of the museum's best known works.
    "isHighlight" is_highlight: bool,
    /// Number, made of the year it came and dots: `13.228.7.1`.
    "accessionNumber" accession_number: String,
    /// The year the museum acquired it.
    "accessionYear" accession_year: String,
    /// Without this there are no pictures.
    "isPublicDomain" is_public_domain: bool,
    /// Address of the picture, up to 4000 pixels.
    "primaryImage" primary_image: String,
    /// Address of the same, about 600 pixels.
    "primaryImageSmall" primary_image_small: String,
    /// Addresses of further pictures.
    "additionalImages" additional_images: Vec<String>,
    /// Who made it, whose it was.
    "constituents" constituents: Vec<Constituent>,
    /// The department's name, which for some is not the one of its number.
    "department" department: String,
    /// What it is: "Hanging scroll", "Painting".
    "objectName" object_name: String,
    /// Its title.
    "title" title: String,
    /// Culture or people: "China", "India (Rajasthan, Mewar)".
    "culture" culture: String,
    /// Period of time.
    "period" period: String,
    /// Dynasty.
    "dynasty" dynasty: String,
    /// Ruler.
    "reign" reign: String,
    /// A set of works published together.
    "portfolio" portfolio: String,
    /// What the artist did: "Artist", "Calligrapher".
    "artistRole" artist_role: String,
    /// How sure that is: "Attributed to", "In the style of".
    "artistPrefix" artist_prefix: String,
    /// The artist's name.
    "artistDisplayName" artist_display_name: String,
    /// Nationality and dates.
    "artistDisplayBio" artist_display_bio: String,
    /// Further to the name.
    "artistSuffix" artist_suffix: String,
    /// The name as it is sorted.
    "artistAlphaSort" artist_alpha_sort: String,
    /// Nationality.
    "artistNationality" artist_nationality: String,
    /// Born.
    "artistBeginDate" artist_begin_date: String,
    /// Died; "9999" for the living.
    "artistEndDate" artist_end_date: String,
    /// Female, or empty.
    "artistGender" artist_gender: String,
    /// Address at Wikidata.
    "artistWikidata_URL" artist_wikidata_url: String,
    /// Address at the Getty's list of artists.
    "artistULAN_URL" artist_ulan_url: String,
    /// Date in words.
    "objectDate" object_date: String,
    /// First year; negative before our era.
    "objectBeginDate" object_begin_date: i32,
    /// Last year.
    "objectEndDate" object_end_date: i32,
    /// Materials.
    "medium" medium: String,
    /// Sizes in words, a line each.
    "dimensions" dimensions: String,
    /// Sizes in numbers.
    "measurements" measurements: Vec<Measurement>,
    /// Who gave it.
    "creditLine" credit_line: String,
    /// What the place is: "Made in", "Possibly from".
    "geographyType" geography_type: String,
    /// City.
    "city" city: String,
    /// State or province.
    "state" state: String,
    /// County.
    "county" county: String,
    /// Country.
    "country" country: String,
    /// Region.
    "region" region: String,
    /// Region within it.
    "subregion" subregion: String,
    /// Place within that.
    "locale" locale: String,
    /// Place of a find.
    "locus" locus: String,
    /// Name of an excavation.
    "excavation" excavation: String,
    /// River.
    "river" river: String,
    /// Kind: "Paintings"; empty in the American Wing.
    "classification" classification: String,
    /// Rights, where there are any.
    "rightsAndReproduction" rights_and_reproduction: String,
    /// Unused.
    "linkResource" link_resource: String,
    /// When the record was last changed.
    "metadataDate" metadata_date: String,
    /// The museum.
    "repository" repository: String,
    /// Its page at the Met.
    "objectURL" object_url: String,
    /// What is to be seen on it.
    "tags" tags: Vec<Tag>,
    /// Address at Wikidata.
    "objectWikidata_URL" object_wikidata_url: String,
    /// Part of the Met's timeline of art history.
    "isTimelineWork" is_timeline_work: bool,
    /// Where it hangs now; empty if nowhere.
    "GalleryNumber" gallery_number: String,
}

macro_rules! part {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $key:literal $field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $($(#[$field_about])* #[serde(rename = $key, deserialize_with = "or_empty")] pub $field: $kind,)*
        }
    };
}

part! {
    /// A person or workshop.
    Constituent {
        /// Identifies it.
        "constituentID" constituent_id: u32,
        /// What they did.
        "role" role: String,
        /// Their name.
        "name" name: String,
        /// Address at the Getty's list of artists.
        "constituentULAN_URL" ulan_url: String,
        /// Address at Wikidata.
        "constituentWikidata_URL" wikidata_url: String,
        /// Female, or empty.
        "gender" gender: String,
    }
}

part! {
    /// The size of a part of an object.
    Measurement {
        /// The part: "Image", "Overall with mounting".
        "elementName" element_name: String,
        /// More on it.
        "elementDescription" element_description: String,
        /// Centimetres by direction ("Height", "Width", ...); kilograms for
        /// "Weight".
        "elementMeasurements" element_measurements: BTreeMap<String, f64>,
    }
}

part! {
    /// Something to be seen on an object.
    Tag {
        /// What it is.
        "term" term: String,
        /// Address at the Getty's thesaurus.
        "AAT_URL" aat_url: String,
        /// Address at Wikidata.
        "Wikidata_URL" wikidata_url: String,
    }
}

fn or_empty<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// [`RecordError`] names the field that is at fault.
    pub fn from_json(json: &[u8]) -> Result<Self, RecordError> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let record: Self =
            serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
                RecordError::Unreadable {
                    field: error.path().to_string(),
                    problem: error.into_inner().to_string(),
                }
            })?;
        if record.object_id == 0 { Err(RecordError::Nameless) } else { Ok(record) }
    }

    /// The address of the picture of about 600 pixels; `None` where there is
    /// none, as for works that are not in the public domain.
    pub fn picture(&self) -> Option<&str> {
        Some(self.primary_image_small.trim()).filter(|address| !address.is_empty())
    }
}

/// A record's text as it is shown: without markup and entities, on one line.
/// "(not assigned)" is the museum's way of saying nothing.
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

    fn whole() -> Value {
        let mut record = serde_json::to_value(Record::default()).unwrap();
        record["objectID"] = json!(39901);
        record["culture"] = json!("China");
        record["tags"] = json!([{ "term": "Horses", "AAT_URL": null }]);
        record["measurements"] = json!([{
            "elementName": "Image", "elementDescription": null,
            "elementMeasurements": { "Height": 30.8, "Width": 34 }
        }]);
        record
    }

    fn read(value: &Value) -> Result<Record, RecordError> {
        Record::from_json(value.to_string().as_bytes())
    }

    #[test]
    fn a_record_has_57_fields() {
        assert_eq!(COLUMNS.len(), 57);
        assert_eq!(whole().as_object().unwrap().len(), 57);
    }

    #[test]
    fn lists_may_be_null_and_old_records_lack_fields() {
        let mut record = whole();
        record["constituents"] = Value::Null;
        record.as_object_mut().unwrap().remove("GalleryNumber");
        record["dimensionsParsed"] = json!([1, 2]);
        let record = read(&record).unwrap();
        assert!(record.constituents.is_empty() && record.gallery_number.is_empty());
        assert_eq!(record.tags[0].aat_url, "");
        assert_eq!(record.measurements[0].element_measurements["Height"], 30.8);
    }

    #[test]
    fn what_is_no_record_is_named() {
        assert_eq!(read(&json!({ "message": "ObjectID not found" })), Err(RecordError::Nameless));
        let mut record = whole();
        record["tags"][0]["term"] = json!(7);
        let error = read(&record).unwrap_err().to_string();
        assert!(error.contains("tags[0].term"), "{error}");
        assert!(Record::from_json(b"<html>").is_err());
    }

    #[test]
    fn no_picture_is_none() {
        assert_eq!(read(&whole()).unwrap().picture(), None);
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
