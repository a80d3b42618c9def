//! The cost for visitors: bytes, time to the first answer, and time per
//! answer. onnxruntime-web runs in the same browser for comparison, and
//! another model if one is named.
//!
//! `cargo xtask bench` runs this, `cargo xtask bench beside MODEL` with the model
//! in the folder `MODEL`, and `cargo xtask bench visit` only what a visit in full
//! is like. Times are medians of interleaved repeats.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that fails says nothing"
)]

use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use whence_e2e::{
    browser::Browser,
    bytes,
    server::{Instead, Server},
};

const PICTURE: &[u8] = include_bytes!("../../golden/phone.jpg");

const VISITS: usize = 7;

#[tokio::main]
async fn main() {
    let server = Server::start().await;
    if std::env::args().nth(1).as_deref() == Some("visit") {
        return full_visits(&server).await;
    }
    println!("\n## Sizes, bytes\n");
    println!("| | raw | gzip | brotli |\n|---|---:|---:|---:|");
    let mut total = [0; 3];
    for (name, patterns) in bytes::PARTS {
        let sizes = bytes::of(&server, patterns);
        total = [0, 1, 2].map(|index| total[index] + sizes[index]);
        row(name, sizes);
    }
    row("first visit", total);

    let browser = Browser::start().await;
    println!("\n## First visit, milliseconds from navigation, median of {VISITS}\n");
    println!("| | |\n|---|---:|");
    let [ready, answer] = visits(&server, &browser).await;
    println!("| ready for a picture | {ready:.0} |\n| first answer | {answer:.0} |");

    full_visits(&server).await;

    server.also("pkg", variable("WHENCE_PKG").expect("WHENCE_PKG names the package"));
    server.also("relaxed", variable("WHENCE_RELAXED").expect("WHENCE_RELAXED names the package"));
    let peers = peers(&server);
    let beside = variable("WHENCE_BESIDE");
    if let Some(model) = &beside {
        server.also("beside", model.clone());
    }
    let with = With { peers: peers.iter().map(|(key, _)| *key).collect(), model: beside.is_some() };
    let times = steady(&server, &browser, with).await;
    println!("\n## One answer, milliseconds, medians, one thread\n");
    println!("| | decode | resize | network |\n|---|---:|---:|---:|");
    for (name, key) in [("600 x 450 JPEG", "small"), ("4000 x 3000 JPEG", "large")] {
        let time = |part: &str| times[key][part].as_f64().unwrap();
        let [decode, resize, network] = ["decode", "resize", "inference"].map(time);
        println!("| {name} | {decode:.1} | {resize:.1} | {network:.1} |");
    }
    if !peers.is_empty() {
        println!("\n## The network alone, interleaved, median of {}\n", times["repeats"]);
        println!("| | ms | whence takes | with relaxed SIMD |\n|---|---:|---:|---:|");
        let ours = ["ours", "relaxed"].map(|key| times[key]["inference"].as_f64().unwrap());
        let [plain, relaxed] = ours;
        println!("| whence | {plain:.2} | | |\n| whence, relaxed SIMD | {relaxed:.2} | | |");
        for (key, name) in &peers {
            let theirs = times["peers"][key].as_f64().unwrap();
            let [plain, relaxed] = ours.map(|ours| ours / theirs);
            println!("| {name} | {theirs:.2} | {plain:.2} of it | {relaxed:.2} of it |");
        }
    }
    if let (Some(theirs), Some(model)) = (times["beside"]["whole"].as_f64(), beside) {
        let ours = times["ours"]["whole"].as_f64().unwrap();
        println!(
            "\nThe whole answer to the small JPEG, interleaved, median of {}:",
            times["repeats"]
        );
        let model = model.display();
        println!("this model {ours:.2} ms, {model} {theirs:.2} ms, ratio {:.2}", ours / theirs);
    }
    browser.close().await;
}

/// The other runtimes that are there, each with its name in the table.
fn peers(server: &Server) -> Vec<(&'static str, &'static str)> {
    let mut peers = Vec::new();
    if let Some(packages) = variable("WHENCE_NPM") {
        server.also("npm", packages);
        peers.push(("ort", "onnxruntime-web"));
    }
    if let Some(network) = variable("WHENCE_TFLITE") {
        server.also("tflite", network);
        peers.push(("litert", "LiteRT.js"));
    }
    peers
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}

fn row(name: &str, [raw, gzip, brotli]: [usize; 3]) {
    println!("| {name} | {raw} | {gzip} | {brotli} |");
}

