//! The records of a collection: kinds, cultures and filled columns.

use super::collection::Collection;
use crate::{
    evaluate::metrics::whole_percent,
    report::{
        html::Page,
        plot::{self, Bar},
    },
};
use anyhow::Result;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt::Write as _};
use whence::{
    app::format::escaped,
    met::{
        culture,
        record::{COLUMNS, display},
    },
};

/// The `most` most frequent of `names`, with their counts.
fn frequent(names: impl Iterator<Item = String>, most: usize) -> Vec<Bar> {
    let mut counts = BTreeMap::<String, usize>::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(most);
    let bar = |(name, count): (String, usize)| Bar {
        name: if name.is_empty() { "(empty)".to_owned() } else { name },
        value: count as f64,
        label: count.to_string(),
    };
    counts.into_iter().map(bar).collect()
}

/// The general classification: "Metalwork" and "Metal-Ornaments" become
/// "Metal".
fn folded(classification: &str) -> String {
    let kind = classification.split('-').next().unwrap_or_default().trim();
    kind.strip_suffix("work").filter(|stem| !stem.is_empty()).unwrap_or(kind).to_owned()
}

fn text<'a>(record: &'a Map<String, Value>, column: &str) -> &'a str {
    record.get(column).and_then(Value::as_str).unwrap_or_default()
}

fn is_painting(record: &Map<String, Value>) -> bool {
    let [department, name, classification] =
        ["department", "objectName", "classification"].map(|column| text(record, column));
    culture::is_painting(department, name, classification)
}

fn is_filled(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !matches!(text.as_str(), "" | "[]" | "0" | "false"),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Object(_)) => true,
    }
}

/// Adds the section on the records: classifications, cultures, the share of
/// filled columns, and an example.
pub(super) fn records(collection: &Collection, report: &mut Page<'_>, fold: bool) -> Result<()> {
    let records = &collection.records;
    let telling = |record: &&Map<String, Value>| {
        is_painting(record) && !text(record, "primaryImageSmall").is_empty()
    };
    let Some(example) = records.iter().find(telling).or(records.first()) else {
        report.text("p", "There are no records for these pictures.");
        return Ok(());
    };
    report.text("h2", "The records");
    let kinds = records.iter().map(|record| text(record, "classification"));
    let kinds = kinds.map(|kind| if fold { folded(kind) } else { kind.to_owned() });
    let kinds = frequent(kinds, 20);
    report.plot("classifications", &plot::bars("Works per classification", &kinds)?)?;
    let paintings = records.iter().filter(|record| is_painting(record));
    let cultures = frequent(paintings.map(|record| display(text(record, "culture"))), 15);
    report.plot("cultures", &plot::bars("Paintings per culture, as recorded", &cultures)?)?;
    let filled: Vec<Bar> = COLUMNS
        .iter()
        .map(|column| {
            let count = records.iter().filter(|record| is_filled(record.get(*column))).count();
            let share = count as f64 / records.len() as f64;
            Bar { name: (*column).to_owned(), value: 100.0 * share, label: whole_percent(share) }
        })
        .collect();
    report.plot("filled", &plot::bars("Share of records with a value, per column", &filled)?)?;
    report.text("h2", "One record");
    report.body += "<table>";
    for column in COLUMNS {
        let value = match example.get(*column) {
            Some(Value::String(text)) => display(text),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        };
        let _ = writeln!(
            report.body,
            "<tr><th scope=\"row\">{column}</th><td>{}</td></tr>",
            escaped(&value)
        );
    }
    report.body += "</table>\n";
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_folded_under_their_common_name() {
        for (kind, expected) in [
            ("Metalwork", "Metal"),
            ("Metal-Ornaments", "Metal"),
            ("Textiles-Woven", "Textiles"),
            ("Paintings", "Paintings"),
            ("", ""),
        ] {
            assert_eq!(folded(kind), expected);
        }
    }

    #[test]
    fn the_most_frequent_come_first_and_ties_by_name() {
        let bars = frequent(["b", "a", "", "c", "c"].map(str::to_owned).into_iter(), 3);
        let bars: Vec<_> = bars.iter().map(|bar| (bar.name.as_str(), bar.value)).collect();
        assert_eq!(bars, [("c", 2.0), ("(empty)", 1.0), ("a", 1.0)]);
    }
}
