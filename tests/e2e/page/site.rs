//! The pages of text, the page's metadata for other programs, and its print
//! layout.

use super::*;

/// The pages that the footer links to.
const PAGES: [&str; 3] = ["about.html", "privacy.html", "accessibility.html"];

/// Records the browser's errors and warnings about a page. An aborted preload
/// is not one: the page requests the file itself, and reports if it does not
/// arrive.
pub(super) const WATCH: &str = "window.problems = [];
    addEventListener('securitypolicyviolation', event => problems.push(event.violatedDirective));
    addEventListener('error', ({ message, target }) =>
        target.rel === 'preload' || problems.push(message ?? target.outerHTML), true);
    console.error = (...said) => problems.push(said.join(' '));";

pub(super) async fn assert_no_problems(browser: &Browser, place: &str) {
    browser.wait_until("return document.readyState === 'complete'").await;
    assert_eq!(browser.run("return problems", vec![]).await, json!([]), "{place}");
}

/// Shows the page as it prints for a visitor who prefers dark screens.
async fn print(browser: &Browser) {
    let features = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
    let paper = json!({ "media": "print", "features": features });
    browser.devtools("Emulation.setEmulatedMedia", paper).await;
}

/// Visible controls that are useless on paper. Bars are buttons too, but
/// contain data.
async fn idle(browser: &Browser) -> Value {
    let script = "return [...document.querySelectorAll(
            'button, input, select, nav, .actions, .pages, .strip')]
        .filter(element => element.checkVisibility() && !element.closest('.bars'))
        .map(element => element.outerHTML.slice(0, 80))";
    browser.run(script, vec![]).await
}

async fn are_shown(browser: &Browser, selectors: &[&str]) -> Value {
    let script = "return arguments[0].map(selector =>
        document.querySelector(selector).checkVisibility())";
    browser.run(script, vec![selectors.into()]).await
}

#[tokio::test]
async fn the_footer_leads_to_each_page_of_text_and_back() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    browser.before_each_page(WATCH).await;
    browser.client.goto(&server.url).await.unwrap();
    for page in PAGES {
        browser.wait_for("ready").await;
        assert_no_problems(&browser, "the page").await;
        browser.press(&format!("footer a[href='{page}']")).await;
        browser.wait_until(&format!("return location.pathname.endsWith('/{page}')")).await;
        assert_no_problems(&browser, page).await;
        let here = browser.text("nav [aria-current]").await;
        assert!(browser.text("h1").await.starts_with(&here), "{here}");
        browser.assert_accessible(page).await;
        browser.screenshot(page.trim_end_matches(".html")).await;
        for width in [320, 1440] {
            browser.resize(width, 800).await;
            let fits = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(browser.run(fits, vec![]).await, true, "{page} at {width}");
        }
        browser.press("nav a[href='./']").await;
    }
    browser.wait_for("ready").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_of_text_has_the_style_of_the_page_and_may_run_nothing() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    browser.before_each_page(WATCH).await;
    for page in PAGES.into_iter().chain(["lesson.html"]) {
        browser.client.goto(&format!("{}{page}", server.url)).await.unwrap();
        assert_no_problems(&browser, page).await;
        let width = "return getComputedStyle(document.body).maxInlineSize";
        assert_ne!(browser.run(width, vec![]).await, "none", "{page} has its style");
        let add = "const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.head.append(script);
            return window.ran === true";
        assert_eq!(browser.run(add, vec![]).await, false, "{page} runs nothing");
        browser.wait_until("return problems.includes('script-src-elem')").await;
    }
    browser.close().await;
}

