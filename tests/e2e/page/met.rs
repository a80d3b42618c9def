//! The Met, live: random paintings, the game, the search, and their possible
//! failures.

use super::*;
use whence_standin::{Trouble, id};

pub(super) const RECORDS: &str = "/v1/objects/";

/// The id of the work in the page's address.
async fn shown_work(browser: &Browser) -> u32 {
    let hash = browser.run("return location.hash", vec![]).await;
    hash.as_str().unwrap().strip_prefix("#work/").expect("a work is shown").parse().unwrap()
}

pub(super) async fn turn_to_find(browser: &Browser) {
    browser.press("[data-mode-link=find]").await;
    browser.wait_until("return document.getElementById('find-words').checkVisibility()").await;
}

/// The true label, by the stand-in's numbers; odd works are Chinese there.
fn truth(work: u32) -> &'static str {
    match work {
        ..1000 => "Chinese",
        _ => ["American", "Chinese", "Indian", "Japanese"][work as usize / 1000 - 1],
    }
}

#[tokio::test]
async fn a_random_painting_is_shown_with_its_truth_and_the_prediction() {
    let World { met, proxy, browser, .. } = World::open("").await;
    assert_eq!(proxy.take_asked(), Vec::<String>::new(), "nothing is asked before it is wanted");
    browser.press("#random").await;
    browser.wait_for("result").await;
    let work = shown_work(&browser).await;
    let said = browser.text(".truth").await;
    assert!(said.contains(&format!("catalogues it as {}", truth(work))), "{said}");
    let [right, likeliest] = [
        "return document.querySelector('.truth').dataset.right === 'true'",
        "return document.querySelector('.bars button .name').textContent",
    ];
    let likeliest = browser.run(likeliest, vec![]).await;
    assert_eq!(browser.run(right, vec![]).await, likeliest == truth(work));
    let mark = "return getComputedStyle(document.querySelector('.truth'), '::before').content";
    let mark = browser.run(mark, vec![]).await;
    assert!(mark.as_str().unwrap().contains(['✓', '✗']), "{mark}");
    for (part, text) in
        [(".title", "Work "), (".by", "ca. 16"), (".medium", "on "), (".credit", "Gift of nobody")]
    {
        let found = browser.text(&format!("#caption {part}")).await;
        assert!(found.contains(text) && !found.contains('<'), "{part}: {found}");
    }
    let link = browser.find("#caption .met").await.attr("href").await.unwrap().unwrap();
    assert_eq!(link, format!("https://www.metmuseum.org/art/collection/search/{work}"));
    browser.assert_accessible("random painting").await;
    browser.screenshot("random").await;

    // The next one is fetched in advance: it is available even if the Met no
    // longer is.
    while met.asked("/CRDImages").len() < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    proxy.cut(true);
    browser.run("delete document.body.dataset.state", vec![]).await;
    browser.press("#random").await;
    browser.wait_for("result").await;
    assert_ne!(shown_work(&browser).await, 0);
    let hosts = proxy.take_asked();
    let known = ["collectionapi.metmuseum.org", "images.metmuseum.org"];
    assert!(hosts.iter().all(|host| known.contains(&host.as_str())), "{hosts:?}");
    browser.close().await;
}

#[tokio::test]
async fn where_cultures_cannot_be_searched_for_everything_is() {
    let World { met, browser, .. } = World::open("").await;
    let nothing = Trouble::Says(200, "{\"total\":0,\"objectIDs\":null}");
    met.trouble("/v1.1/search", &[nothing]);
    browser.press("#random").await;
    browser.wait_for("result").await;
    assert!(met.asked("/v1.1/search").len() >= 2);
    browser.close().await;
}

#[tokio::test]
async fn a_link_opens_a_work_and_its_record_is_asked_for_once() {
    let work = id(Culture::Japanese, 2);
    let World { server, met, browser, .. } = World::open(&format!("#work/{work}")).await;
    browser.wait_for("result").await;
    assert!(browser.text(".truth").await.contains("Japanese"));
    assert!(browser.text("#caption .title").await.contains("Work 2 of japanese"));
    browser.client.goto("about:blank").await.unwrap();
    browser.client.goto(&format!("{}#work/{work}", server.url)).await.unwrap();
    browser.wait_for("result").await;
    assert_eq!(met.asked(&format!("{RECORDS}{work}")).len(), 1);
    browser.close().await;
}

#[tokio::test]
async fn a_work_outside_the_four_cultures_is_judged_without_a_truth() {
    let World { browser, .. } = World::open("#work/802").await;
    browser.wait_for("result").await;
    assert!(browser.text(".truth").await.contains("names none of these"));
    assert_eq!(browser.find(".truth").await.attr("data-right").await.unwrap(), None);
    browser.close().await;
}

