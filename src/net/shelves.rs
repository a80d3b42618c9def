//! Random works of a task's labels, from The Met.
//!
//! Each label has the same probability, and so does each of the first 10,000
//! works that the Met lists for it. Works without a label or a picture are
//! skipped.

use super::{
    museum::{Museum, Work},
    random_below,
};
use crate::{
    app::trouble::{Remedy, Trouble},
    core::{label::Label, task::Task},
    met::endpoint::{PAGE, WINDOW},
};
use std::{cell::RefCell, collections::HashMap};

/// How many works are skipped before giving up.
const TRIES: usize = 12;

/// The lists of works that are known so far, by label.
#[derive(Default)]
pub(crate) struct Shelves {
    by_label: RefCell<HashMap<Label, Shelf>>,
}

#[derive(Clone, Default)]
struct Shelf {
    total: Option<u32>,
    /// Whether the search words find nothing and are omitted.
    wide: bool,
    /// Ids, by page number.
    pages: HashMap<u32, Vec<u32>>,
}

impl Shelves {
    /// A random work.
    pub(crate) async fn draw(&self, museum: &Museum, task: &Task) -> Result<Work, Trouble> {
        let labels: Vec<Label> = task.searches().map(|(label, _)| label).collect();
        let mut last = Trouble::no_luck();
        for _ in 0..TRIES {
            let Some(label) = labels.get(random_below(labels.len() as u32) as usize) else { break };
            let Some(id) = self.pick(*label, museum, task).await? else { continue };
            match self.try_work(id, museum, task).await {
                Ok(Some(work)) => return Ok(work),
                Ok(None) => {}
                // Only this work is missing; the next may exist.
                Err(trouble) if trouble.remedy == Remedy::Another => {}
                Err(trouble) if matches!(trouble.remedy, Remedy::Wait(_)) => return Err(trouble),
                Err(trouble) => {
                    let stuck = trouble.name == last.name;
                    last = trouble;
                    if stuck {
                        break;
                    }
                }
            }
        }
        Err(last)
    }

    async fn try_work(
        &self,
        id: u32,
        museum: &Museum,
        task: &Task,
    ) -> Result<Option<Work>, Trouble> {
        let record = museum.record(id).await?;
        if task.label_of(&record).is_err() {
            return Ok(None);
        }
        museum.work(record, task).await.map(Some)
    }

    /// A random id from the list of a label.
    async fn pick(
        &self,
        label: Label,
        museum: &Museum,
        task: &Task,
    ) -> Result<Option<u32>, Trouble> {
        let total = match self.total(label) {
            Some(total) => total,
            None => {
                self.fetch(label, 0, museum, task).await?;
                self.total(label).unwrap_or_default()
            }
        };
        if total == 0 {
            return Ok(None);
        }
        let position = random_below(total.min(WINDOW));
        let page = position / PAGE;
        if !self.has(label, page) {
            self.fetch(label, page, museum, task).await?;
        }
        let shelves = self.by_label.borrow();
        let ids = shelves.get(&label).and_then(|shelf| shelf.pages.get(&page));
        // A page may have fewer ids than announced.
        let id = ids.and_then(|ids| ids.get((position % PAGE) as usize % ids.len().max(1)));
        Ok(id.copied())
    }

    async fn fetch(
        &self,
        label: Label,
        page: u32,
        museum: &Museum,
        task: &Task,
    ) -> Result<(), Trouble> {
        let Some((_, search)) = task.searches().find(|(searched, _)| *searched == label) else {
            return Ok(());
        };
        let mut shelf = self.by_label.borrow().get(&label).cloned().unwrap_or_default();
        let widened = search.widened();
        let asked = if shelf.wide { &widened } else { search };
        let mut ids = museum.search(asked, page * PAGE, PAGE).await?;
        if ids.total == 0 && !shelf.wide && widened != *search {
            shelf.wide = true;
            ids = museum.search(&widened, 0, PAGE).await?;
        }
        shelf.total = Some(ids.total);
        shelf.pages.insert(page, ids.objects().to_vec());
        self.by_label.borrow_mut().insert(label, shelf);
        Ok(())
    }

    fn total(&self, label: Label) -> Option<u32> {
        self.by_label.borrow().get(&label)?.total
    }

    fn has(&self, label: Label, page: u32) -> bool {
        let shelves = self.by_label.borrow();
        shelves.get(&label).is_some_and(|shelf| shelf.pages.contains_key(&page))
    }
}
