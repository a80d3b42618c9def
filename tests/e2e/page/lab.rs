//! The lab: what fools the model.

use super::*;
use std::collections::BTreeMap;

const RIGHT: char = '\u{e014}';
const LEFT: char = '\u{e012}';
const DOWN: char = '\u{e015}';

/// Waits until the lab shows the answer to the original picture.
async fn wait_for_bench(browser: &Browser) {
    let there = "return document.querySelector('#bench .bars li') !== null
        && document.querySelector('#bench').checkVisibility()";
    browser.wait_until(there).await;
}

/// The page's lab with the seal in it.
async fn open_lab() -> (Server, Browser) {
    let (server, browser) = open().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.press(".fool").await;
    wait_for_bench(&browser).await;
    (server, browser)
}

/// The pixels that the network received, as a data URL.
async fn seen(browser: &Browser) -> Value {
    browser.run("return document.querySelector('#bench canvas').toDataURL()", vec![]).await
}

/// The probabilities in the lab, by label, in percent.
async fn shares(browser: &Browser) -> BTreeMap<String, f64> {
    let script = "return Object.fromEntries([...document.querySelectorAll('#bench .bars li')].map(
        bar => [bar.dataset.label, parseFloat(bar.querySelector('.fill').style.inlineSize)]))";
    serde_json::from_value(browser.run(script, vec![]).await).unwrap()
}

fn likeliest(shares: &BTreeMap<String, f64>) -> &str {
    shares.iter().max_by(|one, other| one.1.total_cmp(other.1)).unwrap().0
}

/// Sets a control, as a visitor does.
async fn set(browser: &Browser, control: &str, value: i32) {
    let script = "const input = document.querySelector(`[data-control=${arguments[0]}]`);
        if (input.type === 'checkbox') input.checked = arguments[1] !== 0;
        else input.value = arguments[1];
        input.dispatchEvent(new Event('input', { bubbles: true }))";
    browser.run(script, vec![control.into(), value.into()]).await;
}

async fn wait_for_other(browser: &Browser, before: &Value) {
    let script = format!("return document.querySelector('#bench canvas').toDataURL() !== {before}");
    browser.wait_until(&script).await;
}

async fn wait_for_same(browser: &Browser, before: &Value) {
    let script = format!("return document.querySelector('#bench canvas').toDataURL() === {before}");
    browser.wait_until(&script).await;
}

#[tokio::test]
async fn every_control_changes_what_the_network_sees_and_reset_undoes_it() {
    let (_server, browser) = open().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    let answer = shown_shares(&browser).await;
    browser.press(".fool").await;
    wait_for_bench(&browser).await;
    assert_eq!(browser.run("return location.hash", vec![]).await, "#lab");
    // The unchanged picture gets its earlier answer.
    let before = shares(&browser).await;
    for (label, share) in &before {
        let told = answer[label.as_str()].as_f64().unwrap();
        assert!((share - told).abs() < 0.05, "{label}: {share} is not {told}");
    }
    let whole = seen(&browser).await;
    assert!(browser.text("#bench .said").await.starts_with("It says "));
    browser.assert_accessible("lab").await;
    browser.screenshot("lab").await;
    for (control, value) in [
        ("grey", 1),
        ("lamplight", 1),
        ("mirror", 1),
        ("darker", 60),
        ("blur", 6),
        ("jpeg", 95),
        ("turn", 90),
        ("crop", 25),
        ("cover", 40),
    ] {
        set(&browser, control, value).await;
        wait_for_other(&browser, &whole).await;
        let (said, now) = (browser.text("#bench .said").await, shares(&browser).await);
        assert_ne!(now, before, "{control}");
        let fooled = "return document.querySelector('#bench .said').hasAttribute('data-fooled')";
        let fooled = browser.run(fooled, vec![]).await == true;
        assert_eq!(fooled, !said.starts_with("It still says"), "{control}: {said}");
        if likeliest(&now) != likeliest(&before) {
            assert!(fooled, "{control}: {said}");
        }
        browser.press("#bench .reset").await;
        wait_for_same(&browser, &whole).await;
        assert_eq!(shares(&browser).await, before, "{control}");
    }
    browser.close().await;
}

