//! Layout stability: visible elements keep their place while others load.

use super::*;

/// Records layout shifts without recent input, and their size.
const WATCH: &str = "window.shifts = [];
    const name = node => node?.id || node?.className || node?.nodeName;
    new PerformanceObserver(list => list.getEntries().forEach(entry => entry.hadRecentInput
        || shifts.push([entry.value, entry.sources.map(({ node }) => name(node))])))
        .observe({ type: 'layout-shift', buffered: true })";

/// A page is stable below this (web.dev/articles/cls).
const GOOD: f64 = 0.1;

/// The sum of all shifts so far, and the shifted elements.
async fn moved(browser: &Browser) -> (f64, Value) {
    let shifts = browser.run("return shifts", vec![]).await;
    let each = shifts.as_array().unwrap().iter();
    (each.map(|shift| shift[0].as_f64().unwrap()).sum(), shifts)
}

#[tokio::test]
async fn a_painting_that_comes_late_and_its_answer_move_little() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    browser.before_each_page(WATCH).await;
    for (width, height) in [(360, 740), (412, 823), (1280, 800)] {
        browser.resize(width, height).await;
        for place in [1, 3, 8] {
            browser.client.goto(&server.url).await.unwrap();
            browser.wait_for("ready").await;
            let link = format!("#strip li:nth-child({place}) a");
            let work = browser.find(&link).await.attr("href").await.unwrap().unwrap();
            // Shifts within half a second of a press are expected.
            let file = format!("deck/{}.webp", work.trim_start_matches("#work/"));
            let (body, delay) = (server.file(&file), Duration::from_secs(1));
            server.instead(&file, Instead { times: 1, status: 200, body, delay });
            browser.press(&link).await;
            browser.wait_for("working").await;
            browser.wait_for("result").await;
            browser.wait_until("return !document.querySelector('.nearest').hidden").await;
            let (sum, shifts) = moved(&browser).await;
            assert!(sum < GOOD, "{work} at {width} × {height}: {sum} by {shifts}");
            browser.client.goto("about:blank").await.unwrap();
        }
    }
    browser.close().await;
}
