//! The visitor's own pictures, and a page that does not load completely.

use super::*;
use base64::{Engine as _, prelude::BASE64_STANDARD};

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
    browser.screenshot("result").await;
    let mut asked = server.take_asked();
    asked.retain(|path| !path.contains("works-"));
    assert_eq!(asked, Vec::<String>::new(), "classifying needs no server");
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
    let (_server, browser) = open_slowly("model/model-*.json").await;
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
async fn a_picture_dropped_before_the_pages_code_runs_is_not_lost() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    let body = server.file("page-*_bg.wasm");
    let delay = Duration::from_secs(2);
    server.instead("page-*_bg.wasm", Instead { times: 9, status: 200, body, delay });
    browser
        .run(
            "setTimeout(url => location.href = url, 0, arguments[0])",
            vec![server.url.clone().into()],
        )
        .await;
    browser.wait_until("return document.getElementById('several') !== null").await;
    assert_eq!(
        browser.run("return document.getElementById('language').options.length", vec![]).await,
        0
    );
    browser.give("drop", "seal.png", SEAL).await;
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
    let (_server, browser) = open_slowly("model/model-*.json").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("working").await;
    browser.find("#cancel").await.click().await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.close().await;
}

#[tokio::test]
async fn an_answer_shows_where_its_evidence_lies() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    let bar = browser.find(".bars button").await;
    assert_eq!(bar.attr("aria-pressed").await.unwrap().as_deref(), Some("true"));
    let drawn = "const canvas = document.getElementById('heat');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return !canvas.hidden && pixels.some((value, index) => index % 4 === 3 && value > 0)";
    assert_eq!(browser.run(drawn, vec![]).await, true);
    browser.assert_accessible("heat").await;
    browser.screenshot("heat").await;
    bar.click().await.unwrap();
    assert_eq!(browser.run(drawn, vec![]).await, false);
    // Another label has a map too.
    browser.press(".bars li:nth-child(2) button").await;
    assert_eq!(browser.run(drawn, vec![]).await, true);
    assert_eq!(bar.attr("aria-pressed").await.unwrap().as_deref(), Some("false"));
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
        ("half.png", &SEAL[..SEAL.len() / 2], "incomplete", "missing"),
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
    let (_server, browser) = open_with_a_crash("event.data.name === 'first.png'").await;
    browser.give("drop", "first.png", SEAL).await;
    assert_error(&browser, "crashed", "crashed").await;
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
async fn the_map_can_be_an_outline_and_its_place_is_said() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    let place = browser.text(".where").await;
    assert!(place.to_lowercase().contains("evidence for "), "{place}");
    browser.press(".outlined").await;
    let drawn = "const path = document.querySelector('#outline path');
        return document.getElementById('heat').hidden
            && path.getAttribute('d').startsWith('M') && path.getBoundingClientRect().width > 0";
    assert_eq!(browser.run(drawn, vec![]).await, true);
    browser.assert_accessible("outline").await;
    browser.screenshot("outline").await;
    browser.close().await;
}

#[tokio::test]
async fn an_answer_can_be_copied_and_saved() {
    let (_server, browser) = open().await;
    catch_saved(&browser).await;
    let catch = "window.copied = [];
        navigator.clipboard.writeText = async text => void copied.push(text)";
    browser.run(catch, vec![]).await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.press(".copy").await;
    browser.wait_for_text("#notice", "Copied").await;
    let copied = browser.run("return copied[0]", vec![]).await;
    let copied = copied.as_str().unwrap();
    assert!(copied.starts_with("Whence: ") && copied.matches('%').count() == 4, "{copied}");
    browser.press(".save").await;
    assert_image_saved(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn the_models_card_is_one_press_away() {
    let (_server, browser) = open().await;
    browser.press("#card-open").await;
    let card: Value = serde_json::from_slice(include_bytes!("../../../model/model.json")).unwrap();
    let shown = "return [...document.querySelectorAll('#card .parts table:first-of-type tbody')].map(
        body => [...body.rows].map(row => [...row.cells].slice(1, 5).map(cell => +cell.textContent)))";
    let shown = browser.run(shown, vec![]).await;
    let parts = ["test-met", "test", "cross"].map(|part| &card["metrics"][part]["confusion"]);
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_null()).collect();
    assert!(!parts.is_empty());
    assert_eq!(shown, json!(parts));
    let text = browser.text("#card").await;
    assert!(text.contains(card["training"]["data"].as_str().unwrap()));
    browser.assert_accessible("card").await;
    browser.screenshot("card").await;
    browser.press("#card .close").await;
    assert_eq!(browser.run("return document.getElementById('card').open", vec![]).await, false);
    browser.close().await;
}