#[tokio::test]
async fn pages_of_text_need_no_connection_after_the_first_visit() {
    let (server, browser) = offline::installed().await;
    server.cut(true);
    for page in PAGES {
        browser.client.goto(&format!("{}{page}", server.url)).await.unwrap();
        assert!(!browser.text("h1").await.is_empty(), "{page}");
    }
    browser.client.goto(&format!("{}lesson.html#hi", server.url)).await.unwrap();
    assert!(browser.find("#hi").await.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test]
async fn other_programs_are_told_what_the_page_is() {
    let (server, browser) = open().await;
    let tags = "return Object.fromEntries([...document.querySelectorAll(
            'meta[property^=\"og:\"], meta[name^=\"twitter:\"]')]
        .map(tag => [tag.getAttribute('property') ?? tag.name, tag.content]))";
    let tags = browser.run(tags, vec![]).await;
    assert_eq!(tags["og:title"], browser.client.title().await.unwrap());
    assert_eq!(tags["twitter:card"], "summary_large_image");
    for tag in ["og:description", "og:image:alt"] {
        assert!(tags[tag].as_str().is_some_and(|said| said.len() > 40), "{tags}");
    }
    let data = "return document.querySelector('script[type=\"application/ld+json\"]').textContent";
    let data = browser.run(data, vec![]).await;
    let data: Value = serde_json::from_str(data.as_str().unwrap()).unwrap();
    assert_eq!(data["@type"], "WebApplication");
    assert_eq!(data["inLanguage"], json!(Language::ALL.map(Language::tag)));
    // Only the build knows whether the page has an address.
    let site = std::env::var("WHENCE_SITE").ok().filter(|site| !site.is_empty());
    let site = site.map(|site| format!("{}/", site.trim_end_matches('/')));
    let picture = format!("{}social.jpg", site.as_deref().unwrap_or_default());
    assert_eq!((&tags["og:image"], &data["image"]), (&json!(picture), &json!(picture)));
    assert_eq!(tags["og:url"], json!(site));
    assert!(server.file("social.jpg").starts_with(&[0xff, 0xd8, 0xff]));
    let robots = String::from_utf8(server.file("robots.txt")).unwrap();
    match site {
        Some(site) => {
            assert!(robots.contains(&format!("Sitemap: {site}sitemap.xml")), "{robots}");
            let map = String::from_utf8(server.file("sitemap.xml")).unwrap();
            assert!(PAGES.iter().all(|page| map.contains(&format!("{site}{page}"))), "{map}");
        }
        None => assert!(!robots.contains("Sitemap"), "{robots}"),
    }
    browser.close().await;
}

#[tokio::test]
async fn an_answer_prints_with_its_picture_and_bars_and_without_buttons() {
    let World { browser, .. } = World::open("#work/40087").await;
    browser.wait_for("result").await;
    browser.wait_until("return !document.querySelector('.nearest').hidden").await;
    print(&browser).await;
    assert_eq!(idle(&browser).await, json!([]));
    let parts =
        ["#preview", "#heat", ".verdict", ".bars .fill", ".evidence .where", "#caption .met"];
    assert_eq!(are_shown(&browser, &parts).await, json!(vec![true; 6]));
    let colours = "const [bar, paper] = ['.bars .fill', 'body'].map(selector =>
            getComputedStyle(document.querySelector(selector)));
        return [bar.printColorAdjust, bar.backgroundColor, paper.backgroundColor]";
    let colours = browser.run(colours, vec![]).await;
    assert_eq!(colours, json!(["exact", "rgb(0, 0, 0)", "rgb(255, 255, 255)"]));
    let address =
        "return getComputedStyle(document.querySelector('#caption .met'), '::after').content";
    let address = browser.run(address, vec![]).await;
    assert!(address.as_str().unwrap().contains("/search/40087"), "{address}");
    assert!(browser.sheets().await <= 2);
    browser.close().await;
}

#[tokio::test]
async fn the_models_card_prints_whole_and_alone() {
    let (_server, browser) = open().await;
    browser.press("#card-open").await;
    browser.wait_until("return document.getElementById('card').open").await;
    print(&browser).await;
    assert_eq!(idle(&browser).await, json!([]));
    let parts = ["#card h2", "#card table", "#card .file", "main", "header", "footer"];
    let shown = are_shown(&browser, &parts).await;
    assert_eq!(shown, json!([true, true, true, false, false, false]));
    let whole = "const card = document.getElementById('card');
        return card.scrollHeight <= card.clientHeight";
    assert_eq!(browser.run(whole, vec![]).await, true, "nothing is cut off");
    assert!(browser.sheets().await <= 2);
    browser.close().await;
}
