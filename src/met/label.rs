//! The one rule by which a record of The Met is a painting of a culture.

use super::{Record, endpoint::Department};
use crate::core::culture::Culture;

/// What a record is a painting of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its culture.
    pub culture: Culture,
    /// A portrait miniature, as nearly half of the American ones are.
    pub miniature: bool,
}

/// Why a record is not taken for a painting of one of the four cultures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Excluded {
    /// Of a department that has none, or names no cultures.
    #[error("of another department")]
    Department,
    /// Something else than a painting.
    #[error("not a painting")]
    NotAPainting,
    /// The record names no culture.
    #[error("no culture named")]
    NoCulture,
    /// "Indian": of a people or a style, and not always of India.
    #[error("culture named by an adjective")]
    Adjective,
    /// "China or Korea", "possibly Japan", "China (?)", or made for others.
    #[error("culture in doubt")]
    Doubtful,
    /// A culture that is none of the four.
    #[error("of another culture")]
    AnotherCulture,
}

/// Whether a record is of something that is no painting of any of the four
/// cultures, for sure.
pub fn is_foreign(record: &Record) -> bool {
    Department::FOREIGN.iter().any(|department| department.name() == record.department)
}

/// Whether a record with these fields is a painting.
///
/// Paintings of the American Wing have no classification; their object name
/// says that they are paintings. Elsewhere the object name is the format
/// ("Hanging scroll", "Album leaf"), and the classification says it.
pub fn is_painting(department: &str, object_name: &str, classification: &str) -> bool {
    if department == Department::American.name() {
        object_name.trim().to_lowercase().starts_with("painting")
    } else {
        classification == "Paintings"
    }
}

impl Label {
    /// The label of a record.
    ///
    /// # Errors
    ///
    /// [`Excluded`] says why there is none.
    pub fn of(record: &Record) -> Result<Self, Excluded> {
        let culture = record.culture.trim();
        let name = record.object_name.trim().to_lowercase();
        let department = [Department::American, Department::Asian]
            .into_iter()
            .find(|department| department.name() == record.department)
            .ok_or(Excluded::Department)?;
        if !is_painting(&record.department, &record.object_name, &record.classification) {
            return Err(Excluded::NotAPainting);
        }
        let culture = match department {
            _ if culture.is_empty() => return Err(Excluded::NoCulture),
            Department::American if culture == "American" => Culture::American,
            Department::American => return Err(Excluded::AnotherCulture),
            _ => asian(culture)?,
        };
        Ok(Self { culture, miniature: name.contains("miniature") })
    }
}

