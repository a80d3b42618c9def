//! The progress of an acquisition, as a table.

use super::store::Count;
use crate::data::sample::OTHER;
use std::{collections::BTreeMap, fmt::Write as _};

/// The row of works without a label.
const NEGATIVE: &str = "negative";
const UNKNOWN: &str = "not known";
const TOGETHER: &str = "together";

/// The table of `whence acquire --status`.
pub fn table(counts: &[Count]) -> String {
    let statuses = ["listed", "recorded", "pictured", "skipped", "failed", "set aside"];
    let mut rows = BTreeMap::<&str, BTreeMap<&str, u32>>::new();
    let mut reasons = BTreeMap::<(&str, &str, &str), u32>::new();
    for count in counts {
        let label = match count.label.as_deref() {
            None => UNKNOWN,
            Some(OTHER) => NEGATIVE,
            Some(label) => label,
        };
        for row in [label, TOGETHER] {
            *rows.entry(row).or_default().entry(&count.status).or_default() += count.works;
        }
        if !count.reason.is_empty() {
            *reasons.entry((label, &count.status, &count.reason)).or_default() += count.works;
        }
    }
    let mut table = format!("{:<18}", "");
    for status in statuses {
        let _ = write!(table, "{status:>10}");
    }
    // Labels by name, followed by the works without one.
    let last = [NEGATIVE, UNKNOWN, TOGETHER];
    let labels = rows.keys().copied().filter(|row| !last.contains(row));
    let order: Vec<&str> = labels.chain(last).collect();
    for (row, counts) in order.iter().filter_map(|row| Some((row, rows.get(row)?))) {
        let _ = write!(table, "\n{row:<18}");
        for status in statuses {
            let _ = write!(table, "{:>10}", counts.get(status).copied().unwrap_or_default());
        }
    }
    table.push('\n');
    for ((culture, status, reason), works) in reasons {
        let _ = write!(table, "\n{culture}, {status}, {reason}: {works}");
    }
    table.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_is_counted_once_and_every_reason_told() {
        let count = |label: &str, status: &str, reason: &str, works| Count {
            label: (!label.is_empty()).then(|| label.to_owned()),
            status: status.to_owned(),
            reason: reason.to_owned(),
            works,
        };
        let table = table(&[
            count("", "listed", "", 7),
            count("indian", "pictured", "", 5),
            count("indian", "skipped", "no picture", 2),
            count(OTHER, "skipped", "not a painting", 3),
            count("", "failed", "status 502", 4),
            count("", "set aside", "blocked", 1),
        ]);
        let row = |name: &str| {
            let line = table.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().rev().take(6).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(row("indian"), ["0", "0", "2", "5", "0", "0"]);
        assert_eq!(row("negative"), ["0", "0", "3", "0", "0", "0"]);
        assert_eq!(row("not known"), ["1", "4", "0", "0", "0", "7"]);
        assert_eq!(row("together"), ["1", "4", "5", "5", "0", "7"]);
        assert!(table.contains("negative, skipped, not a painting: 3"), "{table}");
        assert!(table.contains("not known, set aside, blocked: 1"), "{table}");
    }
}
