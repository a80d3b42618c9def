//! The page without a connection.

use super::*;

pub(super) const READY: &str = "return navigator.serviceWorker.ready.then(() =>
    navigator.serviceWorker.controller !== null)";

pub(super) async fn installed() -> (Server, Browser) {
    let (server, browser) = (Server::start().await, Browser::installing(None).await);
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_until(READY).await;
    browser.wait_for("ready").await;
    (server, browser)
}

/// Answers everything with an error.
fn shut_down(server: &Server) {
    for file in [
        "index.html",
        "model/whence.onnx",
        "model/model-*.json",
        "worker-*_bg.wasm",
        "worker-*.js",
        "page-*.js",
        "page-*_bg.wasm",
        "style-*.css",
    ] {
        server
            .instead(file, Instead { times: 99, status: 503, body: vec![], delay: Duration::ZERO });
    }
}

/// Publishes another version, in which glue, code and page have changed.
pub(super) fn publish_another(server: &Server) {
    let page = String::from_utf8(server.file("index.html")).unwrap();
    let page = page.replace("<h1>Whence</h1>", "<h1>Whence, anew</h1>").into_bytes();
    let script = String::from_utf8(server.file("service-worker.js")).unwrap();
    let hash = whence::core::digest::sha256;
    let script = script
        .replace(&hash(&server.file("index.html")), &hash(&page))
        .replace("const VERSION = \"", "const VERSION = \"new");
    let instead = |body| Instead { times: 99, status: 200, body, delay: Duration::ZERO };
    server.instead("index.html", instead(page));
    server.instead("service-worker.js", instead(script.into_bytes()));
}

#[tokio::test]
async fn after_the_first_visit_the_page_needs_no_connection() {
    let (server, browser) = installed().await;
    shut_down(&server);
    browser.client.refresh().await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn nothing_is_kept_that_is_not_what_it_should_be() {
    let (server, browser) = (Server::start().await, Browser::installing(None).await);
    // A host that sends a page with status 200 for a missing file.
    let body = b"<!doctype html><title>Not here</title>".to_vec();
    server.instead("icon.svg", Instead { times: 99, status: 200, body, delay: Duration::ZERO });
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    let gone = "return navigator.serviceWorker.getRegistration().then(registration =>
        !registration?.installing && !registration?.waiting && !registration?.active)";
    browser.wait_until(gone).await;
    server.mend();
    browser.client.refresh().await.unwrap();
    browser.wait_until(READY).await;
    browser.close().await;
}

#[tokio::test]
async fn a_new_version_is_offered_and_taken_when_the_visitor_wants_it() {
    let (server, browser) = installed().await;
    publish_another(&server);
    browser.client.refresh().await.unwrap();
    browser.wait_until("return !document.getElementById('update').hidden").await;
    assert_eq!(browser.text("h1").await, "Whence", "the old one stays until then");
    browser.wait_for("ready").await;
    browser.assert_accessible("update").await;
    browser.screenshot("update").await;
    browser.press("#update-now").await;
    browser.wait_for_text("h1", "Whence, anew").await;
    browser.wait_for("ready").await;
    let kept = "return caches.keys().then(names =>
        names.filter(name => name.startsWith('whence-files-')).length)";
    assert_eq!(browser.run(kept, vec![]).await, 1);
    browser.close().await;
}

#[tokio::test]
async fn what_another_program_shares_is_classified() {
    let (server, browser) = installed().await;
    let share = "const form = document.createElement('form');
        form.method = 'POST';
        form.enctype = 'multipart/form-data';
        form.action = 'share';
        const input = document.createElement('input');
        input.type = 'file';
        input.name = 'pictures';
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(arguments[0])], 'shared seal.png', { type: 'image/png' }));
        input.files = data.files;
        form.append(input);
        document.body.append(form);
        form.submit()";
    // The page's policy forbids forms; the system's sharing is not subject to
    // it.
    let open = String::from_utf8(server.file("index.html")).unwrap();
    let open = open.replace("form-action 'none'", "form-action 'self'").into_bytes();
    server
        .instead("form.html", Instead { times: 9, status: 200, body: open, delay: Duration::ZERO });
    browser.client.goto(&format!("{}form.html", server.url)).await.unwrap();
    browser.wait_for("ready").await;
    browser.run(share, vec![SEAL.into()]).await;
    browser
        .wait_until("return location.hash === '#look' && !location.pathname.includes('form')")
        .await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    assert_eq!(browser.text("#caption").await, "shared seal.png");
    browser.close().await;
}