#[tokio::test]
async fn a_drawing_is_classified_as_the_browser_draws_it() {
    let (_server, browser) = open().await;
    let drawing = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">
        <rect width="40" height="20" fill="tan"/><circle cx="9" cy="9" r="6" fill="red"/></svg>"#;
    browser.give("drop", "drawing.svg", drawing).await;
    browser.wait_for("result").await;
    assert!(browser.find(".decoded").await.is_displayed().await.unwrap());
    assert!(browser.text(".timings").await.contains("1024 × 512"));
    browser.close().await;
}

#[tokio::test]
async fn a_format_that_only_the_browser_knows_is_classified() {
    let (_server, browser) = open().await;
    // The only format that Chromium decodes and Whence does not, and that can
    // be encoded here.
    browser.give("drop", "icon.ico", &icon()).await;
    browser.wait_for("result").await;
    assert!(browser.find(".decoded").await.is_displayed().await.unwrap());
    browser.screenshot("decoded-by-browser").await;
    browser.close().await;
}

/// An icon that contains the seal.
fn icon() -> Vec<u8> {
    let mut icon = vec![0, 0, 1, 0, 1, 0, 96, 160, 0, 0, 1, 0, 32, 0];
    icon.extend((SEAL.len() as u32).to_le_bytes());
    icon.extend(22u32.to_le_bytes());
    icon.extend(SEAL);
    icon
}

#[tokio::test]
async fn the_camera_has_a_live_frame_and_a_shutter() {
    let (_server, browser) = open().await;
    browser.press("#camera").await;
    browser.wait_until("return !document.getElementById('shutter').disabled").await;
    let live = "return document.getElementById('viewfinder').videoWidth > 0";
    browser.wait_until(live).await;
    browser.assert_accessible("camera").await;
    browser.screenshot("camera").await;
    browser.press("#shutter").await;
    browser.wait_for("frame").await;
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    assert_eq!(browser.text("#caption").await, "From the camera");
    let off = "return document.getElementById('viewfinder').srcObject === null";
    assert_eq!(browser.run(off, vec![]).await, true);
    browser.close().await;
}

#[tokio::test]
async fn a_camera_that_is_refused_is_nothing_out_of_the_ordinary() {
    let (_server, browser) = open().await;
    let refuse = "MediaDevices.prototype.getUserMedia = async () => {
        throw new DOMException('no', 'NotAllowedError');
    }";
    browser.run(refuse, vec![]).await;
    browser.press("#camera").await;
    browser.wait_for_text("#camera-status", "blocked").await;
    browser.assert_accessible("camera refused").await;
    browser.screenshot("camera-refused").await;
    browser.press("#camera-dialog .close").await;
    assert_eq!(browser.run("return document.body.dataset.state", vec![]).await, "ready");
    browser.close().await;
}

#[tokio::test]
async fn an_address_of_another_host_needs_consent() {
    let world = World::start().await;
    let World { server, met, proxy, browser } = &world;
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    browser.press("#address").await;
    browser.write("#address-input", "no address").await;
    browser.press("#address-form .primary").await;
    assert_error(browser, "address", "not an address").await;

    // As if it were dropped from another page.
    let elsewhere = met.address(2001).replace("images.metmuseum.org", "example.org");
    let drop = "const data = new DataTransfer();
        data.setData('text/uri-list', arguments[0]);
        document.body.dispatchEvent(new DragEvent('drop', {
            bubbles: true, cancelable: true, dataTransfer: data }))";
    browser.run(drop, vec![elsewhere.into()]).await;
    assert!(browser.find("#address-consent").await.is_displayed().await.unwrap());
    browser.assert_accessible("consent").await;
    browser.screenshot("consent").await;
    assert_eq!(proxy.take_asked(), Vec::<String>::new());
    browser.press("#address-agree").await;
    browser.wait_for("result").await;
    assert_eq!(proxy.take_asked(), ["wsrv.nl"]);
    assert_eq!(browser.text("#caption").await, "From the web");

    // A pasted address of a work opens the work.
    let paste = "const data = new DataTransfer();
        data.setData('text/plain', 'https://www.metmuseum.org/art/collection/search/4003');
        document.body.dispatchEvent(new ClipboardEvent('paste', {
            bubbles: true, cancelable: true, clipboardData: data }))";
    browser.run(paste, vec![]).await;
    browser.wait_until("return location.hash === '#work/4003'").await;
    browser.wait_for_text(".truth", "Japanese").await;

    browser.press("#address").await;
    browser.write("#address-input", "https://example.org/nothing.jpg").await;
    browser.press("#address-form .primary").await;
    assert_error(browser, "elsewhere", "could not be fetched").await;
    browser.press("#address").await;
    browser.write("#address-input", &met.address(2002)).await;
    browser.press("#address-form .primary").await;
    browser.wait_for("result").await;
    world.browser.close().await;
}