#[tokio::test]
async fn several_changes_fool_together_and_can_be_saved() {
    let (_server, browser) = open_lab().await;
    let whole = seen(&browser).await;
    set(&browser, "cover", 60).await;
    set(&browser, "blur", 9).await;
    set(&browser, "darker", 90).await;
    wait_for_other(&browser, &whole).await;
    browser.assert_accessible("lab, changed").await;
    browser.screenshot("lab-changed").await;
    catch_saved(&browser).await;
    browser.press("#bench .share").await;
    assert_image_saved(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn the_patch_is_moved_by_keys_by_the_mouse_and_by_touch() {
    let (_server, browser) = open_lab().await;
    let whole = seen(&browser).await;
    let patch = "const patch = document.querySelector('#bench .patch');
        return [patch.checkVisibility(), patch.style.inset, patch.getAttribute('aria-label')]";
    assert_eq!(browser.run(patch, vec![]).await[0], false);
    // With the keyboard only: a size, then back to the picture.
    browser.run("document.querySelector('[data-control=cover]').focus()", vec![]).await;
    for _ in 0..5 {
        browser.key(RIGHT).await;
    }
    wait_for_other(&browser, &whole).await;
    let covered = browser.run(patch, vec![]).await;
    assert_eq!((&covered[0], &covered[1]), (&json!(true), &json!("37.5%")));
    assert!(covered[2].as_str().unwrap().contains("in the middle"), "{covered}");
    browser.run("document.querySelector('#bench .patch').focus()", vec![]).await;
    let ring = "return getComputedStyle(document.activeElement).outlineWidth";
    assert_eq!(browser.run(ring, vec![]).await, "4px", "the focus can be seen");
    browser.assert_accessible("lab, patch").await;
    let middle = seen(&browser).await;
    browser.key(DOWN).await;
    for _ in 0..30 {
        browser.key(LEFT).await;
    }
    wait_for_other(&browser, &middle).await;
    let moved = browser.run(patch, vec![]).await;
    assert_eq!(moved[1], "39.5% 75% 35.5% 0%", "it stays in the picture");
    assert!(moved[2].as_str().unwrap().contains("at the left"), "{moved}");
    // The outlined part is the covered one.
    let grey = "const canvas = document.querySelector('#bench canvas');
        const at = (x, y) => [...canvas.getContext('2d').getImageData(
            x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3).join();
        return at(0.1, 0.5) === '128,128,128'";
    browser.wait_until(grey).await;
    browser.screenshot("lab-patch").await;
    browser.press("#bench .reset").await;
    wait_for_same(&browser, &whole).await;
    assert_eq!(browser.run(patch, vec![]).await[0], false);

    // A press and a drag.
    let corner = "const area = document.querySelector('#bench .frame').getBoundingClientRect();
        return [area.left + area.width / 4, area.top + area.height / 4, area.width / 4]";
    let corner = browser.run(corner, vec![]).await;
    let [x, y, step] = [0, 1, 2].map(|index| corner[index].as_f64().unwrap());
    for (kind, x) in [("mousePressed", x), ("mouseMoved", x + step), ("mouseReleased", x + step)] {
        let event = json!({
            "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1,
        });
        browser.devtools("Input.dispatchMouseEvent", event).await;
    }
    let there = "return document.querySelector('#bench .patch').getAttribute('aria-label')";
    browser.wait_until(&format!("{there}.includes('at the top.')")).await;
    wait_for_other(&browser, &whole).await;
    let touch = json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y + 2.0 * step }] });
    browser.devtools("Input.dispatchTouchEvent", touch).await;
    let end = json!({ "type": "touchEnd", "touchPoints": [] });
    browser.devtools("Input.dispatchTouchEvent", end).await;
    browser.wait_until(&format!("{there}.includes('left')")).await;
    browser.close().await;
}

