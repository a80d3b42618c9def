//! The page has two workers. A browser loads the faster one that it can run.

use super::*;

/// The worker files that were requested on a visit with a picture.
async fn workers_asked_for(script: &str) -> Vec<String> {
    let (server, browser) = (Server::start().await, Browser::start().await);
    browser.before_each_page(script).await;
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
    let mut asked = server.take_asked();
    asked.retain(|path| path.contains("worker"));
    asked.sort();
    asked.dedup();
    asked
}

#[tokio::test]
async fn a_browser_with_relaxed_simd_gets_one_worker() {
    let asked = workers_asked_for("").await;
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().all(|path| path.starts_with("worker-")), "{asked:?}");
}

#[tokio::test]
async fn a_browser_without_relaxed_simd_gets_the_other() {
    let without = "const validate = WebAssembly.validate;
        const relaxed = '253,133,2';
        WebAssembly.validate = code => !code.join().includes(relaxed) && validate(code)";
    let asked = workers_asked_for(without).await;
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().all(|path| path.starts_with("plain-worker-")), "{asked:?}");
}

#[tokio::test]
async fn only_the_worker_that_runs_is_cached() {
    let (_server, browser) = offline::installed().await;
    let cached = "const done = arguments[0];
        caches.keys().then(async names => {
            const all = await Promise.all(names.map(async name => (await caches.open(name)).keys()));
            done(all.flat().map(({ url }) => new URL(url).pathname));
        });";
    let cached = browser.client.execute_async(cached, vec![]).await.unwrap();
    let cached: Vec<String> = serde_json::from_value(cached).unwrap();
    let workers = cached.iter().filter(|path| path.contains("worker"));
    assert_eq!(workers.clone().count(), 2, "{cached:?}");
    assert!(workers.clone().all(|path| path.starts_with("/worker-")), "{cached:?}");
    browser.close().await;
}
