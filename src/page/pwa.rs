//! Offline use: the service worker, updates of the page, and pictures that
//! other programs share with it.

use super::dom::{Dom, log};
use gloo_events::EventListener;
use js_sys::Array;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, Cache, File, FilePropertyBag, HtmlElement, Request, Response, ServiceWorker,
    ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState, Window,
};

const SCRIPT: &str = "service-worker.js";

/// The cache in which the service worker puts shared pictures.
const SHARED: &str = "whence-shared";

/// Registers the service worker, if the browser has them.
pub(super) fn register(dom: &Rc<Dom>) {
    let Some(window) = web_sys::window() else { return };
    // There is none in an insecure context.
    if js_sys::Reflect::get(&window.navigator(), &"serviceWorker".into())
        .is_ok_and(|container| container.is_undefined())
    {
        return;
    }
    let (dom, container) = (Rc::clone(dom), window.navigator().service_worker());
    spawn_local(async move {
        if let Err(error) = watch(&dom, &window, &container).await {
            // Without it the page works too, but not offline.
            web_sys::console::warn_1(&error);
        }
    });
}

async fn watch(
    dom: &Rc<Dom>,
    window: &Window,
    container: &ServiceWorkerContainer,
) -> Result<(), JsValue> {
    let controlled = container.controller().is_some();
    dom.find::<HtmlElement>("offline")?.set_hidden(!controlled);
    let registration = JsFuture::from(container.register(SCRIPT)).await?;
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    let bar: HtmlElement = dom.find("update")?;
    let update: HtmlElement = dom.find("update-now")?;
    // Only the tab that requested the new version reloads: another tab may show
    // answers, and the old version still works there.
    let asked = Rc::new(Cell::new(false));
    let (asking, waiting, location) = (Rc::clone(&asked), registration.clone(), window.location());
    EventListener::new(&update, "click", move |_| {
        asking.set(true);
        log(match waiting.waiting() {
            Some(worker) => worker.post_message(&"take over".into()),
            None => location.reload(),
        });
    })
    .forget();
    let location = window.location();
    EventListener::new(container, "controllerchange", move |_| {
        if asked.get() {
            log(location.reload());
        }
    })
    .forget();
    bar.set_hidden(!(controlled && registration.waiting().is_some()));
    let follow = {
        let (dom, found, container) = (Rc::clone(dom), registration.clone(), container.clone());
        move || {
            if let Some(worker) = found.installing() {
                follow(&dom, worker, &bar, container.controller().is_some());
            }
        }
    };
    follow();
    EventListener::new(&registration, "updatefound", move |_| follow()).forget();
    Ok(())
}

/// Reports a new service worker: the first one, or an update.
fn follow(dom: &Rc<Dom>, worker: ServiceWorker, bar: &HtmlElement, update: bool) {
    let (dom, bar, followed) = (Rc::clone(dom), bar.clone(), worker.clone());
    EventListener::new(&worker, "statechange", move |_| {
        if followed.state() == ServiceWorkerState::Installed {
            if update {
                bar.set_hidden(false);
            } else {
                log(dom.find::<HtmlElement>("offline").map(|line| line.set_hidden(false)));
            }
        }
    })
    .forget();
}

/// Takes the files that another program has shared with the page.
pub(super) async fn shared() -> Result<Vec<File>, JsValue> {
    let caches = web_sys::window().ok_or("there is no window")?.caches()?;
    let cache: Cache = JsFuture::from(caches.open(SHARED)).await?.unchecked_into();
    let requests: Array = JsFuture::from(cache.keys()).await?.unchecked_into();
    let mut files = Vec::new();
    for request in requests.iter() {
        let request: Request = request.unchecked_into();
        let answer = JsFuture::from(cache.match_with_request(&request)).await?;
        let answer: Response = answer.dyn_into()?;
        let blob: Blob = JsFuture::from(answer.blob()?).await?.unchecked_into();
        let name = answer.headers().get("x-name")?.unwrap_or_default();
        let name = js_sys::decode_uri_component(&name)?;
        let options = FilePropertyBag::new();
        options.set_type(&blob.type_());
        files.push(File::new_with_blob_sequence_and_options(
            &Array::of1(&blob),
            &String::from(name),
            &options,
        )?);
    }
    JsFuture::from(caches.delete(SHARED)).await?;
    Ok(files)
}
