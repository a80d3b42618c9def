//! The same page in Firefox, if that is installed.

use super::*;
use whence_standin::id;

/// A page, a stand-in for the Met, and Firefox; `None` if it is not installed.
async fn world() -> Option<World> {
    let met = Met::start_as(6, Some("https://images.metmuseum.org")).await;
    let proxy = Proxy::start(&met).await;
    let Some(browser) = Browser::firefox(&proxy).await else {
        eprintln!("skipped: FIREFOX and GECKODRIVER do not name Firefox and its driver");
        return None;
    };
    let server = Server::start().await;
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    Some(World { server, met, proxy, browser })
}

#[tokio::test]
async fn own_pictures_are_classified_in_firefox() {
    let Some(World { browser, .. }) = world().await else { return };
    browser.assert_accessible("ready in Firefox").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    assert!(browser.find(".evidence").await.is_displayed().await.unwrap());
    browser.assert_accessible("result in Firefox").await;
    browser.give("drop", "letter.txt", b"Dear visitor,").await;
    browser.wait_for("error").await;
    browser.pick(&[&golden_file("seal.png"), &golden_file("hills.webp")]).await;
    browser.wait_for_text("#several .count", "Done: 2 pictures.").await;
    browser.close().await;
}

#[tokio::test]
async fn a_picture_is_cropped_in_firefox() {
    let Some(World { browser, .. }) = world().await else { return };
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    crop::open_frame(&browser).await;
    browser.assert_accessible("frame in Firefox").await;
    // In whole percent: a handle is held at a whole pixel.
    let corner = "const { left, top } = document.getElementById('corner-top-left').style;
        return [left, top].map(at => Math.round(parseFloat(at)))";
    browser.drag("#corner-top-left", (24.0, 16.0)).await;
    assert_eq!(browser.run(corner, vec![]).await, json!([25, 10]));
    browser.drag_by_touch("#corner-top-left", (0.0, 16.0)).await;
    assert_eq!(browser.run(corner, vec![]).await, json!([25, 20]));
    browser.run("document.getElementById('corner-top-left').focus()", vec![]).await;
    browser.key_with_shift('\u{e014}').await;
    assert_eq!(browser.run(corner, vec![]).await, json!([30, 20]));
    browser.drag("#corner-top-right", (0.0, 32.0)).await;
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    let size = "return document.getElementById('preview').naturalHeight";
    browser.wait_until(&format!("{size} > 0")).await;
    let height = browser.run(size, vec![]).await.as_u64().unwrap();
    assert!((125..140).contains(&height), "{height}");
    crop::open_frame(&browser).await;
    browser.press(".framing .whole").await;
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn the_met_is_reached_from_firefox() {
    let Some(World { met, proxy, browser, .. }) = world().await else { return };
    browser.press("#random").await;
    browser.wait_for("result").await;
    assert!(browser.text(".truth").await.contains("The Met catalogues it as"));
    browser.press("[data-mode-link=guess]").await;
    browser.wait_for("guess").await;
    browser.press("#guess [data-label=chinese]").await;
    browser.wait_for("result").await;
    browser.wait_for_text("#score .you", " of 1").await;
    browser.press("[data-mode-link=find]").await;
    browser.write("#find-words", "work").await;
    browser.press("#find-form button").await;
    browser.wait_until("return document.querySelectorAll('#find-results li').length === 8").await;
    browser.press("#find-results a").await;
    browser.wait_for("result").await;
    let hosts = proxy.take_asked();
    assert!(hosts.iter().all(|host| host.ends_with("metmuseum.org")), "{hosts:?}");

    met.lend_pictures(false);
    let other = id(whence_standin::Culture::Indian, 3);
    browser.run("location.hash = arguments[0]", vec![format!("#work/{other}").into()]).await;
    browser.wait_for("error").await;
    browser.press(".error .agree").await;
    browser.wait_for("result").await;
    met.block(0, Duration::from_secs(3_600));
    // A number that was never drawn: works in the cache can still be shown.
    browser.run("location.hash = '#work/999999'", vec![]).await;
    browser.wait_for_text(".wait", "again in").await;
    browser.close().await;
}
