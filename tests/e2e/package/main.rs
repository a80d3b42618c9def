//! The packed npm package in other projects: built with Vite, built with
//! webpack, without a bundler, and in Node.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod element;
mod faults;
mod module;
mod node;
mod projects;

use projects::Project;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use whence_e2e::{browser::Browser, proxy::Proxy, server::Server};
use whence_standin::Met;

const GOLDEN: &[u8] = include_bytes!("../../golden/golden.json");

/// The policy of a strict page. It forbids inline styles.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    connect-src 'self'; img-src 'self' blob:; style-src 'self'";

fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden")
}

/// The native predictions for a golden picture.
fn golden(name: &str) -> Value {
    let golden: Value = serde_json::from_slice(GOLDEN).unwrap();
    golden[name]["predictions"].clone()
}

/// Asserts that predictions have the same labels in the same order, and
/// probabilities that differ by less than `by`.
fn assert_near(found: &Value, expected: &Value, by: f64, of: &str) {
    let (found, expected) = (found.as_array().expect(of), expected.as_array().expect(of));
    assert_eq!(found.len(), expected.len(), "{of}");
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found["label"], expected["label"], "{of}");
        let [one, other] = [found, expected].map(|one| one["probability"].as_f64().unwrap());
        assert!((one - other).abs() < by, "{of}: {one} is not {other}");
    }
}

/// A browser on the page of a project, ready, and its server.
struct Visit {
    server: Server,
    browser: Browser,
    proxy: Option<Proxy>,
}

impl Visit {
    async fn in_chromium(project: Project) -> Self {
        Self::start(project, Browser::start().await, None).await
    }

    /// `None` if Firefox is not installed.
    async fn in_firefox(project: Project) -> Option<Self> {
        let proxy = Proxy::start(&Met::start_as(6, None).await).await;
        let Some(browser) = Browser::firefox(&proxy).await else {
            eprintln!("skipped: FIREFOX and GECKODRIVER do not name Firefox and its driver");
            return None;
        };
        Some(Self::start(project, browser, Some(proxy)).await)
    }

    async fn start(project: Project, browser: Browser, proxy: Option<Proxy>) -> Self {
        let server = Server::strict(project.page(), POLICY).await;
        server.also("golden", golden_folder());
        browser.client.goto(&server.url).await.unwrap();
        browser.wait_for("ready").await;
        Self { server, browser, proxy }
    }

    /// Runs the body of an asynchronous function in the page.
    async fn ask(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const {{ Classifier }} = window.whence;
             const golden = async (name) => (await fetch(`/golden/${{name}}`)).blob();
             const refusal = (promise) => promise.then(() => 'none',
                 ({{ name, code, message }}) => ({{ name, code, message }}));
             (async () => {{ {body} }})().then(done, (error) => done(`failed: ${{error.stack}}`));"
        );
        self.browser.client.execute_async(&script, vec![]).await.expect(body)
    }

    /// The page has contacted only its own server, and its policy has blocked
    /// nothing.
    async fn assert_alone(&self) {
        let elsewhere = "return performance.getEntriesByType('resource').map(({ name }) => name)
            .filter(name => !name.startsWith('blob:') && new URL(name).origin !== location.origin)";
        assert_eq!(self.browser.run(elsewhere, vec![]).await, json!([]));
        assert_eq!(self.browser.run("return window.forbidden", vec![]).await, json!([]));
        let hosts = self.proxy.as_ref().map(Proxy::take_asked).unwrap_or_default();
        assert_eq!(hosts, Vec::<String>::new());
        let asked = self.server.take_asked();
        let found = |end: &str| asked.iter().filter(|path| path.ends_with(end)).count();
        assert!(found(".wasm") >= 1 && found(".onnx") >= 1, "{asked:?}");
    }
}

/// Every use of the package in a page.
async fn use_package(visit: Visit) {
    module::assert_every_input(&visit).await;
    module::assert_errors(&visit).await;
    module::assert_aborts(&visit).await;
    module::assert_many(&visit).await;
    element::assert_element(&visit).await;
    visit.assert_alone().await;
    visit.browser.close().await;
}

#[tokio::test]
async fn a_page_built_with_vite() {
    use_package(Visit::in_chromium(Project::Vite).await).await;
}

#[tokio::test]
async fn a_page_built_with_webpack() {
    use_package(Visit::in_chromium(Project::Webpack).await).await;
}

#[tokio::test]
async fn a_page_without_a_bundler() {
    use_package(Visit::in_chromium(Project::Plain).await).await;
}

#[tokio::test]
async fn a_page_built_with_vite_in_firefox() {
    let Some(visit) = Visit::in_firefox(Project::Vite).await else { return };
    use_package(visit).await;
}

#[tokio::test]
async fn a_page_built_with_webpack_in_firefox() {
    let Some(visit) = Visit::in_firefox(Project::Webpack).await else { return };
    use_package(visit).await;
}

#[tokio::test]
async fn a_page_without_a_bundler_in_firefox() {
    let Some(visit) = Visit::in_firefox(Project::Plain).await else { return };
    use_package(visit).await;
}

#[test]
fn the_types_hold_in_a_program() {
    Project::Vite.npm(&["run", "types"]);
}
