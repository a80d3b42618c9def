//! The rule that gives a painting of The Met one of the four cultures.

mod vocabulary;

use super::{
    Record,
    endpoint::Department,
    rule::{Excluded, words},
};
use vocabulary::{AND, BEFORE, DOUBT, OTHER_COUNTRIES};

/// Whether a record with these fields is a painting.
///
/// Records of the American Wing have no classification; the object name says
/// whether a work is a painting. In other departments the object name is the
/// format ("Hanging scroll", "Album leaf"), and the classification says it.
pub fn is_painting(department: &str, object_name: &str, classification: &str) -> bool {
    if department == Department::AMERICAN.name() {
        object_name.trim().to_lowercase().starts_with("painting")
    } else {
        classification == "Paintings"
    }
}

/// Whether a record is of a portrait miniature; nearly half of the American
/// paintings are.
pub fn is_miniature(record: &Record) -> bool {
    record.object_name.to_lowercase().contains("miniature")
}

/// The culture of a painting: `american`, `chinese`, `indian` or `japanese`.
///
/// # Errors
///
/// [`Excluded`] says why there is none.
pub fn culture_of(record: &Record) -> Result<&'static str, Excluded> {
    let culture = record.culture.trim();
    let department = [Department::AMERICAN, Department::ASIAN]
        .into_iter()
        .find(|department| department.name() == record.department)
        .ok_or(Excluded::Department)?;
    if !is_painting(&record.department, &record.object_name, &record.classification) {
        return Err(Excluded::NotAPainting);
    }
    match department {
        _ if culture.is_empty() => Err(Excluded::NoCulture),
        Department::AMERICAN if culture.eq_ignore_ascii_case("american") => Ok("american"),
        Department::AMERICAN => Err(Excluded::AnotherCulture),
        _ => asian(culture),
    }
}

/// The countries whose paintings have a label, and the labels.
const COUNTRIES: [(&str, &str); 3] =
    [("china", "chinese"), ("india", "indian"), ("japan", "japanese")];

/// The culture of a painting of Asian Art from the text of its record: that of
/// the only country that it names, if nothing expresses doubt. Text in brackets
/// usually names the region in the country, and may express doubt about the
/// region.
fn asian(text: &str) -> Result<&'static str, Excluded> {
    let text = without_companies(&text.to_lowercase());
    let all = words(&text);
    let named: Vec<_> = COUNTRIES.iter().filter(|(country, _)| says(&all, &[*country])).collect();
    match named.as_slice() {
        [(country, culture)] if is_clear(&text, country, culture) => Ok(culture),
        [_, ..] => Err(Excluded::Doubtful),
        [] if COUNTRIES.iter().any(|(_, adjective)| says(&all, &[*adjective])) => {
            Err(Excluded::Adjective)
        }
        [] => Err(Excluded::AnotherCulture),
    }
}

/// Whether a text that names this country, and neither of the other two with a
/// label, says without doubt that the work is from it.
fn is_clear(text: &str, country: &str, adjective: &str) -> bool {
    let all = words(text);
    let (outside, brackets) = bracketed(text);
    // A bracket that names the country, or has only words of doubt, is about
    // the country.
    let about = |part: &&String| {
        let words = words(part);
        says(&words, &[country]) || words.iter().all(|word| DOUBT.contains(&word.as_str()))
    };
    let about: Vec<&String> = [&outside].into_iter().chain(brackets.iter().filter(about)).collect();
    let before = all.iter().take_while(|word| *word != country);
    !text.contains('?')
        && !says(&all, &["market"])
        && !says(&all, OTHER_COUNTRIES)
        && !about.iter().any(|part| says(&words(part), DOUBT) || is_joined(part, country))
        && !before.clone().any(|word| word != adjective && BEFORE.contains(&word.as_str()))
}

/// Whether another name is joined to a country: "China/Korea", "China and ...".
fn is_joined(text: &str, country: &str) -> bool {
    let joints = ['/', '&', '+', '-', '\u{2010}', '\u{2011}', '–', '—'];
    // A dash between spaces counts as a comma.
    let text = text.replace(" - ", ", ").replace(" – ", ", ").replace(" — ", ", ");
    let words = words(&text.replace(joints, " and "));
    words.windows(2).any(|pair| match pair {
        [left, right] => {
            left == country && AND.contains(&right.as_str())
                || right == country && AND.contains(&left.as_str())
        }
        _ => false,
    })
}

/// Whether the words contain at least one of the phrases.
fn says(words: &[String], phrases: &[&str]) -> bool {
    let text = format!(" {} ", words.join(" "));
    phrases.iter().any(|phrase| text.contains(&format!(" {phrase} ")))
}

/// The text outside brackets, and the text in each bracket.
fn bracketed(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut brackets, mut depth) = (String::new(), Vec::new(), 0_u32);
    for character in text.chars() {
        match character {
            '(' | '[' => {
                // The text before the bracket and the text after it are
                // separate words.
                outside.push(' ');
                brackets.push(String::new());
                depth += 1;
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => match brackets.last_mut().filter(|_| depth > 0) {
                Some(inside) => inside.push(character),
                None => outside.push(character),
            },
        }
    }
    (outside, brackets)
}

