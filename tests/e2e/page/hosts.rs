//! The page on a typical web host: nginx, under a path, which compresses some
//! files and knows few types.

use super::*;
use brotli::{CompressorWriter, enc::BrotliEncoderParams};
use std::{fs, io::Write as _};
use whence_e2e::{
    nginx::{Host, Nginx},
    server::built,
};

/// The headers that a careful host sends with every file.
const CAREFUL: &str = "add_header X-Content-Type-Options nosniff;
    add_header Referrer-Policy no-referrer;
    add_header Cross-Origin-Opener-Policy same-origin;
    add_header Cross-Origin-Resource-Policy same-origin;
    add_header Permissions-Policy \"camera=(self)\";";

/// nginx with this folder; `None`, with a message, if it is not installed.
fn nginx(root: &Path, host: &Host) -> Option<Nginx> {
    let nginx = Nginx::start(root, host);
    if nginx.is_none() {
        eprintln!("skipped: WHENCE_NGINX does not name nginx");
    }
    nginx
}

/// Classifies a picture, installs the page, and opens it without the host.
async fn assert_works_and_is_kept(nginx: Nginx) {
    let browser = Browser::installing(None).await;
    browser.before_each_page(site::WATCH).await;
    browser.client.goto(&nginx.url).await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    site::assert_no_problems(&browser, &nginx.url).await;
    browser.wait_until(offline::READY).await;
    drop(nginx);
    browser.client.refresh().await.unwrap();
    browser.wait_for("ready").await;
    browser.close().await;
}

/// A header of the response for the worker's code.
async fn header_of_code(browser: &Browser, name: &str) -> Value {
    let script =
        "const { href } = document.querySelector(\"link[href^='worker-'][href$='.wasm']\");
        return fetch(href).then(answer => answer.headers.get(arguments[0]))";
    browser.run(script, vec![name.into()]).await
}

/// Asserts a header of the worker's code, and that the page becomes ready.
async fn assert_header(nginx: &Nginx, name: &str, value: Value) {
    let browser = Browser::start().await;
    browser.client.goto(&nginx.url).await.unwrap();
    browser.wait_for("ready").await;
    assert_eq!(header_of_code(&browser, name).await, value);
    browser.close().await;
}

#[tokio::test]
async fn a_host_may_compress_while_it_answers() {
    let directives = format!("gzip on; gzip_types *; gzip_min_length 0; {CAREFUL}");
    let host = Host { directives, ..Host::default() };
    let Some(nginx) = nginx(&built(), &host) else { return };
    assert_header(&nginx, "content-encoding", json!("gzip")).await;
    assert_works_and_is_kept(nginx).await;
}

#[tokio::test]
async fn a_host_may_serve_files_that_are_compressed_beforehand() {
    if !Nginx::has_brotli() {
        eprintln!("skipped: nginx has no module for Brotli");
        return;
    }
    let folder = std::env::temp_dir().join(format!("whence-compressed-{}", std::process::id()));
    compress(&built(), &folder);
    let host = Host { directives: "brotli_static on;".to_owned(), ..Host::default() };
    if let Some(nginx) = nginx(&folder, &host) {
        assert_header(&nginx, "content-encoding", json!("br")).await;
        assert_works_and_is_kept(nginx).await;
    }
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_host_may_not_know_what_webassembly_is() {
    let types = "text/html html; text/css css; text/javascript js; text/plain wasm json onnx;";
    let host = Host { types, directives: CAREFUL.to_owned() };
    let Some(nginx) = nginx(&built(), &host) else { return };
    assert_header(&nginx, "content-type", json!("text/plain")).await;
    assert_works_and_is_kept(nginx).await;
}

#[tokio::test]
async fn a_host_may_send_the_policy_of_the_page_itself() {
    let page = fs::read_to_string(built().join("index.html")).unwrap();
    let policy = page.split_once("http-equiv=\"Content-Security-Policy\"").unwrap().1;
    let policy = policy.split_once("content=\"").unwrap().1.split_once('"').unwrap().0;
    let header = format!("Content-Security-Policy \"{policy}; frame-ancestors 'none'\"");
    let host = Host { directives: format!("add_header {header}; {CAREFUL}"), ..Host::default() };
    let Some(nginx) = nginx(&built(), &host) else { return };
    assert_works_and_is_kept(nginx).await;
}

/// Copies a folder, and adds a compressed version of each file that shrinks.
fn compress(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            compress(&from, &to);
            continue;
        }
        fs::copy(&from, &to).unwrap();
        if ["wasm", "js", "css", "html"].iter().any(|end| from.extension() == Some(end.as_ref())) {
            let name = format!("{}.br", to.display());
            let parameters = BrotliEncoderParams { quality: 4, ..Default::default() };
            let file = fs::File::create(name).unwrap();
            let mut writer = CompressorWriter::with_params(file, 4096, &parameters);
            writer.write_all(&fs::read(&from).unwrap()).unwrap();
        }
    }
}
