//! The deck's files, which are part of the page.

use super::{museum::Work, random_below};
use crate::{app::deck::Deck, core::task::Task, met::Record};
use gloo_net::http::Request;
use std::cell::RefCell;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Works that are available without The Met. If a file does not arrive, there
/// are none.
#[derive(Default)]
pub(crate) struct Bundle {
    /// None until it is first needed.
    deck: RefCell<Option<Deck>>,
}

impl Bundle {
    /// The work with this object id, if it is in the deck.
    pub(crate) async fn work(&self, id: u32, task: &Task) -> Option<Work> {
        self.load().await?;
        let record = self.deck.borrow().as_ref()?.find(id)?.clone();
        open(record, task).await
    }

    /// A random work, as a substitute for one that The Met does not return.
    pub(crate) async fn deal(&self, task: &Task) -> Option<Work> {
        self.load().await?;
        let below = |end: usize| random_below(end as u32) as usize;
        let record = self.deck.borrow_mut().as_mut()?.deal(task, below)?;
        open(record, task).await.map(|work| Work { substitute: true, ..work })
    }

    /// Every work of the deck.
    pub(crate) async fn records(&self) -> Vec<Record> {
        self.load().await;
        self.deck.borrow().as_ref().map_or_else(Vec::new, |deck| deck.records().to_vec())
    }

    /// The address of the picture of a work in the deck.
    pub(crate) fn address(id: u32) -> String {
        format!("deck/{id}.webp")
    }

    async fn load(&self) -> Option<()> {
        if self.deck.borrow().is_none() {
            let answer = Request::get("deck/deck.json").send().await.ok()?;
            let records: Vec<Record> = serde_json::from_slice(&answer.binary().await.ok()?).ok()?;
            self.deck.borrow_mut().get_or_insert_with(|| Deck::new(records));
        }
        Some(())
    }
}

async fn open(record: Record, task: &Task) -> Option<Work> {
    let answer = Request::get(&Bundle::address(record.object_id))
        .send()
        .await
        .ok()
        .filter(|answer| answer.ok())?;
    let answer: web_sys::Response = answer.into();
    let picture: Blob = JsFuture::from(answer.blob().ok()?).await.ok()?.unchecked_into();
    Some(Work { truth: task.label_of(&record).ok(), record, picture, substitute: false })
}
