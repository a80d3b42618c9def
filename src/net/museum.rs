//! The Met, as the page asks it: no faster than it bears, nothing twice, and
//! nothing that nobody waits for.

use super::blob_of;
use super::job::Abort;
use crate::{
    app::trouble::Trouble,
    core::{label::Label, task::Task},
    met::{
        Record, Refusal,
        endpoint::{self, API, Ids, Search},
        pace::Pace,
        route::{Host, Route, proxied, routes},
    },
};
use gloo_net::http::Request;
use gloo_timers::future::sleep;
use js_sys::{Array, Uint8Array};
use std::{cell::Cell, cell::RefCell, time::Duration};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, ReferrerPolicy, RequestCredentials, RequestMode, Response};

/// Where records are kept on the device.
const CACHE: &str = "whence-records";

/// How many of them: about 2 KB each.
const KEPT: u32 = 500;

/// A work of the Met, with its picture.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) record: Record,
    /// The label that its record has, where it has one.
    pub(crate) truth: Option<Label>,
    pub(crate) picture: Blob,
}

/// The Met.
#[derive(Default)]
pub(crate) struct Museum {
    pace: RefCell<Pace>,
    /// Whether the visitor lets other hosts be asked for pictures.
    others: Cell<bool>,
}

impl Museum {
    /// The visitor agrees to other hosts being asked.
    pub(crate) fn ask_others(&self) {
        self.others.set(true);
    }

    /// One page of a search.
    pub(crate) async fn search(
        &self,
        search: &Search,
        offset: u32,
        limit: u32,
    ) -> Result<Ids, Trouble> {
        let body = self.ask(&search.page(API, offset, limit), None).await?;
        serde_json::from_slice(&body).map_err(|error| Trouble::met(&error.to_string()))
    }

    /// The record of a work.
    pub(crate) async fn record(&self, id: u32) -> Result<Record, Trouble> {
        let address = endpoint::object(API, id);
        let kept = recall(&address).await;
        let fresh = kept.is_none();
        let body = match kept {
            Some(body) => body,
            None => self.ask(&address, Some(id)).await?,
        };
        let record = Record::from_json(&body).map_err(|error| Trouble::met(&error.to_string()))?;
        if fresh {
            // Where nothing can be kept, it is asked again.
            drop(keep(&address, &body).await);
        }
        Ok(record)
    }

    /// A work whose record is known.
    pub(crate) async fn work(&self, record: Record, task: &Task) -> Result<Work, Trouble> {
        let picture = self.picture(&record).await?;
        Ok(Work { truth: task.label_of(&record).ok(), record, picture })
    }

    /// The picture of a work, the best way there is.
    async fn picture(&self, record: &Record) -> Result<Blob, Trouble> {
        let small = record.picture().ok_or_else(Trouble::no_picture)?;
        for route in routes(record) {
            let allowed = route.host == Host::Met || self.others.get();
            if allowed && let Some(picture) = picture(&route.address).await {
                return Ok(picture);
            }
        }
        Err(Trouble::unreachable(small, self.others.get()))
    }

    /// An answer of the API.
    async fn ask(&self, address: &str, object: Option<u32>) -> Result<Vec<u8>, Trouble> {
        self.check()?;
        let wait = self.pace.borrow_mut().turn(now());
        if wait > 0.0 {
            sleep(Duration::from_secs_f64(wait / 1e3)).await;
            self.check()?;
        }
        match get(address).await {
            Ok((status, body)) => match Refusal::of_api(status, &body) {
                Ok(answer) => Ok(answer.to_vec()),
                Err(Refusal::Blocked) => Err(self.block()),
                Err(refusal) => Err(Trouble::refused(&refusal, object)),
            },
            Err(_) if is_offline() => Err(Trouble::met_offline()),
            // The shield's page may not be read by other pages: to a browser,
            // it looks like no answer at all.
            Err(_) => Err(self.block()),
        }
    }

    fn check(&self) -> Result<(), Trouble> {
        self.pace.borrow().blocked(now()).map_or(Ok(()), |left| Err(Trouble::blocked(left)))
    }

    fn block(&self) -> Trouble {
        let mut pace = self.pace.borrow_mut();
        pace.block(now());
        Trouble::blocked(pace.blocked(now()).unwrap_or_default())
    }
}

/// A picture at an address: of the Met directly, of another host through
/// wsrv.nl, once the visitor has agreed.
pub(crate) async fn fetch(Route { host, address }: &Route) -> Result<Blob, Trouble> {
    match host {
        Host::Met => picture(address).await.ok_or_else(|| Trouble::unreachable(address, true)),
        Host::Other => picture(&proxied(address)).await.ok_or_else(|| Trouble::elsewhere(address)),
    }
}

async fn picture(address: &str) -> Option<Blob> {
    let (status, body) = get(address).await.ok()?;
    let body = Refusal::of_pictures(status, &body).ok()?;
    blob_of(body, "image/jpeg").ok()
}

/// Without cookies, and without saying from where.
async fn get(address: &str) -> Result<(u16, Vec<u8>), gloo_net::Error> {
    let abort = Abort::new();
    let answer = Request::get(address)
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(abort.signal().as_ref())
        .send()
        .await?;
    let body = answer.binary().await?;
    Ok((answer.status(), body))
}

async fn cache() -> Result<Cache, JsValue> {
    let caches = web_sys::window().ok_or("there is no window")?.caches()?;
    Ok(JsFuture::from(caches.open(CACHE)).await?.unchecked_into())
}

async fn recall(address: &str) -> Option<Vec<u8>> {
    let found = JsFuture::from(cache().await.ok()?.match_with_str(address)).await.ok()?;
    let body =
        JsFuture::from(found.dyn_into::<Response>().ok()?.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&body).to_vec())
}

/// Keeps an answer; the oldest go when there are too many.
async fn keep(address: &str, body: &[u8]) -> Result<(), JsValue> {
    let cache = cache().await?;
    let mut body = body.to_vec();
    let answer = Response::new_with_opt_u8_array(Some(&mut body))?;
    JsFuture::from(cache.put_with_str(address, &answer)).await?;
    let kept: Array = JsFuture::from(cache.keys()).await?.unchecked_into();
    for oldest in kept.iter().take(kept.length().saturating_sub(KEPT) as usize) {
        JsFuture::from(cache.delete_with_request(&oldest.unchecked_into())).await?;
    }
    Ok(())
}

fn now() -> f64 {
    js_sys::Date::now()
}

fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
