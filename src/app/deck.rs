//! The deck: works of The Met that are part of the page. The page shows them
//! while The Met does not answer. `cargo xtask deck` makes the files.

use crate::{core::task::Task, met::Record};
use std::collections::HashSet;

/// The works, and which of them have been dealt.
#[derive(Clone, Debug, Default)]
pub struct Deck {
    records: Vec<Record>,
    dealt: HashSet<u32>,
}

impl Deck {
    /// A deck of these works.
    pub fn new(records: Vec<Record>) -> Self {
        Self { records, dealt: HashSet::new() }
    }

    /// All works.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The work with this object id.
    pub fn find(&self, id: u32) -> Option<&Record> {
        self.records.iter().find(|record| record.object_id == id)
    }

    /// A random work with a label of the task; a work is repeated only after
    /// all others. `below` gives a random number below its argument.
    ///
    /// There is none if the deck lacks works of a label.
    pub fn deal(&mut self, task: &Task, below: impl Fn(usize) -> usize) -> Option<Record> {
        let labelled = self.records.iter().map(|record| (task.label_of(record), record));
        let labelled: Vec<_> = labelled.filter(|(label, _)| label.is_ok()).collect();
        let has = |wanted| labelled.iter().any(|(label, _)| *label == Ok(wanted));
        if !task.labels.iter().all(|class| has(class.id)) {
            return None;
        }
        let all = labelled.into_iter().map(|(_, record)| record);
        let mut left: Vec<_> =
            all.clone().filter(|record| !self.dealt.contains(&record.object_id)).collect();
        if left.is_empty() {
            self.dealt.clear();
            left = all.collect();
        }
        let record = (*left.get(below(left.len()))?).clone();
        self.dealt.insert(record.object_id);
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{card::Card, label::Labels};
    use std::{collections::HashMap, fs, path::Path};

    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("www/deck")
    }

    fn records() -> Vec<Record> {
        serde_json::from_slice(&fs::read(folder().join("deck.json")).unwrap()).unwrap()
    }

    fn task() -> Task {
        let card = Path::new(env!("CARGO_MANIFEST_DIR")).join("model/model.json");
        Card::from_json(&fs::read(card).unwrap()).unwrap().task
    }

    #[test]
    fn the_deck_is_complete_free_and_small() {
        let mut bytes = 0;
        for record in records() {
            let id = record.object_id;
            assert!(record.is_public_domain, "{id}");
            task().label_of(&record).unwrap_or_else(|why| panic!("{id}: {why}"));
            for name in [format!("{id}.webp"), format!("small/{id}.webp")] {
                let picture = fs::read(folder().join(&name)).unwrap();
                assert_eq!(picture.get(8..12), Some(b"WEBP".as_slice()), "{name}");
                bytes += picture.len();
            }
        }
        assert!(bytes <= 2_500_000, "{bytes}");
        let labels: Vec<_> =
            records().iter().take(8).filter_map(|record| task().label_of(record).ok()).collect();
        for label in task().labels {
            let count = labels.iter().filter(|found| **found == label.id).count();
            assert_eq!(count, 2, "the first eight works have two of {}", label.id);
        }
    }

    #[test]
    fn every_work_is_dealt_before_one_comes_again() {
        let (mut deck, task) = (Deck::new(records()), task());
        let mut dealt = HashMap::new();
        for _ in 0..2 * records().len() {
            let record = deck.deal(&task, |end| end / 2).unwrap();
            *dealt.entry(record.object_id).or_insert(0) += 1;
        }
        assert_eq!(dealt.len(), records().len());
        assert!(dealt.values().all(|times| *times == 2));
    }

    #[test]
    fn a_task_whose_labels_the_deck_lacks_gets_none() {
        let mut task = task();
        let indian = |record: &Record| task.label_of(record).unwrap().name() == "indian";
        let mut without = Deck::new(records().into_iter().filter(|one| !indian(one)).collect());
        assert_eq!(without.deal(&task, |_| 0), None);
        assert_eq!(Deck::default().deal(&task, |_| 0), None);
        task = Task::of_labels(
            "other",
            &Labels::new(task.labels.iter().map(|c| c.id).collect()).unwrap(),
        );
        assert_eq!(Deck::new(records()).deal(&task, |_| 0), None);
    }

    #[test]
    fn a_work_is_found_by_its_id() {
        let deck = Deck::new(records());
        assert_eq!(
            deck.find(39901).map(|record| record.title.as_str()),
            Some("Night-Shining White")
        );
        assert_eq!(deck.find(1), None);
    }
}