/// The culture of a painting of Asian Art, as its record words it.
fn asian(text: &str) -> Result<Culture, Excluded> {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|character: char| !character.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let all = words(text);
    let says = |words: &[String], wanted: &str| words.iter().any(|word| word == wanted);
    let [first, ..] = all.as_slice() else { return Err(Excluded::NoCulture) };
    // What stands in brackets says where in the country, and may be unsure.
    let outside = words(text.split('(').next().unwrap_or_default());
    let after = words(text.rsplit(')').next().unwrap_or_default());
    let doubt = ["or", "possibly", "probably", "perhaps", "market"];
    let doubtful =
        text.contains('?') || doubt.iter().any(|word| says(&outside, word) || says(&after, word));
    let culture = match first.as_str() {
        "china" => Some(Culture::Chinese),
        "japan" => Some(Culture::Japanese),
        _ => says(&all, "india").then_some(Culture::Indian),
    };
    let named = ["china", "india", "japan"].iter().filter(|name| says(&all, name)).count();
    match culture {
        Some(_) if doubtful || named > 1 => Err(Excluded::Doubtful),
        Some(culture) => Ok(culture),
        None if named > 0 => Err(Excluded::Doubtful),
        None if ["chinese", "indian", "japanese"].iter().any(|word| says(&all, word)) => {
            Err(Excluded::Adjective)
        }
        None => Err(Excluded::AnotherCulture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Culture::{American, Chinese, Indian, Japanese};

    const WING: &str = "The American Wing";
    const ASIAN: &str = "Asian Art";

    fn label(department: &str, kind: &str, culture: &str) -> Result<Culture, Excluded> {
        // The one names paintings here, the other there.
        let (object_name, classification) = match department {
            WING => (kind, ""),
            _ => ("Hanging scroll", kind),
        };
        let record = Record {
            department: department.to_owned(),
            object_name: object_name.to_owned(),
            classification: classification.to_owned(),
            culture: culture.to_owned(),
            ..Record::default()
        };
        Label::of(&record).map(|label| label.culture)
    }

    #[test]
    fn every_quirk_of_the_records_has_its_row() {
        let rows = [
            (WING, "Painting", "American", Ok(American)),
            (WING, "painting", "American", Ok(American)),
            (WING, "Painting, miniature", "American", Ok(American)),
            (WING, "Painting\r\nFrigate President", "American", Ok(American)),
            (WING, "Vase", "American", Err(Excluded::NotAPainting)),
            (WING, "Drawing", "American", Err(Excluded::NotAPainting)),
            (WING, "Painting", "", Err(Excluded::NoCulture)),
            (WING, "Painting", "British", Err(Excluded::AnotherCulture)),
            (WING, "Painting", "American or British", Err(Excluded::AnotherCulture)),
            (ASIAN, "Paintings", "China", Ok(Chinese)),
            (ASIAN, "Paintings", "China (Xinjiang Uyghur Autonomous Region)", Ok(Chinese)),
            (ASIAN, "Paintings", "China (?)", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "possibly China", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "China or Korea", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "Korea or China", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "Japan", Ok(Japanese)),
            (ASIAN, "Paintings", "Japan (Okinawa)", Ok(Japanese)),
            (ASIAN, "Paintings", "India", Ok(Indian)),
            (ASIAN, "Paintings", "India (Rajasthan, Mewar)", Ok(Indian)),
            (ASIAN, "Paintings", "India (probably Bihar)", Ok(Indian)),
            (ASIAN, "Paintings", "India (Rajasthan, Bundi or Kota)", Ok(Indian)),
            (ASIAN, "Paintings", "India, Guler, Himachal Pradesh", Ok(Indian)),
            (ASIAN, "Paintings", "Western India, Rajasthan, Udaipur", Ok(Indian)),
            (ASIAN, "Paintings", "Southern India", Ok(Indian)),
            (ASIAN, "Paintings", "India or Nepal", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "Nepal or India", Err(Excluded::Doubtful)),
            (
                ASIAN,
                "Paintings",
                "India (Gujarat), for the Japanese market",
                Err(Excluded::Doubtful),
            ),
            (ASIAN, "Paintings", "Indian", Err(Excluded::Adjective)),
            (ASIAN, "Paintings", "Indian, Mughal", Err(Excluded::Adjective)),
            (ASIAN, "Paintings", "possibly Indian", Err(Excluded::Adjective)),
            (ASIAN, "Paintings", "Anglo-Indian", Err(Excluded::Adjective)),
            (ASIAN, "Paintings", "Indianapolis", Err(Excluded::AnotherCulture)),
            (ASIAN, "Paintings", "Nepal", Err(Excluded::AnotherCulture)),
            (ASIAN, "Paintings", "Korea", Err(Excluded::AnotherCulture)),
            (ASIAN, "Paintings", "", Err(Excluded::NoCulture)),
            (ASIAN, "Paintings", "American", Err(Excluded::AnotherCulture)),
            (ASIAN, "Prints", "Japan", Err(Excluded::NotAPainting)),
            (ASIAN, "paintings", "Japan", Err(Excluded::NotAPainting)),
            (ASIAN, "Drawings", "India", Err(Excluded::NotAPainting)),
            ("Islamic Art", "Paintings", "India", Err(Excluded::Department)),
            ("Islamic Art", "Codices", "", Err(Excluded::Department)),
            ("European Paintings", "Paintings", "", Err(Excluded::Department)),
            ("Arms and Armor", "Daggers", "Indian, Mughal", Err(Excluded::Department)),
        ];
        for (department, kind, culture, expected) in rows {
            assert_eq!(
                label(department, kind, culture),
                expected,
                "{department}, {kind}, {culture}"
            );
        }
    }

    #[test]
    fn what_may_be_indian_or_american_is_not_foreign() {
        let of = |department: &str| {
            is_foreign(&Record { department: department.to_owned(), ..Record::default() })
        };
        assert!(of("European Paintings") && of("Photographs"));
        for department in [WING, ASIAN, "Islamic Art", "Modern and Contemporary Art", ""] {
            assert!(!of(department), "{department}");
        }
    }

    #[test]
    fn miniatures_are_marked() {
        let mut record = Record {
            department: WING.to_owned(),
            object_name: "Painting, miniature".to_owned(),
            culture: "American".to_owned(),
            ..Record::default()
        };
        assert!(Label::of(&record).unwrap().miniature);
        record.object_name = "Painting".to_owned();
        assert!(!Label::of(&record).unwrap().miniature);
    }
}
