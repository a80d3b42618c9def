//! The page for visitors of a museum: it shows works, asks, starts again, and
//! cannot be left.

use super::*;
use faults::{CLOCK, assert_rounds, play};

const ESCAPE: char = '\u{e00c}';
const ENTER: char = '\u{e007}';
const TAB: char = '\u{e004}';

/// A kiosk with a clock under the test's control, showing works.
async fn kiosk() -> World {
    let world = World::start().await;
    world.browser.before_each_page(CLOCK).await;
    world.browser.client.goto(&format!("{}#kiosk", world.server.url)).await.unwrap();
    wait_for_invitation(&world.browser).await;
    world.browser.wait_for("ready").await;
    world
}

async fn wait_for_invitation(browser: &Browser) {
    browser.wait_until("return document.getElementById('attract').open").await;
}

/// Whether the kiosk asks if the visitor is still there.
async fn is_asking(browser: &Browser) -> bool {
    browser.run("return document.getElementById('still').open", vec![]).await == true
}

async fn pass(browser: &Browser, milliseconds: u32) {
    browser.run("window.pass(arguments[0])", vec![milliseconds.into()]).await;
}

/// Touches the invitation.
async fn begin(browser: &Browser) {
    browser.press("#attract-begin").await;
    browser.wait_until("return !document.getElementById('attract').open").await;
}

/// A minute without input, after which the kiosk asks.
async fn wait_until_asked(browser: &Browser) {
    wait_until_asked_after(browser, 60_000).await;
}

/// Some milliseconds, after which the kiosk asks.
async fn wait_until_asked_after(browser: &Browser, milliseconds: u32) {
    pass(browser, milliseconds).await;
    browser.wait_until("return document.getElementById('still').open").await;
    let listen = "window.confirmed = false;
        document.getElementById('still').addEventListener(
            'close', () => { window.confirmed = true; }, { once: true })";
    browser.run(listen, vec![]).await;
}

/// Waits until the question is closed and the page knows it: the event follows
/// in a task of its own, and the clock must not be moved before it.
async fn wait_until_confirmed(browser: &Browser) {
    browser.wait_until("return window.confirmed").await;
    assert!(!is_asking(browser).await);
}

/// The visitor leaves, and the kiosk invites the next one.
async fn leave(browser: &Browser) {
    wait_until_asked(browser).await;
    pass(browser, 15_000).await;
    wait_for_invitation(browser).await;
}

/// No control leads out of the page.
async fn assert_no_way_out(browser: &Browser, state: &str) {
    let out = "return [...document.querySelectorAll('a[href], input[type=file], [download]')]
        .filter(element => element.checkVisibility())
        .filter(element => !element.getAttribute('href')?.startsWith('#'))
        .map(element => element.outerHTML)";
    assert_eq!(browser.run(out, vec![]).await, json!([]), "{state}");
    let kept = "return ['.copy', '.save', '.link', '.share', '#address', '#file', '.agree', '.met']
        .filter(selector => [...document.querySelectorAll(selector)]
            .some(element => element.checkVisibility() && element.id !== 'file'))";
    assert_eq!(browser.run(kept, vec![]).await, json!([]), "{state}");
    browser.assert_accessible(state).await;
}