/// Visits with an empty cache and a picture given at once.
async fn visits(server: &Server, browser: &Browser) -> [f64; 2] {
    let source = "addEventListener('DOMContentLoaded', () => {
        window.reached = {};
        new MutationObserver(() => {
            window.reached[document.body.dataset.state] ??= performance.now();
        }).observe(document.body, { attributes: true, attributeFilter: ['data-state'] });
    });";
    browser.before_each_page(source).await;
    let mut times = [vec![], vec![]];
    // The first visit only lets the server compress its files.
    for visit in 0..=VISITS {
        for (state, times) in ["ready", "result"].into_iter().zip(&mut times) {
            browser.client.goto(&server.url).await.unwrap();
            if state == "result" {
                browser.wait_until("return document.body.dataset.state !== undefined").await;
                browser.give("drop", "phone.jpg", PICTURE).await;
            }
            browser.wait_for(state).await;
            let time = browser.run(&format!("return window.reached.{state}"), vec![]).await;
            if visit > 0 {
                times.push(time.as_f64().unwrap());
            }
        }
    }
    times.map(median)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

const FIGURES: [&str; 5] = [
    "Largest Contentful Paint, ms (good: under 2500)",
    "Cumulative Layout Shift (good: under 0.1)",
    "slowest interaction, ms (good: under 200)",
    "longest task of the page's thread, ms (0: none over 50)",
    "ready for a picture, ms",
];

const FULL_VISITS: usize = 3;

async fn full_visits(server: &Server) {
    println!("\n## A visit in full, and on a slow phone: 150 ms and 1.6 Mbit/s away, a processor");
    println!(
        "four times slower; the worst of {FULL_VISITS}\n\n| | here | slow phone |\n|---|---:|---:|"
    );
    let [here, slow] = [worst(server, false).await, worst(server, true).await];
    for ((name, (here, slow)), digits) in
        FIGURES.iter().zip(here.iter().zip(slow)).zip([0, 3, 0, 0, 0])
    {
        println!("| {name} | {here:.digits$} | {slow:.digits$} |");
    }
}

/// The worst of each figure.
async fn worst(server: &Server, slow: bool) -> [f64; 5] {
    let mut worst = [0.0; 5];
    for _ in 0..FULL_VISITS {
        let figures = visit(server, slow).await;
        worst = [0, 1, 2, 3, 4].map(|index| f64::max(worst[index], figures[index]));
    }
    worst
}

