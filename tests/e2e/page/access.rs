//! Accessibility: by keyboard, in other languages, sizes and colours.

use super::*;
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

#[tokio::test]
async fn everything_can_be_done_by_keyboard() {
    let World { browser, .. } = World::open("").await;
    let focused = "const element = document.activeElement;
        return element.id || element.dataset.modeLink || element.className
            || element.closest('ul')?.id || element.tagName";
    let mut order = Vec::new();
    for _ in 0..17 {
        browser.key(TAB).await;
        order.push(browser.run(focused, vec![]).await.as_str().unwrap().to_owned());
    }
    assert_eq!(
        order,
        [
            "skip", "language", "look", "guess", "find", "strip", "strip", "strip", "strip",
            "strip", "strip", "strip", "strip", "random", "file", "camera", "address"
        ]
    );
    let seen = "const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2";
    assert_eq!(browser.run(seen, vec![]).await, true, "the focus can be seen");
    browser.run("document.getElementById('random').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_for("result").await;
    // A heat map, its outline and back.
    browser.run("document.querySelector('.bars li:nth-child(2) button').focus()", vec![]).await;
    browser.key(ENTER).await;
    assert!(browser.find(".evidence").await.is_displayed().await.unwrap());
    browser.run("document.querySelector('.strength').focus()", vec![]).await;
    browser.key('\u{e012}').await;
    let strength = "return +document.querySelector('.strength').value";
    assert_eq!(browser.run(strength, vec![]).await, 49);
    browser.key(TAB).await;
    browser.key(' ').await;
    let outlined = "return !document.getElementById('outline').hasAttribute('hidden')";
    assert_eq!(browser.run(outlined, vec![]).await, true);
    // A dialog, closed by Escape, gives the focus back.
    browser.run("document.getElementById('address').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.key('\u{e00c}').await;
    assert_eq!(browser.run(focused, vec![]).await, "address");
    // The game, with the keyboard only.
    browser.run("document.querySelector('[data-mode-link=guess]').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_for("guess").await;
    browser.key('4').await;
    browser.wait_for("result").await;
    assert_eq!(browser.run(focused, vec![]).await, "next primary");
    browser.close().await;
}

#[tokio::test]
async fn what_happens_is_said_to_those_who_listen() {
    let (_server, browser) = open().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    let said = "const status = document.getElementById('status');
        return [status.getAttribute('role'), status.textContent]";
    let said = browser.run(said, vec![]).await;
    assert_eq!(said[0], "status");
    let (title, remark) = golden_words("seal.png");
    let [title, remark] = [title, remark].map(|said| words(Language::ENGLISH).text(&said).unwrap());
    let told = format!("{title}. {remark}");
    assert!(said[1].as_str().unwrap().contains(&told), "{said} without {told}");
    browser.give("drop", "letter.txt", b"Dear visitor,").await;
    browser.wait_for("error").await;
    let said = browser.run("return document.getElementById('status').textContent", vec![]).await;
    assert!(said.as_str().unwrap().contains("That is not a picture. Choose a JPEG"), "{said}");
    browser.close().await;
}

#[tokio::test]
async fn the_language_can_be_chosen_and_stays() {
    let (server, browser) = open().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    for language in Language::ALL.into_iter().rev() {
        speak(&browser, language).await;
        let words = words(language);
        let say = |id: &'static str| words.text(&message(id)).unwrap();
        assert_eq!(
            browser.run("return document.documentElement.lang", vec![]).await,
            language.tag()
        );
        assert_eq!(browser.text("[data-words=tagline]").await, say("tagline"));
        // Visible texts change to the new language too.
        let likeliest = words.text(&golden_label("seal.png").into()).unwrap();
        assert_eq!(browser.text(".bars .name").await, likeliest);
        let remark = words.text(&golden_words("seal.png").1).unwrap();
        assert_eq!(browser.text(".remark").await, remark);
        // No text remains in another language.
        let untold = "return [...document.querySelectorAll('[data-words]')]
            .filter(element => element.textContent === element.dataset.words).length";
        assert_eq!(browser.run(untold, vec![]).await, 0);
        browser.assert_accessible(language.tag()).await;
        browser.screenshot(&format!("language-{}", language.tag())).await;
    }
    // The error is translated completely, with its advice.
    browser.give("drop", "letter.txt", b"Dear visitor,").await;
    browser.wait_for("error").await;
    speak(&browser, language("hi")).await;
    let [title, advice] =
        [browser.text(".error .title").await, browser.text(".error .advice").await];
    let told = browser.run("return document.getElementById('status').textContent", vec![]).await;
    assert_eq!(told, format!("{title}। {advice}"));
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    assert_eq!(browser.run("return document.documentElement.lang", vec![]).await, "hi");
    // The Met's texts about a work remain English, also for a screen reader.
    browser.press("#strip a").await;
    browser.wait_for("result").await;
    for part in ["title", "by", "medium", "credit"] {
        let spoken = format!("return document.querySelector('#caption .{part}').lang");
        assert_eq!(browser.run(&spoken, vec![]).await, "en", "{part}");
    }
    browser.close().await;
}

#[tokio::test]
async fn the_page_holds_from_a_phone_to_a_wall() {
    let World { browser, .. } = World::open("").await;
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    for face in ["look", "lab", "guess", "find"] {
        match face {
            "lab" => browser.press(".fool").await,
            _ => browser.press(&format!("[data-mode-link={face}]")).await,
        }
        match face {
            "lab" => {
                let bars = "return document.querySelector('#bench .bars li') !== null";
                browser.wait_until(bars).await;
            }
            "look" => {
                browser.pick(&[&golden_file("phone.jpg")]).await;
                browser.wait_for("result").await;
            }
            "guess" => browser.wait_for("guess").await,
            _ => {}
        }
        for width in [320, 800, 1440, 3840] {
            browser.resize(width, 800).await;
            assert_eq!(browser.run(fits, vec![]).await, true, "{face} scrolls sideways at {width}");
        }
        // Text of twice the size in the same window.
        browser.resize(1280, 900).await;
        browser.run("document.documentElement.style.fontSize = '200%'", vec![]).await;
        assert_eq!(browser.run(fits, vec![]).await, true, "{face} scrolls sideways at 200 %");
        browser.assert_accessible(&format!("{face} at 200 %")).await;
        browser.run("document.documentElement.style.fontSize = ''", vec![]).await;
        for (feature, value) in [
            ("prefers-color-scheme", "dark"),
            ("forced-colors", "active"),
            ("prefers-reduced-motion", "reduce"),
        ] {
            browser.prefer(feature, value).await;
            browser.assert_accessible(&format!("{face}, {feature}: {value}")).await;
        }
        browser.prefer("prefers-color-scheme", "").await;
        // Touch targets are large enough (WCAG 2.2, 2.5.8).
        browser.resize(360, 740).await;
        let small = "return [...document.querySelectorAll(
                'button, select, input, nav a, #strip a, .fool, .back, .file label')]
            .filter(element => element.checkVisibility() && element.id !== 'file')
            .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
            .filter(([, box]) => box.height > 0 && (box.height < 24 || box.width < 24))
            .map(([html]) => html)";
        assert_eq!(browser.run(small, vec![]).await, json!([]));
        browser.resize(1280, 900).await;
    }
    browser.close().await;
}
