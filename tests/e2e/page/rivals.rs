//! The evidence for the two most probable labels, side by side.

use super::*;

const ENTER: char = '\u{e007}';

/// Expands a section, by keyboard.
async fn unfold(browser: &Browser) {
    browser.run("document.querySelector('.rivals summary').focus()", vec![]).await;
    browser.key(ENTER).await;
    let painted = "return document.querySelector('.rivals').open
        && [...document.querySelectorAll('.pair img')].every(img => img.complete && img.naturalWidth)";
    browser.wait_until(painted).await;
}

/// The two labels and their captions.
async fn shown(browser: &Browser) -> [(String, String); 2] {
    let script = "return [...document.querySelectorAll('.pair figure')]
        .filter(figure => figure.checkVisibility())
        .map(figure => [figure.dataset.label, figure.querySelector('figcaption').textContent])";
    serde_json::from_value(browser.run(script, vec![]).await).unwrap()
}

/// The two most probable labels of a golden picture.
fn likeliest(name: &str) -> [Prediction; 2] {
    let golden: Value = serde_json::from_slice(GOLDEN).unwrap();
    let ranking: Ranking = serde_json::from_value(golden[name]["predictions"].clone()).unwrap();
    [ranking.first(), ranking.second()]
}

/// A golden picture that may have none of the labels, or one that has.
fn picture(none: bool) -> String {
    let golden: serde_json::Map<String, Value> = serde_json::from_slice(GOLDEN).unwrap();
    let is = |answer: &Value| (answer["verdict"]["kind"] == "not_one_of_these") == none;
    golden.into_iter().find(|(_, answer)| is(answer)).unwrap().0
}

#[tokio::test]
async fn the_evidence_for_the_second_is_beside_that_for_the_first() {
    let (server, browser) = open().await;
    let picture = picture(false);
    browser.pick(&[&golden_file(&picture)]).await;
    browser.wait_for("result").await;
    assert!(!browser.find(".pair").await.is_displayed().await.unwrap(), "closed at first");
    server.take_asked();
    unfold(&browser).await;
    let captions = shown(&browser).await;
    for (Prediction { label, probability }, (labelled, caption)) in
        likeliest(&picture).into_iter().zip(&captions)
    {
        assert_eq!(label.name(), labelled);
        let begins = format!("{}, {:.0}%: ", label.word(), probability * 100.0);
        assert!(caption.starts_with(&begins), "{caption} does not begin with {begins}");
    }
    let contrast = browser.text(".contrast").await;
    assert!(
        captions.iter().all(|(label, _)| contrast.to_lowercase().contains(label)),
        "{contrast}"
    );
    // Each has its own map, over the whole of the same picture.
    let maps = "const pair = [...document.querySelectorAll('.pair figure')];
        // The browser may round widths to a fraction of a pixel.
        const area = element => JSON.stringify(element.getBoundingClientRect(),
            (_, value) => typeof value === 'number' ? Math.round(value) : value);
        const [first, second] = pair.map(figure => figure.querySelector('canvas').toDataURL());
        return [first !== second, ...pair.map(figure => area(figure.querySelector('img'))
            === area(figure.querySelector('canvas')) && figure.querySelector('img').src
            === document.getElementById('preview').src)]";
    assert_eq!(browser.run(maps, vec![]).await, json!([true, true, true]));
    let own = server.take_asked().into_iter().filter(|path| !path.contains("works-"));
    assert_eq!(own.collect::<Vec<_>>(), Vec::<String>::new(), "nothing more is fetched");
    browser.assert_accessible("rivals").await;
    browser.screenshot("rivals").await;
    // Closed again by the same key.
    browser.key(ENTER).await;
    browser.wait_until("return !document.querySelector('.rivals').open").await;
    browser.close().await;
}

#[tokio::test]
async fn the_comparison_is_in_every_language() {
    let (_server, browser) = open().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    unfold(&browser).await;
    for language in Language::ALL {
        speak(&browser, language).await;
        let words = words(language);
        let heading = words.text(&message("rivals")).unwrap();
        assert_eq!(browser.text(".rivals summary").await, heading);
        for (rival, (_, caption)) in likeliest("seal.png").into_iter().zip(shown(&browser).await) {
            let name = words.text(&rival.label.into()).unwrap();
            assert!(caption.starts_with(&name), "{caption} is not about {name}");
        }
        browser.assert_accessible(&format!("rivals, {}", language.tag())).await;
        browser.screenshot(&format!("rivals-{}", language.tag())).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn what_is_perhaps_none_of_them_is_not_compared() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file(&picture(true))]).await;
    browser.wait_for("result").await;
    let hidden = "return document.querySelector('.rivals').hidden
        && document.querySelectorAll('.pair figure').length === 0";
    assert_eq!(browser.run(hidden, vec![]).await, true);
    browser.close().await;
}

#[tokio::test]
async fn it_fits_into_a_frame() {
    let (page, browser) = (Server::start().await, Browser::start().await);
    browser.client.goto(&format!("{}#embed", page.url)).await.unwrap();
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    unfold(&browser).await;
    let fits = "const main = document.querySelector('main');
        return main.scrollWidth <= main.clientWidth
            && document.documentElement.scrollWidth <= innerWidth";
    for width in [900, 420, 320] {
        browser.resize(width, 480).await;
        assert_eq!(browser.run(fits, vec![]).await, true, "at {width}");
    }
    browser.screenshot("rivals-embedded").await;
    browser.close().await;
}