/// What a first visit is like: the Core Web Vitals, the longest the page's
/// thread was busy, and when the model was there, as in [`FIGURES`].
async fn visit(server: &Server, slow: bool) -> [f64; 5] {
    let browser = Browser::installing(None).await;
    let watch = "window.seen = { paint: 0, shift: 0, slowest: 0, busy: 0 };
        const watch = (type, handle, options) => new PerformanceObserver(
            list => list.getEntries().forEach(handle)).observe({ type, buffered: true, ...options });
        watch('largest-contentful-paint', entry => seen.paint = entry.startTime);
        watch('layout-shift', entry => entry.hadRecentInput || (seen.shift += entry.value));
        watch('event', entry => entry.interactionId
            && (seen.slowest = Math.max(seen.slowest, entry.duration)), { durationThreshold: 16 });
        watch('longtask', entry => seen.busy = Math.max(seen.busy, entry.duration));";
    browser.before_each_page(watch).await;
    browser.resize(412, 823).await;
    if slow {
        let network = json!({
            "offline": false, "latency": 150,
            "downloadThroughput": 1.6e6 / 8.0, "uploadThroughput": 0.75e6 / 8.0,
        });
        browser.devtools("Network.enable", json!({})).await;
        browser.devtools("Network.emulateNetworkConditions", network).await;
        browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
    }
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    let ready = browser.run("return performance.now()", vec![]).await.as_f64().unwrap();
    browser.press("#card-open").await;
    browser.press("#card .close").await;
    browser.press("[data-mode-link=find]").await;
    browser.press("[data-mode-link=look]").await;
    browser.press("#strip a").await;
    browser.wait_for("result").await;
    browser.run("delete document.body.dataset.state", vec![]).await;
    // On a phone, a picture is picked.
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("golden");
    browser.pick(&[&golden.join("phone.jpg")]).await;
    browser.wait_for("result").await;
    for _ in 0..4 {
        browser.press(".bars button").await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let seen = browser.run("return seen", vec![]).await;
    browser.close().await;
    let seen = |name: &str| seen[name].as_f64().unwrap();
    [seen("paint"), seen("shift"), seen("slowest"), seen("busy"), ready]
}

/// What is measured for comparison with the page's model.
struct With {
    /// Other runtimes, for the same network.
    peers: Vec<&'static str>,
    /// Another model.
    model: bool,
}

/// Medians of what the packaged API says of itself, by picture.
async fn steady(server: &Server, browser: &Browser, with: With) -> Value {
    let script = r"
        const [card, names, beside, done] = arguments;
        const median = times => times.toSorted((a, b) => a - b)[times.length >> 1];
        const drawn = async (width, height) => {
            const canvas = new OffscreenCanvas(width, height);
            const context = canvas.getContext('2d');
            for (let i = 0; i < 400; i++) {
                context.fillStyle = `hsl(${i * 37 % 360} 60% ${20 + i % 60}%)`;
                context.fillRect(i * 131 % width, i * 197 % height, width / 7, height / 9);
            }
            const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
            return new Uint8Array(await blob.arrayBuffer());
        };
        const measure = async () => {
            const { default: start, Classifier } = await import('/pkg/whence.js');
            await start();
            const classifier = await Classifier.load(card);
            const fused = await import('/relaxed/whence.js');
            await fused.default();
            const relaxed = await fused.Classifier.load(card);
            const parts = ['decode', 'resize', 'inference', 'whole'];
            const ask = (bytes, series, one = classifier) => {
                const since = performance.now();
                const { timings } = one.classify(bytes);
                const times = { ...timings, whole: performance.now() - since };
                for (const part of parts) series[part].push(times[part]);
            };
            const medians = series => Object.fromEntries(parts.map(part => [part, median(series[part])]));
            const fresh = () => Object.fromEntries(parts.map(part => [part, []]));
            const pictures = { small: await drawn(600, 450), large: await drawn(4000, 3000) };
            const result = {};
            for (const [name, bytes] of Object.entries(pictures)) {
                ask(bytes, fresh());
                const series = fresh();
                for (let i = 0; i < 15; i++) ask(bytes, series);
                result[name] = medians(series);
            }
            const { width, height, mirrored = false } = (await (await fetch(card)).json()).input;
            const others = [];
            for (const name of names) {
                const answer = await peers[name](width, height);
                others.push({ name, answer, times: [] });
            }
            const other = beside && await Classifier.load('/beside/model.json');
            const [ours, faster, theirs] = [fresh(), fresh(), fresh()];
            result.repeats = 60;
            for (let i = 0; i < result.repeats + 10; i++) {
                const counted = i >= 10;
                ask(pictures.small, counted ? ours : fresh());
                ask(pictures.small, counted ? faster : fresh(), relaxed);
                for (const { answer, times } of others) {
                    const since = performance.now();
                    for (let pass = 0; pass <= mirrored; pass++) await answer();
                    if (counted) times.push(performance.now() - since);
                }
                if (other) ask(pictures.small, counted ? theirs : fresh(), other);
            }
            result.ours = medians(ours);
            result.relaxed = medians(faster);
            result.peers = Object.fromEntries(others.map(({ name, times }) => [name, median(times)]));
            if (other) result.beside = medians(theirs);
            return result;
        };
        const values = (width, height) =>
            new Float32Array(3 * width * height).map((_, i) => Math.sin(i));
        const peers = {
            ort: async (width, height) => {
                const ort = await import('/npm/onnxruntime-web/dist/ort.wasm.min.mjs');
                ort.env.wasm.numThreads = 1;
                ort.env.wasm.wasmPaths = new URL('/npm/onnxruntime-web/dist/', location).href;
                const session = await ort.InferenceSession.create('/model/whence.onnx');
                const shape = [1, 3, height, width];
                const input = new ort.Tensor('float32', values(width, height), shape);
                return () => session.run({ input });
            },
            litert: async (width, height) => {
                const litert = await import('/npm/@litertjs/core/dist/index.js');
                await litert.loadLiteRt('/npm/@litertjs/core/wasm/', { threads: false });
                const options = { accelerator: 'wasm' };
                const model = await litert.loadAndCompile('/tflite/whence.tflite', options);
                const input = new litert.Tensor(values(width, height), [1, height, width, 3]);
                return async () => {
                    const outputs = await model.run(input);
                    for (const output of outputs) {
                        output.toTypedArray();
                        output.delete();
                    }
                };
            },
        };
        measure().then(done, error => done({ error: String(error) + (error.stack ?? '') }));";
    // A page without the rules of ours, which theirs need not be made for.
    let body = br#"<!doctype html><title>Measuring</title><script type="importmap">
        { "imports": { "@litertjs/wasm-utils": "/npm/@litertjs/wasm-utils/dist/index.js" } }
        </script>"#;
    let body = body.to_vec();
    server.instead("bare.html", Instead { times: 1, status: 200, body, delay: Duration::ZERO });
    browser.client.goto(&format!("{}bare.html", server.url)).await.unwrap();
    let card = format!("/{}", server.named("model/model-*.json"));
    browser.client.update_timeouts(patient()).await.unwrap();
    let times = browser
        .client
        .execute_async(script, vec![card.into(), json!(with.peers), with.model.into()])
        .await
        .unwrap();
    assert!(times["error"].is_null(), "{}", times["error"]);
    times
}

fn patient() -> fantoccini::wd::TimeoutConfiguration {
    let long = Duration::from_secs(600);
    fantoccini::wd::TimeoutConfiguration::new(Some(long), Some(long), None)
}
