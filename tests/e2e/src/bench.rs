//! The cost for visitors: bytes, time to the first answer, and time per
//! answer. Times are medians of interleaved repeats.
//!
//! `cargo xtask bench` runs this, `bench visit` only the measurements of a
//! whole visit, `bench peers` the network compared with other runtimes, and
//! `bench beside MODEL` the model in the folder `MODEL` compared with the
//! page's.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that fails says nothing"
)]

#[path = "bench/network.rs"]
mod network;

use serde_json::json;
use std::{path::Path, time::Duration};
use whence_e2e::{
    browser::Browser,
    bytes,
    server::{Coding, Server},
};

const PICTURE: &[u8] = include_bytes!("../../golden/phone.jpg");

const VISITS: usize = 7;

#[tokio::main]
async fn main() {
    let part = std::env::args().nth(1);
    if part.as_deref() == Some("visit") {
        return full_visits().await;
    }
    let server = Server::start().await;
    if part.as_deref() != Some("network") {
        print_sizes(&server);
        first_visits(&server).await;
        full_visits().await;
    }
    network::measure(&server).await;
}

fn print_sizes(server: &Server) {
    println!("\n## Sizes, bytes\n");
    println!("| | raw | gzip | brotli |\n|---|---:|---:|---:|");
    let mut total = [0; 3];
    for (name, patterns) in bytes::PARTS {
        let sizes = bytes::of(server, patterns);
        total = [0, 1, 2].map(|index| total[index] + sizes[index]);
        row(name, sizes);
    }
    row("first visit", total);
}

async fn first_visits(server: &Server) {
    println!("\n## First visit, milliseconds from navigation, median of {VISITS}\n");
    println!("| | |\n|---|---:|");
    let browser = Browser::start().await;
    let [ready, answer] = visits(server, &browser).await;
    browser.close().await;
    println!("| ready for a picture | {ready:.0} |\n| first answer | {answer:.0} |");
}

fn row(name: &str, [raw, gzip, brotli]: [usize; 3]) {
    println!("| {name} | {raw} | {gzip} | {brotli} |");
}

/// Records when the page reaches each of its states.
const REACHED: &str = "addEventListener('DOMContentLoaded', () => {
    window.reached = {};
    new MutationObserver(() => {
        window.reached[document.body.dataset.state] ??= performance.now();
    }).observe(document.body, { attributes: true, attributeFilter: ['data-state'] });
});";

/// Visits with an empty cache and a picture given at once.
async fn visits(server: &Server, browser: &Browser) -> [f64; 2] {
    browser.before_each_page(REACHED).await;
    let mut times = [vec![], vec![]];
    // On the first visit, the server compresses its files.
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

async fn full_visits() {
    let brotli = Server::compressing(Coding::Brotli).await;
    let gzip = Server::compressing(Coding::Gzip).await;
    let columns = [
        ("here", &brotli, false),
        ("slow phone", &brotli, true),
        ("slow phone, a host without Brotli", &gzip, true),
    ];
    println!("\n## A visit in full, and on a slow phone: 150 ms and 1.6 Mbit/s away, a processor");
    println!("four times slower; the worst of {FULL_VISITS}\n");
    let mut rows = [String::from("| |"), String::from("|---|")];
    let mut figures = FIGURES.map(|name| format!("| {name} |"));
    for (name, server, slow) in columns {
        rows[0] += &format!(" {name} |");
        rows[1] += "---:|";
        for ((row, figure), digits) in
            figures.iter_mut().zip(worst(server, slow).await).zip([0, 3, 0, 0, 0])
        {
            *row += &format!(" {figure:.digits$} |");
        }
    }
    rows.iter().chain(&figures).for_each(|row| println!("{row}"));
}

/// The worst value of each figure.
async fn worst(server: &Server, slow: bool) -> [f64; 5] {
    let mut worst = [0.0; 5];
    for _ in 0..FULL_VISITS {
        let figures = visit(server, slow).await;
        worst = [0, 1, 2, 3, 4].map(|index| f64::max(worst[index], figures[index]));
    }
    worst
}

/// A first visit: the Core Web Vitals, the longest task of the page's thread,
/// and the time at which the model was ready, as in [`FIGURES`].
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
    browser.before_each_page(REACHED).await;
    browser.resize(412, 823).await;
    if slow {
        let network = json!({
            "offline": false, "latency": 150,
            "downloadThroughput": 1.6e6 / 8.0, "uploadThroughput": 0.75e6 / 8.0,
        });
        // Otherwise DevTools copies each file on the page's thread.
        let no_copies = json!({ "maxTotalBufferSize": 1, "maxResourceBufferSize": 1 });
        browser.devtools("Network.enable", no_copies).await;
        browser.devtools("Network.emulateNetworkConditions", network).await;
        browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
    }
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    let ready = browser.run("return reached.ready", vec![]).await.as_f64().unwrap();
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
