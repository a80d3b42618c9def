//! A running search of The Met: what to request next, and what to show.

use crate::{
    core::{label::Label, task::Task},
    met::{
        Record,
        endpoint::{Ids, Search, WINDOW},
    },
};
use form_urlencoded::parse;
use std::rc::Rc;

/// The number of ids to request at a time.
const IDS: u32 = 100;

/// The next step of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Fetch the record of this object.
    Record(u32),
    /// Fetch this page of the search.
    Page {
        /// The search.
        search: Search,
        /// The offset of the page.
        offset: u32,
        /// The largest number of ids on it.
        limit: u32,
    },
    /// Nothing: the search has ended.
    End,
}

/// A search and its progress.
#[derive(Clone, Debug)]
pub struct Query {
    search: Search,
    /// The label that works must have, if any.
    wanted: Option<Label>,
    task: Rc<Task>,
    /// Ids whose records have not been requested yet; the next one is last.
    waiting: Vec<u32>,
    /// The number of ids listed so far.
    listed: u32,
    /// The number of works shown.
    shown: u32,
    total: Option<u32>,
}

impl Query {
    /// The search that a form describes, as [`Search::asked_by`] reads it. If
    /// the form's `label` is one that The Met can be searched for, only works
    /// with this label are shown, and the department and the classification are
    /// those of the label's own search. Any other value means every label.
    pub fn new(task: Rc<Task>, form: &str) -> Self {
        let name = parse(form.as_bytes()).find(|(name, _)| name == "label").map(|(_, value)| value);
        let (wanted, own) = task
            .searches()
            .find(|(label, _)| name.as_deref() == Some(label.name()))
            .map(|(label, search)| (label, search.clone()))
            .unzip();
        let Search { department, classification, .. } = own.unwrap_or_default();
        let search = Search { department, classification, ..Search::default() }.asked_by(form);
        Self { search, wanted, task, waiting: Vec::new(), listed: 0, shown: 0, total: None }
    }

    /// The next step.
    pub fn step(&mut self) -> Step {
        if let Some(id) = self.waiting.pop() {
            return Step::Record(id);
        }
        if self.is_exhausted() {
            return Step::End;
        }
        Step::Page { search: self.search.clone(), offset: self.listed, limit: IDS }
    }

    /// Adds a page of ids.
    pub fn listed(&mut self, ids: &Ids) {
        self.total = Some(ids.total);
        self.listed += IDS;
        self.waiting = ids.objects().iter().rev().copied().collect();
    }

    /// Puts back the id of a record that did not arrive; it is requested again.
    pub fn put_back(&mut self, id: u32) {
        self.waiting.push(id);
    }

    /// Takes a record that arrived. Returns whether the work is to be shown.
    pub fn takes(&mut self, record: &Record) -> bool {
        let fits = self.wanted.is_none_or(|wanted| self.task.label_of(record) == Ok(wanted));
        let takes = record.picture().is_some() && fits;
        self.shown += u32::from(takes);
        takes
    }

    /// The number of works shown.
    pub fn shown(&self) -> u32 {
        self.shown
    }

    /// The number of works that the search has found.
    pub fn total(&self) -> u32 {
        self.total.unwrap_or_default()
    }

    /// Whether there may be more works to show.
    pub fn has_more(&self) -> bool {
        !self.waiting.is_empty() || !self.is_exhausted()
    }

    fn is_exhausted(&self) -> bool {
        self.total.is_some_and(|total| self.listed >= total.min(WINDOW))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::{Rule, tests::task};

    fn ids(total: u32, ids: &[u32]) -> Ids {
        serde_json::from_value(serde_json::json!({ "total": total, "objectIDs": ids })).unwrap()
    }

    fn query(wanted: &str) -> Query {
        let mut task = task();
        task.labels[1].search = serde_json::from_str(
            r#"{ "department": "Asian Art", "classification": "Paintings", "words": "China" }"#,
        )
        .unwrap();
        assert_eq!(task.rule, Some(Rule::Culture));
        let form = format!("words=plum&field=title&highlights=true&label={wanted}");
        Query::new(Rc::new(task), &form)
    }

    #[test]
    fn pages_are_asked_for_when_their_ids_are_used_up() {
        let mut query = query("");
        let Step::Page { search, offset: 0, limit } = query.step() else { panic!("{query:?}") };
        assert_eq!((search.words.as_str(), search.highlights, limit), ("plum", true, 100));
        assert_eq!(search.department, None);
        query.listed(&ids(150, &[7, 8]));
        assert_eq!([query.step(), query.step()], [7, 8].map(Step::Record));
        query.put_back(8);
        assert_eq!(query.step(), Step::Record(8));
        assert!(matches!(query.step(), Step::Page { offset: 100, .. }));
        assert!(query.has_more());
        query.listed(&ids(150, &[9]));
        assert!(query.has_more());
        assert_eq!([query.step(), query.step()], [Step::Record(9), Step::End]);
        assert!(!query.has_more());
        assert_eq!(query.total(), 150);
    }

    #[test]
    fn nothing_is_asked_for_beyond_the_window() {
        let mut query = query("");
        query.listed = WINDOW;
        query.total = Some(20_000);
        assert_eq!(query.step(), Step::End);
    }

    #[test]
    fn a_label_narrows_the_search_and_what_fits() {
        let mut query = query("chinese");
        let Step::Page { search, .. } = query.step() else { panic!("{query:?}") };
        assert_eq!(search.to_string(), "Asian Art, Paintings: plum");
        let record = |culture: &str| Record {
            department: "Asian Art".to_owned(),
            classification: "Paintings".to_owned(),
            culture: culture.to_owned(),
            primary_image_small: "https://images/x.jpg".to_owned(),
            is_public_domain: true,
            ..Record::default()
        };
        assert!(query.takes(&record("China")) && !query.takes(&record("Japan")));
        assert!(!query.takes(&Record { primary_image_small: String::new(), ..record("China") }));
        assert_eq!(query.shown(), 1);
    }
}
