//! The page in a frame of another page, which receives the answers.

use super::*;

/// Another page, as a file of its server.
const HOST: &str = "host.html";

/// Collects the messages to the other page.
const COLLECT: &str = "<script>
    window.told = [];
    addEventListener('message', ({ origin, data }) => told.push([origin, data]));
</script>";

/// The origin of a server's pages.
fn origin(server: &Server) -> &str {
    server.url.trim_end_matches('/')
}

/// Makes another origin serve a page with this content.
fn serve(host: &Server, content: &str) {
    let body = format!("<!doctype html><html lang=en><title>A museum</title><body>{content}");
    let body = body.into_bytes();
    host.instead(HOST, Instead { times: 99, status: 200, body, delay: Duration::ZERO });
}

/// Opens the other page and enters its frame, once that is ready.
async fn enter(browser: &Browser, host: &Server) {
    browser.client.goto(&format!("{}{HOST}", host.url)).await.unwrap();
    browser.find("iframe").await.enter_frame().await.unwrap();
    browser.wait_for("ready").await;
}

/// Opens a page of `host` with a frame that names this origin.
async fn enter_named(browser: &Browser, host: &Server, page: &Server, named: &str) {
    let source = format!("{}#embed{named}", page.url);
    serve(
        host,
        &format!(
            "{COLLECT}<iframe src='{source}' title=Whence width=420 height=720 style='border: 0'>"
        ),
    );
    enter(browser, host).await;
}

/// The messages to the other page so far.
async fn told(browser: &Browser) -> Value {
    browser.client.clone().enter_parent_frame().await.unwrap();
    let told = browser.run("return window.told", vec![]).await;
    browser.find("iframe").await.enter_frame().await.unwrap();
    told
}

/// Presses the first work of the strip, and returns its number.
async fn press_a_work(browser: &Browser) -> u32 {
    let work = browser.find("#strip a").await.attr("href").await.unwrap().unwrap();
    browser.press("#strip a").await;
    browser.wait_for("result").await;
    work.trim_start_matches("#work/").parse().unwrap()
}

/// Asserts that a message is about the answer on the screen.
fn assert_about(message: &Value, shown: &Value, work: Option<u32>) {
    assert_eq!((&message["type"], &message["work"]), (&json!("whence-answer"), &json!(work)));
    let labels: Vec<String> = serde_json::from_value(message["labels"].clone()).unwrap();
    let shares: Vec<f64> = serde_json::from_value(message["probabilities"].clone()).unwrap();
    assert_eq!((labels.len(), shares.len()), (4, 4));
    assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
    for (label, share) in labels.iter().zip(&shares) {
        let shown = shown[label].as_f64().unwrap();
        assert!((shown - share * 100.0).abs() < 0.05, "{label}: {share} is not {shown} %");
    }
}

/// The other page receives each answer, and the origin of its sender.
async fn assert_told(browser: &Browser, page: &Server, host: &Server) {
    enter_named(browser, host, page, &format!("?origin={}", origin(host))).await;
    assert!(browser.text("#embed-told").await.starts_with(origin(host)));
    let work = press_a_work(browser).await;
    let first = shown_shares(browser).await;
    browser.run("delete document.body.dataset.state", vec![]).await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    let second = shown_shares(browser).await;
    let told = told(browser).await;
    assert_eq!(told.as_array().unwrap().len(), 2, "{told}");
    for (index, (shown, work)) in [(first, Some(work)), (second, None)].into_iter().enumerate() {
        assert_eq!(told[index][0], origin(page));
        assert_about(&told[index][1], &shown, work);
    }
}

#[tokio::test]
async fn the_page_around_is_told_each_answer() {
    let (page, host) = (Server::start().await, Server::start().await);
    let browser = Browser::start().await;
    assert_told(&browser, &page, &host).await;
    browser.close().await;
}