#[tokio::test]
async fn a_block_is_counted_down_and_own_pictures_work_meanwhile() {
    let world = World::open("").await;
    let World { met, browser, .. } = &world;
    met.block(1, Duration::from_secs(3_600));
    let work = id(Culture::Indian, 1);
    world.turn_to(&format!("#work/{work}")).await;
    assert_error(browser, "blocked", "pause").await;
    let wait = browser.text(".wait").await;
    assert!(wait.contains("again in 5") || wait.contains("again in 60"), "{wait}");
    assert!(!browser.find(".retry").await.is_displayed().await.unwrap());
    browser
        .wait_until(&format!("return document.querySelector('.wait').textContent !== '{wait}'"))
        .await;
    // No requests are sent while the block lasts.
    let asked = met.asked("/v1").len();
    browser.run("delete document.body.dataset.state", vec![]).await;
    world.turn_to(&format!("#work/{}", work + 1)).await;
    browser.wait_for("error").await;
    assert_eq!(met.asked("/v1").len(), asked);
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    world.browser.close().await;
}

#[tokio::test]
async fn a_block_that_has_passed_lets_the_same_be_asked_again() {
    let world = World::open("").await;
    let World { met, browser, .. } = &world;
    met.block(1, Duration::from_millis(500));
    // A clock that runs twenty times as fast: a minute is three seconds.
    browser
        .run(
            "const real = Date.now, start = real(); Date.now = () => start + (real() - start) * 20",
            vec![],
        )
        .await;
    world.turn_to(&format!("#work/{}", id(Culture::Indian, 1))).await;
    browser.wait_for("error").await;
    browser.wait_until("return document.querySelector('.retry')?.hidden === false").await;
    browser.press(".retry").await;
    browser.wait_for("result").await;
    world.browser.close().await;
}

#[tokio::test]
async fn a_vanished_work_is_told_of() {
    let World { browser, .. } = World::open("#work/900").await;
    assert_error(&browser, "not-found", "does not have").await;
    assert!(browser.text(".advice").await.contains("900"));
    browser.close().await;
}

#[tokio::test]
async fn a_work_whose_picture_is_not_free_is_told_of() {
    let World { browser, .. } = World::open("#work/805").await;
    assert_error(&browser, "no-picture", "no free picture").await;
    browser.close().await;
}

#[tokio::test]
async fn a_met_out_of_order_is_told_of_and_asked_again() {
    let work = id(Culture::Indian, 1);
    let world = World::start().await;
    let World { server, met, browser, .. } = &world;
    met.trouble(&format!("{RECORDS}{work}"), &[Trouble::Says(503, "{}"), Trouble::Cut]);
    browser.client.goto(&format!("{}#work/{work}", server.url)).await.unwrap();
    assert_error(browser, "met", "unexpected answer").await;
    let details = "return document.querySelector('.details pre').textContent";
    let details = browser.run(details, vec![]).await;
    assert!(details.as_str().is_some_and(|details| details.contains("503")), "{details}");
    assert!(!browser.text(".advice").await.contains("503"));
    world.browser.close().await;
}

#[tokio::test]
async fn no_connection_to_the_met_is_told_of() {
    let world = World::start().await;
    let World { server, proxy, browser, .. } = &world;
    browser
        .before_each_page(
            "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })",
        )
        .await;
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    proxy.cut(true);
    world.turn_to(&format!("#work/{}", id(Culture::Chinese, 2))).await;
    assert_error(browser, "met-offline", "cannot be reached").await;
    proxy.cut(false);
    browser.press(".retry").await;
    browser.wait_for("result").await;
    world.browser.close().await;
}

#[tokio::test]
async fn a_met_that_does_not_answer_is_told_from_one_that_asks_for_a_pause() {
    let world = World::open("").await;
    let World { proxy, browser, .. } = &world;
    proxy.cut(true);
    world.turn_to(&format!("#work/{}", id(Culture::Chinese, 2))).await;
    assert_error(browser, "met-unreachable", "does not answer").await;
    proxy.cut(false);
    browser.press(".retry").await;
    browser.wait_for("result").await;
    world.browser.close().await;
}

#[tokio::test]
async fn other_hosts_are_asked_for_a_picture_only_with_consent() {
    let work = id(Culture::Chinese, 3);
    let world = World::start().await;
    let World { server, met, proxy, browser } = &world;
    met.lend_pictures(false);
    browser.client.goto(&format!("{}#work/{work}", server.url)).await.unwrap();
    assert_error(browser, "unreachable", "could not be loaded").await;
    let address = browser.find(".error .address").await.attr("href").await.unwrap().unwrap();
    assert!(address.starts_with("https://images.metmuseum.org/CRDImages/"), "{address}");
    let hosts = proxy.take_asked();
    assert!(hosts.iter().all(|host| host.ends_with("metmuseum.org")), "{hosts:?}");
    browser.press(".error .agree").await;
    browser.wait_for("result").await;
    assert!(proxy.take_asked().contains(&"storage.googleapis.com".to_owned()));
    assert!(browser.text(".truth").await.contains("Chinese"));
    world.browser.close().await;
}

#[tokio::test]
async fn a_spoilt_picture_of_the_met_is_told_of() {
    let World { browser, .. } = World::open("#work/807").await;
    browser.wait_for("error").await;
    browser.close().await;
}

