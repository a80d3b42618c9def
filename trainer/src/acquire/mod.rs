//! Downloads The Met's paintings and their records.
//!
//! [`source`] lists works in the [`store`], including negatives from other
//! departments. Each work then gets its record, which decides whether it is
//! kept, and its picture. Records and pictures are fetched at the same time,
//! from two hosts with their own limits. The store is up to date after every
//! step, so an acquisition can be stopped at any moment and resumed. A work
//! that cannot be fetched is set aside and tried again the next time; if
//! nothing can be fetched, the acquisition stops.

pub mod client;
pub mod export;
pub mod picture;
pub mod source;
pub mod store;
pub mod summary;

use crate::{hint::Hinted, whole::put};
use anyhow::{Context as _, Result};
use client::{Host, RequestPolicy, Trouble};
use futures::{
    StreamExt as _,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use source::Source;
use std::sync::Arc;
use store::{Checked, Listed, Store, Wanted};
use whence::{
    core::task::Task,
    met::{Record, Refusal, culture::is_miniature, endpoint},
};

/// The number of pictures to fetch at a time.
const PICTURES_AT_A_TIME: usize = 4;

/// The context of an error that ends the acquisition.
fn ended() -> Hinted {
    Hinted::new(
        "the acquisition ended early",
        "nothing is lost: run the same command later to continue",
    )
}

/// The reason for setting a work aside.
const BLOCKED_ALONE: &str = "blocked in each try, while others are answered";

/// Lists works and fetches their records and pictures until none is left.
///
/// # Errors
///
/// If the API has changed, the Met cannot be reached or blocks every request,
/// or the disk fails; what was downloaded remains. A single work that cannot be
/// downloaded is not an error.
pub async fn acquire(
    store: &Arc<Store>,
    source: &Source,
    task: &Task,
    api: &str,
    policy: &RequestPolicy,
) -> Result<()> {
    // If another provider is installed already, that one is used.
    rustls::crypto::ring::default_provider().install_default().ok();
    let records = Host::api(policy, api)?;
    let pictures = Host::pictures(policy, store.pictured_address()?)?;
    store.claim(&task.id)?;
    source.list(store, &records, task, api).await?;
    let bars = MultiProgress::new();
    let (sender, receiver) = unbounded();
    let waiting = store.without_picture()?;
    let picture_bar = bar(&bars, "pictures", waiting.len());
    for work in waiting {
        sender.unbounded_send(work).context("the download of pictures has stopped")?;
    }
    let recorded = record_all(store, &records, task, api, sender, &bars, &picture_bar);
    let pictured = picture_all(store, &pictures, receiver, &picture_bar);
    // One host may answer while the other does not.
    let (recorded, pictured) = tokio::join!(recorded, pictured);
    recorded.and(pictured)
}

fn bar(bars: &MultiProgress, name: &'static str, length: usize) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{prefix:8} {bar:30} {pos}/{len}, {per_sec}, {eta} left");
    let bar = bars.add(ProgressBar::new(length as u64)).with_prefix(name);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

async fn record_all(
    store: &Store,
    host: &Host,
    task: &Task,
    api: &str,
    sender: UnboundedSender<Wanted>,
    bars: &MultiProgress,
    picture_bar: &ProgressBar,
) -> Result<()> {
    let works = store.without_record()?;
    let bar = bar(bars, "records", works.len());
    for work in works {
        let answer = host.get(&endpoint::object(api, work.object)).await;
        if let Some(wanted) = enter(store, task, work, answer)? {
            picture_bar.inc_length(1);
            // If the download of pictures has stopped, this one follows the
            // next time.
            sender.unbounded_send(wanted).ok();
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Stores the API's response about an object, and returns the picture to fetch.
fn enter(
    store: &Store,
    task: &Task,
    Listed { number, object, negative }: Listed,
    answer: Result<Vec<u8>, Trouble>,
) -> Result<Option<Wanted>> {
    let body = match answer {
        Ok(body) => body,
        Err(trouble @ (Trouble::Everywhere(_) | Trouble::Refused(Refusal::Gone(_)))) => {
            return Err(trouble).with_context(ended);
        }
        Err(Trouble::Refused(Refusal::Blocked)) => {
            store.set_aside(number, BLOCKED_ALONE)?;
            return Ok(None);
        }
        Err(Trouble::Refused(refusal @ (Refusal::NotFound(_) | Refusal::Refused { .. }))) => {
            store.skipped(number, &refusal.to_string(), None, None)?;
            return Ok(None);
        }
        Err(trouble) => {
            store.failed(number, &trouble.to_string())?;
            return Ok(None);
        }
    };
    let json = String::from_utf8_lossy(&body);
    let record = match Record::from_json(&body) {
        Ok(record) => record,
        Err(error) => {
            store.failed(number, &error.to_string())?;
            return Ok(None);
        }
    };
    let label = match task.label_of(&record) {
        Ok(label) => Some(label),
        Err(_) if negative && task.is_negative(&record) => None,
        Err(excluded) => {
            store.skipped(number, &excluded.to_string(), Some(&json), None)?;
            return Ok(None);
        }
    };
    let Some(address) = record.picture() else {
        let reason =
            if record.is_public_domain { "no picture" } else { "not in the public domain" };
        store.skipped(number, reason, Some(&json), label)?;
        return Ok(None);
    };
    let miniature = label.is_some() && is_miniature(&record);
    store.recorded(number, &json, label, miniature, address)?;
    Ok(Some(Wanted::new(number, Some(object), address.to_owned())))
}

async fn picture_all(
    store: &Arc<Store>,
    host: &Host,
    receiver: UnboundedReceiver<Wanted>,
    bar: &ProgressBar,
) -> Result<()> {
    let each = |work: Wanted| async move {
        let outcome = picture_one(store, host, work).await;
        bar.inc(1);
        outcome
    };
    let mut outcomes = receiver.map(each).buffer_unordered(PICTURES_AT_A_TIME);
    while let Some(outcome) = outcomes.next().await {
        outcome?;
    }
    bar.finish_and_clear();
    Ok(())
}

async fn picture_one(store: &Arc<Store>, host: &Host, work: Wanted) -> Result<()> {
    let number = work.number;
    let bytes = match picture::left_behind(store, &work.name) {
        Some(bytes) => Ok(bytes),
        None => host.get(&work.address).await,
    };
    match bytes {
        Ok(bytes) => {
            let keeper = Arc::clone(store);
            match tokio::task::spawn_blocking(move || keep(&keeper, &work, &bytes)).await?? {
                Ok(checked) => store.pictured(number, &checked),
                Err(picture::Unfit::TooSmall(..)) => {
                    let reason = format!("picture smaller than {} pixels", picture::LEAST_SIDE);
                    store.skipped(number, &reason, None, None)
                }
                Err(unfit) => store.failed(number, &unfit.to_string()),
            }
        }
        Err(trouble @ Trouble::Everywhere(_)) => Err(trouble).with_context(ended),
        Err(Trouble::Refused(Refusal::Blocked)) => store.set_aside(number, BLOCKED_ALONE),
        Err(Trouble::Refused(Refusal::NotFound(_))) => {
            store.skipped(number, "the picture is not there", None, None)
        }
        Err(trouble @ Trouble::Address(_)) => {
            store.skipped(number, &trouble.to_string(), None, None)
        }
        Err(trouble) => store.failed(number, &trouble.to_string()),
    }
}

/// Checks a picture and, if it is usable, stores it.
fn keep(store: &Store, work: &Wanted, bytes: &[u8]) -> Result<Result<Checked, picture::Unfit>> {
    let checked = picture::check(&work.name, bytes);
    if let Ok(checked) = &checked {
        let path = store.picture(&checked.file);
        if !path.exists() {
            put(&path, bytes)?;
        }
    }
    Ok(checked)
}
