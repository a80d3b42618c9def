//! The time of the network alone: in this package, with relaxed SIMD and
//! without, in other runtimes, and for another model.

use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};
use whence_e2e::{
    browser::Browser,
    server::{Instead, Server},
};

/// Names of other runtimes as the script knows them, and their npm packages.
const PEERS: [(&str, Option<&str>); 4] = [
    ("onnxruntime-web", Some("onnxruntime-web")),
    ("LiteRT.js", Some("@litertjs/core")),
    ("TensorFlow.js", Some("@tensorflow/tfjs-backend-wasm")),
    ("RTen", None),
];

/// The objects of comparison: other runtimes, if `xtask` has installed them,
/// and the model in a folder.
pub(super) async fn measure(server: &Server) {
    for (name, folder) in [("pkg", "WHENCE_PKG"), ("relaxed", "WHENCE_RELAXED")] {
        server.also(name, variable(folder).expect("xtask names the package"));
    }
    let peers = variable("WHENCE_PEERS");
    if let Some(folder) = &peers {
        server.also("npm", folder.join("node_modules"));
        server.also("forms", folder.join("forms"));
        server.also("rten", folder.join("rten"));
    }
    let beside = variable("WHENCE_BESIDE");
    if let Some(model) = &beside {
        server.also("beside", model.clone());
    }
    let names = PEERS.map(|(name, _)| name);
    let names = if peers.is_some() { &names[..] } else { &[] };
    let times = run(server, names, beside.is_some()).await;
    answers(&times);
    if let Some(folder) = peers {
        runtimes(&times, &folder);
    }
    if let Some(model) = beside {
        let [ours, theirs] = ["ours", "beside"].map(|one| times[one]["whole"].as_f64().unwrap());
        println!(
            "\nThe whole answer to the small JPEG, interleaved, median of {}:",
            times["repeats"]
        );
        let model = model.display();
        println!("this model {ours:.2} ms, {model} {theirs:.2} ms, ratio {:.2}", ours / theirs);
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from)
}

fn answers(times: &Value) {
    println!("\n## One answer, milliseconds, medians, one thread\n");
    println!("| | decode | resize | network |\n|---|---:|---:|---:|");
    for (name, key) in [("600 x 450 JPEG", "small"), ("4000 x 3000 JPEG", "large")] {
        let time = |part: &str| times[key][part].as_f64().unwrap();
        let [decode, resize, network] = ["decode", "resize", "inference"].map(time);
        println!("| {name} | {decode:.1} | {resize:.1} | {network:.1} |");
    }
}

fn runtimes(times: &Value, folder: &Path) {
    println!("\n## The network alone, interleaved, median of {}\n", times["repeats"]);
    println!(
        "| | ms | whence takes | with relaxed SIMD | first answer, ms | bytes | logits differ |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let ours = ["ours", "relaxed"].map(|key| times[key]["inference"].as_f64().unwrap());
    let [plain, relaxed] = ours;
    println!(
        "| whence | {plain:.2} | | | | | |\n| whence, relaxed SIMD | {relaxed:.2} | | | | | |"
    );
    for (peer, (name, package)) in times["peers"].as_array().unwrap().iter().zip(PEERS) {
        let figure = |key: &str| peer[key].as_f64().unwrap();
        let [time, first, bytes, differs] = ["time", "first", "bytes", "differs"].map(figure);
        let [plain, relaxed] = ours.map(|ours| ours / time);
        let version = version(folder, package);
        println!(
            "| {name} {version} | {time:.2} | {plain:.2} of it | {relaxed:.2} of it | {first:.0} | {bytes} | {differs:.0e} |"
        );
    }
}

/// The version of an npm package, or of RTen.
fn version(folder: &Path, package: Option<&str>) -> String {
    let Some(package) = package else {
        return fs::read_to_string(folder.join("rten/version")).unwrap();
    };
    let description = folder.join("node_modules").join(package).join("package.json");
    let description: Value = serde_json::from_slice(&fs::read(description).unwrap()).unwrap();
    description["version"].as_str().unwrap().to_owned()
}

/// Runs the script on a page without our Content-Security-Policy, because the
/// others may not support it.
async fn run(server: &Server, names: &[&str], beside: bool) -> Value {
    let browser = Browser::start().await;
    let script = concat!(include_str!("peers.js"), include_str!("network.js"));
    let body = br#"<!doctype html><title>Measuring</title><script type="importmap">{ "imports": {
        "@litertjs/wasm-utils": "/npm/@litertjs/wasm-utils/dist/index.js" } }</script>"#;
    let body = body.to_vec();
    server.instead("bare.html", Instead { times: 1, status: 200, body, delay: Duration::ZERO });
    browser.client.goto(&format!("{}bare.html", server.url)).await.unwrap();
    let card = format!("/{}", server.named("model/model-*.json"));
    browser.client.update_timeouts(patient()).await.unwrap();
    let arguments = vec![card.into(), json!(names), beside.into()];
    let times = browser.client.execute_async(script, arguments).await.unwrap();
    browser.close().await;
    assert!(times["error"].is_null(), "{}", times["error"]);
    times
}

fn patient() -> fantoccini::wd::TimeoutConfiguration {
    let long = Duration::from_secs(600);
    fantoccini::wd::TimeoutConfiguration::new(Some(long), Some(long), None)
}
