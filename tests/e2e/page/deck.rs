//! The paintings that are part of the page: the first screen, and the
//! substitutes while The Met does not answer.

use super::*;
use whence_standin::Trouble;

/// The object ids of the strip.
async fn strip(browser: &Browser) -> Vec<String> {
    let ids = "return [...document.querySelectorAll('#strip a')]
        .map(link => link.getAttribute('href').replace('#work/', ''))";
    serde_json::from_value(browser.run(ids, vec![]).await).unwrap()
}

/// Asserts that a work of the deck is shown with The Met's label, and returns
/// whether it is a substitute for a live one.
async fn assert_deck(browser: &Browser) -> bool {
    browser.wait_for("result").await;
    let truth = browser.text(".truth").await;
    assert!(truth.contains("catalogues it as"), "{truth}");
    assert!(!browser.text("#caption .title").await.is_empty());
    browser.find(".substitute").await.is_displayed().await.unwrap()
}

#[tokio::test]
async fn the_first_screen_shows_paintings_and_needs_no_other_host() {
    let World { proxy, browser, .. } = World::open("").await;
    proxy.cut(true);
    let shown = strip(&browser).await;
    assert_eq!(shown.len(), 8);
    let complete = "return [...document.querySelectorAll('#strip img')].every(
        image => image.complete && image.naturalWidth === 192 && image.alt)";
    browser.wait_until(complete).await;
    browser.assert_accessible("first screen").await;
    browser.screenshot("first").await;
    let above = "return document.getElementById('address').getBoundingClientRect().bottom";
    browser.resize(360, 640).await;
    let bottom = browser.run(above, vec![]).await.as_f64().unwrap();
    assert!(bottom <= 640.0, "the buttons end at {bottom}");
    browser.resize(1280, 900).await;
    assert_eq!(proxy.take_asked(), Vec::<String>::new());
    browser.press("#strip li:nth-child(2) a").await;
    assert!(!assert_deck(&browser).await, "it was asked for by name");
    let here = browser.run("return location.hash", vec![]).await;
    assert_eq!(here, format!("#work/{}", shown[1]));
    // Only the pictures of the nearest works are missing.
    let asked = proxy.take_asked();
    assert!(asked.iter().all(|host| host == "images.metmuseum.org"), "{asked:?}");
    browser.close().await;
}

#[tokio::test]
async fn a_painting_pressed_before_the_model_has_come_is_judged_once_it_has() {
    let (_server, browser) = open_slowly("model/whence.onnx").await;
    browser.press("#strip a").await;
    assert!(!assert_deck(&browser).await);
    browser.close().await;
}

#[tokio::test]
async fn with_the_met_out_of_reach_random_paintings_come_from_the_deck() {
    let World { proxy, browser, .. } = World::open("").await;
    proxy.cut(true);
    browser.press("#random").await;
    assert!(assert_deck(&browser).await);
    browser.screenshot("substitute").await;
    browser.assert_accessible("substitute").await;
    let first = browser.text("#caption .title").await;
    browser.run("delete document.body.dataset.state", vec![]).await;
    browser.press("#random").await;
    assert!(assert_deck(&browser).await);
    assert_ne!(browser.text("#caption .title").await, first);
    // The game continues too.
    browser.press("[data-mode-link=guess]").await;
    browser.wait_for("guess").await;
    browser.key('1').await;
    browser.wait_for("result").await;
    browser.wait_for_text("#score .you", " of 1").await;
    assert!(browser.find(".substitute").await.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test]
async fn while_the_met_asks_for_a_pause_random_paintings_come_from_the_deck() {
    let World { met, browser, .. } = World::open("").await;
    met.block(1, Duration::from_secs(3_600));
    browser.press("#random").await;
    assert!(assert_deck(&browser).await);
    browser.close().await;
}

#[tokio::test]
async fn when_the_met_answers_again_its_paintings_come_back() {
    let World { met, browser, .. } = World::open("").await;
    met.trouble("/v1.1/search", &[const { Trouble::Says(503, "{}") }; 2]);
    browser.press("#random").await;
    assert!(assert_deck(&browser).await);
    // The next work is fetched in advance from The Met; until it arrives, the
    // deck supplies works.
    let mut live = false;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        browser.run("delete document.body.dataset.state", vec![]).await;
        browser.press("#random").await;
        browser.wait_for("result").await;
        live = !browser.find(".substitute").await.is_displayed().await.unwrap();
        if live {
            break;
        }
    }
    assert!(live);
    browser.close().await;
}

#[tokio::test]
async fn a_met_that_keeps_the_visitor_waiting_is_not_waited_for() {
    let World { met, browser, .. } = World::open("").await;
    met.trouble("/v1.1/search", &[const { Trouble::Slow }; 4]);
    browser.press("#random").await;
    assert!(assert_deck(&browser).await);
    browser.close().await;
}
