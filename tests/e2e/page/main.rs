//! The built page in a real browser, online and with simulated networks.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod access;
mod bytes;
mod crop;
mod deck;
mod embed;
mod faults;
mod firefox;
mod hosts;
mod kiosk;
mod lab;
mod met;
mod nearest;
mod offline;
mod own;
mod rivals;
mod several;
mod site;
mod steady;
mod task;
mod workers;

use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use whence::{
    app::words::{Language, Message, Words, in_words, message, of_task, remark},
    core::{
        card::Card,
        label::Label,
        prediction::{Prediction, Ranking},
        verdict::Verdict,
    },
};
use whence_e2e::{
    browser::Browser,
    proxy::Proxy,
    server::{Instead, Server},
};
use whence_standin::{Culture, Met};

const SEAL: &[u8] = include_bytes!("../../golden/seal.png");
const GOLDEN: &[u8] = include_bytes!("../../golden/golden.json");

/// A browser on the page, ready.
async fn open() -> (Server, Browser) {
    let (server, browser) = (Server::start().await, Browser::start().await);
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    (server, browser)
}

/// The page's language with a tag.
fn language(tag: &str) -> Language {
    Language::from_tag(tag).unwrap()
}

/// Selects a language, as a visitor does.
async fn speak(browser: &Browser, language: Language) {
    let choose = "const select = document.getElementById('language');
        select.value = arguments[0];
        select.dispatchEvent(new Event('change'))";
    browser.run(choose, vec![language.tag().into()]).await;
}

/// A browser on the page; this file of the model takes two seconds.
async fn open_slowly(file: &str) -> (Server, Browser) {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let body = server.file(file);
    let delay = Duration::from_secs(2);
    server.instead(file, Instead { times: 9, status: 200, body, delay });
    browser.client.goto(&server.url).await.unwrap();
    (server, browser)
}

/// A golden picture: one of the tests, or a work of the deck.
fn golden_file(name: &str) -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let places = ["tests/golden", "www/deck"].map(|folder| project.join(folder).join(name));
    places.into_iter().find(|place| place.exists()).unwrap()
}

/// The page with a first worker that crashes on each message for which this
/// expression is true.
async fn open_with_a_crash(on: &str) -> (Server, Browser) {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let mut body = server.file("worker-*.js");
    let crash = format!(
        "addEventListener('message', event => {{
            if (!({on})) return;
            event.stopImmediatePropagation();
            throw new Error('out of order');
        }});"
    );
    body.extend_from_slice(crash.as_bytes());
    server.instead("worker-*.js", Instead { times: 1, status: 200, body, delay: Duration::ZERO });
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    (server, browser)
}

/// The expected title and remark of the page for a golden picture.
fn golden_words(name: &str) -> (Message, Message) {
    let golden: Value = serde_json::from_slice(GOLDEN).unwrap();
    let verdict: Verdict = serde_json::from_value(golden[name]["verdict"].clone()).unwrap();
    let familiar: f32 = serde_json::from_value(golden[name]["familiar"].clone()).unwrap();
    (in_words(verdict), remark(verdict, familiar))
}

/// The most probable label of a golden picture.
fn golden_label(name: &str) -> Label {
    let golden: Value = serde_json::from_slice(GOLDEN).unwrap();
    let ranking: Ranking = serde_json::from_value(golden[name]["predictions"].clone()).unwrap();
    ranking.first().label
}

/// The messages of a language, with the names of labels from the model's card.
fn words(language: Language) -> Words {
    let card = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model/model.json");
    let card = Card::from_json(&std::fs::read(card).unwrap()).unwrap();
    Words::new(language, of_task(&card.task))
}

/// The probabilities on the page, by label, in percent.
async fn shown_shares(browser: &Browser) -> Value {
    let script = "return Object.fromEntries([...document.querySelectorAll('.bars button')].map(
        button => [button.dataset.label, parseFloat(button.querySelector('.fill').style.inlineSize)]))";
    browser.run(script, vec![]).await
}

async fn assert_golden(browser: &Browser, name: &str) {
    let golden: Value = serde_json::from_slice(GOLDEN).unwrap();
    let shown = shown_shares(browser).await;
    let ranking: Ranking = serde_json::from_value(golden[name]["predictions"].clone()).unwrap();
    for Prediction { label, probability } in ranking.iter() {
        let expected = f64::from(probability) * 100.0;
        let found = shown[label.name()].as_f64().unwrap();
        assert!((found - expected).abs() < 0.05, "{name}, {label}: {found} is not {expected}");
    }
}

/// Makes the page record the files that it saves instead of saving them.
async fn catch_saved(browser: &Browser) {
    let catch = "window.saved = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = blob => ((window.last = blob), make(blob));
        HTMLAnchorElement.prototype.click = function () {
            saved.push([this.download, last.type, last.size]);
        };";
    browser.run(catch, vec![]).await;
}

/// Asserts that the one saved file is an image of a plausible size.
async fn assert_image_saved(browser: &Browser) {
    browser.wait_until("return saved.length === 1").await;
    let saved = browser.run("return saved[0]", vec![]).await;
    assert_eq!((&saved[0], &saved[1]), (&json!("whence.png"), &json!("image/png")));
    assert!(saved[2].as_u64().unwrap() > 5_000, "{saved}");
}

async fn assert_error(browser: &Browser, name: &str, title: &str) {
    browser.wait_for("error").await;
    let found = browser.find(".error").await.attr("data-error").await.unwrap();
    assert_eq!(found.as_deref(), Some(name), "{}", browser.text(".error").await);
    assert!(browser.text(".title").await.contains(title));
    assert!(!browser.text(".advice").await.is_empty());
    browser.assert_accessible(name).await;
    browser.screenshot(&format!("error-{name}")).await;
}

/// The page, a stand-in for the Met, and a browser that reaches both.
struct World {
    server: Server,
    met: Met,
    proxy: Proxy,
    browser: Browser,
}

impl World {
    /// A browser without a page.
    async fn start() -> Self {
        let met = Met::start_as(6, Some("https://images.metmuseum.org")).await;
        let proxy = Proxy::start(&met).await;
        let (server, browser) = (Server::start().await, Browser::beyond(&proxy).await);
        Self { server, met, proxy, browser }
    }

    /// A browser on the page, ready, at an address within it.
    async fn open(at: &str) -> Self {
        let world = Self::start().await;
        world.browser.client.goto(&format!("{}{at}", world.server.url)).await.unwrap();
        if at.is_empty() {
            world.browser.wait_for("ready").await;
        }
        world
    }
    /// Follows a link within the page.
    async fn turn_to(&self, at: &str) {
        self.browser.run("location.hash = arguments[0]", vec![at.into()]).await;
    }
}