#[tokio::test]
async fn it_invites_asks_and_starts_again() {
    let World { browser, .. } = kiosk().await;
    let shown = "return document.querySelector('#attract img[data-shown]')?.naturalWidth > 300";
    browser.wait_until(shown).await;
    let title = browser.text("#attract-title").await;
    assert!(!title.is_empty());
    let lines = "return [...document.querySelectorAll('#attract-begin span')]
        .map(line => [line.lang, line.textContent])";
    let lines = browser.run(lines, vec![]).await;
    for (line, language) in lines.as_array().unwrap().iter().zip(Language::ALL) {
        let text = words(language).text(&message("kiosk-begin")).unwrap();
        assert_eq!(line, &json!([language.tag(), text]));
    }
    assert_no_way_out(&browser, "kiosk, inviting").await;
    browser.screenshot("kiosk-attract").await;
    // One work fades into the next.
    pass(&browser, 8_000).await;
    browser
        .wait_until(&format!(
            "return document.getElementById('attract-title').textContent !== {title:?}"
        ))
        .await;

    begin(&browser).await;
    browser.screenshot("kiosk").await;
    browser.press("#strip a").await;
    browser.wait_for("result").await;
    assert_no_way_out(&browser, "kiosk, result").await;
    browser.screenshot("kiosk-result").await;
    speak(&browser, language("ja")).await;
    // An active visitor is not asked.
    browser.key(TAB).await;
    pass(&browser, 57_000).await;
    assert!(!is_asking(&browser).await);
    browser.key(TAB).await;
    pass(&browser, 57_000).await;
    assert!(!is_asking(&browser).await);
    wait_until_asked_after(&browser, 3_000).await;
    let say = |seconds: u32| {
        let left = message("kiosk-left").with("seconds", seconds);
        words(language("ja")).text(&left).unwrap()
    };
    assert_eq!(browser.text("#still-left").await, say(15));
    assert_no_way_out(&browser, "kiosk, asking").await;
    browser.screenshot("kiosk-asking").await;
    pass(&browser, 5_000).await;
    browser
        .wait_until("return /[789]|10/.test(document.getElementById('still-left').textContent)")
        .await;
    // A visitor who confirms keeps the answer: by keyboard, by a touch beside
    // the dialog, by Escape.
    browser.key(ENTER).await;
    wait_until_confirmed(&browser).await;
    wait_until_asked(&browser).await;
    browser.run("document.getElementById('still').click()", vec![]).await;
    wait_until_confirmed(&browser).await;
    wait_until_asked(&browser).await;
    browser.key(ESCAPE).await;
    wait_until_confirmed(&browser).await;
    assert!(browser.find(".verdict").await.is_displayed().await.unwrap());
    // A visitor who leaves leaves nothing behind.
    browser.press("#camera").await;
    leave(&browser).await;
    let left = "return [document.documentElement.lang, document.getElementById('language').value,
        document.body.dataset.state, document.querySelector('.verdict'), localStorage.length,
        document.querySelectorAll('dialog[open]').length, location.hash]";
    let left = browser.run(left, vec![]).await;
    assert_eq!(left, json!(["en", "en", "ready", null, 0, 1, "#kiosk"]));
    browser.key(ESCAPE).await;
    browser.wait_until("return !document.getElementById('attract').open").await;
    assert!(browser.find("#strip").await.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test]
async fn the_next_visitor_finds_no_score_and_no_game() {
    let World { browser, .. } = kiosk().await;
    for _ in 0..2 {
        begin(&browser).await;
        assert_eq!(browser.run("return document.body.dataset.mode", vec![]).await, "look");
        browser.press("[data-mode-link=guess]").await;
        play(&browser).await;
        assert_rounds(&browser, 1).await;
        assert_no_way_out(&browser, "kiosk, game").await;
        leave(&browser).await;
    }
    browser.screenshot("kiosk-attract-again").await;
    browser.close().await;
}

#[tokio::test]
async fn it_cannot_be_left_by_a_stray_gesture() {
    let World { server, browser, .. } = kiosk().await;
    browser.client.back().await.unwrap();
    wait_for_invitation(&browser).await;
    begin(&browser).await;
    let prevented = "return ['contextmenu', 'dragstart', 'auxclick'].filter(name =>
        document.querySelector('#strip img').dispatchEvent(
            new Event(name, { bubbles: true, cancelable: true })))";
    assert_eq!(browser.run(prevented, vec![]).await, json!([]));
    let style = "const style = getComputedStyle(document.documentElement);
        return [style.touchAction, style.overscrollBehaviorX, style.overscrollBehaviorY]";
    assert_eq!(browser.run(style, vec![]).await, json!(["pan-x pan-y", "none", "none"]));
    for way in ["drop", "paste"] {
        browser.give(way, "seal.png", SEAL).await;
        browser.give(way, "", b"").await;
    }
    assert_eq!(browser.run("return document.body.dataset.state", vec![]).await, "ready");
    // In every mode, and going back leads nowhere.
    browser.press("#strip li:nth-child(3) a").await;
    browser.wait_for("result").await;
    browser.press(".fool").await;
    browser.wait_until("return document.querySelector('#bench .bars li') !== null").await;
    browser.wait_until("return document.body.dataset.mode === 'lab'").await;
    assert_no_way_out(&browser, "kiosk, lab").await;
    browser.screenshot("kiosk-lab").await;
    for _ in 0..3 {
        browser.client.back().await.unwrap();
        browser.key(ESCAPE).await;
        assert_eq!(browser.run("return document.body.dataset.mode", vec![]).await, "lab");
    }
    browser.press("#bench .back").await;
    browser.wait_until("return document.querySelector('.verdict').checkVisibility()").await;
    assert_eq!(browser.run("return location.href", vec![]).await, format!("{}#kiosk", server.url));
    browser.client.refresh().await.unwrap();
    wait_for_invitation(&browser).await;
    // Another address leaves the kiosk, and can return to it.
    for (fragment, setting) in [("#look", "page"), ("#kiosk", "kiosk"), ("#embed", "embed")] {
        browser.run("location.hash = arguments[0]", vec![fragment.into()]).await;
        let there = format!("return document.documentElement.dataset.setting === '{setting}'");
        browser.wait_until(&there).await;
        browser.wait_for("ready").await;
    }
    browser.close().await;
}