#[tokio::test]
async fn the_page_around_is_told_each_answer_in_firefox() {
    let proxy = Proxy::start(&Met::start_as(6, None).await).await;
    let Some(browser) = Browser::firefox(&proxy).await else { return };
    let (page, host) = (Server::start().await, Server::start().await);
    assert_told(&browser, &page, &host).await;
    browser.assert_accessible("embedded result in Firefox").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_of_another_origin_is_told_nothing() {
    let (page, host) = (Server::start().await, Server::start().await);
    let browser = Browser::start().await;
    let path = format!("?origin={}/", origin(&host));
    for named in ["", "?origin=*", "?origin=https://museum.example", &path] {
        enter_named(&browser, &host, &page, named).await;
        press_a_work(&browser).await;
        // A message that was sent earlier has arrived earlier.
        let after = "const done = arguments[0];
            const channel = new MessageChannel();
            channel.port1.onmessage = () => done(true);
            channel.port2.postMessage(0);";
        browser.client.execute_async(after, vec![]).await.unwrap();
        assert_eq!(told(&browser).await, json!([]), "{named:?}");
    }
    browser.close().await;
}

/// Only the heading of the header remains, for screen readers.
async fn assert_no_header(browser: &Browser) {
    let shown = "return [...document.querySelector('header').children]
        .filter(element => element.checkVisibility()).map(element => element.tagName)";
    assert_eq!(browser.run(shown, vec![]).await, json!(["H1"]));
    let height = "return document.querySelector('header').offsetHeight";
    assert_eq!(browser.run(height, vec![]).await, 1);
}

/// The frame itself does not scroll, in any direction.
async fn assert_fits(browser: &Browser, state: &str) {
    let fits = "const { scrollWidth, scrollHeight } = document.documentElement;
        return scrollWidth <= innerWidth && scrollHeight <= innerHeight
            && document.querySelector('main').scrollWidth <= innerWidth";
    for (width, height) in [(420, 720), (320, 480), (900, 500)] {
        browser.resize(width, height).await;
        assert_eq!(browser.run(fits, vec![]).await, true, "{state} at {width} × {height}");
    }
    browser.resize(420, 720).await;
    browser.assert_accessible(state).await;
    browser.screenshot(state).await;
    browser.resize(420, 720).await;
}

#[tokio::test]
async fn a_frame_has_no_header_fits_and_keeps_its_address() {
    let (page, browser) = (Server::start().await, Browser::start().await);
    let fragment = "#embed?origin=https%3A%2F%2Fmuseum.example";
    browser.client.goto(&format!("{}{fragment}", page.url)).await.unwrap();
    browser.wait_for("ready").await;
    assert_no_header(&browser).await;
    assert_eq!(browser.text("footer").await.lines().count(), 2, "who is told, and a link");
    let link = browser.find("footer .embedded a").await;
    assert_eq!(link.attr("target").await.unwrap().as_deref(), Some("_blank"));
    assert_fits(&browser, "embedded").await;
    press_a_work(&browser).await;
    assert_fits(&browser, "embedded-result").await;
    browser.resize(420, 720).await;
    let seen = "return document.querySelector('.verdict').getBoundingClientRect().bottom";
    let seen = browser.run(seen, vec![]).await.as_f64().unwrap();
    assert!(seen < 720.0, "the verdict ends at {seen}");
    // By keyboard, into the lab and back.
    browser.run("document.querySelector('.fool').focus()", vec![]).await;
    browser.key('\u{e007}').await;
    browser.wait_until("return document.querySelector('#bench .bars li') !== null").await;
    browser.wait_until("return document.body.dataset.mode === 'lab'").await;
    assert_fits(&browser, "embedded-lab").await;
    browser.press("#bench .back").await;
    browser.wait_until("return document.querySelector('.verdict').checkVisibility()").await;
    browser.give("drop", "letter.txt", b"Dear visitor,").await;
    browser.wait_for("error").await;
    assert_fits(&browser, "embedded-error").await;
    assert_eq!(browser.run("return location.hash", vec![]).await, fragment);
    browser.client.refresh().await.unwrap();
    browser.wait_for("ready").await;
    assert_no_header(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn a_work_pressed_before_the_code_has_come_leaves_the_address_as_it_is() {
    let (page, browser) = (Server::start().await, Browser::start().await);
    let press = "addEventListener('DOMContentLoaded', () =>
        document.querySelector('#strip a').click())";
    browser.before_each_page(press).await;
    browser.client.goto(&format!("{}#embed", page.url)).await.unwrap();
    browser.wait_for("result").await;
    assert_eq!(browser.run("return location.hash", vec![]).await, "#embed");
    browser.close().await;
}

#[tokio::test]
async fn the_code_to_copy_embeds_the_page() {
    let (page, host) = (Server::start().await, Server::start().await);
    let browser = Browser::start().await;
    browser.client.goto(&page.url).await.unwrap();
    browser.wait_for("ready").await;
    browser.run("document.getElementById('embed-open').focus()", vec![]).await;
    browser.key('\u{e007}').await;
    let code = "return document.getElementById('embed-code').textContent";
    let example = browser.run(code, vec![]).await;
    assert!(example.as_str().unwrap().contains("#embed?origin=https%3A%2F%2Fmuseum.example"));
    // Any address of a page is accepted; an invalid one changes nothing.
    browser.write("#embed-origin", "museum").await;
    assert_eq!(browser.run(code, vec![]).await, example);
    browser.write("#embed-origin", &format!("{}{HOST}", host.url)).await;
    browser.wait_for_text("#embed-goes", origin(&host)).await;
    browser.assert_accessible("embed code").await;
    browser.screenshot("embed-code").await;
    let copied = "window.copied = '';
        navigator.clipboard.writeText = text => ((window.copied = text), Promise.resolve())";
    browser.run(copied, vec![]).await;
    browser.press("#embed-copy").await;
    browser.wait_for_text("#notice", "Copied").await;
    let copied = browser.run("return window.copied", vec![]).await;
    assert_eq!(copied, browser.run(code, vec![]).await);
    browser.key('\u{e00c}').await;
    let focused = browser.run("return document.activeElement.id", vec![]).await;
    assert_eq!(focused, "embed-open");

    let log = "<script>window.told = []; console.log = data => told.push(data);</script>";
    serve(&host, &format!("{log}{}", copied.as_str().unwrap()));
    enter(&browser, &host).await;
    let size = browser.run("return [innerWidth, innerHeight]", vec![]).await;
    assert_eq!(size, json!([420, 720]));
    let work = press_a_work(&browser).await;
    let shown = shown_shares(&browser).await;
    assert_about(&told(&browser).await[0], &shown, Some(work));
    browser.client.clone().enter_parent_frame().await.unwrap();
    browser.screenshot("embedded-in-a-page").await;
    browser.close().await;
}