#[tokio::test]
async fn what_nobody_waits_for_is_not_asked_to_the_end() {
    let world = World::start().await;
    let World { server, met, browser, .. } = &world;
    let work = id(Culture::American, 4);
    met.trouble(&format!("{RECORDS}{work}"), &[Trouble::Slow]);
    browser.client.goto(&format!("{}#work/{work}", server.url)).await.unwrap();
    browser.wait_for("working").await;
    browser.press("#cancel").await;
    browser.wait_for("ready").await;
    let aborted = "return performance.getEntriesByType('resource')
        .some(entry => entry.name.includes('/v1/objects/') && entry.responseStatus === 0)";
    browser.wait_until(aborted).await;
    world.browser.close().await;
}

#[tokio::test]
async fn the_game_asks_first_and_keeps_the_score() {
    let World { server, browser, .. } = World::open("").await;
    browser.press("[data-mode-link=guess]").await;
    browser.wait_for("guess").await;
    assert_eq!(browser.text("#caption").await, "");
    let alternative = browser.find("#preview").await.attr("alt").await.unwrap().unwrap();
    assert!(!alternative.contains("Work"), "{alternative}");
    assert_eq!(browser.text("#outcome").await, "");
    browser.assert_accessible("guess").await;
    browser.screenshot("guess").await;
    browser.key('2').await;
    browser.wait_for("result").await;
    let yours = browser.text("#guess .yours").await;
    assert!(yours.contains("Chinese"), "{yours}");
    assert!(browser.text("#guess .models").await.contains("The model said"));
    let heat = "return !document.getElementById('heat').hidden";
    assert_eq!(browser.run(heat, vec![]).await, true);
    browser.wait_for_text("#score .you", " of 1").await;
    browser.assert_accessible("guessed").await;
    browser.screenshot("guessed").await;
    // The next one is one key away.
    browser.key('\u{e007}').await;
    browser.wait_for("guess").await;
    browser.press("#guess [data-label=indian]").await;
    browser.wait_for("result").await;
    browser.wait_for_text("#score .you", " of 2").await;

    browser.client.goto(&format!("{}#guess", server.url)).await.unwrap();
    browser.client.refresh().await.unwrap();
    browser.wait_for("guess").await;
    browser.wait_for_text("#score .you", " of 2").await;
    browser.press("#score .reset").await;
    browser.wait_for_text("#score .you", "0 of 0").await;
    browser.press("[data-mode-link=look]").await;
    browser.wait_for("ready").await;
    assert!(!browser.find("#score").await.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test]
async fn works_are_found_by_words_number_and_address() {
    let World { browser, .. } = World::open("").await;
    turn_to_find(&browser).await;
    browser.write("#find-words", "work").await;
    browser.press("#find-form button").await;
    browser.wait_for_text("#find-status", "works.").await;
    let count = "return document.querySelectorAll('#find-results li').length";
    assert_eq!(browser.run(count, vec![]).await, 8);
    browser.assert_accessible("found").await;
    browser.screenshot("found").await;
    browser.press("#find-more").await;
    browser.wait_until("return document.querySelectorAll('#find-results li').length === 16").await;

    browser.run("document.getElementById('find-label').value = 'indian'", vec![]).await;
    browser.press("#find-form button").await;
    browser.wait_until("return document.querySelectorAll('#find-results li').length === 6").await;
    let titles = "return [...document.querySelectorAll('#find-results .title')].every(
        title => title.textContent.includes('indian'))";
    assert_eq!(browser.run(titles, vec![]).await, true);
    browser.press("#find-highlights").await;
    browser.press("#find-form button").await;
    browser.wait_until("return document.querySelectorAll('#find-results li').length === 1").await;

    browser.press("#find-results a").await;
    browser.wait_for("result").await;
    assert!(browser.text(".truth").await.contains("Indian"));
    for (text, work) in [
        ("4002".to_owned(), 4002),
        ("https://www.metmuseum.org/art/collection/search/2003".to_owned(), 2003),
    ] {
        turn_to_find(&browser).await;
        browser.write("#find-words", &text).await;
        browser.press("#find-form button").await;
        browser.wait_until(&format!("return location.hash === '#work/{work}'")).await;
        browser.wait_for_text(".truth", truth(work)).await;
    }
    turn_to_find(&browser).await;
    browser.run("document.getElementById('find-label').value = ''", vec![]).await;
    browser.write("#find-words", "nothing of this kind").await;
    browser.press("#find-form button").await;
    browser.wait_for_text("#find-status", "has no works").await;
    browser.close().await;
}

#[tokio::test]
async fn a_block_in_the_middle_of_a_search_loses_nothing() {
    let World { met, browser, .. } = World::open("#find").await;
    browser.wait_until("return document.body.dataset.mode === 'find'").await;
    met.block(5, Duration::from_secs(3_600));
    browser.write("#find-words", "work").await;
    browser.press("#find-form button").await;
    browser.wait_for_text("#find-status", "pause").await;
    let count = "return document.querySelectorAll('#find-results li').length";
    assert_eq!(browser.run(count, vec![]).await, 3);
    browser.assert_accessible("blocked search").await;
    browser.screenshot("blocked-search").await;
    browser.close().await;
}