#[tokio::test]
async fn one_goes_in_and_back_without_losing_the_answer() {
    let World { met, browser, .. } = World::open("").await;
    browser.press("#random").await;
    browser.wait_for("result").await;
    let work = browser.run("return location.hash", vec![]).await;
    let verdict = browser.text(".verdict").await;
    browser.run("document.querySelector('.fool').focus()", vec![]).await;
    browser.key('\u{e007}').await;
    wait_for_bench(&browser).await;
    let focused = "return document.activeElement.matches('#lab h2')";
    browser.wait_until(focused).await;
    let asked = met.asked("/v1/objects").len();
    browser.press("#bench .back").await;
    browser.wait_until("return document.querySelector('.verdict').checkVisibility()").await;
    browser.wait_until("return document.activeElement.matches('.fool')").await;
    assert_eq!(browser.run("return location.hash", vec![]).await, work);
    assert_eq!(browser.text(".verdict").await, verdict);
    assert_eq!(met.asked("/v1/objects").len(), asked, "nothing is fetched again");
    browser.close().await;
}

#[tokio::test]
async fn without_a_picture_the_lab_asks_for_one_and_takes_it() {
    let World { browser, .. } = World::open("#lab").await;
    browser.wait_for("ready").await;
    let empty = "return document.querySelector('.lab .empty').checkVisibility()
        && document.getElementById('random').checkVisibility()
        && !document.getElementById('bench').checkVisibility()";
    browser.wait_until(empty).await;
    browser.assert_accessible("lab without a picture").await;
    browser.screenshot("lab-empty").await;
    // A file that is not a picture gives an error with advice, and the lab
    // stays open.
    browser.give("drop", "letter.txt", b"Dear visitor,").await;
    browser.wait_for("error").await;
    assert!(browser.find(".error .advice").await.is_displayed().await.unwrap());
    browser.give("drop", "seal.png", SEAL).await;
    wait_for_bench(&browser).await;
    assert_eq!(browser.run("return location.hash", vec![]).await, "#lab");
    // Another picture replaces it, unchanged.
    set(&browser, "grey", 1).await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    let reset = "return !document.querySelector('[data-control=grey]').checked";
    browser.wait_until(reset).await;
    wait_for_bench(&browser).await;
    let back = "return document.querySelector('#bench .back').getAttribute('href')";
    assert_eq!(browser.run(back, vec![]).await, "#look");
    browser.close().await;
}

#[tokio::test]
async fn the_lesson_is_in_the_language_of_the_page_and_prints_on_two_sheets() {
    let (server, browser) = open_lab().await;
    speak(&browser, language("hi")).await;
    browser.press("#bench .lesson").await;
    browser.wait_until("return location.pathname.endsWith('/lesson.html')").await;
    let shown = "return [...document.querySelectorAll('article')]
        .filter(article => article.checkVisibility()).map(article => article.id)";
    assert_eq!(browser.run(shown, vec![]).await, json!(["hi"]));
    for language in Language::ALL {
        let tag = language.tag();
        let address = format!("{}lesson.html#{tag}", server.url);
        browser.client.goto(&address).await.unwrap();
        assert_eq!(browser.run(shown, vec![]).await, json!([tag]));
        browser.assert_accessible(&format!("lesson, {tag}")).await;
        browser.screenshot(&format!("lesson-{tag}")).await;
        assert_eq!(browser.sheets().await, 2, "{tag}");
    }
    browser.close().await;
}

#[tokio::test]
async fn a_sentence_in_every_language() {
    let (_server, browser) = open_lab().await;
    let whole = seen(&browser).await;
    set(&browser, "grey", 1).await;
    wait_for_other(&browser, &whole).await;
    for language in Language::ALL {
        speak(&browser, language).await;
        let heading = words(language).text(&message("lab")).unwrap();
        assert_eq!(browser.text("#lab h2").await, heading);
        browser.assert_accessible(&format!("lab, {}", language.tag())).await;
        browser.screenshot(&format!("lab-{}", language.tag())).await;
    }
    browser.close().await;
}