#[tokio::test]
async fn what_other_pages_and_programs_offer_is_taken() {
    let world = World::start().await;
    let World { server, met, browser, .. } = &world;
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    let give = "const [event, kinds] = arguments;
        const data = new DataTransfer();
        for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
        const options = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(event === 'drop'
            ? new DragEvent('drop', { ...options, dataTransfer: data })
            : new ClipboardEvent('paste', { ...options, clipboardData: data }))";
    let data_url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(SEAL));
    let image = met.address(2001);
    let in_a_link = format!("<a href='https://example.org/page'><img src='{image}'></a>");
    let bare = image.strip_prefix("https://").unwrap();
    for (index, (event, kinds)) in [
        ("drop", json!({ "text/html": in_a_link, "text/uri-list": "https://example.org/page" })),
        ("paste", json!({ "text/html": in_a_link })),
        ("paste", json!({ "text/plain": data_url })),
        ("drop", json!({ "text/html": format!("<img src=\"{data_url}\">") })),
        ("paste", json!({ "text/plain": bare })),
    ]
    .into_iter()
    .enumerate()
    {
        browser.run("document.body.dataset.state = ''", vec![]).await;
        browser.run(give, vec![event.into(), kinds]).await;
        browser.wait_for("result").await;
        let caption = if [2, 3].contains(&index) { "image" } else { "From" };
        assert!(browser.text("#caption").await.starts_with(caption), "{event} {index}");
    }
    let shortcut = format!("[InternetShortcut]\r\nURL={image}\r\n");
    browser.run("document.body.dataset.state = ''", vec![]).await;
    browser.give("drop", "work.url", shortcut.as_bytes()).await;
    browser.wait_for("result").await;
    browser.give("drop", "empty.url", b"[InternetShortcut]\r\n").await;
    assert_error(browser, "not-a-picture", "not a picture").await;
    world.browser.close().await;
}

#[tokio::test]
async fn a_worker_without_work_is_ended_and_another_takes_the_next_picture() {
    let server = Server::start().await;
    let browser = Browser::start().await;
    // Minutes pass in a moment; workers are counted.
    let fast = "const later = window.setTimeout;
        window.setTimeout = (run, wait, ...more) => later(run, wait >= 300000 ? 500 : wait, ...more);
        window.counted = { started: 0, ended: 0 };
        window.Worker = class extends window.Worker {
            constructor(...made) { super(...made); window.counted.started++; }
            terminate() { super.terminate(); window.counted.ended++; }
        };";
    browser.before_each_page(fast).await;
    browser.client.goto(&server.url).await.unwrap();
    for round in 1..=2 {
        browser.run("document.body.dataset.state = ''", vec![]).await;
        browser.give("drop", "seal.png", SEAL).await;
        browser.wait_for("result").await;
        browser.wait_until(&format!("return window.counted.ended === {round}")).await;
        assert_eq!(browser.run("return window.counted.started", vec![]).await, round);
    }
    browser.close().await;
}

#[tokio::test]
async fn the_browser_keeps_the_page_to_its_rules() {
    let (_server, browser) = open().await;
    let broken = "const done = arguments[0];
        const failed = promise => promise.then(() => false, () => true);
        Promise.all([
            failed(fetch('https://example.org/')),
            failed(fetch('http://127.0.0.1:1/')),
            failed(import('data:text/javascript,1')),
            failed(new Promise((resolve, reject) => {
                const image = new Image();
                image.onload = resolve;
                image.onerror = reject;
                image.src = 'https://example.org/spy.gif';
            })),
            (() => { try { document.body.innerHTML += ''; return false; } catch { return true; } })(),
            (() => { try { new Worker('https://example.org/x.js'); return false; } catch { return true; } })(),
        ]).then(done)";
    let broken = browser.client.execute_async(broken, vec![]).await.unwrap();
    assert_eq!(broken, json!([true, true, true, true, true, true]));
    browser.close().await;
}
