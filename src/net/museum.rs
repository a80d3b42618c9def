//! Requests to The Met: within its rate limit, without duplicates, and
//! cancelled when nothing awaits the response.

use super::blob_of;
use super::job::{Abort, within};
use crate::{
    app::trouble::{Remedy, Trouble},
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

/// The browser cache for records.
const CACHE: &str = "whence-records";

/// The number of records in it, about 2 KB each.
const KEPT: u32 = 500;

/// A work of the Met, with its picture.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) record: Record,
    /// The label of its record, if it has one.
    pub(crate) truth: Option<Label>,
    pub(crate) picture: Blob,
    /// Whether it is from the deck, because The Met returned none.
    pub(crate) substitute: bool,
}

/// The Met.
#[derive(Default)]
pub(crate) struct Museum {
    pace: RefCell<Pace>,
    /// Whether the visitor allows requests to other hosts for pictures.
    other_hosts: Cell<bool>,
}

impl Museum {
    /// Allows requests to other hosts: the visitor has agreed.
    pub(crate) fn allow_other_hosts(&self) {
        self.other_hosts.set(true);
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
            // If nothing can be cached, it is requested again next time.
            drop(keep(&address, &body).await);
        }
        Ok(record)
    }

    /// A work with a known record.
    pub(crate) async fn work(&self, record: Record, task: &Task) -> Result<Work, Trouble> {
        let picture = self.picture(&record).await?;
        Ok(Work { truth: task.label_of(&record).ok(), record, picture, substitute: false })
    }

    /// The picture of a work, by the best route.
    async fn picture(&self, record: &Record) -> Result<Blob, Trouble> {
        let small = record.picture().ok_or_else(|| Trouble::new("no-picture", Remedy::Another))?;
        for route in routes(record) {
            let allowed = route.host == Host::Met || self.other_hosts.get();
            if allowed && let Some(picture) = picture(&route.address).await {
                return Ok(picture);
            }
        }
        if is_offline() {
            return Err(Trouble::met_offline());
        }
        Err(Trouble::unreachable(small, self.other_hosts.get()))
    }

    /// A response of the API.
    async fn ask(&self, address: &str, object: Option<u32>) -> Result<Vec<u8>, Trouble> {
        self.check()?;
        while let Err(wait) = self.turn() {
            sleep(Duration::from_secs_f64(wait / 1e3)).await;
            self.check()?;
        }
        match get(address).await {
            Ok((status, body)) => match Refusal::of_api(status, &body) {
                Ok(answer) => Ok(answer.to_vec()),
                Err(Refusal::Blocked) => Err(self.block()),
                Err(refusal) => Err(Trouble::refused(&refusal, object)),
            },
            Err(silence) => Err(self.silent(silence).await),
        }
    }

    /// Why there is no response that this page can read.
    async fn silent(&self, silence: Silence) -> Trouble {
        if is_offline() {
            return Trouble::met_offline();
        }
        match silence {
            // The page of the Met's bot protection does not allow cross-origin
            // requests. A block therefore looks like no response at all, until
            // a second request shows that the server answers.
            Silence::Unreadable(_) if answers().await => self.block(),
            silence => Trouble::new("met-unreachable", Remedy::Again).because(silence.to_string()),
        }
    }

    fn turn(&self) -> Result<(), f64> {
        self.pace.borrow_mut().turn(now())
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

/// A picture at an address: from the Met directly, or from another host through
/// wsrv.nl after the visitor has agreed.
pub(crate) async fn fetch(Route { host, address }: &Route) -> Result<Blob, Trouble> {
    match host {
        Host::Met => picture(address).await.ok_or_else(|| Trouble::unreachable(address, true)),
        Host::Other => {
            let elsewhere = || Trouble::new("elsewhere", Remedy::Save(address.clone()));
            picture(&proxied(address)).await.ok_or_else(elsewhere)
        }
    }
}

async fn picture(address: &str) -> Option<Blob> {
    let (status, body) = get(address).await.ok()?;
    let body = Refusal::of_pictures(status, &body).ok()?;
    blob_of(body, "image/jpeg").ok()
}

/// Why a response did not arrive.
#[derive(Clone, Debug, thiserror::Error)]
enum Silence {
    /// There was none, or none that this page can read.
    #[error("{0}")]
    Unreadable(String),
    /// The connection was interrupted.
    #[error("{0}")]
    Cut(String),
    /// It took too long.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Late,
}

/// How long to wait for a complete response.
const PATIENCE: Duration = Duration::from_secs(60);

/// A complete response within the time limit.
async fn get(address: &str) -> Result<(u16, Vec<u8>), Silence> {
    let whole = async {
        let abort = Abort::new();
        let answer = send(address, RequestMode::Cors, &abort).await;
        let answer = answer.map_err(|error| Silence::Unreadable(error.to_string()))?;
        let body = answer.binary().await.map_err(|error| Silence::Cut(error.to_string()))?;
        Ok((answer.status(), body))
    };
    within(PATIENCE, whole).await.unwrap_or(Err(Silence::Late))
}

/// Whether the API responds, even if the response cannot be read cross-origin.
async fn answers() -> bool {
    let abort = Abort::new();
    let address = endpoint::departments(API);
    let asked = send(&address, RequestMode::NoCors, &abort);
    matches!(within(PATIENCE, asked).await, Some(Ok(_)))
}

/// Sends a request without cookies and without a referrer.
async fn send(
    address: &str,
    mode: RequestMode,
    abort: &Abort,
) -> Result<gloo_net::http::Response, gloo_net::Error> {
    Request::get(address)
        .mode(mode)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(abort.signal().as_ref())
        .send()
        .await
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

/// Caches a response; the oldest entries are removed when there are too many.
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