#[tokio::test]
async fn it_goes_on_without_a_connection() {
    let met = Met::start_as(6, Some("https://images.metmuseum.org")).await;
    let proxy = Proxy::start(&met).await;
    let (server, browser) = (Server::start().await, Browser::installing(Some(&proxy)).await);
    let kiosk = format!("{}#kiosk", server.url);
    browser.client.goto(&kiosk).await.unwrap();
    browser.wait_until(offline::READY).await;
    server.cut(true);
    proxy.cut(true);
    for reloaded in [false, true] {
        if reloaded {
            browser.client.refresh().await.unwrap();
        }
        wait_for_invitation(&browser).await;
        let shown = "return document.querySelector('#attract img[data-shown]')?.naturalWidth > 300";
        browser.wait_until(shown).await;
        begin(&browser).await;
        browser.wait_for("ready").await;
        browser.press("#strip a").await;
        browser.wait_for("result").await;
        browser.press("#random").await;
        browser.wait_for_text(".substitute", "The Met is not answering").await;
        browser.wait_until("return document.querySelector('.substitute').checkVisibility()").await;
        assert_no_way_out(&browser, "kiosk, offline").await;
        browser.press("[data-mode-link=guess]").await;
        play(&browser).await;
        assert_rounds(&browser, 1).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn it_is_large_from_a_phone_to_a_wall() {
    let World { browser, .. } = kiosk().await;
    let fits = "return document.documentElement.scrollWidth <= innerWidth
        && document.getElementById('attract').scrollHeight <= innerHeight";
    let small = "return [...document.querySelectorAll('button, select, nav a, #strip a, .fool')]
        .filter(element => element.checkVisibility() && !element.closest('.bars'))
        .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
        .filter(([, box]) => box.height > 0 && box.height < 44)
        .map(([html]) => html)";
    for state in ["attract", "ready", "result"] {
        match state {
            "ready" => begin(&browser).await,
            "result" => {
                browser.press("#strip a").await;
                browser.wait_for("result").await;
            }
            _ => {}
        }
        for width in [320, 800, 1440, 3840] {
            browser.resize(width, 800).await;
            assert_eq!(browser.run(fits, vec![]).await, true, "{state} at {width}");
            assert_eq!(browser.run(small, vec![]).await, json!([]), "{state} at {width}");
        }
        browser.resize(1280, 900).await;
        for (feature, value) in [("prefers-color-scheme", "dark"), ("forced-colors", "active")] {
            browser.prefer(feature, value).await;
            browser.assert_accessible(&format!("kiosk {state}, {feature}: {value}")).await;
        }
        browser.prefer("prefers-color-scheme", "").await;
    }
    let size = "return parseFloat(getComputedStyle(document.querySelector('.remark')).fontSize)";
    assert!(browser.run(size, vec![]).await.as_f64().unwrap() > 20.0);
    // With reduced motion, one work is replaced by the next without a fade.
    let fade = "return getComputedStyle(document.getElementById('attract-one')).transitionDuration";
    assert_eq!(browser.run(fade, vec![]).await, "1.5s");
    browser.prefer("prefers-reduced-motion", "reduce").await;
    assert_eq!(browser.run(fade, vec![]).await, "0s");
    browser.close().await;
}

#[tokio::test]
async fn it_runs_in_firefox() {
    let met = Met::start_as(6, Some("https://images.metmuseum.org")).await;
    let proxy = Proxy::start(&met).await;
    let Some(browser) = Browser::firefox(&proxy).await else { return };
    let server = Server::start().await;
    browser.client.goto(&format!("{}#kiosk", server.url)).await.unwrap();
    wait_for_invitation(&browser).await;
    browser.wait_for("ready").await;
    assert_no_way_out(&browser, "kiosk, inviting, in Firefox").await;
    browser.client.back().await.unwrap();
    begin(&browser).await;
    browser.press("#strip a").await;
    browser.wait_for("result").await;
    browser.client.back().await.unwrap();
    assert_eq!(browser.run("return location.hash", vec![]).await, "#kiosk");
    assert_no_way_out(&browser, "kiosk, result, in Firefox").await;
    browser.close().await;
}
