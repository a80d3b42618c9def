//! The visitor's own pictures, and a page that does not come whole.

use super::*;

#[tokio::test]
async fn a_picked_picture_is_classified_without_asking_anyone() {
    let (server, browser) = open().await;
    browser.assert_accessible("ready").await;
    browser.screenshot("ready").await;
    server.take_asked();
    for file in ["phone.jpg", "hills.webp", "weave.gif", "seal.png"] {
        browser.pick(&[&golden_file(file)]).await;
        browser.wait_for("result").await;
        assert_golden(&browser, file).await;
        assert_eq!(browser.text("#caption").await, file);
        browser.run("delete document.body.dataset.state", vec![]).await;
    }
    browser.run("document.body.dataset.state = 'result'", vec![]).await;
    assert_eq!(server.take_asked(), Vec::<String>::new(), "classifying needs no server");
    let foreign = "return performance.getEntriesByType('resource').map(entry => entry.name)
        .filter(name => !name.startsWith(location.origin) && !name.startsWith('blob:'))";
    assert_eq!(browser.run(foreign, vec![]).await, json!([]));
    assert!(!browser.text(".verdict").await.is_empty());
    assert!(browser.text(".timings").await.contains("96 × 160"));
    browser.assert_accessible("result").await;
    browser.close().await;
}

#[tokio::test]
async fn a_dropped_and_a_pasted_picture_are_classified() {
    let (_server, browser) = open().await;
    for way in ["drop", "paste"] {
        browser.give(way, "seal.png", SEAL).await;
        browser.wait_for("result").await;
        assert_golden(&browser, "seal.png").await;
        browser.run("delete document.body.dataset.state", vec![]).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_picture_given_before_the_model_is_there_waits_for_it() {
    let (_server, browser) = open_slowly().await;
    browser.wait_for("loading").await;
    browser.assert_accessible("loading").await;
    browser.screenshot("loading").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("working").await;
    browser.assert_accessible("working").await;
    browser.screenshot("working").await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn progress_knows_its_end_though_the_server_compresses() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let body = server.file("model/whence.onnx");
    let delay = Duration::from_secs(3);
    server.instead("model/whence.onnx", Instead { times: 1, status: 200, body, delay });
    browser.client.goto(&server.url).await.unwrap();
    let known = "const bar = document.getElementById('progress');
        return bar.hasAttribute('value') && bar.value > 0 && bar.value < bar.max
            && / of \\d+\\.\\d MB/.test(document.getElementById('amount').textContent)";
    browser.wait_until(known).await;
    browser.wait_for("ready").await;
    browser.close().await;
}

#[tokio::test]
async fn a_cancelled_picture_is_forgotten() {
    let (_server, browser) = open_slowly().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("working").await;
    browser.find("#cancel").await.click().await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.close().await;
}

#[tokio::test]
async fn a_pressed_bar_shows_where_its_evidence_lies() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    let bar = browser.find(".bars button").await;
    bar.click().await.unwrap();
    assert_eq!(bar.attr("aria-pressed").await.unwrap().as_deref(), Some("true"));
    let drawn = "const canvas = document.getElementById('heat');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return !canvas.hidden && pixels.some((value, index) => index % 4 === 3 && value > 0)";
    assert_eq!(browser.run(drawn, vec![]).await, true);
    browser.assert_accessible("heat").await;
    browser.screenshot("heat").await;
    bar.click().await.unwrap();
    assert_eq!(browser.run(drawn, vec![]).await, false);
    browser.close().await;
}

#[tokio::test]
async fn a_bad_file_has_its_own_words_and_the_next_one_works() {
    let (_server, browser) = open().await;
    let large = huge_png();
    let cases: [(&str, &[u8], &str, &str); 6] = [
        ("letter.txt", b"Dear visitor,", "not-a-picture", "not a picture"),
        ("nothing.png", b"", "empty", "empty"),
        ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "unsupported", "HEIC"),
        ("scan.tif", b"II*\0\x08\0\0\0\0\0", "unsupported", "TIFF"),
        ("half.png", &SEAL[..SEAL.len() / 2], "damaged", "damaged"),
        ("huge.png", &large, "too-large", "too large"),
    ];
    for (file, bytes, name, title) in cases {
        browser.give("drop", file, bytes).await;
        assert_error(&browser, name, title).await;
    }
    browser.give("nothing", "", b"").await;
    assert_error(&browser, "not-a-file", "not a file").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.close().await;
}

/// The header of a picture of 10,000 megapixels.
fn huge_png() -> Vec<u8> {
    let mut png = SEAL.to_vec();
    png[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let check = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&check);
    png
}

/// The checksum of a PNG's chunks.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

#[tokio::test]
async fn a_missing_part_is_named_and_can_be_fetched_again() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let missing = Instead { times: 9, status: 404, body: vec![], delay: Duration::ZERO };
    for part in ["model/whence.onnx", "model/model-*.json", "worker-*_bg.wasm"] {
        server.instead(part, missing.clone());
        browser.client.goto(&server.url).await.unwrap();
        assert_error(&browser, "missing", "missing").await;
        assert!(browser.text(".advice").await.contains(&server.named(part)));
        server.mend();
        browser.find(".retry").await.click().await.unwrap();
        browser.wait_for("ready").await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_model_that_is_not_its_cards_is_refused() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let body = b"another".to_vec();
    let other = Instead { times: 9, status: 200, body, delay: Duration::ZERO };
    server.instead("model/whence.onnx", other);
    browser.client.goto(&server.url).await.unwrap();
    assert_error(&browser, "mismatch", "does not match").await;
    server.mend();
    browser.find(".retry").await.click().await.unwrap();
    browser.wait_for("ready").await;
    browser.close().await;
}

#[tokio::test]
async fn a_worker_that_crashes_is_replaced() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let mut body = server.file("worker-*.js");
    body.extend_from_slice(
        b"addEventListener('message', event => {
            if (!(event.data instanceof Blob)) return;
            event.stopImmediatePropagation();
            throw new Error('out of order');
        });",
    );
    server.instead("worker-*.js", Instead { times: 1, status: 200, body, delay: Duration::ZERO });
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    assert_error(&browser, "crashed", "broke").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn a_browser_without_simd_is_told_so() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    browser.before_each_page("WebAssembly.validate = () => false").await;
    browser.client.goto(&server.url).await.unwrap();
    assert!(browser.text(".unsupported").await.contains("too old"));
    assert!(!browser.find(".stage").await.is_displayed().await.unwrap());
    browser.assert_accessible("unsupported").await;
    browser.screenshot("old-browser").await;
    browser.close().await;
}

#[tokio::test]
async fn the_page_holds_in_the_narrow_and_in_the_dark() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    for scheme in ["light", "dark"] {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        browser.devtools("Emulation.setEmulatedMedia", json!({ "features": [feature] })).await;
        for (width, height) in [(320, 780), (800, 900), (1440, 900)] {
            let metrics = json!({
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
            });
            browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            let fits = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(browser.run(fits, vec![]).await, true, "it scrolls sideways at {width}");
            browser.assert_accessible(&format!("{scheme} at {width}")).await;
            browser.screenshot(&format!("result-{scheme}-{width}")).await;
        }
    }
    browser.close().await;
}
