//! Faults in the environment of the package.

use super::*;
use std::time::Duration;
use whence_e2e::server::Instead;

/// Makes the server answer that a file does not exist.
fn lose(visit: &Visit, path: &str) {
    let lost = Instead { times: 9, status: 404, body: Vec::new(), delay: Duration::ZERO };
    visit.server.instead(&format!("node_modules/@whence/classifier/{path}"), lost);
}

#[tokio::test]
async fn a_file_of_the_package_that_is_missing_is_named() {
    let visit = Visit::in_chromium(Project::Plain).await;
    for (path, name, code) in [
        ("worker.js", "WorkerError", "broken"),
        ("whence_bg.wasm", "WorkerError", "broken"),
        ("model/whence.onnx", "DownloadError", "missing"),
        ("model/model.json", "DownloadError", "missing"),
    ] {
        lose(&visit, path);
        let found = visit.ask("return refusal(Classifier.load())").await;
        assert_eq!(
            (&found["name"], &found["code"]),
            (&json!(name), &json!(code)),
            "{path}: {found}"
        );
        visit.server.mend();
    }
    visit.server.cut(true);
    let found = visit.ask("return refusal(Classifier.load())").await;
    assert_eq!(found["code"], "offline", "{found}");
    visit.server.cut(false);
    let found = visit.ask("return (await Classifier.load()).labels.length").await;
    assert_eq!(found, 4);
    visit.browser.close().await;
}

#[tokio::test]
async fn the_element_tries_a_model_again_that_it_could_not_load() {
    let visit = Visit::in_chromium(Project::Plain).await;
    lose(&visit, "model/whence.onnx");
    let classify = "const element = document.querySelector('whence-classifier');
        const failed = new Promise(resolve => element.addEventListener('failed', resolve, { once: true }));
        const answer = await element.classify(await golden('seal.png'));
        return answer?.predictions ?? (await failed).detail.code;";
    assert_eq!(visit.ask(classify).await, "missing");
    visit.server.mend();
    assert_near(&visit.ask(classify).await, &golden("seal.png"), 1e-4, "the second time");
    visit.browser.close().await;
}

#[tokio::test]
async fn after_a_crash_the_next_picture_gets_another_worker() {
    let visit = Visit::in_chromium(Project::Plain).await;
    let found = visit
        .ask(
            "let workers = 0;
             const Real = Worker;
             window.Worker = class extends Real {
                 constructor(...given) { super(...given); workers++; }
                 postMessage(message, transfer) {
                     // A value that is not a picture; the worker fails on it.
                     if (message.picture && window.trip) message = { picture: 7 };
                     super.postMessage(message, transfer);
                 }
             };
             const classifier = await Classifier.load();
             const seal = await golden('seal.png');
             window.trip = true;
             const crashed = await refusal(classifier.classify(seal));
             window.trip = false;
             const { predictions } = await classifier.classify(seal);
             const asked = refusal(classifier.classify(seal));
             await new Promise(resolve => setTimeout(resolve));
             classifier.close();
             return { crashed, predictions, workers, closed: await asked,
                 after: await refusal(classifier.classify(seal)) };",
        )
        .await;
    assert_eq!(found["crashed"]["code"], "crashed", "{found}");
    assert_near(&found["predictions"], &golden("seal.png"), 1e-4, "after the crash");
    assert_eq!(found["workers"], 2);
    assert_eq!(
        (&found["closed"]["code"], &found["after"]["code"]),
        (&json!("closed"), &json!("closed"))
    );
    visit.browser.close().await;
}

#[tokio::test]
async fn a_picture_of_another_origin_is_read_with_its_leave_only() {
    let visit = Visit::in_chromium(Project::Plain).await;
    let elsewhere = Server::strict(golden_folder(), "default-src 'none'").await;
    let found = visit
        .ask(&format!(
            "const classifier = await Classifier.load();
             return refusal(classifier.classify('{}seal.png'));",
            elsewhere.url
        ))
        .await;
    assert_eq!(found["code"], "offline", "{found}");
    visit.browser.close().await;
}

#[tokio::test]
async fn what_whence_does_not_read_the_browser_may() {
    let visit = Visit::in_chromium(Project::Plain).await;
    let found = visit
        .ask(
            "const classifier = await Classifier.load();
             const png = new Uint8Array(await (await golden('seal.png')).arrayBuffer());
             const head = new DataView(new ArrayBuffer(22));
             for (const [at, value] of [[2, 1], [4, 1], [10, 1], [12, 32]]) head.setUint16(at, value, true);
             head.setUint8(6, 96);
             head.setUint8(7, 160);
             head.setUint32(14, png.length, true);
             head.setUint32(18, 22, true);
             const icon = new Blob([head, png], { type: 'image/x-icon' });
             const { predictions, decoder } = await classifier.classify(icon);
             return { predictions, decoder, svg: await refusal(classifier.classify(
                 new Blob(['<svg xmlns=\"http://www.w3.org/2000/svg\"/>'], { type: 'image/svg+xml' }))) };",
        )
        .await;
    assert_eq!(found["decoder"], "browser", "{found}");
    assert_near(&found["predictions"], &golden("seal.png"), 0.02, "an icon");
    assert_eq!(found["svg"]["code"], "unsupported");
    visit.browser.close().await;
}
