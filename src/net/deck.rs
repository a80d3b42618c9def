//! Random paintings of the four cultures.
//!
//! Each culture is as likely as any other, and each work that the Met lists
//! for it as any other of the first 10,000. What turns out to be of another
//! culture, or to have no picture, is passed over.

use super::museum::{Museum, Work};
use crate::app::trouble::{Remedy, Trouble};
use crate::{
    core::culture::Culture,
    met::endpoint::{ASIAN_PAINTINGS, PAGE, Search, WINDOW},
};
use js_sys::Math;
use std::{cell::RefCell, collections::HashMap};

/// How many works are passed over before giving up.
const TRIES: usize = 12;

/// What is known of what the Met lists.
#[derive(Default)]
pub(crate) struct Deck {
    shelves: RefCell<HashMap<Culture, Shelf>>,
}

#[derive(Clone, Default)]
struct Shelf {
    total: Option<u32>,
    /// Whether the culture cannot be searched for, and everything is.
    wide: bool,
    /// Ids, by the number of their page.
    pages: HashMap<u32, Vec<u32>>,
}

impl Deck {
    /// Draws a painting.
    pub(crate) async fn draw(&self, museum: &Museum) -> Result<Work, Trouble> {
        let mut last = Trouble::no_luck();
        for _ in 0..TRIES {
            let culture = Culture::from_index(random_below(Culture::COUNT as u32) as usize);
            let Some(id) = self.pick(culture.unwrap_or(Culture::Chinese), museum).await? else {
                continue;
            };
            match self.try_work(id, museum).await {
                Ok(Some(work)) => return Ok(work),
                Ok(None) => {}
                // That this one work is not there says nothing of others.
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

    async fn try_work(&self, id: u32, museum: &Museum) -> Result<Option<Work>, Trouble> {
        let record = museum.record(id).await?;
        if crate::met::Label::of(&record).is_err() {
            return Ok(None);
        }
        museum.work(record).await.map(Some)
    }

    /// A random id of those listed for a culture.
    async fn pick(&self, culture: Culture, museum: &Museum) -> Result<Option<u32>, Trouble> {
        let total = match self.total(culture) {
            Some(total) => total,
            None => {
                self.fetch(culture, 0, museum).await?;
                self.total(culture).unwrap_or_default()
            }
        };
        if total == 0 {
            return Ok(None);
        }
        let position = random_below(total.min(WINDOW));
        let page = position / PAGE;
        if !self.has(culture, page) {
            self.fetch(culture, page, museum).await?;
        }
        let shelves = self.shelves.borrow();
        let ids = shelves.get(&culture).and_then(|shelf| shelf.pages.get(&page));
        // Fewer may come than were promised.
        let id = ids.and_then(|ids| ids.get((position % PAGE) as usize % ids.len().max(1)));
        Ok(id.copied())
    }

    async fn fetch(&self, culture: Culture, page: u32, museum: &Museum) -> Result<(), Trouble> {
        let mut shelf = self.shelves.borrow().get(&culture).cloned().unwrap_or_default();
        let narrow = Search::paintings_of(culture);
        let search = if shelf.wide { &ASIAN_PAINTINGS } else { &narrow };
        let mut ids = museum.search(search, page * PAGE, PAGE).await?;
        if ids.total == 0 && !shelf.wide {
            // The Met's search by culture has had its bad days.
            shelf.wide = true;
            ids = museum.search(&ASIAN_PAINTINGS, 0, PAGE).await?;
        }
        shelf.total = Some(ids.total);
        shelf.pages.insert(page, ids.here().to_vec());
        self.shelves.borrow_mut().insert(culture, shelf);
        Ok(())
    }

    fn total(&self, culture: Culture) -> Option<u32> {
        self.shelves.borrow().get(&culture)?.total
    }

    fn has(&self, culture: Culture, page: u32) -> bool {
        let shelves = self.shelves.borrow();
        shelves.get(&culture).is_some_and(|shelf| shelf.pages.contains_key(&page))
    }
}

/// A random number in `0..end`.
fn random_below(end: u32) -> u32 {
    ((Math::random() * f64::from(end)) as u32).min(end.saturating_sub(1))
}