/// A text without the names of the East and West India Companies, which are not
/// countries.
fn without_companies(text: &str) -> String {
    ["east india compan", "west india compan", "east india co.", "west india co."]
        .iter()
        .fold(text.to_owned(), |text, company| text.replace(company, "compan"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WING: &str = "The American Wing";
    const ASIAN: &str = "Asian Art";

    fn label(department: &str, kind: &str, culture: &str) -> Result<&'static str, Excluded> {
        // The American Wing names paintings by the object name, the other
        // departments by the classification.
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
        culture_of(&record)
    }

    #[test]
    fn every_quirk_of_the_records_has_its_row() {
        let rows = [
            (WING, "Painting", "American", Ok("american")),
            (WING, "painting", "American", Ok("american")),
            (WING, "Painting, miniature", "American", Ok("american")),
            (WING, "Painting\r\nFrigate President", "American", Ok("american")),
            (WING, "Painting", "american ", Ok("american")),
            (WING, "Painting", "probably American", Err(Excluded::AnotherCulture)),
            (WING, "Vase", "American", Err(Excluded::NotAPainting)),
            (WING, "Drawing", "American", Err(Excluded::NotAPainting)),
            (WING, "Painting", "", Err(Excluded::NoCulture)),
            (WING, "Painting", "British", Err(Excluded::AnotherCulture)),
            (WING, "Painting", "American or British", Err(Excluded::AnotherCulture)),
            (ASIAN, "Paintings", "China", Ok("chinese")),
            (ASIAN, "Paintings", "China (Xinjiang Uyghur Autonomous Region)", Ok("chinese")),
            (ASIAN, "Paintings", "China (?)", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "possibly China", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "China or Korea", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "Korea or China", Err(Excluded::Doubtful)),
            (ASIAN, "Paintings", "Japan", Ok("japanese")),
            (ASIAN, "Paintings", "Japan (Okinawa)", Ok("japanese")),
            (ASIAN, "Paintings", "India", Ok("indian")),
            (ASIAN, "Paintings", "India (Rajasthan, Mewar)", Ok("indian")),
            (ASIAN, "Paintings", "India (probably Bihar)", Ok("indian")),
            (ASIAN, "Paintings", "India (Rajasthan, Bundi or Kota)", Ok("indian")),
            (ASIAN, "Paintings", "India, Guler, Himachal Pradesh", Ok("indian")),
            (ASIAN, "Paintings", "Western India, Rajasthan, Udaipur", Ok("indian")),
            (ASIAN, "Paintings", "Southern India", Ok("indian")),
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

    /// Cultures of Asian Art, with and without doubt.
    #[test]
    fn a_country_in_doubt_has_no_label() {
        let clear = |culture: &'static str| Ok(culture);
        let doubt = Err(Excluded::Doubtful);
        let rows = [
            // Words of doubt, before the country, after it and in its bracket.
            ("attributed to Japan", doubt),
            ("formerly said to be of China", doubt),
            ("Japan (attributed)", doubt),
            ("China [probably]", doubt),
            ("perhaps Japan", doubt),
            ("Rajasthan (possibly India)", doubt),
            ("tentatively China", doubt),
            ("presumed Japan", doubt),
            ("Probable India", doubt),
            ("unidentified, India", doubt),
            ("China o Japón", doubt),
            // Doubt about the region in the country.
            ("India (Gujarat or Rajasthan)", clear("indian")),
            ("China (Henan, probably Anyang)", clear("chinese")),
            ("Japan (Kyoto and Osaka)", clear("japanese")),
            ("India (Delhi-Agra area)", clear("indian")),
            // Another country, with any separator between the two.
            ("India (Bengal) or Bangladesh", doubt),
            ("Iran (Shiraz) or India (Golconda)", doubt),
            ("Korea / Japan", doubt),
            ("Japan/Ryukyu", doubt),
            ("China ou Corée", doubt),
            ("Korea, Japan", doubt),
            ("China (Lhasa, Tibet)", doubt),
            ("Pakistan (formerly India)", doubt),
            ("Burma and India", doubt),
            ("China & Manchuria", doubt),
            ("China and Samarkand", doubt),
            ("India-Nepal", doubt),
            ("Samarkand—China", doubt),
            ("Indo-China", doubt),
            ("Japan, China and Korea", doubt),
            ("India or Japan", doubt),
            ("Japan/China", doubt),
            ("Japan - Kyoto", clear("japanese")),
            ("India, Rajasthan and Gujarat", clear("indian")),
            // Works of another people, or made for another people.
            ("Dutch, active in Japan", doubt),
            ("British India", doubt),
            ("Armenian, India", doubt),
            ("American, made in China", doubt),
            ("in the style of China", doubt),
            ("made for Japan", doubt),
            ("China (for the European market)", doubt),
            ("Japan, for the Portuguese", clear("japanese")),
            ("China, in a Tibetan style", clear("chinese")),
            // Companies are not countries.
            ("Dutch (East India Company)", Err(Excluded::AnotherCulture)),
            ("Danish East India Co.", Err(Excluded::AnotherCulture)),
            ("India, Company School", clear("indian")),
            // The country after its region.
            ("Northern China", clear("chinese")),
            ("North and northwest China", clear("chinese")),
            ("Kyoto, Japan", clear("japanese")),
            ("Ancient Kingdom of Kashmir, India", clear("indian")),
            ("JAPAN", clear("japanese")),
            // Names that are not spelled as a country's.
            ("Sino-Tibetan", Err(Excluded::AnotherCulture)),
            ("Tibet (Sino-Tibetan)", Err(Excluded::AnotherCulture)),
            ("Ｊａｐａｎ", Err(Excluded::AnotherCulture)),
        ];
        for (culture, expected) in rows {
            assert_eq!(label(ASIAN, "Paintings", culture), expected, "{culture}");
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
        assert!(is_miniature(&record));
        record.object_name = "Painting".to_owned();
        assert!(!is_miniature(&record));
    }
}
